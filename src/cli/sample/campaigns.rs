//! Campaign files of the sample: whose addresses, which events and labels. All of it is invented.

use super::evm;
use super::evm_stories::{self, BASE_SEPOLIA, SEPOLIA};
use super::stories::{self, at};
use super::tron::{self, Account};
use super::trongrid::Recorded;
use super::utxo;
use super::wallet::{Party, Wallet, address};
use super::{prices, solana};
use serde_json::{Map, Value, json};

/// The names under which `/campaigns/NAME.json` answers, without recorded ones.
pub const NAMES: [&str; 22] = [
    "relief",
    "pledge",
    "listed",
    "alliance",
    "chains",
    "priced",
    "screened",
    "tangle",
    "medium",
    "large",
    "staking",
    "solana",
    "solana-odd",
    "evm",
    "evm-etherscan",
    "evm-instance",
    "crowded",
    "frozen",
    "litecoin",
    "dogecoin",
    "blockbook",
    "empty",
];

/// The names of all that are there, which `/campaigns/` answers.
pub fn names(recorded: &Recorded) -> Vec<&'static str> {
    NAMES.into_iter().chain((!recorded.accounts.is_empty()).then_some("recorded")).collect()
}

/// The EVM chains, by name and number.
const EVM_CHAINS: [(&str, u64); 2] = [("ethereum-sepolia", SEPOLIA), ("base-sepolia", BASE_SEPOLIA)];

/// The campaigns that the demo's articles are about: files that a publisher would have, in `www/campaigns/`.
const CASES: [(&str, &str); 3] = [
    ("pledge", include_str!("../../../www/campaigns/pledge.json")),
    ("listed", include_str!("../../../www/campaigns/listed.json")),
    ("alliance", include_str!("../../../www/campaigns/alliance.json")),
];

/// Where their explorers are said to be: what `serve` answers as.
const SAID: &str = "http://127.0.0.1:8080";

/// A campaign file whose explorers are reached at `origin` (`http://127.0.0.1:8080/fault/500` for a faulty one).
pub fn file(name: &str, origin: &str, recorded: &Recorded) -> Option<Value> {
    if let Some((_, text)) = CASES.iter().find(|(case, _)| *case == name) {
        return serde_json::from_str(&text.replace(SAID, origin)).ok();
    }
    let mut wallet = Wallet::default();
    let mut bitcoin = |party: &Party| {
        let address = address(&wallet.script(party)).expect("a campaign's address is of a form that has one");
        json!({"chain": "bitcoin-regtest", "address": address})
    };
    let tron = |account: &Account| json!({"chain": "tron-nile", "address": tron::base58(account)});
    let on_solana = |key: &solana::Key| json!({"chain": "solana-devnet", "address": solana::base58(key)});
    let on_evm = |(chain, _): (&str, u64), account: &evm::Account| json!({"chain": chain, "address": evm::checksummed(account)});
    let mut file = Map::new();
    file.insert("version".into(), json!(1));
    match name {
        "relief" | "priced" | "screened" => {
            file.insert("name".into(), json!({"en": "Relief for Aleria", "ar": "إغاثة أليريا"}));
            let (en, ar) = (
                "An invented campaign for an invented country, on a test chain.",
                "حملة متخيَّلة لبلد متخيَّل، على سلسلة اختبار.",
            );
            file.insert("description".into(), json!({"en": en, "ar": ar}));
            file.insert("url".into(), json!("https://relief.example/aleria"));
            let addresses = json!([
                published(bitcoin(&stories::relief_main()), "Bitcoin, since December", "بيتكوين، منذ ديسمبر"),
                published(
                    bitcoin(&stories::relief_first()),
                    "Bitcoin, until December",
                    "بيتكوين، حتى ديسمبر"
                ),
                published(tron(&stories::relief_tron()), "USDT on Tron", "تيثر على شبكة ترون"),
            ]);
            file.insert("addresses".into(), addresses);
            file.insert("events".into(), relief_events());
            let exchange = ("Meridian Exchange", "منصة ميريديان", "exchange");
            let labels = json!([
                label(bitcoin(&stories::relief_exchange()), exchange),
                label(tron(&stories::relief_exchange_tron()), exchange),
                label(
                    bitcoin(&stories::relief_warehouse()),
                    ("Aleria warehouse", "مستودع أليريا", "publisher")
                ),
            ]);
            file.insert("labels".into(), labels);
        }
        "chains" => {
            let (en, ar) = ("Relief for Aleria, on seven chains", "إغاثة أليريا على سبع سلاسل");
            file.insert("name".into(), json!({"en": en, "ar": ar}));
            let (en, ar) = (
                "An invented campaign for an invented country, on seven test chains.",
                "حملة متخيَّلة لبلد متخيَّل، على سبع سلاسل اختبار.",
            );
            file.insert("description".into(), json!({"en": en, "ar": ar}));
            file.insert("url".into(), json!("https://relief.example/aleria"));
            let [litecoin, first_litecoin] = utxo::stories::ours(&utxo::LITECOIN);
            let [dogecoin, first_dogecoin] = utxo::stories::ours(&utxo::DOGECOIN);
            let [solana, first_solana] = solana::relief();
            let [sepolia, base] = EVM_CHAINS;
            let ours = evm_stories::relief();
            let addresses = json!([
                published(bitcoin(&stories::relief_main()), "Bitcoin, since December", "بيتكوين، منذ ديسمبر"),
                published(
                    bitcoin(&stories::relief_first()),
                    "Bitcoin, until December",
                    "بيتكوين، حتى ديسمبر"
                ),
                published(on_evm(sepolia, &ours), "Ether, USDT and DAI", "إيثر وتيثر وداي"),
                published(on_evm(base, &ours), "Ether and USDC on Base", "إيثر ودولار USDC على شبكة بيس"),
                published(tron(&stories::relief_tron()), "USDT on Tron", "تيثر على شبكة ترون"),
                published(on_solana(&solana), "Solana and dollars on it", "سولانا والدولار عليها"),
                published(on_solana(&first_solana), "Solana, the first wallet", "سولانا، المحفظة الأولى"),
                published(on_utxo(&utxo::LITECOIN, &litecoin), "Litecoin", "لايتكوين"),
                published(
                    on_utxo(&utxo::LITECOIN, &first_litecoin),
                    "Litecoin, the first address",
                    "لايتكوين، العنوان الأول"
                ),
                published(on_utxo(&utxo::DOGECOIN, &dogecoin), "Dogecoin", "دوجكوين"),
                published(
                    on_utxo(&utxo::DOGECOIN, &first_dogecoin),
                    "Dogecoin, the first address",
                    "دوجكوين، العنوان الأول"
                ),
            ]);
            file.insert("addresses".into(), addresses);
            file.insert("events".into(), relief_events());
            let exchange = ("Meridian Exchange", "منصة ميريديان", "exchange");
            let of_evm = evm_stories::relief_exchange();
            let exchanges = [
                bitcoin(&stories::relief_exchange()),
                on_evm(sepolia, &of_evm),
                on_evm(base, &of_evm),
                tron(&stories::relief_exchange_tron()),
                on_solana(&solana::exchange()),
                on_utxo(&utxo::LITECOIN, &utxo::stories::exchange(&utxo::LITECOIN)),
                on_utxo(&utxo::DOGECOIN, &utxo::stories::exchange(&utxo::DOGECOIN)),
            ];
            file.insert("labels".into(), exchanges.into_iter().map(|entry| label(entry, exchange)).collect());
        }
        "large" | "medium" => {
            let (name, address) = match name {
                "large" => (json!({"en": "Rebuild Aleria", "ar": "إعمار أليريا"}), stories::large_address()),
                _ => (json!({"en": "Schools for Aleria", "ar": "مدارس أليريا"}), stories::medium_address()),
            };
            let exchange = format!("exchange/{}", address.name.trim_end_matches("/address"));
            let exchange = super::wallet::party(super::wallet::Form::P2wpkh, exchange);
            file.insert("name".into(), name);
            file.insert("addresses".into(), json!([bitcoin(&address)]));
            let events = json!([
                event("2025-01-15", "Earthquake", "زلزال"),
                event("2025-11-02", "Winter appeal", "نداء الشتاء"),
            ]);
            file.insert("events".into(), events);
            file.insert(
                "labels".into(),
                json!([label(bitcoin(&exchange), ("Meridian Exchange", "منصة ميريديان", "exchange"))]),
            );
        }
        "tangle" => {
            file.insert("name".into(), json!({"en": "A tangle of transactions", "ar": "تشابك المعاملات"}));
            let ours = stories::tangle_addresses();
            let mut addresses: Vec<Value> = ours.iter().map(&mut bitcoin).collect();
            addresses.extend(stories::tangle_accounts().iter().map(tron));
            file.insert("addresses".into(), json!(addresses));
            let exchange = ("Meridian Exchange", "منصة ميريديان", "exchange");
            let labels = json!([
                label(bitcoin(&stories::tangle_exchange()), exchange),
                label(tron(&stories::tangle_exchange_tron()), exchange),
            ]);
            file.insert("labels".into(), labels);
        }
        "staking" => {
            file.insert("name".into(), json!({"en": "A campaign that stakes", "ar": "حملة ترهن رصيدها"}));
            file.insert("addresses".into(), json!([tron(&stories::staking_tron())]));
        }
        "solana" => {
            let name = json!({"en": "Winter help for Aleria", "ar": "عون الشتاء لأليريا"});
            file.insert("name".into(), name);
            file.insert("addresses".into(), json!(solana::relief().map(|key| on_solana(&key))));
            let exchange = ("Meridian Exchange", "منصة ميريديان", "exchange");
            file.insert("labels".into(), json!([label(on_solana(&solana::exchange()), exchange)]));
        }
        "solana-odd" => {
            let name = json!({"en": "A campaign that plays", "ar": "حملة تلعب برصيدها"});
            file.insert("name".into(), name);
            file.insert("addresses".into(), json!([on_solana(&solana::odd())]));
        }
        // The same addresses, read from three explorers.
        "evm" | "evm-etherscan" | "evm-instance" => {
            file.insert("name".into(), json!({"en": "A tangle of tokens", "ar": "تشابك الرموز"}));
            let mut addresses = Vec::new();
            for chain in EVM_CHAINS {
                addresses.extend(evm_stories::tangle().map(|account| on_evm(chain, &account)));
            }
            file.insert("addresses".into(), json!(addresses));
            let exchange = ("Meridian Exchange", "منصة ميريديان", "exchange");
            let exchange = label(on_evm(EVM_CHAINS[0], &evm_stories::tangle_exchange()), exchange);
            file.insert("labels".into(), json!([exchange]));
        }
        "crowded" => {
            file.insert(
                "name".into(),
                json!({"en": "A campaign that many give to", "ar": "حملة كثيرة المتبرعين"}),
            );
            file.insert("addresses".into(), json!([on_evm(EVM_CHAINS[0], &evm_stories::crowded())]));
        }
        "frozen" => {
            let name = json!({"en": "A campaign whose USDT was frozen", "ar": "حملة جُمّد رصيدها من USDT"});
            file.insert("name".into(), name);
            let ours = [on_evm(EVM_CHAINS[0], &evm_stories::frozen()), tron(&stories::frozen_tron())];
            file.insert("addresses".into(), json!(ours));
        }
        "litecoin" | "dogecoin" | "blockbook" => {
            let coins: &[&utxo::Coin] = match name {
                "litecoin" => &[&utxo::LITECOIN],
                "dogecoin" => &[&utxo::DOGECOIN],
                _ => &[&utxo::LITECOIN, &utxo::DOGECOIN],
            };
            let title = match name {
                "litecoin" => json!({"en": "Boats for Aleria", "ar": "قوارب لأليريا"}),
                "dogecoin" => json!({"en": "Shelter for Aleria’s dogs", "ar": "مأوى لكلاب أليريا"}),
                _ => json!({"en": "Boats and shelter for Aleria", "ar": "قوارب ومأوى لأليريا"}),
            };
            file.insert("name".into(), title);
            let ours =
                coins.iter().flat_map(|coin| utxo::stories::ours(coin).map(|script| on_utxo(coin, &script)));
            file.insert("addresses".into(), ours.collect());
            let exchange = ("Meridian Exchange", "منصة ميريديان", "exchange");
            let labels =
                coins.iter().map(|coin| label(on_utxo(coin, &utxo::stories::exchange(coin)), exchange));
            file.insert("labels".into(), labels.collect());
        }
        "empty" => {
            file.insert("name".into(), json!({"en": "A campaign that just began", "ar": "حملة في بدايتها"}));
            let addresses = json!([bitcoin(&stories::empty_address()), tron(&stories::empty_tron())]);
            file.insert("addresses".into(), addresses);
        }
        "recorded" if !recorded.accounts.is_empty() => return Some(of_recorded(origin, recorded)),
        _ => return None,
    }
    let is_on = |chain: &str| {
        file["addresses"].as_array().is_some_and(|rows| rows.iter().any(|row| row["chain"] == *chain))
    };
    let (mut explorers, mut tokens) = (Vec::new(), Vec::new());
    if is_on("bitcoin-regtest") {
        explorers.push(json!({"chain": "bitcoin-regtest", "api": "esplora", "url": format!("{origin}/api")}));
    }
    if is_on("tron-nile") {
        explorers.push(json!({"chain": "tron-nile", "api": "trongrid", "url": origin}));
        let usdt = stories::usdt();
        let contract = tron::base58(&usdt.contract);
        tokens.push(json!(
            {"chain": "tron-nile", "contract": contract, "symbol": usdt.symbol, "decimals": usdt.decimals}
        ));
    }
    for (chain, api, url) in [
        ("litecoin-testnet", "esplora", format!("{origin}/ltc/api")),
        ("dogecoin-testnet", "blockcypher", format!("{origin}/blockcypher/v1/doge/test3")),
        ("litecoin-testnet", "blockbook", format!("{origin}/blockbook/ltc")),
        ("dogecoin-testnet", "blockbook", format!("{origin}/blockbook/doge")),
    ] {
        if is_on(chain) && (api == "blockbook") == (name == "blockbook") {
            explorers.push(json!({"chain": chain, "api": api, "url": url}));
        }
    }
    if is_on("solana-devnet") {
        let url = format!("{origin}/solana");
        explorers.push(json!({"chain": "solana-devnet", "api": "solana", "url": url}));
        for mint in [solana::usdc(), solana::pyusd()] {
            let contract = solana::base58(&mint.key);
            tokens.push(json!(
                {"chain": "solana-devnet", "contract": contract, "symbol": mint.symbol, "decimals": mint.decimals}
            ));
        }
    }
    for (chain, id) in EVM_CHAINS.into_iter().filter(|(chain, _)| is_on(chain)) {
        let (instance, all) = (format!("{origin}/evm/{id}/api"), format!("{origin}/evm/v2/api"));
        explorers.push(match name {
            "evm-etherscan" => json!({"chain": chain, "api": "etherscan", "url": all, "key": "sample"}),
            "evm-instance" | "crowded" => json!({"chain": chain, "api": "etherscan", "url": instance}),
            _ => json!({"chain": chain, "api": "blockscout", "url": format!("{instance}/v2")}),
        });
        for token in evm_stories::listed() {
            let (contract, symbol) = (evm::checksummed(&token.contract), token.symbol);
            tokens.push(json!(
                {"chain": chain, "contract": contract, "symbol": symbol, "decimals": token.decimals}
            ));
        }
    }
    if name == "priced" {
        let contract = tron::base58(&stories::usdt().contract);
        let assets = [("bitcoin-regtest", None), ("tron-nile", None), ("tron-nile", Some(&*contract))];
        file.insert("prices".into(), prices::feeds(&format!("{origin}/prices"), &assets));
    }
    if name == "chains" {
        let natives = explorers.iter().map(|explorer| (&explorer["chain"], None));
        let listed = tokens.iter().map(|token| (&token["chain"], token["contract"].as_str()));
        let unpriced = solana::base58(&solana::pyusd().key);
        let assets: Vec<(&str, Option<&str>)> = (natives.chain(listed))
            .filter_map(|(chain, contract)| Some((chain.as_str()?, contract)))
            .filter(|(_, contract)| *contract != Some(&*unpriced))
            .collect();
        let mut feeds = prices::feeds(&format!("{origin}/prices/even"), &assets);
        if let Some(feeds) = feeds.as_array_mut() {
            feeds.push(json!({"chain": "solana-devnet", "contract": unpriced, "source": "none"}));
        }
        file.insert("prices".into(), feeds);
    }
    if name == "screened" {
        file.insert("lists".into(), json!([format!("{origin}/lists/aleria.txt")]));
    }
    if !tokens.is_empty() {
        file.insert("tokens".into(), json!(tokens));
    }
    file.insert("explorers".into(), json!(explorers));
    Some(Value::Object(file))
}

/// The recorded accounts as one campaign, each with the order that names it.
fn of_recorded(origin: &str, recorded: &Recorded) -> Value {
    let address = |address: &String| json!({"chain": "tron", "address": address});
    let labels = recorded.accounts.keys().map(|account| {
        let mut label = address(account);
        label["label"] = json!({"en": "Named in a seizure order", "ar": "ورد في أمر مصادرة"});
        label["kind"] = json!("court-ordered");
        label["issuer"] = json!({
            "en": "Israel’s National Bureau for Counter Terror Financing",
            "ar": "المكتب الوطني الإسرائيلي لمكافحة تمويل الإرهاب",
        });
        label["url"] = json!("https://nbctf.mod.gov.il/");
        label
    });
    json!({
        "version": 1,
        "name": {"en": "Recorded transfers", "ar": "تحويلات مسجَّلة"},
        "description": {
            "en": "Transfers of real addresses, recorded until July 2023 and read from a folder. No campaign asks for anything here.",
            "ar": "تحويلات لعناوين حقيقية سُجِّلت حتى يوليو 2023 وتُقرأ من مجلد. لا حملة هنا تطلب شيئًا.",
        },
        "addresses": recorded.accounts.keys().map(address).collect::<Vec<_>>(),
        "labels": labels.collect::<Vec<_>>(),
        "explorers": [{"chain": "tron", "api": "trongrid", "url": origin}],
        // Nobody else is asked about them.
        "prices": [
            {"chain": "tron", "source": "none"},
            {"chain": "tron", "contract": "TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6t", "source": "none"},
        ],
    })
}

fn on_utxo(coin: &utxo::Coin, script: &bitcoin::Script) -> Value {
    let address = coin.address(script).expect("a campaign's script has an address");
    json!({"chain": coin.chain.name(), "address": address})
}

fn published(mut entry: Value, en: &str, ar: &str) -> Value {
    entry["note"] = json!({"en": en, "ar": ar});
    entry["proof_of_publication"] = json!("https://relief.example/aleria/how-to-help");
    entry
}

fn relief_events() -> Value {
    json!([
        event("2025-11-08", "The river floods Aleria’s north", "فيضان النهر في شمال أليريا"),
        event("2025-12-03", "Televised appeal", "نداء تبرّع متلفز"),
        event("2026-01-20", "Second flood", "الفيضان الثاني"),
    ])
}

fn event(day: &str, en: &str, ar: &str) -> Value {
    debug_assert!(at(day, 0) > 0, "a day of the calendar");
    json!({"date": day, "label": {"en": en, "ar": ar}})
}

fn label(mut entry: Value, (en, ar, kind): (&str, &str, &str)) -> Value {
    entry["label"] = json!({"en": en, "ar": ar});
    entry["kind"] = json!(kind);
    entry["issuer"] = json!({"en": "The sample’s author", "ar": "مُعِدّ العيّنة"});
    entry["url"] = json!("https://labels.example/sample");
    entry
}
