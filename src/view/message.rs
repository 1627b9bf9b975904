//! What stands where figures cannot: an invitation to load them, or why there are none.

use super::chain_name;
use super::html::Html;
use super::html::Value::{Number, Text};
use super::text::clean;
use crate::campaign::Problem;
use crate::chain::AddressError;
use crate::locale::Locale;

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
    let mut out = Html::new(locale);
    let sees = locale.fill("ask.sees", &[("hosts", &cleaned(hosts, locale))]);
    out.put("<button type=\"button\" data-action=\"load\">{ask.show}</button><p>{}</p>", &[Text(&sees)]);
    out.into_string()
}

/// A message in place of the panel.
pub fn message(message: &Message, locale: &Locale) -> String {
    let mut out = Html::new(locale);
    let code = "<p><code><bdi dir=\"ltr\">{}</bdi></code>";
    let mut retry = true;
    match message {
        Message::BadAddress { text, error } => {
            out.raw("<h2>{message.bad-address}</h2>");
            out.put(code, &[Text(&clean(text))]);
            out.put("</p><p>{}</p>", &[Text(&address_error(text, error, locale))]);
            retry = false;
        }
        Message::BadCampaign { url, problems } => {
            out.raw("<h2>{message.bad-campaign}</h2>");
            out.put(code, &[Text(&clean(url))]);
            out.raw("</p><ul>");
            for problem in problems.iter().take(20) {
                out.put(
                    "<li><code><bdi dir=\"ltr\">{}</bdi></code> <bdi dir=\"ltr\" lang=\"en\">{}</bdi></li>",
                    &[Text(&clean(&problem.field)), Text(&clean(&problem.message))],
                );
            }
            if problems.len() > 20 {
                let more = locale.count("message.more", problems.len() as u64 - 20, &[]);
                out.put("<li>{}</li>", &[Text(&more)]);
            }
            out.raw("</ul>");
            retry = false;
        }
        Message::CampaignNotFound { url, status } => {
            out.raw("<h2>{message.no-campaign}</h2>");
            out.put(code, &[Text(&clean(url))]);
            if let Some(status) = status {
                out.put(" (HTTP {})", &[Number((*status).into())]);
            }
            out.raw("</p>");
        }
        Message::NothingToShow => {
            out.raw(
                "<h2>{message.nothing}</h2><p><code>&lt;donation-flow src=\"…\"&gt;</code> · \
                 <code>&lt;donation-flow address=\"…\"&gt;</code></p>",
            );
            retry = false;
        }
        Message::ExplorersSilent { hosts } => {
            let hosts = cleaned(hosts, locale);
            out.put(
                "<h2>{message.unreachable}</h2><p>{}</p><p>{message.unreachable-means}</p>",
                &[Text(&hosts)],
            );
        }
        Message::Offline => out.raw("<h2>{message.offline}</h2>"),
    }
    if retry {
        out.raw("<p><button type=\"button\" data-action=\"retry\">{action.retry}</button></p>");
    }
    out.into_string()
}

fn cleaned(hosts: &[&str], locale: &Locale) -> String {
    let hosts: Vec<_> = hosts.iter().map(|host| clean(host)).collect();
    locale.list(&hosts.iter().map(|host| &**host).collect::<Vec<&str>>())
}

/// What is wrong with an address, in the reader's words.
fn address_error(text: &str, error: &AddressError, locale: &Locale) -> String {
    let chain = |chain: &crate::chain::Chain| chain_name(locale, chain.name());
    let key = match error {
        AddressError::Empty => "address.empty",
        AddressError::UnknownForm => "address.unknown-form",
        AddressError::UnknownChain => {
            let name = text.trim_ascii().rsplit_once(':').map_or(text, |(name, _)| name);
            return locale.fill("address.unknown-chain", &[("chain", &clean(name))]);
        }
        AddressError::Character { character, index } => {
            let mut buffer = [0; 4];
            let place = locale.integer(*index as u128 + 1);
            let character = character.encode_utf8(&mut buffer);
            return locale.fill("address.character", &[("character", &clean(character)), ("n", &place)]);
        }
        AddressError::MixedCase => "address.mixed-case",
        AddressError::Length => "address.length",
        AddressError::Checksum => "address.checksum",
        AddressError::Network { expected, found } => {
            let key = if found.is_some() { "address.network" } else { "address.other-network" };
            let found = found.as_ref().map_or("", chain);
            return locale.fill(key, &[("expected", chain(expected)), ("found", found)]);
        }
        AddressError::Version => "address.version",
        AddressError::Padding => "address.padding",
    };
    locale.word(key).into()
}
