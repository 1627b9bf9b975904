/**
 * <donation-flow>: what a published donation campaign received, what of it stayed, and where it went.
 *
 * | attribute, property | what |
 * |---|---|
 * | `src`      | the campaign file's URL |
 * | `address`  | or one address: `bitcoin:bc1…`, `tron:T…`, CAIP-10 |
 * | `snapshot` | or a folder that `donation-flow snapshot` wrote: no explorer is asked |
 * | `lang`     | the panel's language; else that of the page, else English |
 * | `sections` | which sections, in what order: `head net timeline flow claims transactions foot` |
 * | `load`     | `click` (asks the reader first), `visible` (when near the viewport; so a snapshot of the page's own site), `eager` |
 * | `from`, `to` | days, `2026-01-31`, both included: figures of that period |
 * | `theme`    | `auto` (the article's ink and ground), `light`, `dark` |
 * | `currency` | `USD`, `EUR`, `GBP`: what the sums are worth in; else as the campaign file says |
 * | `verify`   | `click`, `auto`, `off`: when the snapshot's proofs are checked in this browser |
 * | `live`     | there or not: explorers are asked for what is newer than the snapshot |
 *
 * Events, bubbling and composed: `donation-flow-load`, `-progress`, `-report`, `-error`.
 * What the element holds (a link to an explorer) shows until the panel does, and whenever it cannot.
 */
import { enter, get, once, sheet } from "./common.js";
import skeleton from "./skeleton.css";

const SECTIONS = ["head", "net", "timeline", "flow", "claims", "transactions", "foot"];
/** Only a campaign with claims has these. */
const OPTIONAL = "claims";
const ATTRIBUTES = ["src", "address", "snapshot", "lang", "sections", "load", "from", "to", "theme", "currency", "verify", "live"];

const skeletonSheet = sheet(skeleton);

const text = async (url, options) => (await get(url, options)).text();
const reading = () => import("./first.js");
/** All of the code. */
const code = async () => (await reading()).code(kit);
/** The answer that its small part comes in. */
const wasm = () => once("wasm", () => get(new URL("./donation-flow.wasm", import.meta.url), { integrity: WASM_INTEGRITY }));
const css = async () => (await reading()).css();
const say = async (...given) => (await reading()).say(...given);
const words = (lang) => once(lang, () => text(new URL(`./locale/${lang}.json`, import.meta.url)));

let policy;
const same = (text) => text;
const rules = { createHTML: same, createScriptURL: same };
/** For pages that enforce Trusted Types: only the panel's own HTML, escaped by its view, and its own scripts. */
const trusted = () => (policy ??= self.trustedTypes?.createPolicy("donation-flow", rules) ?? rules);

const node = (tag, attributes = {}, ...children) => {
  const made = document.createElement(tag);
  for (const name in attributes) made.setAttribute(name, attributes[name]);
  made.append(...children);
  return made;
};

/** A URL's parts; of one that is none, empty texts. */
const link = (href) => node("a", { href });

const section = (name) => node("section", { class: name, "data-section": name, part: name });

/** What `snapshot.js`, which has styles of its own for all panels (`css`), and `first.js` draw with. */
const kit = { code, wasm, css, words, text, trusted, node, section, bare: skeletonSheet };

class DonationFlow extends HTMLElement {
  static observedAttributes = ATTRIBUTES;
  /** Which one this is, for a page that has two. */
  static release = `${VERSION} (${import.meta.url})`;
  /** What the present attributes began: `{signal, lang, tag, box, panel}`; none while the element is not in a page. */
  #run;
  #built;

  constructor() {
    super();
    // What a page has set before this script was there.
    for (const name of Object.keys(this)) {
      const value = this[name];
      delete this[name];
      this[name] = value;
    }
  }

  connectedCallback() {
    // A move within the page goes on as it was.
    if (!this.#run) this.#start();
  }

  disconnectedCallback() {
    queueMicrotask(() => this.isConnected || this.#end());
  }

  attributeChangedCallback(name, before, after) {
    if (!this.#run || before === after) return;
    if (name === "theme") this.#run.box.dataset.theme = this.theme || "auto";
    // Whom the reader agreed to is asked, unless others will be.
    else this.#start("src address snapshot live load".includes(name) ? undefined : this.#run.agreed);
  }

  #end() {
    this.#run?.control.abort();
    this.#free(this.#run);
    this.#run = undefined;
  }

  #free(run) {
    try {
      const { panel } = run;
      run.panel = undefined;
      panel.free();
    } catch {
      // There is none, or it ended in a trap: nothing is freed then.
    }
  }

  /** `before` is the run that a reader agreed to, who is not asked again about the same file. */
  #start(before) {
    this.#end();
    const control = new AbortController();
    const { signal } = control;
    let wanted;
    for (let at = this; at && !wanted; at = at.parentNode ?? at.host) wanted = at.lang;
    const known = wanted?.split("-")[0].toLowerCase();
    const [lang, tag] = LANGUAGES.includes(known) ? [known, wanted] : ["en", "en"];
    const run = (this.#run = { control, signal, lang, tag, file: before?.file });
    run.agreed = before && run;
    run.folder = this.snapshot && link(`${this.snapshot}/`.replace(/\/+$/, "/"));
    // Who agrees to another site's folder agrees to no third one.
    run.redirect = run.folder && run.folder.origin !== location.origin ? "error" : "follow";
    run.emit = (name, detail) =>
      this.dispatchEvent(new CustomEvent(`donation-flow-${name}`, { detail, bubbles: true, composed: true }));
    run.fail = (error) => this.#fail(run, error);
    // A page that is left loses what it was fetching, and hears of it before it is shown again or after that.
    addEventListener("pageshow", ({ persisted }) => persisted && (run.shown = !run.failed || this.#start(run.agreed)), { signal });
    this.#build(run);
    const load = this.load || (run.folder?.origin === location.origin ? "visible" : "click");
    if (before || load === "eager") return this.#open(run);
    const come = () => {
      near.disconnect();
      removeEventListener("beforeprint", come);
      if (load === "visible") this.#open(run);
      else this.#ask(run);
    };
    const near = new IntersectionObserver((entries) => entries.some((entry) => entry.isIntersecting) && come(), { rootMargin: "200px" });
    near.observe(this);
    signal.addEventListener("abort", () => near.disconnect());
    // No browser waits for it; the next print has it.
    if (load === "visible") addEventListener("beforeprint", come, { signal });
  }

  /** The empty panel, of the height it will have; the inner link lies over it until figures come. */
  #build(run) {
    const root = this.shadowRoot ?? this.attachShadow({ mode: "open" });
    // What a server drew from a snapshot (declarative shadow DOM) stays, with its own styles.
    const drawn = run.folder && !this.#built && root.querySelector(`.df[data-snapshot][lang="${run.tag}"]`);
    this.#built = true;
    // Where the panel can be seen, for whoever has it on paper before it was there.
    run.over = node("div", { class: "over", "data-at": location.href }, node("slot"));
    run.box = drawn || node("div", { class: "df", part: "panel", lang: run.tag, "data-state": "waiting" });
    run.box.dataset.theme = this.theme || "auto";
    run.box.addEventListener("click", ({ target }) => {
      const action = target.closest("[data-action]")?.dataset.action;
      if (action === "load") this.#open((run.agreed = run));
      else if (action === "retry" && !run.panel) this.#start(run.agreed);
      else return;
      // What was pressed goes.
      enter(this.#run.box);
    });
    if (drawn) return;
    const wanted = (this.sections ?? "").split(/[\s,]+/).filter((name) => SECTIONS.includes(name));
    const names = wanted.length ? new Set(wanted) : SECTIONS.filter((name) => name !== OPTIONAL);
    run.all = !wanted.length;
    for (const name of names) run.box.append(section(name));
    run.box.append(run.over);
    root.adoptedStyleSheets = [skeletonSheet];
    root.replaceChildren(run.box);
  }

  /** The campaign file's text; none where the panel is about `address`. */
  #campaign(run) {
    return (run.campaign ??= this.src
      ? (run.file ??= text(this.src, run)).then(
          (file) => this.#room(run, file),
          (error) => {
            error.code = "no-campaign";
            throw error;
          },
        )
      : Promise.resolve());
  }

  /** Room for the claims of a campaign, as soon as it is known that it has some; the campaign file's text. */
  #room(run, file) {
    if (run.all && /"claims"\s*:\s*\[\s*\{/.test(file)) run.box.querySelector(".flow").after(section(OPTIONAL));
    run.all = false;
    return file;
  }

  /** Names who will see the reader's address, and waits for a click: only the publisher's own files are fetched. */
  async #ask(run) {
    try {
      const [{ asking }, campaign] = await Promise.all([import("./asked.js"), run.folder || this.#campaign(run)]);
      const said = asking(run.folder, campaign, this.address, node);
      // A file that cannot be read asks nobody: the panel says what is wrong with it.
      if (!said) return this.#open(Object.assign(run, { unasked: true }));
      await say(this, run, kit, "asking", said);
    } catch (error) {
      this.#fail(run, error);
    }
  }

  #open(run) {
    return run.folder ? this.#paint(run) : this.#read(run);
  }

  /** Shows a snapshot; where it does not come, what the page names for explorers to be asked about. */
  async #paint(run) {
    try {
      const { paint } = await import("./snapshot.js");
      await paint(this, run, kit);
    } catch (error) {
      if (run.signal.aborted) return;
      if (!this.src && !this.address) return this.#fail(run, error);
      run.folder = undefined;
      // These are others than the page was to ask.
      if (this.load && this.load !== "click") this.#read(run);
      else this.#ask(run);
    }
  }

  /** Asks explorers, and opens the panel. */
  async #read(run) {
    run.box.dataset.state = "loading";
    run.over.replaceChildren(node("slot"));
    try {
      // In a task of its own: on a slow telephone each request costs some milliseconds.
      await new Promise((go) => setTimeout(go));
      if (run.signal.aborted) return;
      // What the first figure takes is asked for at once; whoever needs it hears of its failure.
      for (const ahead of [wasm(), words(`${run.lang}.first`)]) ahead.catch(() => {});
      const [{ read }, campaign] = await Promise.all([reading(), this.#campaign(run)]);
      if (!run.signal.aborted) await read(this, run, kit, campaign);
    } catch (error) {
      this.#fail(run, error);
    }
  }

  async #fail(run, error) {
    if (run.signal.aborted || run.failed) return;
    if (run.shown) return this.#start(run.agreed);
    run.failed = true;
    this.#free(run);
    let code = error.code ?? "unreachable";
    if (!self.WebAssembly || error instanceof WebAssembly.CompileError) code = "no-wasm";
    else if (!navigator.onLine) code = "offline";
    run.emit("error", { code, field: error.field, message: String(error.message ?? error) });
    const message = (said, button) => [
      node("h2", {}, error.said ?? said[`message.${code}`] ?? said["message.unreachable"]),
      button("retry", "action.retry"),
    ];
    // Without words the inner link says enough.
    await say(this, run, kit, "message", message).catch(() => {});
  }
}

for (const name of ATTRIBUTES) {
  // Every element has `lang`.
  if (name === "lang") continue;
  Object.defineProperty(DonationFlow.prototype, name, {
    get() {
      return name === "live" ? this.hasAttribute(name) : this.getAttribute(name);
    },
    set(value) {
      if (value == null || value === false) this.removeAttribute(name);
      else this.setAttribute(name, value === true ? "" : value);
    },
    enumerable: true,
    configurable: true,
  });
}

const first = customElements.get("donation-flow");
if (first) console.warn(`donation-flow ${DonationFlow.release} is not used: the page has ${first.release}`);
else customElements.define("donation-flow", DonationFlow);
