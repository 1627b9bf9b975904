// Every state that a reader can meet, and what is asked of whom before the reader wants it.

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import { brotliCompressSync } from "node:zlib";
import { DIST, article, element, suite, words } from "./harness.mjs";

const it = suite();

test("load=visible: one request of at most 3 KB before the panel is near, then all of it", async () => {
  const panel = await it.open({ load: "visible", below: true });
  await panel.page.waitForTimeout(500);
  const own = panel.requests.filter(({ url }) => url.includes("/donation-flow/"));
  assert.deepEqual(own.map(({ url }) => url.split("/").at(-1)), ["donation-flow.js"]);
  const script = brotliCompressSync(await readFile(join(DIST, "donation-flow.js")));
  assert.ok(script.length <= 3 * 1024, `the script has ${script.length} bytes, compressed`);
  assert.deepEqual(panel.asked(), []);
  assert.ok(!panel.requests.some(({ url }) => url.includes("campaign.json")), "the campaign file waits too");
  assert.equal(await panel.state(), "waiting");
  await panel.page.locator("donation-flow").scrollIntoViewIfNeeded();
  assert.equal(await panel.settled(), "report");
  await panel.close();
});

test("load=eager: all that the first figure takes is asked for before the first of them is there", async () => {
  it.site.slow(400);
  const panel = await it.open({ load: "eager", below: true, clock: "real" });
  await panel.settled();
  it.site.slow(0);
  const timing = await panel.page.evaluate(() =>
    performance.getEntriesByType("resource").map(({ name, startTime, responseEnd }) => ({ name, startTime, responseEnd })),
  );
  const parts = ["donation-flow.wasm", "first.js", "locale/en.first.json", "campaign.json"].map((part) =>
    timing.find(({ name }) => name.endsWith(part)),
  );
  assert.ok(parts.every(Boolean), JSON.stringify(timing.map(({ name }) => name)));
  const lastAsked = Math.max(...parts.map(({ startTime }) => startTime));
  const firstThere = Math.min(...parts.map(({ responseEnd }) => responseEnd));
  assert.ok(lastAsked < firstThere, `the last was asked for at ${lastAsked} ms, the first was there at ${firstThere} ms`);
  await panel.close();
});

test("progress is told, stops where the reader says, and goes on from there", async () => {
  const panel = await it.open({ campaign: "medium", fault: "slow=60" });
  await panel.until(() => window.seen.events.filter(({ name }) => name === "progress").length >= 4);
  const status = panel.page.locator("donation-flow [data-said]");
  const spoken = panel.page.locator("donation-flow [role=status]");
  await spoken.evaluate((one) => (one.id = "lasting"));
  await panel.page.locator('donation-flow [data-action="stop"]').waitFor();
  assert.match(await status.innerText(), /\d/);
  await panel.click("stop");
  await panel.page.locator('donation-flow [data-action="resume"]').waitFor();
  await panel.until(() => window.seen.events.findLast(({ name }) => name === "report").detail.gaps.length > 0);
  const stopped = await panel.report();
  assert.equal(stopped.complete, false);
  assert.ok(stopped.gaps.some(({ kind }) => kind === "stopped"), JSON.stringify(stopped.gaps));
  const asked = panel.asked().length;
  await panel.page.waitForTimeout(600);
  assert.equal(panel.asked().length, asked, "after stop nothing is asked");
  await panel.until(() => {
    const root = document.querySelector("donation-flow").shadowRoot;
    return root.querySelector("#lasting[role=status]").textContent === root.querySelector("[data-said]").textContent;
  });
  assert.ok(panel.asked().every(({ finished, failed }) => finished || failed), "and nothing is under way");
  await panel.click("resume");
  await panel.until(() => window.seen.events.at(-1)?.detail?.complete === true);
  const report = await panel.report();
  assert.deepEqual(report.gaps, []);
  const pages = panel.asked().filter(({ url, finished }) => finished && url.includes("/txs/chain")).map(({ url }) => url);
  assert.equal(new Set(pages).size, pages.length, "no page that came was asked for again");
  const { report: whole } = await it.snapshot(await it.campaign("medium"));
  assert.deepEqual(report.assets[0].totals, whole.assets[0].totals);
  await panel.close();
});

test("offline: the panel says so, and works when the line is back", async () => {
  const panel = await it.open({ load: "click" });
  await panel.reaches("asking");
  await panel.context.setOffline(true);
  await panel.click("load");
  await panel.reaches("message");
  const locale = await words("en");
  assert.ok((await panel.text()).includes(locale["message.offline"] ?? "\0"), await panel.text());
  assert.equal(await panel.innerShows(), true);
  await panel.context.setOffline(false);
  await panel.click("retry");
  await panel.until(() => window.seen.events.at(-1)?.name === "report");
  await panel.close();
});

test("a line that goes down while the panel reads: it says so, keeps its figures, and goes on by itself when the line is back", async () => {
  const panel = await it.open({ campaign: "medium", fault: "slow=60" });
  await panel.until(() => window.seen.events.findLast(({ name }) => name === "progress")?.detail.pages >= 4);
  await panel.context.setOffline(true);
  const status = panel.page.locator("donation-flow [data-said]");
  const { "status.offline": offline } = await words("en");
  await panel.until((offline) => document.querySelector("donation-flow").shadowRoot.querySelector("[data-said]").textContent === offline, offline);
  await panel.until(() => window.seen.events.findLast(({ name }) => name === "report").detail.gaps.length > 0);
  const rested = await panel.report();
  assert.ok(rested.gaps.every(({ kind }) => kind === "stopped"), JSON.stringify(rested.gaps));
  assert.notEqual(rested.assets[0].totals.gross_received, "0");
  const asked = panel.asked().length;
  await panel.page.waitForTimeout(2_500);
  assert.equal(panel.asked().length, asked, "nobody is asked meanwhile");
  assert.equal(await status.innerText(), offline);
  await panel.context.setOffline(false);
  await panel.until(() => window.seen.events.at(-1)?.detail?.complete === true);
  const { gaps, assets } = await panel.report();
  assert.deepEqual(gaps, []);
  const { report: whole } = await it.snapshot(await it.campaign("medium"));
  assert.deepEqual(assets[0].totals, whole.assets[0].totals);
  await panel.close();
});

test("who tries again asks those whom the reader agreed to, though the file names others by then", async () => {
  const relief = await it.campaign("relief");
  const panel = await it.open({ campaign: relief, load: "click" });
  await panel.reaches("asking");
  await panel.page.route("**/core.wasm", (route) => route.abort());
  await panel.click("load");
  await panel.reaches("message");
  const others = relief.explorers.map((explorer) => ({ ...explorer, url: `${explorer.url}/fault/none~others` }));
  await panel.page.route("**/*.json", (route) => (route.request().url().includes("campaign") ? route.fulfill({ json: { ...relief, explorers: others } }) : route.fallback()));
  await panel.page.unroute("**/core.wasm");
  await panel.click("retry");
  assert.equal(await panel.settled(), "report");
  assert.ok(panel.asked().length > 0);
  assert.deepEqual(panel.asked().filter(({ url }) => url.includes("others")), []);
  await panel.close();
});

/** An address in forms that the core reads, and who tells what it is worth. */
const FORMS = {
  " bc1qar0srrr7xfkvy5l643lydnw9re59gtzzwf5mdq ": "mempool.space",
  "bitcoin:bc1qar0srrr7xfkvy5l643lydnw9re59gtzzwf5mdq?amount=1&label=a:b": "mempool.space",
  "BITCOIN:BC1QAR0SRRR7XFKVY5L643LYDNW9RE59GTZZWF5MDQ": "mempool.space",
  "bip122:000000000019d6689c085ae165831e93:bc1qar0srrr7xfkvy5l643lydnw9re59gtzzwf5mdq": "mempool.space",
  mipcBbFg9gMiCh81Kj8tqqdgoZub1ZJRfn: undefined,
  "TRON:TEFccmfQ38cZS1DTZVhsxKVDckA8Y6VfCy": "coins.llama.fi",
  "412ed5dd8a98aea00ae32517742ea5289761b2710e": "coins.llama.fi",
  "tron:0x2b6653dc:TEFccmfQ38cZS1DTZVhsxKVDckA8Y6VfCy": "coins.llama.fi",
  "bip122:12a765e31ffd4059bada1e25190f6e98:ltc1qg42tkwuuxefutzxezdkdel39gfstuap288mfea": "coins.llama.fi",
  "bip122:1a91e3dace36e2be3bf030a65679fe82:DH5yaieqoZN36fDVciNyRueRGvGLR3mr7L": "coins.llama.fi",
  "0X165cd37b4c644c2921454429e7f9358d18a45e14": "coins.llama.fi",
  "eip155:137:0x165CD37b4C644C2921454429E7F9358d18A45e14": "coins.llama.fi",
};

test("in whatever form an address is written, those are named before the click who are asked after it", async () => {
  const panels = Object.keys(FORMS).map((address) => element({ address, load: "click", lang: "en" }, ""));
  const panel = await it.open({ html: article(panels.join("")), clock: "running" });
  let asked = new Set();
  await panel.page.route((url) => !url.href.startsWith(panel.site.url), (route) => {
    asked.add(new URL(route.request().url()).host);
    return route.abort();
  });
  const states = (at) => document.querySelectorAll("donation-flow")[at].shadowRoot?.querySelector(".df")?.dataset.state === "message";
  for (const [at, [address, prices]] of Object.entries(FORMS).entries()) {
    const shown = panel.page.locator("donation-flow").nth(at);
    await shown.scrollIntoViewIfNeeded();
    const [, named] = (await shown.locator(".over p").innerText()).match(/(.*) will see your IP address/);
    assert.equal(asked.size, 0, "nobody before the click");
    await shown.locator("[data-action=load]").click();
    await panel.until(states, at, { wind: 1_000 });
    // Where no receipt comes, nothing is worth anything.
    assert.deepEqual(named.split(/, | and /).sort(), [...new Set([...asked, ...(prices ? [prices] : [])])].sort(), address);
    asked = new Set();
  }
  await panel.close();
});

test("where nobody will be asked the panel asks for no leave: it says at once what is wrong, or not known", async () => {
  const file = (chain, address) => ({ version: 1, name: "N", addresses: [{ chain, address }] });
  const regtest = "bcrt1qw508d6qejxtdg4y5r3zarvary0c5xw7kygt080";
  const bnb = "0x165CD37b4C644C2921454429E7F9358d18A45e14";
  for (const [options, said] of [
    [{ campaign: file("bitcoin-regtest", regtest) }, "has no public explorer: name one here"],
    [{ campaign: file("bnb", bnb) }, "has no public explorer: name one here"],
    [{ campaign: "" }, "this is not JSON from line 1, column 1 on"],
    [{ address: `bnb:${bnb}` }, "BNB Chain has no public explorer: a campaign file can name one."],
    [{ address: regtest }, "has no public explorer: a campaign file can name one."],
    [{ address: "hello" }, "It has the form of no known chain."],
    [{ address: " " }, "No campaign is named."],
  ]) {
    const panel = await it.open({ load: "click", ...options });
    await panel.until(() => ["asking", "message"].includes(document.querySelector("donation-flow").shadowRoot?.querySelector(".df")?.dataset.state));
    const text = await panel.text();
    assert.ok(text.includes(said), `${JSON.stringify(options)}: ${text}`);
    assert.deepEqual(panel.asked(), []);
    await panel.close();
  }
});

test("a name that is not known is told with the nearest one, or else with all that are", async () => {
  const relief = await it.campaign("relief");
  const claims = [{ sentence: "It came.", source: "https://news.example/", addresses: relief.addresses.slice(0, 1), mesure: "net" }];
  for (const [campaign, said, unsaid] of [
    [{ ...relief, list: [] }, "list unknown field; did you mean “lists”?", "version"],
    [{ ...relief, purpose: "" }, "purpose unknown field; known here: $schema, version,", "…"],
    [{ ...relief, claims }, "claims[0].mesure unknown field; did you mean “measure”?", "version"],
  ]) {
    const panel = await it.open({ campaign });
    await panel.reaches("message");
    const text = (await panel.text()).replace(/[\s\u2066-\u2069]+/g, " ");
    assert.ok(text.includes(said), text);
    assert.ok(!text.includes(unsaid), text);
    await panel.close();
  }
  const panel = await it.open({ campaign: "medium" });
  await panel.settled();
  assert.ok(!panel.requests.some(({ url }) => /refusal|full/.test(url)), "who is not refused takes nothing of it");
  await panel.close();
});

test("no script: the inner link is all there is", async () => {
  const panel = await it.open({ context: { javaScriptEnabled: false } }).catch((error) => error);
  if (panel instanceof Error) throw panel;
  assert.equal(await panel.innerShows(), true);
  await panel.close();
});

