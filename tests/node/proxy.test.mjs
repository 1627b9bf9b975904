// The shipped proxy, in a real nginx: what it lets through, what it keeps, what readers and explorers see of one another.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer, request as httpRequest } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test as nodeTest } from "node:test";
import { COMMAND, path } from "../../tools/lib.mjs";
import { nginx } from "../../tools/setup.mjs";

const NGINX = nginx();
const ORIGIN = "https://news.example";
const KEY = "s3cret-KEY.0";
const ADDRESS = "bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4";
const ACCOUNT = "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed";
/** Whether USDT is frozen at an address, and the events that say since when. */
const CALL = `module=proxy&action=eth_call&to=${ACCOUNT}&data=0xe47d6060${"0".repeat(64)}&tag=latest`;
const LOGS = `module=logs&action=getLogs&address=${ACCOUNT}&topic0=0x${"a".repeat(64)}&fromBlock=0&toBlock=latest&page=1&offset=1000`;

/** A test that needs nginx: skipped by name where there is none. */
function test(name, body) {
  if (NGINX) return nodeTest(name, body);
  nodeTest(name, { skip: "there is no nginx: install it, or set NGINX to its path" }, () => {});
  console.log(`skipped: ${name}`);
}

/** An explorer of this test's own: keeps what it was asked, and answers as `answer` says. */
const explorer = { asked: [], answer: null };
const plain = (request, response) => response.setHeader("content-type", "application/json").end('{"plain":true}');

let folder, proxy, sample, upstream;

before(async () => {
  if (!NGINX) return;
  folder = mkdtempSync(join(tmpdir(), "donation-flow-proxy-"));
  upstream = createServer((request, response) => {
    explorer.asked.push({ url: request.url, method: request.method, headers: request.headers });
    (explorer.answer ?? plain)(request, response);
  });
  await listen(upstream);
  sample = await serve();
  proxy = await startProxy();
});

after(async () => {
  await proxy?.stop();
  await sample?.stop();
  upstream?.closeAllConnections();
  upstream?.close();
  if (folder) rmSync(folder, { recursive: true, force: true });
});

function listen(server) {
  return new Promise((ready) => server.listen(0, "127.0.0.1", ready));
}

async function freePort() {
  const server = createServer();
  await listen(server);
  const { port } = server.address();
  await new Promise((closed) => server.close(closed));
  return port;
}

/** The command's own `serve`, with the sample explorer. */
async function serve() {
  assert.ok(existsSync(COMMAND), `${COMMAND} is missing: npm run build makes it`);
  const child = spawn(COMMAND, ["serve", "--port", "0"], { stdio: ["ignore", "pipe", "inherit"] });
  const url = await new Promise((found, failed) => {
    let said = "";
    child.on("exit", (code) => failed(new Error(`serve ended with ${code}`)));
    child.stdout.on("data", (chunk) => {
      said += chunk;
      const address = /http:\/\/[\w.:]+/.exec(said);
      if (address) found(address[0]);
    });
  });
  return { url, stop: () => stopped(child) };
}

function stopped(child) {
  return new Promise((ended) => {
    child.removeAllListeners("exit");
    child.on("exit", ended);
    child.kill();
  });
}

/** nginx with the shipped configuration; the settings are this test's, and times are seconds: fresh for one,
 * asked for again for two more, and kept for seven more while the explorer fails. */
async function startProxy() {
  const [outer, inner] = [await freePort(), await freePort()];
  const home = join(folder, "donation-flow");
  cpSync(path("proxy"), home, { recursive: true });
  const change = (text, from, to) => {
    assert.ok(text.includes(from), `the shipped configuration has no ${from}`);
    return text.replaceAll(from, to);
  };
  let main = readFileSync(join(home, "nginx.conf"), "utf8");
  main = change(main, "127.0.0.1:8399", `127.0.0.1:${inner}`);
  const lifetime = "max-age=30, stale-while-revalidate=600, stale-if-error=3600";
  main = change(main, lifetime, "max-age=1, stale-while-revalidate=2, stale-if-error=7");
  writeFileSync(join(home, "nginx.conf"), main);
  const own = `http://127.0.0.1:${upstream.address().port}`;
  const explorers = [
    ["bitcoin", "esplora", sample.url],
    ["tron", "trongrid", sample.url],
    ["litecoin", "esplora", `${sample.url}/ltc`],
    ["dogecoin", "blockcypher", `${sample.url}/blockcypher/v1/doge/test3`],
    ["esplora", "esplora", own],
    ["slow", "esplora", `${own}/slow`],
    ["down", "esplora", `http://127.0.0.1:${await freePort()}`],
    ["trongrid", "trongrid", own, KEY],
    ["etherscan", "etherscan", `${own}/v2/api?chainid=1`, KEY],
    ["blockscout", "blockscout", `${own}/1`, KEY],
    ["blockcypher", "blockcypher", `${own}/v1/doge/main`, KEY],
    ["keyless", "blockcypher", `${own}/v1/ltc/main`],
    ["blockbook", "blockbook", own],
    ["llama", "llama", own],
  ];
  const table = (variable, column) => {
    const rows = explorers.filter((row) => row[column]).map((row) => `  ${row[0]} ${row[column]};`);
    return `map $explorer_name ${variable} {\n  default "";\n${rows.join("\n")}\n}\n`;
  };
  const settings = [
    `proxy_cache_path ${folder}/cache levels=1:2 keys_zone=donation_flow:1m inactive=2h use_temp_path=off;`,
    `map $http_origin $reader_origin { default ""; ${ORIGIN} $http_origin; }`,
    ...[table("$explorer_api", 1), table("$explorer_url", 2), table("$explorer_key", 3)],
  ];
  writeFileSync(join(home, "settings/explorers.conf"), settings.join("\n"));
  writeFileSync(join(home, "settings/server.conf"), `listen 127.0.0.1:${outer};\nserver_name localhost;\n`);
  writeFileSync(join(home, "settings/outgoing.conf"), "");
  const child = spawn(NGINX, ["-p", `${folder}/`, "-e", "stderr", "-c", writeMain("main.conf", "donation-flow")], {
    stdio: ["ignore", "inherit", "pipe"],
  });
  let said = "";
  child.stderr.on("data", (chunk) => (said += chunk));
  const url = `http://127.0.0.1:${outer}`;
  for (let tries = 0; ; tries++) {
    try {
      await fetch(url);
      break;
    } catch (error) {
      assert.ok(child.exitCode === null && tries < 100, `nginx does not start: ${said || error}`);
      await sleep(50);
    }
  }
  return { url, stop: () => stopped(child), said: () => said };
}

/** A main file around the shipped one, with every path in the test's folder. */
function writeMain(name, home) {
  const kinds = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"];
  mkdirSync(join(folder, "temp"), { recursive: true });
  const paths = kinds.map((kind) => `${kind}_temp_path ${folder}/temp/${kind};`).join("\n");
  const file = join(folder, name);
  const http = `http {\naccess_log off;\n${paths}\ninclude ${home}/nginx.conf;\n}`;
  // Where it runs as root, its worker is to write into the test's folder as root too.
  const user = process.getuid?.() === 0 ? "user root;\n" : "";
  writeFileSync(file, `${user}daemon off;\npid ${folder}/${name}.pid;\nworker_processes 1;\nevents {}\n${http}\n`);
  return file;
}

function sleep(ms) {
  return new Promise((resume) => setTimeout(resume, ms));
}

/** Forgets what the own explorer was asked, and has it answer so from now on. */
function now(answer = null) {
  explorer.asked = [];
  explorer.answer = answer;
}

const status = (code, headers = {}) => (request, response) => response.writeHead(code, headers).end("no");

const get = (place, options) => fetch(proxy.url + place, { redirect: "manual", ...options });

/** A question that was not asked before: of another page each time. */
let pages = 0;
const fresh = (name = "esplora") =>
  `/${name}/api/address/${ADDRESS}/txs/chain/${(++pages).toString(16).padStart(64, "0")}`;

async function cached(place, options) {
  const reply = await get(place, options);
  await reply.arrayBuffer();
  return [reply.status, reply.headers.get("x-cache")];
}

test("the shipped settings are a configuration", async () => {
  const home = join(folder, "shipped");
  cpSync(path("proxy"), join(home, "donation-flow"), { recursive: true });
  const settings = join(home, "donation-flow/settings/explorers.conf");
  writeFileSync(settings, readFileSync(settings, "utf8").replace("/var/cache/donation-flow", `${folder}/shipped-cache`));
  const main = writeMain("shipped/main.conf", "donation-flow");
  const child = spawn(NGINX, ["-t", "-p", `${home}/`, "-e", "stderr", "-c", main], { stdio: ["ignore", "ignore", "pipe"] });
  let said = "";
  child.stderr.on("data", (chunk) => (said += chunk));
  assert.equal(await new Promise((ended) => child.on("close", ended)), 0, said);
});

test("an answer is kept, and asked for again when it is no longer fresh", async () => {
  now();
  const place = fresh();
  assert.deepEqual(await cached(place), [200, "MISS"]);
  assert.deepEqual(await cached(place), [200, "HIT"]);
  assert.deepEqual(await cached(place, { method: "HEAD" }), [200, "HIT"]);
  assert.equal(explorer.asked.length, 1);
  assert.equal(explorer.asked[0].url, place.replace("/esplora/", "/"));
  await sleep(2_100);
  now((request, response) => setTimeout(() => plain(request, response), 1_000));
  const start = performance.now();
  assert.deepEqual(await cached(place), [200, "STALE"]);
  assert.ok(performance.now() - start < 700, "the reader does not wait for the new answer");
  assert.deepEqual(await cached(place), [200, "UPDATING"]);
  await sleep(1_300);
  assert.deepEqual(await cached(place), [200, "HIT"]);
  assert.equal(explorer.asked.length, 1);
});

test("of many who ask the same at once, one goes through", async () => {
  now((request, response) => setTimeout(() => plain(request, response), 300));
  const place = fresh();
  const replies = await Promise.all(Array.from({ length: 20 }, () => cached(place)));
  assert.deepEqual([...new Set(replies.map(([status]) => status))], [200]);
  assert.equal(explorer.asked.length, 1);
});

test("while the explorer is down, or refuses, readers get what was kept", async () => {
  now();
  const refusals = [status(500), status(503), status(429), status(403), (request) => request.socket.destroy()];
  const cases = refusals.map((refusal) => [fresh(), refusal]);
  for (const [place] of cases) assert.deepEqual(await cached(place), [200, "MISS"]);
  await sleep(4_100);
  for (const [place, refusal] of cases) {
    now(refusal);
    for (let reader = 0; reader < 3; reader++) {
      const reply = await get(place);
      assert.equal(reply.status, 200);
      assert.match(reply.headers.get("x-cache"), /^(STALE|UPDATING)$/);
      assert.equal(await reply.text(), '{"plain":true}');
      await sleep(100);
    }
    assert.ok(explorer.asked.length > 0, "it is asked again");
  }
  await sleep(4_500);
  for (const [place] of cases) {
    now(status(503));
    assert.deepEqual(await cached(place), [503, "EXPIRED"], "nobody gets what is older than may be");
  }
  const none = await get(fresh("down"));
  assert.deepEqual([none.status, none.headers.get("retry-after")], [503, "10"], "what was never there is no answer");
});

test("another answer is passed on, and not kept", async () => {
  for (const code of [400, 404, 422]) {
    now(status(code));
    const place = fresh();
    assert.equal((await get(place)).status, code);
    now();
    assert.deepEqual(await cached(place), [200, "MISS"]);
  }
});

test("a refusal is not kept", async () => {
  now(status(429, { "retry-after": "7" }));
  const place = fresh();
  const refused = await get(place, { headers: { origin: ORIGIN } });
  assert.deepEqual([refused.status, refused.headers.get("retry-after")], [503, "10"]);
  assert.equal(refused.headers.get("access-control-allow-origin"), ORIGIN, "the panel can read when to come again");
  now();
  assert.deepEqual(await cached(place), [200, "MISS"]);

  const limit = '{"status":"0","message":"NOTOK","result":"Max rate limit reached"}';
  const short = (request, response) => response.setHeader("content-length", limit.length).end(limit);
  const list = `/etherscan?module=account&action=txlist&address=${ACCOUNT}`;
  now(short);
  await cached(list);
  const rows = `{"status":"1","result":[${'"0",'.repeat(500)}"0"]}`;
  now((request, response) => response.setHeader("content-length", rows.length).end(rows));
  assert.deepEqual(await cached(list), [200, "MISS"], "a limit said in a 200 is not kept");
  assert.deepEqual(await cached(list), [200, "HIT"]);
});

test("only GET and HEAD", async () => {
  now();
  const place = `/trongrid/v1/accounts/${ADDRESS}`;
  for (const method of ["POST", "PUT", "DELETE", "OPTIONS", "PATCH"]) {
    const reply = await get(place, { method, body: ["POST", "PUT", "PATCH"].includes(method) ? "{}" : undefined });
    assert.equal(reply.status, 405, method);
  }
  assert.equal(explorer.asked.length, 0);
});

test("what the adapters ask goes through, and nothing else", async () => {
  const id = "a".repeat(64);
  const good = {
    "/esplora/api/blocks/tip/height": "/api/blocks/tip/height",
    [`/esplora/api/address/${ADDRESS}`]: `/api/address/${ADDRESS}`,
    [`/esplora/api/address/${ADDRESS}/txs/chain`]: `/api/address/${ADDRESS}/txs/chain`,
    [`/esplora/api/address/${ADDRESS}/txs/chain/${id}`]: `/api/address/${ADDRESS}/txs/chain/${id}`,
    [`/esplora/api/address/${ADDRESS}/txs/mempool`]: `/api/address/${ADDRESS}/txs/mempool`,
    [`/esplora/api/tx/${"0a".repeat(32)}/merkle-proof`]: `/api/tx/${"0a".repeat(32)}/merkle-proof`,
    [`/esplora/api/tx/${"0a".repeat(32)}/hex`]: `/api/tx/${"0a".repeat(32)}/hex`,
    [`/esplora/api/block/${"0a".repeat(32)}/header`]: `/api/block/${"0a".repeat(32)}/header`,
    [`/esplora/api/block/${"0a".repeat(32)}/txid/0`]: `/api/block/${"0a".repeat(32)}/txid/0`,
    "/esplora/api/block-height/170": "/api/block-height/170",
    [`/esplora/api/address/${ADDRESS}/txs/summary`]: `/api/address/${ADDRESS}/txs/summary`,
    "/esplora/api/v1/prices": "/api/v1/prices",
    "/esplora/api/v1/historical-price?currency=EUR&timestamp=1700000000": "/api/v1/historical-price?currency=EUR&timestamp=1700000000",
    "/trongrid/v1/accounts/T1": "/v1/accounts/T1",
    "/trongrid/v1/accounts/T1/transactions/trc20?limit=200&order_by=block_timestamp,desc&fingerprint=aB%2F9":
      "/v1/accounts/T1/transactions/trc20?limit=200&order_by=block_timestamp,desc&fingerprint=aB%2F9",
    "/trongrid/v1/accounts/T1/internal-transactions?limit=200": "/v1/accounts/T1/internal-transactions?limit=200",
    "/trongrid/v1/contracts/T1/events?event_name=AddedBlackList&limit=200&order_by=block_timestamp,desc&fingerprint=a":
      "/v1/contracts/T1/events?event_name=AddedBlackList&limit=200&order_by=block_timestamp,desc&fingerprint=a",
    [`/blockscout/api?${LOGS}`]: `/1/api?${LOGS}&apikey=${KEY}`,
    [`/etherscan?${LOGS}`]: `/v2/api?chainid=1&${LOGS}&apikey=${KEY}`,
    [`/etherscan?${CALL}`]: `/v2/api?chainid=1&${CALL}&apikey=${KEY}`,
    [`/blockscout/api/v2/addresses/${ACCOUNT}`]: `/1/api/v2/addresses/${ACCOUNT}?apikey=${KEY}`,
    [`/blockscout/api/v2/addresses/${ACCOUNT}/token-transfers?block_number=1&index=2`]:
      `/1/api/v2/addresses/${ACCOUNT}/token-transfers?block_number=1&index=2&apikey=${KEY}`,
    [`/etherscan?module=account&action=tokentx&address=${ACCOUNT}&page=1`]:
      `/v2/api?chainid=1&module=account&action=tokentx&address=${ACCOUNT}&page=1&apikey=${KEY}`,
    "/blockcypher": `/v1/doge/main?token=${KEY}`,
    "/blockcypher/addrs/D1/full?limit=50&txlimit=1000&confirmations=1&before=7": `/v1/doge/main/addrs/D1/full?limit=50&txlimit=1000&confirmations=1&before=7&token=${KEY}`,
    "/keyless/addrs/L1/balance": "/v1/ltc/main/addrs/L1/balance",
    "/blockbook/api/v2/address/D1?details=txs&page=1&pageSize=50": "/api/v2/address/D1?details=txs&page=1&pageSize=50",
    "/blockbook/api/": "/api/",
    "/llama/prices/historical/1700000000/coingecko:bitcoin,ethereum:0xdAC17F958D2ee523a2206206994597C13D831ec7?searchWidth=4h":
      "/prices/historical/1700000000/coingecko:bitcoin,ethereum:0xdAC17F958D2ee523a2206206994597C13D831ec7?searchWidth=4h",
    "/llama/prices/current/coingecko:tron": "/prices/current/coingecko:tron",
  };
  for (const [place, passedOn] of Object.entries(good)) {
    now();
    const reply = await get(place);
    assert.equal(reply.status, 200, place);
    await reply.arrayBuffer();
    assert.deepEqual(explorer.asked.map(({ url }) => url), [passedOn]);
  }
  const bad = [
    ...["/esplora/", "/esplora/api/tx/" + id, "/esplora/api/blocks", "/esplora/api/address/", `/esplora/api/address/${ADDRESS}?x=1`],
    ...[`/esplora/api/address/${ADDRESS}/txs/chain/${id}0`, `/esplora/api/address/${ADDRESS}/utxo`, "/esplora/api/v1/historical-price"],
    ...["/trongrid/wallet/getnowblock", "/trongrid/v1/accounts/T1?only_to=true", "/trongrid/v1/accounts/T1/../../wallet"],
    ...[`/blockscout/api/v2/addresses/${ACCOUNT}?apikey=mine`, "/blockscout/api/v2/stats", `/blockscout/api/v2/addresses/${ADDRESS}`],
    ...[`/etherscan?module=account&action=txlist&apikey=mine`, "/etherscan?module=contract&action=getabi", "/etherscan"],
    ...[`/etherscan?${CALL.replace("e47d6060", "a9059cbb")}`, `/etherscan?${CALL}&apikey=mine`, `/etherscan?${LOGS}&apikey=mine`, `/blockscout/api?${LOGS}&apikey=mine`],
    ...["/blockscout/api/eth-rpc", "/trongrid/wallet/triggerconstantcontract", "/trongrid/v1/contracts/T1", "/etherscan?module=proxy&action=eth_sendRawTransaction&hex=0x00"],
    ...["/etherscan?module=account", "/etherscan?module=account&action=txlist&module=proxy&x=%0a", "/etherscan/x?module=account&action=txlist"],
    ...["/blockcypher/addrs/D1/full?token=mine", "/blockcypher/txs/push", "/blockbook/api/v2/xpub/xpub6", "/blockbook/api/v2/sendtx/00"],
    ...["/llama/protocols", "/llama/prices/current/a/b", "/keyless/%2e%2e/%2e%2e/wallets"],
  ];
  now();
  now();
  for (const place of bad) {
    const reply = await raw(place);
    assert.ok([400, 403, 404].includes(reply.statusCode), `${place}: ${reply.statusCode}`);
  }
  assert.equal((await raw("/nobody/address/x")).statusCode, 404);
  assert.equal((await raw("/")).statusCode, 404);
  assert.deepEqual(explorer.asked, []);
});

/** A GET whose path goes out as it is written. */
const raw = (place, headers = {}) =>
  new Promise((answered, failed) => {
    const { hostname, port } = new URL(proxy.url);
    const request = httpRequest({ hostname, port, path: place, headers, agent: false }, (reply) => {
      reply.resume();
      reply.on("end", () => answered(reply));
    });
    request.on("error", failed);
    request.end();
  });

test("a link leads the reader to the explorer's own page", async () => {
  now();
  const id = "b".repeat(64);
  const own = `http://127.0.0.1:${upstream.address().port}`;
  const links = {
    [`/esplora/tx/${id}`]: `${own}/tx/${id}`,
    [`/esplora/address/${ADDRESS}`]: `${own}/address/${ADDRESS}`,
    [`/blockscout/tx/0x${id}`]: `${own}/1/tx/0x${id}`,
    [`/blockbook/address/D1`]: `${own}/address/D1`,
  };
  for (const [place, page] of Object.entries(links)) {
    const reply = await get(place);
    assert.deepEqual([reply.status, reply.headers.get("location")], [302, page]);
  }
  for (const place of ["/trongrid/tx/1", "/etherscan/tx/1", "/esplora/tx/a/b", `/esplora/tx/${id}?x=1`, "/esplora/tx/%0d%0aSet-Cookie:a"]) {
    const reply = await raw(place);
    assert.deepEqual([reply.statusCode, reply.headers.location], [403, undefined], place);
  }
  assert.deepEqual(explorer.asked, []);
});

test("an explorer learns nothing of the reader", async () => {
  now();
  const headers = {
    ...{ cookie: "reader=1", referer: "https://news.example/article", "user-agent": "Reader's browser", origin: ORIGIN },
    ...{ "x-forwarded-for": "203.0.113.7", "accept-language": "ar", "tron-pro-api-key": "mine", authorization: "mine" },
  };
  await raw(fresh(), headers);
  const { connection, host, ...sent } = explorer.asked[0].headers;
  assert.deepEqual(sent, { "user-agent": "donation-flow-proxy", accept: "application/json", "accept-encoding": "identity" });
  assert.equal(host, `127.0.0.1:${upstream.address().port}`);
  assert.ok(connection);
});

test("a reader never sees the key", async () => {
  now((request, response) => {
    const key = request.headers["tron-pro-api-key"] ?? "";
    response.setHeader("content-type", "application/json").setHeader("set-cookie", `key=${key}`);
    response.setHeader("link", `<${request.url}>; rel=next`).setHeader("server", "explorer");
    response.end(JSON.stringify({ asked: request.url, key }));
  });
  const account = `/blockscout/api/v2/addresses/${ACCOUNT}/transactions`;
  const list = `/etherscan?module=account&action=txlistinternal&address=${ACCOUNT}`;
  for (const place of ["/trongrid/v1/accounts/T2", account, list, "/blockcypher/addrs/D2/balance"]) {
    const reply = await get(place);
    const seen = JSON.stringify([...reply.headers]) + (await reply.text());
    assert.ok(explorer.asked.some(({ url, headers }) => `${url} ${headers["tron-pro-api-key"]}`.includes(KEY)), place);
    assert.ok(!seen.includes(KEY), seen);
    assert.equal(reply.headers.get("set-cookie"), null);
    explorer.asked = [];
  }
  now((request, response) => response.writeHead(302, { location: `http://127.0.0.1:1${request.url}` }).end());
  const moved = await get("/blockcypher/addrs/D3/balance");
  assert.deepEqual([moved.status, moved.headers.get("location")], [302, null]);
  assert.ok(explorer.asked[0].url.includes(KEY));
});

test("pages of the publisher's origins may read the answers, and no others", async () => {
  now((request, response) => response.setHeader("access-control-allow-origin", "*").end("{}"));
  const place = fresh();
  for (const [origin, allowed] of [[ORIGIN, ORIGIN], ["https://elsewhere.example", null], [ORIGIN, ORIGIN]]) {
    const { headers } = await raw(place, { origin });
    assert.equal(headers["access-control-allow-origin"] ?? null, allowed);
    assert.equal(headers.vary, "Origin");
  }
  const refused = await raw("/esplora/api/blocks", { origin: ORIGIN });
  assert.equal(refused.headers["access-control-allow-origin"], ORIGIN, "the panel can read why");
});

/** Campaigns of the sample, and where each of their explorers is behind the proxy. */
const THROUGH = {
  relief: ["/bitcoin/api", "/tron"],
  litecoin: ["/litecoin/api"],
  dogecoin: ["/dogecoin"],
};

test("a campaign scanned through the proxy gives the same report", async () => {
  for (const [campaign, places] of Object.entries(THROUGH)) {
    const file = await (await fetch(`${sample.url}/campaigns/${campaign}.json`)).json();
    assert.equal(file.explorers.length, places.length);
    const reports = [];
    for (const through of [null, "first", "again"]) {
      if (through) places.forEach((place, index) => (file.explorers[index].url = proxy.url + place));
      // Whether USDT is frozen is asked of Tron by POST, which goes to the next explorer.
      const tron = file.explorers.find(({ api }) => api === "trongrid");
      if (tron && through === "first") file.explorers.push({ ...tron, url: sample.url });
      const name = join(folder, `${campaign}-${through ?? "direct"}`);
      writeFileSync(`${name}.json`, JSON.stringify(file));
      // The direct explorer and the proxy would be each other's second; evidence would take minutes at the proxy's pace.
      const child = spawn(COMMAND, ["snapshot", `${name}.json`, "-o", name, "--no-second", "--no-proofs"], { stdio: ["ignore", "ignore", "pipe"] });
      let said = "";
      child.stderr.on("data", (chunk) => (said += chunk));
      assert.equal(await new Promise((ended) => child.on("close", ended)), 0, said);
      const text = readFileSync(join(name, "report.json"), "utf8");
      assert.ok(!text.includes(KEY));
      // Who could be asked besides is another matter.
      reports.push({ ...withoutPlace(JSON.parse(text)), second_explorers: [] });
    }
    const [direct, first, again] = reports;
    assert.ok(direct.assets.length > 0 && direct.complete);
    assert.deepEqual(first, direct);
    assert.deepEqual(again, direct);
  }
});

/** A report without when, where and by how many it was read. */
function withoutPlace(report) {
  let text = JSON.stringify({ ...report, as_of: null, sources: null });
  for (const { url } of [proxy, sample]) text = text.replaceAll(new URL(url).host, "HOST");
  return JSON.parse(text.replaceAll("HOST/bitcoin/", "HOST/").replaceAll("HOST/litecoin/", "HOST/ltc/"));
}

test("an explorer is spared, whoever asks", async () => {
  now();
  const start = performance.now();
  const codes = await Promise.all(Array.from({ length: 9 }, () => cached(fresh("slow"))));
  assert.deepEqual([...new Set(codes.map(([code]) => code))], [200]);
  // Nine questions at four a second: the last one waits two seconds.
  assert.ok(performance.now() - start > 1_800, "they were asked one after another");

  now();
  const address = (number) => `/keyless/addrs/L${number + 2}/balance`;
  const slow = [];
  for (let number = 0; number < 44; number++) slow.push(get(address(number)));
  const replies = await Promise.all(slow);
  const refused = replies.filter((reply) => reply.status === 503);
  assert.ok(refused.length >= 4 && refused.length <= 6, `40 an hour at once without a key: ${refused.length} refused`);
  assert.equal(explorer.asked.length, replies.length - refused.length, "nobody else was asked");
});

// The last one: it uses up this machine's share as a reader.
test("a reader who asks too much is told when to come again", async () => {
  now();
  await sleep(6_000);
  const place = fresh();
  await cached(place);
  const replies = await Promise.all(Array.from({ length: 160 }, () => get(place)));
  const refused = replies.filter((reply) => reply.status === 429);
  assert.ok(refused.length >= 20, `${refused.length} of 160 were refused`);
  assert.equal(replies.length - refused.length, replies.filter((reply) => reply.status === 200).length);
  assert.equal(refused[0].headers.get("retry-after"), "2");
  await sleep(1_000);
  assert.equal((await get(place)).status, 200);
});
