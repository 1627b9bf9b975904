// The element in a page: its attributes, events and end, and many of it.

import { readFileSync } from "node:fs";
import assert from "node:assert/strict";
import { test } from "node:test";
import { addressesIn, article, element, suite } from "./harness.mjs";

const it = suite();

const wait = (ms) => new Promise((resume) => setTimeout(resume, ms));

test("events bubble, cross the shadow root, and come in order", async () => {
  const panel = await it.open({ campaign: "relief" });
  await panel.settled();
  const events = await panel.events();
  assert.ok(events.every(({ bubbles, composed }) => bubbles && composed));
  const names = events.map(({ name }) => name);
  assert.equal(names[0], "load");
  assert.equal(names.filter((name) => name === "load").length, 1);
  assert.ok(names.indexOf("progress") > 0);
  assert.equal(names.at(-1), "report");
  assert.equal(names.includes("error"), false);
  const progress = events.filter(({ name }) => name === "progress").map(({ detail }) => detail);
  assert.ok(progress.every(({ pages, requests }) => Number.isInteger(pages) && requests >= pages));
  assert.deepEqual(progress.map(({ pages }) => pages), progress.map(({ pages }) => pages).toSorted((a, b) => a - b));
  assert.equal(progress.at(-1).done, true);
  const report = events.at(-1).detail;
  const plain = await panel.page.evaluate(() => {
    const isPlain = (value) =>
      typeof value !== "object" || value === null || (Array.isArray(value) ? value : Object.getPrototypeOf(value) === Object.prototype && Object.values(value)).every?.(isPlain);
    return isPlain(window.seen.events.at(-1).detail);
  });
  assert.equal(plain, true, "plain objects and arrays, all the way down");
  assert.equal(report.version, 1);
  assert.match(report.as_of, /^2026-03-15T12:00:\d\dZ$/);
  for (const { totals } of report.assets) {
    for (const [name, amount] of Object.entries(totals)) {
      assert.equal(typeof amount, "string", `${name} is a decimal string`);
      assert.match(amount, /^-?\d+$/);
    }
  }
  await panel.close();
});

test("a listener may remove the panel it hears from", async () => {
  const panel = await it.open({
    init: () => document.addEventListener("donation-flow-progress", (event) => event.target.remove()),
  });
  await panel.until(() => !document.querySelector("donation-flow"));
  await wait(400);
  assert.deepEqual(panel.errors.filter((error) => !/ERR_ABORTED|Failed to load/.test(error)), []);
  await panel.close();
});

test("removal aborts what is under way and asks nothing more", async () => {
  const panel = await it.open({ campaign: "medium", fault: "slow=400" });
  await panel.until(() => window.seen.events.some(({ name }) => name === "progress"));
  await until(() => panel.inFlight().length > 0);
  await panel.page.evaluate(() => document.querySelector("donation-flow").remove());
  await wait(250);
  const [ended, asked] = [panel.asked().filter(({ failed }) => failed), panel.asked().length];
  assert.ok(ended.length > 0, "a request was under way");
  assert.ok(ended.every(({ failed }) => failed === "net::ERR_ABORTED"), JSON.stringify(ended));
  assert.deepEqual(panel.inFlight(), []);
  await wait(900);
  assert.equal(panel.asked().length, asked, "no further request");
  assert.deepEqual(panel.errors, []);
  await panel.close();
});

test("a panel moved within the page goes on", async () => {
  const panel = await it.open({ campaign: "medium", fault: "slow=60" });
  await panel.until(() => window.seen.events.filter(({ name }) => name === "progress").length > 2);
  await panel.page.evaluate(() => document.querySelector("main").prepend(document.querySelector("donation-flow")));
  await panel.settled();
  assert.equal((await panel.events("load")).length, 1, "it did not begin again");
  assert.equal((await panel.report()).complete, true);
  const aborted = panel.asked().filter(({ failed }) => failed);
  assert.deepEqual(aborted, []);
  await panel.close();
});

test("put back after a removal it begins anew", async () => {
  const panel = await it.open({});
  await panel.settled();
  await panel.page.evaluate(async () => {
    const element = document.querySelector("donation-flow");
    element.remove();
    await new Promise((resume) => setTimeout(resume, 50));
    window.seen.events.length = 0;
    document.querySelector("#below").before(element);
  });
  await panel.settled();
  assert.equal((await panel.report()).complete, true);
  await panel.close();
});

test("another src replaces the campaign and aborts the first one's requests", async () => {
  const panel = await it.open({ campaign: "medium", fault: "slow=400" });
  await panel.until(() => window.seen.events.some(({ name }) => name === "progress"));
  await until(() => panel.inFlight().length > 0);
  await panel.page.evaluate(() => {
    window.seen.events.length = 0;
    document.querySelector("donation-flow").src = "/campaigns/tangle.json";
  });
  await panel.settled();
  const slow = panel.asked().filter(({ url }) => url.includes("slow"));
  assert.ok(slow.some(({ failed }) => failed === "net::ERR_ABORTED"), "the first campaign's request ended");
  const last = panel.requests.findLastIndex(({ url }) => url.includes("slow"));
  const tangle = panel.requests.findIndex(({ url }) => url.endsWith("/campaigns/tangle.json"));
  assert.ok(last < tangle, "and none came after");
  assert.match(await panel.text(), /tangle/i);
  await panel.close();
});

test("lang, theme, sections, from and to: each is a property and an attribute, and each shows", async () => {
  const panel = await it.open({});
  await panel.settled();
  const set = (name, value) =>
    panel.page.evaluate(([name, value]) => (document.querySelector("donation-flow")[name] = value), [name, value]);
  const box = (read) => panel.page.evaluate(`(${read})(document.querySelector("donation-flow").shadowRoot.querySelector(".df"))`);
  const renewed = async (change) => {
    await panel.page.evaluate(() => (window.seen.events.length = 0));
    await change();
    await panel.settled();
  };

  const background = () => box((df) => getComputedStyle(df).backgroundColor);
  const colours = [await background()];
  for (const theme of ["dark", "light"]) {
    await set("theme", theme);
    colours.push(await background());
  }
  assert.equal(new Set(colours).size, 3, `each has a ground of its own: ${colours.join(", ")}`);
  assert.equal((await panel.events("load")).length, 1, "a theme needs no second reading");

  await renewed(() => set("lang", "ar"));
  assert.equal(await box((df) => df.dir), "rtl");
  assert.match(await panel.text(), /إغاثة أليريا/);
  await renewed(() => set("lang", "en"));
  assert.equal(await box((df) => df.dir), "ltr");

  await renewed(() => set("sections", "timeline net"));
  assert.deepEqual((await panel.sections()).map(({ name }) => name), ["timeline", "net"]);
  assert.equal(await panel.page.locator("donation-flow").getAttribute("sections"), "timeline net");
  await renewed(() => panel.page.locator("donation-flow").evaluate((element) => element.removeAttribute("sections")));
  assert.equal((await panel.sections()).length, 6);

  await renewed(() => set("from", "2026-01-01"));
  assert.equal((await panel.report()).period.from, "2026-01-01");
  assert.equal((await panel.report()).period.to ?? null, null);
  await renewed(() => set("from", null));
  assert.equal((await panel.report()).period, undefined);
  assert.deepEqual(panel.errors, []);
  await panel.close();
});

test("many panels on a page load the code once, each with its own figures", async () => {
  const names = ["relief", "tangle", "empty", "relief"];
  const panels = names.map((name, index) => element({ id: `p${index}`, src: `/campaigns/${name}.json`, load: "eager" }));
  const panel = await it.open({ html: article(panels.join("")) });
  await panel.until(() =>
    [0, 1, 2, 3].every((index) => {
      const own = window.seen.events.filter(({ id }) => id === `p${index}`);
      const done = own.findLastIndex(({ name, detail }) => name === "progress" && detail.done);
      return done >= 0 && own.findLastIndex(({ name }) => name === "report") > done;
    }),
  );
  const parts = panel.requests.filter(({ url }) => url.includes("/donation-flow/")).map(({ url }) => url.split("/donation-flow/")[1]);
  assert.deepEqual(parts.toSorted(), [...new Set(parts)].toSorted(), "each part once");
  const reports = await panel.page.evaluate(() =>
    [0, 1, 2, 3].map((index) => window.seen.events.findLast(({ name, id }) => name === "report" && id === `p${index}`).detail),
  );
  assert.deepEqual(reports[0].assets, reports[3].assets);
  assert.notDeepEqual(reports[0].assets, reports[1].assets);
  assert.deepEqual(panel.errors, []);
  await panel.close();
});

test("the script twice on a page, and beside an AMD loader, defines the element once", async () => {
  const twice = '<script type="module" src="/donation-flow/donation-flow.js?again"></script>';
  const panel = await it.open({
    html: article(element({ src: "/campaigns/relief.json", load: "eager" }), { head: twice }),
    init: () => {
      window.define = () => (window.amd = "called");
      window.define.amd = {};
      window.before = Object.keys(window);
    },
  });
  await panel.settled();
  assert.deepEqual(panel.errors, []);
  assert.equal(await panel.page.evaluate(() => window.amd), undefined);
  const added = await panel.page.evaluate(() => Object.keys(window).filter((name) => !window.before.includes(name)));
  assert.deepEqual(added.filter((name) => !["before", "seen", "inner", "above", "below"].includes(name)), [], "no globals");
  await panel.close();
});

test("a narrower page draws the charts anew for it", async () => {
  const panel = await it.open({ width: 800 });
  await panel.settled();
  const widths = () =>
    panel.page.evaluate(() =>
      ["timeline", "flow"].map((name) => {
        const section = document.querySelector("donation-flow").shadowRoot.querySelector(`[data-section=${name}]`);
        const svg = section.querySelector("svg[role=group]");
        return [svg.viewBox.baseVal.width, Math.round(svg.getBoundingClientRect().width)];
      }),
    );
  const wide = await widths();
  await panel.page.setViewportSize({ width: 360, height: 900 });
  await panel.until(([before]) => {
    const svg = document.querySelector("donation-flow").shadowRoot.querySelector("[data-section=timeline] svg[role=group]");
    return svg.viewBox.baseVal.width !== before;
  }, wide[0]);
  await wait(100);
  for (const [drawn, shown] of await widths()) {
    assert.equal(drawn, shown, "drawn for the width it has, not scaled");
    assert.ok(drawn <= 360);
  }
  await panel.close();
});

test("transactions: pages, orders, exact amounts, links", async () => {
  const { report } = await it.snapshot(await it.campaign("medium"));
  const panel = await it.open({ campaign: "medium" });
  await panel.settled();
  const rows = panel.page.locator('donation-flow [data-section="transactions"] tbody tr');
  const amounts = async () =>
    (await rows.locator("data").evaluateAll((all) => all.map((one) => one.value))).map(BigInt);
  assert.equal(await rows.count(), 10);
  const newest = await amounts();
  await panel.click("order:largest");
  await panel.until(() => document.querySelector("donation-flow").shadowRoot.querySelector('[data-action="order:largest"][aria-pressed=true],[data-action="order:largest"][aria-selected=true],[data-action="order:largest"][aria-current=true],[data-action="order:largest"]:disabled'));
  const largest = await amounts();
  assert.notDeepEqual(largest, newest);
  const sizes = largest.map((amount) => (amount < 0n ? -amount : amount));
  assert.deepEqual(sizes, sizes.toSorted((a, b) => (a > b ? -1 : a < b ? 1 : 0)));
  await panel.click("page:1");
  await panel.until((first) => {
    const data = document.querySelector("donation-flow").shadowRoot.querySelector('[data-section="transactions"] tbody data');
    return data && data.value !== first;
  }, String(largest[0]));
  const second = (await amounts()).map((amount) => (amount < 0n ? -amount : amount));
  assert.ok(second[0] <= sizes.at(-1));
  assert.ok(report.assets[0].transactions > 900);
  const links = await rows.locator("a").evaluateAll((all) => all.map(({ href, rel, target }) => ({ href, rel, target })));
  assert.ok(links.length >= 10);
  for (const { href, rel, target } of links) {
    assert.match(href, /^(https:|http:\/\/127\.0\.0\.1)/);
    if (target === "_blank") assert.match(rel, /noopener/);
  }
  const page = await panel.page.request.get(links[0].href);
  assert.equal(page.status(), 200, "the link leads somewhere");
  await panel.close();
});

test("all transactions as a file: CSV and JSON, with every row and no address", async () => {
  const { report } = await it.snapshot(await it.campaign("alliance"));
  const panel = await it.open({ campaign: "alliance" });
  await panel.settled();
  const file = async (format) => {
    const [download] = await Promise.all([panel.page.waitForEvent("download"), panel.click(`export:${format}`)]);
    assert.equal(download.suggestedFilename(), `donation-flow.${format}`);
    return readFileSync(await download.path(), "utf8");
  };
  const rows = report.assets.reduce((sum, { transactions }) => sum + transactions, 0);
  const csv = await file("csv");
  assert.equal(csv.trimEnd().split("\r\n").length, rows + 1);
  const json = JSON.parse(await file("json"));
  assert.equal(json.transactions.flatMap(({ rows }) => rows).length, rows);
  assert.ok(rows > 300);
  const own = report.campaign.addresses.map(({ address }) => address);
  for (const address of addressesIn(csv + JSON.stringify(json))) {
    assert.ok(own.includes(address) || report.assets.some(({ contract }) => contract === address), address);
  }
  await panel.close();
});

async function until(condition) {
  for (let turn = 0; turn < 200; turn++) {
    if (condition()) return;
    await wait(20);
  }
  assert.fail(`waited in vain for ${condition}`);
}
