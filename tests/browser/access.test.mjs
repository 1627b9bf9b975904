// Keyboard, screen reader, directions, contrast: what the panel is to readers who do not point at it.

import assert from "node:assert/strict";
import { test } from "node:test";
import { LANGUAGES, PATIENCE, article, axe, element, suite } from "./harness.mjs";

const it = suite();

// Each language and each theme twice: with figures here, and with every state below.
for (const [lang, theme] of [["en", "dark"], ["ar", "light"]]) {
  test(`axe finds nothing: ${lang}, ${theme}`, async () => {
    for (const campaign of ["relief", "tangle", "priced"]) {
      const panel = await it.open({ campaign, lang, theme });
      await panel.settled();
      assert.deepEqual(await axe(panel.page), [], `${campaign}, charts`);
      for (const table of ["timeline", "flow"]) await panel.click(`table:${table}`);
      await panel.page.evaluate(() =>
        document.querySelector("donation-flow").shadowRoot.querySelectorAll("details").forEach((details) => (details.open = true)),
      );
      await panel.page.setViewportSize({ width: 320, height: 900 });
      await panel.until(() => document.querySelector("donation-flow").shadowRoot.querySelector(".df").clientWidth === 320);
      assert.deepEqual(await axe(panel.page), [], `${campaign}, tables, all open, 320 px`);
      await panel.close();
    }
  });
}

const REFUSED = "bitcoin:bc1qar0srrr7xfkvy5l643lydnw9re59gtzzwf5mdx";

/**
 * The states that one page can hold, each with what shows that it is there; `click` is clicked before that, and with `offline`
 * there is no line then. The first one has to be in sight, and the last one out of it.
 */
async function states() {
  const relief = await it.campaign("relief");
  const file = (campaign) => it.site.add("campaign.json", JSON.stringify(campaign));
  const sample = async (name, fault) => file(await it.campaign(name, fault));
  const proven = await it.publish("relief");
  const old = await it.publish("relief", { args: ["--as-of", "2026-03-14T06:00:00Z", "--no-proofs", "--no-second"] });
  old.change("ledger.json", old.files["ledger.json"].replace(/[0-8](?=\D*$)/, "9"));
  return {
    live: { is: ".asof button", snapshot: proven.folder, live: "", load: null },
    asking: { is: ".df[data-state=asking] [data-action=load]", load: "click", src: file(relief) },
    reading: { is: "[data-action=stop]", src: await sample("medium", "slow=600000") },
    empty: { is: ".timeline .empty", src: await sample("empty") },
    "refused-address": { is: ".df[data-state=message] h2", address: REFUSED },
    "bad-file": { is: ".df[data-state=message] li", src: file({ ...relief, adresses: [], version: 2 }) },
    "no-file": { is: ".df[data-state=message] [data-action=retry]", src: "/nowhere.json" },
    claims: { is: ".claims .verdict", src: await sample("pledge") },
    notices: { is: ".head .notes li", src: await sample("screened") },
    frozen: { is: ".foot .made", src: await sample("frozen") },
    proven: { is: ".transactions .proven", snapshot: proven.folder },
    stale: { is: ".df[data-note=stale]", snapshot: old.folder },
    tampered: { is: ".head .tampered[role=alert]", snapshot: old.folder, click: "table:timeline" },
    offline: { is: ".df[data-state=message] [data-action=retry]", load: "click", src: file(relief), click: "load", offline: true },
    waiting: { is: ".df[data-state=waiting]", load: "visible", src: file(relief) },
  };
}

/** In the page: whether each of these panels has what it is to have. */
const areThere = (wanted) => Object.entries(wanted).every(([id, selector]) => document.getElementById(id).shadowRoot?.querySelector(selector));

/** Opens a page with these panels, and waits until each is in its state. */
async function openStates(states, { lang, theme, ...options }) {
  const all = Object.entries(states);
  const panels = all.map(([id, { src, address, snapshot, live, load = "eager", ...own }]) =>
    element({ id, src, address, snapshot, live, load, lang: own.lang ?? lang, theme }, '<a href="https://explorer.example/">An explorer</a>'),
  );
  const last = panels.pop();
  const html = article(`${panels.join("\n")}<div class="tall"></div><div class="tall"></div>${last}`, { lang, theme });
  const panel = await it.open({ lang, theme, html, ...options });
  const wait = (wanted) => panel.until(areThere, Object.fromEntries(wanted), { patience: PATIENCE, wind: options.clock ? 2_000 : 0 });
  // What asks first does so when it is near.
  for (const [id, { load }] of all) if (load === "click") await panel.page.locator(`#${id}`).scrollIntoViewIfNeeded();
  await wait(all.map(([id, { is, click }]) => [id, click ? `[data-action="${click}"]` : is]));
  for (const [id, { is, click, offline }] of all.filter(([, { click }]) => click)) {
    await panel.context.setOffline(Boolean(offline));
    await panel.page.locator(`#${id} [data-action="${click}"]`).click();
    await wait([[id, is]]);
  }
  return panel;
}

let made;
for (const [lang, theme] of [["en", "light"], ["ar", "dark"]]) {
  test(`axe finds nothing in any state: ${lang}, ${theme}`, async () => {
    const panel = await openStates((made ??= await states()), { lang, theme });
    assert.deepEqual(await axe(panel.page), []);
    await panel.close();

    // What takes many tries, and so a clock that is wound on.
    const down = it.site.add("campaign.json", JSON.stringify(await it.campaign("relief", "404")));
    const half = it.site.add("campaign.json", JSON.stringify(await it.campaign("medium", "500@4x100000")));
    const tries = { partial: { is: ".head .notes li", src: half }, down: { is: ".df[data-state=message] [data-action]", src: down } };
    const failing = await openStates(tries, { lang, theme, clock: "running" });
    assert.deepEqual(await axe(failing.page), [], "explorers that fail");
    await failing.close();

    const bare = await it.open({ lang, theme, init: () => delete window.WebAssembly });
    await bare.reaches("message", { patience: PATIENCE });
    assert.deepEqual(await axe(bare.page), [], "no WebAssembly");
    await bare.close();
  });
}

test("axe finds nothing where words stand in the figures' place, in the other languages", async () => {
  const { asking, empty, "bad-file": bad, "no-file": none } = (made ??= await states());
  const panels = {};
  for (const lang of LANGUAGES.filter((lang) => lang !== "en" && lang !== "ar")) {
    for (const [name, state] of Object.entries({ asking, empty, bad, none })) panels[`${name}-${lang}`] = { ...state, lang };
  }
  const panel = await openStates(panels, { lang: "en", theme: "light" });
  assert.deepEqual(await axe(panel.page), []);
  await panel.close();
});

/** What has the focus, through shadow roots. */
const focused = (panel) =>
  panel.page.evaluate(() => {
    let one = document.activeElement;
    while (one?.shadowRoot?.activeElement) one = one.shadowRoot.activeElement;
    if (!one || one === document.body) return null;
    const { top, left, width, height } = one.getBoundingClientRect();
    const section = one.closest("[data-section]");
    return {
      section: section?.dataset.section,
      action: one.dataset?.action,
      mark: one.dataset?.mark === undefined ? undefined : [...section.querySelectorAll("[data-mark]")].indexOf(one),
      name: one.getAttribute("aria-label") ?? one.textContent.trim(),
      outline: getComputedStyle(one).outlineStyle,
      /** Of a chart's bar or node, not of an event. */
      bar: Boolean(one.querySelector?.(".hit, .node")),
      readout: section?.querySelector("[data-readout]")?.textContent ?? null,
      place: { top, left, width, height },
      host: Boolean(section),
      /** Nothing lies over its middle. */
      clear: one.contains(one.getRootNode().elementFromPoint(left + width / 2, top + height / 2)) || one.matches("[data-mark]"),
    };
  });

test("Tab walks through the sections in their order, and every stop can be seen and has a name", async () => {
  const panel = await it.open({ width: 640, height: 2600 });
  await panel.settled();
  await panel.page.locator("#above a").focus();
  const stops = [];
  for (let press = 0; press < 120; press++) {
    await panel.page.keyboard.press("Tab");
    const stop = await focused(panel);
    if (!stop?.host) break;
    stops.push(stop);
  }
  const order = ["head", "net", "timeline", "flow", "transactions", "foot"];
  const visited = stops.map(({ section }) => order.indexOf(section));
  assert.deepEqual(visited, visited.toSorted((a, b) => a - b), "section by section");
  for (const section of ["net", "timeline", "flow", "transactions"]) {
    assert.ok(stops.some((stop) => stop.section === section), `a stop in ${section}`);
  }
  for (const chart of ["timeline", "flow"]) {
    const marks = stops.filter(({ section, mark }) => section === chart && mark !== undefined);
    assert.equal(marks.length, 1, `${chart} is one stop: arrows go on from there`);
  }
  for (const stop of stops) {
    assert.notEqual(stop.name, "", `a name: ${JSON.stringify(stop)}`);
    assert.notEqual(stop.outline, "none", `a visible focus: ${stop.name}`);
    assert.ok(stop.clear, `nothing over it: ${stop.name}`);
  }
  // A section's own controls, one for each chart, and a link for each of ten transactions.
  assert.ok(stops.length <= 50, `${stops.length} presses from end to end`);
  await panel.page.keyboard.press("Shift+Tab");
  assert.equal((await focused(panel)).section, stops.at(-1).section, "and back");
  await panel.close();
});

for (const [lang, forward, back] of [["en", "ArrowRight", "ArrowLeft"], ["ar", "ArrowLeft", "ArrowRight"]]) {
  for (const chart of ["timeline", "flow"]) {
    test(`${lang}: arrow keys along the ${chart}, each mark a sentence in its line`, async () => {
      const panel = await it.open({ lang });
      await panel.settled();
      const press = (key) => panel.page.keyboard.press(key);
      const group = panel.page.locator(`donation-flow [data-section=${chart}]`);
      await group.locator('[data-mark][tabindex="0"]').focus();
      const first = await focused(panel);
      const total = await group.locator("[data-mark]").count();
      assert.ok(total > 3);
      const seen = [first];
      for (let step = 1; step < Math.min(total, 6); step++) {
        await press(forward);
        seen.push(await focused(panel));
      }
      assert.equal(new Set(seen.map(({ mark }) => mark)).size, seen.length, "each press, another mark");
      for (const { name, readout } of seen) {
        assert.ok(name.split(/\s+/).length >= 3, `a sentence, not "${name}"`);
        // Behind the sentence stand the hosts of its sources, as links.
        assert.equal(readout.slice(0, name.length), name);
        assert.match(readout.slice(name.length), /^( [\w.-]+(:\d+)?)*$/);
      }
      if (chart === "timeline") {
        // An event's text stands on either side of its line.
        const lefts = seen.filter(({ bar }) => bar).map(({ place }) => place.left);
        assert.ok(lefts.length > 3);
        const along = lang === "ar" ? lefts.toSorted((a, b) => b - a) : lefts.toSorted((a, b) => a - b);
        assert.deepEqual(lefts, along, "forward is where the line goes");
      }
      await press(back);
      assert.equal((await focused(panel)).mark, seen.at(-2).mark);
      await press("End");
      const last = await focused(panel);
      await press(forward);
      assert.equal((await focused(panel)).mark, last.mark, "the end is the end");
      await press("Home");
      assert.equal((await focused(panel)).mark, 0);
      assert.equal(await group.locator('[data-mark][tabindex="0"]').count(), 1, "one stop for Tab");
      await press("Escape");
      const line = await group.locator("[data-readout]").textContent();
      assert.notEqual(line, (await focused(panel)).name, "Escape empties the line");
      await panel.close();
    });
  }
}

for (const lang of ["en", "ar"]) {
  test(`${lang}: a label's source is one step from its mark, by keys, by pointer and in the table`, async () => {
    const panel = await it.open({ lang, width: 320 });
    await panel.settled();
    const source = "https://labels.example/sample";
    const flow = panel.page.locator("donation-flow [data-section=flow]");
    const labelled = flow.locator(`[data-source="${source}"]`);
    const link = flow.locator("[data-readout] a");
    await labelled.first().focus();
    await panel.page.keyboard.press("Tab");
    assert.equal((await focused(panel)).name, "labels.example");
    assert.equal(await link.getAttribute("href"), source);
    assert.equal(await link.getAttribute("rel"), "noopener noreferrer");

    // A click holds the sentence while the pointer goes to its link across other marks.
    await labelled.first().click();
    const said = await flow.locator("[data-readout]").textContent();
    for (const mark of await flow.locator("[data-mark]").all()) await mark.dispatchEvent("pointerover");
    assert.equal(await flow.locator("[data-readout]").textContent(), said);
    const { line, shown } = await panel.page.evaluate(() => {
      const readout = document.querySelector("donation-flow").shadowRoot.querySelector(".flow [data-readout]");
      return { line: readout.getBoundingClientRect(), shown: readout.querySelector("a").getBoundingClientRect() };
    });
    assert.ok(shown.bottom <= line.bottom + 1 && shown.top >= line.top - 1, "the link is in sight");

    await panel.click("table:flow");
    assert.ok((await flow.locator(`tbody a[href="${source}"]`).count()) > 0, "in the table");
    await panel.click("order:largest");
    const list = panel.page.locator(`donation-flow [data-section=transactions] a[href="${source}"]`);
    await list.first().waitFor();
    await panel.close();
  });
}

test("the pointer reads marks too", async () => {
  const panel = await it.open({ height: 2600 });
  await panel.settled();
  for (const chart of ["timeline", "flow"]) {
    const section = panel.page.locator(`donation-flow [data-section=${chart}]`);
    const mark = section.locator("[data-mark]").nth(2);
    await mark.hover({ force: true });
    const read = await section.locator("[data-readout]").textContent();
    const names = await section.locator("[data-mark]").evaluateAll((all) => all.map((one) => one.getAttribute("aria-label")));
    assert.ok(names.includes(read), `${chart}: ${read}`);
  }
  await panel.close();
});

test("assets are tabs: arrows choose, and the figures follow", async () => {
  for (const [lang, forward, back] of [["en", "ArrowRight", "ArrowLeft"], ["ar", "ArrowLeft", "ArrowRight"]]) {
    const panel = await it.open({ lang });
    await panel.settled();
    const { assets } = await panel.report();
    const tabs = panel.page.locator("donation-flow [role=tablist] [role=tab]");
    assert.equal(await tabs.count(), assets.length);
    assert.ok(assets.length > 1);
    await tabs.first().focus();
    const shows = (net) => panel.until((net) => document.querySelector("donation-flow").shadowRoot.querySelectorAll(".ladder .step data")[3]?.value === net, net);
    await panel.page.keyboard.press(forward);
    await shows(assets[1].totals.net);
    assert.equal(await tabs.nth(1).getAttribute("aria-selected"), "true");
    assert.equal((await focused(panel)).action, "asset:1", "the focus is on the chosen tab");
    await panel.page.keyboard.press(back);
    await shows(assets[0].totals.net);
    assert.equal(await tabs.nth(0).getAttribute("aria-selected"), "true");
    await panel.close();
  }
});

test("a ladder's step opens by keyboard and closes by Escape", async () => {
  const panel = await it.open({});
  await panel.settled();
  const step = panel.page.locator("donation-flow .ladder details.step").first();
  await step.locator("summary").focus();
  await panel.page.keyboard.press("Enter");
  assert.equal(await step.evaluate((details) => details.open), true);
  await panel.page.keyboard.press("Escape");
  assert.equal(await step.evaluate((details) => details.open), false);
  await panel.close();
});

test("a table stands behind each chart, with the same sums, and keeps the focus", async () => {
  const panel = await it.open({});
  await panel.settled();
  for (const chart of ["timeline", "flow"]) {
    const section = panel.page.locator(`donation-flow [data-section=${chart}]`);
    const marks = await section.locator("[data-mark]").count();
    assert.ok(marks > 0);
    await section.locator(`[data-action="table:${chart}"]`).focus();
    await panel.page.keyboard.press("Enter");
    await section.locator("table").waitFor();
    assert.equal(await section.locator("[data-mark]").count(), 0);
    assert.equal((await focused(panel)).action, `table:${chart}`);
    assert.notEqual((await section.locator("caption").first().textContent()).trim(), "");
    assert.ok((await section.locator("th[scope]").count()) >= 2);
    const { assets } = await panel.report();
    if (chart === "timeline") {
      const cells = await section.locator("tbody tr").evaluateAll((rows) => rows.map((row) => row.querySelector("data")?.value ?? "0"));
      const sum = cells.reduce((sum, value) => sum + BigInt(value), 0n);
      assert.equal(String(sum), assets[0].totals.from_outside, "the inflow's rows add up");
    }
    await panel.page.keyboard.press("Enter");
    await section.locator("svg[role=group]").waitFor();
  }
  await panel.close();
});

test("the progress is a live region; charts and figures have sentences", async () => {
  const panel = await it.open({});
  await panel.settled();
  const locator = (selector) => panel.page.locator(`donation-flow ${selector}`);
  assert.equal(await locator("[role=status]").count(), 1);
  for (const chart of ["timeline", "flow"]) {
    const name = await locator(`[data-section=${chart}] svg[role=group]`).getAttribute("aria-label");
    assert.ok(name.split(/\s+/).length >= 5, name);
  }
  const headings = await panel.page.evaluate(() =>
    [...document.querySelector("donation-flow").shadowRoot.querySelectorAll("h1,h2,h3,h4")].map((one) => [one.localName, one.textContent.trim()]),
  );
  assert.ok(headings.length >= 4 && headings.every(([, text]) => text), JSON.stringify(headings));
  await panel.close();
});

test("touch targets are 24 px at least", async () => {
  for (const lang of ["en", "ar"]) {
    const panel = await it.open({ lang, width: 320 });
    await panel.settled();
    const small = await panel.page.evaluate(() => {
      const root = document.querySelector("donation-flow").shadowRoot;
      const all = [...root.querySelectorAll("button, summary, [role=tab], [data-section=transactions] a")];
      return all
        .filter((one) => one.checkVisibility())
        .map((one) => ({ name: one.textContent.trim().slice(0, 30), box: one.getBoundingClientRect() }))
        .filter(({ box }) => box.height < 24 || box.width < 24)
        .map(({ name, box }) => `${name}: ${Math.round(box.width)} × ${Math.round(box.height)}`);
    });
    assert.deepEqual(small, [], lang);
    await panel.close();
  }
});

