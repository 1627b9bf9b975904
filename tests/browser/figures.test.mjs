// The figures that the page shows are the ones that the command writes, and the ones that were worked out before.

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
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

/** The figures of a report's asset, as `Panel.figures` reads them. */
const figuresOf = ({ chain, totals, donations, sending_addresses }) => ({
  ...Object.fromEntries(Object.entries(totals).map(([name, amount]) => [name, String(amount)])),
  // Where no transaction has several who pay, the line stands only for what was wrapped.
  ...(!chain.startsWith("bitcoin") && totals.ambiguous === "0" && { ambiguous: null }),
  donations,
  sending_addresses,
});

async function choose(panel, index) {
  if (index > 0) await panel.click(`asset:${index}`);
  // A campaign of one asset has no tabs.
  await panel.until((action) => {
    const tabs = [...document.querySelector("donation-flow").shadowRoot.querySelectorAll('[data-section="net"] [role=tab]')];
    return !tabs.length || tabs.find(({ ariaSelected }) => ariaSelected === "true")?.dataset.action === action;
  }, `asset:${index}`);
}

for (const campaign of ["relief", "tangle"]) {
  test(`${campaign}: the page shows what the command writes, for every asset`, async () => {
    const { code, report } = await it.snapshot(await it.campaign(campaign));
    assert.equal(code, 0);
    assert.ok(report.assets.length > 1 && report.assets.some(({ asset }) => asset === "USDT"));
    assert.equal(report.assets[0].asset, "tBTC", "a test network's money is called so");
    const panel = await it.open({ campaign });
    assert.equal(await panel.settled(), "report");
    for (const [index, asset] of report.assets.entries()) {
      await choose(panel, index);
      const shown = await panel.figures(await rows());
      assert.deepEqual(shown, figuresOf(asset), `${campaign} ${asset.asset}`);
    }
    assert.ok(report.assets.some(({ totals }) => BigInt(totals.net) > 0n));
    const told = await panel.report();
    assert.deepEqual({ ...told, as_of: "" }, { ...report, as_of: "" }, "the event's report is the command's");
    assert.deepEqual(panel.errors, []);
    await panel.close();
  });
}

test("in Arabic the exact figures are the same", async () => {
  const { report } = await it.snapshot(await it.campaign("relief"));
  const panel = await it.open({ campaign: "relief", lang: "ar" });
  await panel.settled();
  assert.deepEqual(await panel.figures(await rows("ar")), figuresOf(report.assets[0]));
  await panel.close();
});

test("a period's figures are the ones of its days", async () => {
  const whole = await it.open({ campaign: "relief" });
  await whole.settled();
  const all = await whole.report();
  await whole.close();
  const [from, to] = ["2025-12-01", "2025-12-31"];
  const panel = await it.open({ campaign: "relief", attributes: { from, to } });
  await panel.settled();
  const report = await panel.report();
  assert.deepEqual(report.period, { from, to });
  for (const [index, asset] of report.assets.entries()) {
    const days = all.assets[index].timeline.filter(({ day }) => day >= from && day <= to);
    assert.deepEqual(asset.timeline, days, `the days of ${asset.asset}`);
    assert.equal(asset.totals.balance, all.assets[index].totals.balance, "a balance is as of now");
  }
  assert.ok(BigInt(report.assets[0].totals.net) < BigInt(all.assets[0].totals.net));
  assert.equal((await panel.figures({})).net, report.assets[0].totals.net);
  await panel.close();
});

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
