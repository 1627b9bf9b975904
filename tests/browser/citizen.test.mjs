// A guest in somebody else's page: another version beside it, hundreds of panels that come and go, readers who save data.

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { extname, join } from "node:path";
import { test } from "node:test";
import { DIST, NOW, article, element, suite } from "./harness.mjs";

const it = suite();

const UNCHECKED = ["--as-of", NOW, "--no-second", "--no-proofs"];

const { version: VERSION } = JSON.parse(await readFile(join(DIST, "manifest.json"), "utf8"));

/** Another release in a folder of its own: the same files, under another version. */
async function release(folder) {
  const types = { ".js": "text/javascript", ".wasm": "application/wasm", ".txt": "text/plain", ".json": "application/json", ".css": "text/css" };
  const { files } = JSON.parse(await readFile(join(DIST, "manifest.json"), "utf8"));
  for (const { path } of files.filter(({ path }) => !path.includes("/") || /^(parts|locale)\//.test(path))) {
    const headers = { "content-type": types[extname(path)] };
    const body = await readFile(join(DIST, path));
    it.site.add("", path === "donation-flow.js" ? String(body).replace(VERSION, NEXT) : body, { path: `/${folder}/${path}`, headers });
  }
}

const NEXT = "99.0.1";

test("of two versions on a page the first is everybody's, and the second fetches nothing, throws nothing, and says so once", async () => {
  await release("next");
  const { folder } = await it.publish("relief", { args: UNCHECKED });
  for (const [first, second] of [["donation-flow", "next"], ["next", "donation-flow"]]) {
    const panels = element({ id: "live", src: "/campaigns/relief.json", load: "eager" }) + element({ id: "saved", snapshot: folder, load: "eager" });
    const html = article(panels).replace('src="/donation-flow/donation-flow.js"></script>', `src="/${first}/donation-flow.js"></script><script type="module" src="/${second}/donation-flow.js"></script>`);
    const panel = await it.open({ html });
    assert.equal(await panel.settled(), "report", await panel.text());
    await panel.until(() => document.querySelector("#saved").shadowRoot.querySelector(".df").dataset.state === "ready");
    const fetched = (folder) => panel.requests.map(({ url }) => new URL(url).pathname).filter((path) => path.startsWith(`/${folder}/`));
    assert.deepEqual(fetched(second), [`/${second}/donation-flow.js`]);
    assert.ok(fetched(first).includes(`/${first}/donation-flow.wasm`));
    assert.deepEqual(fetched(first), [...new Set(fetched(first))], "each file once, for both panels");
    assert.deepEqual([...panel.errors, ...(await panel.page.evaluate(() => window.seen.errors))], []);
    const named = (folder) => `${folder === "next" ? NEXT : VERSION} (${it.site.url}/${folder}/donation-flow.js)`;
    assert.deepEqual(panel.warnings, [`donation-flow ${named(second)} is not used: the page has ${named(first)}`]);
    // One that a script makes later is of the first, too.
    const same = await panel.page.evaluate(() => document.createElement("donation-flow").constructor === document.querySelector("#live").constructor);
    assert.equal(same, true);
    await panel.close();
  }
});

/** Panels mounted at once, and in all. */
const AT_ONCE = 20;
const MOUNTS = 500;
/**
 * What may be more after all of them than before the first, or, of memory, than after a hundred. The wasm's grows by half a megabyte,
 * and holds what was needed most at once. The document more is the one that templates are of.
 */
const SLACK = { Nodes: 60, JSEventListeners: 20, Documents: 1, JSHeapUsedSize: 600_000, memory: 1_048_576 };

test("500 panels come and go, and leave neither nodes, listeners nor memory behind", async () => {
  const { folder } = await it.publish("relief", { args: UNCHECKED });
  const panel = await it.open({
    html: article('<div id="room"></div>'),
    clock: "real",
    init: () => {
      window.memories = [];
      const { instantiateStreaming } = WebAssembly;
      WebAssembly.instantiateStreaming = async (...given) => {
        const made = await instantiateStreaming.apply(WebAssembly, given);
        window.memories.push(...Object.values(made.instance.exports).filter((one) => one instanceof WebAssembly.Memory));
        return made;
      };
    },
  });
  const devtools = await panel.context.newCDPSession(panel.page);
  await devtools.send("Performance.enable");
  const measured = async () => {
    for (let turn = 0; turn < 3; turn++) await devtools.send("HeapProfiler.collectGarbage");
    const { metrics } = await devtools.send("Performance.getMetrics");
    const is = Object.fromEntries(metrics.map(({ name, value }) => [name, value]));
    is.memory = await panel.page.evaluate(() => window.memories.reduce((sum, { buffer }) => sum + buffer.byteLength, 0));
    return Object.fromEntries(Object.keys(SLACK).map((name) => [name, is[name]]));
  };
  /** Mounts some, waits for all, and takes them out: of five, four stand on a snapshot, one asks explorers, and every third is taken out at once. */
  const mount = (count) =>
    panel.page.evaluate(
      async ({ count, folder }) => {
        const room = document.querySelector("#room");
        const stands = (one) => ["ready", "report", "partial"].includes(one.shadowRoot?.querySelector(".df")?.dataset.state);
        const made = Array.from({ length: count }, (_, index) => {
          const one = document.createElement("donation-flow");
          Object.assign(one, { load: "eager", lang: index % 2 ? "ar" : "en" }, index % 5 ? { snapshot: folder } : { src: "/campaigns/empty.json" });
          return one;
        });
        const told = new Set();
        room.addEventListener("donation-flow-report", ({ target }) => told.add(target));
        room.append(...made);
        const waited = made.filter((_, index) => index % 3);
        made.filter((one) => !waited.includes(one)).forEach((one) => one.remove());
        const end = Date.now() + 60_000;
        while (!waited.every((one) => (one.snapshot ? stands(one) : told.has(one)))) {
          if (Date.now() > end) throw new Error(`of ${count}, ${waited.filter((one) => !stands(one)).map((one) => one.outerHTML)} do not stand`);
          await new Promise((go) => setTimeout(go, 10));
        }
        // One of them is opened: hands, and listeners.
        waited.find((one) => one.snapshot).shadowRoot.querySelector("[data-mark]").dispatchEvent(new PointerEvent("pointerover", { bubbles: true, composed: true }));
        room.replaceChildren();
        room.replaceWith(room.cloneNode());
        window.seen.events.length = 0;
        performance.clearResourceTimings();
        await new Promise((go) => setTimeout(go, 50));
      },
      { count, folder },
    );
  const { Nodes, JSEventListeners, Documents } = await measured();
  let early;
  for (let mounted = AT_ONCE; mounted <= MOUNTS; mounted += AT_ONCE) {
    await mount(AT_ONCE);
    if (mounted === 100) early = { ...(await measured()), Nodes, JSEventListeners, Documents };
  }
  const grown = (late) => Object.keys(SLACK).filter((name) => late[name] > early[name] + SLACK[name]);
  // Timers of the last ones hold them for a moment.
  const end = Date.now() + 60_000;
  let late = await measured();
  while (grown(late).length && Date.now() < end) late = await measured();
  console.log(`mounts: before, or after 100: ${JSON.stringify(early)}; after ${MOUNTS}: ${JSON.stringify(late)}`);
  assert.ok(late.memory > 0, "the wasm was there");
  assert.deepEqual(grown(late), []);
  assert.deepEqual(await panel.page.evaluate(() => window.seen.errors), []);
  await panel.close();
});

test("who saves data, or has a slow line, gets the snapshot, and a button for what is newer; nothing else comes by itself", async () => {
  const { folder } = await it.publish("relief", { args: ["--as-of", "2026-03-14T13:00:00Z", "--no-second", "--no-proofs"] });
  const open = (connection, attributes = {}) =>
    it.open({
      snapshot: folder,
      attributes: { load: "eager", live: "", verify: "auto", src: "/campaigns/relief.json", ...attributes },
      init: (connection) => Object.defineProperty(Navigator.prototype, "connection", { get: () => connection, configurable: true }),
      argument: connection,
    });
  const offer = (panel) => panel.page.locator("donation-flow .head p > button");
  for (const connection of [{ saveData: true, effectiveType: "4g" }, { saveData: false, effectiveType: "2g" }, { saveData: false, effectiveType: "3g" }, { saveData: false, effectiveType: "slow-2g" }]) {
    const what = JSON.stringify(connection);
    const panel = await open(connection);
    await panel.reaches("ready");
    await offer(panel).waitFor({ timeout: 60_000 });
    assert.deepEqual(panel.asked(), [], `${what}: no explorer is asked`);
    assert.deepEqual(panel.requests.filter(({ url }) => /\.wasm|proofs\/|ledger/.test(url)), [], `${what}: nor is the core fetched`);
    if (connection.saveData) {
      await offer(panel).click();
      await panel.page.locator("donation-flow .offer button").click();
      const newer = await panel.until((now) => window.seen.events.findLast(({ name, detail }) => name === "report" && detail.as_of === now)?.detail, NOW);
      assert.equal(newer.as_of, NOW);
      assert.ok(panel.asked().length > 0);
    }
    await panel.close();
  }
  // A quick line, and a browser that does not tell: as the page says.
  for (const connection of [{ saveData: false, effectiveType: "4g" }, undefined]) {
    const panel = await open(connection, { verify: "off" });
    await panel.until((now) => window.seen.events.some(({ name, detail }) => name === "report" && detail.as_of === now), NOW);
    assert.ok(panel.asked().length > 0);
    await panel.close();
  }
});

/** What shrinks to fit, or is as wide as a row lets it be. */
const HOLDERS = {
  "a row of flex": (panel) => `<div style="display:flex">${panel}</div>`,
  "a row of flex with a text": (panel) => `<div style="display:flex"><p>Some words beside it.</p>${panel}</div>`,
  "a centred column of flex": (panel) => `<div style="display:flex;flex-direction:column;align-items:center">${panel}</div>`,
  "a centred grid": (panel) => `<div style="display:grid;justify-items:center">${panel}</div>`,
  "a column of a grid": (panel) => `<div style="display:grid;grid-template-columns:auto 1fr"><div style="min-width:0">${panel}</div><i></i></div>`,
  "a dialog": (panel) => `<dialog open style="padding:0;border:0">${panel}</dialog>`,
  "a table": (panel) => `<table style="border-spacing:0"><tr><td style="padding:0">${panel}</td></tr></table>`,
  "a float": (panel) => `<div style="float:left">${panel}</div>`,
  "what is as wide as its content": (panel) => `<figure style="width:fit-content;margin:0">${panel}</figure>`,
};

test("where what holds it shrinks to fit, a panel has a width, with room that was kept free and without, and the page is not wider for it", async () => {
  const waiting = (within) => within.evaluate(() => document.querySelector("donation-flow").offsetWidth);
  for (const [what, held] of Object.entries(HOLDERS)) {
    for (const width of [320, 1_000]) {
      const head = '<link rel="stylesheet" href="/donation-flow/reserve.css">';
      const html = article(held(element({ src: "/campaigns/relief.json", load: "eager" })), { head }).replace(/<h1>.*<\/h1>/, "");
      const unbuilt = await it.open({ html: html.replace(/<script.*<\/script>/, ""), width });
      const reserved = await waiting(unbuilt.page);
      await unbuilt.close();
      const panel = await it.open({ html, width });
      assert.equal(await panel.settled(), "report");
      const [own, page] = await panel.page.evaluate(() => [document.querySelector("donation-flow").offsetWidth, document.documentElement.scrollWidth]);
      assert.ok(own >= (width === 320 ? 200 : 500), `${what}: ${own} px of ${width}`);
      assert.equal(reserved, own, what);
      assert.ok(page <= width, `${what}: the page is ${page} px wide instead of ${width}`);
      await panel.close();
    }
  }
});

test("a panel within another component is in the page's language, or in that component's", async () => {
  for (const [page, component, lang] of [["ar", "", "ar"], ["en", "uk", "uk"]]) {
    const panel = await it.open({ html: article("<div id=component></div>", { lang: page }) });
    await panel.page.evaluate((lang) => {
      const host = document.querySelector("#component");
      if (lang) host.lang = lang;
      host.attachShadow({ mode: "open" }).innerHTML = '<div><donation-flow src="/campaigns/relief.json"></donation-flow></div>';
    }, component);
    const within = () => document.querySelector("#component").shadowRoot.querySelector("donation-flow").shadowRoot?.querySelector(".df[dir]");
    await panel.until(within);
    assert.equal(await panel.page.evaluate(`(${within})().lang`), lang);
    await panel.close();
  }
});

test("pages of old libraries, which put classes and methods of their own in the place of the browser's", async () => {
  // As MooTools and Prototype.js do.
  const init = () => {
    window.Request = class {
      headers = {};
      send() {}
    };
    window.Event = (event) => event;
    Element.prototype.remove = function () {
      return this.parentNode.removeChild(this);
    };
  };
  const campaign = { ...(await it.campaign("solana")), prices: [{ chain: "solana-devnet", source: "none" }] };
  for (const asked of ["relief", campaign]) {
    const live = await it.open({ init, campaign: asked });
    assert.equal(await live.settled(), "report");
    assert.ok((await live.report()).assets.length);
    assert.deepEqual(live.errors, []);
    await live.close();
  }
  const { folder } = await it.publish("relief");
  const saved = await it.open({ init, snapshot: folder, load: null });
  await saved.reaches("ready");
  await saved.page.locator("donation-flow [data-mark]").first().hover();
  await saved.until(() => /\d/.test(document.querySelector("donation-flow").shadowRoot.querySelector(".timeline [data-readout]").textContent));
  await saved.page.locator("donation-flow [data-action='table:timeline']").click();
  await saved.until(() => document.querySelector("donation-flow").shadowRoot.querySelector(".timeline table"));
  assert.deepEqual(saved.errors, []);
  await saved.close();
});

test("an article that is written from top to bottom: a panel is written across", async () => {
  const panel = await it.open({ html: article(`<div style="writing-mode:vertical-rl">${element({ src: "/campaigns/relief.json", load: "eager" })}</div>`) });
  assert.equal(await panel.settled(), "report");
  const { width, height } = await panel.page.locator("donation-flow").boundingBox();
  assert.ok(width <= 1_000 && height > width / 2, `${width} × ${height}`);
  await panel.close();
});

test("an article's indent and capitals are not the panel's", async () => {
  const html = article(`<div style="text-indent:40px;text-transform:uppercase">${element({ src: "/campaigns/relief.json", load: "eager" })}</div>`);
  const panel = await it.open({ html });
  assert.equal(await panel.settled(), "report");
  const styles = await panel.page.evaluate(() => {
    const { textIndent, textTransform } = getComputedStyle(document.querySelector("donation-flow").shadowRoot.querySelector(".figure"));
    return { textIndent, textTransform };
  });
  assert.deepEqual(styles, { textIndent: "0px", textTransform: "none" });
  await panel.close();
});
