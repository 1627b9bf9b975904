// Where there is little room, what is cut is what a reader misses least: of a name its end, and no word beside it.

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import { LANGUAGES, ROOT, suite } from "./harness.mjs";

const it = suite();

/** In the page: of a text, how wide it is and how much of that is seen. */
function room() {
  window.room = (one) => {
    const range = document.createRange();
    range.selectNodeContents(one);
    let [left, right] = [-Infinity, Infinity];
    const within = one.nodeType === Node.TEXT_NODE ? one.parentElement : one;
    for (let box = within; box && box.localName !== "section"; box = box.parentElement) {
      if (getComputedStyle(box).overflowX !== "hidden") continue;
      const { left: from, right: to } = box.getBoundingClientRect();
      [left, right] = [Math.max(left, from), Math.min(right, to)];
    }
    const { left: from, right: to, width } = range.getBoundingClientRect();
    return { text: one.textContent, width, seen: Math.min(to, right) - Math.max(from, left), starts: getComputedStyle(within).direction === "ltr" ? from >= left - 1 : to <= right + 1 };
  };
}

const open = async (campaign, lang, width) => {
  const panel = await it.open({ campaign, lang, width, height: 4_000 });
  await panel.settled();
  await panel.page.evaluate(room);
  return panel;
};

test("at 320 px who is listed is named in the list of transactions, and that a list names them is said in full", async () => {
  for (const lang of LANGUAGES) {
    for (const width of [320, 390]) {
      const panel = await open("screened", lang, width);
      const rows = await panel.page.evaluate(() =>
        [...document.querySelector("donation-flow").shadowRoot.querySelectorAll(".list tr:has(.label)")].map((row) => {
          const link = row.querySelector(".label a");
          const box = link.getBoundingClientRect();
          const cell = row.querySelector(".what").getBoundingClientRect();
          const x = (Math.max(box.left, cell.left) + Math.min(box.right, cell.right)) / 2;
          const hit = row.getRootNode().elementFromPoint(x, (box.top + box.bottom) / 2);
          return { name: window.room(row.querySelector(".label bdi")), flag: window.room(row.querySelector(".flag")), amount: window.room(row.querySelector(".amount")), hit: link.contains(hit), high: row.offsetHeight };
        }),
      );
      assert.ok(rows.length >= 3, `${lang}: ${rows.length} rows`);
      for (const { name, flag, amount, hit, high } of rows) {
        assert.ok(name.seen > 35 && name.starts, `${lang} ${width}: of “${name.text}” ${name.seen} px are seen`);
        assert.ok(hit, `${lang} ${width}: “${name.text}” is not where it is tapped`);
        for (const { text, width: whole, seen } of [flag, amount]) assert.ok(seen > whole - 1, `${lang} ${width}: of “${text}” ${seen} of ${whole} px are seen`);
        assert.ok(high <= 51, `${lang} ${width}: a row is ${high} px high`);
      }
      await panel.close();
    }
  }
});

test("an amount of 18 places takes no room from the line below it", async () => {
  for (const lang of LANGUAGES) {
    const panel = await open("evm", lang, 320);
    const words = await panel.page.evaluate(() =>
      [...document.querySelector("donation-flow").shadowRoot.querySelectorAll(".list .proven > [title]")].map((word) => window.room(word)),
    );
    assert.ok(words.length > 5, lang);
    for (const { text, width, seen } of words) assert.ok(seen > width - 1, `${lang}: of “${text}” ${seen} of ${width} px are seen`);
    const wrapped = await panel.page.evaluate(
      (word) => [...document.querySelector("donation-flow").shadowRoot.querySelectorAll(".list .kind")].filter((kind) => kind.textContent === word).map((kind) => window.room(kind)),
      JSON.parse(await readFile(join(ROOT, "www/locale", `${lang}.json`), "utf8")).words["kind.wrapped"],
    );
    assert.ok(wrapped.length > 0, `${lang}: nothing was wrapped`);
    for (const { text, width, seen } of wrapped) assert.ok(seen > width - 2, `${lang}: of “${text}” ${seen} of ${width} px are seen`);
    await panel.close();
  }
});

test("of who is behind a notice the beginning is seen, and how many notices there are", async () => {
  for (const lang of LANGUAGES) {
    const panel = await open("listed", lang, 320);
    const { name, others } = await panel.page.evaluate(() => {
      const summary = document.querySelector("donation-flow").shadowRoot.querySelector(".notes summary");
      return { name: window.room(summary.querySelector("bdi") ?? summary.querySelector("strong")), others: window.room(summary.querySelector("span").lastChild) };
    });
    assert.ok(name.seen > 30 && name.starts, `${lang}: ${JSON.stringify(name)}`);
    assert.ok(others.seen > others.width - 1, `${lang}: ${JSON.stringify(others)}`);
    await panel.close();
  }
});
