//! How many proofs are checked in a second: of transactions each in a block of its own of 4,096 transactions, with its
//! parent, as a campaign's are. `cargo bench --no-default-features --bench proof`

#[path = "../tests/blocks/mod.rs"]
mod blocks;

use blocks::{branch, bundle, coinbase, header, merkle_root, paying, sha256d, tx};
use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use donation_flow::chain::Chain;
use donation_flow::proof::{BlockProof, Bundle, Check, Hash, TxProof, sha256};
use std::hint::black_box;

const PROOFS: u64 = 256;
const DEPTH: usize = 12;

/// A proof each in so many blocks. Other transactions of a block are made up as their hashes.
fn evidence() -> Bundle {
    let mut evidence = bundle(Chain::BitcoinRegtest, Vec::new());
    for number in 0..PROOFS {
        let key_hash = |byte| [&[0x76, 0xa9, 20][..], &[byte; 20], &[0x88, 0xac]].concat();
        let name = number as u8;
        let parent = tx(&[([name; 32], 1)], &[(90_000, key_hash(name)), (80_000, paying(name))]);
        let raw = tx(&[(sha256d(&parent), 0)], &[(70_000, paying(7)), (19_000, key_hash(name))]);
        // Of three bytes, as `coinbase` writes them.
        let height = 70_000 + number;
        let coinbase = coinbase(height as u32, 5_000_000_000);
        let position = 1 + (number as usize * 37) % ((1 << DEPTH) - 1);
        let mut leaves: Vec<Hash> = (0..1u32 << DEPTH).map(|leaf| sha256d(&leaf.to_le_bytes())).collect();
        (leaves[0], leaves[position]) = (sha256d(&coinbase), sha256d(&raw));
        evidence.blocks.push(BlockProof {
            height,
            header: header(&merkle_root(&leaves), 0x207f_ffff),
            coinbase,
            coinbase_branch: branch(&leaves, 0),
            transactions: vec![TxProof { position: position as u32, branch: branch(&leaves, position), raw }],
        });
        evidence.parents.push(parent);
    }
    evidence
}

fn proofs(criterion: &mut Criterion) {
    let evidence = evidence();
    assert!(Check::new(&evidence).all(|checked| checked.is_ok_and(|included| included.senders)));
    let file = evidence.encode();
    let mut group = criterion.benchmark_group("proof");
    group.throughput(Throughput::Elements(PROOFS));
    group.bench_function("checked", |bencher| {
        bencher.iter(|| Check::new(black_box(&evidence)).filter(Result::is_ok).count());
    });
    group.bench_function("read from a file and checked", |bencher| {
        bencher.iter(|| {
            let evidence = Bundle::decode(black_box(&file)).expect("as it was written");
            Check::new(&evidence).filter(Result::is_ok).count()
        });
    });
    group.finish();

    let nodes = [[1; 32], [2; 32], [3; 32], [4; 32]];
    let mut group = criterion.benchmark_group("node of a tree");
    group.throughput(Throughput::Elements(1));
    group.bench_function("alone", |bencher| {
        bencher.iter(|| sha256::sha256d_pair(black_box(&nodes[0]), black_box(&nodes[1])));
    });
    group.throughput(Throughput::Elements(4));
    group.bench_function("four side by side", |bencher| {
        let four = sha256::hashes_of([Some(&nodes[0]), Some(&nodes[1]), Some(&nodes[2]), Some(&nodes[3])]);
        bencher.iter(|| sha256::sha256d_pairs(black_box(&four), black_box(&four)));
    });
    group.finish();
}

criterion_group!(benches, proofs);
criterion_main!(benches);
