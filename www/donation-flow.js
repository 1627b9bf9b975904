/**
 * <donation-flow>: what a published donation campaign received, what of it stayed, and where it went.
 *
 * | attribute, property | what |
 * |---|---|
 * | `src`      | the campaign file's URL |
 * | `address`  | or one address: `bitcoin:bc1…`, `tron:T…`, CAIP-10 |
 * | `lang`     | the panel's language; else that of the page, else English |
 * | `sections` | which sections, in what order: `head net timeline flow claims transactions foot` |
 * | `load`     | `click` (asks the reader first), `visible` (when near the viewport), `eager` |
 * | `from`, `to` | days, `2026-01-31`, both included: figures of that period |
 * | `theme`    | `auto`, `light`, `dark` |
 * | `currency` | `USD`, `EUR`, `GBP`: what the sums are worth in; else as the campaign file says |
 *
 * Events, bubbling and composed: `donation-flow-load`, `-progress`, `-report`, `-error`.
 * What the element holds (a link to an explorer) shows until the panel does, and whenever it cannot.
 */
import skeleton from "./skeleton.css";

const SECTIONS = ["head", "net", "timeline", "flow", "claims", "transactions", "foot"];
/** Only a campaign with claims has these. */
const OPTIONAL = "claims";
const ATTRIBUTES = ["src", "address", "lang", "sections", "load", "from", "to", "theme", "currency"];

const at = (name) => new URL(name, import.meta.url);
const sheet = (css) => {
  const made = new CSSStyleSheet();
  made.replaceSync(css);
  return made;
};
const skeletonSheet = sheet(skeleton);

/** What is fetched once for all panels of a page; what failed is fetched again when next asked for. */
const fetched = {};
const once = (name, fetching) =>
  (fetched[name] ??= fetching().catch((error) => {
    delete fetched[name];
    throw error;
  }));
const text = async (url, options) => {
  const answer = await fetch(url, options);
  if (!answer.ok) throw new Error(`${answer.status}: ${url}`);
  return answer.text();
};
const code = () =>
  once("code", async () => {
    const wasm = fetch(at("donation-flow.wasm"), { integrity: WASM_INTEGRITY });
    const [glue, answer] = await Promise.all([import(at("panel.js")), wasm]);
    if (!answer.ok) throw new Error(`${answer.status}: ${answer.url}`);
    await glue.start(answer);
    return glue;
  });
const css = () => once("css", async () => sheet(await text(at("panel.css"), { integrity: CSS_INTEGRITY })));
const words = (lang) => once(lang, () => text(at(`locale/${lang}.json`)));

let policy;
/** The panel's own HTML, escaped by its view, for pages that enforce Trusted Types. */
const html = (value) =>
  (policy ??= self.trustedTypes?.createPolicy("donation-flow", { createHTML: (html) => html }) ?? {
    createHTML: (html) => html,
  }).createHTML(value);

const node = (tag, attributes = {}, ...children) => {
  const made = document.createElement(tag);
  for (const name in attributes) made.setAttribute(name, attributes[name]);
  made.append(...children);
  return made;
};

const section = (name) => node("section", { class: name, "data-section": name, part: name });

class DonationFlow extends HTMLElement {
  static observedAttributes = ATTRIBUTES;
  /** Aborts what the present attributes began; none while the element is not in a page. */
  #run;
  #box;
  #panel;

  connectedCallback() {
    // A move within the page goes on as it was.
    if (!this.#run) this.#start();
  }

  disconnectedCallback() {
    queueMicrotask(() => this.isConnected || this.#end());
  }

  attributeChangedCallback(name, before, after) {
    if (!this.#run || before === after) return;
    if (name === "theme") this.#box.dataset.theme = this.theme || "auto";
    else this.#start();
  }

  #end() {
    this.#run?.abort();
    this.#free();
    this.#run = undefined;
  }

  #free() {
    this.#panel?.free();
    this.#panel = undefined;
  }

  #start() {
    this.#end();
    const { signal } = (this.#run = new AbortController());
    const wanted = this.lang || this.parentElement?.closest("[lang]")?.lang || "en";
    const known = wanted.split("-")[0].toLowerCase();
    const run = LANGUAGES.includes(known) ? { signal, lang: known, tag: wanted } : { signal, lang: "en", tag: "en" };
    this.#build(run);
    if (this.load === "eager") return this.#open(run);
    const near = new IntersectionObserver(
      (entries) => {
        if (!entries.some((entry) => entry.isIntersecting)) return;
        near.disconnect();
        if (this.load === "visible") this.#open(run);
        else this.#ask(run);
      },
      { rootMargin: "200px" },
    );
    near.observe(this);
    signal.addEventListener("abort", () => near.disconnect());
  }

  /** The empty panel, of the height it will have; the inner link lies over it until figures come. */
  #build(run) {
    const root = this.shadowRoot ?? this.attachShadow({ mode: "open" });
    root.adoptedStyleSheets = [skeletonSheet];
    const wanted = (this.sections ?? "").split(/[\s,]+/).filter((name) => SECTIONS.includes(name));
    const names = wanted.length ? new Set(wanted) : SECTIONS.filter((name) => name !== OPTIONAL);
    run.all = !wanted.length;
    run.over = node("div", { class: "over" }, node("slot"));
    const attributes = { lang: run.tag, "data-state": "waiting", "data-theme": this.theme || "auto" };
    this.#box = node("div", { class: "df", part: "panel", ...attributes });
    for (const name of names) this.#box.append(section(name));
    this.#box.append(run.over);
    this.#box.addEventListener("click", ({ target }) => {
      const action = target.closest("[data-action]")?.dataset.action;
      if (action === "load") this.#open(run);
      else if (action === "retry" && !this.#panel) this.#start();
    });
    root.replaceChildren(this.#box);
  }

  /** The campaign file's text; none where the panel is about `address`. */
  #campaign(run) {
    return (run.campaign ??= this.src
      ? text(this.src, run).then((file) => this.#room(run, file), (error) => Promise.reject(Object.assign(error, { code: "no-campaign" })))
      : Promise.resolve());
  }

  /** Room for the claims of a campaign, as soon as it is known that it has some; the campaign file's text. */
  #room(run, file) {
    if (run.all && /"claims"\s*:\s*\[\s*\{/.test(file)) this.#box.querySelector(".flow").after(section(OPTIONAL));
    run.all = false;
    return file;
  }

  /** Words over the panel before its code is there, or where it cannot be; below them the inner link. */
  async #say(run, state, make) {
    const [locale, style] = await Promise.all([words(run.lang), css()]);
    if (run.signal.aborted) return;
    const { dir, words: said } = JSON.parse(locale);
    this.shadowRoot.adoptedStyleSheets = [skeletonSheet, style];
    this.#box.dir = dir;
    this.#box.dataset.state = state;
    const button = (action, word) => node("button", { type: "button", "data-action": action }, said[word]);
    run.over.replaceChildren(...make(said, button), node("slot"));
    this.#box.append(run.over);
  }

  /** Names who will see the reader's address, and waits for a click: only the publisher's own files are fetched. */
  async #ask(run) {
    try {
      const [{ askedBy }, campaign] = await Promise.all([import(at("asked.js")), this.#campaign(run)]);
      const hosts = askedBy(campaign, this.address ?? "");
      // A file that cannot be read asks nobody: the panel says what is wrong with it.
      if (!hosts) return this.#open(run);
      await this.#say(run, "asking", (said, button) => {
        const list = hosts.slice(0, -1).join(said["list.next"]);
        const named = [list, ...hosts.slice(-1)].filter(Boolean).join(said["list.last"]);
        return [button("load", "ask.show"), node("p", {}, said["ask.sees"].replace("{hosts}", named))];
      });
    } catch (error) {
      this.#fail(run, error);
    }
  }

  /** Asks for everything at once, then opens the panel. */
  async #open(run) {
    this.#box.dataset.state = "loading";
    run.over.replaceChildren(node("slot"));
    try {
      // In a task of its own: on a slow telephone each request costs some milliseconds.
      await new Promise((go) => setTimeout(go));
      if (run.signal.aborted) return;
      // Styled before there is anything to show: no time is lost on it then.
      const styled = css().then((style) => (this.shadowRoot.adoptedStyleSheets = [skeletonSheet, style]));
      const parts = [code(), words(run.lang), this.#campaign(run), styled];
      const [{ Panel, Stage }, locale, campaign] = await Promise.all(parts);
      if (run.signal.aborted) return;
      const emit = (name, detail) => this.#emit(name, detail);
      const begin = (words) => {
        this.#free();
        const stage = new Stage(this.#box, html, emit, (action) => panel.act(action));
        const panel = (this.#panel = new Panel(stage, words, run.tag));
        const name = campaign === undefined ? this.address : this.src;
        return panel.open(campaign, name ?? "", this.from ?? "", this.to ?? "", this.currency ?? "");
      };
      let field = begin(locale);
      if (field === "words") {
        // What is wrong with a campaign file or an address takes words that few readers ever see.
        const full = await words(`${run.lang}.full`);
        if (run.signal.aborted) return;
        field = begin(full);
      }
      if (field) {
        const code = field === "currency" ? "bad-currency" : "bad-period";
        throw Object.assign(new Error("neither a day like 2026-01-31 nor USD, EUR or GBP"), { code, field });
      }
    } catch (error) {
      this.#fail(run, error);
    }
  }

  async #fail(run, error) {
    if (run.signal.aborted) return;
    this.#free();
    let code = error.code ?? "unreachable";
    if (!self.WebAssembly || error instanceof WebAssembly.CompileError) code = "no-wasm";
    else if (!navigator.onLine) code = "offline";
    this.#emit("error", { code, field: error.field, message: String(error.message ?? error) });
    const message = (said, button) => [
      node("h2", {}, said[`message.${code}`] ?? said["message.unreachable"]),
      button("retry", "action.retry"),
    ];
    // Without words the inner link says enough.
    await this.#say(run, "message", message).catch(() => {});
  }

  #emit(name, detail) {
    this.dispatchEvent(new CustomEvent(`donation-flow-${name}`, { detail, bubbles: true, composed: true }));
  }
}

for (const name of ATTRIBUTES.filter((name) => name !== "lang")) {
  Object.defineProperty(DonationFlow.prototype, name, {
    get() {
      return this.getAttribute(name);
    },
    set(value) {
      if (value == null) this.removeAttribute(name);
      else this.setAttribute(name, value);
    },
    enumerable: true,
    configurable: true,
  });
}

if (!customElements.get("donation-flow")) customElements.define("donation-flow", DonationFlow);
