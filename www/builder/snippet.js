// The texts that a publisher takes away: the snippet, the head's preloads, the command, the campaign file's name.

const escape = (text) => String(text).replace(/[&<>"]/g, (character) => ({ "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" })[character]);

const tag = (name, attributes) =>
  `<${name}${Object.entries(attributes)
    .filter(([, value]) => value !== undefined && value !== "" && value !== false)
    .map(([key, value]) => (value === true ? ` ${key}` : ` ${key}="${escape(value)}"`))
    .join("")}>`;

/**
 * The snippet. `integrity(name)` is a file's hash in dist/manifest.json; `attributes` are the element's; `inner` is the link
 * that shows until the panel does; `reserve` links the style sheet that keeps the panel's room; `chain` is that of the first address.
 */
export function snippet({ base, integrity, attributes, inner, reserve, lang, chain }) {
  const at = (name) => new URL(name, base).href;
  const lines = [];
  if (reserve) lines.push(tag("link", { rel: "stylesheet", href: at("reserve.css"), integrity: integrity("reserve.css"), crossorigin: true }));
  const look = attributes.class && `themes/${attributes.class}.css`;
  if (look) lines.push(tag("link", { rel: "stylesheet", href: at(look), integrity: integrity(look), crossorigin: true }));
  const script = (name) => `${tag("script", { type: "module", src: at(name), integrity: integrity(name), crossorigin: true })}</script>`;
  // Evaluated before the element asks for it.
  if (attributes.load === "eager" && attributes.snapshot) lines.push(script("snapshot.js"));
  lines.push(script("donation-flow.js"));
  if (attributes.load === "eager") lines.push(...preloads({ base, attributes, lang, chain }));
  const link = inner.href ? `${tag("a", { href: inner.href })}${escape(inner.text || inner.href)}</a>` : escape(inner.text);
  lines.push("", tag("donation-flow", attributes));
  if (link) lines.push(`  ${link}`);
  lines.push("</donation-flow>");
  return `${lines.join("\n")}\n`;
}

/** What a frame in a sandbox may: run its script, open links, save files. */
const SANDBOX = "allow-scripts allow-popups allow-popups-to-escape-sandbox allow-downloads";

/** The same in an iframe, for pages without script tags of their own for it: `title` is the frame's name. */
export function framed({ base, integrity, attributes, reserve, title }) {
  const at = (name) => new URL(name, base).href;
  const query = new URLSearchParams(Object.entries(attributes).map(([name, value]) => [name === "class" ? "look" : name, value === true ? "" : value]));
  const hasClaims = attributes.sections?.split(" ").includes("claims");
  const lines = [];
  if (reserve) lines.push(tag("link", { rel: "stylesheet", href: at("reserve.css"), integrity: integrity("reserve.css"), crossorigin: true }));
  lines.push(`${tag("script", { type: "module", src: at("frame-parent.js"), integrity: integrity("frame-parent.js"), crossorigin: true })}</script>`, "");
  lines.push(tag("div", { class: hasClaims ? "donation-flow-frame claims" : "donation-flow-frame" }));
  lines.push(`  ${tag("iframe", { src: `${at("frame.html")}?${query}`, title, sandbox: SANDBOX, loading: "lazy" })}</iframe>`, "</div>");
  return `${lines.join("\n")}\n`;
}

/** What a page whose panel is in sight from the start asks for at once. */
function preloads({ base, attributes, lang, chain }) {
  const at = (name) => new URL(name, base).href;
  const fetched = (href) => tag("link", { rel: "preload", as: "fetch", crossorigin: true, href });
  const code = (name) => tag("link", { rel: "modulepreload", href: at(name) });
  // Of another period, or in another currency, nothing was drawn.
  if (attributes.snapshot) return attributes.from || attributes.to || attributes.currency ? [] : [fetched(`${attributes.snapshot.replace(/\/*$/, "/")}fragments/${lang}-first.html`)];
  // The others have no figure before all of the code is there.
  const hasFirst = /^(bitcoin|litecoin)/.test(chain) && !attributes.from && !attributes.to;
  const scripts = hasFirst ? ["first.js"] : ["first.js", "panel.js"];
  const files = ["donation-flow.wasm", ...(hasFirst ? [`locale/${lang}.first.json`] : ["core.wasm", "panel.css.txt", `locale/${lang}.json`])].map(at);
  if (attributes.src) files.push(attributes.src);
  return [...scripts.map(code), ...files.map(fetched)];
}

/** A name for the campaign's files, of its own name's letters. */
export function slug(campaign) {
  const { name } = campaign ?? {};
  const text = typeof name === "string" ? name : (name?.en ?? Object.values(name ?? {})[0] ?? "");
  const kept = String(text)
    .normalize("NFKD")
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "-")
    .replace(/^-+|-+$/g, "");
  return kept.slice(0, 40) || "campaign";
}

const quoted = (word) => (/^[\w./:@%+=-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`);

/** The languages that a snapshot has without being asked: `LANGUAGES` in src/cli/fragments.rs. */
const DRAWN = ["ar", "en"];

/**
 * The commands that check a campaign file and write its snapshot, in the panel's language `tag`; `folder` is the URL that it will be
 * served under, or none.
 */
export function commands(name, folder, tag) {
  const [file, out] = [`${name}.json`, `snapshots/${name}`];
  const lang = DRAWN.includes(tag) ? [] : ["--lang", tag];
  return [
    ["donation-flow", "check", file],
    ["donation-flow", "snapshot", file, "-o", out, ...lang],
    ["donation-flow", "verify", out],
    ["donation-flow", "render", out, ...lang, ...(folder ? ["--base-url", folder] : [])],
  ]
    .map((words) => `${words.map(quoted).join(" ")}\n`)
    .join("");
}
