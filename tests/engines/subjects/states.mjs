// Whatever goes wrong, a panel ends in figures with a note of what is missing, or in words: never blank, and never a 0 that nobody
// counted; and nobody is asked before the reader wants it.
import assert from "node:assert/strict";
import { readFigures, words } from "../../browser/harness.mjs";

/** Faults that pass: the figures come whole in the end. Only a row that cannot be read may stay out. */
const PASSING = ["429@2", "429-retry-after@2", "500@2x2", "503@1", "truncated@2", "wrong-type@2", "html@1", "slow=250", "drop@2x2", "no-cors@3", "reorg@2"];

/** Faults that stay, of all that is asked. */
const LASTING = ["429", "429-retry-after", "500", "404", "truncated", "drop", "no-cors", "html"];

/** Faults that stay from the fourth answer on. */
const HALFWAY = ["500@4x100000", "429@4x100000", "drop@4x100000", "truncated@4x100000"];

/** Where nobody listens. */
const NOBODY = "http://127.0.0.1:9";

/** Refused addresses, and what is said of them. */
const REFUSED = {
  checksum: ["bitcoin:bc1qar0srrr7xfkvy5l643lydnw9re59gtzzwf5mdx", /checksum/i],
  network: ["bitcoin:tb1qw508d6qejxtdg4y5r3zarvary0c5xw7kxpjzsx", /network|testnet/i],
  chain: ["monero:48abc", /chain|monero/i],
  none: ["hello", /\w+ \w+/],
};

export default function ({ on, it, tab }) {
  /** The head says that something is missing, and what. */
  const assertGapShown = async (id) => {
    assert.ok((await tab.report(id)).gaps.length > 0, id);
    const { notes, summary, gap } = await tab.run((id) => {
      const notes = window.of(id).root.querySelectorAll(".head details.notes");
      return { notes: notes.length, summary: notes[0]?.querySelector("summary").textContent, gap: notes[0]?.querySelector(".gaps li")?.textContent };
    }, id);
    assert.equal(notes, 1, id);
    assert.match(summary, /\w/, id);
    assert.match(gap, /\w/, id);
  };
  /** Where nothing was read there is no number. */
  const assertNoFigure = async (id) => {
    const numbers = await tab.run((id) => [...window.of(id).root.querySelectorAll(".net :is(.figure, .ladder .value, .stats dd)")].map((one) => one.textContent), id);
    for (const number of numbers) assert.doesNotMatch(number, /[0-9٠-٩]/, `${id}: an unknown figure is shown as ${number}`);
  };
  const assertNothingInvented = async (id, end) => {
    const text = await tab.run((id) => window.of(id).text.trim(), id);
    assert.ok(text.length > 20, `${id}: a panel that says something: ${text}`);
    if (end === "report") {
      await assertGapShown(id);
      await assertNoFigure(id);
    } else {
      assert.equal(await tab.count("[data-action=retry]", id), 1, `${id}: a way to try again`);
      assert.equal(await tab.count(".figure", id), 0, id);
    }
  };
  const sums = ({ assets }) => assets.map(({ asset, totals, donations }) => ({ asset, totals, donations }));

  on("faults that pass", "each fault of an explorer that passes: the figures are whole in the end", async () => {
    const reserve = await it.campaign("relief");
    reserve.explorers.unshift({ chain: "bitcoin-regtest", api: "esplora", url: `${NOBODY}/api` });
    const panels = { reserve: { campaign: reserve } };
    for (const fault of PASSING) panels[fault] = { campaign: "relief", fault };
    await tab.show(panels, { beside: true, hasty: true });
    await tab.settled(...Object.keys(panels));
    const usual = await it.report("relief");
    const replaced = await it.report("reorganised", await it.campaign("relief", "reorg@1"));
    assert.notDeepEqual(sums(usual), sums(replaced));
    for (const id of Object.keys(panels)) {
      const report = await tab.report(id);
      if (id.startsWith("wrong-type")) {
        if (report.gaps.length) await assertGapShown(id);
        assert.ok(BigInt(report.assets[0].totals.gross_received) > 0n);
      } else {
        assert.deepEqual(report.gaps, [], `${id}: another try closes the gap`);
        assert.deepEqual(sums(report), sums(id.startsWith("reorg") ? replaced : usual), id);
      }
      assert.equal((await tab.run(readFigures, {}, `[id="${id}"]`)).net, report.assets[0].totals.net, id);
    }
    await tab.clean();
  });

  on("faults that stay", "each fault of an explorer that stays: words or a note, what came stays, and there is no 0", async () => {
    const one = await it.campaign("relief");
    for (const explorer of one.explorers) if (explorer.api === "esplora") explorer.url = `${NOBODY}/api`;
    const panels = { one: { campaign: one }, rows: { campaign: "tangle", fault: "wrong-type" } };
    for (const fault of LASTING) panels[fault] = { campaign: "relief", fault };
    for (const fault of HALFWAY) panels[fault] = { campaign: "medium", fault };
    await tab.show(panels, { beside: true, hasty: true });
    const ends = await tab.settled(...Object.keys(panels));
    for (const fault of LASTING) await assertNothingInvented(fault, ends[fault]);
    const locale = await words("en");
    for (const fault of HALFWAY) {
      assert.equal(ends[fault], "report", fault);
      const report = await tab.report(fault);
      assert.equal(report.complete, false, fault);
      await assertGapShown(fault);
      const net = await tab.text(".net", fault);
      for (const key of ["net.so-far", "net.returns-incomplete"]) assert.ok(net.includes(locale[key]), `${fault}: "${locale[key]}" in: ${net}`);
      assert.ok(BigInt(report.assets[0].totals.from_outside) > 0n, fault);
      assert.equal(await tab.count("[data-action=resume]", fault), 1, fault);
    }
    // Each row that cannot be read is a gap, the others count.
    const rows = await tab.report("rows");
    assert.ok(rows.assets.some(({ transactions }) => transactions > 0));
    await assertGapShown("rows");
    // One chain's explorer is down: the other's figures stand, and the note names the one.
    const { assets, gaps } = await tab.report("one");
    const tron = assets.find(({ chain }) => chain === "tron-nile");
    assert.ok(BigInt(tron.totals.net) > 0n);
    assert.ok(gaps.length > 0 && gaps.every(({ chain }) => chain === "bitcoin-regtest"));
    await assertGapShown("one");
    assert.match(await tab.run(() => window.of("one").text), /127\.0\.0\.1:9/);
    await tab.clean();
  });

  on("refusals in words", "a bad address, a bad file, a bad period and none: what is wrong is said by its field in two languages, the publisher's link shows, and nobody is asked", async () => {
    const relief = await it.campaign("relief");
    const bad = structuredClone(relief);
    bad.adresses = bad.addresses;
    bad.addresses[0].address = `${bad.addresses[0].address.slice(0, -1)}x`;
    const panels = { file: { campaign: bad }, arabic: { campaign: bad, lang: "ar" }, broken: { campaign: '{"version":1,' }, missing: { src: "/nowhere.json" }, period: { campaign: relief, from: "January" }, backwards: { campaign: relief, from: "2026-02-01", to: "2026-01-31", lang: "ar" }, asked: { src: "/nowhere.json", load: "click" } };
    for (const [id, [address]] of Object.entries(REFUSED)) panels[id] = { address };
    await tab.show(panels, { beside: true });
    await tab.near("message", "asked");
    await tab.settled(...Object.keys(panels));
    for (const id of Object.keys(panels)) {
      const { state, link, text, events, figures } = await tab.run((id) => {
        const { state, link, text, events, root } = window.of(id);
        return { state, link, text, events: events.filter(({ name }) => name === "error"), figures: root.querySelectorAll(".figure").length };
      }, id);
      assert.deepEqual([state, link, events.length, figures], ["message", true, 1, 0], id);
      assert.equal(typeof events[0].detail.code, "string");
      if (REFUSED[id]) {
        assert.match(text, REFUSED[id][1], id);
        assert.equal(events[0].detail.field, "address", id);
      }
      if (bad === panels[id].campaign) for (const field of ["adresses", "addresses[0].address"]) assert.ok(text.includes(field), `${id}: ${field} in: ${text}`);
    }
    for (const [id, said] of [["period", "from: this is not a day"], ["backwards", "to: "]]) {
      const text = await tab.run((id) => window.of(id).text, id);
      assert.ok(text.includes(said), `${id}: ${text}`);
      assert.equal((await tab.told("error", id)).code, "bad-period");
    }
    assert.match(await tab.run(() => window.of("arabic").text), /[\u0621-\u064a]{4} [\u0621-\u064a]{2}/);
    assert.deepEqual(await tab.asked(), []);
    await tab.clean();
  });

  on("an empty campaign", "it says so, and is no failure", async () => {
    await tab.show({ english: { campaign: "empty" }, arabic: { campaign: "empty", lang: "ar" } }, { beside: true });
    assert.deepEqual(await tab.settled("english", "arabic"), { english: "report", arabic: "report" });
    for (const [id, lang] of [["english", "en"], ["arabic", "ar"]]) {
      const { complete, gaps } = await tab.report(id);
      assert.deepEqual([complete, gaps], [true, []]);
      await tab.says((await words(lang))["empty.none"], id);
    }
    await tab.clean();
  });

  on("nobody asked unasked", "before the click nobody is asked, and all are named; after it, by key, those alone, without a cookie or anything kept", async () => {
    const usdt = "TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6t";
    const named = {
      ...{ version: 1, name: "Asked", addresses: [{ chain: "bitcoin", address: "bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4" }, { chain: "tron", address: usdt }] },
      explorers: [{ chain: "bitcoin", api: "esplora", url: "https://esplora.example/api" }],
      prices: [{ chain: "tron", source: "none" }, { chain: "tron", contract: usdt, source: "csv", url: "https://news.example/usdt.csv" }],
      lists: ["https://lists.example/one.txt", "../../lists/own.txt"],
    };
    await tab.show({ relief: { campaign: "relief", load: "click" }, named: { campaign: named, load: "click" } }, { beside: true });
    await tab.reaches("asking", "relief");
    await tab.reaches("asking", "named");
    assert.match(await tab.text(".over", "relief"), new RegExp(`${new URL(it.explorer).host} will see your IP address`));
    const said = await tab.text(".over", "named");
    for (const host of ["esplora.example", "api.trongrid.io", "mempool.space", "coins.llama.fi", "news.example", "lists.example"]) assert.ok(said.includes(host), `${host} in ${said}`);
    assert.deepEqual(await tab.asked(), []);
    assert.deepEqual((await tab.fetched()).filter((url) => /\.wasm|panel\.js/.test(url)), []);
    assert.equal(await tab.run(() => window.of("relief").link), true, "the publisher's link shows");
    await tab.run(() => document.querySelector("#above a").focus());
    const focused = () => tab.run(() => document.activeElement?.shadowRoot?.activeElement?.dataset.action ?? "");
    for (let press = 0; press < 4 && (await focused()) !== "load"; press++) await tab.press("Tab");
    assert.equal(await focused(), "load");
    await tab.press("Enter");
    await tab.ready("relief");
    const hosts = new Set((await tab.asked()).map((url) => new URL(url).origin));
    assert.deepEqual([...hosts], [it.explorer]);
    assert.equal(await tab.run(() => window.of("relief").link), false);
    const kept = await tab.run(async () => [document.cookie, localStorage.length, sessionStorage.length, (await indexedDB.databases()).length, (await navigator.serviceWorker.getRegistrations()).length]);
    assert.deepEqual(kept, ["", 0, 0, 0, 0]);
    await tab.clean();
  });

  on("near the viewport", "far below the fold only the element is fetched; near it all comes; eager, all comes at once", async () => {
    const panels = { far: { campaign: "relief", load: "visible" } };
    await tab.show(panels, { before: '<div class="far"></div>' });
    const of = async () => (await tab.fetched()).filter((url) => url.includes("/donation-flow/") && !url.includes("reserve")).map((url) => url.split("/").pop());
    await tab.reaches("waiting");
    assert.deepEqual(await of(), ["donation-flow.js"]);
    await tab.near("ready");
    assert.ok((await of()).includes("donation-flow.wasm"));
    await tab.show({ eager: { campaign: "relief" } }, { before: '<div class="far"></div>' });
    await tab.ready();
    await tab.clean();
  });

  on("no WebAssembly", "words and the publisher's link, and nobody is asked", async () => {
    const panels = Object.fromEntries(["eager", "visible", "click"].map((load) => [load, { campaign: "relief", load, width: 320 }]));
    await tab.show(panels, { beside: true, init: [() => delete window.WebAssembly] });
    await tab.until(() => window.of("click").state !== "waiting");
    await tab.run(() => window.of("click").root.querySelector('[data-action="load"]')?.click());
    await tab.settled(...Object.keys(panels));
    const locale = await words("en");
    for (const id of Object.keys(panels)) {
      const { link, text, code } = await tab.run((id) => ({ link: window.of(id).link, text: window.of(id).text, code: window.of(id).events.find(({ name }) => name === "error")?.detail.code }), id);
      assert.deepEqual([link, code, text.includes(locale["message.no-wasm"])], [true, "no-wasm", true], text);
    }
    assert.deepEqual(await tab.asked(), []);
  });

  // A module that did not come is not asked for again by Firefox, until the page is loaded anew.
  const asksAgain = tab.name !== "firefox";
  if (asksAgain) on("another try at code", "a module that did not come is asked for again", () => tried("panel.js"));
  on("code that does not come", "the publisher's link stays, and another try brings the figures", async () => {
    await tried("donation-flow.wasm");
    await tried("core.wasm");
  });
  /** Another try: who has agreed to it once is not asked again. */
  const again = async () => {
    await tab.click("retry");
    await tab.until(() => window.of().settled === "report");
  };
  const tried = async (part) => {
    let isDown = true;
    const code = it.site.place((name) => isDown && name === part);
    await tab.show({ relief: { campaign: "relief", load: "click" } }, { code });
    await tab.reaches("asking");
    await tab.click("load");
    await tab.reaches("message");
    assert.equal(await tab.run(() => window.of().link), true, part);
    isDown = false;
    await again();
  };

  on("offline", "the panel says so, and works when the line is back", async () => {
    let isDown = false;
    const code = it.site.place(() => isDown);
    const init = [() => Object.defineProperty(Navigator.prototype, "onLine", { get: () => !window.isOffline })];
    await tab.show({ relief: { campaign: "relief", load: "click" } }, { code, init });
    await tab.reaches("asking");
    isDown = true;
    await tab.run(() => void (window.isOffline = true));
    await tab.click("load");
    await tab.reaches("message");
    await tab.says((await words("en"))["message.offline"]);
    assert.equal((await tab.told("error")).code, "offline");
    assert.equal(await tab.run(() => window.of().link), true);
    if (!asksAgain) return;
    isDown = false;
    await tab.run(() => void (window.isOffline = false));
    await again();
  });

  on("an explorer that comes back", "down, the panel says that it did not answer; a retry brings the figures, and what was stopped goes on where it was", async () => {
    const down = await it.campaign("relief", "404@before");
    const [, key] = /\/fault\/([^/]+)/.exec(down.explorers[0].url);
    await tab.show({ down: { campaign: down }, stopped: { campaign: "medium", fault: "slow=60" } }, { beside: true });
    await tab.until(() => window.of("stopped").events.filter(({ name }) => name === "progress").length >= 4);
    await tab.run(() => (window.of("stopped").root.querySelector("[role=status]").id = "lasting"));
    await tab.until(() => /\d/.test(window.of("stopped").root.querySelector("[data-said]")?.textContent ?? "") && Boolean(window.of("stopped").root.querySelector("[data-action=stop]")));
    assert.ok((await tab.text(".net", "stopped")).includes((await words("en"))["net.so-far"]));
    await tab.click("stop", "stopped");
    await tab.until(() => window.of("stopped").report?.gaps.some(({ kind }) => kind === "stopped"));
    assert.equal((await tab.report("stopped")).complete, false);
    // What is spoken is the line that stands, in the same live region.
    await tab.until(() => {
      const { root } = window.of("stopped");
      return root.querySelector("#lasting[role=status]").textContent === root.querySelector("[data-said]").textContent;
    });
    const pages = async () => (await tab.asked()).filter((url) => url.includes("slow=60"));
    const asked = (await pages()).length;

    assert.notEqual(await tab.until(() => window.of("down").settled), undefined);
    await assertNothingInvented("down", await tab.run(() => window.of("down").settled));
    await fetch(`${it.explorer}/advance?fault=${key}`);
    await tab.run(() => window.of("down").root.querySelector(":is([data-action=retry], [data-action=resume])").click());
    await tab.until(() => window.of("down").report?.complete);
    await tab.ready("down");
    assert.deepEqual(sums(await tab.report("down")), sums(await it.report("relief")));

    assert.equal((await pages()).length, asked, "meanwhile nothing more was asked for");
    await tab.click("resume", "stopped");
    await tab.until(() => window.of("stopped").report?.complete);
    const { gaps, assets } = await tab.report("stopped");
    assert.deepEqual(gaps, []);
    assert.deepEqual(assets[0].totals, (await it.report("medium")).assets[0].totals);
    const came = (await pages()).filter((url) => url.includes("/txs/chain"));
    assert.ok(came.length - new Set(came).size <= 1, "no page that came was asked for again");
    await tab.clean();
  });
}
