// What every browser test stands on: the command's `serve` as explorer, a publisher's site, Chromium, and a panel in it.
//
// The publisher's site and the explorer are two origins, as they are in an article. The site serves `dist/` as it was
// built, campaign files, and host pages made by the tests.

import assert from "node:assert/strict";
import { execFile, spawn } from "node:child_process";
import { createServer } from "node:http";
import { existsSync, readFileSync, readdirSync } from "node:fs";
import { mkdtemp, readFile, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { extname, join, normalize } from "node:path";
import { fileURLToPath } from "node:url";
import { after, before, test } from "node:test";
import { createRequire } from "node:module";
import { promisify } from "node:util";
import { chromium } from "playwright-core";
import { COMMAND } from "../../tools/lib.mjs";
import { headlessChromium, chromium as wholeChromium } from "../../tools/setup.mjs";

export const ROOT = fileURLToPath(new URL("../..", import.meta.url));
export const DIST = join(ROOT, "dist");
export { COMMAND };
/** The languages that there are files of words for, and those of them that are written from right to left. */
export const LANGUAGES = readdirSync(join(ROOT, "www/locale")).map((name) => name.replace(".json", "")).sort();
export const RTL = ["ar", "fa", "he"];
export const RECORDED = process.env.RECORDED;

/** When the reader reads: a day after the sample chain's last block. */
export const NOW = "2026-03-15T12:00:00Z";

/**
 * Milliseconds until a condition must have come true, in any engine: where nothing is wrong but the machine is busy, it takes long.
 * The variable PATIENCE is for who looks for a fault.
 */
export const PATIENCE = Number(process.env.PATIENCE ?? 60_000);

const TYPES = {
  ".css": "text/css",
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript",
  ".json": "application/json",
  ".txt": "text/plain; charset=utf-8",
  ".wasm": "application/wasm",
};

/** Starts what the tests of a file share, and ends it after them. With `browser: false`, no Chromium; with `whole`, the one that readers have. */
export function suite({ browser = true, whole = false } = {}) {
  const shared = {};
  before(async () => {
    for (const needed of [join(DIST, "manifest.json"), COMMAND]) {
      assert.ok(existsSync(needed), `${needed} is missing: npm run build makes it`);
    }
    shared.serve = await startServe();
    shared.site = await startSite(shared.serve.url);
    if (!browser) return;
    shared.browser = await chromium.launch({
      executablePath: whole ? wholeChromium() : headlessChromium(),
      args: [
        ...["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"],
        ...["--disable-component-update", "--disable-sync", "--font-render-hinting=none", "--disable-lcd-text"],
      ],
    });
  });
  after(async () => {
    await shared.browser?.close();
    await shared.site?.close();
    await shared.serve?.close();
  });
  return {
    get explorer() {
      return shared.serve.url;
    },
    get site() {
      return shared.site;
    },
    get browser() {
      return shared.browser;
    },
    open: (options) => open(shared, options),
    campaign: (name, fault) => campaignFile(shared.serve.url, name, fault),
    snapshot,
    publish: (campaign, options) => publish(shared, campaign, options),
  };
}

/** Every address of the sample's Bitcoin and EVM chains in a text. */
export const addressesIn = (text) => text.match(/\b(bcrt1[a-z0-9]{30,}|[2mn][1-9A-HJ-NP-Za-km-z]{25,35}|0x[0-9a-fA-F]{40})\b/g) ?? [];

/** A test over the recordings: run where they are, skipped by name elsewhere. */
export function recordedTest(name, body) {
  if (RECORDED) test(name, body);
  else {
    test(name, { skip: "RECORDED is not set" }, () => {});
    console.log(`skipped: ${name}`);
  }
}

async function startServe() {
  const recorded = RECORDED ? ["--recorded", RECORDED] : [];
  const child = spawn(COMMAND, ["serve", "--port", "0", "--dist", DIST, ...recorded], { stdio: ["ignore", "pipe", "pipe"] });
  let said = "";
  const url = await new Promise((found, failed) => {
    const read = (chunk) => {
      said += chunk;
      const address = /http:\/\/[\w.:[\]]+/.exec(said);
      if (address) found(address[0]);
    };
    child.stdout.on("data", read);
    child.stderr.on("data", read);
    child.on("error", failed);
    child.on("exit", (code) => failed(new Error(`serve ended with ${code}: ${said}`)));
  });
  return {
    url,
    close: () =>
      new Promise((ended) => {
        child.removeAllListeners("exit");
        child.on("exit", ended);
        child.kill();
      }),
  };
}

/** The publisher's site. */
async function startSite(explorer) {
  const made = new Map();
  const places = new Map();
  let number = 0;
  /** Milliseconds that every file but the element's script waits. */
  let delay = 0;
  const server = createServer(async (request, response) => {
    const path = new URL(request.url, "http://site").pathname;
    if (delay && !path.endsWith("/donation-flow.js")) await new Promise((resume) => setTimeout(resume, delay));
    const answer = (status, headers, body) => response.writeHead(status, headers).end(body);
    try {
      if (made.has(path)) {
        const { status = 200, headers = {}, body } = made.get(path);
        answer(status, { "content-type": TYPES[extname(path)] ?? TYPES[".html"], ...headers }, await body);
      } else if (path.startsWith("/campaigns/")) {
        const file = await fetch(explorer + request.url);
        answer(file.status, { "content-type": TYPES[".json"] }, await file.text());
      } else if (path.includes("/donation-flow/")) {
        const [place, name] = path.split("/donation-flow/");
        if (places.get(place)?.(name)) return request.socket.destroy();
        const file = join(DIST, normalize(`/${name}`));
        answer(200, { "content-type": TYPES[extname(path)] }, await readFile(file));
      } else {
        answer(404, {}, "not found");
      }
    } catch (error) {
      answer(error.code === "ENOENT" ? 404 : 500, {}, String(error));
    }
  });
  await new Promise((ready) => server.listen(0, "127.0.0.1", ready));
  const url = `http://127.0.0.1:${server.address().port}`;
  return {
    url,
    slow: (ms) => (delay = ms),
    /** Puts a file on the site under a path of its own that ends in `name`, or under `more.path`; a promise of one is waited for. */
    add: (name, body, more = {}) => {
      const path = more.path ?? `/made/${++number}/${name}`;
      made.set(path, { body, ...more });
      return path;
    },
    /** Another place of `dist/` on the site, as a URL path: a connection that asks for a file which `isDown` ends without an answer. */
    place: (isDown) => {
      const path = `/place/${++number}`;
      places.set(path, isDown);
      return `${path}/donation-flow/`;
    },
    close: () =>
      new Promise((ended) => {
        server.close(ended);
        server.closeAllConnections();
      }),
  };
}

let tokens = 0;
/** A fault's SPEC with a token of its own, so that its count of requests is no other test's. */
export const faulty = (spec) => `${spec};t${process.pid}-${++tokens}`;

async function campaignFile(explorer, name, fault) {
  const query = fault ? `?fault=${encodeURIComponent(faulty(fault))}` : "";
  const answer = await fetch(`${explorer}/campaigns/${name}.json${query}`);
  assert.equal(answer.status, 200, `/campaigns/${name}.json`);
  return answer.json();
}

/** What a panel knows before its reader has anything checked: no proof, and no second explorer. */
const UNCHECKED = ["--no-proofs", "--no-second"];

/** The report that the command writes for a campaign, with its exit code, and all files that it wrote. */
async function snapshot(campaign, args = UNCHECKED, verbs = []) {
  const folder = await mkdtemp(join(tmpdir(), "donation-flow-"));
  try {
    const file = join(folder, "of-the-publisher.json");
    await writeFile(file, JSON.stringify(campaign));
    const [code, said] = await new Promise((ended) =>
      execFile(COMMAND, ["snapshot", file, "-o", folder, ...args], (error, out, err) => ended([error ? error.code : 0, out + err])),
    );
    assert.ok(code === 0 || code === 3, `snapshot ended with ${code}: ${said}`);
    for (const verb of verbs) await promisify(execFile)(COMMAND, [verb, folder]);
    const files = {};
    for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
      const path = join(entry.parentPath, entry.name);
      if (entry.isFile() && path !== file) files[path.slice(folder.length + 1)] = await readFile(path, path.endsWith(".bin") ? undefined : "utf8");
    }
    const text = files["report.json"];
    return { code, text, report: JSON.parse(text), files };
  } finally {
    await rm(folder, { recursive: true });
  }
}

/**
 * Takes a campaign's snapshot as of the reader's now and puts it on the site; its folder's URL path, its files, and
 * `change(name, text)`, which puts another text in a file's place without telling the manifest.
 */
async function publish({ site, serve }, name, { args = ["--as-of", NOW], verbs } = {}) {
  const campaign = typeof name === "string" ? await campaignFile(serve.url, name) : name;
  const { files, report } = await snapshot(campaign, args, verbs);
  const folder = site.add("", "", {});
  for (const [path, text] of Object.entries(files)) site.add(path, text, { path: folder + path });
  return { folder, files, report, change: (path, text, more) => site.add(path, text, { path: folder + path, ...more }) };
}

/** An article around a panel, with the element's script of `code`. */
export function article(panel, { lang = "en", theme = "light", before = "", head = "", code = "/donation-flow/" } = {}) {
  const dir = RTL.includes(lang.split("-")[0]) ? "rtl" : "ltr";
  return `<!doctype html><html lang="${lang}" dir="${dir}"><head><meta charset="utf-8"><title>An article</title>
<meta name="viewport" content="width=device-width, initial-scale=1"><link rel="stylesheet" href="/host-${theme}.css">${head}
<script type="module" src="${code}donation-flow.js"></script></head>
<body><main><h1>An article</h1><p id="above"><a href="#below">Text above.</a></p>${before}
${panel}
<p id="below"><a href="#above">Text below.</a></p></main></body></html>`;
}

/** The fonts are named, so that a golden does not hang on which of the installed ones is the default. */
const hostCss = (dark) => `
html { font: 16px/1.5 "Noto Sans", "Noto Sans Arabic", "Noto Sans Hebrew", sans-serif; ${dark ? "color-scheme: dark; background: #141519; color: #eee" : "background: #fff; color: #222"} }
a { color: inherit } body { margin: 0 } h1, #above, #below { margin: 8px 16px } .tall { height: 4000px }`;

const escape = (text) => String(text).replace(/[&<>"]/g, (character) => `&#${character.charCodeAt(0)};`);

/** `<donation-flow>` with attributes and an inner link. */
export function element(attributes, inner = '<a id="inner" href="https://explorer.example/address">See the address on an explorer</a>') {
  const text = Object.entries(attributes)
    .filter(([, value]) => value !== undefined && value !== null)
    .map(([name, value]) => ` ${name}="${escape(value)}"`);
  return `<donation-flow${text.join("")}>${inner}</donation-flow>`;
}

/** What a server puts into an element: a fragment as its shadow root, with its styles. */
export function drawn(fragment) {
  const style = (name) => `<style>${readFileSync(join(DIST, name), "utf8")}</style>`;
  return `<template shadowrootmode="open">${style("drawn.css")}${fragment}${style("drawn-rest.css")}</template>`;
}

/**
 * Run in the page: notes in `window.changed` every child that is put into a panel's shadow root or taken out of it, from now on, or
 * where it is run before the page's scripts, from the moment that the root is there. What is spoken is no such child.
 */
export function watchChildren(selector = "donation-flow") {
  if (window.changed) return void (window.changed.length = 0);
  const watch = () => {
    const root = document.querySelector(selector)?.shadowRoot;
    if (!root || window.changed) return;
    window.changed = [];
    const name = (node) => node.className || node.nodeName;
    new MutationObserver((records) => {
      for (const { target, addedNodes, removedNodes } of records) {
        if (target.getAttribute?.("role") !== "status") window.changed.push(`${name(target)}: ${[...addedNodes, ...removedNodes].map(name)}`);
      }
    }).observe(root, { childList: true, subtree: true });
  };
  watch();
  document.addEventListener("readystatechange", watch);
}

/**
 * Opens a page with a panel.
 *
 * `campaign`: a sample's name, or a campaign file's object or text; `fault`: what its explorers do wrong;
 * `load`: `eager` unless told; `attributes`: further ones; `html`: the whole page instead;
 * `headers`: of the page; `init`: a function run before any script of the page, and its argument;
 * `below`: the panel is far below the fold; `clock`: "fixed", "real", or "running", which can be wound on;
 * `steady`: what would differ from run to run does not: explorers are named https://explorer.example, not by their
 * port, and the campaign file has one path.
 */
async function open(shared, options = {}) {
  const { site, serve, browser } = shared;
  const { lang = "en", theme, width = 640, height = 900, load = "eager", fault, clock = "fixed", steady } = options;
  const context = await browser.newContext({
    viewport: { width, height },
    deviceScaleFactor: 1,
    colorScheme: options.colorScheme ?? "light",
    reducedMotion: options.reducedMotion ?? "no-preference",
    forcedColors: options.forcedColors ?? "none",
    ...options.context,
  });
  try {
    const page = await context.newPage();
    const panel = new Panel(page, context, site);
    if (clock === "fixed") await page.clock.setFixedTime(NOW);
    else if (clock === "running") await page.clock.install({ time: NOW });
    await page.addInitScript(watch);
    if (options.init) await page.addInitScript(options.init, options.argument);
    for (const dark of [false, true]) {
      const name = `/host-${dark ? "dark" : "light"}.css`;
      await page.route(site.url + name, (route) => route.fulfill({ contentType: "text/css", body: hostCss(dark) }));
    }

    let src = options.src;
    let campaign = options.campaign ?? (options.address || options.snapshot ? undefined : "relief");
    if (src === undefined && campaign !== undefined) {
      if (typeof campaign === "string" && /^\w+$/.test(campaign)) campaign = await campaignFile(serve.url, campaign, fault);
      let text = typeof campaign === "string" ? campaign : JSON.stringify(campaign);
      if (steady) {
        text = text.replaceAll(serve.url, "https://explorer.example");
        await page.route("https://explorer.example/**", async (route) => {
          const request = route.request();
          const body = request.postData() ?? undefined;
          const answer = await fetch(request.url().replace("https://explorer.example", serve.url), {
            method: request.method(),
            ...(body && { body, headers: { "content-type": "application/json" } }),
          });
          const headers = { "access-control-allow-origin": "*" };
          await route.fulfill({ status: answer.status, headers, body: await answer.text() }).catch(() => {});
        });
      }
      src = site.add("campaign.json", text, { path: steady ? "/campaigns/steady.json" : undefined });
    }
    const of = options.snapshot ? { snapshot: options.snapshot } : { src, address: options.address };
    const attributes = { ...of, lang, theme, load, ...options.attributes };
    const dark = theme === "dark" || (theme === undefined && options.colorScheme === "dark");
    const before = (options.below ? '<div class="tall"></div>' : "") + (options.before ?? "");
    const html = options.html ?? article(element(attributes, options.inner), { lang, theme: dark ? "dark" : "light", before, head: options.head });
    const path = site.add("article.html", html, { headers: options.headers });
    await page.goto(site.url + path, { waitUntil: "load" });
    return panel;
  } catch (error) {
    await context.close();
    throw error;
  }
}

/** Run in the page, before its scripts: notes the panel's events, layout shifts, errors and policy reports. */
export function watch() {
  const seen = (window.seen = { events: [], shift: 0, errors: [], violations: [] });
  for (const name of ["load", "progress", "report", "verify", "error"]) {
    document.addEventListener(`donation-flow-${name}`, (event) => {
      const { bubbles, composed, detail } = event;
      seen.events.push({ name, detail, bubbles, composed, id: event.target.id });
    });
  }
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) seen.shift += entry.value;
  }).observe({ type: "layout-shift", buffered: true });
  addEventListener("error", (event) => seen.errors.push(String(event.message)));
  addEventListener("unhandledrejection", (event) => seen.errors.push(String(event.reason)));
  document.addEventListener("securitypolicyviolation", (event) => {
    seen.violations.push(`${event.violatedDirective}: ${event.blockedURI} ${event.sample}`);
  });
}

/** A page with a panel in it. */
export class Panel {
  constructor(page, context, site) {
    this.page = page;
    this.context = context;
    this.site = site;
    /** Requests of the page: `{url, bytes?, failed?}`, `failed` in Chromium's words. */
    this.requests = [];
    this.errors = [];
    /** What the page's console was warned of, but for what Chromium says of itself. */
    this.warnings = [];
    const entries = new Map();
    page.on("request", (request) => {
      const entry = { url: request.url() };
      entries.set(request, entry);
      this.requests.push(entry);
    });
    page.on("requestfinished", (request) => (entries.get(request).finished = true));
    page.on("requestfailed", (request) => (entries.get(request).failed = request.failure().errorText));
    page.on("pageerror", (error) => this.errors.push(String(error)));
    page.on("console", (message) => message.type() === "error" && this.errors.push(message.text()));
    page.on("console", (message) => message.type() === "warning" && message.text().startsWith("donation-flow") && this.warnings.push(message.text()));
  }

  /** Requests that went to explorers, not to the publisher's site. */
  asked() {
    return this.requests.filter(({ url }) => !url.startsWith(this.site.url) && !url.startsWith("data:"));
  }

  inFlight() {
    return this.requests.filter(({ finished, failed }) => !finished && !failed);
  }

  events(name) {
    return this.page.evaluate((name) => window.seen.events.filter((event) => !name || event.name === name), name);
  }

  /** The panel's `data-state`. */
  state() {
    return this.page.evaluate(() => document.querySelector("donation-flow").shadowRoot?.querySelector(".df")?.dataset.state);
  }

  /** Waits until `condition`, run in the page, holds; winds a running clock on by `wind` milliseconds at a time. */
  async until(condition, argument, { wind = 0, hasty = false, patience = PATIENCE } = {}) {
    const end = Date.now() + patience;
    for (;;) {
      const value = await this.page.evaluate(condition, argument);
      if (value) return value;
      if (Date.now() > end) {
        const events = await this.page.evaluate(() => window.seen.events.slice(-3).map(({ name, detail }) => ({ name, detail: name === "report" ? "…" : detail })));
        const text = await this.text().catch(() => "");
        assert.fail(`waited ${patience} ms for ${condition}\nlast events: ${JSON.stringify(events)}\n${this.errors.join("\n")}\n${text.slice(0, 600)}`);
      }
      // An answer under way is real: time that flies past it would end it.
      if (wind && (hasty || !this.inFlight().length)) await this.page.clock.fastForward(wind);
      await new Promise((resume) => setTimeout(resume, wind ? 10 : 40));
    }
  }

  /** Waits until the panel says all that it will: "report" or "message". */
  settled(options) {
    return this.until(settled, undefined, options);
  }

  /** Waits for a `data-state`. */
  reaches(state, options) {
    const condition = (state) => document.querySelector("donation-flow").shadowRoot?.querySelector(".df")?.dataset.state === state;
    return this.until(condition, state, options);
  }

  /** Makes the page so wide, and waits until the charts are drawn for it. */
  async resize(width, height = 900) {
    await this.page.setViewportSize({ width, height });
    // The panel waits a moment for a width that lasts.
    await this.page.waitForTimeout(250);
    await this.until((width) => {
      const charts = [...document.querySelector("donation-flow").shadowRoot.querySelectorAll("svg[role=group]")];
      const fits = (svg) => Math.abs(svg.viewBox.baseVal.width - svg.parentElement.getBoundingClientRect().width) < 3;
      return innerWidth === width && charts.every(fits);
    }, width);
  }

  /** The last report told to the page. */
  async report() {
    const reports = await this.events("report");
    return reports.at(-1)?.detail;
  }

  /** What is drawn: the shadow root's HTML. */
  html() {
    return this.page.evaluate(() => document.querySelector("donation-flow").shadowRoot.innerHTML);
  }

  /** The text a reader can see. */
  text() {
    return this.page.evaluate(() => document.querySelector("donation-flow").shadowRoot.querySelector(".df")?.innerText ?? "");
  }

  /** Whether the inner link can be seen. */
  innerShows() {
    return this.page.locator("#inner").isVisible();
  }

  click(action) {
    return this.page.locator(`donation-flow [data-action="${action}"]`).first().click();
  }

  /** The exact figures as shown: by the words of the language's file, in base units. */
  figures(words) {
    return this.page.evaluate(readFigures, words);
  }

  /** Height and place of each section. */
  sections() {
    return this.page.evaluate(() => {
      const sections = [...document.querySelector("donation-flow").shadowRoot.querySelectorAll("[data-section]")];
      return sections.map((section) => {
        const { top, left, width, height } = section.getBoundingClientRect();
        const panel = document.querySelector("donation-flow").getBoundingClientRect();
        return { name: section.dataset.section, top: top - panel.top, left: left - panel.left, width, height };
      });
    });
  }

  shift() {
    return this.page.evaluate(() => window.seen.shift);
  }

  close() {
    return this.context.close();
  }
}

export function settled() {
  const element = document.querySelector("donation-flow");
  if (element.shadowRoot?.querySelector(".df")?.dataset.state === "message") return "message";
  const own = window.seen.events.filter((event) => event.id === element.id);
  const done = own.findLastIndex(({ name, detail }) => name === "progress" && detail.done);
  return done >= 0 && own.findLastIndex(({ name }) => name === "report") > done && "report";
}

/** Run in the page: the exact figures as shown by a panel. */
export function readFigures(words, selector = "donation-flow") {
  const root = document.querySelector(selector).shadowRoot;
  const net = root.querySelector('[data-section="net"]');
  const value = (within) => within?.querySelector("data")?.getAttribute("value") ?? null;
  const figures = {};
  const steps = [...net.querySelectorAll(".ladder .step")];
  ["gross_received", "internal", "returned", "net"].forEach((name, index) => (figures[name] = value(steps[index])));
  const rows = [...net.querySelectorAll(".more dl > div")];
  for (const [name, word] of Object.entries(words)) {
    const row = rows.find((row) => row.querySelector("dt").textContent.trim() === word);
    figures[name] = row ? (value(row) ?? row.querySelector("dd").textContent.trim()) : null;
  }
  const stats = [...net.querySelectorAll(".stats > div")].map((row) => row.querySelector("dd"));
  const count = (cell) => Number(cell?.textContent.replace(/[^\d]/g, ""));
  [figures.donations, figures.sending_addresses] = [count(stats[0]), count(stats[1])];
  return figures;
}

/** The words of a language, by key, as the panel gets them; those that come with a part, with `part`. */
export async function words(lang, part) {
  const file = JSON.parse(await readFile(join(DIST, "locale", `${part ? `${lang}.${part}` : lang}.json`), "utf8"));
  return part ? file : file.words;
}

const axeSource = await readFile(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

/** What axe finds on a page, or `within` a part of it, by its rules and further `options` of its own: nothing, as a rule. */
export async function axe(page, { within, ...options } = {}) {
  if (!(await page.evaluate(() => "axe" in window))) await page.evaluate(axeSource);
  return page.evaluate(
    async ({ within, options }) => {
      const { violations } = await window.axe.run(within ?? document, { resultTypes: ["violations"], ...options });
      const told = ({ target, failureSummary }) => `${target.flat().join(" ")} ${failureSummary}`;
      return violations.map(({ id, nodes }) => `${id}: ${nodes.map(told).slice(0, 4).join(" | ")}`);
    },
    { within, options },
  );
}
