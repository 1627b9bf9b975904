// Of the code comes only what a campaign needs, and when it is needed. What a campaign on seven chains shows, and what it needs, is in tests/engines.

import assert from "node:assert/strict";
import { test } from "node:test";
import { suite } from "./harness.mjs";

const it = suite();

/** The parts of the wasm that a page fetched, by name. */
const parts = (panel) => {
  const names = panel.requests.map(({ url }) => /\/parts\/(\w+)\.wasm$/.exec(url)?.[1]);
  return names.filter(Boolean).sort();
};

test("a campaign on Bitcoin alone fetches no adapter but its own", async () => {
  const panel = await it.open({ campaign: "medium" });
  assert.equal(await panel.settled(), "report");
  assert.deepEqual(parts(panel), ["rest"]);
  await panel.close();
});

for (const name of ["solana", "chains"]) {
  test(`${name}: by https, where hosts have their spacing, a panel asks, and its figures are the command's`, async () => {
    const campaign = await it.campaign(name);
    const { report } = await it.snapshot(campaign);
    const panel = await it.open({ campaign, steady: true, clock: "running", load: "click" });
    await panel.reaches("asking");
    await panel.click("load");
    assert.equal(await panel.settled({ wind: 2_000 }), "report");
    const totals = ({ assets }) => assets.map(({ totals }) => totals);
    assert.deepEqual(totals(await panel.report()), totals(report));
    assert.deepEqual(panel.errors, []);
    await panel.close();
  });
}

test("a Blockbook behind a publisher's proxy is asked, by an adapter that comes for it, where a chain has no other explorer", async () => {
  const campaign = await it.campaign("blockbook");
  const { report } = await it.snapshot(campaign);
  // As the proxy's, the answers have a CORS header; the sample's own have none.
  const panel = await it.open({ campaign, steady: true, load: "click" });
  await panel.reaches("asking");
  assert.match(await panel.text(), /explorer\.example will see your IP address/);
  await panel.click("load");
  assert.equal(await panel.settled(), "report");
  assert.deepEqual((await panel.report()).assets.map(({ totals }) => totals), report.assets.map(({ totals }) => totals));
  assert.deepEqual(parts(panel), ["blockbook", "blockcypher", "rest"]);
  await panel.close();
});

test("where a chain has another explorer, a Blockbook is neither named nor asked, and its adapter does not come", async () => {
  const relief = await it.campaign("relief");
  const book = { chain: "bitcoin-regtest", api: "blockbook", url: "https://book.example" };
  const panel = await it.open({ campaign: { ...relief, explorers: [book, ...relief.explorers] }, load: "click" });
  await panel.reaches("asking");
  assert.doesNotMatch(await panel.text(), /book\.example/);
  await panel.click("load");
  assert.equal(await panel.settled(), "report");
  assert.deepEqual(panel.asked().filter(({ url }) => url.includes("book.example")), []);
  assert.ok(!parts(panel).includes("blockbook"));
  await panel.close();
});
