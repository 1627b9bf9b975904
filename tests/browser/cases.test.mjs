// The three articles of the demo: what their readers want to know is answered by the panel, in both languages.

import assert from "node:assert/strict";
import { test } from "node:test";
import { addressesIn, suite } from "./harness.mjs";

const it = suite();

/** The article as `serve` serves it, its panel whole. */
async function article(name, lang, width = 640) {
  const context = await it.browser.newContext({ viewport: { width, height: 900 } });
  const page = await context.newPage();
  const errors = [];
  page.on("pageerror", (error) => errors.push(String(error)));
  page.on("console", (message) => message.type() === "error" && errors.push(message.text()));
  await page.addInitScript(() => {
    document.addEventListener("donation-flow-report", ({ detail }) => (window.report = detail));
    window.shift = 0;
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries()) window.shift += entry.value;
    }).observe({ type: "layout-shift", buffered: true });
  });
  await page.goto(`${it.explorer}/demo/${name}-${lang}.html?load=eager`);
  await page.waitForFunction(() => {
    const panel = document.querySelector("donation-flow").shadowRoot?.querySelector(".df");
    const sections = [...(panel?.querySelectorAll(":scope > section") ?? [])];
    return panel?.dataset.state === "ready" && window.report?.priced_total && sections.every((section) => section.firstChild);
  });
  const text = (section) =>
    page.locator(`donation-flow [data-section="${section}"]`).evaluate((section) => {
      const marks = [...section.querySelectorAll("[aria-label]")].map((mark) => mark.getAttribute("aria-label"));
      return [section.textContent, ...marks].join("\n").replace(/[\u2066-\u2069\u200e\u200f]/g, "");
    });
  const html = () => page.locator("donation-flow").evaluate((panel) => panel.shadowRoot.innerHTML);
  const report = await page.evaluate(() => window.report);
  return { page, text, html, report, errors, close: () => context.close() };
}

const claim = (report, id) => report.claims.find((claim) => claim.id === id);
const label = ({ label }, lang) => label?.[lang];

for (const lang of ["en", "ar"]) {
  test(`pledge, ${lang}: what reached the addresses by the article's day and since, from and to exchanges, and what cannot be said`, async () => {
    const { page, text, report, errors, close } = await article("pledge", lang);
    const [by, since, pledge, raise] = ["by-the-article", "since-then", "pledge", "raise"].map((id) => claim(report, id));
    // Both together are all that came in, at each day's price.
    const all = claim(report, "raise");
    assert.equal(BigInt(by.shown) + BigInt(since.shown), BigInt(all.shown));
    assert.deepEqual([by.verdict, since.verdict], ["more", "about"]);
    for (const one of [pledge, raise]) {
      assert.equal(one.verdict, "cannot-be-said");
      assert.deepEqual(one.reasons, ["beyond"]);
    }
    for (const [index, one] of report.claims.entries()) {
      if (index > 0) await page.locator(`donation-flow [data-action="claim:${index}"]`).first().click();
      await page.waitForFunction(
        (sentence) => document.querySelector("donation-flow").shadowRoot.querySelector('[data-section="claims"]').textContent.includes(sentence),
        one.sentence[lang],
      );
      const claims = await text("claims");
      if (one.beyond) assert.ok(claims.includes(one.beyond[lang]), "why it cannot be said");
    }
    const exchange = lang === "en" ? "Northgate Exchange" : "منصة نورثغيت";
    const { sources, destinations } = report.all.flow;
    for (const side of [sources, destinations]) {
      const node = side.find((node) => label(node, lang) === exchange);
      assert.equal(node?.kind, "exchange");
      assert.ok(BigInt(node.amount) > 100_000_000n, "in cents");
    }
    const flow = await text("flow");
    assert.ok(flow.split(exchange).length > 2, "in the drawing on both sides");
    for (const event of report.events) assert.ok((await text("timeline")).includes(event.label[lang]), event.label[lang]);
    await page.locator('donation-flow [data-action="table:flow"]').click();
    await page.locator('donation-flow [data-section="flow"] a[href="https://northgate.example/wallets"]').first().waitFor({ state: "attached" });
    assert.deepEqual(errors, []);
    assert.equal(await page.evaluate(() => window.shift), 0, "the page names the section of claims: nothing moves");
    await close();
  });

  test(`listed, ${lang}: the rise, net against gross, what was seized, by which order and when, who lists it, and no way to pay`, async () => {
    const { page, text, html, report, errors, close } = await article("listed", lang);
    const rise = claim(report, "rise");
    assert.equal(rise.verdict, "more");
    assert.ok(BigInt(rise.shown) > 10n * BigInt(rise.before), "against the equally long period before");
    assert.deepEqual(
      ["half-a-million", "four-years"].map((id) => claim(report, id).verdict),
      ["less", "cannot-be-said"],
    );
    const { gross_received: gross, internal, net } = report.all.totals;
    assert.ok(BigInt(internal) > 0n && BigInt(gross) - BigInt(internal) === BigInt(net), "moved between its own addresses");
    const court = lang === "en" ? "Court’s account" : "حساب المحكمة";
    const seized = report.all.flow.destinations.find((node) => label(node, lang) === court);
    assert.equal(seized?.kind, "seizure");
    assert.ok(BigInt(seized.amount) > 0n);
    assert.ok((await text("flow")).includes(court));
    const head = await text("head");
    for (const notice of report.notices) assert.ok(head.includes(notice.issuer[lang]), notice.issuer[lang]);
    assert.deepEqual(report.notices.map(({ kind, listed }) => [kind, listed]).sort(), [
      ["court-ordered", "2025-08-12"],
      ["listed", "2024-11-20"],
    ]);
    for (const url of ["https://court.example/order-25-318", "https://treasury.example/ps-2024-117"]) {
      assert.ok(await page.locator(`donation-flow [data-section="head"] a[href="${url}"]`).count(), url);
    }
    assert.doesNotMatch(await html(), /href="(?!https:|http:\/\/127\.0\.0\.1)|<(img|form|input|canvas)\b/i);
    assert.deepEqual(errors, []);
    assert.equal(await page.evaluate(() => window.shift), 0, "the page names the section of claims: nothing moves");
    await close();
  });

  test(`alliance, ${lang}: totals and bands, one who names itself, and nobody else`, async () => {
    const { page, text, html, report, errors, close } = await article("alliance", lang);
    const own = report.campaign.addresses.map(({ address }) => address);
    const lantern = lang === "en" ? "Lantern Fund" : "صندوق المصباح";
    const flow = await text("flow");
    assert.ok(flow.includes(lantern));
    assert.ok(report.all.flow.sources.filter(({ kind }) => kind === "band").length > 1);
    assert.equal(report.assets.reduce((sum, { donations }) => sum + donations, 0), Number(claim(report, "three-hundred").shown));
    const contracts = report.assets.map(({ contract }) => contract);
    const others = addressesIn(`${await html()}${JSON.stringify(report)}`).filter((address) => !own.includes(address) && !contracts.includes(address));
    assert.deepEqual(others, []);
    assert.deepEqual(errors, []);
    assert.equal(await page.evaluate(() => window.shift), 0, "the page names the section of claims: nothing moves");
    await close();
  });
}
