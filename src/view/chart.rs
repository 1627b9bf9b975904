//! What the drawings share.

use super::html::Html;
use crate::plain::divide;

/// Writes a drawing's measures on behind its `aria-label`.
pub(super) fn begin(width: i32, height: i32, out: &mut Html) {
    out.drawing(width);
    out.put("\" width=\"{}\" height=\"{}\" viewBox=\"0 0 {} {}\">")
        .number(width)
        .number(height)
        .number(width)
        .number(height);
}

/// A text whose `anchor` (`start`, `middle`, `end`) stands at `x`, from the start edge, and whose foot at `y`.
#[inline(never)]
pub(super) fn text(class: &str, x: i32, y: i32, anchor: &str, text: &str, out: &mut Html) {
    out.put("<text class=\"{}\" x=\"{}\" y=\"{}\" text-anchor=\"{}\">{}</text>")
        .text(class)
        .x(x, 0)
        .number(y)
        .text(anchor)
        .text(text);
}

/// A pattern of slanted lines, for what went back or only moved, in a drawing of that width: a page without script holds
/// the same drawing for several widths.
pub(super) fn hatch(out: &mut Html, id: &str, drawing: i32) {
    out.put(
        "<defs><pattern id=\"h-{}-{}\" width=\"6\" height=\"6\" patternUnits=\"userSpaceOnUse\" \
         patternTransform=\"rotate(45)\"><rect class=\"hatch-line\" width=\"2\" height=\"6\"/></pattern></defs>",
    )
    .text(id)
    .number(drawing);
}

/// `part / whole` of a length, without overflow.
#[inline(never)]
pub(super) fn scaled(part: u128, whole: u128, length: i32) -> i32 {
    let shift = (128 - whole.leading_zeros()).saturating_sub(64);
    let whole = (whole >> shift).max(1);
    divide((part >> shift) * u128::from(length.max(0).unsigned_abs()), whole).0 as i32
}
