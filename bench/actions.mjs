// `npm run bench -- actions`: what each thing that a reader can do to a panel of 1,000 and of 3,000 transactions costs, on a
// processor four times slower: from the touch to the next paint (Event Timing, as Interaction to Next Paint has it), and the
// longest task that follows. Fails where a reader waits longer than is taken for at once.
import { Stop } from "../tools/lib.mjs";
import { SLOW, launch } from "./measure.mjs";
import { sampleExplorer } from "./servers.mjs";

/** Milliseconds that are taken for at once: https://web.dev/articles/rail. */
const AT_ONCE = 100;
/** Milliseconds for what follows an action, with what is drawn later; and before one, for the scrolling to it. */
const FOLLOWS = 1_500;
const STANDS = 700;

/** What is touched, in this order: each as a selector within the panel. */
const ACTIONS = {
  "timeline as a table": '[data-action="table:timeline"]',
  "and as a drawing": '[data-action="table:timeline"]',
  "flow as a table": '[data-action="table:flow"]',
  "and as a drawing again": '[data-action="table:flow"]',
  "largest first": '[data-action="order:largest"]',
  "newest first": '[data-action="order:newest"]',
  "next page": '[data-action^="page:"]:not(:disabled)',
  "all as CSV": '[data-action="export:csv"]',
  "all as JSON": '[data-action="export:json"]',
  "more figures": "details summary",
};

/** Collects what the browser tells of long tasks and of events. */
function watch() {
  const seen = (window.seen = { tasks: [], events: [] });
  const keep = (type, list, rest) =>
    new PerformanceObserver((entries) => list.push(...entries.getEntries().map(({ duration }) => duration))).observe({ type, ...rest });
  keep("longtask", seen.tasks);
  keep("event", seen.events, { durationThreshold: 16 });
}

async function measure(browser, url, campaign) {
  const context = await browser.newContext({ viewport: { width: 360, height: 800 } });
  try {
    const page = await context.newPage();
    await page.addInitScript(watch);
    await page.goto(`${url}/demo/panel.html?campaign=${campaign}&load=eager`);
    const isReady = () => document.querySelector("donation-flow").shadowRoot.querySelector(".df").dataset.state === "ready";
    await page.waitForFunction(isReady, undefined, { timeout: 240_000, polling: 500 });
    const session = await context.newCDPSession(page);
    await session.send("Emulation.setCPUThrottlingRate", { rate: SLOW.cpu });
    const found = [];
    for (const [name, selector] of Object.entries(ACTIONS)) {
      const target = page.locator("donation-flow").locator(selector).first();
      await target.scrollIntoViewIfNeeded();
      await page.waitForTimeout(STANDS);
      await page.evaluate(() => (window.seen.tasks.length = window.seen.events.length = 0));
      await target.click();
      await page.waitForTimeout(FOLLOWS);
      const { tasks, events } = await page.evaluate(() => window.seen);
      found.push({ name, paint: Math.max(0, ...events), task: Math.max(0, ...tasks) });
    }
    return found;
  } finally {
    await context.close();
  }
}

export default async function actions() {
  const sample = await sampleExplorer();
  const browser = await launch();
  let missed = 0;
  try {
    for (const [campaign, transactions] of [["medium", "1,000"], ["large", "3,000"]]) {
      console.log(`${transactions} transactions${"to the next paint".padStart(30)}${"longest task".padStart(17)}`);
      for (const { name, paint, task } of await measure(browser, sample.url, campaign)) {
        const ms = (value, least) => (value ? `${Math.round(value)} ms` : `below ${least} ms`);
        if (paint > AT_ONCE) missed++;
        console.log(`${paint > AT_ONCE ? "MISSED" : "ok    "} ${name.padEnd(24)}${ms(paint, 16).padStart(17)}${ms(task, 50).padStart(17)}`);
      }
    }
  } finally {
    await browser.close();
    sample.stop();
  }
  if (missed) throw new Stop(`${missed} actions take longer than ${AT_ONCE} ms`);
}
