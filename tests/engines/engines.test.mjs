// The panel in three engines: the same figures, the same room, the same keys, the same refusals.
import assert from "node:assert/strict";
import { mkdirSync, readdirSync, writeFileSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { DIST, NOW, ROOT, article, element, faulty, settled, suite, watch, words } from "../browser/harness.mjs";
import { ENGINES, PATIENCE } from "./engines.mjs";

const it = suite({ browser: false });

/** Nothing unsafe but what wasm needs; scripts' URLs and HTML go through the panel's own policy. Browsers ask for the page's icon. */
const STRICT =
  "default-src 'none'; img-src 'self'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; worker-src 'self'; " +
  "require-trusted-types-for 'script'; trusted-types donation-flow";

const WIDTHS = [320, 640, 1000];
/** The fonts are named, so that what fits does not hang on which of the installed ones is the default. */
const STYLES = `html{font:16px/1.5 "Noto Sans","Noto Sans Arabic","Noto Sans Hebrew",sans-serif}body{margin:0}h1,p{margin:8px 16px}${WIDTHS.map((width) => `.of-${width}{width:${width}px}`).join("")}.far{height:6000px}`;

const PICTURES = join(ROOT, "target/engines");

const once = {};
/** The command's own report of a sample campaign, with its files on the publisher's site. */
const published = (name) => (once[name] ??= it.publish(name, { verbs: ["render"] }));

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

/** A page of the publisher's with a panel in a column of each of some widths. */
async function host(attributes, { headers, lang = "en", head = "", inner, campaign, fault, before = "", widths = [640] } = {}) {
  const path = it.site.add("watch.js", `(${at})("${NOW}");(${watch})()`);
  const src = campaign && it.site.add("campaign.json", JSON.stringify(typeof campaign === "string" ? await it.campaign(campaign, fault && faulty(fault)) : campaign));
  const reserve = '<link rel="stylesheet" href="/donation-flow/reserve.css">';
  const panel = (width) => element({ ...(src && { src }), id: `of-${width}`, lang, load: "eager", ...attributes }, inner);
  const columns = widths.map((width) => `<div class="of-${width}">${panel(width)}<p class="below">Text below.</p></div>`);
  const html = article(columns.join("\n"), { lang, before, head: `<script src="${path}"></script>${reserve}${head}` });
  it.site.add("", STYLES, { path: "/host-light.css", headers: { "content-type": "text/css" } });
  return it.site.url + it.site.add("article.html", html, { headers });
}

/** A page without a panel of its own. */
const page = async (body, head = "") => {
  it.site.add("", STYLES, { path: "/host-light.css", headers: { "content-type": "text/css" } });
  return it.site.url + it.site.add("page.html", article(body, { head: `<link rel="stylesheet" href="/donation-flow/reserve.css">${head}` }));
};

/** Notes how often a page was shown, and whether it had been kept. */
const SHOWN = "<script>window.born = Math.random(); window.shown = []; addEventListener('pageshow', ({ persisted }) => shown.push(persisted));</script>";

/** Claims, labels, notices, prices and lists, and what the command makes of them. */
const wordyCampaign = () =>
  (once.wordy ??= Promise.all(["listed", "screened"].map((name) => it.campaign(name))).then(([listed, screened]) => ({ ...listed, lists: screened.lists })));
const wordyReport = () => (once.wordyReport ??= wordyCampaign().then((campaign) => it.snapshot(campaign, ["--as-of", NOW, "--no-second", "--no-proofs"])));

/** A snapshot after which the explorer has more: from `advance()` on. */
async function earlier() {
  const tip = Number(await (await fetch(`${it.explorer}/api/blocks/tip/height`)).text());
  const campaign = await it.campaign("relief", `until=${tip - 200}@before`);
  const [, key] = /\/fault\/([^/]+)/.exec(campaign.explorers[0].url);
  const { folder } = await it.publish(campaign, { args: ["--as-of", "2026-03-14T13:00:00Z", "--no-second", "--no-proofs"] });
  return { folder, campaign, advance: () => fetch(`${it.explorer}/advance?fault=${key}`) };
}

/** Of each engine, what its tests are about. */
const subjects = {};

const strict = (more) => ({ "content-security-policy": `${STRICT}; connect-src 'self' ${more ?? ""}` });

for (const [name, find] of Object.entries(ENGINES)) {
  const start = find();
  if (!start) {
    test(`${name}: every test`, { skip: `no ${name} is installed` }, () => {});
    console.log(`skipped: ${name}: it is not installed`);
    continue;
  }
  let engine;
  /** A test of a subject, which is a row of the README's table. */
  const on = (subject, sentence, body) => {
    (subjects[name] ??= new Set()).add(subject);
    test(`${name}: ${sentence}`, body);
  };
  before(async () => {
    engine = await start();
    console.log(`${name}: ${engine.version}`);
  });
  after(() => engine?.close());

  const until = async (condition, ...given) => {
    const end = Date.now() + PATIENCE;
    for (;;) {
      const value = await engine.run(condition, ...given);
      if (value) return value;
      if (Date.now() > end) {
        mkdirSync(PICTURES, { recursive: true });
        writeFileSync(join(PICTURES, `${name}-failed.png`), await engine.picture());
        const seen = await engine.run(() => JSON.stringify(window.seen ?? {}).slice(-800));
        assert.fail(`waited ${PATIENCE} ms for ${condition}\n${seen}`);
      }
      await new Promise((go) => setTimeout(go, 60));
    }
  };
  /** As `until`, where the page may be on its way. */
  const eventually = (condition, ...given) => until(condition, ...given).catch((error) => (/assert/i.test(error.name) ? Promise.reject(error) : eventually(condition, ...given)));
  const told = (event) => until((event) => window.seen.events.findLast(({ name }) => name === event)?.detail, event);
  const state = (wanted) => until((wanted) => document.querySelector("donation-flow").shadowRoot?.querySelector(".df")?.dataset.state === wanted, wanted);
  const ready = async () => assert.equal(await until(settled), "report");
  const text = (selector) => engine.run((selector) => document.querySelector("donation-flow").shadowRoot.querySelector(selector)?.textContent.trim(), selector);
  const click = (action) => until((action) => {
    const button = document.querySelector("donation-flow").shadowRoot.querySelector(`[data-action="${action}"]`);
    button?.click();
    return Boolean(button);
  }, action);
  const clean = async () => {
    const { errors, violations } = await engine.run(() => ({ errors: window.seen.errors, violations: window.seen.violations }));
    assert.deepEqual({ errors, violations }, { errors: [], violations: [] });
  };

  on("Themes", "without a theme the panel is of a dark article's ink, though the reader's browser is light; a finished theme knows the panel's width", async () => {
    const head = '<style>body{background:#0b1d2a;color:#dbe7f0}</style><link rel="stylesheet" href="/donation-flow/themes/bulletin.css">';
    await engine.visit(await host({ load: "visible", src: "/nowhere.json" }, { head, widths: [320, 1000] }));
    // Without a campaign file it says so, in its own styles: that is all that is looked at.
    await until(() => [...document.querySelectorAll("donation-flow")].every((panel) => panel.shadowRoot?.querySelector(".df")?.dataset.state === "message" || (panel.scrollIntoView(), false)));
    const drawn = () =>
      engine.run(() =>
        [...document.querySelectorAll("donation-flow")].map(({ shadowRoot }) => {
          const box = shadowRoot.querySelector(".df");
          const probe = box.appendChild(document.createElement("i"));
          probe.style.color = "color-mix(in srgb, var(--muted), var(--muted))";
          const [, muted] = getComputedStyle(probe).color.match(/([\d.]+)/);
          probe.remove();
          const { color, backgroundColor } = getComputedStyle(box);
          return { color, backgroundColor, isLight: Number(muted) > 0.5, card: getComputedStyle(box.querySelector(".net")).clipPath };
        }),
      );
    const own = { color: "rgb(219, 231, 240)", backgroundColor: "rgba(0, 0, 0, 0)", isLight: true, card: "none" };
    assert.deepEqual(await drawn(), [own, own]);
    await engine.run(() => document.querySelectorAll("donation-flow").forEach((panel) => (panel.className = "bulletin")));
    const [narrow, wide] = await drawn();
    assert.deepEqual([narrow.color, narrow.backgroundColor, narrow.isLight], ["rgb(16, 24, 40)", "rgb(236, 239, 245)", false]);
    assert.match(narrow.card, /^inset\(0(px)? -12px 4px/);
    assert.match(wide.card, /^inset\(-8px -12px 4px/);
  });

  for (const lang of ["en", "ar"]) {
    on("Live figures", `${lang}: a live panel gives the command's figures, in the room that was kept for it`, async () => {
      const { report } = await published("relief");
      await engine.visit(await host({}, { lang, campaign: "relief", widths: WIDTHS }));
      const places = () => engine.run(() => [...document.querySelectorAll(".below")].map((one) => one.getBoundingClientRect().top + scrollY));
      const stood = await places();
      await until((count) => window.seen.events.filter(({ name, detail }) => name === "progress" && detail.done).length >= count, WIDTHS.length);
      await until(() =>
        [...document.querySelectorAll("donation-flow")].every((panel) => {
          const last = window.seen.events.filter(({ name, id }) => id === panel.id && name !== "load").at(-1);
          const charts = [...panel.shadowRoot.querySelectorAll("svg[role=group]")].filter((svg) => svg.getBoundingClientRect().width > 200);
          return last?.name === "report" && charts.length === 2;
        }),
      );
      const reports = await engine.run(() => [...document.querySelectorAll("donation-flow")].map(({ id }) => window.seen.events.findLast((event) => event.name === "report" && event.id === id).detail));
      for (const { assets } of reports) assert.deepEqual(assets.map(({ totals }) => totals), report.assets.map(({ totals }) => totals));
      for (const [index, width] of WIDTHS.entries()) {
        // Of what was never in sight Firefox does not know the width.
        await engine.run((id) => document.getElementById(id).scrollIntoView(), `of-${width}`);
        mkdirSync(PICTURES, { recursive: true });
        writeFileSync(join(PICTURES, `${name}-${lang}-${width}.png`), await engine.picture());
        const is = await engine.run((index) => {
          const panel = document.querySelectorAll("donation-flow")[index];
          const over = [...panel.shadowRoot.querySelectorAll("section")].filter((one) => one.scrollWidth > one.clientWidth + 1).map((one) => one.className);
          return { dir: getComputedStyle(panel.shadowRoot.querySelector(".df")).direction, over, wide: panel.clientWidth, column: panel.parentElement.scrollWidth };
        }, index);
        assert.deepEqual(is, { dir: lang === "ar" ? "rtl" : "ltr", over: [], wide: width, column: width });
      }
      assert.deepEqual(await places(), stood, "the text below each panel stays where it was");
      await clean();
    });
  }

  on("Strict content policy, Trusted Types", "all code comes under a policy that lets nothing unsafe through, with Trusted Types where there are such", async () => {
    await engine.visit(await host({}, { campaign: "relief", headers: strict(it.explorer) }));
    await ready();
    await click("order:largest");
    await until(() => document.querySelector("donation-flow").shadowRoot.querySelector('[data-action="order:largest"]').getAttribute("aria-pressed") === "true");
    await clean();
    // The policy is in force.
    const refused = await engine.run(() => {
      const style = document.createElement("style");
      style.textContent = "#below{position:fixed}";
      document.head.append(style);
      return getComputedStyle(document.querySelector("#below")).position;
    });
    assert.equal(refused, "static");
  });

  on("Charts by keyboard", "charts are explored by keys, with a sentence for each mark", async () => {
    for (const [lang, forward] of [["en", "ArrowRight"], ["ar", "ArrowLeft"]]) {
      await engine.visit(await host({}, { lang, campaign: "relief" }));
      await ready();
      const marked = () =>
        engine.run(() => {
          const root = document.querySelector("donation-flow").shadowRoot;
          const mark = root.activeElement;
          return [mark?.getAttribute("aria-label"), root.querySelector(".timeline [data-readout]").textContent];
        });
      await engine.run(() => document.querySelector("donation-flow").shadowRoot.querySelector('.timeline [data-mark][tabindex="0"]').focus());
      const seen = new Set();
      for (let step = 0; step < 4; step++) {
        const [label, readout] = await marked();
        assert.ok(label.split(/\s+/).length >= 3, `a sentence, not ${label}`);
        assert.ok(readout.startsWith(label), `${readout}: ${label}`);
        seen.add(label);
        await engine.press(forward);
      }
      assert.equal(seen.size, 4, "each press, another mark");
    }
  });

  on("Snapshots, and their check", "a snapshot paints without wasm, is checked here when asked, and tells when it was tampered with", async () => {
    const { folder, files, report, change } = await published("relief");
    await engine.visit(await host({ snapshot: folder }, { headers: strict() }));
    await state("ready");
    const fetched = () => engine.run(() => performance.getEntriesByType("resource").map(({ name }) => new URL(name).pathname));
    assert.ok(!(await fetched()).some((path) => path.endsWith(".wasm")));
    assert.match(await text(".figure"), /\d/);
    await engine.run(() => (document.querySelector("donation-flow").shadowRoot.querySelector("details.proof").open = true));
    await click("verify");
    const verdict = await told("verify");
    assert.deepEqual(verdict.findings, []);
    const ofBitcoin = report.assets.find(({ asset }) => asset === "tBTC");
    assert.ok(verdict.included > 20);
    assert.equal(verdict.included, ofBitcoin.verification.included);
    await clean();

    const proofs = Object.keys(files).find((path) => path.startsWith("proofs/"));
    const changed = Buffer.from(files[proofs]);
    changed[changed.length >> 1] ^= 1;
    change(proofs, changed);
    try {
      for (const lang of ["en", "ar"]) {
        await engine.visit(await host({ snapshot: folder, verify: "auto" }, { lang }));
        const { findings } = await told("verify");
        assert.deepEqual(findings.map(({ file }) => file).filter((file) => file === proofs).length > 0, true, JSON.stringify(findings));
        const all = await words(lang, "rest");
        const begin = all["tampered.title"] ?? Object.entries(all).find(([key]) => key.startsWith("tampered."))[1];
        const shown = await until(() => document.querySelector("donation-flow").shadowRoot.querySelector(".tampered")?.textContent);
        assert.ok(shown.includes(begin.split("{")[0].trim().slice(0, 12)), shown);
      }
    } finally {
      change(proofs, files[proofs]);
    }
  });

  on("Pages without script", "with scripts left out the page that render writes shows the whole panel", async () => {
    const { folder, files } = await published("relief");
    it.site.add("panel.css", files["panel.css"], { path: `${folder}panel.css`, headers: { "content-type": "text/css" } });
    await engine.visit(it.site.url + folder + "panel.ar.html");
    const figure = await until(() => document.querySelector("donation-flow").shadowRoot?.querySelector(".net .figure")?.textContent);
    assert.match(figure, /[\d٠-٩]/);
    const seen = await engine.run(() => {
      const root = document.querySelector("donation-flow").shadowRoot;
      const visible = [...root.querySelectorAll("section")].filter((one) => one.checkVisibility({ visibilityProperty: true }) && one.getBoundingClientRect().height > 100);
      return { sections: visible.map((one) => one.className), charts: [...root.querySelectorAll("svg[role]")].filter((one) => one.getBoundingClientRect().width > 200).length, wasm: performance.getEntriesByType("resource").length };
    });
    assert.deepEqual(seen.sections.filter((one) => one !== "claims"), ["head", "net", "timeline", "flow", "transactions", "foot"]);
    assert.ok(seen.charts >= 2);
    assert.equal(seen.wasm, 1, "the style sheet, and nothing else");
  });

  on("Faults, in words", "a bad address, a dead explorer and a broken answer end in words, never in a blank or a 0", async () => {
    await engine.visit(await host({ address: "bitcoin:bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t5" }));
    await state("message");
    assert.equal((await told("error")).field, "address");
    assert.match(await text(".over"), /\w+ \w+/);

    const { port } = new URL(it.explorer);
    const campaign = JSON.parse(JSON.stringify(await it.campaign("relief")).replaceAll(`:${port}`, ":9"));
    const src = it.site.add("campaign.json", JSON.stringify(campaign));
    await engine.visit(await host({ src }));
    await until(() => window.seen.events.some(({ name, detail }) => name === "error" || (name === "report" && detail.gaps.length)));
    assert.doesNotMatch((await text(".figure")) ?? "", /^0\b/);
    assert.match(await engine.run(() => document.querySelector("donation-flow").shadowRoot.querySelector(".df").textContent), /127\.0\.0\.1/);

    await engine.visit(await host({}, { campaign: "large", fault: "truncated@5x9" }));
    await until(() => window.seen.events.some(({ name, detail }) => name === "report" && detail.gaps?.length));
    assert.match(await text(".figure"), /\d/);
  });

  on("Panels that come and go", "put in and taken out again and again, panels leave nothing behind", async () => {
    await engine.visit(await host({}, { campaign: "relief" }));
    await ready();
    const left = await engine.run(async () => {
      const model = document.querySelector("donation-flow");
      const holder = document.createElement("div");
      document.querySelector("main").append(holder);
      for (let turn = 0; turn < 20; turn++) {
        const panel = model.cloneNode(true);
        holder.append(panel);
        await new Promise((go) => setTimeout(go, 15 * (turn % 5)));
        panel.remove();
      }
      await new Promise((go) => setTimeout(go, 500));
      const asked = performance.getEntriesByType("resource").length;
      await new Promise((go) => setTimeout(go, 500));
      const scripts = performance.getEntriesByType("resource").filter(({ name }) => name.endsWith("/donation-flow.wasm"));
      return { later: performance.getEntriesByType("resource").length - asked, scripts: scripts.length };
    });
    assert.deepEqual(left, { later: 0, scripts: 1 });
    await clean();
  });

  on("Ten languages", "ten languages, each in its direction and with its own words", async () => {
    const languages = readdirSync(join(DIST, "locale")).filter((file) => /^\w+\.json$/.test(file)).map((file) => file.slice(0, 2));
    assert.equal(languages.length, 10);
    const { folder } = await published("relief");
    const nets = new Set();
    for (const lang of languages) {
      await engine.visit(await host({ snapshot: folder }, { lang }));
      await state("ready");
      const [dir, title, over] = await engine.run(() => {
        const root = document.querySelector("donation-flow").shadowRoot;
        const over = [...root.querySelectorAll("section")].filter((one) => one.scrollWidth > one.clientWidth + 1).map((one) => one.className);
        return [getComputedStyle(root.querySelector(".df")).direction, root.querySelector(".net").textContent, over];
      });
      assert.equal(dir, ["ar", "fa", "he"].includes(lang) ? "rtl" : "ltr", lang);
      assert.deepEqual(over, [], lang);
      nets.add(title);
    }
    assert.equal(nets.size, 10);
  });
  /** What a page fetched, as URLs. */
  const fetched = () => engine.run(() => performance.getEntriesByType("resource").map(({ name }) => name));

  on("Attributes, properties, events", "each property is an attribute, changes what it says, and events come in order", async () => {
    await engine.visit(await host({}, { campaign: "relief" }));
    await ready();
    const events = await engine.run(() => window.seen.events.map(({ name, bubbles, composed }) => [name, bubbles && composed]));
    assert.ok(events.every(([, isHeard]) => isHeard));
    assert.deepEqual([events[0][0], events.at(-1)[0]], ["load", "report"]);
    assert.ok(events.some(([name]) => name === "progress") && !events.some(([name]) => name === "error"));
    const set = async (name, value) => {
      await engine.run((name, value) => {
        window.seen.events.length = 0;
        document.querySelector("donation-flow")[name] = value;
      }, name, value);
      await ready();
      assert.equal(await engine.run((name) => document.querySelector("donation-flow").getAttribute(name), name), value);
    };
    await set("sections", "timeline net");
    assert.deepEqual(await engine.run(() => [...document.querySelector("donation-flow").shadowRoot.querySelectorAll("section")].map(({ className }) => className)), ["timeline", "net"]);
    await set("from", "2026-01-01");
    assert.equal((await told("report")).period.from, "2026-01-01");
    await set("lang", "ar");
    assert.equal(await engine.run(() => document.querySelector("donation-flow").shadowRoot.querySelector(".df").dir), "rtl");
  });

  on("Themes", "light and dark as the attribute says, at once, and the page's own colours where it sets them", async () => {
    // On the page of before, whose figures stand.
    await until(() => Boolean(document.querySelector("donation-flow")?.shadowRoot?.querySelector(".figure")));
    const look = (theme, style = "") =>
      engine.run((theme, style) => {
        const panel = document.querySelector("donation-flow");
        panel.theme = theme;
        panel.style.cssText = style;
        const { backgroundColor, color } = getComputedStyle(panel.shadowRoot.querySelector(".df"));
        return [backgroundColor, color];
      }, theme, style);
    const [light, dark] = [await look("light"), await look("dark")];
    const bright = ([colour]) => colour.match(/\d+/g).map(Number).reduce((sum, one) => sum + one);
    assert.ok(bright([light[1]]) < 200 && bright([dark[1]]) > 500, `${light} ${dark}`);
    const own = await look("dark", "--donation-flow-background: rgb(1, 2, 3); --donation-flow-text: rgb(250, 251, 252)");
    assert.deepEqual(own, ["rgb(1, 2, 3)", "rgb(250, 251, 252)"]);
    await look("auto");
  });

  on("Nobody asked unasked", "before the click nobody is asked; after it those alone who were named, without a cookie or anything kept", async () => {
    await engine.visit(await host({ load: "click" }, { campaign: "relief" }));
    await state("asking");
    assert.match(await text(".over"), new RegExp(`${new URL(it.explorer).host} will see your IP address`));
    const others = async () => [...new Set((await fetched()).map((url) => new URL(url).origin))].filter((origin) => origin !== it.site.url);
    assert.deepEqual(await others(), []);
    await click("load");
    await ready();
    assert.deepEqual(await others(), [it.explorer]);
    const kept = await engine.run(() => [document.cookie, localStorage.length, sessionStorage.length]);
    assert.deepEqual(kept, ["", 0, 0]);
    await clean();
  });

  on("Near the viewport", "far below the fold only the element is fetched; near it all comes", async () => {
    await engine.visit(await host({ load: "visible" }, { campaign: "relief", before: '<div class="far"></div>' }));
    const of = async () => (await fetched()).filter((url) => url.includes("/donation-flow/") && !url.includes("reserve")).map((url) => url.split("/").pop());
    await until(() => Boolean(document.querySelector("donation-flow").shadowRoot));
    assert.deepEqual(await of(), ["donation-flow.js"]);
    await engine.run(() => document.querySelector("donation-flow").scrollIntoView());
    await ready();
    assert.ok((await of()).includes("donation-flow.wasm"));
  });

  /** One page for all that a campaign's words and money are about. */
  const wordy = async () => {
    if (await engine.run(() => document.title === "An article" && window.isWordy)) return;
    await engine.visit(await host({}, { campaign: await wordyCampaign() }));
    await ready();
    await engine.run(() => void (window.isWordy = true));
  };

  on("Prices", "money's worth is the command's, for every asset and for all", async () => {
    await wordy();
    const { report } = await wordyReport();
    const here = await told("report");
    assert.deepEqual(here.priced_total, report.priced_total);
    assert.deepEqual(here.assets.map(({ value }) => value), report.assets.map(({ value }) => value));
    assert.match(await text(".net .figure"), /^\$\d/);
  });

  on("Claims", "a sentence's verdict is the command's, and another sentence is a press away", async () => {
    await wordy();
    const { report } = await wordyReport();
    assert.ok(report.claims.length > 1);
    assert.deepEqual((await told("report")).claims, report.claims);
    const first = await text(".claims");
    await click("claim:1");
    await until((first) => document.querySelector("donation-flow").shadowRoot.querySelector(".claims").textContent.trim() !== first, first);
  });

  on("Lists", "who is listed is told above the figures, as the command has it", async () => {
    await wordy();
    const { report } = await wordyReport();
    const sorted = ({ listings }) => listings.map((one) => JSON.stringify(one)).sort();
    assert.ok(report.lists.length > 0);
    assert.deepEqual(sorted(await told("report")), sorted(report));
    assert.match(await text(".head"), /Listed/);
  });

  on("Transactions", "in pages, the newest or the largest first", async () => {
    await wordy();
    const amounts = () => engine.run(() => [...document.querySelector("donation-flow").shadowRoot.querySelectorAll('[data-section="transactions"] tbody data')].map(({ value }) => Math.abs(Number(value))));
    await click("asset:0");
    await click("order:largest");
    await until(() => document.querySelector("donation-flow").shadowRoot.querySelector('[data-action="order:largest"]')?.getAttribute("aria-pressed") === "true");
    const largest = await amounts();
    assert.ok(largest.length > 3);
    assert.deepEqual(largest, largest.toSorted((a, b) => b - a));
    await click("page:1");
    await until((first) => Math.abs(Number(document.querySelector("donation-flow").shadowRoot.querySelector('[data-section="transactions"] tbody data')?.value)) !== first, largest[0]);
    assert.ok((await amounts())[0] <= largest.at(-1));
  });

  on("Files", "all transactions as CSV and JSON, every row of them", async () => {
    await wordy();
    await engine.run(() => {
      window.saved = [];
      URL.createObjectURL = (blob) => {
        blob.text().then((text) => window.saved.push(text));
        return "data:,";
      };
      HTMLAnchorElement.prototype.click = () => {};
    });
    const rows = (await told("report")).assets.reduce((sum, { transactions }) => sum + transactions, 0);
    for (const [index, format] of ["csv", "json"].entries()) {
      await click(`export:${format}`);
      await until((index) => window.saved.length > index, index);
    }
    const [csv, json] = await engine.run(() => [window.saved[0].trimEnd().split("\r\n").length, JSON.parse(window.saved[1]).transactions.flatMap(({ rows }) => rows).length]);
    assert.deepEqual([csv, json], [rows + 1, rows]);
  });

  on("A second explorer", "it is asked when the reader wants it, and what came of it is told", async () => {
    const campaign = await it.campaign("relief");
    campaign.explorers.push({ chain: "bitcoin-regtest", api: "esplora", url: `${it.explorer.replace("127.0.0.1", "localhost")}/api` });
    await engine.visit(await host({}, { campaign }));
    await ready();
    await engine.run(() => (document.querySelector("donation-flow").shadowRoot.querySelector("details.proof").open = true));
    await click("second");
    const [agreed] = await until(() => window.seen.events.findLast(({ name, detail }) => name === "report" && detail.agreements.length)?.detail.agreements);
    assert.equal(agreed.finding, "agrees");
  });

  on("Newer than a snapshot", "explorers are asked for what came since, and the figures are the command's", async () => {
    const { folder, campaign, advance } = await earlier();
    await advance();
    await engine.visit(await host({ snapshot: folder, live: "" }));
    await state("ready");
    const since = await until((day) => window.seen.events.findLast(({ name, detail }) => name === "report" && detail.as_of.startsWith(day))?.detail, NOW.slice(0, 10));
    const { report } = await it.snapshot(campaign, ["--as-of", NOW, "--no-second", "--no-proofs"]);
    assert.deepEqual(since.assets.map(({ totals }) => totals), report.assets.map(({ totals }) => totals));
  });

  on("Seven chains", "one campaign on seven chains has the command's figures, and one total", async () => {
    const { report } = await (once.chains ??= it.campaign("chains").then((campaign) => it.snapshot(campaign)));
    await engine.visit(await host({}, { campaign: "chains" }));
    await ready();
    const here = await told("report");
    assert.deepEqual(here.assets.map(({ asset, totals }) => [asset, totals]), report.assets.map(({ asset, totals }) => [asset, totals]));
    assert.deepEqual(here.all?.totals, report.all?.totals);
  });

  on("Hostile words", "what others write stays text: nothing runs, nobody else is asked, and the policy has nothing to report", async () => {
    const campaign = await it.campaign("relief");
    const words = `<img src=x onerror="window.hacked=1"><script>window.hacked=1</script> javascript:window.hacked=1 \u202Eesrever \u2067`;
    campaign.name = words;
    for (const one of [...campaign.events, ...campaign.labels]) one.label = words;
    await engine.visit(await host({}, { campaign, headers: strict(it.explorer) }));
    await ready();
    const seen = await engine.run(() => {
      const root = document.querySelector("donation-flow").shadowRoot;
      return { hacked: window.hacked, foreign: root.querySelectorAll("img, script").length, turned: /[\u202a-\u202e]/.test(root.textContent), text: root.querySelector(".name").textContent.slice(0, 8) };
    });
    assert.deepEqual({ ...seen, hacked: seen.hacked ?? null }, { hacked: null, foreign: 0, turned: false, text: "<img src" });
    await clean();
  });

  on("Two versions", "the second script on a page registers nothing, fetches nothing, and throws nothing", async () => {
    it.site.add("", await readFile(join(DIST, "donation-flow.js")), { path: "/next/donation-flow.js", headers: { "content-type": "text/javascript" } });
    await engine.visit(await host({}, { campaign: "relief", before: '<script type="module" src="/next/donation-flow.js"></script>' }));
    await ready();
    const all = (await fetched()).map((url) => new URL(url).pathname);
    assert.deepEqual(all.filter((path) => path.startsWith("/next/")), ["/next/donation-flow.js"]);
    assert.equal(all.filter((path) => path.endsWith("/donation-flow.wasm")).length, 1);
    await clean();
  });

  on("Iframes", "frame.html in a sandbox tells its height, which the page gives it", async () => {
    const src = `${it.explorer}/frame.html?src=/campaigns/relief.json&amp;load=eager&amp;lang=en`;
    const frame = `<div class="of-640 donation-flow-frame"><iframe title="A panel" sandbox="allow-scripts" src="${src}"></iframe><p class="below">Below</p></div>`;
    await engine.visit(await page(frame, '<script type="module" src="/donation-flow/frame-parent.js"></script>'));
    await until((own) => document.querySelector("iframe").style.height && Math.round(document.querySelector("iframe").getBoundingClientRect().height) === own, 2_192);
  });

  on("Printing", "a panel of a snapshot far below is drawn before its page is printed", async () => {
    const { folder } = await published("relief");
    const src = `/donation-flow/frame.html?${new URLSearchParams({ snapshot: folder, lang: "en" })}`.replaceAll("&", "&amp;");
    await engine.visit(await page(`<div class="far"></div><iframe title="A panel" src="${src}"></iframe>`));
    await until(() => document.querySelector("iframe").contentDocument.querySelector("donation-flow")?.shadowRoot?.querySelector(".df")?.dataset.state === "waiting");
    await engine.run(() => void document.querySelector("iframe").contentWindow.dispatchEvent(new Event("beforeprint")));
    await until(() => document.querySelector("iframe").contentDocument.querySelector("donation-flow").shadowRoot.querySelector(".df").dataset.state === "ready");
  });

  on("Right to left", "in Arabic the timeline begins at the right, and its marks are walked through from there", async () => {
    await engine.visit(await host({}, { lang: "ar", campaign: "relief" }));
    await ready();
    // As drawn: WebKit tells one and the same box of each.
    const places = await engine.run(() => [...document.querySelector("donation-flow").shadowRoot.querySelectorAll(".timeline svg [data-mark] .hit")].map((mark) => mark.x.baseVal.value));
    assert.ok(places.length > 4);
    assert.ok(places[0] > places.at(-1) + 200, `${places[0]} ${places.at(-1)}`);
    // Amounts and hashes keep their own direction.
    assert.equal(await engine.run(() => [...document.querySelector("donation-flow").shadowRoot.querySelectorAll(".transactions a bdi, .transactions td bdi")].length > 0), true);
  });

  on("Back/forward cache", "a page that is come back to is as it was left, and goes on", async () => {
    const away = await page("<p>Another article</p>");
    // By the page itself: a driver waits for events that a page from the cache does not have.
    const go = async (url) => {
      await engine.run((url) => void setTimeout(() => location.assign(url), 0), url);
      await eventually((url) => location.href === url && document.readyState === "complete", url);
    };
    const back = async () => {
      await go(away);
      await engine.run(() => void setTimeout(() => history.back(), 0));
      await eventually(() => Boolean(window.born));
      await eventually(() => window.shown?.length > 0);
    };
    await engine.visit(await host({}, { campaign: "relief", before: SHOWN }));
    await ready();
    const [born, figure] = await engine.run(() => [window.born, document.querySelector("donation-flow").shadowRoot.querySelector(".figure").textContent]);
    await back();
    await until(() => window.shown.at(-1) === true);
    assert.equal(await engine.run(() => window.born), born, "the same page, not a new one");
    assert.equal(await text(".figure"), figure);
    await click("table:timeline");
    await until(() => Boolean(document.querySelector("donation-flow").shadowRoot.querySelector(".timeline table")));
    await clean();
    // Left while it reads: whether the engine kept it or loads it anew, it comes to its figures.
    await go(await host({}, { campaign: "relief", fault: "slow=300", before: SHOWN }));
    await until(() => window.seen.events.some(({ name }) => name === "load"));
    await back();
    await ready();
    const { report } = await published("relief");
    assert.deepEqual((await told("report")).assets.map(({ totals }) => totals), report.assets.map(({ totals }) => totals));
  });

  on("Snippet builder", "an address becomes a snippet", async () => {
    await engine.visit(`${it.explorer}/builder.html?lang=en`);
    await until(() => Boolean(document.querySelector("#take")?.textContent && document.querySelector("[data-field]")));
    await engine.run(() => {
      const box = document.querySelector("#paste");
      box.value = "1BvBMSEYstWetqTFn5Au4m4GFg7xJaNVN2";
      box.dispatchEvent(new Event("input", { bubbles: true }));
      document.querySelector("#take").click();
    });
    await until(() => document.querySelector('[data-field="addresses[0].address"]')?.value === "1BvBMSEYstWetqTFn5Au4m4GFg7xJaNVN2");
    await engine.run(() => document.querySelector("[name=way][value=address]").click());
    await until(() => document.querySelector("#out-snippet")?.textContent.includes('<donation-flow address="bitcoin:1BvBMSEYstWetqTFn5Au4m4GFg7xJaNVN2"'));
  });
}

test("the README's table of engines says what these tests are about, and nothing else", async () => {
  const readme = await readFile(join(ROOT, "README.md"), "utf8");
  const [, head, ...rows] = /\n(\| what works in \|.*\n)\|[-|]+\n((?:\|.*\n)+)/.exec(readme);
  const cells = (line) => line.split("|").slice(1, -1).map((cell) => cell.trim());
  const engines = cells(head).slice(1).map((engine) => engine.toLowerCase().replace("webkitgtk", "webkit"));
  assert.deepEqual(engines, Object.keys(ENGINES));
  const table = rows[0].trim().split("\n").map(cells);
  for (const [place, engine] of engines.entries()) {
    if (!subjects[engine]) continue;
    const yes = table.filter((row) => row[place + 1] === "yes").map(([subject]) => subject);
    assert.deepEqual(yes.toSorted(), [...subjects[engine]].toSorted(), engine);
    console.log(`${engine}: ${yes.length} of ${table.length} subjects: ${yes.join(" · ")}`);
  }
});

test("the tests' now is the reader's", async () => assert.equal((await published("relief")).report.as_of, NOW));
