// The panel in three engines: each subject of the README's table, by the same tests in each of them.
// ENGINES=firefox,webkit runs these alone.
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { NOW, PATIENCE, ROOT, suite } from "../browser/harness.mjs";
import { ENGINES } from "./engines.mjs";
import { Tab } from "./tab.mjs";
import figures from "./subjects/figures.mjs";
import page from "./subjects/page.mjs";
import reader from "./subjects/reader.mjs";
import snapshots from "./subjects/snapshots.mjs";
import states from "./subjects/states.mjs";

const SUBJECTS = [figures, snapshots, states, reader, page];

/** What the command makes of a campaign, by a name: made once for all engines. */
const once = {};
const shared = suite({ browser: false });
const it = {
  ...Object.fromEntries(["campaign", "snapshot", "publish"].map((name) => [name, (...given) => shared[name](...given)])),
  get explorer() {
    return shared.explorer;
  },
  get site() {
    return shared.site;
  },
  /** Makes something once, by its name. */
  once: (name, make) => (once[name] ??= make()),
  /** The command's report of a sample campaign, or of a file that is called so. */
  report: (name, file) => it.once(`report ${name}`, async () => (await it.snapshot(file ?? (await it.campaign(name)))).report),
  /** A sample campaign's snapshot on the publisher's site, rendered, too. */
  published: (name) => it.once(`published ${name}`, () => it.publish(name, { verbs: ["render"] })),
};

/**
 * Tests of an engine that may be tried again, in a new window of it: a driver that lost its page on a busy machine is no fault of the
 * panel's. What failed first is told where it happened, and by `npm test` at its end.
 */
const SECOND_TRIES = 2;

const wanted = process.env.ENGINES?.split(",") ?? Object.keys(ENGINES);

/** Of each engine, what its tests are about. */
const subjects = {};

// Most of the time goes in waiting: two engines at once.
describe("in each engine", { concurrency: 2 }, () => {
  for (const name of wanted) {
    const start = ENGINES[name]();
    if (!start) {
      test(`${name}: every test`, { skip: `no ${name} is installed` }, () => {});
      console.log(`skipped: ${name}: it is not installed`);
      continue;
    }
    describe(name, { concurrency: 1 }, () => {
      const tab = new Tab(name, it);
      before(() => tab.open(start));
      after(() => tab.close());
      let left = SECOND_TRIES;
      /** A test of a subject, which is in a row of the README's table. */
      const on = (subject, sentence, body) => {
        (subjects[name] ??= new Set()).add(subject);
        test(`${name}: ${sentence}`, { timeout: 4 * PATIENCE }, async () => {
          try {
            await body();
          } catch (error) {
            if (left-- <= 0) throw error;
            console.log(`a second try: ${name}: ${sentence}: ${String(error.message).split("\n").slice(0, 12).join(" | ")}`);
            await tab.close().catch(() => {});
            await tab.open(start);
            await body();
          }
        });
      };
      for (const tests of SUBJECTS) tests({ on, it, tab });
    });
  }
});

test("the README's table of engines says what these tests are about, and nothing else", async () => {
  const readme = await readFile(join(ROOT, "README.md"), "utf8");
  const [, head, ...rows] = /\n(\| about \| what works in \|.*\n)\|[-|]+\n((?:\|.*\n)+)/.exec(readme);
  const cells = (line) => line.split("|").slice(1, -1).map((cell) => cell.trim());
  const engines = cells(head).slice(2).map((engine) => engine.toLowerCase().replace("webkitgtk", "webkit"));
  assert.deepEqual(engines, Object.keys(ENGINES));
  const table = rows[0].trim().split("\n").map(cells);
  for (const [place, engine] of engines.entries()) {
    if (!subjects[engine]) continue;
    const yes = table.filter((row) => row[place + 2] === "yes").flatMap(([, row]) => row.split("; "));
    assert.deepEqual(yes.toSorted(), [...subjects[engine]].toSorted(), engine);
    console.log(`${engine}: ${yes.length} subjects: ${yes.join("; ")}`);
  }
});

test("the tests' now is the reader's", async () => assert.equal((await it.published("relief")).report.as_of, NOW));
