// The package in projects that Vite, webpack and esbuild build, and without a bundler: the panel finds its files, live and from
// a snapshot, and a check runs.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { test } from "node:test";
import * as esbuild from "esbuild";
import { element, suite } from "../browser/harness.mjs";
import { HOME, NOW, copied, installed, page, project, tool, upload } from "./projects.mjs";

const it = suite();
const main = 'import "donation-flow";\n';

/** The campaign file's URL on the publisher's site, and its snapshot there. */
let made;
const published = () => (made ??= publish());
async function publish() {
  const campaign = it.site.add("campaign.json", JSON.stringify(await it.campaign("relief")));
  return { campaign, ...(await it.publish("relief", { args: ["--as-of", NOW, "--no-second"] })) };
}

/** Both kinds of panel in a project's page show their figures, and ask for nothing that is not there. */
async function shows(script, { place = "worker", ...more } = {}) {
  const { campaign, folder, report } = await published();
  const panel = await it.open({ html: page(script, element({ src: campaign, load: "eager" })), src: campaign, ...more });
  await panel.settled();
  const { net } = await panel.figures({});
  assert.equal(net, report.assets[0].totals.net, "the same figure as the command's");
  await panel.until(() => document.querySelector("donation-flow").shadowRoot.querySelectorAll("svg.chart").length > 1);
  assert.deepEqual(panel.errors, []);
  await panel.close();

  const snapshot = await it.open({ html: page(script, element({ snapshot: folder, verify: "auto" })), src: campaign, ...more });
  const [checked] = await snapshot.until(() => {
    const events = window.seen.events.filter(({ name }) => name === "verify");
    return events.length && events.map(({ detail }) => detail);
  });
  assert.ok(checked.included > 0 && checked.included === report.assets[0].verification.included);
  assert.deepEqual(checked.findings, []);
  assert.equal(checked.place, place);
  assert.deepEqual(snapshot.requests.filter(({ url, failed }) => failed && !url.startsWith("data:")), []);
  await snapshot.close();
  return { panel, snapshot };
}

const own = (requests, name) => requests.map(({ url }) => new URL(url).pathname).filter((path) => path.startsWith(`/${name}/`));

test("without a bundler, from the package's own folder", async () => {
  upload(it.site, await installed(), "package");
  const { panel } = await shows("/package/donation-flow.js");
  assert.ok(own(panel.requests, "package").includes("/package/parts/rest.wasm"));
});

test("Vite, built", async () => {
  const [{ build }, { campaign }] = [await tool("vite"), await published(), await installed()];
  const root = project("vite", { "index.html": page("./main.js", element({ src: campaign, load: "eager" })), "main.js": main });
  await build({ root, logLevel: "error", base: "/vite/", build: { outDir: "out" } });
  upload(it.site, join(root, "out"), "vite");
  const script = readFileSync(join(root, "out/index.html"), "utf8").match(/src="([^"]+\.js)"/)[1];
  const { panel } = await shows(script, { place: "slices" });
  assert.ok(own(panel.requests, "vite").some((path) => /\/rest-[\w-]+\.wasm$/.test(path)), "files with names of Vite's own");
});

test("Vite's server of a project under way", async () => {
  const [{ createServer: serve }, { report }] = [await tool("vite"), await published(), await installed()];
  const root = project("vite-serve", { "index.html": page("./main.js", element({ src: `${it.explorer}/campaigns/relief.json`, load: "eager" })), "main.js": main });
  const port = await free();
  const server = await serve({ root, logLevel: "error", optimizeDeps: { exclude: ["donation-flow"] }, server: { port, host: "127.0.0.1", hmr: false } });
  try {
    await server.listen();
    const context = await it.browser.newContext();
    const page = await context.newPage();
    await page.goto(`http://127.0.0.1:${port}/`);
    const shows = (net) => document.querySelector("donation-flow").shadowRoot?.querySelector(`.ladder data[value="${net}"]`);
    await page.waitForFunction(shows, report.assets[0].totals.net);
    await context.close();
  } finally {
    await server.close();
  }
});

test("webpack", async () => {
  const [{ default: webpack }] = [await tool("webpack"), await installed()];
  const context = project("webpack", { "main.js": main });
  const output = { path: join(context, "out"), filename: "main.js" };
  const stats = await new Promise((done, failed) =>
    webpack({ mode: "production", context, entry: "./main.js", output, performance: false }, (error, stats) => (error ? failed(error) : done(stats))),
  );
  assert.equal(stats.hasErrors() || stats.hasWarnings(), false, stats.toString({ all: false, errors: true, warnings: true }));
  upload(it.site, output.path, "webpack");
  const { panel } = await shows("/webpack/main.js", { place: "slices" });
  assert.ok(own(panel.requests, "webpack").some((path) => path.endsWith(".wasm")));
});

test("esbuild, with the files that it leaves where they are", async () => {
  await installed();
  const root = project("esbuild", { "main.js": main });
  const outdir = join(root, "out");
  await esbuild.build({ entryPoints: [join(root, "main.js")], bundle: true, splitting: true, format: "esm", minify: true, outdir, absWorkingDir: HOME });
  copied(["donation-flow.wasm", "core.wasm", "panel.css.txt", "check.wasm", "parts", "locale"], outdir);
  upload(it.site, outdir, "esbuild");
  const { panel } = await shows("/esbuild/main.js");
  assert.ok(own(panel.requests, "esbuild").includes("/esbuild/parts/rest.wasm"));
});

/** A port that nobody has. */
const free = () =>
  new Promise((found) => {
    const server = createServer().listen(0, "127.0.0.1", () => {
      const { port } = server.address();
      server.close(() => found(port));
    });
  });
