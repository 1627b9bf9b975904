// The two pages: the same article, with the panel in its middle, its room reserved, and everything that the first
// figure needs asked for at once.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { dist } from "../tools/lib.mjs";

const TEXT =
  "The river rose for three days, and on the fourth the road to the north was gone. What was given since then, and " +
  "what became of it, is shown here from the public record of the campaign's own addresses. ";

const article = ({ lang = "en", head, panel }) => `<!doctype html>
<html lang="${lang}" dir="${/^(ar|fa|he)\b/.test(lang) ? "rtl" : "ltr"}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>An article</title>
<link rel="icon" href="data:,">
<style>body{margin:0 auto;max-width:1000px;padding:0 16px;font:18px/1.6 Georgia,serif}</style>
${head}
</head>
<body>
<h1>After the flood</h1>
<p>${TEXT.repeat(2)}</p>
${panel}
<p id="below">${TEXT.repeat(8)}</p>
</body>
</html>
`;

const preload = (url) => `<link rel="preload" as="fetch" crossorigin href="${url}">`;

/** For an explorer, that is not to hear who asks. */
const preloadOf = (url) => preload(url).replace("href", 'referrerpolicy="no-referrer" href');

/**
 * The page with `<donation-flow>`. `code` is where its files are, `first` the URLs of the first explorer answers,
 * `reserved` whether the page keeps the panel's room free.
 */
export const oursPage = ({ code, src, lang, first = [], load = "eager", reserved = true }) =>
  article({
    lang,
    head: [
      `<style>${reserved ? readFileSync(join(dist, "reserve.css"), "utf8") : ""}</style>`,
      `<link rel="modulepreload" href="${code}/donation-flow.js">`,
      `<link rel="modulepreload" href="${code}/first.js">`,
      ...["donation-flow.wasm", `locale/${lang}.first.json`].map((name) => preload(`${code}/${name}`)),
      preload(src),
      ...first.map(preloadOf),
      `<script type="module" src="${code}/donation-flow.js"></script>`,
    ].join("\n"),
    panel: `<donation-flow src="${src}" lang="${lang}" load="${load}"></donation-flow>`,
  });

/** The page with `<donation-flow>` from a snapshot's folder. */
export const snapshotPage = ({ code, folder, lang }) =>
  article({
    lang,
    head: [
      `<style>${readFileSync(join(dist, "reserve.css"), "utf8")}</style>`,
      `<link rel="modulepreload" href="${code}/donation-flow.js">`,
      `<link rel="modulepreload" href="${code}/snapshot.js">`,
      preload(`${folder}fragments/${lang}-first.html`),
      // Evaluated before the element asks for it.
      `<script type="module" src="${code}/snapshot.js"></script>`,
      `<script type="module" src="${code}/donation-flow.js"></script>`,
    ].join("\n"),
    panel: `<donation-flow snapshot="${folder}" lang="${lang}" load="eager"></donation-flow>`,
  });

/** The same with a fragment and its styles in the page itself, as a server puts them there. */
export const drawnPage = ({ code, folder, lang, fragment }) => {
  const style = (name) => `<style>${readFileSync(join(dist, name), "utf8")}</style>`;
  const drawn = `${style("drawn.css")}${fragment}${style("drawn-rest.css")}`;
  return article({
    lang,
    head: `<script type="module" src="${code}/donation-flow.js"></script>`,
    panel: `<donation-flow snapshot="${folder}" lang="${lang}" load="eager"><template shadowrootmode="open">${drawn}</template></donation-flow>`,
  });
};

/** The page with the d3 panel. `rows` is a file of all transactions, where it is not to ask an explorer. */
export const peerPage = ({ code, src, lang = "en", first = [], rows }) =>
  article({
    lang,
    head: [
      `<link rel="modulepreload" href="${code}/peer/main.js">`,
      `<link rel="stylesheet" href="${code}/peer/peer.css">`,
      preload(src),
      ...first.map(preloadOf),
      ...(rows ? [preload(rows)] : []),
      `<script type="module" src="${code}/peer/main.js"></script>`,
    ].join("\n"),
    panel: `<div id="panel" data-src="${src}"${rows ? ` data-rows="${rows}"` : ""}>
<p data-part="name"></p>
<p data-part="figure"></p>
<p data-part="ladder"></p>
<svg data-part="timeline" role="img"></svg>
<svg data-part="flow" role="img"></svg>
<div class="rows"><table><tbody data-part="rows"></tbody></table></div>
<p data-part="note"></p>
</div>`,
  });
