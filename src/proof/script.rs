//! Whom an output pays: scripts to addresses, in every form that `chain::address` reads.

use super::sha256::sha256d;
use super::transaction::is_litecoin;
use crate::chain::address::{BASE58, BECH32, BECH32M, bech32_step};
use crate::chain::{Address, Chain, Form};

/// The address that a script pays to, in its usual form; none where it has none (a bare key, a bare multisig, a text), or
/// where it leads into Litecoin's hidden part.
pub fn address(chain: Chain, script: &[u8]) -> Option<Address> {
    let Form::Bitcoin([key_version, script_version], prefix) = chain.facts().form else { return None };
    let text = match script {
        // OP_DUP OP_HASH160 (20 bytes) OP_EQUALVERIFY OP_CHECKSIG
        [0x76, 0xa9, 20, hash @ .., 0x88, 0xac] if hash.len() == 20 => base58check(key_version, hash),
        // OP_HASH160 (20 bytes) OP_EQUAL
        [0xa9, 20, hash @ .., 0x87] if hash.len() == 20 => base58check(script_version, hash),
        _ if is_hidden(chain, script) || prefix.is_empty() => return None,
        _ => {
            let (version, program) = witness_program(script)?;
            segwit(prefix, version, program)
        }
    };
    Some(Address::written(chain, text))
}

/// Whether a script leads into Litecoin's hidden part or out of it: a witness program of version 9 (a peg-in) or 8 (what is
/// in there, which each block's integrating transaction spends to pay peg-outs). LIP 2, LIP 3.
pub fn is_hidden(chain: Chain, script: &[u8]) -> bool {
    is_litecoin(chain) && matches!(witness_program(script), Some((8 | 9, [_, ..])) if script.len() == 34)
}

/// A witness program and its version (BIP 141), in a length that has an address (BIP 173, BIP 350).
fn witness_program(script: &[u8]) -> Option<(u8, &[u8])> {
    let [opcode, length, program @ ..] = script else { return None };
    let version = match *opcode {
        0 => 0,
        opcode @ 0x51..=0x60 => opcode - 0x50,
        _ => return None,
    };
    let has_address = match version {
        0 => matches!(program.len(), 20 | 32),
        _ => matches!(program.len(), 2..=40),
    };
    (has_address && program.len() == usize::from(*length)).then_some((version, program))
}

/// A version and 20 bytes of a hash in base58check.
fn base58check(version: u8, hash: &[u8]) -> String {
    let mut bytes = vec![version];
    bytes.extend_from_slice(hash);
    let checksum = sha256d(&bytes);
    bytes.extend_from_slice(&checksum[..4]);

    // As a number in parts of 32 bits, which is divided by 58⁵ for five digits at a time.
    let mut number = [0u32; 7];
    for (index, byte) in bytes.iter().rev().enumerate() {
        number[6 - index / 4] |= u32::from(*byte) << (8 * (index % 4));
    }
    let mut digits = [0; 35];
    for five in digits.as_chunks_mut::<5>().0.iter_mut().rev() {
        let mut rest = 0;
        for part in &mut number {
            rest = rest << 32 | u64::from(*part);
            *part = (rest / FIVE_DIGITS) as u32;
            rest %= FIVE_DIGITS;
        }
        for digit in five.iter_mut().rev() {
            *digit = (rest % 58) as usize;
            rest /= 58;
        }
    }
    // Each zero byte that comes first is a zero digit.
    let is_zero = |digit: &&usize| **digit == 0;
    let zeros = digits.iter().take_while(is_zero).count();
    let zero_bytes = bytes.iter().take_while(|byte| **byte == 0).count();
    let mut text = String::with_capacity(35);
    for digit in digits.iter().skip(zeros.saturating_sub(zero_bytes)) {
        text.push(char::from(BASE58[*digit]));
    }
    text
}

const FIVE_DIGITS: u64 = 58 * 58 * 58 * 58 * 58;

/// A witness program in bech32, or from version 1 on in bech32m.
fn segwit(prefix: &str, version: u8, program: &[u8]) -> String {
    const DIGITS: &[u8; 32] = b"qpzry9x8gf2tvdw0s3jn54khce6mua7l";
    let mut residue = 1;
    for byte in prefix.bytes() {
        residue = bech32_step(residue, byte >> 5);
    }
    residue = bech32_step(residue, 0);
    for byte in prefix.bytes() {
        residue = bech32_step(residue, byte & 31);
    }
    let mut text = String::with_capacity(90);
    text.push_str(prefix);
    text.push('1');
    let mut push = |digit: u8| {
        residue = bech32_step(residue, digit);
        text.push(char::from(DIGITS[usize::from(digit)]));
    };
    push(version);
    let (mut pending, mut bits) = (0u32, 0);
    for byte in program {
        pending = pending << 8 | u32::from(*byte);
        bits += 8;
        while bits >= 5 {
            bits -= 5;
            push((pending >> bits & 31) as u8);
        }
    }
    if bits > 0 {
        push((pending << (5 - bits) & 31) as u8);
    }
    for _ in 0..6 {
        residue = bech32_step(residue, 0);
    }
    let checksum = residue ^ if version == 0 { BECH32 } else { BECH32M };
    for place in (0..6).rev() {
        text.push(char::from(DIGITS[(checksum >> (5 * place) & 31) as usize]));
    }
    text
}
