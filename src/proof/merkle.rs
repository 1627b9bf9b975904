//! Branches of a block's merkle tree
//! (<https://developer.bitcoin.org/reference/block_chain.html#merkle-trees>).

use super::ProofError;
use super::sha256::{Hash, sha256d_pair};

/// No block has more levels: a position is a number of 32 bits.
const DEPTH_LIMIT: usize = 32;

/// Checks that a leaf's branch leads to a root.
///
/// A level with an odd number of nodes takes its last one twice. So a node whose sibling is equal to it is the last of
/// its level, on the left: on the right it would be the duplicate, and its position one that no block has
/// (CVE-2012-2459). From there up the node is the last of every level, and its sibling equal to it wherever it is on the
/// left. Whether the block itself had its last transactions twice cannot be told from its root; consensus refuses such a
/// block, and a transaction is counted once, by its id.
pub fn check(leaf: Hash, position: u32, branch: &[Hash], root: &Hash) -> Result<(), ProofError> {
    if branch.len() > DEPTH_LIMIT {
        return Err(ProofError::BranchTooLong);
    }
    if u64::from(position) >> branch.len() != 0 {
        return Err(ProofError::PositionBeyondBranch);
    }
    let mut node = leaf;
    let (mut is_last, mut is_odd) = (false, false);
    for (level, sibling) in branch.iter().enumerate() {
        let index = position >> level;
        let is_left = index & 1 == 0;
        let is_equal = *sibling == node;
        // The only node of a level is the root, and has none beside it.
        is_odd |= is_equal && (!is_left || index == 0) || is_last && is_left && !is_equal;
        is_last |= is_equal;
        node = if is_left { sha256d_pair(&node, sibling) } else { sha256d_pair(sibling, &node) };
    }
    match node == *root {
        false => Err(ProofError::WrongBranch),
        true if is_odd => Err(ProofError::DuplicatedTail),
        true => Ok(()),
    }
}

/// Whether a branch leads from a leaf to a root from any position at all. The hashes that this takes are counted down in
/// `budget`; with none left the answer is no.
pub fn leads_somehow(leaf: Hash, branch: &[Hash], root: &Hash, budget: &mut u32) -> bool {
    let Some((sibling, rest)) = branch.split_first() else { return leaf == *root };
    if *budget < 2 {
        return false;
    }
    *budget -= 2;
    leads_somehow(sha256d_pair(&leaf, sibling), rest, root, budget)
        || leads_somehow(sha256d_pair(sibling, &leaf), rest, root, budget)
}
