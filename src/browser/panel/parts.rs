//! The parts of the code that come when they are needed (tools/build.mjs cuts them off): who asks for one, and what waits for it.

use super::drawing::{FIGURES, REPORT, REST, bit};
use super::{Inner, check, clock_ms, evidence, live, refusal, second};
use crate::campaign::{Api, Campaign};
use crate::plain::{before, named};
use crate::report::export::File;
use crate::view::{self, Message, Section};

/// The part of the code that the first figure does without: charts, list, foot, prices, and the report as an event.
pub(super) const REST_PART: &str = "rest";

/// The part of the code that looks addresses up in lists, where the campaign names some. It comes with the rest.
pub(super) const LISTS_PART: &str = "lists";

/// The part of the code that checks claims and shows them, where the campaign has some. It comes with the rest, and words
/// of its own with it.
pub(super) const CLAIMS_PART: &str = "claims";

/// The part that writes files: fetched when the reader wants one.
pub(super) const EXPORT_PART: &str = "export";

/// The part that has a snapshot checked: fetched when the reader wants it.
pub(super) const CHECK_PART: &str = "check";

/// The part that asks a second explorer: fetched when the reader wants it.
pub(super) const SECOND_PART: &str = "second";

/// The part that asks for what is newer than a snapshot, with words of its own.
pub(super) const LIVE_PART: &str = "live";

/// The part that asks explorers for evidence of what they list, where there is no snapshot.
pub(super) const EVIDENCE_PART: &str = "evidence";

impl Inner {
    /// Those that a campaign asks for: its explorers' adapters at once, the others with the rest.
    pub(super) fn need_parts(&mut self, campaign: &Campaign) {
        for explorer in &campaign.explorers {
            if let Some(part) = part_of(explorer.api).filter(|part| !self.missing.contains(part)) {
                self.missing.push(part);
                self.stage.load(part, "");
            }
        }
        if !campaign.lists.is_empty() {
            self.missing.push(LISTS_PART);
        }
        if campaign.has_claims || self.stage.has(Section::Claims.name()) {
            self.missing.push(CLAIMS_PART);
        }
    }

    /// An API's adapter is not there yet: nothing can be asked of it, not even where its pages for readers are.
    pub(super) fn lacks_adapter(&self) -> bool {
        self.missing.iter().any(|part| !comes_later(part))
    }

    /// Asks for the code that is not there; before the first figure not for what it does without.
    pub(super) fn load_missing(&self) {
        for part in &self.missing {
            if !comes_later(part) || self.reported_at.is_some() {
                self.load(part);
            }
        }
    }

    /// Asks for a part of the code, with its words.
    pub(super) fn load(&self, part: &str) {
        let mut words = String::new();
        if has_words(part) {
            words = before(self.locale.tag(), b"-").to_ascii_lowercase();
            words += ".";
            words += part;
        }
        self.stage.load(part, &words);
    }

    /// A part is there; whether the survey is to be driven on.
    pub(super) fn take_part(&mut self, part: &str) -> bool {
        match part {
            EXPORT_PART => self.begin_files(),
            LIVE_PART => live::begin(self),
            CHECK_PART => check::begin(self),
            EVIDENCE_PART => {
                evidence::begin(self);
                self.proves = true;
            }
            _ if self.awaited.contains(&part) => return self.take_awaited(part),
            CLAIMS_PART if !self.read_claims() => {}
            _ => {
                self.missing.retain(|missing| *missing != part);
                return self.go_on_with_parts();
            }
        }
        false
    }

    fn go_on_with_parts(&mut self) -> bool {
        let is_whole = self.missing.is_empty();
        if self.opening.is_some() {
            if is_whole {
                self.stage.after("step", 0);
            }
            return false;
        }
        if is_whole {
            self.begin_rest();
        }
        true
    }

    /// A part did not come.
    pub(super) fn do_without(&mut self, part: &str) {
        const SAID: &str = "a part of the panel did not come";
        match part {
            EXPORT_PART => {
                self.wanted.clear();
                self.state.not_saved = true;
                self.redraw_reported(bit(Section::Transactions));
            }
            CHECK_PART | EVIDENCE_PART => {
                self.state.check = view::Check::NotRead { file: "check.wasm".into() };
                self.redraw_reported(bit(Section::Foot));
            }
            _ if self.awaited.contains(&part) => {
                self.awaited.clear();
                self.state.second = view::Second::Idle;
                self.redraw_reported(bit(Section::Foot));
            }
            // The snapshot's figures stand.
            _ if part == LIVE_PART || self.opening.is_some() => self.tell_refusal("unreachable", None, SAID),
            _ => self.refuse("unreachable", None, SAID, &Message::PartMissing),
        }
    }

    /// Begins the files that the reader wants.
    fn begin_files(&mut self) {
        self.state.not_saved = false;
        for format in std::mem::take(&mut self.wanted) {
            self.written.push(File::new(format, self.locale.tag()));
        }
        self.stage.after("write", 0);
        self.redraw_reported(bit(Section::Transactions));
    }

    /// All of the code is there: what waited for it is drawn.
    fn begin_rest(&mut self) {
        if let Some(survey) = &mut self.survey {
            survey.with_charts(true);
        }
        if self.reported_at.is_some() {
            self.rest_at = Some(clock_ms());
            self.redraw(REPORT | FIGURES | REST);
        }
    }

    /// One of the parts that the question to a second explorer waits for is there; whether the survey is to be driven on.
    fn take_awaited(&mut self, part: &str) -> bool {
        self.awaited.retain(|awaited| *awaited != part);
        if part == SECOND_PART {
            second::prepare(self);
        }
        if self.awaited.is_empty() {
            second::begin(self);
        }
        self.awaited.is_empty()
    }

    /// Reads the campaign's claims, now that this can be done; whether they are right.
    fn read_claims(&mut self) -> bool {
        let Some((text, url)) = self.unread.take() else { return true };
        let campaign = Campaign::parse(&text).map(|campaign| self.as_asked(campaign, &url));
        match (campaign, &mut self.survey) {
            (Ok(campaign), Some(survey)) => {
                survey.take_claims(campaign);
                true
            }
            (Err(problems), _) => {
                (self.survey, self.due) = (None, 0);
                self.under_way.clear();
                refusal::of_campaign(self, &url, &problems);
                false
            }
            _ => false,
        }
    }
}

/// The part of the code that an API's adapter is in; Esplora's is with the panel (tools/build.mjs cuts them off).
pub(super) fn part_of(api: Api) -> Option<&'static str> {
    match api {
        Api::TronGrid => Some("tron"),
        Api::Blockscout | Api::Etherscan => Some("evm"),
        Api::BlockCypher => Some("blockcypher"),
        Api::Blockbook => Some("blockbook"),
        Api::Solana => Some("solana"),
        Api::Esplora => None,
    }
}

/// The first figure does without the part.
fn comes_later(part: &str) -> bool {
    named(part, &[REST_PART, LISTS_PART, CLAIMS_PART]).is_some()
}

/// The part brings words of its own.
fn has_words(part: &str) -> bool {
    named(part, &[REST_PART, CLAIMS_PART, LIVE_PART]).is_some()
}
