// Pages of other sites with iframes.

/** How high a panel is, in whole pixels: run in its frame. */
export const heightOf = () => Math.ceil(document.querySelector("donation-flow").getBoundingClientRect().height);

const escape = (text) => text.replace(/[&"]/g, (character) => `&#${character.charCodeAt(0)};`);

/** An iframe's HTML. */
export const iframe = (attributes) =>
  `<iframe title="A panel"${Object.entries(attributes)
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => ` ${name}="${escape(value)}"`)
    .join("")}></iframe>`;

/**
 * A page with such iframes, one below the other, and what they say to it in `window.told`. `listener: false`: without
 * frame-parent.js. `inside()` gives Playwright's frames, in order.
 */
export async function framed(it, frames, { listener = true, width = 700, before = "" } = {}) {
  const each = frames.map((attributes) => `<div class="donation-flow-frame">${iframe(attributes)}</div>`).join("\n");
  const html = `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>An article</title>
<link rel="stylesheet" href="/donation-flow/reserve.css"><style>body{margin:0}</style>
<script>window.told = []; addEventListener("message", ({ data, origin }) => window.told.push({ data, origin }));</script>
${listener ? '<script type="module" src="/donation-flow/frame-parent.js"></script>' : ""}</head>
<body>${before}<p>Above</p>${each}<p>Below</p></body></html>`;
  const panel = await it.open({ html, src: "none", width, height: 900 });
  const inside = async () => {
    const handles = await panel.page.locator("iframe").elementHandles();
    return Promise.all(handles.map((handle) => handle.contentFrame()));
  };
  return { panel, inside };
}
