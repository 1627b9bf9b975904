//! SHA-256 (FIPS 180-4) made for speed: the check of a snapshot does little else. `chain::sha256` is the small one.

/// A SHA-256 hash, or a double one: its bytes in the order in which they are hashed on.
pub type Hash = [u8; 32];

/// The hash of a message.
pub fn sha256(message: &[u8]) -> Hash {
    let mut state = INITIAL;
    let (blocks, rest) = message.as_chunks::<64>();
    for block in blocks {
        compress(&mut state, words(block));
    }
    // After the message a one bit, zeros, and its length in bits in the last eight bytes.
    let mut last = [0; 128];
    for (to, byte) in last.iter_mut().zip(rest.iter().chain(&[0x80])) {
        *to = *byte;
    }
    let end = if rest.len() < 56 { 64 } else { 128 };
    for (to, byte) in last[..end].iter_mut().rev().zip((8 * message.len() as u64).to_le_bytes()) {
        *to = byte;
    }
    for block in last[..end].as_chunks::<64>().0 {
        compress(&mut state, words(block));
    }
    bytes(&state)
}

/// The hash of a message's hash: ids, merkle trees, headers.
pub fn sha256d(message: &[u8]) -> Hash {
    sha256(&sha256(message))
}

/// The node above two nodes of a merkle tree.
pub fn sha256d_pair(left: &Hash, right: &Hash) -> Hash {
    let mut pair = [0; 64];
    pair[..32].copy_from_slice(left);
    pair[32..].copy_from_slice(right);
    sha256d(&pair)
}

fn words(block: &[u8; 64]) -> [u32; 16] {
    let mut words = [0; 16];
    for (word, bytes) in words.iter_mut().zip(block.as_chunks::<4>().0) {
        *word = u32::from_be_bytes(*bytes);
    }
    words
}

fn bytes(state: &[u32; 8]) -> Hash {
    let mut hash = [0; 32];
    for (bytes, word) in hash.as_chunks_mut::<4>().0.iter_mut().zip(state) {
        *bytes = word.to_be_bytes();
    }
    hash
}

fn compress(state: &mut [u32; 8], mut w: [u32; 16]) {
    let [mut a, mut b, mut c, mut d, mut e, mut f, mut g, mut h] = *state;
    for (index, constants) in CONSTANTS.as_chunks::<16>().0.iter().enumerate() {
        if index > 0 {
            for t in 0..16 {
                let (far, near) = (w[(t + 1) % 16], w[(t + 14) % 16]);
                w[t] = w[t]
                    .wrapping_add(far.rotate_right(7) ^ far.rotate_right(18) ^ far >> 3)
                    .wrapping_add(w[(t + 9) % 16])
                    .wrapping_add(near.rotate_right(17) ^ near.rotate_right(19) ^ near >> 10);
            }
        }
        for t in 0..16 {
            let first = h
                .wrapping_add(e.rotate_right(6) ^ e.rotate_right(11) ^ e.rotate_right(25))
                .wrapping_add(g ^ e & (f ^ g))
                .wrapping_add(constants[t])
                .wrapping_add(w[t]);
            let second = (a.rotate_right(2) ^ a.rotate_right(13) ^ a.rotate_right(22))
                .wrapping_add(a & b | c & (a | b));
            (h, g, f, e, d, c, b, a) = (g, f, e, d.wrapping_add(first), c, b, a, first.wrapping_add(second));
        }
    }
    for (word, add) in state.iter_mut().zip([a, b, c, d, e, f, g, h]) {
        *word = word.wrapping_add(add);
    }
}

/// The fractions of the square roots of the first 8 primes.
const INITIAL: [u32; 8] =
    [0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a, 0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19];

/// The fractions of the cube roots of the first 64 primes.
const CONSTANTS: [u32; 64] = [
    0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5,
    0xd807aa98, 0x12835b01, 0x243185be, 0x550c7dc3, 0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174,
    0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da,
    0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7, 0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967,
    0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13, 0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85,
    0xa2bfe8a1, 0xa81a664b, 0xc24b8b70, 0xc76c51a3, 0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070,
    0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f, 0x682e6ff3,
    0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208, 0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2,
];
