// Lists of listed addresses: who is marked, what is asked for and when, and what is said where a list does not come.

import assert from "node:assert/strict";
import { writeFile } from "node:fs/promises";
import { test } from "node:test";
import { suite } from "./harness.mjs";

const it = suite();

/** The text of a section, opened, without marks of direction. */
const said = (panel, section) =>
  panel.page.evaluate((section) => {
    const found = document.querySelector("donation-flow").shadowRoot.querySelector(`[data-section="${section}"]`);
    for (const details of found.querySelectorAll("details")) details.open = true;
    return found.textContent.replace(/[\u200e\u200f\u2066-\u2069]/g, "");
  }, section);

/** The campaign with other lists. */
const listed = async (...lists) => ({ ...(await it.campaign("screened")), lists });

/** Without the time; listings stand in the order in which their addresses came. */
const withoutTime = (report) => ({ ...report, as_of: "", listings: report.listings.map((one) => JSON.stringify(one)).sort() });

test("who is listed is marked in notice, flow, table and foot, as in the command's report", async () => {
  const campaign = await it.campaign("screened");
  const { report } = await it.snapshot(campaign);
  const panel = await it.open({ campaign });
  assert.equal(await panel.settled(), "report");
  const told = await panel.report();
  assert.deepEqual(withoutTime(told), withoutTime(report));
  assert.equal(told.listings.length, 5);

  const head = await said(panel, "head");
  for (const words of ["Listed: Registry of Aleria", "ALERIA RELIEF FUND (A-17)", "names 2 of these addresses", "ALERIA-1", "listed 15 January 2026", "Aleria’s list of named persons", "To be named in it is not to own the wallet."]) {
    assert.ok(head.includes(words), `${words} in ${head}`);
  }
  // A mark that is a shape, of those who are listed and not of those who were; and the word beside the amount.
  const marks = await panel.page.evaluate(() =>
    [...document.querySelector("donation-flow").shadowRoot.querySelectorAll(".sankey [data-mark]")].map((mark) => ({
      said: mark.getAttribute("aria-label").replace(/[\u2066-\u2069]/g, ""),
      shape: Boolean(mark.querySelector("path.disc")),
      text: mark.textContent,
    })),
  );
  const listedOnes = marks.filter(({ said }) => said.includes("in a list"));
  assert.deepEqual(listedOnes.length, 3, JSON.stringify(marks));
  for (const mark of marks) assert.equal(mark.shape, listedOnes.includes(mark), mark.said);
  assert.ok(listedOnes.some(({ text }) => text.includes("· in a list")), JSON.stringify(listedOnes));
  assert.ok(marks.some(({ text }) => text.includes("· delisted")));
  await panel.click("table:flow");
  const flow = await said(panel, "flow");
  for (const words of ["DOE, Jordan (A-23)", "TENTS AND TARPAULINS TRADING (A-20)", "in a list, according to Registry of Aleria", "delisted, according to Registry of Aleria", "listed 1 February 2023, delisted 20 February 2026"]) {
    assert.ok(flow.includes(words), `${words} in ${flow}`);
  }
  assert.match(flow, /Sent back: ?DOE, Jordan/, "what went back to one who is listed went back");
  const links = await panel.page.evaluate(() =>
    [...document.querySelector("donation-flow").shadowRoot.querySelectorAll('[data-section="flow"] a')].map((one) => one.getAttribute("href")),
  );
  assert.ok(links.includes("https://registry.aleria.example/entry/A-20"), links.join(" "));
  const foot = await said(panel, "foot");
  for (const words of ["Aleria’s list of named persons · Registry of Aleria · 9 addresses · published 10 March 2026 · read 12 March 2026", "OFAC itself says that its list is not exhaustive", "Among the campaign’s addresses: ALERIA RELIEF FUND", "Sent to the campaign: DOE, Jordan", "Was sent to: HIGHLAND PUMP WORKS"]) {
    assert.ok(foot.includes(words), `${words} in ${foot}`);
  }
  assert.deepEqual(panel.errors, []);
  await panel.close();
});

test("nobody is asked about an address: the list is one file, fetched after the first figure", async () => {
  const campaign = await it.campaign("screened");
  const panel = await it.open({ campaign, clock: "real" });
  await panel.settled();
  const asked = panel.asked().map(({ url }) => new URL(url));
  const explorer = new URL(it.explorer).host;
  assert.deepEqual([...new Set(asked.map(({ host }) => host))], [explorer]);
  assert.ok(!asked[0].pathname.startsWith("/lists/"), "an explorer is asked first");
  const part = panel.requests.findIndex(({ url }) => url.endsWith("/parts/lists.wasm"));
  const first = panel.requests.findIndex(({ url }) => new URL(url).pathname.startsWith("/api/"));
  assert.ok(part > first && first > 0, `${part} after ${first}`);
  await panel.close();

  // Beside what the same campaign asks without lists, the list alone.
  const without = await it.open({ campaign: "relief", clock: "real" });
  await without.settled();
  const plain = new Set(without.asked().map(({ url }) => url));
  assert.ok(plain.size > 5, `${plain.size} requests`);
  assert.deepEqual(asked.filter(({ href }) => !plain.has(href)).map(({ pathname, search }) => pathname + search), ["/lists/aleria.txt"]);
  assert.ok(!without.requests.some(({ url }) => url.endsWith("/parts/lists.wasm")), "who names no list loads no code for it");
  await without.close();
});

test("before the click the lists' hosts are named, and what is relative is the site's own", async () => {
  const campaign = await listed("https://lists.example/one.txt", "../../lists/own.txt");
  const panel = await it.open({ campaign, load: "click" });
  await panel.reaches("asking");
  assert.ok((await panel.text()).includes("lists.example"));
  assert.ok(!panel.requests.some(({ url }) => url.includes("lists")), "nobody was asked yet");
  await panel.close();

  it.site.add("own.txt", await (await fetch(`${it.explorer}/lists/aleria.txt`)).text(), { path: "/lists/own.txt" });
  const own = await it.open({ campaign: await listed("../../lists/own.txt") });
  await own.settled();
  const { lists, listings, gaps } = await own.report();
  assert.deepEqual([lists[0].state, listings.length, gaps.length], ["read", 5, 0]);
  assert.equal(lists[0].file, `${new URL(it.site.url).host}/lists/own.txt`);
  await own.close();
});

for (const [fault, why] of [
  ["404", /answer 404$/],
  ["html", /line 1: this is no list file/],
  ["truncated", /line \d+: /],
  ["no-cors", /no answer$/],
]) {
  test(`a list that is spoilt (${fault}) is a gap; the figures and the other list stand`, async () => {
    const url = `${it.explorer}/fault/${fault}/lists/aleria.txt`;
    const panel = await it.open({ campaign: await listed(url, `${it.explorer}/lists/aleria.txt`), clock: "real" });
    assert.equal(await panel.settled(), "report");
    const report = await panel.report();
    assert.deepEqual(report.lists.map(({ state }) => state), ["not-read", "read"]);
    const [gap, ...others] = report.gaps.filter(({ kind }) => kind === "list-not-read");
    assert.deepEqual(others, []);
    assert.match(gap.detail, why);
    assert.ok(gap.detail.startsWith(new URL(url).host));
    assert.equal(report.listings.length, 5);
    assert.ok(report.complete && BigInt(report.assets[0].totals.net) > 0n);
    assert.match(await said(panel, "head"), /A list was not read: what only it says is not shown/);
    await panel.close();
  });
}

test("an answer that is too long is broken off, and said to be", async () => {
  const url = it.site.add("long.txt", "x".repeat((32 << 20) + 1), { path: "/lists/too-long.txt" });
  const panel = await it.open({ campaign: await listed(`../..${url}`), clock: "real" });
  await panel.settled();
  const { gaps } = await panel.report();
  assert.match(gaps.find(({ kind }) => kind === "list-not-read").detail, /too-long\.txt: longer than 32 MiB$/);
  await panel.close();
});

test("while a list is awaited the panel says so; stopped, it is a gap that going on closes", async () => {
  const panel = await it.open({ campaign: await listed(`${it.explorer}/fault/slow=20000x1/lists/aleria.txt`), clock: "real" });
  await panel.until(() => window.seen.events.some(({ name, detail }) => name === "progress" && detail.screening));
  await panel.until(() => document.querySelector("donation-flow").shadowRoot.querySelector(".status").textContent.includes("Reading lists"));
  await panel.click("stop");
  await panel.until(() => window.seen.events.some(({ name, detail }) => name === "report" && detail.gaps.some(({ kind }) => kind === "stopped")));
  const stopped = (await panel.events("report")).at(-1).detail;
  assert.deepEqual(stopped.lists.map(({ state }) => state), ["reading"]);
  assert.ok(stopped.gaps.some(({ kind, detail }) => kind === "stopped" && detail.endsWith("/lists/aleria.txt")), JSON.stringify(stopped.gaps));
  await panel.click("resume");
  await panel.until(() => window.seen.events.at(-1)?.name === "report" && window.seen.events.at(-1).detail.listings.length === 5);
  await panel.close();
});

for (const lang of ["en", "ar"]) {
  test(`notice and marks fit at every width: ${lang}`, async () => {
    const panel = await it.open({ campaign: "screened", lang, width: 320, steady: true });
    await panel.settled();
    for (const width of [320, 640, 1000]) {
      await panel.resize(width);
      const wide = await panel.page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
      assert.ok(wide <= 0, `${width} px: ${wide} px wider than the page`);
      if (process.env.SCREENS) {
        await writeFile(`${process.env.SCREENS}/lists-${lang}-${width}.png`, await panel.page.screenshot({ fullPage: true }));
      }
    }
    for (const section of ["head", "foot"]) await said(panel, section);
    if (process.env.SCREENS) {
      await panel.resize(320);
      await writeFile(`${process.env.SCREENS}/lists-${lang}-320-open.png`, await panel.page.screenshot({ fullPage: true }));
    }
    await panel.close();
  });
}
