// Installs what the build needs and is missing: rustup's wasm32 target and library sources, npm's packages,
// and, for the tests, a Chromium and fonts. Says nothing where nothing is missing.
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { Stop, command, fingerprint, once, output, path, run, say } from "./lib.mjs";

const TARGET = "wasm32-unknown-unknown";

/** Rust with the wasm32 target and the sources of its standard library. */
async function rust() {
  const sysroot = output("rustc", ["--print", "sysroot"]);
  if (!sysroot) throw new Stop("Rust is missing. Install it with rustup (https://rustup.rs), then run this again.");
  const wanted = readFileSync(path("Cargo.toml"), "utf8").match(/^rust-version = "(\d+)\.(\d+)"/m);
  const [, major, minor] = output("rustc", ["--version"]).match(/(\d+)\.(\d+)/);
  if (Number(major) * 1000 + Number(minor) < Number(wanted[1]) * 1000 + Number(wanted[2])) {
    throw new Stop(`This Rust is ${major}.${minor}; ${wanted[1]}.${wanted[2]} or later is needed: rustup update stable`);
  }
  const missing = [
    [join(sysroot, "lib/rustlib", TARGET), ["target", "add", TARGET]],
    [join(sysroot, "lib/rustlib/src/rust/library"), ["component", "add", "rust-src"]],
  ].filter(([place]) => !existsSync(place));
  for (const [place, args] of missing) {
    if (!output("rustup", ["--version"])) {
      throw new Stop(`${place} is missing, and there is no rustup to add it. With another Rust, install its ${args[2]}.`);
    }
    await run("rustup", args, { label: `rustup ${args.join(" ")}` });
  }
}

async function npm() {
  await once("npm", fingerprint(["package.json", "package-lock.json"]), ["node_modules/.package-lock.json"], () =>
    run("npm", ["ci", "--no-audit", "--no-fund"], { label: "npm ci", quiet: true }),
  );
}

/** Where Chromium is, or nothing. */
export function chromium() {
  const named = process.env.CHROMIUM;
  if (named) return named;
  return ["chromium", "chromium-browser", "google-chrome"]
    .map((name) => output("sh", ["-c", `command -v ${name}`]))
    .find(Boolean);
}

/** Chromium and fonts for Latin and Arabic: for the end-to-end tests only. */
async function browser() {
  const wanted = [
    ["chromium", Boolean(chromium())],
    ["fonts-noto-core", existsSync("/usr/share/fonts/truetype/noto/NotoSansArabic-Regular.ttf")],
  ];
  const missing = wanted.filter(([, there]) => !there).map(([name]) => name);
  if (missing.length === 0) return;
  const root = process.getuid?.() === 0;
  if (!root || !output("sh", ["-c", "command -v apt-get"])) {
    if (chromium()) return say("note: without Debian's fonts-noto-core the screenshots differ from the goldens");
    throw new Stop(
      "The browser tests need a Chromium. Install one (Debian: apt-get install chromium fonts-noto-core), " +
        "or set CHROMIUM to its path.",
    );
  }
  const apt = { env: { DEBIAN_FRONTEND: "noninteractive" }, quiet: true };
  await run("apt-get", ["update"], { ...apt, label: "apt-get update" });
  await run("apt-get", ["install", "-y", "--no-install-recommends", ...missing], {
    ...apt,
    label: `apt-get install ${missing.join(" ")}`,
  });
}

export async function setup({ tests = false } = {}) {
  await rust();
  await npm();
  if (tests) await browser();
}

if (process.argv[1] === path("tools", "setup.mjs")) command(() => setup({ tests: true }));
