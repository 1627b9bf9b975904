// Other people's projects: made in target/embed, where what they are built with is installed, and the package as `npm pack`
// makes it of dist/.

import assert from "node:assert/strict";
import { cpSync, existsSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join, relative } from "node:path";
import { pathToFileURL } from "node:url";
import { fingerprint, once, path, run } from "../../tools/lib.mjs";
import { PROJECTS } from "../../tools/setup.mjs";
import { DIST, NOW } from "../browser/harness.mjs";

export const HOME = path(PROJECTS);
const PACKAGE = join(HOME, "node_modules/donation-flow");

const wanted = createRequire(join(HOME, "package.json"));
/** A package that projects are built with. */
export async function tool(name) {
  const module = await import(pathToFileURL(wanted.resolve(name)));
  // Of CommonJS, Node sees no names in what is minified.
  return { ...module.default, ...module };
}

/** Installs the package from the file that `npm pack` makes. */
export async function installed() {
  assert.ok(existsSync(join(HOME, "node_modules")), `${PROJECTS} is missing: node tools/setup.mjs makes it`);
  await once("embed-package", fingerprint(["dist/manifest.json", "tests/embed/package-lock.json"]), [relative(path(), join(PACKAGE, "package.json"))], async () => {
    await run("npm", ["pack", "--silent", "--pack-destination", HOME], { cwd: DIST, quiet: true });
    const { name, version } = JSON.parse(readFileSync(join(DIST, "package.json"), "utf8"));
    rmSync(PACKAGE, { recursive: true, force: true });
    const args = ["install", "--no-save", "--offline", "--no-audit", "--no-fund", `./${name}-${version}.tgz`];
    await run("npm", args, { cwd: HOME, quiet: true });
  });
  return PACKAGE;
}

/** A project's folder with `files`, by name, and no others. */
export function project(name, files) {
  const folder = join(HOME, name);
  rmSync(folder, { recursive: true, force: true });
  for (const [file, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, file)), { recursive: true });
    writeFileSync(join(folder, file), text);
  }
  return folder;
}

/** Copies of the package what a bundler leaves where it is. */
export function copied(names, folder) {
  for (const name of names) cpSync(join(PACKAGE, name), join(folder, name), { recursive: true });
}

/** Puts a folder on the publisher's site, under `/name/`. */
export function upload(site, folder, name) {
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const file = join(entry.parentPath, entry.name);
    site.add("", readFileSync(file), { path: `/${name}/${relative(folder, file)}` });
  }
  return `/${name}/`;
}

/** A page around a project's script. */
export const page = (script, body, head = "") =>
  `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>A project</title>${head}</head><body>${body}<script type="module" src="${script}"></script></body></html>`;

export { NOW };
