// What is newer than a snapshot: asked of the explorers beside the figures that stand, which it replaces, and of nobody before
// the page or the reader wants it.

import assert from "node:assert/strict";
import { test } from "node:test";
import { NOW, article, element, suite, words } from "./harness.mjs";

const it = suite();

const wait = (ms) => new Promise((resume) => setTimeout(resume, ms));

/** Less than a day before the reader's now. */
const BEFORE = "2026-03-14T13:00:00Z";

/** Room for a panel, until its element is there. */
const RESERVE = '<link rel="stylesheet" href="/donation-flow/reserve.css">';

/** A sample campaign's snapshot, after which the explorer has more, or is otherwise: from `advance()` on. */
async function earlier(name, fault, { asOf = BEFORE, verbs } = {}) {
  const campaign = await it.campaign(name, fault ?? `until=${(await tip()) - 200}@before`);
  const [, key] = /\/fault\/([^/]+)/.exec(campaign.explorers[0].url);
  const own = await it.publish(campaign, { args: ["--as-of", asOf, "--no-second"], verbs });
  return { ...own, campaign, advance: () => fetch(`${it.explorer}/advance?fault=${key}`) };
}

const tip = async () => Number(await (await fetch(`${it.explorer}/api/blocks/tip/height`)).text());

/** What the command itself makes of the campaign now, without evidence and without a second explorer. */
const now = async (campaign) => (await it.snapshot(campaign, ["--as-of", NOW, "--no-second", "--no-proofs"])).report;

const open = (own, { attributes = {}, ...options } = {}) =>
  it.open({ snapshot: own.folder, load: null, head: RESERVE, ...options, attributes: { live: "", ...attributes } });

/** The last report told, once one is as of the reader's now. */
const gone = (panel) =>
  panel.until((now) => {
    const last = window.seen.events.filter(({ name }) => name === "report").at(-1)?.detail;
    return last?.as_of === now && last;
  }, NOW);

const text = (panel, selector) =>
  panel.until((selector) => {
    const found = document.querySelector("donation-flow").shadowRoot.querySelector(selector);
    return found && found.textContent.replaceAll(/[\u2066-\u2069]/g, "");
  }, selector);

/** The reader's own check is another matter. */
const unchecked = (report) => ({ ...report, assets: report.assets.map((asset) => ({ ...asset, verification: undefined })) });

/** Waits until the head's line says so. */
const says = (panel, words) =>
  panel.until(
    (words) => document.querySelector("donation-flow").shadowRoot.querySelector(".status .newer")?.textContent.replaceAll(/[\u2066-\u2069]/g, "").includes(words),
    words,
  );

const shown = (panel, selector) =>
  panel.page.locator(`donation-flow ${selector}`).evaluateAll((nodes) => nodes.map((node) => node.textContent));

for (const lang of ["en", "ar"]) {
  test(`${lang}: what came since is asked for, shown as the command has it, and its evidence checked`, async () => {
    const own = await earlier("relief");
    await own.advance();
    const panel = await open(own, { lang, attributes: { load: "eager" } });
    const said = await words(lang, "live");
    await panel.reaches("ready");
    const report = await gone(panel);
    assert.deepEqual(unchecked(report), unchecked(await now(own.campaign)));
    assert.ok(report.assets[0].transactions > own.report.assets[0].transactions);
    await says(panel, said["live.come"].split("{")[0]);
    assert.equal(await panel.page.locator("donation-flow .asof time").first().getAttribute("datetime"), NOW);
    const value = await panel.page.locator("donation-flow .net .figure").first().textContent();
    assert.ok(value.length > 3);
    // The evidence of what is new alone: what the maker checked stays as it was.
    const last = () => window.seen.events.filter(({ name }) => name === "report").at(-1).detail.assets[0].verification;
    await panel.until(`(${last})().included === (${last})().transactions`);
    const verification = await panel.page.evaluate(last);
    assert.equal(verification.checked_by, "both");
    assert.equal(own.report.assets[0].verification.checked_by, "maker");
    const evidence = panel.asked().filter(({ url }) => url.includes("/merkle-proof"));
    assert.ok(evidence.length > 0 && evidence.length < 2 * own.report.assets[0].transactions);
    const rest = await words(lang, "rest");
    await panel.until((both) => document.querySelector("donation-flow").shadowRoot.querySelector(".level").textContent.includes(both), rest["checked.both"]);
    assert.equal((await text(panel, ".proof")).includes(said["live.means"].split("{")[0]), true);
    const events = await panel.events();
    assert.ok(events.some(({ name, detail }) => name === "progress" && !detail.done && detail.pages > 0));
    assert.equal(await panel.shift(), 0);
    assert.deepEqual(panel.errors, []);
    await panel.close();
  });
}

test("without `live`, and before the reader's click, no explorer is asked; the click comes after their names", async () => {
  const own = await earlier("relief");
  await own.advance();
  const plain = await it.open({ snapshot: own.folder, load: "eager", head: RESERVE });
  await plain.reaches("ready");
  await wait(500);
  assert.deepEqual(plain.asked(), []);
  assert.deepEqual(await shown(plain, ".head button"), []);
  await plain.close();

  const said = await words("en", "live");
  for (const [load, width] of [[null, 640], ["click", 360]]) {
    const panel = await open(own, { width, attributes: { load } });
    if (load) {
      await panel.reaches("asking");
      await panel.click("load");
    }
    await panel.reaches("ready");
    const button = panel.page.locator("donation-flow .head p > button");
    await button.click();
    assert.equal(await button.textContent(), said["live.offer"]);
    const note = panel.page.locator("donation-flow .offer");
    assert.match(await note.textContent(), new RegExp(`${new URL(it.explorer).host} will see your IP address`));
    // Put away, and wanted again, by keyboard.
    await panel.page.keyboard.press("Escape");
    assert.equal(await note.count(), 0);
    await panel.page.keyboard.press("Enter");
    // What else is chosen keeps the offer in its place.
    await panel.click("order:largest");
    await panel.settled();
    await wait(200);
    assert.deepEqual(panel.asked(), []);
    if (!(await note.count())) await button.click();
    await note.locator("button").click();
    const report = await gone(panel);
    assert.equal(report.assets[0].totals.net, (await now(own.campaign)).assets[0].totals.net);
    const hosts = new Set(panel.asked().map(({ url }) => new URL(url).host));
    assert.deepEqual([...hosts], [new URL(it.explorer).host]);
    assert.equal(await button.count(), 0);
    assert.equal(await panel.page.locator('donation-flow [data-action="order:largest"]').getAttribute("aria-pressed"), "true", "what was chosen stays chosen");
    assert.equal(await panel.shift(), 0);
    assert.deepEqual(panel.errors, []);
    await panel.close();
  }
});

test("what was chosen stays chosen, of two assets too", async () => {
  const own = await earlier("relief");
  await own.advance();
  const panel = await open(own);
  await panel.reaches("ready");
  await panel.click("asset:1");
  await panel.settled();
  await panel.page.locator("donation-flow .head p > button").click();
  await panel.page.locator("donation-flow .offer button").click();
  await gone(panel);
  await wait(300);
  const chosen = await panel.page.locator("donation-flow [role=tab][aria-selected=true]").first().textContent();
  assert.match(chosen, /USDT/);
  await panel.close();
});

test("an explorer that does not answer leaves the figures as they are, says so, and can be asked again", async () => {
  const own = await earlier("relief");
  await own.advance();
  const panel = await open(own);
  await panel.reaches("ready");
  const figures = () => panel.page.evaluate(() => ["net", "timeline", "flow", "transactions"].map((name) => document.querySelector("donation-flow").shadowRoot.querySelector(`.${name}`).innerHTML));
  const before = await figures();
  await panel.page.route(`${it.explorer}/**`, (route) => route.abort());
  await panel.page.locator("donation-flow .head p > button").click();
  await panel.page.locator("donation-flow .offer button").click();
  const said = await words("en", "live");
  await says(panel, said["live.not-come"]);
  assert.deepEqual(await figures(), before);
  assert.equal(await panel.state(), "ready");
  assert.equal(await panel.page.locator("donation-flow .asof time").getAttribute("datetime"), BEFORE);
  await panel.page.unroute(`${it.explorer}/**`);
  await panel.click("live");
  await gone(panel);
  await says(panel, said["live.come"].split("{")[0]);
  assert.notDeepEqual(await figures(), before);
  await panel.close();
});

test("stopped, it asks no more, and the figures stand", async () => {
  const own = await earlier("relief", `until=${(await tip()) - 200}@before+slow=700@after`);
  await own.advance();
  const panel = await open(own, { attributes: { load: "visible" } });
  await panel.reaches("ready");
  const said = await words("en", "live");
  await says(panel, said["live.asking"]);
  await panel.click("live:stop");
  await says(panel, said["live.not-come"]);
  const asked = panel.asked().length;
  await wait(1_000);
  assert.equal(panel.asked().length, asked);
  assert.equal((await panel.events("report")).at(-1).detail.as_of, BEFORE);
  await panel.close();
});

test("a chain that does not come keeps the snapshot's rows: the time since is a gap", async () => {
  const own = await earlier("relief");
  await own.advance();
  const panel = await open(own);
  await panel.reaches("ready");
  await panel.page.route(/\/v1\/accounts|\/wallet\//, (route) => route.fulfill({ status: 404, headers: { "access-control-allow-origin": "*" }, body: "" }));
  await panel.page.locator("donation-flow .head p > button").click();
  await panel.page.locator("donation-flow .offer button").click();
  const report = await gone(panel);
  assert.deepEqual(report.gaps.map(({ chain, kind, from }) => [chain, kind, from]), [["tron-nile", "refused", BEFORE]]);
  const of = ({ assets }, chain) => assets.find((asset) => asset.chain === chain).totals;
  assert.deepEqual(of(report, "tron-nile"), of(own.report, "tron-nile"));
  assert.deepEqual(of(report, "bitcoin-regtest"), of(await now(own.campaign), "bitcoin-regtest"));
  assert.match(await text(panel, ".head .notes"), /1 gap/);
  await panel.close();
});

test("a removed panel asks nobody any more", async () => {
  const own = await earlier("relief", `until=${(await tip()) - 200}@before+slow=2000@after`);
  await own.advance();
  const panel = await open(own, { attributes: { load: "eager" } });
  for (let tries = 0; !panel.asked().length && tries < 400; tries += 1) await wait(25);
  await panel.page.evaluate(() => document.querySelector("donation-flow").remove());
  await wait(500);
  assert.deepEqual(panel.inFlight(), []);
  const asked = panel.asked().length;
  assert.ok(asked > 0);
  await wait(2_500);
  assert.equal(panel.asked().length, asked);
  assert.deepEqual((await panel.events("report")).filter(({ detail }) => detail.as_of === NOW), []);
  await panel.close();
});

test("a folder whose files are not what its manifest says is not gone on from", async () => {
  const own = await earlier("relief");
  await own.advance();
  own.change("ledger.json", own.files["ledger.json"].replace(/(\d)(\D*)$/, (_, digit, rest) => `${(Number(digit) + 1) % 10}${rest}`));
  const panel = await open(own, { attributes: { load: "eager" } });
  await panel.until(() => window.seen.events.some(({ name }) => name === "error"));
  assert.deepEqual((await panel.events("error")).map(({ detail }) => [detail.code, detail.field]), [["bad-snapshot", "ledger.json"]]);
  await wait(500);
  assert.deepEqual(panel.asked(), []);
  assert.match(await panel.page.locator("donation-flow .head .tampered").textContent(), /ledger\.json/);
  assert.equal(await panel.page.locator("donation-flow .head p > button").count(), 0);
  await panel.close();
});

test("a page that a server drew goes on, too, and under a strict policy", async () => {
  const own = await earlier("relief", undefined, { verbs: ["render"] });
  await own.advance();
  it.site.add("panel.css", own.files["panel.css"], { path: `${own.folder}panel.css` });
  const script = `<base href="${own.folder}"><script type="module" src="/donation-flow/donation-flow.js"></script>`;
  const html = own.files["panel.en.html"]
    .replace(/<meta http-equiv="Content-Security-Policy"[^>]*>/, script)
    .replace("<donation-flow ", '<donation-flow live load="eager" ');
  const policy = `default-src 'none'; base-uri 'self'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; connect-src 'self' ${it.explorer}; require-trusted-types-for 'script'; trusted-types donation-flow`;
  const panel = await it.open({ html, headers: { "content-security-policy": policy } });
  const report = await gone(panel);
  assert.deepEqual(unchecked(report), unchecked(await now(own.campaign)));
  await says(panel, "Saved 14 March 2026");
  const rows = await panel.until((count) => {
    const rows = document.querySelector("donation-flow").shadowRoot.querySelectorAll(".transactions tbody tr").length;
    return rows === count && rows;
  }, 10);
  assert.equal(rows, 10);
  assert.deepEqual(await panel.page.evaluate(() => window.seen.violations), []);
  await panel.close();
});

test("of two panels on a page each goes on from its own", async () => {
  const [one, other] = [await earlier("relief"), await earlier("tangle", "none")];
  await one.advance();
  const both = [one, other].map(({ folder }, index) => element({ id: `p${index}`, snapshot: folder, lang: "en", load: "eager", live: "" }));
  const panel = await it.open({ html: article(both.join(""), { head: RESERVE }) });
  await panel.until((now) => ["p0", "p1"].every((of) => window.seen.events.some(({ name, id, detail }) => name === "report" && id === of && detail.as_of === now)), NOW);
  assert.deepEqual(panel.errors, []);
  await panel.close();
});
