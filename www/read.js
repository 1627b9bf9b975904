import { refused } from "./common.js";

/** What opens a panel over explorers, once all that it needs is there. It comes with the glue, whose classes it is given. */
export const reading = (Panel, Stage) => async (element, run, { trusted, words }, locale, campaign) => {
  const html = (text) => trusted().createHTML(text);
  const begin = (words) => {
    run.panel?.free();
    const stage = new Stage(run.box, html, run.emit, (action) => panel.act(action));
    stage.bear(run.fail);
    const panel = (run.panel = new Panel(stage, words, run.tag));
    const { address, src, from, to, currency } = element;
    const name = campaign === undefined ? address : src;
    return panel.choose(from ?? "", to ?? "", currency ?? "") ?? panel.open(campaign, name ?? "");
  };
  let field = begin(locale);
  if (field === "words") {
    // What is wrong with a campaign file or an address takes words, and code, that few readers ever see.
    const [full] = await Promise.all([words(`${run.lang}.full`), Stage.part("refusal")]);
    if (run.signal.aborted) return;
    field = begin(full);
  }
  if (field) throw await refused(field, run, words);
};
