// The documentation as pages: README.md and docs/*.md in dist/docs/, beside the demo. By marked: it has no dependencies of its own,
// and is needed only where dist/ is built.
import { readFileSync } from "node:fs";
import { basename, dirname, join, relative } from "node:path";
import { Marked } from "marked";
import { files, path } from "./lib.mjs";

/** For whom, and in what order; the first of each is behind a door of the demo's front page. */
const SHELVES = {
  "For publishers": ["docs/quickstart.md", "docs/embedding.md", "docs/snapshot.md", "docs/claims.md", "docs/lists.md", "docs/proxy.md", "docs/accessibility.md"],
  "For reporters": ["docs/figures.md", "docs/proof.md"],
  "For developers": ["README.md", "docs/adding-a-chain.md", "docs/translating.md", "docs/adding-a-section.md", "ARCHITECTURE.md", "docs/fuzzing.md", "CHANGELOG.md"],
  "For lawyers": ["docs/sources.md", "docs/words.md"],
};
const PAGES = Object.values(SHELVES).flat();

const escape = (text) => text.replace(/[&<>"]/g, (character) => ({ "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" })[character]);

/** A page's name in dist/docs/. */
const fileOf = (source) => (source === "README.md" ? "index.html" : `${basename(source, ".md").toLowerCase()}.html`);

/** A heading's anchor, as GitHub makes it; of several that are the same, each its own. */
export function anchors() {
  const taken = new Map();
  return (heading) => {
    const name = heading
      .toLowerCase()
      .replace(/[^\p{L}\p{N}\s_-]/gu, "")
      .trim()
      .replaceAll(" ", "-");
    const before = taken.get(name) ?? 0;
    taken.set(name, before + 1);
    return before ? `${name}-${before}` : name;
  };
}

/** Where a link of a source leads from its page: to another page, or to a file beside them. */
function linked(href, source) {
  if (/^[a-z]+:/i.test(href) || href.startsWith("#")) return href;
  const [target, anchor] = href.split("#");
  const file = join(dirname(source), target);
  const hash = anchor ? `#${anchor}` : "";
  if (PAGES.includes(file)) return fileOf(file) + hash;
  // docs/embedding/ lies beside the pages, the licences beside the demo.
  return relative("docs", file) + hash;
}

/** A source's title, its headings of the second order as `{id, html}`, and its HTML. */
function rendered(source, text) {
  const headings = [];
  let title = "";
  const anchor = anchors();
  const plain = (tokens) => tokens.map((token) => (token.tokens ? plain(token.tokens) : token.text)).join("");
  const renderer = {
    heading({ tokens, depth }) {
      const html = this.parser.parseInline(tokens);
      const id = anchor(plain(tokens));
      if (depth === 1) title = plain(tokens);
      if (depth === 2) headings.push({ id, html });
      return `<h${depth} id="${escape(id)}">${html}${depth > 1 ? ` <a class="anchor" href="#${escape(id)}" aria-label="Link to this part">#</a>` : ""}</h${depth}>\n`;
    },
    link({ href, tokens }) {
      return `<a href="${escape(linked(href, source))}">${this.parser.parseInline(tokens)}</a>`;
    },
    // What is wider than the page scrolls by itself, by keyboard too.
    code({ text }) {
      return `<pre dir="ltr" tabindex="0"><code>${escape(text)}</code></pre>\n`;
    },
    table(token) {
      const cell = (tag, { tokens }) => `<${tag}>${this.parser.parseInline(tokens)}</${tag.split(" ")[0]}>`;
      const row = (cells, tag) => `<tr>${cells.map((each) => cell(tag, each)).join("")}</tr>`;
      const head = token.header.some(({ text }) => text) ? `<thead>${row(token.header, 'th scope="col"')}</thead>` : "";
      return `<div class="wide-table" tabindex="0" role="group" aria-label="Table"><table>${head}<tbody>${token.rows.map((cells) => row(cells, "td")).join("\n")}</tbody></table></div>\n`;
    },
    html({ text }) {
      return escape(text);
    },
  };
  const html = new Marked({ renderer }).parse(text);
  return { title, headings, html };
}

function page({ source, title, headings, html }, titles) {
  const parts = headings.length < 2 ? "" : `<ul class="parts">${headings.map(({ id, html }) => `<li><a href="#${escape(id)}">${html.replace(/<\/?a\b[^>]*>/g, "")}</a></li>`).join("")}</ul>`;
  const entry = (other) => (other === source ? `<li><a href="${fileOf(other)}" aria-current="page">${escape(titles[other])}</a>${parts}</li>` : `<li><a href="${fileOf(other)}">${escape(titles[other])}</a></li>`);
  const shelf = ([name, sources]) => `<section><h2>${name}</h2><ul>${sources.map(entry).join("\n")}</ul></section>`;
  return `<!doctype html>
<html lang="en" dir="ltr">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'self'; img-src data:; base-uri 'none'; form-action 'none'">
<title>${escape(title)} · donation-flow</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="../demo/demo.css">
<link rel="stylesheet" href="../demo/docs.css">
</head>
<body class="docs">
<header>
<a href="../">All demos</a>
<a href="#pages">All pages</a>
</header>
<main>
${html}</main>
<nav id="pages" aria-label="Documentation">
${Object.entries(SHELVES).map(shelf).join("\n")}
</nav>
</body>
</html>
`;
}

/** The pages, and the files that they link to: names in dist/ and what is in them. */
export function docs() {
  const read = (name) => readFileSync(path(name), "utf8");
  const missing = files("docs").filter((name) => name.endsWith(".md") && !PAGES.includes(name));
  if (missing.length) throw new Error(`tools/docs.mjs puts no shelf under ${missing.join(", ")}`);
  const made = PAGES.map((source) => ({ source, ...rendered(source, read(source)) }));
  const titles = Object.fromEntries(made.map(({ source, title }) => [source, title]));
  const pages = made.map((one) => [`docs/${fileOf(one.source)}`, page(one, titles)]);
  const others = files("docs").filter((name) => !name.endsWith(".md"));
  return [...pages, ...others.map((name) => [name, read(name)])];
}
