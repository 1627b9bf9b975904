// The element in pages of React, Vue and Svelte: attributes, properties and events, with the element defined before the page is
// drawn, and after.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import * as esbuild from "esbuild";
import { suite } from "../browser/harness.mjs";
import { HOME, copied, installed, page, project, tool, upload } from "./projects.mjs";

const it = suite();

/** What all three do alike: `window.first` are the values that the page begins with, `window.late` has the element defined later. */
const COMMON = `
window.heard = [];
export const hear = (event) => window.heard.push([event.type, event.detail?.assets?.length ?? event.detail?.field]);
export const define = () => import("donation-flow");
if (!window.late) await define();
`;

const REACT = `
import { useState } from "react";
import { createRoot } from "react-dom/client";
import { define, hear } from "./common.js";
function Article() {
  const [values, change] = useState(window.first);
  window.change = (more) => change((values) => ({ ...values, ...more }));
  return (
    <donation-flow {...values} ondonation-flow-report={hear} ondonation-flow-error={hear}>
      <a id="inner" href="https://explorer.example/">An explorer</a>
    </donation-flow>
  );
}
createRoot(document.querySelector("main")).render(<Article />);
if (window.late) setTimeout(define, 300);
`;

const VUE = `
import { createApp, reactive } from "vue/dist/vue.esm-bundler.js";
import { define, hear } from "./common.js";
const app = createApp({
  setup() {
    const values = reactive({ ...window.first });
    window.change = (more) => Object.assign(values, more);
    return { values, hear };
  },
  template: \`<donation-flow v-bind="values" @donation-flow-report="hear" @donation-flow-error="hear">
    <a id="inner" href="https://explorer.example/">An explorer</a></donation-flow>\`,
});
app.config.compilerOptions.isCustomElement = (tag) => tag === "donation-flow";
app.mount("main");
if (window.late) setTimeout(define, 300);
`;

const SVELTE = `
<script>
  import { hear } from "./common.js";
  let values = $state({ ...window.first });
  window.change = (more) => Object.assign(values, more);
</script>
<donation-flow {...values} ondonation-flow-report={hear} ondonation-flow-error={hear}>
  <a id="inner" href="https://explorer.example/">An explorer</a>
</donation-flow>
`;
const SVELTE_MAIN = `
import { mount } from "svelte";
import Article from "./Article.svelte";
import { define } from "./common.js";
mount(Article, { target: document.querySelector("main") });
if (window.late) setTimeout(define, 300);
`;

/** Has esbuild take Svelte's components. */
const svelte = {
  name: "svelte",
  setup: (build) =>
    build.onLoad({ filter: /\.svelte(\.js)?$/ }, async ({ path: filename }) => {
      const { compile, compileModule } = await tool("svelte/compiler");
      const source = readFileSync(filename, "utf8");
      const made = filename.endsWith(".svelte") ? compile(source, { filename, generate: "client" }) : compileModule(source, { filename, generate: "client" });
      return { contents: made.js.code, loader: "js" };
    }),
};

const PROJECTS = {
  React: { files: { "main.jsx": REACT }, options: { jsx: "automatic" } },
  Vue: { files: { "main.js": VUE }, options: { define: { __VUE_OPTIONS_API__: "true", __VUE_PROD_DEVTOOLS__: "false", __VUE_PROD_HYDRATION_MISMATCH_DETAILS__: "false" } } },
  Svelte: { files: { "main.js": SVELTE_MAIN, "Article.svelte": SVELTE }, options: { plugins: [svelte], conditions: ["svelte", "browser"] } },
};

const built = {};
/** The script's URL of a framework's project on the publisher's site. */
const script = (name) => (built[name] ??= build(name));
async function build(name) {
  await installed();
  const { files, options } = PROJECTS[name];
  const root = project(name.toLowerCase(), { ...files, "common.js": COMMON });
  const outdir = join(root, "out");
  const entryPoints = [join(root, Object.keys(files)[0])];
  await esbuild.build({ entryPoints, bundle: true, splitting: true, format: "esm", minify: true, outdir, absWorkingDir: HOME, ...options, define: { "process.env.NODE_ENV": '"production"', ...options.define } });
  copied(["donation-flow.wasm", "core.wasm", "panel.css.txt", "parts", "locale"], outdir);
  return `${upload(it.site, outdir, name.toLowerCase())}main.js`;
}

for (const name of Object.keys(PROJECTS)) {
  for (const late of [false, true]) {
    test(`${name}, the element defined ${late ? "after" : "before"} the page is drawn`, async () => {
      const first = { src: it.site.add("campaign.json", JSON.stringify(await it.campaign("relief"))), load: "eager", lang: "en", theme: "dark", sections: ["head", "net"] };
      const init = (values) => Object.assign(window, values);
      const panel = await it.open({ html: page(await script(name), "<main></main>"), src: "none", init, argument: { first, late } });
      const change = (values) => panel.page.evaluate((values) => window.change(values), values);
      await panel.until(() => window.heard?.some(([type]) => type === "donation-flow-report"));
      const seen = () =>
        panel.page.evaluate(() => {
          const element = document.querySelector("donation-flow");
          const box = element.shadowRoot.querySelector(".df");
          return { theme: box.dataset.theme, sections: [...box.querySelectorAll(":scope > section")].map(({ className }) => className), live: element.live, from: element.getAttribute("from") };
        });
      assert.deepEqual(await seen(), { theme: "dark", sections: ["head", "net"], live: false, from: null });
      assert.equal(await panel.page.locator("donation-flow > #inner").count(), 1, "what is inside stays");
      assert.equal(await panel.page.evaluate(() => Object.hasOwn(document.querySelector("donation-flow"), "sections")), false);

      await change({ theme: "light", live: true });
      await panel.until(() => document.querySelector("donation-flow").live && document.querySelector("donation-flow").shadowRoot.querySelector(".df").dataset.theme === "light");
      // Svelte goes on with attributes where it began with them, and to it false is a text there.
      await change({ live: late && name === "Svelte" ? undefined : false });
      await panel.until(() => !document.querySelector("donation-flow").hasAttribute("live"));

      await change({ from: "yesterday" });
      await panel.until(() => window.heard.some(([type, field]) => type === "donation-flow-error" && field === "from"));
      await change({ from: undefined });
      await panel.until(() => !document.querySelector("donation-flow").hasAttribute("from"));
      assert.deepEqual(panel.errors, []);
      await panel.close();
    });
  }
}

test("what a page has set on the element before its script is there holds", async () => {
  const src = it.site.add("campaign.json", JSON.stringify(await it.campaign("relief")));
  const before = `<donation-flow></donation-flow><script>
    Object.assign(document.querySelector("donation-flow"), { src: "${src}", load: "eager", sections: ["head", "net"], live: true, currency: null, other: 1 });
  </script>`;
  const panel = await it.open({ html: page("/donation-flow/donation-flow.js", before), src: "none" });
  await panel.settled();
  const seen = await panel.page.evaluate(() => {
    const element = document.querySelector("donation-flow");
    return [Object.keys(element), [...element.attributes].map(({ name, value }) => `${name}=${value}`).toSorted()];
  });
  assert.deepEqual(seen, [["other"], ["live=", "load=eager", "sections=head,net", `src=${src}`]]);
  await panel.close();
});
