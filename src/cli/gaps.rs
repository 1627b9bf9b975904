//! What a report lacks, in a line each.

use crate::explorer::GapKind;
use crate::report::GapNote;

/// A gap in English: whose, of which kind, how much of what, and between which times.
pub fn words(gap: &GapNote) -> String {
    let about = Some(gap.address.as_deref().unwrap_or(gap.chain)).filter(|about| !about.is_empty());
    let mut words = format!("gap: {}: {}", about.unwrap_or("lists"), gap.kind);
    if let Some(count) = gap.count {
        let what = match gap.kind {
            kind if kind.ends_with("-price") => "days",
            kind if kind == GapKind::NotProven.name() => "transactions",
            _ => "rows",
        };
        words.push_str(&format!(", {count} {what}"));
    }
    if let Some(from) = &gap.from {
        words.push_str(&format!(", from {from}"));
    }
    if let Some(to) = &gap.to {
        words.push_str(&format!(", until {to}"));
    }
    if let Some(detail) = &gap.detail {
        words.push_str(&format!(" ({detail})"));
    }
    words
}
