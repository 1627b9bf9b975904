//! donation-flow: what a published donation campaign received, what of it stayed, where it went,
//! and how far each figure is proven.
//!
//! Ground floor first; a room imports only from floors below it (ARCHITECTURE.md).
//!
//! | floor | what it is |
//! |---|---|
//! | [`chain`] | facts of a chain: asset, amount, address, time, transfer |
//! | [`plain`] | numbers as text, cuts in texts, for any room |
//! | [`sorted`] | a small sort, for any room |
//! | [`tree`] | a value on its way out as JSON |
//! | [`json`] | a small reader of JSON text that keeps every number exact and names the field at fault |
//! | [`proof`] | inclusion: transactions in blocks with work, from their bytes |
//! | [`campaign`] | the publisher's file |
//! | [`listing`] | lists of listed addresses, searched in their own text |
//! | [`explorer`] | sans-IO adapters, one file an API, and the driver of any of them |
//! | [`ledger`] | what the transfers mean: the ladder, timeline, flow |
//! | [`agreement`] | what a second explorer says of the same addresses at the same height |
//! | [`screening`] | the campaign's addresses and their counterparties looked up in lists |
//! | [`report`] | the one value that a view needs |
//! | [`survey`] | a campaign's scan and its ledger, side by side: what browser and command drive |
//! | [`locale`] | words, numbers, dates, direction |
//! | [`view`] | report to HTML and SVG, pure |
//! | [`first`] | the first figure, of an explorer's first page alone |
//! | [`snapshot`] | a campaign's history as files that carry their evidence |

pub mod agreement;
pub mod campaign;
pub mod chain;
pub mod explorer;
pub mod first;
pub mod json;
pub mod ledger;
pub mod listing;
pub mod locale;
pub mod plain;
pub mod price;
pub mod proof;
pub mod report;
pub mod screening;
pub mod snapshot;
pub mod sorted;
pub mod survey;
pub mod tree;
pub mod view;

#[cfg(target_arch = "wasm32")]
pub mod browser;
#[cfg(all(not(target_arch = "wasm32"), feature = "command"))]
pub mod cli;
