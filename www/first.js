/**
 * What reads explorers: first the figure that the first page alone gives, by a small part of the code and with styles and words of its own,
 * then the panel, which goes on from that page.
 */

import { Held, get, once, sheet, uncover } from "./common.js";

/** Bytes of a first page that the first figure is made of. */
const LIMIT = 2_000_000;
/** Milliseconds for which a panel may take an answer for one of its own. */
const FRESH = 30_000;
/** What may have a first figure: who asks no Esplora server for Bitcoin or Litecoin has none, and waits for none. */
const FITTING = /bitcoin|litecoin|bip122/i;
/** Milliseconds after which the rest of the code is asked for though the first page is still on its way. */
const PATIENCE = 500;

const lines = sheet(STYLES);

/** Some hosts send wasm as another type than it is: then it is compiled when all of it is there. */
const instantiate = (answer, imports) => {
  const again = answer.clone();
  return WebAssembly.instantiateStreaming(answer, imports).catch(async () =>
    WebAssembly.instantiate(await again.arrayBuffer(), imports),
  );
};

/**
 * How an explorer is asked: without cookies, referrer or redirects (to another host than the panel names: never).
 *
 * A browser gives what the page preloaded (`<link rel="preload" as="fetch" crossorigin referrerpolicy="no-referrer">`)
 * only to a request in the mode `same-origin`, which sends no cookies to another origin either; so an answer that was
 * asked for in advance is asked for in that mode, and all else with `omit`, as is one's own explorer.
 */
const manner = (url, isPlain = true) => ({
  credentials:
    isPlain && new URL(url).origin !== location.origin && document.querySelector(`link[rel=preload][href="${CSS.escape(url)}"]`)
      ? "same-origin"
      : "omit",
  referrerPolicy: "no-referrer",
  redirect: "error",
});

/** An answer's text; none where it is longer than so many bytes: then the rest is not waited for. */
const text = async (response, limit) => {
  const reader = response.body?.getReader();
  const decoder = new TextDecoder();
  let text = "";
  for (let length = 0; reader; ) {
    const { done, value } = await reader.read();
    if (done) break;
    length += value.length;
    if (length > limit) return reader.cancel();
    text += decoder.decode(value, { stream: true });
  }
  return text + decoder.decode();
};

/** Answers on their way that a panel will ask for, by URL: `{answer, control}`. */
const early = {};
/** Gives one away: it serves one panel. */
const taken = (url) => {
  const asked = early[url];
  delete early[url];
  return asked;
};

/** The small part's exports; `wasm` fetches it. */
const small = ({ wasm }) => once("small", async () => (await instantiate((await wasm()).clone(), {})).instance.exports);

/** The glue, once all that it needs is there. */
export const code = (kit) =>
  once("code", async () => {
    const core = get(new URL("./core.wasm", import.meta.url), { integrity: CORE_INTEGRITY });
    const [glue, main, answer] = await Promise.all([import("./panel.js"), small(kit), core]);
    await glue.start(main, answer, { get, once, instantiate, manner, text, taken });
    return glue;
  });

/** All styles of a panel. */
export const css = () =>
  once("css", async () => [lines, sheet(await (await get(new URL("./panel.css.txt", import.meta.url), { integrity: CSS_INTEGRITY })).text())]);

/** Words over the panel before its code is there, or where it cannot be; below them the inner link. */
export const say = async (element, run, { bare, css, node, words }, state, make) => {
  const { box, over, lang, signal } = run;
  const [locale, styles] = await Promise.all([words(lang), css()]);
  if (signal.aborted) return;
  const { dir, words: said } = JSON.parse(locale);
  element.shadowRoot.adoptedStyleSheets = [bare, ...styles];
  box.dir = dir;
  box.dataset.state = state;
  const button = (action, word) => node("button", { type: "button", "data-action": action }, said[word]);
  over.replaceChildren(...make(said, button), node("slot"));
  box.append(over);
  import("./reader.js").then(({ suit }) => suit(box), () => {});
};

/** A first figure on its way: see src/browser/first.rs. */
class Begun extends Held {
  /** Calls a function; one that ends in a trap leaves the stack as it was. */
  #call(name, ...values) {
    const { $G0: top } = this.wasm;
    const { value } = top;
    try {
      this.wasm[name](this.held, ...values);
    } catch (error) {
      top.value = value;
      throw error;
    }
    return this.said();
  }

  #tell(text) {
    this.give(new TextEncoder().encode(text));
  }

  /** The URL of the first page; empty where the panel is to do all. */
  ask(campaign, address) {
    this.#tell(campaign ?? address);
    return this.#call("ask", campaign !== undefined);
  }

  /** The HTML of head and net section; none where the panel is to do all. */
  draw(texts, width) {
    for (const text of texts) this.#tell(text);
    return this.#call("draw", width, Date.now() / 1_000).split("\n");
  }

  close() {
    this.wasm.close(this.held);
  }
}

/** Shows the first figure, where it can be had before the panel is there. `load` is called once its page has come. */
const show = async (element, run, kit, campaign, load, signal) => {
  const { box } = run;
  const begun = new Begun(await small(kit));
  try {
    const url = !signal.aborted && begun.ask(campaign, element.address ?? "");
    // Another panel on the page asks just this.
    if (!url || early[url]) return;
    const control = new AbortController();
    const asked = { control, answer: fetch(url, { ...manner(url), signal: control.signal }) };
    early[url] = asked;
    const forget = () => early[url] === asked && delete early[url];
    setTimeout(forget, FRESH);
    signal.addEventListener("abort", () => forget() && control.abort());
    const [answer, locale] = await Promise.all([asked.answer, kit.words(`${run.lang}.first`)]);
    const page = answer.ok && (await text(answer.clone(), LIMIT));
    load();
    if (!page || signal.aborted || run.panel) return;
    const [head, net] = begun.draw([locale, run.tag, page], box.room ?? box.clientWidth);
    if (!net) return;
    element.shadowRoot.adoptedStyleSheets = [kit.bare, lines];
    box.dir = JSON.parse(locale).dir;
    uncover(box, run.over);
    for (const [name, html] of Object.entries({ head, net })) {
      const section = box.querySelector(`:scope > .${name}`);
      if (section) section.innerHTML = kit.trusted().createHTML(html);
    }
  } finally {
    begun.close();
  }
};

/** Opens a panel over explorers. */
export const read = async (element, run, kit, campaign) => {
  const { box, signal } = run;
  // The first figure ends with the run, and where the panel fails.
  const control = new AbortController();
  signal.addEventListener("abort", () => control.abort());
  let rest;
  const load = () => {
    rest ??= Promise.all([code(kit), kit.words(run.lang), css()]);
    // Whoever waits for it hears of its failure.
    rest.catch(() => {});
  };
  try {
    const isFitting = !run.unasked && FITTING.test(campaign ?? element.address);
    if (isFitting && !element.from && !element.to && box.querySelector(":scope > .net")) {
      // What it cannot do, the panel does, and says why it cannot.
      const shown = show(element, run, kit, campaign, load, control.signal).catch(() => {});
      await Promise.race([shown, new Promise((go) => setTimeout(go, PATIENCE))]);
    }
    signal.throwIfAborted();
    load();
    const [glue, locale, styles] = await rest;
    signal.throwIfAborted();
    element.shadowRoot.adoptedStyleSheets = [kit.bare, ...styles];
    await glue.read(element, run, kit, locale, campaign);
  } catch (error) {
    control.abort();
    // What is said now is not of a figure; where nothing can be said, the link stands.
    for (const section of box.querySelectorAll(":scope > section")) section.replaceChildren();
    run.over.replaceChildren(document.createElement("slot"));
    box.append(run.over);
    throw error;
  }
};
