// Whatever an explorer does, the panel ends in figures with a note of what is missing, or in a clear message:
// never blank, and never a 0 that nobody counted.

import assert from "node:assert/strict";
import { createServer } from "node:net";
import { describe, test } from "node:test";
import { suite, words } from "./harness.mjs";

const it = suite();

/** Faults that pass: the figures come whole in the end, or the panel says what is missing. */
const PASSING = [
  "429@2",
  "429-retry-after@2",
  "500@2x2",
  "503@1",
  "truncated@2",
  "wrong-type@2",
  "html@1",
  "slow=250",
  "drop@2x2",
  "no-cors@3",
  "reorg@2",
];

describe("faults that pass", { concurrency: 4 }, () => {
  for (const spec of PASSING) {
    test(`${spec}: figures, whole or with a note`, async () => {
      const branch = spec.startsWith("reorg") ? "reorg@1" : undefined;
      const { report: expected } = await it.snapshot(await it.campaign("relief", branch));
      const panel = await it.open({ fault: spec });
      assert.equal(await panel.settled({ patience: 60_000 }), "report");
      const report = await panel.report();
      const sums = (report) => report.assets.map(({ asset, totals, donations }) => ({ asset, totals, donations }));
      if (report.gaps.length === 0) {
        assert.deepEqual(sums(report), sums(expected), "with no gap the figures are whole");
      } else {
        await assertGapShown(panel, report);
        assert.ok(BigInt(report.assets[0].totals.gross_received) > 0n);
      }
      assert.equal((await panel.figures({})).net, report.assets[0].totals.net);
      // A single fault is tried again; only a row that cannot be read, or a page of the wrong type, may stay out.
      if (!spec.startsWith("wrong-type")) assert.deepEqual(report.gaps, [], "a retry closes the gap");
      await panel.close();
    });
  }
});

/** Faults that stay. */
const LASTING = ["429", "429-retry-after", "500", "404", "truncated", "drop", "no-cors", "html"];

describe("faults that stay", { concurrency: 4 }, () => {
  for (const spec of LASTING) {
    test(`${spec} for ever: a clear message or a note, and no 0`, async () => {
      const panel = await it.open({ fault: spec, clock: "running" });
      const end = await panel.settled({ wind: 2_000, patience: 60_000 });
      await assertNothingInvented(panel, end);
      await panel.close();
    });
  }

  test("an answer that never comes ends at the time limit", async () => {
    const panel = await it.open({ fault: "slow=600000", clock: "running" });
    await panel.until(() => window.seen.events.some(({ name }) => name === "load"));
    const end = await panel.settled({ wind: 5_000, hasty: true, patience: 60_000 });
    await assertNothingInvented(panel, end);
    await panel.close();
  });

  test("wrong-type for ever: each row that cannot be read is a gap, the others count", async () => {
    const panel = await it.open({ campaign: "tangle", fault: "wrong-type", clock: "running" });
    const end = await panel.settled({ wind: 2_000, patience: 60_000 });
    const report = await panel.report();
    if (end === "report" && report.assets.some(({ transactions }) => transactions > 0)) await assertGapShown(panel, report);
    else await assertNothingInvented(panel, end);
    await panel.close();
  });

  for (const spec of ["500@4x100000", "429@4x100000", "drop@4x100000", "truncated@4x100000"]) {
    test(`${spec}: what came stays, as received so far, with a note and a way to go on`, async () => {
      const panel = await it.open({ campaign: "medium", fault: spec, clock: "running" });
      assert.equal(await panel.settled({ wind: 2_000, patience: 60_000 }), "report");
      const report = await panel.report();
      assert.equal(report.complete, false);
      await assertGapShown(panel, report);
      const locale = await words("en");
      const net = await panel.page.locator('donation-flow [data-section="net"]').innerText();
      assert.ok(net.includes(locale["net.so-far"]), `"${locale["net.so-far"]}" in: ${net}`);
      assert.ok(net.includes(locale["net.returns-incomplete"]));
      assert.ok(BigInt(report.assets[0].totals.from_outside) > 0n);
      assert.equal(await panel.page.locator('donation-flow [data-action="resume"]').count(), 1);
      await panel.close();
    });
  }
});

test("one chain's explorer is down: the other chain's figures stand, and the note names the one", async () => {
  const campaign = await it.campaign("relief");
  for (const explorer of campaign.explorers) if (explorer.api === "esplora") explorer.url = await nobody();
  const panel = await it.open({ campaign, clock: "running" });
  assert.equal(await panel.settled({ wind: 2_000, patience: 60_000 }), "report");
  const report = await panel.report();
  const [bitcoin, tron] = ["bitcoin-regtest", "tron-nile"].map((chain) => report.assets.find((asset) => asset.chain === chain));
  assert.ok(BigInt(tron.totals.net) > 0n);
  await assertGapShown(panel, report);
  assert.ok(report.gaps.every(({ chain }) => chain === "bitcoin-regtest"));
  if (bitcoin) {
    const index = report.assets.indexOf(bitcoin);
    if (report.assets.length > 1 && index > 0) await panel.click(`asset:${index}`);
    await assertNoInventedFigure(panel);
  }
  await panel.close();
});

test("an explorer in reserve takes over", async () => {
  const campaign = await it.campaign("relief");
  const { report: expected } = await it.snapshot(campaign);
  campaign.explorers.unshift({ chain: "bitcoin-regtest", api: "esplora", url: await nobody() });
  const panel = await it.open({ campaign, clock: "running" });
  await panel.settled({ wind: 2_000, patience: 60_000 });
  const report = await panel.report();
  assert.deepEqual(report.gaps, []);
  assert.deepEqual(report.assets.map(({ totals }) => totals), expected.assets.map(({ totals }) => totals));
  await panel.close();
});

/** An explorer's URL at which nobody listens. */
async function nobody() {
  const server = createServer();
  await new Promise((ready) => server.listen(0, "127.0.0.1", ready));
  const { port } = server.address();
  await new Promise((closed) => server.close(closed));
  return `http://127.0.0.1:${port}/api`;
}

/** The head says that something is missing, and opens to say what. */
async function assertGapShown(panel, report) {
  assert.ok(report.gaps.length > 0);
  const notes = panel.page.locator('donation-flow [data-section="head"] details.notes');
  assert.equal(await notes.count(), 1, "the head has a note");
  assert.notEqual((await notes.locator("summary").innerText()).trim(), "");
  await notes.locator("summary").click();
  assert.ok((await notes.locator(".gaps li").count()) > 0);
  assert.notEqual((await notes.locator(".gaps li").first().innerText()).trim(), "");
  await notes.locator("summary").click();
}

async function assertNothingInvented(panel, end) {
  const text = await panel.text();
  assert.ok(text.trim().length > 20, `a panel that says something: ${text}`);
  if (end === "report") {
    await assertGapShown(panel, await panel.report());
    await assertNoInventedFigure(panel);
  } else {
    assert.equal(await panel.page.locator("donation-flow [data-action=retry]").isVisible(), true, "a way to try again");
    assert.equal(await panel.page.locator("donation-flow .figure").count(), 0);
  }
}

/** Where nothing was read there is no number: neither large nor in the figures beside it. */
async function assertNoInventedFigure(panel) {
  const net = panel.page.locator('donation-flow [data-section="net"]');
  const numbers = await net.locator(".figure, .ladder .value, .stats dd").allInnerTexts();
  for (const number of numbers) assert.doesNotMatch(number, /[0-9٠-٩]/, `an unknown figure is shown as ${number}`);
}
