/**
 * A panel from a snapshot's folder. What the reader does decides what is fetched:
 *
 * | when | what |
 * |---|---|
 * | it comes near | one fragment, `fragments/LANG-WIDTH.html`, and the style sheet; nothing that a server has drawn already |
 * | it is hovered or focused | the panel's hands (`dom.js`), without the core |
 * | it becomes wider or narrower | another fragment |
 * | something is chosen | the core, and the folder's files, each of which must have the digest that the manifest says |
 *
 * The core draws what was chosen; what it finds as it stands already stays untouched.
 */

const DAY = 86_400_000;

/** Milliseconds that a new width must last before another fragment is fetched. */
const SETTLE = 150;

/** Shows a snapshot in an element; rejects where it cannot be shown. */
export const paint = (element, run, kit) => new Snapshot(element, run, kit).paint();

/** A section that stays as it stands, whatever the core would draw. */
const KEPT = Symbol("kept");

/** What the HTML becomes in a page. */
function parsed(html) {
  const made = document.createElement("template");
  made.innerHTML = html;
  return made;
}

/** A digest in hexadecimal as browsers check it. */
const integrity = (hex) => `sha256-${btoa(String.fromCharCode(...hex.match(/../g).map((byte) => parseInt(byte, 16))))}`;

class Snapshot {
  #element;
  #run;
  #kit;
  #html;
  /** Figures stand on the page. */
  #shown = false;
  /** The width that the charts on the page are drawn for, and the panel's own when they were. */
  #width = 0;
  #room = 0;
  /** The HTML of each section as first drawn; of a page that a server drew for every width, `KEPT`. */
  #drawn = {};
  #isPage = false;
  /** What the page says where the rest does not come. */
  #words = {};
  /** What was chosen before the core is there. */
  #chosen = [];
  #opening;
  #hands;
  #stage;
  #begin;

  constructor(element, run, kit) {
    this.#element = element;
    this.#run = run;
    this.#kit = kit;
    this.#html = (text) => kit.trusted().createHTML(text);
    this.#html.url = (text) => kit.trusted().createScriptURL(text);
  }

  async paint() {
    const { box, signal, emit } = this.#run;
    const { from, to, currency, verify } = this.#element;
    box.dataset.verify = verify ?? "click";
    if (box.dataset.snapshot) this.#adopt();
    else if (from || to || currency || !(await this.#fragment())) {
      box.dataset.state = "loading";
      emit("load");
      if (verify === "auto") this.#chosen.push("verify");
      return this.#open();
    } else emit("load");
    this.#listen();
    // After the first paint.
    setTimeout(() => {
      if (signal.aborted) return;
      if (verify === "auto") this.#act("verify");
      for (const section of box.querySelectorAll(":scope > section")) {
        this.#drawn[section.className] = this.#isPage ? KEPT : section.innerHTML;
      }
    });
  }

  /** What a server has drawn stays as it is. */
  #adopt() {
    const { box, emit } = this.#run;
    const widths = box.dataset.width.split(" ");
    this.#isPage = widths.length > 1;
    if (!this.#isPage) this.#width = Number(widths[0]);
    this.#note(box);
    emit("load");
    if (this.#width > box.clientWidth) this.#refit();
  }

  /** Puts the widest fragment that there is room for on the page; whether there is one in this language. */
  async #fragment() {
    const { box, signal, tag } = this.#run;
    const { css, text, bare } = this.#kit;
    const room = box.clientWidth;
    const fitting = (widths) => widths.findLast((width) => width <= room) ?? widths[0];
    const get = (width) => text(this.#at(`fragments/${tag}-${width}.html`), { signal });
    let width = fitting(WIDTHS);
    const other = async () => {
      // The publisher chose other widths, or this language is not among those drawn.
      const paths = Object.keys(await this.#manifest()).map((path) => /^fragments\/(.+)-(\d+)\.html$/.exec(path));
      width = fitting(paths.filter((path) => path?.[1] === tag).map((path) => Number(path[2])).sort((a, b) => a - b));
      return width && get(width);
    };
    if (width !== this.#width) {
      const [text, style] = await Promise.all([get(width).catch(other), css()]);
      signal.throwIfAborted();
      if (!text) return false;
      this.#element.shadowRoot.adoptedStyleSheets = [bare, style];
      this.#fill(parsed(this.#html(text)).content.firstElementChild);
    }
    this.#width = width;
    return true;
  }

  /** Puts a fragment's sections into those that the page wants. */
  #fill(fragment) {
    const { box, over } = this.#run;
    const [ours, theirs] = [box, fragment].map((panel) => (name) => panel.querySelector(`:scope > .${name}`));
    if (this.#run.all && theirs("claims")) ours("flow").after(this.#kit.section("claims"));
    this.#run.all = false;
    const open = [...box.querySelectorAll("details")].map((details) => details.open);
    this.#note(fragment);
    for (const section of box.querySelectorAll(":scope > section")) {
      section.replaceChildren(...(theirs(section.className)?.childNodes ?? []));
    }
    open.forEach((open, index) => open && (box.querySelectorAll("details")[index].open = true));
    over.remove();
    box.dir = fragment.dir;
    box.dataset.snapshot = fragment.dataset.snapshot;
    box.dataset.state = "ready";
  }

  /** Notes what a drawn panel says of itself: how old it is, and words that may be needed. */
  #note(panel) {
    const { box } = this.#run;
    this.#shown = true;
    this.#room = box.clientWidth;
    for (const name of ["lost", "altered"]) this.#words[name] = panel.querySelector(`.status .${name}`)?.textContent;
    const time = panel.querySelector(".asof time")?.dateTime;
    if (Date.now() - Date.parse(time) > DAY) box.dataset.note = "stale";
    else delete box.dataset.note;
  }

  #listen() {
    const { box, signal } = this.#run;
    box.addEventListener("click", ({ target }) => {
      const action = target.closest("[data-action]")?.dataset.action;
      if (action && !this.#stage) this.#act(action);
    });
    for (const type of ["pointerover", "focusin"]) {
      box.addEventListener(type, async ({ target }) => {
        if (this.#stage || !target.closest("[data-mark], [role=tab]")) return;
        await this.#getHands().catch(() => {});
        // What called the hands has gone by.
        if (this.#stage) target.dispatchEvent(new Event(type, { bubbles: true }));
      });
    }
    let timer;
    const observer = new ResizeObserver(() => {
      clearTimeout(timer);
      timer = setTimeout(() => box.clientWidth !== this.#room && this.#refit(), SETTLE);
    });
    observer.observe(box);
    signal.addEventListener("abort", () => {
      observer.disconnect();
      clearTimeout(timer);
    });
  }

  /** Another fragment for another width, until the core is there to draw. */
  async #refit() {
    if (!this.#isPage && !this.#opening && !this.#run.panel && this.#run.box.clientWidth) await this.#fragment().catch(() => {});
  }

  /** The panel's hands, which want no core. */
  #getHands() {
    const { box } = this.#run;
    this.#hands ??= import(this.#kit.at("panel.js")).then(({ Stage }) => {
      const emit = (name, detail) => {
        if (name === "error") return this.#fail(detail);
        this.#run.emit(name, detail);
        if (name === "report") this.#go();
      };
      const stage = new Stage(box, this.#html, emit, (action) => this.#act(action));
      stage.folder = this.#run.folder.href;
      const { show } = stage;
      stage.show = (name, html, last) => {
        const drawn = this.#drawn[name];
        delete this.#drawn[name];
        if (drawn === KEPT || (drawn !== undefined && parsed(this.#html(html)).innerHTML === drawn)) return;
        show.call(stage, name, html, last);
        if (name === "head") this.#note(box);
      };
      return (this.#stage = stage);
    });
    this.#hands.catch(() => (this.#hands = undefined));
    return this.#hands;
  }

  #act(action) {
    const { panel } = this.#run;
    if (panel) panel.act(action);
    else if (action === "loaded:snapshot") this.#begin();
    else if (action === "lost:snapshot") this.#fail(new Error("a part of the panel did not come"));
    else if (!action.startsWith("width:")) {
      this.#chosen.push(action);
      if (this.#isPage) this.#draw(action);
      this.#opening ??= this.#open().catch((error) => this.#fail(error));
    }
  }

  /** What is chosen on a page that a server drew is drawn anew: the section that it stands in, or with another asset all. */
  #draw(action) {
    const section = this.#run.box.querySelector(`[data-action="${CSS.escape(action)}"]`)?.closest("section");
    if (action.startsWith("asset:")) this.#drawn = {};
    else delete this.#drawn[section?.className];
  }

  /** Fetches the core and the files, and opens the panel with them. */
  async #open() {
    const { box, lang, tag, signal } = this.#run;
    const { code, css, words, bare } = this.#kit;
    box.setAttribute("aria-busy", "true");
    // A folder that was exchanged meanwhile is read once more.
    const files = this.#files("default").catch(() => this.#files("reload"));
    const [{ Panel }, locale, texts, style, stage] = await Promise.all([code(), words(lang), files, css(), this.#getHands()]);
    signal.throwIfAborted();
    if (!this.#shown) this.#element.shadowRoot.adoptedStyleSheets = [bare, style];
    this.#begin = () => {
      const { from, to, currency } = this.#element;
      const panel = (this.#run.panel = new Panel(stage, locale, tag));
      const field = panel.open_snapshot(...texts, this.#width, from ?? "", to ?? "", currency ?? "");
      if (field) {
        const code = field === "currency" ? "bad-currency" : "bad-period";
        return this.#fail(Object.assign(new Error(`${field} is none`), { code, field }));
      }
      if (this.#shown) this.#note(box);
      box.removeAttribute("aria-busy");
      this.#go((action) => !/^(export|verify)/.test(action));
    };
    stage.load("snapshot", "");
  }

  /** Does what was chosen; a file can be written, and figures checked, once there is a report. */
  #go(can = () => true) {
    const chosen = this.#chosen;
    this.#chosen = chosen.filter((action) => !can(action));
    for (const action of chosen.filter(can)) this.#run.panel.act(action);
  }

  /** The texts that a panel is opened with. */
  async #files(cache) {
    const { signal } = this.#run;
    const digests = await this.#manifest(cache);
    const get = async (name) => {
      const url = this.#at(name);
      const options = { signal, cache, integrity: integrity(digests[name]) };
      try {
        return await this.#kit.text(url, options);
      } catch (error) {
        // Whether it does not come, or is another: the browser does not tell.
        if (signal.aborted || !(await fetch(url, { signal, cache })).ok) throw error;
        throw Object.assign(new Error(`${name} is not what the manifest says`), { code: "bad-snapshot", field: name });
      }
    };
    return Promise.all(["campaign.json", "ledger.json", "answers.json"].map(get));
  }

  /** The digest of each of the folder's files. */
  async #manifest(cache) {
    const { files } = JSON.parse(await this.#kit.text(this.#at("manifest.json"), { signal: this.#run.signal, cache }));
    return Object.fromEntries(files.map(([path, , sha256]) => [path, sha256]));
  }

  #at(name) {
    return new URL(name, this.#run.folder.href);
  }

  /** What stands on the page stays, and says that the rest does not come. */
  #fail(error) {
    const { box, signal, emit, panel, fail } = this.#run;
    if (signal.aborted) return;
    this.#chosen = [];
    this.#opening = undefined;
    if (panel) {
      panel.free();
      this.#run.panel = this.#stage = this.#hands = undefined;
    }
    if (!this.#shown) return fail(error);
    const { code = navigator.onLine ? "unreachable" : "offline", field, message } = error;
    box.removeAttribute("aria-busy");
    box.dataset.note = code === "bad-snapshot" ? "altered" : "lost";
    emit("error", { code, field, message });
  }
}
