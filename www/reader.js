/** What a reader sets for a panel that stands: contrast, colours, paper, and a size or spacing of texts of their own. */
import settings from "./reader.css";
import texts from "./texts.css";

const sheet = (css) => {
  const made = new CSSStyleSheet();
  made.replaceSync(css);
  return made;
};
const SETTINGS = sheet(settings);
const TEXTS = sheet(texts);

/** Follows what the reader has set; lets lines wrap that are cut by design, where its texts are larger or wider than that. */
export const suit = (box) => {
  const root = box.getRootNode();
  // Taken out meanwhile.
  if (!root.adoptedStyleSheets) return;
  const { scrollPaddingTop: em, lineHeight, letterSpacing, wordSpacing } = getComputedStyle(box);
  const isWide = parseFloat(em) > 16 || parseFloat(lineHeight) > 21 || parseFloat(letterSpacing) > 0.5 || parseFloat(wordSpacing) > 1;
  const missing = (isWide ? [TEXTS, SETTINGS] : [SETTINGS]).filter((one) => !root.adoptedStyleSheets.includes(one));
  if (missing.length) root.adoptedStyleSheets = [...root.adoptedStyleSheets, ...missing];
};
