// `npm run lint`: rustfmt, clippy for the command and for the panel, eslint. Every warning is an error.
import { Stop, command, path, run } from "./lib.mjs";
import { setup } from "./setup.mjs";

const DENY = ["--", "-D", "warnings"];

/** Each check by name, as a program and its arguments. */
export const LINTS = {
  rustfmt: ["cargo", ["fmt", "--check"]],
  "clippy, native": ["cargo", ["clippy", "--quiet", "--locked", "--all-targets", "--all-features", ...DENY]],
  "clippy, wasm32": [
    "cargo",
    ["clippy", "--quiet", "--locked", "--lib", "--no-default-features", "--target", "wasm32-unknown-unknown", ...DENY],
  ],
  "clippy, the checker": [
    "cargo",
    ["clippy", "--quiet", "--locked", "--lib", "--no-default-features", "--features", "checker", "--target", "wasm32-unknown-unknown", ...DENY],
  ],
  "rustfmt, tools/bindgen": ["cargo", ["fmt", "--check", "--manifest-path", "tools/bindgen/Cargo.toml"]],
  eslint: [path("node_modules/.bin/eslint"), ["."]],
};

/** Runs every check; the names of those that failed. */
export async function lint() {
  const failed = [];
  for (const [label, [program, args]] of Object.entries(LINTS)) {
    try {
      await run(program, args, { label });
    } catch (error) {
      if (!(error instanceof Stop)) throw error;
      failed.push(label);
    }
  }
  return failed;
}

if (process.argv[1] === path("tools", "lint.mjs")) {
  command(async () => {
    await setup();
    const failed = await lint();
    if (failed.length > 0) throw new Stop(`failed: ${failed.join(", ")}`);
  });
}
