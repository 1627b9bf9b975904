// "Check it in this browser": a snapshot recomputed by the reader, in a worker or in slices, and what is shown of it.

import assert from "node:assert/strict";
import { test } from "node:test";
import { suite, words } from "./harness.mjs";

const it = suite();

const taken = {};
/** A sample campaign's snapshot, taken once. */
const snapshotOf = (name) => (taken[name] ??= it.publish(name));

/** Nothing unsafe but what wasm needs; scripts' URLs and HTML go through the panel's own policy. */
const STRICT =
  "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; connect-src 'self'; style-src 'self'; " +
  "require-trusted-types-for 'script'; trusted-types donation-flow";

/** Room for a panel, until its element is there. */
const RESERVE = '<link rel="stylesheet" href="/donation-flow/reserve.css">';

const open = async (options = {}) => {
  const panel = await it.open({ snapshot: (await snapshotOf("relief")).folder, load: null, head: RESERVE, ...options });
  panel.workers = [];
  panel.page.on("worker", (worker) => panel.workers.push(worker.url()));
  await panel.reaches("ready");
  return panel;
};

/** Opens what is folded, presses the button, and waits for what comes of it. */
async function checked(panel) {
  await press(panel);
  await panel.until(() => window.seen.events.some(({ name }) => name === "verify"));
  const [{ detail, bubbles, composed }] = await panel.events("verify");
  assert.deepEqual([bubbles, composed], [true, true]);
  return detail;
}

async function press(panel) {
  await panel.page.evaluate(() => (document.querySelector("donation-flow").shadowRoot.querySelector("details.proof").open = true));
  await panel.click("verify");
}

const shown = (panel, selector) =>
  panel.page.locator(`donation-flow ${selector}`).evaluateAll((nodes) => nodes.map((node) => node.textContent));

const fill = (sentence, values) => Object.entries(values).reduce((text, [name, value]) => text.replace(`{${name}}`, value), sentence);

for (const [place, policy] of [
  ["worker", STRICT],
  ["slices", `${STRICT}; worker-src 'none'`],
]) {
  test(`a whole snapshot, under a strict policy, in a ${place}`, async () => {
    const panel = await open({ headers: { "content-security-policy": policy } });
    const said = await words("en", "rest");
    const { report } = await snapshotOf("relief");
    const [asset] = report.assets;
    assert.equal(asset.verification.checked_by, "maker");
    const detail = await checked(panel);
    assert.equal(detail.place, place);
    assert.deepEqual(detail.findings, []);
    assert.equal(detail.included, detail.transactions);
    assert.equal(detail.checked, detail.transactions);
    assert.equal(detail.senders_proven, detail.included);
    assert.ok(detail.transactions >= 50);
    assert.ok(detail.a_second > 0);
    const again = await panel.until(() => {
      const last = window.seen.events.filter(({ name }) => name === "report").at(-1).detail.assets[0].verification;
      return last.checked_by === "browser" && last;
    });
    assert.equal(again.included, asset.verification.transactions);
    const rows = await shown(panel, ".transactions .proven [aria-hidden]");
    assert.ok(rows.length >= 5);
    assert.deepEqual([...new Set(rows)], [said["level-short.included"]]);
    await panel.until((text) => document.querySelector("donation-flow").shadowRoot.querySelector(".level")?.textContent.includes(text), said["checked.browser"]);
    const foot = (await shown(panel, ".foot")).join();
    assert.match(foot, new RegExp(`${detail.checked} proofs were checked in this browser, and all hold`));
    assert.deepEqual(await shown(panel, ".tampered"), []);
    assert.equal(panel.workers.length, place === "worker" ? 1 : 0);
    assert.equal(panel.page.workers().length, 0, "the worker has ended");
    const violations = await panel.page.evaluate(() => window.seen.violations);
    assert.deepEqual(violations.filter((violation) => !violation.startsWith("worker-src")), []);
    assert.equal(violations.length > 0, place === "slices");
    assert.deepEqual(panel.asked(), []);
    assert.equal(await panel.shift(), 0);
    await panel.close();
  });
}

/** A file with one byte in its middle changed, by which it stays what it is: JSON, HTML. */
function altered(content) {
  const bytes = Buffer.from(content);
  for (let at = Math.floor(bytes.length / 2); at < bytes.length; at += 1) {
    if (bytes[at] >= 0x30 && bytes[at] < 0x39) {
      bytes[at] += 1;
      return bytes;
    }
  }
  throw new Error("there is no digit to change");
}

const MANIFEST = "manifest.json";

for (const lang of ["en", "ar"]) {
  for (const name of ["proofs/0001.bin", "report.json", `fragments/${lang}-640.html`, `fragments/${lang}-first.html`, MANIFEST]) {
    test(`${lang}: a byte of ${name.replace(/\d+\./, "N.")} was changed: told above the figures, and nothing is shown as proven`, async () => {
      const own = await it.publish("relief");
      own.change(name, altered(own.files[name]));
      const panel = await open({ snapshot: own.folder, lang });
      const said = await words(lang, "rest");
      const detail = await checked(panel);
      assert.ok(detail.findings.some(({ file }) => file === name), JSON.stringify(detail.findings));
      const [notice] = await panel.until(() => {
        const found = [...document.querySelector("donation-flow").shadowRoot.querySelectorAll(".head .tampered[role=alert]")];
        return found.length > 0 && found.map((node) => node.textContent);
      });
      assert.ok(notice.includes(said["tampered.means"]), notice);
      assert.ok(notice.replaceAll(/[⁦-⁩]/g, "").includes(fill(said["tampered.title"], { file: detail.findings[0].file })), notice);
      await panel.until((word) => {
        const rows = [...document.querySelector("donation-flow").shadowRoot.querySelectorAll(".transactions .proven [aria-hidden]")];
        return rows.length > 0 && rows.every((row) => row.textContent === word);
      }, said["level-short.reported"]);
      const last = () => window.seen.events.filter(({ name }) => name === "report").at(-1)?.detail;
      await panel.until(`(${last})()?.assets[0].verification.included === 0`);
      await panel.close();
    });
  }
}

test("a proof that does not come is no finding: nothing is known against it, and it can be tried again", async () => {
  const own = await it.publish("relief");
  own.change("proofs/0001.bin", "gone", { status: 404 });
  const panel = await open({ snapshot: own.folder });
  await press(panel);
  await panel.until(() => document.querySelector("donation-flow").shadowRoot.querySelector(".foot").textContent.includes("proofs/0001.bin"));
  assert.deepEqual(await panel.events("verify"), []);
  assert.deepEqual(await shown(panel, ".tampered"), []);
  own.change("proofs/0001.bin", own.files["proofs/0001.bin"]);
  const detail = await checked(panel);
  assert.deepEqual(detail.findings, []);
  await panel.close();
});

test("a folder that was exchanged after it was read is read, shown and checked as it is now", async () => {
  const [first, second] = [await it.publish("relief"), await it.publish("tangle")];
  const panel = await open({ snapshot: first.folder });
  await panel.click("order:largest");
  await panel.settled();
  for (const [path, text] of Object.entries(second.files)) first.change(path, text);
  const detail = await checked(panel);
  assert.deepEqual([detail.findings, detail.included], [[], detail.transactions]);
  await panel.until(() => document.querySelector("donation-flow").shadowRoot.querySelector(".head").textContent.match(/tangle/i));
  const verification = await panel.until(() => {
    const { assets } = window.seen.events.filter(({ name }) => name === "report").at(-1).detail;
    return assets[0].verification.checked_by === "browser" && assets[0].verification;
  });
  assert.equal(verification.included, verification.transactions);
  assert.equal((await panel.events("verify")).length, 1);
  assert.deepEqual(await shown(panel, ".tampered"), []);
  assert.deepEqual(panel.errors, []);
  await panel.close();
});

test("a removed panel's check ends with it", async () => {
  const own = await it.publish("relief");
  const panel = await open({ snapshot: own.folder });
  await panel.page.route("**/proofs/0001.bin", () => {});
  await press(panel);
  for (let tries = 0; panel.page.workers().length === 0 && tries < 200; tries += 1) await panel.page.waitForTimeout(25);
  assert.equal(panel.page.workers().length, 1);
  await panel.page.evaluate(() => document.querySelector("donation-flow").remove());
  for (let tries = 0; panel.page.workers().length > 0 && tries < 200; tries += 1) await panel.page.waitForTimeout(25);
  assert.equal(panel.page.workers().length, 0);
  assert.deepEqual(await panel.events("verify"), []);
  assert.deepEqual(panel.errors, []);
  await panel.close();
});

test("without a snapshot the explorers are asked for the evidence of what they list, the newest first, until the reader stops it", async () => {
  const said = await words("en", "rest");
  const panel = await it.open({});
  await panel.settled();
  const listed = panel.asked().length;
  await press(panel);
  const root = () => document.querySelector("donation-flow").shadowRoot;
  const newest = `(${root})().querySelector(".transactions .proven [aria-hidden]").textContent === ${JSON.stringify(said["level-short.included"])}`;
  await panel.until(newest);
  // The newest are shown first: others are not yet.
  const rows = await shown(panel, ".transactions .proven [aria-hidden]");
  assert.equal(rows[0], said["level-short.included"]);
  const asked = panel.asked().slice(listed).map(({ url }) => new URL(url).pathname);
  assert.ok(asked.every((path) => /\/(tx|block|block-height)\/[0-9a-f]+(\/(hex|merkle-proof|header|txid\/0))?$/.test(path)), asked.join());
  await panel.until(`Boolean((${root})().querySelector(".foot").textContent.match(/proofs were checked in this browser, and all hold/))`, undefined, { patience: 90_000 });
  const all = () => window.seen.events.filter(({ name }) => name === "report").at(-1).detail.assets[0].verification;
  await panel.until(`(${all})().checked_by === "browser" && (${all})().included === (${all})().transactions`);
  const verification = await panel.page.evaluate(all);
  assert.equal(verification.included, verification.transactions);
  assert.deepEqual(panel.errors, []);
  await panel.close();
});

test("without a snapshot, stopped it keeps what was shown and asks for no more", async () => {
  const panel = await it.open({ campaign: "medium" });
  await panel.settled();
  await press(panel);
  await panel.until(() => document.querySelector("donation-flow").shadowRoot.querySelector(".foot").textContent.match(/[1-9]\d* of [\d,]+ proofs checked/));
  await panel.click("verify:stop");
  await panel.until(() => document.querySelector("donation-flow").shadowRoot.querySelector(".foot").textContent.match(/checked in this browser, and all hold/));
  await panel.page.waitForTimeout(300);
  const asked = panel.asked().length;
  await panel.page.waitForTimeout(500);
  assert.equal(panel.asked().length, asked);
  const { included, transactions } = (await panel.page.evaluate(() => window.seen.events.filter(({ name }) => name === "report").at(-1).detail.assets[0].verification));
  assert.ok(included < transactions);
  await panel.close();
});
