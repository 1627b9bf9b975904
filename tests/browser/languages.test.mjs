// The panel in each of its languages: no word is too long for its room, nothing moves, the direction is right.

import assert from "node:assert/strict";
import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import { DIST, ROOT, suite, words } from "./harness.mjs";
import { misfits } from "./misfits.mjs";

const it = suite();
const LANGUAGES = (await readdir(join(ROOT, "www/locale"))).map((name) => name.replace(".json", "")).sort();
const RTL = ["ar", "fa", "he"];
const WIDTHS = [320, 640, 1000];
/** A small one, one in money, and one with every kind of step. */
const CAMPAIGNS = ["relief", "priced", "tangle", "frozen", "pledge"];
const RESERVE = '<link rel="stylesheet" href="/donation-flow/reserve.css">';

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
