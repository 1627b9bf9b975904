// Every state that a reader can meet, and what is asked of whom before the reader wants it.

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import { brotliCompressSync } from "node:zlib";
import { DIST, suite, words } from "./harness.mjs";

const it = suite();

for (const lang of ["en", "ar"]) {
  for (const width of [320, 640, 1000]) {
    test(`${lang}, ${width} px: nothing moves when the figures come`, async () => {
      const panel = await it.open({ campaign: "relief", lang, width, load: "visible", below: true });
      assert.equal(await panel.state(), "waiting");
      const before = await panel.sections();
      assert.ok(before.length === 6 && before.every(({ height }) => height > 20), "every section has its height");
      await panel.page.locator("#below").scrollIntoViewIfNeeded();
      await panel.page.evaluate(() => document.querySelector("donation-flow").scrollIntoView());
      await panel.settled();
      await panel.page.waitForTimeout(300);
      assert.deepEqual(await panel.sections(), before);
      assert.equal(await panel.shift(), 0, "layout shift");
      const overflow = await panel.page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
      assert.ok(overflow <= 0, `${overflow} px wider than the page`);
      await panel.close();
    });
  }

  for (const campaign of ["relief", "tangle", "empty"]) {
    test(`${lang}, ${campaign}: what a section holds fits its height`, async () => {
      const panel = await it.open({ campaign, lang, width: 320 });
      await panel.settled();
      for (const width of [320, 412, 640, 768, 900, 1000, 1280]) {
        await panel.resize(width);
        assert.deepEqual(await panel.page.evaluate(cutOff), [], `at ${width} px`);
      }
      await panel.close();
    });
  }
}

/** Sections, and text within them, that reach out of their section. */
function cutOff() {
  const root = document.querySelector("donation-flow").shadowRoot;
  const found = [];
  // What scrolls can be reached, and what ends in an ellipsis is meant to.
  const isScrolled = (one, section) => {
    for (; one !== section; one = one.parentElement) {
      const { overflowX, overflowY, textOverflow } = getComputedStyle(one);
      if (/auto|scroll/.test(overflowX + overflowY) || textOverflow === "ellipsis") return true;
      if (one.matches("thead") && one.getBoundingClientRect().width <= 1) return true;
    }
    return false;
  };
  for (const section of root.querySelectorAll("[data-section]")) {
    const box = section.getBoundingClientRect();
    const walker = document.createTreeWalker(section, NodeFilter.SHOW_TEXT);
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
      // What is there for a screen reader alone has no room to keep to.
      if (!node.textContent.trim() || node.parentElement.closest(".said")) continue;
      if (!node.parentElement.checkVisibility() || isScrolled(node.parentElement, section)) continue;
      const range = document.createRange();
      range.selectNodeContents(node);
      for (const rect of range.getClientRects()) {
        if (rect.width <= 1 || rect.height <= 1) continue;
        const out = Math.max(box.top - rect.top, rect.bottom - box.bottom, box.left - rect.left, rect.right - box.right);
        if (out > 1.5) found.push(`${section.dataset.section}: "${node.textContent.trim().slice(0, 40)}" by ${Math.round(out)} px`);
      }
    }
  }
  return found;
}

test("load=click: names the explorers, and asks none before the click", async () => {
  const campaign = await it.campaign("relief");
  const host = new URL(campaign.explorers[0].url).host;
  const panel = await it.open({ campaign, load: null });
  await panel.reaches("asking");
  assert.deepEqual(panel.asked(), [], "no request to an explorer");
  assert.ok(!panel.requests.some(({ url }) => url.endsWith(".wasm")), "no wasm");
  const text = await panel.text();
  assert.ok(text.includes(host), `the explorer ${host} is named: ${text}`);
  assert.equal(await panel.innerShows(), true, "the inner link is there");
  await panel.click("load");
  await panel.settled();
  assert.ok(panel.asked().length > 0);
  assert.ok(panel.asked().every(({ url }) => new URL(url).host === host), "only the explorers that were named");
  assert.equal(await panel.innerShows(), false);
  await panel.close();
});

test("load=click by keyboard", async () => {
  const panel = await it.open({ load: "click" });
  await panel.reaches("asking");
  await panel.page.locator("#above a").focus();
  for (let press = 0; press < 4 && (await focusedAction(panel)) !== "load"; press++) await panel.page.keyboard.press("Tab");
  assert.equal(await focusedAction(panel), "load");
  await panel.page.keyboard.press("Enter");
  assert.equal(await panel.settled(), "report");
  await panel.close();
});

const focusedAction = (panel) =>
  panel.page.evaluate(() => document.activeElement?.shadowRoot?.activeElement?.dataset.action);

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

test("load=eager: every part is asked for before the first of them is there", async () => {
  it.site.slow(400);
  const panel = await it.open({ load: "eager", below: true, clock: "real" });
  await panel.settled();
  it.site.slow(0);
  const timing = await panel.page.evaluate(() =>
    performance.getEntriesByType("resource").map(({ name, startTime, responseEnd }) => ({ name, startTime, responseEnd })),
  );
  const parts = ["donation-flow.wasm", "panel.js", "panel.css.txt", "locale/en.json", "campaign.json"].map((part) =>
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

test("while it loads, the figure is received so far", async () => {
  const panel = await it.open({ campaign: "medium", fault: "slow=150" });
  const locale = await words("en");
  await panel.until(() => window.seen.events.some(({ name }) => name === "report"));
  const net = await panel.page.locator('donation-flow [data-section="net"]').innerText();
  assert.ok(net.includes(locale["net.so-far"]), net);
  await panel.close();
});

test("an empty campaign says so, and is no failure", async () => {
  const panel = await it.open({ campaign: "empty" });
  assert.equal(await panel.settled(), "report");
  const report = await panel.report();
  assert.equal(report.complete, true);
  assert.deepEqual(report.gaps, []);
  const locale = await words("en");
  assert.ok((await panel.text()).includes(locale["empty.none"]));
  await panel.close();
});

const REFUSED = [
  ["a wrong checksum", "bitcoin:bc1qar0srrr7xfkvy5l643lydnw9re59gtzzwf5mdx", /checksum/i],
  ["another network", "bitcoin:tb1qw508d6qejxtdg4y5r3zarvary0c5xw7kxpjzsx", /network|testnet/i],
  ["an unknown chain", "monero:48abc", /chain|monero/i],
  ["no address at all", "hello", /./],
];
for (const [name, address, words] of REFUSED) {
  test(`a refused address, ${name}: says what is wrong, and asks nobody`, async () => {
    const panel = await it.open({ address });
    assert.equal(await panel.settled(), "message");
    const text = await panel.text();
    assert.match(text, words);
    assert.deepEqual(panel.asked(), []);
    const [error] = await panel.events("error");
    assert.equal(typeof error.detail.code, "string");
    assert.equal(await panel.innerShows(), true, "the inner link is there instead");
    await panel.close();
  });
}

test("a bad campaign file: every bad field is named", async () => {
  const campaign = await it.campaign("relief");
  campaign.adresses = campaign.addresses;
  campaign.addresses[0].address = campaign.addresses[0].address.slice(0, -1) + "x";
  const panel = await it.open({ campaign });
  assert.equal(await panel.settled(), "message");
  const text = await panel.text();
  for (const field of ["adresses", "addresses[0].address"]) assert.ok(text.includes(field), `${field} in: ${text}`);
  const [error] = await panel.events("error");
  assert.ok(error.detail.field, "the event names a field");
  assert.deepEqual(panel.asked(), []);
  assert.equal(await panel.innerShows(), true);
  await panel.close();
});

test("a campaign file that is not JSON, or not there, is said", async () => {
  const broken = await it.open({ campaign: '{"version":1,' });
  assert.equal(await broken.settled(), "message");
  assert.notEqual((await broken.text()).trim(), "");
  assert.equal(await broken.innerShows(), true);
  await broken.close();

  for (const load of ["eager", "click"]) {
    const missing = await it.open({ src: "/nowhere.json", load });
    assert.equal(await missing.settled(), "message");
    assert.match(await missing.text(), /\w{3}/);
    assert.equal((await missing.events("error")).length, 1);
    assert.equal(await missing.innerShows(), true);
    await missing.close();
  }
});

test("the explorer is down: the panel says that it did not answer, and a retry brings the figures", async () => {
  const campaign = await it.campaign("relief");
  const panel = await it.open({ campaign, clock: "running", load: "click" });
  await panel.reaches("asking");
  const block = (route) => route.abort("connectionrefused");
  await panel.page.route(`${it.explorer}/**`, block);
  await panel.click("load");
  await panel.settled({ wind: 2_000, patience: 60_000 });
  assert.doesNotMatch(await panel.page.locator("donation-flow .figure").allInnerTexts().then(String), /[0-9]/);
  await panel.page.unroute(`${it.explorer}/**`, block);
  await panel.page.locator("donation-flow :is([data-action=retry], [data-action=resume])").first().click();
  await panel.until(() => window.seen.events.at(-1)?.detail?.complete === true, undefined, { wind: 500, patience: 60_000 });
  assert.equal(await panel.settled(), "report");
  assert.ok((await panel.figures({})).net > 0);
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
  await panel.page.locator('donation-flow [data-action="load"]').click({ timeout: 1_500 }).catch(() => {});
  await panel.until(() => window.seen.events.at(-1)?.name === "report");
  await panel.close();
});

test("no WebAssembly: words and the inner link, and nobody is asked", async () => {
  for (const load of ["eager", "visible", "click"]) {
    const panel = await it.open({ load, init: () => delete window.WebAssembly });
    if (load === "click") {
      await panel.until(() => ["asking", "message"].includes(document.querySelector("donation-flow").shadowRoot.querySelector(".df").dataset.state));
      if ((await panel.state()) === "asking") await panel.click("load");
    }
    await panel.reaches("message");
    assert.equal(await panel.innerShows(), true, load);
    const locale = await words("en");
    assert.ok((await panel.text()).includes(locale["message.no-wasm"]));
    assert.deepEqual(panel.asked(), []);
    const errors = await panel.events("error");
    assert.equal(errors[0]?.detail.code, "no-wasm");
    await panel.close();
  }
});

test("no script: the inner link is all there is", async () => {
  const panel = await it.open({ context: { javaScriptEnabled: false } }).catch((error) => error);
  if (panel instanceof Error) throw panel;
  assert.equal(await panel.innerShows(), true);
  await panel.close();
});

test("the code's parts do not come: the inner link stays, and a retry helps", async () => {
  for (const part of ["donation-flow.wasm", "panel.js"]) {
    const panel = await it.open({ load: "click" });
    await panel.reaches("asking");
    const url = `**/${part}`;
    await panel.page.route(url, (route) => route.abort());
    await panel.click("load");
    await panel.reaches("message");
    assert.equal(await panel.innerShows(), true, part);
    await panel.page.unroute(url);
    await panel.click("retry");
    await panel.page.locator('donation-flow [data-action="load"]').click({ timeout: 1_500 }).catch(() => {});
    assert.equal(await panel.settled(), "report", part);
    await panel.close();
  }
});
