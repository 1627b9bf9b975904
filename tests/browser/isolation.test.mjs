// A page that isolates itself (COOP and COEP): the panel, its wasm, its worker, a snapshot and a frame come into it, from the page's
// own site and from another, by the headers that docs/embedding.md names and `donation-flow serve` sends.

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import { DIST, NOW, ROOT, article, element, suite } from "./harness.mjs";
import { iframe } from "../embed/frames.mjs";

const it = suite();

const isolated = (embedder) => ({ "cross-origin-opener-policy": "same-origin", "cross-origin-embedder-policy": embedder });

/** The sample explorer stands for another site of the publisher's, which holds `dist/`; under this name it is one. */
const elsewhere = () => it.explorer;

/** A snapshot on the page's own site; `frame.html` and `check.js` there with the header that an isolated page wants of them. */
async function published() {
  const own = await it.publish("relief", { args: ["--as-of", NOW, "--no-second"] });
  for (const name of ["check.js", "frame.html", "frame.css", "frame.js", "donation-flow.js"]) {
    const type = { js: "text/javascript", html: "text/html", css: "text/css" }[name.split(".")[1]];
    it.site.add("", await readFile(join(DIST, name)), { path: `/donation-flow/${name}`, headers: { "content-type": type, "cross-origin-embedder-policy": "require-corp" } });
  }
  return own;
}

const checked = (panel) => panel.until(() => window.seen.events.find(({ name }) => name === "verify")?.detail);
const state = (wanted) => (within) => within.waitForFunction((wanted) => document.querySelector("donation-flow")?.shadowRoot?.querySelector(".df")?.dataset.state === wanted, wanted, { timeout: 60_000, polling: 100 });

for (const embedder of ["require-corp", "credentialless"]) {
  test(`${embedder}: of the page's own site and of another, live, from a snapshot, in a worker, and in frames`, async () => {
    const { folder } = await published();
    const other = `${elsewhere()}/donation-flow.js`;
    const head = (base) => `<link rel="stylesheet" href="${base}/reserve.css">`;
    const live = { src: "/campaigns/relief.json", load: "eager" };
    const headers = isolated(embedder);
    const own = await it.open({ headers, html: article(element({ id: "live", ...live }) + element({ id: "saved", snapshot: folder, load: "eager", verify: "auto" }), { head: head("/donation-flow") }) });
    assert.equal(await own.page.evaluate(() => crossOriginIsolated), true);
    assert.equal(await own.settled(), "report");
    const { place, findings } = await checked(own);
    assert.deepEqual([place, findings], ["worker", []]);
    assert.deepEqual(own.errors, []);

    // Another site's code, over an explorer that sends CORS, a snapshot of the page's, and frames of that other site.
    const html = article(element({ id: "live", ...live }) + element({ id: "saved", snapshot: folder, load: "eager", verify: "auto" }), { head: head(elsewhere()) }).replace("/donation-flow/donation-flow.js", other);
    const frames = ["allow-scripts", undefined].map((sandbox) => iframe({ src: `${elsewhere()}/frame.html?src=/campaigns/relief.json&load=eager&lang=en`, sandbox }));
    const far = await it.open({ headers, html: html.replace("</main>", `${frames.join("")}</main>`) });
    assert.equal(await far.page.evaluate(() => crossOriginIsolated), true);
    assert.equal(await far.settled(), "report");
    const there = await checked(far);
    assert.deepEqual([there.place, there.findings], ["slices", []], "a worker is of the page's own origin");
    assert.deepEqual(far.requests.filter(({ failed }) => failed).map(({ url, failed }) => `${failed} ${url}`), [], "everything came");
    for (const handle of await far.page.locator("iframe").elementHandles()) await state("ready")(await handle.contentFrame());
    assert.deepEqual(far.errors.filter((text) => !/worker/i.test(text)), []);
    await own.close();
    await far.close();
  });
}

test("without these headers an isolated page refuses the frame and another site's style sheet, and the test sees it", async () => {
  const bare = async (name) => readFile(join(DIST, name));
  it.site.add("", await bare("reserve.css"), { path: "/bare/reserve.css", headers: { "content-type": "text/css" } });
  it.site.add("", await bare("frame.html"), { path: "/bare/frame.html" });
  const host = it.site.url.replace("127.0.0.1", "localhost");
  const panel = await it.open({ headers: isolated("require-corp"), html: article(iframe({ src: "/bare/frame.html?address=x" }), { head: `<link rel="stylesheet" href="${host}/bare/reserve.css">` }) });
  const refused = () => panel.requests.filter(({ failed }) => /BLOCKED_BY_RESPONSE/.test(failed ?? "")).map(({ url }) => new URL(url).pathname);
  await panel.until(() => document.readyState === "complete");
  assert.deepEqual(refused().toSorted(), ["/bare/frame.html", "/bare/reserve.css"]);
  await panel.close();
});

test("the page on embedding names the headers that serve sends", async () => {
  const text = await readFile(join(ROOT, "docs/embedding.md"), "utf8");
  const rows = [...text.matchAll(/^\| `([\w./-]+)`[^|]*\| `([\w-]+: [^`]+)` \|/gm)].map(([, file, header]) => [file, header]);
  assert.ok(rows.length >= 3, JSON.stringify(rows));
  for (const [file, header] of rows) {
    const [name, value] = header.split(": ");
    const answer = await fetch(`${it.explorer}/${file}`);
    assert.equal(answer.headers.get(name), value, `${file}: ${name}`);
    await answer.arrayBuffer();
  }
});
