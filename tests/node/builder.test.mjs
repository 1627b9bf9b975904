// What the builder repeats of the core's rules, against the core's own text: asking the core for it would weigh on every reader.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { explorerHosts } from "../../tools/build.mjs";
import { path } from "../../tools/lib.mjs";

const read = (name) => readFileSync(path(name), "utf8");
const table = read("src/chain/table.rs");
// Written into the shell by the build.
globalThis.EXPLORERS = explorerHosts(table);
const { needed, operator } = await import("../../www/builder/policy.js");
const policy = read("www/builder/policy.js");

const list = (text) => [...text.matchAll(/"([^"]+)"/g)].map(([, name]) => name);

test("who runs a host is told as the core tells it", () => {
  const [, examples] = read("src/agreement/mod.rs").match(/for \(host, expected\) in \[\n([^]*?)\n\s*\] \{/);
  const pairs = [...examples.matchAll(/\("([^"]*)", "([^"]*)"\)/g)];
  assert.ok(pairs.length > 8, `${pairs.length}`);
  for (const [, host, expected] of pairs) assert.equal(operator(host), expected, host);
});

test("currencies and addresses of price sources are the core's", () => {
  const [, core] = read("src/price/mempool.rs").match(/fn tells\([^]*?\[([^\]]*)\]/);
  const [, own] = policy.match(/MEMPOOL_TELLS = \[([^\]]*)\]/);
  assert.deepEqual(list(own), list(core));
  for (const name of ["mempool", "llama"]) {
    const [, url] = read(`src/price/${name}.rs`).match(/pub const URL: &str = "([^"]+)"/);
    assert.ok(policy.includes(`${name}: "${new URL(url).origin}"`), name);
  }
});

test("a policy names what sends no CORS header only where a chain has no other explorer, as the panel asks", () => {
  const [, refused] = table.match(/fn is_for_browsers[^]*?!matches!\(self, ([^)]*)\)/);
  const apis = [...refused.matchAll(/Api::(\w+)/g)].map(([, name]) => name.toLowerCase());
  assert.equal(apis.length, 1);
  const book = { chain: "bitcoin", api: apis[0], url: "https://first.example" };
  const other = { chain: "bitcoin", api: "esplora", url: "https://second.example" };
  const named = (explorers) => {
    const campaign = { addresses: [{ chain: "bitcoin", address: "" }], explorers };
    const sources = needed({ base: "https://news.example/", campaign }).map(({ source }) => source);
    return [book, other].map(({ url }) => sources.includes(url));
  };
  assert.deepEqual(named([book, other]), [false, true]);
  assert.deepEqual(named([book]), [true, false]);
});
