// The finished themes: each fits, reads and keeps its room, light and dark, in both directions; and the panel without one is of
// the article's font and colours.

import assert from "node:assert/strict";
import { test } from "node:test";
import { axe, element, suite } from "./harness.mjs";
import { contrast, withContrast } from "./contrast.mjs";
import { misfits } from "./misfits.mjs";

const it = suite();
const THEMES = ["broadsheet", "bulletin", "desk"];
const WIDTHS = [320, 640, 1000];

const page = ({ lang = "en", style, body }) => `<!doctype html><html lang="${lang}" dir="${lang === "ar" ? "rtl" : "ltr"}"><head><meta charset="utf-8"><title>An article</title>
<meta name="viewport" content="width=device-width, initial-scale=1"><style>body { margin: 0 } ${style}</style>
${THEMES.map((name) => `<link rel="stylesheet" href="/donation-flow/themes/${name}.css">`).join("")}
<script type="module" src="/donation-flow/donation-flow.js"></script></head><body><main><h1>An article</h1>${body}</main></body></html>`;

async function open({ campaign, lang, style, ...options }) {
  const src = it.site.add("campaign.json", JSON.stringify(await it.campaign(campaign)));
  const panel = await it.open({ html: page({ lang, style, body: element({ src, lang, load: "eager" }) }), src: "none", height: 4_000, ...options });
  await panel.settled();
  return panel;
}

/** In the page: how high each section is, and how wide the page. */
const room = (panel) =>
  panel.page.evaluate(() => {
    const sections = [...document.querySelector("donation-flow").shadowRoot.querySelectorAll("section")];
    return { heights: sections.map((one) => one.getBoundingClientRect().height), wide: document.documentElement.scrollWidth - innerWidth };
  });

/** In the page: contrasts of the panel's colours with what is behind them. */
function contrasts() {
  const box = document.querySelector("donation-flow").shadowRoot.querySelector(".df");
  const grounds = [];
  const isPaper = matchMedia("print").matches;
  for (let one = box; one && !isPaper; one = one.parentElement ?? one.getRootNode().host) grounds.unshift(getComputedStyle(one).backgroundColor);
  const probe = box.appendChild(document.createElement("i"));
  const of = (value, more = []) => {
    probe.style.color = value;
    return contrast(["#fff", ...grounds, ...more], getComputedStyle(probe).color);
  };
  if (isPaper) grounds.push(getComputedStyle(box).backgroundColor);
  const section = getComputedStyle(box.querySelector("section.net")).backgroundColor;
  const names = ["fg", "muted", "accent", "outflow", "quiet"];
  const found = Object.fromEntries(names.flatMap((name) => [[name, of(`var(--${name})`)], [`${name} in a section`, of(`var(--${name})`, [section])]]));
  probe.remove();
  return found;
}

/** Texts have 4.5, what is only drawn 3. */
function assertContrasts(found, what) {
  for (const [name, ratio] of Object.entries(found)) {
    const least = name.startsWith("quiet") ? 3 : 4.5;
    assert.ok(ratio >= least, `${what}: ${name} has ${ratio.toFixed(2)}`);
  }
}

for (const lang of ["en", "ar"]) {
  test(`each theme fits where the panel does, and moves nothing: ${lang}`, async () => {
    const found = [];
    for (const campaign of ["relief", "pledge"]) {
      const panel = await open({ campaign, lang, style: ":root { color-scheme: light dark }", width: WIDTHS[0] });
      for (const width of WIDTHS) {
        if (width !== WIDTHS[0]) await panel.resize(width, 4_000);
        const usual = await room(panel);
        for (const theme of THEMES) {
          await panel.page.evaluate((theme) => (document.querySelector("donation-flow").className = theme), theme);
          assert.deepEqual(await room(panel), usual, `${campaign}, ${theme}, ${width} px`);
          for (const misfit of await panel.page.evaluate(misfits)) found.push(`${campaign}, ${theme}, ${width} px: ${misfit}`);
        }
        await panel.page.evaluate(() => (document.querySelector("donation-flow").className = ""));
      }
      await panel.close();
    }
    assert.deepEqual(found, []);
  });

  test(`each theme can be read, light and dark: ${lang}`, async () => {
    const panel = await open({ campaign: "relief", lang, style: ":root { color-scheme: light dark }", width: 640 });
    const inks = new Set();
    for (const colorScheme of ["light", "dark"]) {
      await panel.page.emulateMedia({ colorScheme });
      for (const theme of THEMES) {
        await panel.page.evaluate((theme) => (document.querySelector("donation-flow").className = theme), theme);
        assertContrasts(await withContrast(panel.page, contrasts), `${theme}, ${colorScheme}`);
        assert.deepEqual(await axe(panel.page, { within: "donation-flow" }), [], `${theme}, ${colorScheme}`);
        inks.add(await panel.page.evaluate(() => getComputedStyle(document.querySelector("donation-flow").shadowRoot.querySelector(".df")).color));
      }
    }
    assert.equal(inks.size, 6, "each has two inks of its own");
    // The reader's browser is in the dark still, the paper is not.
    await panel.page.emulateMedia({ media: "print", colorScheme: "dark" });
    for (const theme of THEMES) {
      await panel.page.evaluate((theme) => (document.querySelector("donation-flow").className = theme), theme);
      assertContrasts(await withContrast(panel.page, contrasts), `${theme}, on paper`);
    }
    await panel.page.emulateMedia({ media: "screen", colorScheme: "dark" });
    // The page's own choice holds against the reader's browser.
    await panel.page.evaluate(() => Object.assign(document.querySelector("donation-flow"), { className: "desk", theme: "light" }));
    assert.equal(await panel.page.evaluate(() => getComputedStyle(document.querySelector("donation-flow").shadowRoot.querySelector(".df")).color), "rgb(0, 0, 0)");
    await panel.close();
  });
}

const ARTICLES = {
  "cream paper": { ground: "#fff1e5", ink: "#33302e" },
  "a dark page that says nothing of it": { ground: "#0b1d2a", ink: "#dbe7f0" },
};

test("without a theme the panel is of the article's font, ink and ground, and as high as ever", async () => {
  const usual = await open({ campaign: "relief", lang: "en", style: ":root { color-scheme: light }", width: 640 });
  const { heights } = await room(usual);
  await usual.close();
  for (const [name, { ground, ink }] of Object.entries(ARTICLES)) {
    const style = `body { background: ${ground}; color: ${ink}; font: 23px/2 "Noto Serif", serif }`;
    // What the reader's browser would have is not what the article is in.
    const panel = await open({ campaign: "relief", lang: "en", style, width: 640, colorScheme: name === "cream paper" ? "dark" : "light" });
    const seen = await panel.page.evaluate(() => {
      const box = document.querySelector("donation-flow").shadowRoot.querySelector(".df");
      const { color, backgroundColor, fontFamily } = getComputedStyle(box);
      const { color: inkOfPage, fontFamily: fontOfPage } = getComputedStyle(document.body);
      return { color, inkOfPage, backgroundColor, fontFamily, fontOfPage, figure: getComputedStyle(box.querySelector(".figure")).fontFamily };
    });
    assert.equal(seen.color, seen.inkOfPage, name);
    assert.equal(seen.backgroundColor, "rgba(0, 0, 0, 0)", name);
    assert.deepEqual([seen.fontFamily, seen.figure], [seen.fontOfPage, seen.fontOfPage], name);
    assertContrasts(await withContrast(panel.page, contrasts), name);
    assert.deepEqual((await room(panel)).heights, heights, name);
    // A publisher's word on the theme holds.
    await panel.page.evaluate(() => (document.querySelector("donation-flow").theme = "dark"));
    assertContrasts(await withContrast(panel.page, contrasts), `${name}, dark`);
    assert.equal(await panel.page.evaluate(() => getComputedStyle(document.querySelector("donation-flow").shadowRoot.querySelector(".df")).backgroundColor), "rgb(21, 23, 27)");
    await panel.close();
  }
});

for (const [name, { ground, ink }] of Object.entries(ARTICLES)) {
  test(`what the panel asks its reader can be read: ${name}, and each theme`, async () => {
    const src = it.site.add("campaign.json", JSON.stringify(await it.campaign("relief")));
    const style = `:root { color-scheme: light dark } body { background: ${ground}; color: ${ink} } a { color: inherit }`;
    const panel = await it.open({ html: page({ style, body: element({ src, lang: "en", load: "click" }) }), src: "none" });
    await panel.reaches("asking");
    const found = [];
    for (const theme of ["", ...THEMES]) {
      await panel.page.evaluate((theme) => (document.querySelector("donation-flow").className = theme), theme);
      for (const fault of await axe(panel.page, { within: "donation-flow" })) found.push(`${theme || "none"}: ${fault}`);
    }
    assert.deepEqual(found, []);
    // Where the reader's own colours hold, the button has none of these.
    await panel.page.emulateMedia({ forcedColors: "active" });
    const { fill, colour } = await panel.page.evaluate(() => {
      const { webkitTextFillColor: fill, color: colour } = getComputedStyle(document.querySelector("donation-flow").shadowRoot.querySelector(".over button"));
      return { fill, colour };
    });
    assert.equal(fill, colour);
    await panel.close();
  });
}
