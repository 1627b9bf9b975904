// A panel from a snapshot: painted from a fragment alone, opened by what takes the core, checked, gone on from, and drawn by a server.
import assert from "node:assert/strict";
import { NOW, addressesIn, drawn, element, watchChildren, words } from "../../browser/harness.mjs";
import { plain, strict } from "../tab.mjs";

/** Less than a day before the reader's now. */
const BEFORE = "2026-03-14T13:00:00Z";

/** A file with one byte in its middle changed, by which it stays what it is: JSON, HTML. */
function altered(content) {
  const bytes = Buffer.from(content);
  const at = bytes.findIndex((byte, at) => at >= bytes.length >> 1 && byte >= 0x30 && byte < 0x39);
  assert.ok(at > 0, "there is a digit to change");
  bytes[at] += 1;
  return bytes;
}

/** A report without what differs from one reading to the next, and without what the reader's own check says. */
const unchecked = (report) => ({ ...plain(report), assets: report.assets.map((asset) => ({ ...asset, verification: undefined })) });

export default function ({ on, it, tab }) {
  /** A sample's snapshot after which the explorer has more, or is otherwise: from `advance()` on. */
  const earlier = async (fault, { asOf = BEFORE, verbs } = {}) => {
    const tip = Number(await (await fetch(`${it.explorer}/api/blocks/tip/height`)).text());
    const campaign = await it.campaign("relief", (fault ?? "until=TIP@before").replace("TIP", tip - 200));
    const [, key] = /\/fault\/([^/]+)/.exec(campaign.explorers[0].url);
    const own = await it.publish(campaign, { args: ["--as-of", asOf, "--no-second"], verbs });
    return { ...own, campaign, advance: () => fetch(`${it.explorer}/advance?fault=${key}`) };
  };
  const now = async (campaign) => (await it.snapshot(campaign, ["--as-of", NOW, "--no-second", "--no-proofs"])).report;
  /** Waits until a report as of the reader's now was told. */
  const gone = (id) => tab.until((day, id) => (window.of(id).report?.as_of.startsWith(day) ? window.of(id).report : false), NOW.slice(0, 10), id);
  /** A snapshot of its own, of which files may be changed. */
  const own = () => it.once(`own ${tab.name}`, () => it.publish("relief"));
  const copied = async (alter) => {
    const { files } = await own();
    const folder = it.site.add("", "");
    const change = (path, body, more) => it.site.add("", body, { path: folder + path, ...more });
    for (const [path, body] of Object.entries(files)) change(path, alter?.[path] ? alter[path](body) : body);
    return { folder, files, change };
  };
  const openProof = (id) => tab.run((id) => void (window.of(id).root.querySelector("details.proof").open = true), id);

  on("snapshots", "painted from first lines and one fragment, without wasm, and without asking anybody", async () => {
    const { folder, files, report } = await it.published("relief");
    await tab.show({ english: { snapshot: folder, load: null, width: 412 }, arabic: { snapshot: folder, load: null, width: 412, lang: "ar" } }, { headers: strict(), beside: true });
    await tab.reaches("ready", "english");
    await tab.reaches("ready", "arabic");
    const fetched = (await tab.fetched()).map((url) => new URL(url).pathname.replace(folder, ""));
    assert.deepEqual(fetched.filter((path) => /wasm|panel\.js|json$/.test(path)), []);
    assert.deepEqual(fetched.filter((path) => path.startsWith("fragments/")).toSorted(), ["fragments/ar-390.html", "fragments/ar-first.html", "fragments/en-390.html", "fragments/en-first.html"]);
    for (const [id, lang, name] of [["english", "en", "Relief for Aleria"], ["arabic", "ar", "إغاثة أليريا"]]) {
      await tab.says(name, id);
      const text = await tab.run((id) => window.of(id).text, id);
      assert.deepEqual(addressesIn(text).filter((address) => !report.campaign.addresses.some((own) => own.address === address)), [], lang);
      assert.deepEqual(await tab.run((id) => [window.of(id).link, window.of(id).events.map(({ name }) => name).join()], id), [false, "load"]);
    }
    assert.ok(Object.keys(files).length > 10);
    assert.deepEqual(await tab.asked(), []);
    await tab.clean();
  });

  on("snapshots", "what is chosen is what a live panel shows, and all else stays untouched; marks are read without the core", async () => {
    const { folder } = await it.once("medium", () => it.publish("medium"));
    await tab.show({ saved: { snapshot: folder, load: null }, live: { campaign: "medium" } });
    await tab.reaches("ready", "saved");
    const label = await tab.run(() => {
      const mark = window.of("saved").root.querySelector(".timeline [data-mark]");
      mark.focus();
      return mark.getAttribute("aria-label");
    });
    const reads = (label, is) => tab.until((label, is) => (window.of("saved").root.querySelector(".timeline [data-readout]").textContent === label) === is, label, is);
    await reads(label, true);
    await tab.press("ArrowRight");
    await reads(label, false);
    await tab.ready("live");
    await tab.run(watchChildren, "#saved");
    for (const id of ["saved", "live"]) await tab.click("table:timeline", id);
    for (const id of ["saved", "live"]) await tab.until((id) => Boolean(window.of(id).root.querySelector(".timeline table")), id);
    await tab.ready("saved");
    const insides = (id) => tab.run((id) => Object.fromEntries([...window.of(id).root.querySelectorAll("section")].map((one) => [one.className, one.innerHTML.replace(/<p class="level.*?<\/p>/g, "")])), id);
    const [ours, theirs] = [await insides("saved"), await insides("live")];
    for (const name of ["net", "timeline", "flow"]) assert.equal(ours[name], theirs[name], name);
    assert.deepEqual((await tab.run(() => window.changed)).filter((change) => !/^timeline|^df: said/.test(change)), [], "only what was chosen is drawn anew");
    assert.equal((await tab.report("saved")).assets[0].totals.net, (await tab.report("live")).assets[0].totals.net);
    const rows = (id) => tab.run((id) => [...window.of(id).root.querySelectorAll(".transactions tbody tr")].map((row) => `${row.querySelector("time").dateTime} ${row.querySelector("data").value}`).join(), id);
    for (const action of ["order:largest", "page:1", "order:newest"]) {
      const before = await rows("saved");
      for (const id of ["saved", "live"]) await tab.click(action, id);
      await tab.until((before) => {
        const rows = ["saved", "live"].map((id) => [...window.of(id).root.querySelectorAll(".transactions tbody tr")].map((row) => `${row.querySelector("time").dateTime} ${row.querySelector("data").value}`).join());
        return rows[0] !== before && rows[0] === rows[1];
      }, before);
    }
    await tab.clean();
  });

  on("snapshots of all kinds", "in the page's own order of sections; a period is worked out by the core; an old one says so; where there is none, what else the page names is asked about, after its click", async () => {
    const { folder } = await it.published("relief");
    const old = await it.once("old", () => it.publish("relief", { args: ["--as-of", "2026-03-13T11:59:59Z", "--no-proofs", "--no-second"] }));
    const width = 320;
    const panels = {
      some: { snapshot: folder, sections: "timeline net", width },
      period: { snapshot: folder, from: "2026-01-01", width },
      bad: { snapshot: folder, from: "January", width },
      before: { snapshot: folder, from: "2026-02-01", to: "2026-01-31", lang: "de", width },
      coin: { snapshot: folder, currency: "dollars", width },
      regional: { snapshot: folder, lang: "ar-EG", width },
      old: { snapshot: old.folder, width },
      nowhere: { snapshot: "/nowhere", width },
      instead: { snapshot: "/nowhere", src: "/campaigns/relief.json", load: null, width },
      foreign: { snapshot: `${it.explorer}/nowhere/`, load: null, width },
    };
    await tab.show(panels);
    for (const id of ["instead", "foreign"]) await tab.near("asking", id);
    await tab.says(new URL(it.explorer).host, "foreign");
    await tab.until(() => window.of("period").report && window.of("regional").report);
    assert.deepEqual(await tab.asked(), []);
    assert.deepEqual(await tab.run(() => [...window.of("some").root.querySelectorAll("section")].map(({ className }) => className)), ["timeline", "net"]);
    assert.equal((await tab.report("period")).period.from, "2026-01-01");
    for (const [id, code, field, words] of [
      ["bad", "bad-period", "from", "this is not a day as in “2026-03-14”"],
      ["before", "bad-period", "to", "das liegt vor dem ersten Tag des Zeitraums"],
      ["coin", "bad-currency", "currency", "must be a currency’s code"],
    ]) {
      const told = await tab.told("error", id);
      assert.deepEqual([told.code, told.field], [code, field]);
      assert.ok(told.message.startsWith(words), told.message);
      await tab.says(`\u2068${field}\u2069: ${words}`, id);
    }
    assert.match(await tab.run(() => window.of("regional").text), /[٠-٩]/);
    await tab.says("more than a day old", "old");
    assert.doesNotMatch(await tab.run(() => window.of("some").text), /more than a day old/);
    await tab.reaches("message", "nowhere");
    assert.equal((await tab.told("error", "nowhere")).code, "unreachable");
    await tab.click("load", "instead");
    await tab.until(() => window.of("instead").settled === "report");
    assert.equal((await tab.report("instead")).complete, true);
    await tab.clean();
  });

  on("checked in this browser", "in a worker, or in slices where the policy lets none be, all is proven; a proof that does not come is no finding", async () => {
    const { report } = await it.published("relief");
    for (const [place, policy] of [["worker", strict()], ["slices", { "content-security-policy": strict()["content-security-policy"].replace("worker-src 'self'", "worker-src 'none'") }]]) {
      const { folder, files, change } = await copied();
      const proofs = Object.keys(files).find((path) => path.startsWith("proofs/"));
      if (place === "slices") change(proofs, "gone", { status: 404 });
      await tab.show({ saved: { snapshot: folder } }, { headers: policy });
      await tab.reaches("ready");
      await openProof();
      await tab.click("verify");
      if (place === "slices") {
        await tab.says(proofs);
        assert.deepEqual(await tab.run(() => window.of().events.filter(({ name }) => name === "verify").length), 0);
        change(proofs, files[proofs]);
        await tab.click("verify");
      }
      const verdict = await tab.told("verify");
      assert.deepEqual([verdict.place, verdict.findings], [place, []]);
      const { included, transactions, checked, senders_proven: senders } = verdict;
      assert.ok(included >= 50 && verdict.a_second > 0);
      assert.deepEqual([included, checked, senders], [transactions, transactions, included]);
      assert.equal(included, report.assets[0].verification.included);
      await tab.until(() => window.of().report?.assets[0].verification.checked_by === "browser");
      const said = await words("en", "rest");
      await tab.says(said["checked.browser"]);
      await tab.says(`${checked} proofs were checked in this browser, and all hold`);
      const rows = await tab.run(() => [...window.of().root.querySelectorAll(".transactions .proven [aria-hidden]")].map((one) => one.textContent));
      assert.deepEqual([...new Set(rows)], [said["level-short.included"]]);
      assert.equal(await tab.count(".tampered"), 0);
    }
  });

  on("tampered snapshots", "a byte of any file that was changed is told above the figures, in two languages, and nothing is shown as proven", async () => {
    const { files } = await own();
    const proofs = Object.keys(files).find((path) => path.startsWith("proofs/"));
    const panels = {};
    const names = {};
    for (const lang of ["en", "ar"]) {
      for (const [index, name] of [proofs, "report.json", `fragments/${lang}-390.html`, "manifest.json"].entries()) {
        panels[`${lang}${index}`] = { snapshot: (await copied({ [name]: altered })).folder, lang, verify: "auto", width: 412 };
        names[`${lang}${index}`] = name;
      }
    }
    await tab.show(panels, { beside: true });
    for (const [id, { lang }] of Object.entries(panels)) {
      const name = names[id];
      const said = await words(lang, "rest");
      const { findings } = await tab.told("verify", id);
      assert.ok(findings.some(({ file }) => file === name), `${id}: ${JSON.stringify(findings)}`);
      const notice = await tab.text(".head .tampered[role=alert]", id);
      assert.ok(notice.includes(said["tampered.means"]), notice);
      assert.ok(notice.includes(said["tampered.title"].replace("{file}", findings[0].file)), notice);
      await tab.until((id, word) => {
        const rows = [...window.of(id).root.querySelectorAll(".transactions .proven [aria-hidden]")];
        return rows.length > 0 && rows.every((row) => row.textContent === word) && window.of(id).report?.assets[0].verification.included === 0;
      }, id, said["level-short.reported"]);
    }
  });

  on("tampered snapshots", "a file that is not what the manifest says, when the panel is opened, is named above the figures and gives none; put right, it goes on", async () => {
    const digit = (text) => text.replace(/(\d)(\D*)$/, (_, digit, rest) => `${(Number(digit) + 1) % 10}${rest}`);
    const panels = {};
    const folders = {};
    for (const [id, name, alter] of [["ledger", "ledger.json", digit], ["answers", "answers.json", digit], ["campaign", "campaign.json", digit], ["manifest", "manifest.json", (text) => text.slice(1)]]) {
      folders[id] = { name, ...(await copied({ [name]: alter })) };
      panels[id] = { snapshot: folders[id].folder, width: 412 };
    }
    panels.bare = { snapshot: folders.ledger.folder, from: "2026-01-01", width: 412 };
    await tab.show(panels, { beside: true });
    const said = await words("en", "rest");
    for (const [id, { name, files, change }] of Object.entries(folders)) {
      await tab.reaches("ready", id);
      const net = await tab.run((id) => window.of(id).root.querySelector(".net").innerHTML, id);
      await tab.click("order:largest", id);
      const { code, field } = await tab.told("error", id);
      assert.deepEqual([code, field], ["bad-snapshot", name]);
      assert.ok((await tab.text(".head .tampered[role=alert]", id)).includes(said["tampered.title"].replace("{file}", name)));
      assert.equal(await tab.run((id) => window.of(id).root.querySelector(".net").innerHTML, id), net);
      if (id === "ledger") {
        // Where nothing is painted from a fragment, there is no figure at all.
        await tab.reaches("message", "bare");
        await tab.says(said["tampered.means"], "bare");
        assert.equal(await tab.count(".figure", "bare"), 0);
      }
      change(name, files[name]);
      await tab.click("order:largest", id);
      await tab.until((id) => Boolean(window.of(id).report) && !window.of(id).root.querySelector(".tampered"), id);
    }
  });

  on("newer than a snapshot", "explorers are asked for what came since, as the page or the reader wants it, and it is as the command has it, checked, in two languages", async () => {
    const one = await it.once("earlier", () => earlier());
    await one.advance();
    const panels = {
      english: { snapshot: one.folder, live: "" },
      arabic: { snapshot: one.folder, live: "", lang: "ar" },
      proven: { snapshot: one.folder, live: "", verify: "auto" },
      wanted: { snapshot: one.folder, live: "", load: null },
      plain: { snapshot: one.folder },
    };
    await tab.show(panels, { beside: true });
    await tab.near("ready", "wanted");
    const expected = unchecked(await it.once("since", () => now(one.campaign)));
    for (const [id, lang] of [["english", "en"], ["arabic", "ar"]]) {
      const report = await gone(id);
      assert.deepEqual(unchecked(report), expected, id);
      assert.ok(report.assets[0].transactions > one.report.assets[0].transactions);
      const said = await words(lang, "live");
      await tab.says(said["live.come"].split("{")[0].trim(), id);
      await tab.until((id) => {
        const { verification } = window.of(id).report.assets[0];
        return verification.included === verification.transactions && verification.checked_by === "both";
      }, id);
      await tab.says((await words(lang, "rest"))["checked.both"], id);
    }
    await tab.until(() => {
      const { as_of: asOf, assets } = window.of("proven").report ?? { assets: [] };
      return asOf?.startsWith("2026-03-15") && assets[0].verification.checked_by === "browser" && assets[0].verification.included === assets[0].verification.transactions;
    });
    assert.deepEqual((await tab.told("verify", "proven")).findings, []);

    // By keyboard: put away, and wanted again.
    assert.equal(await tab.run(() => window.of("plain").root.querySelectorAll(".head button").length), 0);
    await tab.until(() => {
      const button = window.of("wanted").root.querySelector(".head p > button");
      button?.focus();
      return Boolean(button);
    });
    const offer = () => tab.run(() => window.of("wanted").root.querySelector(".offer")?.textContent ?? "");
    await tab.press("Enter");
    await tab.until(() => Boolean(window.of("wanted").root.querySelector(".offer")));
    assert.match(await offer(), new RegExp(`${new URL(it.explorer).host} will see your IP address`));
    await tab.press("Escape");
    await tab.until(() => !window.of("wanted").root.querySelector(".offer"));
    await tab.press("Enter");
    await tab.until(() => Boolean(window.of("wanted").root.querySelector(".offer button")));
    assert.deepEqual(await tab.run(() => ["wanted", "plain"].map((id) => window.of(id).events.some(({ name }) => name === "progress"))), [false, false], "nobody was asked for them");
    await tab.run(() => window.of("wanted").root.querySelector(".offer button").click());
    assert.deepEqual(unchecked(await gone("wanted")), expected);
    await tab.clean();
  });

  on("newer than a snapshot", "what a reorganisation took out is said; an old one is old no more; an explorer that is silent leaves the figures as they are", async () => {
    const [replaced, old, down] = await it.once("others", () => Promise.all([earlier("reorg@after"), earlier(undefined, { asOf: "2026-03-12T12:00:00Z" }), earlier("until=TIP@before+404@after")]));
    for (const { advance } of [replaced, old, down]) await advance();
    await tab.show({ replaced: { snapshot: replaced.folder, live: "" }, old: { snapshot: old.folder, live: "" }, down: { snapshot: down.folder, live: "" } }, { beside: true, hasty: true });
    assert.deepEqual(unchecked(await gone("replaced")), unchecked(await it.once("replaced", () => now(replaced.campaign))));
    await tab.says("no longer in the chain", "replaced");
    await gone("old");
    await tab.says("Saved 12 March 2026", "old");
    assert.doesNotMatch(await tab.run(() => window.of("old").text), /more than a day old/);
    await tab.says((await words("en", "live"))["live.not-come"], "down");
    assert.deepEqual(await tab.run(() => [window.of("down").state, window.of("down").root.querySelector(".asof time").dateTime]), ["ready", BEFORE]);
  });

  on("a second explorer", "it is asked when the reader wants it; one that has the same agrees, one that hides something is told with both figures", async () => {
    const withSecond = async (fault) => {
      const campaign = await it.campaign("relief");
      const url = `${it.explorer.replace("127.0.0.1", "localhost")}${fault}/api`;
      campaign.explorers.splice(1 + campaign.explorers.findIndex(({ chain }) => chain === "bitcoin-regtest"), 0, { chain: "bitcoin-regtest", api: "esplora", url });
      return campaign;
    };
    const saved = await it.once("saved second", async () => it.publish(await withSecond(""), { args: ["--no-second", "--no-proofs", "--as-of", NOW] }));
    const panels = { agrees: { campaign: await withSecond("") }, arabic: { campaign: await withSecond(""), lang: "ar" }, differs: { campaign: await withSecond("/fault/hides") }, silent: { campaign: await withSecond("/fault/404") }, saved: { snapshot: saved.folder } };
    await tab.show(panels, { beside: true, hasty: true });
    await tab.settled("agrees", "arabic", "differs", "silent");
    await tab.reaches("ready", "saved");
    await tab.click("order:largest", "saved");
    await tab.report("saved");
    for (const id of Object.keys(panels)) await openProof(id);
    assert.match(await tab.text("details.proof", "agrees"), /localhost:\d+ will see your IP address\./);
    assert.deepEqual((await tab.fetched()).filter((url) => /localhost|parts\/second/.test(url)), [], "nobody is asked unasked");
    const high = () => tab.run(() => window.of("arabic").panel.getBoundingClientRect().height);
    await tab.run(() => (window.of("arabic").root.querySelector("details.proof").open = false));
    const before = await high();
    for (const id of Object.keys(panels)) await tab.click("second", id);
    for (const id of Object.keys(panels)) await tab.until((id) => window.of(id).report?.agreements.length > 0, id);
    for (const id of ["agrees", "saved"]) {
      await tab.until((id) => /127\.0\.0\.1:\d+ and localhost:\d+ agree at block [\d,]+: \d+ transactions/.test(window.of(id).text), id);
      const { agreements, assets } = await tab.report(id);
      assert.deepEqual(agreements.map(({ finding }) => finding), ["agrees", "no-second"]);
      assert.equal(assets[0].verification.agreed[0].height, agreements[0].height);
    }
    await tab.says("يتفق", "arabic");
    assert.equal(await high(), before, "nothing moves");
    const { agreements } = await tab.report("differs");
    assert.equal(agreements[0].finding, "differs");
    const [difference] = agreements[0].differs.filter(({ figure }) => figure === "transactions");
    assert.equal(BigInt(difference.shown) - BigInt(difference.theirs), 1n);
    await tab.says(`has ${difference.theirs} transactions, the list here ${difference.shown}`, "differs");
    await tab.says("were asked, and not both answered. Nothing is agreed.", "silent");
    assert.doesNotMatch(await tab.run(() => window.of("differs").text), /agree at block/);
    await tab.clean();
  });

  on("pages without script", "with scripts left out the page that render writes shows the whole panel, and tables open in the places of drawings", async () => {
    const { folder, files } = await it.published("relief");
    it.site.add("panel.css", files["panel.css"], { path: `${folder}panel.css`, headers: { "content-type": "text/css" } });
    for (const lang of ["en", "ar"]) {
      await tab.visit(`${it.site.url}${folder}panel.${lang}.html`);
      const look = () =>
        tab.run(() => {
          const root = document.querySelector("donation-flow").shadowRoot;
          const seen = (one) => one.checkVisibility({ visibilityProperty: true }) && one.getBoundingClientRect().height > 0;
          return {
            figure: root.querySelector(".net .figure").textContent,
            sections: [...root.querySelectorAll("section")].filter((one) => one.getBoundingClientRect().height > 100).map((one) => one.className),
            charts: [...root.querySelectorAll("svg.chart")].filter((one) => seen(one) && one.getBoundingClientRect().width > 200).length,
            buttons: [...root.querySelectorAll("button")].filter(seen).length,
            fetched: performance.getEntriesByType("resource").length,
            high: document.documentElement.scrollHeight,
          };
        });
      await tab.until(() => Boolean(document.querySelector("donation-flow").shadowRoot?.querySelector(".net .figure")));
      const { figure, high, ...seen } = await look();
      assert.match(figure, /[\d٠-٩]/);
      assert.deepEqual(seen, { sections: ["head", "net", "timeline", "flow", "transactions", "foot"], charts: 2, buttons: 0, fetched: 1 });
      for (const section of ["timeline", "flow"]) {
        await tab.run((section) => {
          const at = document.querySelector("donation-flow").shadowRoot.querySelector(`.${section}`);
          at.scrollIntoView();
          at.querySelector("summary").click();
        }, section);
        await tab.until((section) => {
          const at = document.querySelector("donation-flow").shadowRoot.querySelector(`.${section}`);
          const seen = (one) => one.checkVisibility({ visibilityProperty: true, contentVisibilityAuto: false }) && one.getBoundingClientRect().height > 0;
          return [...at.querySelectorAll("table")].filter(seen).length === 1 && ![...at.querySelectorAll("svg.chart")].some(seen);
        }, section);
      }
      assert.equal((await look()).high, high, "nothing below has moved");
    }
  });

  on("drawn by a server", "what stands is adopted: no child is replaced, nothing is fetched for it, and it goes on from there", async () => {
    const { folder, files } = await it.published("relief");
    const panel = element({ id: "drawn", snapshot: folder, lang: "en" }, drawn(files["fragments/en-640.html"]));
    await tab.show({}, { init: [watchChildren], after: `<div style="width:640px">${panel}</div>` });
    await tab.until(() => window.seen.events.some(({ name }) => name === "load"));
    assert.deepEqual(await tab.run(() => window.changed.filter((change) => !/: said/.test(change))), []);
    assert.deepEqual((await tab.fetched()).filter((url) => /fragments\/|\.wasm/.test(url)), []);
    await tab.click("order:largest");
    await tab.ready();
    await tab.until(() => Boolean(window.of().root.querySelector('[data-action="order:largest"][aria-pressed=true]')));
    assert.deepEqual(await tab.run(() => window.changed.filter((change) => !/^transactions|: said/.test(change))), []);
    await tab.clean();
  });
}
