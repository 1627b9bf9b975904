//! The fields of a campaign file, as a table.

use super::{Comparison, LabelKind, Measure, PriceSource, VERSION};
use crate::chain::Chain;

/// A field of a campaign file.
#[derive(Debug)]
pub struct Field {
    pub name: &'static str,
    pub required: bool,
    pub(super) kind: Kind,
}

/// What a field holds, and thereby how it is checked.
#[derive(Debug)]
pub(super) enum Kind {
    /// Any string.
    String,
    /// A [`Text`](super::Text).
    Text,
    /// A string of one character at least, of so many at most, and of no control characters.
    Line(usize),
    /// An https URL.
    Https,
    /// An explorer's URL: without a query, and plain http to this machine itself.
    Origin,
    /// The same, or a path relative to the campaign file's own URL, as in `../lists/one.txt`.
    Near,
    /// So many of these at most, each once.
    NearList(usize),
    /// An explorer's key: visible ASCII.
    Key,
    Day,
    /// Whole units, with places or without.
    Decimal,
    Integer(u64, u64),
    /// One of some names, and the words for another.
    Name(&'static [&'static str], &'static str),
    /// A currency's code (ISO 4217).
    Currency,
    /// The name of an API that tells of the chain beside it.
    Api,
    /// A day that is not before the one in a field beside it, and the words for one that is.
    DayFrom(&'static str, &'static str),
    /// True or false.
    Flag,
    /// A currency's code, or an object of these fields.
    Unit(&'static [Field]),
    /// An address on the chain that the field `chain` beside it names.
    Address,
    /// The same, of a token's contract.
    Contract,
    /// An object of these fields.
    Object(&'static [Field]),
    /// So many objects at most; no two are the same in all fields that identify one, and the last of these is named.
    List(usize, &'static [Field], &'static [&'static str]),
}

/// The fields of a campaign file, and those of the objects in its lists. `www/campaign.schema.json` names the same ones.
pub const FIELDS: &[Field] = &[
    // Where editors look for the schema; not read.
    optional("$schema", Kind::String),
    required("version", Kind::Integer(VERSION, VERSION)),
    required("name", Kind::Text),
    optional("description", Kind::Text),
    optional("url", Kind::Https),
    required("addresses", Kind::List(200, ADDRESS_FIELDS, &["chain", "address"])),
    optional("tokens", Kind::List(100, TOKEN_FIELDS, &["chain", "contract"])),
    optional("explorers", Kind::List(50, EXPLORER_FIELDS, &["chain", "url"])),
    optional("events", Kind::List(200, EVENT_FIELDS, &[])),
    optional("labels", Kind::List(2_000, LABEL_FIELDS, &[])),
    optional("dust", Kind::List(100, DUST_FIELDS, &["contract", "chain"])),
    optional("privacy", Kind::Object(PRIVACY_FIELDS)),
    optional("max_requests", Kind::Integer(1, 100_000)),
    optional("currency", Kind::Currency),
    optional("dollar", Kind::Origin),
    optional("prices", Kind::List(100, PRICE_FIELDS, &["contract", "chain"])),
    optional("claims", Kind::List(20, CLAIM_FIELDS, &["id"])),
    optional("claim_review", Kind::Flag),
    optional("lists", Kind::NearList(20)),
];

const CHAIN: Kind = Kind::Name(&Chain::NAMES, "problem.unknown-chain");

const ADDRESS_FIELDS: &[Field] = &[
    required("chain", CHAIN),
    required("address", Kind::Address),
    optional("note", Kind::Text),
    optional("proof_of_publication", Kind::Https),
];

const TOKEN_FIELDS: &[Field] = &[
    required("chain", CHAIN),
    required("contract", Kind::Contract),
    required("symbol", Kind::Line(16)),
    required("decimals", Kind::Integer(0, DECIMALS_LIMIT)),
];

const EXPLORER_FIELDS: &[Field] = &[
    required("chain", CHAIN),
    required("api", Kind::Api),
    required("url", Kind::Origin),
    optional("key", Kind::Key),
];

const EVENT_FIELDS: &[Field] =
    &[required("date", Kind::Day), required("label", Kind::Text), optional("url", Kind::Https)];

const LABEL_FIELDS: &[Field] = &[
    required("chain", CHAIN),
    required("address", Kind::Address),
    required("label", Kind::Text),
    required("kind", Kind::Name(&LabelKind::NAMES, "problem.value-kind")),
    required("issuer", Kind::Text),
    required("url", Kind::Https),
    optional("listed", Kind::Day),
    optional("delisted", Kind::DayFrom("listed", "problem.value-delisted")),
    optional("read", Kind::Day),
];

const DUST_FIELDS: &[Field] =
    &[required("chain", CHAIN), optional("contract", Kind::Contract), required("below", Kind::Decimal)];

const PRIVACY_FIELDS: &[Field] =
    &[optional("show_senders_above", Kind::List(100, SHOWN_FIELDS, &["contract", "chain"]))];

const SHOWN_FIELDS: &[Field] =
    &[required("chain", CHAIN), optional("contract", Kind::Contract), required("amount", Kind::Decimal)];

const PRICE_FIELDS: &[Field] = &[
    required("chain", CHAIN),
    optional("contract", Kind::Contract),
    required("source", Kind::Name(&PriceSource::NAMES, "problem.value-price")),
    optional("url", Kind::Origin),
];

const CLAIM_FIELDS: &[Field] = &[
    optional("id", Kind::Line(64)),
    required("sentence", Kind::Text),
    required("source", Kind::Https),
    optional("said", Kind::Day),
    required("measure", Kind::Name(&Measure::NAMES, "problem.value-measure")),
    optional("amount", Kind::Decimal),
    optional("unit", Kind::Unit(&[required("chain", CHAIN), optional("contract", Kind::Contract)])),
    required("comparison", Kind::Name(&Comparison::NAMES, "problem.value-comparison")),
    optional("tolerance", Kind::Integer(0, 100)),
    optional("from", Kind::Day),
    optional("to", Kind::DayFrom("from", "problem.value-to")),
    optional(
        "addresses",
        Kind::List(
            200,
            &[required("chain", CHAIN), required("address", Kind::Address)],
            &["chain", "address"],
        ),
    ),
    optional("beyond", Kind::Text),
];

/// Decimal places of a token at most: more than any has, and 10³⁶ is within a `u128`.
pub(super) const DECIMALS_LIMIT: u64 = 36;

/// Characters of a text at most.
pub(super) const TEXT_LIMIT: usize = 2_000;

impl Field {
    /// The fields of the object, or of the objects in it, where it is one or a list.
    pub fn fields(&self) -> Option<&'static [Field]> {
        match self.kind {
            Kind::Object(fields) | Kind::List(_, fields, _) => Some(fields),
            _ => None,
        }
    }
}

const fn required(name: &'static str, kind: Kind) -> Field {
    Field { name, required: true, kind }
}

const fn optional(name: &'static str, kind: Kind) -> Field {
    Field { name, required: false, kind }
}
