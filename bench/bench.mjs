// `npm run bench`: this panel beside a panel of the d3 subset, over the same explorer pages asked one after another.
//
// Chromium, slow 4G (1.6 Mbit/s, 150 ms), a processor four times slower, a new context each time, the two in turn.
// Both pages preload all that their first figure needs. The d3 page draws after its first page and at the end, and not
// in between: that is kinder to it than our cadence. It fails where a target is missed, and says which.
//
//   npm run bench -- --runs 5 --only medium,large --trace target/bench
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { brotliCompressSync } from "node:zlib";
import { build as bundle } from "esbuild";
import { Stop, path, say } from "../tools/lib.mjs";
import { LONG, SLOW, launch, load } from "./measure.mjs";
import { oursPage, peerPage } from "./pages.mjs";
import { campaign, explorer, sampleExplorer, site } from "./servers.mjs";
import { shifts, withServers } from "./shift.mjs";

const CAMPAIGNS = { medium: 1_000, large: 3_000 };

/** The measures, in the order of the table; each is a time, a size or a sum of one load. */
const MEASURES = [
  ["first figure, ms", (run) => run.first],
  ["whole panel, ms", (run) => run.last],
  ["longest task, ms", (run) => Math.max(...run.tasks.map(({ ms }) => ms))],
  ["blocking time, ms", (run) => run.tasks.reduce((sum, { ms }) => sum + Math.max(0, ms - LONG), 0)],
  ["layout shift", (run) => run.shift, 3],
  ["code, bytes", (run) => run.code],
  ["data, bytes", (run) => run.data],
];

/** The d3 panel's script: one copy of each library, minified. */
export async function peerScript() {
  const alias = Object.fromEntries(["d3-array", "d3-path", "d3-shape"].map((name) => [name, path("node_modules", name)]));
  const { outputFiles } = await bundle({
    entryPoints: [path("bench/peer/main.js")],
    bundle: true,
    minify: true,
    write: false,
    format: "esm",
    target: "es2022",
    legalComments: "none",
    logLevel: "error",
    alias,
  });
  return outputFiles[0].text;
}

const median = (values) => {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
};

/** Each measure's median for both pages, and their ratio. */
function compare(runs) {
  return MEASURES.map(([name, of, digits = 0]) => {
    const [ours, peer] = ["ours", "peer"].map((page) => median(runs[page].map(of)));
    return { name, ours, peer, digits, ratio: peer === 0 ? (ours === 0 ? 1 : Infinity) : ours / peer };
  });
}

function print(title, rows) {
  console.log(`\n${title}`);
  console.log(["", "donation-flow", "d3 subset", "ratio"].map((cell, at) => (at ? cell.padStart(14) : cell.padEnd(20))).join(""));
  for (const { name, ours, peer, digits, ratio } of rows) {
    const cells = [ours.toFixed(digits), peer.toFixed(digits), ratio.toFixed(2)];
    console.log(name.padEnd(20) + cells.map((cell) => cell.padStart(14)).join(""));
  }
}

/** What was missed, in words. */
function missed(title, runs, rows) {
  const of = (name) => rows.find((row) => row.name === name);
  const found = [];
  if (of("first figure, ms").ratio >= 1) found.push(`${title}: the first figure is not before d3's first render`);
  if (of("longest task, ms").ours > LONG) found.push(`${title}: a task of ${of("longest task, ms").ours.toFixed(0)} ms`);
  if (of("layout shift").ours !== 0) found.push(`${title}: layout shift ${of("layout shift").ours}`);
  return found;
}

/** A page that asked other things than its peer, or twice, or shows another figure, is not compared with it. */
function sameWork(runs, transactions) {
  const data = (run) => run.requests.filter((url) => /\/api\//.test(url)).map((url) => new URL(url).pathname);
  const [ours, peer] = ["ours", "peer"].map((page) => runs[page].map(data));
  for (const list of [...ours, ...peer]) {
    const [other] = list.filter((url, at) => peer[0][at] !== url);
    if (other || list.length !== peer[0].length) {
      throw new Stop(`the pages asked the explorer different things: ${list.length} and ${peer[0].length}, first ${other}`);
    }
  }
  const figures = new Set([...runs.ours, ...runs.peer].map(({ figure }) => figure));
  if (figures.size !== 1) throw new Stop(`the pages show different figures: ${[...figures].join(", ")}`);
  const pages = peer[0].filter((url) => url.includes("/txs/chain")).length;
  if (pages < transactions / 25) throw new Stop(`${pages} pages hold no ${transactions} transactions`);
}

export default async function main(args) {
  const { values: options } = parseArgs({
    args,
    options: {
      runs: { type: "string", default: "5" },
      only: { type: "string", default: Object.keys(CAMPAIGNS).join() },
      trace: { type: "string" },
      json: { type: "string" },
    },
  });
  const peer = await peerScript();
  const brotli = (text) => brotliCompressSync(Buffer.from(text)).length;
  say(`the d3 panel's script: ${brotli(peer)} bytes brotli`);

  const sample = await sampleExplorer();
  const pages = await explorer(sample);
  const code = await site({ files: { "/peer/main.js": peer, "/peer/peer.css": readFileSync(path("bench/peer/peer.css")) } });
  const files = await site();
  const browser = await launch();
  const problems = [];
  const all = {};
  try {
    for (const name of options.only.split(",")) {
      const { text, first } = await campaign(sample, pages, name);
      const src = `/campaigns/${name}.json`;
      files.put(src, text);
      files.put(`/ours/${name}.html`, oursPage({ code: code.url, src, lang: "en", first: [first] }));
      files.put(`/peer/${name}.html`, peerPage({ code: code.url, src, first: [first] }));
      // Once without limits: the explorer's answers are kept from then on.
      for (const page of ["ours", "peer"]) await load(browser, `${files.url}/${page}/${name}.html`, { page, traced: false });
      const runs = { ours: [], peer: [] };
      for (let turn = 0; turn < Number(options.runs); turn++) {
        for (const page of ["ours", "peer"]) {
          const run = await load(browser, `${files.url}/${page}/${name}.html`, { page, slow: SLOW });
          if (options.trace) {
            mkdirSync(resolve(options.trace), { recursive: true });
            writeFileSync(join(options.trace, `${name}-${page}-${turn}.json`), JSON.stringify({ traceEvents: run.trace }));
          }
          delete run.trace;
          runs[page].push(run);
          say(`${name} ${page}: figure ${run.first.toFixed(0)} ms, whole ${run.last.toFixed(0)} ms: ${run.figure}`);
        }
      }
      sameWork(runs, CAMPAIGNS[name]);
      const rows = compare(runs);
      const title = `${CAMPAIGNS[name]} transactions, medians of ${options.runs}`;
      print(title, rows);
      problems.push(...missed(title, runs, rows));
      all[name] = rows;
    }
    console.log("\nlayout shift of the panel, px: sum, the text below moved by");
    for (const { width, lang, shift, moved } of await withServers(shifts)) {
      console.log(`${String(width).padStart(6)} ${lang}  ${shift.toFixed(3)}  ${moved} px`);
      if (shift !== 0 || moved !== 0) problems.push(`${width} px, ${lang}: layout shift ${shift}, moved ${moved} px`);
    }
  } finally {
    await browser.close();
    for (const server of [code, files, pages, sample]) server.stop();
  }
  if (options.json) writeFileSync(options.json, `${JSON.stringify(all, null, 2)}\n`);
  for (const problem of problems) console.log(`missed: ${problem}`);
  if (problems.length === 0) console.log("every target reached");
  return problems.length === 0 ? 0 : 1;
}
