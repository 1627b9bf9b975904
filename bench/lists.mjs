// `node bench/lists.mjs`: what a list of a hundred thousand addresses costs a panel of 3,000 transactions in Chromium, on a
// processor four times slower: its longest task, and from the list's last byte to the last look-up.
import { launch } from "./measure.mjs";
import { sampleExplorer } from "./servers.mjs";

const RUNS = Number(process.argv[2] ?? 3);
const SLOWER = 4;

const explorer = await sampleExplorer();
const campaign = await (await fetch(`${explorer.url}/campaigns/large.json`)).json();
const long = `${explorer.url}/lists/long.txt`;
const text = await (await fetch(long)).text();
const browser = await launch();

async function run(lists) {
  const page = await browser.newPage({ viewport: { width: 640, height: 900 } });
  await page.route("**/listed.json", (route) => route.fulfill({ json: { ...campaign, lists } }));
  await page.route("**/article", (route) =>
    route.fulfill({
      contentType: "text/html",
      body: `<!doctype html><script type="module" src="/donation-flow.js"></script><donation-flow load="eager" src="/listed.json"></donation-flow>`,
    }),
  );
  await page.addInitScript(() => {
    const seen = (window.seen = { tasks: [] });
    new PerformanceObserver((list) => {
      for (const { startTime, duration } of list.getEntries()) seen.tasks.push({ startTime, duration });
    }).observe({ type: "longtask", buffered: true });
    document.addEventListener("donation-flow-report", ({ detail }) => {
      seen.found = detail.listings.length;
      seen.senders = detail.assets[0]?.sending_addresses_with_dust;
    });
    document.addEventListener("donation-flow-progress", ({ detail }) => {
      if (detail.done) seen.done ??= performance.now();
    });
  });
  const session = await page.context().newCDPSession(page);
  await session.send("Emulation.setCPUThrottlingRate", { rate: SLOWER });
  await page.goto(`${explorer.url}/article`);
  await page.waitForFunction(() => window.seen.done && window.seen.found !== undefined, undefined, { timeout: 240_000, polling: 500 });
  await page.waitForTimeout(2_000);
  const measured = await page.evaluate(() => {
    const [entry] = performance.getEntriesByType("resource").filter(({ name }) => name.includes("/lists/"));
    const { tasks, done, found, senders } = window.seen;
    const came = entry?.responseEnd;
    const longest = (list) => Math.round(Math.max(0, ...list.map(({ duration }) => duration)));
    // The task in which the list was read is the first after its last byte.
    const after = tasks.filter(({ startTime, duration }) => startTime + duration >= came && startTime < came + 3_000);
    return { "list after ms": Math.round(came ?? 0), "done after ms": Math.round(done), "longest task ms": longest(tasks), "longest near the list ms": longest(after), "listings found": found, senders };
  });
  await page.close();
  return measured;
}

console.log(`list: ${text.length} bytes, ${text.split("\n").length} lines; processor ${SLOWER} times slower`);
for (let turn = 0; turn < RUNS; turn += 1) {
  console.log("without a list", JSON.stringify(await run([])));
  console.log("with the list ", JSON.stringify(await run([long])));
}
await browser.close();
explorer.stop();
