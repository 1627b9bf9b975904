// The panel's hands in the page: it puts HTML into sections and turns what the reader does into actions.
// Loaded with the glue, after the reader has asked for the panel.

/** Milliseconds that a new width must last before charts are drawn for it. */
const SETTLE = 150;

/** Milliseconds that the progress must stand before it is spoken. */
const SPOKEN_AFTER = 1_500;

/** Milliseconds to wait for a frame before going on without. */
const UNSEEN = 250;

/** Milliseconds until a part of the code that did not come is asked for once more. */
const AGAIN = 1_000;

/** Milliseconds until a request without a whole answer counts as failed. */
const TIME_LIMIT = 30_000;

/** The exports that the other parts of the code are built on, and what `first.js` has for them and for requests; `hold.js`. */
let main, tools;
export const link = (exports, given) => ([main, tools] = [exports, given]);

/** A part of the code. */
const fetchPart = async (name) =>
  tools.instantiate(await tools.get(new URL(`./parts/${name}.wasm`, import.meta.url), { integrity: PARTS[name] }), { "": main });

/** What a part does not do without: what is wrong with a claim is said by another, and what several share is in one of them, or by itself. */
const BESIDE = { claims: "refusal", blockbook: "blockcypher", live: "shared", second: "shared", evidence: "shared" };

/** Words that a part brings: `locale/en.claims.json`. */
const fetchWords = async (name) => (await tools.get(new URL(`./locale/${name}.json`, import.meta.url))).text();

/** Those that bear a panel. */
const stages = new Set();
let isTrapped = false;

export class Stage {
  #box;
  #html;
  #emit;
  #act;
  #fail;
  #status = document.createElement("p");
  #width = 0;
  #timers = {};
  #data;
  #observer;
  #checking;
  /** The URL of the snapshot that the panel stands for, and its ledger's digest; none where it asks explorers. */
  folder;
  ledger;
  /** What is done where one of its files is a redirect, as `fetch` takes it. */
  redirect;

  /** Fetches a part of the code. */
  static part(name) {
    return tools.once(name, () => fetchPart(name));
  }

  /**
   * @param box the panel's `<div>`, with a `<section data-section>` for each section wanted; its listeners go when it goes
   * @param html makes text into HTML that `innerHTML` takes (Trusted Types)
   * @param emit dispatches an event by name and detail
   * @param act takes an action: a `data-action`, `width:N`, or one that the panel asked to be called with later
   */
  constructor(box, html, emit, act) {
    this.#box = box;
    this.#html = html;
    this.#emit = emit;
    this.#act = act;
    box.addEventListener("click", (event) => {
      const action = event.target.closest("[data-action]")?.dataset.action;
      if (action) this.#act(action);
    });
    box.addEventListener("keydown", (event) => this.#key(event));
    for (const type of ["pointerover", "focusin"]) box.addEventListener(type, (event) => this.#read(event));
    this.#status.className = "said";
    this.#status.setAttribute("role", "status");
    box.append(this.#status);
    this.#width = this.width();
    this.#observer = new ResizeObserver(() => {
      // Not within what observes sizes: to ask for one lays the page out, and some of it may change.
      this.#later("suit", 0, () => {
        this.#fit();
        this.#suit();
      });
    });
    this.#observer.observe(box);
  }

  /** A panel is about to stand on it: `fail` hears of the error after which that cannot go on. */
  bear(fail) {
    this.#fail = fail;
    stages.add(this);
  }

  /** The core's exports; a call that ends in a trap, whoever made it, is told to the panels that cannot go on after it. */
  static guarded(exports) {
    const guard = (call) => (...given) => {
      try {
        return call(...given);
      } catch (error) {
        if (!isTrapped) Stage.#trapped(error);
        throw error;
      }
    };
    return Object.fromEntries(Object.entries(exports).map(([name, one]) => [name, one.call ? guard(one) : one]));
  }

  /** A panel within which it was is borrowed for ever, and traps again. */
  static #trapped(error) {
    isTrapped = true;
    for (const stage of [...stages]) {
      try {
        stage.#act("width:");
      } catch {
        stage.end();
        stage.#fail(error);
      }
    }
    isTrapped = false;
  }

  /** Listens no more: what it would call is about to go. */
  end() {
    stages.delete(this);
    this.#act = this.#emit = () => {};
    for (const name in this.#timers) clearTimeout(this.#timers[name]);
    this.#observer.disconnect();
    this.#checking?.abort();
    this.#status.remove();
    this.#data?.remove();
  }

  /** Calls `act` after so many milliseconds, instead of when the same was to be called before. */
  after(action, ms, name = action) {
    this.#later(name, ms, () => this.#act(action));
  }

  /** Dispatches an event, once the panel has done what it does now: its listeners may change or remove the panel. */
  tell(event, detail) {
    queueMicrotask(() => this.#emit(event, detail));
  }

  /** The panel's width in whole CSS pixels, or what there is of it for drawings with texts as large as the reader's own. */
  width() {
    return this.#box.room ?? this.#box.clientWidth;
  }

  /** Has the drawings made for another width, once it lasts. */
  #fit() {
    if (this.width() === this.#width) return;
    this.#width = this.width();
    this.after(`width:${this.#width}`, SETTLE, "width");
  }

  /**
   * Fetches a part of the code, and its words where it has some; calls `act` with `words:` and their text, and with
   * `loaded:PART` or `lost:PART`. It is tried twice: a page that is left loses what it was fetching, and can be come back to.
   */
  load(part, words, again = true) {
    const beside = BESIDE[part];
    Promise.all([words && tools.once(words, () => fetchWords(words)), Stage.part(part), beside && Stage.part(beside)]).then(
      ([text]) => {
        if (text) this.#act(`words:${text}`);
        this.#act(`loaded:${part}`);
      },
      () => (again ? this.#later(`load:${part}`, AGAIN, () => this.load(part, words, false)) : this.#act(`lost:${part}`)),
    );
  }

  /**
   * Says the same to machines, as JSON-LD in the element. As HTML, for Trusted Types take the text of a script that is made
   * otherwise for code; no `<` in it can end it.
   */
  describe(data) {
    const { host } = this.#box.getRootNode();
    const text = JSON.stringify(data).replaceAll("<", "\\u003c");
    this.#data?.remove();
    host.insertAdjacentHTML("beforeend", this.#html(`<script type="application/ld+json">${text}</script>`));
    this.#data = host.lastElementChild;
  }

  /**
   * Has the panel's snapshot checked, whose fragments are in the language `lang`. Calls `act` with `checking:N:OF:RATE` while
   * that goes on, then with `checked:PLACE:JSON`, or with `unchecked:FILE` where a file did not come.
   */
  async check(lang) {
    const { signal } = (this.#checking = new AbortController());
    const told = ({ done, total, rate }) => signal.aborted || this.#act(`checking:${done}:${total}:${rate}`);
    try {
      const { check } = await import("./check.js");
      const { found, where } = await check({ folder: this.folder, redirect: this.redirect, lang }, { told, signal, scriptUrl: this.#html.url });
      // Of other figures than these, because the folder was exchanged meanwhile, it says nothing.
      const { ledger, findings } = JSON.parse(found);
      this.#act(ledger !== this.ledger && findings.length === 0 ? "exchanged" : `checked:${where}:${found}`);
    } catch (error) {
      if (!signal.aborted) this.#act(`unchecked:${error.file ?? "check.js"}`);
    }
  }

  /** A URL as the campaign file has it, whole: it may be relative to the file's own, as that is to the page's. */
  resolve(url, base) {
    return new URL(url, new URL(base, document.baseURI)).href;
  }

  /** Gives the reader a file. */
  save(name, type, text) {
    const link = document.createElement("a");
    link.href = URL.createObjectURL(new Blob([text], { type }));
    link.download = name;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), TIME_LIMIT);
  }

  /** What the reader has set is followed once there is something to read: a size of texts of their own, paper. */
  #suit() {
    if (this.#box.dataset.state === "loading") return;
    import("./reader.js")
      .then(({ suit }) => {
        suit(this.#box);
        this.#fit();
      })
      .catch(() => {});
  }

  online() {
    return navigator.onLine;
  }

  has(section) {
    return Boolean(this.#section(section));
  }

  /** Calls `act` when the next frame was painted: a page that nobody sees has none, and waits a moment instead. */
  after_frame(action) {
    let called = false;
    const call = () => {
      if (!called) this.#act(action);
      called = true;
    };
    requestAnimationFrame(() => setTimeout(call));
    setTimeout(call, UNSEEN);
  }

  /** The panel's state, for the style sheet; what lay over the sections goes. */
  state(state, dir) {
    // Set anew, even to what they were, they cost the whole panel a new style.
    if (this.#box.dataset.state !== state) {
      this.#box.dataset.state = state;
      this.#suit();
    }
    if (this.#box.dir !== dir) this.#box.dir = dir;
    const over = this.#box.querySelector(":scope > .over");
    if (!over) return;
    const restore = tools.hold(this.#box);
    tools.uncover(this.#box, over);
    restore();
  }

  /**
   * Replaces a section's inside; the reader's focus, opened details and the tabs' scrolling stay where they were.
   * Shows no more than up to what `last` selects, where it selects something.
   */
  show(name, text, last) {
    const section = this.#section(name);
    const restore = tools.hold(this.#box, section);
    const tabs = () => section.querySelector("[role=tablist]");
    const left = tabs()?.scrollLeft;
    section.innerHTML = this.#html(text);
    if (left && tabs()) tabs().scrollLeft = left;
    if (last) while (section.querySelector(`:scope > :has(${last}) ~ *`)) section.lastChild.remove();
    restore();
    const said = section.querySelector("[data-said]");
    if (said) this.#say(said.textContent);
  }

  /** A message instead of the figures, with the publisher's inner link below it. */
  message(text, dir) {
    const restore = tools.hold(this.#box);
    this.state("message", dir);
    for (const section of this.#box.querySelectorAll(":scope > section")) section.replaceChildren();
    const over = document.createElement("div");
    over.className = "over";
    over.innerHTML = this.#html(text);
    this.#say(over.firstElementChild.textContent);
    over.append(document.createElement("slot"));
    this.#box.append(over);
    restore();
  }

  /** Tells screen readers how far it is, once it stands for a moment: not every page that comes. */
  #say(text) {
    this.#later("say", SPOKEN_AFTER, () => (this.#status.textContent = text));
  }

  /** Calls back once, after so many milliseconds, instead of whatever was to be called by this name. */
  #later(name, ms, call) {
    clearTimeout(this.#timers[name]);
    this.#timers[name] = setTimeout(call, ms);
  }

  #section(name) {
    return this.#box.querySelector(`:scope > [data-section="${name}"]`);
  }

  /** Shows what a chart's mark says in its section's line for it, with links to where that can be read. */
  #read({ type, target }) {
    const mark = target.closest("[data-mark]");
    // What a server drew for several widths has a line for each.
    const section = mark?.closest(".drawn, [data-section]");
    const line = section?.querySelector("[data-readout]");
    // On its way to a source's link the pointer crosses other marks: the one that was asked for by a click stays.
    const held = section?.querySelector("[data-source]:focus");
    if (!line || (type === "pointerover" && held && held !== mark)) return;
    line.textContent = mark.getAttribute("aria-label");
    for (const source of mark.dataset.source?.split(" ") ?? []) {
      const link = document.createElement("a");
      Object.assign(link, { href: source, target: "_blank", rel: "noopener noreferrer", dir: "ltr" });
      link.textContent = new URL(source).host;
      line.append(" ", link);
    }
  }

  /** Arrow keys, Home and End among a chart's marks or a list's tabs; Escape closes. */
  #key(event) {
    const { key, target } = event;
    // With another key it is the browser's, or a screen reader's: Alt and an arrow is a step back.
    if (event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return;
    if (key === "Escape") {
      const details = target.closest("details[open]");
      if (details) {
        details.open = false;
        details.querySelector("summary").focus();
      } else {
        const line = target.closest(".drawn, [data-section]")?.querySelector("[data-readout]");
        if (line) line.textContent = "";
      }
      return;
    }
    const one = target.closest("[data-mark], [role=tab]");
    if (!one) return;
    const tab = one.matches("[role=tab]");
    const group = one.closest(tab ? "[role=tablist]" : "[role=group]") ?? one.closest("[data-section]");
    const all = [...group.querySelectorAll(tab ? "[role=tab]" : "[data-mark]")];
    const forward = getComputedStyle(this.#box).direction === "rtl" ? "ArrowLeft" : "ArrowRight";
    const here = all.indexOf(one);
    let next;
    if (key === "Home") next = 0;
    else if (key === "End") next = all.length - 1;
    else if (key === "ArrowLeft" || key === "ArrowRight") next = here + (key === forward ? 1 : -1);
    else if (key === "ArrowUp" || key === "ArrowDown") next = here + (key === "ArrowDown" ? 1 : -1);
    else if ((key === "Enter" || key === " ") && one.dataset.action && !tab) {
      event.preventDefault();
      return this.#act(one.dataset.action);
    } else return;
    event.preventDefault();
    const to = all[Math.min(Math.max(next, 0), all.length - 1)];
    tools.reach(to, group);
    to.focus();
    if (tab && to !== one) to.click();
  }
}

/** A request to an explorer, where none for the same is under way, and its end. With a body it is a POST of JSON. */
export class Cancellable {
  #control = new AbortController();
  #timer = setTimeout(() => this.#control.abort(), TIME_LIMIT);
  #early;
  #late;

  /** What was asked for in advance had no headers and no body. */
  constructor(url, hasHeaders, body) {
    const isPlain = !hasHeaders && !body;
    const early = isPlain && tools.taken(url);
    if (early) {
      this.#early = early.answer;
      this.#control = early.control;
    } else {
      const asked = {
        ...tools.manner(url, isPlain),
        signal: this.#control.signal,
        ...(body && { method: "POST", body, headers: { "content-type": "application/json" } }),
      };
      // A library's class may stand in the place of the browser's (MooTools).
      if ("redirect" in Request.prototype) this.request = new Request(url, asked);
      else {
        this.request = { headers: new Headers(asked.headers) };
        this.#late = () => fetch(url, { ...asked, ...this.request });
      }
    }
    // On a page that was left and is come back to, an answer that was on its way never comes.
    const { signal } = this.#control;
    addEventListener("pageshow", ({ persisted }) => persisted && this.cancel(), { signal });
  }

  /** The answer, where it was asked for before the panel was there, or is by other means than a request. */
  async early() {
    return this.#late ? this.#late() : this.#early;
  }

  header(name, value) {
    this.request.headers.set(name, value);
  }

  cancel() {
    clearTimeout(this.#timer);
    this.#control.abort();
  }
}

/** An answer's text; none where it is longer than so many bytes. */
export const text = (response, limit) => tools.text(response, limit);
