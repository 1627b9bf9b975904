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

/** The layout shift of each width and language, and how far the text below the panel moved, in pixels. */
export async function shifts(browser, { sample, pages, code, files }) {
  const { text } = await campaign(sample, pages, CAMPAIGN);
  const src = `/campaigns/${CAMPAIGN}.json`;
  files.put(src, text);
  const found = [];
  for (const lang of LANGUAGES) {
    files.put(`/shift/${lang}.html`, oursPage({ code: code.url, src, lang }));
    for (const width of WIDTHS) {
      const options = { page: "ours", width, height: 4_000, traced: false, below: "#below" };
      const { shift, shifts, moved, figure } = await load(browser, `${files.url}/shift/${lang}.html`, options);
      found.push({ width, lang, shift, shifts, moved, figure });
    }
  }
  return found;
}

if (process.argv[1] === path("bench", "shift.mjs")) command(async () => {
  const sample = await sampleExplorer();
  const pages = await explorer(sample);
  const code = await site();
  const files = await site();
  const browser = await launch();
  try {
    const found = await shifts(browser, { sample, pages, code, files });
    const bad = found.filter(({ shift, moved }) => shift !== 0 || moved !== 0);
    for (const { width, lang, shift, moved, shifts } of found) {
      console.log(`${String(width).padStart(6)} ${lang}  ${shift.toFixed(3)}  ${moved} px`, ...shifts.map(({ nodes }) => nodes.join()));
    }
    return bad.length === 0 ? 0 : 1;
  } finally {
    await browser.close();
    for (const server of [code, files, pages, sample]) server.stop();
  }
});
