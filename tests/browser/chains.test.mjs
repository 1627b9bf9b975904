// One campaign on seven chains: one panel, one total, and of the code only what such a campaign needs.

import assert from "node:assert/strict";
import { writeFile } from "node:fs/promises";
import { test } from "node:test";
import { suite } from "./harness.mjs";

const it = suite();

/** Heights of the net section in www/skeleton.css, by the page's width. */
const HEIGHTS = { 320: 672, 640: 532, 1000: 568 };

/** The parts of the wasm that a page fetched, by name. */
const parts = (panel) => {
  const names = panel.requests.map(({ url }) => /\/parts\/(\w+)\.wasm$/.exec(url)?.[1]);
  return names.filter(Boolean).sort();
};

/** The text of an element of the net section, without marks of direction. */
const said = (panel, selector) =>
  panel.page.evaluate((selector) => {
    const found = document.querySelector("donation-flow").shadowRoot.querySelector(`[data-section="net"] ${selector}`);
    return found?.textContent.replace(/[\u200e\u200f\u2066-\u2069]/g, "");
  }, selector);

test("seven chains in one panel: the page's report is the command's, with a tab for each asset and one total", async () => {
  const campaign = await it.campaign("chains");
  const { code, report } = await it.snapshot(campaign);
  assert.equal(code, 0);
  assert.equal(new Set(report.assets.map(({ chain }) => chain)).size, 7);
  const panel = await it.open({ campaign: "chains" });
  assert.equal(await panel.settled(), "report");
  const told = await panel.report();
  // A panel names them in the order of their first answers, a file in the campaign's.
  const plain = (report) => ({ ...report, as_of: "", sources: report.sources.toSorted((a, b) => (a.chain < b.chain ? -1 : 1)) });
  assert.deepEqual(plain(told), plain(report));

  const boxes = await panel.page.locator("donation-flow .df").count();
  const charts = await panel.page.locator('donation-flow [data-section="timeline"], donation-flow [data-section="flow"]').count();
  assert.deepEqual([boxes, charts], [1, 2], "one panel, one timeline, one flow");
  const tabs = await panel.page.locator("donation-flow [role=tab] b").allTextContents();
  assert.equal(report.all.asset, "USD");
  assert.deepEqual(tabs, ["USD", ...report.assets.map(({ asset }) => asset)], "all as one, then each");

  const { net_then, unpriced } = report.priced_total;
  const exactly = `$${(Number(net_then) / 100).toLocaleString("en", { minimumFractionDigits: 2 })}`;
  assert.match(await said(panel, ".figure"), /^\$245/);
  assert.ok((await said(panel, ".prices ul")).includes(exactly), exactly);
  assert.deepEqual(unpriced.map(({ asset }) => asset), ["PYUSD"]);
  assert.match(await said(panel, ".prices strong"), /^Without a price: PYUSD\.$/);

  const asked = panel.asked().map(({ url }) => url);
  for (const { chain, url } of campaign.explorers) {
    assert.ok(asked.some((request) => request.startsWith(`${url}`)), `${chain}: ${url} was asked`);
  }
  assert.deepEqual(parts(panel), ["blockcypher", "evm", "rest", "solana", "tron"]);
  assert.deepEqual(panel.errors, []);
  await panel.close();
});

test("a campaign on Bitcoin alone fetches no adapter but its own", async () => {
  const panel = await it.open({ campaign: "medium" });
  assert.equal(await panel.settled(), "report");
  assert.deepEqual(parts(panel), ["rest"]);
  await panel.close();
});

for (const lang of ["en", "ar"]) {
  test(`every tab can be read and chosen, and none makes its section grow: ${lang}`, async () => {
    const panel = await it.open({ campaign: "chains", lang, width: 320 });
    await panel.settled();
    for (const [width, height] of Object.entries(HEIGHTS)) {
      await panel.resize(Number(width));
      const measured = await panel.page.evaluate(() => {
        const net = document.querySelector("donation-flow").shadowRoot.querySelector('[data-section="net"]');
        const bottoms = [...net.children].map((child) => child.getBoundingClientRect().bottom);
        const room = net.getBoundingClientRect();
        const tabs = [...net.querySelectorAll("[role=tab]")];
        const cut = tabs.filter((tab) => tab.scrollWidth > tab.clientWidth).map((tab) => tab.textContent);
        return { height: room.height, content: Math.max(...bottoms) - room.top, cut, page: document.documentElement.scrollWidth };
      });
      assert.equal(measured.height, height, `${width} px: the section is as high as skeleton.css says`);
      assert.ok(measured.content <= height, `${width} px: ${measured.content} of ${height}`);
      assert.ok(measured.page <= Number(width), `${width} px: the page is ${measured.page} wide`);
      assert.deepEqual(measured.cut, [], `${width} px`);
      if (process.env.SCREENS) await writeFile(`${process.env.SCREENS}/chains-${lang}-${width}.png`, await panel.page.screenshot());
    }
    // By the keyboard to the last one: it comes into view.
    await panel.page.locator("donation-flow [role=tab]").first().focus();
    await panel.page.keyboard.press("End");
    await panel.until(() => {
      const tab = document.querySelector("donation-flow").shadowRoot.querySelector("[role=tab]:last-child");
      const [inner, outer] = [tab.getBoundingClientRect(), tab.parentElement.getBoundingClientRect()];
      return tab.getAttribute("aria-selected") === "true" && inner.left >= outer.left - 1 && inner.right <= outer.right + 1;
    });
    assert.ok((await said(panel, ".asset-net")).includes("tDOGE"));
    await panel.close();
  });
}
