//! Inclusion: what proves, and every way not to, each by its own name. Published vectors and recorded blocks are in
//! `proof_recorded.rs`; what others' libraries say of the same bytes, in `proof_oracle.rs`.

mod blocks;

use blocks::{
    Block, Checked, HEIGHT, another_block, block, bundle, coinbase, coinbase_saying, hex, merkle_root, mined,
    paying, sha256d, shown, tx, with_witness,
};
use donation_flow::chain::{Address, Amount, Chain, TxIo};
use donation_flow::proof::transaction::{Transaction, strip};
use donation_flow::proof::{
    BlockProof, Bundle, Check, Hash, Header, Inclusion, ProofError, TxProof, hash_text, parse_hash,
};

const REGTEST: Chain = Chain::BitcoinRegtest;

fn check(bundle: &Bundle) -> Vec<Checked> {
    Check::new(bundle).collect()
}

/// What is said of the only transaction of a block.
fn only(proof: BlockProof) -> Result<Inclusion, ProofError> {
    let mut checked = check(&bundle(REGTEST, vec![proof]));
    assert_eq!(checked.len(), 1);
    checked.remove(0).map_err(|(_, error)| error)
}

/// The error of the block of seven when the evidence of its fourth transaction is changed.
fn changed(change: impl FnOnce(&mut BlockProof)) -> ProofError {
    let mut proof = block(6).proof(HEIGHT, [3]);
    change(&mut proof);
    only(proof).expect_err("refused")
}

#[test]
fn every_transaction_of_blocks_of_any_size_proves() {
    for payments in 0..40 {
        let block = block(payments);
        let checked = check(&bundle(REGTEST, vec![block.whole(HEIGHT)]));
        assert_eq!(checked.len(), block.transactions.len());
        for (raw, checked) in block.transactions.iter().zip(checked) {
            let Inclusion { tx, senders } = checked.expect("included");
            assert_eq!(*tx.txid.0, shown(&sha256d(raw)));
            let of = tx.block.expect("a block");
            assert_eq!((of.height, of.time), (HEIGHT, 1_772_366_400));
            assert_eq!(of.hash.as_deref(), Some(&*shown(&sha256d(&block.header))));
            // Of a coinbase's senders everything is known: there are none.
            assert_eq!(senders, *raw == block.transactions[0]);
        }
    }
}

#[test]
fn a_transaction_is_rebuilt_from_its_bytes() {
    let parent = tx(&[([9; 32], 4)], &[(700, paying(1)), (5_000, paying(2)), (300, vec![0x6a, 1, 7])]);
    let key_hash = [&[0x76, 0xa9, 20][..], &[3; 20], &[0x88, 0xac]].concat();
    let other = tx(&[([8; 32], 0)], &[(2_000, key_hash.clone())]);
    let spend = [(sha256d(&parent), 1), (sha256d(&parent), 0), (sha256d(&other), 0)];
    let child = tx(&spend, &[(6_100, paying(4)), (0, vec![0x6a, 1, 8])]);
    let block = mined(vec![coinbase(HEIGHT as u32, 5_000_000_000), child]);
    let mut evidence = bundle(REGTEST, vec![block.proof(HEIGHT, [1])]);

    // Without its parents, its outputs are known and its inputs are not.
    let [Ok(Inclusion { tx, senders: false })] = &*check(&evidence) else { panic!("included") };
    assert_eq!((tx.inputs.len(), tx.fee, tx.outputs.len()), (0, Amount::ZERO, 2));

    evidence.parents = vec![parent, other];
    let [Ok(Inclusion { tx, senders: true })] = &*check(&evidence) else { panic!("included") };
    let script = |io: &TxIo| io.address.as_ref().and_then(Address::script_pubkey);
    let [first, same, second] = &*tx.inputs else { panic!("three inputs") };
    assert_eq!((script(same), same.value.units()), (Some(paying(1)), 700));
    assert_eq!((script(first), first.value.units()), (Some(paying(2)), 5_000));
    assert_eq!((script(second), second.value.units()), (Some(key_hash), 2_000));
    assert_eq!(script(&tx.outputs[0]), Some(paying(4)));
    let note = TxIo { address: None, value: Amount::ZERO, hidden: false };
    assert_eq!(tx.outputs[1], note);
    assert_eq!(tx.fee.units(), 5_000 + 700 + 2_000 - 6_100);

    // One of two parents is as good as none.
    for missing in [0, 1] {
        let mut evidence = evidence.clone();
        evidence.parents.remove(missing);
        let checked = check(&evidence);
        let [Ok(Inclusion { tx, senders: false }), rest @ ..] = &*checked else { panic!("{checked:?}") };
        assert!(tx.inputs.is_empty());
        assert!(rest.is_empty());
    }
}

#[test]
fn parents_are_looked_for_among_what_was_shown_and_nothing_else_may_be_there() {
    let parent = tx(&[([9; 32], 4)], &[(700, paying(1))]);
    let child = tx(&[(sha256d(&parent), 0)], &[(600, paying(2))]);
    let grandchild = tx(&[(sha256d(&child), 0)], &[(500, paying(3))]);
    let block = mined(vec![coinbase(HEIGHT as u32, 1), parent.clone(), child.clone(), grandchild]);
    let senders = |evidence: &Bundle| -> Vec<bool> {
        check(evidence).into_iter().map(|checked| checked.expect("included").senders).collect()
    };
    let mut evidence = bundle(REGTEST, vec![block.proof(HEIGHT, 1..4)]);
    assert_eq!(senders(&evidence), [false, true, true]);
    // A parent that is shown besides is no harm; the same one twice, or one that nothing spends from, is nobody's.
    evidence.parents.push(parent.clone());
    assert_eq!(senders(&evidence), [false, true, true]);
    evidence.parents.push(tx(&[([7; 32], 1)], &[(1, paying(9))]));
    evidence.parents.push(parent);
    let rest: Vec<_> = check(&evidence).into_iter().filter_map(Result::err).collect();
    assert_eq!(rest, [("parents[1]".to_owned(), ProofError::Unneeded)]);
    let mut evidence = bundle(REGTEST, vec![block.proof(HEIGHT, [3])]);
    evidence.parents = vec![child.clone(), child];
    let rest: Vec<_> = check(&evidence).into_iter().filter_map(Result::err).collect();
    assert_eq!(rest, [("parents[1]".to_owned(), ProofError::Unneeded)]);
}

#[test]
fn wrong_branches_positions_and_depths_are_told_apart() {
    assert!(only(block(6).proof(HEIGHT, [3])).is_ok());
    assert_eq!(changed(|proof| proof.transactions[0].branch[1][0] ^= 1), ProofError::WrongBranch);
    assert_eq!(changed(|proof| proof.transactions[0].branch.swap(0, 1)), ProofError::WrongBranch);
    for position in [1, 2, 4, 5, 6, 7] {
        assert_eq!(changed(|proof| proof.transactions[0].position = position), ProofError::WrongPosition);
    }
    assert_eq!(changed(|proof| proof.transactions[0].position = 8), ProofError::PositionBeyondBranch);
    assert_eq!(changed(|proof| proof.transactions[0].position = u32::MAX), ProofError::PositionBeyondBranch);
    assert_eq!(
        changed(|proof| {
            proof.transactions[0].branch.pop();
        }),
        ProofError::WrongDepth
    );
    assert_eq!(changed(|proof| proof.transactions[0].branch.push([1; 32])), ProofError::WrongDepth);
    assert_eq!(
        changed(|proof| {
            proof.transactions[0].branch = vec![[1; 32]; 33];
            proof.coinbase_branch = vec![[1; 32]; 33];
        }),
        ProofError::CoinbaseBranch
    );
    // Another transaction in its place is included nowhere.
    assert_eq!(changed(|proof| proof.transactions[0].raw[45] ^= 1), ProofError::WrongBranch);
}

#[test]
fn the_search_of_a_position_has_an_end() {
    let block = block(60);
    let mut proof = block.whole(HEIGHT);
    for tx in &mut proof.transactions[1..] {
        tx.branch[0][0] ^= 1;
    }
    let wrong = |checked: &Checked| matches!(checked, Err((_, ProofError::WrongBranch)));
    assert!(check(&bundle(REGTEST, vec![proof]))[1..].iter().all(wrong));
    // 2³² ways up are not walked.
    let budget = &mut 1_000;
    let way = donation_flow::proof::merkle::leads_somehow([1; 32], &[[2; 32]; 32], &[3; 32], budget);
    assert_eq!((way, *budget), (false, 0));
}

#[test]
fn a_coinbase_shows_how_deep_the_tree_is() {
    assert_eq!(
        changed(|proof| {
            proof.coinbase_branch.pop();
        }),
        ProofError::CoinbaseBranch
    );
    assert_eq!(changed(|proof| proof.coinbase_branch.push([0; 32])), ProofError::CoinbaseBranch);
    assert_eq!(changed(|proof| proof.coinbase_branch[0][0] ^= 1), ProofError::CoinbaseBranch);
    assert_eq!(changed(|proof| proof.coinbase[60] ^= 1), ProofError::CoinbaseBranch);
    let another = tx(&[([1; 32], 0)], &[(1, paying(1))]);
    assert_eq!(changed(|proof| proof.coinbase = another), ProofError::NotACoinbase);
    for saying in [vec![7], vec![7; 101]] {
        assert_eq!(changed(|proof| proof.coinbase = coinbase_saying(&saying, 1)), ProofError::NotACoinbase);
    }
    assert_eq!(
        changed(|proof| {
            proof.coinbase.pop();
        }),
        ProofError::TransactionTruncated
    );
    // One branch for both does not make a transaction deeper than the tree is.
    let forged = block(6).proof(HEIGHT, [3]);
    let deeper = |proof: &mut BlockProof| {
        proof.coinbase_branch.insert(0, [4; 32]);
        proof.transactions[0].branch.insert(0, [4; 32]);
    };
    assert_eq!(changed(deeper), ProofError::CoinbaseBranch);
    assert!(only(forged).is_ok());
}

/// A transaction of 64 bytes whose halves are hashes: of nothing that anybody knows, and of a payment that nobody made.
fn hollow(payment: &[u8]) -> Vec<u8> {
    let mut raw = tx(&[([3; 32], 0)], &[(1, vec![0x6a, 1, 1, 1])]);
    assert_eq!(raw.len(), 64);
    raw[32..].copy_from_slice(&sha256d(payment));
    raw
}

#[test]
fn a_node_of_the_tree_is_no_transaction() {
    let block = block(6);
    let leaves = block.leaves();
    let node = [leaves[2], leaves[3]].concat();
    let mut proof = block.proof(HEIGHT, [3]);
    proof.transactions[0] =
        TxProof { position: 1, branch: proof.transactions[0].branch[1..].to_vec(), raw: node };
    assert_eq!(only(proof), Err(ProofError::MerkleNode));

    // The other way round: a leaf of 64 bytes is passed off as a node, with a payment below it.
    let payment = tx(&[([1; 32], 0)], &[(2_100_000_000_000_000, paying(1))]);
    let leaf = hollow(&payment);
    let block = mined(vec![coinbase(HEIGHT as u32, 1), leaf.clone()]);
    let mut proof = block.proof(HEIGHT, [1]);
    assert_eq!(only(proof.clone()), Err(ProofError::MerkleNode));
    let half: Hash = leaf[..32].try_into().expect("a half");
    let branch = [vec![half], proof.transactions[0].branch.clone()].concat();
    assert_eq!(
        merkle_root(&[sha256d(&block.transactions[0]), sha256d(&[half, sha256d(&payment)].concat())]),
        {
            let header = Header::parse(&block.header).expect("a header");
            header.merkle_root
        }
    );
    proof.transactions[0] = TxProof { position: 3, branch, raw: payment };
    assert_eq!(only(proof), Err(ProofError::WrongDepth));
}

#[test]
fn a_duplicated_tail_is_no_second_transaction() {
    // Of seven, the last is hashed with itself; of six, the last two stand again where the seventh and eighth would be.
    for (payments, position, duplicate) in [(6, 6, 7), (5, 4, 6), (5, 5, 7), (4, 4, 5), (4, 4, 6), (2, 2, 3)]
    {
        let mut proof = block(payments).proof(HEIGHT, [position]);
        proof.transactions[0].position = duplicate;
        let error = only(proof).expect_err("refused");
        assert_eq!(error, ProofError::DuplicatedTail, "{duplicate} for {position} of {payments}");
    }
    // A block that has them twice is one that consensus refuses. Its root is that of the true block, where its second
    // halves are not.
    let single = block(5);
    let mut doubled = single.transactions.clone();
    doubled.extend_from_within(4..);
    let doubled = Block { header: single.header.clone(), transactions: doubled };
    assert_eq!(merkle_root(&single.leaves()), merkle_root(&doubled.leaves()));
    let whole = bundle(REGTEST, vec![doubled.whole(HEIGHT)]);
    let said: Vec<Option<ProofError>> =
        check(&whole).into_iter().map(|checked| checked.err().map(|(_, error)| error)).collect();
    let tail = Some(ProofError::DuplicatedTail);
    assert_eq!(said, [None, None, None, None, None, None, tail, tail]);
    // A tree of one node above one leaf: the leaf would be its own brother.
    let one = mined(vec![coinbase(HEIGHT as u32, 1)]);
    let leaf = one.leaves()[0];
    let twice = donation_flow::proof::merkle::check(leaf, 0, &[leaf], &sha256d(&[leaf, leaf].concat()));
    assert_eq!(twice, Err(ProofError::DuplicatedTail));
}

#[test]
fn a_transaction_is_shown_once_and_a_coinbase_at_position_0() {
    let mut proof = block(6).proof(HEIGHT, [3]);
    let again = proof.transactions[0].clone();
    proof.transactions.push(again);
    let checked = check(&bundle(REGTEST, vec![proof]));
    assert_eq!(checked[1].clone().err().map(|(_, error)| error), Some(ProofError::Repeated));

    assert_eq!(changed(|proof| proof.transactions[0].position = 0), ProofError::CoinbasePlace);
    let second = coinbase_saying(&[1, 1, 9], 7);
    let block = mined(vec![coinbase(HEIGHT as u32, 1), second]);
    assert_eq!(only(block.proof(HEIGHT, [1])), Err(ProofError::CoinbasePlace));

    let nothing = check(&bundle(REGTEST, vec![block.proof(HEIGHT, [])]));
    assert_eq!(nothing, [Err(("blocks[0]".to_owned(), ProofError::Unneeded))]);
}

#[test]
fn a_witness_is_no_part_of_what_is_hashed() {
    let raw = tx(&[([1; 32], 0), ([2; 32], 7)], &[(1, paying(1))]);
    let full = with_witness(&raw, 2);
    assert_eq!(strip(REGTEST, &full).as_deref(), Ok(&*raw));
    assert_eq!(strip(REGTEST, &raw).as_deref(), Ok(&*raw));
    // As it goes over the wire it is refused: changed bytes of a witness would change nothing that is checked.
    assert_eq!(changed(|proof| proof.transactions[0].raw = full.clone()), ProofError::WitnessKept);
    // And its hash is not the transaction's id.
    let block = mined(vec![coinbase(HEIGHT as u32, 1), raw.clone()]);
    assert!(only(block.proof(HEIGHT, [1])).is_ok());
    assert_ne!(sha256d(&full), sha256d(&raw));

    let mut bad = full.clone();
    bad[5] = 8;
    assert_eq!(strip(REGTEST, &bad), Err(ProofError::UnknownFlag));
    bad[5] = 2;
    assert_eq!(strip(Chain::Litecoin, &bad), Err(ProofError::UnknownFlag));
    let empty = [&full[..full.len() - 10], &[0, 0], &full[full.len() - 4..]].concat();
    assert_eq!(strip(REGTEST, &empty), Err(ProofError::EmptyWitness));
    assert_eq!(strip(REGTEST, &full[..full.len() - 1]), Err(ProofError::TransactionTruncated));
    assert_eq!(strip(REGTEST, &[&full[..], &[0]].concat()), Err(ProofError::TransactionTrailing));
}

#[test]
fn what_no_block_can_hold_is_refused_by_name() {
    let good = tx(&[([1; 32], 0)], &[(5, paying(1))]);
    let refused = |raw: &[u8]| Transaction::parse(raw).expect_err("refused");
    assert!(Transaction::parse(&good).is_ok());
    for length in 0..good.len() {
        assert_eq!(refused(&good[..length]), ProofError::TransactionTruncated, "{length}");
    }
    assert_eq!(refused(&[&good[..], &[0]].concat()), ProofError::TransactionTrailing);
    assert_eq!(refused(&tx(&[], &[])), ProofError::NoInputs);
    assert_eq!(refused(&tx(&[([1; 32], 0)], &[])), ProofError::NoOutputs);
    assert_eq!(
        refused(&tx(&[([1; 32], 0), ([2; 32], 0), ([1; 32], 0)], &[(1, paying(1))])),
        ProofError::RepeatedInput
    );
    assert_eq!(refused(&tx(&[([1; 32], 0), ([0; 32], u32::MAX)], &[(1, paying(1))])), ProofError::NullInput);
    assert_eq!(
        refused(&tx(&[([1; 32], 0)], &[(8_400_000_000_000_001, paying(1))])),
        ProofError::ValueOutOfRange
    );
    assert!(Transaction::parse(&tx(&[([1; 32], 0)], &[(8_400_000_000_000_000, paying(1))])).is_ok());
    let counted = |count: &[u8]| [&good[..4], count, &good[5..]].concat();
    assert_eq!(refused(&counted(&[0xfd, 1, 0])), ProofError::CountNotMinimal);
    assert_eq!(refused(&counted(&[0xfe, 1, 1, 0, 0])), ProofError::CountNotMinimal);
    assert_eq!(refused(&counted(&[0xff, 1, 1, 1, 1, 0, 0, 0, 0])), ProofError::CountNotMinimal);
    assert_eq!(refused(&counted(&[0xfe, 1, 0, 0, 2])), ProofError::CountTooLarge);
    assert_eq!(refused(&counted(&[0xff; 9])), ProofError::CountTooLarge);
    assert_eq!(refused(&counted(&[0xfe, 0, 0, 0, 2])), ProofError::TransactionTruncated);

    let parent = tx(&[([9; 32], 4)], &[(700, paying(1))]);
    let spending = |vout, value| {
        let child = tx(&[(sha256d(&parent), vout)], &[(value, paying(2))]);
        let block = mined(vec![coinbase(HEIGHT as u32, 1), child]);
        let evidence =
            Bundle { parents: vec![parent.clone()], ..bundle(REGTEST, vec![block.proof(HEIGHT, [1])]) };
        check(&evidence).remove(0).map(|included| included.tx.fee.units()).map_err(|(_, error)| error)
    };
    assert_eq!(spending(0, 700), Ok(0));
    assert_eq!(spending(0, 701), Err(ProofError::SpendsTooMuch));
    assert_eq!(spending(1, 1), Err(ProofError::NoSuchOutput));
    assert_eq!(spending(u32::MAX, 1), Err(ProofError::NoSuchOutput));
}

#[test]
fn an_error_says_what_it_is_about() {
    let block = block(6);
    let mut proof = block.proof(HEIGHT, [3, 4]);
    proof.transactions[0].branch[0][0] ^= 1;
    proof.transactions[1].raw.pop();
    let checked = check(&bundle(REGTEST, vec![block.proof(HEIGHT, [2]), proof]));
    let about: Vec<Option<(String, ProofError)>> = checked.into_iter().map(Result::err).collect();
    let id = shown(&block.leaves()[3]);
    let place = "blocks[1].transactions[1]".to_owned();
    assert_eq!(
        about,
        [None, Some((id, ProofError::WrongBranch)), Some((place, ProofError::TransactionTruncated))]
    );
    // Names are for locale files: none twice, and none that is not in kebab case.
    let mut names: Vec<&str> = ProofError::ALL.iter().map(|error| error.name()).collect();
    assert!(names.iter().all(|name| name.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'-')));
    names.sort_unstable();
    names.dedup();
    assert_eq!(names.len(), ProofError::ALL.len());
}

#[test]
fn a_file_is_read_as_it_was_written_and_in_no_other_form() {
    let mut evidence = bundle(REGTEST, vec![block(6).proof(HEIGHT, [3, 4]), block(0).whole(300)]);
    evidence.parents = vec![vec![7; 70_000], vec![], vec![1; 300]];
    let file = evidence.encode();
    assert_eq!(Bundle::decode(&file), Ok(evidence));
    for length in 0..file.len() {
        let error = if length < 7 { ProofError::NotAProofFile } else { ProofError::FileTruncated };
        assert_eq!(Bundle::decode(&file[..length]), Err(error), "{length}");
    }
    assert_eq!(Bundle::decode(&[&file[..], &[0]].concat()), Err(ProofError::FileTrailing));
    let with = |at: usize, bytes: &[u8]| {
        let mut file = file.clone();
        file.splice(at..at + 1, bytes.iter().copied());
        Bundle::decode(&file)
    };
    assert_eq!(with(0, b"d"), Err(ProofError::NotAProofFile));
    assert_eq!(with(7, &[2]), Err(ProofError::ProofVersion));
    assert_eq!(with(9, b"x"), Err(ProofError::UnknownChain));
    assert_eq!(with(8, &[0xfd, 15, 0]), Err(ProofError::CountNotMinimal));
    assert_eq!(with(8, &[0xff; 9]), Err(ProofError::CountTooLarge));
}

#[test]
fn hashes_are_written_with_their_last_byte_first() {
    let hash = sha256d(b"a transaction");
    assert_eq!(hash_text(&hash), shown(&hash));
    assert_eq!(parse_hash(&shown(&hash)), Some(hash));
    for bad in [
        "",
        "00",
        &shown(&hash)[1..],
        &format!("{}g", &shown(&hash)[1..]),
        &format!("{}é", &shown(&hash)[2..]),
    ] {
        assert_eq!(parse_hash(bad), None, "{bad}");
    }
    assert_eq!(hex("00ff"), [0, 255]);
}

#[test]
fn blocks_of_all_sizes_are_checked_side_by_side() {
    // Some transactions of each, so that branches of different lengths are climbed together, and blocks begin anywhere.
    let sizes = [0, 40, 1, 2, 17, 3, 0, 0, 9, 4, 33, 5, 1];
    let blocks: Vec<Block> = (0..).zip(sizes).map(|(number, size)| another_block(number, size)).collect();
    let some = |block: &Block| block.proof(HEIGHT, (0..block.transactions.len()).step_by(3));
    let evidence = bundle(REGTEST, blocks.iter().map(some).collect());
    let said: Vec<String> =
        check(&evidence).into_iter().map(|ok| ok.expect("included").tx.txid.0.to_string()).collect();
    let expected: Vec<String> =
        blocks.iter().flat_map(|block| block.leaves().into_iter().step_by(3)).map(|id| shown(&id)).collect();
    assert_eq!(said, expected);
}

#[test]
fn what_is_wrong_with_one_says_nothing_of_those_beside_it() {
    let blocks: Vec<Block> = (3..9).map(|size| another_block(size, size as u8)).collect();
    let evidence = bundle(REGTEST, blocks.iter().map(|block| block.proof(HEIGHT, [1, 2])).collect());
    let whole = check(&evidence);
    assert!(whole.iter().all(Result::is_ok));
    for index in 0..6 {
        let mut branch = evidence.clone();
        branch.blocks[index].transactions[1].branch[0][5] ^= 1;
        let mut header = evidence.clone();
        header.blocks[index].header[40] ^= 1;
        for (spoilt, places) in [(branch, vec![2 * index + 1]), (header, vec![2 * index, 2 * index + 1])] {
            for (place, (now, before)) in check(&spoilt).iter().zip(&whole).enumerate() {
                assert_eq!(now.is_err(), places.contains(&place), "{place}");
                assert!(now.is_err() || now == before);
            }
        }
    }
}

/// A bit of each is changed: the file is refused, or something else is said.
#[test]
fn every_byte_of_a_file_counts() {
    let parent = tx(&[([9; 32], 4)], &[(700, paying(1)), (800, vec![0x6a])]);
    let child = tx(&[(sha256d(&parent), 0)], &[(600, paying(2))]);
    let block = mined(vec![coinbase(HEIGHT as u32, 1), tx(&[([1; 32], 0)], &[(1, paying(3))]), child]);
    let mut evidence =
        bundle(REGTEST, vec![block.proof(HEIGHT, [2]), another_block(1, 2).proof(HEIGHT, [0])]);
    evidence.parents = vec![parent];
    let file = evidence.encode();
    let said = check(&evidence);
    assert!(said.iter().all(|checked| checked.as_ref().is_ok_and(|included| included.senders)));
    for at in 0..file.len() {
        let bit = at * 3 % 8;
        let mut changed = file.clone();
        changed[at] ^= 1 << bit;
        if let Ok(changed) = Bundle::decode(&changed) {
            assert_ne!(check(&changed), said, "byte {at}, bit {bit}");
        }
    }
}
