// What must not be in a page: senders' addresses, ways to pay, code of others, requests to others.

import assert from "node:assert/strict";
import { test } from "node:test";
import { article, element, suite } from "./harness.mjs";

const it = suite();

const json = async (url) => {
  const answer = await fetch(url);
  assert.equal(answer.status, 200, url);
  return answer.json();
};

/** Every address, in the explorer's own answers, that is neither the campaign's nor labelled by its publisher. */
async function counterparties(campaign) {
  const all = new Set();
  for (const { chain, address } of campaign.addresses) {
    const { url } = campaign.explorers.find((explorer) => explorer.chain === chain);
    if (chain.startsWith("bitcoin")) {
      let page = [...(await json(`${url}/address/${address}/txs/mempool`)), ...(await json(`${url}/address/${address}/txs/chain`))];
      while (page.length) {
        for (const { vin, vout } of page) {
          for (const { prevout } of vin) if (prevout?.scriptpubkey_address) all.add(prevout.scriptpubkey_address);
          for (const { scriptpubkey_address } of vout) if (scriptpubkey_address) all.add(scriptpubkey_address);
        }
        const last = page.filter(({ status }) => status.confirmed).at(-1);
        page = last ? await json(`${url}/address/${address}/txs/chain/${last.txid}`) : [];
      }
    } else {
      const { data } = await json(`${url}/v1/accounts/${address}/transactions/trc20?limit=200`);
      for (const { from, to } of data) all.add(from).add(to);
      const { data: native } = await json(`${url}/v1/accounts/${address}/transactions?limit=200`);
      for (const { raw_data } of native) {
        const { owner_address, to_address } = raw_data?.contract?.[0]?.parameter?.value ?? {};
        for (const hex of [owner_address, to_address]) if (hex) all.add(hex);
      }
    }
  }
  for (const { address } of [...campaign.addresses, ...(campaign.labels ?? [])]) all.delete(address);
  return all;
}

for (const name of ["relief", "tangle"]) {
  test(`${name}: no unlabelled sender or payee is in the page, the events or report.json`, async () => {
    const campaign = await it.campaign(name);
    const others = await counterparties(campaign);
    const own = new Set(campaign.addresses.map(({ address }) => address));
    assert.ok(others.size > 20, `${others.size} addresses to look for`);
    const hidden = [...others].filter((address) => address.length > 24 && !own.has(address));
    const panel = await it.open({ campaign });
    await panel.settled();
    const places = { report: JSON.stringify(await panel.events()), snapshot: (await it.snapshot(campaign)).text };
    for (const asset of (await panel.report()).assets.keys()) {
      if (asset > 0) await panel.click(`asset:${asset}`);
      for (const table of ["timeline", "flow"]) await panel.click(`table:${table}`);
      places[`page ${asset}, tables`] = await panel.html();
      for (const table of ["timeline", "flow"]) await panel.click(`table:${table}`);
      places[`page ${asset}, charts`] = await panel.html();
    }
    const hex = hexForms(campaign);
    for (const [place, text] of Object.entries(places)) {
      for (const address of hidden) if (!hex.has(address)) assert.ok(!text.includes(address), `${address} is in ${place}`);
    }
    assert.ok(places.report.includes(campaign.addresses[0].address), "the campaign's own addresses are in the report");
    await panel.close();
  });
}

/** 41-hex forms of the campaign's own and labelled Tron addresses. */
function hexForms(campaign) {
  const alphabet = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";
  const hex = new Set();
  for (const { chain, address } of [...campaign.addresses, ...(campaign.labels ?? [])]) {
    if (!chain.startsWith("tron")) continue;
    let number = 0n;
    for (const character of address) number = number * 58n + BigInt(alphabet.indexOf(character));
    hex.add((number >> 32n).toString(16).padStart(42, "0"));
  }
  return hex;
}

for (const name of ["relief", "tangle", "empty"]) {
  test(`${name}: no link to pay, no QR code, no payment URI`, async () => {
    const panel = await it.open({ campaign: name, lang: "ar" });
    await panel.settled();
    const found = await panel.page.evaluate(() => {
      const root = document.querySelector("donation-flow").shadowRoot;
      const urls = [...root.querySelectorAll("*")].flatMap((one) =>
        [...one.attributes].filter(({ name }) => ["href", "src", "xlink:href", "action", "data"].includes(name)).map(({ value }) => value),
      );
      return { urls, pictures: root.querySelectorAll("img, canvas, picture, image, object, iframe, form, input").length };
    });
    assert.equal(found.pictures, 0);
    for (const url of found.urls) assert.match(url, /^(https:\/\/|http:\/\/127\.0\.0\.1|#)/, url);
    assert.doesNotMatch(await panel.html(), /\b(bitcoin|tron|litecoin|ethereum|lightning):[a-zA-Z0-9]/);
    assert.doesNotMatch(await panel.text(), /\b(donate now|send to|pay|QR)\b/i);
    await panel.close();
  });
}

test("a strict policy and Trusted Types: the panel shows, and nothing is reported", async () => {
  const policy = (explorer) =>
    [
      "default-src 'none'",
      "script-src 'self' 'wasm-unsafe-eval'",
      `connect-src 'self' ${explorer}`,
      "style-src 'none'",
      "base-uri 'none'",
      "form-action 'none'",
      "require-trusted-types-for 'script'",
      "trusted-types donation-flow",
    ].join("; ");
  const page = article(element({ src: "/campaigns/tangle.json", load: "eager" })).replace(/<link [^>]*>/, "");
  const panel = await it.open({ html: page, headers: { "content-security-policy": policy(it.explorer) } });
  await panel.settled();
  for (const table of ["timeline", "flow"]) await panel.click(`table:${table}`);
  await panel.page.locator("donation-flow .step summary").first().click();
  await panel.page.setViewportSize({ width: 400, height: 800 });
  await panel.page.waitForTimeout(400);
  const { violations, errors } = await panel.page.evaluate(() => window.seen);
  assert.deepEqual(violations, []);
  assert.deepEqual([...errors, ...panel.errors], []);
  assert.ok(BigInt((await panel.figures({})).net) !== 0n);
  await panel.close();

  // The watch sees something where there is something to see: without the word for wasm the panel must say so.
  const without = policy(it.explorer).replace(" 'wasm-unsafe-eval'", "");
  const refused = await it.open({ html: page, headers: { "content-security-policy": without } });
  assert.equal(await refused.settled(), "message");
  assert.equal(await refused.innerShows(), true);
  assert.ok((await refused.page.evaluate(() => window.seen.violations)).length > 0);
  await refused.close();
});

test("no cookie, no storage, no referrer, and nobody asked but the site and the explorers", async () => {
  const campaign = await it.campaign("relief");
  const panel = await it.open({ campaign });
  const headers = [];
  panel.page.on("request", (request) => headers.push(request.allHeaders().catch(() => ({}))));
  await panel.settled();
  const explorer = new URL(it.explorer).host;
  const hosts = new Set(panel.asked().map(({ url }) => new URL(url).host));
  assert.deepEqual([...hosts], [explorer]);
  for (const sent of await Promise.all(headers)) {
    if (!sent[":authority"]?.includes(explorer) && sent.host !== explorer) continue;
    assert.equal(sent.referer, undefined);
    assert.equal(sent.cookie, undefined);
  }
  const kept = await panel.page.evaluate(async () => ({
    cookie: document.cookie,
    local: localStorage.length,
    session: sessionStorage.length,
    databases: (await indexedDB.databases()).length,
    caches: (await caches.keys()).length,
    workers: (await navigator.serviceWorker.getRegistrations()).length,
  }));
  assert.deepEqual(kept, { cookie: "", local: 0, session: 0, databases: 0, caches: 0, workers: 0 });
  await panel.close();
});

test("what a campaign file says is text, never markup, script or direction", async () => {
  const hostile = [
    '<img src=x onerror="window.hacked=1">',
    "</script><script>window.hacked=1</script>",
    '"><svg onload=window.hacked=1>',
    "\u202Ereversed\u202C \u2066isolated",
    "a".repeat(1_500),
    "{n} {hosts} &lt;b&gt; ${1}",
  ].join(" ");
  const campaign = await it.campaign("relief");
  campaign.name = hostile;
  campaign.description = { en: hostile, ar: hostile };
  for (const address of campaign.addresses) address.note = hostile;
  for (const event of campaign.events) event.label = hostile;
  for (const label of campaign.labels) [label.label, label.issuer] = [hostile, hostile];
  for (const lang of ["en", "ar"]) {
    const panel = await it.open({ campaign, lang, width: 320 });
    await panel.settled();
    await panel.page.waitForTimeout(200);
    assert.equal(await panel.page.evaluate(() => window.hacked), undefined);
    const root = await panel.page.evaluate(() => {
      const root = document.querySelector("donation-flow").shadowRoot;
      const all = [...root.querySelectorAll("*")];
      return {
        elements: root.querySelectorAll("img, script, svg[onload], b[onload]").length,
        handlers: all.filter((one) => [...one.attributes].some(({ name }) => name.startsWith("on") || name === "style")).length,
      };
    });
    assert.deepEqual(root, { elements: 0, handlers: 0 });
    const text = await panel.text();
    assert.ok(text.includes("<img src=x"), `it is shown as text: ${text.slice(0, 400)}`);
    assert.doesNotMatch(await panel.text(), /[\u202a-\u202e]/, "no control over the direction");
    const overflow = await panel.page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
    assert.ok(overflow <= 0, `${overflow} px wider than the page`);
    await panel.close();
  }
});

test("links that are no https are no links", async () => {
  const campaign = await it.campaign("relief");
  for (const url of ["javascript:alert(1)", "data:text/html,x", "http://example.com/", "bitcoin:bcrt1x"]) {
    const panel = await it.open({ campaign: { ...campaign, events: [{ ...campaign.events[0], url }] } });
    if ((await panel.settled()) === "report") {
      const hrefs = await panel.page.evaluate(() => [...document.querySelector("donation-flow").shadowRoot.querySelectorAll("[href]")].map((one) => one.getAttribute("href")));
      assert.ok(!hrefs.includes(url), url);
    } else {
      assert.match(await panel.text(), /events\[0\]\.url/);
    }
    await panel.close();
  }
});
