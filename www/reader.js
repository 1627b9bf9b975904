/** What a reader sets for a panel that stands: contrast, colours, paper, and a size or spacing of texts of their own. */
import { sheet } from "./common.js";
import settings from "./reader.css";
import texts from "./texts.css";

const SETTINGS = sheet(settings);
const TEXTS = sheet(texts);

/** Of the panel's own texts: their size in pixels, and the size above which they are somebody else's. */
const SIZE = 15;
const LARGER = 16;

/** The least width of a panel that drawings are made for. */
const LEAST = 320;

/** How much wider a letter's own width gets by spacing of so many em. */
const WIDENED = 2;

/** Follows what the reader has set; lets lines wrap that are cut by design, and drawings grow, where its texts are larger or wider than that. */
export const suit = (box) => {
  const root = box.getRootNode();
  // Taken out meanwhile.
  if (!root.adoptedStyleSheets) return;
  const style = getComputedStyle(box);
  const [em, line, letter, word] = ["scrollPaddingTop", "lineHeight", "letterSpacing", "wordSpacing"].map((name) => Math.max(parseFloat(style[name]) || 0, 0));
  const isWide = em > LARGER || line > 21 || letter > 0.5 || word > 1;
  const missing = (isWide ? [TEXTS, SETTINGS] : [SETTINGS]).filter((one) => !root.adoptedStyleSheets.includes(one));
  if (missing.length) root.adoptedStyleSheets = [...root.adoptedStyleSheets, ...missing];
  if (isWide) grow(box, em > LARGER ? em / SIZE : 1, letter / em, word / em);
  // As it was again, but for the sheet.
  else if (box.room) grow(box, 1, 0, 0);
};

/**
 * A drawing's texts have the size and spacing of the others: it is made for less room, which `box.room` tells, and shown larger. For less than
 * the least panel it is not made, since names would be cut: then it is scrolled.
 */
function grow(box, larger, letter, word) {
  const wider = 1 + WIDENED * letter + word / 4;
  const scale = larger * wider;
  for (const [name, value] of Object.entries({ scale, wider, letter, word })) box.style.setProperty(`--${name}`, value.toFixed(3));
  const column = Math.floor(box.querySelector(":scope > :is(.timeline, .flow)")?.clientWidth / scale);
  // The width of a panel whose drawings take so much: `Frame` in src/view has the same paddings.
  box.room = scale > 1 && column ? Math.max(LEAST, column + (column < 592 ? 32 : 48)) : undefined;
}
