// `npm start`: sets up, builds, and serves the demo on this machine with the built-in sample explorer.
// Arguments go on to the command: `npm start -- --recorded DIR --port 8080`.
import { spawn } from "node:child_process";
import { command, path, root } from "./lib.mjs";
import { build } from "./build.mjs";

command(async () => {
  await build();
  const server = spawn(path("target/release/donation-flow"), ["serve", ...process.argv.slice(2)], {
    cwd: root,
    stdio: "inherit",
  });
  for (const signal of ["SIGINT", "SIGTERM"]) process.on(signal, () => server.kill(signal));
  return new Promise((done) => server.on("close", (code) => done(code ?? 0)));
});
