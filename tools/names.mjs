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

/** Where a name ends, and it. */
const text = (bytes, at) => {
  const [length, start] = number(bytes, at);
  return [bytes.toString("utf8", start, start + length), start + length];
};

/** Where the limits of a table or a memory end. */
const limits = (bytes, at) => {
  const [, least] = number(bytes, at + 1);
  return bytes[at] & 1 ? number(bytes, least)[1] : least;
};

/** Where an import's kind and type end: of a function, a table, a memory, a global. */
const ENDS = [
  (bytes, at) => number(bytes, at)[1],
  (bytes, at) => limits(bytes, at + 1),
  limits,
  (_, at) => at + 2,
];

/**
 * Gives what the modules import from the glue, and export to it, short names, in them and in the glue's text.
 * @returns {{modules: Buffer[], glue: string}}
 */
export function shorten(modules, glue) {
  // In the glue they stand as a property of the exports, or as a key of the imports, and nowhere else.
  const places = [/(\bwasm\.)(\w+)()/g, /^(\s+)(\w+)(: function\()/gm];
  const known = new Set(places.flatMap((place) => [...glue.matchAll(place)].map(([, , name]) => name)));
  // `www/first.js` and the splitter go by this one.
  known.delete("memory");
  const short = new Map();
  const named = (name) => {
    const number = short.size;
    if (known.has(name) && !short.has(name)) short.set(name, String.fromCharCode(97 + Math.floor(number / 10)) + (number % 10));
    const bytes = Buffer.from(short.get(name) ?? name);
    return [...leb(bytes.length), ...bytes];
  };
  const shortened = (wasm) => {
    const pieces = sections(wasm).map(({ kind, content }) => {
      if (kind !== IMPORTS && kind !== EXPORTS) return { kind, content };
      const [count, first] = number(content, 0);
      const out = [...leb(count)];
      for (let index = 0, at = first; index < count; index++) {
        const from = at;
        let holder, name;
        if (kind === IMPORTS) {
          [holder, at] = text(content, at);
          out.push(...content.subarray(from, at));
        }
        [name, at] = text(content, at);
        // What one module takes from another has its name from there: see tools/bindgen/src/split.rs.
        if (holder && !known.has(name)) throw new Error(`the glue does not give ${name}`);
        out.push(...named(name));
        const type = at;
        at = kind === IMPORTS ? ENDS[content[at]](content, at + 1) : number(content, at + 1)[1];
        out.push(...content.subarray(type, at));
      }
      return { kind, content: Buffer.from(out) };
    });
    const whole = pieces.flatMap(({ kind, content }) => [Buffer.from([kind, ...leb(content.length)]), content]);
    return Buffer.concat([wasm.subarray(0, 8), ...whole]);
  };
  const rename = (all, before, name, after) => (short.has(name) ? before + short.get(name) + after : all);
  return { modules: modules.map(shortened), glue: places.reduce((text, place) => text.replace(place, rename), glue) };
}
