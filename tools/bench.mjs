// `npm run bench`: this panel beside its lightest peer, in Chromium, on a slow line and a slow processor.
// `npm run bench -- snapshot`: the panel painted from a snapshot beside the same peer.
// `npm run bench -- lists`: what lists of listed addresses weigh, and how long a look-up takes.
// `npm run bench -- proofs`: proofs a second, beside plain JavaScript, and what "Check it" costs the page.
// `npm run bench -- actions`: what each thing that a reader can do to a panel costs.
import { pathToFileURL } from "node:url";
import { command, path } from "./lib.mjs";
import { build } from "./build.mjs";
import { setup, setupTests } from "./setup.mjs";

/** In `bench/`, by what stands after `--`. */
const FILES = { lists: "list_sizes", proofs: "proofs", snapshot: "snapshot", actions: "actions" };

command(async () => {
  const [name, ...rest] = process.argv.slice(2);
  const file = FILES[name];
  if (name === "lists") await setup();
  else {
    await setupTests();
    await build();
  }
  const { default: run } = await import(pathToFileURL(path("bench", `${file ?? "bench"}.mjs`)));
  return run(file ? rest : process.argv.slice(2));
});
