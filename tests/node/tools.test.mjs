// The build tools' own promises: budgets, sums of test runs, short names, stamps.
import assert from "node:assert/strict";
import { existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { test } from "node:test";
import { fingerprint, once, path } from "../../tools/lib.mjs";
import { shorten } from "../../tools/names.mjs";
import { types } from "../../tools/package.mjs";
import { sizes } from "../../tools/size.mjs";
import { count } from "../../tools/test.mjs";

test("a live panel is what the first figure takes, the rest of what draws it, and the largest language", () => {
  const file = (path, brotli, role = "other") => ({ role, brotli, path });
  const first = [file("donation-flow.js", 1, "element"), file("first.js", 10), file("asked.js", 20), file("donation-flow.wasm", 100), file("locale/de.first.json", 1000), file("locale/en.first.json", 2000)];
  const rest = [file("panel.js", 10_000), file("panel.css.txt", 20_000), file("reader.js", 30_000), file("core.wasm", 100_000), file("parts/rest.wasm", 200_000), file("parts/tron.wasm", 400_000)];
  const others = ["snapshot.js", "parts/evm.wasm", "parts/claims.wasm", "locale/de.claims.json"].map((path) => file(path, 1_000_000));
  const words = [file("locale/de.json", 1_999_000, "locale"), file("locale/de.rest.json", 3_000), file("locale/en.json", 2_000_000, "locale"), file("locale/en.rest.json", 1_000)];
  assert.deepEqual(sizes({ files: [...first, ...rest, ...others, ...words] }), {
    element: 1,
    panel: 2_764_131,
    first: 2131,
    adapter: 1_000_000,
  });
});

test("the runners' summaries are added up", () => {
  const cargo = "test result: ok. 19 passed; 0 failed; 2 ignored\nx\ntest result: FAILED. 3 passed; 4 failed; 0 ignored\n";
  assert.deepEqual([count(cargo).passed, count(cargo).failed], [22, 4]);
  const node = "ℹ tests 5\nℹ pass 4\nℹ fail 1\nℹ skipped 0\n";
  assert.deepEqual([count(node).passed, count(node).failed, count(node).lines.length], [4, 1, 4]);
  assert.deepEqual([count("# pass 7\n").passed, count("it says # pass 7\n").passed], [7, 0]);
});

test("why a test failed is found in what its runner said", () => {
  assert.deepEqual(count("test result: ok. 1 passed; 0 failed\nℹ fail 0\n").failures, []);
  const cargo = "running 2 tests\n\nfailures:\n\n---- one stdout ----\nleft: 1\n\nfailures:\n    one\n\ntest result: FAILED. 1 passed; 1 failed\n";
  assert.deepEqual(count(cargo + cargo.replaceAll("one", "two")).failures, ["one", "two"].map((name) => `failures:\n\n---- ${name} stdout ----\nleft: 1\n\n`));
  const node = "✖ failing tests:\n\ntest at a.mjs:1:1\n✖ one (1 ms)\n  AssertionError: 1 !== 2\n";
  assert.deepEqual(count(`✖ one (1 ms)\nℹ fail 1\n\n${node}`).failures, [node]);
});

/** A module with one imported function, called by the one it exports. */
const MODULE = Buffer.from(
  [
    "0061736d01000000", // magic, version
    "0105" + "01600001" + "7f", // a type: () -> i32
    "0210" + "01" + "012e" + "0a" + Buffer.from("__wbg_long").toString("hex") + "0000",
    "0302" + "0100",
    "070c" + "01" + "08" + Buffer.from("panel_go").toString("hex") + "0001",
    "0a06" + "0104001000" + "0b",
  ].join(""),
  "hex",
);

/** One that takes a table, a memory, a global and a function from another. */
const OTHER = Buffer.from(
  [
    "0061736d01000000",
    "0105" + "01600001" + "7f",
    "021e" + "04" + "0002" + "2454" + "01700002" + "0002" + "244d" + "020001" + "0003" + "244730" + "037f01" + "0002" + "2430" + "0000",
  ].join(""),
  "hex",
);

test("short names work on both sides, and what one module takes from another keeps its name", () => {
  const glue = "const imports = {\n    __wbg_long: function() { return 42; },\n};\nexport const go = () => wasm.panel_go();\n";
  const { modules, glue: renamed } = shorten([MODULE, OTHER], glue);
  const [module, other] = modules.map((wasm) => new WebAssembly.Module(wasm));
  const [{ name: imported }] = WebAssembly.Module.imports(module);
  const [{ name: exported }] = WebAssembly.Module.exports(module);
  assert.ok(imported.length <= 2 && exported.length <= 2 && imported !== exported);
  assert.equal(new WebAssembly.Instance(module, { ".": { [imported]: () => 42 } }).exports[exported](), 42);
  assert.equal(renamed, glue.replace("__wbg_long", imported).replace("panel_go", exported));
  const kinds = WebAssembly.Module.imports(other).map(({ name, kind }) => `${kind} ${name}`);
  assert.deepEqual(kinds, ["table $T", "memory $M", "global $G0", "function $0"]);
  assert.throws(() => shorten([MODULE], "nothing"), /does not give __wbg_long/);
});

test("work is done once, and again when its inputs change or its result is gone", async () => {
  const [input, result] = ["target/test-input", "target/test-result"];
  let done = 0;
  const work = () => {
    done++;
    writeFileSync(path(result), "");
  };
  const go = () => once("test", fingerprint([input]), [result], work);
  writeFileSync(path(input), "a");
  rmSync(path("target/stamps/test"), { force: true });
  await go();
  await go();
  assert.equal(done, 1);
  writeFileSync(path(input), "b");
  await go();
  assert.equal(done, 2);
  rmSync(path(result));
  await go();
  assert.equal(done, 3);
  assert.ok(existsSync(path(result)));
  for (const name of [input, result, "target/stamps/test"]) rmSync(path(name));
});

test("in the package's types, texts that are an enum's names are unions of just those", () => {
  const text = (name) => readFileSync(path(name), "utf8");
  const made = types(text);
  for (const [field, name, file, joint] of [
    ["GapNote.kind", "GapKind", "src/explorer/mod.rs", "-"],
    ["ClaimReport.measure", "Measure", "src/campaign/claim.rs", "_"],
    ["ClaimReport.comparison", "Comparison", "src/campaign/claim.rs", "_"],
  ]) {
    const [, variants] = text(file).match(new RegExp(`^pub enum ${name} \\{\\n([^]*?)^\\}`, "m"));
    const expected = [...variants.matchAll(/^ {4}(\w+),$/gm)].map(([, variant]) => variant.replace(/\B[A-Z]/g, (letter) => joint + letter).toLowerCase());
    assert.ok(expected.length > 3);
    const [, union] = made.match(new RegExp(`^export type ${name} = (.+);$`, "m")) ?? assert.fail(`no ${name}`);
    assert.deepEqual(union.split(" | ").map((each) => JSON.parse(each)), expected);
    const [of, own] = field.split(".");
    assert.match(made.match(new RegExp(`^export interface ${of} \\{\\n[^]*?^\\}`, "m"))[0], new RegExp(`^  ${own}: ${name};$`, "m"));
  }
});
