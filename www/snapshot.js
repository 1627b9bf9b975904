/**
 * A panel painted from a snapshot's folder. What the reader does decides what is fetched:
 *
 * | when | what |
 * |---|---|
 * | it comes near | one fragment, `fragments/LANG-WIDTH.html`, and the style sheet; nothing, where a server has drawn it |
 * | it becomes wider or narrower | another fragment |
 * | it is hovered or focused | the panel's hands (`opened.js`), without the core |
 * | something is chosen | the core, and the folder's files |
 * | the page wants what is newer | what asks for it (`live.js`) |
 */

const DAY = 86_400_000;

/** Milliseconds that a new width must last before another fragment is fetched. */
const SETTLE = 150;

/** Milliseconds to wait for a frame before going on without. */
const UNSEEN = 250;

/** What the panel's view writes, of elements and of attributes: nothing that runs, fetches or sends. */
const ELEMENTS =
  " a b bdi blockquote br button caption circle data dd defs details div dl dt figcaption figure g h2 h3 li ol p path pattern q rect section small span strong summary svg table tbody td text th thead time tr ul ";
const ATTRIBUTES =
  /^((aria|data)-[a-z-]+|class|colspan|datetime|dir|disabled|fill|height|href|lang|open|part|pattern\w+|rel|role|scope|tabindex|target|text-anchor|title|type|value|viewBox|width|[cdi]?[dxyr])$/;
/** What may stand in some of them. */
const LINKS = /^https?:\/\/\S+( https?:\/\/\S+)*$/;
const VALUES = { href: LINKS, "data-source": LINKS, fill: /^(\w+|url\(#[\w.-]+\))$/ };

/** A section that begins with its large figure, and what stands below that, tabs or the ladder: the figure stays in its place. */
const BELOW = /^(.*?h3><div><p class="fig.*?)(<div class="[tl]a.*)/s;

/** Takes everything else out of a template: a folder may be another's, and what is in it is no code. */
const harmless = (made) => {
  for (const one of made.content.querySelectorAll("*")) {
    if (!ELEMENTS.includes(` ${one.localName} `)) one.remove();
    for (const { name, value } of [...one.attributes]) if (!ATTRIBUTES.test(name) || VALUES[name]?.test(value) === false) one.removeAttribute(name);
  }
  return made;
};

/** Shows a snapshot in an element; rejects where it cannot be shown. */
export const paint = async (element, run, kit) => {
  const painted = new Painted(element, run, kit);
  await painted.paint();
  if (element.live) import("./live.js").then(({ follow }) => follow(painted)).catch((error) => painted.lose(error));
};

/** After the next frame, once there is nothing else to do; a page that nobody sees has none. */
const painted = () =>
  new Promise((go) => {
    requestAnimationFrame(() => (globalThis.requestIdleCallback ?? setTimeout)(go));
    setTimeout(go, UNSEEN);
  });

/** Whether the reader saves data or has a slow line, as far as the browser tells: then nothing comes but for a click. */
const isSparing = () => {
  const { saveData, effectiveType } = navigator.connection ?? {};
  return saveData || /[23]g$/.test(effectiveType);
};

class Painted {
  /** Figures stand on the page. */
  shown = false;
  /** A page that a server drew, for every width. */
  isPage = false;
  isSparing = isSparing();
  /** The width that the charts on the page are drawn for, and what room there was for them. */
  width = 0;
  room = 0;
  /** What takes more than painting, once it was called for. */
  opened;
  #opening;
  /** Where something was chosen last, and what is said there. */
  #place;
  #said;

  constructor(element, run, kit) {
    Object.assign(this, { element, run, kit });
    this.html = (text) => kit.trusted().createHTML(text);
  }

  async paint() {
    const { box, emit } = this.run;
    const { from, to, currency } = this.element;
    const wanted = this.element.verify ?? "click";
    const verify = wanted === "auto" && this.isSparing ? "click" : wanted;
    box.dataset.verify = verify;
    const isDrawn = box.dataset.snapshot;
    if (isDrawn) this.#adopt();
    else if (from || to || currency || !(await this.#fragment())) {
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
    this.room = this.#room();
    this.#stands();
  }

  /** Puts the widest fragment that there is room for on the page; whether there is one in this language. */
  async #fragment() {
    const { signal, tag } = this.run;
    const { css, text, bare } = this.kit;
    const room = (this.room = this.#room());
    const fitting = (widths) => widths.findLast((width) => width <= room) ?? widths[0];
    const get = (width) => text(this.at(`fragments/${tag}-${width}.html`), { signal });
    let width = fitting(WIDTHS);
    const other = async () => {
      // The publisher chose other widths, or this language is not among those drawn.
      const opened = await this.open();
      width = fitting(await opened.widths(tag));
      return width && get(width);
    };
    if (width !== this.width) {
      const [html, style] = await Promise.all([get(width).catch(other), css()]);
      signal.throwIfAborted();
      if (!html) return false;
      // What the reader has set stays, behind it.
      const { shadowRoot } = this.element;
      const there = shadowRoot.adoptedStyleSheets;
      if (!there.includes(style)) shadowRoot.adoptedStyleSheets = [bare, style, ...there.filter((one) => one !== bare)];
      await this.#fill(html.split(/(?=<section class=)/));
    }
    this.width = width;
    return true;
  }

  /** Puts a fragment's sections into those that the page wants, what the reader sees first in a frame of its own. */
  async #fill([tag, ...sections]) {
    const { box, over, signal } = this.run;
    const { dir, dataset } = harmless(this.parsed(tag)).content.firstElementChild;
    const named = Object.fromEntries(sections.map((html) => [/class="(\w+)"/.exec(html)[1], html]));
    if (this.run.all && named.claims) box.querySelector(":scope > .flow").after(this.kit.section("claims"));
    this.run.all = false;
    box.dir = dir;
    over.remove();
    const isFirst = !this.shown;
    for (const section of box.querySelectorAll(":scope > section")) {
      const name = section.className;
      const open = [...section.querySelectorAll("details")].map((details) => details.open);
      const html = named[name] ?? "";
      const [, first = html, below] = (isFirst && BELOW.exec(html)) || [];
      const [made] = harmless(this.parsed(first)).content.children;
      section.replaceChildren(...(made?.childNodes ?? []));
      if (below) {
        await painted();
        signal.throwIfAborted();
        section.append(harmless(this.parsed(below)).content);
      }
      section.querySelectorAll("details").forEach((details, index) => (details.open ||= Boolean(open[index])));
      if (isFirst && name !== "head") await painted();
      signal.throwIfAborted();
    }
    box.dataset.snapshot = dataset.snapshot;
    this.#stands();
    box.dataset.state = "ready";
  }

  #stands() {
    this.shown = true;
    this.age();
    painted().then(() => this.#suit());
  }

  /** Follows what the reader has set; for larger texts another fragment may fit. */
  async #suit() {
    await import("./reader.js").then(({ suit }) => suit(this.run.box)).catch(() => {});
    await this.#refit();
  }

  /** The width that there is for a fragment. */
  #room() {
    return this.run.box.room ?? this.run.box.clientWidth;
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
        if (this.opened?.stage) target.dispatchEvent(new Event(type, { bubbles: true }));
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
    if (!this.isPage && !this.opened?.hasBegun && this.run.box.clientWidth && this.#room() !== this.room) await this.#fragment().catch(() => {});
  }

  /** What HTML becomes in a page, as a template. */
  parsed(html) {
    const made = document.createElement("template");
    made.innerHTML = this.html(html);
    return made;
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

  at(name) {
    return new URL(name, this.run.folder.href);
  }
}
