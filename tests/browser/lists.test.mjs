// Lists of listed addresses: what is asked for, and when. Who is marked, and what is said where a list does not come, is in tests/engines.

import assert from "node:assert/strict";
import { test } from "node:test";
import { suite } from "./harness.mjs";

const it = suite();

/** The campaign with other lists. */
const listed = async (...lists) => ({ ...(await it.campaign("screened")), lists });

test("nobody is asked about an address: the list is one file, fetched after the first figure", async () => {
  const campaign = await it.campaign("screened");
  const panel = await it.open({ campaign, clock: "real" });
  await panel.settled();
  const asked = panel.asked().map(({ url }) => new URL(url));
  const explorer = new URL(it.explorer).host;
  assert.deepEqual([...new Set(asked.map(({ host }) => host))], [explorer]);
  assert.ok(!asked[0].pathname.startsWith("/lists/"), "an explorer is asked first");
  const part = panel.requests.findIndex(({ url }) => url.endsWith("/parts/lists.wasm"));
  const first = panel.requests.findIndex(({ url }) => new URL(url).pathname.startsWith("/api/"));
  assert.ok(part > first && first > 0, `${part} after ${first}`);
  await panel.close();

  // Beside what the same campaign asks without lists, the list alone.
  const without = await it.open({ campaign: "relief", clock: "real" });
  await without.settled();
  const plain = new Set(without.asked().map(({ url }) => url));
  assert.ok(plain.size > 5, `${plain.size} requests`);
  assert.deepEqual(asked.filter(({ href }) => !plain.has(href)).map(({ pathname, search }) => pathname + search), ["/lists/aleria.txt"]);
  assert.ok(!without.requests.some(({ url }) => url.endsWith("/parts/lists.wasm")), "who names no list loads no code for it");
  await without.close();
});

test("while a list is awaited the panel says so; stopped, it is a gap that going on closes", async () => {
  const panel = await it.open({ campaign: await listed(`${it.explorer}/fault/slow=20000x1/lists/aleria.txt`), clock: "real" });
  await panel.until(() => window.seen.events.some(({ name, detail }) => name === "progress" && detail.screening));
  await panel.until(() => document.querySelector("donation-flow").shadowRoot.querySelector(".status").textContent.includes("Reading lists"));
  await panel.click("stop");
  await panel.until(() => window.seen.events.some(({ name, detail }) => name === "report" && detail.gaps.some(({ kind }) => kind === "stopped")));
  const stopped = (await panel.events("report")).at(-1).detail;
  assert.deepEqual(stopped.lists.map(({ state }) => state), ["reading"]);
  assert.ok(stopped.gaps.some(({ kind, detail }) => kind === "stopped" && detail.endsWith("/lists/aleria.txt")), JSON.stringify(stopped.gaps));
  await panel.click("resume");
  await panel.until(() => window.seen.events.at(-1)?.name === "report" && window.seen.events.at(-1).detail.listings.length === 5);
  await panel.close();
});

