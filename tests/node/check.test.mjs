// check.wasm, as it was built: four branches are climbed side by side in the processor's registers of 128 bits, which no test of the
// Rust code does. What it finds is held against blocks whose hashes Node's own SHA-256 made.

import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { bundles } from "../../bench/proofs/bundles.mjs";
import { path } from "../../tools/lib.mjs";

const DONE = 2;

const { exports: wasm } = (await WebAssembly.instantiate(readFileSync(path("dist/check.wasm")))).instance;

/** How many proofs of a file hold, and what is wrong with the first that does not. */
function check(file) {
  const checker = wasm.open_proofs();
  const place = wasm.room(checker, file.length, 0);
  new Uint8Array(wasm.memory.buffer, place, file.length).set(file);
  while (wasm.step(checker) !== DONE);
  const said = new Uint8Array(wasm.memory.buffer, wasm.said(checker), wasm.said_length(checker));
  return { holds: wasm.done(checker), of: wasm.total(checker), fault: new TextDecoder().decode(said) };
}

test("proofs of every depth hold, in whatever number they fill the registers", () => {
  for (const depth of [1, 2, 3, 4, 7, 11, 12, 13]) {
    for (const count of [1, 2, 3, 4, 5, 9]) {
      const [file] = bundles(count, depth);
      assert.deepEqual(check(file), { holds: count, of: count, fault: "" }, `${count} of depth ${depth}`);
    }
  }
});

test("a node that is another is found on every level, of each of four branches", () => {
  const depth = 5;
  const [file] = bundles(2, depth);
  const found = [];
  for (const block of [1, 2]) {
    for (let level = 0; level < depth - 1; level += 1) {
      const node = createHash("sha256").update(`rest ${block} ${level}`).digest();
      // Of the transaction's branch, and of the coinbase's.
      const places = [file.indexOf(node), file.lastIndexOf(node)];
      assert.ok(places[0] > 0 && places[1] > places[0]);
      for (const place of places) {
        for (const byte of [0, 13, 31]) {
          const altered = Buffer.from(file);
          altered[place + byte] ^= 0x10;
          const { holds, fault } = check(altered);
          assert.notEqual(fault, "", `block ${block}, level ${level}, byte ${byte}`);
          assert.ok(holds <= block - 1);
          found.push(fault);
        }
      }
    }
  }
  assert.equal(found.length, 2 * (depth - 1) * 2 * 3);
  assert.deepEqual([...new Set(found)].toSorted(), ["coinbase-branch", "wrong-branch"]);
});
