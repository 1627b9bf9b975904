// How colours stand out from one another, as WCAG 2 counts it.

/** In the page: the contrast of a colour with the ground that some colours make, one over the other. Read as they are painted: `oklch()` and `light-dark()`, too. */
export function contrast(ground, colour) {
  const context = document.createElement("canvas").getContext("2d", { willReadFrequently: true });
  const luminance = (colours) => {
    for (const one of colours) {
      context.fillStyle = one;
      context.fillRect(0, 0, 1, 1);
    }
    const [red, green, blue] = [...context.getImageData(0, 0, 1, 1).data].map((part) => (part / 255 <= 0.04045 ? part / 255 / 12.92 : ((part / 255 + 0.055) / 1.055) ** 2.4));
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
  };
  const [one, other] = [ground, [...ground, colour]].map(luminance);
  return (Math.max(one, other) + 0.05) / (Math.min(one, other) + 0.05);
}

/** Runs `body`, in the page, which may call `contrast`. */
export const withContrast = (page, body) => page.evaluate(`((contrast) => (${body})())(${contrast})`);
