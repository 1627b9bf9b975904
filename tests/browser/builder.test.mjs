// The snippet builder: what it prints is right, and its policy exact; problems are named at their fields; nobody is asked before
// "Show"; all of it by keyboard, in both languages.

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { COMMAND, DIST, NOW, axe, suite } from "./harness.mjs";

const it = suite();
/** Waits until what was typed is told of in all that the builder says and prints. */
const settled = (page) => page.waitForFunction(() => !document.querySelector("#out").hasAttribute("aria-busy"));

/** Opens the builder on the publisher's site. */
async function builder({ lang = "en", theme = "light", width = 1120 } = {}) {
  const context = await it.browser.newContext({ viewport: { width, height: 1000 }, colorScheme: theme, acceptDownloads: true, permissions: ["clipboard-read", "clipboard-write"] });
  const page = await context.newPage();
  const errors = [];
  const requests = [];
  page.on("pageerror", (error) => errors.push(String(error)));
  // Whether the samples are served is found out by asking for one.
  page.on("console", (message) => message.type() === "error" && !message.location().url.endsWith("/campaigns/relief.json") && errors.push(message.text()));
  page.on("request", (request) => requests.push(request.url()));
  await page.goto(`${it.site.url}/donation-flow/builder.html?lang=${lang}`);
  await page.waitForSelector("[data-ready]", { state: "attached" });
  return {
    page,
    errors,
    /** Requests to others than the publisher's site. */
    asked: () => requests.filter((url) => !url.startsWith(it.site.url) && !/^(data|blob):/.test(url)),
    close: () => context.close(),
    /** Puts a campaign file into the text area, and chooses further fields by their ids. */
    async fill(campaign, fields = {}) {
      await page.evaluate(() => document.querySelectorAll("#raw").forEach((details) => (details.open = true)));
      if (campaign) await page.fill("#json", typeof campaign === "string" ? campaign : JSON.stringify(campaign));
      for (const [id, value] of Object.entries(fields)) {
        if (typeof value === "boolean") await page.setChecked(`#${id}`, value);
        else if (["at-lang", "at-load", "at-look", "at-theme", "at-currency", "at-verify"].includes(id)) await page.selectOption(`#${id}`, value);
        else if (id === "way") await page.check(`[name=way][value=${value}]`);
        else await page.fill(`#${id}`, value);
      }
      // What is wrong with a field is said once it is left.
      await page.evaluate(() => document.activeElement.blur());
      await settled(page);
    },
    out: (name) => page.locator(`#out-${name}`).textContent(),
    /** Waits until each of the three panels has told its last report. */
    shown: () => page.waitForFunction(() => [...document.querySelectorAll("iframe")].every((frame) => frame.contentDocument.querySelector("donation-flow")?.shadowRoot?.querySelector(".df")?.dataset.state === "ready")),
    problems: () => page.locator("#problems li").allTextContents(),
    /** What is said at the field with the focus or at `selector`: its description, and whether it is marked as wrong. */
    said: (selector) =>
      page.locator(selector).evaluate((input) => ({
        invalid: input.getAttribute("aria-invalid"),
        described: (input.getAttribute("aria-describedby") ?? "")
          .split(" ")
          .map((id) => document.getElementById(id)?.textContent ?? "")
          .join(" ")
          .trim(),
      })),
  };
}

/** The relief campaign with a host of its own for everybody who is asked. */
async function spread() {
  const campaign = { ...(await it.campaign("priced")), lists: ["https://lists.example/lists/aleria.txt"] };
  const own = { "bitcoin-regtest": "https://first.example", "tron-nile": "https://tron.example" };
  for (const one of campaign.explorers) one.url = one.url.replace(it.explorer, own[one.chain]);
  campaign.explorers.push({ chain: "bitcoin-regtest", api: "esplora", url: "https://second.example/api" });
  campaign.prices = campaign.prices.map((one) => (one.url ? { ...one, url: one.url.replace(it.explorer, "https://prices.example") } : one));
  return campaign;
}

/** The second explorer of Tron's test network, which is in the asset table. */
const NILE = "https://nile.trongrid.io";

/** Answers for `https://….example` and it as the sample explorer does. A policy stands before it: what is refused never comes here. */
const stand = (page) =>
  page.route(/^https:\/\/(\w+\.example|nile\.trongrid\.io)\//, async (route) => {
    const request = route.request();
    const url = new URL(request.url());
    const answer = await fetch(it.explorer + url.pathname + url.search, { method: request.method(), body: request.postData() ?? undefined, headers: request.postData() ? { "content-type": "application/json" } : {} });
    await route.fulfill({ status: answer.status, headers: { "access-control-allow-origin": "*" }, body: await answer.text() }).catch(() => {});
  });

const page = (snippet) => `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>An article</title></head><body>${snippet}</body></html>`;

/**
 * Opens a page of a snippet under a policy and does with its panel all that a reader can, until each of `sources` was refused; what was.
 * `act(panel)` is done once the panel stands.
 */
async function violations(snippet, policy, act, sources = []) {
  // A blank page first: what is asked by name is answered before the article is there.
  const panel = await it.open({ html: "<!doctype html><title>None</title>", src: "none" });
  await stand(panel.page);
  const path = it.site.add("article.html", page(snippet), { headers: { "content-security-policy": policy } });
  await panel.page.goto(it.site.url + path, { waitUntil: "load" });
  const refused = () => panel.page.evaluate(() => window.seen.violations);
  const pause = () => panel.page.waitForTimeout(50);
  const finished = act(panel).then(() => "done", (error) => error);
  let end;
  finished.then((value) => (end = value));
  const missing = (found) => sources.filter((source) => !found.some((one) => isOf(source, one)));
  let found = await refused();
  while (!end && (sources.length ? missing(found).length : !found.length)) {
    await pause();
    found = await refused();
  }
  found = await refused();
  const report = end === "done" ? await panel.report() : undefined;
  await panel.close();
  await finished;
  if (end instanceof Error && found.length === 0) throw end;
  return { found, missing: missing(found), report, errors: panel.errors };
}

/** Whether a violation as `watch` notes it is of a policy's source, "directive source". */
function isOf(one, violation) {
  const [name, source] = one.split(" ");
  const [directive, blocked] = violation.split(/: | /);
  const said = { "'wasm-unsafe-eval'": "wasm-eval", "donation-flow": "trusted-types-policy" }[source] ?? new URL(source, it.site.url).href;
  // Of a frame of another site no more is told than its origin.
  return directive.startsWith(name) && (blocked.startsWith(said) || (name === "frame-src" && blocked === new URL(said).origin));
}

/** How many pages of a policy are open at once: most of a page's time is spent in waiting. */
const LANES = 3;

/** A policy without some of its sources, each as "directive source"; with nothing allowed where they were the only ones. */
function without(policy, sources) {
  let taken = 0;
  const left = policy.split("; ").map((one) => {
    const [name, ...all] = one.split(" ");
    const kept = all.filter((source) => !sources.includes(`${name} ${source}`));
    if (kept.length === all.length) return one;
    taken += all.length - kept.length;
    return [name, ...(kept.length ? kept : ["'none'"])].join(" ");
  });
  assert.equal(taken, sources.length, `${sources} are in ${policy}`);
  return left.join("; ");
}

/** Each "directive source" of a policy but those that only forbid. */
const sourcesOf = (policy) =>
  policy
    .split("; ")
    .map((one) => one.split(" "))
    .filter(([name]) => name !== "default-src" && name !== "require-trusted-types-for")
    .flatMap(([name, ...sources]) => sources.map((source) => `${name} ${source}`));

/** What the builder prints of a panel: the snippet, and its policy, which has the sources that are expected, in groups. */
async function printed(made, expected) {
  const [snippet, header] = [await made.out("snippet"), await made.out("policy-header")];
  const policy = header.trim().replace(/^Content-Security-Policy: /, "");
  assert.match(policy, /^default-src 'none'; /);
  assert.equal(await made.out("policy-meta"), `<meta http-equiv="Content-Security-Policy" content="${policy}">\n`);
  const sources = sourcesOf(policy);
  const short = (source) => source.replace(it.site.url, "");
  assert.deepEqual(sources.map(short).toSorted(), expected.flat().toSorted());
  return { snippet, policy, groups: expected.map((group) => sources.filter((source) => group.includes(short(source)))) };
}

/**
 * A policy is enough, and each of its sources is needed. Those of a group are taken out together, since what is asked of one does not hang
 * on another.
 */
async function assertExact({ snippet, policy, groups }, act) {
  let whole;
  const tasks = groups.map((group) => async () => {
    const { found, missing } = await violations(snippet, without(policy, group), act, group);
    assert.deepEqual(missing, [], `needed for nothing; refused was ${found}`);
  });
  tasks.unshift(async () => (whole = await violations(snippet, policy, act)));
  const lane = async () => {
    for (let task = tasks.shift(); task; task = tasks.shift()) await task();
  };
  await Promise.all(Array.from({ length: LANES }, lane));
  assert.deepEqual(whole.found, []);
  assert.deepEqual(whole.errors, []);
  return whole;
}

const opens = (panel) => panel.page.evaluate(() => document.querySelector("donation-flow").shadowRoot.querySelectorAll("details").forEach((details) => (details.open = true)));
const answered = (panel) => panel.until(() => window.seen.events.some(({ name, detail }) => name === "report" && detail.agreements.length));

/** Reads all, and asks a second explorer. */
async function live(panel) {
  await panel.settled();
  await opens(panel);
  await panel.click("second");
  await answered(panel);
}

test("a live panel's policy is enough, and each of its sources is needed", { timeout: 300_000 }, async () => {
  const made = await builder();
  const src = it.site.add("campaign.json", JSON.stringify(await spread()));
  await made.fill(await spread(), { "at-src": src, "at-load": "eager", "at-look": "desk", "is-trusted": true });
  assert.match(await made.out("snippet"), /<link rel="stylesheet" href="[^"]+\/themes\/desk\.css" integrity="sha384-[^"]+" crossorigin>\n[^]*<donation-flow [^>]*class="desk"/);
  assert.match(await made.out("frame"), /frame\.html\?[^"]*look=desk/);
  assert.deepEqual(await made.problems(), []);
  const exact = await printed(made, [
    ["script-src /donation-flow/", "style-src /donation-flow/reserve.css", "style-src /donation-flow/themes/desk.css"],
    ["script-src 'wasm-unsafe-eval'"],
    ["connect-src /donation-flow/", `connect-src ${src}`],
    ["connect-src https://first.example"],
    ["connect-src https://tron.example"],
    ["connect-src https://second.example", `connect-src ${NILE}`],
    ["connect-src https://prices.example", "connect-src https://lists.example"],
    ["trusted-types donation-flow"],
  ]);
  const { report } = await assertExact(exact, live);
  assert.ok(BigInt(report.assets[0].totals.net) !== 0n, "it has its figures");
  assert.equal(report.agreements[0].finding, "agrees");
  assert.deepEqual(made.asked(), [], "the builder itself asked nobody");
  await made.close();
});

test("a snapshot's policy is enough for its check in a worker, and each of its sources is needed", { timeout: 300_000 }, async () => {
  const made = await builder();
  const { folder, files } = await it.publish(await spreadHere(), { args: ["--no-second", "--as-of", NOW] });
  // The explorers that readers may ask have names of their own; the folder's file says so, as its maker's would.
  await made.fill(files["campaign.json"], { way: "snapshot", "at-snapshot": folder });
  assert.deepEqual(await made.problems(), []);
  const act = async (panel) => {
    await panel.until(() => document.querySelector("donation-flow").shadowRoot?.querySelector(".df")?.dataset.state === "ready");
    await opens(panel);
    await panel.click("verify");
    await panel.until(() => window.seen.events.some(({ name }) => name === "verify"));
    const [{ detail }] = await panel.events("verify");
    assert.equal(detail.place, "worker");
    assert.deepEqual(detail.findings, []);
    await opens(panel);
    await panel.click("second");
    await answered(panel);
  };
  const { origin } = new URL(second());
  const exact = await printed(made, [
    ["script-src /donation-flow/", "style-src /donation-flow/reserve.css"],
    ["script-src 'wasm-unsafe-eval'"],
    ["connect-src /donation-flow/", `connect-src ${folder}`],
    [`connect-src ${it.explorer}`],
    [`connect-src ${origin}`],
  ]);
  await assertExact(exact, act);
  await made.close();
});

test("a snapshot that is gone on with needs its explorers too, and one that is not needs none", { timeout: 300_000 }, async () => {
  const made = await builder();
  const { folder, files } = await it.publish("relief", { args: ["--no-second", "--no-proofs", "--as-of", NOW] });
  const painted = (panel) => panel.until(() => document.querySelector("donation-flow").shadowRoot?.querySelector(".df")?.dataset.state === "ready");
  const opened = async (panel) => {
    await painted(panel);
    await panel.click("order:largest");
    await panel.until(() => window.seen.events.some(({ name }) => name === "report"));
  };
  const own = [["script-src 'wasm-unsafe-eval'"], ["connect-src /donation-flow/", `connect-src ${folder}`]];
  const script = "script-src /donation-flow/";
  await made.fill(files["campaign.json"], { way: "snapshot", "at-snapshot": folder, "at-load": "visible" });
  const alone = await printed(made, [...own, [script, "style-src /donation-flow/reserve.css"]]);
  const newer = async (panel) => {
    await painted(panel);
    // A report is told of what was opened, too: what is newer has come, or has not, once it can no longer be stopped.
    await panel.until(() => {
      const { shadowRoot } = document.querySelector("donation-flow");
      return window.seen.events.some(({ name }) => name === "report") && shadowRoot.querySelector(".status .newer") && !shadowRoot.querySelector('[data-action="live:stop"]');
    });
  };
  await made.fill(undefined, { "is-live": true, "is-reserve": false });
  assert.match(await made.out("snippet"), /<donation-flow snapshot="[^"]+" lang="en" load="visible" live>/);
  const followed = await printed(made, [...own, [script], [`connect-src ${it.explorer}`]]);
  await Promise.all([assertExact(alone, opened), assertExact(followed, newer)]);
  await made.close();
});

const second = () => `${it.explorer.replace("127.0.0.1", "localhost")}/api`;

/** The relief campaign with the same explorer under two names, which the command can ask, too. */
async function spreadHere() {
  const campaign = await it.campaign("relief");
  campaign.explorers.push({ chain: "bitcoin-regtest", api: "esplora", url: second() });
  return campaign;
}

test("the snippet has the hashes of the files, and with another one there is no panel", async () => {
  const made = await builder();
  await made.fill(await it.campaign("relief"), { "at-src": "/campaigns/relief.json", "at-load": "visible", "at-inner-text": 'A "link" <b>', "at-inner-href": "https://news.example/?a=1&b=2" });
  const snippet = await made.out("snippet");
  const hashes = Object.fromEntries([...snippet.matchAll(/(?:src|href)="([^"]+)" integrity="([^"]+)"/g)].map(([, url, hash]) => [url.replace(`${it.site.url}/donation-flow/`, ""), hash]));
  assert.deepEqual(Object.keys(hashes), ["reserve.css", "donation-flow.js"]);
  for (const [name, hash] of Object.entries(hashes)) {
    const digest = createHash("sha384").update(await readFile(join(DIST, name))).digest("base64");
    assert.equal(hash, `sha384-${digest}`, name);
  }
  assert.match(snippet, /<donation-flow src="\/campaigns\/relief.json" lang="en" load="visible">\n {2}<a href="https:\/\/news.example\/\?a=1&amp;b=2">A &quot;link&quot; &lt;b&gt;<\/a>\n<\/donation-flow>/);
  const panel = await it.open({ html: page(snippet), src: "none" });
  assert.equal(await panel.settled(), "report");
  assert.equal(await panel.page.locator("donation-flow > a").textContent(), 'A "link" <b>');
  await panel.close();
  // What a page asks for at once is there.
  const { folder } = await it.publish("relief");
  const relief = await it.campaign("relief");
  const tronFirst = { ...relief, addresses: relief.addresses.toSorted((a, b) => b.chain.localeCompare(a.chain)) };
  for (const [campaign, fields, file] of [
    [relief, { "at-load": "eager" }, "/first.js"],
    [tronFirst, {}, "/core.wasm"],
    [relief, { way: "snapshot", "at-snapshot": folder }, "/snapshot.js"],
  ]) {
    await made.fill(campaign, fields);
    const early = (await made.out("snippet")).matchAll(/<(?:link rel="(?:module)?preload"[^>]* href|script [^>]*src)="([^"]+)"/g);
    const urls = [...early].map(([, url]) => new URL(url, it.site.url).href);
    assert.ok(urls.length >= 3 && urls.some((url) => url.endsWith(file)), `${urls}`);
    assert.equal(urls.some((url) => url.endsWith("/core.wasm")), campaign === tronFirst, `${urls}`);
    for (const url of urls) assert.equal((await fetch(url)).status, 200, url);
  }
  const altered = await it.open({ html: page(snippet.replace(hashes["donation-flow.js"], `sha384-${"A".repeat(64)}`)), src: "none" });
  assert.equal(await altered.page.evaluate(() => Boolean(customElements.get("donation-flow"))), false);
  await altered.close();
  await made.close();
});

test("the iframe's page needs what is printed for it, and each of its sources", { timeout: 300_000 }, async () => {
  const made = await builder();
  const src = "/campaigns/relief.json";
  await made.fill(await it.campaign("relief"), { "at-src": src, "at-load": "eager", "at-base": `${it.explorer}/` });
  // A frame shows files of its own site alone.
  assert.equal(await made.page.locator("#out-frame").count(), 0);
  assert.match(await made.page.textContent("#out"), new RegExp(`put them on ${it.explorer}`));
  await made.fill(undefined, { "at-src": `${it.explorer}${src}` });
  const [snippet, header] = [await made.out("frame"), await made.out("frame-policy")];
  const policy = header.trim().replace("Content-Security-Policy: ", "");
  assert.deepEqual(sourcesOf(policy).map((source) => source.replace(it.explorer, "")), ["script-src /frame-parent.js", "frame-src /frame.html", "style-src /reserve.css"]);
  assert.ok(snippet.includes(`src="${it.explorer}/frame.html?src=%2Fcampaigns%2Frelief.json&amp;lang=en&amp;load=eager" title="`), snippet);
  const high = async (panel) => {
    // Less than the room that reserve.css keeps would be another's: the height is the panel's own.
    const frame = await (await panel.page.locator("iframe").elementHandle()).contentFrame();
    await frame.waitForFunction(() => document.querySelector("donation-flow")?.shadowRoot?.querySelector(".df")?.dataset.state === "ready");
    await panel.until(() => document.querySelector("iframe").style.height);
  };
  const open = (policy) => it.open({ html: page(snippet), src: "none", headers: { "content-security-policy": policy } });
  const refused = (panel) => panel.page.evaluate(() => window.seen.violations);
  const whole = await open(policy);
  await high(whole);
  assert.deepEqual(await refused(whole), []);
  await whole.close();
  // The page itself asks for each of them, so none hangs on another.
  const bare = await open(without(policy, sourcesOf(policy)));
  const sources = sourcesOf(policy);
  const found = await bare.until((count) => window.seen.violations.length >= count && window.seen.violations, sources.length);
  assert.deepEqual(sources.filter((source) => !found.some((one) => isOf(source, one))), [], "needed for nothing");
  await bare.close();
  await made.close();
});

test("a campaign comes in by URL, by a snapshot's folder, by a file, and by lines of addresses", async () => {
  const made = await builder();
  const { page } = made;
  const campaign = await it.campaign("relief");
  const file = async () => JSON.parse(await page.inputValue("#json"));
  const read = async (url) => {
    await page.fill("#from-url", url);
    await page.click("#fetch");
    await settled(page);
  };
  await read("/nowhere.json");
  assert.match((await made.said("#from-url")).described, /HTTP 404/);
  assert.equal((await made.said("#from-url")).invalid, "true");
  const src = it.site.add("campaign.json", JSON.stringify(campaign));
  await read(src);
  assert.equal((await made.said("#from-url")).invalid, null);
  assert.deepEqual(await file(), campaign);
  assert.match(await made.out("snippet"), new RegExp(`<donation-flow src="${src}" lang="en">`));
  const { folder } = await it.publish("relief", { args: ["--no-second", "--no-proofs", "--as-of", NOW] });
  await read(it.site.url + folder);
  assert.match(await made.out("snippet"), new RegExp(`<donation-flow snapshot="${folder}" lang="en">`));

  const other = { version: 1, name: "By upload", addresses: [{ chain: "bitcoin", address: "1BvBMSEYstWetqTFn5Au4m4GFg7xJaNVN2" }] };
  await page.setInputFiles("#upload", { name: "mine.json", mimeType: "application/json", buffer: Buffer.from(JSON.stringify(other)) });
  await settled(page);
  assert.deepEqual(await file(), other);

  await made.fill(undefined, { way: "address" });
  assert.match(await made.out("snippet"), /<donation-flow address="bitcoin:1BvBMSEYstWetqTFn5Au4m4GFg7xJaNVN2" lang="en">\n {2}<a href="https:\/\/mempool.space\/address\//);
  assert.match(await made.out("policy-header"), /connect-src \S+ https:\/\/mempool.space https:\/\/blockstream.info;/);
  await made.fill(undefined, { paste: ["tron:TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6t", "eip155:8453:0xdAC17F958D2ee523a2206206994597C13D831ec7", "0xdAC17F958D2ee523a2206206994597C13D831ec7", "1BvBMSEYstWetqTFn5Au4m4GFg7xJaNVN2"].join("\n") });
  await page.click("#take");
  await settled(page);
  assert.deepEqual((await file()).addresses.map(({ chain }) => chain), ["bitcoin", "tron", "base", "ethereum"], "each once");
  assert.match(await page.textContent("#fields"), /the form of several chains/);
  assert.equal(await page.isDisabled("[name=way][value=address]"), true, "that is for one address");
  assert.deepEqual(made.asked(), []);
  await made.close();
});

/** Presses Tab until what is wanted has the focus. */
async function tabTo(page, selector) {
  for (let press = 0; press < 200; press++) {
    await page.keyboard.press("Tab");
    const { isIt, outline } = await page.evaluate((selector) => {
      const one = document.activeElement;
      return { isIt: one?.matches(selector), outline: one && getComputedStyle(one).outlineStyle };
    }, selector);
    if (!isIt) continue;
    assert.notEqual(outline, "none", `the focus on ${selector} can be seen`);
    return;
  }
  assert.fail(`Tab does not come to ${selector}`);
}

for (const lang of ["en", "ar"]) {
  test(`${lang}: nothing is called wrong before its field is left, or the panel is to be shown`, async () => {
    const made = await builder({ lang });
    const { page } = made;
    const words = JSON.parse(await readFile(join(DIST, `builder/words/${lang}.json`), "utf8"));
    const wrong = () => page.evaluate(() => [...document.querySelectorAll("[aria-invalid=true]")].map((one) => one.dataset.field ?? one.id));
    const complaints = () => page.evaluate(() => [...document.querySelectorAll(".problem")].map((one) => one.textContent).filter(Boolean));
    await settled(page);
    assert.deepEqual([await wrong(), await complaints(), await made.problems()], [[], [], []]);
    assert.equal(await page.textContent("#problems"), words["problems.later"]);
    assert.equal(await page.textContent("#not-yet"), words["out.later"]);
    assert.equal(await page.textContent("#asked"), "");

    // While it is typed nothing is said of it; once it is left, that alone is.
    const address = '[data-field="addresses[0].address"]';
    await page.locator(address).pressSequentially("bc1qwrong");
    await settled(page);
    assert.deepEqual([await wrong(), await made.problems()], [[], []]);
    await page.locator(address).blur();
    await settled(page);
    assert.deepEqual(await wrong(), ["addresses[0].address"]);
    assert.equal((await made.problems()).length, 1);
    assert.equal(await page.locator("#problems").getAttribute("role"), "status");

    // To show it is to be told of everything, and asks nobody.
    await page.click("#show");
    assert.ok((await wrong()).includes("at-src"));
    assert.ok((await made.problems()).length > 1);
    assert.equal(await page.evaluate(() => document.activeElement === document.querySelector("#problems button")), true);
    assert.deepEqual(made.asked(), []);
    assert.deepEqual(made.errors, []);
    await made.close();
  });
}

test("by keyboard alone: from an address to the panel, the snippet, and a file that the command takes", async () => {
  const campaign = await it.campaign("relief");
  const [{ address }] = campaign.addresses;
  const made = await builder();
  const { page } = made;
  const type = (text) => page.keyboard.type(text);
  const press = (key) => page.keyboard.press(key);
  await tabTo(page, "#paste");
  await type(address);
  await tabTo(page, "#take");
  await press("Enter");
  await page.waitForFunction(() => /explorers/.test(document.querySelector("#problems").textContent));
  assert.equal(await page.inputValue('[data-field="addresses[0].chain"]'), "bitcoin-regtest", "the chain is told from the form");
  // Its name, and from the list of problems to where an explorer is named.
  await tabTo(page, '[data-field="name"]');
  await type("Aleria by hand");
  await page.locator("body").evaluate(() => document.querySelector("#take").focus());
  await settled(page);
  await tabTo(page, "#problems button");
  while (!/explorers/.test(await page.evaluate(() => document.activeElement.textContent))) await press("Tab");
  await press("Enter");
  await tabTo(page, '[data-add="explorers"]');
  await press("Enter");
  assert.equal(await page.evaluate(() => document.activeElement.dataset.field), "explorers[0].chain");
  await type("Bitcoin regtest");
  await press("Tab");
  await type("Esplora");
  await press("Tab");
  await type(`${it.explorer}/api`);
  await tabTo(page, "#at-src");
  await type("/campaigns/aleria.json");
  await settled(page);
  assert.deepEqual(await made.problems(), []);
  assert.deepEqual(made.asked(), []);
  assert.match(await page.textContent("#asked"), new RegExp(`${new URL(it.explorer).host}.* will see your IP address`));
  await tabTo(page, "#show");
  await press("Enter");
  await made.shown();
  assert.ok(made.asked().length > 0 && made.asked().every((url) => url.startsWith(it.explorer)));
  // The snippet by its button; the file by its link.
  await page.locator("#show").focus();
  await tabTo(page, "#out button");
  await press("Enter");
  await page.waitForFunction(() => document.querySelector("#out .copied").textContent);
  assert.equal(await page.evaluate(() => navigator.clipboard.readText()), await made.out("snippet"));
  await tabTo(page, "#out a[download]");
  const [download] = await Promise.all([page.waitForEvent("download"), press("Enter")]);
  assert.equal(download.suggestedFilename(), "aleria-by-hand.json");
  const text = await readFile(await download.path(), "utf8");
  const file = JSON.parse(text);
  assert.equal(file.name, "Aleria by hand");
  assert.deepEqual(file.addresses, [{ chain: "bitcoin-regtest", address }]);
  const folder = await mkdtemp(join(tmpdir(), "donation-flow-"));
  try {
    await writeFile(join(folder, "aleria-by-hand.json"), text);
    // The commands as printed, the one that asks nobody.
    const [check] = (await made.out("command")).split("\n");
    assert.equal(check, "donation-flow check aleria-by-hand.json");
    execFileSync(COMMAND, check.split(" ").slice(1), { cwd: folder, stdio: "pipe" });
    await writeFile(join(folder, "aleria-by-hand.json"), text.replace(address, `${address}q`));
    assert.throws(() => execFileSync(COMMAND, check.split(" ").slice(1), { cwd: folder, stdio: "pipe" }), "the command looks");
  } finally {
    await rm(folder, { recursive: true });
  }
  assert.deepEqual(made.errors, []);
  await made.close();
});

test("the commands as printed draw the snapshot in the panel's language", async () => {
  const campaign = await it.campaign("relief");
  const made = await builder();
  await made.fill(campaign, { way: "src", "at-src": "/campaigns/aleria.json", "at-lang": "uk" });
  const folder = await mkdtemp(join(tmpdir(), "donation-flow-"));
  const run = (line) => execFileSync(COMMAND, [...line.split(" ").slice(1), ...(line.includes(" snapshot ") ? ["--as-of", NOW, "--no-proofs"] : [])], { cwd: folder, stdio: "pipe" });
  try {
    for (const lang of ["uk", "ar", "en"]) {
      await made.fill(undefined, { "at-lang": lang });
      const lines = (await made.out("command")).trim().split("\n");
      const file = lines[0].split(" ").at(-1);
      await writeFile(join(folder, file), JSON.stringify(campaign));
      lines.forEach(run);
      const out = join(folder, "snapshots", file.replace(".json", ""));
      const page = await readFile(join(out, `panel.${lang}.html`), "utf8");
      assert.match(page, new RegExp(`lang="${lang}"`));
      assert.ok((await readFile(join(out, "fragments", `${lang}-first.html`), "utf8")).length > 0);
      await rm(join(folder, "snapshots"), { recursive: true });
    }
  } finally {
    await rm(folder, { recursive: true });
  }
  assert.deepEqual(made.errors, []);
  await made.close();
});

for (const [lang, checksum] of [["en", /checksum does not match/], ["ar", /\p{Script=Arabic}/u]]) {
  test(`${lang}: what is wrong is said at its field`, async () => {
    const campaign = await it.campaign("relief");
    const claim = { sentence: "It came to much.", source: "https://news.example/", measure: "gross", comparison: "about", unit: "USD" };
    const wrong = structuredClone(campaign);
    wrong.addresses[1].address = `${wrong.addresses[1].address.slice(0, -1)}z`;
    wrong.events[0].date = "2026-02-30";
    wrong.adresses = [];
    const made = await builder({ lang });
    await made.fill(wrong, { "at-src": "/campaigns/relief.json", "at-from": "soon" });
    for (const [selector, words] of [
      ['[data-field="addresses[1].address"]', checksum],
      ['[data-field="events[0].date"]', /2026-03-14/],
      ["#json", /adresses/],
      ["#at-from", /2026-03-14/],
    ]) {
      const { invalid, described } = await made.said(selector);
      assert.equal(invalid, "true", selector);
      assert.match(described, words);
    }
    assert.equal((await made.said('[data-field="addresses[0].address"]')).invalid, null);
    assert.equal(await made.page.locator("#out").isVisible(), false, "nothing is printed that does not work");
    assert.equal((await made.problems()).length, 4);
    await made.page.click("#show");
    assert.equal(await made.page.evaluate(() => document.activeElement.closest("#problems li") !== null), true, "Show leads to what is wrong");
    assert.equal(await made.page.locator("iframe").first().isVisible(), false);
    // A fold opens, and the field has the focus.
    await made.page.locator("#problems button", { hasText: "events[0].date" }).click();
    assert.equal(await made.page.evaluate(() => document.activeElement.dataset.field), "events[0].date");

    // Right again: nothing is left of it. Then what only the part for claims can know.
    await made.fill({ ...campaign, claims: [claim] }, { "at-from": "2026-01-01" });
    assert.deepEqual((await made.problems()).length, 1);
    const { invalid } = await made.said('[data-field="claims[0].amount"]');
    assert.equal(invalid, "true");
    assert.equal((await made.said("#at-from")).invalid, null);
    await made.fill('{"version": 1,', {});
    assert.match((await made.said("#json")).described, lang === "en" ? /not JSON from line/ : /JSON/);
    assert.equal(await made.page.locator("#fields input").first().isDisabled(), true, "the form waits");
    assert.deepEqual(made.asked(), []);
    assert.deepEqual(made.errors, []);
    await made.close();
  });
}

test("form and text are one file, and what the form does not know stays", async () => {
  const made = await builder();
  const campaign = await it.campaign("listed");
  const { page } = made;
  await made.fill(campaign, { "at-src": "/a.json" });
  const file = async () => JSON.parse(await page.inputValue("#json"));
  await page.fill('[data-field="name.en"]', "Another name");
  await page.locator("summary", { hasText: "Claims" }).first().click();
  await page.fill('[data-field="claims[0].amount"]', "12.5");
  await page.selectOption('[data-field="claims[0].comparison"]', "at_most");
  assert.deepEqual(await file(), {
    ...campaign,
    name: { ...campaign.name, en: "Another name" },
    claims: campaign.claims.map((claim, index) => (index ? claim : { ...claim, amount: "12.5", comparison: "at_most" })),
  });
  // A row more, and one less.
  await page.locator('[data-add="addresses"]').click();
  await page.keyboard.press("Tab");
  await page.keyboard.type("TMKgWdvYKeUv3gfciAAHAWUtgLTtaLn3Q9");
  const added = (await file()).addresses;
  assert.equal(added.length, campaign.addresses.length + 1);
  assert.equal(added.at(-1).chain, "tron");
  await page.locator('[data-field="addresses[0]"] > button').click();
  assert.deepEqual((await file()).addresses, added.slice(1));
  await made.close();
});

test("nobody is asked before Show; then each question once for three panels, and none again for another look", async () => {
  const made = await builder();
  const { page } = made;
  await made.fill(await it.campaign("relief"), { "at-src": "/not/there/yet.json" });
  await page.evaluate(() => scrollTo(0, document.body.scrollHeight));
  await settled(page);
  assert.deepEqual(made.asked(), []);
  const one = await it.open({ campaign: "relief" });
  await one.settled();
  const alone = one.asked().length;
  await one.close();
  await page.click("#show");
  await made.shown();
  const asked = made.asked().length;
  assert.ok(asked > 0 && asked <= alone + 3, `${asked} for three, ${alone} for one`);
  assert.deepEqual(await page.evaluate(() => [...document.querySelectorAll("iframe")].map((frame) => frame.contentDocument.documentElement.clientWidth)), [320, 640, 1000]);
  // A frame follows its panel's height.
  await page.waitForFunction(() => [...document.querySelectorAll("iframe")].every((frame) => Math.abs(frame.clientHeight - frame.contentDocument.querySelector("donation-flow").getBoundingClientRect().height) <= 1));
  // Another theme, another language: drawn anew from the same answers.
  await made.fill(undefined, { "at-theme": "dark", "at-lang": "ar" });
  await page.waitForFunction(() => [...document.querySelectorAll("iframe")].every((frame) => frame.contentDocument.querySelector("donation-flow[lang=ar][theme=dark]")));
  await made.shown();
  assert.ok(made.asked().length <= asked + 2, `${made.asked().length - asked} more for another look`);
  // Another address is another question: only after Show.
  const before = made.asked().length;
  await page.locator('[data-field="addresses[0]"] > button').click();
  await settled(page);
  assert.equal(await page.locator("iframe").first().isVisible(), false);
  // Not even once there is nothing else to do.
  await page.evaluate(() => new Promise((go) => requestIdleCallback(() => setTimeout(go))));
  assert.equal(made.asked().length, before);
  assert.deepEqual(made.errors, []);
  await made.close();
});

for (const lang of ["en", "ar"]) {
  for (const theme of ["light", "dark"]) {
    test(`axe finds nothing: ${lang}, ${theme}`, async () => {
      const made = await builder({ lang, theme });
      const clean = async (what) => assert.deepEqual(await axe(made.page, { iframes: false }), [], what);
      const open = () => made.page.evaluate(() => document.querySelectorAll("details").forEach((details) => (details.open = true)));
      await open();
      await clean("empty");
      await made.fill({ ...(await it.campaign("listed")), privacy: { show_senders_above: [{ chain: "bitcoin-regtest", amount: "1" }] } }, { "at-src": "/a.json" });
      await open();
      await made.page.click("#show");
      await made.shown();
      await clean("shown, all open");
      for (const width of [320, 640]) {
        await made.page.setViewportSize({ width, height: 900 });
        await made.page.waitForTimeout(200);
        assert.ok((await made.page.evaluate(() => document.documentElement.scrollWidth - innerWidth)) <= 0, `nothing is wider than ${width} px`);
      }
      await clean("narrow");
      await made.close();
    });
  }
}

test("both languages have every word, and every field of the schema its own", async () => {
  const read = async (name) => JSON.parse(await readFile(join(DIST, name), "utf8"));
  const [en, ar, schema] = await Promise.all(["builder/words/en.json", "builder/words/ar.json", "campaign.schema.json"].map(read));
  const words = (all) => Object.keys(all).filter((key) => !/^help\.[a-z_]+\.[a-z_]+$/.test(key));
  assert.deepEqual(words(en).sort(), words(ar).sort());
  for (const [key, text] of Object.entries(ar)) assert.ok(/\p{Script=Arabic}/u.test(text) || /^(api\.|source\.llama|other$|shown\.error)/.test(key), `${key}: ${text}`);
  const missing = [];
  const visit = (properties, of) => {
    for (const [name, { description, $ref }] of Object.entries(properties)) {
      const key = `${of}.${name}`;
      if (["campaign.$schema", "campaign.version"].includes(key)) continue;
      if (!en[`field.${key}`] || !ar[`field.${key}`]) missing.push(key);
      const said = description ?? schema.$defs[$ref?.split("/").pop()]?.description;
      if (!said || !ar[`help.${key}`]) missing.push(`help of ${key}`);
    }
  };
  visit(schema.properties, "campaign");
  for (const [of, { properties }] of Object.entries(schema.$defs)) if (properties) visit(properties, of);
  assert.deepEqual(missing, []);
  // What the page and its scripts ask for is there.
  const used = await Promise.all(["builder.html", "builder/builder.js", "builder/form.js", "builder/preview.js", "builder/policy.js"].map((name) => readFile(join(DIST, name), "utf8")));
  const named = used.flatMap((text) => [...text.matchAll(/(?:data-word="|\bword\("|why\b[^\n"]*"(?=why\.)|, ")([a-z][\w-]*(?:\.[\w-]+)*)"/g)].map(([, key]) => key)).filter((key) => key.startsWith("why.") || used[0].includes(`data-word="${key}"`) || used.some((text) => text.includes(`word("${key}"`)));
  assert.ok(named.length > 60, `${named.length}`);
  assert.deepEqual(named.filter((key) => !en[key]), []);
});
