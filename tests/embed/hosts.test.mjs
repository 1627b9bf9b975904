// What a snapshot's oEmbed answer becomes in WordPress, with the site owner's file and without, and the panel in an AMP page: the
// parts of both hosts are played here by their published rules.

import assert from "node:assert/strict";
import { execFile, spawnSync } from "node:child_process";
import { mkdtemp, readFile, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { promisify } from "node:util";
import { path } from "../../tools/lib.mjs";
import { COMMAND, NOW, suite } from "../browser/harness.mjs";

const it = suite();
const CORS = { "access-control-allow-origin": "*" };

/** A snapshot of the sample on the publisher's site, rendered with the script of the explorer's, which sends the header that a
 * sandbox needs. */
let made;
const rendered = () => (made ??= render());
async function render() {
  const home = await mkdtemp(join(tmpdir(), "donation-flow-embed-"));
  try {
    const [file, folder, base] = [join(home, "campaign.json"), join(home, "out"), it.site.add("", "")];
    await writeFile(file, JSON.stringify(await it.campaign("relief")));
    const run = promisify(execFile);
    await run(COMMAND, ["snapshot", file, "-o", folder, "--as-of", NOW, "--no-proofs", "--no-second"]).catch(({ code }) => assert.equal(code, 3));
    await run(COMMAND, ["render", folder, "--lang", "en", "--base-url", it.site.url + base, "--script", `${it.explorer}/donation-flow.js`]);
    for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
      if (!entry.isFile()) continue;
      const place = join(entry.parentPath, entry.name);
      const type = { svg: "image/svg+xml", png: "image/png" }[entry.name.split(".").pop()];
      it.site.add("", await readFile(place), { path: base + place.slice(folder.length + 1), headers: { ...CORS, ...(type && { "content-type": type }) } });
    }
    return it.site.url + base;
  } finally {
    await rm(home, { recursive: true });
  }
}

/** As WordPress finds an answer: by the first link in the first 150 KB of the page. */
async function discovered(url) {
  const page = (await (await fetch(url)).text()).slice(0, 150 * 1024);
  const [link] = page.match(/<link [^>]*type="application\/json\+oembed"[^>]*>/) ?? [];
  assert.ok(link, "the page's discovery link");
  return (await fetch(link.match(/href="([^"]+)"/)[1])).json();
}

/** What WordPress keeps of an answer's HTML where it does not know the site: one iframe with some attributes, in its sandbox. */
function kept(html, secret) {
  const [, attributes] = html.match(/<iframe\b([^>]*)><\/iframe>/);
  const allowed = ["src", "width", "height", "frameborder", "marginwidth", "marginheight", "scrolling", "title"];
  const each = [...attributes.matchAll(/ ([\w-]+)="([^"]*)"/g)].filter(([, name]) => allowed.includes(name));
  const values = each.map(([, name, value]) => ` ${name}="${name === "src" ? `${value}#?secret=${secret}` : value}"`);
  return `<iframe sandbox="allow-scripts" security="restricted" data-secret="${secret}"${values.join("")}></iframe>`;
}

/** The listener of WordPress: run in the page. */
const wordpress = () => {
  window.told = [];
  addEventListener("message", ({ data, source }) => {
    const { message, value, secret } = data ?? {};
    const frame = document.querySelector(`iframe[data-secret="${CSS.escape(secret ?? "")}"]`);
    if (!frame || /[^a-zA-Z0-9]/.test(secret) || frame.contentWindow !== source) return;
    window.told.push(data);
    if (message === "height") frame.height = Math.min(1_000, Math.max(200, parseInt(value, 10)));
  });
};

const around = (body, head = "") => `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>An article</title>${head}</head><body><p>Above</p>${body}<p>Below</p></body></html>`;
const within = async ({ page }) => (await page.locator("iframe").elementHandle()).contentFrame();

test("WordPress, which does not know the site: the panel shows in its sandbox, and the height comes with the secret", async () => {
  const base = await rendered();
  const answer = await discovered(`${base}panel.en.html`);
  assert.deepEqual([answer.type, answer.version, answer.width, answer.height], ["rich", "1.0", 640, 2_192]);
  const panel = await it.open({ html: around(kept(answer.html, "s3cret")), src: "none", init: wordpress, width: 700 });
  await panel.until(() => window.told.some(({ message }) => message === "height"));
  const frame = await within(panel);
  await frame.waitForFunction(() => document.querySelector("donation-flow:defined"));
  const own = await frame.evaluate(() => document.documentElement.getBoundingClientRect().height);
  const told = await panel.page.evaluate(() => window.told);
  assert.deepEqual(told.at(-1), { message: "height", value: Math.ceil(own), secret: "s3cret" });
  assert.equal(await panel.page.evaluate(() => document.querySelector("iframe").height), "1000", "no higher than WordPress lets it");
  const seen = await frame.evaluate(() => {
    const root = document.querySelector("donation-flow").shadowRoot;
    return [getComputedStyle(root.querySelector(".figure")).fontSize, root.querySelectorAll("section").length];
  });
  assert.deepEqual(seen, ["56px", 6], "with its styles");
  // What is chosen is drawn: the core came, and the folder's files.
  await frame.locator('donation-flow [data-action="table:flow"]:visible').click();
  await frame.locator("donation-flow .flow > .scroll table").waitFor();
  // No link can open a window there.
  await frame.locator("donation-flow .transactions a[target=_blank]").first().click();
  assert.match(await frame.locator(".url").textContent(), /^https?:\/\//);
  assert.equal(panel.context.pages().length, 1);
  // WordPress asks a frame that was there before it.
  const count = await panel.page.evaluate(() => window.told.length);
  await panel.page.evaluate(() => document.querySelector("iframe").contentWindow.postMessage({ message: "ready", secret: "s3cret" }, "*"));
  await panel.until((count) => window.told.length > count, count);
  await panel.close();
});

const php = process.env.PHP ?? "php";
const hasPhp = spawnSync(php, ["-v"]).status === 0;
if (!hasPhp) console.log("skipped: WordPress with the site owner's file (there is no php; the variable PHP can name one)");

/** The site owner's file, run with what it calls of WordPress, and what it makes of an address. */
const PLUGIN = `
define('ABSPATH', '/');
$hooks = []; $called = [];
function add_action($name, $call) { global $hooks; $hooks[$name] = $call; }
function add_filter($name, $call, $priority, $count) { global $hooks; $hooks[$name] = $call; }
function wp_oembed_add_provider(...$args) { global $called; $called['provider'] = $args; }
function wp_enqueue_style(...$args) { global $called; $called['style'] = $args; }
function wp_enqueue_script_module(...$args) { global $called; $called['script'] = $args; }
require $argv[1];
$hooks['init']();
$out = ['match' => [], 'fetch' => [], 'html' => []];
foreach (array_slice($argv, 2) as $url) {
  $out['match'][] = preg_match($called['provider'][0], $url);
  $out['fetch'][] = $hooks['oembed_fetch_url']('other', $url, []);
  $out['html'][] = $hooks['embed_oembed_html']('<iframe></iframe>', $url, [], 1);
}
echo json_encode($out + ['called' => $called], JSON_UNESCAPED_SLASHES);`;

test("WordPress with the site owner's file: a provider of its own, and the listener", { skip: !hasPhp && "there is no php" }, async () => {
  const file = path("docs/embedding/wordpress.php");
  const run = promisify(execFile);
  assert.match((await run(php, ["-l", file])).stdout, /No syntax errors/);
  const urls = ["https://news.example/snapshots/relief/panel.ar.html", "https://other.example/snapshots/relief/panel.ar.html", "https://news.example/snapshots/relief/"];
  const { match, fetch, html, called } = JSON.parse((await run(php, ["-r", PLUGIN, "--", file, ...urls])).stdout);
  assert.deepEqual(match, [1, 0, 0]);
  assert.deepEqual(fetch.slice(0, 2), ["https://news.example/snapshots/relief/oembed.ar.json", "other"]);
  assert.deepEqual(html.slice(0, 2), ['<div class="donation-flow-frame"><iframe></iframe></div>', "<iframe></iframe>"]);
  assert.equal(called.provider[2], true);
  assert.deepEqual([called.style[1], called.script[1]], ["https://news.example/donation-flow/reserve.css", "https://news.example/donation-flow/frame-parent.js"]);
  for (const name of ["reserve.css", "frame-parent.js"]) await readFile(path("dist", name));
});

test("WordPress that knows the site, as any page that takes the answer as it is: the panel's own height, and nothing moves", async () => {
  const base = await rendered();
  const { html } = await discovered(`${base}panel.en.html`);
  const head = '<link rel="stylesheet" href="/donation-flow/reserve.css"><style>body{margin:0}</style><script type="module" src="/donation-flow/frame-parent.js"></script>';
  const panel = await it.open({ html: around(`<div class="donation-flow-frame">${html}</div>`, head), src: "none", width: 700 });
  const frame = await within(panel);
  await frame.waitForFunction(() => document.querySelector("donation-flow:defined"));
  await panel.until(() => document.querySelector("iframe").style.height === "2192px");
  assert.equal(await panel.shift(), 0);
  assert.deepEqual(panel.errors, []);
  await panel.close();
});

/** The part of AMP: an amp-iframe as the iframe that it makes, which gets the size that it asks for where the page lets it. */
const amp = () => {
  window.told = [];
  const made = document.querySelector("amp-iframe");
  const frame = document.createElement("iframe");
  for (const name of ["src", "title", "sandbox", "frameborder"]) frame.setAttribute(name, made.getAttribute(name));
  const mayGrow = made.hasAttribute("resizable") && made.querySelector("[overflow]");
  frame.style.cssText = `width: 100%; height: ${made.getAttribute("height")}px`;
  addEventListener("message", ({ data, source, origin }) => {
    if (source !== frame.contentWindow || data?.sentinel !== "amp") return;
    window.told.push({ data, origin });
    if (mayGrow && data.type === "embed-size") frame.style.height = `${data.height}px`;
  });
  made.append(frame);
};

test("AMP: the panel of the example page shows, and asks for its height", async () => {
  const base = await rendered();
  const example = await readFile(path("docs/embedding/amp.html"), "utf8");
  assert.match(example, /<amp-img placeholder/);
  assert.match(example, /<div overflow/);
  const [, sandbox] = example.match(/sandbox="([^"]+)"/);
  assert.ok(!sandbox.includes("allow-same-origin"), "AMP refuses that");
  const own = new URL(base).pathname;
  for (const name of ["frame.html", "frame.css", "frame.js", "donation-flow.js", "snapshot.js", "painted.js", "reader.js"]) {
    it.site.add("", await readFile(path("dist", name)), { path: `/amp/${name}`, headers: CORS });
  }
  const [body] = example.match(/<body>[^]*<\/body>/);
  const html = around(body.replaceAll("https://news.example/donation-flow/", "/amp/").replace("/snapshots/relief/&amp;", `${own}&amp;`).replace(/<amp-img.*/, ""));
  const panel = await it.open({ html: html.replace("</body>", `<script>(${amp})()</script></body>`), src: "none", width: 700 });
  await panel.until(() => document.querySelector("iframe").style.height === "2192px");
  const frame = await within(panel);
  await frame.locator("donation-flow .figure").waitFor();
  assert.deepEqual(await panel.page.evaluate(() => window.told.at(-1)), { data: { sentinel: "amp", type: "embed-size", height: 2_192 }, origin: "null" });
  await panel.close();
});
