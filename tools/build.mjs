// Builds what a publisher uploads into dist/, and the command into target/release/.
//
//   src/ ──cargo──> wasm ──tools/bindgen──> wasm, glue ──wasm-opt, esbuild──> dist/
//   www/ ──esbuild──> dist/: the element knows the hashes of the wasm and the style sheet it will fetch
import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { basename, dirname, join, relative } from "node:path";
import { constants, brotliCompressSync } from "node:zlib";
import { Stop, command, dist, files, fingerprint, integrity, once, output, path, run } from "./lib.mjs";
import { SECTIONS } from "./element.mjs";
import { CARRIED, customElements, packageJson, reactTypes, readme, types } from "./package.mjs";
import { reserve } from "./reserve.mjs";
import { shorten } from "./names.mjs";
import { setup } from "./setup.mjs";

const TARGET = "wasm32-unknown-unknown";
const COMPILED = `target/wasm/${TARGET}/wasm/donation_flow.wasm`;
const GLUE_FOLDER = "target/glue";
/** The wasm that checks snapshots. */
const CHECKED = "target/checker/check.wasm";
/** Where the linker put each constant: how the data of a part is told. */
const MAP = "target/wasm/panel.map";

/** What the wasm is compiled from. */
const WASM_SOURCES = ["Cargo.toml", "Cargo.lock", "src"];

/**
 * The small build (design note in ARCHITECTURE.md, "Why a build of the standard library?"): the standard library is
 * compiled too, without texts of panics, so that a panic is a trap and what only words it is left out.
 * RUSTC_BOOTSTRAP lets a stable compiler take these flags.
 */
const SMALL = {
  args: [
    ...["-Zbuild-std=std,panic_abort", "-Zbuild-std-features=optimize_for_size", "-Zpanic-immediate-abort"],
    ...["--config", 'profile.wasm.panic="immediate-abort"'],
  ],
  env: {
    RUSTC_BOOTSTRAP: "1",
    // A struct is copied by one instruction and not field by field, a loop's addresses are not worked out beforehand, and
    // a value that only some ways need is not made on all of them: together four per cent less.
    RUSTFLAGS: [
      ...["-Zfmt-debug=none", "-Zlocation-detail=none", "-Zinline-mir=no"],
      ...["-max-store-memcpy=1", "-disable-lsr", "-enable-pre=false", "-enable-load-pre=false"].map(
        (option) => `-Cllvm-args=${option}`,
      ),
    ].join(" "),
  },
};

const COMPILE = ["rustc", "--locked", "--lib", "--crate-type", "cdylib", "--no-default-features"];

/**
 * The first kilobyte of memory is the far end of Rust's stack: nobody uses it. Zeros between constants weigh less than the many short
 * segments that go round them.
 */
const ALL_OPT = ["--low-memory-unused", "--skip-pass=memory-packing", "-ocimfs=0", "-aimfs=4"];
/** Together two per cent less than `-O3`. */
const WASM_OPT = ["-g", ...ALL_OPT, "--flatten", "--rereloop", "-Oz", "--optimize-added-constants-propagate", "-Oz", "-Oz"];
/** Of each part, which is left with what only it has. */
const PART_OPT = [...ALL_OPT, "-Oz"];
const STRIP = ["--strip-debug", "--strip-producers", "--strip-target-features"];
/** By name: `--all-features` would write what browsers do not take yet. */
const WASM_FEATURES = [
  ...["bulk-memory", "bulk-memory-opt", "nontrapping-float-to-int", "sign-ext"],
  ...["mutable-globals", "reference-types", "multivalue", "call-indirect-overlong"],
].map((feature) => `--enable-${feature}`);

/**
 * What is cut off the panel's wasm (tools/bindgen/src/split.rs), by the Rust modules that are in it. A campaign's panel
 * loads the adapters that it needs, and once the first figure stands the rest, with the look-up in lists where it names
 * some. `src/browser/panel/parts.rs` names them, too.
 */
const PARTS = {
  // And all that the first figure does without (src/browser/first.rs).
  core: ["chain::address::read", "chain::address::solana", "explorer::row::note_row", "explorer::row::note_kind"],
  rest: [
    ...["view::timeline", "view::sankey", "view::transactions", "view::foot", "view::worth", "view::issuer", "view::proven", "price", "explorer::failure"],
    ...["report::value", "report::whole", "report::flow", "report::issuer", "report::build::rows", "report::build::tx_row", "report::verification", "agreement::explorers", "agreement::operator", "report::Report", "survey::Survey::next_price"],
  ],
  claims: ["campaign::claim", "report::claim", "ledger::measure", "survey::Survey::take_claims", "view::claims"],
  // What several of those have in common that a reader asks for, and nobody else.
  shared: ["campaign::Campaign as core::clone::Clone", ...["utxo_rows", "utxo_transactions"].map((method) => `ledger::history::History::${method}`)],
  refusal: ["browser::panel::refusal", "view::refusal", "campaign::problem"],
  second: ["browser::panel::second", "agreement::ask", "survey::Survey::ask_second", "survey::Survey::next_of_second"],
  lists: ["listing", "screening", "report::screened", "view::listed"],
  check: ["browser::panel::check"],
  evidence: ["browser::panel::evidence", "explorer::evidence", "proof"],
  live: [
    ...["browser::panel::live", "view::live", "snapshot::ahead", "snapshot::anchors", "snapshot::changes", "snapshot::joined", "snapshot::go_on", "survey::Survey::going_on", "explorer::scan::Scan::going_on"],
    ...["of", "settled", "known", "known_of"].map((method) => `snapshot::ledger::LedgerFile::${method}`),
  ],
  snapshot: ["snapshot", "browser::panel::snapshot", "survey::Survey::finished", "explorer::scan::Scan::finished"],
  export: ["report::export", "survey::Survey::export"],
  tron: ["explorer::trongrid"],
  evm: ["explorer::blockscout", "explorer::etherscan", "explorer::evm"],
  blockcypher: ["explorer::blockcypher", ...["whose", "account", "read_tx", "only_address"].map((name) => `explorer::outputs::${name}`)],
  blockbook: ["explorer::blockbook"],
  solana: ["explorer::solana"],
};

/** What the wasm is cut into. */
const MODULES = ["main", ...Object.keys(PARTS)];

/** Parts that are never there without another one. */
const NEEDS = { live: "snapshot,shared", second: "shared", evidence: "shared", blockbook: "blockcypher" };

/** The part of all that the main module does without, and what that exports for `www/first.js`, with what these call through the table. */
const CORE = "core";
const FIRST_FIGURE = [
  ...["open", "room", "ask", "draw", "said", "said_length", "close"],
  ...["campaign::url", "explorer::esplora::page"],
];

/**
 * The wasm that checks snapshots: written for speed, and with the standard library as it comes, which costs three per cent.
 * More of wasm-opt would take a tenth off it, and more time than its compiler takes.
 */
const CHECKER = {
  compiled: `target/wasm/${TARGET}/checker/donation_flow.wasm`,
  args: ["--features", "checker", "--profile", "checker", "--target", TARGET, "--target-dir", "target/wasm"],
  flags: "-Ctarget-feature=+simd128",
  opt: [...STRIP, ...WASM_FEATURES, "--enable-simd"],
};

/** Words that the panel takes only to say what is wrong with a campaign file or an address: then it fetches them. */
const REFUSAL = /^(problem\.|address\.|message\.(bad-address|bad-campaign|more|nothing)$)/;
/** Words that the first figure takes, in a file of their own. */
const FIRST = /^(head\.(kicker|test)$|net\.(so-far|returns-incomplete)$|ladder\.title$|number\.|compact\.long\.)/;
/** Words that come with the part `claims`: those of its own, and for what may be wrong with a claim. */
const CLAIMS = /^(claims\.|claim-|problem\.|message\.(bad-campaign|more)$)/;

/** Words that come with the part `rest`: for what was checked of the figures, and how charts are read. */
const REST = /^(read|proven|finding|differs|checked|level-short|level-means|tampered|fault)\./;

/** Go into the package. */
const LICENSES = ["LICENSE-APACHE", "LICENSE-MIT"];

/** Words that come with the part `live`. */
const LIVE = /^live\./;

/** Words that stand in reserve.css: for paper, which waits for nothing. */
const PAPER = /^paper\./;

const brotli = (bytes) => brotliCompressSync(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: 11 } }).length;

/** wasm-bindgen's exact version, which the tool that writes the glue must have too. */
function sameBindgen() {
  const locked = (lock, name) =>
    readFileSync(path(lock), "utf8").match(new RegExp(`name = "${name}"\\nversion = "([^"]+)"`))?.[1];
  const ours = locked("Cargo.lock", "wasm-bindgen");
  const tool = locked("tools/bindgen/Cargo.lock", "wasm-bindgen-cli-support");
  if (ours !== tool) {
    throw new Stop(
      `Cargo.lock has wasm-bindgen ${ours}, tools/bindgen has ${tool}: write =${ours} into tools/bindgen/Cargo.toml ` +
        "and run `cargo update` in that folder.",
    );
  }
}

async function wasm() {
  sameBindgen();
  const compiler = output("rustc", ["--version"]);
  const toolStamp = fingerprint(["tools/bindgen"], [compiler]);
  const tool = "target/bindgen/debug/donation-flow-bindgen";
  await once("bindgen", toolStamp, [tool], () =>
    run("cargo", ["build", "--locked", "--target-dir", path("target/bindgen")], {
      cwd: path("tools/bindgen"),
      label: "the tool that writes the glue (once; about two minutes)",
    }),
  );
  const wasmStamp = fingerprint([...WASM_SOURCES, "tools/names.mjs"], [compiler, toolStamp, JSON.stringify([SMALL, WASM_OPT, PART_OPT, STRIP, PARTS, NEEDS, FIRST_FIGURE, WASM_FEATURES])]);
  await once("wasm", wasmStamp, [`${GLUE_FOLDER}/panel.js`, ...MODULES.map((name) => `${GLUE_FOLDER}/${name}.wasm`)], async () => {
    const place = ["--profile", "wasm", "--target", TARGET, "--target-dir", "target/wasm"];
    const map = ["--", `-Clink-arg=-Map=${path(MAP)}`];
    await run("cargo", [...COMPILE, ...place, ...SMALL.args, ...map], { env: SMALL.env, label: "the panel's wasm" });
    rmSync(path(GLUE_FOLDER), { recursive: true, force: true });
    await run(path(tool), [COMPILED, GLUE_FOLDER]);
    const io = [`${GLUE_FOLDER}/panel_bg.wasm`, "-o", `${GLUE_FOLDER}/whole.wasm`];
    await run("node", ["node_modules/binaryen/bin/wasm-opt", ...io, ...WASM_OPT, ...WASM_FEATURES], {
      label: "wasm-opt",
    });
    const parts = Object.entries(PARTS).map(
      ([name, modules]) => `${name}${NEEDS[name] ? `:${NEEDS[name]}` : ""}=${modules}${name === CORE ? `;${FIRST_FIGURE}` : ""}`,
    );
    await run(path(tool), ["split", `${GLUE_FOLDER}/whole.wasm`, MAP, GLUE_FOLDER, ...parts]);
    for (const name of MODULES) {
      const file = `${GLUE_FOLDER}/${name}.wasm`;
      await run("node", ["node_modules/binaryen/bin/wasm-opt", file, "-o", file, ...PART_OPT, ...STRIP, ...WASM_FEATURES]);
    }
    const both = ["main.wasm", `${CORE}.wasm`].map((name) => path(GLUE_FOLDER, name));
    const { modules, glue } = shorten(both.map((name) => readFileSync(name)), readFileSync(path(GLUE_FOLDER, "panel.js"), "utf8"));
    both.forEach((name, at) => writeFileSync(name, modules[at]));
    writeFileSync(path(GLUE_FOLDER, "panel.js"), glue);
  });
}

/** The wasm that checks snapshots. It has no glue: www/check.js calls it by numbers. */
async function checker() {
  const stamp = fingerprint(WASM_SOURCES, [output("rustc", ["--version"]), JSON.stringify(CHECKER)]);
  await once("checker", stamp, [CHECKED], async () => {
    await run("cargo", [...COMPILE, ...CHECKER.args], { env: { RUSTFLAGS: CHECKER.flags }, label: "the checker's wasm" });
    mkdirSync(path(dirname(CHECKED)), { recursive: true });
    await run("node", ["node_modules/binaryen/bin/wasm-opt", CHECKER.compiled, "-o", CHECKED, ...CHECKER.opt]);
  });
}

/** The glue with one way to start, as the element calls it, in the place of wasm-bindgen's many; and the panel's stage. */
function glue(written) {
  const [dom] = written.match(/\.\/snippets\/.*\/dom\.js/);
  const start = `
import { Stage, link } from "${dom}";
export { Stage };
export async function start(main, answer, tools) {
  const { instance, module } = await tools.instantiate(answer, { ...__wbg_get_imports(), "": main });
  const exports = { ...main, ...instance.exports };
  __wbg_finalize_init({ exports: Stage.guarded(exports) }, module);
  link(exports, { ...tools, ...own });
}
import { uncover } from ${JSON.stringify(path("www/common.js"))};
import { hold, reach } from ${JSON.stringify(path("www/hold.js"))};
// The stage is the hands of a snapshot's panel before the core is there.
const own = { hold, reach, uncover };
link({}, own);
import { reading } from ${JSON.stringify(path("www/read.js"))};
export const read = reading(Panel, Stage);`;
  const ways = "export { initSync, __wbg_init as default };";
  if (!written.includes(ways)) throw new Error("wasm-bindgen's glue starts in another way than it did");
  return written.replace(ways, start);
}

/** As many of the last characters of a chain's CAIP-2 identifier as tell it from every other chain's: `www/asked.js` takes as many. */
const ID_LENGTH = 4;

/**
 * Whom a panel asks on each chain where its publisher names no explorer, as [name, the end of its CAIP-2 identifier, ...hosts]: of the asset
 * table. The shell must say so before the wasm is there; `tests/element.rs` compares what it says with the core.
 */
export function explorerHosts(table) {
  const rows = table.split(/^ {4}\w+ \{$/m).slice(1);
  const chains = rows.map((row) => {
    const urls = row.match(/explorers: &\[[^\]]*\]/s)[0].match(/https:[^"]+/g) ?? [];
    const of = (field) => row.match(new RegExp(`${field}: "([^"]+)"`))[1];
    return [of("name"), of("caip2").slice(-ID_LENGTH), ...urls.map((url) => new URL(url).host)];
  });
  if (new Set(chains.map(([, id]) => id)).size < chains.length) throw new Error("two chains' identifiers end alike: ID_LENGTH is too short");
  return chains.filter(([, , ...asked]) => asked.length);
}

/** Everything under www/, made small, and the wasm with its glue. */
export async function pack() {
  const esbuild = await import("esbuild");
  const text = (name) => readFileSync(path(name), "utf8");
  const css = async (source) => (await esbuild.transform(source, { loader: "css", minify: true })).code.trim();
  // What is fetched later stays a file of its own, by the name that bundlers of other projects follow too.
  const later = {
    name: "later",
    setup: (build) => build.onResolve({ filter: /^/ }, ({ kind, path }) => (kind === "dynamic-import" ? { path, external: true } : undefined)),
  };
  const bundle = async ({ plugins = [], ...options }) => {
    const { outputFiles } = await esbuild.build({
      bundle: true,
      minify: true,
      write: false,
      format: "esm",
      target: "es2022",
      logLevel: "error",
      legalComments: "none",
      plugins: [later, ...plugins],
      ...options,
    });
    return outputFiles[0].text;
  };
  const inlineCss = {
    name: "css as text",
    setup: (build) =>
      build.onLoad({ filter: /\.css$/ }, async ({ path: file }) => ({
        contents: await css(readFileSync(file, "utf8")),
        loader: "text",
      })),
  };

  rmSync(dist, { recursive: true, force: true });
  const entries = [];
  /** Writes a file; returns what the code that fetches it knows it by, which every reader loads: the shorter digest. */
  const put = (name, role, bytes) => {
    const written = Buffer.from(bytes);
    // A style sheet that does not say it is read in its page's encoding.
    const isTold = name.endsWith(".css") && written.some((byte) => byte > 0x7f);
    const data = isTold ? Buffer.concat([Buffer.from('@charset "utf-8";\n'), written]) : written;
    mkdirSync(dirname(join(dist, name)), { recursive: true });
    writeFileSync(join(dist, name), data);
    entries.push({ path: name, role, bytes: data.length, brotli: brotli(data), integrity: integrity("sha384", data) });
    return integrity("sha256", data);
  };

  const mainIntegrity = put("donation-flow.wasm", "wasm", readFileSync(path(GLUE_FOLDER, "main.wasm")));
  // The styles of a panel's first lines, of its other figures, and of what is below them.
  const [lines, figures, charts, ...more] = text("www/panel.css").split(/(?=\/\* (?:Ladder|Charts), )/);
  if (!charts || more.length) throw new Error("www/panel.css has not the two comments that part it");
  const styles = async (sheet) => ({ STYLES: JSON.stringify(await css(sheet)) });
  const cssIntegrity = put("panel.css.txt", "css", await css(figures + charts));
  const coreIntegrity = put("core.wasm", "wasm", readFileSync(path(GLUE_FOLDER, `${CORE}.wasm`)));
  const names = Object.keys(PARTS).filter((name) => name !== CORE);
  const parts = names.map((name) => [name, put(`parts/${name}.wasm`, "wasm", readFileSync(path(GLUE_FOLDER, `${name}.wasm`)))]);
  const stdin = { contents: glue(text(`${GLUE_FOLDER}/panel.js`)), resolveDir: path(GLUE_FOLDER) };
  const checkIntegrity = put("check.wasm", "check", readFileSync(path(CHECKED)));
  const check = { entryPoints: [path("www/check.js")], define: { CHECK_INTEGRITY: JSON.stringify(checkIntegrity) } };
  put("check.js", "check", await bundle(check));
  put("panel.js", "glue", await bundle({ stdin, define: { PARTS: JSON.stringify(Object.fromEntries(parts)) } }));
  const first = { ...(await styles(lines)), CORE_INTEGRITY: JSON.stringify(coreIntegrity), CSS_INTEGRITY: JSON.stringify(cssIntegrity) };
  put("first.js", "glue", await bundle({ entryPoints: [path("www/first.js")], define: first }));
  const locales = files("www/locale").filter((name) => name.endsWith(".json"));
  for (const name of locales) {
    const file = name.split("/").pop();
    const full = JSON.parse(text(name));
    const words = (is, { words } = full) => Object.fromEntries(Object.entries(words).filter(([key]) => is(key)));
    const common = words((key) => ![REFUSAL, CLAIMS, REST, LIVE, PAPER].some((later) => later.test(key)));
    put(`locale/${file}`, "locale", JSON.stringify({ ...full, words: common }));
    const isFirst = (key) => FIRST.test(key);
    const regions = full.regions?.map((region) => ({ ...region, words: words(isFirst, region) })).filter(({ words }) => Object.keys(words).length);
    put(`locale/${file.replace(".json", ".first.json")}`, "other", JSON.stringify({ ...full, regions, words: words(isFirst) }));
    for (const [name, later] of [["claims", CLAIMS], ["rest", REST], ["live", LIVE]]) {
      put(`locale/${file.replace(".json", `.${name}.json`)}`, "other", JSON.stringify(words((key) => later.test(key))));
    }
    put(`locale/${file.replace(".json", ".full.json")}`, "other", JSON.stringify(full));
  }
  const languages = locales.map((name) => name.split("/").pop().slice(0, -".json".length));
  const element = await bundle({
    entryPoints: [path("www/donation-flow.js")],
    plugins: [inlineCss],
    define: {
      WASM_INTEGRITY: JSON.stringify(mainIntegrity),
      LANGUAGES: JSON.stringify(languages),
      VERSION: JSON.stringify(JSON.parse(text("package.json")).version),
    },
  });
  put("donation-flow.js", "element", element);
  const hosts = JSON.stringify(explorerHosts(text("src/chain/table.rs")));
  put("asked.js", "glue", await bundle({ entryPoints: [path("www/asked.js")], define: { EXPLORERS: hosts } }));
  put("snapshot.js", "glue", await bundle({ entryPoints: [path("www/snapshot.js")], define: await styles(lines) }));
  put("painted.js", "glue", await bundle({ entryPoints: [path("www/painted.js")], define: await styles(figures + charts) }));
  put("opened.js", "glue", await bundle({ entryPoints: [path("www/opened.js")] }));
  put("live.js", "other", await bundle({ entryPoints: [path("www/live.js")] }));
  put("reader.js", "glue", await bundle({ entryPoints: [path("www/reader.js")], plugins: [inlineCss] }));
  const looks = JSON.stringify(files("www/themes").map((name) => basename(name, ".css")));
  put("frame.js", "other", await bundle({ entryPoints: [path("www/frame.js")], define: { LOOKS: looks, LANGUAGES: JSON.stringify(languages), SECTIONS: JSON.stringify(SECTIONS) } }));
  const onPaper = Object.fromEntries(languages.map((lang) => [lang, JSON.parse(text(`www/locale/${lang}.json`)).words["paper.where"]]));
  put("reserve.css", "other", reserve(text("www/skeleton.css"), onPaper));
  // A panel in its page has those of its figures before it, the others after it.
  put("drawn.css", "other", await css(text("www/skeleton.css") + lines + figures + text("www/drawn.css")));
  put("drawn-rest.css", "other", await css(charts + text("www/drawn-rest.css")));

  const done = ["www/donation-flow.js", "www/first.js", "www/hold.js", "www/asked.js", "www/snapshot.js", "www/painted.js", "www/opened.js", "www/live.js", "www/integrity.js", "www/check.js", "www/frame.js", "www/read.js", "www/reader.js", "www/texts.css", "www/reader.css", "www/panel.css", "www/skeleton.css", "www/drawn.css", "www/drawn-rest.css", ...locales];
  for (const name of files("www").filter((name) => !done.includes(name))) {
    put(relative("www", name), "other", readFileSync(path(name)));
  }
  const { docs } = await import("./docs.mjs");
  for (const [name, body] of docs()) put(name, "other", body);
  const json = (value) => `${JSON.stringify(value, null, 2)}\n`;
  const own = JSON.parse(text("package.json"));
  put("package.json", "other", json(packageJson(own)));
  put("custom-elements.json", "other", json(customElements()));
  put("donation-flow.d.ts", "other", types(text));
  put("react.d.ts", "other", reactTypes());
  put("README.md", "other", readme(own));
  for (const name of LICENSES) put(name, "other", text(name));
  const order = ["element", "glue", "wasm", "css", "locale", "check", "other"];
  entries.sort((a, b) => order.indexOf(a.role) - order.indexOf(b.role) || (a.path < b.path ? -1 : 1));
  writeFileSync(join(dist, "manifest.json"), json({ version: own.version, files: entries }));
}

/** What dist/ is written by, beside its sources. */
const TOOLS = ["build", "docs", "element", "package", "reserve"].map((name) => `tools/${name}.mjs`).concat("package.json", "package-lock.json");

/** What the documentation's pages are made of. */
const DOCS = ["README.md", "ARCHITECTURE.md", "CHANGELOG.md", "docs"];

/** What a publisher uploads. */
export async function panel() {
  await setup();
  await wasm();
  await checker();
  const inputs = ["www", "src/chain/table.rs", `${GLUE_FOLDER}/panel.js`, ...MODULES.map((name) => `${GLUE_FOLDER}/${name}.wasm`), CHECKED, ...TOOLS, ...LICENSES, ...DOCS, ...CARRIED.flatMap(({ files }) => files)];
  await once("dist", fingerprint(inputs), ["dist/manifest.json"], pack);
}

/** The native command. What it holds of www/ is compiled in. */
export async function native() {
  const stamp = fingerprint(["Cargo.toml", "Cargo.lock", "src", "www"], [output("rustc", ["--version"])]);
  await once("command", stamp, ["target/release/donation-flow"], () =>
    run("cargo", ["build", "--release", "--locked"], { label: "the command" }),
  );
}

export async function build() {
  await panel();
  await native();
}

// `--panel` leaves the command out.
if (process.argv[1] === path("tools", "build.mjs")) command(process.argv.includes("--panel") ? panel : build);
