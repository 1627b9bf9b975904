// The documentation as `npm start` serves it: every link of every page leads somewhere, and every page can be read, on a phone and in the dark.

import assert from "node:assert/strict";
import { readdir } from "node:fs/promises";
import { test } from "node:test";
import { DIST, axe, suite } from "./harness.mjs";

const it = suite();

/** All attributes of a name in a page's HTML. */
const values = (html, name) => [...html.matchAll(new RegExp(`\\s${name}="([^"]*)"`, "g"))].map(([, value]) => value.replaceAll("&amp;", "&"));

test("from the front page every link and every anchor of the documentation leads somewhere", async () => {
  const seen = new Map();
  const get = async (url) => {
    if (!seen.has(url)) {
      const answer = await fetch(url);
      seen.set(url, { status: answer.status, kind: answer.headers.get("content-type"), html: await answer.text() });
    }
    return seen.get(url);
  };
  const home = `${it.explorer}/`;
  const isPage = (url) => url === home || url.startsWith(`${it.explorer}/docs/`);
  const wrong = [];
  const todo = [home];
  let checked = 0;
  for (const url of todo) {
    const { html, kind } = await get(url);
    if (!kind.startsWith("text/html")) continue;
    const ids = values(html, "id");
    assert.equal(new Set(ids).size, ids.length, `${url}: an id is there twice`);
    for (const href of values(html, "href")) {
      const target = new URL(href, url);
      if (target.origin !== it.explorer) continue;
      const { hash } = target;
      target.hash = "";
      const page = await get(target.href);
      if (page.status !== 200) wrong.push(`${url}: ${href}: ${page.status}`);
      else if (hash && !values(page.html, "id").includes(decodeURIComponent(hash.slice(1)))) wrong.push(`${url}: ${href}: there is no such place`);
      if (isPage(target.href) && !target.search && !todo.includes(target.href)) todo.push(target.href);
      checked += 1;
    }
  }
  assert.deepEqual(wrong, []);
  const written = (await readdir(`${DIST}/docs`)).filter((name) => name.endsWith(".html")).map((name) => `${it.explorer}/docs/${name}`);
  for (const page of written) assert.ok(todo.includes(page), `nothing leads to ${page}`);
  assert.ok(checked > 300, `only ${checked} links`);
});

test("the four doors of the front page lead to what is behind them", async () => {
  const html = await (await fetch(`${it.explorer}/`)).text();
  for (const name of ["quickstart", "figures", "adding-a-chain", "translating", "adding-a-section", "sources"]) assert.ok(html.includes(`href="docs/${name}.html"`), name);
});

test("every page fits a phone, and axe finds nothing, light and dark", async () => {
  const pages = ["", ...(await readdir(`${DIST}/docs`)).filter((name) => name.endsWith(".html")).map((name) => `docs/${name}`), "demo/themes.html"];
  const wrong = [];
  const context = await it.browser.newContext({ viewport: { width: 320, height: 900 }, bypassCSP: true });
  const page = await context.newPage();
  page.on("console", (message) => /Content Security Policy|Uncaught/.test(message.text()) && wrong.push(`${page.url()}: ${message.text()}`));
  for (const [index, name] of pages.entries()) {
    // Colours are the same on all of them: each is looked at in one theme, and there are some of each kind in both.
    await page.emulateMedia({ colorScheme: index % 2 ? "dark" : "light" });
    await page.goto(`${it.explorer}/${name}`);
    const wide = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
    if (wide > 0) wrong.push(`${name}: ${wide} px wider than a phone`);
    for (const fault of await axe(page, { within: { exclude: ["donation-flow"] } })) wrong.push(`${name}: ${fault}`);
  }
  await context.close();
  assert.deepEqual(wrong, []);
});
