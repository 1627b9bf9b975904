//! What stands where figures cannot: an invitation to load them, or why there are none.

use super::text::clean;
use crate::campaign::Problem;
use crate::chain::AddressError;
use crate::locale::Locale;
use maud::{Markup, html};

/// Why the whole panel has no figures.
#[derive(Clone, Debug)]
pub enum Message<'a> {
    /// The `address` attribute, as written, is no address.
    BadAddress { text: &'a str, error: &'a AddressError },
    /// The campaign file breaks its schema.
    BadCampaign { url: &'a str, problems: &'a [Problem] },
    /// The campaign file did not come; the status where there was an answer.
    CampaignNotFound { url: &'a str, status: Option<u16> },
    /// Neither `src` nor `address`.
    NothingToShow,
    /// No explorer answered with anything that could be read.
    ExplorersSilent { hosts: &'a [&'a str] },
    /// The browser says that it is offline.
    Offline,
}

/// The placeholder of `load="click"`: who will see the reader's address, and the button that asks them.
pub fn asking(hosts: &[&str], locale: &Locale) -> String {
    let hosts: Vec<_> = hosts.iter().map(|host| clean(host)).collect();
    let hosts: Vec<&str> = hosts.iter().map(|host| &**host).collect();
    html! {
        button type="button" data-action="load" { (locale.word("ask.show")) }
        p { (locale.fill("ask.sees", &[("hosts", &locale.list(&hosts))])) }
    }
    .into_string()
}

/// A message in place of the panel.
pub fn message(message: &Message, locale: &Locale) -> String {
    let word = |key| locale.word(key);
    let markup = match message {
        Message::BadAddress { text, error } => html! {
            h2 { (word("message.bad-address")) }
            p { code { bdi dir="ltr" { (clean(text)) } } }
            p { (address_error(error, locale)) }
        },
        Message::BadCampaign { url, problems } => html! {
            h2 { (word("message.bad-campaign")) }
            p { code { bdi dir="ltr" { (clean(url)) } } }
            ul {
                @for problem in problems.iter().take(20) {
                    li { code { bdi dir="ltr" { (clean(&problem.field)) } } " " bdi dir="ltr" lang="en" { (clean(&problem.message)) } }
                }
                @if problems.len() > 20 { li { (locale.count("message.more", problems.len() as u64 - 20, &[])) } }
            }
        },
        Message::CampaignNotFound { url, status } => html! {
            h2 { (word("message.no-campaign")) }
            p {
                code { bdi dir="ltr" { (clean(url)) } }
                @if let Some(status) = status { " (HTTP " (status) ")" }
            }
            (retry(locale))
        },
        Message::NothingToShow => html! {
            h2 { (word("message.nothing")) }
            p { code { "<donation-flow src=\"…\">" } " · " code { "<donation-flow address=\"…\">" } }
        },
        Message::ExplorersSilent { hosts } => {
            let hosts: Vec<_> = hosts.iter().map(|host| clean(host)).collect();
            let hosts: Vec<&str> = hosts.iter().map(|host| &**host).collect();
            html! {
                h2 { (word("message.unreachable")) }
                p { (locale.list(&hosts)) }
                p { (word("message.unreachable-means")) }
                (retry(locale))
            }
        }
        Message::Offline => html! {
            h2 { (word("message.offline")) }
            (retry(locale))
        },
    };
    markup.into_string()
}

fn retry(locale: &Locale) -> Markup {
    html! { p { button type="button" data-action="retry" { (locale.word("action.retry")) } } }
}

/// What is wrong with an address, in the reader's words.
fn address_error(error: &AddressError, locale: &Locale) -> String {
    let chain = |chain: &crate::chain::Chain| super::chain_name(locale, chain.name()).to_string();
    let key = match error {
        AddressError::Empty => "address.empty",
        AddressError::UnknownForm => "address.unknown-form",
        AddressError::UnknownChain(name) => {
            return locale.fill("address.unknown-chain", &[("chain", &clean(name))]);
        }
        AddressError::Character { character, index } => {
            let mut buffer = [0; 4];
            let place = locale.integer(*index as u128 + 1);
            let character = clean(character.encode_utf8(&mut buffer)).into_owned();
            return locale.fill("address.character", &[("character", &character), ("n", &place)]);
        }
        AddressError::MixedCase => "address.mixed-case",
        AddressError::Length => "address.length",
        AddressError::Checksum => "address.checksum",
        AddressError::Network { expected, found: Some(found) } => {
            return locale
                .fill("address.network", &[("expected", &chain(expected)), ("found", &chain(found))]);
        }
        AddressError::Network { expected, found: None } => {
            return locale.fill("address.other-network", &[("expected", &chain(expected))]);
        }
        AddressError::Version => "address.version",
        AddressError::Padding => "address.padding",
    };
    locale.word(key).into()
}
