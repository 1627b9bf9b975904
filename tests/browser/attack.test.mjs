// Everybody whose words come into a page tries to do more than say them: the campaign file, explorers, lists and prices, a
// snapshot's folder, a frame's query. Each is shown as text, cut, refused by its field, or counted as a gap.

import assert from "node:assert/strict";
import { test } from "node:test";
import { NOW, article, element, suite } from "./harness.mjs";
import { needed, policyText } from "../../dist/builder/policy.js";
import { framed } from "../embed/frames.mjs";

const it = suite();

/** What others write. A script that ran, or a request that somebody was made to send, leaves a trace: `window.hacked`, or this host. */
const EVIL = "https://evil.example";
const MARKUP = [
  '<img src=x onerror="window.hacked=1">',
  "</script><script>window.hacked=1</script>",
  `"><svg onload=window.hacked=1><style>@import "${EVIL}/a.css"</style>`,
  `' onfocus=window.hacked=1 autofocus x='<iframe srcdoc="<script>parent.hacked=1</script>">`,
  `<a href="javascript:window.hacked=1">x</a><meta http-equiv=refresh content="0;url=${EVIL}">`,
];
const HOSTILE = [
  MARKUP.join(" "),
  "javascript:window.hacked=1 data:text/html,<script>window.hacked=1</script> //evil.example",
  // Marks of direction (UAX #9): opened and not closed, closed and not opened.
  "\u202Eesrever \u202D\u2067\u2068 \u202C\u2069\u2069\u2069 \u200E\u200F\u061C \u202A\u202B\u2066",
  // Letters of several scripts that look alike, and what has no width.
  "раураl.com exаmple.com аррӏе xn--80ak6aa92e.com do\u200Bna\u2060te \uFEFF\u00AD",
  "\uFFFE\uFFFF\u{E0041}\u{F0000}\u2028\u2029 \uD800 e" + "\u0301".repeat(200),
  "{n} {hosts} {status.page-of about n} ${1} &lt;b&gt; %s \\u0041",
  "W".repeat(1_800),
];

/** Run in a page: what is in a panel, by elements and attributes, and what should not be. */
const looked = (root) => {
  const made = new Set();
  const odd = [];
  const note = (text, where) => {
    // What the panel itself isolates is closed where it was opened; nothing else turns a text round.
    let depth = 0;
    for (const character of text) {
      const code = character.codePointAt(0);
      if ((code < 32 && ![9, 10].includes(code)) || (code >= 127 && code < 160)) odd.push(`a control character ${code} in ${where}`);
      if ((code >= 0x202a && code <= 0x202e) || [0x61c, 0xfeff].includes(code)) odd.push(`a mark of direction ${code.toString(16)} in ${where}`);
      if (code >= 0x2066 && code <= 0x2068) depth += 1;
      if (code === 0x2069) depth -= 1;
      if (depth < 0) break;
    }
    // Amounts in Arabic have a mark of the panel's own before or behind them.
    if (text.includes("\u200e\u200f")) odd.push(`marks of direction in ${where}`);
    if (depth) odd.push(`isolates that are not closed in ${where}: ${text.slice(0, 80)}`);
  };
  const walk = document.createTreeWalker(root, NodeFilter.SHOW_ELEMENT | NodeFilter.SHOW_TEXT | NodeFilter.SHOW_COMMENT);
  for (let node = walk.nextNode(); node; node = walk.nextNode()) {
    if (node.nodeType === Node.COMMENT_NODE) odd.push(`a comment: ${node.data}`);
    if (node.nodeType === Node.TEXT_NODE) note(node.data, node.parentElement.localName);
    if (node.nodeType !== Node.ELEMENT_NODE) continue;
    made.add(node.localName);
    for (const { name, value } of node.attributes) {
      made.add(`${node.localName} ${name}`);
      note(value, `${node.localName} ${name}`);
      if (/^on|^style$|^src/.test(name)) odd.push(`${name}=${value}`);
      if (/href|data-source/.test(name)) for (const url of value.split(" ")) if (!/^https:\/\/|^http:\/\/(127\.0\.0\.1|localhost)[:/]/.test(url)) odd.push(`${name}=${url}`);
    }
  }
  return { made: [...made], odd };
};

/** Looks at a panel in every way that a reader can have it show something. */
async function seen(panel) {
  const look = () => panel.page.evaluate(`(${looked})(document.querySelector("donation-flow").shadowRoot)`);
  await panel.page.evaluate(() => document.querySelector("donation-flow").shadowRoot.querySelectorAll("details").forEach((one) => (one.open = true)));
  // A mark's sentence, with its sources, stands in the chart's line.
  await panel.page.evaluate(() => {
    for (const mark of document.querySelector("donation-flow").shadowRoot.querySelectorAll("[data-mark]")) mark.dispatchEvent(new PointerEvent("pointerover", { bubbles: true, composed: true }));
  });
  const looks = [await look()];
  for (const table of ["timeline", "flow"]) {
    if (!(await panel.page.locator(`donation-flow [data-action="table:${table}"]`).count())) continue;
    await panel.click(`table:${table}`);
    looks.push(await look());
    await panel.click(`table:${table}`);
  }
  return { made: new Set(looks.flatMap(({ made }) => made)), odd: looks.flatMap(({ odd }) => odd) };
}

/** Nothing ran, nobody else was asked, and no policy was in the way of anything. */
async function assertInert(panel, what, { reported = [] } = {}) {
  const { hacked, violations, errors, wide } = await panel.page.evaluate(() => ({ hacked: window.hacked, violations: window.seen.violations, errors: window.seen.errors, wide: document.documentElement.scrollWidth - innerWidth }));
  assert.deepEqual({ hacked, violations: violations.filter((one) => !reported.includes(one)), errors }, { hacked: undefined, violations: [], errors: [] }, what);
  const hosts = panel.asked().map(({ url }) => new URL(url).origin).filter((origin) => ![it.explorer, it.site.url].includes(origin));
  assert.deepEqual(hosts, [], `${what}: nobody else is asked`);
  assert.ok(wide <= 0, `${what}: ${wide} px wider than the page`);
}

/** The policy that the builder prints for such a panel, which enforces Trusted Types. */
const policy = (of) =>
  policyText(needed({ base: `${it.site.url}/donation-flow/`, reserve: true, trusted: true, ...of }));

/** A page with a panel under that policy, and nothing else but the watch's own style. */
async function under(campaign, { lang = "en", width = 320, alter, snapshot, src = it.site.add("campaign.json", JSON.stringify(campaign)) } = {}) {
  const attributes = snapshot ? { snapshot } : { src };
  const html = article(element({ ...attributes, lang, load: "eager" }), { lang }).replace(/<link [^>]*>/, '<link rel="stylesheet" href="/donation-flow/reserve.css">');
  const of = snapshot ? { snapshot: it.site.url + snapshot } : { src: it.site.url + src, campaign };
  const blank = await it.open({ html: "<!doctype html><title>None</title>", src: "none", clock: "running", width });
  if (alter) {
    await blank.page.route(`${it.explorer}/**`, async (route) => {
      const request = route.request();
      const body = request.postData() ?? undefined;
      const answer = await fetch(request.url(), { method: request.method(), ...(body && { body, headers: { "content-type": "application/json" } }) });
      const changed = alter(await answer.text(), request.url(), answer.status);
      await route.fulfill({ status: changed.status ?? answer.status, headers: { "access-control-allow-origin": "*" }, body: changed.body ?? changed }).catch(() => {});
    });
  }
  const path = it.site.add("article.html", html, { headers: { "content-security-policy": policy(of) } });
  await blank.page.goto(it.site.url + path, { waitUntil: "load" });
  return blank;
}

const patient = { wind: 2_000, patience: 90_000 };

/** Every text of a campaign file that is the publisher's to choose, as other words. */
function told(campaign, say) {
  const visit = (holder) => {
    for (const [name, value] of Object.entries(holder)) {
      const isText = ["name", "description", "label", "note", "issuer", "sentence", "beyond"].includes(name);
      if (isText) holder[name] = typeof value === "string" ? say(name) : Object.fromEntries(Object.keys(value).map((lang) => [lang, say(name)]));
      else if (value && typeof value === "object") visit(value);
    }
  };
  const changed = structuredClone(campaign);
  visit(changed);
  return changed;
}

/** Claims, labels, events, notices, lists and a token of a name of its own, in one campaign. */
async function wordy() {
  const [listed, screened, priced] = await Promise.all(["listed", "screened", "priced"].map((name) => it.campaign(name)));
  return { ...listed, lists: screened.lists, claim_review: true, url: "https://news.example/article", tokens: [...(listed.tokens ?? []), ...priced.tokens.filter(({ contract }) => !listed.tokens?.some((one) => one.contract === contract))] };
}

/** The sample's list with other names of itself, its issuer and its entries. */
const spoken = (list, say) =>
  list
    .split("\n")
    .map((line) => line.replace(/^((?:name|issuer)\.\w+ ).*/, `$1${say()}`).replace(/^([\w-]+\t)[^\t]+(\t)/, (_, before, after) => before + say() + after))
    .join("\n");

test("every text of a campaign and of its lists stays text: no element, link, script or turn of direction comes of it", async () => {
  const plain = await wordy();
  const lines = (say) => (body, url) => (url.includes("/lists/") ? spoken(body, say) : body);
  const honest = await under(plain, { alter: lines(() => "A name") });
  assert.equal(await honest.settled(patient), "report", await honest.text());
  const { made: usual, odd } = await seen(honest);
  assert.deepEqual(odd, []);
  await assertInert(honest, "plain words");
  const figures = (await honest.report()).assets.map(({ totals }) => totals);
  await honest.close();

  for (const [lang, from] of [["en", 0], ["ar", 3]]) {
    let turn = from;
    // A list's line ends with the line, and its columns with a tab.
    const say = () => HOSTILE[turn++ % HOSTILE.length];
    const panel = await under(told(plain, say), { lang, alter: lines(() => say().replaceAll(/[\n\t\u2028\u2029]/g, "")) });
    assert.equal(await panel.settled(patient), "report");
    const { made, odd } = await seen(panel);
    assert.deepEqual(odd, [], lang);
    assert.deepEqual([...made].filter((one) => !usual.has(one)), [], `${lang}: no other element or attribute than with plain words`);
    await assertInert(panel, lang);
    const text = await panel.page.evaluate(() => document.querySelector("donation-flow").shadowRoot.textContent);
    for (const shown of ["<img src=x", "javascript:", "раураl.com", "{n} {hosts}", "W".repeat(100)]) assert.ok(text.includes(shown), `${lang}: ${shown} is shown as it is`);
    // An article's sentence stands as it is.
    const sentences = await panel.page.locator("donation-flow blockquote").allTextContents();
    const others = sentences.reduce((text, sentence) => text.replace(sentence, ""), text);
    assert.ok(others.includes("…") && !others.includes("W".repeat(200)), "what is long is cut, with a mark");
    assert.deepEqual((await panel.report()).assets.map(({ totals }) => totals), figures, "words change no figure");
    // What machines are told is data.
    const script = panel.page.locator('donation-flow script[type="application/ld+json"]');
    assert.equal(await script.count(), 1);
    JSON.parse(await script.textContent());
    await panel.close();
  }
});

test("what is no text of a campaign file is refused by its field", async () => {
  const plain = await wordy();
  const src = it.site.add("campaign.json", JSON.stringify(plain));
  const panel = await under(plain, { src });
  const changed = (change) => {
    const campaign = structuredClone(plain);
    change(campaign);
    return JSON.stringify(campaign);
  };
  const at = (text, value) => JSON.stringify(plain).replace(/"name":/, `"x":0,"name":`).replace('"x":0', text + (value === undefined ? "" : `:${value}`));
  const cases = {
    "a NUL in the name": [changed((one) => (one.name = "A\0B")), "name"],
    "an escape code": [changed((one) => (one.events[0].label = "A\u001b[31mB")), "events[0].label"],
    "a megabyte": [changed((one) => (one.name = "A".repeat(990_000))), "name"],
    "more than a megabyte": [changed((one) => (one.name = "A".repeat(1_000_001))), ""],
    "a look-alike host": [changed((one) => (one.labels[0].url = "https://раураl.com/")), "labels[0].url"],
    "a script's URL": [changed((one) => (one.claims[0].source = "javascript:window.hacked=1")), "claims[0].source"],
    "an explorer with a user": [changed((one) => (one.explorers[0].url = "https://mempool.space@evil.example")), "explorers[0].url"],
    "an explorer by another scheme": [changed((one) => (one.explorers[0].url = "data:application/json,[]")), "explorers[0].url"],
    "a list that leaves the site": [changed((one) => (one.lists = ["//evil.example/list"])), "lists[0]"],
    "a number beyond u128": [changed((one) => (one.claims[1].amount = "9".repeat(60))), "claims[1].amount"],
    "a negative number": [changed((one) => (one.claims[1].amount = "-1")), "claims[1].amount"],
    "an exponent": [changed((one) => (one.claims[1].amount = "1e400")), "claims[1].amount"],
    "a number for an integer": [at('"max_requests"', "1e400"), "max_requests"],
    "a field of all objects": [at('"__proto__"', '{"hacked":1}'), "__proto__"],
    "a field with markup for a name": [at(JSON.stringify(MARKUP[0]), "1"), "<img src=x"],
    "deep nesting": [at('"description"', "[".repeat(100_000) + "]".repeat(100_000)), ""],
    "an object in a text's place": [changed((one) => (one.name = { en: { en: "A" } })), "name.en"],
  };
  for (const [what, [file, field]] of Object.entries(cases)) {
    it.site.add("", file, { path: src, headers: { "content-type": "application/json", "cache-control": "no-store" } });
    const said = await panel.page.evaluate(async (src) => {
      const made = document.createElement("donation-flow");
      Object.assign(made, { src, load: "eager", lang: "en" });
      const told = new Promise((tell) => made.addEventListener("donation-flow-error", ({ detail }) => tell(detail), { once: true }));
      document.querySelector("donation-flow").replaceWith(made);
      return told;
    }, src);
    assert.equal(said.code, "bad-campaign", what);
    assert.ok((said.field ?? "").startsWith(field) && (field || said.message), `${what}: ${JSON.stringify(said)}`);
    const { odd } = await panel.page.evaluate(`(${looked})(document.querySelector("donation-flow").shadowRoot)`);
    assert.deepEqual(odd, [], what);
  }
  await assertInert(panel, "refused files");
  await panel.close();
});

/** What an explorer's answer can be made into, as text: of one that is JSON, and of a file of prices. */
const NUMBERS = ["-1", "1e400", "1.5", "-0", "340282366920938463463374607431768211456", "9".repeat(400), "1e-7", '"0x1"', '"٣"', "true", "[]"];
const isId = (text) => /^(0x)?[0-9a-f]{8,}$/i.test(text) || /^[1-9A-HJ-NP-Za-km-z]{26,}$/.test(text);
const leaves = (value, change, name) => {
  if (Array.isArray(value)) return value.map((one) => leaves(one, change, name));
  if (value && typeof value === "object") return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, leaves(one, change, name)]));
  return change(value, name);
};
const json = (body, change) => {
  try {
    return JSON.stringify(change(JSON.parse(body)));
  } catch {
    return body;
  }
};
let turn = 0;
const ATTACKS = {
  "names of tokens": { whole: true, alter: (body) => json(body, (value) => leaves(value, (one, name) => (["name", "symbol", "scriptpubkey_asm"].includes(name) ? HOSTILE[turn++ % HOSTILE.length] : one))) },
  "fields beside those that there are": { whole: true, alter: (body) => json(body, (value) => (Array.isArray(value) ? value.map((one) => (one && typeof one === "object" ? { ...one, [MARKUP[0]]: MARKUP, constructor: 1, toString: HOSTILE[2] } : one)) : value)) },
  "words in every text": { alter: (body) => json(body, (value) => leaves(value, (one) => (typeof one === "string" ? HOSTILE[turn++ % HOSTILE.length] : one))) },
  "words in every text but ids": { alter: (body) => json(body, (value) => leaves(value, (one) => (typeof one === "string" && !isId(one) && !/^\d+$/.test(one) ? MARKUP[turn++ % MARKUP.length] : one))) },
  "numbers that are none": { alter: (body) => body.replaceAll(/(?<=[:[,]\s*)"?-?\d+(?:\.\d+)?"?(?=\s*[,\]}])/g, () => NUMBERS[turn++ % NUMBERS.length]).replaceAll(/^(\d{4}-\d\d-\d\d,).*/gm, (_, day) => day + NUMBERS[turn++ % NUMBERS.length]) },
  "the largest numbers": { alter: (body) => body.replaceAll(/("(?:value|amount|quant)"\s*:\s*)"?\d+"?/g, (all, name) => (all.endsWith('"') ? `${name}"340282366920938463463374607431768211455"` : `${name}340282366920938463463374607431768211455`)) },
  "nesting to the bottom": { alter: () => "[".repeat(200_000) },
  "a page in the place of an answer": { alter: () => ({ status: 200, body: `<!doctype html>${MARKUP.join("")}` }) },
  "a refusal in hostile words": { alter: () => ({ status: 400, body: JSON.stringify({ error: HOSTILE[0], message: HOSTILE[2], Error: MARKUP[1] }) }) },
  "a megabyte in every text": { alter: (body, url) => (/\/txs|transactions/.test(url) ? json(body, (value) => (Array.isArray(value) ? [{ ...value[0], txid: MARKUP[0].repeat(25_000) }, ...value.slice(1)] : { ...value, meta: "A".repeat(1_000_000) })) : body) },
};

test("whatever an explorer, a list or a source of prices answers, nothing runs, and no figure is made up", async () => {
  const campaign = { ...(await it.campaign("priced")), lists: (await it.campaign("screened")).lists, max_requests: 60 };
  const honest = await under(campaign, { width: 640 });
  assert.equal(await honest.settled(patient), "report");
  const { made: usual } = await seen(honest);
  const right = (await honest.report()).assets.map(({ asset, totals }) => [asset, totals]);
  await honest.close();
  const attacked = async ([what, { whole, alter }]) => {
    const panel = await under(campaign, { width: 640, alter });
    const end = await panel.settled(patient);
    const { made, odd } = await seen(panel);
    assert.deepEqual(odd, [], what);
    if (whole) assert.deepEqual([...made].filter((one) => !usual.has(one)), [], what);
    await assertInert(panel, what);
    const text = await panel.text();
    assert.doesNotMatch(text, /NaN|undefined|Infinity|\[object/, what);
    const report = await panel.report();
    const own = report?.assets.map(({ asset, totals }) => [asset, totals]);
    if (whole) assert.deepEqual(own, right, `${what}: the figures are those of the chain`);
    else assert.ok(end === "message" || report.gaps.length > 0, `${what}: a gap, or a refusal in words; ${end}`);
    await panel.close();
  };
  const attacks = Object.entries(ATTACKS);
  // Most of the time goes in waiting: three panels wait at once.
  while (attacks.length) await Promise.all(attacks.splice(0, 3).map(attacked));
});

test("a snapshot's folder says what it likes: what is not the panel's own stays out, with or without a policy", async () => {
  let turn = 0;
  // What is no character does not come out of a file as it went in.
  const SAVED = HOSTILE.filter((text) => !text.includes("\uFFFE"));
  const campaign = told(await it.campaign("listed"), () => SAVED[turn++ % SAVED.length]);
  const { folder, files, change } = await it.publish(campaign, { args: ["--as-of", NOW, "--no-second", "--no-proofs"] });
  const panel = await under(campaign, { snapshot: folder, width: 640 });
  await panel.reaches("ready");
  // Nothing of the panel's own is taken out.
  const sections = (within) => JSON.stringify([...within.querySelectorAll("section")].map((one) => one.innerHTML));
  const stands = await panel.page.evaluate(`(${sections})(document.querySelector("donation-flow").shadowRoot)`);
  const fragment = panel.requests.map(({ url }) => url.split(folder)[1]).find((path) => /^fragments\/.*\d\.html$/.test(path));
  const blank = await it.browser.newPage();
  const written = await blank.evaluate(`(${sections})(Object.assign(document.createElement("template"), { innerHTML: ${JSON.stringify(files[fragment])} }).content)`);
  await blank.close();
  const differ = [...written].findIndex((character, at) => character !== stands[at]);
  assert.ok(stands === written, `${fragment}: ${stands.slice(differ - 60, differ + 60)} is not ${written.slice(differ - 60, differ + 60)}`);
  const { odd } = await seen(panel);
  assert.deepEqual(odd, []);
  await assertInert(panel, "a campaign of hostile words");
  await panel.close();

  const EXTRA = [
    ...MARKUP,
    `<p style="position:fixed;inset:0;background:url(${EVIL}/a)" onclick="window.hacked=1">x</p>`,
    `<details open ontoggle="window.hacked=1"><summary>x</summary></details><video src="${EVIL}/v" onerror="window.hacked=1"></video>`,
    `<svg><a xlink:href="javascript:window.hacked=1"><text>x</text></a><use href="${EVIL}/u#x"/><image href="${EVIL}/i"/><animate onbegin="window.hacked=1" attributeName="x" dur="1s"/><set attributeName="href" to="javascript:1"/></svg>`,
    `<svg><rect fill="url(${EVIL}/f#x)" width="1" height="1"/><foreignObject><img src="${EVIL}/o"></foreignObject></svg><math><a href="javascript:window.hacked=1">m</a></math>`,
    `<form action="${EVIL}"><input name="amount"><button formaction="${EVIL}">Pay</button></form><object data="${EVIL}/d"></object><embed src="${EVIL}/e"><link rel="stylesheet" href="${EVIL}/l"><base href="${EVIL}">`,
    `<table background="${EVIL}/b"><tbody><tr><td background="${EVIL}/t">x</td></tr></tbody></table><a href="https://news.example/" ping="${EVIL}/p" attributionsrc="${EVIL}/s">ping</a>`,
    `<g data-mark data-source="javascript:window.hacked=1" tabindex="0" aria-label="x y z"></g><x-other></x-other><template shadowrootmode="open"><img src=x onerror="window.hacked=1"></template>`,
  ];
  const fragments = Object.keys(files).filter((path) => path.startsWith("fragments/en-"));
  for (const path of fragments) change(path, files[path].replace(/(<section class="net"[^>]*>)/, `$1${EXTRA.join("")}`).replace("<div ", '<div onclick="window.hacked=1" style="color:red" '));
  for (const isStrict of [false, true]) {
    const panel = isStrict
      ? await under(campaign, { snapshot: folder, width: 640 })
      : await it.open({ snapshot: folder, width: 640, attributes: { load: "eager" } });
    await panel.reaches("ready");
    const { made, odd } = await panel.page.evaluate(`(${looked})(document.querySelector("donation-flow").shadowRoot)`);
    assert.deepEqual(odd, []);
    const foreign = made.filter((one) => /^(img|script|style|iframe|svg on|meta|video|use|image|animate|set|foreignObject|math|form|input|object|embed|link|base|x-other|template)\b|ping|background|attributionsrc|formaction|xlink/.test(one));
    assert.deepEqual(foreign, []);
    assert.ok((await panel.text()).includes("ping"), "the rest of it stands");
    await panel.page.locator("donation-flow .net").click({ position: { x: 5, y: 5 } });
    assert.equal(await panel.page.evaluate(() => window.hacked), undefined);
    assert.deepEqual(panel.requests.map(({ url }) => url).filter((url) => url.includes("evil.example")), []);
    // A policy reports what it refuses while the fragment is read, before any of it is in the page.
    await assertInert(panel, isStrict ? "a strict policy" : "no policy", { reported: ["script-src-attr: inline ", "style-src-attr: inline "] });
    await panel.close();
  }
  for (const path of fragments) change(path, files[path]);

  // A manifest of another's, before anything that it names is believed.
  const last = await under(campaign, { snapshot: folder, width: 640 });
  for (const manifest of ["[".repeat(100_000), "null", '{"files":{"length":1e9}}', '{"files":[[null,1,2],["__proto__",1,{}],["campaign.json",-1,"<img src=x onerror=window.hacked=1>"]]}']) {
    change("manifest.json", manifest, { headers: { "cache-control": "no-store" } });
    await last.page.evaluate(() => {
      window.seen.events.length = 0;
      const panel = document.querySelector("donation-flow");
      panel.replaceWith(panel.cloneNode(true));
    });
    await last.reaches("ready");
    await last.click("order:largest");
    const { detail } = await last.until(() => window.seen.events.find(({ name }) => name === "error"));
    assert.ok(["bad-snapshot", "unreachable"].includes(detail.code), JSON.stringify(detail));
    assert.match(await last.text(), /\d/, "what stood there stands");
    await assertInert(last, manifest.slice(0, 40));
  }
  await last.close();
});

test("a frame's query is no way in: it is refused by name, or shown as text", async () => {
  const frame = (query) => `${it.explorer}/frame.html?${new URLSearchParams(query)}`;
  const SANDBOX = "allow-scripts allow-popups allow-downloads";
  const shown = { src: "/campaigns/relief.json", load: "eager", lang: "en", sections: "head net" };
  const cases = [
    [{ ...shown, [MARKUP[0]]: "1" }, "there is no parameter"],
    [{ ...shown, onclick: "window.hacked=1" }, "there is no parameter"],
    [{ ...shown, style: "color:red" }, "there is no parameter"],
    [{ src: "javascript:window.hacked=1" }, "src is on another site"],
    [{ src: `${EVIL}/c.json` }, "src is on another site"],
    [{ snapshot: "//evil.example/" }, "snapshot is on another site"],
    [{ snapshot: "\\\\evil.example\\" }, "snapshot is on another site"],
    [{ snapshot: "https:evil.example/" }, "snapshot is on another site"],
    [{ src: `data:application/json,${encodeURIComponent("{}")}` }, "src is on another site"],
    // What a declaration of one's own would make of it: a picture of another site.
    [{ ...shown, background: `var(--x, url(${EVIL}/a.png))` }, "background is no color"],
    [{ ...shown, background: `v\\61r(--x, url(${EVIL}/a.png))` }, "background is no color"],
    [{ ...shown, text: "red;position:fixed" }, "text is no color"],
    [{ ...shown, font: `url(${EVIL}/f.woff)` }, "font is no font-family"],
    [{ ...shown, theme: MARKUP[0] }, "theme is one of"],
    [{ address: MARKUP[0], load: "eager" }, undefined],
    [{ ...shown, lang: MARKUP[2] }, "lang is one of"],
    [{ ...shown, lang: "xx" }, "lang is one of ar, de, en"],
    [{ ...shown, sections: MARKUP[4] }, "sections has no"],
    [{ ...shown, sections: "head heads" }, 'sections has no "heads": it is of head, net'],
    [{ ...shown, lang: "AR-eg", sections: "net,head", id: MARKUP[1], currency: "<b>" }, undefined],
    [{ ...shown, background: "color-mix(in srgb, red 20%, #fff)", font: '"Noto Sans", serif' }, undefined],
  ];
  const { panel, inside } = await framed(it, cases.map(([query]) => ({ src: frame(query), sandbox: SANDBOX })));
  const frames = await inside();
  for (const [index, [query, fault]] of cases.entries()) {
    const within = frames[index];
    await within.waitForFunction(() => document.querySelector(".fault") ?? ["message", "ready"].includes(document.querySelector("donation-flow")?.shadowRoot?.querySelector(".df")?.dataset.state), undefined, { timeout: 60_000, polling: 100 }).catch(() => assert.fail(JSON.stringify(query)));
    const said = await within.evaluate(() => document.querySelector(".fault")?.textContent);
    const what = JSON.stringify(query);
    if (fault) assert.ok(said?.startsWith(`frame.html: ${fault}`), `${what}: ${said}`);
    else {
      assert.equal(said, undefined, what);
      const { odd } = await within.evaluate(`(${looked})(document.querySelector("donation-flow").shadowRoot)`);
      assert.deepEqual(odd, [], what);
    }
    const { hacked, foreign } = await within.evaluate(() => ({ hacked: window.hacked, foreign: document.body.querySelectorAll("img, script, iframe, svg, style, a").length }));
    assert.deepEqual({ hacked, foreign }, { hacked: undefined, foreign: 0 }, what);
  }
  assert.deepEqual(panel.requests.map(({ url }) => url).filter((url) => new URL(url, "https://none.example").host === "evil.example"), []);
  await panel.close();
});
