// What a screen reader is given: Chromium's accessibility tree of the panel, in every language, held to the words of that
// language's file. All ten panels stand on one page, painted from one snapshot.

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import { LANGUAGES, NOW, PATIENCE, ROOT, RTL, article, axe, element, suite } from "./harness.mjs";

const it = suite();

/** Every word of a language, those of the parts of the code too. */
const everyWord = async (lang) => JSON.parse(await readFile(join(ROOT, "www/locale", `${lang}.json`), "utf8")).words;

const plain = (text) => text.replaceAll(/[\u2066-\u2069]/g, "").trim();

/** What a sentence is, whatever stands in its places; of a plural any of its forms. */
function pattern(word, rest = "") {
  const forms = typeof word === "string" ? [word] : Object.values(word);
  const escaped = forms.map((form) => plain(form).replace(/[.*+?^$()|[\]\\]/g, "\\$&").replaceAll(/\{[\w-]+\}/g, ".+"));
  return `(?:${escaped.join("|")})${rest}`;
}
const matches = (text, ...patterns) => new RegExp(`^${patterns.join("")}$`, "su").test(plain(text));

/** The nodes below each panel, by its language, in the order read: `{role, name, level, …}`. */
async function trees(panel) {
  const session = await panel.context.newCDPSession(panel.page);
  await session.send("DOM.enable");
  const { root } = await session.send("DOM.getDocument", { depth: 0 });
  const found = {};
  const { nodes } = await session.send("Accessibility.getFullAXTree");
  const byId = new Map(nodes.map((node) => [node.nodeId, node]));
  for (const lang of LANGUAGES) {
    const { nodeId } = await session.send("DOM.querySelector", { nodeId: root.nodeId, selector: `#${lang}` });
    const { node } = await session.send("DOM.describeNode", { nodeId });
    const list = (found[lang] = []);
    const walk = (node, within) => {
      const properties = Object.fromEntries((node.properties ?? []).map(({ name, value }) => [name, value.value]));
      const one = { role: node.role?.value, name: node.name?.value ?? "", within, ...properties };
      if (!node.ignored) list.push(one);
      for (const id of node.childIds) if (byId.has(id)) walk(byId.get(id), node.ignored ? within : one);
    };
    walk(nodes.find(({ backendDOMNodeId }) => backendDOMNodeId === node.backendNodeId));
  }
  await session.detach();
  return found;
}

/** Names of the nodes of a role, and of those within another node. */
const named = (tree, role, within) => {
  const isWithin = (node) => !within || node.within === within || (node.within && isWithin(node.within));
  return tree.filter((node) => node.role === role && isWithin(node)).map(({ name }) => plain(name));
};

/** The page, its trees with charts and with tables, and what axe finds; made once. */
async function prepare() {
  const args = ["--as-of", NOW, "--no-proofs", "--no-second", "--lang", LANGUAGES.join(","), "--widths", "320,640"];
  const { folder } = await it.publish("pledge", { args });
  const one = (lang) => `<div lang="${lang}">${element({ id: lang, snapshot: folder, lang, load: "eager" }, "")}</div>`;
  const panel = await it.open({ html: article(LANGUAGES.map(one).join("\n")), width: 640 });
  const roots = (condition) => panel.until(condition, undefined, { patience: PATIENCE });
  await roots(() => [...document.querySelectorAll("donation-flow")].every(({ shadowRoot }) => shadowRoot?.querySelector(".df[data-state=ready] .foot > *")));
  // Chromium tells of a section when it is in sight.
  await panel.page.setViewportSize({ width: 640, height: 32_000 });
  const inSight = () => [...document.querySelectorAll("donation-flow")].every(({ shadowRoot }) => shadowRoot.querySelector(".foot .made").checkVisibility({ contentVisibilityAuto: true }));
  await roots(inSight);
  const charts = await trees(panel);
  const choose = async (chart) => {
    await panel.page.evaluate((action) => {
      for (const { shadowRoot } of document.querySelectorAll("donation-flow")) shadowRoot.querySelector(`[data-action="${action}"]`).click();
    }, `table:${chart}`);
    await roots(`[...document.querySelectorAll("donation-flow")].every(({ shadowRoot }) => shadowRoot.querySelector(".${chart} table"))`);
  };
  await choose("timeline");
  await panel.page.evaluate(() => {
    for (const { shadowRoot } of document.querySelectorAll("donation-flow")) for (const one of shadowRoot.querySelectorAll("details")) one.open = true;
  });
  const faults = await axe(panel.page);
  await choose("flow");
  await roots(inSight);
  const tables = await trees(panel);
  const boxes = await panel.page.evaluate(() =>
    Object.fromEntries(
      [...document.querySelectorAll("donation-flow")].map(({ id, shadowRoot }) => {
        const box = shadowRoot.querySelector(".df");
        return [id, { lang: box.lang, dir: getComputedStyle(box).direction }];
      }),
    ),
  );
  await panel.close();
  return { charts, tables, faults, boxes };
}
let preparing;
const prepared = () => (preparing ??= prepare());

test("axe finds nothing in ten languages: a chart and tables, and all opened", async () => {
  const { faults } = await prepared();
  assert.deepEqual(faults, []);
});

for (const lang of LANGUAGES) {
  test(`${lang}: headings say what the panel is about, in their order`, async () => {
    const words = await everyWord(lang);
    const { charts } = await prepared();
    const headings = charts[lang].filter(({ role }) => role === "heading");
    assert.deepEqual(headings.map(({ level }) => level), [2, 3, 3, 3, 3, 3, 3]);
    const [name, ...titles] = headings.map(({ name }) => plain(name));
    assert.notEqual(name, "");
    const keys = ["ladder.title", "timeline.by-week", "flow.title", "claims.title", "transactions.title", "read.title"];
    assert.deepEqual(titles, keys.map((key) => words[key]));
  });

  test(`${lang}: a chart is a sentence, and each of its parts is one`, async () => {
    const words = await everyWord(lang);
    const { charts } = await prepared();
    const of = (key, rest) => pattern(words[key], rest);
    const groups = charts[lang].filter(({ role }) => role === "group");
    const timeline = groups.find(({ name }) => matches(name, of("timeline.summary")));
    const flow = groups.find(({ name }) => matches(name, of("flow.summary"), " ", of("flow.summary-in"), " ", of("flow.summary-out")));
    assert.ok(timeline && flow, JSON.stringify(groups.map(({ name }) => name)));
    const bars = named(charts[lang], "image", timeline);
    assert.ok(bars.length > 20, `${bars.length} bars and events`);
    const reasons = ["returned", "converted", "burnt", "seized"].map((name) => of(`mark.${name}`)).join("|");
    const sentence = `${["nothing", "in", "out", "both", "event"].map((name) => of(`mark.${name}`)).join("|")}`;
    for (const bar of bars) assert.ok(matches(bar, `(?:${sentence})(?:${reasons}|${of("claims.mark")})*`), bar);
    const nodes = named(charts[lang], "image", flow);
    assert.ok(nodes.length > 5, `${nodes.length} senders and destinations`);
    for (const node of nodes) assert.ok(matches(node, `(?:${of("flow.mark-in")}|${of("flow.mark-out")})`), node);
    const told = named(charts[lang], "StaticText").filter((text) => text === plain(words["read.keys"]));
    assert.equal(told.length, 2, "each chart says which keys it has");
  });

  test(`${lang}: controls have their names and states`, async () => {
    const words = await everyWord(lang);
    const { charts, tables } = await prepared();
    const tree = charts[lang];
    assert.deepEqual(named(tree, "tablist"), [words["net.assets"]]);
    const tabs = tree.filter(({ role }) => role === "tab");
    assert.ok(tabs.length > 1);
    assert.equal(tabs.filter(({ selected }) => selected).length, 1, "one asset is chosen");
    const pressed = (word) => tree.filter(({ role, name }) => role === "button" && plain(name) === word).map(({ pressed }) => pressed);
    assert.deepEqual(pressed(words["action.table"]), ["false", "false"]);
    assert.deepEqual(pressed(words["transactions.newest"]), ["true"]);
    assert.deepEqual(pressed(words["transactions.largest"]), ["false"]);
    const buttons = named(tree, "button");
    for (const key of ["transactions.previous", "transactions.next"]) assert.ok(buttons.includes(words[key]), words[key]);
    for (const format of ["CSV", "JSON"]) assert.ok(buttons.includes(words["transactions.download-as"].replace("{format}", format)), format);
    const summaries = tree.filter(({ role }) => role === "DisclosureTriangle");
    assert.ok(summaries.length > 8 && summaries.every(({ expanded }) => expanded === false), "what a tap opens says that it is closed");
    assert.ok(summaries.some(({ name }) => plain(name) === words["foot.method"]));
    for (const one of [...tree, ...tables[lang]]) {
      // A long sentence can be scrolled: it is its own name.
      if (["button", "link", "tab", "DisclosureTriangle", "image"].includes(one.role) || (one.focusable && one.role !== "blockquote")) {
        assert.notEqual(plain(one.name), "", `a name for ${one.role}`);
      }
    }
  });

  test(`${lang}: tables have captions and headers`, async () => {
    const words = await everyWord(lang);
    const { charts, tables } = await prepared();
    const find = (tree, role, ...patterns) => tree.find((node) => node.role === role && matches(node.name, ...patterns));
    const list = find(charts[lang], "table", pattern(words["transactions.caption"]));
    assert.ok(list, "the list of transactions");
    assert.deepEqual(named(charts[lang], "columnheader", list), ["day", "what", "amount", "explorer"].map((name) => words[`table.${name}`]));
    assert.equal(named(charts[lang], "row", list).length, 11);
    const links = named(charts[lang], "link", list);
    assert.ok(links.length >= 10 && links.filter((name) => matches(name, pattern(words["transactions.link"]))).length >= 10, String(links));

    const tree = tables[lang];
    const timeline = find(tree, "table", pattern(words["timeline.caption"]));
    const flow = find(tree, "table", pattern(words["flow.caption"]));
    assert.ok(timeline && flow);
    const [when, ...sums] = named(tree, "columnheader", timeline);
    assert.equal(when, words["table.when"]);
    assert.deepEqual(sums.slice(0, 3), ["received", "spent", "returned"].map((name) => words[`timeline.${name}`]));
    const bars = named(charts[lang], "image", charts[lang].find(({ name }) => matches(name, pattern(words["timeline.summary"]))));
    assert.ok(named(tree, "rowheader", timeline).length >= bars.length, "a row for each bar and event");
    const ends = named(tree, "columnheader", flow);
    for (const key of ["flow.from-whom", "flow.where-to", "table.amount", "table.count"]) assert.ok(ends.includes(words[key]), words[key]);
    for (const key of ["timeline.summary", "flow.title"]) assert.ok(find(tree, "group", pattern(words[key])), `${key} names what scrolls`);
    assert.equal(tree.filter(({ role }) => role === "status").length, 1, "one live region");
  });

  test(`${lang}: the panel says its language and direction, whatever the page's are`, async () => {
    const { boxes } = await prepared();
    assert.deepEqual(boxes[lang], { lang, dir: RTL.includes(lang) ? "rtl" : "ltr" });
  });
}
