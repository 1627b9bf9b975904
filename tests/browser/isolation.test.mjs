// A page that isolates itself (COOP and COEP) under the content policy that the builder prints, Trusted Types enforced: the panel, its wasm,
// its worker, a snapshot and a frame come into it, from the page's own site and from another, by the headers that docs/embedding.md names and
// `donation-flow serve` sends.

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import { DIST, NOW, ROOT, article, element, suite } from "./harness.mjs";
import { iframe } from "../embed/frames.mjs";

// Of dist/: the explorers' hosts are written into it.
const { needed, neededByFrame, policyText } = await import(join(DIST, "builder/policy.js"));

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

/** The headers of a page that isolates itself, with a live panel and one of a snapshot, of the code at `base`, and perhaps with frames. */
async function strict(embedder, { base, folder, framed = false }) {
  const of = { base, reserve: true, trusted: true };
  const campaign = await it.campaign("relief");
  const needs = [...needed({ ...of, src: `${it.site.url}/campaigns/relief.json`, campaign }), ...needed({ ...of, snapshot: it.site.url + folder }), ...(framed ? neededByFrame(of) : [])];
  return { ...isolated(embedder), "content-security-policy": policyText(needs) };
}

/** An article without the host's own style sheet, which no builder knows of. */
const bare = (panels, base) => article(panels, { head: `<link rel="stylesheet" href="${base}reserve.css">` }).replace(/<link rel="stylesheet" href="\/host[^>]*>/, "");

/** In the page: what its policy refused, and whether it lets HTML be made of any text. */
const held = (panel) =>
  panel.page.evaluate(() => {
    const refused = [...window.seen.violations];
    try {
      document.createElement("p").innerHTML = "<b>";
      return { refused, isHeld: false };
    } catch {
      return { refused, isHeld: true };
    }
  });

const checked = (panel) => panel.until(() => window.seen.events.find(({ name }) => name === "verify")?.detail);
const state = (wanted) => (within) => within.waitForFunction((wanted) => document.querySelector("donation-flow")?.shadowRoot?.querySelector(".df")?.dataset.state === wanted, wanted, { timeout: 60_000, polling: 100 });

for (const embedder of ["require-corp", "credentialless"]) {
  test(`${embedder}, under the printed policy: of the page's own site and of another, live, from a snapshot, in a worker, and in frames`, async () => {
    const { folder } = await published();
    const panels = element({ id: "live", src: "/campaigns/relief.json", load: "eager" }) + element({ id: "saved", snapshot: folder, load: "eager", verify: "auto" });
    const [here, there] = [`${it.site.url}/donation-flow/`, `${elsewhere()}/`];
    const own = await it.open({ headers: await strict(embedder, { base: here, folder }), html: bare(panels, here) });
    assert.equal(await own.page.evaluate(() => crossOriginIsolated), true);
    assert.equal(await own.settled(), "report");
    const { place, findings } = await checked(own);
    assert.deepEqual([place, findings], ["worker", []]);
    assert.deepEqual(await held(own), { refused: [], isHeld: true });
    assert.deepEqual(own.errors.filter((text) => !/TrustedHTML/.test(text)), []);

    // Another site's code, over an explorer that sends CORS, a snapshot of the page's, and frames of that other site.
    const html = bare(panels, there).replace("/donation-flow/donation-flow.js", `${there}donation-flow.js`);
    const frames = ["allow-scripts", undefined].map((sandbox) => iframe({ src: `${there}frame.html?src=/campaigns/relief.json&load=eager&lang=en`, sandbox }));
    const far = await it.open({ headers: await strict(embedder, { base: there, folder, framed: true }), html: html.replace("</main>", `${frames.join("")}</main>`) });
    assert.equal(await far.page.evaluate(() => crossOriginIsolated), true);
    assert.equal(await far.settled(), "report");
    const sliced = await checked(far);
    assert.deepEqual([sliced.place, sliced.findings], ["slices", []], "a worker is of the page's own origin");
    assert.deepEqual(far.requests.filter(({ failed }) => failed).map(({ url, failed }) => `${failed} ${url}`), [], "everything came");
    for (const handle of await far.page.locator("iframe").elementHandles()) await state("ready")(await handle.contentFrame());
    assert.deepEqual(await held(far), { refused: [], isHeld: true });
    assert.deepEqual(far.errors.filter((text) => !/worker|TrustedHTML/i.test(text)), []);
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
