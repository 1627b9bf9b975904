// Figures are the command's, whatever they are of, and stand in the room that was kept for them.
import assert from "node:assert/strict";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { addressesIn, readFigures, words } from "../../browser/harness.mjs";
import { PICTURES, WIDTHS, plain } from "../tab.mjs";

/** The words of the details below the ladder, by the figures that stand beside them. */
async function rows(lang) {
  const locale = await words(lang);
  const keys = { from_outside: "from-outside", spent: "spent", fees: "fees", balance: "balance", pending_in: "pending-in", pending_out: "pending-out", ambiguous: "ambiguous" };
  return Object.fromEntries(Object.entries(keys).map(([name, key]) => [name, locale[`more.${key}`]]));
}

/** The figures of a report's asset, as `readFigures` reads them. */
const figuresOf = ({ chain, totals, donations, sending_addresses }) => ({
  ...Object.fromEntries(Object.entries(totals).map(([name, amount]) => [name, String(amount)])),
  // Where no transaction has several who pay, the line stands only for what was wrapped.
  ...(!chain.startsWith("bitcoin") && totals.ambiguous === "0" && { ambiguous: null }),
  donations,
  sending_addresses,
});

/** Cents as the panel writes a sum in English. */
const dollars = (cents) => `$${(Number(cents) / 100).toLocaleString("en", { minimumFractionDigits: 2 })}`;

export default function ({ on, it, tab }) {
  for (const lang of ["en", "ar"]) {
    on("live figures", `${lang}: a live panel gives the command's figures, in the room that was kept for it`, async () => {
      const { assets } = await it.report("relief");
      const of = (width) => `of-${width}`;
      await tab.show(Object.fromEntries(WIDTHS.map((width) => [of(width), { campaign: "relief", width }])), { lang });
      await tab.until(() => [...document.querySelectorAll("donation-flow")].every(({ shadowRoot }) => shadowRoot?.querySelector(".foot")));
      const places = () =>
        tab.run(() =>
          [...document.querySelectorAll("donation-flow")].flatMap(({ shadowRoot, parentElement }) => {
            const top = (one) => one.getBoundingClientRect().top + scrollY;
            return [...[...shadowRoot.querySelectorAll("section")].map((section) => [section.className, top(section)]), ["below", top(parentElement.lastElementChild)]];
          }),
        );
      const stood = await places();
      assert.equal(stood.length, WIDTHS.length * 7);
      await tab.settled(...WIDTHS.map(of));
      await tab.until(() => [...document.querySelectorAll("donation-flow")].every(({ shadowRoot }) => [...shadowRoot.querySelectorAll("svg[role=group]")].filter((svg) => svg.getBoundingClientRect().width > 200).length === 2));
      for (const width of WIDTHS) {
        const report = await tab.report(of(width));
        assert.deepEqual(report.assets.map(({ totals }) => totals), assets.map(({ totals }) => totals));
        // Of what was never in sight Firefox does not know the width.
        await tab.run((id) => document.getElementById(id).scrollIntoView(), of(width));
        mkdirSync(PICTURES, { recursive: true });
        writeFileSync(join(PICTURES, `${tab.name}-${lang}-${width}.png`), await tab.engine.picture());
        const is = await tab.run((id) => {
          const { panel, box, root } = window.of(id);
          const over = [...root.querySelectorAll("section")].filter((one) => one.scrollWidth > one.clientWidth + 1).map((one) => one.className);
          return { dir: getComputedStyle(box).direction, over, wide: panel.clientWidth, column: panel.parentElement.scrollWidth };
        }, of(width));
        assert.deepEqual(is, { dir: lang === "ar" ? "rtl" : "ltr", over: [], wide: width, column: width });
      }
      assert.deepEqual(await places(), stood, "each section, and the text below each panel, stays where it was");
      await tab.clean();
    });
  }

  on("every asset", "each asset's figures are the command's, in two languages, and of a period; the report is the command's to the last field", async () => {
    const [from, to] = ["2025-12-01", "2025-12-31"];
    const panels = { relief: { campaign: "relief" }, tangle: { campaign: "tangle" }, arabic: { campaign: "relief", lang: "ar" }, period: { campaign: "relief", from, to } };
    await tab.show(panels, { beside: true });
    await tab.settled(...Object.keys(panels));
    for (const [id, name, lang] of [["relief", "relief", "en"], ["tangle", "tangle", "en"], ["arabic", "relief", "ar"]]) {
      const report = await it.report(name);
      assert.ok(report.assets.length > 1 && report.assets.some(({ totals }) => BigInt(totals.net) > 0n));
      assert.equal(report.assets[0].asset, "tBTC", "a test network's money is called so");
      assert.deepEqual(plain(await tab.report(id)), plain(report), id);
      for (const [index, asset] of report.assets.entries()) {
        if (index) await tab.click(`asset:${index}`, id);
        await tab.until((action, id) => Boolean(window.of(id).root.querySelector(`[role=tab][data-action="${action}"][aria-selected=true]`)), `asset:${index}`, id);
        assert.deepEqual(await tab.run(readFigures, await rows(lang), `#${id}`), figuresOf(asset), `${id}: ${asset.asset}`);
      }
    }
    const [all, some] = [await tab.report("relief"), await tab.report("period")];
    assert.deepEqual(some.period, { from, to });
    for (const [index, asset] of some.assets.entries()) {
      assert.deepEqual(asset.timeline, all.assets[index].timeline.filter(({ day }) => day >= from && day <= to), `the days of ${asset.asset}`);
      assert.equal(asset.totals.balance, all.assets[index].totals.balance, "a balance is as of now");
    }
    assert.ok(BigInt(some.assets[0].totals.net) < BigInt(all.assets[0].totals.net));
    assert.equal((await tab.run(readFigures, {}, "#period")).net, some.assets[0].totals.net);
    await tab.clean();
  });

  on("seven chains", "one campaign on seven chains has the command's report, a tab for each asset, and one total; of the code comes what such a campaign needs", async () => {
    const campaign = await it.campaign("chains");
    const report = await it.report("chains");
    assert.equal(new Set(report.assets.map(({ chain }) => chain)).size, 7);
    await tab.show({ chains: { campaign } });
    await tab.ready();
    assert.deepEqual(plain(await tab.report()), plain(report));
    const tabs = await tab.run(() => [...window.of().root.querySelectorAll("[role=tab] b")].map((one) => one.textContent));
    assert.deepEqual(tabs, ["USD", ...report.assets.map(({ asset }) => asset)], "all as one, then each");
    assert.match(await tab.text(".net .figure"), /^\$245/);
    assert.match(await tab.text(".net .prices strong"), /^Without a price: PYUSD\.$/);
    assert.ok((await tab.text(".net .prices ul")).includes(dollars(report.priced_total.net_then)));
    const fetched = await tab.fetched();
    for (const { chain, url } of campaign.explorers) assert.ok(fetched.some((request) => request.startsWith(url)), `${chain}: ${url} was asked`);
    assert.deepEqual(fetched.map((url) => /\/parts\/(\w+)\.wasm$/.exec(url)?.[1]).filter(Boolean).sort(), ["blockcypher", "evm", "rest", "solana", "tron"]);
    // By the keyboard to the last one: it comes into view.
    await tab.run(() => window.of().root.querySelector("[role=tab]").focus());
    await tab.press("End");
    await tab.until(() => {
      const last = window.of().root.querySelector("[role=tab]:last-child");
      const [inner, outer] = [last.getBoundingClientRect(), last.parentElement.getBoundingClientRect()];
      return last.getAttribute("aria-selected") === "true" && inner.left >= outer.left - 1 && inner.right <= outer.right + 1;
    });
    await tab.says("tDOGE");
    await tab.clean();
  });

  on("prices", "money's worth is the command's, in dollars and in the article's currency; what has none is named, and no source is a gap", async () => {
    const priced = await it.campaign("priced");
    const dinars = { ...structuredClone(priced), currency: "JOD", dollar: `${priced.prices[0].url.match(/.*\/prices/)}/usd-jod.csv` };
    dinars.prices = dinars.prices.filter(({ source }) => source !== "csv");
    const silent = { ...priced, prices: priced.prices.map((feed) => ({ ...feed, url: "http://127.0.0.1:9/prices" })) };
    const panels = { dollars: { campaign: priced }, dinars: { campaign: dinars }, arabic: { campaign: dinars, lang: "ar" }, euros: { campaign: priced, currency: "EUR" }, silent: { campaign: silent } };
    await tab.show(panels, { beside: true, hasty: true });
    await tab.settled(...Object.keys(panels));
    const report = await it.report("priced");
    assert.deepEqual(plain(await tab.report("dollars")), plain(report));
    const { net_then, net_now } = report.priced_total;
    assert.ok(Number(net_then) > 10_000_00 && Number(net_now) > 10_000_00, `${net_then} ${net_now}`);
    const listed = await tab.text(".net .prices ul", "dollars");
    for (const sum of [net_then, net_now, report.assets[0].value.then, report.assets[1].value.now]) assert.ok(listed.includes(dollars(sum)), `${dollars(sum)} in ${listed}`);
    assert.match(await tab.text(".net .figure", "dollars"), new RegExp(`^\\${dollars(net_then).slice(0, 3)}`));
    assert.match(await tab.text(".net .prices strong", "dollars"), /^Without a price: part of tBTC and part of USDT\.$/);
    assert.match(await tab.text(".asset-net", "dollars"), /^\$[\d,.]+( million| thousand)? all assets$/);
    await tab.click("asset:0", "dollars");
    await tab.until(() => /tBTC \$[\d,.]+ when given, \$[\d,.]+ now/.test(window.of("dollars").root.querySelector(".asset-net").textContent.replace(/[\u2066-\u2069]/g, "")));

    const expected = await it.report("dinars", dinars);
    assert.equal(expected.priced_total.currency, "JOD");
    const ratio = Number(expected.priced_total.net_now) / Number((await it.report("without", { ...dinars, currency: "USD" })).priced_total.net_now);
    assert.ok(ratio > 0.5 && ratio < 1, `a dinar is worth more than a dollar: ${ratio}`);
    for (const [id, figure] of [["dinars", /^JOD [\d,.]+/], ["arabic", /^[\d,.]+.* JOD$/]]) {
      assert.deepEqual(plain(await tab.report(id)), plain(expected));
      assert.match(await tab.text(".net .figure", id), figure);
    }
    assert.ok(expected.assets.some(({ value }) => value?.source.includes(", 127.0.0.1")), "the file's host is named, too");

    // The sample's mempool tells no euros, and llama's prices are in dollars.
    const euros = await tab.report("euros");
    assert.equal(euros.priced_total, undefined);
    assert.ok(euros.gaps.some(({ kind, detail }) => kind === "no-price" && detail.includes("no prices in EUR")), JSON.stringify(euros.gaps));
    const none = await tab.report("silent");
    assert.deepEqual([none.complete, none.priced_total], [true, undefined]);
    assert.deepEqual(none.gaps.filter(({ kind }) => kind === "no-price").map(({ detail }) => detail), ["tBTC, 127.0.0.1:9: no answer", "USDT, 127.0.0.1:9: no answer"]);
    assert.match(await tab.text(".net .figure", "silent"), /^2\.01 tBTC$/);

    await tab.run(() => (window.of("euros").panel.currency = "usd"));
    await tab.until(() => window.of("euros").report?.priced_total?.currency === "USD");
    await tab.run(() => window.of("euros").panel.setAttribute("currency", "doubloon"));
    assert.equal((await tab.told("error", "euros")).code, "bad-currency");
    await tab.clean();
  });

  const wordy = () => it.once("wordy", async () => ({ ...(await it.campaign("listed")), lists: (await it.campaign("screened")).lists, claim_review: true, url: "https://news.example/article" }));

  on("claims", "a sentence's verdict is the command's, another sentence is a press away, and machines are told of each", async () => {
    const campaign = await wordy();
    const { claims, ...report } = await it.report("wordy", campaign);
    assert.ok(claims.length > 1);
    await tab.show({ english: { campaign }, arabic: { campaign, lang: "ar" } }, { beside: true });
    assert.deepEqual(await tab.settled("english", "arabic"), { english: "report", arabic: "report" });
    assert.deepEqual((await tab.report("english")).claims, claims);
    for (const [id, lang] of [["english", "en"], ["arabic", "ar"]]) {
      for (const [index, { sentence }] of claims.entries()) {
        if (index) await tab.click(`claim:${index}`, id);
        const wanted = (sentence[lang] ?? sentence).replaceAll(/[\u2066-\u2069]/g, "");
        await tab.until((wanted, id) => window.of(id).root.querySelector("blockquote")?.textContent.includes(wanted), wanted, id);
      }
      assert.equal(await tab.run((id) => getComputedStyle(window.of(id).root.querySelector("blockquote")).direction, id), lang === "ar" ? "rtl" : "ltr");
    }
    // Back by keyboard, which stays among the sentences.
    const before = claims.at(-2).sentence;
    await tab.run((action) => window.of("english").root.querySelector(`[data-action="${action}"]`).focus(), `claim:${claims.length - 2}`);
    await tab.press("Enter");
    await tab.until((wanted) => window.of("english").root.querySelector("blockquote").textContent.includes(wanted), before.en ?? before);
    assert.match(await tab.run(() => window.of("english").root.activeElement?.dataset.action), /^claim:/);
    const reviews = await tab.run(() => [...document.querySelectorAll("script[type='application/ld+json']")].map((script) => [script.parentNode.id, JSON.parse(script.textContent)["@graph"].length]));
    assert.deepEqual(reviews, [["english", claims.length], ["arabic", claims.length]]);
    await tab.run(() => window.of("arabic").panel.remove());
    assert.equal(await tab.run(() => document.querySelectorAll("script[type='application/ld+json']").length), 1, "it goes with its panel");
    assert.ok(report.lists.length > 0);
    await tab.clean();
  });

  on("lists", "who is listed is told as the command has it, in notice, flow and foot; a list that is spoilt is a gap, and the other one stands", async () => {
    const screened = await it.campaign("screened");
    const path = (fault) => `${it.explorer}${fault ? `/fault/${fault}` : ""}/lists/aleria.txt`;
    const faults = { refused: ["404", /answer 404$/], page: ["html", /line 1: this is no list file/], half: ["truncated", /line \d+: /], silent: ["no-cors", /no answer$/] };
    it.site.add("own.txt", await (await fetch(path())).text(), { path: "/lists/own.txt" });
    const long = it.site.add("", "x".repeat((32 << 20) + 1), { path: "/lists/too-long.txt" });
    const panels = { whole: { campaign: screened }, own: { campaign: { ...screened, lists: ["../../lists/own.txt"] } }, long: { campaign: { ...screened, lists: [`../..${long}`] } } };
    for (const [id, [fault]] of Object.entries(faults)) panels[id] = { campaign: { ...screened, lists: [path(fault), path()] } };
    await tab.show(panels, { beside: true, hasty: true });
    await tab.settled(...Object.keys(panels));
    const report = await it.report("screened");
    assert.equal(report.listings.length, 5);
    assert.deepEqual(plain(await tab.report("whole")), plain(report));
    const own = await tab.report("own");
    assert.deepEqual([own.lists[0].state, own.listings.length, own.gaps], ["read", 5, []]);
    for (const [id, [, why]] of Object.entries(faults)) {
      const { lists, gaps, listings, complete, assets } = await tab.report(id);
      assert.deepEqual(lists.map(({ state }) => state), ["not-read", "read"], id);
      const missing = gaps.filter(({ kind }) => kind === "list-not-read");
      assert.equal(missing.length, 1, id);
      assert.match(missing[0].detail, why);
      assert.deepEqual([listings.length, complete, BigInt(assets[0].totals.net) > 0n], [5, true, true], id);
      assert.match(await tab.text(".head", id), /A list was not read: what only it says is not shown/);
    }
    assert.match((await tab.report("long")).gaps.find(({ kind }) => kind === "list-not-read").detail, /too-long\.txt: longer than 32 MiB$/);

    const head = await tab.text(".head", "whole");
    for (const said of ["Listed: Registry of Aleria", "ALERIA RELIEF FUND (A-17)", "names 2 of these addresses", "listed 15 January 2026", "To be named in it is not to own the wallet."]) assert.ok(head.includes(said), `${said} in ${head}`);
    // A mark that is a shape, of those who are listed and not of those who were; and the word beside the amount.
    const marks = await tab.run(() => [...window.of("whole").root.querySelectorAll(".sankey [data-mark]")].map((mark) => ({ said: mark.getAttribute("aria-label").replace(/[\u2066-\u2069]/g, ""), shape: Boolean(mark.querySelector("path.disc")), text: mark.textContent })));
    const listed = marks.filter(({ said }) => said.includes("in a list"));
    assert.equal(listed.length, 3, JSON.stringify(marks));
    for (const mark of marks) assert.equal(mark.shape, listed.includes(mark), mark.said);
    assert.ok(listed.some(({ text }) => text.includes("· in a list")) && marks.some(({ text }) => text.includes("· delisted")));
    await tab.click("table:flow", "whole");
    await tab.until(() => Boolean(window.of("whole").root.querySelector(".flow table")));
    const flow = await tab.text(".flow", "whole");
    for (const said of ["DOE, Jordan (A-23)", "TENTS AND TARPAULINS TRADING (A-20)", "in a list, according to Registry of Aleria", "listed 1 February 2023, delisted 20 February 2026"]) assert.ok(flow.includes(said), `${said} in ${flow}`);
    assert.match(flow, /Sent back: ?DOE, Jordan/, "what went back to one who is listed went back");
    assert.ok(await tab.count('.flow a[href="https://registry.aleria.example/entry/A-20"]', "whole"));
    const foot = await tab.text(".foot", "whole");
    for (const said of ["Aleria’s list of named persons · Registry of Aleria · 9 addresses · published 10 March 2026 · read 12 March 2026", "Among the campaign’s addresses: ALERIA RELIEF FUND", "Sent to the campaign: DOE, Jordan", "Was sent to: HIGHLAND PUMP WORKS"]) assert.ok(foot.includes(said), `${said} in ${foot}`);
    await tab.clean();
  });

  on("transactions", "in pages, the newest or the largest first, with exact amounts and links", async () => {
    const { assets } = await it.report("medium");
    await tab.show({ medium: { campaign: "medium" } });
    await tab.ready();
    assert.ok(assets[0].transactions > 900);
    const amounts = async () => (await tab.run(() => [...window.of().root.querySelectorAll(".transactions tbody data")].map(({ value }) => value))).map(BigInt);
    const newest = await amounts();
    assert.equal(newest.length, 10);
    await tab.click("order:largest");
    await tab.until(() => Boolean(window.of().root.querySelector('[data-action="order:largest"][aria-pressed=true]')));
    const largest = await amounts();
    assert.notDeepEqual(largest, newest);
    const size = (amount) => (amount < 0n ? -amount : amount);
    const sizes = largest.map(size);
    assert.deepEqual(sizes, sizes.toSorted((a, b) => (a > b ? -1 : a < b ? 1 : 0)));
    await tab.click("page:1");
    await tab.until((first) => ![null, undefined, first].includes(window.of().root.querySelector(".transactions tbody data")?.value), String(largest[0]));
    assert.ok(size((await amounts())[0]) <= sizes.at(-1));
    const links = await tab.run(() => [...window.of().root.querySelectorAll(".transactions tbody a")].map(({ href, rel, target }) => ({ href, rel, target })));
    assert.ok(links.length >= 10);
    for (const { href, rel, target } of links) {
      assert.match(href, /^(https:|http:\/\/127\.0\.0\.1)/);
      if (target === "_blank") assert.match(rel, /noopener/);
    }
    assert.equal((await fetch(links[0].href)).status, 200, "the link leads somewhere");
  });

  on("files", "all transactions as CSV and JSON, every row of them, and no address but the campaign's", async () => {
    await tab.show({ alliance: { campaign: "alliance" } });
    await tab.ready();
    await tab.run(() => {
      window.saved = [];
      URL.createObjectURL = (blob) => {
        blob.text().then((text) => window.saved.push(text));
        return "data:,";
      };
      HTMLAnchorElement.prototype.click = function () {
        window.named = [...(window.named ?? []), this.download];
      };
    });
    const report = await tab.report();
    const rows = report.assets.reduce((sum, { transactions }) => sum + transactions, 0);
    assert.ok(rows > 300);
    for (const [index, format] of ["csv", "json"].entries()) {
      await tab.click(`export:${format}`);
      await tab.until((index) => window.saved.length > index, index);
    }
    const [csv, json] = await tab.run(() => window.saved);
    assert.deepEqual(await tab.run(() => window.named), ["donation-flow.csv", "donation-flow.json"]);
    assert.equal(csv.trimEnd().split("\r\n").length, rows + 1);
    assert.equal(JSON.parse(json).transactions.flatMap(({ rows }) => rows).length, rows);
    const own = [...report.campaign.addresses.map(({ address }) => address), ...report.assets.map(({ contract }) => contract)];
    assert.deepEqual(addressesIn(csv + json).filter((address) => !own.includes(address)), []);
  });
}
