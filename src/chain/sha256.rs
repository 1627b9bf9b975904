//! SHA-256 (FIPS 180-4) of short messages, written for size: its loops are not unrolled, and there is one block.
//!
//! Base58check hashes 21 and 32 bytes an address, so speed hardly counts; of the reader's wasm, `sha2` would take 2 KB
//! more. Tests hold it to that crate.

/// The longest message, in bytes: one that fills a block of 64 bytes with what ends it.
pub const MESSAGE_LIMIT: usize = 55;

/// The hash of a message of up to [`MESSAGE_LIMIT`] bytes.
pub fn sha256(message: &[u8]) -> [u8; 32] {
    debug_assert!(message.len() <= MESSAGE_LIMIT);
    // After the message a one bit, zeros, and its length in bits in the last two bytes.
    let mut block = [0; 64];
    block[..message.len()].copy_from_slice(message);
    block[message.len()] = 0x80;
    block[62..].copy_from_slice(&(8 * message.len() as u16).to_be_bytes());
    let mut schedule = [0u32; 64];
    for (t, byte) in block.iter().enumerate() {
        schedule[t / 4] = schedule[t / 4] << 8 | u32::from(*byte);
    }
    for t in 16..64 {
        let (far, near) = (schedule[t - 15], schedule[t - 2]);
        schedule[t] = schedule[t - 16]
            .wrapping_add(far.rotate_right(7) ^ far.rotate_right(18) ^ far >> 3)
            .wrapping_add(schedule[t - 7])
            .wrapping_add(near.rotate_right(17) ^ near.rotate_right(19) ^ near >> 10);
    }
    let mut state = INITIAL;
    for t in 0..64 {
        let [a, b, c, d, e, f, g, h] = state;
        let first = h
            .wrapping_add(e.rotate_right(6) ^ e.rotate_right(11) ^ e.rotate_right(25))
            .wrapping_add(e & f ^ !e & g)
            .wrapping_add(CONSTANTS[t])
            .wrapping_add(schedule[t]);
        let second =
            (a.rotate_right(2) ^ a.rotate_right(13) ^ a.rotate_right(22)).wrapping_add(a & b ^ a & c ^ b & c);
        state = [first.wrapping_add(second), a, b, c, d.wrapping_add(first), e, f, g];
    }
    let mut hash = [0; 32];
    for index in 0..8 {
        let word = INITIAL[index].wrapping_add(state[index]);
        hash[4 * index..][..4].copy_from_slice(&word.to_be_bytes());
    }
    hash
}

/// The fractions of the square roots of the first 8 primes.
pub(crate) static INITIAL: [u32; 8] =
    [0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a, 0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19];

/// The fractions of the cube roots of the first 64 primes.
pub(crate) static CONSTANTS: [u32; 64] = [
    0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5,
    0xd807aa98, 0x12835b01, 0x243185be, 0x550c7dc3, 0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174,
    0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da,
    0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7, 0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967,
    0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13, 0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85,
    0xa2bfe8a1, 0xa81a664b, 0xc24b8b70, 0xc76c51a3, 0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070,
    0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f, 0x682e6ff3,
    0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208, 0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2,
];
