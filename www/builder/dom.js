// Elements, and the page's words.
import { get } from "../common.js";

/** An element; `on…` attributes are listeners, `true` is an attribute without a value, `false` and undefined are none. */
export function el(tag, attributes = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name.startsWith("on")) made.addEventListener(name.slice(2), value);
    else if (value !== undefined && value !== false) made.setAttribute(name, value === true ? "" : value);
  }
  made.append(...children.filter((child) => child != null));
  return made;
}

let said = {};

/** Fetches the words of a language, and puts them wherever the page names one. */
export async function speak(lang) {
  said = await (await get(new URL(`words/${lang}.json`, import.meta.url))).json();
  for (const place of document.querySelectorAll("[data-word]")) place.textContent = word(place.dataset.word);
  for (const place of document.querySelectorAll("[data-label]")) place.setAttribute("aria-label", word(place.dataset.label));
}

/** A word of the page's language, with its `{places}` filled. A word that is missing is its own key. */
export const word = (key, places = {}) => (said[key] ?? key).replace(/\{(\w+)\}/g, (all, name) => places[name] ?? all);

/** Whether the page's language has such a word. */
export const hasWord = (key) => Object.hasOwn(said, key);

/** What is written from left to right, whatever stands around it. */
export const code = (text) => el("code", { dir: "ltr" }, text);
