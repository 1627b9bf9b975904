// A check of the same proofs in plain JavaScript, as one would write it with @noble/hashes: bench/proofs.mjs measures it beside
// check.wasm. It parses and hashes what check.wasm does, and leaves out what only that does: addresses out of scripts.
import { sha256 } from "@noble/hashes/sha2.js";

const REGTEST = 0x207fffff;

/** Checks a file of proofs (src/proof/bundle.rs), block by block; how many transactions hold. Throws where one does not. */
export function checkBundle(bytes) {
  const { blocks, parents } = readBundle(bytes);
  const known = new Map(parents.map((raw) => [hex(hash(raw)), raw]));
  let held = 0;
  for (const block of blocks) {
    const { root, depth } = checkBlock(block);
    for (const { position, branch, raw } of block.transactions) {
      const transaction = readTransaction(raw);
      const txid = hash(raw);
      if (raw.length === 64) throw new Error("a node of a merkle tree");
      if (branch.length !== depth) throw new Error("wrong depth");
      if (!equal(merkleRoot(txid, position, branch), root)) throw new Error("wrong branch");
      known.set(hex(txid), raw);
      checkAmounts(transaction, known);
      held += 1;
    }
  }
  return held;
}

function checkBlock({ height, header, coinbase, coinbaseBranch }) {
  if (header.length !== 80) throw new Error("no header");
  const view = viewOf(header);
  const bits = view.getUint32(72, true);
  if (bits !== REGTEST) throw new Error("wrong bits");
  if (number(hash(header)) > target(bits)) throw new Error("too little work");
  const root = header.subarray(36, 68);
  const { inputs } = readTransaction(coinbase);
  const [input] = inputs;
  if (coinbase.length === 64 || inputs.length !== 1 || input.vout !== 0xffffffff || input.txid.some((byte) => byte)) {
    throw new Error("no coinbase");
  }
  if (!equal(merkleRoot(hash(coinbase), 0, coinbaseBranch), root)) throw new Error("the coinbase's branch is wrong");
  if (scriptHeight(input.script) !== height) throw new Error("another height");
  return { root, depth: coinbaseBranch.length };
}

/** What goes in, by the parents' bytes, is no less than what goes out. */
function checkAmounts({ inputs, outputs }, known) {
  let sum = 0n;
  for (const { txid, vout } of inputs) {
    const parent = known.get(hex(txid));
    if (!parent) return;
    const output = readTransaction(parent).outputs[vout];
    if (!output) throw new Error("no such output");
    sum += output.value;
  }
  for (const { value } of outputs) sum -= value;
  if (sum < 0n) throw new Error("spends too much");
}

function merkleRoot(txid, position, branch) {
  if (position >= 2 ** branch.length) throw new Error("the position is beyond the branch");
  const pair = new Uint8Array(64);
  let node = txid;
  for (const sibling of branch) {
    pair.set(position % 2 ? sibling : node, 0);
    pair.set(position % 2 ? node : sibling, 32);
    node = hash(pair);
    position = Math.floor(position / 2);
  }
  return node;
}

const hash = (bytes) => sha256(sha256(bytes));

function target(bits) {
  return BigInt(bits & 0x7fffff) << BigInt(8 * ((bits >>> 24) - 3));
}

/** A hash as a number: its last byte counts most. */
const number = (hash) => BigInt(`0x${hex(hash.toReversed())}`);

const DIGITS = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, "0"));

function hex(bytes) {
  let text = "";
  for (const byte of bytes) text += DIGITS[byte];
  return text;
}

function equal(a, b) {
  for (let index = 0; index < 32; index += 1) if (a[index] !== b[index]) return false;
  return true;
}

const viewOf = (bytes) => new DataView(bytes.buffer, bytes.byteOffset, bytes.length);

function scriptHeight(script) {
  // OP_0, and OP_1 to OP_16.
  if (script[0] === 0) return 0;
  if (script[0] >= 0x51 && script[0] <= 0x60) return script[0] - 0x50;
  let height = 0;
  for (let index = script[0]; index > 0; index -= 1) height = height * 256 + script[index];
  return height;
}

class Reader {
  #bytes;
  #view;
  #at = 0;

  constructor(bytes) {
    this.#bytes = bytes;
    this.#view = viewOf(bytes);
  }

  take(length) {
    const end = this.#at + length;
    if (end > this.#bytes.length) throw new Error("truncated");
    const taken = this.#bytes.subarray(this.#at, end);
    this.#at = end;
    return taken;
  }

  u32() {
    this.#at += 4;
    return this.#view.getUint32(this.#at - 4, true);
  }

  u64() {
    this.#at += 8;
    return this.#view.getBigUint64(this.#at - 8, true);
  }

  count() {
    const first = this.take(1)[0];
    if (first < 0xfd) return first;
    if (first === 0xff) return Number(this.u64());
    if (first === 0xfe) return this.u32();
    this.#at += 2;
    return this.#view.getUint16(this.#at - 2, true);
  }

  counted() {
    return this.take(this.count());
  }

  list(read) {
    const items = [];
    for (let left = this.count(); left > 0; left -= 1) items.push(read());
    return items;
  }

  end() {
    if (this.#at !== this.#bytes.length) throw new Error("trailing bytes");
  }
}

function readBundle(bytes) {
  const reader = new Reader(bytes);
  if (new TextDecoder().decode(reader.take(7)) !== "DFPROOF" || reader.take(1)[0] !== 1) throw new Error("no proofs");
  if (new TextDecoder().decode(reader.counted()) !== "bitcoin-regtest") throw new Error("another chain");
  const branch = () => reader.list(() => reader.take(32));
  const blocks = reader.list(() => ({
    height: reader.count(),
    header: reader.counted(),
    coinbase: reader.counted(),
    coinbaseBranch: branch(),
    transactions: reader.list(() => ({ position: reader.count(), branch: branch(), raw: reader.counted() })),
  }));
  const parents = reader.list(() => reader.counted());
  reader.end();
  return { blocks, parents };
}

function readTransaction(raw) {
  const reader = new Reader(raw);
  reader.take(4);
  const inputs = reader.list(() => {
    const input = { txid: reader.take(32), vout: reader.u32(), script: reader.counted() };
    reader.take(4);
    return input;
  });
  const outputs = reader.list(() => ({ value: reader.u64(), script: reader.counted() }));
  reader.take(4);
  reader.end();
  return { inputs, outputs };
}
