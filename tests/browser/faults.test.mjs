// An explorer that never answers: the panel ends in words, never blank, and never with a 0 that nobody counted. The other faults,
// which need no clock that is wound on, are in tests/engines.

import assert from "node:assert/strict";
import { test } from "node:test";
import { suite } from "./harness.mjs";

const it = suite();

test("an answer that never comes ends at the time limit", async () => {
  const panel = await it.open({ fault: "slow=600000", clock: "running" });
  await panel.until(() => window.seen.events.some(({ name }) => name === "load"));
  const end = await panel.settled({ wind: 5_000, hasty: true });
  assert.ok((await panel.text()).trim().length > 20);
  if (end === "report") {
    assert.ok((await panel.report()).gaps.length > 0);
    const numbers = await panel.page.locator("donation-flow .net :is(.figure, .ladder .value, .stats dd)").allInnerTexts();
    for (const number of numbers) assert.doesNotMatch(number, /[0-9٠-٩]/, `an unknown figure is shown as ${number}`);
  } else {
    assert.equal(await panel.page.locator("donation-flow [data-action=retry]").isVisible(), true, "a way to try again");
    assert.equal(await panel.page.locator("donation-flow .figure").count(), 0);
  }
  await panel.close();
});

test("that no explorer answers is told to the page once, and once more after the reader tried again", async () => {
  const campaign = await it.campaign("screened");
  campaign.explorers = campaign.explorers.map((explorer) => ({ ...explorer, url: "http://127.0.0.1:9" }));
  const panel = await it.open({ campaign, clock: "running" });
  assert.equal(await panel.settled({ wind: 5_000, hasty: true }), "message");
  const told = async () => (await panel.events("error")).map(({ detail }) => detail.code);
  await panel.until(() => window.seen.events.findLast(({ name }) => name === "progress").detail.done, null, { wind: 5_000 });
  await panel.page.clock.runFor(5_000);
  assert.deepEqual(await told(), ["unreachable"]);
  await panel.page.locator("donation-flow [data-action=retry]").click();
  await panel.until((events) => window.seen.events.filter(({ name }) => name === "error").length === events, 2, { wind: 5_000 });
  await panel.page.clock.runFor(5_000);
  assert.deepEqual(await told(), ["unreachable", "unreachable"]);
  await panel.close();
});
