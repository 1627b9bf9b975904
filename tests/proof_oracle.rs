//! What others' code says of the same bytes: the `bitcoin` crate, of blocks that were recorded or made here, and the adapter
//! that reads an explorer's JSON.

mod blocks;

use bitcoin::absolute::LockTime;
use bitcoin::consensus::encode::{deserialize, serialize};
use bitcoin::hashes::Hash as _;
use bitcoin::{
    Amount, CompactTarget, Network, OutPoint, ScriptBuf, Sequence, Transaction, TxIn, TxOut, Txid, Witness,
    params::Params, transaction,
};
use blocks::{Block, bundle};
use donation_flow::chain::{Chain, TxIo, UtxoTx};
use donation_flow::cli::sample::chain::{Branch, REPLACED, Record};
use donation_flow::cli::sample::trongrid::Recorded;
use donation_flow::cli::sample::{Sample, esplora as sample_esplora, utxo};
use donation_flow::explorer::esplora;
use donation_flow::json;
use donation_flow::proof::header::Target;
use donation_flow::proof::transaction::{self as proof_transaction, strip};
use donation_flow::proof::{self, Bundle, Check, ProofError, epoch, script};
use proptest::prelude::*;
use std::collections::HashSet;
use std::fs;
use std::path::PathBuf;
use std::sync::LazyLock;

static SAMPLE: LazyLock<Sample> = LazyLock::new(|| Sample::new(Recorded::default()));

fn network(chain: Chain) -> Network {
    match chain {
        Chain::Bitcoin => Network::Bitcoin,
        Chain::BitcoinTestnet => Network::Testnet,
        _ => Network::Regtest,
    }
}

/// Evidence of every transaction of a span of the sample's blocks, with all that they spend from.
fn evidence(branch: &Branch, heights: std::ops::Range<usize>) -> Bundle {
    let mut evidence = bundle(Chain::BitcoinRegtest, Vec::new());
    let mut known = HashSet::new();
    for height in heights {
        let block = &branch.blocks[height];
        for tx in &block.txdata {
            known.insert(tx.compute_txid());
            for input in tx.input.iter().filter(|_| !tx.is_coinbase()) {
                let parent = input.previous_output.txid;
                if known.insert(parent) {
                    let record = branch.record(&parent).expect("on the chain");
                    let raw = strip(Chain::BitcoinRegtest, &serialize(&record.tx)).expect("a transaction");
                    evidence.parents.push(raw);
                }
            }
        }
        evidence.blocks.push(Block::of_raw(&serialize(block)).whole(height as u64));
    }
    evidence
}

/// What a panel reads from the sample's explorer.
fn told(branch: &Branch, txid: &str) -> UtxoTx {
    let answer = sample_esplora::answer(branch, &format!("tx/{txid}"));
    let body = String::from_utf8(answer.body).expect("text");
    esplora::tx(Chain::BitcoinRegtest, &json::parse(&body).expect("JSON")).expect("a transaction")
}

#[test]
fn the_sample_chain_is_rebuilt_from_bytes_as_its_explorer_tells_it() {
    let (main, other) = (&SAMPLE.branches.main, &SAMPLE.branches.other);
    // The genesis block is older than coinbases with heights; the other branch differs in its last blocks.
    for (branch, from) in [(main, 1), (other, other.blocks.len() - REPLACED as usize)] {
        let mut count = 0;
        for start in (from..branch.blocks.len()).step_by(200) {
            let evidence = evidence(branch, start..branch.blocks.len().min(start + 200));
            let decoded = Bundle::decode(&evidence.encode()).expect("as it was written");
            for checked in Check::new(&decoded) {
                let included = checked.unwrap_or_else(|error| panic!("{error:?}"));
                assert!(included.senders);
                assert_eq!(included.tx, told(branch, &included.tx.txid.0));
                count += 1;
            }
        }
        let is_there = |record: &&Record| record.place.is_some_and(|(height, _)| height as usize >= from);
        assert_eq!(count, branch.records.iter().filter(is_there).count());
        assert!(count > if from == 1 { 3_000 } else { 8 }, "{count}");
    }
}

/// The sample's Litecoin has no blocks to be in, but scripts of every form, hidden ones among them.
#[test]
fn litecoins_outputs_are_those_that_its_explorer_tells() {
    let chain = Chain::LitecoinTestnet;
    let (mut hidden, mut shown) = (0, 0);
    for record in &SAMPLE.litecoin.records {
        let raw = strip(chain, &serialize(&record.tx)).expect("a transaction");
        let answer =
            utxo::esplora::answer(&SAMPLE.litecoin, &format!("tx/{}", record.txid), utxo::esplora::PAGE);
        let body = String::from_utf8(answer.body).expect("text");
        let told = esplora::tx(chain, &json::parse(&body).expect("JSON")).expect("a transaction");
        let read = proof_transaction::Transaction::parse(&raw).expect("a transaction");
        assert_eq!(*told.txid.0, proof::hash_text(&read.txid()));
        assert_eq!(told.outputs.len(), read.outputs.len());
        for (told, read) in told.outputs.iter().zip(&read.outputs) {
            assert_eq!(told.address, script::address(chain, read.script_pubkey));
            assert_eq!(told.hidden, script::is_hidden(chain, read.script_pubkey));
            assert_eq!(told.value.units(), u128::from(read.value));
            hidden += u32::from(told.hidden);
            shown += u32::from(told.address.is_some());
        }
    }
    assert!(hidden >= 5 && shown > 50, "{hidden}, {shown}");
}

#[test]
fn recorded_blocks_say_what_the_bitcoin_crate_reads() {
    let Some(folder) = std::env::var_os("RECORDED").map(PathBuf::from) else {
        println!("skipped: recorded_blocks_say_what_the_bitcoin_crate_reads");
        return;
    };
    for height in [169_482, 227_835, 227_836, 363_703] {
        let raw = fs::read(folder.join(format!("bitcoin/blocks/block{height}.dat"))).expect("a block");
        let block: bitcoin::Block = deserialize(&raw).expect("a block");
        let whole = bundle(Chain::Bitcoin, vec![Block::of_raw(&raw).whole(height)]);
        let checked: Vec<_> = Check::new(&whole).map(|checked| checked.expect("included").tx).collect();
        assert_eq!(checked.len(), block.txdata.len());
        for (tx, included) in block.txdata.iter().zip(checked) {
            assert_eq!(*included.txid.0, tx.compute_txid().to_string());
            let outputs: Vec<TxIo> = tx.output.iter().map(|output| oracle(Chain::Bitcoin, output)).collect();
            assert_eq!(included.outputs, outputs);
            let of = included.block.expect("a block");
            assert_eq!(of.hash.as_deref(), Some(&*block.block_hash().to_string()));
            assert_eq!(of.time, u64::from(block.header.time));
        }
    }
}

/// The table is written on from an explorer that tells the recorded headers.
#[test]
fn epochs_are_added_as_their_headers_have_them() {
    let Some(folder) = std::env::var_os("RECORDED").map(PathBuf::from) else {
        println!("skipped: epochs_are_added_as_their_headers_have_them");
        return;
    };
    let bytes = fs::read(folder.join("bitcoin/headers_40000-44999.raw")).expect("headers");
    let headers: Vec<&[u8]> = bytes.chunks(80).collect();
    let id = |header: &[u8]| blocks::shown(&blocks::sha256d(header));
    let known: Vec<u32> = (0..21).filter_map(epoch::bits).collect();
    let ask = |known: Vec<u32>, tip: u64, change: &dyn Fn(&str, String) -> String| {
        let told = async |path: String| -> Result<String, String> {
            let parts: Vec<&str> = path.split('/').collect();
            let answer = match &*parts {
                ["", "blocks", "tip", "height"] => tip.to_string(),
                ["", "block-height", height] => {
                    id(headers[height.parse::<usize>().expect("a height") - 40_000])
                }
                ["", "block", hash, "header"] => {
                    let header = headers.iter().find(|header| id(header) == *hash).ok_or("no such block")?;
                    header.iter().map(|byte| format!("{byte:02x}")).collect()
                }
                _ => return Err(format!("{path} is not asked for")),
            };
            Ok(change(&path, answer))
        };
        let runtime = tokio::runtime::Builder::new_current_thread().build().expect("a runtime");
        runtime.block_on(donation_flow::cli::epochs::extended(known, told))
    };
    let plain = |_: &str, answer: String| answer;
    let table = |count: u64| (0..count).filter_map(epoch::bits).collect::<Vec<u32>>();
    assert_eq!(ask(known.clone(), 44_999, &plain), Ok(table(23)));
    // An epoch's first block is left alone while it may still go.
    assert_eq!(ask(known.clone(), 42_336 + 5, &plain), Ok(table(21)));
    assert_eq!(ask(known.clone(), 42_336 + 6, &plain), Ok(table(22)));
    let changed = |from: &'static str, to: &'static str| {
        ask(known.clone(), 44_999, &move |_, answer: String| answer.replacen(from, to, 1))
            .expect_err("refused")
    };
    assert!(changed("01000000", "02000000").contains("not that of the block"));
    assert!(changed("44999", "many").contains("no number"));
    let mut other = known.clone();
    other[20] ^= 1;
    assert!(ask(other, 44_999, &plain).expect_err("refused").contains("its bits are not"));
}

/// An output as the `bitcoin` crate reads it.
fn oracle(chain: Chain, output: &TxOut) -> TxIo {
    let address = bitcoin::Address::from_script(&output.script_pubkey, network(chain)).ok();
    let read = |text: String| donation_flow::chain::Address::parse(chain, &text).expect("an address");
    TxIo {
        address: address.map(|address| read(address.to_string())),
        value: donation_flow::chain::Amount::from_units(output.value.to_sat().into()),
        hidden: false,
    }
}

fn script() -> impl Strategy<Value = Vec<u8>> {
    let program = |version: u8, program: Vec<u8>| [&[version, program.len() as u8][..], &program].concat();
    prop_oneof![
        any::<[u8; 20]>().prop_map(|hash| [&[0x76, 0xa9, 20][..], &hash, &[0x88, 0xac]].concat()),
        any::<[u8; 20]>().prop_map(|hash| [&[0xa9, 20][..], &hash, &[0x87]].concat()),
        // Hashes that begin with zeros, which base58 writes otherwise.
        (0..20usize).prop_map(|zeros| {
            let hash = [vec![0; zeros], vec![0xee; 20 - zeros]].concat();
            [&[0x76, 0xa9, 20][..], &hash, &[0x88, 0xac]].concat()
        }),
        (prop_oneof![Just(0), 0x4f..=0x62u8], prop::collection::vec(any::<u8>(), 0..43))
            .prop_map(move |(version, bytes)| program(version, bytes)),
        (prop_oneof![Just(0), Just(0x51u8)], prop::collection::vec(any::<u8>(), 32..=32))
            .prop_map(move |(version, bytes)| program(version, bytes)),
        prop::collection::vec(any::<u8>(), 0..40),
        prop::collection::vec(any::<u8>(), 33).prop_map(|key| [&[33][..], &key, &[0xac]].concat()),
    ]
}

fn transaction() -> impl Strategy<Value = Transaction> {
    let witness = prop::collection::vec(prop::collection::vec(any::<u8>(), 0..80), 0..4);
    let input =
        (any::<[u8; 32]>(), any::<u32>(), prop::collection::vec(any::<u8>(), 0..300), any::<u32>(), witness);
    let input = input.prop_map(|(txid, vout, script, sequence, witness)| TxIn {
        previous_output: OutPoint { txid: Txid::from_byte_array(txid), vout },
        script_sig: ScriptBuf::from_bytes(script),
        sequence: Sequence(sequence),
        witness: Witness::from_slice(&witness),
    });
    let output = (0..2_100_000_000_000_000u64, script()).prop_map(|(value, script)| TxOut {
        value: Amount::from_sat(value),
        script_pubkey: ScriptBuf::from_bytes(script),
    });
    let sides = (prop::collection::vec(input, 1..5), prop::collection::vec(output, 1..5));
    (any::<i32>(), sides, any::<u32>()).prop_map(|(version, (input, output), lock_time)| Transaction {
        version: transaction::Version(version),
        lock_time: LockTime::from_consensus(lock_time),
        input,
        output,
    })
}

fn without_witness(tx: &Transaction) -> Vec<u8> {
    let mut tx = tx.clone();
    tx.input.iter_mut().for_each(|input| input.witness.clear());
    serialize(&tx)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn a_script_has_the_address_that_the_bitcoin_crate_gives_it(script in script()) {
        for chain in [Chain::Bitcoin, Chain::BitcoinTestnet, Chain::BitcoinRegtest] {
            let expected = bitcoin::Address::from_script(bitcoin::Script::from_bytes(&script), network(chain));
            let address = script::address(chain, &script);
            prop_assert_eq!(address.as_ref().map(|address| address.as_str().to_owned()), expected.ok().map(|a| a.to_string()));
        }
        // On other chains, whatever address there is reads as one, and pays to the script.
        for chain in [Chain::Litecoin, Chain::LitecoinTestnet, Chain::Dogecoin, Chain::Bitcoin] {
            let Some(address) = script::address(chain, &script) else { continue };
            prop_assert_eq!(donation_flow::chain::Address::parse(chain, address.as_str()), Ok(address.clone()));
            prop_assert_eq!(address.script_pubkey(), Some(script.clone()));
            prop_assert!(!script::is_hidden(chain, &script));
        }
    }

    #[test]
    fn a_transaction_is_stripped_and_read_as_by_the_bitcoin_crate(tx in transaction()) {
        let stripped = strip(Chain::Bitcoin, &serialize(&tx)).expect("a transaction");
        prop_assert_eq!(&stripped, &without_witness(&tx));
        let read = proof_transaction::Transaction::parse(&stripped).expect("a transaction");
        prop_assert_eq!(read.txid(), tx.compute_txid().to_byte_array());
        prop_assert_eq!(read.inputs.len(), tx.input.len());
        for (read, input) in read.inputs.iter().zip(&tx.input) {
            prop_assert_eq!(read.txid, input.previous_output.txid.to_byte_array());
            prop_assert_eq!((read.vout, read.script_sig), (input.previous_output.vout, input.script_sig.as_bytes()));
        }
        prop_assert_eq!(read.outputs.len(), tx.output.len());
        for (read, output) in read.outputs.iter().zip(&tx.output) {
            prop_assert_eq!((read.value, read.script_pubkey), (output.value.to_sat(), output.script_pubkey.as_bytes()));
        }
    }

    /// Whatever is read here of changed bytes, the `bitcoin` crate reads as well; what it reads and this does not, no block
    /// can hold.
    #[test]
    fn changed_bytes_are_refused_where_the_bitcoin_crate_refuses_them(
        tx in transaction(),
        changes in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..4),
        cut in prop::option::of(any::<prop::sample::Index>()),
    ) {
        let mut raw = serialize(&tx);
        for (at, byte) in changes {
            let at = at.index(raw.len());
            raw[at] = byte;
        }
        if let Some(cut) = cut {
            raw.truncate(cut.index(raw.len()));
        }
        match (strip(Chain::Bitcoin, &raw), deserialize::<Transaction>(&raw)) {
            (Ok(stripped), Ok(read)) => prop_assert_eq!(stripped, without_witness(&read)),
            (Ok(_), Err(error)) => prop_assert!(false, "read here alone: {}", error),
            (Err(error), Ok(_)) => prop_assert!(
                matches!(
                    error,
                    ProofError::ValueOutOfRange
                        | ProofError::NoInputs
                        | ProofError::NoOutputs
                        | ProofError::NullInput
                        | ProofError::RepeatedInput
                        | ProofError::EmptyWitness
                ),
                "read there alone: {:?}",
                error
            ),
            (Err(_), Err(_)) => {}
        }
    }

    #[test]
    fn a_target_is_that_of_the_bitcoin_crate(bits: u32, hash: [u8; 32]) {
        let expected = bitcoin::Target::from_compact(CompactTarget::from_consensus(bits));
        // That crate reads what is negative as zero, and wraps what is too large.
        if let Ok(target) = Target::from_bits(bits) {
            prop_assert_eq!(target.is_met_by(&hash), expected.is_met_by(bitcoin::BlockHash::from_byte_array(hash)));
            prop_assert_eq!(target.bits(), expected.to_compact_lossy().to_consensus());
        }
    }

    #[test]
    fn the_next_epochs_bits_are_those_of_the_bitcoin_crate(number in 0..epoch::count(), taken in 0u64..6_000_000) {
        let bits = epoch::bits(number).expect("an epoch");
        let params = Params::new(Network::Bitcoin);
        let last = CompactTarget::from_consensus(bits);
        let expected = CompactTarget::from_next_work_required(last, taken, params).to_consensus();
        prop_assert_eq!(epoch::next_bits(bits, 1_000, 1_000 + taken), Some(expected));
    }
}
