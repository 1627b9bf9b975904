// What makes dist/ an npm package: its manifest, TypeScript's types and the custom elements manifest.
//
//   tools/element.mjs ──> custom-elements.json, donation-flow.d.ts
//   structs of src/ that events carry ──> donation-flow.d.ts
import { ATTRIBUTES, CODE, CSS_PROPERTIES, EVENTS, PARTS, SECTIONS, SLOTS } from "./element.mjs";

const NAME = "donation-flow";

/** What the package holds of dist/. */
const FILES = ["*.js", "*.d.ts", "*.wasm", "*.css", "*.txt", "frame.html", "parts", "locale", "themes", "campaign.schema.json", "custom-elements.json", "manifest.json", "LICENSE-*"];

/** package.json of the package; `own` is the project's. */
export function packageJson({ version, description, license }) {
  const exports = {
    ".": { types: "./donation-flow.d.ts", default: "./donation-flow.js" },
    "./react": { types: "./react.d.ts" },
    "./package.json": "./package.json",
    "./*": "./*",
  };
  return {
    ...{ name: NAME, version, description, license, type: "module" },
    ...{ main: "./donation-flow.js", module: "./donation-flow.js", types: "./donation-flow.d.ts", exports },
    // Importing it defines the element; a worker runs the other.
    sideEffects: ["./donation-flow.js", "./check.js"],
    customElements: "custom-elements.json",
    keywords: ["web component", "custom element", "bitcoin", "donations", "journalism"],
    files: FILES,
  };
}

/** custom-elements.json, of schema 2.1.0 (https://github.com/webcomponents/custom-elements-manifest). */
export function customElements() {
  const list = (of, make) => Object.entries(of).map(([name, value]) => ({ name, ...make(value, name) }));
  const typed = ({ type, text, default: byDefault }) => ({
    type: { text: type },
    description: text,
    ...(byDefault && { default: `"${byDefault}"` }),
  });
  const declaration = {
    kind: "class",
    name: "DonationFlow",
    tagName: NAME,
    customElement: true,
    description: "What a published donation campaign received, what of it stayed, and where it went.",
    superclass: { name: "HTMLElement" },
    attributes: list(ATTRIBUTES, (attribute, name) => ({ ...typed(attribute), fieldName: name })),
    members: list(ATTRIBUTES, (attribute, name) => ({ kind: "field", ...typed(attribute), attribute: name, reflects: true })),
    events: list(EVENTS, ({ detail, text }, name) => ({ name: `${NAME}-${name}`, type: { text: `CustomEvent<${detail}>` }, description: text })),
    slots: list(SLOTS, (description) => ({ description })),
    cssParts: list(PARTS, (description) => ({ description })),
    cssProperties: list(CSS_PROPERTIES, ({ syntax, text }) => ({ syntax, description: text })),
  };
  const reference = { name: declaration.name, module: "donation-flow.js" };
  const exports = [{ kind: "custom-element-definition", name: NAME, declaration: reference }];
  return { schemaVersion: "2.1.0", modules: [{ kind: "javascript-module", path: reference.module, declarations: [declaration], exports }] };
}

/** What events carry: the struct of each, and the files that hold it and what is in it. */
export const CARRIED = [
  {
    structs: ["Report", "Progress"],
    files: [
      ...["mod", "value", "issuer", "verification", "claim", "screened", "flow"].map((name) => `src/report/${name}.rs`),
      ...["src/ledger/timeline.rs", "src/ledger/totals.rs", "src/explorer/scan.rs", "src/browser/panel/events.rs"],
      // The names of what their texts are of.
      ...["src/explorer/mod.rs", "src/campaign/claim.rs"],
    ],
  },
  { structs: ["Verdict"], files: ["src/browser/panel/check.rs"], renamed: { Verdict: "Checked" } },
];
/** Names that say too little outside their room, or stand for another there. */
const RENAMED = { Source: "ReportSource", Flow: "AssetFlow", Days: "Period", Dust: "DustFigures" };

/** What a Rust type is in JavaScript; names of structs are told to `want`, which tells theirs. */
function typeOf(rust, want) {
  const [, item] = rust.match(/^Vec<(.+)>$/) ?? [];
  if (item) return `${typeOf(item, want)}[]`;
  const plain = { bool: "boolean", String: "string", LangText: "LangText", Day: "string" }[rust];
  if (plain) return plain;
  if (/^[ui](8|16|32|64|size)$/.test(rust)) return "number";
  if (/^&'\w+ str$/.test(rust)) return "string";
  if (["Amount", "Signed", "Valued"].includes(rust)) return "Units";
  return want(rust.replace(/<'\w+>$/, ""));
}

/** A doc comment of Rust as one of TypeScript. */
const comment = (lines, indent = "") => {
  const text = lines.join(" ").replaceAll(/\[`?(?:\w+::)*(\w+(?:::\w+)?)`?\](\([^)]*\))?/g, "`$1`").trim();
  return text ? `${indent}/** ${text} */\n` : "";
};

/** Interfaces of structs and of all that they hold, read off the core's own source texts. */
function interfaces(names, sources, renamed = {}) {
  const source = sources.join("\n");
  const objects = [...source.matchAll(/crate::objects! \{\n([^]*?)\n\}/g)].map(([, list]) => list).join("\n");
  const isObject = (name) => new RegExp(`^ {4}${name}(<'_>)? \\{`, "m").test(objects);
  const structs = new Map();
  for (const [, docs, name, body] of source.matchAll(/((?:^\/\/\/.*\n)*)(?:^#\[.*\n)*^(?:pub )?struct (\w+)(?:<'\w+>)? \{\n([^]*?)^\}/gm)) {
    if (isObject(name) && !structs.has(name)) structs.set(name, { docs, body });
  }
  const enums = new Map();
  for (const [, name, body] of source.matchAll(/^impl (\w+) \{([^]*?)^\}/gm)) {
    const list = body.match(/(?:let names|NAMES: \[(?:&str|\(\w+, &str\)); \d+\]) =\s*\[([^\]]*)\]|\{\s*\[([^\]]*)\]\[self as usize\]/);
    if (list) enums.set(name, (list[1] ?? list[2]).match(/"[^"]+"/g).join(" | "));
  }
  const lines = (text) => [...text.matchAll(/^\s*\/\/\/ ?(.*)$/gm)].map(([, line]) => line);
  const wanted = [...names];
  const want = (name) => {
    // An alias of the core's own.
    const struct = name === "Period" ? "Days" : name;
    if (!wanted.includes(struct)) wanted.push(struct);
    return renamed[struct] ?? RENAMED[struct] ?? struct;
  };
  const made = [];
  // What they hold is wanted, too, and comes after them.
  for (const name of wanted) made.push(one(name));
  return made;

  function one(name) {
    const shown = want(name);
    if (enums.has(name)) return `export type ${shown} = ${enums.get(name)};\n`;
    if (!structs.has(name)) throw new Error(`the package's types need ${name}, which is no struct that events carry`);
    const { docs, body } = structs.get(name);
    const fields = [...body.matchAll(/((?:^ {4}\/\/\/.*\n)*)^ {4}(?:pub )?(\w+): (.+),$/gm)];
    const each = fields.map(([, docs, field, type]) => {
      // What is none is left out.
      const [, some] = type.match(/^Option<(.+)>$/) ?? [];
      // A text that is an enum's name, as its doc comment says alone: [`GapKind::name`].
      const [, named] = docs.match(/^ {4}\/\/\/ \[`(?:\w+::)*(\w+)::name`\]\.\n$/) ?? [];
      const docLines = named ? [] : lines(docs);
      return `${comment(docLines, "  ")}  ${field}${some ? "?" : ""}: ${named ? want(named) : typeOf(some ?? type, want)};\n`;
    });
    return `${comment(lines(docs))}export interface ${shown} {\n${each.join("")}}\n`;
  }
}

/** donation-flow.d.ts; `read` gives a source file's text. */
export function types(read) {
  const property = ([name, { type, takes, text }]) => {
    if (name === "lang") return "";
    if (type === "boolean") return `  /** ${text} */\n  get ${name}(): boolean;\n  set ${name}(value: boolean | null | undefined);\n`;
    return `  /** ${text} */\n  get ${name}(): string | null;\n  set ${name}(value: ${takes ?? type} | null | undefined);\n`;
  };
  const attribute = ([name, { type, takes, text }]) => `  /** ${text} */\n  ${name}?: ${takes ?? type} | undefined;\n`;
  const event = ([name, { detail, text }]) => `  /** ${text} */\n  "${NAME}-${name}": CustomEvent<${detail}>;\n`;
  const listener = ([name]) => `  "on${NAME}-${name}"?: ((event: DonationFlowEventMap["${NAME}-${name}"]) => void) | undefined;\n`;
  const each = (of, make) => Object.entries(of).map(make).join("");
  return `// Written by tools/package.mjs.

/** A sum in an asset's base units (satoshis), or money in cents: a whole decimal number as text. */
export type Units = string;
/** A text by language tag; the tag "" is of no stated language. */
export type LangText = Record<string, string>;
export type Section = ${SECTIONS.map((name) => `"${name}"`).join(" | ")};

/** Why a panel cannot be shown, or not all of it. */
export interface Refusal {
  code: ${CODE};
  /** The field of the campaign file, the attribute or the file that it is about. */
  field?: string;
  message: string;
}

${CARRIED.flatMap(({ structs, files, renamed }) => interfaces(structs, files.map(read), renamed)).join("\n")}
export interface DonationFlowEventMap {
${each(EVENTS, event)}}

/** \`<donation-flow>\`: properties reflect the attributes of their names. */
export interface DonationFlow extends HTMLElement {
${each(ATTRIBUTES, property)}}

/** Attributes as markup has them, for the types of frameworks. */
export interface DonationFlowAttributes {
${each(ATTRIBUTES, attribute)}}

/** Listeners as React and Svelte name them. */
export interface DonationFlowListeners {
${each(EVENTS, listener)}}

declare global {
  interface HTMLElementTagNameMap {
    "${NAME}": DonationFlow;
  }
  interface HTMLElementEventMap extends DonationFlowEventMap {}
}
`;
}

/** Types for JSX, which only projects with React load. */
export const reactTypes = () => `// Written by tools/package.mjs. For TypeScript with React 19: import type {} from "${NAME}/react";
import type { DetailedHTMLProps, HTMLAttributes } from "react";
import type { DonationFlow, DonationFlowAttributes, DonationFlowListeners } from "./donation-flow.js";

declare module "react" {
  namespace JSX {
    interface IntrinsicElements {
      "${NAME}": DetailedHTMLProps<HTMLAttributes<DonationFlow>, DonationFlow> & DonationFlowAttributes & DonationFlowListeners;
    }
  }
}
`;

/** README.md of the package. */
export function readme({ description, license }) {
  const table = (head, rows) => [`| ${head} | |`, "|---|---|", ...rows.map(([name, text]) => `| ${name} | ${text} |`)].join("\n");
  const code = (of, prefix = "") => Object.entries(of).map(([name, value]) => [`\`${prefix}${name}\``, value.text ?? value]);
  return `# ${NAME}

${description}.

\`\`\`js
import "${NAME}";
\`\`\`

\`\`\`html
<donation-flow src="/campaigns/relief.json" lang="en">
  <a href="https://mempool.space/">See the addresses at an explorer</a>
</donation-flow>
\`\`\`

Vite and webpack find the files that the panel fetches later. With esbuild, copy \`*.wasm\`, \`panel.css.txt\`, \`parts\` and \`locale\` beside what it writes.

${table("attribute, and property", code(ATTRIBUTES))}

${table("event", code(EVENTS, `${NAME}-`))}

${table("style property", code(CSS_PROPERTIES))}

${table("part", code(PARTS))}

${license}.
`;
}
