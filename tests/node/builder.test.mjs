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
const { askedBy } = await import("../../www/asked.js");
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

test("README names whatever a panel may connect to", () => {
  const campaign = {
    ...{ addresses: ["bitcoin", "litecoin", "tron"].map((chain) => ({ chain, address: "" })), currency: "EUR", dollar: "https://dollar.example/usd-eur.csv" },
    explorers: [{ chain: "litecoin", api: "esplora", url: "https://explorer.example/api" }],
    lists: ["https://lists.example/sdn.txt"],
  };
  const all = needed({ base: "https://cdn.example/", src: "https://news.example/relief.json", snapshot: "https://files.example/relief/", campaign, live: true, second: true });
  const said = {
    "why.parts": "hold `dist/`",
    "why.campaign": "the campaign file",
    "why.snapshot": "the snapshot",
    "why.explorer": "the explorers",
    "why.second": "a second one",
    "why.prices": "the sources of prices",
    "why.list": "the hosts of lists",
  };
  const connects = all.filter(({ directive }) => directive === "connect-src");
  assert.deepEqual(new Set(connects.map(({ why }) => why)), new Set(Object.keys(said)));
  const [sentence] = read("README.md").replaceAll(/\s+/g, " ").match(/in `connect-src`, [^]*? It works under Trusted Types/);
  for (const words of Object.values(said)) assert.ok(sentence.includes(words), words);
  for (const { source, why } of connects) if (why === "why.prices" && !source.includes(".example")) assert.ok(sentence.includes(`\`${source}\``), source);
});

test("the campaign of docs/proxy.md asks the proxy alone, and its consent says what it says there", () => {
  const [, text] = read("docs/proxy.md").match(/```json explorers\n([^]*?)```/);
  const proxy = "https://explorers.news.example";
  const campaign = (chains) => ({ addresses: chains.map((chain) => ({ chain, address: "" })), ...JSON.parse(`{${text}}`) });
  const whole = campaign(["bitcoin", "tron"]);
  const urls = [...whole.explorers, ...whole.prices].map(({ url }) => new URL(url).origin);
  assert.deepEqual([...new Set(urls)], [proxy]);
  for (const { chain } of whole.addresses) assert.ok(whole.prices.some((price) => price.chain === chain && !price.contract), chain);
  const tokens = (chain) => [...table.match(new RegExp(`name: "${chain}",[^]*?tokens: &\\[([^]*?)\\],`))[1].matchAll(/"(\w{30,})"/g)].map(([, contract]) => contract);
  assert.deepEqual(tokens("tron"), whole.prices.flatMap(({ contract }) => contract ?? []));
  const connects = (campaign) => needed({ base: `${proxy}/`, campaign }).filter(({ directive }) => directive === "connect-src").map(({ source }) => new URL(source).host);
  const host = new URL(proxy).host;
  assert.deepEqual(askedBy(JSON.stringify(campaign(["bitcoin"])), "").toSorted(), [host]);
  assert.deepEqual(connects(campaign(["bitcoin"])), [host]);
  // A token without an entry of its own would be asked about there.
  for (const told of [askedBy(JSON.stringify(whole), ""), connects(whole)]) assert.deepEqual(told.toSorted(), ["coins.llama.fi", host]);
});
