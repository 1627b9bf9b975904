// Every language is built, and what tests/engines asks of each, whether a text has its room, is answered no where it has not.

import assert from "node:assert/strict";
import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import { DIST, LANGUAGES, article, element, suite } from "./harness.mjs";
import { misfits } from "./misfits.mjs";

const it = suite();

test("the panel has every language that there is a file of", async () => {
  const built = (await readdir(join(DIST, "locale"))).filter((name) => /^\w+\.json$/.test(name)).map((name) => name.replace(".json", ""));
  assert.deepEqual(built.sort(), LANGUAGES);
});

test("the check sees a word that is too long, in a panel that is not the first", async () => {
  const both = ["en", "de"].map((lang) => element({ id: lang, lang, src: "/campaigns/relief.json", load: "eager" })).join("");
  const panel = await it.open({ html: article(both), width: 320, height: 8_000 });
  await panel.until(() =>
    ["en", "de"].every((id) => {
      const own = window.seen.events.filter((event) => event.id === id);
      const done = own.findLastIndex(({ name, detail }) => name === "progress" && detail.done);
      return done >= 0 && own.findLastIndex(({ name }) => name === "report") > done && document.getElementById(id).shadowRoot.querySelector(".flow svg");
    }),
  );
  await panel.page.evaluate(() => {
    document.querySelector("#de").shadowRoot.querySelector(".step .label").textContent = "Spendenkampagnenadressenbruttoeingang";
  });
  assert.deepEqual(await panel.page.evaluate(misfits, 0), []);
  assert.notDeepEqual(await panel.page.evaluate(misfits, 1), []);
  await panel.close();
});
