//! Invented reports, by name. No figure in them is of a real address.
#![allow(dead_code)]

use donation_flow::campaign::{Currency, Text};
use donation_flow::chain::{Amount, Day, Signed};
use donation_flow::explorer::Progress;
use donation_flow::price::{Price, Valued};
use donation_flow::report::*;

pub const USDT: u128 = 1_000_000;
pub const BTC: u128 = 100_000_000;

/// A generator of numbers that are the same on every run.
pub struct Dice(pub u64);

impl Dice {
    pub fn roll(&mut self, below: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % below.max(1)
    }
}

pub fn text(en: &str, ar: &str) -> LangText {
    LangText(Text(vec![("en".into(), en.into()), ("ar".into(), ar.into())].into()))
}

fn amount(units: u128) -> Amount {
    Amount::from_units(units)
}

pub fn done(pages: u32) -> Progress {
    Progress { pages, about: Some(pages), requests: pages, done: true, ..Progress::default() }
}

pub fn loading() -> Progress {
    Progress { pages: 7, about: Some(40), requests: 8, ..Progress::default() }
}

pub fn empty_asset(chain: &'static str, asset: &str, decimals: u8) -> AssetReport {
    AssetReport {
        chain,
        asset: asset.into(),
        contract: None,
        decimals,
        totals: Totals::default(),
        balance_by_explorer: false,
        donations: 0,
        sending_addresses: 0,
        sending_addresses_with_dust: 0,
        dust: Dust { threshold: amount(1_000), count: 0, sum: Amount::ZERO },
        possible_change: CountAndSum::default(),
        ambiguous_transactions: 0,
        explorer: None,
        per_address: Vec::new(),
        timeline: Vec::new(),
        flow: Flow::default(),
        transactions: 0,
        value: None,
        verification: Verification::default(),
    }
}

pub fn node(kind: FlowKind, amount: u128, count: u64) -> FlowNode {
    FlowNode {
        kind,
        label: None,
        url: None,
        labels: Vec::new(),
        addresses: Vec::new(),
        power: None,
        amount: Amount::from_units(amount),
        count,
    }
}

pub fn band(power: u32, amount: u128, count: u64) -> FlowNode {
    FlowNode { power: Some(power), ..node(FlowKind::Band, amount, count) }
}

pub fn labelled(kind: FlowKind, en: &str, ar: &str, amount: u128) -> FlowNode {
    let of_exchange = kind == FlowKind::Exchange;
    let note = label_note(if of_exchange { "exchange" } else { "publisher" }, text(en, ar));
    FlowNode {
        label: Some(note.label.clone()),
        url: Some(note.url.clone()),
        labels: vec![note],
        ..node(kind, amount, 4)
    }
}

pub fn label_note(kind: &'static str, label: LangText) -> LabelNote {
    LabelNote {
        label,
        kind,
        issuer: text("The Aleria Post", "بريد أليريا"),
        url: "https://example.org/label".into(),
        listed: None,
        delisted: None,
        read: Some(Day::from_civil(2026, 3, 1)),
    }
}

/// Two waves of giving over eleven months, spent more slowly.
pub fn waves(first: Day, days: i32, unit: u128) -> Vec<DayFlow> {
    let mut dice = Dice(7);
    let hill = |day: i32, top: i32, wide: i32, high: i32| {
        let away = (day - top).abs() * 100 / wide;
        high * (100 - away.min(100)).pow(2) / 10_000
    };
    (0..days)
        .map(|day| {
            let (top, second) = (days / 4, days * 3 / 5);
            let high = hill(day, top, days / 4, 1_000) + hill(day, second, days / 8, 500) + 20;
            let inflow = high as u64 * (40 + dice.roll(60)) / 100;
            let low = hill(day, top + days / 8, days / 3, 500) + 5;
            let outflow = low as u64 * (40 + dice.roll(60)) / 100;
            let returned = if day % 9 == 4 { outflow / 2 } else { 0 };
            DayFlow {
                inflow: amount(u128::from(inflow) * unit),
                outflow: amount(u128::from(outflow) * unit),
                returned: amount(u128::from(returned) * unit),
                donations: inflow / 10,
                ..DayFlow::empty(Day(first.0 + day))
            }
        })
        .collect()
}

pub fn relief_usdt() -> AssetReport {
    let m = USDT * 1_000;
    AssetReport {
        contract: Some("TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6t".into()),
        totals: Totals {
            gross_received: amount(7_472_310 * USDT + 250_000),
            internal: amount(588_120 * USDT),
            from_outside: amount(6_884_190 * USDT + 250_000),
            returned: amount(1_864_055 * USDT + 750_000),
            net: Signed::from_units((5_020_134 * USDT + 500_000) as i128),
            spent: amount(6_883_790 * USDT),
            fees: Amount::ZERO,
            balance: Signed::from_units((400 * USDT + 250_000) as i128),
            pending_in: amount(1_250 * USDT),
            pending_out: Amount::ZERO,
            ambiguous: Signed::ZERO,
        },
        donations: 2_226,
        sending_addresses: 165,
        sending_addresses_with_dust: 171,
        dust: Dust { threshold: amount(10_000), count: 12, sum: amount(52_000) },
        explorer: Some(ExplorerFigures {
            balance: amount(1_650 * USDT + 250_000),
            balance_difference: Signed::ZERO,
            ..ExplorerFigures::default()
        }),
        per_address: vec![PerAddress {
            address: "TXmVpin5vq5gdZsciyyjdZgKRUju4st1wM".into(),
            received: amount(5_000_000 * USDT),
            spent: amount(4_999_600 * USDT),
        }],
        timeline: waves(Day::from_civil(2025, 4, 2), 346, 60 * USDT),
        flow: Flow {
            sources: vec![
                labelled(FlowKind::Exchange, "Binance, hot wallet", "محفظة Binance", 1_890 * m),
                band(7, 2 * m, 40),
                band(8, 350 * m, 61),
                band(9, 1_150 * m, 38),
                band(10, 1_720 * m, 21),
                band(11, 1_772 * m, 5),
            ],
            destinations: vec![
                labelled(FlowKind::Labelled, "Field supplies (publisher)", "مؤن ميدانية (الناشر)", 290 * m),
                node(FlowKind::Exchange, 2_930 * m, 88),
                node(FlowKind::Returned, 1_864 * m, 19),
                node(FlowKind::Unknown, 1_799 * m, 140),
                node(FlowKind::Balance, m, 0),
            ],
        },
        transactions: 2_412,
        ..empty_asset("tron", "USDT", 6)
    }
}

pub fn relief_btc() -> AssetReport {
    let mut timeline = waves(Day::from_civil(2026, 2, 1), 41, BTC / 500);
    timeline.retain(|day| day.day.0 % 5 != 0);
    AssetReport {
        totals: Totals {
            gross_received: amount(1_613_402_117),
            internal: amount(270_301_000),
            from_outside: amount(1_343_101_117),
            returned: amount(98_000_000),
            net: Signed::from_units(1_245_101_117),
            spent: amount(1_002_000_000),
            fees: amount(412_350),
            balance: Signed::from_units(353_188_767),
            pending_in: amount(1_250_000),
            pending_out: Amount::ZERO,
            ambiguous: Signed::from_units(12_500_000),
        },
        donations: 312,
        sending_addresses: 298,
        sending_addresses_with_dust: 305,
        dust: Dust { threshold: amount(1_000), count: 4, sum: amount(2_188) },
        possible_change: CountAndSum { count: 3, sum: amount(22_000_000) },
        ambiguous_transactions: 1,
        explorer: Some(ExplorerFigures {
            balance: amount(353_188_767),
            funded_txo_sum: Some(amount(1_640_402_117)),
            spent_txo_sum: Some(amount(1_287_213_350)),
            tx_count: Some(348),
            balance_difference: Signed::ZERO,
        }),
        timeline,
        flow: Flow {
            sources: vec![
                band(4, 1_101_117, 40),
                band(5, 22_000_000, 91),
                band(6, 120_000_000, 112),
                band(7, 500_000_000, 50),
                band(8, 700_000_000, 5),
                node(FlowKind::Ambiguous, 12_500_000, 1),
            ],
            destinations: vec![
                node(FlowKind::Exchange, 604_000_000, 3),
                node(FlowKind::Unknown, 300_000_000, 5),
                node(FlowKind::Returned, 98_000_000, 2),
                node(FlowKind::Fees, 412_350, 0),
                node(FlowKind::Balance, 353_188_767, 0),
            ],
        },
        transactions: 348,
        ..empty_asset("bitcoin-regtest", "tBTC", 8)
    }
}

/// One asset, complete, with two events.
pub fn relief() -> Report {
    Report {
        version: VERSION,
        as_of: "2026-03-14T09:20:00Z".into(),
        campaign: CampaignHead {
            name: text("Relief for Aleria", "إغاثة أليريا"),
            description: None,
            url: None,
            addresses: [
                "TXmVpin5vq5gdZsciyyjdZgKRUju4st1wM",
                "TJRabPrwbZy45sbavfcjinPJC18kjpRTv8",
                "TT67rPNwgmpeimvHUMVzFfKsjL9GZ1wGw8",
            ]
            .into_iter()
            .map(|address| AddressHead {
                chain: "tron",
                address: address.into(),
                note: None,
                proof_of_publication: None,
                link: Some("https://tronscan.org/#/address/invented".into()),
            })
            .collect(),
            test_network: false,
            published: false,
        },
        complete: true,
        period: None,
        sources: vec![Source { chain: "tron", host: "api.trongrid.io".into(), height: Some(72_941_203) }],
        notices: Vec::new(),
        issuer_acts: Vec::new(),
        events: vec![
            EventMark {
                date: Day::from_civil(2025, 6, 12),
                label: text("First appeal", "أول نداء"),
                url: Some("https://example.org/appeal".into()),
            },
            EventMark {
                date: Day::from_civil(2025, 11, 4),
                label: text("Ministry announces the card", "الوزارة تعلن البطاقة"),
                url: None,
            },
        ],
        assets: vec![relief_usdt()],
        excluded: vec![Excluded {
            chain: "tron",
            contract: Some("TXmVpin5vq5gdZsciyyjdZgKRUju4st1wM".into()),
            reason: "unlisted-token",
            count: 31,
        }],
        gaps: Vec::new(),
        priced_total: None,
        all: None,
        claims: Vec::new(),
        lists: Vec::new(),
        listings: Vec::new(),
        agreements: Vec::new(),
        second_explorers: Vec::new(),
    }
}

/// Two assets on test and main networks, a notice, gaps, many events, a long name.
pub fn crowded() -> Report {
    let mut report = relief();
    report.campaign.name = text(
        "The Aleria Relief Fund and the Friends of the Northern Valleys, Winter Appeal for Medicine and Shelter 2025",
        "صندوق إغاثة أليريا وأصدقاء الأودية الشمالية، نداء الشتاء من أجل الدواء والمأوى لعام ٢٠٢٥ وما بعده",
    );
    report.campaign.test_network = true;
    report.campaign.addresses.push(AddressHead {
        chain: "bitcoin-regtest",
        address: "bcrt1qw508d6qejxtdg4y5r3zarvary0c5xw7kygt080".into(),
        note: Some(text("The appeal’s own", "عنوان النداء")),
        proof_of_publication: Some("https://example.org/appeal".into()),
        link: None,
    });
    report.complete = false;
    report.assets = vec![relief_btc(), relief_usdt(), empty_asset("tron", "TRX", 6)];
    report
        .sources
        .insert(0, Source { chain: "bitcoin-regtest", host: "mempool.space".into(), height: Some(941_203) });
    report.sources.push(Source {
        chain: "bitcoin-regtest",
        host: "blockstream.info".into(),
        height: Some(941_203),
    });
    report.notices = vec![Notice {
        list: None,
        programmes: Vec::new(),
        kind: "court-ordered",
        label: text("Order 12/26 of the district court", "الأمر ١٢/٢٦ للمحكمة"),
        issuer: text("District Court of Aleria", "محكمة أليريا"),
        url: "https://example.org/order-12-26.pdf".into(),
        listed: Some(Day::from_civil(2026, 1, 30)),
        delisted: None,
        read: Some(Day::from_civil(2026, 3, 1)),
        addresses: 2,
    }];
    report.gaps = vec![
        GapNote {
            chain: "tron",
            address: Some("TXmVpin5vq5gdZsciyyjdZgKRUju4st1wM".into()),
            kind: "rate-limited",
            from: None,
            to: Some("2025-05-01T10:00:00Z".into()),
            count: None,
            detail: Some("api.trongrid.io".into()),
        },
        GapNote {
            chain: "bitcoin-regtest",
            address: None,
            kind: "bad-row",
            from: Some("2026-02-01T10:00:00Z".into()),
            to: Some("2026-02-01T10:00:00Z".into()),
            count: Some(2),
            detail: Some("vout[1].value".into()),
        },
    ];
    for (day, en, ar) in [
        (
            Day::from_civil(2026, 2, 10),
            "A charity card for those who fled is announced by the ministry",
            "الوزارة تعلن بطاقة خيرية للنازحين في كل المدن",
        ),
        (Day::from_civil(2026, 2, 11), "An exchange gives ten million", "منصة تتبرع بعشرة ملايين"),
        (Day::from_civil(2026, 2, 12), "Doctors arrive", "وصول الأطباء"),
        (Day::from_civil(2026, 3, 10), "Report of the auditors", "تقرير المدققين"),
    ] {
        report.events.push(EventMark {
            date: day,
            label: text(en, ar),
            url: Some("https://example.org/news".into()),
        });
    }
    report
}

pub fn dollars(whole: i128, cents: i128) -> Valued {
    let price = Price::parse("0.01").expect("a price");
    Valued::of(Signed::from_units(whole * 100 + cents), 0, price, Currency::USD).expect("a value")
}

fn worth(then: Valued, now: Valued, source: &str, granularity: &'static str) -> Option<AssetValue> {
    Some(AssetValue {
        currency: "USD",
        then: Some(then),
        now: Some(now),
        source: source.into(),
        granularity,
        price_now_at: Some("2026-03-14T09:15:00Z".into()),
        unpriced: Unpriced::default(),
    })
}

/// Four assets on as many chains, of which one has no price, and one had none on some days.
pub fn priced() -> Report {
    let mut report = relief();
    let (bitcoin, usdt) = (("bitcoin", "BTC", 8), dollars(5_018_120, 44));
    report.assets = vec![
        AssetReport {
            value: worth(dollars(812_400, 5), dollars(1_021_733, 60), "mempool.space", "weekly"),
            ..AssetReport { chain: bitcoin.0, asset: bitcoin.1.into(), ..relief_btc() }
        },
        AssetReport {
            value: worth(usdt, dollars(5_020_636, 51), "coins.llama.fi", "daily"),
            ..relief_usdt()
        },
        AssetReport {
            totals: Totals {
                gross_received: amount(9_412_700_000),
                from_outside: amount(9_412_700_000),
                net: Signed::from_units(9_412_700_000),
                balance: Signed::from_units(9_412_700_000),
                ..Totals::default()
            },
            donations: 61,
            sending_addresses: 57,
            transactions: 61,
            value: worth(dollars(7_412, 90), dollars(6_911, 3), "coins.llama.fi", "daily"),
            ..empty_asset("litecoin", "LTC", 8)
        },
        AssetReport {
            totals: Totals {
                gross_received: amount(71_250_000),
                from_outside: amount(71_250_000),
                net: Signed::from_units(71_250_000),
                balance: Signed::from_units(71_250_000),
                ..Totals::default()
            },
            donations: 3,
            sending_addresses: 3,
            transactions: 3,
            ..empty_asset("tron", "TRX", 6)
        },
    ];
    if let Some(value) = &mut report.assets[2].value {
        value.unpriced = Unpriced { count: 2, sum: Signed::from_units(3_000_000) };
    }
    let unpriced =
        |chain, asset: &str, count| UnpricedAsset { chain, asset: asset.into(), contract: None, count };
    report.priced_total = Some(PricedTotal {
        currency: "USD",
        net_then: dollars(5_837_933, 39),
        net_now: dollars(6_049_281, 14),
        assets: 3,
        unpriced: vec![unpriced("litecoin", "LTC", 2), unpriced("tron", "TRX", 3)],
    });
    report
}

/// Bitcoin of which most is in blocks and two explorers agree, and a token about which they differ.
pub fn proven() -> Report {
    let mut report = relief();
    let hosts = |one: &str, two: &str| vec![one.to_string(), two.to_string()];
    let bitcoin = AssetReport {
        chain: "bitcoin",
        asset: "BTC".into(),
        verification: Verification {
            level: Level::Agreed,
            transactions: 348,
            included: 343,
            senders_proven: 290,
            checked_by: Some("maker"),
            agreed: vec![Agreed {
                chain: "bitcoin",
                hosts: hosts("mempool.space", "blockstream.info"),
                height: Some(941_203),
                until: None,
            }],
            can_be_proven: true,
        },
        ..relief_btc()
    };
    report.assets = vec![bitcoin, relief_usdt()];
    report.campaign.addresses[0].chain = "bitcoin";
    report
        .sources
        .insert(0, Source { chain: "bitcoin", host: "mempool.space".into(), height: Some(941_203) });
    let note = AgreementNote {
        chain: "bitcoin",
        finding: "agrees",
        hosts: hosts("mempool.space", "blockstream.info"),
        height: Some(941_203),
        until: None,
        addresses: 1,
        transactions: 348,
        sums: Vec::new(),
        differs: Vec::new(),
    };
    let difference = DifferenceNote {
        host: "tron.example".into(),
        address: Some("TJRabPrwbZy45sbavfcjinPJC18kjpRTv8".into()),
        asset: "USDT".into(),
        contract: Some("TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6t".into()),
        decimals: 6,
        figure: "received",
        shown: amount(7_472_310 * USDT),
        theirs: amount(7_472_309 * USDT),
    };
    report.agreements = vec![
        note.clone(),
        AgreementNote {
            chain: "tron",
            finding: "differs",
            hosts: hosts("api.trongrid.io", "tron.example"),
            height: None,
            until: Some("2026-03-14T09:19:00Z".into()),
            transactions: 0,
            differs: vec![
                DifferenceNote {
                    figure: "transactions",
                    shown: amount(2_412),
                    theirs: amount(2_411),
                    ..difference.clone()
                },
                difference,
            ],
            ..note
        },
    ];
    report.second_explorers = vec![
        SecondExplorer { chain: "bitcoin", host: "blockstream.info".into() },
        SecondExplorer { chain: "tron", host: "tron.example".into() },
    ];
    report
}

/// Complete, and nothing was ever received.
pub fn empty() -> Report {
    let mut report = relief();
    report.assets = vec![empty_asset("bitcoin", "BTC", 8)];
    report.sources = vec![Source { chain: "bitcoin", host: "mempool.space".into(), height: Some(941_203) }];
    report.campaign.addresses.truncate(1);
    report.campaign.addresses[0].chain = "bitcoin";
    report.campaign.addresses[0].address = "bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4".into();
    report.events.clear();
    report.excluded.clear();
    report
}

/// Nothing has come yet.
pub fn unknown() -> Report {
    Report { complete: false, ..empty() }
}

pub fn rows(report: &Report, asset: usize) -> Vec<TxRow> {
    let mut dice = Dice(11);
    let asset = &report.assets[asset];
    if asset.transactions == 0 {
        return Vec::new();
    }
    let kinds = [
        TxKind::Received,
        TxKind::Received,
        TxKind::Returned,
        TxKind::Converted,
        TxKind::Internal,
        TxKind::Spent,
        TxKind::Ambiguous,
        TxKind::Received,
        TxKind::Spent,
        TxKind::Received,
    ];
    kinds
        .into_iter()
        .enumerate()
        .map(|(index, kind)| TxRow {
            tx: format!("{:016x}{:016x}{:016x}{:016x}", dice.roll(u64::MAX), dice.roll(u64::MAX), 7, index),
            time: format!("2026-03-{:02}T08:{:02}:00Z", 14 - index, 10 + index),
            day: Day::from_civil(2026, 3, 14 - index as u32),
            height: Some(941_203 - index as u64),
            kind,
            amount: amount(u128::from(dice.roll(4_000_000_000_000)) >> (2 * index)),
            outward: matches!(kind, TxKind::Returned | TxKind::Converted | TxKind::Spent),
            pending: index == 0,
            dust: index == 9,
            possible_change: index == 5,
            label: (index == 3).then(|| text("Binance", "Binance")),
            labels: if index == 3 {
                vec![label_note("exchange", text("Binance", "Binance"))]
            } else {
                vec![]
            },
            addresses: Vec::new(),
            link: Some("https://mempool.space/tx/invented".into()),
            level: Level::Reported,
            checked_by: None,
        })
        .collect()
}
