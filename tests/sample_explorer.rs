//! The sample explorer, read by a client that others wrote and checked with the `bitcoin` crate.

mod server;

use bitcoin::consensus::deserialize;
use bitcoin::hashes::{Hash, sha256d};
use bitcoin::hex::FromHex;
use bitcoin::secp256k1::{Message, Secp256k1};
use bitcoin::sighash::{EcdsaSighashType, Prevouts, SighashCache, TapSighashType};
use bitcoin::{Address, Block, Network, PublicKey, ScriptBuf, Transaction, TxOut, Txid, ecdsa, taproot};
use donation_flow::cli::sample::chain::{Branch, REPLACED};
use donation_flow::cli::sample::trongrid::Recorded;
use donation_flow::cli::sample::{Query, Sample, esplora, tron};
use esplora_client::{BlockingClient, Builder};
use serde_json::Value;
use server::Server;
use std::collections::{BTreeSet, HashMap};
use std::str::FromStr;
use std::sync::LazyLock;

static SAMPLE: LazyLock<Sample> = LazyLock::new(|| Sample::new(Recorded::default()));

fn client(server: &Server) -> BlockingClient {
    Builder::new(&server.url("/api")).build_blocking()
}

/// The Bitcoin addresses of a campaign.
fn addresses(server: &Server, campaign: &str) -> Vec<Address> {
    let file = server.json(&format!("/campaigns/{campaign}.json"));
    let rows = file["addresses"].as_array().expect("a list").clone();
    let ours = rows.iter().filter(|row| row["chain"] == "bitcoin-regtest");
    ours.map(|row| {
        let address = Address::from_str(row["address"].as_str().expect("a text")).expect("an address");
        address.require_network(Network::Regtest).expect("of regtest")
    })
    .collect()
}

/// Every confirmed transaction of an address, page by page, as a wallet reads them.
fn confirmed(client: &BlockingClient, address: &Address) -> Vec<esplora_client::EsploraTx> {
    let first = client.get_address_txs(address, None).expect("a first page");
    let mut all: Vec<_> = first.into_iter().filter(|tx| tx.status.confirmed).collect();
    while let Some(last) = all.last() {
        let page = client.get_address_txs(address, Some(last.txid)).expect("a next page");
        assert!(page.len() <= esplora::PAGE);
        if page.is_empty() {
            break;
        }
        all.extend(page);
    }
    all
}

#[test]
fn another_client_reads_addresses_pages_and_transactions() {
    let server = Server::start(&[]);
    let client = client(&server);
    let mut pages_of_large = 0;
    for campaign in ["relief", "tangle", "medium", "large", "empty"] {
        for address in addresses(&server, campaign) {
            let script = address.script_pubkey();
            let all = confirmed(&client, &address);
            let stats = client.get_address_stats(&address).expect("stats");
            let ids: BTreeSet<Txid> = all.iter().map(|tx| tx.txid).collect();
            assert_eq!(ids.len(), all.len(), "{campaign}: no transaction comes twice");
            assert_eq!(all.len(), stats.chain_stats.tx_count as usize);

            let (mut funded, mut spent) = (0, 0);
            for tx in &all {
                let raw: Transaction = tx.to_tx();
                assert_eq!(raw.compute_txid(), tx.txid, "{campaign}: the rows say what the hash says");
                assert_eq!(raw.weight(), tx.weight);
                let value =
                    |outputs: &[TxOut]| outputs.iter().map(|output| output.value.to_sat()).sum::<u64>();
                let ours = |outputs: &[TxOut]| {
                    let ours = outputs.iter().filter(|output| output.script_pubkey == script);
                    ours.map(|output| output.value.to_sat()).sum::<u64>()
                };
                let prevouts: Vec<TxOut> = tx.previous_outputs().into_iter().flatten().collect();
                if !raw.is_coinbase() {
                    assert_eq!(value(&prevouts), value(&raw.output) + tx.fee.to_sat());
                }
                funded += ours(&raw.output);
                spent += ours(&prevouts);
            }
            assert_eq!(funded, stats.chain_stats.funded_txo_sum.to_sat());
            assert_eq!(spent, stats.chain_stats.spent_txo_sum.to_sat());
            let heights: Vec<_> = all.iter().map(|tx| tx.status.block_height).collect();
            assert!(heights.is_sorted_by(|a, b| a >= b), "newest first");
            match campaign {
                "large" => pages_of_large = all.len().div_ceil(esplora::PAGE),
                "medium" => assert_eq!(all.len(), 1_000),
                "empty" => assert!(all.is_empty()),
                _ => assert!(!all.is_empty()),
            }
            // The same by script, whose hash the client works out itself.
            let by_script = client.get_scripthash_txs(&script, None).expect("by script");
            let by_address = client.get_address_txs(&address, None).expect("by address");
            assert_eq!(by_script, by_address);
            assert_eq!(client.get_scripthash_stats(&script).expect("stats").chain_stats, stats.chain_stats);
            let waiting = client.get_mempool_address_txs(&address).expect("the mempool");
            assert_eq!(waiting.len(), stats.mempool_stats.tx_count as usize);
            assert!(waiting.iter().all(|tx| !tx.status.confirmed));
        }
    }
    assert_eq!(pages_of_large, 120);
}

#[test]
fn another_client_checks_proofs_headers_and_blocks() {
    let server = Server::start(&[]);
    let client = client(&server);
    let tip = client.get_height().expect("the tip");
    assert_eq!(client.get_tip_hash().expect("its hash"), client.get_block_hash(tip).expect("by height"));

    let mut deepest = 0;
    for address in [&addresses(&server, "relief")[..], &addresses(&server, "tangle")].concat() {
        for tx in client.get_address_txs(&address, None).expect("a page") {
            let raw = client.get_tx_no_opt(&tx.txid).expect("raw");
            assert_eq!((raw.compute_txid(), &raw), (tx.txid, &tx.to_tx()));
            assert_eq!(client.get_tx_status(&tx.txid).expect("a status"), tx.status);
            let proof = client.get_merkle_proof(&tx.txid).expect("a proof or none");
            let Some(hash) = tx.status.block_hash else {
                assert_eq!(proof, None, "what waits has no proof");
                continue;
            };
            let proof = proof.expect("what is mined has one");
            let header = client.get_header_by_hash(&hash).expect("a header");
            assert_eq!(header.block_hash(), hash);
            header.validate_pow(header.target()).expect("work that meets the target");
            assert_eq!(client.get_block_hash(proof.block_height).expect("a hash"), hash);
            deepest = deepest.max(proof.merkle.len());
            // The branch leads from the transaction to the header.
            let (mut node, mut place) = (tx.txid.to_byte_array(), proof.pos);
            for beside in &proof.merkle {
                let beside = beside.to_byte_array();
                let pair = if place % 2 == 0 { [node, beside] } else { [beside, node] };
                node = sha256d::Hash::hash(&pair.concat()).to_byte_array();
                place /= 2;
            }
            assert_eq!(node, header.merkle_root.to_byte_array());
            let block_proof =
                client.get_merkle_block(&tx.txid).expect("a block proof").expect("for a mined one");
            let (mut matches, mut places) = (Vec::new(), Vec::new());
            block_proof.extract_matches(&mut matches, &mut places).expect("a proof that holds");
            assert_eq!(matches, [tx.txid]);
            assert_eq!(block_proof.header, header);
        }
    }
    assert!(deepest >= 2, "some block has more than two transactions");

    for infos in
        [client.get_block_infos(None).expect("the newest"), client.get_block_infos(Some(700)).expect("700")]
    {
        assert_eq!(infos.len(), 10);
        for info in infos {
            let block = client.get_block_by_hash(&info.id).expect("a block").expect("a known one");
            assert!(block.check_merkle_root() && block.check_witness_commitment());
            assert_eq!((info.tx_count as usize, info.size), (block.txdata.len(), block.total_size()));
            assert_eq!(info.previousblockhash, Some(block.header.prev_blockhash));
            let txids: Vec<Txid> = block.txdata.iter().map(Transaction::compute_txid).collect();
            assert_eq!(client.get_block_txids(&info.id).expect("ids"), txids);
            assert!(client.get_block_status(&info.id).expect("a status").in_best_chain);
        }
    }
}

#[test]
fn refusals_are_texts_as_esplora_gives_them() {
    let server = Server::start(&[]);
    let unknown = "00".repeat(32);
    for (path, status, text) in [
        ("/api/address/bcrt1qnonsense", 400, "Invalid Bitcoin address"),
        ("/api/address/bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4", 400, "Address on invalid network"),
        ("/api/tx/zz", 400, "Invalid hex string"),
        (&format!("/api/tx/{unknown}"), 404, "Transaction not found"),
        (&format!("/api/block/{unknown}"), 404, "Block not found"),
        ("/api/block-height/999999", 404, "Block not found"),
    ] {
        let reply = server.get(path);
        assert_eq!((reply.status, &*String::from_utf8_lossy(&reply.body)), (status, text), "{path}");
        assert!(reply.head.contains("access-control-allow-origin: *"), "{path}");
    }
}

/// Everything a full node would refuse, but for scripts: these are the next test's.
#[test]
fn the_chain_keeps_the_rules() {
    for branch in [&SAMPLE.branches.main, &SAMPLE.branches.other] {
        let mut unspent: HashMap<_, TxOut> = HashMap::new();
        for (height, pair) in branch.blocks.windows(2).enumerate() {
            let (before, block) = (&pair[0], &pair[1]);
            let height = height as u64 + 1;
            assert_eq!(block.header.prev_blockhash, before.block_hash());
            assert!(block.header.time > before.header.time);
            assert_eq!(block.header.bits.to_consensus(), 0x207f_ffff);
            block.header.validate_pow(block.header.target()).expect("work");
            assert!(block.check_merkle_root() && block.check_witness_commitment());
            if height > 16 {
                assert_eq!(block.bip34_block_height(), Ok(height));
            }
            check_money(block, height, &mut unspent);
        }
    }
}

/// No output is spent twice or before it is there, and no block makes more than its subsidy and fees.
fn check_money(block: &Block, height: u64, unspent: &mut HashMap<bitcoin::OutPoint, TxOut>) {
    let value = |outputs: &[TxOut]| outputs.iter().map(|output| output.value.to_sat()).sum::<u64>();
    let mut fees = 0;
    for tx in &block.txdata {
        if !tx.is_coinbase() {
            let spend = |input: &bitcoin::TxIn| unspent.remove(&input.previous_output);
            let spent: Vec<TxOut> = tx.input.iter().map(spend).map(|spent| spent.expect("unspent")).collect();
            fees += value(&spent).checked_sub(value(&tx.output)).expect("no money from nothing");
        }
        for (vout, output) in tx.output.iter().enumerate() {
            unspent.insert(bitcoin::OutPoint { txid: tx.compute_txid(), vout: vout as u32 }, output.clone());
        }
    }
    let subsidy = (50 * 100_000_000u64) >> (height / 150);
    assert_eq!(value(&block.txdata[0].output), subsidy + fees);
}

#[test]
fn every_form_of_script_is_spent_and_every_signature_holds() {
    let secp = Secp256k1::verification_only();
    let mut seen = BTreeSet::new();
    // One of thirty, and all of the small stories' late ones: each check is a page of curve arithmetic.
    for record in SAMPLE.branches.main.records.iter().step_by(30).chain(tangle_records()) {
        let mut cache = SighashCache::new(&record.tx);
        for (index, prevout) in record.prevouts.iter().enumerate() {
            let (input, script) = (&record.tx.input[index], &prevout.script_pubkey);
            let pushes: Vec<Vec<u8>> = input
                .script_sig
                .instructions()
                .map(|item| item.expect("a script").push_bytes().expect("pushes alone").as_bytes().to_vec())
                .collect();
            let check = |signature: &[u8], public: &[u8], digest: [u8; 32]| {
                let signature = ecdsa::Signature::from_slice(signature).expect("a signature");
                let public = PublicKey::from_slice(public).expect("a key");
                let message = Message::from_digest(digest);
                secp.verify_ecdsa(&message, &signature.signature, &public.inner).expect("a valid one");
                public
            };
            let all = EcdsaSighashType::All;
            if script.is_p2tr() {
                let hash = cache.taproot_key_spend_signature_hash(
                    index,
                    &Prevouts::All(&record.prevouts),
                    TapSighashType::Default,
                );
                let message = Message::from_digest(hash.expect("in range").to_byte_array());
                let signature = taproot::Signature::from_slice(&input.witness[0]).expect("a signature");
                let key = bitcoin::XOnlyPublicKey::from_slice(&script.as_bytes()[2..]).expect("a key");
                secp.verify_schnorr(&signature.signature, &message, &key).expect("a valid one");
                seen.insert("p2tr");
            } else if script.is_p2wpkh() || script.is_p2sh() {
                let program =
                    if script.is_p2sh() { ScriptBuf::from_bytes(pushes[0].clone()) } else { script.clone() };
                let hash =
                    cache.p2wpkh_signature_hash(index, &program, prevout.value, all).expect("in range");
                let public = check(&input.witness[0], &input.witness[1], hash.to_byte_array());
                assert_eq!(program, ScriptBuf::new_p2wpkh(&public.wpubkey_hash().expect("compressed")));
                if script.is_p2sh() {
                    assert_eq!(*script, ScriptBuf::new_p2sh(&program.script_hash()));
                }
                seen.insert(if script.is_p2sh() { "p2sh-p2wpkh" } else { "p2wpkh" });
            } else {
                let hash = cache.legacy_signature_hash(index, script, all.to_u32()).expect("in range");
                let key =
                    if script.is_p2pk() { script.as_bytes()[1..34].to_vec() } else { pushes[1].clone() };
                let public = check(&pushes[0], &key, hash.to_byte_array());
                if script.is_p2pkh() {
                    assert_eq!(*script, ScriptBuf::new_p2pkh(&public.pubkey_hash()));
                }
                seen.insert(if script.is_p2pk() { "p2pk" } else { "p2pkh" });
            }
        }
    }
    assert_eq!(Vec::from_iter(seen), ["p2pk", "p2pkh", "p2sh-p2wpkh", "p2tr", "p2wpkh"]);
}

fn tangle_records() -> impl Iterator<Item = &'static donation_flow::cli::sample::chain::Record> {
    let mut wallet = donation_flow::cli::sample::wallet::Wallet::default();
    let branch = &SAMPLE.branches.main;
    let ours = donation_flow::cli::sample::stories::tangle_addresses().map(|party| wallet.script(&party));
    ours.into_iter()
        .flat_map(move |script| [branch.history(&script, true), branch.history(&script, false)].concat())
}

#[test]
fn the_other_branch_has_more_work_and_sends_transactions_back() {
    let (main, other) = (&SAMPLE.branches.main, &SAMPLE.branches.other);
    let fork = main.tip() - REPLACED;
    let hash = |branch: &Branch, height: u32| branch.blocks[height as usize].block_hash();
    assert_eq!(hash(main, fork), hash(other, fork));
    assert_ne!(hash(main, fork + 1), hash(other, fork + 1));
    assert_eq!(other.tip(), main.tip() + 1);
    let sent_back: Vec<_> = main
        .records
        .iter()
        .filter(|record| record.place.is_some_and(|(height, _)| height > fork) && !record.tx.is_coinbase())
        .filter(|record| other.record(&record.txid).is_some_and(|record| record.place.is_none()))
        .collect();
    assert_eq!(sent_back.len(), 4, "one of each campaign");
    // Old enough to be counted before the chain changed its mind.
    assert!(
        sent_back.iter().all(|record| record.place.is_some_and(|(height, _)| main.tip() - height + 1 >= 6))
    );
}

#[test]
fn two_samples_are_the_same() {
    let again = Sample::new(Recorded::default());
    let tip = |sample: &Sample| sample.branches.main.blocks.last().map(Block::block_hash);
    assert_eq!(tip(&again), tip(&SAMPLE));
    let files = |sample: &Sample| {
        let file = |name: &&str| sample.answer("h", &format!("/campaigns/{name}.json"), &Query::default());
        donation_flow::cli::sample::campaigns::NAMES.iter().map(file).collect::<Vec<_>>()
    };
    assert_eq!(files(&again), files(&SAMPLE));
}

#[test]
fn an_articles_campaign_file_is_handed_out_as_it_is_written() {
    let written = include_str!("../www/campaigns/pledge.json");
    let answer = SAMPLE.answer("127.0.0.1:8080", "/campaigns/pledge.json", &Query::default()).unwrap();
    let fields = |text: &str| text.split('"').skip(1).step_by(2).map(str::to_owned).collect::<Vec<_>>();
    // In its order: of a text in several languages, the first is its own.
    assert_eq!(fields(std::str::from_utf8(&answer.body).unwrap()), fields(written));
}

/// An answer of the sample's TronGrid, without a server.
fn grid(path: &str, query: &str) -> (u16, Value) {
    let answer = SAMPLE.answer("127.0.0.1:1", path, &Query::parse(query)).expect("a path of the sample's");
    (answer.status, serde_json::from_slice(&answer.body).expect("JSON"))
}

/// All rows of a listing, by following fingerprints.
fn all_rows(path: &str, query: &str) -> Vec<Value> {
    let (mut rows, mut fingerprint) = (Vec::new(), String::new());
    loop {
        let (status, page) = grid(path, &format!("{query}{fingerprint}"));
        assert_eq!((status, &page["success"]), (200, &Value::Bool(true)), "{page}");
        let data = page["data"].as_array().expect("rows");
        assert_eq!(page["meta"]["page_size"], data.len());
        rows.extend(data.iter().cloned());
        match page["meta"]["fingerprint"].as_str() {
            Some(next) => fingerprint = format!("&fingerprint={next}"),
            None => return rows,
        }
    }
}

#[test]
fn tron_listings_page_filter_and_take_both_address_forms() {
    let account = donation_flow::cli::sample::stories::tangle_accounts()[0];
    let path = |listing: &str| format!("/v1/accounts/{}/{listing}", tron::base58(&account));
    let tokens = path("transactions/trc20");
    let whole = all_rows(&tokens, "limit=200");
    assert!(whole.len() > 10);
    for limit in [1, 3, 7, whole.len()] {
        assert_eq!(all_rows(&tokens, &format!("limit={limit}")), whole, "limit {limit}");
    }
    let by_hex = format!("/v1/accounts/{}/transactions/trc20", tron::hex41(&account));
    assert_eq!(all_rows(&by_hex, "limit=200"), whole);

    let times = |rows: &[Value]| rows.iter().map(|row| row["block_timestamp"].as_u64()).collect::<Vec<_>>();
    assert!(times(&whole).is_sorted_by(|a, b| a >= b));
    let ascending = all_rows(&tokens, "limit=4&order_by=block_timestamp,asc");
    assert!(times(&ascending).is_sorted());
    assert_eq!(ascending.len(), whole.len());

    let ours = tron::base58(&account);
    let (to, from) = (all_rows(&tokens, "only_to=true"), all_rows(&tokens, "only_from=true"));
    assert!(to.iter().all(|row| row["to"] == *ours) && from.iter().all(|row| row["from"] == *ours));
    assert_eq!(to.len() + from.len(), whole.len());
    let usdt = tron::base58(&donation_flow::cli::sample::stories::usdt().contract);
    let listed = all_rows(&tokens, &format!("contract_address={usdt}"));
    assert!(listed.len() < whole.len() && listed.iter().all(|row| row["token_info"]["address"] == *usdt));
    let middle = times(&whole)[whole.len() / 2].expect("a time");
    let late = all_rows(&tokens, &format!("min_timestamp={middle}"));
    assert!(
        late.len() < whole.len() && late.iter().all(|row| row["block_timestamp"].as_u64() >= Some(middle))
    );

    let native = all_rows(&path("transactions"), "limit=5&search_internal=false");
    assert!(native.iter().all(|row| row["txID"].is_string()));
    let owner = &native[0]["raw_data"]["contract"][0]["parameter"]["value"]["owner_address"];
    assert!(owner.as_str().is_some_and(|owner| owner.starts_with("41") && owner.len() == 42));
    let mixed = all_rows(&path("transactions"), "limit=5");
    let internal = all_rows(&path("internal-transactions"), "");
    assert_eq!(mixed.len(), native.len() + internal.len());
    assert_eq!(internal.len(), 2);

    // A fingerprint continues its own query alone.
    let (_, page) = grid(&tokens, "limit=3");
    let stolen = page["meta"]["fingerprint"].as_str().expect("more rows");
    assert_eq!(grid(&tokens, &format!("limit=4&fingerprint={stolen}")).0, 400);
    assert_eq!(grid("/v1/accounts/nonsense/transactions", "").0, 400);
    assert_eq!(grid(&tokens, "limit=201").0, 400);
}

#[test]
fn campaign_accounts_never_owe() {
    let stories = donation_flow::cli::sample::stories::tangle_accounts();
    let others = [donation_flow::cli::sample::stories::relief_tron()];
    for account in stories.iter().chain(&others) {
        assert!(SAMPLE.ledger.balance(account) >= 0);
        assert!(SAMPLE.ledger.token_balances(account).values().all(|balance| *balance >= 0));
    }
}

#[test]
fn faults_befall_the_requests_that_were_named() {
    let server = Server::start(&[]);
    let get = |fault: &str| server.get(&format!("/fault/{fault}/api/blocks/tip/height"));
    let statuses = |fault: &str| [0; 4].map(|_| get(fault).status);
    assert_eq!(statuses("429@2"), [200, 429, 200, 200]);
    assert_eq!(statuses("500@2x2;a"), [200, 500, 500, 200]);
    assert_eq!(statuses("500@2x2;b"), [200, 500, 500, 200], "another token counts anew");
    assert_eq!(statuses("503"), [503; 4]);
    assert!(get("429-retry-after=7").head.contains("retry-after: 7"));
    assert!(!get("429").head.contains("retry-after:"));
    let whole = server.get("/api/blocks/tip/height").body;
    assert_eq!(get("truncated").body, whole[..whole.len() / 2]);
    let dropped = get("drop");
    assert!(dropped.body.len() < whole.len(), "less than the header promised: {}", dropped.head);
    assert!(!get("no-cors").head.contains("access-control-allow-origin"));
    assert!(get("html").head.contains("content-type: text/html"));
    let before = std::time::Instant::now();
    assert_eq!(get("slow=120").body, whole);
    assert!(before.elapsed().as_millis() >= 120);
    let tips = [0; 3].map(|_| String::from_utf8(get("reorg@3").body).expect("a number"));
    assert_eq!(tips[0], tips[1]);
    assert_eq!(tips[2].parse::<u32>().ok(), tips[0].parse::<u32>().ok().map(|height| height + 1));
    assert_eq!(server.json("/log?fault=500@2x2;a").as_array().map(Vec::len), Some(4));
    assert_eq!(server.get("/fault/thunder/api/blocks/tip/height").status, 400);

    let mistyped =
        server.json(&format!("/fault/wrong-type/api/address/{}/txs/chain", addresses(&server, "relief")[0]));
    assert!(mistyped[0]["vout"][0]["value"].is_object() && mistyped[1]["vout"][0]["value"].is_u64());
    let file = server.json("/campaigns/relief.json?fault=500@3;x");
    assert_eq!(file["explorers"][0]["url"], *server.url("/fault/500@3~x/api"));
    assert_eq!(file["explorers"][1]["url"], *server.url("/fault/500@3~x"));
}

#[test]
fn files_are_served_from_their_folder_alone() {
    let folder = server::folder("dist");
    std::fs::create_dir_all(folder.join("dist/demo")).unwrap();
    std::fs::write(folder.join("dist/panel.wasm"), b"\0asm").unwrap();
    std::fs::write(folder.join("dist/demo/index.html"), "<p>demo").unwrap();
    std::fs::write(folder.join("secret.txt"), "secret").unwrap();
    let server = Server::start(&["--dist", folder.join("dist").to_str().unwrap()]);
    let wasm = server.get("/panel.wasm");
    assert_eq!((wasm.status, &*wasm.body), (200, &b"\0asm"[..]));
    assert!(wasm.head.contains("content-type: application/wasm"));
    assert!(wasm.head.contains("cache-control: no-cache"));
    assert_eq!(server.get("/demo/").body, b"<p>demo");
    for outside in
        ["/../secret.txt", "/%2e%2e/secret.txt", "/demo/..%2f..%2fsecret.txt", "//etc/passwd", "/nothing"]
    {
        assert_eq!(server.get(outside).status, 404, "{outside}");
    }
    let relief = addresses(&server, "relief");
    let page = server.text(&format!("/address/{}", relief[0]));
    assert!(page.contains("/tx/"));
    let raw = Vec::<u8>::from_hex(&server.text(&format!("/api/tx/{}/hex", page_tx(&page)))).expect("hex");
    assert!(deserialize::<Transaction>(&raw).is_ok());
    assert!(server.text(&format!("/tx/{}", page_tx(&page))).contains("Fee"));
}

/// The first transaction that a page links.
fn page_tx(page: &str) -> &str {
    page.split("/tx/").nth(1).and_then(|rest| rest.get(..64)).expect("a link")
}
