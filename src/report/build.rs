//! Campaign, ledger and gaps put together.

use super::*;
use crate::campaign::{Campaign, Label, LabelKind};
use crate::chain::{Chain, TxId, time};
use crate::explorer::{Gap, GapKind, LinkTo, reader_link};
use crate::ledger::flow::Node;
use crate::ledger::{AssetLedger, History, Kind, Labels, Ledger, Part, label_of, labels_by_id};

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
    let labels = labels_by_id(from.campaign, from.history);
    let days = period.unwrap_or_default();
    Report {
        version: VERSION,
        as_of: time::rfc3339(as_of),
        campaign: head(from),
        complete: from.complete,
        period,
        sources: sources(from),
        notices: notices(from.campaign),
        events: from
            .campaign
            .events
            .iter()
            .map(|event| EventMark {
                date: event.date,
                label: LangText(event.label.clone()),
                url: event.url.clone(),
            })
            .collect(),
        assets: shown(from).map(|ledger| asset_report(from, ledger, days, &labels)).collect(),
        excluded: from
            .ledger
            .excluded
            .iter()
            .map(|exclusion| Excluded {
                chain: exclusion.chain.name(),
                contract: exclusion.contract.as_deref().map(str::to_owned),
                reason: exclusion.reason,
                count: exclusion.count,
            })
            .collect(),
        gaps: from.gaps.iter().map(gap_note).collect(),
    }
}

/// Rows `skip..skip + take` of the list of transactions of the report's asset `asset`.
pub fn rows(
    from: &Sources,
    asset: usize,
    period: Option<Period>,
    order: Order,
    skip: usize,
    take: usize,
) -> Vec<TxRow> {
    let labels = labels_by_id(from.campaign, from.history);
    let Some(ledger) = shown(from).nth(asset) else { return Vec::new() };
    let mut parts: Vec<&Part> = listed(ledger, period.unwrap_or_default()).collect();
    let entry = |part: &Part| &ledger.entries[part.entry as usize];
    let newest = |a: &&Part, b: &&Part| {
        let (a, b) = (entry(a), entry(b));
        b.pending.cmp(&a.pending).then(b.time.cmp(&a.time)).then_with(|| a.tx.cmp(&b.tx))
    };
    match order {
        Order::Newest => parts.sort_by(newest),
        Order::Largest => parts.sort_by(|a, b| b.amount.cmp(&a.amount).then_with(|| newest(a, b))),
    }
    let page = parts.into_iter().skip(skip).take(take);
    page.map(|part| tx_row(from, ledger, part, &labels)).collect()
}

/// The assets in which something moved. Of a chain where nothing ever did, the native one with its zeros, once that
/// is known: before, a 0 would stand for "unknown".
fn shown<'a>(from: &Sources<'a>) -> impl Iterator<Item = &'a AssetLedger> {
    let (ledger, complete) = (from.ledger, from.complete);
    let moved = |asset: &AssetLedger| asset.parts.iter().any(|part| part.kind != Kind::Fee);
    let chain_moved =
        move |chain: Chain| ledger.assets.iter().any(|asset| asset.asset().chain == chain && moved(asset));
    ledger.assets.iter().filter(move |asset| {
        let key = asset.asset();
        let nothing_ever = complete && key.contract.is_none() && !chain_moved(key.chain);
        nothing_ever || !asset.parts.is_empty()
    })
}

fn head(from: &Sources) -> CampaignHead {
    let campaign = from.campaign;
    let addresses = campaign.addresses.iter().map(|own| AddressHead {
        chain: own.address.chain().name(),
        address: own.address.as_str().to_owned(),
        note: own.note.clone().map(LangText),
        proof_of_publication: own.proof_of_publication.clone(),
        link: link(from, own.address.chain(), LinkTo::Address(own.address.as_str())),
    });
    CampaignHead {
        name: LangText(campaign.name.clone()),
        description: campaign.description.clone().map(LangText),
        url: campaign.url.clone(),
        addresses: addresses.collect(),
        test_network: campaign.addresses.iter().any(|own| own.address.chain().is_test()),
        published: campaign.addresses.iter().all(|own| own.proof_of_publication.is_some()),
    }
}

fn sources(from: &Sources) -> Vec<Source> {
    let answered = from.answered.iter().filter_map(|&index| from.campaign.explorers.get(index));
    answered
        .map(|explorer| Source {
            chain: explorer.chain.name(),
            host: crate::explorer::host(explorer).to_owned(),
            height: from.history.tip(explorer.chain),
        })
        .collect()
}

/// One notice for all addresses that one label says the same of.
fn notices(campaign: &Campaign) -> Vec<Notice> {
    let mut notices: Vec<Notice> = Vec::new();
    let own = |label: &&Label| campaign.addresses.iter().any(|own| own.address == label.address);
    for label in campaign.labels.iter().filter(own) {
        if !matches!(
            label.kind,
            LabelKind::Seizure | LabelKind::CourtOrdered | LabelKind::Listed | LabelKind::Alleged
        ) {
            continue;
        }
        let notice = Notice {
            kind: label.kind.name(),
            label: LangText(label.label.clone()),
            issuer: LangText(label.issuer.clone()),
            url: label.url.clone(),
            listed: label.listed,
            delisted: label.delisted,
            read: label.read,
            addresses: 1,
        };
        match notices.iter_mut().find(|known| Notice { addresses: 1, ..(*known).clone() } == notice) {
            Some(known) => known.addresses += 1,
            None => notices.push(notice),
        }
    }
    notices
}

fn asset_report(from: &Sources, ledger: &AssetLedger, days: Period, labels: &Labels) -> AssetReport {
    let mut totals = ledger.totals(days);
    let counts = ledger.counts(days);
    let explorer = explorer_figures(from, ledger, &totals);
    let flow = Flow {
        sources: ledger.sources(days, &totals, labels).into_iter().map(flow_node).collect(),
        destinations: ledger.destinations(days, &totals, labels).into_iter().map(flow_node).collect(),
    };
    // Freezing, votes' rewards and the like move TRX in ways that this ledger does not follow.
    let unfollowed = ledger.asset().contract.is_none()
        && from.gaps.iter().any(|gap| gap.kind == GapKind::Unsupported && gap.chain == ledger.asset().chain);
    let balance_by_explorer = unfollowed && explorer.is_some();
    if let Some(figures) = explorer.filter(|_| balance_by_explorer) {
        totals.balance = Signed::from_units(figures.balance.units() as i128);
    }
    AssetReport {
        chain: ledger.asset().chain.name(),
        asset: ledger.token.symbol.to_string(),
        contract: ledger.asset().contract.as_deref().map(str::to_owned),
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
        timeline: ledger.timeline(days),
        flow,
        transactions: listed(ledger, days).count() as u64,
    }
}

/// In the campaign's order; only addresses that this asset touched.
fn per_address(from: &Sources, ledger: &AssetLedger) -> Vec<PerAddress> {
    let own = from.campaign.addresses.iter().map(|own| &own.address);
    own.filter_map(|address| {
        let &(received, spent) = ledger.per_address.get(&from.history.id_of(address)?)?;
        Some(PerAddress { address: address.as_str().to_owned(), received, spent })
    })
    .collect()
}

/// What the explorers report of all the campaign's addresses on the chain; none where one is missing.
fn explorer_figures(from: &Sources, ledger: &AssetLedger, totals: &Totals) -> Option<ExplorerFigures> {
    let asset = ledger.asset();
    let mut figures = ExplorerFigures::default();
    let plus = |a: Amount, b: Amount| Amount::from_units(a.units().saturating_add(b.units()));
    let own = from.campaign.addresses.iter().filter(|own| own.address.chain() == asset.chain);
    for address in own.map(|own| &own.address) {
        let reported = from.history.explorer_totals(address, asset.contract.as_deref())?;
        figures.balance = plus(figures.balance, reported.balance);
        let add = |sum: &mut Option<Amount>, more: Option<Amount>| {
            *sum = more.map(|more| plus(sum.unwrap_or_default(), more)).or(*sum);
        };
        add(&mut figures.funded_txo_sum, reported.funded_txo_sum);
        add(&mut figures.spent_txo_sum, reported.spent_txo_sum);
        if let Some(count) = reported.tx_count {
            figures.tx_count = Some(figures.tx_count.unwrap_or(0) + count);
        }
    }
    let ours = totals.balance.units() + ledger.pending_in_blocks;
    figures.balance_difference = Signed::from_units(ours - figures.balance.units() as i128);
    Some(figures)
}

fn flow_node(node: Node) -> FlowNode {
    FlowNode {
        kind: node.kind,
        label: node.label.map(|label| LangText(label.label.clone())),
        url: node.label.map(|label| label.url.clone()),
        power: node.power,
        amount: node.amount,
        count: node.count,
    }
}

/// What is pending is listed whatever the period: it has no day of its own yet.
fn listed(ledger: &AssetLedger, days: Period) -> impl Iterator<Item = &Part> {
    ledger
        .parts
        .iter()
        .filter(move |part| part.listed && (ledger.is_pending(part) || days.contains(ledger.day(part))))
}

fn tx_row(from: &Sources, ledger: &AssetLedger, part: &Part, labels: &Labels) -> TxRow {
    let entry = &ledger.entries[part.entry as usize];
    let label = match part.kind {
        Kind::Received { sender, .. } => label_of(&ledger.senders[sender as usize].addresses, labels),
        Kind::Spent { to: Some(to), .. } => labels.get(&to).copied(),
        _ => None,
    };
    let kind = match part.kind {
        Kind::Received { .. } => TxKind::Received,
        Kind::Internal | Kind::Fee => TxKind::Internal,
        Kind::Returned => TxKind::Returned,
        Kind::Spent { .. } if label.is_some_and(|label| label.kind.is_exchange()) => TxKind::Converted,
        Kind::Spent { .. } => TxKind::Spent,
        Kind::Gained | Kind::Lost => TxKind::Ambiguous,
    };
    let TxId(tx) = &entry.tx;
    TxRow {
        tx: tx.to_string(),
        time: time::rfc3339(entry.time),
        day: Day::of(entry.time),
        height: entry.height,
        kind,
        amount: part.amount,
        outward: matches!(part.kind, Kind::Returned | Kind::Spent { .. } | Kind::Lost),
        pending: entry.pending,
        dust: matches!(part.kind, Kind::Received { dust: true, .. }),
        possible_change: matches!(part.kind, Kind::Spent { possible_change: true, .. }),
        label: label.map(|label| LangText(label.label.clone())),
        link: link(from, ledger.asset().chain, LinkTo::Tx(tx)),
    }
}

/// A page for readers at the explorer that was asked.
fn link(from: &Sources, chain: Chain, to: LinkTo) -> Option<String> {
    let explorers = &from.campaign.explorers;
    let answered = from.answered.iter().filter_map(|&index| explorers.get(index));
    answered
        .chain(explorers)
        .find(|explorer| explorer.chain == chain)
        .and_then(|explorer| reader_link(explorer, to))
}

fn gap_note(gap: &Gap) -> GapNote {
    GapNote {
        chain: gap.chain.name(),
        address: gap.address.as_ref().map(|address| address.as_str().to_owned()),
        kind: gap.kind.name(),
        from: gap.from.map(time::rfc3339),
        to: gap.to.map(time::rfc3339),
        count: gap.count,
        detail: gap.detail.clone(),
    }
}
