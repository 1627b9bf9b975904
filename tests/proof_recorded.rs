//! Recorded blocks, headers and published vectors, where the variable RECORDED names their folder.

mod blocks;

use blocks::{Block, bundle, hex, sha256d, shown};
use donation_flow::chain::Chain;
use donation_flow::proof::{Bundle, Check};
use std::fs;
use std::path::PathBuf;

/// The recordings' folder of Bitcoin; none, and a word about it, where there are none.
fn recorded(test: &str) -> Option<PathBuf> {
    let folder = std::env::var_os("RECORDED").map(PathBuf::from);
    if folder.is_none() {
        println!("skipped: {test}");
    }
    folder.map(|folder| folder.join("bitcoin"))
}

/// Raw blocks of Bitcoin, and their heights; of the one recorded without, the first of its epoch.
fn raw_blocks(folder: &std::path::Path) -> Vec<(u64, Block)> {
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
