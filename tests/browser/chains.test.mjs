// Of the code comes only what a campaign needs. What a campaign on seven chains shows, and what it needs, is in tests/engines.

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

