// `npm run bench -- proofs`: proofs a second of check.wasm and of plain JavaScript with @noble/hashes (proofs/plain.js), over the
// same 3,000 proofs, in Chromium, in turn. Fails where check.wasm is not three times as fast.
import { readFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { build as bundle } from "esbuild";
import { path } from "../tools/lib.mjs";
import { launch } from "./measure.mjs";
import { bundles } from "./proofs/bundles.mjs";

const PROOFS = 3_000;
/** Of blocks of about two thousand transactions, as Bitcoin's are. */
const DEPTH = 11;
const AIM = 3;

const median = (numbers) => numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)];

export default async function main(args) {
  const { values } = parseArgs({ args, options: { runs: { type: "string", default: "7" } } });
  const files = new Map(bundles(PROOFS, DEPTH).map((content, index) => [`/${index}.bin`, content]));
  const script = await bundle({ entryPoints: [path("bench/proofs/page.js")], bundle: true, minify: true, write: false, format: "esm", target: "es2022" });
  files.set("/page.js", script.outputFiles[0].text);
  files.set("/check.wasm", readFileSync(path("dist/check.wasm")));
  files.set("/", `<!doctype html><script type="module" src="/page.js"></script>`);
  const browser = await launch();
  try {
    const page = await browser.newPage();
    await page.route("http://bench.localhost/**", (route) => {
      const { pathname } = new URL(route.request().url());
      const body = files.get(pathname);
      const types = { "/": "text/html", "/page.js": "text/javascript", "/check.wasm": "application/wasm" };
      return body ? route.fulfill({ body, contentType: types[pathname] ?? "application/octet-stream" }) : route.fulfill({ status: 404 });
    });
    await page.goto("http://bench.localhost/");
    await page.waitForFunction(() => window.measure);
    const names = [...files.keys()].filter((name) => name.endsWith(".bin"));
    const turns = await page.evaluate(({ names, runs }) => window.measure(names, runs), { names, runs: Number(values.runs) });
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
    await browser.close();
  }
}
