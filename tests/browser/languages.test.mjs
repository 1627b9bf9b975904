// The panel in each of its languages: no word is too long for its room, nothing moves, the direction is right. All languages stand
// in columns of one page: it is opened once, and so is the code.

import assert from "node:assert/strict";
import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import { DIST, ROOT, article, element, suite, words } from "./harness.mjs";
import { misfits } from "./misfits.mjs";

const it = suite();
const LANGUAGES = (await readdir(join(ROOT, "www/locale"))).map((name) => name.replace(".json", "")).sort();
const dirOf = (tag) => (/^(ar|fa|he)\b/.test(tag) ? "rtl" : "ltr");
const WIDTHS = [320, 640, 1000];
/** A small one, one in money, and one with every kind of step. */
const CAMPAIGNS = ["relief", "priced", "tangle", "frozen", "pledge"];
const HEAD = `<link rel="stylesheet" href="/donation-flow/reserve.css"><style>
  .columns { display: flex; --column: ${WIDTHS[0]}px } .columns > div { flex: none; inline-size: var(--column) }</style>`;

/** Opens a page with a panel in each of the languages, side by side and all in sight. */
async function columns(tags, campaign) {
  const src = it.site.add("campaign.json", JSON.stringify(await it.campaign(campaign)));
  const column = (tag) => `<div dir="${dirOf(tag)}">${element({ id: tag, src, lang: tag, load: "eager" })}<p class="below">Below.</p></div>`;
  const html = article(`<div class="columns">${tags.map(column).join("")}</div>`, { head: HEAD });
  return it.open({ html, width: WIDTHS[0] * tags.length, height: 4_000 });
}

/** In the page: whether every panel has told all that it will. */
const allSettled = () =>
  [...document.querySelectorAll("donation-flow")].every(({ id }) => {
    const own = window.seen.events.filter((event) => event.id === id);
    const done = own.findLastIndex(({ name, detail }) => name === "progress" && detail.done);
    return done >= 0 && own.findLastIndex(({ name }) => name === "report") > done;
  });

/** Makes every column so wide, and waits until the charts are drawn for it. What is out of sight then is laid out all the same. */
async function widen(panel, width) {
  await panel.page.evaluate((width) => {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync("section { content-visibility: visible !important }");
    document.querySelector(".columns").style.setProperty("--column", `${width}px`);
    for (const { shadowRoot } of document.querySelectorAll("donation-flow")) shadowRoot.adoptedStyleSheets.push(sheet);
  }, width);
  await panel.until((width) => {
    const boxes = [...document.querySelectorAll("donation-flow")].map(({ shadowRoot }) => shadowRoot.querySelector(".df"));
    const fits = (svg) => Math.abs(svg.viewBox.baseVal.width - svg.parentElement.getBoundingClientRect().width) < 3;
    return boxes.every((box) => box.clientWidth === width && [...box.querySelectorAll("svg[role=group]")].every(fits));
  }, width);
}

const below = (panel) => panel.page.evaluate(() => [...document.querySelectorAll(".below")].map((one) => one.getBoundingClientRect().top));

/** In the page: what each panel says of its language, and its text. */
const said = () =>
  [...document.querySelectorAll("donation-flow")].map(({ shadowRoot }) => {
    const box = shadowRoot.querySelector(".df");
    return { lang: box.lang, dir: box.dir, direction: getComputedStyle(box).direction, text: box.innerText };
  });

test("there are ten languages, and the panel has each of them", async () => {
  const built = (await readdir(join(DIST, "locale"))).filter((name) => /^\w+\.json$/.test(name)).map((name) => name.replace(".json", ""));
  assert.deepEqual(built.sort(), LANGUAGES);
  assert.equal(LANGUAGES.length, 10);
});

for (const campaign of CAMPAIGNS) {
  test(`every text has its room, and nothing moves, in ten languages: ${campaign}`, async () => {
    const panel = await columns(LANGUAGES, campaign);
    const before = await below(panel);
    await panel.until(allSettled);
    const found = [];
    // Room for claims is kept only where the page says that there are some.
    if (campaign !== "pledge") {
      assert.deepEqual(await below(panel), before);
      assert.equal(await panel.shift(), 0);
    }
    for (const [index, { lang, dir, direction, text }] of (await panel.page.evaluate(said)).entries()) {
      const tag = LANGUAGES[index];
      assert.deepEqual({ lang, dir, direction }, { lang: tag, dir: dirOf(tag), direction: dirOf(tag) });
      assert.ok(text.includes((await words(tag))["ladder.gross"]), `${tag}: the words are of the language`);
    }
    for (const width of WIDTHS) {
      if (width !== WIDTHS[0]) await widen(panel, width);
      for (const [index, tag] of LANGUAGES.entries()) {
        for (const misfit of await panel.page.evaluate(misfits, index)) found.push(`${tag}, ${width} px: ${misfit}`);
      }
    }
    assert.deepEqual(found, []);
    assert.deepEqual(panel.errors, []);
    await panel.close();
  });
}

test("the check sees a word that is too long, in a panel that is not the first", async () => {
  const panel = await columns(["en", "de"], "relief");
  await panel.until(allSettled);
  await panel.page.evaluate(() => {
    document.querySelector("#de").shadowRoot.querySelector(".step .label").textContent = "Spendenkampagnenadressenbruttoeingang";
  });
  assert.deepEqual(await panel.page.evaluate(misfits, 0), []);
  assert.notDeepEqual(await panel.page.evaluate(misfits, 1), []);
  await panel.close();
});

/** What a region's tag comes to: the panel's own, the nearest one's words, and how the sample's day is written. */
const REGIONS = {
  "en-GB": ["en-GB", "15 March 2026"],
  "en-US": ["en-US", "March 15, 2026"],
  "de-AT": ["de-AT", "15. März 2026"],
  "es-MX": ["es-MX", "15 de marzo de 2026"],
  "uk-UA": ["uk-UA", "15 березня 2026"],
  "fa-AF": ["fa-AF", "۱۵ مارچ ۲۰۲۶"],
  "ar-AE": ["ar-AE", "15 مارس 2026"],
  "ar-EG": ["ar-EG", "١٥ مارس ٢٠٢٦"],
  "ar-LB-u-nu-latn": ["ar-LB-u-nu-latn", "15 آذار 2026"],
  // Of a language that is not there English, its own in no place.
  "pt-BR": ["en", "15 March 2026"],
  "zh-Hant-TW": ["en", "15 March 2026"],
};

test("a language of a region has its digits, months and order of dates; one that is not there is English", async () => {
  const tags = Object.keys(REGIONS);
  const panel = await columns(tags, "relief");
  await panel.until(allSettled);
  for (const [index, { lang, dir, text }] of (await panel.page.evaluate(said)).entries()) {
    const [own, day] = REGIONS[tags[index]];
    assert.deepEqual([lang, dir], [own, dirOf(own)], tags[index]);
    assert.ok(text.includes(day), `${tags[index]}: ${text.slice(0, 200)}`);
  }
  const asked = panel.requests.map(({ url }) => /\/locale\/(\w+)\.json$/.exec(url)?.[1]).filter(Boolean);
  assert.deepEqual(asked.toSorted(), ["ar", "de", "en", "es", "fa", "uk"], "one file of words a language, once");
  assert.deepEqual(panel.errors, []);
  await panel.close();
});
