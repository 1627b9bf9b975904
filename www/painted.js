/**
 * A panel painted from a snapshot's folder, once its first lines stand (`snapshot.js`) or a server has drawn it. What the reader
 * does decides what is fetched:
 *
 * | when | what |
 * |---|---|
 * | it comes near | one fragment, `fragments/LANG-WIDTH.html`, which `snapshot.js` has asked for; nothing, where a server has drawn it |
 * | it becomes wider or narrower | another fragment |
 * | it is hovered or focused | the panel's hands (`opened.js`), without the core |
 * | something is chosen | the core, and the folder's files |
 * | the page wants what is newer | what asks for it (`live.js`) |
 */

import { sheet, uncover } from "./common.js";
import { hold } from "./hold.js";

/** What is below the first lines. */
const charts = sheet(STYLES);

/** For all that is drawn from now on. Made out here, it keeps no panel that is gone. */
const both = (lines) => async () => [lines, charts];

const DAY = 86_400_000;

/** Milliseconds that a new width must last before another fragment is fetched. */
const SETTLE = 150;

/** Milliseconds to wait for a frame before going on without. */
const UNSEEN = 250;

/** After the next frame, once there is nothing else to do; a page that nobody sees has none. */
const framed = () =>
  new Promise((go) => {
    requestAnimationFrame(() => (globalThis.requestIdleCallback ?? setTimeout)(go));
    setTimeout(go, UNSEEN);
  });

/** Whether the reader saves data or has a slow line, as far as the browser tells: then nothing comes but for a click. */
const isSparing = () => {
  const { saveData, effectiveType } = navigator.connection ?? {};
  return saveData || /[23]g$/.test(effectiveType);
};

export class Painted {
  /** Figures stand on the page. */
  shown = false;
  /** A page that a server drew, for every width. */
  isPage = false;
  isSparing = isSparing();
  /** The width that the charts on the page are drawn for, and what room there was for them. */
  width = 0;
  room = 0;
  /** Which fragment is `fitting` for a room, and the `html` of the one that is on its way: as far as `snapshot.js` has found out. */
  #first;
  /** What takes more than painting, once it was called for. */
  opened;
  #opening;
  /** Where something was chosen last, and what is said there. */
  #place;
  #said;

  constructor(given, first) {
    Object.assign(this, given);
    this.#first = first;
    this.kit.css = both(given.styles);
  }

  async paint() {
    const { box, emit } = this.run;
    const wanted = this.element.verify ?? "click";
    const verify = wanted === "auto" && this.isSparing ? "click" : wanted;
    box.dataset.verify = verify;
    const isDrawn = box.dataset.snapshot;
    if (isDrawn) this.#adopt();
    else if (this.#first.html) await this.#fragment();
    else {
      // Other figures than were drawn, or a language that was not.
      box.dataset.state = "loading";
      emit("load");
      const opened = await this.open();
      return opened.begin(verify === "auto" ? ["verify"] : []);
    }
    emit("load");
    this.#listen();
    if (isDrawn && this.width > this.room) {
      this.room = 0;
      this.#refit();
    }
    if (verify === "auto") this.#act("verify");
  }

  /** What a server has drawn stays as it is. */
  #adopt() {
    const widths = this.run.box.dataset.width.split(" ");
    this.isPage = widths.length > 1;
    if (!this.isPage) this.width = Number(widths[0]);
    this.#stands();
  }

  /** Puts the widest fragment that there is room for on the page. */
  async #fragment() {
    const { signal } = this.run;
    // A server has drawn it.
    this.#first.fitting ??= this.read(await this.get("first")).fitting;
    if (this.shown) this.room = this.measure();
    const width = this.#first.fitting(this.room);
    if (width !== this.width) {
      const html = await (this.#first.html ?? this.get(width));
      this.#first.html = undefined;
      signal.throwIfAborted();
      // What the reader has set stays, behind it.
      const { shadowRoot } = this.element;
      const there = shadowRoot.adoptedStyleSheets;
      const own = [this.kit.bare, this.styles, charts];
      if (!there.includes(charts)) shadowRoot.adoptedStyleSheets = [...own, ...there.filter((one) => !own.includes(one))];
      await this.#fill(html.split(/(?=<section class=)/));
    }
    this.width = width;
  }

  /** Puts a fragment's sections into those that the page wants, each in a frame of its own. */
  async #fill([tag, ...sections]) {
    const { box, over, signal } = this.run;
    const named = Object.fromEntries(sections.map((html) => [/class="(\w+)"/.exec(html)[1], html]));
    if (this.run.all && named.claims) box.querySelector(":scope > .flow").after(this.kit.section("claims"));
    this.run.all = false;
    uncover(box, over);
    const isFirst = !this.shown;
    for (const section of box.querySelectorAll(":scope > section")) {
      const restore = hold(box, section);
      const nodes = [...(this.#made(named[section.className] ?? "")?.childNodes ?? [])];
      const there = [...section.childNodes];
      // First lines stay where they are, if they still are what the fragment begins with.
      if (isFirst && there.every((node, index) => nodes[index]?.isEqualNode(node))) section.append(...nodes.slice(there.length));
      else section.replaceChildren(...nodes);
      restore();
      if (isFirst && section.className !== "head") await framed();
      signal.throwIfAborted();
    }
    box.dataset.snapshot = this.#made(tag).dataset.snapshot;
    this.#stands();
    box.dataset.state = "ready";
  }

  #made(html) {
    return this.harmless(this.parsed(html)).firstElementChild;
  }

  #stands() {
    this.shown = true;
    this.age();
    framed().then(() => this.#suit());
  }

  /** Follows what the reader has set; for larger texts another fragment may fit. */
  async #suit() {
    await import("./reader.js").then(({ suit }) => suit(this.run.box)).catch(() => {});
    await this.#refit();
  }

  /** Says whether the figures are old, and no longer what was the matter. */
  age() {
    const { box } = this.run;
    this.#said?.remove();
    const time = box.querySelector(".asof time")?.dateTime;
    if (Date.now() - Date.parse(time) > DAY) box.dataset.note = "stale";
    else delete box.dataset.note;
  }

  #listen() {
    const { box, signal } = this.run;
    box.addEventListener("click", ({ target }) => {
      const action = target.closest("[data-action]")?.dataset.action;
      if (action && !this.opened?.stage) this.#act(action);
      if (action) this.#place = target.closest("section");
    });
    for (const type of ["pointerover", "focusin"]) {
      box.addEventListener(type, async ({ target }) => {
        if (this.opened?.stage || !target.closest("[data-mark], [role=tab]")) return;
        await this.open().then((opened) => opened.hands()).catch(() => {});
        // What called the hands has gone by.
        if (this.opened?.stage) target.dispatchEvent(new CustomEvent(type, { bubbles: true }));
      });
    }
    let timer;
    const observer = new ResizeObserver(() => {
      clearTimeout(timer);
      timer = setTimeout(() => this.#suit(), SETTLE);
    });
    observer.observe(box);
    signal.addEventListener("abort", () => {
      observer.disconnect();
      clearTimeout(timer);
    });
  }

  /** Another fragment for another width, until the core is there to draw. */
  async #refit() {
    if (!this.isPage && !this.opened?.hasBegun && this.run.box.clientWidth && this.measure() !== this.room) await this.#fragment().catch(() => {});
  }

  open() {
    this.#opening ??= import("./opened.js").then(({ Opened }) => (this.opened = new Opened(this)));
    this.#opening.catch(() => (this.#opening = undefined));
    return this.#opening;
  }

  #act(action) {
    this.open().then((opened) => opened.act(action), (error) => this.lose(error));
  }

  /** What stands on the page stays, and says that the rest does not come, or does not belong to it. */
  lose({ code = navigator.onLine ? "unreachable" : "offline", field, message, said }) {
    const { box, emit, signal } = this.run;
    if (signal.aborted) return;
    box.removeAttribute("aria-busy");
    const note = code === "bad-snapshot" ? "altered" : "lost";
    box.dataset.note = note;
    // The head may be out of sight.
    this.#said?.remove();
    const textContent = said ?? box.querySelector(`.status .${note}`)?.textContent;
    this.#said = Object.assign(document.createElement("p"), { className: "note", role: "alert", textContent });
    if (textContent) this.#place?.append(this.#said);
    emit("error", { code, field, message });
  }
}
