// Layout shift: what stands below the panel does not move while it waits, loads and is filled.
import assert from "node:assert/strict";
import { test } from "node:test";
import { shifts, withServers } from "../../bench/shift.mjs";

test("nothing moves at 320, 412, 768 and 1,280 px, in either direction", async () => {
  const found = await withServers((browser, servers) => shifts(browser, servers));
  assert.deepEqual(
    found.map(({ width, lang }) => `${width} ${lang}`),
    ["320 ar", "412 ar", "768 ar", "1280 ar", "320 en", "412 en", "768 en", "1280 en"],
  );
  for (const { width, lang, shift, moved, shifts } of found) {
    assert.equal(moved, 0, `${width} px, ${lang}: the text below moved by ${moved} px`);
    assert.equal(shift, 0, `${width} px, ${lang}: layout shift ${shift} ${JSON.stringify(shifts)}`);
  }
});

test("the check sees a page that keeps no room free", async () => {
  const options = { widths: [412], languages: ["en"], reserved: false };
  const [{ moved }] = await withServers((browser, servers) => shifts(browser, servers, options));
  assert.ok(moved > 1_000, `moved by ${moved} px`);
});
