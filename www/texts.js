/** Room for texts that a reader has made larger or wider than the panel's design. Few readers fetch it. */
import css from "./texts.css";

const sheet = new CSSStyleSheet();
sheet.replaceSync(css);

/** Lets lines of a panel wrap that are cut by design. */
export const fit = (box) => {
  const root = box.getRootNode();
  if (!root.adoptedStyleSheets.includes(sheet)) root.adoptedStyleSheets = [...root.adoptedStyleSheets, sheet];
};
