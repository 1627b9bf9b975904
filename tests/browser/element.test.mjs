// The element in a page: its attributes, events and end, and many of it.

import { readFileSync } from "node:fs";
import assert from "node:assert/strict";
import { test } from "node:test";
import { addressesIn, article, element, suite } from "./harness.mjs";

const it = suite();

const wait = (ms) => new Promise((resume) => setTimeout(resume, ms));

test("removal aborts what is under way and asks nothing more", async () => {
  const panel = await it.open({ campaign: "medium", fault: "slow=400" });
  await panel.until(() => window.seen.events.some(({ name }) => name === "progress"));
  await until(() => panel.inFlight().length > 0);
  await panel.page.evaluate(() => document.querySelector("donation-flow").remove());
  await wait(250);
  const [ended, asked] = [panel.asked().filter(({ failed }) => failed), panel.asked().length];
  assert.ok(ended.length > 0, "a request was under way");
  assert.ok(ended.every(({ failed }) => failed === "net::ERR_ABORTED"), JSON.stringify(ended));
  assert.deepEqual(panel.inFlight(), []);
  await wait(900);
  assert.equal(panel.asked().length, asked, "no further request");
  assert.deepEqual(panel.errors, []);
  await panel.close();
});

test("another src replaces the campaign and aborts the first one's requests", async () => {
  const panel = await it.open({ campaign: "medium", fault: "slow=400" });
  await panel.until(() => window.seen.events.some(({ name }) => name === "progress"));
  await until(() => panel.inFlight().length > 0);
  await panel.page.evaluate(() => {
    window.seen.events.length = 0;
    document.querySelector("donation-flow").src = "/campaigns/tangle.json";
  });
  await panel.settled();
  const slow = panel.asked().filter(({ url }) => url.includes("slow"));
  assert.ok(slow.some(({ failed }) => failed === "net::ERR_ABORTED"), "the first campaign's request ended");
  const last = panel.requests.findLastIndex(({ url }) => url.includes("slow"));
  const tangle = panel.requests.findIndex(({ url }) => url.endsWith("/campaigns/tangle.json"));
  assert.ok(last < tangle, "and none came after");
  assert.match(await panel.text(), /tangle/i);
  await panel.close();
});

test("who agreed is not asked again about other sections, days, words or money of the same file, and is about another file", async () => {
  const panel = await it.open({ load: "click" });
  await panel.reaches("asking");
  await panel.click("load");
  await panel.settled();
  for (const [name, value] of [["sections", "net foot"], ["lang", "uk"], ["from", "2026-01-01"], ["currency", "EUR"]]) {
    await panel.page.evaluate(([name, value]) => {
      window.seen.events.length = 0;
      document.querySelector("donation-flow").setAttribute(name, value);
    }, [name, value]);
    assert.equal(await panel.settled(), "report", name);
  }
  await panel.page.evaluate(() => (document.querySelector("donation-flow").src = "/campaigns/tangle.json"));
  await panel.reaches("asking");
  await panel.close();
});

test("a core that ends in a trap: words and the link stand in the place of figures", async () => {
  const panel = await it.open({ load: "click" });
  await panel.reaches("asking");
  await panel.page.route("**/panel.js", async (route) => {
    const body = await (await route.fetch()).text();
    assert.match(body, /\bfree\(\)\{/);
    await route.fulfill({ body: body.replace(/\bfree\(\)\{/, 'free(){throw new Error("borrowed");'), contentType: "text/javascript" });
  });
  await panel.page.evaluate(() => (document.querySelector("donation-flow").from = "no day"));
  await panel.reaches("asking");
  await panel.click("load");
  await panel.reaches("message");
  assert.equal(await panel.innerShows(), true);
  await panel.close();
});

test("a trap in the middle of reading: that panel says so, and the other keeps its figures", async () => {
  const src = "/campaigns/relief.json";
  const html = article(element({ src, load: "eager", id: "whole" }) + element({ src: "/campaigns/medium.json", load: "click", id: "short" }));
  const panel = await it.open({
    html,
    init: () => {
      for (const way of ["instantiate", "instantiateStreaming"]) {
        const made = WebAssembly[way];
        WebAssembly[way] = async (...given) => {
          const result = await made.apply(WebAssembly, given);
          window.memory ??= (result.instance ?? result).exports.memory;
          return result;
        };
      }
    },
  });
  const state = (id) => panel.page.evaluate((id) => document.getElementById(id).shadowRoot.querySelector(".df").dataset.state, id);
  await panel.until(() => window.seen.events.some(({ id, name, detail }) => id === "whole" && name === "progress" && detail.done));
  await panel.until(() => document.getElementById("whole").shadowRoot.querySelector(".foot:not(:empty)"));
  // No more memory is to be had: an answer of a page finds none.
  await panel.page.evaluate(() => {
    for (let pages = 65_536; pages >= 1; pages >>= 1) {
      try {
        window.memory.grow(pages);
      } catch {
        // So many are not left.
      }
    }
    document.getElementById("short").load = "eager";
    document.getElementById("short").lang = "de";
  });
  await panel.until(() => window.seen.events.some(({ id, name }) => id === "short" && name === "error"));
  await panel.until(() => document.getElementById("short").shadowRoot.querySelector(".df").dataset.state === "message");
  const errors = await panel.page.evaluate(() => window.seen.events.filter(({ name }) => name === "error").map(({ id, detail }) => [id, detail.code]));
  assert.deepEqual(errors, [["short", "unreachable"]]);
  assert.equal(await panel.page.evaluate(() => document.querySelector("#short > a").checkVisibility()), true);
  assert.equal(await state("whole"), "ready");
  assert.match(await panel.page.evaluate(() => document.getElementById("whole").shadowRoot.querySelector(".figure").textContent), /\d/);
  await panel.close();
});

test("what was lost while the page was away, and is heard of once it is back, is fetched again", async () => {
  // WebKit tells of what it gave up for the back/forward cache before the page is shown again, or after that.
  const before = `<script>{
    const { fetch } = window;
    const lost = (fail) => (window.lose = () => fail(new TypeError("Load failed")));
    window.fetch = (url, options) => (/core[.]wasm/.test(url) && !window.lose ? new Promise((_, fail) => lost(fail)) : fetch(url, options));
  }</script>`;
  const panel = await it.open({ campaign: "relief", before });
  await panel.until(() => Boolean(window.lose));
  await panel.page.evaluate(() => {
    dispatchEvent(new PageTransitionEvent("pageshow", { persisted: true }));
    window.lose();
  });
  assert.equal(await panel.settled(), "report");
  assert.deepEqual(await panel.events("error"), []);
  await panel.close();
});

test("a narrower page draws the charts anew for it", async () => {
  const panel = await it.open({ width: 800 });
  await panel.settled();
  const widths = () =>
    panel.page.evaluate(() =>
      ["timeline", "flow"].map((name) => {
        const section = document.querySelector("donation-flow").shadowRoot.querySelector(`[data-section=${name}]`);
        const svg = section.querySelector("svg[role=group]");
        return [svg.viewBox.baseVal.width, Math.round(svg.getBoundingClientRect().width)];
      }),
    );
  const wide = await widths();
  await panel.page.setViewportSize({ width: 360, height: 900 });
  await panel.until(([before]) => {
    const svg = document.querySelector("donation-flow").shadowRoot.querySelector("[data-section=timeline] svg[role=group]");
    return svg.viewBox.baseVal.width !== before;
  }, wide[0]);
  await wait(100);
  for (const [drawn, shown] of await widths()) {
    assert.equal(drawn, shown, "drawn for the width it has, not scaled");
    assert.ok(drawn <= 360);
  }
  await panel.close();
});

test("all transactions as a file: CSV and JSON, with every row and no address", async () => {
  const { report } = await it.snapshot(await it.campaign("alliance"));
  const panel = await it.open({ campaign: "alliance" });
  await panel.settled();
  const file = async (format) => {
    const [download] = await Promise.all([panel.page.waitForEvent("download"), panel.click(`export:${format}`)]);
    assert.equal(download.suggestedFilename(), `donation-flow.${format}`);
    return readFileSync(await download.path(), "utf8");
  };
  const rows = report.assets.reduce((sum, { transactions }) => sum + transactions, 0);
  const csv = await file("csv");
  assert.equal(csv.trimEnd().split("\r\n").length, rows + 1);
  const json = JSON.parse(await file("json"));
  assert.equal(json.transactions.flatMap(({ rows }) => rows).length, rows);
  assert.ok(rows > 300);
  const own = report.campaign.addresses.map(({ address }) => address);
  for (const address of addressesIn(csv + JSON.stringify(json))) {
    assert.ok(own.includes(address) || report.assets.some(({ contract }) => contract === address), address);
  }
  await panel.close();
});

async function until(condition) {
  for (let turn = 0; turn < 200; turn++) {
    if (condition()) return;
    await wait(20);
  }
  assert.fail(`waited in vain for ${condition}`);
}
