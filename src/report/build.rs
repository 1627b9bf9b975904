//! Campaign, ledger and gaps put together.

use super::flow::flow;
use super::privacy::Disclosed;
use super::screened::screened;
use super::whole::{then, whole};
use super::*;
use crate::agreement::Agreement;
use crate::campaign::{Campaign, Explorer, Label, LabelKind};
use crate::chain::{Chain, Family, TxId, time};
use crate::explorer::{Gap, GapKind, LinkTo, reader_link};
use crate::ledger::{AssetLedger, Checker, Destination, History, Included, Kind, Labels, Ledger, Part};
use crate::price::Quotes;
use crate::screening::Screening;
use crate::sorted;
use std::cmp::Ordering;

/// All that a report is made of.
pub struct Sources<'a> {
    pub campaign: &'a Campaign,
    pub history: &'a History,
    pub ledger: &'a Ledger,
    /// Which of the campaign's explorers have answered.
    pub answered: &'a [usize],
    pub gaps: &'a [Gap],
    /// Every listing was read down to its first row.
    pub complete: bool,
    /// What the campaign's lists say, where it names some and they may be read.
    pub screening: Option<&'a Screening>,
    /// What is known of prices, where anybody asks for them.
    pub quotes: Option<&'a Quotes>,
    /// Which transactions were shown to be in blocks.
    pub included: &'a Included,
    /// What came of asking second explorers.
    pub agreements: &'a [Agreement],
    /// Days and flows are wanted, too; and how far all is proven.
    pub charts: bool,
}

/// How the list of transactions is ordered.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Order {
    #[default]
    Newest,
    Largest,
}

/// The report as of `as_of`, its sums limited to `period`.
pub fn report(from: &Sources, as_of: crate::chain::Timestamp, period: Option<Period>) -> Report {
    let labels = labels(from);
    let mut report = Report {
        version: VERSION,
        as_of: time::rfc3339(as_of),
        campaign: head(from),
        complete: from.complete,
        period,
        sources: Vec::new(),
        notices: notices(from.campaign),
        issuer_acts: if from.charts { issuer::acts(from) } else { Vec::new() },
        events: Vec::new(),
        assets: Vec::new(),
        excluded: Vec::new(),
        gaps: Vec::new(),
        priced_total: None,
        all: None,
        claims: Vec::new(),
        lists: Vec::new(),
        listings: Vec::new(),
        agreements: if from.charts { verification::agreements(from) } else { Vec::new() },
        second_explorers: if from.charts { verification::second_explorers(from) } else { Vec::new() },
    };
    for explorer in answered(from) {
        report.sources.push(Source {
            chain: explorer.chain.name(),
            host: owned(crate::explorer::host(explorer)),
            height: from.history.tip(explorer.chain),
        });
    }
    for event in &from.campaign.events {
        report.events.push(EventMark {
            date: event.date,
            label: LangText(event.label.clone()),
            url: event.url.clone(),
        });
    }
    for ledger in shown(from) {
        report.assets.push(asset_report(from, ledger, period.unwrap_or_default(), &labels, true));
    }
    if report.assets.len() > 1 && from.charts {
        report.all = whole(from, &shown(from), period.unwrap_or_default(), &labels);
    }
    // What claims are checked by is a part of the code that only campaigns with claims load.
    if from.charts && !from.campaign.claims.is_empty() {
        report.claims = super::claim::claims(from, as_of);
    }
    report.priced_total = from.quotes.and_then(|quotes| value::total(&report.assets, quotes));
    for exclusion in &from.ledger.excluded {
        report.excluded.push(Excluded {
            chain: exclusion.chain.name(),
            contract: exclusion.contract.as_deref().map(owned),
            reason: exclusion.reason,
            count: exclusion.count,
        });
    }
    for gap in from.gaps {
        report.gaps.push(GapNote {
            chain: gap.chain.name(),
            address: gap.address.as_ref().map(|address| owned(address.as_str())),
            kind: gap.kind.name(),
            from: gap.from.map(time::rfc3339),
            to: gap.to.map(time::rfc3339),
            count: gap.count,
            detail: gap.detail.clone(),
        });
    }
    if let Some(screening) = from.screening {
        screened(from, screening, period.unwrap_or_default(), &mut report);
    }
    report
}

/// The publisher's labels, then what lists say.
fn labels<'a>(from: &Sources<'a>) -> Labels<'a> {
    let mut labels = Labels::new(from.campaign, from.history);
    for label in from.screening.map_or(&[][..], Screening::labels) {
        if let Some(id) = from.history.id_of(&label.address) {
            labels.add(id, label);
        }
    }
    labels
}

/// Rows `skip..skip + take` of the list of transactions of the report's asset `asset`; of all of them without one, where
/// prices are known, else of [`Report::main_asset`].
#[inline(never)]
pub fn rows(
    from: &Sources,
    asset: Option<usize>,
    period: Option<Period>,
    order: Order,
    skip: usize,
    take: usize,
) -> Vec<TxRow> {
    let mut rows = Vec::new();
    let shown = shown(from);
    let days = period.unwrap_or_default();
    let all = match (asset, from.quotes) {
        (None, Some(quotes)) => then(&shown, quotes),
        _ => None,
    };
    let main = || shown.iter().position(|ledger| !listed(ledger, days).is_empty()).unwrap_or(0);
    if let Some(ledger) = all.as_ref().or_else(|| shown.get(asset.unwrap_or_else(main)).copied()) {
        let labels = labels(from);
        let disclosed = Disclosed::new(from);
        let parts = listed(ledger, days);
        let order = sorted::order(parts.len(), &mut |a, b| {
            let (a, b) = (parts[a], parts[b]);
            let (of_a, of_b) = (ledger.entry(a), ledger.entry(b));
            let size = if order == Order::Largest { b.amount.cmp(&a.amount) } else { Ordering::Equal };
            let newest = of_b.pending.cmp(&of_a.pending).then(of_b.time.cmp(&of_a.time));
            size.then(newest).then_with(|| of_a.tx.cmp(&of_b.tx))
        });
        for place in order.into_iter().skip(skip).take(take) {
            rows.push(tx_row(from, ledger, parts[place], &labels, &disclosed));
        }
    }
    rows
}

/// The assets in which something moved. Of a chain where nothing ever did, the native one with its zeros, once that
/// is known: before, a 0 would stand for "unknown".
fn shown<'a>(from: &Sources<'a>) -> Vec<&'a AssetLedger> {
    let assets = &from.ledger.assets;
    let mut shown = Vec::new();
    for asset in assets {
        let moved = |other: &AssetLedger| {
            other.asset().chain == asset.asset().chain
                && other.parts.iter().any(|part| part.kind != Kind::Fee)
        };
        let unlisted = |other: &AssetLedger| {
            other.asset().chain == asset.asset().chain && other.unlisted_balance(from.history).is_some()
        };
        let nothing_ever = from.complete
            && asset.asset().contract.is_none()
            && !assets.iter().any(|other| moved(other) || unlisted(other));
        if nothing_ever || !asset.parts.is_empty() {
            shown.push(asset);
        }
    }
    shown
}

fn head(from: &Sources) -> CampaignHead {
    let campaign = from.campaign;
    let mut head = CampaignHead {
        name: LangText(campaign.name.clone()),
        description: campaign.description.clone().map(LangText),
        url: campaign.url.clone(),
        addresses: Vec::new(),
        test_network: false,
        published: true,
    };
    for own in &campaign.addresses {
        let (chain, address) = (own.address.chain(), own.address.as_str());
        head.test_network |= chain.is_test();
        head.published &= own.proof_of_publication.is_some();
        head.addresses.push(AddressHead {
            chain: chain.name(),
            address: owned(address),
            note: own.note.clone().map(LangText),
            proof_of_publication: own.proof_of_publication.clone(),
            link: link(from, chain, LinkTo::Address(address)),
        });
    }
    head
}

/// One notice for all addresses that one label says the same of.
fn notices(campaign: &Campaign) -> Vec<Notice> {
    let mut notices: Vec<Notice> = Vec::new();
    for label in &campaign.labels {
        let tells = matches!(
            label.kind,
            LabelKind::Seizure | LabelKind::CourtOrdered | LabelKind::Listed | LabelKind::Alleged
        );
        if !tells || !campaign.addresses.iter().any(|own| own.address == label.address) {
            continue;
        }
        let mut notice = Notice {
            kind: label.kind.name(),
            label: LangText(label.label.clone()),
            issuer: LangText(label.issuer.clone()),
            list: None,
            programmes: Vec::new(),
            url: label.url.clone(),
            listed: label.listed,
            delisted: label.delisted,
            read: label.read,
            addresses: 1,
        };
        let same = notices.iter().position(|known| {
            notice.addresses = known.addresses;
            *known == notice
        });
        match same {
            Some(place) => notices[place].addresses += 1,
            None => notices.push(Notice { addresses: 1, ..notice }),
        }
    }
    notices
}

/// `is_asset`: not all of them as one, of which no explorer tells anything.
pub(super) fn asset_report(
    from: &Sources,
    ledger: &AssetLedger,
    days: Period,
    labels: &Labels,
    is_asset: bool,
) -> AssetReport {
    let asset = ledger.asset();
    let mut totals = ledger.totals(days);
    let counts = ledger.counts(days);
    let explorer = if is_asset { explorer_figures(from, ledger, &totals) } else { None };
    // Freezing, votes' rewards and the like move TRX in ways that this ledger does not follow.
    let unfollowed = asset.contract.is_none()
        && from.gaps.iter().any(|gap| gap.kind == GapKind::Unsupported && gap.chain == asset.chain);
    // Nor is a balance one that a list without all receipts comes to.
    let unfollowed = unfollowed || from.complete && !ledger.short.is_empty();
    let mut balance_by_explorer = false;
    if let Some(figures) = explorer.filter(|_| unfollowed) {
        totals.balance = Signed::from_units(figures.balance.units() as i128);
        balance_by_explorer = true;
    }
    let flow = if from.charts { flow(from, ledger, days, &totals, labels) } else { Flow::default() };
    AssetReport {
        chain: asset.chain.name(),
        asset: owned(&ledger.token.symbol),
        contract: asset.contract.as_deref().map(owned),
        decimals: ledger.token.decimals,
        totals,
        balance_by_explorer,
        donations: counts.donations,
        sending_addresses: counts.sending_addresses,
        sending_addresses_with_dust: counts.sending_addresses_with_dust,
        dust: Dust { threshold: ledger.dust_threshold, count: counts.dust.count, sum: counts.dust.sum },
        possible_change: counts.possible_change,
        ambiguous_transactions: counts.ambiguous_transactions,
        explorer,
        per_address: per_address(from, ledger),
        timeline: if from.charts { ledger.timeline(days, labels) } else { Vec::new() },
        flow,
        transactions: listed(ledger, days).len() as u64,
        value: from.quotes.and_then(|quotes| value::value(ledger, days, quotes)),
        verification: if from.charts {
            verification::verification(from, ledger, days)
        } else {
            Verification::default()
        },
    }
}

/// In the campaign's order; only addresses that this asset touched.
fn per_address(from: &Sources, ledger: &AssetLedger) -> Vec<PerAddress> {
    let mut per_address = Vec::new();
    for own in &from.campaign.addresses {
        if let Some(id) = from.history.id_of(&own.address)
            && let Some(sums) = ledger.per_address.iter().find(|sums| sums.address == id)
        {
            per_address.push(PerAddress {
                address: owned(own.address.as_str()),
                received: sums.received,
                spent: sums.spent,
            });
        }
    }
    per_address
}

/// What the explorers report of all the campaign's addresses on the chain; none where one is missing.
fn explorer_figures(from: &Sources, ledger: &AssetLedger, totals: &Totals) -> Option<ExplorerFigures> {
    let asset = ledger.asset();
    let mut figures = ExplorerFigures::default();
    for own in &from.campaign.addresses {
        if own.address.chain() != asset.chain {
            continue;
        }
        let reported = from.history.explorer_totals(&own.address, asset.contract.as_deref())?;
        let sum = |sum: &mut Amount, more: Amount| {
            *sum = Amount::from_units(sum.units().saturating_add(more.units()));
        };
        sum(&mut figures.balance, reported.balance);
        if let Some(more) = reported.funded_txo_sum {
            sum(figures.funded_txo_sum.get_or_insert_default(), more);
        }
        if let Some(more) = reported.spent_txo_sum {
            sum(figures.spent_txo_sum.get_or_insert_default(), more);
        }
        if let Some(more) = reported.tx_count {
            let count = figures.tx_count.get_or_insert_default();
            *count = count.saturating_add(more);
        }
    }
    let ours = totals.balance.units() + ledger.pending_in_blocks;
    figures.balance_difference = Signed::from_units(ours - figures.balance.units() as i128);
    Some(figures)
}

/// What is pending is listed whatever the period: it has no day of its own yet. Fees, and change beside a spend,
/// are not.
pub(super) fn listed(ledger: &AssetLedger, days: Period) -> Vec<&Part> {
    let mut listed = Vec::new();
    for part in &ledger.parts {
        let entry = ledger.entry(part);
        let shown = !matches!(part.kind, Kind::Fee | Kind::Change);
        if shown && (entry.pending || days.contains(Day::of(entry.time))) {
            listed.push(part);
        }
    }
    listed
}

fn tx_row(
    from: &Sources,
    ledger: &AssetLedger,
    part: &Part,
    labels: &Labels,
    disclosed: &Disclosed,
) -> TxRow {
    let entry = ledger.entry(part);
    let party = ledger.party(part);
    let said = labels.of(party);
    let kind = match part.kind {
        Kind::Received => TxKind::Received,
        Kind::Internal | Kind::Change | Kind::Fee => TxKind::Internal,
        Kind::Returned => TxKind::Returned,
        Kind::Spent | Kind::PossibleChange | Kind::Hidden => match labels.destination(party) {
            Destination::Seizure => TxKind::Seized,
            Destination::Exchange => TxKind::Converted,
            _ => TxKind::Spent,
        },
        Kind::Burnt => TxKind::Burnt,
        Kind::Gained | Kind::Lost if entry.chain.family() == Family::Account => TxKind::Wrapped,
        Kind::Gained | Kind::Lost => TxKind::Ambiguous,
    };
    let TxId(tx) = &entry.tx;
    TxRow {
        tx: owned(tx),
        time: time::rfc3339(entry.time),
        day: Day::of(entry.time),
        height: entry.height,
        kind,
        amount: part.amount,
        outward: matches!(
            part.kind,
            Kind::Returned | Kind::Spent | Kind::PossibleChange | Kind::Hidden | Kind::Burnt | Kind::Lost
        ),
        pending: entry.pending,
        dust: part.is_dust,
        possible_change: part.kind == Kind::PossibleChange,
        label: said.first().map(|label| LangText(label.label.clone())),
        labels: notes(&said),
        addresses: match part.kind {
            Kind::Received | Kind::Returned if said.is_empty() => disclosed.addresses(from, party),
            _ => Vec::new(),
        },
        link: link(from, entry.chain, LinkTo::Tx(tx)),
        level: verification::level_of(from, entry),
        checked_by: verification::checked_by(from, entry).map(Checker::name),
    }
}

/// What labels say.
#[inline(never)]
pub(super) fn notes(labels: &[&Label]) -> Vec<LabelNote> {
    let mut notes = Vec::with_capacity(labels.len());
    for label in labels {
        notes.push(LabelNote {
            label: LangText(label.label.clone()),
            kind: label.kind.name(),
            issuer: LangText(label.issuer.clone()),
            url: label.url.clone(),
            listed: label.listed,
            delisted: label.delisted,
            read: label.read,
        });
    }
    notes
}

/// A page for readers at the explorer that was asked.
pub(super) fn link(from: &Sources, chain: Chain, to: LinkTo) -> Option<String> {
    let explorer = answered(from).chain(&from.campaign.explorers).find(|explorer| explorer.chain == chain)?;
    reader_link(explorer, to)
}

/// The explorers that answered, in the order of their first answers.
fn answered<'a>(from: &'a Sources) -> impl Iterator<Item = &'a Explorer> {
    from.answered.iter().filter_map(|index| from.campaign.explorers.get(*index))
}

/// Not inlined, for a copy is long and there are many.
#[inline(never)]
pub(super) fn owned(text: &str) -> String {
    text.to_owned()
}
