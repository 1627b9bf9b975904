//! Why a panel shows no figures of what it was given: a part of the code of its own, with `view::refusal`.

use super::Inner;
use crate::campaign::Problem;
use crate::chain::AddressError;
use crate::view::{self, Message};

/// The campaign file of that URL is refused.
#[inline(never)]
pub(super) fn of_campaign(inner: &mut Inner, url: &str, problems: &[Problem]) {
    let first = problems.first();
    let message = first.map_or(String::new(), |first| view::problem_words(first, &inner.locale));
    let field = first.map_or("", |first| &first.field);
    inner.refuse("bad-campaign", Some(field), &message, &Message::BadCampaign { url, problems });
}

/// The attribute `address` is none, or there is none.
#[inline(never)]
pub(super) fn of_address(inner: &mut Inner, text: &str, error: &AddressError) {
    if *error == AddressError::Empty {
        return inner.refuse("nothing", None, "neither src nor address is set", &Message::NothingToShow);
    }
    let message = view::address_words(text, error, &inner.locale);
    inner.refuse("bad-address", Some("address"), &message, &Message::BadAddress { text, error });
}
