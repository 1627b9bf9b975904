// What the package says of the element, against the element; and its types, against a compiler.

import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { existsSync, readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { article, element, suite } from "../browser/harness.mjs";
import { path } from "../../tools/lib.mjs";
import { HOME, installed, project } from "./projects.mjs";

const it = suite();

const read = (name) => readFileSync(path(name), "utf8");
const names = (list) => list.map(({ name }) => name);
async function declared() {
  const folder = await installed();
  const { schemaVersion, modules } = JSON.parse(readFileSync(join(folder, "custom-elements.json"), "utf8"));
  assert.equal(schemaVersion, "2.1.0");
  const [{ path: module, declarations, exports }] = modules;
  assert.ok(existsSync(join(folder, module)));
  assert.deepEqual(exports[0].declaration, { name: declarations[0].name, module });
  return declarations[0];
}

test("every path of the package's manifest is in it, and all that a panel fetches", async () => {
  const folder = await installed();
  const { exports, types, main, customElements, sideEffects } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
  const ways = [exports["."].types, exports["."].default, exports["./react"].types, types, main, customElements, ...sideEffects];
  for (const way of ways) assert.ok(existsSync(join(folder, way)), way);
  const { files } = JSON.parse(read("dist/manifest.json"));
  for (const { path: name, role } of files) {
    if (role !== "other") assert.ok(existsSync(join(folder, name)), name);
  }
  for (const name of ["parts", "themes"]) assert.deepEqual(readdirSync(join(folder, name)), readdirSync(path("dist", name)));
  for (const name of ["demo", "campaigns", "index.html"]) assert.equal(existsSync(join(folder, name)), false, name);
});

test("custom-elements.json has the element's attributes and properties, and each reflects", async () => {
  const { tagName, attributes, members } = await declared();
  const panel = await it.open({ html: article(element({ sections: "head net timeline flow claims transactions foot" })), src: "none" });
  const found = await panel.page.evaluate((tagName) => {
    const kind = customElements.get(tagName);
    const own = Object.entries(Object.getOwnPropertyDescriptors(kind.prototype)).filter(([, { get, set }]) => get && set);
    const made = document.createElement(tagName);
    const reflected = (name) => {
      const before = made[name];
      made[name] = before === false ? true : "a";
      const set = [made.getAttribute(name), made[name]];
      made[name] = before === false ? false : null;
      return [name, before, ...set, made.getAttribute(name)];
    };
    const properties = own.map(([name]) => name);
    const whole = properties.map(reflected);
    // What a framework sets: an array, and nothing.
    made.sections = ["head", "net"];
    made.from = undefined;
    return { observed: kind.observedAttributes, properties, whole, list: [made.getAttribute("sections"), made.hasAttribute("from")] };
  }, tagName);
  assert.deepEqual(found.observed, names(attributes));
  assert.deepEqual(names(members), names(attributes));
  assert.deepEqual(found.properties.toSorted(), names(members).filter((name) => name !== "lang").toSorted());
  for (const [name, before, attribute, property, after] of found.whole) {
    const { type } = members.find((member) => member.name === name);
    const expected = type.text === "boolean" ? [false, "", true, null] : [null, "a", "a", null];
    assert.deepEqual([before, attribute, property, after], expected, name);
  }
  assert.deepEqual(found.list, ["head,net", false]);
  await panel.close();
});

test("custom-elements.json has the parts and the style properties that there are", async () => {
  const { cssParts, cssProperties, slots, tagName } = await declared();
  const panel = await it.open({ html: article(element({ sections: "head net timeline flow claims transactions foot" })), src: "none" });
  const parts = await panel.page.evaluate((tagName) => {
    const { shadowRoot } = document.querySelector(tagName);
    return { parts: [...shadowRoot.querySelectorAll("[part]")].map((each) => each.part.value), slots: [...shadowRoot.querySelectorAll("slot")].map(({ name }) => name) };
  }, tagName);
  assert.deepEqual(parts.parts.toSorted(), names(cssParts).toSorted());
  assert.deepEqual(parts.slots, names(slots));
  const used = [read("www/panel.css"), read("www/skeleton.css")].flatMap((css) => css.match(/--donation-flow-[a-z-]+/g));
  assert.deepEqual([...new Set(used)].toSorted(), names(cssProperties).toSorted());
  await panel.close();
});

test("custom-elements.json has the events that the element tells", async () => {
  const { events } = await declared();
  const scripts = ["www/donation-flow.js", "www/painted.js", "www/opened.js"].map(read).join("\n");
  const core = ["src/browser/panel.rs", ...readdirSync(path("src/browser/panel")).map((name) => `src/browser/panel/${name}`)].map(read).join("\n");
  const told = [...scripts.matchAll(/\bemit\("(\w+)"/g), ...core.matchAll(/\.tell\("(\w+)"/g)].map(([, name]) => `donation-flow-${name}`);
  // What the core tells a painted snapshot alone.
  const kept = [...scripts.matchAll(/if \(name === "(\w+)"\) return void/g)].map(([, name]) => `donation-flow-${name}`);
  assert.deepEqual([...new Set(told)].filter((name) => !kept.includes(name)).toSorted(), names(events).toSorted());
});

/** What a compiler says of a project with these files: its exit code and words. */
const compiled = (name, files) => {
  const options = { strict: true, noEmit: true, target: "es2022", module: "esnext", moduleResolution: "bundler", jsx: "react-jsx", types: [], lib: ["es2023", "dom", "dom.iterable"] };
  const folder = project(name, { ...files, "tsconfig.json": JSON.stringify({ compilerOptions: options, include: ["."] }) });
  const args = [join(HOME, "node_modules/typescript/bin/tsc"), "-p", folder];
  return new Promise((done) => execFile(process.execPath, args, (error, out, err) => done({ code: error ? error.code : 0, said: out + err })));
};

const SCRIPT = `import "donation-flow";
import type { Report } from "donation-flow";
const panel = document.createElement("donation-flow");
panel.load = "eager";
panel.live = true;
panel.sections = ["head", "net"];
panel.currency = null;
panel.addEventListener("donation-flow-report", ({ detail }) => net(detail));
panel.addEventListener("donation-flow-error", ({ detail: { code, message } }) => code === "offline" && message.length);
function net({ assets, gaps }: Report): [string, string, number][] {
  return assets.map(({ asset, totals, donations }): [string, string, number] => [asset, totals.net, donations + gaps.length]);
}
`;
const MARKUP = `import type {} from "donation-flow/react";
export const Panel = () => (
  <donation-flow src="/relief.json" load="visible" live lang="ar" ondonation-flow-report={(event) => event.detail.assets.length}>
    <a href="https://explorer.example/">An explorer</a>
  </donation-flow>
);
`;

test("a compiler takes the types, of scripts and of React's markup", async () => {
  await installed();
  assert.deepEqual(await compiled("types", { "main.ts": SCRIPT, "panel.tsx": MARKUP }), { code: 0, said: "" });
});

for (const [what, from, to, fault] of [
  ["a value that an attribute does not take", 'panel.load = "eager"', 'panel.load = "later"', /"later"/],
  ["a field that a report has not", "totals.net", "totals.gross", /gross/],
  ["an amount for a number", "[asset, totals.net, donations", "[asset, donations, donations", /number/],
  ["an attribute of React's markup that there is not", "load=", "loads=", /loads/],
  ["an event that does not carry that", "event.detail.assets", "event.detail.asset.s", /asset/],
]) {
  test(`a compiler refuses ${what}`, async () => {
    await installed();
    const change = (text) => text.replace(from, to);
    assert.notEqual(change(SCRIPT + MARKUP), SCRIPT + MARKUP);
    const { code, said } = await compiled("types-wrong", { "main.ts": change(SCRIPT), "panel.tsx": change(MARKUP) });
    assert.notEqual(code, 0);
    assert.match(said, fault);
  });
}

/** Holds a value to an interface of the package's types: every field that must be there is, and no other than it has. */
function holds(types, name, value) {
  const [, body] = types.match(new RegExp(`export interface ${name} \\{\\n([^]*?)^\\}`, "m"));
  const fields = [...body.matchAll(/^ {2}(\w+)(\??): /gm)];
  const here = Object.keys(value);
  const missing = fields.filter(([, field, may]) => !may && !here.includes(field)).map(([, field]) => field);
  const unknown = here.filter((key) => !fields.some(([, field]) => field === key));
  assert.deepEqual({ missing, unknown }, { missing: [], unknown: [] }, name);
}

test("events carry the fields that the types have", async () => {
  const types = readFileSync(join(await installed(), "donation-flow.d.ts"), "utf8");
  const panel = await it.open({ campaign: "relief" });
  await panel.settled();
  const events = await panel.events();
  const last = (name) => events.findLast((event) => event.name === name).detail;
  const report = last("report");
  for (const [name, value] of [
    ["Progress", last("progress")],
    ["Report", report],
    ["CampaignHead", report.campaign],
    ["AssetReport", report.assets[0]],
    ["Totals", report.assets[0].totals],
    ["DayFlow", report.assets[0].timeline[0]],
    ["FlowNode", report.assets[0].flow.sources[0]],
    ["Verification", report.assets[0].verification],
  ]) {
    holds(types, name, value);
  }
  assert.equal(last("load"), null);
  await panel.close();
  const refused = await it.open({ address: "bitcoin:nothing" });
  await refused.settled();
  const [{ detail }] = await refused.events("error");
  holds(types, "Refusal", detail);
  await refused.close();
});
