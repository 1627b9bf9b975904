// Layout shift: what stands below the panel must not move while the panel waits, loads and is filled, at any width and
// in either direction. Part of `npm test`: no limits, no clock.
//
//   node bench/shift.mjs
import { command, path } from "../tools/lib.mjs";
import { launch, load } from "./measure.mjs";
import { oursPage } from "./pages.mjs";
import { campaign, explorer, sampleExplorer, site } from "./servers.mjs";

export const WIDTHS = [320, 412, 768, 1280];
export const LANGUAGES = ["ar", "en"];
const CAMPAIGN = "relief";

/** Milliseconds that the panel's code takes, so that the article is painted before the panel's element is there. */
const DELAY = 300;

/** The layout shift of each width and language, and how far the text below the panel moved, in pixels. */
export async function shifts(browser, { sample, pages, code, files }, { widths = WIDTHS, languages = LANGUAGES, ...page } = {}) {
  const { text } = await campaign(sample, pages, CAMPAIGN);
  const src = `/campaigns/${CAMPAIGN}.json`;
  files.put(src, text);
  const found = [];
  for (const lang of languages) {
    files.put(`/shift/${lang}.html`, oursPage({ code: code.url, src, lang, ...page }));
    for (const width of widths) {
      const options = { page: "ours", width, height: 4_000, traced: false, below: "#below" };
      const { shift, shifts, moved, figure } = await load(browser, `${files.url}/shift/${lang}.html`, options);
      found.push({ width, lang, shift, shifts, moved, figure });
    }
  }
  return found;
}

/** A browser and the servers that a check needs, for as long as `check` takes. */
export async function withServers(check) {
  const open = [];
  const keep = (server) => (open.push(server), server);
  try {
    const sample = keep(await sampleExplorer());
    const servers = { sample, pages: keep(await explorer(sample)), code: keep(await site({ delay: DELAY })), files: keep(await site()) };
    const browser = await launch();
    open.push({ stop: () => browser.close() });
    return await check(browser, servers);
  } finally {
    for (const server of open.reverse()) await server.stop();
  }
}

if (process.argv[1] === path("bench", "shift.mjs")) {
  command(() =>
    withServers(async (browser, servers) => {
      const found = await shifts(browser, servers);
      for (const { width, lang, shift, moved, shifts } of found) {
        console.log(`${String(width).padStart(6)} ${lang}  ${shift.toFixed(3)}  ${moved} px`, ...shifts.map(({ nodes }) => nodes.join()));
      }
      return found.every(({ shift, moved }) => shift === 0 && moved === 0) ? 0 : 1;
    }),
  );
}
