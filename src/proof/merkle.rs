//! Branches of a block's merkle tree
//! (<https://developer.bitcoin.org/reference/block_chain.html#merkle-trees>).

use super::ProofError;
use super::sha256::{Hash, LANES, Lanes, hash_in, hashes_of, sha256d_pair, sha256d_pairs};

/// No block has more levels: a position is a number of 32 bits.
const DEPTH_LIMIT: usize = 32;

/// A leaf, and the hashes beside the path from it up to a root.
#[derive(Clone, Copy)]
pub struct Climb<'a> {
    pub leaf: Hash,
    pub position: u32,
    pub branch: &'a [Hash],
    pub root: Hash,
}

/// Checks that a leaf's branch leads to a root.
///
/// A level with an odd number of nodes takes its last one twice. So a node whose sibling is equal to it is the last of
/// its level, on the left: on the right it would be the duplicate, and its position one that no block has
/// (CVE-2012-2459). From there up the node is the last of every level, and its sibling equal to it wherever it is on the
/// left. Whether the block itself had its last transactions twice cannot be told from its root; consensus refuses such a
/// block, and a transaction is counted once, by its id.
pub fn check(leaf: Hash, position: u32, branch: &[Hash], root: &Hash) -> Result<(), ProofError> {
    let [checked, ..] = check_all(&[Climb { leaf, position, branch, root: *root }]);
    checked
}

/// Checks up to [`LANES`] branches side by side.
pub fn check_all(climbs: &[Climb]) -> [Result<(), ProofError>; LANES] {
    let mut checked = [Ok(()); LANES];
    let mut shapes = [Shape::default(); LANES];
    let mut leaves = [None; LANES];
    let mut longest = 0;
    for (lane, climb) in climbs.iter().enumerate().take(LANES) {
        leaves[lane] = Some(&climb.leaf);
        checked[lane] = match climb.branch.len() {
            length if length > DEPTH_LIMIT => Err(ProofError::BranchTooLong),
            length if u64::from(climb.position) >> length != 0 => Err(ProofError::PositionBeyondBranch),
            0 if climb.leaf != climb.root => Err(ProofError::WrongBranch),
            length => {
                longest = longest.max(length);
                Ok(())
            }
        };
    }
    let mut nodes = hashes_of(leaves);
    for level in 0..longest {
        let mut beside = [None; LANES];
        let mut is_right = [0; LANES];
        for (lane, climb) in climbs.iter().enumerate().take(LANES) {
            beside[lane] = climb.branch.get(level);
            is_right[lane] = (climb.position >> level & 1).wrapping_neg();
        }
        let (siblings, is_right) = (hashes_of(beside), Lanes::of(is_right));
        let mut unlike = Lanes::splat(0);
        let (mut left, mut right) = (nodes, siblings);
        for index in 0..8 {
            let (node, sibling) = (nodes[index], siblings[index]);
            let difference = node.xor(sibling);
            unlike = difference.choose(Lanes::splat(u32::MAX), unlike);
            left[index] = is_right.choose(sibling, node);
            right[index] = is_right.choose(node, sibling);
        }
        nodes = sha256d_pairs(&left, &right);
        for (lane, climb) in climbs.iter().enumerate().take(LANES) {
            if level >= climb.branch.len() || checked[lane].is_err() {
                continue;
            }
            shapes[lane].note(climb.position >> level, unlike.lane(lane) == 0);
            if level + 1 == climb.branch.len() {
                checked[lane] = match hash_in(&nodes, lane) == climb.root {
                    false => Err(ProofError::WrongBranch),
                    true if shapes[lane].is_odd => Err(ProofError::DuplicatedTail),
                    true => Ok(()),
                };
            }
        }
    }
    checked
}

/// What a path tells of its tree's right edge.
#[derive(Clone, Copy, Default)]
struct Shape {
    is_last: bool,
    /// It is a path of no tree that a block has.
    is_odd: bool,
}

impl Shape {
    /// Notes the place of a node in its level, and whether its sibling is equal to it.
    fn note(&mut self, index: u32, is_equal: bool) {
        let is_left = index & 1 == 0;
        // The only node of a level is the root, and has none beside it.
        self.is_odd |= is_equal && (!is_left || index == 0) || self.is_last && is_left && !is_equal;
        self.is_last |= is_equal;
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
