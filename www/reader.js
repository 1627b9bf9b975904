/** What a reader sets for a panel that stands: a size or spacing of texts of their own, and paper. */
import paper from "./paper.css";
import texts from "./texts.css";

const sheet = (css) => {
  const made = new CSSStyleSheet();
  made.replaceSync(css);
  return made;
};
const PAPER = sheet(paper);
const TEXTS = sheet(texts);

/** Lets a panel be printed whole; and lines wrap that are cut by design, where its texts are larger or wider than that. */
export const suit = (box) => {
  const { scrollPaddingTop: em, lineHeight, letterSpacing, wordSpacing } = getComputedStyle(box);
  const isWide = parseFloat(em) > 16 || parseFloat(lineHeight) > 21 || parseFloat(letterSpacing) > 0.5 || parseFloat(wordSpacing) > 1;
  const root = box.getRootNode();
  const missing = (isWide ? [TEXTS, PAPER] : [PAPER]).filter((one) => !root.adoptedStyleSheets.includes(one));
  if (missing.length) root.adoptedStyleSheets = [...root.adoptedStyleSheets, ...missing];
};
