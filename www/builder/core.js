// What the panel's own core says of a campaign file. It opens the file as a panel does and is freed in the same task, which
// aborts whatever it would have asked: nobody hears of it.
import { get } from "../common.js";
import { code } from "../first.js";

const same = (text) => text;
const policy = self.trustedTypes?.createPolicy("donation-flow-builder", { createHTML: same }) ?? { createHTML: same };

const fetched = (name, options) => get(new URL(`../${name}`, import.meta.url), options);

/** The core with the words of a language; `integrity` is what the manifest says of its wasm. */
export async function core(lang, integrity) {
  const wasm = () => fetched("donation-flow.wasm", { integrity });
  const [{ Panel, Stage }, words] = await Promise.all([code({ wasm }), fetched(`locale/${lang}.full.json`).then((answer) => answer.text())]);
  await Stage.part("refusal");
  // Claims are read by a part of their own.
  const hasClaims = await new Promise((told) => {
    const stage = new Stage(document.createElement("div"), same, () => {}, (action) => {
      stage.end();
      told(action === "loaded:claims");
    });
    stage.load("claims", "");
  });
  return (campaign, name, period) => problems(Panel, words, lang, hasClaims, campaign, name, period);
}

/**
 * What is wrong with a campaign file's text, or where there is none with the address `name`: each problem's `field` as the
 * core names it, and its words. Empty where nothing is.
 */
function problems(Panel, words, lang, hasClaims, campaign, name, { from = "", to = "", currency = "" } = {}) {
  let html;
  let refusal;
  const nothing = () => {};
  const stage = {
    end: nothing,
    width: () => 640,
    has: () => false,
    after: nothing,
    after_frame: nothing,
    load: nothing,
    check: nothing,
    describe: nothing,
    resolve: same,
    save: nothing,
    online: () => true,
    state: nothing,
    show: nothing,
    message: (text) => (html = text),
    tell: (event, detail) => event === "error" && (refusal = detail),
  };
  const panel = new Panel(stage, words, lang);
  try {
    const attribute = panel.choose(from, to, currency) ?? panel.open(campaign, name);
    if (attribute) return [{ field: `@${attribute}` }];
    if (campaign && hasClaims && !refusal) panel.act("loaded:claims");
  } finally {
    panel.free();
  }
  if (!refusal) return [];
  const listed = new DOMParser().parseFromString(policy.createHTML(html ?? ""), "text/html").querySelectorAll("li");
  const found = [...listed].map((item) => {
    const field = item.querySelector("code")?.textContent ?? "";
    return { field, message: item.textContent.slice(field.length).trim() };
  });
  return found.length ? found : [{ field: refusal.field ?? "", message: refusal.message }];
}
