//! What holds of every history: identities of the figures, and that paging does not matter.

mod common;

use common::*;
use donation_flow::chain::{Address, Amount, Chain, Day, Nature, Row, Transfer};
use donation_flow::explorer::{Delivery, Feed};
use donation_flow::ledger::totals::{Counts, Days, Totals};
use donation_flow::ledger::{AssetLedger, History, Labels, Ledger};
use donation_flow::report::{self, ClaimReport, Report, Verdict};
use proptest::collection::vec;
use proptest::prelude::*;
use std::collections::BTreeMap;

const BTC: Chain = Chain::BitcoinRegtest;
const TRON: Chain = Chain::Tron;
const WETH: &str = "0xC02aaA39b223FE8D0A0e5C4F27eAD9083C756Cc2";
fn steps() -> impl Strategy<Value = Vec<(u8, u8, u8, u16)>> {
    vec(any::<(u8, u8, u8, u16)>(), 1..60)
}

fn labels(chain: Chain) -> String {
    format!(r#","labels":[{}]"#, label(chain, "exchange", "exchange"))
}

fn check_identities(ledger: &AssetLedger, all: &Totals) -> Result<(), TestCaseError> {
    let signed = |amount: Amount| amount.units() as i128;
    prop_assert_eq!(signed(all.gross_received) - signed(all.internal), signed(all.from_outside));
    prop_assert_eq!(signed(all.from_outside) - signed(all.returned), all.net.units());
    prop_assert!(all.returned <= all.spent && all.returned <= all.from_outside);
    let balance = signed(all.from_outside) - signed(all.spent) - signed(all.fees) + all.ambiguous.units();
    prop_assert_eq!(balance, all.balance.units());

    let timeline = ledger.timeline(Days::default(), &Labels::default());
    let sum = |of: fn(&donation_flow::ledger::timeline::DayFlow) -> Amount| -> u128 {
        timeline.iter().map(|day| of(day).units()).sum()
    };
    prop_assert_eq!(sum(|day| day.inflow), all.from_outside.units());
    prop_assert_eq!(sum(|day| day.outflow), all.spent.units());
    prop_assert_eq!(sum(|day| day.returned), all.returned.units());
    prop_assert!(timeline.windows(2).all(|pair| pair[0].day < pair[1].day));
    Ok(())
}

/// Any day splits the history into two periods whose sums add up to the whole's.
fn check_periods(ledger: &AssetLedger, all: &Totals, split: i32) -> Result<(), TestCaseError> {
    let day = Day(Day::of(START).0 + split);
    let before = ledger.totals(Days { from: None, to: Some(day) });
    let after = ledger.totals(Days { from: Some(Day(day.0 + 1)), to: None });
    let sums: [fn(&Totals) -> Amount; 5] =
        [|t| t.gross_received, |t| t.internal, |t| t.returned, |t| t.spent, |t| t.fees];
    for of in sums {
        prop_assert_eq!(of(&before).units() + of(&after).units(), of(all).units());
    }
    prop_assert_eq!(before.net.units() + after.net.units(), all.net.units());
    prop_assert_eq!(before.balance, all.balance);
    Ok(())
}

fn check_flow(report: &Report) -> Result<(), TestCaseError> {
    for asset in &report.assets {
        let sum = |nodes: &[report::FlowNode]| nodes.iter().map(|node| node.amount.units()).sum::<u128>();
        prop_assert_eq!(sum(&asset.flow.sources), sum(&asset.flow.destinations));
        let within = |kind| move |node: &&report::FlowNode| node.kind == kind;
        let returned: u128 = asset
            .flow
            .destinations
            .iter()
            .filter(within(report::FlowKind::Returned))
            .map(|node| node.amount.units())
            .sum();
        prop_assert_eq!(returned, asset.totals.returned.units());
        let spent: u128 = asset.flow.spending().iter().map(|(_, sum)| sum.units()).sum();
        prop_assert_eq!(spent, asset.totals.spent.units());
        let (mut returned, mut most) = (0, 0);
        for day in &asset.timeline {
            returned += day.returned.units();
            most += day.returned.units() + day.converted.units() + day.seized.units();
            prop_assert!(most <= asset.totals.spent.units());
        }
        prop_assert_eq!(returned, asset.totals.returned.units());
    }
    Ok(())
}

fn report_of(chain: Chain, history: &mut History, period: Option<Days>) -> Report {
    report_with(chain, history, period, "")
}

fn report_with(chain: Chain, history: &mut History, period: Option<Days>, more: &str) -> Report {
    let campaign = campaign(chain, &OWN, &(labels(chain) + more));
    let ledger = Ledger::new(&campaign, history, LATER);
    let sources = report_sources(&campaign, history, &ledger);
    report::report(&sources, LATER, period)
}

const MEASURES: [&str; 7] =
    ["gross", "from_outside", "net", "returned", "spent", "donations", "sending_addresses"];

/// Claims of every measure, as they come out: with an amount, and in some days.
fn claims_of(
    chain: Chain,
    history: &mut History,
    amount: &str,
    days: Days,
    tolerance: u8,
) -> Vec<ClaimReport> {
    let contract = if chain == TRON { format!(r#","contract":"{USDT}""#) } else { String::new() };
    let mut dates = String::new();
    for (name, day) in [("from", days.from), ("to", days.to)] {
        if let Some(day) = day {
            dates += &format!(r#","{name}":"{}""#, day.iso());
        }
    }
    let claims = MEASURES.map(|measure| {
        let unit = match measure {
            "donations" | "sending_addresses" => String::new(),
            _ => format!(r#","unit":{{"chain":"{}"{contract}}}"#, chain.name()),
        };
        format!(
            r#"{{"sentence":"x","source":"https://news.example/","measure":"{measure}","comparison":"about","amount":"{amount}","tolerance":{tolerance}{unit}{dates}}}"#
        )
    });
    report_with(chain, history, None, &format!(r#","claims":[{}]"#, claims.join(","))).claims
}

fn figures(claims: &[ClaimReport]) -> Vec<i128> {
    claims.iter().map(|claim| claim.shown.expect("nothing is missing").units()).collect()
}

/// The same rows as pages of any size, each page asked for again or not, in any order.
fn pages(rows: &[Row], run: u32, sizes: &[u8], order: &[u16], feed: Feed, chain: Chain) -> Vec<Delivery> {
    let mut sizes = sizes.iter().cycle().map(|size| usize::from(size % 7) + 1);
    let mut rest = rows;
    let mut pages = Vec::new();
    while !rest.is_empty() {
        let (now, later) = rest.split_at(sizes.next().unwrap_or(1).min(rest.len()));
        let key = format!("page {}", pages.len());
        pages.push(page(listing(chain, OWN[0], feed), run, &key, now.to_vec()));
        rest = later;
    }
    let again: Vec<Delivery> = pages.iter().step_by(3).cloned().collect();
    pages.extend(again);
    let mut keyed: Vec<_> = pages
        .into_iter()
        .enumerate()
        .map(|(i, page)| (order[i % order.len()].rotate_left(i as u32), page))
        .collect();
    keyed.sort_by_key(|(key, _)| *key);
    keyed.into_iter().map(|(_, page)| page).collect()
}

fn take_all(chain: Chain, deliveries: Vec<Delivery>) -> History {
    let mut history = History::default();
    history.take(Delivery::Tip { chain, height: TIP });
    deliveries.into_iter().for_each(|delivery| history.take(delivery));
    history
}

/// A property found it: which of two payments in one transaction comes first decides which of them is the return.
#[test]
fn payments_of_one_transaction_come_in_any_order() {
    let gift = || usdt("gift", 0, "alice", "fund", 3);
    let (small, large) = (|| usdt("out", 400, "fund", "alice", 2), || usdt("out", 400, "vault", "alice", 5));
    let report = |rows: Vec<Row>| {
        let whole = vec![page(listing(TRON, OWN[0], Feed::Token), 0, "1", rows)];
        report_of(TRON, &mut take_all(TRON, whole), None)
    };
    assert_eq!(report(vec![gift(), small(), large()]), report(vec![large(), small(), gift()]));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn totals_of_a_utxo_history_are_equal_by_construction(steps in steps(), split in 0i32..30) {
        let (rows, held) = utxo_story(&steps);
        let mut history = take_all(BTC, vec![page(listing(BTC, OWN[0], Feed::Confirmed), 0, "1", rows)]);
        let ledger = Ledger::new(&campaign(BTC, &OWN, &labels(BTC)), &mut history, LATER);
        let all = ledger.assets[0].totals(Days::default());
        check_identities(&ledger.assets[0], &all)?;
        // What the outputs left unspent say, counted without any of the ledger's rules.
        prop_assert_eq!(all.balance.units(), i128::from(held));
        check_periods(&ledger.assets[0], &all, split)?;
        check_flow(&report_of(BTC, &mut history, None))?;
        let day = Some(Day(Day::of(START).0 + split));
        check_flow(&report_of(BTC, &mut history, Some(Days { from: day, to: day })))?;
    }

    #[test]
    fn totals_of_an_account_history_are_equal_by_construction(steps in steps(), split in 0i32..30) {
        let rows = account_story(&steps);
        let mut balance: BTreeMap<String, i128> = BTreeMap::new();
        for row in &rows {
            let Row::Transfer(transfer) = row else { continue };
            let Some(to) = &transfer.to else { continue };
            *balance.entry(transfer.from.to_string()).or_default() -= transfer.value.units() as i128;
            *balance.entry(to.to_string()).or_default() += transfer.value.units() as i128;
        }
        let mut history = take_all(TRON, vec![page(listing(TRON, OWN[0], Feed::Token), 0, "1", rows)]);
        let ledger = Ledger::new(&campaign(TRON, &OWN, &labels(TRON)), &mut history, LATER);
        let all = ledger.assets[1].totals(Days::default());
        check_identities(&ledger.assets[1], &all)?;
        let held: i128 = OWN.iter().filter_map(|name| balance.get(of(TRON, name).as_str())).sum();
        prop_assert_eq!(all.balance.units(), held);
        check_periods(&ledger.assets[1], &all, split)?;
        check_flow(&report_of(TRON, &mut history, None))?;
    }

    /// What is wrapped in between is the same money: only the two assets' balances shift, and by the same amount.
    #[test]
    fn wraps_change_no_figure_but_the_balances_of_both_forms(
        steps in steps(),
        wraps in vec((any::<bool>(), 0..OWN.len(), 0u64..40, 1u128..9, any::<bool>()), 1..12),
    ) {
        const ETHEREUM: Chain = Chain::Ethereum;
        let contract = Address::parse(ETHEREUM, WETH).unwrap();
        let nobody = Address::parse(ETHEREUM, &format!("0x{:040}", 0)).unwrap();
        let people = PEOPLE.map(|name| of(ETHEREUM, name));
        let moved = |name: String, asset: Option<&str>, minute: u64, from: &Address, to: &Address, units| Transfer {
            tx: txid(&name),
            index: None,
            contract: asset.map(Into::into),
            from: from.clone(),
            to: Some(to.clone()),
            value: Amount::from_units(units),
            time: START + minute * 60,
            unconfirmed: false,
            nature: Nature::Plain,
        };
        let mut plain = Vec::new();
        for (number, &(from, to, form, value)) in (0..).zip(&steps) {
            let [from, to] = [from, to].map(|choice| &people[usize::from(choice) % people.len()]);
            let asset = (form % 2 == 0).then_some(WETH);
            let transfer = moved(format!("tx {number}"), asset, number * 400, from, to, u128::from(value % 5 + 1) << 50);
            plain.push(Row::Transfer(transfer));
        }
        let mut with_wraps = plain.clone();
        // The token's leg as another list tells it, which does not know it for one.
        let mut listed = Vec::new();
        for (number, &(out, own, minute, value, is_listed)) in wraps.iter().enumerate() {
            let legs = [(None, &contract), (Some(WETH), &nobody)];
            let [mut native, mut token] = legs.map(|(asset, other)| {
                let into = out == asset.is_none();
                let (from, to) = if into { (&people[own], other) } else { (other, &people[own]) };
                moved(format!("wrap {number}"), asset, minute * 300, from, to, value << 50)
            });
            if is_listed {
                listed.push(Row::Transfer(token.clone()));
            }
            (native.nature, token.nature) = (Nature::Wrap, Nature::Wrap);
            with_wraps.extend([native, token].map(Row::Transfer));
        }
        let campaign = campaign(ETHEREUM, &OWN, "");
        let ledger = |rows: Vec<Row>, listed: Vec<Row>| {
            // What does not know it comes first.
            let pages = [(Feed::Token, rows), (Feed::Native, listed)];
            let pages = pages.map(|(feed, rows)| page(listing(ETHEREUM, OWN[0], feed), 0, "1", rows));
            let mut history = take_all(ETHEREUM, pages.into());
            let ledger = Ledger::new(&campaign, &mut history, LATER);
            let is_meant = |asset: &AssetLedger| matches!(asset.asset().contract.as_deref(), None | Some(WETH));
            ledger.assets.into_iter().filter(is_meant).collect::<Vec<_>>()
        };
        let (without, with) = (ledger(plain, Vec::new()), ledger(with_wraps, listed));
        let mut shifts = Vec::new();
        for (without, with) in without.iter().zip(&with) {
            let (before, after) = (without.totals(Days::default()), with.totals(Days::default()));
            prop_assert_eq!(after.balance.units() - before.balance.units(), after.ambiguous.units());
            shifts.push(after.ambiguous.units());
            check_identities(with, &after)?;
            prop_assert_eq!(Totals { balance: before.balance, ambiguous: before.ambiguous, ..after }, before);
            let nobody = Labels::default();
            prop_assert_eq!(
                with.timeline(Days::default(), &nobody),
                without.timeline(Days::default(), &nobody)
            );
            prop_assert_eq!(with.net_by_day(Days::default()), without.net_by_day(Days::default()));
            let (counts, counts_before) = (with.counts(Days::default()), without.counts(Days::default()));
            prop_assert_eq!(counts.ambiguous_transactions, wraps.len() as u64);
            prop_assert_eq!(Counts { ambiguous_transactions: 0, ..counts }, counts_before);
        }
        prop_assert_eq!(shifts.len(), 2);
        prop_assert_eq!(shifts[0], -shifts[1]);
    }

    #[test]
    fn pages_in_any_order_split_or_overlapping_give_the_same_report(
        steps in steps(),
        sizes in vec(any::<u8>(), 1..5),
        other_sizes in vec(any::<u8>(), 1..5),
        order in vec(any::<u16>(), 1..40),
    ) {
        let stories = [(BTC, Feed::Confirmed, utxo_story(&steps).0), (TRON, Feed::Token, account_story(&steps))];
        for (chain, feed, rows) in stories {
            let whole = vec![page(listing(chain, OWN[0], feed), 0, "1", rows.clone())];
            let expected = report_of(chain, &mut take_all(chain, whole), None);

            let mut split = pages(&rows, 0, &sizes, &order, feed, chain);
            prop_assert_eq!(&report_of(chain, &mut take_all(chain, split.clone()), None), &expected);

            // A second reading in other windows overlaps the first everywhere, and another address lists it again.
            split.extend(pages(&rows, 1, &other_sizes, &order, feed, chain));
            split.push(page(listing(chain, OWN[1], feed), 0, "1", rows.clone()));
            prop_assert_eq!(&report_of(chain, &mut take_all(chain, split), None), &expected);
        }
    }

    #[test]
    fn a_claims_figures_are_the_totals_and_periods_add_up(steps in steps(), split in 0i32..30) {
        for (chain, feed, rows) in
            [(BTC, Feed::Confirmed, utxo_story(&steps).0), (TRON, Feed::Token, account_story(&steps))]
        {
            let mut history = take_all(chain, vec![page(listing(chain, OWN[0], feed), 0, "1", rows)]);
            let report = report_of(chain, &mut history, None);
            let whole = figures(&claims_of(chain, &mut history, "1", Days::default(), 10));
            let named = |asset: &&report::AssetReport| chain != TRON || asset.asset == "USDT";
            let (mut expected, mut counts) = (vec![0; 5], [0; 2]);
            for asset in report.assets.iter().filter(named) {
                let totals = asset.totals;
                let signed = |amount: Amount| amount.units() as i128;
                expected = vec![
                    signed(totals.gross_received),
                    signed(totals.from_outside),
                    totals.net.units(),
                    signed(totals.returned),
                    signed(totals.spent),
                ];
                counts = [asset.donations.into(), asset.sending_addresses.into()];
            }
            prop_assert_eq!(&whole[..5], &expected[..]);
            prop_assert_eq!(&whole[5..], &counts[..]);

            let day = Day(Day::of(START).0 + split);
            let before = figures(&claims_of(chain, &mut history, "1", Days { from: None, to: Some(day) }, 10));
            let after = Days { from: Some(Day(day.0 + 1)), to: None };
            let after = figures(&claims_of(chain, &mut history, "1", after, 10));
            for measure in 0..6 {
                prop_assert_eq!(before[measure] + after[measure], whole[measure], "{}", MEASURES[measure]);
            }
            // Who sent in both periods is one address.
            prop_assert!(before[6].max(after[6]) <= whole[6] && whole[6] <= before[6] + after[6]);
        }
    }

    #[test]
    fn the_more_is_claimed_the_less_is_shown(
        steps in steps(),
        amounts in vec(0u32..40, 2..5),
        tolerance in 0u8..=100,
    ) {
        let rows = account_story(&steps);
        let mut history = take_all(TRON, vec![page(listing(TRON, OWN[0], Feed::Token), 0, "1", rows)]);
        let mut amounts = amounts;
        amounts.sort_unstable();
        let rank = |verdict| [Verdict::More, Verdict::About, Verdict::Less].iter().position(|known| *known == verdict);
        let mut before = vec![Some(0); MEASURES.len()];
        for amount in amounts {
            let claims = claims_of(TRON, &mut history, &amount.to_string(), Days::default(), tolerance);
            let ranks: Vec<_> = claims.iter().map(|claim| rank(claim.verdict)).collect();
            prop_assert!(ranks.iter().zip(&before).all(|(now, before)| now.is_some() && now >= before));
            before = ranks;
            for claim in claims {
                let (shown, claimed) = (claim.shown.unwrap().units(), claim.claimed.unwrap().units());
                let is_within = shown.abs_diff(claimed) * 100 <= claimed.unsigned_abs() * u128::from(tolerance);
                prop_assert_eq!(claim.verdict == Verdict::About, is_within, "{} of {}", shown, claimed);
            }
        }
    }

    #[test]
    fn amounts_parse_and_print_are_inverse(units in any::<u128>(), decimals in 0u8..30) {
        let amount = Amount::from_units(units);
        prop_assert_eq!(Amount::parse(&amount.to_string()), Some(amount));
        prop_assert_eq!(Amount::parse_decimal(&amount.decimal(decimals), decimals), Some(amount));
    }

    #[test]
    fn days_parse_and_print_are_inverse(days in -700_000i32..2_000_000) {
        let day = Day(days);
        let (year, month, day_of_month) = day.civil();
        prop_assert_eq!(Day::from_civil(year, month, day_of_month), day);
        if (0..10_000).contains(&year) {
            prop_assert_eq!(Day::parse(&day.to_string()), Some(day));
        }
        prop_assert!(day.week_start() <= day && day.0 - day.week_start().0 < 7);
    }
}
