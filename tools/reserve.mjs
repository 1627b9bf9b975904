// dist/reserve.css: the room that a panel will take, for the time until its element is there, summed from the heights
// that skeleton.css gives its sections. A publisher copies it into a style sheet, and nothing on the page moves. And what paper says
// of a panel that was not there when the page was printed.

import { SECTIONS as ALL } from "./element.mjs";

/** A row of its own at every width, where a page names it in the attribute `sections`. */
const CLAIMS = "claims";
const SECTIONS = ALL.filter((name) => name !== CLAIMS);

/** How the sections stand from each width on: rows of sections side by side. */
const ROWS = {
  0: SECTIONS.map((name) => [name]),
  640: SECTIONS.map((name) => [name]),
  900: [["head"], ["net", "timeline"], ["flow", "transactions"], ["foot"]],
};

/** The panel's height in pixels from each width of its own on, with a section for claims or without. */
export function heights(skeleton, withClaims = false) {
  const [narrow, ...wider] = skeleton.split(/@container\s*\(width\s*>=\s*/);
  const border = 2 * Number(skeleton.match(/border-block:(\d+)px/)[1]);
  const of = Object.fromEntries([...SECTIONS, CLAIMS].map((name) => [name, 0]));
  const own = new Set();
  const read = (css) => {
    for (const [, selectors, height] of css.matchAll(/([\w.,-]+)\{[^{}]*?min-block-size:(\d+)px/g)) {
      for (const selector of selectors.split(",")) {
        const name = selector.slice(1);
        if (selector === "section") for (const name in of) own.has(name) || (of[name] = Number(height));
        else if (name in of) own.add(name) && (of[name] = Number(height));
      }
    }
  };
  const sum = (rows) =>
    [...rows, ...(withClaims ? [[CLAIMS]] : [])].reduce((sum, row) => sum + Math.max(...row.map((name) => of[name])), border);
  read(narrow);
  return [
    [0, sum(ROWS[0])],
    ...wider.map((css) => {
      const width = parseInt(css);
      if (!ROWS[width]) throw new Error(`skeleton.css has a width that reserve.mjs does not know: ${width}`);
      read(css);
      return [width, sum(ROWS[width])];
    }),
  ];
}

/** The class around an iframe that holds frame.html; with claims it has the other, too. */
const FRAME = ".donation-flow-frame";

/** What paper has in the place of a panel that had not come before: no room, and in the panel's language where it can be seen. */
function paper(sentences) {
  const said = ({ lang, sentence }) => `donation-flow${lang}{--df-paper:"${sentence} \\2068 "}`;
  const { en, ...others } = sentences;
  return [
    "/* On paper, where a panel had not come: where it can be seen. */",
    `@media print{donation-flow:not(:defined)::after{display:none!important}donation-flow:not(:defined)>*{position:static!important}}`,
    said({ lang: "", sentence: en }),
    ...Object.entries(others).map(([lang, sentence]) => said({ lang: `:lang(${lang})`, sentence })),
  ];
}

/** The file, of the panel's skeleton and of the sentence for paper in each language. */
export function reserve(skeleton, sentences) {
  const waiting = "donation-flow:not(:defined)";
  // As wide as the element will be, also where what holds it shrinks to fit.
  const container = skeleton.match(/^:host\{display:block;([^}]+)\}/)[1];
  const sized = (selector, withClaims, more = "") => {
    const [[, narrow], ...wider] = heights(skeleton, withClaims);
    return [
      `${selector}{${more}block-size:${narrow}px}`,
      ...wider.map(([width, height]) => `@container(width>=${width}px){${selector}{block-size:${height}px}}`),
    ];
  };
  const rules = (selector, withClaims) => sized(`${selector}::after`, withClaims, 'content:"";display:block;');
  return [
    "/* The room of a panel with all sections, until its element is there; with claims, where the page names them. */",
    `${waiting}{display:block;position:relative;${container}}`,
    `${waiting}>*{position:absolute}`,
    ...rules(waiting, false),
    ...rules(`${waiting}[sections~=${CLAIMS}]`, true),
    "/* The same of an iframe. */",
    `${FRAME}{${container}}`,
    ...sized(`${FRAME}>iframe`, false, "display:block;inline-size:100%;border:0;"),
    ...sized(`${FRAME}.claims>iframe`, true),
    ...paper(sentences),
    "",
  ].join("\n");
}
