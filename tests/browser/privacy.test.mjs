// What must not be in a page: senders' addresses, ways to pay, code of others, requests to others.

import assert from "node:assert/strict";
import { test } from "node:test";
import { article, element, suite } from "./harness.mjs";

const it = suite();

/** What has the form of an address: Bitcoin's and its kin's, Tron's, Solana's, Ethereum's, and Tron's in hexadecimal digits. */
const ADDRESS = /\b(?:(?:bcrt|tltc)1[02-9ac-hj-np-z]{20,80}|0x[0-9a-fA-F]{40}|41[0-9a-f]{40}|[1-9A-HJ-NP-Za-km-z]{25,44})\b/g;

/** One form for each: that of Ethereum's has two cases. */
const plain = (text) => text.replace(/0x[0-9a-fA-F]{40}/g, (address) => address.toLowerCase());

/**
 * Opens a panel, and looks for the addresses of those who sent, or were sent to, in all that it shows, tells and writes: those
 * that the explorers' own answers hold, without the campaign's, the labelled ones and tokens' contracts.
 */
async function leaks(campaign) {
  const answers = [];
  const panel = await it.open({ campaign, init: () => {} });
  panel.page.on("response", (answer) => answer.url().startsWith(it.explorer) && answers.push(answer.text().catch(() => "")));
  await panel.page.reload();
  await panel.settled();
  const report = await panel.report();
  const places = { events: JSON.stringify(await panel.events()) };
  // The ledger holds addresses as the chain does, so that the rest can be recomputed (docs/snapshot.md).
  const { files } = await it.snapshot(campaign);
  for (const [name, text] of Object.entries(files)) if (name !== "ledger.json") places[`the command's ${name}`] = text;
  const shown = report.assets.length + (report.all ? 1 : 0);
  for (let asset = report.all ? -1 : 0; asset < report.assets.length; asset += 1) {
    if (shown > 1) await panel.click(`asset:${asset}`);
    places[`asset ${asset}, charts`] = await panel.html();
    for (const table of ["timeline", "flow"]) await panel.click(`table:${table}`);
    await panel.click("order:largest");
    places[`asset ${asset}, tables`] = await panel.html();
    for (const table of ["timeline", "flow"]) await panel.click(`table:${table}`);
  }
  const said = plain((await Promise.all(answers)).join("\n"));
  await panel.close();

  const known = [...campaign.addresses, ...(campaign.labels ?? [])].map(({ address }) => address);
  known.push(...(campaign.tokens ?? []).map(({ contract }) => contract));
  known.push(...report.excluded.flatMap(({ contract }) => contract ?? []), ...hexForms(campaign));
  const others = new Set(said.match(ADDRESS));
  for (const address of known) others.delete(plain(address));
  const found = [];
  for (const [place, text] of Object.entries(places)) {
    const searched = plain(text);
    for (const address of others) if (searched.includes(address)) found.push(`${address} in ${place}`);
  }
  return { others, found, report, places: Object.keys(places) };
}

for (const name of ["relief", "tangle", "crowded", "evm", "solana", "litecoin", "listed", "alliance"]) {
  test(`${name}: nobody who sent, or was sent to, is named without a label in page, events or files`, async () => {
    const { others, found, report } = await leaks(await it.campaign(name));
    assert.deepEqual(found, []);
    assert.ok(others.size > 3, `${others.size} addresses to look for`);
    const senders = report.assets.map(({ sending_addresses }) => sending_addresses);
    assert.ok(Math.max(...senders) > 1, `${senders} senders`);
    if (name === "relief" || name === "tangle") {
      assert.ok(report.assets.some(({ totals }) => BigInt(totals.returned) > 0n), "something went back");
    }
  });
}

test("a publisher's threshold shows senders and those whom money went back to, and the watch sees them", async () => {
  const campaign = await it.campaign("relief");
  const native = { chain: "bitcoin-regtest", amount: "0.00000001" };
  const { found, report } = await leaks({ ...campaign, privacy: { show_senders_above: [native] } });
  const flow = report.assets[0].flow;
  const senders = flow.sources.flatMap(({ addresses }) => addresses);
  const paidBack = flow.destinations.filter(({ kind }) => kind === "returned").flatMap(({ addresses }) => addresses);
  assert.ok(senders.length > 5 && paidBack.length > 0, `${senders.length} senders, ${paidBack.length} paid back`);
  for (const place of ["events", "the command's report.json", "asset 0, charts", "asset 0, tables"]) {
    assert.ok(found.some((leak) => leak.endsWith(place)), `nothing was seen in ${place}`);
  }
  assert.equal(report.assets[0].flow.sources.some(({ kind }) => kind === "band"), false, "everybody is large");
});

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

/** Whatever a reader could pay by, in a root: links to anything but pages, pictures, forms, markup out of texts. */
function waysToPay(root) {
  const found = [];
  const PICTURES = "img, canvas, picture, image, video, object, embed, iframe, use, foreignObject";
  const FORMS = "form, input, textarea, select, [contenteditable]";
  for (const one of root.querySelectorAll(`${PICTURES}, ${FORMS}, script, style, base, meta, link`)) found.push(one.localName);
  for (const button of root.querySelectorAll("button")) {
    if (button.type !== "button" || !/^[a-z-]+(:[\w-]+)?$/.test(button.dataset.action ?? "") !== button.disabled) found.push(button.outerHTML);
  }
  for (const one of root.querySelectorAll("*")) {
    for (const { name, value } of one.attributes) {
      if (name.startsWith("on") || name === "style") found.push(`${name}=${value}`);
      const urls = ["href", "src", "xlink:href", "action", "formaction", "ping", "poster"].includes(name) ? [value] : [];
      if (name === "data-source") urls.push(...value.split(" "));
      for (const url of urls) if (!/^(https:\/\/[\w.-]+(:\d+)?(\/|$)|http:\/\/127\.0\.0\.1:\d+\/)/.test(url)) found.push(`${name}=${url}`);
    }
  }
  return found;
}

const paying = (panel) =>
  panel.page.evaluate((ways) => {
    const find = new Function(`return (${ways})(arguments[0])`);
    return find(document.querySelector("donation-flow").shadowRoot);
  }, String(waysToPay));

const BAIT = [
  ...["bitcoin:bcrt1qw508d6qejxtdg4y5r3zarvary0c5xw7kygt080?amount=1", "ethereum:0x165CD37b4C644C2921454429E7F9358d18A45e14@1"],
  ...["tron:TEFccmfQ38cZS1DTZVhsxKVDckA8Y6VfCy", "lightning:lnbc1invented", "javascript:alert(1)", "web+pay:all"],
  ...["data:image/png;base64,iVBORw0KGgo=", "//pay.example/", "http://pay.example/", "https://me@pay.example/"],
];
const MARKUP =
  '<a href="bitcoin:x">Pay</a><img src="https://pay.example/qr.png"><form action="https://pay.example"><input name="amount"></form>' +
  "█▀▀▀▀▀█ ▄▀ █▀▀▀▀▀█ [pay](bitcoin:x) bitcoin:bcrt1qinvented";

test("no attribute and no property makes a way to pay", async () => {
  const campaign = await it.campaign("relief");
  const [{ address }] = campaign.addresses;
  const tries = [
    ...["address", "src"].flatMap((name) => [...BAIT, MARKUP].map((bait) => ({ [name]: bait }))),
    { address: `bitcoin:${address}?amount=1&label=Pay&message=now` },
    ...["lang", "sections", "theme", "currency", "from", "to", "load", "snapshot", "verify", "pay", "href"].map((name) => ({ [name]: MARKUP })),
  ];
  const panel = await it.open({ campaign });
  await panel.settled();
  assert.deepEqual(await paying(panel), []);
  const src = await panel.page.evaluate(() => document.querySelector("donation-flow").getAttribute("src"));
  for (const attributes of tries) {
    for (const asProperty of [false, true]) {
      await panel.page.evaluate(
        async ({ src, attributes, asProperty }) => {
          const element = document.createElement("donation-flow");
          const all = { ...(attributes.address ? {} : { src }), load: "eager", ...attributes };
          for (const [name, value] of Object.entries(all)) {
            if (asProperty) element[name] = value;
            else element.setAttribute(name, value);
          }
          document.querySelector("donation-flow").replaceWith(element);
          await new Promise((resume) => setTimeout(resume, 120));
        },
        { src, attributes, asProperty },
      );
      assert.deepEqual(await paying(panel), [], JSON.stringify(attributes));
    }
  }
  await panel.close();
});

test("no field of a campaign file makes a way to pay", async () => {
  const campaign = await it.campaign("listed");
  Object.assign(campaign, { url: "https://news.example/", description: "An article" });
  // Every text that is not a name of something known.
  const baited = structuredClone(campaign);
  const bait = (holder) => {
    for (const [name, value] of Object.entries(holder)) {
      if (["name", "description", "label", "note", "issuer", "sentence", "beyond", "symbol"].includes(name)) {
        holder[name] = typeof value === "string" || name === "symbol" ? MARKUP.slice(0, name === "symbol" ? 16 : 2_000) : Object.fromEntries(Object.keys(value).map((lang) => [lang, MARKUP]));
      } else if (value && typeof value === "object") bait(value);
    }
  };
  bait(baited);
  for (const lang of ["en", "ar"]) {
    const panel = await it.open({ campaign: baited, lang });
    assert.equal(await panel.settled(), "report");
    assert.deepEqual(await paying(panel), []);
    for (const table of ["timeline", "flow"]) await panel.click(`table:${table}`);
    assert.deepEqual(await paying(panel), []);
    for (const mark of await panel.page.locator("donation-flow [data-source]").all()) {
      await mark.dispatchEvent("pointerover");
      assert.deepEqual(await paying(panel), []);
    }
    assert.ok((await panel.text()).includes("<a href="), "it is shown as text");
    await panel.close();
  }

  // Every URL: what is no page is refused, by its field.
  const urls = [];
  const visit = (holder, path) => {
    for (const [name, value] of Object.entries(holder)) {
      if (typeof value === "string" && /^https?:/.test(value)) urls.push([...path, name]);
      else if (value && typeof value === "object") visit(value, [...path, name]);
    }
  };
  visit(campaign, []);
  assert.ok(urls.length > 4, `${urls.length} URLs`);
  const panel = await it.open({ campaign });
  await panel.settled();
  let turn = 0;
  for (const path of urls) {
    for (const bait of [BAIT[turn++ % BAIT.length], BAIT[turn++ % BAIT.length]]) {
      const changed = structuredClone(campaign);
      path.slice(0, -1).reduce((holder, name) => holder[name], changed)[path.at(-1)] = bait;
      const src = it.site.add("campaign.json", JSON.stringify(changed));
      await panel.page.evaluate(
        ({ src, id }) => {
          const element = document.createElement("donation-flow");
          Object.assign(element, { src, id, load: "eager" });
          document.querySelector("donation-flow").replaceWith(element);
        },
        { src, id: `bait${turn}` },
      );
      assert.equal(await panel.settled(), "message", `${path.join(".")} = ${bait}`);
      assert.deepEqual(await paying(panel), []);
      assert.ok((await panel.text()).includes(path.at(-1)), `${path.join(".")} is named`);
    }
  }
  await panel.close();
});

test("the watch for ways to pay sees each of them", async () => {
  const page = await it.browser.newPage();
  const found = await page.evaluate(
    ([ways, markup]) => {
      const root = document.createElement("div");
      root.innerHTML = `${markup}<button>Pay</button><g data-source="https://a.example/ bitcoin:x"></g><p style="color: red" onclick="pay()"></p>`;
      return new Function(`return (${ways})(arguments[0])`)(root);
    },
    [String(waysToPay), MARKUP],
  );
  await page.close();
  for (const way of ["img", "form", "input", "href=bitcoin:x", "data-source=bitcoin:x", "style=color: red", "onclick=pay()"]) {
    assert.ok(found.includes(way), `${way} is not among ${found}`);
  }
  assert.ok(found.some((one) => one.startsWith("<button")));
});

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

test("nobody is asked before the click, whatever marks a file begins with", async () => {
  for (const marks of [1, 2, 3]) {
    const panel = await it.open({ campaign: "\uFEFF".repeat(marks) + JSON.stringify(await it.campaign("relief")), load: "click" });
    await panel.until(() => ["asking", "message"].includes(document.querySelector("donation-flow").shadowRoot?.querySelector(".df")?.dataset.state));
    assert.deepEqual(panel.asked(), [], `${marks} marks`);
    await panel.close();
  }
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
