// `npm run size`: what a reader's browser fetches, compressed as a server would (brotli, quality 11),
// against the budgets. Fails where one is exceeded. A budget that was never reached yet has a bound, `held`, which
// `npm test` holds: what it says may shrink, and must not grow again.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { command, dist, path } from "./lib.mjs";
import { panel } from "./build.mjs";

const KB = 1024;
const BUDGETS = {
  element: { bytes: 3 * KB, what: "the element alone: all that is fetched before the panel comes near" },
  panel: {
    bytes: 64 * KB,
    held: 141 * KB,
    what: "all code of a live panel on Bitcoin and Tron: element, glue, wasm with its parts, CSS, one language",
  },
  first: {
    bytes: 27 * KB,
    what: "of it, what the first figure waits for, on Bitcoin",
  },
  adapter: { bytes: 8 * KB, what: "the heaviest adapter, with what it asks about frozen money: a campaign loads those of its chains" },
};

/** What a panel that asks explorers on Bitcoin and Tron fetches beside the first figure's: it draws all. */
const LIVE = ["panel.js", "reader.js", "panel.css.txt", "core.wasm", "parts/rest.wasm", "parts/tron.wasm"];
/** What the first figure takes, whose words are a file for each language. */
const FIRST = ["donation-flow.js", "asked.js", "first.js", "donation-flow.wasm"];
const FIRST_WORDS = /^locale\/\w+\.first\.json$/;
const ADAPTERS = ["tron", "evm", "blockcypher", "blockbook", "solana"].map((name) => `parts/${name}.wasm`);

/** The sizes that the budgets are about, in bytes of brotli; of the languages, the largest. */
export function sizes({ files }) {
  const sum = (is) => files.filter(is).reduce((sum, { brotli }) => sum + brotli, 0);
  const of = (names) => sum(({ path }) => names.includes(path));
  const largest = (is) => Math.max(0, ...files.filter(is).map(({ brotli }) => brotli));
  const first = of(FIRST) + largest(({ path }) => FIRST_WORDS.test(path));
  const words = files.filter(({ role }) => role === "locale").map(({ path }) => of([path, path.replace(".json", ".rest.json")]));
  return {
    element: sum(({ role }) => role === "element"),
    panel: first + of(LIVE) + Math.max(0, ...words),
    first,
    adapter: largest(({ path }) => ADAPTERS.includes(path)),
  };
}

/** Prints dist/manifest.json's sizes and the budgets; the names of those exceeded, and of those above what is held. */
export function sizeReport() {
  const manifest = JSON.parse(readFileSync(join(dist, "manifest.json"), "utf8"));
  console.log(`${"file".padEnd(24)}${"role".padEnd(9)}${"bytes".padStart(9)}${"brotli".padStart(9)}`);
  for (const { path: name, role, bytes, brotli } of manifest.files.filter(({ role }) => role !== "other")) {
    console.log(`${name.padEnd(24)}${role.padEnd(9)}${String(bytes).padStart(9)}${String(brotli).padStart(9)}`);
  }
  const size = sizes(manifest);
  const over = Object.keys(BUDGETS).filter((name) => size[name] > BUDGETS[name].bytes);
  const grown = over.filter((name) => size[name] > (BUDGETS[name].held ?? 0));
  for (const [name, { bytes, held, what }] of Object.entries(BUDGETS)) {
    const bound = over.includes(name) && held ? ` (not reached yet; held at ${held})` : "";
    console.log(`${over.includes(name) ? "OVER" : "ok  "} ${size[name]} of ${bytes} bytes${bound}: ${what}`);
  }
  return { over, grown };
}

if (process.argv[1] === path("tools", "size.mjs")) {
  command(async () => {
    await panel();
    return sizeReport().over.length === 0 ? 0 : 1;
  });
}
