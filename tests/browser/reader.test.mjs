// What readers set for themselves: larger texts, wider spacing, forced colours, more contrast, less motion, paper.
// A page is opened once and put into each of these.

import assert from "node:assert/strict";
import { readFile, readdir } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import { DIST, NOW, ROOT, article, element, suite, words } from "./harness.mjs";
import { contrast, withContrast } from "./contrast.mjs";

const it = suite();

/** Higher than any panel: what is off the screen may not be laid out. */
const height = 6_000;

const inPanel = (panel, body, argument) => panel.page.evaluate(body, argument);

/**
 * In the page: texts that something cuts off, or that lie over one another, and how far the page is too wide; labels of drawings that
 * are not as much larger, or spaced by as many em, as the reader has it.
 */
function losses({ scale: larger = 1, letter = 0 } = {}) {
  const root = document.querySelector("donation-flow").shadowRoot;
  const host = root.host.getBoundingClientRect();
  const found = [];
  const wide = document.documentElement.scrollWidth - innerWidth;
  if (wide > 0) found.push(`the page is ${wide} px too wide`);
  const clips = (value) => value === "hidden" || value === "clip";
  for (const section of root.querySelectorAll(".df > section")) {
    const rects = [];
    const walker = document.createTreeWalker(section, NodeFilter.SHOW_TEXT);
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
      const parent = node.parentElement;
      const text = node.data.trim();
      if (!text || !parent.checkVisibility({ visibilityProperty: true }) || parent.closest(".said, .quiet, svg")) continue;
      const range = document.createRange();
      range.selectNodeContents(node);
      const scrolled = parent.closest(".scroll, .tabs, .events, .readout, blockquote");
      const small = parent.closest("thead, .host");
      for (const rect of range.getClientRects()) {
        if (rect.width <= 1 || rect.height <= 1) continue;
        if (small && small.getBoundingClientRect().width <= 1) continue;
        const name = `${section.className}: “${text.slice(0, 40)}”`;
        const out = Math.max(host.left - rect.left, rect.right - host.right);
        if (out > 1 && !scrolled) found.push(`${name} reaches ${Math.round(out)} px out of the panel`);
        for (let one = parent; one !== section && one !== scrolled; one = one.parentElement) {
          const style = getComputedStyle(one);
          if (style.display === "inline") continue;
          const box = one.getBoundingClientRect();
          const across = clips(style.overflowX) ? Math.max(box.left - rect.left, rect.right - box.right) : 0;
          const down = clips(style.overflowY) ? Math.max(box.top - rect.top, rect.bottom - box.bottom) : 0;
          if (across > 2 || down > 5) found.push(`${name} is cut by ${Math.round(Math.max(across, down))} px`);
        }
        if (!scrolled) rects.push([node, rect, name]);
      }
    }
    for (const [index, [node, rect, name]] of rects.entries()) {
      for (const [other, second, otherName] of rects.slice(index + 1)) {
        if (node === other) continue;
        const over = Math.min(rect.right, second.right) - Math.max(rect.left, second.left);
        const under = Math.min(rect.bottom, second.bottom) - Math.max(rect.top, second.top);
        // The box of a line is higher than its letters.
        if (over > 3 && under > Math.min(rect.height, second.height) / 2) found.push(`${name} and ${otherName} lie over one another`);
      }
    }
  }
  for (const chart of root.querySelectorAll("svg.chart")) {
    const drawing = chart.getBoundingClientRect();
    const scale = drawing.width / chart.viewBox.baseVal.width;
    const name = (label) => `${chart.closest("section").className}: the label “${label.textContent.slice(0, 40)}”`;
    if (drawing.width > chart.parentElement.scrollWidth + 1) found.push(`a drawing of ${drawing.width} px cannot be scrolled to its end`);
    const labels = [...chart.querySelectorAll("text")].filter((label) => label.textContent.trim());
    const rects = labels.map((label) => label.getBoundingClientRect());
    for (const [index, label] of labels.entries()) {
      const [rect, style] = [rects[index], getComputedStyle(label)];
      if (Math.max(drawing.left - rect.left, rect.right - drawing.right) > 2 * scale) found.push(`${name(label)} reaches out of its drawing`);
      for (const [after, second] of rects.slice(index + 1).entries()) {
        const wide = Math.min(rect.right, second.right) - Math.max(rect.left, second.left);
        const high = Math.min(rect.bottom, second.bottom) - Math.max(rect.top, second.top);
        if (wide > 2 * scale && high > 6 * scale) found.push(`${name(label)} lies over “${labels[index + 1 + after].textContent}”`);
      }
      // As large, and as wide, as the texts around it.
      const size = parseFloat(style.fontSize) * scale;
      if (size < 12 * larger - 0.2) found.push(`${name(label)} has ${size} px`);
      if (parseFloat(style.letterSpacing) < letter * parseFloat(style.fontSize) - 0.1) found.push(`${name(label)} has no spacing`);
    }
  }
  return [...new Set(found)];
}

/** In the page: whether its drawings are made for the size and spacing of its texts, in the room that there is. */
function isDrawnFor(width) {
  const root = document.querySelector("donation-flow").shadowRoot;
  const scale = parseFloat(root.querySelector(".df").style.getPropertyValue("--scale"));
  const charts = [...root.querySelectorAll("svg.chart")];
  const fits = (chart) => chart.viewBox.baseVal.width === Math.max(288, Math.floor(chart.closest("section").clientWidth / scale));
  return innerWidth === width && charts.length === 2 && charts.every(fits);
}

/** Run before the page's scripts: the panel's style sheets as a reader's own would change them. */
function change({ css = "", scale = 1 }) {
  const replace = CSSStyleSheet.prototype.replaceSync;
  const larger = (css) => css.replace(/(font-size|line-height): ?([\d.]+)px/g, (_, name, size) => `${name}:${size * scale}px`);
  CSSStyleSheet.prototype.replaceSync = function (text) {
    return replace.call(this, `${larger(text)}\n${css}`);
  };
}

/** Run in the page: whether what a reader sets is followed, paper at least. */
const suited = () =>
  document.querySelector("donation-flow").shadowRoot.adoptedStyleSheets.some(({ cssRules }) => [...cssRules].some(({ conditionText }) => /forced-colors/.test(conditionText)));

/** WCAG 1.4.12, as a user's style sheet has it; drawings have no lines. */
const SPACING = `
  * { letter-spacing: .12em !important; word-spacing: .16em !important }
  :not(svg *) { line-height: 1.5 !important }
  p { margin-block-end: 2em !important }`;
const SPACED = { css: SPACING, letter: 0.12 };

for (const [name, argument] of [["a reader's own spacing of texts", SPACED], ["texts of 200 %", { scale: 2 }]]) {
  for (const lang of ["en", "ar"]) {
    test(`${lang}: with ${name} nothing is cut, and nothing lies over another`, async () => {
      const panel = await it.open({ campaign: "pledge", lang, width: 320, height, init: change, argument });
      await panel.settled();
      await panel.until(() => document.querySelector("donation-flow").shadowRoot.adoptedStyleSheets.length === 5);
      const found = [];
      for (const width of [320, 640, 1000]) {
        await panel.page.setViewportSize({ width, height });
        await panel.until(isDrawnFor, width);
        for (const loss of await inPanel(panel, losses, argument)) found.push(`${width} px: ${loss}`);
      }
      assert.deepEqual(found, []);
      await panel.close();
    });
  }
}

test("a snapshot's panel makes the same room, and takes no core for it", async () => {
  const { folder } = await it.publish("relief", { args: ["--as-of", NOW, "--no-proofs", "--no-second", "--lang", "en", "--widths", "320,640"] });
  const panel = await it.open({ snapshot: folder, load: "eager", width: 640, height, init: change, argument: SPACED });
  // The drawings of the fragment for less room, shown larger.
  await panel.until(() => [...document.querySelector("donation-flow").shadowRoot.querySelectorAll("svg.chart")].map(({ viewBox }) => viewBox.baseVal.width).join() === "288,288");
  assert.deepEqual(await inPanel(panel, losses, SPACED), []);
  const names = panel.requests.map(({ url }) => url.split("/").pop());
  assert.deepEqual(names.filter((name) => /wasm|^panel\.js/.test(name)), []);
  assert.ok(names.includes("en-640.html") && names.includes("en-320.html"), `${names}`);
  await panel.close();
  const plain = await it.open({ snapshot: folder, load: "eager", width: 320, height });
  await plain.until(() => document.querySelector("donation-flow").shadowRoot.adoptedStyleSheets.length === 3);
  await plain.close();
});

test("what a reader sets follows a panel that was taken out meanwhile no further", async () => {
  const panel = await it.open({ width: 320, height });
  await panel.settled();
  const thrown = await panel.page.evaluate(async () => {
    const { suit } = await import("/donation-flow/reader.js");
    const box = document.querySelector("donation-flow").shadowRoot.querySelector(".df");
    box.remove();
    try {
      suit(box);
    } catch (error) {
      return String(error);
    }
  });
  assert.equal(thrown, undefined);
  await panel.close();
});

test("the check sees a line that is cut, and one that lies over another", async () => {
  const panel = await it.open({ width: 320, height });
  await panel.settled();
  const before = (await inPanel(panel, losses)).join("\n");
  assert.doesNotMatch(before, /^(head|net): /m, "by itself nothing is lost there");
  await inPanel(panel, () => {
    const root = document.querySelector("donation-flow").shadowRoot;
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(".name { block-size: 9px; overflow: hidden } .stats dt { margin-block-start: -20px }");
    root.adoptedStyleSheets = [...root.adoptedStyleSheets, sheet];
  });
  const found = (await inPanel(panel, losses)).join("\n");
  assert.match(found, /head: .* is cut/);
  assert.match(found, /net: .* lie over one another/);
  await panel.close();
});

/** In the page: how each drawing's parts stand out from the panel's ground, and how each text does: those that do not enough. */
function faint() {
  const root = document.querySelector("donation-flow").shadowRoot;
  // The panel's own ground, or else the page's.
  const grounds = [root.querySelector(".df"), document.body, document.documentElement].map((one) => getComputedStyle(one).backgroundColor);
  const ground = grounds.find((colour) => !/^rgba\(.*, 0\)$/.test(colour)) ?? "#fff";
  const found = [];
  let measured = 0;
  const measure = (one, colour, least) => {
    measured += 1;
    const ratio = contrast(["#fff", ground], colour);
    if (ratio < least) found.push(`${one.getAttribute("class")} ${colour} on ${ground}: ${ratio.toFixed(2)}`);
  };
  for (const text of root.querySelectorAll("svg text")) measure(text, getComputedStyle(text).fill, 4.5);
  for (const mark of root.querySelectorAll("svg :is(rect.in, rect.out, .in .node, .out .node, .left .node, .quiet .node, .hatch-line, .middle), .step .bar > rect:not([fill])")) {
    measure(mark, getComputedStyle(mark).fill, 3);
  }
  for (const line of root.querySelectorAll("svg :is(.baseline, .event, .lead, .disc)")) measure(line, getComputedStyle(line).stroke, 3);
  return { found: [...new Set(found)], measured };
}

/** In the page: visible texts of fewer than 12 CSS pixels. */
function small() {
  const root = document.querySelector("donation-flow").shadowRoot;
  const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
  const found = [];
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const { parentElement: parent } = node;
    if (!parent || !node.data.trim() || parent.localName === "style" || !parent.checkVisibility()) continue;
    const size = parseFloat(getComputedStyle(parent).fontSize);
    if (size < 12) found.push(`${size} px: ${node.data.trim().slice(0, 40)}`);
  }
  return found;
}

for (const lang of ["en", "ar"]) {
  test(`${lang}: contrast of every drawing, sizes of texts, forced colours, and motion`, async () => {
    const panel = await it.open({ campaign: "pledge", lang, width: 640, height });
    await panel.settled();
    await panel.until(suited);
    assert.deepEqual(await inPanel(panel, small), [], "no text is smaller than 12 px");
    const settings = [
      ["light", {}],
      ["dark", {}],
      ["light", { contrast: "more" }],
      ["dark", { contrast: "more" }],
      ["light", { forcedColors: "active" }],
      ["dark", { forcedColors: "active" }],
    ];
    for (const [colorScheme, more] of settings) {
      // A page that has chosen a theme may be read in the other's forced colours.
      for (const theme of ["auto", "light", "dark"]) {
        await inPanel(panel, (theme) => (document.querySelector("donation-flow").theme = theme), theme);
        await panel.page.emulateMedia({ colorScheme, contrast: "no-preference", forcedColors: "none", ...more });
        const { found, measured } = await withContrast(panel.page, faint);
        assert.ok(measured > 60, `${measured} parts measured`);
        assert.deepEqual(found, [], `${theme} theme, ${colorScheme}, ${JSON.stringify(more)}`);
      }
    }

    // In forced colours a chosen order is told by its colours, for borders are all alike.
    await panel.page.emulateMedia({ colorScheme: "dark", contrast: "no-preference", forcedColors: "active" });
    const grounds = await inPanel(panel, () => {
      const buttons = [...document.querySelector("donation-flow").shadowRoot.querySelectorAll(".switch button")];
      return buttons.map((button) => getComputedStyle(button).backgroundColor);
    });
    assert.equal(new Set(grounds).size, 2);

    await panel.page.emulateMedia({ colorScheme: "light", forcedColors: "none", reducedMotion: "reduce" });
    const running = () => document.querySelector("donation-flow").shadowRoot.getAnimations().length;
    // What another theme has begun comes to its end.
    await panel.until(`(${running})() === 0`);
    /** How long what a mark's focus begins goes on, in milliseconds. */
    const begun = (index) =>
      inPanel(panel, (index) => {
        const root = document.querySelector("donation-flow").shadowRoot;
        root.querySelectorAll(".flow [data-mark]")[index].focus();
        return root.getAnimations().map(({ effect }) => effect.getComputedTiming().endTime);
      }, index);
    await begun(0);
    assert.deepEqual(await begun(1), [], "with less motion, none");
    await panel.page.emulateMedia({ reducedMotion: "no-preference" });
    const times = await begun(2);
    assert.ok(times.length > 0 && times.every((time) => time <= 200), `a change of shade, once: ${times} ms`);
    const rules = await inPanel(panel, () =>
      document.querySelector("donation-flow").shadowRoot.adoptedStyleSheets.flatMap(({ cssRules }) => [...cssRules].map(({ cssText }) => cssText)).join("\n"),
    );
    assert.doesNotMatch(rules, /@keyframes|animation/, "nothing flashes, and nothing goes on moving");
    await panel.close();
  });

  test(`${lang}: on paper all that a tap opens is open, in the light colours, and what only a screen can do is not there`, async () => {
    const panel = await it.open({ campaign: "pledge", lang, width: 1000, height, theme: "dark" });
    await panel.settled();
    await panel.until(suited);
    await panel.page.emulateMedia({ media: "print" });
    // A4 within Chromium's margins.
    await panel.page.setViewportSize({ width: 718, height });
    const shown = await inPanel(panel, () => {
      const root = document.querySelector("donation-flow").shadowRoot;
      const visible = (one) => one.checkVisibility({ visibilityProperty: true }) && one.getBoundingClientRect().height > 0;
      const within = [...root.querySelectorAll("details > :not(summary)")];
      return {
        closed: within.filter((one) => !visible(one)).map((one) => one.textContent.slice(0, 40)),
        opened: within.length,
        buttons: [...root.querySelectorAll("button:not([role=tab])")].filter(visible).length,
        scrolled: [...root.querySelectorAll(".events, .readout, .scroll, blockquote, .tabs")].filter((one) => one.scrollHeight > one.clientHeight + 1).map((one) => one.className),
        ground: getComputedStyle(root.querySelector(".df")).backgroundColor,
      };
    });
    assert.deepEqual(shown.closed, []);
    assert.ok(shown.opened > 8);
    assert.deepEqual([shown.buttons, shown.scrolled, shown.ground], [0, [], "rgb(255, 255, 255)"]);
    const locale = await words(lang);
    const text = await panel.text();
    for (const key of ["method.gross", "cannot.who", "ladder.internal-means"]) assert.ok(text.includes(locale[key]), key);
    assert.deepEqual(await inPanel(panel, losses), []);
    assert.deepEqual((await withContrast(panel.page, faint)).found, []);
    const pages = (pdf) => pdf.toString("latin1").match(/\/Type\s*\/Page\b/g).length;
    const count = pages(await panel.page.pdf({ format: "A4" }));
    assert.ok(count >= 2 && count <= 5, `${count} pages`);
    await panel.close();

    const asking = await it.open({ campaign: "pledge", lang, load: "click" });
    await asking.reaches("asking");
    await asking.until(suited);
    assert.equal(pages(await asking.page.pdf({ format: "A4" })), 1, "a panel that was not opened takes no paper");
    await asking.close();
  });
}

test("style sheets are read as they were written on a page of another encoding", async () => {
  const { "paper.where": where } = JSON.parse(await readFile(join(ROOT, "www/locale/ar.json"), "utf8")).words;
  const html = '<!doctype html><meta charset="windows-1256"><link rel="stylesheet" href="/donation-flow/reserve.css"><donation-flow lang="ar"></donation-flow>';
  const panel = await it.open({ html, headers: { "content-type": "text/html" } });
  const said = await panel.page.evaluate(() => [document.characterSet, getComputedStyle(document.querySelector("donation-flow")).getPropertyValue("--df-paper")]);
  assert.equal(said[0], "windows-1256");
  assert.ok(said[1].includes(where), said[1]);
  await panel.close();
  const sheets = (await readdir(DIST, { recursive: true })).filter((name) => name.endsWith(".css"));
  assert.ok(sheets.length > 5);
  for (const name of sheets) {
    const css = await readFile(join(DIST, name));
    assert.ok(css.every((byte) => byte < 0x80) || css.toString().startsWith('@charset "utf-8";'), name);
  }
});

test("a panel that was never near prints no blank room, but its link and where it can be seen; it comes for the next print, unless it must ask", async () => {
  const { folder } = await it.publish("relief", { args: ["--as-of", NOW, "--no-proofs", "--no-second", "--lang", "ar", "--widths", "640"] });
  const src = "/campaigns/relief.json";
  const link = '<a href="https://explorer.example/">On an explorer</a>';
  const shown = { live: { lang: "en", src, load: "visible" }, saved: { lang: "ar", snapshot: folder }, asks: { lang: "de-AT", src } };
  const panels = Object.entries(shown).map(([id, attributes]) => element({ id, ...attributes }, link));
  const head = '<link rel="stylesheet" href="/donation-flow/reserve.css">';
  const panel = await it.open({ html: article(`<div class="tall"></div>${panels.join("")}`, { head }) });
  const seen = () =>
    inPanel(panel, () =>
      [...document.querySelectorAll("donation-flow")].map((one) => {
        const root = one.shadowRoot;
        const over = root.querySelector(".over");
        return {
          state: root.querySelector(".df").dataset.state,
          height: one.getBoundingClientRect().height,
          link: one.querySelector("a").checkVisibility(),
          said: over && getComputedStyle(over, "::after").content,
          sections: [...root.querySelectorAll("section")].filter((section) => section.checkVisibility()).length,
        };
      }),
    );
  assert.ok((await seen()).every(({ height, said }) => height > 1_000 && said === "none"), "on the screen it keeps its room and says nothing");
  await panel.page.emulateMedia({ media: "print" });
  const there = panel.page.url();
  for (const [index, { lang }] of Object.values(shown).entries()) {
    const { "paper.where": where } = JSON.parse(await readFile(join(ROOT, `www/locale/${lang.slice(0, 2)}.json`), "utf8")).words;
    const { state, height, link, said, sections } = (await seen())[index];
    assert.deepEqual({ state, link, sections }, { state: "waiting", link: true, sections: 0 }, lang);
    assert.ok(height < 200, `${lang}: ${height} px`);
    assert.ok(said.includes(where) && said.includes(there), `${lang}: ${said}`);
  }
  await panel.page.emulateMedia({ media: null });
  assert.deepEqual(panel.asked(), [], "so far nobody was asked");

  const pages = (pdf) => pdf.toString("latin1").match(/\/Type\s*\/Page\b/g).length;
  const first = pages(await panel.page.pdf({ format: "A4" }));
  assert.ok(first <= 5, `${first} pages, four of them of the article`);
  await panel.until(() => ["live", "saved"].every((id) => document.getElementById(id).shadowRoot.querySelector(".df").dataset.state === "ready"));
  const states = (await seen()).map(({ state }) => state);
  assert.deepEqual(states, ["ready", "ready", "waiting"]);
  const second = pages(await panel.page.pdf({ format: "A4" }));
  assert.ok(second > first + 2, `${second} pages with the figures`);
  assert.deepEqual(panel.errors, []);
  await panel.close();
});

test("keys with Alt, Ctrl, Meta or Shift stay the browser's, and so do those outside of charts and tabs", async () => {
  const panel = await it.open({});
  await panel.settled();
  const taken = await inPanel(panel, () => {
    const root = document.querySelector("donation-flow").shadowRoot;
    const press = (target, key, more) => !target.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true, composed: true, cancelable: true, ...more }));
    const mark = root.querySelector(".timeline [data-mark]");
    const taken = [];
    for (const target of [mark, root.querySelector("[role=tab]")]) {
      for (const key of ["ArrowLeft", "ArrowRight", "ArrowUp", "ArrowDown", "Home", "End", "Enter", " "]) {
        for (const more of ["altKey", "ctrlKey", "metaKey", "shiftKey"]) if (press(target, key, { [more]: true })) taken.push(`${more} ${key}`);
      }
    }
    for (const target of [root.querySelector("summary"), root.querySelector(".pager button"), root.querySelector(".df")]) {
      for (const key of ["ArrowDown", "Home", "End", "PageDown", "h", "k", "Tab", "Escape"]) if (press(target, key)) taken.push(`${target.className} ${key}`);
    }
    for (const key of ["Tab", "h", "PageDown", "F6"]) if (press(mark, key)) taken.push(`mark ${key}`);
    return [taken, press(mark, "End")];
  });
  assert.deepEqual(taken, [[], true], "and without them End leads to the last part");
  await panel.close();
});

test("a tap reads a chart's part as the pointer and the keys do, and another tap goes on", async () => {
  const panel = await it.open({ width: 320, height, context: { hasTouch: true, isMobile: true } });
  await panel.settled();
  for (const chart of ["timeline", "flow"]) {
    const section = panel.page.locator(`donation-flow [data-section=${chart}]`);
    const marks = section.locator("[data-mark]:has(.hit, .node)");
    for (const index of [0, (await marks.count()) - 1]) {
      const mark = marks.nth(index);
      const { x, y, width, height } = await mark.locator(".hit, .node").first().boundingBox();
      await panel.page.touchscreen.tap(x + width / 2, y + height / 2);
      const said = await mark.getAttribute("aria-label");
      await panel.until(
        ([chart, said]) => document.querySelector("donation-flow").shadowRoot.querySelector(`.${chart} [data-readout]`).textContent.startsWith(said),
        [chart, said],
      );
    }
  }
  await panel.close();
});

test("a page with two panels: the keys of one are not the other's", async () => {
  const campaign = it.site.add("campaign.json", JSON.stringify(await it.campaign("relief")));
  const both = ["one", "two"].map((id) => element({ id, src: campaign, load: "eager", lang: "en" }, "")).join("");
  const panel = await it.open({ html: article(both) });
  const isThere = () => [...document.querySelectorAll("donation-flow")].every(({ shadowRoot }) => shadowRoot?.querySelector(".flow [data-mark]"));
  await panel.until(isThere);
  const lines = await inPanel(panel, () => {
    const [one, two] = [...document.querySelectorAll("donation-flow")].map(({ shadowRoot }) => shadowRoot);
    const before = two.querySelector(".flow [data-readout]").textContent;
    one.querySelector(".flow [data-mark]").focus();
    return [one.querySelector(".flow [data-readout]").textContent, one.activeElement.getAttribute("aria-label"), two.querySelector(".flow [data-readout]").textContent === before];
  });
  assert.ok(lines[0].startsWith(lines[1]));
  assert.equal(lines[2], true);
  await panel.close();
});
