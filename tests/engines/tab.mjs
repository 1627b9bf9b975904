// What every subject stands on: an engine's window, and pages of a publisher's with panels in them, of which each has a name.
import assert from "node:assert/strict";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { NOW, PATIENCE, ROOT, article, element, faulty, watch } from "../browser/harness.mjs";

export const PICTURES = join(ROOT, "target/engines");

/** The widths of columns. */
export const WIDTHS = [320, 640, 1000];

/** The fonts are named, so that what fits does not hang on which of the installed ones is the default. */
const STYLES = `html{font:16px/1.5 "Noto Sans","Noto Sans Arabic","Noto Sans Hebrew",sans-serif;color-scheme:light;background:#fff;color:#222}
body{margin:0}h1,p{margin:8px 16px}.far{height:6000px}.beside{display:flex;align-items:flex-start;gap:8px}`;

/** Nothing unsafe but what wasm needs; scripts' URLs and HTML go through the panel's own policy. */
const STRICT =
  "default-src 'none'; img-src 'self'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; worker-src 'self'; " +
  "require-trusted-types-for 'script'; trusted-types donation-flow";

/** A page's strict policy, under which it may ask its own site and `more`. */
export const strict = (more = "") => ({ "content-security-policy": `${STRICT}; connect-src 'self' ${more}` });

/** A report without its time, and without the order in which explorers and lists answered. */
export const plain = (report) => ({
  ...report,
  as_of: "",
  sources: report.sources.toSorted((a, b) => (a.chain < b.chain ? -1 : 1)),
  listings: report.listings.toSorted((a, b) => (`${a.role} ${a.entry}` < `${b.role} ${b.entry}` ? -1 : 1)),
});

/** Run in the page: the reader's clock, which goes on from a moment. */
function at(moment) {
  const ahead = Date.parse(moment) - Date.now();
  const { now } = Date;
  const Real = Date;
  window.Date = class extends Real {
    constructor(...given) {
      super(...(given.length ? given : [now() + ahead]));
    }
  };
  window.Date.now = () => now() + ahead;
}

/**
 * Run in the page: a clock by which waits of half a second and more are over at once, the earliest first, while no request is
 * under way. What limits a request's time, half a minute, is as long as ever.
 */
function hasten() {
  const LIMIT = 30_000;
  const { setTimeout: later, clearTimeout: forget, setInterval: again } = window;
  const clock = performance.now.bind(performance);
  let ahead = 0;
  performance.now = () => clock() + ahead;
  const requests = new Set();
  const waits = new Map();
  window.setTimeout = (call, ms = 0, ...given) => {
    if (ms === LIMIT) {
      const id = later(() => (requests.delete(id), call(...given)), ms);
      requests.add(id);
      return id;
    }
    if (ms < 500) return later(call, ms, ...given);
    const due = performance.now() + ms;
    const id = again(() => {
      const left = due - performance.now();
      if (left > 0 && (requests.size || due > Math.min(...waits.values()))) return;
      ahead += Math.max(0, left);
      window.clearTimeout(id);
      call(...given);
    }, 10);
    waits.set(id, due);
    return id;
  };
  window.clearTimeout = (id) => {
    requests.delete(id);
    waits.delete(id);
    forget(id);
  };
}

/** Run in the page: `of(id)` is a panel, the page's first where none is named. */
function inPage() {
  performance.setResourceTimingBufferSize(20_000);
  window.of = (id) => {
    const panel = id ? document.getElementById(id) : document.querySelector("donation-flow");
    const root = panel?.shadowRoot;
    const events = window.seen.events.filter((event) => event.id === panel?.id);
    return {
      ...{ panel, root, events },
      box: root?.querySelector(".df"),
      get state() {
        return this.box?.dataset.state;
      },
      get text() {
        return this.box?.textContent.replaceAll(/[\u200e\u200f\u2066-\u2069]/g, "") ?? "";
      },
      get report() {
        return events.findLast(({ name }) => name === "report")?.detail;
      },
      /** Nothing more comes: "report" or "message". */
      get settled() {
        if (this.state === "message") return "message";
        const done = events.findLastIndex(({ name, detail }) => name === "progress" && detail.done);
        return done >= 0 && events.findLastIndex(({ name }) => name === "report") > done && "report";
      },
      /** Whether the publisher's link shows. */
      get link() {
        const link = panel.querySelector("a");
        return Boolean(link?.getClientRects().length && link.checkVisibility({ visibilityProperty: true }));
      },
    };
  };
  /** As if all of a panel were in sight: an engine need not know the measures of what was not. */
  window.layOut = () => {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync("section { content-visibility: visible !important }");
    for (const { shadowRoot } of document.querySelectorAll("donation-flow")) shadowRoot.adoptedStyleSheets = [...shadowRoot.adoptedStyleSheets, sheet];
  };
}

/** An engine's window, with what tests do in it. */
export class Tab {
  constructor(name, it) {
    this.name = name;
    this.it = it;
  }

  /** Opens the engine's window by what starts one. */
  async open(start) {
    this.engine = await start();
    console.log(`${this.name}: ${this.engine.version}`);
  }

  /** Closes it; a driver that does not answer is left. */
  close() {
    return Promise.race([this.engine?.close(), new Promise((go) => setTimeout(go, PATIENCE / 4).unref())]);
  }

  /**
   * The URL of a publisher's page with panels, `{id: {campaign, fault, width, text, …attributes}}`: `campaign` is a sample's name or a file, of
   * which `fault` is what its explorers do wrong; `text` what the element holds. They stand one below the other, or `beside` one another.
   * `hasty`: no wait of the panel's is long; `init`: functions run before the page's scripts, `script`: statements; `code`: where `dist/` is.
   */
  async page(panels, { lang = "en", head = "", before = "", after = "", beside, hasty, init = [], script: more = [], headers, code } = {}) {
    const { site } = this.it;
    const columns = [];
    for (const [id, { campaign, fault, width = 640, text, ...attributes }] of Object.entries(panels)) {
      const file = /^\w+$/.test(campaign ?? "") ? await this.it.campaign(campaign, fault && faulty(fault)) : campaign;
      const src = file && site.add("campaign.json", typeof file === "object" ? JSON.stringify(file) : file);
      const panel = element({ id, lang, load: "eager", ...(src && { src }), ...attributes }, text);
      columns.push(`<div class="column-${width}">${panel}<p class="below">Text below.</p></div>`);
    }
    const widths = [...new Set(Object.values(panels).map(({ width = 640 }) => width))];
    const sizes = widths.map((width) => `.column-${width}{width:${width}px;flex:none}`).join("");
    const styles = `<link rel="stylesheet" href="${site.add("host.css", STYLES + sizes)}"><link rel="stylesheet" href="/donation-flow/reserve.css">`;
    const scripts = [`(${at})("${NOW}")`, `(${watch})()`, `(${inPage})()`, ...(hasty ? [`(${hasten})()`] : []), ...init.map((run) => `(${run})()`), ...more];
    const script = `<script src="${site.add("before.js", scripts.join(";\n"))}"></script>`;
    const body = `<div class="${beside ? "beside" : ""}">${columns.join("\n")}</div>${after}`;
    const html = article(body, { lang, before, head: script + head, code }).replace(/<link [^>]*host-light[^>]*>/, styles);
    return site.url + site.add("article.html", html, { headers });
  }

  /** Opens such a page. */
  async show(panels, options) {
    await this.engine.visit(await this.page(panels, options));
  }

  visit(url) {
    return this.engine.visit(url);
  }

  run(body, ...given) {
    return this.engine.run(body, ...given);
  }

  press(key) {
    return this.engine.press(key);
  }

  /** Waits until a condition, run in the page, is true of it, and gives what it gave: plain data, for Firefox tells of no element. */
  async until(condition, ...given) {
    const end = Date.now() + PATIENCE;
    for (;;) {
      const value = await this.run(condition, ...given);
      if (value) return value;
      if (Date.now() > end) {
        mkdirSync(PICTURES, { recursive: true });
        writeFileSync(join(PICTURES, `${this.name}-failed.png`), await this.engine.picture());
        const seen = await this.run(() => JSON.stringify(window.seen ?? {}).slice(-800));
        assert.fail(`waited ${PATIENCE} ms for ${condition} of ${JSON.stringify(given)}\n${seen}`);
      }
      await new Promise((go) => setTimeout(go, 40));
    }
  }

  /** As `until`, where the page may be on its way. */
  async eventually(condition, ...given) {
    const end = Date.now() + PATIENCE;
    for (;;) {
      try {
        return await this.until(condition, ...given);
      } catch (error) {
        if (/assert/i.test(error.name) || Date.now() > end) throw error;
      }
    }
  }

  /** Waits until all of some panels, or the first, say all that they will: "report" or "message", by their ids. */
  async settled(...ids) {
    const all = ids.length ? ids : [null];
    await this.until((ids) => ids.every((id) => window.of(id).settled), all);
    const ends = await this.run((ids) => ids.map((id) => window.of(id).settled), all);
    return ids.length ? Object.fromEntries(ids.map((id, index) => [id, ends[index]])) : ends[0];
  }

  /** Waits until a panel, the first or one by its id, shows all that it will. */
  async ready(id) {
    assert.equal(await this.until((id) => window.of(id).settled, id), "report", id);
  }

  /** Waits for a panel's `data-state`. */
  reaches(state, id) {
    return this.until((state, id) => window.of(id).state === state, state, id);
  }

  /** The same, scrolling to the panel until it does: WebKit scrolls back to the top of a page that is still coming. */
  near(state, id) {
    return this.until(
      (state, id) => {
        const { panel, state: is } = window.of(id);
        panel.scrollIntoView();
        return is === state;
      },
      state,
      id,
    );
  }

  /** Waits for an event of a panel, and gives the detail of the last. */
  told(name, id) {
    return this.until((name, id) => window.of(id).events.findLast((event) => event.name === name)?.detail, name, id);
  }

  /** The last report told of a panel. */
  report(id) {
    return this.told("report", id);
  }

  /** Waits for what a selector finds in a panel, and gives its text without marks of direction. */
  async text(selector, id) {
    const found = await this.until((selector, id) => {
      const found = window.of(id).root?.querySelector(selector);
      return found && [found.textContent.replaceAll(/[\u200e\u200f\u2066-\u2069]/g, "").trim()];
    }, selector, id);
    return found[0];
  }

  /** How many of a selector there are in a panel. */
  count(selector, id) {
    return this.run((selector, id) => window.of(id).root.querySelectorAll(selector).length, selector, id);
  }

  /** Waits until a panel's text has some words in it. */
  says(words, id) {
    return this.until((words, id) => window.of(id).text.includes(words), words.replaceAll(/[\u200e\u200f\u2066-\u2069]/g, ""), id);
  }

  /** Presses a panel's button by its action, once it is there. */
  click(action, id) {
    return this.until((action, id) => {
      const button = window.of(id).root?.querySelector(`[data-action="${action}"]`);
      button?.click();
      return Boolean(button);
    }, action, id);
  }

  /** What the page fetched, as URLs. */
  fetched() {
    return this.run(() => performance.getEntriesByType("resource").map(({ name }) => name));
  }

  /** Those of other origins than the publisher's site. */
  async asked() {
    return (await this.fetched()).filter((url) => !url.startsWith(this.it.site.url));
  }

  /** Nothing was thrown, and no policy had anything to report. */
  async clean() {
    const { errors, violations } = await this.run(() => ({ errors: window.seen.errors, violations: window.seen.violations }));
    assert.deepEqual({ errors, violations }, { errors: [], violations: [] });
  }
}
