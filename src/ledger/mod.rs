//! What transfers mean: classification, totals, timeline, flow.

pub mod history;
pub mod timeline;

pub use history::History;
