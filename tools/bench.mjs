// `npm run bench`: this panel beside its lightest peer, in Chromium, on a slow line and a slow processor.
// `npm run bench -- snapshot`: the panel painted from a snapshot beside the same peer.
// `npm run bench -- lists`: what lists of listed addresses weigh, and how long a look-up takes.
// `npm run bench -- proofs`: proofs a second, beside plain JavaScript, and what "Check it" costs the page.
import { existsSync } from "node:fs";
import { pathToFileURL } from "node:url";
import { Stop, command, path } from "./lib.mjs";
import { build } from "./build.mjs";
import { setup, setupTests } from "./setup.mjs";

command(async () => {
  if (process.argv[2] === "lists") {
    await setup();
    const { default: lists } = await import(pathToFileURL(path("bench", "list_sizes.mjs")));
    return lists();
  }
  if (process.argv[2] === "proofs") {
    await setupTests();
    await build();
    const { default: proofs } = await import(pathToFileURL(path("bench", "proofs.mjs")));
    return proofs(process.argv.slice(3));
  }
  const bench = path("bench", "bench.mjs");
  if (!existsSync(bench)) throw new Stop("bench/bench.mjs is not written yet");
  await setupTests();
  await build();
  if (process.argv[2] === "snapshot") {
    const { default: snapshot } = await import(pathToFileURL(path("bench", "snapshot.mjs")));
    return snapshot(process.argv.slice(3));
  }
  const { default: main } = await import(pathToFileURL(bench));
  return main(process.argv.slice(2));
});
