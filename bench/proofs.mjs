// `npm run bench -- proofs`: proofs a second of check.wasm and of plain JavaScript with @noble/hashes (proofs/plain.js), over the
// same 3,000 proofs, in Chromium, in turn. Fails where check.wasm is not three times as fast.
// Then "Check it in this browser" on the sample campaign of 3,000 transactions, on slow 4G and a processor four times slower, in a
// worker and in slices: its rate, and the longest task of the page's own thread. Fails where one is longer than 50 ms.
//
//   npm run bench -- proofs --runs 7 --only proofs,check
import { readFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { build as bundle } from "esbuild";
import { Stop, path, say } from "../tools/lib.mjs";
import { LONG, SLOW, launch } from "./measure.mjs";
import { bundles } from "./proofs/bundles.mjs";
import { campaign, explorer, sampleExplorer, site } from "./servers.mjs";
import { take } from "./snapshot.mjs";

const PROOFS = 3_000;
/** Of blocks of about two thousand transactions, as Bitcoin's are. */
const DEPTH = 11;
const AIM = 3;

const median = (numbers) => numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)];

export default async function main(args) {
  const options = { runs: { type: "string", default: "7" }, only: { type: "string", default: "proofs,check" } };
  const { values } = parseArgs({ args, options });
  const browser = await launch();
  try {
    let code = 0;
    if (values.only.includes("proofs")) code |= await rates(browser, Number(values.runs));
    if (values.only.includes("check")) code |= await checks(browser);
    return code;
  } finally {
    await browser.close();
  }
}

async function rates(browser, runs) {
  const files = new Map(bundles(PROOFS, DEPTH).map((content, index) => [`/${index}.bin`, content]));
  const script = await bundle({ entryPoints: [path("bench/proofs/page.js")], bundle: true, minify: true, write: false, format: "esm", target: "es2022" });
  files.set("/page.js", script.outputFiles[0].text);
  files.set("/check.wasm", readFileSync(path("dist/check.wasm")));
  files.set("/", `<!doctype html><script type="module" src="/page.js"></script>`);
  const page = await browser.newPage();
  try {
    await page.route("http://bench.localhost/**", (route) => {
      const { pathname } = new URL(route.request().url());
      const body = files.get(pathname);
      const types = { "/": "text/html", "/page.js": "text/javascript", "/check.wasm": "application/wasm" };
      return body ? route.fulfill({ body, contentType: types[pathname] ?? "application/octet-stream" }) : route.fulfill({ status: 404 });
    });
    await page.goto("http://bench.localhost/");
    await page.waitForFunction(() => window.measure);
    const names = [...files.keys()].filter((name) => name.endsWith(".bin"));
    const turns = await page.evaluate(({ names, runs }) => window.measure(names, runs), { names, runs });
    for (const { ours, plain } of turns) {
      if (ours.proofs !== PROOFS || plain.proofs !== PROOFS) throw new Error("a check left proofs out");
    }
    // The first turn is warming up: both are compiled then.
    const warm = turns.slice(1);
    const rates = { ours: median(warm.map(({ ours }) => ours.rate)), plain: median(warm.map(({ plain }) => plain.rate)) };
    const ratio = rates.ours / rates.plain;
    console.log(`${PROOFS} proofs, branches of ${DEPTH}, median of ${warm.length} runs in Chromium`);
    console.log(`check.wasm                     ${Math.round(rates.ours)} a second`);
    console.log(`plain JavaScript, @noble/hashes ${Math.round(rates.plain)} a second`);
    console.log(`${ratio >= AIM ? "ok  " : "MISSED"} ${ratio.toFixed(2)} times plain JavaScript (aim: ${AIM})`);
    return ratio >= AIM ? 0 : 1;
  } finally {
    await page.close();
  }
}

/** "Check it in this browser": the element, its button, and what it tells. */
async function checks(browser) {
  const sample = await sampleExplorer();
  const pages = await explorer(sample);
  const files = await site();
  let code = 0;
  try {
    const { text } = await campaign(sample, pages, "large");
    say("the snapshot of 3,000 transactions");
    for (const [path, content] of Object.entries(await take(text))) files.put(`/snapshots/large/${path}`, content);
    files.put("/check.html", '<!doctype html><meta charset="utf-8"><script type="module" src="/donation-flow.js"></script><donation-flow lang="en" snapshot="/snapshots/large/"></donation-flow>');
    for (const place of ["worker", "slices"]) code |= await check(browser, files.url, place);
  } finally {
    for (const server of [files, pages, sample]) server.stop();
  }
  return code;
}

async function check(browser, url, place) {
  const context = await browser.newContext({ viewport: { width: 412, height: 900 } });
  try {
    const page = await context.newPage();
    // Slices where there is no worker to be had.
    if (place === "slices") await page.addInitScript(() => delete window.Worker);
    await page.addInitScript(() => {
      const seen = (window.seen = { tasks: [] });
      new PerformanceObserver((list) => {
        for (const { startTime, duration } of list.getEntries()) seen.tasks.push({ startTime, duration });
      }).observe({ type: "longtask" });
      document.addEventListener("donation-flow-verify", ({ detail }) => (seen.detail = detail));
    });
    await page.goto(`${url}/check.html`);
    await page.waitForFunction(() => document.querySelector("donation-flow").shadowRoot?.querySelector('[data-state="ready"] details.proof'));
    await page.waitForTimeout(1_000);
    const session = await context.newCDPSession(page);
    await session.send("Network.enable");
    const line = { latency: SLOW.latency, downloadThroughput: SLOW.down, uploadThroughput: SLOW.up };
    await session.send("Network.emulateNetworkConditions", { offline: false, ...line });
    await session.send("Emulation.setCPUThrottlingRate", { rate: SLOW.cpu });
    const pressed = await page.evaluate(() => {
      const foot = document.querySelector("donation-flow").shadowRoot.querySelector("details.proof");
      foot.open = true;
      foot.querySelector('[data-action="verify"]').click();
      return performance.now();
    });
    await page.waitForFunction(() => window.seen.detail, undefined, { timeout: 240_000, polling: 500 });
    // The marks are drawn, and long tasks are told late.
    await page.waitForTimeout(3_000);
    const { detail, tasks } = await page.evaluate(() => window.seen);
    if (detail.place !== place) throw new Stop(`the check ran in ${detail.place}, not in ${place}`);
    if (detail.findings.length || detail.included !== PROOFS) throw new Stop(`not all is proven: ${JSON.stringify(detail)}`);
    const after = tasks.filter(({ startTime }) => startTime >= pressed - 1);
    for (const { startTime, duration } of after) say(`${place}: ${Math.round(duration)} ms, ${Math.round(startTime - pressed)} ms after the button`);
    const longest = Math.max(0, ...after.map(({ duration }) => duration));
    const ok = longest <= LONG;
    console.log(`${ok ? "ok  " : "MISSED"} check of ${detail.checked} proofs, ${place}: ${detail.a_second} a second; longest task of the page's thread ${longest ? `${Math.round(longest)} ms` : `below ${LONG} ms`}`);
    return ok ? 0 : 1;
  } finally {
    await context.close();
  }
}
