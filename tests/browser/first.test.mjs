// The first figure, of the first explorer page alone: it stands before most of the code is there, and whatever is wrong with what it is
// made of, the panel says in its place.

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import { setTimeout as wait } from "node:timers/promises";
import { DIST, NOW, article, element, suite } from "./harness.mjs";

const it = suite();

const RESERVE = '<link rel="stylesheet" href="/donation-flow/reserve.css">';

let places = 0;
/** A place of the code whose `core.wasm` comes when `release` is called. */
async function held() {
  const code = `/held/${++places}/donation-flow/`;
  let release;
  const released = new Promise((resolve) => (release = resolve));
  const core = await readFile(join(DIST, "core.wasm"));
  it.site.add("", released.then(() => core), { path: `${code}core.wasm`, headers: { "content-type": "application/wasm" } });
  return { code, release };
}

async function open({ campaign, lang = "en", code, width = 412, attributes, fault, load = "eager" }) {
  const file = typeof campaign === "string" ? await it.campaign(campaign, fault) : campaign;
  const src = it.site.add("campaign.json", JSON.stringify(file));
  const panel = await it.open({ width, html: article(element({ src, lang, load, ...attributes }), { lang, code, head: RESERVE }) });
  return Object.assign(panel, { file });
}

/** Head and net section as they stand, with the link below them. */
const stands = (panel) =>
  panel.page.evaluate(() => {
    const root = document.querySelector("donation-flow").shadowRoot;
    const [head, net] = ["head", "net"].map((name) => root.querySelector(`.${name}`));
    const figure = net.querySelector(".figure");
    return {
      name: head.querySelector(".name")?.textContent,
      test: head.querySelector(".test")?.textContent,
      figure: figure?.querySelector("bdi").firstChild.data.trim(),
      symbol: figure?.querySelector("small").textContent,
      word: net.querySelector(".figure-word")?.textContent,
      top: figure?.getBoundingClientRect().top,
      ink: figure && getComputedStyle(figure).fontWeight,
      dir: root.querySelector(".df").dir,
    };
  });

/** What the first page of a campaign's first address says came from outside, by the browser's own reading of it. */
async function fromOutside({ addresses: [{ chain, address }, ...others], explorers }) {
  const own = [address, ...others.filter((other) => other.chain === chain).map(({ address }) => address)];
  const { url } = explorers.find((explorer) => explorer.chain === chain);
  const page = await (await fetch(`${url}/address/${address}/txs/chain`)).json();
  let units = 0;
  for (const { vin, vout, status } of page) {
    const isOwn = (output) => own.includes(output?.scriptpubkey_address);
    if (vin.some(({ prevout }) => isOwn(prevout)) || status.block_time > Date.parse(NOW) / 1000 - 7200) continue;
    units += vout.filter(isOwn).reduce((sum, { value }) => sum + value, 0);
  }
  return units / 1e8;
}

/** Waits until the page asks for a file of the code. */
const asks = async (panel, file) => {
  while (!panel.requests.some(({ url }) => url.endsWith(`/${file}`))) await wait(20);
};

const firstPages = (panel) => panel.asked().filter(({ url }) => /\/txs\/chain$/.test(url)).length;

for (const [campaign, lang, width] of [["relief", "en", 412], ["medium", "ar-EG", 1000], ["tangle", "fa", 320]]) {
  test(`${campaign}, ${lang}, ${width} px: the figure stands alone before the core is there, and its page is asked for once`, async () => {
    const { code, release } = await held();
    const panel = await open({ campaign, lang, code, width });
    await panel.until(() => document.querySelector("donation-flow").shadowRoot?.querySelector(".figure"));
    const first = await stands(panel);
    const words = JSON.parse(await readFile(join(DIST, `locale/${lang.split("-")[0]}.json`), "utf8"));
    const sum = new Intl.NumberFormat(lang, { maximumSignificantDigits: 3 }).format(await fromOutside(panel.file));
    const name = typeof panel.file.name === "string" ? panel.file.name : (panel.file.name[lang.split("-")[0]] ?? panel.file.name.en);
    assert.deepEqual([first.figure, first.symbol, first.word, first.name], [sum, "tBTC", words.words["net.so-far"], name]);
    assert.equal(first.test, words.words["head.test"]);
    assert.deepEqual([first.ink, first.dir], ["700", words.dir]);
    assert.equal(await panel.innerShows(), false);
    assert.equal(await panel.state(), "loading");
    await wait(300);
    assert.equal(panel.asked().length, 1, "nothing else was asked");
    assert.deepEqual(await panel.events(), []);
    release();
    assert.equal(await panel.settled(), "report");
    assert.equal(firstPages(panel), panel.file.addresses.filter(({ chain }) => chain === "bitcoin-regtest").length, "each listing's first page once");
    assert.equal((await panel.report()).complete, true);
    assert.equal((await stands(panel)).name, first.name);
    assert.equal(await panel.shift(), 0);
    assert.deepEqual(panel.errors, []);
    await panel.close();
  });
}

for (const [what, fault] of [["an error", "500@1x1"], ["a list that is cut short", "truncated@1x1"], ["a limit", "429@1x1"]]) {
  test(`${what} in the place of the first page: no figure of it, and the panel asks again`, async () => {
    const { code, release } = await held();
    const panel = await open({ campaign: "relief", fault, code });
    await asks(panel, "core.wasm");
    await wait(300);
    assert.equal((await stands(panel)).figure, undefined);
    assert.equal(panel.asked().length, 1);
    release();
    assert.equal(await panel.settled(), "report");
    assert.equal((await panel.report()).complete, true);
    const [{ url }] = panel.asked();
    assert.equal(panel.asked().filter((one) => one.url === url).length, 2);
    await panel.close();
  });
}

test("a first page that is slow does not hold the code up, and is still asked for once", async () => {
  const panel = await open({ campaign: "relief", fault: "slow=2500" });
  await panel.until(() => window.seen.events.some(({ name }) => name === "load"));
  assert.equal(firstPages(panel), 1);
  assert.equal((await stands(panel)).figure, undefined);
  await panel.until(() => window.seen.events.some(({ name }) => name === "report"));
  assert.equal(new Set(panel.asked().map(({ url }) => url)).size, panel.asked().length, "no question twice");
  assert.match((await stands(panel)).figure, /\d/);
  await panel.close();
});

test("code that does not come: the figure goes, and words and the link stand in its place", async () => {
  const code = it.site.place((name) => name === "core.wasm");
  const panel = await open({ campaign: "relief", code });
  await panel.reaches("message");
  assert.equal((await stands(panel)).figure, undefined);
  assert.equal(await panel.innerShows(), true);
  assert.equal((await panel.events("error"))[0].detail.code, "unreachable");
  await panel.close();
});

test("code that does not come, and a first page that comes after that: words and link stay", async () => {
  const code = it.site.place((name) => name === "core.wasm");
  const panel = await open({ campaign: "relief", code, fault: "slow=1500" });
  await panel.reaches("message");
  assert.equal(panel.asked().length, 1);
  await wait(1800);
  assert.equal(await panel.state(), "message");
  assert.equal((await stands(panel)).figure, undefined);
  assert.match(await panel.text(), /Try again/);
  assert.equal(await panel.innerShows(), true);
  await panel.close();
});

test("a line that drops after the first figure: the link stands, even without words", async () => {
  const gone = ["core.wasm", "panel.js", "panel.css.txt", "locale/en.json", "reader.js"];
  const code = it.site.place((name) => gone.includes(name));
  const panel = await open({ campaign: "relief", code });
  await panel.until(() => window.seen.events.some(({ name }) => name === "error"));
  await wait(200);
  assert.equal((await stands(panel)).figure, undefined);
  assert.equal(await panel.innerShows(), true);
  await panel.close();
});

test("a campaign file that is refused: the field is named, no figure stands, and no more than a first page was asked for", async () => {
  const campaign = { ...(await it.campaign("relief")), donors: 3 };
  const panel = await open({ campaign });
  await panel.reaches("message");
  assert.equal((await stands(panel)).figure, undefined);
  assert.equal((await panel.events("error"))[0].detail.field, "donors");
  assert.ok(panel.asked().length <= 1);
  await panel.close();
});

test("a file that names nobody, or whom browsers cannot ask: nobody is asked without leave", async () => {
  const relief = await it.campaign("relief");
  const refused = async (panel) => {
    await panel.reaches("message");
    assert.equal((await panel.events("error"))[0].detail.code, "bad-campaign");
  };
  const nobody = await open({ campaign: { ...relief, prices: null }, load: "click" });
  await refused(nobody);
  assert.deepEqual(nobody.asked(), []);
  await nobody.close();
  for (const more of [{ lists: [5] }, { dollar: "nowhere" }]) {
    const panel = await open({ campaign: { ...relief, ...more }, load: "click" });
    await panel.reaches("asking");
    assert.deepEqual(panel.asked(), []);
    await panel.click("load");
    await refused(panel);
    await panel.close();
  }
});

test("two panels of one campaign ask twice, and one that is taken out takes nothing from the other", async () => {
  const { code, release } = await held();
  const src = it.site.add("campaign.json", JSON.stringify(await it.campaign("medium")));
  const two = ["one", "two"].map((id) => element({ id, src, lang: "en", load: "eager" })).join("");
  const panel = await it.open({ html: article(two, { lang: "en", code, head: RESERVE }) });
  // Who comes second asks by itself, and has no figure before the rest of the code.
  await panel.until(() => [...document.querySelectorAll("donation-flow")].some(({ shadowRoot }) => shadowRoot?.querySelector(".figure")));
  release();
  await panel.until(() => ["one", "two"].every((id) => window.seen.events.some((event) => event.id === id && event.name === "report")));
  assert.equal(firstPages(panel), 2);
  await panel.page.evaluate(() => document.querySelector("#two").remove());
  assert.equal(await panel.settled(), "report");
  assert.equal((await panel.report()).complete, true);
  assert.deepEqual(panel.errors, []);
  await panel.close();
});

test("taken out while its first page is on the way, a panel asks no more", async () => {
  const panel = await open({ campaign: "relief", fault: "slow=60000" });
  await asks(panel, "donation-flow.wasm");
  while (panel.asked().length === 0) await wait(20);
  await panel.page.evaluate(() => document.querySelector("donation-flow").remove());
  await wait(300);
  assert.deepEqual(panel.asked().map(({ failed }) => failed), ["net::ERR_ABORTED"]);
  assert.deepEqual(panel.errors.filter((error) => !/ERR_ABORTED/.test(error)), []);
  await panel.close();
});

test("of a period, and of a chain of accounts, the panel gives the first figure", async () => {
  const { code, release } = await held();
  const period = await open({ campaign: "relief", code, attributes: { from: "2026-02-01" } });
  const campaign = await it.campaign("relief");
  campaign.addresses.sort((a, b) => b.chain.localeCompare(a.chain));
  const tron = await open({ campaign, code });
  await wait(600);
  for (const panel of [period, tron]) {
    assert.equal(panel.asked().length, 0);
    assert.equal((await stands(panel)).figure, undefined);
  }
  release();
  for (const panel of [period, tron]) {
    assert.equal(await panel.settled(), "report");
    await panel.close();
  }
});
