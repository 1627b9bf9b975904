//! Branches of a block's merkle tree
//! (<https://developer.bitcoin.org/reference/block_chain.html#merkle-trees>).

use super::ProofError;
use super::sha256::{Hash, sha256d_pair};

/// No block has more levels: a position is a number of 32 bits.
const DEPTH_LIMIT: usize = 32;

/// The root that a leaf's branch leads to.
///
/// A level with an odd number of nodes takes its last one twice. So a node whose sibling is equal to it is the last of
/// its level, on the left: on the right it would be the duplicate, and the position one that no block has
/// (CVE-2012-2459). From there up the node is the last of each level, which says of each level whether its sibling must be
/// equal to it. Whether the block itself had its last transactions twice cannot be told from its root; consensus
/// refuses such a block, and a transaction is counted once by its id.
pub fn root(leaf: Hash, position: u32, branch: &[Hash]) -> Result<Hash, ProofError> {
    if branch.len() > DEPTH_LIMIT {
        return Err(ProofError::BranchTooLong);
    }
    if u64::from(position) >> branch.len() != 0 {
        return Err(ProofError::PositionBeyondBranch);
    }
    let mut node = leaf;
    let mut is_last = false;
    for (level, sibling) in branch.iter().enumerate() {
        let index = position >> level;
        let is_left = index & 1 == 0;
        if *sibling == node {
            // The only node of a level is the root.
            if !is_left || index == 0 {
                return Err(ProofError::DuplicatedTail);
            }
            is_last = true;
        } else if is_last && is_left {
            return Err(ProofError::DuplicatedTail);
        }
        node = if is_left { sha256d_pair(&node, sibling) } else { sha256d_pair(sibling, &node) };
    }
    Ok(node)
}

/// Whether a branch leads from a leaf to the root from any position at all. The hashes that this takes are counted down
/// in `budget`; with none left the answer is no.
pub fn leads_somehow(leaf: Hash, branch: &[Hash], root: &Hash, budget: &mut u32) -> bool {
    let Some((sibling, rest)) = branch.split_first() else { return leaf == *root };
    if *budget < 2 {
        return false;
    }
    *budget -= 2;
    leads_somehow(sha256d_pair(&leaf, sibling), rest, root, budget)
        || leads_somehow(sha256d_pair(sibling, &leaf), rest, root, budget)
}
