//! The bits of Bitcoin's headers by epoch: every 2,016 blocks their target is set anew.

use super::ProofError;
use super::header::{Header, Target};
use crate::chain::Timestamp;

/// The easiest bits that Bitcoin ever had.
pub const LIMIT: u32 = 0x1d00_ffff;

/// Blocks that have the same bits.
pub const LENGTH: u64 = 2_016;

/// Each line has the first byte of some epochs' bits in hexadecimal, and of each of those epochs the other three bytes as four
/// digits of base64 (RFC 4648). The last epoch begins with block 953,568. `donation-flow epochs` writes the text anew.
static TABLE: &str = include_str!("epochs.txt");

const DIGITS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

/// The bits of an epoch, counted from 0; none above the table's end.
pub fn bits(epoch: u64) -> Option<u32> {
    let mut left = usize::try_from(epoch).ok()?;
    let mut lines = TABLE.as_bytes();
    while let Some(end) = lines.iter().position(|byte| *byte == b'\n') {
        let (line, rest) = lines.split_at(end);
        let [high, low, _, digits @ ..] = line else { return None };
        let epochs = digits.as_chunks::<4>().0;
        if let Some(digits) = epochs.get(left) {
            let mut bits = u32::from(hex(*high)? << 4 | hex(*low)?);
            for digit in digits {
                bits = bits << 6 | DIGITS.iter().position(|known| known == digit)? as u32;
            }
            return Some(bits);
        }
        left -= epochs.len();
        lines = rest.get(1..)?;
    }
    None
}

fn hex(digit: u8) -> Option<u8> {
    Some(char::from(digit).to_digit(16)? as u8)
}

/// How many epochs the table has.
pub fn count() -> u64 {
    let mut count = 0;
    for line in crate::plain::split(TABLE, b'\n') {
        count += line.len().saturating_sub(3) as u64 / 4;
    }
    count
}

/// The bits of the table's last epoch.
pub fn last_bits() -> u32 {
    bits(count().saturating_sub(1)).unwrap_or(0)
}

/// The bits of the next epoch, by the times of an epoch's first and last header: its target times the seconds that the
/// epoch took, through those that it should have taken, changed fourfold at most (Bitcoin Core, `CalculateNextWorkRequired`). None where the
/// bits are no target.
pub fn next_bits(bits: u32, first: Timestamp, last: Timestamp) -> Option<u32> {
    const SECONDS: u64 = 14 * 86_400;
    let taken = last.saturating_sub(first).clamp(SECONDS / 4, SECONDS * 4);
    let limit = Target::from_bits(LIMIT).ok()?;
    Some(Target::from_bits(bits).ok()?.scaled(taken, SECONDS).min(limit).bits())
}

/// The bits of an epoch, as they follow from the headers before it: the first and the last of the epoch that ends, and the
/// first of the new one, which is to stand on top of the last.
pub fn following(first: &Header, last: &Header, next: &Header) -> Result<u32, ProofError> {
    for header in [first, last, next] {
        if !Target::from_bits(header.bits)?.is_met_by(&header.hash()) {
            return Err(ProofError::LowWork);
        }
    }
    if next.previous != last.hash() {
        return Err(ProofError::OtherChain);
    }
    let is_of_rule =
        first.bits == last.bits && next_bits(last.bits, first.time, last.time) == Some(next.bits);
    if is_of_rule { Ok(next.bits) } else { Err(ProofError::WrongBits) }
}

/// The table's text for the bits of every epoch from the first.
pub fn written(bits: &[u32]) -> String {
    const EPOCHS_A_LINE: usize = 24;
    let mut text = String::new();
    let (mut exponent, mut in_line) = (None, 0);
    for bits in bits {
        let [first, ..] = bits.to_be_bytes();
        if exponent != Some(first) || in_line == EPOCHS_A_LINE {
            if exponent.is_some() {
                text.push('\n');
            }
            crate::plain::push_hex(&mut text, &[first]);
            text.push(' ');
            (exponent, in_line) = (Some(first), 0);
        }
        for shift in [18, 12, 6, 0] {
            text.push(char::from(DIGITS[(bits >> shift & 63) as usize]));
        }
        in_line += 1;
    }
    if exponent.is_some() {
        text.push('\n');
    }
    text
}
