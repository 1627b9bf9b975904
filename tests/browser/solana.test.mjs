// A node of Solana's is asked by POST, from a page of another origin: what comes is what the command gets.

import assert from "node:assert/strict";
import { test } from "node:test";
import { suite } from "./harness.mjs";

const it = suite();

test("a campaign on Solana: the page's report is the command's, and every request is a POST of JSON alone", async () => {
  const { code, report } = await it.snapshot(await it.campaign("solana"));
  assert.equal(code, 0);
  assert.deepEqual(
    report.assets.map(({ asset }) => asset),
    ["tSOL", "USDC", "PYUSD"],
  );
  const panel = await it.open({ campaign: "solana", load: "click" });
  const asked = [];
  panel.page.on("request", (request) => request.url().startsWith(`${it.explorer}/solana`) && asked.push(request));
  await panel.page.locator("donation-flow button").first().click();
  assert.equal(await panel.settled(), "report");
  const told = await panel.report();
  assert.deepEqual({ ...told, as_of: "" }, { ...report, as_of: "" });
  assert.deepEqual(panel.errors, []);
  const posts = asked.filter((request) => request.method() === "POST");
  assert.ok(posts.length > 10, `${posts.length} requests`);
  for (const request of posts) {
    const headers = await request.allHeaders();
    assert.equal(headers["content-type"], "application/json");
    assert.equal(headers.cookie, undefined);
    assert.equal(headers.referer, undefined);
    assert.ok(Array.isArray(request.postDataJSON()));
  }
  assert.deepEqual([...new Set(asked.map((request) => request.method()))].filter((method) => method !== "OPTIONS"), ["POST"]);
  await panel.close();
});
