//! What figures mean: each test is a sentence of METHOD about a small history.

mod common;

use common::*;
use donation_flow::campaign::Campaign;
use donation_flow::chain::{Address, Amount, Chain, Day, Nature, Row, Transfer};
use donation_flow::explorer::{Delivery, Feed, Listing};
use donation_flow::ledger::totals::{Counts, Days, Totals};
use donation_flow::ledger::{AssetLedger, Classifying, History, Kind, Ledger};
use donation_flow::report::{FlowKind, FlowNode, Order, TxKind, report, rows as rows_of};

const BTC: Chain = Chain::BitcoinRegtest;
const TRON: Chain = Chain::Tron;

fn totals(ledger: &AssetLedger) -> Totals {
    ledger.totals(Days::default())
}

fn counts(ledger: &AssetLedger) -> Counts {
    ledger.counts(Days::default())
}

fn units(amount: Amount) -> u128 {
    amount.units()
}

#[test]
fn change_and_consolidation_are_internal_and_the_fee_is_a_fee() {
    let rows = vec![
        tx("gift 1", 10, &[("alice", 60_000)], &[("fund", 50_000), ("alice", 9_000)]),
        tx("gift 2", 11, &[("bob", 31_000)], &[("fund", 30_000)]),
        tx("consolidate", 12, &[("fund", 50_000), ("fund", 30_000)], &[("vault", 79_000)]),
        tx("pay", 13, &[("vault", 79_000)], &[("supplier", 20_000), ("vault", 58_500)]),
    ];
    let ledger = ledger(BTC, &["fund", "vault"], "", rows);
    let totals = totals(&ledger);
    assert_eq!(units(totals.gross_received), 50_000 + 30_000 + 79_000 + 58_500);
    assert_eq!(units(totals.internal), 79_000 + 58_500);
    assert_eq!(units(totals.from_outside), 80_000);
    assert_eq!(units(totals.spent), 20_000);
    assert_eq!(units(totals.fees), 1_000 + 500);
    assert_eq!(units(totals.returned), 0);
    assert_eq!(totals.net.units(), 80_000);
    assert_eq!(totals.balance.units(), 58_500);
}

#[test]
fn a_transaction_that_mixes_inputs_is_in_no_sum_but_shown_apart() {
    let rows = vec![
        tx("gift", 10, &[("alice", 60_000)], &[("fund", 50_000)]),
        tx("payjoin", 11, &[("fund", 50_000), ("bob", 30_000)], &[("fund", 65_000), ("bob", 14_000)]),
    ];
    let ledger = ledger(BTC, &["fund"], "", rows);
    let totals = totals(&ledger);
    assert_eq!(units(totals.gross_received), 50_000);
    assert_eq!((units(totals.spent), units(totals.fees)), (0, 0));
    assert_eq!(totals.ambiguous.units(), 15_000);
    assert_eq!(totals.balance.units(), 65_000);
    assert_eq!(counts(&ledger).ambiguous_transactions, 1);
}

#[test]
fn a_transaction_that_mixes_inputs_and_takes_out_what_it_put_in_is_counted_and_listed() {
    let rows = vec![
        tx("gift", 10, &[("alice", 100_000)], &[("fund", 90_000)]),
        tx("coinjoin", 11, &[("fund", 90_000), ("bob", 90_000)], &[("fund", 90_000), ("bob", 89_000)]),
    ];
    let campaign = campaign(BTC, &["fund"], "");
    let mut history = history(BTC, &["fund"], rows);
    let ledger = Ledger::new(&campaign, &mut history, LATER);
    assert_eq!(counts(&ledger.assets[0]).ambiguous_transactions, 1);
    let sources = report_sources(&campaign, &history, &ledger);
    let asset = &report(&sources, LATER, None).assets[0];
    assert_eq!((asset.totals.ambiguous.units(), asset.totals.balance.units()), (0, 90_000));
    let rows = rows_of(&sources, Some(0), None, Order::Newest, 0, 9);
    let row = (rows[0].kind, units(rows[0].amount), rows[0].outward);
    assert_eq!((asset.transactions, rows.len(), row), (2, 2, (TxKind::Ambiguous, 0, false)));
}

#[test]
fn what_waits_and_mixes_inputs_is_pending_on_each_side() {
    let rows = vec![
        tx("gift 1", 10, &[("alice", 60_000)], &[("fund", 50_000)]),
        tx("gift 2", 10, &[("alice", 50_000)], &[("fund", 40_000)]),
        waiting(tx("gains", 0, &[("fund", 50_000), ("bob", 90_000)], &[("fund", 60_000), ("bob", 79_000)])),
        waiting(tx("loses", 0, &[("fund", 40_000), ("bob", 90_000)], &[("fund", 37_000), ("bob", 92_000)])),
    ];
    let totals = totals(&ledger(BTC, &["fund"], "", rows));
    assert_eq!((units(totals.pending_in), units(totals.pending_out)), (10_000, 3_000));
    assert_eq!(totals.ambiguous.units(), 0);
}

#[test]
fn an_output_pays_back_its_receivers_receipts_oldest_first_up_to_what_is_left() {
    let rows = vec![
        tx("gift 1", 10, &[("alice", 10_000)], &[("fund", 10_000)]),
        tx("gift 2", 11, &[("alice", 5_000), ("bob", 15_000)], &[("fund", 20_000)]),
        // Pays back the first gift whole, and 15,000 of the joint one.
        tx("back to alice", 12, &[("fund", 30_000)], &[("alice", 25_000), ("fund", 5_000)]),
        // 5,000 of the joint gift are left for bob; the rest is spent.
        tx("back to bob", 13, &[("fund", 5_000)], &[("bob", 5_000)]),
        tx("gift 3", 14, &[("carol", 9_000)], &[("fund", 9_000)]),
        tx("again to bob", 15, &[("fund", 9_000)], &[("bob", 9_000)]),
    ];
    let totals = totals(&ledger(BTC, &["fund"], "", rows));
    assert_eq!(units(totals.returned), 25_000 + 5_000);
    assert_eq!(units(totals.spent), 25_000 + 5_000 + 9_000);
    assert_eq!(totals.net.units(), 39_000 - 30_000);
}

#[test]
fn a_return_answers_only_what_came_before_it_and_receipts_come_first_within_a_block() {
    let before = vec![
        tx("gift 0", 9, &[("carol", 10_000)], &[("fund", 10_000)]),
        tx("pay", 10, &[("fund", 10_000)], &[("alice", 10_000)]),
        tx("gift", 11, &[("alice", 10_000)], &[("fund", 10_000)]),
    ];
    assert_eq!(units(totals(&ledger(BTC, &["fund"], "", before)).returned), 0);
    // "a" sorts before any gift's txid only by luck, so try both names within one block.
    for (pay, gift) in [("x", "y"), ("y", "x")] {
        let same_block = vec![
            tx("gift 0", 9, &[("carol", 10_000)], &[("fund", 10_000)]),
            tx(pay, 10, &[("fund", 10_000)], &[("alice", 10_000)]),
            tx(gift, 10, &[("alice", 10_000)], &[("fund", 10_000)]),
        ];
        assert_eq!(units(totals(&ledger(BTC, &["fund"], "", same_block)).returned), 10_000);
    }
}

#[test]
fn what_goes_to_a_labelled_exchange_is_never_a_return() {
    let rows = || {
        vec![
            tx("gift", 10, &[("binance", 10_000)], &[("fund", 10_000)]),
            tx("cash out", 11, &[("fund", 10_000)], &[("binance", 9_000)]),
        ]
    };
    assert_eq!(units(totals(&ledger(BTC, &["fund"], "", rows())).returned), 9_000);
    for kind in ["exchange", "service"] {
        let labels = format!(r#","labels":[{}]"#, label(BTC, "binance", kind));
        assert_eq!(units(totals(&ledger(BTC, &["fund"], &labels, rows())).returned), 0);
    }
    let labels = format!(r#","labels":[{}]"#, label(BTC, "binance", "self-declared"));
    assert_eq!(units(totals(&ledger(BTC, &["fund"], &labels, rows())).returned), 9_000);
}

#[test]
fn the_only_output_of_a_spend_to_an_address_seen_nowhere_else_may_be_change() {
    let gift = || tx("gift", 10, &[("alice", 90_000)], &[("fund", 90_000)]);
    let known = || tx("old", 11, &[("bob", 9_000)], &[("fund", 9_000)]);
    let flagged = |rows| counts(&ledger(BTC, &["fund"], "", rows)).possible_change;

    let pay = tx("pay", 12, &[("fund", 90_000)], &[("bob", 20_000), ("fresh", 69_000)]);
    let change = flagged(vec![gift(), known(), pay]);
    assert_eq!((change.count, units(change.sum)), (1, 69_000));

    let two_fresh = tx("pay", 12, &[("fund", 90_000)], &[("new", 20_000), ("fresh", 69_000)]);
    assert_eq!(flagged(vec![gift(), known(), two_fresh]).count, 0);
    let own_change = tx("pay", 12, &[("fund", 90_000)], &[("fund", 20_000), ("fresh", 69_000)]);
    assert_eq!(flagged(vec![gift(), known(), own_change]).count, 0);
    let alone = tx("pay", 12, &[("fund", 90_000)], &[("fresh", 89_000)]);
    assert_eq!(flagged(vec![gift(), known(), alone]).count, 0);

    // Whose it is, is known.
    let labels = format!(r#","labels":[{}]"#, label(BTC, "fresh", "exchange"));
    for (to, count) in [("bob", 0), ("new", 1)] {
        let cash_out = tx("pay", 12, &[("fund", 90_000)], &[(to, 20_000), ("fresh", 69_000)]);
        let ledger = ledger(BTC, &["fund"], &labels, vec![gift(), known(), cash_out]);
        assert_eq!(counts(&ledger).possible_change.count, count);
    }
}

#[test]
fn dust_stays_in_the_sums_and_out_of_donations() {
    let rows = vec![
        tx("dust", 10, &[("spammer", 5_000)], &[("fund", 1_000)]),
        tx("gift", 11, &[("alice", 5_000)], &[("fund", 1_001)]),
    ];
    let ledger = ledger(BTC, &["fund"], "", rows);
    let counts = counts(&ledger);
    assert_eq!(units(totals(&ledger).from_outside), 2_001);
    assert_eq!((counts.donations, counts.sending_addresses, counts.sending_addresses_with_dust), (1, 1, 2));
    assert_eq!((counts.dust.count, units(counts.dust.sum)), (1, 1_000));
}

#[test]
fn a_coinbase_is_a_receipt_without_a_sender() {
    let ledger = ledger(BTC, &["fund"], "", vec![tx("coinbase", 10, &[], &[("fund", 5_000)])]);
    assert_eq!(units(totals(&ledger).from_outside), 5_000);
    assert_eq!((counts(&ledger).donations, counts(&ledger).sending_addresses), (1, 0));
}

#[test]
fn what_is_under_six_blocks_deep_is_pending_and_in_no_other_sum() {
    let rows = |height| {
        vec![
            tx("gift", height, &[("alice", 9_000)], &[("fund", 8_000)]),
            waiting(tx("pay", 0, &[("fund", 8_000)], &[("bob", 5_000), ("fund", 2_000)])),
        ]
    };
    let deep = totals(&ledger(BTC, &["fund"], "", rows(TIP - 5)));
    assert_eq!((units(deep.from_outside), units(deep.pending_in)), (8_000, 0));
    assert_eq!((units(deep.spent), units(deep.fees), units(deep.pending_out)), (0, 0, 5_000));
    assert_eq!(deep.balance.units(), 8_000);

    let shallow = ledger(BTC, &["fund"], "", rows(TIP - 4));
    let sums = totals(&shallow);
    assert_eq!((units(sums.from_outside), units(sums.pending_in), sums.balance.units()), (0, 8_000, 0));
    assert_eq!(counts(&shallow).donations, 0);
    assert_eq!(shallow.pending_in_blocks, 8_000);
}

#[test]
fn a_tip_below_a_listed_block_makes_nothing_pending() {
    let mut history = History::default();
    let rows = vec![tx("gift", 1_862, &[("alice", 9_000)], &[("fund", 8_000)])];
    history.take(page(listing(BTC, "fund", Feed::Confirmed), 0, "1", rows));
    history.take(Delivery::Tip { chain: BTC, height: 18 });
    let now = START + 1_862 * 600 + 7_200;
    let ledger = Ledger::new(&campaign(BTC, &["fund"], ""), &mut history, now);
    let sums = totals(&ledger.assets[0]);
    assert_eq!((units(sums.from_outside), units(sums.pending_in)), (8_000, 0));
}

#[test]
fn without_the_tips_height_what_is_two_hours_young_is_pending() {
    let at = |now| {
        let mut history = History::default();
        let rows = vec![tx("gift", 10, &[("alice", 9_000)], &[("fund", 8_000)])];
        history.take(page(listing(BTC, "fund", Feed::Confirmed), 0, "1", rows));
        let ledger = Ledger::new(&campaign(BTC, &["fund"], ""), &mut history, now);
        units(totals(&ledger.assets[0]).pending_in)
    };
    let mined = START + 10 * 600;
    assert_eq!((at(mined + 7_199), at(mined + 7_200)), (8_000, 0));
}

#[test]
fn tokens_count_by_contract_and_zero_value_transfers_not_at_all() {
    let fake = of(TRON, "fake usdt").to_string();
    let rows = vec![
        usdt("gift", 1, "alice", "fund", 5_000_000),
        usdt("poison", 2, "fund", "look-alike", 0),
        token("spam", &fake, 3, "spammer", "fund", 9_000_000_000),
    ];
    let all = ledger_at(TRON, &["fund"], "", rows, LATER);
    let usdt = all.assets.iter().find(|asset| asset.asset().contract.as_deref() == Some(USDT)).unwrap();
    assert_eq!(units(totals(usdt).gross_received), 5_000_000);
    assert_eq!(counts(usdt).sending_addresses_with_dust, 1);
    let excluded: Vec<_> =
        all.excluded.iter().map(|row| (row.contract.as_deref(), row.reason, row.count)).collect();
    assert_eq!(excluded.len(), 2);
    assert!(excluded.contains(&(Some(USDT), "zero-value", 1)));
    assert!(excluded.contains(&(Some(&*fake), "unlisted-token", 1)));
}

#[test]
fn a_fake_token_and_a_look_alike_address_are_left_out_by_name() {
    const FUND: &str = "0x1111000000000000000000000000000000001111";
    const ALICE: &str = "0xa11ce00000000000000000000000000000000a1c";
    const POISON: &str = "0xa11cffffffffffffffffffffffffffffffff0a1c";
    const STRANGER: &str = "0x5555000000000000000000000000000000005555";
    let campaign = Campaign::of_address(Address::parse(Chain::Ethereum, FUND).unwrap());
    let usdc = campaign.tokens.iter().find(|token| &*token.symbol == "USDC").unwrap().asset.contract.clone();
    let forged =
        Transfer { nature: Nature::Forged, ..evm("fake", Some(POISON), 2, STRANGER, FUND, 9_000_000) };
    let rows = [
        evm("gift", usdc.as_deref(), 1, ALICE, FUND, 5_000_000),
        evm("poison", usdc.as_deref(), 2, FUND, POISON, 0),
        evm("nothing", usdc.as_deref(), 3, FUND, STRANGER, 0),
        evm("spam", Some(STRANGER), 4, STRANGER, FUND, 7),
        forged,
    ];
    let mut history = History::default();
    let listing = Listing { address: campaign.addresses[0].address.clone(), feed: Feed::Token };
    history.take(page(listing, 0, "1", rows.map(Row::Transfer).to_vec()));
    let ledger = Ledger::new(&campaign, &mut history, LATER);
    let mut excluded: Vec<_> = ledger.excluded.iter().map(|row| (row.reason, row.count)).collect();
    excluded.sort();
    assert_eq!(
        excluded,
        [("fake-token", 1), ("look-alike-address", 1), ("unlisted-token", 1), ("zero-value", 1)]
    );
    let received: Vec<_> = ledger.assets.iter().map(|asset| units(totals(asset).gross_received)).collect();
    assert_eq!(received.iter().sum::<u128>(), 5_000_000);
}

/// One explorer gives the log's index, another does not.
#[test]
fn a_transfer_listed_with_an_index_and_without_is_one() {
    let (fund, vault) =
        ("0x1111000000000000000000000000000000001111", "0x2222000000000000000000000000000000002222");
    let alice = "0x3333000000000000000000000000000000003333";
    let addresses = [fund, vault].map(|text| Address::parse(Chain::Ethereum, text).unwrap());
    let campaign = Campaign::parse(&format!(
        r#"{{"version":1,"name":"Fund","addresses":[{{"chain":"ethereum","address":"{fund}"}},{{"chain":"ethereum","address":"{vault}"}}]}}"#
    ))
    .unwrap();
    let gift = || evm("gift", None, 1, alice, fund, 10);
    let moved = || evm("move", None, 2, fund, vault, 4);
    let with = |transfer: Transfer, index| Row::Transfer(Transfer { index: Some(index), ..transfer });
    let mut history = History::default();
    let listing = |of: usize| Listing { address: addresses[of].clone(), feed: Feed::Native };
    // Two gifts and two moves, each told by index here, on two overlapping pages …
    history.take(page(listing(0), 0, "1", vec![with(gift(), 1), with(gift(), 2), with(moved(), 7)]));
    history.take(page(listing(0), 0, "2", vec![with(gift(), 2), with(moved(), 9)]));
    // … and by another explorer, which knows no index, from the vault's side.
    history.take(page(listing(1), 0, "1", vec![Row::Transfer(moved()), Row::Transfer(moved())]));
    let ledger = Ledger::new(&campaign, &mut history, LATER);
    let sums = totals(&ledger.assets[0]);
    assert_eq!((units(sums.gross_received), units(sums.internal), units(sums.from_outside)), (28, 8, 20));
}

#[test]
fn the_publishers_token_counts_by_its_contract() {
    let coin = of(TRON, "coin").to_string();
    let tokens =
        format!(r#","tokens":[{{"chain":"tron","contract":"{coin}","symbol":"COIN","decimals":2}}]"#);
    let rows = vec![token("gift", &coin, 3, "alice", "fund", 900)];
    let ledger = ledger(TRON, &["fund"], &tokens, rows);
    assert_eq!((&*ledger.token.symbol, units(totals(&ledger).net.magnitude())), ("COIN", 900));
    // A hundredth of a token is dust; it takes more to be a donation.
    assert_eq!(units(ledger.dust_threshold), 1);
}

#[test]
fn moves_between_the_campaigns_accounts_are_internal_and_seen_once_though_listed_twice() {
    let gift = || usdt("gift", 1, "alice", "fund", 8_000_000);
    let moved = || usdt("move", 2, "fund", "vault", 5_000_000);
    let to_itself = || usdt("self", 3, "vault", "vault", 1_000_000);
    let mut history = History::default();
    history.take(page(listing(TRON, "fund", Feed::Token), 0, "1", vec![gift(), moved()]));
    history.take(page(listing(TRON, "vault", Feed::Token), 0, "1", vec![moved(), to_itself()]));
    let ledger = Ledger::new(&campaign(TRON, &["fund", "vault"], ""), &mut history, LATER);
    let totals = totals(&ledger.assets[1]);
    assert_eq!(units(totals.gross_received), 14_000_000);
    assert_eq!(units(totals.internal), 6_000_000);
    assert_eq!((units(totals.spent), totals.balance.units()), (0, 8_000_000));
}

#[test]
fn a_transfer_out_is_a_return_up_to_what_the_address_sent_in_and_had_not_back() {
    let rows = vec![
        usdt("gift", 1, "alice", "fund", 5_000_000),
        usdt("gift 2", 1, "bob", "fund", 9_000_000),
        usdt("back", 2, "fund", "alice", 3_000_000),
        usdt("back and more", 3, "fund", "alice", 4_000_000),
        usdt("pay", 4, "fund", "shop", 1_000_000),
    ];
    let totals = totals(&ledger(TRON, &["fund"], "", rows));
    assert_eq!(units(totals.returned), 5_000_000);
    assert_eq!(units(totals.spent), 8_000_000);
    assert_eq!(totals.net.units(), 9_000_000);
}

#[test]
fn fees_are_paid_in_the_native_asset_also_for_what_failed() {
    let rows = vec![
        trx("gift", 1, "alice", "fund", 50_000_000),
        usdt("gift usdt", 1, "alice", "fund", 5_000_000),
        fee("failed", 2, "fund", 300_000),
        fee("alice's", 2, "alice", 100_000),
    ];
    let all = ledger_at(TRON, &["fund"], "", rows, LATER);
    let native = totals(&all.assets[0]);
    assert_eq!((units(native.fees), native.balance.units()), (300_000, 49_700_000));
    assert_eq!(units(totals(&all.assets[1]).fees), 0);
}

#[test]
fn on_tron_what_is_younger_than_a_minute_or_unconfirmed_is_pending() {
    let at = |row, now| totals(&ledger_at(TRON, &["fund"], "", vec![row], now).assets[1]);
    let gift = || usdt("gift", 1, "alice", "fund", 5_000_000);
    let time = START + 60;
    assert_eq!(units(at(gift(), time + 59).pending_in), 5_000_000);
    assert_eq!(units(at(gift(), time + 60).from_outside), 5_000_000);
    assert_eq!(units(at(waiting(gift()), LATER).pending_in), 5_000_000);
}

#[test]
fn equal_transfers_count_as_often_as_one_listing_has_them() {
    let gift = || usdt("gift", 1, "alice", "fund", 5_000_000);
    let token = || listing(TRON, "fund", Feed::Token);
    let net = |pages: Vec<Delivery>| {
        let mut history = History::default();
        pages.into_iter().for_each(|page| history.take(page));
        totals(&Ledger::new(&campaign(TRON, &["fund"], ""), &mut history, LATER).assets[1]).net.units()
    };
    // Twice in one listing, be it on one page or across two that continue one another.
    assert_eq!(net(vec![page(token(), 0, "1", vec![gift(), gift()])]), 10_000_000);
    assert_eq!(
        net(vec![page(token(), 0, "1", vec![gift()]), page(token(), 0, "2", vec![gift()])]),
        10_000_000
    );
    // Once, asked for twice; once, read again; once, seen from another listing.
    assert_eq!(
        net(vec![page(token(), 0, "1", vec![gift()]), page(token(), 0, "1", vec![gift()])]),
        5_000_000
    );
    assert_eq!(
        net(vec![page(token(), 0, "1", vec![gift()]), page(token(), 1, "1", vec![gift()])]),
        5_000_000
    );
    let other = listing(TRON, "fund", Feed::Native);
    assert_eq!(net(vec![page(token(), 0, "1", vec![gift()]), page(other, 0, "1", vec![gift()])]), 5_000_000);
}

#[test]
fn a_period_sums_its_days_with_returns_classified_over_the_whole_history() {
    let day = 24 * 60;
    let rows = vec![
        usdt("gift", 0, "alice", "fund", 5_000_000),
        usdt("gift 2", day, "bob", "fund", 1_000_000),
        usdt("back", day, "fund", "alice", 4_000_000),
    ];
    let ledger = ledger(TRON, &["fund"], "", rows);
    let second = Day(Day::of(START).0 + 1);
    let totals = ledger.totals(Days { from: Some(second), to: Some(second) });
    assert_eq!((units(totals.from_outside), units(totals.returned)), (1_000_000, 4_000_000));
    assert_eq!(totals.net.units(), -3_000_000);
    // The balance is as of now, whatever the period.
    assert_eq!(totals.balance.units(), 2_000_000);
}

#[test]
fn a_restart_forgets_what_the_explorer_no_longer_lists() {
    let mut history = History::default();
    let of_fund = || listing(BTC, "fund", Feed::Confirmed);
    history.take(Delivery::Tip { chain: BTC, height: TIP });
    let (kept, lost) = (
        || tx("kept", 10, &[("alice", 9_000)], &[("fund", 8_000)]),
        || tx("lost", 11, &[("alice", 9_000)], &[("fund", 7_000)]),
    );
    history.take(page(of_fund(), 0, "1", vec![kept(), lost()]));
    history.take(Delivery::Restart { listing: of_fund(), run: 1 });
    history.take(page(of_fund(), 1, "1", vec![kept()]));
    let ledger = Ledger::new(&campaign(BTC, &["fund"], ""), &mut history, LATER);
    assert_eq!(units(totals(&ledger.assets[0]).from_outside), 8_000);
}

#[test]
fn what_goes_into_the_hidden_part_or_comes_out_of_it_is_named_as_hidden() {
    let rows = vec![
        tx("gift", 10, &[("alice", 60_000)], &[("fund", 50_000), ("alice", 9_000)]),
        // A block's integrating transaction spends what is hidden, and pays whoever leaves.
        tx("peg-out", 11, &[(HIDDEN, 900_000), (HIDDEN, 7_000)], &[(HIDDEN, 866_000), ("fund", 40_000)]),
        tx("peg-in", 12, &[("fund", 50_000)], &[(HIDDEN, 30_000), ("fund", 19_000)]),
        tx("pay", 13, &[("fund", 40_000)], &[("supplier", 39_000)]),
    ];
    let (campaign, mut history) = (campaign(BTC, &["fund"], ""), history(BTC, &["fund"], rows));
    let ledger = Ledger::new(&campaign, &mut history, LATER);
    let asset = &ledger.assets[0];
    // The ladder is what it is without.
    let totals = totals(asset);
    assert_eq!(units(totals.from_outside), 90_000);
    assert_eq!(units(totals.spent), 69_000);
    assert_eq!(units(totals.fees), 2_000);
    assert_eq!(totals.net.units(), 90_000);
    assert_eq!(totals.balance.units(), 19_000);
    let counts = counts(asset);
    assert_eq!((counts.donations, counts.sending_addresses), (2, 1));
    assert_eq!(counts.possible_change.count, 0);

    let sources = report_sources(&campaign, &history, &ledger);
    let report = report(&sources, LATER, None);
    let named = |nodes: &[FlowNode]| -> Vec<(&'static str, u128, u64)> {
        nodes.iter().map(|node| (node.kind.name(), node.amount.units(), node.count)).collect()
    };
    let flow = &report.assets[0].flow;
    assert_eq!(named(&flow.sources), [("band", 50_000, 1), ("hidden", 40_000, 1)]);
    assert_eq!(
        named(&flow.destinations),
        [("unknown", 39_000, 1), ("hidden", 30_000, 1), ("fees", 2_000, 1), ("balance", 19_000, 1)]
    );
}

/// Receipts come first within a block; a list that lacks one shows by what went out.
#[test]
fn more_that_went_out_than_came_in_is_noted_by_address_and_day() {
    let short = |rows: Vec<Row>| -> Vec<(String, u64)> {
        let ledger = ledger(TRON, &["fund", "vault"], "", rows);
        let name = |id| if id == 0 { "fund".to_owned() } else { "vault".to_owned() };
        ledger.short.iter().map(|&(id, since)| (name(id), since)).collect()
    };
    let gift = || usdt("gift", 10, "alice", "fund", 5);
    assert_eq!(short(vec![gift(), usdt("out", 10, "fund", "shop", 5)]), []);
    // Within the block it goes on to the vault and out: in whatever order these are told.
    let within = [usdt("a out", 10, "vault", "shop", 5), usdt("b move", 10, "fund", "vault", 5)];
    assert_eq!(short([vec![gift()], within.to_vec()].concat()), []);
    let late = vec![usdt("out", 9, "fund", "shop", 5), gift(), usdt("more", 11, "fund", "shop", 5)];
    assert_eq!(short(late), [("fund".to_owned(), START + 9 * 60)]);
    let moved = vec![gift(), usdt("move", 11, "fund", "vault", 5), usdt("out", 12, "vault", "shop", 6)];
    assert_eq!(short(moved), [("vault".to_owned(), START + 12 * 60)]);

    let heights = |rows: Vec<Row>| -> Vec<u64> {
        let ledger = ledger(BTC, &["fund", "vault"], "", rows);
        ledger.short.iter().map(|&(_, since)| (since - START) / 600).collect()
    };
    let gift = || tx("gift", 10, &[("alice", 60_000)], &[("fund", 50_000), ("alice", 9_000)]);
    let move_on = tx("a move", 10, &[("fund", 50_000)], &[("vault", 49_000)]);
    let pay = |height| tx("b pay", height, &[("vault", 49_000)], &[("shop", 48_000)]);
    assert!(heights(vec![gift(), move_on.clone(), pay(10)]).is_empty());
    assert!(heights(vec![gift(), pay(11), move_on]).is_empty());
    assert_eq!(heights(vec![gift(), pay(11)]), [11]);
    // What others paid into with the campaign moves money of its addresses, too.
    let payjoin = tx("payjoin", 12, &[("fund", 51_000), ("bob", 5_000)], &[("shop", 55_000)]);
    assert_eq!(heights(vec![gift(), payjoin]), [12]);
    let waits = waiting(tx("more", 13, &[("fund", 51_000)], &[("shop", 50_000)]));
    assert!(heights(vec![gift(), waits]).is_empty());
}

#[test]
fn a_list_that_lacks_a_receipt_is_a_gap_and_the_balance_is_the_explorers() {
    use donation_flow::explorer::{GapKind, Next, Outcome, Policy};
    use donation_flow::survey::Survey;
    let address = of(TRON, "fund");
    let row = |tx: u8, from: &Address, to: &Address, value: u64, time: u64| {
        format!(
            r#"{{"transaction_id":"{}","token_info":{{"address":"{USDT}","decimals":6,"symbol":"USDT"}},"block_timestamp":{},"from":"{from}","to":"{to}","type":"Transfer","value":"{value}"}}"#,
            format!("{tx:02x}").repeat(32),
            time * 1_000
        )
    };
    let (alice, shop) = (of(TRON, "alice"), of(TRON, "shop"));
    let report_beside = |rows: &[String], native: &str| {
        let mut survey = Survey::new(
            campaign(
                TRON,
                &["fund"],
                r#","prices":[{"chain":"tron","source":"none"},{"chain":"tron","contract":"TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6t","source":"none"}]"#,
            ),
            Policy::default(),
        );
        let mut now = 0;
        loop {
            match survey.next_request(now) {
                Next::Request(ticket, request) => {
                    let url = &request.url;
                    let body = match () {
                        () if url.contains("constantcontract") => {
                            format!(r#"{{"constant_result":["{:064}"]}}"#, 0)
                        }
                        () if url.contains("trc20") => {
                            format!(r#"{{"success":true,"data":[{}],"meta":{{}}}}"#, rows.join(","))
                        }
                        () if url.contains("internal") => r#"{"success":true,"data":[],"meta":{}}"#.into(),
                        () if url.contains("transactions") => {
                            format!(r#"{{"success":true,"data":[{native}],"meta":{{}}}}"#)
                        }
                        () => format!(
                            r#"{{"success":true,"data":[{{"address":"{address}","balance":0,"trc20":[{{"{USDT}":"7"}}]}}],"meta":{{}}}}"#
                        ),
                    };
                    let outcome = Outcome::Answer { status: 200, retry_after: None, body };
                    survey.handle_response(ticket, outcome, now);
                }
                Next::Wait(ms) => now += ms,
                Next::Done => break,
            }
        }
        survey.report(LATER, None)
    };
    let report = |rows: &[String]| report_beside(rows, "");
    let whole = report(&[row(1, &alice, &address, 17, START), row(2, &address, &shop, 10, START + 60)]);
    assert_eq!((whole.complete, whole.gaps.len()), (true, 0));
    let lacking =
        report(&[row(2, &address, &shop, 10, START + 60), row(3, &alice, &address, 1, START + 120)]);
    let [gap] = &*lacking.gaps else { panic!("{:?}", lacking.gaps) };
    assert_eq!((gap.kind, gap.detail.as_deref()), (GapKind::ListIncomplete.name(), Some("USDT")));
    assert_eq!((gap.address.as_deref(), gap.from.as_deref()), (Some(address.as_str()), None));
    assert_eq!(gap.to.as_deref(), Some("2026-03-01T12:01:00Z"));
    let usdt = lacking.assets.iter().find(|asset| asset.asset == "USDT").unwrap();
    assert!(usdt.balance_by_explorer);
    assert_eq!(usdt.totals.balance.units(), 7);
    let left = usdt.flow.destinations.iter().find(|node| node.kind == FlowKind::Balance);
    assert_eq!(left.map(|node| units(node.amount)), Some(7), "one balance");
    // The explorer tells a balance, and no row at all: neither a 0 nor what came in is known.
    let unlisted = report(&[]);
    let [gap] = &*unlisted.gaps else { panic!("{:?}", unlisted.gaps) };
    assert_eq!((gap.kind, gap.detail.as_deref()), (GapKind::CountDiffers.name(), Some("USDT")));
    assert!(unlisted.complete && unlisted.assets.is_empty(), "not a 0 of another asset either");
    // That a kind of native transactions is not followed does not say why.
    let vote = format!(
        r#"{{"txID":"{}","block_timestamp":{START}000,"ret":[{{"contractRet":"SUCCESS","fee":0}}],"raw_data":{{"contract":[{{"type":"VoteWitnessContract","parameter":{{"value":{{"owner_address":"{address}"}}}}}}]}}}}"#,
        "05".repeat(32)
    );
    let gaps = report_beside(&[], &vote).gaps;
    let told: Vec<_> = gaps.iter().map(|gap| (gap.kind, gap.detail.as_deref())).collect();
    let kind = (GapKind::Unsupported.name(), Some("VoteWitnessContract"));
    assert_eq!(told, [kind, (GapKind::CountDiffers.name(), Some("USDT"))]);
}

/// What a ledger says of each of its entries' shares.
fn shares(ledger: &AssetLedger) -> Vec<(u32, bool, Option<u32>, Amount)> {
    let parts = ledger.parts.iter();
    parts.map(|part| (part.entry, part.kind == Kind::Returned, part.party, part.amount)).collect()
}

#[test]
fn classified_in_steps_a_history_means_the_same_and_one_that_grew_is_begun_anew() {
    let rows = || {
        vec![
            tx("gift 1", 10, &[("alice", 60_000)], &[("fund", 50_000)]),
            tx("gift 2", 11, &[("alice", 31_000)], &[("fund", 30_000)]),
            tx("back", 12, &[("fund", 50_000)], &[("alice", 20_000), ("fund", 29_000)]),
            tx("pay", 13, &[("fund", 30_000)], &[("supplier", 10_000), ("alice", 19_000)]),
        ]
    };
    let (campaign, mut history) = (campaign(BTC, &["fund"], ""), History::default());
    history.take(page(listing(BTC, "fund", Feed::Confirmed), 0, "1", rows()));
    let whole = Ledger::new(&campaign, &mut history, LATER);
    for transactions in [1, 3] {
        let mut classifying = Classifying::new(&campaign, &mut history, LATER);
        let mut steps = 1;
        while classifying.step(&campaign, &history, transactions) {
            steps += 1;
        }
        assert_eq!(steps, 2 + 4_usize.div_ceil(transactions));
        assert!(classifying.is_of(&history, LATER) && !classifying.is_of(&history, LATER + 1));
        let stepped = classifying.into_ledger();
        assert_eq!(stepped.assets.len(), 1);
        assert_eq!(totals(&stepped.assets[0]), totals(&whole.assets[0]));
        assert_eq!(counts(&stepped.assets[0]), counts(&whole.assets[0]));
        assert_eq!(shares(&stepped.assets[0]), shares(&whole.assets[0]));
        assert_eq!(units(totals(&stepped.assets[0]).returned), 39_000);
    }
    let classifying = Classifying::new(&campaign, &mut history, LATER);
    history.take(page(listing(BTC, "fund", Feed::Confirmed), 0, "0", rows()));
    assert!(!classifying.is_of(&history, LATER));
}
