//! Litecoin's proof of work: scrypt with N = 1024, r = 1, p = 1, of a header with itself as salt (RFC 7914).

use super::sha256::{Hash, sha256};

/// N: so many blocks are written, and as many then read in an order that nobody can foresee.
const COST: usize = 1_024;

/// The 128 bytes that are mixed, as Salsa20 reads them.
type Block = [u32; 32];

/// The hash that a header's target is compared with.
pub fn scrypt(header: &[u8]) -> Hash {
    let mut block: Block = [0; 32];
    for (index, part) in block.as_chunks_mut::<8>().0.iter_mut().enumerate() {
        for (word, bytes) in part.iter_mut().zip(derived(header, header, index as u32 + 1).as_chunks::<4>().0)
        {
            *word = u32::from_le_bytes(*bytes);
        }
    }
    let mut written = Vec::with_capacity(COST);
    for _ in 0..COST {
        written.push(block);
        mix(&mut block);
    }
    for _ in 0..COST {
        // Its last 64 bytes as a number, modulo N.
        let read = &written[block[16] as usize % COST];
        for (word, read) in block.iter_mut().zip(read) {
            *word ^= read;
        }
        mix(&mut block);
    }
    let mut salt = Vec::with_capacity(128);
    for word in block {
        salt.extend_from_slice(&word.to_le_bytes());
    }
    derived(header, &salt, 1)
}

/// scryptBlockMix with r = 1: two halves, each hashed together with the one before it.
fn mix(block: &mut Block) {
    let [first, second] = block.as_chunks_mut::<16>().0 else { return };
    for (word, other) in first.iter_mut().zip(second.iter()) {
        *word ^= other;
    }
    salsa20_8(first);
    for (word, other) in second.iter_mut().zip(first.iter()) {
        *word ^= other;
    }
    salsa20_8(second);
}

/// Salsa20/8 Core.
fn salsa20_8(block: &mut [u32; 16]) {
    let mut x = *block;
    let mut quarter = |a: usize, b: usize, c: usize, d: usize| {
        x[b] ^= x[a].wrapping_add(x[d]).rotate_left(7);
        x[c] ^= x[b].wrapping_add(x[a]).rotate_left(9);
        x[d] ^= x[c].wrapping_add(x[b]).rotate_left(13);
        x[a] ^= x[d].wrapping_add(x[c]).rotate_left(18);
    };
    for _ in 0..4 {
        for column in 0..4 {
            let below = |rows: usize| (5 * column + 4 * rows) % 16;
            quarter(below(0), below(1), below(2), below(3));
        }
        for row in 0..4 {
            let along = |columns: usize| 4 * row + (row + columns) % 4;
            quarter(along(0), along(1), along(2), along(3));
        }
    }
    for (word, mixed) in block.iter_mut().zip(x) {
        *word = word.wrapping_add(mixed);
    }
}

/// A block of PBKDF2 with HMAC-SHA-256 and one iteration, counted from 1 (RFC 8018, RFC 2104). The password is longer than
/// 64 bytes, as a header is, so that its hash is the key.
fn derived(password: &[u8], salt: &[u8], index: u32) -> Hash {
    let mut key = [0; 64];
    key[..32].copy_from_slice(&sha256(password));
    let keyed = |pad: u8, message: &[&[u8]]| {
        let mut bytes = key.map(|byte| byte ^ pad).to_vec();
        message.iter().for_each(|part| bytes.extend_from_slice(part));
        sha256(&bytes)
    };
    keyed(0x5c, &[&keyed(0x36, &[salt, &index.to_be_bytes()])])
}
