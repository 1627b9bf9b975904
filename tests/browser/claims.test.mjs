// Claims in the page: the command's figures and verdicts, one sentence at a time, in room that was kept for it; what has no
// claims loads nothing of theirs; reviews for machines under a strict policy.

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import { DIST, RECORDED, article, element, recordedTest, suite } from "./harness.mjs";

const it = suite();

const SENTENCE = { en: "The relief fund took in a fortune in Bitcoin</script><b>", ar: "جمع صندوق الإغاثة ثروة بالبيتكوين" };

/** The sample's relief campaign with claims about its Bitcoin. */
async function claiming(more = {}) {
  const campaign = await it.campaign("relief");
  const bitcoin = { unit: { chain: "bitcoin-regtest" }, source: "https://news.example/relief", comparison: "about" };
  const { report } = await it.snapshot(campaign);
  const net = report.assets[0].totals.net;
  const whole = net.padStart(9, "0").replace(/(.{8})$/, ".$1");
  return {
    ...campaign,
    claims: [
      { ...bitcoin, sentence: SENTENCE, measure: "net", amount: whole, said: "2026-03-01" },
      { ...bitcoin, sentence: "More than ever in January", measure: "from_outside", comparison: "rise", from: "2026-01-01", to: "2026-01-31" },
      { ...bitcoin, sentence: "A pledge of a thousand coins", measure: "gross", amount: "1000", comparison: "at_least", beyond: "It was paid elsewhere." },
      { sentence: "Twelve gifts", source: "https://news.example/relief", measure: "donations", amount: "1", comparison: "at_most" },
    ],
    ...more,
  };
}

const part = (panel) => panel.requests.filter(({ url }) => /claims\.(wasm|json)/.test(url)).map(({ url }) => url.split("/").pop());

const shown = (panel, selector) =>
  panel.page.locator(`donation-flow [data-section="claims"] ${selector}`).first().innerText();

test("the page shows the command's claims, one at a time, and shades their days", async () => {
  const campaign = await claiming();
  const { report } = await it.snapshot(campaign);
  assert.deepEqual(report.claims.map(({ verdict }) => verdict), ["about", report.claims[1].verdict, "cannot-be-said", "more"]);
  assert.equal(report.claims[0].shown, report.assets[0].totals.net);
  const panel = await it.open({ campaign });
  assert.equal(await panel.settled(), "report");
  assert.deepEqual((await panel.report()).claims, report.claims);
  assert.deepEqual((await panel.sections()).map(({ name }) => name), ["head", "net", "timeline", "flow", "claims", "transactions", "foot"]);

  assert.equal(await shown(panel, "blockquote"), SENTENCE.en);
  assert.equal(await shown(panel, ".verdict"), "The addresses listed here show about the same.");
  assert.equal(await panel.page.locator('donation-flow [data-section="claims"] figcaption a').getAttribute("href"), "https://news.example/relief");
  const next = panel.page.locator('donation-flow [data-action="claim:1"]');
  await next.focus();
  await panel.page.keyboard.press("Enter");
  await panel.page.locator("donation-flow blockquote", { hasText: "More than ever" }).waitFor();
  const focused = () => panel.page.evaluate(() => document.querySelector("donation-flow").shadowRoot.activeElement?.dataset.action);
  assert.match(await focused(), /^claim:/, "the keyboard stays among the sentences");
  await panel.click("claim:2");
  await panel.page.locator("donation-flow blockquote", { hasText: "A pledge" }).waitFor();
  assert.equal(await shown(panel, ".verdict"), "From the addresses listed here this cannot be said.");
  await panel.page.locator('donation-flow [data-section="claims"] .notes summary').click();
  assert.match(await shown(panel, ".notes"), /It was paid elsewhere\./);

  assert.equal(await panel.page.locator('donation-flow [data-section="timeline"] rect.time').count(), 1);
  const marked = await panel.page.locator('donation-flow [data-section="timeline"] [aria-label*="in the time of sentence 2"]').count();
  assert.ok(marked > 0, "its marks say so");
  assert.deepEqual(panel.errors, []);
  await panel.close();
});

test("in Arabic the sentence is the Arabic one, and the words are there", async () => {
  const panel = await it.open({ campaign: await claiming(), lang: "ar" });
  await panel.settled();
  assert.equal(await shown(panel, "blockquote"), SENTENCE.ar);
  assert.equal(await panel.page.locator("donation-flow blockquote").evaluate((quote) => getComputedStyle(quote).direction), "rtl");
  assert.doesNotMatch(await panel.text(), /claims?[.-]/, "no key without a word");
  assert.deepEqual(part(panel).sort(), ["ar.claims.json", "claims.wasm"]);
  await panel.close();
});

test("a campaign without claims has no section for them, and loads nothing of theirs", async () => {
  const panel = await it.open({ campaign: "relief" });
  await panel.settled();
  assert.deepEqual(part(panel), []);
  assert.deepEqual((await panel.sections()).map(({ name }) => name), ["head", "net", "timeline", "flow", "transactions", "foot"]);
  await panel.close();
});

test("the room of claims is kept, at every width, and what they hold fits", async () => {
  const campaign = await claiming();
  const long = "A sentence as long as no newspaper prints one, with clause after clause about who gave how much to whom, when and why. ".repeat(6);
  Object.assign(campaign.claims[1], { sentence: long, amount: "12345.67" });
  for (const lang of ["en", "ar"]) {
    // Named in `sections`, the room is there before the campaign file is.
    const sections = "head net timeline flow claims transactions foot";
    const panel = await it.open({ campaign, lang, attributes: { sections } });
    await panel.settled();
    for (const width of [320, 412, 640, 768, 1000, 1280]) {
      await panel.resize(width);
      for (const claim of [0, 1, 2]) {
        if (claim > 0) await panel.click(`claim:${claim}`);
        else if (await panel.page.locator('donation-flow [data-action="claim:0"]').count()) await panel.click("claim:0");
        await panel.page.waitForTimeout(60);
        const { height, least } = await panel.page.locator('donation-flow [data-section="claims"]').evaluate((section) => ({
          height: section.getBoundingClientRect().height,
          least: parseFloat(getComputedStyle(section).minBlockSize),
        }));
        assert.equal(height, least, `${lang}, ${width} px, sentence ${claim + 1}: ${height} of ${least} px`);
        const wide = await panel.page.locator("donation-flow .claim").evaluate((claim) => claim.scrollWidth - claim.clientWidth);
        assert.ok(wide <= 0, `${lang}, ${width} px, sentence ${claim + 1}: ${wide} px too wide`);
      }
      await panel.click("claim:1");
      await panel.click("claim:0");
    }
    await panel.close();
  }
});

test("nothing on the page moves where the page names the section; elsewhere its own height, before any figure", async () => {
  const campaign = await claiming();
  const reserve = await readFile(join(DIST, "reserve.css"), "utf8");
  const src = it.site.add("claims.json", JSON.stringify(campaign));
  for (const [width, height] of [[320, 560], [768, 440], [1280, 340]]) {
    for (const sections of ["head net timeline flow claims transactions foot", undefined]) {
      const html = article(element({ src, load: "eager", lang: "en", sections }), { head: `<style>${reserve}</style>` });
      const panel = await it.open({ html, width });
      const at = () => panel.page.evaluate(() => document.querySelector("#below").getBoundingClientRect().top + scrollY);
      await panel.settled();
      const after = await at();
      await panel.page.evaluate(() => document.querySelector("donation-flow").remove());
      // The room that the style sheet kept before the element was there.
      const before = await panel.page.evaluate(([sections]) => {
        const rules = [...document.querySelectorAll("style")].at(-1).sheet.cssRules;
        const waiting = document.createElement("donation-flow-waiting");
        const sheet = new CSSStyleSheet();
        sheet.replaceSync([...rules].map((rule) => rule.cssText.replaceAll("donation-flow:not(:defined)", "donation-flow-waiting")).join(""));
        document.adoptedStyleSheets = [sheet];
        if (sections) waiting.setAttribute("sections", sections);
        document.querySelector("#below").before(waiting);
        return document.querySelector("#below").getBoundingClientRect().top + scrollY;
      }, [sections]);
      assert.equal(after - before, sections ? 0 : height, `${width} px, ${sections}`);
      await panel.close();
    }
  }
});

test("a claim that is not right is refused by its field", async () => {
  const campaign = await claiming();
  campaign.claims[1].to = "2025-01-31";
  campaign.claims[0].unit.chain = "solana";
  const panel = await it.open({ campaign });
  assert.equal(await panel.settled(), "message");
  const [{ detail }] = await panel.events("error");
  assert.deepEqual([detail.code, detail.field], ["bad-campaign", "claims[1].to"]);
  await panel.close();

  // What only the claims' own code can see.
  campaign.claims[1].to = "2026-01-31";
  const later = await it.open({ campaign });
  assert.equal(await later.settled(), "message");
  const [{ detail: found }] = await later.events("error");
  assert.deepEqual([found.code, found.field], ["bad-campaign", "claims[0].unit.chain"]);
  assert.match(await later.text(), /none of the addresses meant is on this chain/);
  await later.close();
});

const reviews = (panel) =>
  panel.page.evaluate(() => [...document.querySelectorAll("script[type='application/ld+json']")].map((script) => [script.parentNode.localName, JSON.parse(script.textContent)]));

test("reviews for machines are in the element where the publisher asks, under a strict policy, and go with it", async () => {
  const campaign = await claiming({ claim_review: true });
  const policy = [
    "default-src 'none'",
    `script-src ${it.site.url} 'wasm-unsafe-eval'`,
    "style-src 'self' 'unsafe-inline'",
    `connect-src ${it.site.url} ${it.explorer}`,
    "require-trusted-types-for 'script'",
    "trusted-types donation-flow",
  ].join("; ");
  const panel = await it.open({ campaign, headers: { "content-security-policy": policy } });
  assert.equal(await panel.settled(), "report");
  await panel.until(() => document.querySelector("script[type='application/ld+json']"));
  const [[holder, review]] = await reviews(panel);
  assert.equal(holder, "donation-flow");
  assert.equal(review["@graph"].length, 4);
  const [first] = review["@graph"];
  assert.equal(first.claimReviewed, SENTENCE.en);
  assert.deepEqual(first.reviewRating, { "@type": "Rating", alternateName: "The addresses listed here show about the same." });
  assert.equal(first.itemReviewed.appearance.url, "https://news.example/relief");
  assert.equal(first.author.url, campaign.url);
  assert.doesNotMatch(JSON.stringify(review), /ratingValue|bestRating/);
  assert.deepEqual(await panel.page.evaluate(() => window.seen.violations), []);

  await panel.page.evaluate(() => (document.querySelector("donation-flow").lang = "ar"));
  await panel.until(() => /العناوين/.test(document.querySelector("script[type='application/ld+json']")?.textContent ?? ""));
  assert.equal((await reviews(panel)).length, 1, "one, not one a drawing");
  await panel.page.evaluate(() => document.querySelector("donation-flow").remove());
  assert.deepEqual(await reviews(panel), []);
  assert.deepEqual(panel.errors, []);
  await panel.close();

  const silent = await it.open({ campaign: await claiming() });
  await silent.settled();
  assert.deepEqual(await reviews(silent), [], "nobody asked");
  await silent.close();
});

recordedTest("recorded: a claim of 7.5 million dollars beside 20 real addresses, without tags and with them", async () => {
  const expected = JSON.parse(await readFile(join(RECORDED, "trongrid/expected.json"), "utf8"));
  const tags = JSON.parse(await readFile(join(RECORDED, "trongrid/counterparty_tags.json"), "utf8"));
  const recorded = await it.campaign("recorded");
  const claim = {
    sentence: "The campaign received $7.5 million",
    source: "https://news.example/relief",
    measure: "net",
    amount: "7500000",
    unit: { chain: recorded.addresses[0].chain, contract: expected.contract },
    comparison: "about",
  };
  const label = (address) => ({
    ...{ chain: claim.unit.chain, address, label: tags[address], kind: "exchange" },
    ...{ issuer: "An explorer", url: "https://news.example/tags" },
  });
  for (const [labels, net] of [
    [[], expected.totals.net],
    [Object.keys(tags).map(label), expected.with_exchange_tags.net],
  ]) {
    const campaign = { ...recorded, labels: [...(recorded.labels ?? []), ...labels], claims: [claim, { ...claim, measure: "gross" }] };
    const panel = await it.open({ campaign });
    assert.equal(await panel.settled({ patience: 120_000 }), "report");
    const { claims } = await panel.report();
    assert.deepEqual([claims[0].shown, claims[0].verdict], [net, "less"]);
    assert.deepEqual([claims[1].shown, claims[1].verdict], [expected.totals.gross_received, "about"]);
    assert.equal(await shown(panel, "blockquote"), "The campaign received $7.5 million");
    assert.equal(await shown(panel, ".verdict"), "The addresses listed here show less.");
    await panel.close();
  }
});


