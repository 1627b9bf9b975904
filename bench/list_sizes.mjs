// `npm run bench -- lists`: what lists of 1,000 and 100,000 entries weigh, and how long a look-up takes, natively and
// in wasm (optimised for size, as the panel's is; Node's engine is Chromium's).
import { execFileSync } from "node:child_process";
import { mkdirSync, readFileSync } from "node:fs";
import { brotliCompressSync, constants } from "node:zlib";
import { path, root } from "../tools/lib.mjs";

const LOOK_UPS = 2_000;

const cargo = (...args) => execFileSync("cargo", args, { cwd: root, stdio: ["ignore", "pipe", "inherit"] });
const micros = (ns) => `${(Number(ns) / 1000).toFixed(1)} µs`;
const millis = (ms) => `${ms.toFixed(1)} ms`;
const kilobytes = (bytes) => `${(bytes / 1000).toFixed(1)} KB`;

export default async function main() {
  const place = ["--quiet", "--manifest-path", "bench/lists/Cargo.toml", "--target-dir", "target/bench"];
  cargo("build", "--release", ...place);
  cargo("build", "--profile", "wasm", "--lib", "--target", "wasm32-unknown-unknown", ...place);
  const module = new WebAssembly.Module(readFileSync(path("target/bench/wasm32-unknown-unknown/wasm/lists_bench.wasm")));
  // The panel's own bindings are in it, and are not called.
  const imports = {};
  for (const { module: from, name } of WebAssembly.Module.imports(module)) (imports[from] ??= {})[name] = () => {};
  mkdirSync(path("target/bench"), { recursive: true });
  for (const entries of [1_000, 100_000]) {
    const file = path("target/bench", `${entries}.list`);
    const program = path("target/bench/release/lists");
    const [parsed, found] = execFileSync(program, [String(entries), file], { encoding: "utf8" }).split(" ");
    const text = readFileSync(file);
    const brotli = brotliCompressSync(text, {
      params: { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_LGWIN]: 24 },
    });
    const { exports } = new WebAssembly.Instance(module, imports);
    exports.make(entries);
    const begun = performance.now();
    exports.parse();
    const checked = performance.now();
    const hits = exports.find(LOOK_UPS);
    const ended = performance.now();
    if (hits !== LOOK_UPS / 2) throw new Error(`${hits} of ${LOOK_UPS / 2} were found`);
    console.log(
      `${entries} entries: ${kilobytes(text.length)}, brotli ${kilobytes(brotli.length)}; ` +
        `checked once in ${millis(Number(parsed) / 1e6)} natively, ${millis(checked - begun)} in wasm; ` +
        `a look-up, of which half are listed, ${micros(found)} natively, ${micros(((ended - checked) * 1e6) / LOOK_UPS)} in wasm`,
    );
  }
  return 0;
}
