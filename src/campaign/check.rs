//! A campaign file's text is checked and read.
//!
//! Every field is checked by its table first. What can be read is read then, and held against one another: what is in
//! another field, or in another entry, is nothing that a table could say.

use super::fields::{DECIMALS_LIMIT, FIELDS, Field, Kind, TEXT_LIMIT};
use super::{
    Api, Campaign, CampaignAddress, Currency, Event, Explorer, Label, LabelKind, PriceFeed, PriceSource,
    Problem, SIZE_LIMIT, Text, VERSION, claim, url,
};
use crate::chain::asset::default_tokens;
use crate::chain::{Address, AddressError, Amount, Asset, Chain, Day, Family, Token};
use crate::json::{self, Value};
use crate::plain::{cut, named, number, push_index, split};

/// Reads a campaign file, with its claims or without, or tells every problem found.
pub fn campaign(text: &str, with_claims: bool) -> Result<Campaign, Vec<Problem>> {
    let mut check = Check { path: String::new(), problems: Vec::new(), with_claims };
    match check.file(text) {
        Some(campaign) if check.problems.is_empty() => Ok(campaign),
        _ => Err(check.problems),
    }
}

pub(super) struct Check {
    /// The field that is being checked.
    path: String,
    problems: Vec<Problem>,
    /// What claims are read by is there.
    with_claims: bool,
}

impl Check {
    fn file(&mut self, text: &str) -> Option<Campaign> {
        if text.len() > SIZE_LIMIT {
            self.note_numbers("problem.limit-file", SIZE_LIMIT as u64, 0);
            return None;
        }
        // Editors of some systems begin a file with it.
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        let file = match json::parse(text) {
            Ok(file) => file,
            Err(error) => {
                let (line, column) = line_and_column(text, error.position);
                self.note_numbers("problem.syntax", line, column);
                return None;
            }
        };
        // Files of another version have other fields: one clear word is worth more than a list of them.
        if file.field("version").and_then(Value::as_u64).is_some_and(|version| version != VERSION) {
            self.enter("version");
            self.note_numbers("problem.value-version", VERSION, 0);
            return None;
        }
        self.object(&file, FIELDS);
        Some(self.campaign(&file))
    }

    fn object(&mut self, object: &Value, known: &[Field]) {
        let Some(given) = object.fields() else {
            return self.note("problem.type-object");
        };
        for (index, (name, _)) in given.iter().enumerate() {
            if !known.iter().any(|field| field.name == name) {
                let mut names = String::new();
                for field in known {
                    push_choice(&mut names, field.name);
                }
                let holder = self.enter(name);
                self.note_with("problem.unknown-field", name, &names);
                self.path.truncate(holder);
            } else if given[..index].iter().any(|(earlier, _)| earlier == name) {
                self.note_at(name, "problem.duplicate-field");
            }
        }
        for field in known {
            match object.field(field.name) {
                Some(value) => {
                    let holder = self.enter(field.name);
                    self.field(value, &field.kind, object);
                    self.path.truncate(holder);
                }
                None if field.required => self.note_at(field.name, "problem.missing"),
                None => {}
            }
        }
    }

    fn field(&mut self, value: &Value, kind: &Kind, holder: &Value) {
        match kind {
            Kind::List(limit, fields, key) => return self.list(value, *limit, fields, key),
            Kind::NearList(limit) => return self.near_list(value, *limit),
            Kind::Object(fields) => return self.object(value, fields),
            Kind::Integer(least, most) => return self.integer(value, *least, *most),
            Kind::Flag if value.as_bool().is_some() => return,
            Kind::Flag => return self.note("problem.type-flag"),
            Kind::Unit(fields) if value.as_str().is_none() => return self.object(value, fields),
            Kind::Text if value.fields().is_some() => return self.languages(value),
            _ => {}
        }
        let Some(text) = value.as_str() else {
            return self.note("problem.type-string");
        };
        let chain = chain_of(holder);
        let words = match kind {
            Kind::Text => return self.line(text, TEXT_LIMIT),
            Kind::Line(limit) => return self.line(text, *limit),
            Kind::Name(known, words) => return self.name(text, known, words),
            Kind::Currency | Kind::Unit(_) => match Currency::from_name(text) {
                None => "problem.value-currency",
                Some(_) => return,
            },
            Kind::Api => match (Api::from_name(text), chain) {
                (None, _) => return self.name(text, &Api::NAMES, "problem.value-api"),
                (Some(api), Some(chain)) if !api.fits(chain) => "problem.value-api-chain",
                _ => return,
            },
            // What an address should look like is not known without its chain, whose problem is noted by itself.
            Kind::Address | Kind::Contract => match chain {
                Some(chain) if matches!(kind, Kind::Contract) && chain.family() == Family::Utxo => {
                    return self.note_with("problem.value-no-tokens", chain.name(), "");
                }
                Some(chain) => match Address::parse(chain, text) {
                    Err(error) => return self.note_address(error),
                    Ok(_) => return,
                },
                None => return,
            },
            Kind::Https | Kind::Origin => match url::fault(text, matches!(kind, Kind::Origin)) {
                Some(words) => words,
                None => return,
            },
            Kind::Near => match url::near_fault(text) {
                Some(words) => words,
                None => return,
            },
            Kind::Key if text.len() > 200 || text.is_empty() || !is_graphic(text) => "problem.value-key",
            Kind::Key
                if Api::from_name(str_of(holder, "api")) == Some(Api::Esplora)
                    && chain.is_some_and(|chain| Api::Esplora.fits(chain)) =>
            {
                "problem.value-key-esplora"
            }
            Kind::Day if Day::parse(text).is_none() => "problem.value-day",
            Kind::DayFrom(first, words) => match (Day::parse(text), day_of(holder, first)) {
                (None, _) => "problem.value-day",
                (Some(day), Some(first)) if day < first => words,
                _ => return,
            },
            Kind::Decimal if !is_decimal(text) => "problem.value-decimal",
            _ => return,
        };
        self.note(words);
    }

    fn list(&mut self, list: &Value, limit: usize, fields: &[Field], key: &[&str]) {
        let Some(items) = self.items(list, limit) else { return };
        let name = self.path.len();
        let mut keys: Vec<String> = Vec::new();
        for (index, item) in items.iter().enumerate() {
            push_index(&mut self.path, index);
            self.object(item, fields);
            let own = key_of(item, key);
            let earlier = keys.iter().position(|earlier| *earlier == own && !own.is_empty());
            if let (Some(earlier), Some(field)) = (earlier, key.last()) {
                self.note_again(name, earlier, field);
            }
            keys.push(own);
            self.path.truncate(name);
        }
    }

    fn near_list(&mut self, list: &Value, limit: usize) {
        let Some(items) = self.items(list, limit) else { return };
        let name = self.path.len();
        for (index, item) in items.iter().enumerate() {
            push_index(&mut self.path, index);
            self.field(item, &Kind::Near, list);
            let earlier = items[..index].iter().position(|earlier| earlier.as_str() == item.as_str());
            if let Some(earlier) = earlier.filter(|_| item.as_str().is_some()) {
                self.note_again(name, earlier, "");
            }
            self.path.truncate(name);
        }
    }

    /// The items of a list; none where it is no list, or too long a one.
    fn items<'v>(&mut self, list: &'v Value, limit: usize) -> Option<&'v [Value<'v>]> {
        match list.items() {
            None => self.note("problem.type-array"),
            Some(items) if items.len() > limit => {
                self.note_numbers("problem.limit-list", limit as u64, 0);
            }
            items => return items,
        }
        None
    }

    fn name(&mut self, text: &str, known: &[&str], words: &'static str) {
        if named(text, known).is_none() {
            let mut names = String::new();
            for name in known {
                push_choice(&mut names, name);
            }
            self.note_with(words, text, &names);
        }
    }

    fn integer(&mut self, value: &Value, least: u64, most: u64) {
        if !matches!(value, Value::Number(_)) {
            self.note("problem.type-number");
        } else if !value.as_u64().is_some_and(|number| (least..=most).contains(&number)) {
            self.note_numbers("problem.value-integer", least, most);
        }
    }

    /// A text by language tag.
    fn languages(&mut self, texts: &Value) {
        let given = texts.fields().unwrap_or_default();
        if given.is_empty() {
            self.note("problem.value-no-language");
        }
        for (index, (tag, value)) in given.iter().enumerate() {
            let holder = self.enter(tag);
            if !is_language_tag(tag) {
                self.note("problem.value-language");
            } else if given[..index].iter().any(|(earlier, _)| earlier.eq_ignore_ascii_case(tag)) {
                self.note("problem.duplicate-language");
            }
            self.field(value, &Kind::Line(TEXT_LIMIT), texts);
            self.path.truncate(holder);
        }
    }

    /// Marks of direction may be in a text: the view isolates it.
    fn line(&mut self, text: &str, limit: usize) {
        let (mut length, mut has_control, mut is_blank) = (0, false, true);
        for character in text.chars() {
            length += 1;
            has_control |= character.is_control();
            is_blank &= matches!(character, ' ' | '\u{a0}');
        }
        if has_control {
            self.note("problem.value-control");
        } else if is_blank {
            self.note("problem.value-empty");
        } else if length > limit {
            self.note_numbers("problem.limit-text", limit as u64, 0);
        }
    }

    /// What can be read of it: a campaign where there is no problem.
    fn campaign(&mut self, file: &Value) -> Campaign {
        let mut campaign = Campaign::named(text_of(file, "name").unwrap_or_default());
        campaign.description = text_of(file, "description");
        campaign.url = string_of(file, "url");
        if let Some(most) = integer_of(file, "max_requests") {
            campaign.max_requests = most as u32;
        }
        campaign.currency = Currency::from_name(str_of(file, "currency")).unwrap_or_default();
        campaign.dollar = string_of(file, "dollar");
        for entry in list_of(file, "addresses") {
            if let Some(address) = address_of(entry, "address") {
                let note = text_of(entry, "note");
                let proof_of_publication = string_of(entry, "proof_of_publication");
                campaign.addresses.push(CampaignAddress { address, note, proof_of_publication });
            }
        }
        for entry in list_of(file, "explorers") {
            campaign.explorers.extend(explorer_of(entry));
        }
        for entry in list_of(file, "events") {
            if let (Some(date), Some(label)) = (day_of(entry, "date"), text_of(entry, "label")) {
                campaign.events.push(Event { date, label, url: string_of(entry, "url") });
            }
        }
        for entry in list_of(file, "labels") {
            let kind = LabelKind::from_name(str_of(entry, "kind"));
            if let (Some(kind), Some(address)) = (kind, address_of(entry, "address")) {
                campaign.labels.push(Label {
                    address,
                    label: text_of(entry, "label").unwrap_or_default(),
                    kind,
                    issuer: text_of(entry, "issuer").unwrap_or_default(),
                    url: str_of(entry, "url").into(),
                    listed: day_of(entry, "listed"),
                    delisted: day_of(entry, "delisted"),
                    read: day_of(entry, "read"),
                });
            }
        }
        self.explorers_and_tokens(file, &mut campaign);
        self.dust(file, &mut campaign);
        self.privacy(file, &mut campaign);
        self.prices(file, &mut campaign);
        campaign.claim_review = file.field("claim_review").and_then(Value::as_bool) == Some(true);
        campaign.has_claims = !list_of(file, "claims").is_empty();
        if self.with_claims {
            claim::claims(self, file, &mut campaign);
        }
        for url in list_of(file, "lists") {
            campaign.lists.push(url.as_str().unwrap_or("").into());
        }
        campaign
    }

    /// Adds the default ones to what the file names.
    fn explorers_and_tokens(&mut self, file: &Value, campaign: &mut Campaign) {
        for (index, entry) in list_of(file, "tokens").iter().enumerate() {
            if let Some(token) = token_of(entry) {
                // With other decimals than it has, a default token's figures would shift.
                let defaults = default_tokens(token.asset.chain);
                if let Some(known) = defaults.iter().find(|known| known.asset == token.asset)
                    && known.decimals != token.decimals
                {
                    self.enter_entry("tokens", index, "decimals");
                    self.note_numbers("problem.value-decimals", known.decimals.into(), 0);
                    self.path.clear();
                }
                campaign.tokens.push(token);
            }
        }
        let chains = campaign.chains();
        if chains.is_empty() && file.field("addresses").is_some_and(|list| list.items() == Some(&[])) {
            self.note_at("addresses", "problem.missing-address");
        }
        // With a broken entry, which chain lacks an explorer cannot be said.
        let all_read = campaign.explorers.len() == list_of(file, "explorers").len();
        for chain in chains {
            if campaign.explorers.iter().all(|explorer| explorer.chain != chain) {
                let named = campaign.explorers.len();
                campaign.take_default_explorers(chain);
                if campaign.explorers.len() == named && all_read {
                    self.enter("explorers");
                    self.note_with("problem.missing-explorer", chain.name(), "");
                    self.path.clear();
                }
            }
            campaign.take_default_tokens(chain);
        }
    }

    fn dust(&mut self, file: &Value, campaign: &mut Campaign) {
        for (_, asset, below) in self.amounts(file, list_of(file, "dust"), ("dust", "below"), campaign) {
            campaign.dust.push((asset, below));
        }
    }

    fn privacy(&mut self, file: &Value, campaign: &mut Campaign) {
        const PATH: (&str, &str) = ("privacy.show_senders_above", "amount");
        let Some(privacy) = file.field("privacy") else { return };
        for (index, asset, amount) in
            self.amounts(file, list_of(privacy, "show_senders_above"), PATH, campaign)
        {
            // Everybody sent as much as nothing.
            if amount == Amount::ZERO {
                self.note_in(PATH.0, index, PATH.1, "problem.value-nothing");
            }
            campaign.show_senders_above.push((asset, amount));
        }
    }

    /// The amounts of a list's entries, each with its place and its asset. `path` is the list's, and the name of the field.
    fn amounts(
        &mut self,
        file: &Value,
        entries: &[Value],
        path: (&str, &str),
        campaign: &Campaign,
    ) -> Vec<(usize, Asset, Amount)> {
        let all_read = list_of(file, "tokens").iter().all(|entry| token_of(entry).is_some());
        let (list, name) = path;
        let mut amounts = Vec::new();
        for (index, entry) in entries.iter().enumerate() {
            let text = str_of(entry, name);
            // What is broken by itself has its own problem.
            if !is_decimal(text) {
                continue;
            }
            let Some(asset) = asset_of(entry) else { continue };
            let mut decimals = asset.contract.is_none().then(|| asset.chain.facts().decimals);
            for token in &campaign.tokens {
                if token.asset == asset {
                    decimals = Some(token.decimals);
                }
            }
            match decimals {
                Some(decimals) => match Amount::parse_decimal(text, decimals) {
                    Some(amount) if amount.is_of_row() => amounts.push((index, asset, amount)),
                    _ => self.note_in(list, index, name, "problem.value-places"),
                },
                None if all_read => self.note_in(list, index, "contract", "problem.value-token"),
                None => {}
            }
        }
        amounts
    }

    fn prices(&mut self, file: &Value, campaign: &mut Campaign) {
        for (index, entry) in list_of(file, "prices").iter().enumerate() {
            let source = PriceSource::from_name(str_of(entry, "source"));
            let (Some(source), Some(asset)) = (source, asset_of(entry)) else { continue };
            let url = string_of(entry, "url").map(|url| without_slashes(&url).into());
            let fault = match source {
                PriceSource::Csv if url.is_none() => Some(("url", "problem.missing")),
                _ if !source.fits(&asset) => Some(("source", "problem.value-price-asset")),
                _ => None,
            };
            if let Some((field, words)) = fault {
                self.note_in("prices", index, field, words);
            }
            campaign.prices.push(PriceFeed { asset, source, url });
        }
    }

    // ---- noting: at the field that is being checked, or at one in it

    fn note(&mut self, words: &'static str) {
        self.note_with(words, "", "");
    }

    fn note_numbers(&mut self, words: &'static str, a: u64, b: u64) {
        self.note_with(words, &number(a.into()), &number(b.into()));
    }

    fn note_with(&mut self, words: &'static str, a: &str, b: &str) {
        let (field, details) = (self.path.clone(), [a.into(), b.into()]);
        self.problems.push(Problem { field, words, details, address: None });
    }

    fn note_address(&mut self, error: AddressError) {
        self.note("");
        if let Some(problem) = self.problems.last_mut() {
            problem.address = Some(error);
        }
    }

    /// That an item is the same as an earlier one of its list, whose path is so long; at a field of it, if it has fields.
    fn note_again(&mut self, list: usize, earlier: usize, field: &str) {
        let mut place = self.path[..list].to_string();
        push_index(&mut place, earlier);
        if !field.is_empty() {
            self.enter(field);
        }
        self.note_with("problem.duplicate-entry", &place, "");
    }

    pub(super) fn note_at(&mut self, name: &str, words: &'static str) {
        let holder = self.enter(name);
        self.note(words);
        self.path.truncate(holder);
    }

    pub(super) fn note_in(&mut self, list: &str, index: usize, name: &str, words: &'static str) {
        self.enter_entry(list, index, name);
        self.note(words);
        self.path.clear();
    }

    fn enter_entry(&mut self, list: &str, index: usize, name: &str) {
        self.enter(list);
        push_index(&mut self.path, index);
        self.enter(name);
    }

    /// Goes to a field of what is being checked; gives the length of its holder's path, to go back to.
    fn enter(&mut self, name: &str) -> usize {
        let holder = self.path.len();
        if holder > 0 {
            self.path.push('.');
        }
        for character in name.chars().take(60) {
            self.path.push(if character.is_control() { char::REPLACEMENT_CHARACTER } else { character });
        }
        holder
    }
}

fn push_choice(names: &mut String, name: &str) {
    if !names.is_empty() {
        names.push_str(", ");
    }
    names.push_str(name);
}

// ---- reading: of what was checked, or is none

pub(super) fn list_of<'v>(file: &'v Value, name: &str) -> &'v [Value<'v>] {
    file.field(name).and_then(Value::items).unwrap_or_default()
}

pub(super) fn text_of(holder: &Value, name: &str) -> Option<Text> {
    let value = holder.field(name)?;
    if let Some(plain) = value.as_str() {
        return Some(Text::plain(plain));
    }
    let mut texts = Vec::new();
    for (tag, value) in value.fields().unwrap_or_default() {
        texts.push((tag.as_ref().into(), value.as_str().unwrap_or("").into()));
    }
    Some(Text(texts.into()))
}

pub(super) fn string_of(holder: &Value, name: &str) -> Option<String> {
    holder.field(name)?.as_str().map(String::from)
}

/// A string's text; empty where there is none.
pub(super) fn str_of<'v>(holder: &'v Value, name: &str) -> &'v str {
    holder.field(name).and_then(Value::as_str).unwrap_or("")
}

pub(super) fn integer_of(holder: &Value, name: &str) -> Option<u64> {
    holder.field(name)?.as_u64()
}

fn without_slashes(url: &str) -> &str {
    let mut url = url;
    while let Some(shorter) = url.strip_suffix('/') {
        url = shorter;
    }
    url
}

pub(super) fn day_of(holder: &Value, name: &str) -> Option<Day> {
    Day::parse(str_of(holder, name))
}

pub(super) fn chain_of(holder: &Value) -> Option<Chain> {
    Chain::from_name(str_of(holder, "chain"))
}

pub(super) fn address_of(holder: &Value, name: &str) -> Option<Address> {
    Address::parse(chain_of(holder)?, str_of(holder, name)).ok()
}

pub(super) fn explorer_of(holder: &Value) -> Option<Explorer> {
    let (chain, api) = (chain_of(holder)?, Api::from_name(str_of(holder, "api"))?);
    let url = without_slashes(str_of(holder, "url")).into();
    Some(Explorer { chain, api, url, key: string_of(holder, "key") })
}

/// The asset of an entry's chain and contract; none where a contract is not one.
fn asset_of(holder: &Value) -> Option<Asset> {
    let chain = chain_of(holder)?;
    if holder.field("contract").is_none() {
        return Some(Asset::native(chain));
    }
    if chain.family() == Family::Utxo {
        return None;
    }
    Some(Asset::token(chain, address_of(holder, "contract")?.as_str()))
}

fn token_of(entry: &Value) -> Option<Token> {
    entry.field("contract")?;
    let decimals = integer_of(entry, "decimals").filter(|decimals| *decimals <= DECIMALS_LIMIT)?;
    let asset = asset_of(entry)?;
    Some(Token { asset, symbol: str_of(entry, "symbol").into(), decimals: decimals as u8 })
}

/// What tells an entry from others, in its usual form; empty where that cannot be said.
fn key_of(entry: &Value, fields: &[&str]) -> String {
    let mut key = String::new();
    for name in fields {
        let Some(text) = entry.field(name) else { continue };
        match (text.as_str(), address_of(entry, name)) {
            (_, Some(address)) => key.push_str(address.as_str()),
            (Some(text), _) => key.push_str(without_slashes(text)),
            _ => return String::new(),
        }
        key.push(' ');
    }
    key
}

// ---- texts

/// Both counted from 1, the column in characters.
fn line_and_column(text: &str, position: usize) -> (u64, u64) {
    let (mut line, mut column) = (1, 1);
    for byte in text[..position].bytes() {
        match byte {
            b'\n' => (line, column) = (line + 1, 1),
            // The rest of a character.
            0x80..0xc0 => {}
            _ => column += 1,
        }
    }
    (line, column)
}

fn is_graphic(text: &str) -> bool {
    text.bytes().all(|byte| byte.is_ascii_graphic())
}

/// Digits, and perhaps a point with more of them.
pub(super) fn is_decimal(text: &str) -> bool {
    let (whole, places) = cut(text, b'.').unwrap_or((text, "0"));
    is_digits(whole) && is_digits(places)
}

fn is_digits(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}

/// The shape of a language tag (BCP 47): subtags of up to eight letters and digits, the first of two or three letters.
fn is_language_tag(tag: &str) -> bool {
    split(tag, b'-').iter().enumerate().all(|(index, subtag)| match index {
        0 => matches!(subtag.len(), 2 | 3) && subtag.bytes().all(|byte| byte.is_ascii_alphabetic()),
        _ => matches!(subtag.len(), 1..=8) && subtag.bytes().all(|byte| byte.is_ascii_alphanumeric()),
    })
}
