// Proofs as a snapshot's files have them (src/proof/bundle.rs): of invented regtest blocks as deep as real ones, each
// with work, a coinbase, one transaction that is shown, and the transaction that it spends from.
import { createHash } from "node:crypto";

const A_FILE = 256;
const REGTEST = 0x207fffff;
const INTERVAL = 600;
const START = 1_700_000_000;

/** Files of proofs of so many transactions, in blocks of up to 2 to the power `depth` transactions. */
export function bundles(count, depth) {
  const blocks = Array.from({ length: count }, (_, index) => block(index + 1, depth));
  const files = [];
  for (let at = 0; at < count; at += A_FILE) files.push(bundle(blocks.slice(at, at + A_FILE)));
  return files;
}

function bundle(blocks) {
  return Buffer.concat([
    ...[Buffer.from("DFPROOF"), Buffer.from([1]), counted(Buffer.from("bitcoin-regtest"))],
    ...[compact(blocks.length), ...blocks.map(({ proof }) => proof)],
    ...[compact(blocks.length), ...blocks.map(({ parent }) => counted(parent))],
  ]);
}

function block(height, depth) {
  const parent = transaction([{ txid: invented(`before ${height}`), vout: 1 }], [70_000, 30_000], `parent ${height}`);
  const raw = transaction([{ txid: hash(parent), vout: 0 }], [60_000, 9_000], `shown ${height}`);
  const coinbase = transaction([{ txid: Buffer.alloc(32), vout: 0xffffffff, script: minted(height) }], [625_000_000], `coinbase ${height}`);
  // The transaction stands beside the coinbase; what the rest of the block is, nobody sees.
  const rest = Array.from({ length: depth - 1 }, (_, level) => invented(`rest ${height} ${level}`));
  const root = rest.reduce((node, sibling) => hash(Buffer.concat([node, sibling])), hash(Buffer.concat([hash(coinbase), hash(raw)])));
  const branch = (sibling) => Buffer.concat([compact(depth), sibling, ...rest]);
  const proof = Buffer.concat([
    ...[compact(height), counted(header(height, root)), counted(coinbase), branch(hash(raw))],
    ...[compact(1), compact(1), branch(hash(coinbase)), counted(raw)],
  ]);
  return { proof, parent };
}

/** With work: on regtest, every second nonce has enough. */
function header(height, root) {
  const header = Buffer.concat([u32(0x20000000), invented(`block ${height}`), root, u32(START + height * INTERVAL), u32(REGTEST), u32(0)]);
  while (hash(header)[31] > 0x7e) header.writeUInt32LE(header.readUInt32LE(76) + 1, 76);
  return header;
}

function transaction(inputs, values, payees) {
  const signature = counted(invented(`signature ${payees}`));
  const spent = inputs.map(({ txid, vout, script = signature }) => Buffer.concat([txid, u32(vout), counted(script), u32(0xffffffff)]));
  const paid = values.map((value, index) => {
    const script = Buffer.concat([Buffer.from([0, 20]), invented(`${payees} ${index}`).subarray(0, 20)]);
    return Buffer.concat([u64(value), counted(script)]);
  });
  return Buffer.concat([u32(2), compact(spent.length), ...spent, compact(paid.length), ...paid, u32(0)]);
}

/** A coinbase's script as BIP 34 wants it. */
function minted(height) {
  if (height <= 16) return Buffer.from([0x50 + height, 0]);
  const number = [];
  for (let left = height; left > 0; left >>= 8) number.push(left & 255);
  if (number.at(-1) > 127) number.push(0);
  return Buffer.from([number.length, ...number]);
}

const sha256 = (bytes) => createHash("sha256").update(bytes).digest();
const hash = (bytes) => sha256(sha256(bytes));
const invented = (name) => sha256(Buffer.from(name));
const counted = (bytes) => Buffer.concat([compact(bytes.length), bytes]);

function u32(number) {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(number);
  return bytes;
}

function u64(number) {
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64LE(BigInt(number));
  return bytes;
}

function compact(number) {
  if (number < 0xfd) return Buffer.from([number]);
  const bytes = Buffer.alloc(number <= 0xffff ? 3 : 5, number <= 0xffff ? 0xfd : 0xfe);
  if (number <= 0xffff) bytes.writeUInt16LE(number, 1);
  else bytes.writeUInt32LE(number, 1);
  return bytes;
}
