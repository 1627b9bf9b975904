// Money in money: the priced total, and that it fits where the figures of one asset stand without prices.

import assert from "node:assert/strict";
import { writeFile } from "node:fs/promises";
import { test } from "node:test";
import { suite } from "./harness.mjs";

const it = suite();

/** The text of an element of the net section, without marks of direction. */
const said = (panel, selector) =>
  panel.page.evaluate((selector) => {
    const found = document.querySelector("donation-flow").shadowRoot.querySelector(`[data-section="net"] ${selector}`);
    return found?.textContent.replace(/[\u200e\u200f\u2066-\u2069]/g, "");
  }, selector);

/** Cents as the panel writes a sum in English. */
const exactly = (cents) => `$${(Number(cents) / 100).toLocaleString("en", { minimumFractionDigits: 2 })}`;

test("the page's worth is the command's, and each asset's stands by its tab", async () => {
  const { report } = await it.snapshot(await it.campaign("priced"));
  const panel = await it.open({ campaign: "priced", clock: "fixed" });
  assert.equal(await panel.settled(), "report");
  const told = await panel.report();
  assert.deepEqual({ ...told, as_of: "" }, { ...report, as_of: "" });
  const { net_then, net_now } = report.priced_total;
  assert.ok(Number(net_then) > 10_000_00 && Number(net_now) > 10_000_00, `${net_then} ${net_now}`);
  const [lead] = (await said(panel, ".figure")).match(/^\$\d+/);
  assert.ok(exactly(net_then).startsWith(lead.slice(0, 3)), `${lead} of ${exactly(net_then)}`);
  const listed = await said(panel, ".prices ul");
  for (const sum of [net_then, net_now, report.assets[0].value.then, report.assets[1].value.now]) {
    assert.ok(listed.includes(exactly(sum)), `${exactly(sum)} in ${listed}`);
  }
  assert.match(await said(panel, ".prices strong"), /^Without a price: part of tBTC and part of USDT\.$/);
  assert.match(await said(panel, ".asset-net"), /^[\d,.]+\sUSD all assets$/);
  await panel.click("asset:0");
  await panel.until(() => document.querySelector("donation-flow").shadowRoot.querySelector(".asset-net").textContent.includes("tBTC"));
  assert.match(await said(panel, ".asset-net"), /tBTC \$[\d,.]+ when given, \$[\d,.]+ now/);
  await panel.click("asset:1");
  await panel.until(() => document.querySelector("donation-flow").shadowRoot.querySelector(".asset-net").textContent.includes("USDT"));
  assert.deepEqual(panel.errors, []);
  await panel.close();
});

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

test("in the article's currency, by the publisher's file of what a dollar cost", async () => {
  const campaign = await it.campaign("priced");
  const [path] = campaign.prices[0].url.match(/.*\/prices/);
  Object.assign(campaign, { currency: "JOD", dollar: `${path}/usd-jod.csv` });
  campaign.prices = campaign.prices.filter(({ source }) => source !== "csv");
  const { report } = await it.snapshot(campaign);
  for (const lang of ["en", "ar"]) {
    const panel = await it.open({ campaign, lang });
    assert.equal(await panel.settled(), "report");
    const told = await panel.report();
    assert.deepEqual({ ...told, as_of: "" }, { ...report, as_of: "" });
    assert.equal(told.priced_total.currency, "JOD");
    assert.match(await said(panel, ".figure"), lang === "en" ? /^JOD [\d,.]+/ : /^[\d,.]+.* JOD$/);
    const dollars = await it.snapshot({ ...campaign, currency: "USD" });
    const ratio = Number(told.priced_total.net_now) / Number(dollars.report.priced_total.net_now);
    assert.ok(ratio > 0.5 && ratio < 1, `a dinar is worth more than a dollar: ${ratio}`);
    assert.ok(told.assets.some(({ value }) => value?.source.includes(", 127.0.0.1")), "the file's host is named, too");
    await panel.close();
  }
});

test("the attribute currency goes before the file, and what has no price in it is named", async () => {
  const panel = await it.open({ campaign: "priced", attributes: { currency: "EUR" } });
  assert.equal(await panel.settled(), "report");
  const euros = await panel.report();
  // The sample's mempool tells no euros, and llama's prices are in dollars.
  assert.equal(euros.priced_total, undefined);
  assert.ok(euros.gaps.some(({ kind, detail }) => kind === "no-price" && detail.includes("no prices in EUR")), JSON.stringify(euros.gaps));
  await panel.page.evaluate(() => {
    document.querySelector("donation-flow").currency = "usd";
  });
  await panel.until(() => window.seen.events.some(({ name, detail }) => name === "report" && detail.priced_total?.currency === "USD"));
  await panel.page.evaluate(() => document.querySelector("donation-flow").setAttribute("currency", "doubloon"));
  await panel.until(() => window.seen.events.some(({ name, detail }) => name === "error" && detail.code === "bad-currency"));
  await panel.close();
});

test("where no source answers, the figures stand without their worth, and a gap says so", async () => {
  const campaign = await it.campaign("priced");
  for (const feed of campaign.prices) feed.url = "http://127.0.0.1:9/prices";
  const panel = await it.open({ campaign, clock: "real" });
  assert.equal(await panel.settled(), "report");
  const report = await panel.report();
  assert.equal(report.complete, true);
  assert.equal(report.priced_total, undefined);
  const missing = report.gaps.filter(({ kind }) => kind === "no-price");
  assert.deepEqual(missing.map(({ detail }) => detail), ["tBTC, 127.0.0.1:9: no answer", "USDT, 127.0.0.1:9: no answer"]);
  assert.match(await said(panel, ".figure"), /^2\.01 tBTC$/);
  await panel.close();
});

test("before the click the sources of prices are named too", async () => {
  const usdt = "TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6t";
  const campaign = {
    version: 1,
    name: "Asked",
    addresses: [{ chain: "bitcoin", address: "bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4" }, { chain: "tron", address: usdt }],
    explorers: [{ chain: "bitcoin", api: "esplora", url: "https://esplora.example/api" }],
    prices: [
      { chain: "tron", source: "none" },
      { chain: "tron", contract: usdt, source: "csv", url: "https://news.example/usdt.csv" },
    ],
  };
  const panel = await it.open({ campaign, load: "click" });
  await panel.reaches("asking");
  const text = await panel.text();
  for (const host of ["esplora.example", "api.trongrid.io", "mempool.space", "coins.llama.fi", "news.example"]) {
    assert.ok(text.includes(host), `${host} in ${text}`);
  }
  await panel.close();
});

for (const lang of ["en", "ar"]) {
  for (const theme of ["light", "dark"]) {
    test(`the worth fits its section at every width: ${lang}, ${theme}`, async () => {
      const panel = await it.open({ campaign: "priced", lang, theme, width: 320, steady: true });
      await panel.settled();
      for (const width of [320, 412, 640, 768, 1000]) {
        await panel.resize(width);
        const { section, content, wide } = await panel.page.evaluate(() => {
          const net = document.querySelector("donation-flow").shadowRoot.querySelector('[data-section="net"]');
          const boxes = [...net.children].map((child) => child.getBoundingClientRect());
          const lines = net.querySelectorAll(".figure, .worth span, .asset-net b");
          const room = net.getBoundingClientRect();
          const wide = [...lines].filter((line) => line.scrollWidth > Math.ceil(room.width)).map((line) => line.textContent);
          return { section: room.height, content: Math.max(...boxes.map(({ bottom }) => bottom)) - room.top, wide };
        });
        const heights = { 320: 672, 412: 672, 640: 532, 768: 532, 1000: 568 };
        assert.equal(section, heights[width], `${width} px: the section is as high as skeleton.css says`);
        assert.ok(content <= section, `${width} px: ${content} of ${section}`);
        assert.deepEqual(wide, [], `${width} px`);
        if (process.env.SCREENS) await writeFile(`${process.env.SCREENS}/priced-${lang}-${theme}-${width}.png`, await panel.page.screenshot());
      }
      await panel.close();
    });
  }
}
