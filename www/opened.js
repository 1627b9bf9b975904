/**
 * A snapshot's panel beyond its first paint: the hands, and the core, which opens the folder's files, each of which must have
 * the digest that the manifest says. It draws what was chosen; what it finds as it stands already stays untouched.
 */
import { get, refused } from "./common.js";
import { integrity } from "./integrity.js";

/** A section that stays as it stands, whatever the core would draw. */
const KEPT = Symbol("kept");

/** What the core can do only once there is a report. */
const NEEDS_REPORT = /^(export|verify|live)/;

/** HTML as the page has it; what a reader has opened is as good as closed. */
const closed = ({ innerHTML }) => innerHTML.replaceAll(/(<details[^>]*?) open=""/g, "$1");

const altered = (name, fault) =>
  Object.assign(new Error(`${name} ${fault === "digest" ? "is not what the manifest says" : "cannot be read"}`), { code: "bad-snapshot", field: name, fault });

export class Opened {
  /** The panel's hands, once they are there. */
  stage;
  hasBegun = false;
  #painted;
  /** The HTML of each section as it stands on the page. */
  #drawn = {};
  /** What was chosen before the core is there. */
  #chosen = [];
  #hands;
  #open;
  /** The digest of the ledger that was read. */
  #ledger;
  #wasExchanged = false;
  /** Takes the notice away that a file is not as it was. */
  #unsay = () => {};

  constructor(painted) {
    this.#painted = painted;
    painted.html.url = (text) => painted.kit.trusted().createScriptURL(text);
  }

  /** The panel's hands, which want no core. */
  hands() {
    const { run, html } = this.#painted;
    this.#hands ??= import("./panel.js").then(({ Stage }) => {
      this.#remember();
      const emit = (name, detail) => {
        if (name === "error") return this.#fail(detail);
        // Other figures than were painted: every section is drawn anew.
        if (name === "newer") return void (this.#drawn = {});
        run.emit(name, detail);
        // In a task of its own: to make a report was enough for one.
        if (name === "report") setTimeout(() => this.#go());
      };
      const stage = new Stage(run.box, html, emit, (action) => this.act(action));
      stage.folder = run.folder.href;
      stage.redirect = run.redirect;
      const { show } = stage;
      stage.show = (name, text, last) => {
        const drawn = this.#drawn[name];
        delete this.#drawn[name];
        if (drawn === KEPT || (drawn !== undefined && closed(this.#painted.parsed(text)) === drawn)) return;
        show.call(stage, name, text, last);
        if (name === "head") this.#painted.age();
      };
      return (this.stage = stage);
    });
    this.#hands.catch(() => (this.#hands = undefined));
    return this.#hands;
  }

  /** How the sections stand, before the reader's hands change anything in them. */
  #remember() {
    const { run, isPage, shown } = this.#painted;
    if (!shown) return;
    for (const section of run.box.querySelectorAll(":scope > section")) {
      this.#drawn[section.className] = isPage ? KEPT : closed(section);
    }
    // What was chosen before the hands were there.
    for (const action of this.#chosen) this.#release(action);
  }

  act(action) {
    const { panel } = this.#painted.run;
    if (action === "exchanged") this.#again();
    else if (panel) panel.act(action);
    else if (action === "loaded:snapshot") this.#open();
    else if (action === "lost:snapshot") this.#fail(new Error("a part of the panel did not come"));
    else if (!action.startsWith("width:")) {
      this.#choose(action);
      if (!this.hasBegun) this.begin().catch((error) => this.#fail(error));
    }
  }

  #choose(action) {
    this.#chosen.push(action);
    this.#release(action);
  }

  /** Lets the core draw what an action changes. */
  #release(action) {
    const { run, isPage } = this.#painted;
    if (!isPage) return;
    // A server drew the same in a shape of its own: only the section that this stands in is drawn anew, or with another
    // asset all of them.
    const section = run.box.querySelector(`[data-action="${CSS.escape(action)}"]`)?.closest("section");
    if (action.startsWith("asset:")) this.#drawn = {};
    else if (action === "live") delete this.#drawn.head;
    else delete this.#drawn[section?.className];
  }

  /** Fetches the core and the files, and opens the panel with them. */
  async begin(chosen = [], cache = "default") {
    const painted = this.#painted;
    const { element, run } = painted;
    const { code, css, words, bare } = painted.kit;
    this.#chosen.push(...chosen);
    this.#unsay();
    this.hasBegun = true;
    run.box.setAttribute("aria-busy", "true");
    const files = this.files(["campaign.json", "ledger.json", "answers.json"], cache).catch((error) =>
      this.#tampered(error).then(() => Promise.reject(error)),
    );
    const [{ Panel }, locale, texts, styles, stage] = await Promise.all([code(), words(run.lang), files, css(), this.hands()]);
    run.signal.throwIfAborted();
    if (!painted.shown) element.shadowRoot.adoptedStyleSheets = [bare, ...styles];
    stage.ledger = this.#ledger;
    this.#open = () => {
      const { from, to, currency } = element;
      stage.bear((error) => this.#fail(error));
      run.panel = new Panel(stage, locale, run.tag);
      const field = run.panel.choose(from ?? "", to ?? "", currency ?? "");
      if (field) return refused(field, run, words).then((error) => this.#fail(error));
      run.panel.open_snapshot(...texts, painted.width, element.live);
      if (painted.shown) painted.age();
      run.box.removeAttribute("aria-busy");
      this.#go((action) => !NEEDS_REPORT.test(action));
    };
    stage.load("snapshot", "");
  }

  #go(can = () => true) {
    const chosen = this.#chosen;
    this.#chosen = chosen.filter((action) => !can(action));
    for (const action of chosen.filter(can)) this.#painted.run.panel?.act(action);
  }

  /** The folder was exchanged since it was read, as a check of it found: what it holds now is read, shown and checked. */
  #again() {
    // One that is never the same twice is given up.
    if (this.#wasExchanged) return this.#painted.run.panel.act("unchecked:ledger.json");
    this.#wasExchanged = true;
    this.#close();
    this.begin(["verify"], "reload").catch((error) => this.#fail(error));
  }

  /** Some of the folder's files, each as the manifest has it. */
  files(names, cache = "default") {
    // A folder that was exchanged meanwhile is read once more.
    return this.#files(names, cache).catch(() => this.#files(names, "reload"));
  }

  async #files(names, cache) {
    const { signal, redirect } = this.#painted.run;
    const digests = await this.manifest(cache);
    if (names.includes("ledger.json")) this.#ledger = digests["ledger.json"];
    const read = async (name) => {
      const url = this.#painted.at(name);
      try {
        const answer = await get(url, { signal, cache, redirect, integrity: integrity(digests[name]) });
        // A long text takes a long while to be handed over.
        return name === "ledger.json" ? new Uint8Array(await answer.arrayBuffer()) : await answer.text();
      } catch (error) {
        // Whether it does not come, or is another: the browser does not tell.
        if (signal.aborted || !(await fetch(url, { signal, cache, redirect })).ok) throw error;
        throw altered(name, "digest");
      }
    };
    return Promise.all(names.map(read));
  }

  /** The digest of each of the folder's files. */
  async manifest(cache) {
    const { kit, run } = this.#painted;
    const { signal, redirect } = run;
    const text = await kit.text(this.#painted.at("manifest.json"), { signal, cache, redirect });
    try {
      return Object.fromEntries(JSON.parse(text).files.map(([path, , sha256]) => [path, sha256]));
    } catch {
      throw altered("manifest.json", "unreadable");
    }
  }

  /** Says above the figures which file is not as its maker wrote it, as a check of the snapshot does; and in an error's `said`. */
  async #tampered(error) {
    const { run, kit, shown } = this.#painted;
    if (error.code !== "bad-snapshot") return;
    const text = await kit.words(`${run.lang}.rest`).catch(() => {});
    // Without its words the panel says less.
    if (!text) return;
    const words = JSON.parse(text);
    const [before, after] = words["tampered.title"].split("{file}");
    const means = words["tampered.means"];
    const file = Object.assign(document.createElement("bdi"), { textContent: error.field });
    // Set apart from a text of another direction.
    error.said = `${before}\u2068${error.field}\u2069${after} ${means}`;
    const status = shown && run.box.querySelector(".head .status");
    if (!status || run.signal.aborted) return;
    const title = document.createElement("strong");
    title.append(before, file, after);
    const fault = Object.assign(document.createElement("span"), { className: "muted", textContent: words[`fault.${error.fault ?? "unreadable"}`] });
    const notice = Object.assign(document.createElement("p"), { className: "tampered", role: "alert" });
    notice.append(title, ` ${means} `, fault);
    status.replaceWith(notice);
    this.#unsay = () => notice.replaceWith(status);
  }

  #close() {
    const { run } = this.#painted;
    this.hasBegun = false;
    if (run.panel) {
      run.panel.free();
      run.panel = this.stage = this.#hands = undefined;
    }
  }

  async #fail(error) {
    const { run, shown } = this.#painted;
    if (run.signal.aborted) return;
    this.#chosen = [];
    this.#close();
    if (!error.said) await this.#tampered(error);
    if (run.signal.aborted) return;
    if (shown) this.#painted.lose(error);
    else run.fail(error);
  }
}
