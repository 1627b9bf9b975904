// A panel from a snapshot: painted from a fragment alone, opened by the first thing that takes the core, the same as live.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import { test } from "node:test";
import { NOW, addressesIn, article, drawn, element, suite, watchChildren, words } from "./harness.mjs";

const it = suite();

const wait = (ms) => new Promise((resume) => setTimeout(resume, ms));

const taken = {};
/** A sample campaign's snapshot, taken once. */
const snapshotOf = (name) => (taken[name] ??= it.publish(name));

/** What a panel fetched, without the site's own folders' names. */
const fetched = (panel) => panel.requests.map(({ url }) => url.replace(panel.site.url, "").replace(/^\/(donation-flow|made\/\d+)\//, ""));

/** The inside of each section, by name. */
const insides = (panel) =>
  panel.page.evaluate(() => {
    const sections = [...document.querySelector("donation-flow").shadowRoot.querySelectorAll(".df > section")];
    return Object.fromEntries(sections.map((section) => [section.className, section.innerHTML]));
  });

/** The same of a fragment. */
const sectionsOf = (panel, fragment) =>
  panel.page.evaluate((html) => {
    const made = document.createElement("div");
    made.innerHTML = html;
    return Object.fromEntries([...made.querySelectorAll("section")].map((section) => [section.className, section.innerHTML]));
  }, fragment);

const changed = (panel) => panel.page.evaluate(() => window.changed);

/** Notes where the large figure stands when it comes, and whether the ladder below it is there by then. */
const seeFigure = () => {
  const { attachShadow } = Element.prototype;
  Element.prototype.attachShadow = function (options) {
    const root = attachShadow.call(this, options);
    const now = () => {
      const { top, left, height } = root.querySelector(".figure").getBoundingClientRect();
      return { top: top + scrollY, left, height };
    };
    new MutationObserver(() => {
      if (root.querySelector(".figure")) window.figure ??= { now, early: now(), ladder: Boolean(root.querySelector(".ladder")) };
    }).observe(root, { childList: true, subtree: true });
    return root;
  };
};

/** Room for a panel, until its element is there. */
const RESERVE = '<link rel="stylesheet" href="/donation-flow/reserve.css">';

const open = async (options = {}) => it.open({ snapshot: (await snapshotOf("relief")).folder, load: null, head: RESERVE, ...options });

for (const lang of ["en", "ar"]) {
  test(`${lang}: it paints from its first lines and one fragment, by itself, and asks nobody else`, async () => {
    const panel = await open({ lang, width: 412 });
    await panel.reaches("ready");
    await wait(300);
    assert.deepEqual(
      fetched(panel).filter((path) => !/^article\.html|^\/host-|^reserve/.test(path)).toSorted(),
      ["donation-flow.js", `fragments/${lang}-390.html`, `fragments/${lang}-first.html`, "painted.js", "reader.js", "snapshot.js"],
    );
    const relief = await snapshotOf("relief");
    const fragment = relief.files[`fragments/${lang}-390.html`];
    assert.deepEqual(await insides(panel), await sectionsOf(panel, fragment));
    const text = await panel.text();
    assert.match(text, lang === "ar" ? /إغاثة أليريا/ : /Relief for Aleria/);
    assert.match(text, lang === "ar" ? /لا يُسأل أي مستكشف/ : /no explorer is asked/);
    assert.equal(await panel.innerShows(), false);
    assert.deepEqual((await panel.events()).map(({ name }) => name), ["load"]);
    assert.deepEqual(addressesIn(text.replaceAll(/[⁦-⁩]/g, "")).filter((address) => !relief.report.campaign.addresses.some((own) => own.address === address)), []);
    assert.equal(await panel.shift(), 0);
    assert.deepEqual(panel.errors, []);
    await panel.close();
  });

  test(`${lang}: what is chosen is what a live panel shows, and all else stays untouched`, async () => {
    const live = await it.open({ campaign: "medium", lang });
    await live.settled();
    const panel = await it.open({ snapshot: (await snapshotOf("medium")).folder, load: null, head: RESERVE, lang, init: seeFigure });
    await panel.reaches("ready");
    const { early, now, ladder } = await panel.page.evaluate(() => ({ ...window.figure, now: window.figure.now() }));
    assert.equal(ladder, false, "the large figure has a frame before what is below it");
    assert.deepEqual(early, now, "and stays where it was");
    await panel.page.evaluate(watchChildren);
    // Longer than a table is: what is chosen first is done, too.
    await panel.click("table:timeline");
    await live.click("table:timeline");
    await panel.settled();
    await live.until(() => document.querySelector("donation-flow").shadowRoot.querySelector("[data-section=timeline] table"));
    await wait(500);
    const [ours, theirs] = [await insides(panel), await insides(live)];
    // How far it is proven is another matter.
    const figures = (html) => html.replace(/<p class="level.*?<\/p>/g, "");
    for (const name of ["net", "timeline", "flow"]) assert.equal(figures(ours[name]), figures(theirs[name]), name);
    assert.match(ours.timeline, /<table/);
    const moved = await changed(panel);
    assert.deepEqual(moved.filter((change) => !/^timeline|^df: said/.test(change)), [], "only what was chosen is drawn anew");
    assert.equal((await panel.report()).assets[0].totals.net, (await live.report()).assets[0].totals.net);
    assert.deepEqual(panel.asked(), [], "no explorer");
    assert.equal(await panel.shift(), 0);
    const amounts = (panel) =>
      panel.page.locator("donation-flow .transactions tbody tr").evaluateAll((rows) => rows.map((row) => `${row.querySelector("time").dateTime} ${row.querySelector("data").value}`));
    for (const action of ["order:largest", "page:1", "page:2", "page:1", "order:newest"]) {
      const before = await amounts(panel);
      await Promise.all([panel.click(action), live.click(action)]);
      await panel.until(
        (before) => document.querySelector("donation-flow").shadowRoot.querySelector(".transactions tbody data").value !== before,
        before[0].split(" ")[1],
      );
      await wait(200);
      assert.deepEqual(await amounts(panel), await amounts(live), action);
      assert.notDeepEqual(await amounts(panel), before, action);
    }
    assert.deepEqual(panel.errors, []);
    await live.close();
    await panel.close();
  });
}

test("a file with all transactions, as the very first thing chosen", async () => {
  const panel = await it.open({ snapshot: (await snapshotOf("medium")).folder, load: null, head: RESERVE });
  await panel.reaches("ready");
  const [download] = await Promise.all([panel.page.waitForEvent("download"), panel.click("export:csv")]);
  const rows = (await snapshotOf("medium")).report.assets.reduce((sum, { transactions }) => sum + transactions, 0);
  assert.equal(readFileSync(await download.path(), "utf8").trimEnd().split("\r\n").length, rows + 1);
  await panel.close();
});

test("marks are read and walked through without the core", async () => {
  const panel = await open();
  await panel.reaches("ready");
  const mark = panel.page.locator("donation-flow .timeline [data-mark]").first();
  await mark.focus();
  const line = panel.page.locator("donation-flow .timeline [data-readout]");
  await panel.until(
    (said) => document.querySelector("donation-flow").shadowRoot.querySelector(".timeline [data-readout]").textContent === said,
    await mark.getAttribute("aria-label"),
  );
  await panel.page.keyboard.press("ArrowRight");
  assert.notEqual(await line.textContent(), await mark.getAttribute("aria-label"));
  assert.ok(!fetched(panel).some((path) => path.endsWith(".wasm")));
  await panel.close();
});

test("another width takes another fragment, and after the core came is drawn by it", async () => {
  const panel = await open({ width: 800 });
  await panel.reaches("ready");
  const viewed = () => panel.page.evaluate(() => document.querySelector("donation-flow").shadowRoot.querySelector(".timeline svg[role=group]").viewBox.baseVal.width);
  const wide = await viewed();
  await panel.page.setViewportSize({ width: 360, height: 900 });
  await panel.until((before) => document.querySelector("donation-flow").shadowRoot.querySelector(".timeline svg[role=group]").viewBox.baseVal.width !== before, wide);
  assert.equal(await viewed(), 328);
  assert.ok(!fetched(panel).some((path) => path.endsWith(".wasm")));
  await panel.click("order:largest");
  await panel.settled();
  await panel.resize(500);
  assert.deepEqual(panel.errors, []);
  await panel.close();
});

/** The paths of a snapshot's whole fragments. */
const wholes = ({ files }) => Object.keys(files).filter((path) => /^fragments\/.*\d\.html$/.test(path));

/** Keeps files of a snapshot back until what is returned is called. */
const hold = (own, paths) => {
  let release;
  const released = new Promise((resolve) => (release = resolve));
  for (const path of paths) own.change(path, released.then(() => own.files[path]));
  return release;
};

for (const [name, lang, width] of [["relief", "en", 412], ["relief", "ar", 1000], ["medium", "ar", 412], ["alliance", "en", 412]]) {
  test(`${name}, ${lang}, ${width} px: head and large figure stand alone while the rest is on its way, and stay where and what they are`, async () => {
    const own = await it.publish(name);
    const release = hold(own, wholes(own));
    const panel = await open({ snapshot: own.folder, lang, width, height: 1600, init: watchChildren });
    const stands = () =>
      panel.page.evaluate(() => {
        const root = document.querySelector("donation-flow").shadowRoot;
        const lines = [...root.querySelectorAll(".head > *, .net > h3, .net > h3 ~ :has(.figure), .net > h3 + *, .net > h3 + * > *")];
        return lines.map((line) => {
          const { top, left, height, width } = line.getBoundingClientRect();
          const { fontSize, fontWeight, color } = getComputedStyle(line);
          return { text: line.textContent, top, left, height, width, fontSize, fontWeight, color };
        });
      });
    await panel.until(() => document.querySelector("donation-flow").shadowRoot.querySelector(".figure"));
    await wait(300);
    const first = await stands();
    assert.match(first.map(({ text }) => text).join(), /[\d٠-٩]/);
    assert.equal(await panel.page.evaluate(() => document.querySelector("donation-flow").shadowRoot.querySelectorAll(".ladder, .chart, table").length), 0);
    assert.equal(await panel.innerShows(), false);
    assert.deepEqual(await panel.events(), []);
    await panel.page.evaluate(watchChildren);
    release();
    await panel.reaches("ready");
    await wait(300);
    assert.deepEqual(await stands(), first);
    assert.deepEqual((await changed(panel)).filter((change) => change.startsWith("head") || /figure/.test(change)), []);
    const fragment = fetched(panel).find((path) => wholes(own).includes(path));
    assert.deepEqual(await insides(panel), await sectionsOf(panel, own.files[fragment]));
    assert.equal(await panel.shift(), 0);
    assert.deepEqual(panel.errors, []);
    await panel.close();
  });
}

test("what is chosen of the first lines, before the rest is there, is chosen then", async () => {
  const own = await it.publish("relief");
  const release = hold(own, wholes(own));
  const panel = await open({ snapshot: own.folder, width: 412 });
  await panel.page.locator('donation-flow [data-action="asset:1"]').click();
  release();
  await panel.until(() => /USDT/.test(document.querySelector("donation-flow").shadowRoot.querySelector(".figure").textContent));
  assert.deepEqual(panel.errors, []);
  await panel.close();
});

test("another language while the first lines are on their way: the first is not gone on with", async () => {
  const own = await it.publish("relief");
  const release = hold(own, ["fragments/en-first.html"]);
  const panel = await open({ snapshot: own.folder, load: "eager", width: 412 });
  await panel.until(() => document.querySelector("donation-flow").shadowRoot?.querySelector(".df"));
  await wait(200);
  await panel.page.evaluate(() => document.querySelector("donation-flow").setAttribute("lang", "ar"));
  await panel.reaches("ready");
  release();
  await wait(400);
  assert.match(await panel.text(), /إغاثة أليريا/);
  assert.deepEqual((await panel.events()).map(({ name }) => name), ["load"]);
  assert.ok(!fetched(panel).some((path) => /wasm|panel\.js/.test(path)));
  await panel.close();
});

test("a folder that is exchanged between its first lines and the rest: what stands is all of one", async () => {
  const [own, other] = [await it.publish("relief"), await it.publish("medium")];
  for (const path of wholes(own)) own.change(path, other.files[path]);
  const panel = await open({ snapshot: own.folder, width: 412 });
  await panel.reaches("ready");
  assert.deepEqual(await insides(panel), await sectionsOf(panel, other.files["fragments/en-390.html"]));
  assert.deepEqual(panel.errors, []);
  await panel.close();
});

test("another site's folder that sends on to a third: who agreed to the one is not seen by the other", async () => {
  const { files } = await snapshotOf("relief");
  const seen = [];
  const serve = async (answer) => {
    const server = createServer(answer);
    await new Promise((ready) => server.listen(0, "127.0.0.1", ready));
    return { server, url: `http://127.0.0.1:${server.address().port}` };
  };
  const third = await serve(({ url }, answer) => {
    seen.push(url);
    answer.writeHead(files[url.slice(1)] ? 200 : 404, { "access-control-allow-origin": "*" }).end(files[url.slice(1)]);
  });
  // At first only what comes after the first paint is sent on.
  for (const sent of [/./, /json$/]) {
    const other = await serve(({ url }, answer) => {
      const headers = { "access-control-allow-origin": "*" };
      if (sent.test(url)) answer.writeHead(302, { ...headers, location: third.url + url }).end();
      else answer.writeHead(200, headers).end(files[url.slice(1)]);
    });
    const panel = await it.open({ snapshot: `${other.url}/`, load: "click" });
    await panel.reaches("asking");
    await panel.click("load");
    await panel.until(() => ["message", "ready"].includes(document.querySelector("donation-flow").shadowRoot.querySelector(".df").dataset.state));
    if ((await panel.state()) === "ready") {
      await panel.page.locator("donation-flow [data-action='table:timeline']").click();
      await panel.until(() => window.seen.events.some(({ name }) => name === "error"));
    }
    await panel.close();
    other.server.close();
    other.server.closeAllConnections();
  }
  assert.deepEqual(seen, []);
  third.server.close();
  third.server.closeAllConnections();
});

test("the rest of a snapshot that does not come: what the page names is asked about, or it is said in words", async () => {
  const own = await it.publish("relief");
  const lose = () => wholes(own).forEach((path) => own.change(path, "not found", { status: 404 }));
  lose();
  const alone = await open({ snapshot: own.folder });
  await alone.reaches("message");
  assert.match(await alone.text(), /Try again/);
  assert.equal(await alone.innerShows(), true);
  assert.deepEqual(alone.asked(), []);
  for (const path of Object.keys(own.files)) own.change(path, own.files[path]);
  await alone.click("retry");
  await alone.reaches("ready");
  await alone.close();
  lose();
  const src = it.site.add("campaign.json", JSON.stringify(await it.campaign("relief")));
  // Nothing stands below the question, and the link is there.
  const asking = await open({ snapshot: own.folder, attributes: { src } });
  await asking.reaches("asking");
  assert.equal(await asking.page.locator("donation-flow .figure").count(), 0);
  assert.equal(await asking.innerShows(), true);
  await asking.close();
  const both = await open({ snapshot: own.folder, load: "eager", attributes: { src } });
  await both.settled();
  assert.ok(both.asked().length > 0);
  assert.match(await both.text(), /Relief for Aleria/);
  await both.close();
});

test("what the page preloads is read once, and before the element asks for it; asked for again where it did not come, and no other link is", async () => {
  const { folder } = await snapshotOf("relief");
  const preload = (folder) => `<link rel="preload" as="fetch" crossorigin href="${folder}fragments/en-first.html">`;
  const other = '<link rel="canonical" href="/fragments/safety-first.html">';
  const own = await it.publish("relief");
  own.change("fragments/en-first.html", "busy", { status: 503, headers: { "cache-control": "no-store" } });
  const late = await open({ snapshot: own.folder, load: "visible", below: true, head: `${RESERVE}${preload(own.folder)}<script type="module" src="/donation-flow/snapshot.js"></script>` });
  await wait(300);
  own.change("fragments/en-first.html", own.files["fragments/en-first.html"]);
  await late.page.locator("donation-flow").scrollIntoViewIfNeeded();
  await late.reaches("ready");
  assert.ok(!fetched(late).some((path) => path.endsWith(".wasm")));
  await late.close();
  const first = preload(folder) + other;
  const panel = await open({ snapshot: folder, load: "eager", head: `${RESERVE}${first}<script type="module" src="/donation-flow/snapshot.js"></script>` });
  await panel.reaches("ready");
  assert.deepEqual(fetched(panel).filter((path) => path.endsWith("-first.html")), ["fragments/en-first.html"]);
  assert.deepEqual(panel.errors, []);
  await panel.close();
});

test("a language without a fragment, and widths of the publisher's own", async () => {
  const regional = await open({ lang: "ar-EG" });
  await regional.settled();
  assert.match(await regional.text(), /[٠-٩]/);
  assert.deepEqual(regional.asked(), []);
  await regional.close();
  const own = await it.publish("relief", { args: ["--as-of", NOW, "--no-proofs", "--widths", "333,1333"] });
  const panel = await open({ snapshot: own.folder });
  await panel.reaches("ready");
  assert.deepEqual(fetched(panel).filter((path) => path.startsWith("fragments/")), ["fragments/en-first.html", "fragments/en-333.html"]);
  assert.ok(!fetched(panel).some((path) => path.endsWith(".wasm")));
  await panel.close();
});

test("what a server drew is laid out section by section without any script: the large figure first, and where it stays", async () => {
  const { folder, files } = await snapshotOf("medium");
  const whole = article(element({ snapshot: folder, lang: "en" }, drawn(files["fragments/en-640.html"]))).replace(/<script.*?<\/script>/, "");
  assert.doesNotMatch(whole, /<script/);
  const [early, panel] = await Promise.all([
    // Before the rest of its styles came.
    it.open({ html: whole.replace(/<style>(?:(?!<style>)[^])*<\/template>/, "</template>") }),
    it.open({
      html: whole,
      init: () => {
        window.waited = [];
        // Before its first frame.
        const seek = () => {
          const root = document.querySelector("donation-flow")?.shadowRoot;
          if (!root) return requestAnimationFrame(seek);
          root.addEventListener("animationend", ({ target, animationName }) => window.waited.push(`${animationName} ${target.closest("section").className}`));
        };
        requestAnimationFrame(seek);
      },
    }),
  ]);
  const stands = ({ page }) =>
    page.evaluate(() => {
      const root = document.querySelector("donation-flow").shadowRoot;
      const { top, left, height } = root.querySelector(".figure").getBoundingClientRect();
      const isHidden = (node) => getComputedStyle(node).display === "none" || getComputedStyle(node).visibility === "hidden";
      const hidden = [...root.querySelectorAll(".df > section > *")].filter(isHidden).map((node) => node.closest("section").className);
      return { figure: { top, left, height }, hidden: [...new Set(hidden)] };
    });
  await panel.until(() => window.waited.some((one) => one === "later foot"));
  assert.deepEqual(await panel.page.evaluate(() => [...new Set(window.waited)].toSorted()), ["flow", "foot", "timeline", "transactions"].map((name) => `later ${name}`));
  const [first, last] = [await stands(early), await stands(panel)];
  assert.deepEqual(first.hidden, ["net", "timeline", "flow", "transactions", "foot"]);
  assert.deepEqual(last.hidden, []);
  assert.ok(first.figure.height > 30);
  assert.deepEqual(first.figure, last.figure);
  for (const each of [early, panel]) {
    assert.equal(await each.shift(), 0);
    assert.deepEqual(each.errors, []);
    await each.close();
  }
});

test("what a server drew is adopted: no child is replaced, nothing moves, and it goes on from there", async () => {
  const { folder, files } = await snapshotOf("relief");
  const html = article(element({ snapshot: folder, lang: "en" }, drawn(files["fragments/en-640.html"])));
  const panel = await it.open({ html, init: watchChildren });
  await panel.until(() => window.seen.events.some(({ name }) => name === "load"));
  await wait(400);
  assert.deepEqual(await changed(panel), []);
  assert.ok(!fetched(panel).some((path) => path.startsWith("fragments/")));
  await panel.page.evaluate(watchChildren);
  await panel.click("order:largest");
  await panel.settled();
  await wait(300);
  assert.deepEqual((await changed(panel)).filter((change) => !/^transactions|^df: said/.test(change)), []);
  assert.equal(await panel.shift(), 0);
  assert.deepEqual(panel.errors, []);
  await panel.close();
});

test("so is the page that render writes: only what is chosen is drawn anew", async () => {
  const { folder, files } = await it.publish("relief", { verbs: ["render"] });
  it.site.add("panel.css", files["panel.css"], { path: `${folder}panel.css` });
  const script = `<base href="${folder}"><script type="module" src="/donation-flow/donation-flow.js"></script>`;
  const html = files["panel.en.html"].replace(/<meta http-equiv="Content-Security-Policy"[^>]*>/, script);
  assert.match(html, /donation-flow\.js/);
  const panel = await it.open({ html });
  await panel.until(() => window.seen.events.some(({ name }) => name === "load"));
  await panel.page.locator("donation-flow .timeline [data-mark]").filter({ visible: true }).first().hover();
  await panel.until(() => [...document.querySelector("donation-flow").shadowRoot.querySelectorAll(".timeline [data-readout]")].some((line) => line.checkVisibility() && line.textContent));
  assert.ok(!fetched(panel).some((path) => path.endsWith(".wasm") || path.startsWith("fragments/")));
  await panel.page.evaluate(watchChildren);
  await panel.page.locator('donation-flow [data-action="table:flow"]').filter({ visible: true }).click();
  await panel.settled();
  await wait(500);
  // On its way to the button the pointer passes a mark, which is read.
  assert.deepEqual((await changed(panel)).filter((change) => !/^flow|^df: said|: [#]text(,[#]text)*$/.test(change)), []);
  assert.match((await insides(panel)).flow, /<table/);
  assert.deepEqual(panel.errors, []);
  await panel.close();
});

test("the demo's article stands on a snapshot, which serve takes", async () => {
  for (const [lang, words] of [["en", /Relief for Aleria/], ["ar", /إغاثة أليريا/]]) {
    const page = await it.browser.newPage();
    const asked = [];
    page.on("request", (request) => asked.push(request.url().replace(it.explorer, "")));
    await page.goto(`${it.explorer}/demo/snapshot-${lang}.html?load=eager`);
    await page.waitForFunction(() => document.querySelector("donation-flow").shadowRoot?.querySelector(".df").dataset.state === "ready");
    assert.match(await page.locator("donation-flow .head").textContent(), words);
    assert.deepEqual(asked.filter((path) => /\/api|\/v1|wasm/.test(path)), []);
    await page.locator('donation-flow [data-action="order:largest"]').click();
    await page.locator('donation-flow [data-action="order:largest"][aria-pressed=true]').waitFor();
    await page.close();
  }
});

test("two panels share the code; a removed one leaves nothing behind", async () => {
  const both = [await snapshotOf("relief"), await snapshotOf("medium")].map(({ folder }, index) => element({ id: `p${index}`, snapshot: folder, lang: "en", load: "eager" }));
  const panel = await it.open({ html: article(both.join(""), { head: RESERVE }) });
  const ready = () => [...document.querySelectorAll("donation-flow")].every(({ shadowRoot }) => shadowRoot.querySelector(".df").dataset.state === "ready");
  await panel.until(ready);
  for (const id of ["p0", "p1"]) await panel.page.locator(`#${id} [data-action="order:largest"]`).click();
  await panel.until(() => ["p0", "p1"].every((id) => window.seen.events.some((event) => event.name === "report" && event.id === id)));
  const code = fetched(panel).filter((path) => /^[\w/-]+\.(js|wasm|css)$/.test(path));
  assert.deepEqual(code.toSorted(), [...new Set(code)].toSorted());
  await panel.page.evaluate(() => document.querySelector("#p0").remove());
  await wait(100);
  await panel.page.locator('#p1 [data-action="page:1"]').click();
  await panel.until(() => document.querySelector("#p1").shadowRoot.querySelector('[data-action="page:0"]'));
  assert.deepEqual(panel.errors, []);
  await panel.close();
});

for (const [lang, name] of [["en", "ledger.json"], ["ar", "ledger.json"], ["ar", "answers.json"], ["en", "campaign.json"]]) {
  test(`${lang}: ${name} that is not what the manifest says, even when asked for anew, is named above the figures and gives none`, async () => {
    const said = await words(lang, "rest");
    const notice = `${said["tampered.title"].replace("{file}", name)} ${said["tampered.means"]}`;
    const plain = (text) => text.replaceAll(/[\u2066-\u2069]/g, "");
    const own = await it.publish("relief");
    own.change(name, own.files[name].replace(/(\d)(\D*)$/, (_, digit, rest) => `${(Number(digit) + 1) % 10}${rest}`));
    const panel = await open({ snapshot: own.folder, lang });
    await panel.reaches("ready");
    const net = (await insides(panel)).net;
    await panel.click("order:largest");
    await panel.until(() => window.seen.events.some(({ name }) => name === "error"));
    assert.deepEqual((await panel.events("error")).map(({ detail }) => [detail.code, detail.field]), [["bad-snapshot", name]]);
    assert.equal((await insides(panel)).net, net);
    const above = panel.page.locator("donation-flow .head .tampered[role=alert]");
    assert.equal(plain(await above.textContent()), `${notice} ${said["fault.digest"]}`);
    assert.equal(plain(await panel.page.locator("donation-flow .transactions [role=alert]").textContent()), notice);
    assert.equal(await panel.shift(), 0);
    assert.ok(fetched(panel).filter((path) => path === "manifest.json").length >= 2);
    // Where nothing is painted from a fragment, there is no figure at all.
    const bare = await open({ snapshot: own.folder, lang, attributes: { from: "2026-01-01" } });
    await bare.reaches("message");
    assert.ok(plain(await bare.text()).includes(notice), await bare.text());
    assert.doesNotMatch(await bare.text(), /tBTC/);
    await bare.close();
    // Put right, it goes on.
    own.change(name, own.files[name]);
    await panel.click("order:largest");
    await panel.settled();
    assert.equal(await above.count(), 0);
    await panel.close();
  });
}

test("a folder that is exchanged while it is read is read once more, and its new figures are shown", async () => {
  const [first, second] = [await it.publish("relief"), await it.publish("tangle")];
  const panel = await open({ snapshot: first.folder });
  await panel.reaches("ready");
  let exchanged = false;
  await panel.page.route("**/ledger.json", async (route) => {
    if (!exchanged) for (const [path, text] of Object.entries(second.files)) first.change(path, text);
    exchanged = true;
    await route.continue();
  });
  await panel.click("order:largest");
  await panel.settled();
  await wait(500);
  assert.deepEqual(await panel.events("error"), []);
  assert.match(await panel.text(), /tangle/i);
  await panel.close();
});

test("offline after the first paint: the figures stay, the rest is said not to come, and comes later", async () => {
  const panel = await open();
  await panel.reaches("ready");
  await panel.context.setOffline(true);
  await panel.click("order:largest");
  await panel.until(() => window.seen.events.some(({ name }) => name === "error"));
  assert.match(await panel.text(), /The rest did not come/);
  assert.match(await panel.page.locator("donation-flow .transactions [role=alert]").textContent(), /The rest did not come/);
  assert.match(await panel.text(), /Relief for Aleria/);
  await panel.context.setOffline(false);
  await panel.click("order:largest");
  await panel.settled();
  assert.doesNotMatch(await panel.text(), /The rest did not come/);
  await panel.close();
});

test("the tests' now is the reader's", async () => assert.equal((await snapshotOf("relief")).report.as_of, NOW));
