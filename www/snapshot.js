/**
 * A panel's first lines from a snapshot's folder: its head and its large figure, of `fragments/LANG-first.html`, with the styles
 * that they have. All that follows is `painted.js`'s, which comes while they are laid out.
 */

import { sheet, uncover } from "./common.js";

/** Read before the element is there, where the page's own markup asks for this file. */
const styles = sheet(STYLES);

/** What the page itself asks for is read before the element is there, too; by its URL. */
const early = {};
for (const { href } of document.querySelectorAll('[rel=preload][href*="/fragments/"][href$="-first.html"]')) {
  early[href] = fetch(href).then((answer) => answer.ok && answer.text()).catch(() => {});
}

const rest = () => import("./painted.js");
// Should it not come, it is asked for again.
rest().catch(() => {});

/** What the panel's view writes, of elements and of attributes: nothing that runs, fetches or sends. */
const ELEMENTS =
  " a b bdi blockquote br button caption circle data dd defs details div dl dt figcaption figure g h2 h3 li ol p path pattern q rect section small span strong summary svg table tbody td text th thead time tr ul ";
const ATTRIBUTES =
  /^((aria|data)-[a-z-]+|class|colspan|datetime|dir|disabled|fill|height|href|lang|open|part|pattern\w+|rel|role|scope|tabindex|target|text-anchor|title|type|value|viewBox|width|[cdi]?[dxyr])$/;
/** What may stand in some of them. */
const LINKS = /^https?:\/\/\S+( https?:\/\/\S+)*$/;
const VALUES = { href: LINKS, "data-source": LINKS, fill: /^(\w+|url\(#[\w.-]+\))$/ };

/** Takes everything else out of a template: a folder may be another's, and what is in it is no code. */
const harmless = (made) => {
  for (const one of made.content.querySelectorAll("*")) {
    if (!ELEMENTS.includes(` ${one.localName} `)) one.remove();
    for (const name of one.getAttributeNames()) if (!ATTRIBUTES.test(name) || VALUES[name]?.test(one.getAttribute(name)) === false) one.removeAttribute(name);
  }
  return made.content;
};

/** Shows a snapshot in an element; rejects where it cannot be shown. */
export const paint = async (element, run, kit) => {
  const { box, over, signal } = run;
  const html = (text) => kit.trusted().createHTML(text);
  /** What HTML becomes in a page, as a template. */
  const parsed = (text) => {
    const made = document.createElement("template");
    made.innerHTML = html(text);
    return made;
  };
  const at = (path) => new URL(path, run.folder.href).href;
  const fragment = (which) => at(`fragments/${run.tag}-${which}.html`);
  const get = (which) => kit.text(fragment(which), { signal, redirect: run.redirect });
  /** First lines stand in their file once for each shape that they have, with the widths that it is for. */
  const read = (lines) => {
    const shapes = [...harmless(parsed(lines)).children].map((shape) => [shape.dataset.width.split(" ").map(Number), shape]);
    const all = shapes.flatMap(([widths]) => widths).sort((a, b) => a - b);
    // The widest that there is room for.
    const fitting = (room) => all.findLast((width) => width <= room) ?? all[0];
    return { shapes, fitting };
  };
  /** The width that there is for a fragment. */
  const measure = () => box.room ?? box.clientWidth;
  const room = measure();
  let first = {};
  let lines;
  // Of another period, or in another currency, nothing was drawn; or a server has drawn it here.
  if (!(element.from || element.to || element.currency || box.dataset.snapshot)) {
    const url = fragment("first");
    lines = await early[url];
    // Once: the folder may hold others by the next time.
    delete early[url];
    lines ||= await get("first").catch(() => {});
  }
  signal.throwIfAborted();
  let painted, chosen;
  const choose = ({ target }) => (chosen = target.closest("[data-action]"));
  try {
    if (lines) {
      const { shapes, fitting } = read(lines);
      const width = fitting(room);
      const [, { dir, children }] = shapes.find(([widths]) => widths.includes(width));
      const { shadowRoot } = element;
      // What the reader has set stays, behind it.
      shadowRoot.adoptedStyleSheets = [kit.bare, styles, ...shadowRoot.adoptedStyleSheets.slice(2)];
      box.dir = dir;
      for (const section of children) {
        const place = box.querySelector(`.${section.className}`);
        if (place) uncover(box, over);
        place?.replaceChildren(...section.childNodes);
      }
      box.addEventListener("click", choose);
      first = { fitting, html: get(width) };
      first.html.catch(() => {});
    }
    const { Painted } = await rest();
    signal.throwIfAborted();
    painted = new Painted({ element, run, kit, styles, harmless, html, parsed, at, get, read, measure, room }, first);
    await painted.paint();
  } catch (error) {
    if (lines && !painted?.shown && !signal.aborted) {
      // What is shown or said now is not of these figures.
      over.remove();
      for (const section of box.children) section.replaceChildren();
      box.append(over);
    }
    throw error;
  } finally {
    box.removeEventListener("click", choose);
  }
  // What was chosen of the first lines, before the rest was there.
  if (chosen?.isConnected) chosen.click();
  if (element.live) import("./live.js").then(({ follow }) => follow(painted)).catch((error) => painted.lose(error));
};
