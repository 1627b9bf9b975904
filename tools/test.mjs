// `npm test`: sets up and builds, then every check and every test. Goes on after a failure, and ends with the
// runners' own summary lines and their sum.
import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { Stop, command, files, path, root, run, say } from "./lib.mjs";
import { panel } from "./build.mjs";
import { LINTS, lint } from "./lint.mjs";
import { setup, setupTests } from "./setup.mjs";
import { sizeReport } from "./size.mjs";

/** What a runner's summary lines say: cargo's, and node:test's. */
export function count(output) {
  const sum = (pattern) => [...output.matchAll(pattern)].reduce((sum, [, number]) => sum + Number(number), 0);
  return {
    passed: sum(/^test result: .*?(\d+) passed/gm) + sum(/^(?:ℹ|#) pass (\d+)/gm),
    failed: sum(/^test result: .*?(\d+) failed/gm) + sum(/^(?:ℹ|#) fail (\d+)/gm),
    lines: output.match(/^(test result: .*|(?:ℹ|#) (?:tests|pass|fail|skipped) \d+|a second try: .*)$/gm) ?? [],
    failures: output.match(/^failures:\n\n----[^]*?(?=^failures:$)|^✖ failing tests:\n[^]*/gm) ?? [],
  };
}

/** The beginning of what failed: whoever sees the end of the output alone sees why. */
function shortened(text, lines = 60) {
  const all = text.trimEnd().split("\n");
  return all.length > lines ? [...all.slice(0, lines), `… ${all.length - lines} lines more above`].join("\n") : all.join("\n");
}

/** What cargo's tests are made with serves the tests in browsers, too: a release build would be five minutes more. */
const ENVIRONMENT = {
  DONATION_FLOW: "target/debug/donation-flow",
  // Many tests wait, as the driver does between two questions.
  RUST_TEST_THREADS: "4",
};

/** Runs a test runner with its output shown, and counts what it did. */
function runner(label, program, args) {
  say(`… ${label}`);
  return new Promise((done) => {
    const env = { ...process.env, ...ENVIRONMENT, FORCE_COLOR: "0", CARGO_TERM_COLOR: "never" };
    const child = spawn(program, args, { cwd: root, env, stdio: ["ignore", "pipe", "inherit"] });
    let output = "";
    child.stdout.on("data", (data) => {
      output += data;
      process.stdout.write(data);
    });
    child.on("close", (code) => {
      const result = { label, ...count(output) };
      // A runner that ends badly without naming a failed test has failed itself.
      if (code !== 0 && result.failed === 0) result.failed = 1;
      done(result);
    });
  });
}

const CARGO_TEST = ["test", "--quiet", "--locked", "--all-features"];

/** The names of the checks that failed. What does not compile is told by the tests' own run. */
async function lintAndCompile() {
  const unclean = await lint();
  await run("cargo", [...CARGO_TEST, "--no-run"], { label: "cargo test --no-run", quiet: true }).catch((error) => {
    if (!(error instanceof Stop)) throw error;
  });
  return unclean;
}

if (process.argv[1] === path("tools", "test.mjs")) {
  command(async () => {
    const recorded = process.env.RECORDED;
    if (recorded && !existsSync(recorded)) say(`note: RECORDED names ${recorded}, which is not there`);
    if (!recorded) say("note: tests of recorded answers are skipped: RECORDED names no folder");
    await setup();
    // The panel's wasm is linked by one processor alone, and what is installed comes over the line: meanwhile the others compile.
    const [unclean] = await Promise.all([lintAndCompile(), panel(), setupTests()]);
    const tests = (folder) => files(folder).filter((name) => name.endsWith(".test.mjs"));
    const results = [await runner("cargo test", "cargo", [...CARGO_TEST, "--no-fail-fast"])];
    for (const folder of ["tests/node", "tests/browser", "tests/engines", "tests/embed"]) {
      if (tests(folder).length === 0) continue;
      const args = ["--test", "--test-reporter=spec", "--test-concurrency=2", ...tests(folder)];
      results.push(await runner(`node --test ${folder}`, "node", args));
    }
    const { grown } = sizeReport();

    for (const { label, failures } of results) for (const text of failures) console.log(`\n${label}: ${shortened(text)}`);
    console.log("");
    for (const { label, lines } of results) for (const line of lines) console.log(`${label}: ${line}`);
    for (const name of Object.keys(LINTS)) console.log(`${name}: ${unclean.includes(name) ? "failed" : "clean"}`);
    for (const name of grown) console.log(`size budget exceeded: ${name}`);
    const sum = (key) => results.reduce((sum, result) => sum + result[key], 0);
    const failed = sum("failed") + unclean.length + grown.length;
    console.log(`${sum("passed")} passed, ${failed} failed`);
    return failed === 0 ? 0 : 1;
  });
}
