//! What stands where figures cannot: an invitation to load them, or why there are none.

use super::Money;
use super::html::Html;
use super::text::{clean, list};
use crate::campaign::Problem;
use crate::chain::AddressError;
use crate::locale::Locale;
use crate::plain::cut_last;

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
    /// A part of the panel's own code did not come.
    PartMissing,
}

/// The placeholder of `load="click"`: who will see the reader's address, and the button that asks them.
pub fn asking(hosts: &[&str], locale: &Locale) -> String {
    let button = "<button type=\"button\" data-action=\"load\">{ask.show}</button><p>{ask.sees hosts}</p>";
    Html::new(&Money::none(locale)).put(button).made(list(hosts, locale)).take()
}

/// A message in place of the panel.
pub fn message(message: &Message, locale: &Locale) -> String {
    let money = Money::none(locale);
    let mut html = Html::new(&money);
    let out = &mut html;
    match message {
        Message::BadAddress { text, error } => {
            out.put("<h2>{message.bad-address}</h2><p><code><bdi dir=\"ltr\">{}</bdi></code></p><p>")
                .others(text);
            address_error(text, error, out);
            out.put("</p>");
        }
        Message::BadCampaign { url, problems } => {
            out.put("<h2>{message.bad-campaign}</h2><p><code><bdi dir=\"ltr\">{}</bdi></code></p><ul>")
                .others(url);
            for problem in problems.iter().take(20) {
                out.put("<li><code><bdi dir=\"ltr\">{}</bdi></code> ").others(&problem.field);
                problem_error(problem, out, locale);
                out.put("</li>");
            }
            if problems.len() > 20 {
                out.put("<li>{message.more n}</li>").count(problems.len() as u64 - 20);
            }
            out.put("</ul>");
        }
        Message::CampaignNotFound { url, status } => {
            out.put("<h2>{message.no-campaign}</h2><p><code><bdi dir=\"ltr\">{}</bdi></code>").others(url);
            if let Some(status) = status {
                out.put(" (HTTP {})").number((*status).into());
            }
            out.put("</p>").put(RETRY);
        }
        Message::NothingToShow => {
            out.put(
                "<h2>{message.nothing}</h2><p><code>&lt;donation-flow src=\"…\"&gt;</code> · \
                 <code>&lt;donation-flow address=\"…\"&gt;</code></p>",
            );
        }
        Message::ExplorersSilent { hosts } => {
            out.put("<h2>{message.unreachable}</h2><p>{}</p><p>{message.unreachable-means}</p>")
                .made(list(hosts, locale))
                .put(RETRY);
        }
        Message::Offline => {
            out.put("<h2>{message.offline}</h2>").put(RETRY);
        }
        Message::PartMissing => {
            out.put("<h2>{message.unreachable}</h2>").put(RETRY);
        }
    }
    out.take()
}

const RETRY: &str = "<p><button type=\"button\" data-action=\"retry\">{action.retry}</button></p>";

/// What is wrong with a field of a campaign file, in the reader's words.
pub fn problem_words(problem: &Problem, locale: &Locale) -> String {
    let money = Money::none(locale);
    let mut out = Html::plain(&money);
    problem_error(problem, &mut out, locale);
    out.take()
}

/// What is wrong with an address, as it was written, in the reader's words.
pub fn address_words(text: &str, error: &AddressError, locale: &Locale) -> String {
    let money = Money::none(locale);
    let mut out = Html::plain(&money);
    address_error(text, error, &mut out);
    out.take()
}

fn problem_error(problem: &Problem, out: &mut Html, locale: &Locale) {
    if let Some(error) = &problem.address {
        return address_error("", error, out);
    }
    let [a, b] = &problem.details;
    let details = [("a", clean(a)), ("b", clean(b))];
    out.put("{}").made(locale.sentence(problem.words, None, &details));
}

fn address_error(text: &str, error: &AddressError, out: &mut Html) {
    out.put(match error {
        AddressError::Empty => "{address.empty}",
        AddressError::UnknownForm => "{address.unknown-form}",
        AddressError::UnknownChain => "{address.unknown-chain chain}",
        AddressError::Character { .. } => "{address.character character n}",
        AddressError::MixedCase => "{address.mixed-case}",
        AddressError::Length => "{address.length}",
        AddressError::Checksum => "{address.checksum}",
        AddressError::Network { found: Some(_), .. } => "{address.network expected found}",
        AddressError::Network { found: None, .. } => "{address.other-network expected}",
        AddressError::Version => "{address.version}",
        AddressError::Padding => "{address.padding}",
        AddressError::Hidden => "{address.hidden}",
    });
    match error {
        AddressError::UnknownChain => {
            out.others(cut_last(text.trim_ascii(), b':').map_or(text, |(chain, _)| chain));
        }
        AddressError::Character { character, index } => {
            out.others(character.encode_utf8(&mut [0; 4])).count(*index as u64 + 1);
        }
        AddressError::Network { expected, found } => {
            out.kind("chain", expected.name());
            if let Some(found) = found {
                out.kind("chain", found.name());
            }
        }
        _ => {}
    }
}
