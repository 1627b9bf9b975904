// The panel is a guest in somebody's page: its policy, its frames, its colours, its neighbours, its comings and goings.
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { DIST } from "../../browser/harness.mjs";
import { strict } from "../tab.mjs";

/** Notes how often a page was shown, and whether it had been kept. */
const SHOWN = "<script>window.born = Math.random(); window.shown = []; addEventListener('pageshow', ({ persisted }) => shown.push(persisted));</script>";

export default function ({ on, it, tab }) {
  on("strict content policy", "all code comes under a policy that lets nothing unsafe through, with Trusted Types where there are such; without the word for wasm the panel says so", async () => {
    await tab.show({ relief: { campaign: "relief" } }, { headers: strict(it.explorer) });
    await tab.ready();
    for (const chart of ["timeline", "flow"]) await tab.click(`table:${chart}`);
    await tab.click("order:largest");
    await tab.until(() => window.of().root.querySelectorAll("table").length === 3 && window.of().root.querySelector('[data-action="order:largest"]').getAttribute("aria-pressed") === "true");
    await tab.clean();
    // The policy is in force.
    const refused = await tab.run(() => {
      const style = document.createElement("style");
      style.textContent = "#below{position:fixed}";
      document.head.append(style);
      return getComputedStyle(document.querySelector("#below")).position;
    });
    assert.equal(refused, "static");
    const { "content-security-policy": policy } = strict(it.explorer);
    await tab.show({ relief: { campaign: "relief" } }, { headers: { "content-security-policy": policy.replace(" 'wasm-unsafe-eval'", "") } });
    await tab.reaches("message");
    assert.equal(await tab.run(() => window.of().link), true);
  });

  on("hostile words", "what others write stays text: nothing runs, nobody else is asked, nothing turns a line round, and the policy has nothing to report", async () => {
    const words = [
      `<img src=x onerror="window.hacked=1"></script><script>window.hacked=1</script>"><svg onload=window.hacked=1> javascript:window.hacked=1`,
      "\u202Eesrever \u202D\u2067\u2068 \u202C\u2069\u2069 \u200E\u200F\u061C",
      `${"a".repeat(1_500)} {n} {hosts} &lt;b&gt; \${1}`,
    ].join(" ");
    const campaign = await it.campaign("relief");
    Object.assign(campaign, { name: words, description: { en: words, ar: words } });
    for (const one of [...campaign.events, ...campaign.labels]) one.label = words;
    for (const one of campaign.labels) one.issuer = words;
    for (const one of campaign.addresses) one.note = words;
    // What is no page is refused, by its field.
    const urls = ["javascript:alert(1)", "data:text/html,x", "bitcoin:bcrt1x", "https://me@pay.example/", "//pay.example/"];
    const panels = { english: { campaign, width: 320 }, arabic: { campaign, lang: "ar", width: 320 } };
    urls.forEach((url, index) => (panels[`url${index}`] = { campaign: { ...campaign, events: [{ ...campaign.events[0], url }] }, width: 320 }));
    await tab.show(panels, { beside: true, headers: strict(it.explorer) });
    const ends = await tab.settled(...Object.keys(panels));
    for (const id of ["english", "arabic"]) {
      const seen = await tab.run((id) => {
        const { root, panel, text } = window.of(id);
        const all = [...root.querySelectorAll("*")];
        const handlers = all.filter((one) => [...one.attributes].some(({ name }) => name.startsWith("on") || name === "style")).length;
        const ways = all.flatMap((one) => [...one.attributes].filter(({ name }) => /^(href|src|xlink:href|action|data-source)$/.test(name)).flatMap(({ value }) => value.split(" ")));
        const wide = panel.scrollWidth - panel.clientWidth;
        return { foreign: root.querySelectorAll("img, script, form, input, iframe").length, handlers, ways, turned: /[\u202a-\u202e]/.test(root.textContent), said: text.includes("<img src=x"), wide };
      }, id);
      for (const url of seen.ways) assert.match(url, /^(https:\/\/|http:\/\/127\.0\.0\.1|#)/);
      assert.deepEqual({ ...seen, ways: 0 }, { foreign: 0, handlers: 0, ways: 0, turned: false, said: true, wide: 0 }, id);
    }
    for (const [index, url] of urls.entries()) {
      assert.equal(ends[`url${index}`], "message", url);
      await tab.says("events[0].url", `url${index}`);
    }
    assert.equal(await tab.run(() => window.hacked ?? null), null);
    assert.deepEqual([...new Set((await tab.asked()).map((url) => new URL(url).origin))], [it.explorer]);
    await tab.clean();
  });

  on("attributes, properties, events", "each property is an attribute, and changes what it says; events come in order, and tell plain data", async () => {
    await tab.show({ relief: { campaign: "relief" } });
    await tab.ready();
    const events = await tab.run(() => window.of().events.map(({ name, bubbles, composed, detail }) => ({ name, isHeard: bubbles && composed, pages: detail?.pages, requests: detail?.requests, done: detail?.done })));
    assert.ok(events.every(({ isHeard }) => isHeard));
    const names = events.map(({ name }) => name);
    assert.deepEqual([names[0], names.at(-1), names.filter((name) => name === "load").length], ["load", "report", 1]);
    assert.ok(names.includes("progress") && !names.includes("error"));
    const progress = events.filter(({ name }) => name === "progress");
    assert.ok(progress.every(({ pages, requests }) => Number.isInteger(pages) && requests >= pages));
    assert.deepEqual(progress.map(({ pages }) => pages), progress.map(({ pages }) => pages).toSorted((a, b) => a - b));
    assert.equal(progress.at(-1).done, true);
    const isPlain = await tab.run(() => {
      const isPlain = (value) => typeof value !== "object" || value === null || ((Array.isArray(value) || Object.getPrototypeOf(value) === Object.prototype) && Object.values(value).every(isPlain));
      return isPlain(window.of().report);
    });
    assert.equal(isPlain, true);
    for (const { totals } of (await tab.report()).assets) for (const [name, amount] of Object.entries(totals)) assert.match(amount, /^-?\d+$/, `${name} is a decimal string`);
    const set = async (name, value) => {
      await tab.run((name, value) => {
        window.seen.events.length = 0;
        document.querySelector("donation-flow")[name] = value;
      }, name, value);
      await tab.ready();
      assert.equal(await tab.run((name) => document.querySelector("donation-flow").getAttribute(name), name), value);
    };
    const sections = () => tab.run(() => [...window.of().root.querySelectorAll("section")].map(({ className }) => className));
    await set("sections", "timeline net");
    assert.deepEqual(await sections(), ["timeline", "net"]);
    await set("sections", null);
    assert.equal((await sections()).length, 6);
    await set("from", "2026-01-01");
    assert.equal((await tab.report()).period.from, "2026-01-01");
    await set("from", null);
    assert.equal((await tab.report()).period ?? null, null);
    await set("lang", "ar");
    assert.equal(await tab.run(() => window.of().box.dir), "rtl");
    await tab.says("إغاثة أليريا");
    await set("lang", "en");
    assert.equal(await tab.run(() => window.of().box.dir), "ltr");

    // On the page of before, whose figures stand: at once, and without a second reading.
    await tab.run(() => void (window.seen.events.length = 0));
    const look = (theme, style = "") =>
      tab.run((theme, style) => {
        const { panel, box } = window.of();
        panel.theme = theme;
        panel.style.cssText = style;
        const { backgroundColor, color } = getComputedStyle(box);
        return [backgroundColor, color];
      }, theme, style);
    const [light, dark] = [await look("light"), await look("dark")];
    const bright = (colour) => colour.match(/\d+/g).map(Number).reduce((sum, one) => sum + one);
    assert.ok(bright(light[1]) < 200 && bright(dark[1]) > 500, `${light} ${dark}`);
    const own = await look("dark", "--donation-flow-background: rgb(1, 2, 3); --donation-flow-text: rgb(250, 251, 252)");
    assert.deepEqual(own, ["rgb(1, 2, 3)", "rgb(250, 251, 252)"]);
    assert.deepEqual(await tab.run(() => window.of().events.length), 0);
    await tab.clean();
  });

  on("themes", "without a theme the panel is of a dark article's ink, though the reader's browser is light; a finished theme knows the panel's width", async () => {
    const head = '<style>html{background:#0b1d2a;color:#dbe7f0}</style><link rel="stylesheet" href="/donation-flow/themes/bulletin.css">';
    await tab.show({ narrow: { src: "/nowhere.json", width: 320 }, wide: { src: "/nowhere.json", width: 1000 } }, { head });
    // Without a campaign file it says so, in its own styles: that is all that is looked at.
    await tab.settled("narrow", "wide");
    const drawn = () =>
      tab.run(() =>
        ["narrow", "wide"].map((id) => {
          const { box } = window.of(id);
          const probe = box.appendChild(document.createElement("i"));
          probe.style.color = "color-mix(in srgb, var(--muted), var(--muted))";
          const [, muted] = getComputedStyle(probe).color.match(/([\d.]+)/);
          probe.remove();
          const { color, backgroundColor } = getComputedStyle(box);
          return { color, backgroundColor, isLight: Number(muted) > 0.5, card: getComputedStyle(box.querySelector(".net")).clipPath };
        }),
      );
    const own = { color: "rgb(219, 231, 240)", backgroundColor: "rgba(0, 0, 0, 0)", isLight: true, card: "none" };
    assert.deepEqual(await drawn(), [own, own]);
    await tab.run(() => document.querySelectorAll("donation-flow").forEach((panel) => (panel.className = "bulletin")));
    const [narrow, wide] = await drawn();
    assert.deepEqual([narrow.color, narrow.backgroundColor, narrow.isLight], ["rgb(16, 24, 40)", "rgb(236, 239, 245)", false]);
    assert.match(narrow.card, /^inset\(0(px)? -12px 4px/);
    assert.match(wide.card, /^inset\(-8px -12px 4px/);
  });

  on("panels that come and go", "removed, a panel ends what is under way and asks nothing more; moved, it goes on; put back, it begins anew; another src replaces the first", async () => {
    const slow = (name) => ({ campaign: name, fault: "slow=250", width: 320 });
    const init = [
      () => {
        const { fetch } = window;
        window.ended = [];
        window.sent = [];
        window.fetch = (...given) => {
          const url = given[0].url ?? String(given[0]);
          window.sent.push(url);
          return fetch(...given).catch((error) => {
            window.ended.push([error.name, url]);
            throw error;
          });
        };
        document.addEventListener("donation-flow-progress", ({ target }) => target.id === "heard" && target.remove());
      },
    ];
    await tab.show({ removed: slow("medium"), moved: slow("relief"), replaced: slow("medium"), put: { campaign: "relief", width: 320 }, heard: { campaign: "relief", width: 320 } }, { beside: true, init });
    await tab.until(() => ["removed", "moved", "replaced"].every((id) => window.of(id).events.some(({ name }) => name === "progress")) && !document.querySelector("#heard"));
    const spec = (id) => tab.run((id) => /slow=250[^/]*/.exec(window.sources[id])[0], id);
    await tab.run(async () => {
      window.sources = {};
      for (const id of ["removed", "replaced"]) window.sources[id] = await (await fetch(window.of(id).panel.src)).text();
    });
    const [removed, replaced] = [await spec("removed"), await spec("replaced")];
    await tab.run(() => {
      document.querySelector("#removed").remove();
      document.querySelector("main").prepend(document.querySelector("#moved"));
      document.querySelector("#replaced").src = "/campaigns/tangle.json";
    });
    const asked = (of) => tab.run((of) => window.sent.filter((url) => url.includes(of)).length, of);
    await tab.until((removed, replaced) => [removed, replaced].every((of) => window.ended.some(([name, url]) => name === "AbortError" && url.includes(of))), removed, replaced);
    const before = [await asked(removed), await asked(replaced)];
    await tab.ready("moved");
    await tab.until(() => /tangle/i.test(window.of("replaced").text));
    await tab.ready("replaced");
    await tab.ready("put");
    const moved = await tab.run(() => window.of("moved").events.filter(({ name }) => name === "load").length);
    assert.equal(moved, 1, "it did not begin again");
    assert.equal((await tab.report("moved")).complete, true);
    assert.deepEqual(before, [await asked(removed), await asked(replaced)], "what ended asks no more");
    await tab.run(async () => {
      const { panel } = window.of("put");
      const { parentElement: place } = panel;
      panel.remove();
      await new Promise((go) => setTimeout(go, 50));
      window.seen.events.length = 0;
      place.append(panel);
    });
    await tab.ready("put");
    assert.equal((await tab.report("put")).complete, true);
    // Put in and taken out again and again.
    await tab.run(async () => {
      const model = window.of("put").panel;
      for (let turn = 0; turn < 20; turn++) {
        const panel = model.cloneNode(true);
        model.after(panel);
        await new Promise((go) => setTimeout(go, 15 * (turn % 5)));
        panel.remove();
      }
    });
    const wasm = (await tab.fetched()).filter((url) => url.endsWith("/donation-flow.wasm"));
    assert.equal(wasm.length, 1);
    await tab.clean();
  });

  on("many panels", "on one page they load the code once, each with its own figures; neither a second script nor an AMD loader is in the way, and there are no globals", async () => {
    const panels = Object.fromEntries(["relief", "tangle", "empty"].map((campaign) => [campaign, { campaign, width: 320 }]));
    it.site.add("", await readFile(join(DIST, "donation-flow.js")), { path: "/next/donation-flow.js", headers: { "content-type": "text/javascript" } });
    const init = [
      () => {
        window.define = () => (window.amd = "called");
        window.define.amd = {};
        window.before = [...Object.keys(window), "before"];
      },
    ];
    const other = '<script type="module" src="/donation-flow/donation-flow.js?again"></script><script type="module" src="/next/donation-flow.js"></script>';
    await tab.show({ ...panels, again: { campaign: "relief", width: 320 } }, { beside: true, init, after: other });
    await tab.settled("relief", "tangle", "empty", "again");
    const parts = (await tab.fetched()).filter((url) => url.includes("/donation-flow/") && !url.includes("?"));
    assert.deepEqual(parts.toSorted(), [...new Set(parts)].toSorted(), "each part once");
    const all = (await tab.fetched()).map((url) => new URL(url).pathname);
    assert.deepEqual(all.filter((path) => path.startsWith("/next/")), ["/next/donation-flow.js"]);
    const figures = async (id) => (await tab.report(id)).assets.map(({ totals }) => totals);
    assert.deepEqual(await figures("relief"), await figures("again"));
    assert.notDeepEqual(await figures("relief"), await figures("tangle"));
    const added = await tab.run(() => Object.keys(window).filter((name) => !window.before.includes(name)));
    assert.deepEqual(added.filter((name) => !["inner", "above", "below"].includes(name)), [], "no globals");
    assert.equal(await tab.run(() => window.amd ?? null), null);
    await tab.clean();
  });

  on("iframes", "frame.html in a sandbox tells its height, which the page gives it; another's word changes nothing", async () => {
    const src = (query) => `${it.explorer}/frame.html?${new URLSearchParams({ src: "/campaigns/relief.json", load: "eager", lang: "en", ...query })}`.replaceAll("&", "&amp;");
    const frame = (query, sandbox = "allow-scripts") => `<div class="column-640 donation-flow-frame"><iframe title="A panel" sandbox="${sandbox}" src="${src(query)}"></iframe></div>`;
    const after = frame({}) + frame({ sections: "head net" }) + frame({ adress: "x" });
    await tab.show({}, { head: '<style>.column-640{width:640px}</style><script type="module" src="/donation-flow/frame-parent.js"></script>', after, init: [() => addEventListener("message", ({ data }) => (window.told = [...(window.told ?? []), data]))] });
    const heights = [2_192, 724];
    const stand = () => tab.until((heights) => [...document.querySelectorAll("iframe")].slice(0, 2).every((one, index) => one.style.height && Math.round(one.getBoundingClientRect().height) === heights[index]), heights);
    await stand();
    await tab.run(() => {
      postMessage({ type: "donation-flow-height", height: 99 }, "*");
      document.querySelector("iframe").contentWindow.postMessage({ type: "donation-flow-ask" }, "*");
    });
    await tab.until((own) => window.told.filter(({ type, height }) => type === "donation-flow-height" && height === own).length > 1, heights[0]);
    await stand();
    assert.ok(await tab.run((own) => window.told.some(({ sentinel, type, height }) => sentinel === "amp" && type === "embed-size" && height === own), heights[0]));
  });

  on("printing", "a panel of a snapshot far below is drawn before its page is printed", async () => {
    const { folder } = await it.published("relief");
    const src = `/donation-flow/frame.html?${new URLSearchParams({ snapshot: folder, lang: "en" })}`.replaceAll("&", "&amp;");
    await tab.show({}, { after: `<div class="far"></div><iframe title="A panel" src="${src}"></iframe>` });
    const within = (state) => tab.until((state) => document.querySelector("iframe").contentDocument.querySelector("donation-flow")?.shadowRoot?.querySelector(".df")?.dataset.state === state, state);
    await within("waiting");
    await tab.run(() => void document.querySelector("iframe").contentWindow.dispatchEvent(new Event("beforeprint")));
    await within("ready");
  });

  on("back/forward cache", "a page that is come back to is as it was left, and goes on", async () => {
    const away = await tab.page({}, { before: "<p>Another article</p>" });
    // By the page itself: a driver waits for events that a page from the cache does not have.
    const go = async (url) => {
      await tab.run((url) => void setTimeout(() => location.assign(url), 0), url);
      await tab.eventually((url) => location.href === url && document.readyState === "complete", url);
    };
    const back = async () => {
      const left = await tab.run(() => window.born);
      await go(away);
      await tab.run(() => void setTimeout(() => history.back(), 0));
      // From the cache, or anew: shown either way.
      await tab.eventually((left) => window.shown?.length > 0 && (window.born !== left || window.shown.at(-1)), left);
    };
    await tab.show({ relief: { campaign: "relief" } }, { before: SHOWN });
    await tab.ready();
    const [born, figure] = await tab.run(() => [window.born, window.of().root.querySelector(".figure").textContent]);
    await back();
    await tab.until(() => window.shown.at(-1) === true);
    assert.equal(await tab.run(() => window.born), born, "the same page, not a new one");
    assert.equal(await tab.run(() => window.of().root.querySelector(".figure").textContent), figure);
    await tab.click("table:timeline");
    await tab.until(() => Boolean(window.of().root.querySelector(".timeline table")));
    await tab.clean();
    // Left while it reads: whether the engine kept it or loads it anew, it comes to its figures.
    for (const begun of [() => true, () => window.of().state === "loading", () => window.seen.events.some(({ name }) => name === "load")]) {
      await go(await tab.page({ relief: { campaign: "relief", fault: "slow=300" } }, { before: SHOWN }));
      await tab.until(begun);
      await back();
      await tab.until(() => window.of().settled === "report");
      assert.deepEqual((await tab.report()).assets.map(({ totals }) => totals), (await it.report("relief")).assets.map(({ totals }) => totals));
    }
  });

  on("snippet builder", "an address becomes a snippet; what is wrong is said at its field", async () => {
    await tab.visit(`${it.explorer}/builder.html?lang=en`);
    await tab.until(() => Boolean(document.querySelector("#take")?.textContent && document.querySelector("[data-field]")));
    const take = (text) =>
      tab.run((text) => {
        const box = document.querySelector("#paste");
        box.value = text;
        box.dispatchEvent(new Event("input", { bubbles: true }));
        document.querySelector("#take").click();
      }, text);
    await take("1BvBMSEYstWetqTFn5Au4m4GFg7xJaNVN2");
    await tab.until(() => document.querySelector('[data-field="addresses[0].address"]')?.value === "1BvBMSEYstWetqTFn5Au4m4GFg7xJaNVN2");
    await tab.run(() => document.querySelector("[name=way][value=address]").click());
    await tab.until(() => document.querySelector("#out-snippet")?.textContent.includes('<donation-flow address="bitcoin:1BvBMSEYstWetqTFn5Au4m4GFg7xJaNVN2"'));
    assert.match(await tab.run(() => document.querySelector("#out-policy-header").textContent), /connect-src \S+ https:\/\/mempool.space https:\/\/blockstream.info;/);
    await tab.run(() => {
      const field = document.querySelector('[data-field="addresses[0].address"]');
      field.focus();
      field.value += "x";
      for (const type of ["input", "change"]) field.dispatchEvent(new Event(type, { bubbles: true }));
      field.blur();
    });
    await tab.until(() => document.querySelector('[data-field="addresses[0].address"]').getAttribute("aria-invalid") === "true");
    await tab.until(() => document.querySelectorAll("#problems li").length === 1);
  });
}
