// One page load in Chromium, measured: from the trace what its main thread did, from the network what it fetched,
// from probe.js what the reader saw.
import { readFileSync } from "node:fs";
import { chromium } from "playwright-core";
import { Stop, path } from "../tools/lib.mjs";
import { chromium as executable } from "../tools/setup.mjs";

const ARGUMENTS = [
  ...["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"],
  ...["--disable-component-update", "--disable-sync"],
];

/** A telephone on a poor line: 1.6 Mbit/s, 150 ms, a processor four times as slow as this one. */
export const SLOW = { down: 1_600_000 / 8, up: 750_000 / 8, latency: 150, cpu: 4 };

/** Which element each page's panel is, and where in it the large figure and the exact one stand. */
const OURS = { host: "donation-flow", figure: '[data-section="net"] .figure', exact: '[data-section="net"] .figure-exact' };
const PEER = { host: "#panel", figure: '[data-part="figure"]', exact: '[data-part="figure"]' };
const PAGES = { ours: OURS, drawn: OURS, peer: PEER, filed: PEER };

const CATEGORIES = ["toplevel", "devtools.timeline", "disabled-by-default-lighthouse"];

/** Milliseconds from a new window to a quiet one. */
const SETTLE = 2_000;

/** Milliseconds without a request or a change after which a page is done. */
const QUIET = 1_000;
const PATIENCE = 180_000;

/** From which duration on a task is long. */
export const LONG = 50;

export const launch = () => chromium.launch({ executablePath: executable(), args: ARGUMENTS });

/** Loads `url` in a context of its own. `slow` limits line and processor, `below` is what must not move. */
export async function load(browser, url, { page: name, slow, width = 412, height = 900, traced = true, below }) {
  const context = await browser.newContext({ viewport: { width, height } });
  try {
    const page = await context.newPage();
    const session = await context.newCDPSession(page);
    const errors = [];
    page.on("pageerror", (error) => errors.push(String(error)));
    page.on("console", (message) => message.type() === "error" && errors.push(message.text()));
    await page.addInitScript(`(${readFileSync(path("bench/probe.js"), "utf8")})(${JSON.stringify({ ...PAGES[name], below })})`);
    const network = await follow(session);
    if (slow) {
      await session.send("Network.emulateNetworkConditions", {
        offline: false,
        latency: slow.latency,
        downloadThroughput: slow.down,
        uploadThroughput: slow.up,
      });
      await session.send("Emulation.setCPUThrottlingRate", { rate: slow.cpu });
    }
    // A new window of Chromium's loads pages of its own, the address bar's: theirs is not the time to measure.
    if (slow) await page.waitForTimeout(SETTLE);
    if (traced) await browser.startTracing(page, { categories: CATEGORIES });
    await page.goto(url, { waitUntil: "commit" });
    await quiet(page, network);
    const trace = traced ? JSON.parse(await browser.stopTracing()).traceEvents : [];
    await session.send("Emulation.setCPUThrottlingRate", { rate: 1 });
    const seen = await page.evaluate(() => {
      const painted = performance.getEntriesByName("first-contentful-paint")[0]?.startTime;
      return { ...window.probe, figure: window.probe.text(), painted };
    });
    if (seen.first === null) throw new Stop(`${url}: no figure was shown. ${errors.join("; ")}`);
    return { ...seen, ...network.sums(), tasks: traced ? tasks(trace, page) : [], trace, errors };
  } finally {
    await context.close();
  }
}

/** Counts requests and bytes as they come over the line: of each, `at` is when its first came, in milliseconds since the page was asked for. */
async function follow(session) {
  const open = new Map();
  const done = [];
  let last = Date.now();
  await session.send("Network.enable");
  let start;
  session.on("Network.requestWillBeSent", ({ requestId, request, timestamp }) => {
    start ??= timestamp;
    open.set(requestId, { url: request.url });
    last = Date.now();
  });
  const end = ({ requestId, encodedDataLength = 0 }) => {
    if (!open.has(requestId)) return;
    done.push({ ...open.get(requestId), bytes: encodedDataLength });
    open.delete(requestId);
    last = Date.now();
  };
  session.on("Network.responseReceived", ({ requestId, timestamp }) => {
    if (open.has(requestId)) open.get(requestId).at = (timestamp - start) * 1_000;
  });
  session.on("Network.loadingFinished", end);
  session.on("Network.loadingFailed", end);
  return {
    idle: () => (open.size > 0 ? 0 : Date.now() - last),
    sums: () => {
      const real = done.filter(({ url }) => !url.startsWith("data:"));
      const isData = ({ url }) => /\/(api|v1|campaigns)\//.test(new URL(url).pathname);
      const bytes = (rows) => rows.reduce((sum, { bytes }) => sum + bytes, 0);
      return {
        code: bytes(real.filter((row) => !isData(row))),
        data: bytes(real.filter(isData)),
        requests: real.map(({ url }) => url),
        rows: real,
      };
    },
  };
}

async function quiet(page, network) {
  const until = Date.now() + PATIENCE;
  let changes = -1;
  let since = Date.now();
  while (Date.now() < until) {
    await page.waitForTimeout(250);
    const now = await page.evaluate(() => (window.probe?.first == null ? -2 : window.probe.changes)).catch(() => -2);
    if (now !== changes) [changes, since] = [now, Date.now()];
    if (changes >= 0 && Date.now() - since > QUIET && network.idle() > QUIET) return;
  }
  throw new Stop(`${page.url()}: not done after ${PATIENCE / 1000} s`);
}

/**
 * The tasks of the page's main thread from its first script on, in milliseconds by the clock, with the time that Chromium adds to slow
 * the processor down. What came before is the browser's own, to set up a document.
 */
export function tasks(trace, page) {
  const url = page.url();
  const commit = trace.find(({ name, args }) => name === "CommitLoad" && args.data?.url === url);
  const here = (event) => event.ph === "X" && event.pid === commit?.pid && event.tid === commit?.tid;
  const script = trace.filter((event) => here(event) && event.name === "v8.evaluateModule").map(({ ts }) => ts);
  if (script.length === 0) throw new Stop("the trace does not say which thread ran the page's script");
  const start = Math.min(...script);
  return trace
    .filter((event) => here(event) && event.name.endsWith("RunTask") && event.ts + event.dur > start)
    .map(({ ts, dur }) => ({ at: (ts - start) / 1000, ms: dur / 1000 }));
}
