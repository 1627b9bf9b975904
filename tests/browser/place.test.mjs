// A reader's place in a panel that is drawn anew, while pages come in or by what was chosen: what was opened stays open, and the
// focus is where it was, or on what acts alike, or in the panel.

import assert from "node:assert/strict";
import { test } from "node:test";
import { suite } from "./harness.mjs";

const it = suite();

/** What has the focus in the panel. */
const focused = (panel) =>
  panel.page.evaluate(() => {
    const one = document.querySelector("donation-flow").shadowRoot.activeElement;
    return one && { action: one.dataset.action, mark: one.dataset.mark, text: one.textContent.trim(), is: one.className || one.localName, tabindex: one.getAttribute("tabindex") };
  });

/** Gives a button the focus, in one step: meanwhile another may be drawn in its place. */
const focus = (panel, action) =>
  panel.page.evaluate((action) => document.querySelector("donation-flow").shadowRoot.querySelector(`[data-action="${action}"]`).focus(), action);

async function pressed(panel, action) {
  await focus(panel, action);
  await panel.page.keyboard.press("Enter");
}

for (const from of ["explorers", "a snapshot"]) {
  test(`of ${from}: by keyboard alone a reader pages on, to the last page and back`, async () => {
    const panel = await it.open(from === "explorers" ? {} : { snapshot: (await it.publish("relief")).folder, load: null });
    await panel.reaches("ready");
    const pages = 6;
    await panel.until((pages) => document.querySelector("donation-flow").shadowRoot.querySelector(".pager span")?.innerText === `1 of ${pages}`, pages);
    await focus(panel, "page:1");
    const turned = async (expected) => {
      await panel.page.keyboard.press("Enter");
      await panel.until((text) => document.querySelector("donation-flow").shadowRoot.querySelector(".pager span").innerText === text, expected);
    };
    for (let page = 2; page <= pages; page++) {
      await turned(`${page} of ${pages}`);
      assert.equal((await focused(panel)).text, page < pages ? "Next" : "Back", `page ${page}`);
    }
    for (let page = pages - 1; page >= 1; page--) {
      await turned(`${page} of ${pages}`);
      assert.equal((await focused(panel)).text, page > 1 ? "Back" : "Next", `page ${page}`);
    }
    await panel.close();
  });
}

test("who shows the figures, stops, goes on or tries again by keyboard is in the panel afterwards", async () => {
  const panel = await it.open({ campaign: "medium", fault: "slow=200~place", load: "click" });
  await panel.reaches("asking");
  await pressed(panel, "load");
  assert.equal((await focused(panel)).is, "df");
  await panel.until(() => document.querySelector("donation-flow").shadowRoot.querySelector('[data-action="stop"]'));
  await pressed(panel, "stop");
  await panel.until(() => document.querySelector("donation-flow").shadowRoot.querySelector('[data-action="resume"]'));
  assert.equal((await focused(panel)).action, "resume");
  await panel.page.keyboard.press("Enter");
  await panel.until(() => document.querySelector("donation-flow").shadowRoot.querySelector('[data-action="stop"]'));
  assert.equal((await focused(panel)).action, "stop");
  await panel.close();

  const silent = await it.open({ fault: "500~place", clock: "running" });
  await silent.reaches("message", { wind: 5_000 });
  await pressed(silent, "retry");
  await silent.reaches("loading");
  assert.equal((await focused(silent)).is, "df");
  await silent.close();
});

for (const from of ["explorers", "a snapshot"]) {
  test(`of ${from}: who had the focus on the page's own link is in the panel when figures take its place`, async () => {
    const init = () =>
      document.addEventListener("DOMContentLoaded", () => {
        const link = document.querySelector("#inner");
        link.focus();
        window.wasOn = document.activeElement === link;
      });
    const panel = await it.open({ init, ...(from === "a snapshot" && { snapshot: (await it.publish("relief")).folder, load: null }) });
    await panel.reaches("ready");
    assert.equal(await panel.page.evaluate(() => window.wasOn), true);
    assert.equal((await focused(panel))?.is, "df");
    await panel.close();
  });
}

test("what was opened stays open when something new stands above it", async () => {
  const panel = await it.open({ campaign: "priced", load: "click" });
  await panel.reaches("asking");
  let release;
  const isReleased = new Promise((go) => (release = go));
  await panel.page.route("**/prices/**", (route) => isReleased.then(() => route.continue()));
  await panel.click("load");
  await panel.until(() => document.querySelector("donation-flow").shadowRoot.querySelector(".ladder .step"));
  const step = panel.page.locator("donation-flow .ladder details.step").nth(1);
  const said = await step.locator(".label").innerText();
  await step.locator("summary").focus();
  await panel.page.keyboard.press("Enter");
  release();
  await panel.settled();
  await panel.page.locator("donation-flow .net details.prices").waitFor();
  const open = await panel.page.locator("donation-flow .net details[open] .label").allInnerTexts();
  assert.deepEqual(open, [said]);
  assert.equal((await focused(panel)).is, "summary");
  assert.ok((await focused(panel)).text.startsWith(said));
  await panel.close();
});

test("a bar that has the focus stays the same day's while pages come in, or is that of the week it is in", async () => {
  const panel = await it.open({ campaign: "medium", fault: "slow=150~bars", attributes: { sections: "head net timeline" } });
  const bars = '.timeline [data-mark^="2"]';
  await panel.until((bars) => document.querySelector("donation-flow").shadowRoot.querySelectorAll(bars).length > 2, bars);
  await panel.page.locator(`donation-flow ${bars}`).first().focus();
  await panel.page.keyboard.press("End");
  const { mark } = await focused(panel);
  await panel.reaches("loading");
  assert.match(mark, /^\d{4}-\d\d-\d\d$/);
  await panel.settled();
  const now = await focused(panel);
  const all = await panel.page.locator(`donation-flow ${bars}`).evaluateAll((marks) => marks.map(({ dataset }) => dataset.mark));
  assert.equal(now.mark, all.filter((day) => day <= mark).at(-1));
  assert.equal(now.tabindex, "0");
  await panel.close();
});
