// Every snippet of docs/embedding.md, run as it stands there: only the sites' names are those of the test.

import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { existsSync, readFileSync, symlinkSync } from "node:fs";
import { dirname, join } from "node:path";
import { test } from "node:test";
import { promisify } from "node:util";
import * as esbuild from "esbuild";
import { path } from "../../tools/lib.mjs";
import { COMMAND, DIST, NOW, suite } from "../browser/harness.mjs";
import { HOME, copied, installed, page, project, tool, upload } from "./projects.mjs";

const it = suite();
const text = readFileSync(path("docs/embedding.md"), "utf8");
const snippets = new Map([...text.matchAll(/^```\w+ ([\w.-]+)\n([^]*?)^```$/gm)].map(([, name, code]) => [name, code]));
const run = new Set();

/** A snippet by its name, with the publisher's addresses those of the test. */
function snippet(name, { code = "/donation-flow/", snapshots = "/snapshots/" } = {}) {
  run.add(name);
  assert.ok(snippets.has(name), `docs/embedding.md has ${name}`);
  return snippets.get(name).replaceAll("https://news.example/donation-flow/", code).replaceAll(/(https:\/\/news\.example)?\/snapshots\//g, snapshots);
}

let made;
/** The snapshot of the page's snippets, at its address on the publisher's site. */
const snapshot = () =>
  (made ??= (async () => {
    const { files, report } = await it.publish("relief", { args: ["--as-of", NOW, "--no-proofs", "--no-second"] });
    for (const [name, body] of Object.entries(files)) it.site.add("", body, { path: `/snapshots/relief/${name}` });
    return { files, report };
  })());

const around = (body) => `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>An article</title><style>body{margin:0}</style></head><body><p>Above</p>${body}<p>Below</p></body></html>`;

test("the script tag: the panel asks its reader, then shows its figures, and nothing moves", async () => {
  const panel = await it.open({ html: around(snippet("script")), src: "none" });
  await panel.reaches("asking");
  assert.deepEqual(panel.asked(), []);
  await panel.click("load");
  await panel.settled();
  assert.equal(await panel.shift(), 0);
  await panel.close();
});

test("the snapshot: the panel shows its figures at once and asks nobody", async () => {
  await snapshot();
  const panel = await it.open({ html: around(snippet("snapshot")), src: "none" });
  await panel.reaches("ready");
  assert.deepEqual(panel.asked(), []);
  await panel.close();
});

test("a finished theme, and a publisher's own colours", async () => {
  await snapshot();
  const [script] = snippet("script").match(/<script.*?<\/script>/);
  const panel = await it.open({ html: around(`<style>${snippet("own")}</style>${script}${snippet("theme")}`), src: "none" });
  await panel.reaches("ready");
  const drawn = () =>
    panel.page.evaluate(() => {
      const box = document.querySelector("donation-flow").shadowRoot.querySelector(".df");
      return { accent: getComputedStyle(box).getPropertyValue("--accent"), heading: getComputedStyle(box.querySelector("h2")).fontFamily, foot: getComputedStyle(box.querySelector(".foot")).backgroundColor };
    });
  assert.match((await drawn()).heading, /^"Iowan Old Style", /);
  await panel.page.evaluate(() => document.querySelector("donation-flow").removeAttribute("class"));
  assert.deepEqual(await drawn(), { accent: "#1f5c7a", heading: "Georgia, serif", foot: "rgba(0, 0, 0, 0.067)" });
  await panel.close();
});

/** Runs a snippet's commands in a project. */
const shell = (name, cwd, bins) => promisify(execFile)("sh", ["-ec", snippet(name)], { cwd, env: { ...process.env, PATH: `${bins}:${process.env.PATH}`, npm_config_offline: "true", npm_config_audit: "false" } });

test("npm: the package is made and installed", async () => {
  const root = project("docs-npm", { "package.json": '{"private":true}' });
  symlinkSync(DIST, join(root, "dist"));
  await shell("npm", root, dirname(process.execPath));
  assert.ok(existsSync(join(root, "node_modules/donation-flow/donation-flow.js")));
});

/** A built project's page shows a snapshot under a policy that allows no `data:`. */
async function shows(script) {
  await snapshot();
  const headers = { "content-security-policy": "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; connect-src 'self' http:; img-src 'self'" };
  const panel = await it.open({ html: page(script, '<donation-flow src="/campaigns/relief.json" load="eager" lang="en"></donation-flow>'), headers, src: "none" });
  await panel.settled();
  await panel.until(() => document.querySelector("donation-flow").shadowRoot.querySelectorAll("svg.chart").length > 1);
  assert.deepEqual(await panel.page.evaluate(() => window.seen.violations), []);
  await panel.close();
}

test("Vite by the page's configuration: no file is turned into an address that a policy forbids", async () => {
  await installed();
  const { build } = await tool("vite");
  const root = project("docs-vite", { "vite.config.js": snippet("vite.config.js"), "main.js": snippet("import"), "index.html": page("./main.js", "") });
  await build({ root, logLevel: "error", base: "/docs-vite/" });
  upload(it.site, join(root, "dist"), "docs-vite");
  await shows(readFileSync(join(root, "dist/index.html"), "utf8").match(/src="([^"]+\.js)"/)[1]);
});

test("esbuild by the page's commands", async () => {
  await installed();
  const root = project("docs-esbuild", { "main.js": snippet("import") });
  symlinkSync(join(HOME, "node_modules"), join(root, "node_modules"));
  await shell("esbuild", root, path("node_modules/.bin"));
  upload(it.site, join(root, "out"), "docs-esbuild");
  await shows("/docs-esbuild/main.js");
});

/** Has esbuild take Vue's and Svelte's components. */
const components = {
  name: "components",
  setup: (build) => {
    build.onLoad({ filter: /\.svelte$/ }, async ({ path: filename }) => {
      const { compile } = await tool("svelte/compiler");
      return { contents: compile(readFileSync(filename, "utf8"), { filename, generate: "client" }).js.code };
    });
    build.onLoad({ filter: /\.vue$/ }, async ({ path: filename }) => {
      const { compileScript, parse } = await tool("vue/compiler-sfc");
      const { descriptor } = parse(readFileSync(filename, "utf8"), { filename });
      const isCustomElement = (tag) => tag === "donation-flow";
      const templateOptions = { compilerOptions: { isCustomElement } };
      return { contents: compileScript(descriptor, { id: "a", inlineTemplate: true, templateOptions }).content };
    });
  },
};

const MOUNTED = {
  react: ["Donations.jsx", 'import { createRoot } from "react-dom/client"; import { createElement } from "react"; import { Donations } from "./Donations.jsx"; createRoot(document.querySelector("main")).render(createElement(Donations, { src: "/campaigns/relief.json", onReport: window.hear }));'],
  vue: ["Donations.vue", 'import { createApp } from "vue"; import Donations from "./Donations.vue"; createApp(Donations, { src: "/campaigns/relief.json", onReport: window.hear }).mount("main");'],
  svelte: ["Donations.svelte", 'import { mount } from "svelte"; import Donations from "./Donations.svelte"; mount(Donations, { target: document.querySelector("main"), props: { src: "/campaigns/relief.json", onReport: window.hear } });'],
};

for (const [name, [file, main]] of Object.entries(MOUNTED)) {
  test(`${name}'s component shows the panel and hears its report`, async () => {
    await installed();
    const root = project(`docs-${name}`, { [file]: snippet(name), "main.js": main });
    const options = { bundle: true, splitting: true, format: "esm", outdir: join(root, "out"), jsx: "automatic", plugins: [components], conditions: ["svelte", "browser"] };
    await esbuild.build({ ...options, entryPoints: [join(root, "main.js")], define: { "process.env.NODE_ENV": '"production"' } });
    copied(["donation-flow.wasm", "core.wasm", "panel.css.txt", "parts", "locale"], options.outdir);
    const script = `${upload(it.site, options.outdir, `docs-${name}`)}main.js`;
    const init = () => {
      window.heard = [];
      window.hear = (report) => window.heard.push(report.version);
    };
    const panel = await it.open({ html: page(script, "<main></main>"), src: "none", init });
    await panel.until(() => window.heard.includes(1));
    assert.equal(await panel.page.locator("donation-flow > a").count(), 1);
    await panel.close();
  });
}

test("the iframe: the panel shows in its sandbox, on another site than the page's, and nothing moves", async () => {
  const { files } = await snapshot();
  // The site of dist/ is the sample explorer's, which sends the header that a sandbox needs; the snapshot is put there.
  const html = around(snippet("frame", { code: `${it.explorer}/` }));
  const init = () => addEventListener("message", ({ data }) => (window.told = data));
  const panel = await it.open({ html: "<!doctype html><title>-</title>", src: "none", init, width: 700 });
  await panel.page.route(`${it.explorer}/snapshots/relief/**`, (route) => {
    const body = files[new URL(route.request().url()).pathname.slice("/snapshots/relief/".length)];
    return route.fulfill({ status: body === undefined ? 404 : 200, headers: { "access-control-allow-origin": "*" }, body: body ?? "" });
  });
  await panel.page.goto(it.site.url + it.site.add("article.html", html));
  const frame = await (await panel.page.locator("iframe").elementHandle()).contentFrame();
  await frame.locator("donation-flow .figure").waitFor();
  await panel.until(() => document.querySelector("iframe").style.height === "2192px");
  assert.equal(await panel.shift(), 0);
  await panel.close();
});

test("render, by the page's command", async () => {
  const root = project("docs-render", { "campaign.json": JSON.stringify(await it.campaign("relief")) });
  const command = promisify(execFile);
  await command(COMMAND, ["snapshot", "campaign.json", "-o", "relief", "--as-of", NOW, "--no-proofs", "--no-second"], { cwd: root }).catch(({ code }) => assert.equal(code, 3));
  run.add("render");
  await command("sh", ["-ec", snippets.get("render")], { cwd: root, env: { ...process.env, PATH: `${dirname(COMMAND)}:${process.env.PATH}` } });
  const html = readFileSync(join(root, "relief/panel.en.html"), "utf8");
  assert.match(html, /<link rel="alternate" type="application\/json\+oembed" href="https:\/\/news\.example\/snapshots\/relief\/oembed\.en\.json"/);
  assert.ok(html.includes('src="https://news.example/donation-flow/frame.js"'));
  for (const name of ["wordpress.php", "amp.html"]) assert.ok(existsSync(path("docs/embedding", name)) && text.includes(`](embedding/${name})`), name);
});

test("every link of the page leads somewhere", () => {
  const headings = [...text.matchAll(/^#+ (.+)$/gm)].map(([, heading]) => heading.toLowerCase().replaceAll(/[^\w -]/g, "").replaceAll(" ", "-"));
  for (const [, link] of text.matchAll(/\]\(([^)]+)\)/g)) {
    const [file, anchor] = link.split("#");
    if (file) assert.ok(existsSync(path("docs", file)), link);
    else assert.ok(headings.includes(anchor), link);
  }
});

test("every snippet of the page was run", () => assert.deepEqual([...run].toSorted(), [...snippets.keys()].toSorted()));
