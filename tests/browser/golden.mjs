// Screens compared with the ones kept in tests/golden/screens. UPDATE_GOLDENS=1 rewrites those.
// A failure leaves NAME.actual.png and NAME.diff.png in tests/out.

import assert from "node:assert/strict";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { deflateSync } from "node:zlib";
import pixelmatch from "pixelmatch";
import { PNG } from "pngjs";
import { crc32 } from "./crc32.mjs";
import { ROOT } from "./harness.mjs";

const GOLDEN = join(ROOT, "tests/golden/screens");
const OUT = join(ROOT, "tests/out");

/** Pixels that may differ: fewer than the shortest label has, for a label that moved must be seen. */
export const TOLERANCE = 16;

/** Compares a screenshot (PNG bytes) with the golden of this name. */
export async function assertGolden(name, screenshot) {
  const kept = withPalette(PNG.sync.read(screenshot));
  if (process.env.UPDATE_GOLDENS) {
    await mkdir(GOLDEN, { recursive: true });
    await writeFile(join(GOLDEN, `${name}.png`), kept);
    return;
  }
  const actual = PNG.sync.read(kept);
  const golden = await readFile(join(GOLDEN, `${name}.png`)).catch(() => undefined);
  if (!golden) {
    await leave(name, "actual", actual);
    assert.fail(`no golden ${name}: tests/out/${name}.actual.png is what is drawn; UPDATE_GOLDENS=1 keeps it`);
  }
  const { count, diff } = difference(PNG.sync.read(golden), actual);
  if (count <= TOLERANCE) return;
  await leave(name, "actual", actual);
  if (diff) await leave(name, "diff", diff);
  assert.fail(`${name}: ${count} pixels differ from the golden; see tests/out/${name}.actual.png and .diff.png`);
}

/** How many pixels differ, anti-aliasing apart; all of them where the sizes do. */
export function difference(golden, actual) {
  const { width, height } = golden;
  if (width !== actual.width || height !== actual.height) return { count: Infinity };
  const diff = new PNG({ width, height });
  const count = pixelmatch(golden.data, actual.data, diff.data, width, height, { threshold: 0.1 });
  return { count, diff };
}

/** Colours of a PNG's palette. */
const COLOURS = 256;

/**
 * A PNG of the commonest colours, a third of the size of one of all: each other colour, of a glyph's edge as a rule,
 * becomes the nearest of them.
 */
export function withPalette({ width, height, data }) {
  const counts = new Map();
  for (let at = 0; at < data.length; at += 4) {
    const colour = data.readUInt32BE(at) >>> 8;
    counts.set(colour, (counts.get(colour) ?? 0) + 1);
  }
  const palette = [...counts].sort((a, b) => b[1] - a[1]).slice(0, COLOURS).map(([colour]) => colour);
  const index = new Map(palette.map((colour, index) => [colour, index]));
  const nearest = (colour) => {
    const distance = (other) => [16, 8, 0].reduce((sum, bit) => sum + (((colour >> bit) & 255) - ((other >> bit) & 255)) ** 2, 0);
    return palette.reduce((best, other, at) => (distance(other) < distance(palette[best]) ? at : best), 0);
  };
  const rows = Buffer.alloc((width + 1) * height);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const colour = data.readUInt32BE((y * width + x) * 4) >>> 8;
      if (!index.has(colour)) index.set(colour, nearest(colour));
      rows[y * (width + 1) + 1 + x] = index.get(colour);
    }
  }
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([8, 3, 0, 0, 0], 8);
  const colours = Buffer.from(palette.flatMap((colour) => [colour >> 16, (colour >> 8) & 255, colour & 255]));
  const chunk = (type, content) => {
    const body = Buffer.concat([Buffer.from(type, "latin1"), content]);
    const [length, sum] = [Buffer.alloc(4), Buffer.alloc(4)];
    length.writeUInt32BE(content.length);
    sum.writeUInt32BE(crc32(body));
    return Buffer.concat([length, body, sum]);
  };
  const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
  return Buffer.concat([
    signature,
    chunk("IHDR", header),
    chunk("PLTE", colours),
    chunk("IDAT", deflateSync(rows, { level: 9 })),
    chunk("IEND", Buffer.alloc(0)),
  ]);
}

async function leave(name, what, picture) {
  await mkdir(OUT, { recursive: true });
  await writeFile(join(OUT, `${name}.${what}.png`), PNG.sync.write(picture));
}
