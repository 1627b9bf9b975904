// The main module alone draws what the whole one does: whatever the split took away, the first figure does without, in every language.

import assert from "node:assert/strict";
import { existsSync, readFileSync, readdirSync } from "node:fs";
import { test } from "node:test";
import { dist, path } from "../../tools/lib.mjs";

const LANGUAGES = readdirSync(path("www/locale")).map((name) => name.replace(".json", ""));

/** A module by itself: whatever it imports is not called. */
function alone(file) {
  const module = new WebAssembly.Module(readFileSync(file));
  const imports = {};
  for (const { module: holder, name } of WebAssembly.Module.imports(module)) {
    (imports[holder] ??= {})[name] = () => assert.fail(`${name} is called`);
  }
  return new WebAssembly.Instance(module, imports).exports;
}

function drawn(wasm, { campaign, page, words, tag, width, now }) {
  const begun = wasm.open();
  const give = (text) => {
    const bytes = new TextEncoder().encode(text);
    const place = wasm.room(begun, bytes.length);
    new Uint8Array(wasm.memory.buffer, place, bytes.length).set(bytes);
  };
  const said = () => new TextDecoder().decode(new Uint8Array(wasm.memory.buffer, wasm.said(begun), wasm.said_length(begun)));
  const isFile = campaign.startsWith("{");
  give(campaign);
  wasm.ask(begun, isFile);
  const url = said();
  for (const text of [words, tag, page]) give(text);
  wasm.draw(begun, width, now);
  const html = said();
  wasm.close(begun);
  return { url, html };
}

const OF = {
  bitcoin: ["bc1qar0srrr7xfkvy5l643lydnw9re59gtzzwf5mdq", "1BoatSLRHtKNngkdXEeobR76b53LETtpyT", "3J98t1WpEZ73CNmQviecrnyiWrnqRhWNLy"],
  litecoin: ["LM2WMpR1Rp6j3Sa59cMXMs1SPzj9eXpGc1", "MTf4tP1TCNBn8dNkyxeBVoPrFCcVzxJvvh"],
};
const NOW = 1_773_576_000;

/** A page of receipts and spends of as many satoshis as are told. */
function pageOf([own, ...others], sums) {
  const output = (scriptpubkey_address, value) => ({ scriptpubkey: "0014", scriptpubkey_type: "v0_p2wpkh", scriptpubkey_address, value });
  const other = others[0] ?? own;
  const tx = (value, index) => {
    const isSpend = index % 5 === 4;
    const [from, to] = isSpend ? [own, other] : [other, own];
    const txid = (index + 1).toString(16).padStart(64, "0");
    const status = { confirmed: true, block_height: 900_000 - index, block_hash: txid, block_time: NOW - 90_000 - index * 600 };
    return { txid, vin: [{ txid: "ab".repeat(32), is_coinbase: false, prevout: output(from, value + 200) }], vout: [output(to, value)], fee: 200, status };
  };
  return JSON.stringify(sums.map(tx));
}

const SUMS = [[1], [100_000], Array.from({ length: 25 }, (_, index) => 7 ** (index % 9) + index), [2_100_000_000_000_000], [123_456_789_000, 5_000_000_000_000]];

test("alone and whole draw the same, in every language, of every size", { skip: existsSync(path("target/glue/panel_bg.wasm")) ? false : "the wasm was built elsewhere" }, () => {
  const [main, whole] = [`${dist}/donation-flow.wasm`, path("target/glue/panel_bg.wasm")].map(alone);
  let count = 0;
  for (const [chain, addresses] of Object.entries(OF)) {
    const name = { en: "Relief & <more>", ar: "إغاثة", de: "Hilfe für alle, die nach der langen Flut ohne Obdach geblieben sind" };
    const file = { version: 1, name, addresses: [{ chain, address: addresses[0] }, { chain: "tron", address: "TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6t" }] };
    for (const campaign of [JSON.stringify(file), JSON.stringify({ ...file, explorers: [{ chain, api: "esplora", url: "https://explorer.example:8443/api/" }] }), `${chain}:${addresses[0]}`]) {
      for (const sums of SUMS) {
        const page = pageOf(addresses, sums);
        for (const lang of LANGUAGES) {
          const [short, full] = [`${dist}/locale/${lang}.first.json`, path(`www/locale/${lang}.json`)].map((file) => readFileSync(file, "utf8"));
          for (const tag of [lang, `${lang}-u-nu-latn`, { ar: "ar-EG", de: "de-CH", en: "en-ZA", es: "es-MX" }[lang] ?? lang]) {
            const width = [320, 700, 1000][count++ % 3];
            const of = { campaign, page, tag, width, now: NOW };
            const [ours, theirs] = [drawn(main, { ...of, words: short }), drawn(whole, { ...of, words: full })];
            assert.match(ours.url, new RegExp(`^https://\\S+/address/${addresses[0]}/txs/chain$`));
            assert.match(ours.html, /<p class="figure(?: long)?"><bdi>.+<small>(?:BTC|LTC)<\/small>/);
            assert.doesNotMatch(ours.html, /\b(?:net|head|ladder|compact|number)\.[a-z]/, "a word's key");
            assert.deepEqual(ours, theirs, `${chain} ${tag} ${width}`);
          }
        }
      }
    }
  }
  assert.ok(count >= 900, `${count}`);
});
