// Installs what the build needs and is missing: rustup's wasm32 target and library sources, npm's packages,
// and, for the tests, a Chromium, fonts, an nginx and what projects are built with. Says nothing where nothing is missing.
import { copyFileSync, existsSync, mkdirSync, readFileSync, readdirSync } from "node:fs";
import { spawnSync } from "node:child_process";
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

/** Where the first of some commands is that is there, or nothing. */
const place = (...names) => names.map((name) => output("sh", ["-c", `command -v ${name}`])).find(Boolean);

/** Where a browser is, or what drives it; nothing where it is missing. */
export const chromium = () => process.env.CHROMIUM || place("chromium", "chromium-browser", "google-chrome");
/** The same engine without windows, which takes half the processor's time; a whole Chromium where it is not there. */
export const headlessChromium = () => process.env.CHROMIUM || place("chromium-headless-shell") || chromium();
export const firefox = () => process.env.FIREFOX || place("firefox-esr", "firefox");
export const webkitDriver = () => process.env.WEBKIT_DRIVER || place("WebKitWebDriver");

const APT = { env: { DEBIAN_FRONTEND: "noninteractive" }, quiet: true };

/** As root on Debian. */
const canInstall = () => process.getuid?.() === 0 && Boolean(place("apt-get"));

/** Chromium, fonts for Latin and Arabic, in which cards are drawn, too, and the two other engines with a screen for one. */
async function browsers() {
  const wanted = [
    ["chromium", Boolean(chromium())],
    ["chromium-headless-shell", headlessChromium() !== chromium() || Boolean(process.env.CHROMIUM)],
    ["fonts-noto-core", existsSync("/usr/share/fonts/truetype/noto/NotoSansArabic-Regular.ttf")],
    ["firefox-esr", Boolean(firefox())],
    ["webkit2gtk-driver", Boolean(webkitDriver())],
    ["xvfb", Boolean(process.env.DISPLAY || place("Xvfb"))],
  ];
  const missing = wanted.filter(([, there]) => !there).map(([name]) => name);
  if (missing.length === 0) return;
  if (!canInstall()) {
    if (chromium()) return say(`note: some tests are skipped, slower, or differ from the goldens: Debian's ${missing.join(", ")} not found`);
    throw new Stop(
      "The browser tests need a Chromium. Install one (Debian: apt-get install chromium fonts-noto-core), " +
        "or set CHROMIUM to its path.",
    );
  }
  await run("apt-get", ["update"], { ...APT, label: "apt-get update" });
  const known = missing.filter((name) => output("apt-cache", ["show", name]));
  await run("apt-get", ["install", "-y", "--no-install-recommends", ...known], {
    ...APT,
    label: `apt-get install ${known.join(" ")}`,
  });
}

/** Where nginx is, or nothing. It is often in a folder that is in root's search path alone. */
export function nginx() {
  const places = [process.env.NGINX, place("nginx"), "/usr/sbin/nginx", join(UNPACKED, "usr/sbin/nginx")];
  return places.find((place) => place && spawnSync(place, ["-v"]).status === 0);
}

/** Debian's nginx, unpacked and not installed: an installed one would open port 80 at once. */
const UNPACKED = path("target", "nginx");

/** For the tests of the caching proxy only: they are skipped without it. */
async function proxy() {
  if (nginx()) return;
  if (canInstall()) {
    mkdirSync(UNPACKED, { recursive: true });
    await run("apt-get", ["update"], { ...APT, label: "apt-get update" });
    await run("apt-get", ["download", "nginx"], { ...APT, cwd: UNPACKED, label: "apt-get download nginx" });
    const file = readdirSync(UNPACKED).find((name) => name.endsWith(".deb"));
    await run("dpkg", ["-x", file, "."], { cwd: UNPACKED });
  }
  if (!nginx()) say("note: tests of the caching proxy are skipped: install nginx, or set NGINX to its path");
}

/** What the tests build other people's projects with (tests/embed). */
export const PROJECTS = "target/embed";
async function projects() {
  const lists = ["package.json", "package-lock.json"];
  await once("embed", fingerprint(lists.map((name) => `tests/embed/${name}`)), [`${PROJECTS}/node_modules/.package-lock.json`], async () => {
    mkdirSync(path(PROJECTS), { recursive: true });
    for (const name of lists) copyFileSync(path("tests/embed", name), path(PROJECTS, name));
    await run("npm", ["ci", "--no-audit", "--no-fund"], { cwd: path(PROJECTS), label: "npm ci, for the tests of embedding", quiet: true });
  });
}

/** What is built with. */
export async function setup() {
  await rust();
  await npm();
}

/** What only tests and benches need, on top of that. */
export async function setupTests() {
  await browsers();
  await proxy();
  await projects();
}

if (process.argv[1] === path("tools", "setup.mjs")) command(() => setup().then(setupTests));
