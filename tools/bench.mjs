// `npm run bench`: this panel beside its lightest peer, in Chromium, on a slow line and a slow processor.
import { existsSync } from "node:fs";
import { pathToFileURL } from "node:url";
import { Stop, command, path } from "./lib.mjs";
import { build } from "./build.mjs";
import { setup } from "./setup.mjs";

command(async () => {
  const bench = path("bench", "bench.mjs");
  if (!existsSync(bench)) throw new Stop("bench/bench.mjs is not written yet");
  await setup({ tests: true });
  await build();
  const { default: main } = await import(pathToFileURL(bench));
  return main(process.argv.slice(2));
});
