// The figures that the page shows of recorded answers are the ones that were worked out before. Those of the samples are in tests/engines.

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { RECORDED, recordedTest, suite, words } from "./harness.mjs";

const it = suite();

/** Rows of the details below the ladder, by the key of their word. */
const rows = async (lang = "en") => {
  const locale = await words(lang);
  const keys = {
    from_outside: "more.from-outside",
    spent: "more.spent",
    fees: "more.fees",
    balance: "more.balance",
    pending_in: "more.pending-in",
    pending_out: "more.pending-out",
    ambiguous: "more.ambiguous",
  };
  return Object.fromEntries(Object.entries(keys).map(([name, key]) => [name, locale[key]]));
};

async function choose(panel, index) {
  if (index > 0) await panel.click(`asset:${index}`);
  // A campaign of one asset has no tabs.
  await panel.until((action) => {
    const tabs = [...document.querySelector("donation-flow").shadowRoot.querySelectorAll('[data-section="net"] [role=tab]')];
    return !tabs.length || tabs.find(({ ariaSelected }) => ariaSelected === "true")?.dataset.action === action;
  }, `asset:${index}`);
}

recordedTest("recorded: 20 real addresses give the figures worked out before, to the unit", async () => {
  const expected = JSON.parse(await readFile(join(RECORDED, "trongrid/expected.json"), "utf8"));
  const panel = await it.open({ campaign: "recorded" });
  assert.equal(await panel.settled({ patience: 120_000 }), "report");
  const report = await panel.report();
  const index = report.assets.findIndex(({ asset }) => asset === expected.asset);
  await choose(panel, index);
  const shown = await panel.figures(await rows());
  for (const [name, amount] of Object.entries(expected.totals)) assert.equal(shown[name], amount, name);
  assert.equal(shown.sending_addresses, expected.sending_addresses);
  assert.equal(shown.donations, expected.donations);
  assert.equal(report.assets[index].contract, expected.contract);
  assert.deepEqual(
    Object.fromEntries(report.assets[index].per_address.map(({ address, received, spent }) => [address, { received, spent }])),
    expected.per_address,
  );

  const head = await panel.page.locator('donation-flow [data-section="head"]').innerText();
  assert.match(head, /Recorded transfers/);
  const locale = await words("en");
  assert.ok(head.includes(locale["notice.court-ordered"]), "the court's order is named before the figures");
  const order = panel.page.locator('donation-flow [data-section="head"] details.notes');
  await order.locator("summary").click();
  assert.equal(await order.locator('a[href="https://nbctf.mod.gov.il/"]').first().isVisible(), true);
  assert.doesNotMatch(await panel.html(), /(bitcoin|tron):[A-Za-z0-9]|donate now|QR/i);
  await panel.close();
});

recordedTest("recorded: the demo's page is titled and invites to no payment", async () => {
  const page = await it.browser.newPage();
  await page.goto(it.explorer);
  const entry = page.getByRole("listitem").filter({ has: page.getByRole("heading", { name: /recorded transfers/i }) });
  await entry.getByRole("link", { name: "English" }).click();
  await page.locator("donation-flow").first().waitFor({ state: "attached" });
  assert.match(await page.title(), /Recorded transfers/);
  const links = await page.locator("a").evaluateAll((all) => all.map((link) => link.href));
  assert.deepEqual(links.filter((href) => /^(bitcoin|tron|ethereum):/.test(href)), []);
  await page.close();
});
