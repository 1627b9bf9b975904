// "Ask a second explorer": nobody but the first is asked before the reader presses, and what came of it is said, agreed or not.

import assert from "node:assert/strict";
import { test } from "node:test";
import { suite } from "./harness.mjs";

const it = suite();

/** The sample under another name: two operators, as far as a panel can tell. */
const second = (fault) => `${it.explorer.replace("127.0.0.1", "localhost")}${fault ? `/fault/${fault}` : ""}/api`;

const campaign = async (fault) => {
  const file = await it.campaign("relief");
  const bitcoin = file.explorers.findIndex(({ chain }) => chain === "bitcoin-regtest");
  file.explorers.splice(bitcoin + 1, 0, { chain: "bitcoin-regtest", api: "esplora", url: second(fault) });
  return file;
};

const asksSecond = (panel) => panel.requests.filter(({ url }) => url.startsWith("http://localhost"));
const parts = (panel) => panel.requests.filter(({ url }) => url.includes("/parts/second.wasm"));

/** Opens the block, presses the button, and waits for what came of it. */
async function ask(panel) {
  await panel.page.evaluate(() => (document.querySelector("donation-flow").shadowRoot.querySelector("details.proof").open = true));
  const block = panel.page.locator("donation-flow details.proof");
  assert.match(await block.innerText(), /localhost:\d+ will see your IP address\./);
  assert.deepEqual([asksSecond(panel).length, parts(panel).length], [0, 0], "nobody is asked unasked, and no code comes for it");
  await panel.click("second");
  await panel.until(() => window.seen.events.some(({ name, detail }) => name === "report" && detail.agreements.length));
  await panel.until(() => document.querySelector("donation-flow").shadowRoot.querySelector("details.proof").innerText.includes("Ask again"));
  assert.equal(parts(panel).length, 1);
  return block.innerText();
}

for (const [what, open] of [
  ["live", async () => it.open({ campaign: await campaign() })],
  ["of a snapshot", async () => it.open({ snapshot: (await it.publish(await campaign(), { args: ["--no-second", "--as-of", "2026-03-15T12:00:00Z"] })).folder })],
]) {
  test(`a panel ${what}: two that have the same agree at the height of both`, async () => {
    const panel = await open();
    await panel.reaches("ready");
    await panel.until(() => document.querySelector("donation-flow").shadowRoot.querySelector("details.proof"));
    const snapshot = what !== "live";
    // A snapshot's panel is opened by what the reader presses first.
    if (snapshot) {
      await panel.click("order:largest");
      await panel.until(() => window.seen.events.some(({ name }) => name === "report"));
    } else {
      await panel.settled();
    }
    const text = await ask(panel);
    assert.match(text, /127\.0\.0\.1:\d+ and localhost:\d+ agree at block [\d,]+: \d+ transactions/);
    assert.match(text, /Tron[^\n]*: no second explorer by others is known here\./);
    const { agreements, assets } = await panel.report();
    assert.deepEqual(agreements.map(({ finding }) => finding), ["agrees", "no-second"]);
    const [bitcoin] = assets;
    assert.equal(bitcoin.verification.agreed.length, 1);
    assert.equal(bitcoin.verification.agreed[0].height, agreements[0].height);
    assert.match(await panel.text(), /agree at block/);
    assert.deepEqual(panel.errors, []);
    await panel.close();
  });
}

test("one that is silent agrees with nothing, and can be asked again", async () => {
  const panel = await it.open({ campaign: await campaign() });
  await panel.settled();
  await panel.page.route("http://localhost:*/**", (route) => route.abort());
  assert.match(await ask(panel), /were asked, and not both answered\. Nothing is agreed\./);
  await panel.page.unroute("http://localhost:*/**");
  await panel.click("second");
  await panel.until(() => window.seen.events.at(-1)?.detail.agreements?.[0].finding === "agrees");
  await panel.close();
});

test("in Arabic, and nothing on the page moves while it is asked", async () => {
  const panel = await it.open({ campaign: await campaign(), lang: "ar", width: 320 });
  await panel.settled();
  const height = () => panel.page.evaluate(() => document.querySelector("donation-flow").getBoundingClientRect().height);
  const before = await height();
  await panel.page.evaluate(() => document.querySelector("donation-flow").shadowRoot.querySelector("[data-action=second]").click());
  await panel.until(() => window.seen.events.some(({ name, detail }) => name === "report" && detail.agreements.length));
  await panel.until(() => document.querySelector("donation-flow").shadowRoot.querySelector(".level").innerText.includes("يتفق"));
  assert.equal(await height(), before);
  await panel.close();
});
