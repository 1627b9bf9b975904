// frame.html in a page of another site, in a sandbox: the panel shows, tells its height, and nothing around it moves.

import assert from "node:assert/strict";
import { test } from "node:test";
import { NOW, suite } from "../browser/harness.mjs";
import { framed, heightOf } from "./frames.mjs";

const it = suite();
const SANDBOX = "allow-scripts allow-popups allow-popups-to-escape-sandbox allow-downloads";

/** The frame's address at the sample explorer, which stands for a publisher's site: it sends the header that a sandbox needs. */
const frame = (query) => `${it.explorer}/frame.html?${new URLSearchParams(query)}`;
const live = { src: "/campaigns/relief.json", load: "eager", lang: "en" };

/** Waits until the last section stands. */
const drawn = (within) => within.waitForFunction(() => [...(document.querySelector("donation-flow")?.shadowRoot?.querySelectorAll("section") ?? [""])].every(({ innerHTML }) => innerHTML));

for (const sandbox of [SANDBOX, "allow-scripts", undefined]) {
  for (const width of [360, 700]) {
    test(`in ${sandbox ?? "no sandbox"}, ${width} px wide: the panel's own height, and nothing moves`, async () => {
      const { panel, inside } = await framed(it, [{ src: frame(live), sandbox }], { width });
      const [within] = await inside();
      await drawn(within);
      const own = width < 640 ? 2_708 : 2_192;
      await panel.until((own) => Math.round(document.querySelector("iframe").getBoundingClientRect().height) === own, own);
      await within.waitForFunction((own) => document.querySelector("donation-flow").getBoundingClientRect().height === own, own);
      assert.equal(await panel.shift(), 0);
      const told = await panel.page.evaluate(() => window.told.filter(({ data }) => data.type === "donation-flow-height"));
      assert.deepEqual(told.at(-1), { data: { type: "donation-flow-height", id: null, height: own }, origin: sandbox ? "null" : it.explorer });
      assert.equal(await within.evaluate(() => document.documentElement.scrollHeight > innerHeight), false, "nothing to scroll");
      assert.deepEqual(panel.errors, []);
      await panel.close();
    });
  }
}

test("a height is told on change only, in three ways, with the query's id", async () => {
  const { panel, inside } = await framed(it, [{ src: frame({ ...live, id: "first" }), sandbox: SANDBOX }], { listener: false });
  const [within] = await inside();
  await drawn(within);
  const told = () => panel.page.evaluate(() => window.told.map(({ data }) => data));
  const own = 2_192;
  await panel.until((own) => window.told.at(-1)?.data.height === own, own);
  await within.waitForFunction((own) => document.querySelector("donation-flow").getBoundingClientRect().height === own, own);
  const before = await told();
  assert.deepEqual(before.slice(-2), [
    { type: "donation-flow-height", id: "first", height: own },
    { sentinel: "amp", type: "embed-size", height: own },
  ]);
  const heights = before.filter(({ type }) => type === "donation-flow-height").map(({ height }) => height);
  assert.ok(heights.every((height, index) => height !== heights[index - 1]), String(heights));
  await panel.page.evaluate(() => (document.querySelector("iframe").style.width = "320px"));
  const narrow = 2_708;
  await panel.until((narrow) => window.told.at(-1).data.height === narrow, narrow);
  assert.deepEqual((await told()).slice(-2), [
    { type: "donation-flow-height", id: "first", height: narrow },
    { sentinel: "amp", type: "embed-size", height: narrow },
  ]);
  // A page whose listener comes late asks.
  const count = (await told()).length;
  await panel.page.evaluate(() => document.querySelector("iframe").contentWindow.postMessage({ type: "donation-flow-ask" }, "*"));
  await panel.until((count) => window.told.length === count + 2, count);
  await panel.close();
});

test("of two frames each gets its own height; what others say changes nothing", async () => {
  const { panel, inside } = await framed(it, [{ src: frame(live), sandbox: SANDBOX }, { src: frame({ ...live, sections: "head net" }), sandbox: SANDBOX }]);
  for (const within of await inside()) await drawn(within);
  const set = () => panel.page.evaluate(() => [...document.querySelectorAll("iframe")].map((frame) => Math.round(frame.getBoundingClientRect().height)));
  const heights = [2_192, 724];
  await panel.until((heights) => [...document.querySelectorAll("iframe")].every((frame, index) => Math.round(frame.getBoundingClientRect().height) === heights[index]), heights);
  assert.deepEqual(await Promise.all((await inside()).map((within) => within.evaluate(heightOf))), heights);
  assert.ok(heights[1] < heights[0] - 500);
  const [within] = await inside();
  await panel.page.evaluate(() => postMessage({ type: "donation-flow-height", height: 99 }, "*"));
  for (const height of [-1, 1e9, "99px", null]) {
    await within.evaluate((height) => parent.postMessage({ type: "donation-flow-height", height }, "*"), height);
  }
  // A frame that a listener would know, but that is not where its address says.
  await panel.page.evaluate(() => document.querySelectorAll("iframe")[1].removeAttribute("sandbox"));
  await (await inside())[1].evaluate(() => parent.postMessage({ type: "donation-flow-height", height: 77 }, "*"));
  await panel.page.waitForTimeout(200);
  assert.deepEqual(await set(), heights);
  await panel.close();
});

for (const [query, fault] of [
  [{ ...live, adress: "x" }, 'frame.html: there is no parameter "adress"; is "address" meant?'],
  [{ ...live, colour: "red" }, 'frame.html: there is no parameter "colour"'],
  [{ lang: "en" }, "frame.html: one of src, snapshot and address is needed"],
  [{ ...live, load: "later" }, "frame.html: load is one of click, visible, eager"],
  [{ ...live, accent: "url(x)" }, 'frame.html: accent is no color: "url(x)"'],
  [{ src: "https://elsewhere.example/c.json" }, 'frame.html: src is on another site than the frame: "https://elsewhere.example/c.json"'],
  [{ snapshot: "//elsewhere.example/" }, 'frame.html: snapshot is on another site than the frame: "//elsewhere.example/"'],
  ["src=/a.json&src=/b.json", "frame.html: src is given twice"],
]) {
  test(`named: ${fault}`, async () => {
    const { panel, inside } = await framed(it, [{ src: frame(query), sandbox: SANDBOX }]);
    const [within] = await inside();
    await within.locator(".fault").waitFor();
    assert.deepEqual(await within.locator(".fault").allTextContents(), [fault]);
    assert.equal(await within.locator("donation-flow").count(), 0);
    assert.deepEqual(panel.asked().filter(({ url }) => /\/api\/|^https?:\/\/elsewhere/.test(url)), []);
    await panel.close();
  });
}

test("the query has the element's attributes, a finished theme, and style properties", async () => {
  const own = { theme: "dark", sections: "head net", look: "desk", accent: "#ff0000", font: "serif", "heading-weight": "500" };
  const { panel, inside } = await framed(it, [{ src: frame({ ...live, ...own }), sandbox: SANDBOX }]);
  const [within] = await inside();
  await within.locator("donation-flow .figure").waitFor();
  // A theme's style sheet may come after the figures.
  await within.waitForFunction(() => document.querySelector("link[href*=themes]").sheet, undefined, { timeout: 60_000 });
  const seen = await within.evaluate(() => {
    const box = document.querySelector("donation-flow").shadowRoot.querySelector(".df");
    const { colorScheme } = getComputedStyle(document.documentElement);
    const { backgroundColor, fontFamily } = getComputedStyle(box);
    const sections = [...box.querySelectorAll("section")].map(({ className }) => className);
    return { theme: box.dataset.theme, sections, accent: getComputedStyle(box).getPropertyValue("--accent"), fontFamily, colorScheme, ground: backgroundColor, weight: getComputedStyle(box.querySelector("h2")).fontWeight };
  });
  // The ground is the theme's; what the query says itself goes before.
  assert.deepEqual(seen, { theme: "dark", sections: ["head", "net"], accent: "#ff0000", fontFamily: "serif", colorScheme: "dark", ground: "rgb(0, 0, 0)", weight: "500" });
  await panel.close();
});

test("a link opens in a window of its own where the sandbox lets it, without a way back", async () => {
  const { panel, inside } = await framed(it, [{ src: frame(live), sandbox: SANDBOX }]);
  const [within] = await inside();
  const link = within.locator("donation-flow .transactions a[target=_blank]").first();
  await link.waitFor();
  const opened = panel.context.waitForEvent("page");
  await link.click();
  const page = await opened;
  assert.equal(await page.evaluate(() => window.opener), null);
  assert.equal(await page.evaluate(() => document.referrer), "");
  await panel.close();
});

test("a snapshot far below paints before it is printed; a panel that asks its reader first asks nobody", async () => {
  const { folder } = await it.publish("relief", { args: ["--as-of", NOW, "--no-proofs", "--no-second"] });
  const own = (query) => `/donation-flow/frame.html?${new URLSearchParams({ lang: "en", ...query })}`;
  const frames = [{ src: own({ snapshot: folder }) }, { src: own({ src: "/campaigns/relief.json" }) }];
  const { panel, inside } = await framed(it, frames, { before: '<div style="height:9000px"></div>' });
  const [snapshot, asking] = await inside();
  for (const within of [snapshot, asking]) await within.locator("donation-flow").waitFor({ state: "attached" });
  const state = (within) => within.evaluate(() => document.querySelector("donation-flow").shadowRoot?.querySelector(".df").dataset.state);
  assert.deepEqual([await state(snapshot), await state(asking)], ["waiting", "waiting"]);
  for (const within of [snapshot, asking]) await within.evaluate(() => dispatchEvent(new Event("beforeprint")));
  await snapshot.waitForFunction(() => document.querySelector("donation-flow").shadowRoot.querySelector(".df").dataset.state === "ready");
  assert.equal(await state(asking), "waiting");
  assert.deepEqual(panel.asked(), []);
  await panel.close();
});
