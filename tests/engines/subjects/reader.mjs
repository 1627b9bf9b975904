// What readers have of it: ten languages, each text in its room, keys, sentences, tables.
import assert from "node:assert/strict";
import { LANGUAGES, NOW, RTL, words } from "../../browser/harness.mjs";
import { cutOff, misfits } from "../../browser/misfits.mjs";
import { WIDTHS } from "../tab.mjs";

/** One in money, and those with every kind of step, notice and claim. */
const CAMPAIGNS = ["priced", "tangle", "frozen", "pledge"];
/** Those that are looked at in two languages, at every width that a style sheet knows. */
const MORE = ["relief", "tangle", "empty", "chains", "screened"];
const EVERY_WIDTH = [320, 412, 640, 768, 900, 1000, 1280];
/** So many of them on a page. */
const AT_ONCE = 3;

/** What a region's tag comes to: the panel's own, and how the sample's day is written. */
const REGIONS = {
  "en-GB": ["en-GB", "15 March 2026"],
  "en-US": ["en-US", "March 15, 2026"],
  "de-AT": ["de-AT", "15. März 2026"],
  "es-MX": ["es-MX", "15 de marzo de 2026"],
  "uk-UA": ["uk-UA", "15 березня 2026"],
  "fa-AF": ["fa-AF", "۱۵ مارچ ۲۰۲۶"],
  "ar-AE": ["ar-AE", "15 مارس 2026"],
  "ar-EG": ["ar-EG", "١٥ مارس ٢٠٢٦"],
  "ar-LB-u-nu-latn": ["ar-LB-u-nu-latn", "15 آذار 2026"],
  // Of a language that is not there English, its own in no place.
  "pt-BR": ["en", "15 March 2026"],
  "zh-Hant-TW": ["en", "15 March 2026"],
};

export default function ({ on, it, tab }) {
  /** A campaign's snapshot, drawn for some widths in some languages. */
  const drawn = (name, langs, widths) =>
    it.once(`drawn ${name} ${langs} ${widths}`, () =>
      it.publish(name, { args: ["--as-of", NOW, "--no-proofs", "--no-second", "--lang", langs.join(), "--widths", widths.join()] }),
    );
  /** Shows panels side by side, and tells what does not fit of them. */
  const unfit = async (panels, lang) => {
    await tab.show(panels, { lang, beside: true, script: [`window.looks = [${misfits}, ${cutOff}]`] });
    const ids = Object.keys(panels);
    await tab.until((ids) => ids.every((id) => window.of(id).state === "ready" && window.of(id).root.querySelector(".foot > *")), ids);
    return tab.run((ids) => {
      window.layOut();
      return ids.flatMap((id, index) => window.looks.flatMap((look) => look(index)).map((one) => `${id}: ${one}`));
    }, ids);
  };

  on("ten languages", "each in its direction, with its own words, and every text has its room", async () => {
    assert.equal(LANGUAGES.length, 10);
    const found = [];
    for (const lang of LANGUAGES) {
      const panels = {};
      for (const name of CAMPAIGNS) {
        const { folder } = await drawn(name, LANGUAGES, WIDTHS);
        for (const width of WIDTHS) panels[`${name}-${width}`] = { snapshot: folder, width };
      }
      for (const one of await unfit(panels, lang)) found.push(`${lang}: ${one}`);
      const ids = Object.keys(panels);
      const are = await tab.run((ids, gross) => ids.map((id) => ({ id, dir: getComputedStyle(window.of(id).box).direction, lang: window.of(id).box.lang, said: window.of(id).text.includes(gross) })), ids, (await words(lang))["ladder.gross"]);
      assert.deepEqual(are, ids.map((id) => ({ id, dir: RTL.includes(lang) ? "rtl" : "ltr", lang, said: true })));
      assert.deepEqual((await tab.fetched()).filter((url) => url.endsWith(".wasm")), [], "painted from fragments alone");
      await tab.clean();
    }
    assert.deepEqual(found, []);
  });

  for (const lang of ["en", "ar"]) {
    on("every width", `${lang}: at seven widths what a section holds fits its height, and every tab can be read`, async () => {
      const found = [];
      for (let from = 0; from < EVERY_WIDTH.length; from += AT_ONCE) {
        const panels = {};
        for (const width of EVERY_WIDTH.slice(from, from + AT_ONCE)) {
          for (const name of MORE) panels[`${name}-${width}`] = { snapshot: (await drawn(name, ["en", "ar"], EVERY_WIDTH)).folder, width };
        }
        found.push(...(await unfit(panels, lang)));
        const cut = await tab.run(() => [...document.querySelectorAll("[id^=chains]")].flatMap(({ shadowRoot }) => [...shadowRoot.querySelectorAll("[role=tab]")]).filter((one) => one.scrollWidth > one.clientWidth + 1).map((one) => one.textContent));
        assert.deepEqual(cut, []);
      }
      assert.deepEqual(found, []);
    });
  }

  on("every width", "where what holds it shrinks to fit, a panel has the width that there is", async () => {
    await tab.show({ relief: { campaign: "relief" } });
    await tab.ready();
    const narrow = await tab.run(() => {
      const { panel } = window.of();
      const held = ["display:flex", "display:flex;flex-direction:column;align-items:center", "display:grid;justify-items:center", "float:left", "display:table", "width:fit-content", "position:absolute"];
      return held.map((css) => {
        const holder = document.createElement("div");
        holder.setAttribute("style", css);
        document.body.append(holder);
        holder.append(panel);
        return `${css}: ${panel.offsetWidth} of ${innerWidth}`;
      });
    });
    assert.deepEqual(narrow.filter((said) => Number(/: (\d+) of/.exec(said)[1]) < 280), []);
    await tab.clean();
  });

  on("regions", "a language of a region has its digits, months and order of dates; one that is not there is English; each language asks for one file of words", async () => {
    const panels = Object.fromEntries(Object.keys(REGIONS).map((lang) => [lang, { campaign: "relief", lang, width: 320 }]));
    await tab.show(panels, { beside: true });
    await tab.settled(...Object.keys(panels));
    for (const [tag, [own, day]] of Object.entries(REGIONS)) {
      assert.deepEqual(await tab.run((id) => [window.of(id).box.lang, window.of(id).box.dir], tag), [own, RTL.includes(own.slice(0, 2)) ? "rtl" : "ltr"], tag);
      await tab.says(day, tag);
    }
    const asked = (await tab.fetched()).map((url) => /\/locale\/(\w+)\.json$/.exec(url)?.[1]).filter(Boolean);
    assert.deepEqual(asked.toSorted(), ["ar", "de", "en", "es", "fa", "uk"]);
    await tab.clean();
  });

  /** What has the focus in a panel. */
  const focused = () =>
    tab.run(() => {
      const { root } = window.of();
      const one = root.activeElement;
      const section = one?.closest("[data-section]");
      const marks = [...(section?.querySelectorAll("[data-mark]") ?? [])];
      return one && { section: section?.className, action: one.dataset.action ?? null, mark: marks.indexOf(one), name: one.getAttribute("aria-label") ?? one.textContent.trim(), readout: section?.querySelector("[data-readout]")?.textContent, outline: getComputedStyle(one).outlineStyle };
    });

  // A window of WebKitGTK that no window manager puts in front has the keys, and does not draw a focus.
  const isSeen = tab.name !== "webkit";

  for (const [lang, forward, back] of [["en", "ArrowRight", "ArrowLeft"], ["ar", "ArrowLeft", "ArrowRight"]]) {
    on("charts by keyboard", `${lang}: charts are explored by keys, with a sentence for each mark; tabs are chosen, steps open, a table keeps the focus`, async () => {
      await tab.show({ relief: { campaign: "relief" } }, { lang });
      await tab.ready();
      for (const chart of ["timeline", "flow"]) {
        await tab.run((chart) => window.of().root.querySelector(`.${chart} [data-mark][tabindex="0"]`).focus(), chart);
        const total = await tab.count(`.${chart} [data-mark]`);
        const seen = [await focused()];
        for (let step = 1; step < Math.min(total, 5); step++) {
          await tab.press(forward);
          seen.push(await focused());
        }
        assert.equal(new Set(seen.map(({ mark }) => mark)).size, seen.length, "each press, another mark");
        for (const { name, readout, outline } of seen) {
          assert.ok(name.split(/\s+/).length >= 3, `a sentence, not "${name}"`);
          // Behind the sentence stand the hosts of its sources, as links.
          assert.equal(readout.slice(0, name.length), name);
          assert.match(readout.slice(name.length), /^( [\w.-]+(:\d+)?)*$/);
          if (isSeen) assert.notEqual(outline, "none", "the focus can be seen");
        }
        await tab.press(back);
        assert.equal((await focused()).mark, seen.at(-2).mark);
        await tab.press("End");
        const last = await focused();
        await tab.press(forward);
        assert.equal((await focused()).mark, last.mark, "the end is the end");
        await tab.press("Home");
        assert.equal((await focused()).mark, 0);
        assert.equal(await tab.count(`.${chart} [data-mark][tabindex="0"]`), 1, "one stop for Tab");
        await tab.press("Escape");
        const { name, readout } = await focused();
        assert.notEqual(readout, name, "Escape empties the line");
      }
      if (lang === "ar") {
        // As drawn: WebKit tells one and the same box of each.
        const places = await tab.run(() => [...window.of().root.querySelectorAll(".timeline svg [data-mark] .hit")].map((mark) => mark.x.baseVal.value));
        assert.ok(places.length > 4 && places[0] > places.at(-1) + 200, `the time begins at the right: ${places[0]} ${places.at(-1)}`);
        const loose = await tab.run(() => {
          const texts = document.createTreeWalker(window.of().root, NodeFilter.SHOW_TEXT);
          const found = [];
          for (let text = texts.nextNode(); text; text = texts.nextNode()) if (/[A-Za-z0-9]{26,}/.test(text.data) && !text.parentElement.closest("[dir=ltr], style")) found.push(text.data);
          return found;
        });
        assert.deepEqual(loose, [], "addresses and hashes keep their own direction");
      }
      // A label's source is one step from its mark.
      await tab.run(() => window.of().root.querySelector('.flow [data-source="https://labels.example/sample"]').focus());
      await tab.press("Tab");
      assert.deepEqual(await tab.run(() => [window.of().root.activeElement.href, window.of().root.activeElement.rel]), ["https://labels.example/sample", "noopener noreferrer"]);

      const { assets } = await tab.report();
      const shows = (net) => tab.until((net) => window.of().root.querySelectorAll(".ladder .step data")[3]?.value === net, net);
      await tab.run(() => window.of().root.querySelector("[role=tab]").focus());
      await tab.press(forward);
      await shows(assets[1].totals.net);
      assert.equal((await focused()).action, "asset:1", "the focus is on the chosen tab");
      await tab.press(back);
      await shows(assets[0].totals.net);

      const isOpen = () => tab.run(() => window.of().root.querySelector(".ladder details.step").open);
      await tab.run(() => window.of().root.querySelector(".ladder details.step summary").focus());
      await tab.press("Enter");
      assert.equal(await isOpen(), true);
      await tab.press("Escape");
      assert.equal(await isOpen(), false);

      for (const chart of ["timeline", "flow"]) {
        await tab.run((chart) => window.of().root.querySelector(`[data-action="table:${chart}"]`).focus(), chart);
        await tab.press("Enter");
        await tab.until((chart) => Boolean(window.of().root.querySelector(`.${chart} table`)), chart);
        assert.equal(await tab.count(`.${chart} [data-mark]`), 0);
        assert.equal((await focused()).action, `table:${chart}`);
        assert.ok((await tab.count(`.${chart} th[scope]`)) >= 2);
        if (chart === "timeline") {
          const cells = await tab.run(() => [...window.of().root.querySelectorAll(".timeline tbody tr")].map((row) => row.querySelector("data")?.value ?? "0"));
          assert.equal(String(cells.reduce((sum, value) => sum + BigInt(value), 0n)), assets[0].totals.from_outside, "the inflow's rows add up");
        }
        await tab.press("Enter");
        await tab.until((chart) => Boolean(window.of().root.querySelector(`.${chart} svg[role=group]`)), chart);
      }
      await tab.clean();
    });
  }

  on("every stop of Tab", "Tab walks through the sections in their order; every stop has a name and can be seen", async () => {
    await tab.show({ relief: { campaign: "relief" } });
    await tab.ready();
    await tab.run(() => document.querySelector("#above a").focus());
    const stops = [];
    for (let press = 0; press < 60; press++) {
      await tab.press("Tab");
      const stop = await focused();
      if (!stop) break;
      stops.push(stop);
    }
    const order = ["head", "net", "timeline", "flow", "transactions", "foot"];
    const visited = stops.map(({ section }) => order.indexOf(section));
    assert.deepEqual(visited, visited.toSorted((a, b) => a - b), "section by section");
    for (const section of ["net", "timeline", "flow", "transactions"]) assert.ok(stops.some((stop) => stop.section === section), `a stop in ${section}`);
    for (const chart of ["timeline", "flow"]) assert.equal(stops.filter(({ section, mark }) => section === chart && mark >= 0).length, 1, `${chart} is one stop: arrows go on from there`);
    for (const stop of stops) assert.ok(stop.name && (stop.outline !== "none" || !isSeen), JSON.stringify(stop));
    assert.ok(stops.length <= 50, `${stops.length} presses from end to end`);
  });

  on("pointer and keys", "the pointer reads marks too; keys with Alt, Ctrl, Meta or Shift stay the browser's; the keys of one panel are not another's", async () => {
    await tab.show({ one: { campaign: "relief" }, two: { campaign: "relief" } }, { beside: true });
    await tab.settled("one", "two");
    const { read, names, taken, isTaken, untouched } = await tab.run(() => {
      const [root, other] = ["one", "two"].map((id) => window.of(id).root);
      const before = other.querySelector(".flow [data-readout]").textContent;
      const names = [];
      const read = ["timeline", "flow"].map((chart) => {
        const mark = root.querySelectorAll(`.${chart} [data-mark]`)[2];
        mark.dispatchEvent(new PointerEvent("pointerover", { bubbles: true, composed: true }));
        names.push(mark.getAttribute("aria-label"));
        return root.querySelector(`.${chart} [data-readout]`).textContent;
      });
      const press = (target, key, more) => !target.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true, composed: true, cancelable: true, ...more }));
      const taken = [];
      const mark = root.querySelector(".timeline [data-mark]");
      for (const target of [mark, root.querySelector("[role=tab]")]) {
        for (const key of ["ArrowLeft", "ArrowRight", "Home", "End", "Enter", " "]) for (const more of ["altKey", "ctrlKey", "metaKey", "shiftKey"]) if (press(target, key, { [more]: true })) taken.push(`${more} ${key}`);
      }
      for (const target of [root.querySelector("summary"), root.querySelector(".pager button")]) for (const key of ["ArrowDown", "Home", "End", "Tab", "Escape"]) if (press(target, key)) taken.push(key);
      return { read, names, taken, isTaken: press(mark, "End"), untouched: other.querySelector(".flow [data-readout]").textContent === before };
    });
    read.forEach((line, index) => assert.ok(line.startsWith(names[index]), `${line}: ${names[index]}`));
    assert.deepEqual([taken, isTaken, untouched], [[], true, true]);
  });
}
