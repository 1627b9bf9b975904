//! Recorded blocks, headers and published vectors, where the variable RECORDED names their folder.

mod blocks;

use blocks::{Block, bundle, hex, sha256d, shown};
use donation_flow::chain::{Address, Chain};
use donation_flow::proof::transaction::Transaction;
use donation_flow::proof::{Bundle, Check, Hash, Header, ProofError, epoch, merkle, parse_hash, script};
use serde_json::Value;
use std::fs;
use std::path::{Path, PathBuf};

/// The recordings' folder of Bitcoin; none, and a word about it, where there are none.
fn recorded(test: &str) -> Option<PathBuf> {
    let folder = std::env::var_os("RECORDED").map(PathBuf::from);
    if folder.is_none() {
        println!("skipped: {test}");
    }
    folder.map(|folder| folder.join("bitcoin"))
}

/// Raw blocks of Bitcoin, and their heights; of the one recorded without, the first of its epoch.
fn raw_blocks(folder: &Path) -> Vec<(u64, Block)> {
    let mut found: Vec<(u64, Block)> = [169_482, 227_835, 227_836, 363_703]
        .map(|height| (height, fs::read(folder.join(format!("blocks/block{height}.dat"))).expect("a block")))
        .map(|(height, raw)| (height, Block::of_raw(&raw)))
        .into();
    let text = fs::read_to_string(folder.join("blocks/block_13b8a.hex")).expect("a block");
    found.push((49 * 2_016, Block::of_raw(&hex(&text))));
    found
}

#[test]
fn every_transaction_of_every_recorded_block_proves() {
    let Some(folder) = recorded("every_transaction_of_every_recorded_block_proves") else { return };
    let mut count = 0;
    for (height, block) in raw_blocks(&folder) {
        let whole = bundle(Chain::Bitcoin, vec![block.whole(height)]);
        assert_eq!(Bundle::decode(&whole.encode()).as_ref(), Ok(&whole));
        let checked: Vec<_> = Check::new(&whole).collect();
        assert_eq!(checked.len(), block.transactions.len());
        for (raw, checked) in block.transactions.iter().zip(checked) {
            let included = checked.unwrap_or_else(|error| panic!("{height}: {error:?}"));
            assert_eq!(*included.tx.txid.0, shown(&sha256d(raw)));
            let of = included.tx.block.expect("a block");
            assert_eq!(of.height, height);
            assert_eq!(of.hash.as_deref(), Some(&*shown(&sha256d(&block.header))));
            count += 1;
        }
    }
    assert_eq!(count, 14 + 122 + 100 + 587 + 9);
}

fn json(folder: &Path, name: &str) -> Value {
    serde_json::from_str(&fs::read_to_string(folder.join(name)).expect(name)).expect("JSON")
}

fn text(value: &Value) -> &str {
    value.as_str().expect("a text")
}

fn list(value: &Value) -> &[Value] {
    value.as_array().expect("a list")
}

fn array(value: &Value) -> Hash {
    hex(text(value)).try_into().expect("32 bytes")
}

#[test]
fn five_thousand_headers_have_the_work_of_their_epochs() {
    let Some(folder) = recorded("five_thousand_headers_have_the_work_of_their_epochs") else { return };
    let bytes = fs::read(folder.join("headers_40000-44999.raw")).expect("headers");
    let headers: Vec<Header> =
        bytes.chunks(80).map(|header| Header::parse(header).expect("80 bytes")).collect();
    assert_eq!(headers.len(), 5_000);
    for (height, header) in (40_000..).zip(&headers) {
        assert_eq!(header.check(Chain::Bitcoin, height), Ok(()), "{height}");
    }
    for pair in headers.windows(2) {
        assert_eq!(pair[1].previous, pair[0].hash());
    }
    // Another epoch's height is none of theirs, nor is the same one on Litecoin.
    assert_eq!(headers[0].check(Chain::Bitcoin, 40_000 + 2_016), Err(ProofError::WrongBits));
    assert_eq!(headers[0].check(Chain::Litecoin, 40_000), Err(ProofError::OtherChain));
    // The bits of each epoch follow from the first and the last header of the one before it.
    for first in (40_320_usize..42_337).step_by(2_016) {
        let at = |height: usize| &headers[height - 40_000];
        let bits = epoch::next_bits(at(first).bits, at(first).time, at(first + 2_015).time);
        assert_eq!(bits, Some(at(first + 2_016).bits), "{first}");
    }
}

/// The recording says of each epoch its last block's hash, and the bits of the epoch that follows it.
#[test]
fn the_table_is_the_recorded_one() {
    let Some(folder) = recorded("the_table_is_the_recorded_one") else { return };
    let recorded = json(&folder, "epoch_bits.json");
    let epochs = list(&recorded["epochs"]);
    assert_eq!(epoch::count() as usize, epochs.len() + 1);
    for (number, epoch) in (0..).zip(epochs) {
        let bits = u32::from_str_radix(text(&epoch["bits"]), 16).expect("bits");
        assert_eq!(epoch::bits(number + 1), Some(bits));
        let own = epoch::bits(number).expect("an epoch");
        let target = donation_flow::proof::header::Target::from_bits(own).expect("a target");
        assert!(target.is_met_by(&parse_hash(text(&epoch["last_block_hash"])).expect("a hash")), "{number}");
    }
}

#[test]
fn donations_of_2016_have_branches_and_headers_and_no_bytes() {
    let Some(folder) = recorded("donations_of_2016_have_branches_and_headers_and_no_bytes") else { return };
    let donations = json(&folder, "donation_txs_2016.json");
    for donation in list(&donations) {
        let raw = hex(text(&donation["header_hex"]));
        let header = Header::parse(&raw).expect("a header");
        let height = donation["block_height"].as_u64().expect("a height");
        assert_eq!(header.check(Chain::Bitcoin, height), Ok(()));
        assert_eq!(shown(&header.hash()), text(&donation["block_hash"]));
        assert_eq!(Some(header.time), donation["block_time"].as_u64());
        let proof = &donation["merkle_proof"];
        let hash = |value: &Value| parse_hash(text(value)).expect("a hash");
        let branch: Vec<Hash> = list(&proof["merkle"]).iter().map(hash).collect();
        let (txid, position) =
            (hash(&donation["tx"]["hash"]), proof["pos"].as_u64().expect("a position") as u32);
        assert_eq!(merkle::check(txid, position, &branch, &header.merkle_root), Ok(()));
        assert_eq!(
            merkle::check(txid, position ^ 1, &branch, &header.merkle_root),
            Err(ProofError::WrongBranch)
        );
        // Each output's script has the address that was recorded with it.
        for output in list(&donation["tx"]["out"]) {
            let address = script::address(Chain::Bitcoin, &hex(text(&output["script"])));
            assert_eq!(address.as_ref().map(Address::as_str), output["addr"].as_str());
        }
    }
    println!(
        "{} transactions: ids, branches and headers hold. Not checked, for want of raw bytes: what the ids are the hashes \
         of, so amounts, addresses and senders; nor, for want of coinbases, how deep each tree is and each block's height",
        list(&donations).len()
    );
}

/// Vectors of a library for proofs of inclusion (summa-tx/bitcoin-spv).
#[test]
fn published_vectors_hold() {
    let Some(folder) = recorded("published_vectors_hold") else { return };
    let vectors = json(&folder, "summa_vectors.json");
    let mut branches = 0;
    for vector in list(&vectors["verifyHash256Merkle"]) {
        // The leaf, its branch and the root as one; one hash alone is a tree of one leaf.
        let proof = hex(text(&vector["input"]["proof"]));
        let (hashes, rest) = proof.as_chunks::<32>();
        let index = vector["input"]["index"].as_u64().expect("an index") as u32;
        let leads = match hashes {
            _ if !rest.is_empty() => false,
            [] => false,
            [only] => merkle::check(*only, index, &[], only).is_ok(),
            [leaf, branch @ .., root] => {
                // This library leaves open how many levels a position has.
                let index = if branch.is_empty() { index } else { index & ((1 << branch.len()) - 1) };
                branches += branch.len();
                merkle::check(*leaf, index, branch, root).is_ok()
            }
        };
        assert_eq!(Some(leads), vector["output"].as_bool(), "{vector}");
    }
    assert_eq!(branches, 35);
    for vector in list(&vectors["prove"]) {
        let input = &vector["input"];
        let branch: Vec<Hash> = hex(text(&input["proof"])).as_chunks().0.to_vec();
        let index = input["index"].as_u64().expect("an index") as u32;
        let leads =
            merkle::check(array(&input["txIdLE"]), index, &branch, &array(&input["merkleRootLE"])).is_ok();
        assert_eq!(Some(leads), vector["output"].as_bool(), "{vector}");
    }
    for vector in list(&vectors["calculateTxId"]) {
        let part = |name: &str| hex(text(&vector["input"][name]));
        let raw = [part("version"), part("vin"), part("vout"), part("locktime")].concat();
        assert_eq!(Transaction::parse(&raw).expect("a transaction").txid(), array(&vector["output"]));
    }
    // Inputs alone, in a transaction of one output.
    for vector in list(&vectors["validateVin"]) {
        let raw = [&[1, 0, 0, 0][..], &hex(text(&vector["input"])), &[1, 1, 0, 0, 0, 0, 0, 0, 0, 0], &[0; 4]]
            .concat();
        assert_eq!(Some(Transaction::parse(&raw).is_ok()), vector["output"].as_bool(), "{vector}");
    }
    // Outputs alone, in one that spends one output.
    for vector in list(&vectors["validateVout"]) {
        let raw = [&[1, 0, 0, 0, 1][..], &[7; 36], &[0], &[0xff; 4], &hex(text(&vector["input"])), &[0; 4]]
            .concat();
        assert_eq!(Some(Transaction::parse(&raw).is_ok()), vector["output"].as_bool(), "{vector}");
    }
    for vector in list(&vectors["retargetAlgorithm"]) {
        let [first, last, next] = list(&vector["input"]) else { panic!("three headers") };
        let header = |value: &Value| hex(text(&value["hex"]));
        let (first, last, next) = (header(first), header(last), header(next));
        let read = |raw| Header::parse(raw).expect("a header");
        let bits = epoch::next_bits(read(&first).bits, read(&first).time, read(&last).time);
        assert_eq!(bits, Some(read(&next).bits));
        // And those bits are in the table.
        let height = vector["input"][0]["height"].as_u64().expect("a height");
        assert_eq!(read(&first).check(Chain::Bitcoin, height), Ok(()));
        assert_eq!(read(&last).check(Chain::Bitcoin, height + 2_015), Ok(()));
        assert_eq!(read(&next).check(Chain::Bitcoin, height + 2_016), Ok(()));
    }
    for (form, length) in
        [("encodeP2SH", "a914"), ("encodeP2PKH", "76a914"), ("encodeP2WSH", "0020"), ("encodeP2WPKH", "0014")]
    {
        for vector in list(&vectors[form]) {
            let end = if form == "encodeP2SH" {
                "87"
            } else if form == "encodeP2PKH" {
                "88ac"
            } else {
                ""
            };
            let script = [&hex(length)[..], &hex(text(&vector["input"])), &hex(end)].concat();
            let address = script::address(Chain::Bitcoin, &script).expect("an address");
            assert_eq!(address.as_str(), text(&vector["output"]));
        }
    }
    // Scripts of outputs: eight bytes of value, the script's length, the script.
    let script = |vector: &Value| {
        let output = hex(text(&vector["input"]));
        (usize::from(output[8]) == output.len() - 9)
            .then(|| script::address(Chain::Bitcoin, &output[9..]))
            .flatten()
    };
    assert!(list(&vectors["extractHash"]).iter().all(|vector| script(vector).is_some()));
    assert!(list(&vectors["extractHashError"]).iter().all(|vector| script(vector).is_none()));
}

#[test]
fn published_proofs_hold_and_spoilt_ones_do_not() {
    let Some(folder) = recorded("published_proofs_hold_and_spoilt_ones_do_not") else { return };
    let proofs = json(&folder, "summa_proofs.json");
    let whole = |proof: &Value| -> Result<(), ProofError> {
        let part = |name: &str| hex(text(&proof[name]));
        let raw = [part("version"), part("vin"), part("vout"), part("locktime")].concat();
        let tx = Transaction::parse(&raw)?;
        let head = &proof["confirming_header"];
        let bytes = hex(text(&head["raw"]));
        let header = Header::parse(&bytes)?;
        header.check(Chain::Bitcoin, head["height"].as_u64().expect("a height"))?;
        let branch: Vec<Hash> = part("intermediate_nodes").as_chunks().0.to_vec();
        let index = proof["index"].as_u64().expect("an index") as u32;
        merkle::check(tx.txid(), index, &branch, &header.merkle_root)?;
        // What the proof says besides must be what its bytes say.
        let said = [(array(&proof["tx_id"]), tx.txid()), (array(&head["hash"]), header.hash())];
        let said = said.into_iter().chain([(array(&head["merkle_root"]), header.merkle_root)]);
        if said.into_iter().all(|(said, is)| said == is) { Ok(()) } else { Err(ProofError::WrongBranch) }
    };
    for valid in list(&proofs["valid"]) {
        let proof: Value = serde_json::from_str(text(valid)).expect("JSON");
        assert_eq!(whole(&proof), Ok(()));
    }
    let errors: Vec<_> =
        list(&proofs["badSPVProofs"]).iter().map(|bad| (text(&bad["e"]), whole(&bad["proof"]))).collect();
    println!("{errors:?}");
    assert!(errors.iter().all(|(_, error)| error.is_err()), "{errors:?}");
    assert_eq!(errors.len(), 4);
}
