//! Keccak-256 of short messages, written for size: the hash of EIP-55 checksums. It is the Keccak of 2011, with which
//! Ethereum began, and not SHA-3 of FIPS 202: the two differ in the byte that ends the message.
//!
//! Specification: <https://keccak.team/keccak_specs_summary.html>. Its round constants are worked out while it runs, for a table of
//! them does not compress. It is asked for each address of a page, so that its inner loops count by rows: with places worked
//! out by remainders it took three times as long. Tests hold it to the `sha3` crate.

/// The longest message, in bytes: one that fills a block with the byte that ends it.
pub const MESSAGE_LIMIT: usize = RATE - 1;

/// Bytes of a block.
const RATE: usize = 136;

/// The hash of a message of up to [`MESSAGE_LIMIT`] bytes.
pub fn keccak256(message: &[u8]) -> [u8; 32] {
    debug_assert!(message.len() <= MESSAGE_LIMIT);
    let mut lanes = [0; 25];
    for (index, byte) in message.iter().chain(&[0x01]).enumerate() {
        lanes[index / 8] ^= u64::from(*byte) << (index % 8 * 8);
    }
    lanes[RATE / 8 - 1] ^= 1 << 63;
    permute(&mut lanes);
    let mut hash = [0; 32];
    for (index, byte) in hash.iter_mut().enumerate() {
        *byte = (lanes[index / 8] >> (index % 8 * 8)) as u8;
    }
    hash
}

/// Keccak-f[1600]. The lane of column `x` and row `y` is at `x + 5 * y`.
fn permute(lanes: &mut [u64; 25]) {
    // The round constants' bits come from a register that is fed back (x⁸ + x⁶ + x⁵ + x⁴ + 1).
    let mut register: u8 = 1;
    for _ in 0..24 {
        // θ: each lane takes in two neighbouring columns.
        let mut parities = [0; 5];
        for row in lanes.chunks_exact(5) {
            for (parity, lane) in parities.iter_mut().zip(row) {
                *parity ^= lane;
            }
        }
        let [a, b, c, d, e] = parities;
        let mixed = [
            e ^ b.rotate_left(1),
            a ^ c.rotate_left(1),
            b ^ d.rotate_left(1),
            c ^ e.rotate_left(1),
            d ^ a.rotate_left(1),
        ];
        for row in lanes.chunks_exact_mut(5) {
            for (lane, mixed) in row.iter_mut().zip(mixed) {
                *lane ^= mixed;
            }
        }
        // ρ and π: each lane is rotated and moves to another's place, all but the first in one round trip.
        let mut rotation = 0;
        let mut moving = lanes[1];
        for (step, place) in (1..).zip(TRIP) {
            rotation += step;
            moving = std::mem::replace(&mut lanes[usize::from(place)], moving.rotate_left(rotation));
        }
        // χ: the rows are mixed.
        for row in lanes.chunks_exact_mut(5) {
            let [a, b, c, d, e] = *row else { continue };
            row.copy_from_slice(&[a ^ !b & c, b ^ !c & d, c ^ !d & e, d ^ !e & a, e ^ !a & b]);
        }
        // ι: the first lane takes in the round's constant.
        for power in 0..7 {
            lanes[0] ^= u64::from(register & 1) << ((1 << power) - 1);
            register = register << 1 ^ if register & 0x80 != 0 { 0x71 } else { 0 };
        }
    }
}

/// The places that lanes move through, from the second lane's on and back to it: (x, y) to (y, 2x + 3y).
const TRIP: [u8; 24] =
    [10, 7, 11, 17, 18, 3, 5, 16, 8, 21, 24, 4, 15, 23, 19, 13, 12, 2, 20, 14, 22, 9, 6, 1];

#[cfg(test)]
mod tests {
    use super::*;
    use sha3::{Digest, Keccak256};

    #[test]
    fn hashes_as_the_sha3_crate_does() {
        // Every length: what ends the message stands at every place of the block, the last one with the other mark.
        for length in 0..=MESSAGE_LIMIT {
            let message: Vec<u8> = (0..length).map(|index| (index * 151 + length) as u8).collect();
            assert_eq!(keccak256(&message), *Keccak256::digest(&message), "{length} bytes");
        }
    }

    #[test]
    fn hashes_the_empty_message_as_ethereum_has_it() {
        let hex: String = keccak256(b"").iter().map(|byte| format!("{byte:02x}")).collect();
        assert_eq!(hex, "c5d2460186f7233c927e7db2dcc703c0e500b653ca82273b7bfad8045d85a470");
    }
}
