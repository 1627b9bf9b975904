// What the documentation points at is there: files, headings, fields of the report.
import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { test } from "node:test";
import { anchors } from "../../tools/docs.mjs";
import { PARTS } from "../../tools/element.mjs";
import { files, root } from "../../tools/lib.mjs";

const pages = ["README.md", "ARCHITECTURE.md", "CHANGELOG.md", ...files("docs").filter((name) => name.endsWith(".md"))];
const read = (name) => readFileSync(join(root, name), "utf8");
const withoutCode = (text) => text.replace(/```[^]*?```/g, "").replace(/`[^`\n]*`/g, "");

const headings = (name) => {
  const anchor = anchors();
  return [...read(name).replace(/```[^]*?```/g, "").matchAll(/^#+ (.+)$/gm)].map(([, heading]) => anchor(heading));
};

test("every link between the pages leads to a file and a heading that are there", () => {
  let checked = 0;
  for (const page of pages) {
    for (const [, target] of withoutCode(read(page)).matchAll(/\]\(([^)\s]+)\)/g)) {
      if (/^[a-z]+:/.test(target)) continue;
      const [path, heading] = target.split("#");
      const file = path ? relative(root, join(root, dirname(page), path)) : page;
      assert.ok(existsSync(join(root, file)), `${page}: ${target}: there is no such file`);
      if (heading) assert.ok(headings(file).includes(heading), `${page}: ${target}: there is no such heading`);
      checked += 1;
    }
  }
  assert.ok(checked > 20, `only ${checked} links`);
});

test("every field that docs/figures.md names is one of the report's", () => {
  const sources = [...files("src/report"), ...files("src/ledger")].map(read).join("\n");
  const fields = new Set([...sources.matchAll(/^\s*pub (\w+):/gm)].map(([, name]) => name));
  const named = [...read("docs/figures.md").matchAll(/`([a-z_]+)`/g)].map(([, name]) => name);
  assert.ok(named.length > 15);
  for (const name of named) assert.ok(fields.has(name), `${name} is no field of the report`);
});

test("every test that docs/accessibility.md names is there, and all of Chartability's critical heuristics are answered", () => {
  const page = read("docs/accessibility.md");
  const named = [...page.matchAll(/`(tests\/[\w./-]+)`: ([^|\n]+)/g)].map(([, file, title]) => [file, title.trim()]);
  assert.ok(named.length > 30, `${named.length} tests`);
  for (const [file, title] of named) {
    const source = read(file);
    const titles = file.endsWith(".rs")
      ? [...source.matchAll(/#\[test\]\s+fn (\w+)/g)].map(([, name]) => name)
      : [...source.matchAll(/\b(?:test\(\s*|on\("[^"]*", )(["`])(.*?)\1,/g)].map(([, , name]) => name);
    assert.ok(titles.some((one) => one.includes(title)), `${file} has no test “${title}”`);
  }
  const answered = page.split("## WCAG")[0].split(/^### /m).slice(1);
  assert.equal(answered.length, 14);
  for (const answer of answered) assert.match(answer, /^- `tests\//m, `a test for ${answer.split("\n")[0]}`);
});

test("a language is named wherever docs/translating.md says", () => {
  const tags = files("www/locale").map((name) => name.match(/(\w+)\.json$/)[1]);
  const english = new Intl.DisplayNames("en", { type: "language" });
  const readme = read("README.md");
  const attribute = readme.match(/^\| `lang` \|(.*?);/m)[1];
  for (const tag of tags) {
    assert.ok(readme.split("## Try it")[0].includes(english.of(tag)), `README's first lines: ${english.of(tag)}`);
    assert.ok(attribute.includes(`\`${tag}\``), `README's attribute lang: ${tag}`);
    assert.ok(read("www/index.html").includes(`lang=${tag}" lang="${tag}"`), `www/index.html: ${tag}`);
    assert.ok(read("src/cli/fragments.rs").includes(`("${tag}", include_str!`), `src/cli/fragments.rs: ${tag}`);
    const isRtl = JSON.parse(read(`www/locale/${tag}.json`)).dir === "rtl";
    for (const [file, list] of [["www/builder/builder.js", /RIGHT_TO_LEFT = (.*);/], ["tests/browser/harness.mjs", /RTL = (.*);/]]) {
      assert.equal(new RegExp(`\\b${tag}\\b`).test(read(file).match(list)[1]), isRtl, `${file}: ${tag}`);
    }
  }
});

test("docs/adding-a-chain.md has the budget of an adapter, and docs/embedding.md a row for each part", () => {
  const [, budget] = read("tools/size.mjs").match(/adapter: \{ bytes: (\d+) \* KB/);
  assert.ok(read("docs/adding-a-chain.md").replaceAll(/\s+/g, " ").includes(`heaviest may weigh ${budget} KB`), budget);
  const rows = read("docs/embedding.md").split("`::part(…)`")[1].split("\n\n")[0];
  assert.deepEqual([...rows.matchAll(/`([\w-]+)`/g)].map(([, name]) => name).toSorted(), Object.keys(PARTS).toSorted());
});
