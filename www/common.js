/** What most of the panel's scripts need; a bundle has of it what it uses. */

/** An answer as `fetch` gives it, but for one that says that there is none: then the error names the URL. */
export const get = async (url, options) => {
  const answer = await fetch(url, options);
  if (!answer.ok) throw new Error(`${answer.status}: ${answer.url}`);
  return answer;
};

const kept = {};
/** What is fetched once by its name, for all panels of a page; what failed is fetched again when next asked for. */
export const once = (name, fetching) =>
  (kept[name] ??= fetching().catch((error) => {
    delete kept[name];
    throw error;
  }));

/** A style sheet that shadow roots can adopt. */
export const sheet = (css) => {
  const made = new CSSStyleSheet();
  made.replaceSync(css);
  return made;
};

/** Gives the panel the focus, where what had it goes. */
export const enter = (box) => {
  box.tabIndex = -1;
  box.focus({ preventScroll: true });
};

/** Takes away what lies over the panel. Who had the focus on the page's own link there is in the panel then. */
export const uncover = (box, over) => {
  const { host } = box.getRootNode();
  const focused = host.getRootNode().activeElement;
  // A library's own `remove` may want a parent.
  if (over.isConnected) over.remove();
  if (focused !== host && host.contains(focused)) enter(box);
};

/** The error of an attribute that the core refuses, in the reader's words: they are a campaign file's, which few readers ever see. */
export const refused = async (what, { lang }, words) => {
  const field = what === "before" ? "to" : what;
  const key = { before: "value-to", currency: "value-currency" }[what] ?? "value-day";
  const is = await words(`${lang}.full`).then((full) => JSON.parse(full).words[`problem.${key}`], () => {});
  const said = is && `\u2068${field}\u2069: ${is}`;
  return Object.assign(new Error(is ?? field), { code: field === "currency" ? "bad-currency" : "bad-period", field, said });
};

/** A value that a wasm without glue holds, called by numbers and places in memory: src/browser/first.rs, src/browser/checker.rs. */
export class Held {
  constructor(wasm) {
    this.wasm = wasm;
    this.held = wasm.open();
  }

  /** Bytes for it, and what else it is to know of them. */
  give(bytes, ...known) {
    const place = this.wasm.room(this.held, bytes.length, ...known);
    new Uint8Array(this.wasm.memory.buffer, place, bytes.length).set(bytes);
  }

  /** What it said last. */
  said() {
    const { memory, said, said_length: length } = this.wasm;
    return new TextDecoder().decode(new Uint8Array(memory.buffer, said(this.held), length(this.held)));
  }
}
