//! What is wrong with a campaign file or an address: a part of the code of its own, that comes where one is refused, as its words do.

use super::Money;
use super::html::Html;
use super::message::RETRY;
use super::text::{clean, whole};
use crate::campaign::Problem;
use crate::chain::AddressError;
use crate::locale::Locale;
use crate::plain::cut_last;

/// Problems that are told one by one.
const TOLD: usize = 20;

/// The `address` attribute is no address.
#[inline(never)]
pub(super) fn bad_address(out: &mut Html, text: &str, error: &AddressError) {
    out.put("<h2>{message.bad-address}</h2><p><code><bdi dir=\"ltr\">{}</bdi></code></p><p>").others(text);
    address_error(text, error, out);
    out.put("</p>");
}

/// The campaign file did not come.
#[inline(never)]
pub(super) fn no_campaign(out: &mut Html, url: &str, status: Option<u16>) {
    out.put("<h2>{message.no-campaign}</h2><p><code><bdi dir=\"ltr\">{}</bdi></code>").others(url);
    if let Some(status) = status {
        out.put(" (HTTP {})").number(status.into());
    }
    out.put("</p>").put(RETRY);
}

/// Neither `src` nor `address`.
#[inline(never)]
pub(super) fn nothing(out: &mut Html) {
    out.put(
        "<h2>{message.nothing}</h2><p><code>&lt;donation-flow src=\"…\"&gt;</code> · \
         <code>&lt;donation-flow address=\"…\"&gt;</code></p>",
    );
}

/// The campaign file of that URL breaks its schema.
#[inline(never)]
pub(super) fn bad_campaign(out: &mut Html, url: &str, problems: &[Problem], locale: &Locale) {
    out.put("<h2>{message.bad-campaign}</h2><p><code><bdi dir=\"ltr\">{}</bdi></code></p><ul>").others(url);
    for problem in problems.iter().take(TOLD) {
        out.put("<li><code><bdi dir=\"ltr\">{}</bdi></code> ").others(&problem.field);
        problem_error(problem, out, locale);
        out.put("</li>");
    }
    if problems.len() > TOLD {
        out.put("<li>{message.more n}</li>").count((problems.len() - TOLD) as u64);
    }
    out.put("</ul>");
}

/// What is wrong with a field of a campaign file, in the reader's words.
#[inline(never)]
pub fn problem_words(problem: &Problem, locale: &Locale) -> String {
    let money = Money::none(locale);
    let mut out = Html::plain(&money);
    problem_error(problem, &mut out, locale);
    out.take()
}

/// What is wrong with an address, as it was written, in the reader's words.
#[inline(never)]
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
    let (key, names) = problem.known();
    let known = locale.sentence(key, None, &[("b", whole(names))]);
    let details = [("a", clean(a)), ("b", clean(b)), ("known", known)];
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
        AddressError::Unexplored { .. } => "{address.unexplored chain}",
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
        AddressError::Unexplored { chain } => {
            out.kind("chain", chain.name());
        }
        _ => {}
    }
}
