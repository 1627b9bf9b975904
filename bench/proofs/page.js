// In the page: both checks of the same files, in turn.
import { checkBundle } from "./plain.js";

const DONE = 2;

/** Proofs a second of each, a pair for each of so many runs. */
window.measure = async (names, runs) => {
  const get = async (name) => new Uint8Array(await (await fetch(name)).arrayBuffer());
  const files = await Promise.all(names.map(get));
  const wasm = (await WebAssembly.instantiateStreaming(fetch("check.wasm"))).instance.exports;
  const ours = (file) => {
    const checker = wasm.open_proofs();
    const place = wasm.room(checker, file.length);
    new Uint8Array(wasm.memory.buffer, place, file.length).set(file);
    while (wasm.step(checker) !== DONE);
    if (wasm.said_length(checker)) throw new Error("check.wasm refuses what is right");
    return wasm.done(checker);
  };
  const rate = (check) => {
    const start = performance.now();
    const proofs = files.reduce((sum, file) => sum + check(file), 0);
    return { proofs, rate: (1_000 * proofs) / (performance.now() - start) };
  };
  const turns = [];
  for (let turn = 0; turn < runs; turn += 1) turns.push({ ours: rate(ours), plain: rate(checkBundle) });
  return turns;
};
