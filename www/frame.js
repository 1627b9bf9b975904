/**
 * A panel in an iframe: frame.html, whose query has the element's attributes, or a page that `donation-flow render --script`
 * wrote, which has its element.
 *
 * It tells the page around it how high it is, on every change, in three ways:
 *
 * | to whom | message |
 * |---|---|
 * | frame-parent.js | `{type: "donation-flow-height", id, height}`; `id` is the query's |
 * | WordPress | `{message: "height", value, secret}`, where the hash holds a secret |
 * | AMP | `{sentinel: "amp", type: "embed-size", height}` |
 */

const TAG = "donation-flow";

/** What some attributes take. */
const VALUES = { look: LOOKS, load: ["click", "visible", "eager"], theme: ["auto", "light", "dark"], verify: ["click", "auto", "off"], live: ["", "true"] };
/** What others take, in words where a value is something else. */
const CHECKS = {
  lang: (value) => !(/^[\da-z-]+$/i.test(value) && LANGUAGES.includes(value.split("-")[0].toLowerCase())) && `lang is one of ${LANGUAGES.join(", ")}, or one with its region`,
  sections(value) {
    const odd = value.split(/[\s,]+/).find((name) => name && !SECTIONS.includes(name));
    return odd && `sections has no "${odd}": it is of ${SECTIONS.join(", ")}`;
  },
};
/** What the panel can be about: files are the frame's own site's, for whose they would seem to be. */
const FILES = ["src", "snapshot"];
/** Names of `--donation-flow-…`, and the property by which a value is tried. */
const STYLES = {
  ...Object.fromEntries(["accent", "outflow", "text", "muted", "hairline", "quiet", "background", "figure"].map((name) => [name, "color"])),
  ...Object.fromEntries(["font", "heading-font", "figure-font", "number-font"].map((name) => [name, "font-family"])),
  ...{ "heading-weight": "font-weight", "figure-weight": "font-weight", radius: "border-radius" },
};

/** Functions of CSS that a value may call: one that fetches, or stands for another value, is none of a colour. */
const FUNCTIONS = /^(?:rgba?|hsla?|hwb|(?:ok)?l(?:ab|ch)|color(?:-mix)?|light-dark|calc)$/i;

const query = new URLSearchParams(location.search);
/** As WordPress writes it: `#?secret=…`. */
const secret = new URLSearchParams(location.hash.slice(2)).get("secret");

const { observedAttributes } = await customElements.whenDefined(TAG);
const panel = document.querySelector(TAG) ?? made();
tellHeight();
if (panel && secret) addEventListener("click", sayWhere);

/** The element that the query describes; without one, the page says what is wrong with the query. */
function made() {
  const faults = [...new Set(query.keys())].map(faultOf).filter(Boolean);
  if (!["address", ...FILES].some((name) => query.has(name))) faults.push("one of src, snapshot and address is needed");
  if (faults.length) {
    document.body.replaceChildren(...faults.map((fault) => Object.assign(document.createElement("p"), { className: "fault", role: "alert", textContent: `frame.html: ${fault}` })));
    return undefined;
  }
  const panel = document.createElement(TAG);
  for (const [name, value] of query) {
    if (name === "look") dress(panel, value);
    else if (STYLES[name]) panel.style.setProperty(`--${TAG}-${name}`, value);
    else if (name !== "id") panel.setAttribute(name, value);
  }
  const { documentElement: root } = document;
  root.lang = query.get("lang") ?? root.lang;
  // A frame of another scheme than its page's is painted over a ground of its own.
  root.style.colorScheme = { light: "light", dark: "dark" }[query.get("theme")] ?? "light dark";
  document.body.append(panel);
  return panel;
}

/** One of the finished themes. */
function dress(panel, look) {
  panel.className = look;
  document.head.append(Object.assign(document.createElement("link"), { rel: "stylesheet", href: `themes/${look}.css` }));
}

/** What is wrong with a parameter. */
function faultOf(name) {
  const known = [...observedAttributes, "id", "look", ...Object.keys(STYLES)];
  const [value, ...more] = query.getAll(name);
  if (!known.includes(name)) {
    const near = known.find((other) => isNear(name.toLowerCase(), other));
    return `there is no parameter "${name}"${near ? `; is "${near}" meant?` : ""}`;
  }
  if (more.length) return `${name} is given twice`;
  if (VALUES[name] && !VALUES[name].includes(value)) return `${name} is one of ${VALUES[name].join(", ")}`;
  if (CHECKS[name]?.(value)) return CHECKS[name](value);
  if (STYLES[name] && !isStyle(STYLES[name], value)) return `${name} is no ${STYLES[name]}: "${value}"`;
  if (FILES.includes(name) && !isOwn(value)) return `${name} is on another site than the frame: "${value}"`;
  return undefined;
}

/** Whether a value is one of a property by itself: what `var()` or an escape hides is known only where it is used. */
function isStyle(property, value) {
  const called = [...value.matchAll(/([^\s(,]*)\(/g)].map(([, name]) => name);
  return CSS.supports(property, value) && !value.includes("\\") && called.every((name) => FUNCTIONS.test(name));
}

/** Whether a URL is of the site that this page comes from; in a sandbox that is not the page's origin. */
function isOwn(url) {
  try {
    return new URL(url, location.href).origin === location.origin;
  } catch {
    return false;
  }
}

/** Whether two names are the same but for one letter more, less or other, or two that changed places. */
function isNear(a, b) {
  if (Math.abs(a.length - b.length) > 1) return false;
  let [start, end] = [0, 0];
  while (start < a.length && a[start] === b[start]) start++;
  while (end < Math.min(a.length, b.length) - start && a.at(-1 - end) === b.at(-1 - end)) end++;
  const [left, right] = [a.slice(start, a.length - end), b.slice(start, b.length - end)];
  return (left.length <= 1 && right.length <= 1) || (left.length === 2 && left === [...right].reverse().join(""));
}

/** Tells the page around this one how high it is, now, whenever that changes, and when asked. */
function tellHeight() {
  if (parent === self) return;
  const root = document.documentElement;
  let told;
  const tell = () => {
    const height = Math.ceil(root.getBoundingClientRect().height);
    if (height === told) return;
    told = height;
    const messages = [{ type: `${TAG}-height`, id: query.get("id"), height }, { sentinel: "amp", type: "embed-size", height }];
    if (secret) messages.push({ message: "height", value: height, secret });
    for (const message of messages) parent.postMessage(message, "*");
  };
  new ResizeObserver(tell).observe(root);
  // Browsers do not draw a frame that is out of sight, and observers wait for that.
  for (const name of ["load", "report", "error"]) addEventListener(`${TAG}-${name}`, tell);
  tell();
  addEventListener("message", ({ source, data }) => {
    // A page whose listener came later asks: frame-parent.js, and WordPress.
    if (source !== parent || (data?.type !== `${TAG}-ask` && data?.message !== "ready")) return;
    told = undefined;
    tell();
  });
}

/** WordPress's sandbox opens no window: where a link leads is shown, to be copied. */
function sayWhere(event) {
  document.querySelector(".url")?.remove();
  const link = event.composedPath().find(({ localName, href }) => localName === "a" && /^https?:/.test(href));
  if (!link) return;
  event.preventDefault();
  document.body.append(Object.assign(document.createElement("p"), { className: "url", role: "status", textContent: link.href }));
}
