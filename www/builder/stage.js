// The page in a frame of the builder's: one live panel. What its core asks goes through the builder, which asks once for all
// frames; a campaign file that is nowhere yet comes from the builder, too.
import "../donation-flow.js";

const own = self.fetch;
let show;

/**
 * Shows a panel: `attributes` of the element, its `inner` link, the text of the `file` at `src` (or none: then it is fetched),
 * `answer(request)` in the place of explorers, and `told(event)` for the element's events.
 */
self.show = ({ attributes, inner, dir, file, answer, told }) => {
  const root = document.documentElement;
  root.lang = attributes.lang ?? "en";
  root.dir = dir;
  root.dataset.theme = attributes.theme ?? "auto";
  self.fetch = (input, options) => {
    // Explorers, unlike the publisher's own files, are asked by requests, or without a referrer.
    if (input instanceof Request || options?.referrerPolicy === "no-referrer") return answer(new Request(input, options)).then(({ body, ...rest }) => new Response(body, rest));
    if (file !== undefined && String(input) === attributes.src) return Promise.resolve(new Response(file));
    return own(input, options);
  };
  document.querySelector("link.look")?.remove();
  if (attributes.class) document.head.append(Object.assign(document.createElement("link"), { className: "look", rel: "stylesheet", href: `../themes/${attributes.class}.css` }));
  const panel = document.createElement("donation-flow");
  for (const [name, value] of Object.entries(attributes)) panel.setAttribute(name, value === true ? "" : value);
  const link = document.createElement("a");
  link.textContent = inner.text;
  if (inner.href) link.href = inner.href;
  panel.append(link);
  show = told;
  document.body.replaceChildren(panel);
};

for (const name of ["load", "progress", "report", "verify", "error"]) {
  document.addEventListener(`donation-flow-${name}`, ({ detail }) => show?.(name, detail));
}
