/**
 * What is newer than a snapshot: where the page says `live`, and by `load` that nobody need be asked first, the core asks the
 * explorers for it; else, or where the reader saves data or has a slow line, a button stands in the head, which says who will see
 * the reader's address before anybody is asked.
 */

/** CSS pixels from which on the head has its status at the far end (panel.css). */
const WIDE = 640;

/** Goes on from the snapshot that has been painted, at once or when the reader wants it. */
export async function follow(painted) {
  const asksFirst = painted.isSparing || !["eager", "visible"].includes(painted.element.load);
  const opened = await painted.open();
  if (painted.run.signal.aborted) return;
  const begin = () => opened.act("live");
  if (asksFirst) await offer(painted, await opened.files(["campaign.json"]), begin);
  else begin();
}

/** Offers to ask, and names who will be asked before it is done. */
async function offer(painted, [campaign], begin) {
  const { run, kit } = painted;
  const { node } = kit;
  const lang = run.lang;
  const [{ asking }, common, own] = await Promise.all([import("./asked.js"), kit.words(lang), kit.words(`${lang}.live`)]);
  if (run.signal.aborted) return;
  const said = { ...JSON.parse(common).words, ...JSON.parse(own) };
  const make = asking(undefined, campaign, "", node);
  if (!make) return;

  const button = node("button", { type: "button", "aria-expanded": "false" }, said["live.offer"]);
  const answers = make(said, () => node("button", { type: "button" }, said["live.ask"]));
  const note = node("div", { class: "offer", role: "group" }, ...answers.reverse());
  const close = () => {
    note.remove();
    button.setAttribute("aria-expanded", "false");
  };
  button.addEventListener("click", () => {
    if (note.isConnected) return close();
    button.closest("section").append(note);
    button.setAttribute("aria-expanded", "true");
    note.querySelector("button").focus();
  });
  note.addEventListener("keydown", ({ key }) => {
    if (key !== "Escape") return;
    close();
    button.focus();
  });
  // The core draws the head without it.
  const { age } = painted;
  const stand = () => {
    const section = run.box.querySelector(":scope > section");
    // Beside a text that stays where it is: in a wide head the status ends at the margin.
    const line = run.box.clientWidth < WIDE ? ".status" : ".asof";
    (section.querySelector(line) ?? section).append(button);
  };
  painted.age = () => {
    age.call(painted);
    close();
    stand();
  };
  note.querySelector("button").addEventListener("click", () => {
    painted.age = age;
    close();
    button.remove();
    begin();
  });
  stand();
}
