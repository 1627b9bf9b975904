import js from "@eslint/js";
import globals from "globals";

/** Written by tools/build.mjs into the element. */
const BUILD = { WASM_INTEGRITY: "readonly", CHECK_INTEGRITY: "readonly", CORE_INTEGRITY: "readonly", CSS_INTEGRITY: "readonly", LANGUAGES: "readonly", VERSION: "readonly", EXPLORERS: "readonly", STYLES: "readonly", LOOKS: "readonly", SECTIONS: "readonly", PARTS: "readonly" };

export default [
  { ignores: ["dist/", "target/", "node_modules/", "tests/out/"] },
  js.configs.recommended,
  {
    rules: { eqeqeq: ["error", "always", { null: "ignore" }], "no-var": "error", "prefer-const": "error" },
  },
  { files: ["tools/**", "tests/**", "bench/**", "*.mjs"], languageOptions: { globals: globals.node } },
  {
    files: ["www/**/*.js", "src/**/*.js"],
    languageOptions: { globals: { ...globals.browser, ...BUILD } },
  },
  // A page's own functions are written inside a test, and run in the page.
  { files: ["tests/browser/**", "tests/engines/**", "tests/embed/**", "bench/**"], languageOptions: { globals: globals.browser } },
];
