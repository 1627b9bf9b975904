// What <donation-flow> takes, tells and lets others style: the one list that custom-elements.json and donation-flow.d.ts are
// written from. tests/embed/package.test.mjs compares it with the element.

const CODES = ["nothing", "bad-address", "bad-campaign", "bad-snapshot", "bad-period", "bad-currency", "no-campaign", "unreachable", "offline", "no-wasm"];
export const SECTIONS = ["head", "net", "timeline", "flow", "claims", "transactions", "foot"];

const union = (names) => names.map((name) => `"${name}"`).join(" | ");

/** By attribute, which is the property's name too: what TypeScript knows of it, and what it says. */
export const ATTRIBUTES = {
  src: { type: "string", text: "The campaign file's URL." },
  address: { type: "string", text: "One address in the place of a file: `bitcoin:bc1…`, `tron:T…`, CAIP-10, or bare." },
  snapshot: { type: "string", text: "The URL of a folder that `donation-flow snapshot` wrote: no explorer is asked." },
  lang: { type: "string", text: "The panel's language, with a region for its digits and months: `ar-EG`. Without it, the page's." },
  sections: { type: "string", takes: "string | readonly Section[]", text: `Which sections in what order: \`${SECTIONS.join(" ")}\`.` },
  load: { type: union(["click", "visible", "eager"]), text: "When explorers are asked: `click` asks the reader first, `visible` when near the viewport, `eager` at once." },
  from: { type: "string", text: "The first day that the figures are of: `2026-01-31`." },
  to: { type: "string", text: "The last day that the figures are of." },
  theme: { type: union(["auto", "light", "dark"]), default: "auto", text: "Light or dark; `auto` follows the article." },
  currency: { type: "string", text: "What the sums are worth in, as a code of ISO 4217. Without it, as the campaign file says." },
  verify: { type: union(["click", "auto", "off"]), default: "click", text: "When a snapshot's proofs are checked in the reader's browser." },
  live: { type: "boolean", text: "Whether explorers are asked for what is newer than the snapshot." },
};

/** By name without `donation-flow-`: the detail's type, and when it comes. */
export const EVENTS = {
  load: { detail: "null", text: "The campaign is read, and explorers will be asked; of a snapshot, it is painted." },
  progress: { detail: "Progress", text: "How far the reading is." },
  report: { detail: "Report", text: "The figures, as in report.json; amounts are strings of base units." },
  verify: { detail: "Checked", text: "A snapshot was checked in the reader's browser." },
  error: { detail: "Refusal", text: "The panel cannot be shown, or not all of it." },
};

/** The fields of an error that are not a text. */
export const CODE = union(CODES);

export const SLOTS = { "": "Shows until the panel does, and whenever it cannot: a link to the address at an explorer." };

export const PARTS = {
  panel: "The whole panel.",
  ...Object.fromEntries(SECTIONS.map((name) => [name, `The section \`${name}\`.`])),
};

export const CSS_PROPERTIES = {
  "--donation-flow-accent": { syntax: "<color>", text: "What came in, links and marks." },
  "--donation-flow-outflow": { syntax: "<color>", text: "What went out." },
  "--donation-flow-text": { syntax: "<color>", text: "Text; without it, of the article's colour." },
  "--donation-flow-muted": { syntax: "<color>", text: "Text of less weight." },
  "--donation-flow-hairline": { syntax: "<color>", text: "Lines." },
  "--donation-flow-quiet": { syntax: "<color>", text: "What is left out of a sum, and hatched." },
  "--donation-flow-background": { syntax: "<color>", text: "The ground; without it, the article's." },
  "--donation-flow-figure": { syntax: "<color>", text: "The large figure." },
  "--donation-flow-font": { syntax: "*", text: "The font family; without it, the article's." },
  "--donation-flow-heading-font": { syntax: "*", text: "The font family of headings." },
  "--donation-flow-heading-weight": { syntax: "*", text: "The font weight of headings: 700." },
  "--donation-flow-figure-font": { syntax: "*", text: "The font family of the large figure; without it, that of headings." },
  "--donation-flow-figure-weight": { syntax: "*", text: "The font weight of the large figure: 700." },
  "--donation-flow-number-font": { syntax: "*", text: "The font family of numbers in rows and tables." },
  "--donation-flow-radius": { syntax: "<length>", text: "How round the buttons are: 4px." },
};
