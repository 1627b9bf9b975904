// `npm run bench -- snapshot`: the panel painted from a snapshot beside the page of d3's charts, which asks an explorer.
//
// In two ways: the page names the snapshot's folder and asks for what is painted at once; or a server has put the fragment
// and its styles into the page.
//
// d3's first figure is of the first of the explorer's pages, its last that of all of them; a snapshot's is of all at once, and
// so is that of d3's page over a file that a newsroom has made of all answers.
//
// Chromium, slow 4G, a processor four times slower, a new context each time, the two in turn, as in bench.mjs. Every byte
// that comes before the first figure counts, headers too.
//
//   npm run bench -- snapshot --runs 5 --only medium
import { execFile } from "node:child_process";
import { mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs, promisify } from "node:util";
import { COMMAND, Stop, path, say } from "../tools/lib.mjs";
import { peerScript } from "./bench.mjs";
import { SLOW, launch, load } from "./measure.mjs";
import { drawnPage, peerPage, snapshotPage } from "./pages.mjs";
import { campaign, explorer, sampleExplorer, site } from "./servers.mjs";

const KB = 1024;
/** All that comes before the first figure. */
const BUDGET = 16 * KB;
/** Of the d3 page's time. */
const SHARE = 0.5;

/**
 * Printed, and not held to that: of the four ratios below, that of a snapshot's files to d3's first answer. Before both come two round
 * trips on the line, the page's and what it names; half of d3's time is less than these alone.
 */
const BOUND_BY_LINE = 2;

/** A window's width, and the panel's in it: the article has 16 px on either side. */
const WIDTH = 412;
const ROOM = WIDTH - 32;

const median = (values) => [...values].sort((a, b) => a - b)[values.length >> 1];

/** All that an explorer has of a campaign's first address, with no more of each transaction than the d3 page reads. */
async function rowsOf({ addresses: [{ address }], explorers: [{ url }] }) {
  const rows = [];
  const prevout = ({ scriptpubkey_address, value }) => ({ scriptpubkey_address, value });
  for (let last = ""; ; last = `/${rows.at(-1).txid}`) {
    const page = await (await fetch(`${url}/address/${address}/txs/chain${last}`)).json();
    if (page.length === 0) return rows;
    for (const { txid, fee, status: { block_time }, vin, vout } of page) {
      rows.push({ txid, fee, status: { block_time }, vin: vin.map((input) => ({ prevout: prevout(input.prevout) })), vout: vout.map(prevout) });
    }
  }
}

/** The fragment that a panel in that window has room for. */
function widest(taken, lang) {
  const widths = Object.keys(taken).map((path) => Number(new RegExp(`^fragments/${lang}-(\\d+)\\.html$`).exec(path)?.[1]));
  return taken[`fragments/${lang}-${Math.max(...widths.filter((width) => width <= ROOM))}.html`].toString();
}

/** The files that the command writes for a campaign, by path. */
export async function take(text) {
  const folder = mkdtempSync(join(tmpdir(), "donation-flow-"));
  try {
    const file = join(folder, "campaign.json");
    writeFileSync(file, text);
    const out = join(folder, "out");
    await promisify(execFile)(COMMAND, ["snapshot", file, "-o", out]).catch((error) => {
      // With gaps it is a snapshot all the same.
      if (error.code !== 3) throw new Stop(`donation-flow snapshot: ${error.stderr ?? error}`);
    });
    const entries = readdirSync(out, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
    const paths = entries.map((entry) => join(entry.parentPath, entry.name));
    return Object.fromEntries(paths.map((file) => [file.slice(out.length + 1), readFileSync(file)]));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

export default async function main(args) {
  const options = { runs: { type: "string", default: "5" }, only: { type: "string", default: "medium" } };
  const { values } = parseArgs({ args, options });
  const sample = await sampleExplorer();
  const pages = await explorer(sample);
  const code = await site({ files: { "/peer/main.js": await peerScript(), "/peer/peer.css": readFileSync(path("bench/peer/peer.css")) } });
  const files = await site();
  const browser = await launch();
  const missed = [];
  try {
    for (const name of values.only.split(",")) {
      const { text, first } = await campaign(sample, pages, name);
      say(`${name}: the snapshot`);
      const taken = await take(text);
      for (const [path, content] of Object.entries(taken)) files.put(`/snapshots/${name}/${path}`, content);
      files.put(`/campaigns/${name}.json`, text);
      const ours = { code: code.url, folder: `/snapshots/${name}/`, lang: "en" };
      files.put(`/ours/${name}.html`, snapshotPage(ours));
      const fragment = widest(taken, ours.lang);
      files.put(`/drawn/${name}.html`, drawnPage({ ...ours, fragment }));
      files.put(`/peer/${name}.html`, peerPage({ code: code.url, src: `/campaigns/${name}.json`, first: [first] }));
      const rows = `/rows/${name}.json`;
      const { body } = files.put(rows, JSON.stringify(await rowsOf(JSON.parse(text))));
      say(`${name}: all rows in a file, ${body.length} bytes of brotli`);
      files.put(`/filed/${name}.html`, peerPage({ code: code.url, src: `/campaigns/${name}.json`, rows }));
      const runs = { ours: [], drawn: [], filed: [], peer: [] };
      // Once without limits: what the servers make is kept from then on.
      for (const page of Object.keys(runs)) await load(browser, `${files.url}/${page}/${name}.html`, { page, traced: false, width: WIDTH });
      for (let turn = 0; turn < Number(values.runs); turn++) {
        for (const page of Object.keys(runs)) {
          const run = await load(browser, `${files.url}/${page}/${name}.html`, { page, slow: SLOW, width: WIDTH });
          runs[page].push(run);
          say(`${name} ${page}: figure ${run.first.toFixed(0)} ms, first paint ${run.painted.toFixed(0)} ms: ${run.firstText}`);
        }
      }
      missed.push(...print(name, runs));
    }
  } finally {
    await browser.close();
    for (const server of [code, files, pages, sample]) server.stop();
  }
  for (const problem of missed) console.log(`missed: ${problem}`);
  if (missed.length === 0) console.log("every target reached");
  return missed.length === 0 ? 0 : 1;
}

/** The table; what was missed, in words. */
function print(name, runs) {
  const missed = [];
  console.log(`\n${name}, medians of ${runs.ours.length}`);
  const columns = ["snapshot", "in the page", "d3, a file", "d3, asking", "to the file", "", "to asking", ""];
  console.log("".padEnd(20) + columns.map((cell) => cell.padStart(12)).join(""));
  const measures = [
    ["first figure, ms", (run) => run.first],
    ["last figure, ms", (run) => run.final],
    ["first paint, ms", (run) => run.painted],
    ["longest task, ms", (run) => Math.max(...run.tasks.map(({ ms }) => ms))],
  ];
  const ratios = measures.map(([title, of]) => {
    const [ours, drawn, filed, peer] = ["ours", "drawn", "filed", "peer"].map((page) => median(runs[page].map(of)));
    const ratios = [ours / filed, drawn / filed, ours / peer, drawn / peer];
    const cells = [...[ours, drawn, filed, peer].map((value) => value.toFixed(0)), ...ratios.map((ratio) => ratio.toFixed(2))];
    console.log(title.padEnd(20) + cells.map((cell) => cell.padStart(12)).join(""));
    return ratios;
  });
  const against = ["of all transactions in a file", "of the first answer"];
  const ways = against.flatMap((what) => ["of a snapshot", "that came with the page"].map((how) => [what, how]));
  for (const [at, [what, how]] of ways.entries()) {
    const share = ratios[0][at];
    if (share > SHARE && at !== BOUND_BY_LINE) missed.push(`${name}: the first figure ${how} takes ${share.toFixed(2)} of d3's time for that ${what}`);
  }
  const shift = Math.max(...[...runs.ours, ...runs.drawn].map((run) => run.shift));
  if (shift !== 0) missed.push(`${name}: layout shift ${shift}`);
  for (const [what, [{ rows: all, first }]] of [["of a snapshot", runs.ours], ["that came with the page", runs.drawn]]) {
    // A file counts as a whole once its first byte has come; and so does the page, which may hold a fragment.
    const rows = all.filter(({ at }) => at < first);
    console.log(`\nbefore the first figure ${what}, bytes with headers`);
    for (const { url, bytes } of rows) console.log(`${String(bytes).padStart(8)}  ${new URL(url).pathname}`);
    const sum = rows.reduce((sum, { bytes }) => sum + bytes, 0);
    console.log(`${String(sum).padStart(8)}  of ${BUDGET}`);
    if (sum > BUDGET) missed.push(`${name}: ${sum} bytes before the first figure ${what}`);
    if (rows.some(({ url }) => url.endsWith(".wasm"))) missed.push(`${name}: wasm before the first figure ${what}`);
  }
  return missed;
}
