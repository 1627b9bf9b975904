/** A digest in hexadecimal, as a manifest has it, as `fetch` checks it. */
export const integrity = (hex) => `sha256-${btoa(String.fromCharCode(...hex.match(/../g).map((byte) => parseInt(byte, 16))))}`;
