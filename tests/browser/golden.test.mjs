// The panel as it looks, at three widths, in two languages and two themes, and its states.
// UPDATE_GOLDENS=1 rewrites tests/golden/screens; look at what changed before you keep it.

import assert from "node:assert/strict";
import { test } from "node:test";
import { PNG } from "pngjs";
import { TOLERANCE, assertGolden, difference, withPalette } from "./golden.mjs";
import { suite } from "./harness.mjs";

const it = suite({ whole: true });

/** Higher than any panel: what is off the screen would not be painted. */
const height = 3_200;

/** A screenshot of the panel with nothing focused or pointed at. */
async function screenshot(panel) {
  await panel.page.mouse.move(0, 0);
  await panel.page.evaluate(() => document.fonts.ready);
  await panel.page.waitForTimeout(60);
  return panel.page.locator("donation-flow").screenshot({ animations: "disabled", caret: "hide" });
}

test("the fonts that the goldens are drawn with are installed", async () => {
  const panel = await it.open({ load: "visible", below: true });
  // A font that is not there has the width of the fallback, whatever that is.
  const missing = await panel.page.evaluate(() => {
    const context = document.createElement("canvas").getContext("2d");
    const width = (font, text) => {
      context.font = `40px ${font}`;
      return context.measureText(text).width;
    };
    const fonts = [["Noto Sans", "Donations received"], ["Noto Sans Arabic", "تبرعات وصلت"]];
    return fonts
      .filter(([name, text]) => ["monospace", "serif"].some((other) => width(`"${name}", ${other}`, text) !== width(`"${name}", cursive`, text)))
      .map(([name]) => name);
  });
  assert.deepEqual(missing, [], "Debian's package fonts-noto-core has them");
  await panel.close();
});

for (const lang of ["en", "ar"]) {
  for (const theme of ["light", "dark"]) {
    test(`relief: ${lang}, ${theme}`, async () => {
      const failures = [];
      const panel = await it.open({ lang, theme, width: 320, height, steady: true });
      await panel.settled();
      for (const width of [320, 640, 1000]) {
        await panel.resize(width, height);
        await assertGolden(`relief-${lang}-${theme}-${width}`, await screenshot(panel)).catch((error) => failures.push(error.message));
      }
      await panel.close();
      assert.deepEqual(failures, []);
    });
  }
}

for (const [lang, theme] of [["en", "light"], ["ar", "dark"]]) {
  test(`tangle: ${lang}, ${theme}`, async () => {
    const failures = [];
    const panel = await it.open({ campaign: "tangle", lang, theme, width: 320, height, steady: true });
    await panel.settled();
    for (const width of [320, 640]) {
      await panel.resize(width, height);
      await assertGolden(`tangle-${lang}-${theme}-${width}`, await screenshot(panel)).catch((error) => failures.push(error.message));
    }
    await panel.close();
    assert.deepEqual(failures, []);
  });
}

const STATES = {
  waiting: {
    load: "visible",
    // A screenshot scrolls to the panel, which would begin to load.
    init: () => (window.IntersectionObserver = class { observe() {} disconnect() {} }),
    until: (panel) => panel.reaches("waiting"),
  },
  asking: { load: "click", until: (panel) => panel.reaches("asking") },
  empty: { campaign: "empty", until: (panel) => panel.settled() },
  partial: {
    campaign: "medium",
    fault: "500@4x100000",
    clock: "running",
    until: (panel) => panel.settled({ wind: 2_000, patience: 60_000 }),
  },
  "refused-address": { address: "bitcoin:bc1qar0srrr7xfkvy5l643lydnw9re59gtzzwf5mdx", until: (panel) => panel.settled() },
  "bad-file": { bad: true, until: (panel) => panel.settled() },
  "no-file": { src: "/nowhere.json", until: (panel) => panel.settled() },
  "explorer-down": { fault: "500", clock: "running", until: (panel) => panel.settled({ wind: 2_000, patience: 60_000 }) },
  "no-wasm": { init: () => delete window.WebAssembly, until: (panel) => panel.reaches("message") },
};

for (const [name, { until, bad, ...options }] of Object.entries(STATES)) {
  test(`state: ${name}`, async () => {
    const failures = [];
    for (const [lang, theme] of [["en", "light"], ["ar", "dark"]]) {
      const campaign = bad ? { ...(await it.campaign("relief")), adresses: [], version: 2 } : options.campaign;
      const panel = await it.open({ ...options, campaign, lang, theme, width: 320, height, steady: true });
      await until(panel);
      await panel.page.evaluate(() => {
        // Which font is monospace, that of what is quoted, hangs on what is installed.
        const sheet = new CSSStyleSheet();
        sheet.replaceSync("code { font-family: inherit }");
        document.querySelector("donation-flow").shadowRoot.adoptedStyleSheets.push(sheet);
      });
      // What fails is told with its time and its URL: both are held still.
      await assertGolden(`state-${name}-${lang}-${theme}`, await screenshot(panel)).catch((error) => failures.push(error.message));
      await panel.close();
    }
    assert.deepEqual(failures, []);
  });
}

test("a label that moved by three pixels is seen, and the same panel twice is the same", async () => {
  const panel = await it.open({ width: 320, height, steady: true });
  await panel.settled();
  const kept = async () => PNG.sync.read(withPalette(PNG.sync.read(await screenshot(panel))));
  const before = await kept();
  const again = await kept();
  const { count: strays } = difference(before, again);
  assert.ok(strays <= TOLERANCE, `${strays} pixels differ though nothing moved`);
  const labels = await panel.page.evaluate(() => {
    const root = document.querySelector("donation-flow").shadowRoot;
    const all = [...root.querySelectorAll("[data-section=timeline] svg text, [data-section=flow] svg text")];
    return all.map((one, index) => ({ index, width: one.getBoundingClientRect().width })).filter(({ width }) => width > 0);
  });
  assert.ok(labels.length > 5, `${labels.length} labels`);
  const shortest = labels.toSorted((a, b) => a.width - b.width)[0].index;
  for (const moved of [shortest, labels[0].index]) {
    await panel.page.evaluate((moved) => {
      const root = document.querySelector("donation-flow").shadowRoot;
      const label = [...root.querySelectorAll("[data-section=timeline] svg text, [data-section=flow] svg text")][moved];
      label.setAttribute("transform", "translate(3 0)");
    }, moved);
    const after = await kept();
    const { count } = difference(before, after);
    assert.ok(count > TOLERANCE, `label ${moved}: ${count} pixels differ, ${TOLERANCE} may`);
    await panel.page.evaluate((moved) => {
      const root = document.querySelector("donation-flow").shadowRoot;
      [...root.querySelectorAll("[data-section=timeline] svg text, [data-section=flow] svg text")][moved].removeAttribute("transform");
    }, moved);
  }
  await panel.close();
});
