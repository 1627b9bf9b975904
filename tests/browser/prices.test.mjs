// When prices are asked for, and of whom. What they come to is in tests/engines.

import assert from "node:assert/strict";
import { test } from "node:test";
import { suite } from "./harness.mjs";

const it = suite();

test("prices come after the figures, and only whom the campaign names is asked", async () => {
  const panel = await it.open({ campaign: "priced", clock: "real" });
  await panel.settled();
  const asked = panel.requests.map(({ url }) => new URL(url).pathname).filter((path) => /^\/(api|v1|prices)\//.test(path));
  const first = asked.findIndex((path) => path.startsWith("/prices/"));
  assert.ok(first > 0 && asked.slice(first).every((path) => path.startsWith("/prices/")), asked.join("\n"));
  const reports = await panel.events("report");
  assert.equal(reports.at(-1).detail.priced_total.assets, 2);
  await panel.close();
});

