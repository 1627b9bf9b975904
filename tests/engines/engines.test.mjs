// The panel in three engines: the same figures, the same room, the same keys, the same refusals.
import assert from "node:assert/strict";
import { mkdirSync, writeFileSync } from "node:fs";
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
const STYLES = `html{font:16px/1.5 "Noto Sans","Noto Sans Arabic","Noto Sans Hebrew",sans-serif}body{margin:0}h1,p{margin:8px 16px}${WIDTHS.map((width) => `.of-${width}{width:${width}px}`).join("")}`;

const PICTURES = join(ROOT, "target/engines");

const once = {};
/** The command's own report of a sample campaign, with its files on the publisher's site. */
const published = (name) => (once[name] ??= it.publish(name, { verbs: ["render"] }));

/** A page of the publisher's with a panel in a column of each of some widths. */
async function host(attributes, { headers, lang = "en", head = "", inner, campaign, fault, widths = [640] } = {}) {
  const path = it.site.add("watch.js", `(${watch})()`);
  const src = campaign && it.site.add("campaign.json", JSON.stringify(await it.campaign(campaign, fault && faulty(fault))));
  const reserve = '<link rel="stylesheet" href="/donation-flow/reserve.css">';
  const panel = (width) => element({ ...(src && { src }), id: `of-${width}`, lang, load: "eager", ...attributes }, inner);
  const columns = widths.map((width) => `<div class="of-${width}">${panel(width)}<p class="below">Text below.</p></div>`);
  const html = article(columns.join("\n"), { lang, head: `<script src="${path}"></script>${reserve}${head}` });
  it.site.add("", STYLES, { path: "/host-light.css", headers: { "content-type": "text/css" } });
  return it.site.url + it.site.add("article.html", html, { headers });
}

const strict = (more) => ({ "content-security-policy": `${STRICT}; connect-src 'self' ${more ?? ""}` });

for (const [name, find] of Object.entries(ENGINES)) {
  const start = find();
  if (!start) {
    test(`${name}: every test`, { skip: `no ${name} is installed` }, () => {});
    console.log(`skipped: ${name}: it is not installed`);
    continue;
  }
  let engine;
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

  test(`${name}: without a theme the panel is of a dark article's ink, though the reader's browser is light; a finished theme knows the panel's width`, async () => {
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
    test(`${name}: ${lang}: a live panel gives the command's figures, in the room that was kept for it`, async () => {
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

  test(`${name}: all code comes under a policy that lets nothing unsafe through, with Trusted Types where there are such`, async () => {
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

  test(`${name}: charts are explored by keys, with a sentence for each mark`, async () => {
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

  test(`${name}: a snapshot paints without wasm, is checked here when asked, and tells when it was tampered with`, async () => {
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

  test(`${name}: with scripts left out the page that render writes shows the whole panel`, async () => {
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

  test(`${name}: a bad address, a dead explorer and a broken answer end in words, never in a blank or a 0`, async () => {
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

  test(`${name}: put in and taken out again and again, panels leave nothing behind`, async () => {
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

  test(`${name}: ten languages, each in its direction and with its own words`, async () => {
    const languages = (await import("node:fs")).readdirSync(join(DIST, "locale")).filter((file) => /^\w+\.json$/.test(file)).map((file) => file.slice(0, 2));
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
}

test("the tests' now is the reader's", async () => assert.equal((await published("relief")).report.as_of, NOW));
