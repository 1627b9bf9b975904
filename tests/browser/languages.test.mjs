// The panel in each of its languages: no word is too long for its room, nothing moves, the direction is right.

import assert from "node:assert/strict";
import { readFile, readdir } from "node:fs/promises";
import { createRequire } from "node:module";
import { join } from "node:path";
import { test } from "node:test";
import { DIST, ROOT, suite, words } from "./harness.mjs";

const it = suite();
const axeSource = await readFile(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const LANGUAGES = (await readdir(join(ROOT, "www/locale"))).map((name) => name.replace(".json", "")).sort();
const RTL = ["ar", "fa", "he"];
const WIDTHS = [320, 640, 1000];
/** A small one, one in money, and one with every kind of step. */
const CAMPAIGNS = ["relief", "priced", "tangle", "frozen", "pledge"];
const RESERVE = '<link rel="stylesheet" href="/donation-flow/reserve.css">';

/** In the page: texts that reach out of their section, are cut, or lie over one another, and sections that grew. */
function misfits() {
  const root = document.querySelector("donation-flow").shadowRoot;
  const found = [];
  const said = (node) => node.textContent.trim().slice(0, 60);
  for (const section of root.querySelectorAll("section")) {
    const name = section.dataset.section;
    const box = section.getBoundingClientRect();
    // In two columns a section is as high as the one beside it.
    const beside = [...root.querySelectorAll("section")].filter((other) => other.getBoundingClientRect().top === box.top);
    const room = Math.max(...beside.map((one) => parseFloat(getComputedStyle(one).minBlockSize)));
    if (box.height > room + 0.5) found.push(`${name}: ${box.height} px high in the place of ${room}`);
    if (section.scrollWidth > section.clientWidth) found.push(`${name}: ${section.scrollWidth} px wide in ${section.clientWidth}`);
    const texts = document.createTreeWalker(section, NodeFilter.SHOW_TEXT);
    for (let text = texts.nextNode(); text; text = texts.nextNode()) {
      const parent = text.parentElement;
      if (!text.data.trim() || !parent.checkVisibility({ visibilityProperty: true })) continue;
      // What is there for a screen reader alone has no room to keep to.
      if (parent.closest(".said, .quiet, thead, title, desc")) continue;
      const range = document.createRange();
      range.selectNodeContents(text);
      // What is cut off is looked for below.
      const isCut = (one) => one !== section && (getComputedStyle(one).overflowX === "hidden" || isCut(one.parentElement));
      const scroller = parent.closest(".tabs, .scroll") || isCut(parent);
      for (const { left, right, width } of range.getClientRects()) {
        if (width <= 1 || scroller || parent.closest("summary")) continue;
        const out = Math.max(box.left - left, right - box.right);
        if (out > 1) found.push(`${name}: “${said(text)}” reaches ${Math.round(out)} px out of it`);
      }
    }
    // The names of hosts, assets and those who are labelled are others' words, and may be cut; and what a tap opens.
    for (const one of section.querySelectorAll("*")) {
      const style = getComputedStyle(one);
      if (one instanceof SVGElement || style.overflowX !== "hidden" || one.closest(".said, .quiet, thead, .name, .data, .prices, .tabs, .day, .source, summary")) continue;
      if (one.querySelector(".label, [href^=http]")) continue;
      if (one.scrollWidth > one.clientWidth + 1 && one.clientWidth > 1) found.push(`${name}: “${said(one)}” is cut`);
      if (one.scrollHeight > one.clientHeight + 1 && style.webkitLineClamp !== "none") found.push(`${name}: “${said(one)}” loses a line`);
    }
    for (const chart of section.querySelectorAll("svg.chart")) {
      const within = chart.getBoundingClientRect();
      const labels = [...chart.querySelectorAll("text")].filter((label) => said(label)).map((label) => [label, label.getBoundingClientRect()]);
      for (const [index, [label, rect]] of labels.entries()) {
        const out = Math.max(within.left - rect.left, rect.right - within.right);
        if (out > 2) found.push(`${name}: the label “${said(label)}” reaches ${Math.round(out)} px out of its chart`);
        for (const [other, second] of labels.slice(index + 1)) {
          const wide = Math.min(rect.right, second.right) - Math.max(rect.left, second.left);
          const high = Math.min(rect.bottom, second.bottom) - Math.max(rect.top, second.top);
          if (wide > 2 && high > 6) found.push(`${name}: the labels “${said(label)}” and “${said(other)}” lie over one another`);
        }
      }
    }
  }
  return found;
}

async function axe(panel) {
  await panel.page.evaluate(axeSource);
  return panel.page.evaluate(async () => {
    const { violations } = await window.axe.run(document, { resultTypes: ["violations"] });
    return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ target }) => target.flat().join(" ")).slice(0, 4).join(" | ")}`);
  });
}

const below = (panel) => panel.page.evaluate(() => document.querySelector("#below").getBoundingClientRect().top);

test("there are ten languages, and the panel has each of them", async () => {
  const built = (await readdir(join(DIST, "locale"))).filter((name) => /^\w+\.json$/.test(name)).map((name) => name.replace(".json", ""));
  assert.deepEqual(built.sort(), LANGUAGES);
  assert.equal(LANGUAGES.length, 10);
});

for (const lang of LANGUAGES) {
  test(`every text has its room, and nothing moves: ${lang}`, async () => {
    const found = [];
    for (const campaign of CAMPAIGNS) {
      const panel = await it.open({ campaign, lang, width: WIDTHS[0], height: 4_000, head: RESERVE });
      const before = await below(panel);
      await panel.settled();
      // Room for claims is kept only where the page says that there are some.
      const moved = (await below(panel)) !== before || (await panel.shift()) > 0;
      if (moved && campaign !== "pledge") found.push(`${campaign}: something moved`);
      const { dir, own } = await panel.page.evaluate(() => {
        const box = document.querySelector("donation-flow").shadowRoot.querySelector(".df");
        return { dir: getComputedStyle(box).direction, own: box.lang };
      });
      assert.deepEqual({ dir, own }, { dir: RTL.includes(lang) ? "rtl" : "ltr", own: lang }, campaign);
      assert.ok((await panel.text()).includes((await words(lang))["ladder.gross"]), `${campaign}: the words are of the language`);
      for (const width of WIDTHS) {
        const what = `${campaign}, ${width} px`;
        if (width !== WIDTHS[0]) await panel.resize(width, 4_000);
        for (const misfit of await panel.page.evaluate(misfits)) found.push(`${what}: ${misfit}`);
        if (campaign === CAMPAIGNS[0] && width === WIDTHS[0]) for (const fault of await axe(panel)) found.push(`${what}: ${fault}`);
      }
      found.push(...panel.errors);
      await panel.close();
    }
    assert.deepEqual(found, []);
  });
}

test("the check sees a word that is too long", async () => {
  const panel = await it.open({ campaign: "relief", width: 320, height: 4_000 });
  await panel.settled();
  await panel.page.evaluate(() => {
    document.querySelector("donation-flow").shadowRoot.querySelector(".step .label").textContent = "Spendenkampagnenadressenbruttoeingang";
  });
  assert.notDeepEqual(await panel.page.evaluate(misfits), []);
  await panel.close();
});

test("a language of a region, and one that is not there", async () => {
  for (const [tag, own, dir] of [["de-AT", "de-AT", "ltr"], ["uk-UA", "uk-UA", "ltr"], ["fa-AF", "fa-AF", "rtl"], ["pt-BR", "en", "ltr"]]) {
    const panel = await it.open({ lang: tag });
    await panel.settled();
    const box = panel.page.locator("donation-flow .df");
    assert.deepEqual([await box.getAttribute("lang"), await box.getAttribute("dir")], [own, dir], tag);
    const asked = panel.requests.filter(({ url }) => /\/locale\/\w+\.json$/.test(url)).map(({ url }) => url.split("/").pop());
    assert.deepEqual(asked, [`${own.split("-")[0]}.json`], `${tag} asks for one file of words`);
    await panel.close();
  }
});
