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
