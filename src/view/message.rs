//! What stands where figures cannot: an invitation to load them, or why there are none.

use super::Money;
use super::html::Html;
use super::refusal;
use super::text::list;
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
        Message::BadAddress { text, error } => refusal::bad_address(out, text, error),
        Message::BadCampaign { url, problems } => refusal::bad_campaign(out, url, problems, locale),
        Message::CampaignNotFound { url, status } => refusal::no_campaign(out, url, *status),
        Message::NothingToShow => refusal::nothing(out),
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

pub(super) const RETRY: &str = "<p><button type=\"button\" data-action=\"retry\">{action.retry}</button></p>";
