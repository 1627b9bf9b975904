//! SHA-256 (FIPS 180-4) made for speed: the check of a snapshot does little else. Four messages are hashed side by side where
//! there are four. `chain::sha256` is the small one, and has the constants.

mod lanes;

use crate::chain::sha256::{CONSTANTS, INITIAL};
use lanes::Word;
pub use lanes::{LANES, Lanes};

/// A SHA-256 hash, or a double one: its bytes in the order in which they are hashed on.
pub type Hash = [u8; 32];

/// Whether four words take less time than one four times: an array of them, which other processors have, takes twice as
/// long. Tests take this way all the same.
const SIDE_BY_SIDE: bool =
    cfg!(any(debug_assertions, all(target_arch = "wasm32", target_feature = "simd128")));

/// Hashes side by side, as words.
pub type Hashes = [Lanes; 8];

/// The hash of a message.
pub fn sha256(message: &[u8]) -> Hash {
    let mut state = INITIAL;
    for index in 0..blocks(message) {
        compress(&mut state, block(message, index));
    }
    bytes_of(&state)
}

/// The hash of a message's hash: ids, merkle trees, headers.
pub fn sha256d(message: &[u8]) -> Hash {
    sha256(&sha256(message))
}

/// The node above two nodes of a merkle tree.
pub fn sha256d_pair(left: &Hash, right: &Hash) -> Hash {
    bytes_of(&pair(&words_of(left), &words_of(right)))
}

/// Nodes above pairs of nodes, side by side.
pub fn sha256d_pairs(left: &Hashes, right: &Hashes) -> Hashes {
    if SIDE_BY_SIDE {
        return pair(left, right);
    }
    let mut words = [[0; LANES]; 8];
    for lane in 0..LANES {
        let node = pair(&left.map(|word| word.lane(lane)), &right.map(|word| word.lane(lane)));
        for (words, word) in words.iter_mut().zip(node) {
            words[lane] = word;
        }
    }
    words.map(Lanes::of)
}

/// The double hashes of some messages, in their order.
pub fn sha256d_all(messages: &[&[u8]]) -> Vec<Hash> {
    let mut hashes = Vec::with_capacity(messages.len());
    for four in messages.chunks(LANES) {
        let (mut sum, mut longest) = (0, 0);
        for message in four {
            sum += blocks(message);
            longest = longest.max(blocks(message));
        }
        // Side by side they take as long as the longest of them does, and that takes somewhat longer than alone.
        if sum < 2 * longest || !SIDE_BY_SIDE {
            for message in four {
                hashes.push(sha256d(message));
            }
        } else {
            let state = side_by_side(four, longest);
            for lane in 0..four.len() {
                hashes.push(hash_in(&state, lane));
            }
        }
    }
    hashes
}

/// The double hashes of up to four messages of so many blocks at most.
fn side_by_side(messages: &[&[u8]], longest: usize) -> Hashes {
    let mut state = INITIAL.map(Lanes::splat);
    for index in 0..longest {
        let mut words = [[0; LANES]; 16];
        let mut is_there = [0; LANES];
        for (lane, message) in messages.iter().enumerate() {
            if index < blocks(message) {
                is_there[lane] = u32::MAX;
                for (words, word) in words.iter_mut().zip(block(message, index)) {
                    words[lane] = word;
                }
            }
        }
        let before = state;
        compress(&mut state, words.map(Lanes::of));
        let is_there = Lanes::of(is_there);
        for (word, before) in state.iter_mut().zip(before) {
            *word = is_there.choose(*word, before);
        }
    }
    hash_again(&state)
}

/// The hash in a lane.
pub fn hash_in(hashes: &Hashes, lane: usize) -> Hash {
    bytes_of(&hashes.map(|word| word.lane(lane)))
}

/// Up to four hashes side by side; zeros where there are fewer.
pub fn hashes_of(hashes: [Option<&Hash>; LANES]) -> Hashes {
    let mut words = [[0; LANES]; 8];
    for (lane, hash) in hashes.into_iter().enumerate() {
        let Some(hash) = hash else { continue };
        let hash: [u32; 8] = words_of(hash);
        for (words, word) in words.iter_mut().zip(hash) {
            words[lane] = word;
        }
    }
    words.map(Lanes::of)
}

/// How many blocks of 64 bytes a message fills, with what ends it.
fn blocks(message: &[u8]) -> usize {
    (message.len() + 8) / 64 + 1
}

/// One of a message's blocks. After the message come a one bit, zeros, and its length in bits in the last eight bytes.
fn block(message: &[u8], index: usize) -> [u32; 16] {
    let rest = message.get(64 * index..).unwrap_or_default();
    if let Some(block) = rest.first_chunk::<64>() {
        return words_of(block);
    }
    let mut last = [0; 64];
    for (to, byte) in last.iter_mut().zip(rest) {
        *to = *byte;
    }
    // A message that ends with the block before has its one bit in this one.
    if 64 * index <= message.len() {
        last[rest.len()] = 0x80;
    }
    let mut words = words_of(&last);
    if index + 1 == blocks(message) {
        let bits = 8 * message.len() as u64;
        [words[14], words[15]] = [(bits >> 32) as u32, bits as u32];
    }
    words
}

fn words_of<const BYTES: usize, const WORDS: usize>(bytes: &[u8; BYTES]) -> [u32; WORDS] {
    let mut words = [0; WORDS];
    for (word, bytes) in words.iter_mut().zip(bytes.as_chunks::<4>().0) {
        *word = u32::from_be_bytes(*bytes);
    }
    words
}

fn bytes_of(state: &[u32; 8]) -> Hash {
    let mut hash = [0; 32];
    for (bytes, word) in hash.as_chunks_mut::<4>().0.iter_mut().zip(state) {
        *bytes = word.to_be_bytes();
    }
    hash
}

#[inline(always)]
fn pair<W: Word>(left: &[W; 8], right: &[W; 8]) -> [W; 8] {
    let mut state = INITIAL.map(W::splat);
    let [a, b, c, d, e, f, g, h] = *left;
    let [i, j, k, l, m, n, o, p] = *right;
    compress(&mut state, [a, b, c, d, e, f, g, h, i, j, k, l, m, n, o, p]);
    compress_end_of_pair(&mut state);
    hash_again(&state)
}

/// The hash of a hash.
#[inline(always)]
fn hash_again<W: Word>(hash: &[W; 8]) -> [W; 8] {
    let [a, b, c, d, e, f, g, h] = *hash;
    let zero = W::splat(0);
    let (one_bit, length) = (W::splat(0x8000_0000), W::splat(256));
    let mut state = INITIAL.map(W::splat);
    compress(&mut state, [a, b, c, d, e, f, g, h, one_bit, zero, zero, zero, zero, zero, zero, length]);
    state
}

fn compress<W: Word>(state: &mut [W; 8], mut w: [W; 16]) {
    let mut working = *state;
    for (index, constants) in CONSTANTS.as_chunks::<16>().0.iter().enumerate() {
        if index > 0 {
            w = extended(w);
        }
        working = sixteen_rounds(working, |t| W::splat(constants[t]).add(w[t]));
    }
    add(state, working);
}

/// The second block of a message of 64 bytes is always the same.
fn compress_end_of_pair<W: Word>(state: &mut [W; 8]) {
    let mut working = *state;
    for sums in END_OF_PAIR.as_chunks::<16>().0 {
        working = sixteen_rounds(working, |t| W::splat(sums[t]));
    }
    add(state, working);
}

#[inline(always)]
fn add<W: Word>(state: &mut [W; 8], working: [W; 8]) {
    for (word, add) in state.iter_mut().zip(working) {
        *word = word.add(add);
    }
}

/// The next sixteen words of the schedule.
#[inline(always)]
fn extended<W: Word>(mut w: [W; 16]) -> [W; 16] {
    macro_rules! extend {
        ($($t:literal)*) => {
            $(
                let (far, near) = (w[($t + 1) % 16], w[($t + 14) % 16]);
                let far = far.rotate_right::<7, 25>().xor(far.rotate_right::<18, 14>()).xor(far.shift_right::<3>());
                let near = near.rotate_right::<17, 15>().xor(near.rotate_right::<19, 13>()).xor(near.shift_right::<10>());
                w[$t] = w[$t].add(far).add(w[($t + 9) % 16]).add(near);
            )*
        };
    }
    extend!(0 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15);
    w
}

/// Sixteen rounds, unrolled: `sum` gives the word of the schedule and the constant of each, added.
#[inline(always)]
fn sixteen_rounds<W: Word>(state: [W; 8], sum: impl Fn(usize) -> W) -> [W; 8] {
    let [mut a, mut b, mut c, mut d, mut e, mut f, mut g, mut h] = state;
    macro_rules! round {
        ($a:ident $b:ident $c:ident $d:ident $e:ident $f:ident $g:ident $h:ident, $t:expr) => {
            let first =
                $e.rotate_right::<6, 26>().xor($e.rotate_right::<11, 21>()).xor($e.rotate_right::<25, 7>());
            let first = $h.add(first).add($e.choose($f, $g)).add(sum($t));
            let second =
                $a.rotate_right::<2, 30>().xor($a.rotate_right::<13, 19>()).xor($a.rotate_right::<22, 10>());
            $d = $d.add(first);
            // The bit that two of three have.
            $h = first.add(second).add($a.xor($b).choose($c, $b));
        };
    }
    macro_rules! eight_rounds {
        ($from:literal) => {
            round!(a b c d e f g h, $from);
            round!(h a b c d e f g, $from + 1);
            round!(g h a b c d e f, $from + 2);
            round!(f g h a b c d e, $from + 3);
            round!(e f g h a b c d, $from + 4);
            round!(d e f g h a b c, $from + 5);
            round!(c d e f g h a b, $from + 6);
            round!(b c d e f g h a, $from + 7);
        };
    }
    eight_rounds!(0);
    eight_rounds!(8);
    [a, b, c, d, e, f, g, h]
}

/// Words of the schedule and constants, added, of the block that ends a message of 64 bytes.
const END_OF_PAIR: [u32; 64] = {
    let mut w = [0u32; 64];
    w[0] = 0x8000_0000;
    w[15] = 512;
    let mut sums = CONSTANTS;
    let mut t = 0;
    while t < 64 {
        if t >= 16 {
            let (far, near) = (w[t - 15], w[t - 2]);
            let far = far.rotate_right(7) ^ far.rotate_right(18) ^ far >> 3;
            let near = near.rotate_right(17) ^ near.rotate_right(19) ^ near >> 10;
            w[t] = w[t - 16].wrapping_add(far).wrapping_add(w[t - 7]).wrapping_add(near);
        }
        sums[t] = sums[t].wrapping_add(w[t]);
        t += 1;
    }
    sums
};
