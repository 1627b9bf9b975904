//! What the drawings share.

use super::html::Html;
use crate::plain::divide;

/// A pattern of slanted lines, for what went back or only moved.
pub(super) fn hatch(out: &mut Html, id: &str) {
    out.put(
        "<defs><pattern id=\"h-{}\" width=\"6\" height=\"6\" patternUnits=\"userSpaceOnUse\" \
         patternTransform=\"rotate(45)\"><rect class=\"hatch-line\" width=\"2\" height=\"6\"/></pattern></defs>",
    )
    .text(id);
}

/// `part / whole` of a length, without overflow.
#[inline(never)]
pub(super) fn scaled(part: u128, whole: u128, length: i32) -> i32 {
    let shift = (128 - whole.leading_zeros()).saturating_sub(64);
    let whole = (whole >> shift).max(1);
    divide((part >> shift) * u128::from(length.max(0).unsigned_abs()), whole).0 as i32
}
