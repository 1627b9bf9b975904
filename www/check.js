/**
 * Checks a snapshot in the reader's browser: fetches its files and has check.wasm recompute them (src/browser/checker.rs).
 * Fetched when a reader asks for it.
 *
 * It runs in a worker, whose script is this file; where the page's policy or another origin's script forbids one, in slices
 * on the page's own thread.
 */
import { Held, get } from "./common.js";
import { integrity } from "./integrity.js";

/** Milliseconds of work after which the page, or the message to stop, has its turn: a quarter of what a reader notices. */
const SLICE = 12;
/** Milliseconds between two words about the progress. */
const TOLD_EVERY = 250;
/** Milliseconds after which a worker that has said nothing is not waited for. */
const SILENT = 10_000;

/** What a step of check.wasm comes to. */
const FILE_WANTED = 1;
const DONE = 2;

/**
 * Checks a snapshot. `told` is called with `{done, total, rate}`: proofs, and proofs a second.
 * Rejects where a file, or the code, does not come; ends without a word when `signal` aborts.
 *
 * @param job the snapshot's `folder`, whether a `redirect` of its files is followed, and the `lang` whose fragments are drawn again
 * @param scriptUrl makes a text into a URL that `Worker` takes (Trusted Types)
 * @returns what check.wasm found, as JSON text, and where: `worker` or `slices`
 */
export async function check(job, { told, signal, scriptUrl = String }) {
  try {
    return { found: await inWorker(job, { told, signal, scriptUrl }), where: "worker" };
  } catch {
    // A worker can be refused in many ways, and by its own policy in more: in slices it is known whether the work fails.
    signal.throwIfAborted();
    return { found: await inSlices(job, { told, signal }), where: "slices" };
  }
}

function inWorker(job, { told, signal, scriptUrl }) {
  return new Promise((found, failed) => {
    const worker = new Worker(scriptUrl(import.meta.url), { type: "module" });
    const silent = setTimeout(() => end(failed, new Error("the worker is silent")), SILENT);
    const end = (settle, value) => {
      clearTimeout(silent);
      worker.terminate();
      settle(value);
    };
    signal.addEventListener("abort", () => end(failed, signal.reason), { once: true });
    worker.onerror = (event) => {
      event.preventDefault();
      end(failed, new Error(event.message));
    };
    worker.onmessage = ({ data }) => {
      clearTimeout(silent);
      if (data.found !== undefined) end(found, data.found);
      else if (data.fault !== undefined) end(failed, new Error(data.fault));
      else if (data.progress) told(data.progress);
    };
    worker.postMessage(job);
  });
}

/** Runs the check, and lets the page have its turn after each slice. */
async function inSlices({ folder, redirect, lang }, { told, signal }) {
  const files = new Files(folder, { redirect, signal });
  const [code, words] = await Promise.all([
    bytes(new URL("./check.wasm", import.meta.url), { integrity: CHECK_INTEGRITY, signal }),
    bytes(new URL(`./locale/${lang}.full.json`, import.meta.url), { signal }),
    files.ahead("manifest.json"),
  ]);
  const { instance } = await WebAssembly.instantiate(code);
  const checker = new Checker(instance.exports);
  checker.learn(words);
  // Milliseconds of work on proofs, without what files took to come.
  let worked = 0;
  for (let toldAt = 0; ; ) {
    const { done: before } = checker;
    const start = performance.now();
    let now, state;
    do {
      state = checker.step();
      now = performance.now();
    } while (state !== FILE_WANTED && state !== DONE && now < start + SLICE);
    const { done, total } = checker;
    if (done > before) worked += now - start;
    if (now > toldAt + TOLD_EVERY || state === DONE) {
      toldAt = now;
      told({ done, total, rate: worked > 0 ? Math.round((1_000 * done) / worked) : 0 });
    }
    if (state === DONE) return checker.said();
    if (state === FILE_WANTED) checker.give(...(await files.file(checker.said())));
    else await turn();
    signal.throwIfAborted();
  }
}

/** The page's turn: timers, frames and the reader come first. */
const turn = () => new Promise((go) => setTimeout(go));

/** An instance of check.wasm: see src/browser/checker.rs. */
class Checker extends Held {
  /** The words of the language whose fragments are drawn again. */
  learn(words) {
    this.give(words);
    if (!this.wasm.add_language(this.held)) throw new Error("the words cannot be read");
  }

  step() {
    return this.wasm.step(this.held);
  }

  get done() {
    return this.wasm.done(this.held);
  }

  get total() {
    return this.wasm.total(this.held);
  }
}

/** A snapshot's files; the next of the proofs is under way while one is checked. */
class Files {
  #folder;
  /** How each file is asked for: `redirect` and `signal` of `fetch`. */
  #asked;
  #coming = new Map();
  #proofs = [];
  /** By name, as `fetch` takes them. */
  #digests = new Map();

  constructor(folder, asked) {
    this.#folder = folder;
    this.#asked = asked;
  }

  /** A file's bytes, and whether the browser has seen that they have the manifest's digest. */
  async file(name) {
    this.ahead(name);
    const [bytes, isHeld] = await this.#coming.get(name);
    this.#coming.delete(name);
    if (name === "manifest.json") {
      this.#digests = digests(bytes);
      this.#proofs = [...this.#digests.keys()].filter((path) => path.startsWith("proofs/"));
      for (const name of ["campaign.json", "ledger.json", "answers.json", this.#proofs[0]]) this.ahead(name);
    }
    if (this.#proofs.includes(name)) this.ahead(this.#proofs[this.#proofs.indexOf(name) + 1]);
    return [bytes, isHeld];
  }

  /** Asks for a file that will be wanted. */
  ahead(name) {
    if (!name || this.#coming.has(name)) return;
    const coming = this.#get(name);
    // Whoever wants it hears of its failure.
    coming.catch(() => {});
    this.#coming.set(name, coming);
  }

  /** A file that has another digest than the manifest says, or does not come: the browser does not tell which. It is asked for again. */
  async #get(name) {
    const url = new URL(name, this.#folder);
    const known = this.#digests.get(name);
    if (known) {
      const held = await bytes(url, { ...this.#asked, integrity: known }, name).catch(() => {});
      if (held) return [held, true];
      this.#asked.signal.throwIfAborted();
    }
    return [await bytes(url, this.#asked, name), false];
  }
}

/** A file's bytes. What fails says which `file` it is. */
async function bytes(url, options, file = url.pathname) {
  try {
    return new Uint8Array(await (await get(url, options)).arrayBuffer());
  } catch (error) {
    throw Object.assign(error, { file });
  }
}

/** The digests that a manifest says, by path, for `fetch`; what else it says is checked elsewhere. */
function digests(manifest) {
  try {
    const { files } = JSON.parse(new TextDecoder().decode(manifest));
    return new Map(files.map(([path, , sha256]) => [path, integrity(sha256)]));
  } catch {
    return new Map();
  }
}

if (typeof document === "undefined") {
  self.onmessage = async ({ data }) => {
    // It has begun: what takes long from now on is no silence.
    postMessage({});
    const told = (progress) => postMessage({ progress });
    try {
      postMessage({ found: await inSlices(data, { told, signal: new AbortController().signal }) });
    } catch (error) {
      postMessage({ fault: String(error) });
    }
  };
}
