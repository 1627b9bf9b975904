// Short names between the wasm and its glue. wasm-bindgen's long ones, each with a hash, are there twice,
// and brotli cannot make them short.

const IMPORTS = 2;
const EXPORTS = 7;

/** A module's sections, each with its kind and content. */
function sections(wasm) {
  const found = [];
  for (let at = 8; at < wasm.length; ) {
    const kind = wasm[at];
    const [length, start] = number(wasm, at + 1);
    found.push({ kind, content: wasm.subarray(start, start + length) });
    at = start + length;
  }
  return found;
}

/** An unsigned LEB128 number, and where it ends. */
function number(bytes, at) {
  let value = 0;
  for (let shift = 0; ; shift += 7) {
    if (at >= bytes.length) throw new Error("the module ends within a number");
    const byte = bytes[at++];
    value += (byte & 127) * 2 ** shift;
    if (byte < 128) return [value, at];
  }
}

function leb(value) {
  const bytes = [];
  do {
    bytes.push((value & 127) | (value > 127 ? 128 : 0));
    value >>>= 7;
  } while (value);
  return bytes;
}

/**
 * Gives the module's imports and exports short names, in the wasm and in the glue's text.
 * @returns {{wasm: Buffer, glue: string}}
 */
export function shorten(wasm, glue) {
  const short = new Map();
  const text = (bytes, at) => {
    const [length, start] = number(bytes, at);
    return [bytes.toString("utf8", start, start + length), start + length];
  };
  const named = (name) => {
    const number = short.size;
    // What the other parts take from the main one has its name from there: see tools/bindgen/src/split.rs.
    if (name.startsWith("$")) short.set(name, name);
    if (!short.has(name)) short.set(name, String.fromCharCode(97 + (number % 26)) + (Math.floor(number / 26) || ""));
    const bytes = Buffer.from(short.get(name));
    return [...leb(bytes.length), ...bytes];
  };
  const pieces = sections(wasm).map(({ kind, content }) => {
    if (kind !== IMPORTS && kind !== EXPORTS) return { kind, content };
    const [count, first] = number(content, 0);
    const out = [...leb(count)];
    let at = first;
    for (let index = 0; index < count; index++) {
      if (kind === IMPORTS) {
        const from = at;
        [, at] = text(content, at);
        out.push(...content.subarray(from, at));
      }
      let name;
      [name, at] = text(content, at);
      out.push(...named(name));
      const from = at;
      if (kind === IMPORTS && content[at] !== 0) throw new Error(`an import that is no function: ${name}`);
      [, at] = number(content, at + 1);
      out.push(...content.subarray(from, at));
    }
    return { kind, content: Buffer.from(out) };
  });
  const whole = pieces.flatMap(({ kind, content }) => [Buffer.from([kind, ...leb(content.length)]), content]);
  // In the glue they stand as a property of the exports, or as a key of the imports, and nowhere else.
  const left = new Set(short.keys());
  const rename = (all, before, name, after) => {
    left.delete(name);
    return short.has(name) ? before + short.get(name) + after : all;
  };
  const renamed = glue
    .replace(/(\bwasm\.)(\w+)()/g, rename)
    .replace(/^(\s+)(\w+)(: function\()/gm, rename);
  for (const { name } of WebAssembly.Module.imports(new WebAssembly.Module(wasm))) {
    if (left.has(name)) throw new Error(`the glue does not give ${name}`);
  }
  return { wasm: Buffer.concat([wasm.subarray(0, 8), ...whole]), glue: renamed };
}
