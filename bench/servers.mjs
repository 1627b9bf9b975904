// What stands between the browser and `donation-flow serve`: a site for the pages and the campaign file, another for
// the code, and an explorer, each on an origin of its own, compressed as a good server would, so that neither page waits
// for a server, nor for one of the six connections that HTTP/1.1 allows.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, readFileSync } from "node:fs";
import { createServer } from "node:http";
import { extname, join } from "node:path";
import { createInterface } from "node:readline";
import { setTimeout as wait } from "node:timers/promises";
import { constants, brotliCompressSync, gzipSync } from "node:zlib";
import { COMMAND, Stop, dist } from "../tools/lib.mjs";

const TYPES = {
  ".css": "text/css; charset=utf-8",
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".json": "application/json",
  ".wasm": "application/wasm",
};

/** The sample explorer of the built command, on a free port; ends with `stop()`. */
export async function sampleExplorer() {
  if (!existsSync(COMMAND)) throw new Stop(`${COMMAND} is missing: npm run build`);
  const child = spawn(COMMAND, ["serve", "--port", "0", "--dist", dist], { stdio: ["ignore", "pipe", "inherit"] });
  // It must not outlive this program, however that ends.
  process.once("exit", () => child.kill());
  const ended = once(child, "exit").then(([code]) => {
    throw new Stop(`donation-flow serve ended (${code})`);
  });
  ended.catch(() => {});
  const address = (async () => {
    for await (const line of createInterface(child.stdout)) {
      const found = line.match(/https?:\/\/[^/\s]+/);
      if (found) return found[0];
    }
    throw new Stop("donation-flow serve printed no address");
  })();
  return { url: await Promise.race([address, ended]), stop: () => child.kill() };
}

/** Answers from `answer(path) -> {type, body, encoding?} | undefined`, on a free port of this machine. */
async function serve(answer, headers) {
  const server = createServer(async (request, response) => {
    try {
      const found = await answer(request.url);
      if (!found) return response.writeHead(404).end();
      const { type, body, encoding } = found;
      response.writeHead(200, {
        "content-type": type,
        "content-length": body.length,
        "cache-control": "no-cache",
        ...(encoding && { "content-encoding": encoding }),
        ...headers,
      });
      response.end(body);
    } catch (error) {
      response.writeHead(502).end(String(error));
    }
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return { url: `http://127.0.0.1:${server.address().port}`, stop: () => server.close().closeAllConnections() };
}

/** The explorer's answers, each asked of the sample explorer once and kept, gzipped as mempool.space does. */
export async function explorer(sample) {
  const kept = new Map();
  const ask = async (path) => {
    const answer = await fetch(sample.url + path);
    if (!answer.ok) throw new Error(`${answer.status}: ${path}`);
    const type = answer.headers.get("content-type") ?? "text/plain";
    return { type, encoding: "gzip", body: gzipSync(Buffer.from(await answer.arrayBuffer()), { level: 6 }) };
  };
  const answer = (path) => {
    if (!kept.has(path)) kept.set(path, ask(path));
    return kept.get(path);
  };
  return { ...(await serve(answer, { "access-control-allow-origin": "*" })), answer };
}

/**
 * A site of files by path, compressed with brotli; what is not among them comes from `dist/`. It keeps each answer back
 * for `delay` milliseconds.
 */
export async function site({ files = {}, delay = 0 } = {}) {
  const kept = new Map();
  const put = (path, text) => {
    const body = brotliCompressSync(Buffer.from(text), { params: { [constants.BROTLI_PARAM_QUALITY]: 11 } });
    const type = TYPES[extname(path)] ?? TYPES[".html"];
    kept.set(path, { type, encoding: "br", body });
    return kept.get(path);
  };
  for (const [path, text] of Object.entries(files)) put(path, text);
  const answer = async (url) => {
    await wait(delay);
    const [path] = url.split("?");
    if (kept.has(path)) return kept.get(path);
    const file = join(dist, path);
    return path.includes("..") || !existsSync(file) ? undefined : put(path, readFileSync(file));
  };
  return { ...(await serve(answer, { "access-control-allow-origin": "*" })), put };
}

/** A campaign file as served, its explorers at `explorer`, and the URL of its first page. */
export async function campaign(sample, explorer, name) {
  const answer = await fetch(`${sample.url}/campaigns/${name}.json`);
  if (!answer.ok) throw new Stop(`${answer.status}: /campaigns/${name}.json`);
  const file = JSON.parse((await answer.text()).replaceAll(sample.url, explorer.url));
  const [{ address }] = file.addresses;
  const [{ url }] = file.explorers;
  return { text: JSON.stringify(file), first: `${url}/address/${address}/txs/chain` };
}
