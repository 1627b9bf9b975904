// What the set-up and build scripts share: where things are, running a program, and stamps.
import { spawn, spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdirSync, readFileSync, readdirSync, statSync, writeFileSync } from "node:fs";
import { dirname, join, relative, resolve, sep } from "node:path";
import { fileURLToPath } from "node:url";

export const root = resolve(dirname(fileURLToPath(import.meta.url)), "..");
export const dist = join(root, "dist");
export const path = (...parts) => join(root, ...parts);
/** The built command; `npm test` names the build that cargo's tests are made with. */
export const COMMAND = path(process.env.DONATION_FLOW ?? "target/release/donation-flow");

/** A message on the standard error, so that what a command prints stays alone on the standard output. */
export const say = (text) => process.stderr.write(`${text}\n`);

/** Ends the run with an instruction instead of a stack trace. */
export class Stop extends Error {}

/** Runs `main`, and ends the process as a command should: a `Stop` is said, anything else is a bug and shows where. */
export async function command(main) {
  try {
    process.exitCode = (await main()) ?? 0;
  } catch (error) {
    say(error instanceof Stop ? `\n${error.message}` : error.stack);
    process.exitCode = 1;
  }
}

const seconds = (since) => `${((Date.now() - since) / 1000).toFixed(0)} s`;

/**
 * Runs a program with its output shown; throws `Stop` where it fails.
 * `label` names a long step, and its time is printed after it.
 */
export function run(program, args, { label, env, cwd = root, quiet = false } = {}) {
  const start = Date.now();
  if (label) say(`… ${label}`);
  return new Promise((done, fail) => {
    const child = spawn(program, args, {
      cwd,
      env: { ...process.env, ...env },
      stdio: ["ignore", quiet ? "pipe" : "inherit", quiet ? "pipe" : "inherit"],
    });
    let output = "";
    for (const stream of [child.stdout, child.stderr]) stream?.on("data", (data) => (output += data));
    child.on("error", (error) => fail(new Stop(`${program} does not start: ${error.message}`)));
    child.on("close", (code) => {
      if (code !== 0) {
        if (quiet) say(output);
        return fail(new Stop(`${[program, ...args].join(" ")} failed (${code})`));
      }
      if (label) say(`  ${label}: done in ${seconds(start)}`);
      done(output);
    });
  });
}

/** What a program prints, or nothing where it does not run or fails. */
export function output(program, args, options = {}) {
  const { status, stdout } = spawnSync(program, args, { cwd: root, encoding: "utf8", ...options });
  return status === 0 ? stdout.trim() : undefined;
}

/** Every file under a folder of the project, sorted, as paths from the root with `/`; the path itself where it is a file. */
export function files(name) {
  const at = path(name);
  const stat = statSync(at, { throwIfNoEntry: false });
  if (!stat) return [];
  if (stat.isFile()) return [name];
  return readdirSync(at, { recursive: true })
    .map((entry) => join(at, entry))
    .filter((entry) => statSync(entry).isFile())
    .map((entry) => relative(root, entry).split(sep).join("/"))
    .sort();
}

export const integrity = (algorithm, bytes) => `${algorithm}-${createHash(algorithm).update(bytes).digest("base64")}`;

/** A hash over the contents of files and folders, and over texts that matter as much (flags, versions). */
export function fingerprint(inputs, texts = []) {
  const hash = createHash("sha256");
  for (const file of inputs.flatMap(files)) hash.update(`${file}\0`).update(readFileSync(path(file))).update("\0");
  for (const text of texts) hash.update(`${text}\0`);
  return hash.digest("hex");
}

/**
 * Does `work` unless it was done before with the same fingerprint and its results still stand.
 * The stamp is written only after the work has succeeded.
 */
export async function once(name, stamp, results, work) {
  const file = path("target", "stamps", name);
  const before = statSync(file, { throwIfNoEntry: false }) && readFileSync(file, "utf8");
  if (before === stamp && results.every((result) => statSync(path(result), { throwIfNoEntry: false }))) return false;
  await work();
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, stamp);
  return true;
}
