// What `render` writes, in a browser: a page that shows the whole panel without script, and that an element goes on with.

import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { mkdtemp, readFile, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { COMMAND, NOW, axe, suite } from "./harness.mjs";

const it = suite();

const run = (args) =>
  new Promise((ended) => execFile(COMMAND, args, (error, out, err) => ended({ code: error ? error.code : 0, said: out + err })));

const TYPES = { svg: "image/svg+xml", png: "image/png" };
const made = {};

/** The URL of a folder on the publisher's site with a sample's snapshot, rendered. */
const rendered = (name, ...args) => (made[[name, ...args]] ??= render(name, args));

async function render(name, args) {
  const home = await mkdtemp(join(tmpdir(), "donation-flow-render-"));
  try {
    const [file, folder] = [join(home, "campaign.json"), join(home, "out")];
    await writeFile(file, JSON.stringify(await it.campaign(name)));
    const taken = await run(["snapshot", file, "-o", folder, "--as-of", NOW]);
    assert.ok(taken.code === 0 || taken.code === 3, taken.said);
    const written = await run(["render", folder, ...args.map((arg) => arg.replace("SITE", it.site.url))]);
    assert.equal(written.code, 0, written.said);
    const base = it.site.add("", "");
    for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
      if (!entry.isFile()) continue;
      const path = join(entry.parentPath, entry.name);
      const type = TYPES[path.split(".").pop()];
      it.site.add("", await readFile(path), { path: base + path.slice(folder.length + 1), headers: type && { "content-type": type } });
    }
    return base;
  } finally {
    await rm(home, { recursive: true });
  }
}

/** A page in a tab of its own, so tall that nothing of it waits to be laid out, with what it fetched and what went wrong. */
async function open(url, { width = 640, javaScriptEnabled = false, ...more } = {}) {
  const context = await it.browser.newContext({ viewport: { width, height: 4000 }, javaScriptEnabled, ...more });
  const page = await context.newPage();
  const [asked, errors] = [[], []];
  page.on("request", (request) => asked.push(request.url()));
  page.on("console", (message) => message.type() === "error" && errors.push(message.text()));
  page.on("pageerror", (error) => errors.push(String(error)));
  await page.goto(it.site.url + url);
  return { page, asked, errors, close: () => context.close() };
}

/** What a reader sees of the panel. */
const look = () => {
  const root = document.querySelector("donation-flow").shadowRoot;
  const seen = (element) => element.checkVisibility({ visibilityProperty: true, contentVisibilityAuto: false });
  const sections = [...root.querySelectorAll(".df > section")];
  const charts = [...root.querySelectorAll("svg.chart")].filter(seen);
  return {
    sections: sections.filter((section) => section.offsetHeight > 100 && section.textContent.trim()).map((section) => section.className),
    buttons: [...root.querySelectorAll("button")].filter(seen).length,
    charts: charts.map((chart) => chart.getBoundingClientRect().width),
    fits: charts.every((chart) => chart.getBoundingClientRect().width <= chart.closest("section").clientWidth),
    wide: document.documentElement.scrollWidth - innerWidth,
    text: root.querySelector(".df").textContent,
    font: getComputedStyle(root.querySelector(".figure")).fontSize,
  };
};

const SECTIONS = ["head", "net", "timeline", "flow", "transactions", "foot"];

for (const lang of ["en", "ar"]) {
  test(`${lang}: the whole panel shows without script, at every width, and fetches its own files alone`, async () => {
    const base = await rendered("relief");
    for (const [width, chart] of [[320, 288], [412, 358], [640, 592], [1000, 406]]) {
      const { page, asked, errors, close } = await open(`${base}panel.${lang}.html`, { width });
      const seen = await page.evaluate(look);
      assert.deepEqual(seen.sections, SECTIONS, `${width}`);
      assert.equal(seen.buttons, 0, "what takes script is not offered");
      assert.deepEqual(seen.charts, [chart, chart], `${width}: the drawings made for it`);
      assert.ok(seen.fits && seen.wide === 0, `${width}`);
      assert.match(seen.text, lang === "ar" ? /إغاثة أليريا/ : /Relief for Aleria/);
      const own = asked.map((url) => url.slice((it.site.url + base).length));
      assert.deepEqual(own, [`panel.${lang}.html`, "panel.css"]);
      assert.deepEqual(errors, []);
      await close();
    }
  });

  test(`${lang}: tables, the other order and the assets open without script, in the places of the buttons`, async () => {
    const { page, close } = await open(`${await rendered("relief")}panel.${lang}.html`);
    const before = await page.evaluate(() => document.documentElement.scrollHeight);
    for (const section of ["timeline", "flow", "transactions"]) {
      const at = page.locator(`donation-flow .${section}`);
      await at.locator("summary").first().click();
      assert.equal(await at.locator("table:visible").count(), 1, section);
      assert.equal(await at.locator("svg.chart:visible").count(), 0, `${section}: in the place of the drawing`);
      assert.equal(await at.locator("h3:visible").count(), 1, section);
    }
    assert.equal(await page.evaluate(() => document.documentElement.scrollHeight), before, "nothing below has moved");
    await page.locator("donation-flow .net .assets > summary").click();
    assert.equal(await page.locator("donation-flow .net .assets h3:visible").count(), 2);
    await close();
  });

  for (const colorScheme of ["light", "dark"]) {
    test(`axe finds nothing in the page: ${lang}, ${colorScheme}`, async () => {
      for (const name of ["relief", "priced"]) {
        const { page, close } = await open(`${await rendered(name)}panel.${lang}.html`, { javaScriptEnabled: true, bypassCSP: true, colorScheme });
        for (const opened of [false, true]) {
          if (opened) await page.evaluate(() => document.querySelector("donation-flow").shadowRoot.querySelectorAll("details").forEach((details) => (details.open = true)));
          const found = await axe(page, { rules: { "page-has-heading-one": { enabled: false } } });
          assert.deepEqual(found, [], `${name}, ${opened ? "all open" : "closed"}`);
        }
        await close();
      }
    });
  }
}

test("a frame without any right shows it styled, in a finished theme, as other sites embed it", async () => {
  const base = await rendered("relief", "--base-url", "SITE/", "--look", "desk", "--theme", "dark");
  const answer = JSON.parse(await (await fetch(`${it.site.url}${base}oembed.en.json`)).text());
  const html = answer.html.replace(`${it.site.url}/panel`, `${it.site.url}${base}panel`).replace(' loading="lazy"', "");
  const path = it.site.add("host.html", `<!doctype html><html lang="en"><title>Another site</title><link rel="icon" href="data:,">${html}`);
  const { page, errors, close } = await open(path, { javaScriptEnabled: true });
  const frame = page.frames()[1];
  await frame.waitForLoadState();
  const seen = await frame.evaluate(look);
  assert.deepEqual(seen.sections, SECTIONS);
  assert.equal(seen.font, "40px", "its styles hold, at the frame's width");
  const theme = await frame.evaluate(() => {
    const root = document.querySelector("donation-flow").shadowRoot;
    const [panel, foot] = [".df", ".foot"].map((name) => getComputedStyle(root.querySelector(name)));
    return { ground: panel.backgroundColor, ink: panel.color, rule: foot.boxShadow };
  });
  assert.deepEqual(theme, { ground: "rgb(0, 0, 0)", ink: "rgb(255, 255, 255)", rule: "rgb(255, 255, 255) 0px 4px 0px 0px inset" });
  const picture = await (await fetch(`${it.site.url}${base}panel.en.svg`)).text();
  assert.match(picture, /\.accent,\.in\{fill:#6ee7b7\}/);
  assert.deepEqual(errors, []);
  await close();
});

for (const lang of ["en", "ar"]) {
  test(`${lang}: an element goes on with what it finds, and nothing moves or is drawn anew`, async () => {
    const base = await rendered("relief", "--script", "SITE/donation-flow/donation-flow.js");
    const context = await it.browser.newContext({ viewport: { width: 640, height: 4000 } });
    const page = await context.newPage();
    await page.addInitScript(() => {
      window.seen = { shift: 0, changed: [] };
      new PerformanceObserver((list) => list.getEntries().forEach(({ value }) => (window.seen.shift += value))).observe({ type: "layout-shift", buffered: true });
      document.addEventListener("DOMContentLoaded", () => {
        const { shadowRoot } = document.querySelector("donation-flow");
        new MutationObserver((records) => {
          for (const { target, addedNodes, removedNodes } of records) {
            for (const node of [...addedNodes, ...removedNodes]) if (node.className !== "said" && target.role !== "status") window.seen.changed.push(`${target.className}: ${node.className ?? node.nodeName}`);
          }
        }).observe(shadowRoot, { childList: true, subtree: true });
      });
    });
    await page.goto(`${it.site.url}${base}panel.${lang}.html`);
    await page.waitForFunction(() => document.querySelector("donation-flow").matches(":defined"));
    await page.waitForTimeout(600);
    assert.deepEqual(await page.evaluate(() => window.seen), { shift: 0, changed: [] });
    const seen = await page.evaluate(look);
    assert.deepEqual(seen.sections, SECTIONS);
    assert.ok(seen.buttons > 5, "now they do something");
    assert.equal(await page.locator("donation-flow .behind:visible").count(), 0);
    // What is chosen is drawn, and only that.
    await page.locator('donation-flow [data-action="table:flow"]:visible').click();
    await page.locator("donation-flow .flow > .scroll table").waitFor();
    const changed = await page.evaluate(() => [...new Set(window.seen.changed.map((change) => change.split(":")[0]))]);
    assert.deepEqual(changed, ["flow"]);
    assert.equal(await page.evaluate(() => window.seen.shift), 0);
    await context.close();
  });
}
