// Every block of code in README and docs/ is run as it stands there, or read by what reads such a file, or is named here with the
// reason why it cannot be. Those of docs/embedding.md are run by tests/embed/docs.test.mjs.

import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { cpSync, existsSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { mkdtemp } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { after, before, test } from "node:test";
import { files, path } from "../../tools/lib.mjs";
import { COMMAND, DIST, NOW, ROOT, suite } from "./harness.mjs";

const it = suite();
const read = (name) => readFileSync(path(name), "utf8");
const PAGES = ["README.md", "ARCHITECTURE.md", ...files("docs").filter((name) => name.endsWith(".md"))];

/** By page and name, as in "README.md campaign": each block's language and text. */
const blocks = new Map();
const nameless = [];
for (const page of PAGES) {
  for (const [, kind, name, text] of read(page).matchAll(/^```(\w*) ?([\w.-]*)\n([^]*?)^```$/gm)) {
    if (!kind || !name || blocks.has(`${page} ${name}`)) nameless.push(`${page}: ${text.slice(0, 60)}`);
    blocks.set(`${page} ${name}`, { page, kind, name, text });
  }
}

/** Blocks that cannot be run here, and why. What they call is looked for all the same. */
const NOT_RUN = {
  "README.md start": "this is one of the tests that it runs",
  "ARCHITECTURE.md flow": "a drawing",
  "docs/snapshot.md recomputing": "a drawing",
  "docs/lists.md list": "cut short; tests/listing.rs reads whole ones",
  "docs/lists.md ofac": "asks OFAC's site; the next block does the same from a file",
  "docs/proof.md epochs": "asks an explorer of Bitcoin's main chain for every epoch",
  "docs/proxy.md install": "installs a server as root; tests/node/proxy.test.mjs runs its configuration",
  "docs/proxy.md look": "asks a proxy that stands; tests/node/proxy.test.mjs asks one so",
  "docs/fuzzing.md fuzz": "takes a nightly compiler; tests/fuzz.rs runs the same targets",
  "docs/translating.md quick": "part of npm test",
  "docs/translating.md browser": "part of npm test",
  "docs/adding-a-section.md quick": "part of npm test",
  "docs/adding-a-section.md browser": "part of npm test",
  "docs/quickstart.md build": "what these tests are run after",
};

/** Blocks that another test file runs. */
const RUN_ELSEWHERE = { "docs/embedding.md": "tests/embed/docs.test.mjs" };

const done = new Set(Object.keys(NOT_RUN));
const take = (name) => {
  assert.ok(blocks.has(name), `there is no block ${name}`);
  done.add(name);
  return blocks.get(name).text;
};

test("every block has a language and a name of its own", () => assert.deepEqual(nameless, []));

let folder;
before(async () => (folder = await mkdtemp(join(tmpdir(), "donation-flow-docs-"))));
after(() => rmSync(folder, { recursive: true }));

/** Runs a block's lines in a folder that is a copy of this project as far as they know. What is missing is no failure: 3. */
async function runs(name, cwd) {
  mkdirSync(join(cwd, "target/release"), { recursive: true });
  if (!existsSync(join(cwd, "target/release/donation-flow"))) symlinkSync(COMMAND, join(cwd, "target/release/donation-flow"));
  const env = { ...process.env, PATH: `${dirname(COMMAND)}:${process.env.PATH}` };
  for (const line of take(name).trim().replaceAll("https://…", "https://office.example/").split("\n")) {
    if (line.startsWith("npm ")) continue;
    const { code, said } = await new Promise((ended) => execFile("sh", ["-c", line], { cwd, env }, (error, out, err) => ended({ code: error?.code ?? 0, said: out + err })));
    assert.ok(code === 0 || code === 3, `${name}: ${line}: ${code}: ${said}`);
  }
}

const place = (name) => {
  const made = join(folder, name);
  mkdirSync(made, { recursive: true });
  return made;
};

test("a reporter's commands, from a campaign file to a table", async () => {
  const cwd = place("command");
  writeFileSync(join(cwd, "relief.json"), JSON.stringify(await it.campaign("relief")));
  await runs("README.md command", cwd);
  for (const name of ["out/report.json", "out/panel.en.html", "out/card.en.png", "relief.csv"]) assert.ok(existsSync(join(cwd, name)), name);
  assert.ok(readFileSync(join(cwd, "relief.csv"), "utf8").split("\n").length > 20);
});

test("ten minutes from nothing: the file is right, its snapshot is made and holds, and both elements show", async () => {
  const cwd = place("quickstart");
  writeFileSync(join(cwd, "relief.json"), take("docs/quickstart.md relief.json"));
  await runs("docs/quickstart.md check", cwd);
  // What it is of is on the real chain: the same commands over the sample's.
  writeFileSync(join(cwd, "relief.json"), JSON.stringify(await it.campaign("relief")));
  await runs("docs/quickstart.md snapshot", cwd);
  await shows("docs/quickstart.md live", "asking");
  await shows("docs/quickstart.md element", "ready");
});

test("lists and labels, from files of their forms", async () => {
  const cwd = place("lists");
  const fixture = (from, to) => cpSync(path("tests/fixtures/lists", from), join(cwd, to));
  fixture("sdn_advanced.xml", "sdn_advanced.xml");
  fixture("addresses_XBT.txt", "sanctioned_addresses_XBT.txt");
  fixture("orders.csv", "seizures.csv");
  for (const name of ["binance.yaml", "okx.yaml", "ofac.yaml"]) fixture("tagpack.yaml", name);
  writeFileSync(join(cwd, "transfers.csv"), "1BvBMSEYstWetqTFn5Au4m4GFg7xJaNVN2");
  writeFileSync(join(cwd, "relief.json"), "1BvBMSEYstWetqTFn5Au4m4GFg7xJaNVN2");
  // As the block before it writes it from OFAC's own file.
  await new Promise((ended) => execFile(COMMAND, ["lists", "update", "sdn_advanced.xml", "-o", "ofac.list"], { cwd }, ended));
  await runs("docs/lists.md update", cwd);
  for (const name of ["ofac.new.list", "plain.list", "orders.list"]) assert.match(readFileSync(join(cwd, name), "utf8"), /^donation-flow list 1\n/, name);
  await runs("docs/lists.md labels", cwd);
  assert.ok(Array.isArray(JSON.parse(readFileSync(join(cwd, "labels.json"), "utf8"))));
});

/** What stands for a text of the reader's own. */
const OWN = { "bc1…": "bc1qar0srrr7xfkvy5l643lydnw9re59gtzzwf5mdq", "T…": "TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6t", "https://…": "https://office.example/", "…": "a-key" };

for (const name of [...blocks.keys()].filter((name) => blocks.get(name).kind === "json" && name !== "docs/quickstart.md relief.json")) {
  test(`a campaign file as in ${name} is right`, async () => {
    const text = take(name).replaceAll(/"([^"\s]*…)"/g, (all, own) => `"${OWN[own] ?? own}"`);
    const whole = { version: 1, name: "A campaign", addresses: [{ chain: "bitcoin", address: OWN["bc1…"] }, { chain: "tron", address: OWN["T…"] }] };
    // Some show a part of it.
    const campaign = text.startsWith("{") ? JSON.parse(text) : { ...whole, ...JSON.parse(`{${text}}`) };
    const file = join(place("json"), `${name.replaceAll(/\W/g, "-")}.json`);
    const check = async (campaign) => {
      writeFileSync(file, JSON.stringify(campaign));
      return new Promise((ended) => execFile(COMMAND, ["check", file], (error, out, err) => ended({ code: error?.code ?? 0, said: out + err })));
    };
    const { code, said } = await check(campaign);
    assert.equal(code, 0, said);
    assert.equal((await check({ ...campaign, curency: "USD" })).code, 2, "it is looked at");
  });
}

let published;
/** The snapshot of the pages' snippets, at its address on the publisher's site: its files. */
const snapshot = () =>
  (published ??= (async () => {
    const { files } = await it.publish("relief", { args: ["--as-of", NOW, "--no-proofs", "--no-second"] });
    for (const [name, body] of Object.entries(files)) it.site.add("", body, { path: `/snapshots/relief/${name}` });
    return files;
  })());

/** Opens a page of a block, until its panel is in `state`; `more` is what else the page has. Nothing that it names is missing. */
async function shows(name, state, more = "") {
  await snapshot();
  const script = '<script type="module" src="/donation-flow/donation-flow.js"></script>';
  const text = take(name).replaceAll("https://news.example/donation-flow/", "/donation-flow/");
  const panel = await it.open({ html: "<!doctype html><title>-</title>", src: "none", clock: "real" });
  const missing = [];
  panel.page.on("response", (answer) => answer.status() >= 400 && missing.push(answer.url()));
  await panel.page.route("https://mempool.space/**", (route) => route.fulfill({ json: [], headers: { "access-control-allow-origin": "*" } }));
  const article = it.site.add("article.html", `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>An article</title></head><body>${text}${more}${text.includes("donation-flow.js\"></script>") ? "" : script}</body></html>`);
  await panel.page.goto(it.site.url + article, { waitUntil: "load" });
  await panel.reaches(state);
  assert.deepEqual(missing.filter((url) => !url.endsWith("/favicon.ico")), [], name);
  await panel.close();
}

test("README's and docs/snapshot.md's elements show", async () => {
  await shows("README.md element", "asking");
  await shows("docs/snapshot.md element", "ready");
  await shows("docs/snapshot.md live", "ready");
});

test("docs/snapshot.md's panel in the page stands without its script, and with it", async () => {
  const files = await snapshot();
  const body = (name) => (name.startsWith("fragments/") ? files[name] : readFileSync(`${DIST}/${name}`, "utf8"));
  const html = take("docs/snapshot.md drawn").replaceAll(/…([\w./-]+)…/g, (all, name) => body(name));
  const script = '<script type="module" src="/donation-flow/donation-flow.js"></script>';
  const panel = await it.open({ html: `<!doctype html><html lang="ar"><title>-</title><body>${html}${script}`, clock: "real" });
  await panel.until(() => window.seen.events.some(({ name }) => name === "load"));
  await panel.until(() => [...document.querySelector("donation-flow").shadowRoot.querySelectorAll(".df > section > *")].every((node) => getComputedStyle(node).display !== "none"));
  assert.deepEqual(panel.requests.filter(({ url }) => /fragments|wasm/.test(url)), []);
  assert.deepEqual(panel.errors, []);
  await panel.close();
});

test("what is preloaded is there", async () => {
  await shows("README.md preload", "ready", '<donation-flow src="/campaigns/relief.json" lang="ar" load="eager"></donation-flow>');
  await shows("docs/snapshot.md preload", "ready", '<donation-flow snapshot="/snapshots/relief/" lang="ar" load="eager"></donation-flow>');
});

test("Rust is as rustfmt writes it", async () => {
  for (const name of [...blocks.keys()].filter((name) => blocks.get(name).kind === "rust")) {
    const file = join(place("rust"), "block.rs");
    writeFileSync(file, take(name));
    const args = ["--check", "--edition", "2024", "--config-path", path("rustfmt.toml"), file];
    const { code, said } = await new Promise((ended) => execFile("rustfmt", args, (error, out, err) => ended({ code: error?.code ?? 0, said: out + err })));
    assert.equal(code, 0, said);
  }
});

test("what a command names is there: npm's scripts, test files, the command's verbs, and every path of this project", async () => {
  const { scripts } = JSON.parse(read("package.json"));
  const help = await new Promise((ended) => execFile(COMMAND, ["--help"], (_, out) => ended(out)));
  const missing = [];
  const look = (where, text) => {
    for (const [, name] of text.matchAll(/\bnpm run (\w+)/g)) if (!scripts[name]) missing.push(`${where}: npm run ${name}`);
    for (const [, name] of text.matchAll(/\bnpm (start|test)\b/g)) if (!scripts[name]) missing.push(`${where}: npm ${name}`);
    for (const [, name] of text.matchAll(/--test (\w+)\b(?!\/)/g)) if (!existsSync(path(`tests/${name}.rs`))) missing.push(`${where}: --test ${name}`);
    for (const [, verb] of text.matchAll(/(?:^|[/`])donation-flow ([a-z]+)\b/gm)) if (verb !== "list" && !new RegExp(`^ {2}${verb} `, "m").test(help)) missing.push(`${where}: donation-flow ${verb}`);
    for (const [name] of text.matchAll(/(?<![\w./-])(?:src|www|tools|tests|docs|proxy|bench|examples)\/[\w./*-]*\w/g)) {
      const [file] = name.split("*");
      // What tests write, and a file that is to be made.
      if (!existsSync(join(ROOT, file)) && !/^tests\/out|^src\/view\/senders\.rs|LANG/.test(file)) missing.push(`${where}: ${name}`);
    }
  };
  for (const { page, name, kind, text } of blocks.values()) if (["sh", "rust"].includes(kind)) look(`${page} ${name}`, text);
  for (const page of PAGES) for (const [, code] of read(page).replaceAll(/^```[^]*?^```$/gm, "").matchAll(/`([^`\n]+)`/g)) look(page, code);
  assert.deepEqual(missing, []);
});

test("every block was run, or is named with a reason", () => {
  for (const name of Object.keys(NOT_RUN)) assert.ok(blocks.has(name), `there is no block ${name}`);
  const left = [...blocks.values()].filter(({ page, name }) => !done.has(`${page} ${name}`));
  const elsewhere = left.filter(({ page, name }) => RUN_ELSEWHERE[page] && read(RUN_ELSEWHERE[page]).includes(`"${name}"`));
  // The frameworks' are run by their names as they come.
  const named = left.filter(({ page, name }) => RUN_ELSEWHERE[page] && new RegExp(`\\b${name}: \\[`).test(read(RUN_ELSEWHERE[page])));
  assert.deepEqual(left.filter((block) => !elsewhere.includes(block) && !named.includes(block)).map(({ page, name }) => `${page} ${name}`), []);
});
