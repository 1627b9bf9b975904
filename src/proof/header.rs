//! A block's header, and the work in it
//! (<https://developer.bitcoin.org/reference/block_chain.html#block-headers>).

use super::ProofError;
use super::epoch;
use super::reader::Reader;
use super::scrypt::scrypt;
use super::sha256::{Hash, sha256d};
use crate::chain::{Chain, Timestamp};
use crate::plain::push_hex;

/// A header's 80 bytes, read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Header<'a> {
    raw: &'a [u8],
    /// The hash of the header before it.
    pub previous: Hash,
    pub merkle_root: Hash,
    /// When its miner says that it was found.
    pub time: Timestamp,
    /// The target, in short.
    pub bits: u32,
}

/// The number that a header's hash may be at most, its highest byte first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Target([u8; 32]);

/// What a chain asks of a header.
struct Rule {
    /// The easiest target that there ever was on it.
    limit: u32,
    bits: Bits,
    work: Work,
    /// From this height on a coinbase begins with its height (BIP 34).
    heights_from: u64,
}

/// The function whose result must not be above the target.
enum Work {
    Sha256d,
    Scrypt,
}

/// Which bits a header of some height must have.
enum Bits {
    /// Those of its epoch; above the table's end, none much easier than the table's last.
    OfEpoch,
    /// None much easier than those of the last of these heights that is not above it.
    Known(&'static [(u64, u32)]),
    /// The limit's.
    Fixed,
    /// Any that are no easier than the limit.
    Any,
}

/// How much easier than Bitcoin's last known target a later one may be. One change of the difficulty makes it easier by 4 at
/// most; in the table's seventeen years no target was twice as easy as the hardest one before it.
const EASIER: u32 = 4;

/// The same for Litecoin, of whose targets only some are known here.
const EASIER_LITECOIN: u32 = 16;

/// Bits of Litecoin's blocks, as its nodes tell them.
const LITECOIN: &[(u64, u32)] = &[(2_000_000, 0x1a01_a4a0), (2_383_207, 0x1a00_d3d8)];

impl<'a> Header<'a> {
    pub fn parse(raw: &'a [u8]) -> Result<Header<'a>, ProofError> {
        let mut reader = Reader::new(raw, ProofError::HeaderLength);
        reader.u32()?;
        let (previous, merkle_root) = (reader.hash()?, reader.hash()?);
        let (time, bits) = (reader.u32()?.into(), reader.u32()?);
        reader.u32()?;
        match reader.left() {
            0 => Ok(Header { raw, previous, merkle_root, time, bits }),
            _ => Err(ProofError::HeaderLength),
        }
    }

    /// What blocks are called by: the double SHA-256 of its bytes, on Litecoin too.
    pub fn hash(&self) -> Hash {
        sha256d(self.raw)
    }

    /// Checks that its hash is one that a chain accepts at a height, as far as that can be told from a header alone.
    pub fn check(&self, chain: Chain, height: u64) -> Result<(), ProofError> {
        self.check_called(chain, height, &self.hash())
    }

    /// The same, where its hash is known already.
    pub(super) fn check_called(&self, chain: Chain, height: u64, hash: &Hash) -> Result<(), ProofError> {
        let rule = rule(chain)?;
        let target = Target::from_bits(self.bits)?;
        if target > Target::from_bits(rule.limit)? || height == 0 && !is_genesis(chain, hash) {
            return Err(ProofError::OtherChain);
        }
        let (worked, other): (_, fn(&[u8]) -> Hash) = match rule.work {
            Work::Sha256d => (*hash, scrypt),
            Work::Scrypt => (scrypt(self.raw), sha256d),
        };
        if !target.is_met_by(&worked) {
            let is_others = target.is_met_by(&other(self.raw));
            return Err(if is_others { ProofError::OtherChain } else { ProofError::LowWork });
        }
        let (known, easier) = match rule.bits {
            Bits::Fixed if self.bits != rule.limit => return Err(ProofError::WrongBits),
            Bits::Fixed | Bits::Any => return Ok(()),
            Bits::OfEpoch => match epoch::bits(height / epoch::LENGTH) {
                Some(bits) if bits != self.bits => return Err(ProofError::WrongBits),
                Some(bits) => (bits, 1),
                None => (epoch::last_bits(), EASIER),
            },
            Bits::Known(known) => match known.iter().rfind(|(from, _)| *from <= height) {
                Some((_, bits)) => (*bits, EASIER_LITECOIN),
                None => (rule.limit, 1),
            },
        };
        if target > Target::from_bits(known)?.times(easier) { Err(ProofError::TooEasy) } else { Ok(()) }
    }
}

/// A chain's CAIP-2 identifier is the first half of its genesis block's hash.
fn is_genesis(chain: Chain, hash: &Hash) -> bool {
    let mut first = *hash;
    first.reverse();
    let mut text = String::from("bip122:");
    push_hex(&mut text, &first[..16]);
    chain.caip2() == text
}

fn rule(chain: Chain) -> Result<Rule, ProofError> {
    // Bitcoin Core and Litecoin Core, src/chainparams.cpp (powLimit, BIP34Height).
    let rule = |limit, bits, work, heights_from| Ok(Rule { limit, bits, work, heights_from });
    match chain {
        Chain::Bitcoin => rule(epoch::LIMIT, Bits::OfEpoch, Work::Sha256d, 227_931),
        Chain::BitcoinTestnet => rule(0x1d00_ffff, Bits::Any, Work::Sha256d, 21_111),
        Chain::BitcoinRegtest => rule(0x207f_ffff, Bits::Fixed, Work::Sha256d, 1),
        Chain::Litecoin => rule(0x1e0f_ffff, Bits::Known(LITECOIN), Work::Scrypt, 710_000),
        Chain::LitecoinTestnet => rule(0x1e0f_ffff, Bits::Any, Work::Scrypt, 76),
        _ => Err(ProofError::ChainWithoutProof),
    }
}

/// Whether transactions of a chain can be shown to be in a block with work.
pub fn has_proofs(chain: Chain) -> bool {
    rule(chain).is_ok()
}

/// Checks the height that a coinbase says, where its chain asks for one: with it, a header is of no other height.
///
/// `script_sig` is that of its one input; it begins with the height, as a script pushes a number (BIP 34).
pub fn check_height(chain: Chain, height: u64, script_sig: &[u8]) -> Result<(), ProofError> {
    if height < rule(chain)?.heights_from || script_sig.starts_with(&pushed(height)) {
        Ok(())
    } else {
        Err(ProofError::WrongHeight)
    }
}

/// A number as a script pushes it: those up to 16 by an opcode of their own, others with their lowest byte first and a
/// sign's bit.
fn pushed(number: u64) -> Vec<u8> {
    match number {
        0 => vec![0],
        1..=16 => vec![0x50 + number as u8],
        _ => {
            let mut bytes = vec![0];
            let mut left = number;
            while left > 0 {
                bytes.push(left as u8);
                left >>= 8;
            }
            if bytes.last().is_some_and(|last| last & 0x80 != 0) {
                bytes.push(0);
            }
            bytes[0] = bytes.len() as u8 - 1;
            bytes
        }
    }
}

impl Target {
    /// Reads a target's short form: a number of three bytes, shifted by so many (Bitcoin Core, `arith_uint256::SetCompact`).
    /// One that is negative, zero or too large is refused.
    pub fn from_bits(bits: u32) -> Result<Target, ProofError> {
        let [exponent, mantissa @ ..] = bits.to_be_bytes();
        let mut target = [0; 32];
        for (place, byte) in (0..).zip(mantissa) {
            let index = 32 - i32::from(exponent) + place;
            match usize::try_from(index) {
                Ok(index) => {
                    if let Some(to) = target.get_mut(index) {
                        *to = byte;
                    }
                }
                Err(_) if byte != 0 => return Err(ProofError::BadBits),
                Err(_) => {}
            }
        }
        let is_negative = bits & 0x0080_0000 != 0;
        if is_negative || target == [0; 32] { Err(ProofError::BadBits) } else { Ok(Target(target)) }
    }

    /// A target that is so many times easier; the easiest of all where there is no such number.
    pub fn times(self, factor: u32) -> Target {
        self.scaled(factor.into(), 1)
    }

    /// A target times a number below 2³², through another; the easiest of all where there is no such number.
    pub fn scaled(self, factor: u64, divisor: u64) -> Target {
        let mut product = [0; 36];
        product[4..].copy_from_slice(&self.0);
        let mut carried = 0;
        for byte in product.iter_mut().rev() {
            carried += u64::from(*byte) * factor;
            *byte = carried as u8;
            carried >>= 8;
        }
        let mut rest = 0;
        for byte in &mut product {
            rest = rest << 8 | u64::from(*byte);
            *byte = (rest / divisor) as u8;
            rest %= divisor;
        }
        match product {
            [0, 0, 0, 0, target @ ..] => Target(target),
            _ => Target([0xff; 32]),
        }
    }

    /// Its short form: its first three bytes, and how many it has (Bitcoin Core, `arith_uint256::GetCompact`).
    pub fn bits(self) -> u32 {
        let zeros = self.0.iter().take_while(|byte| **byte == 0).count();
        let byte = |index: usize| u32::from(self.0.get(index).copied().unwrap_or(0));
        let mantissa = byte(zeros) << 16 | byte(zeros + 1) << 8 | byte(zeros + 2);
        let length = 32 - zeros as u32;
        // The highest bit is a sign.
        if mantissa & 0x0080_0000 == 0 { length << 24 | mantissa } else { (length + 1) << 24 | mantissa >> 8 }
    }

    pub fn is_met_by(&self, hash: &Hash) -> bool {
        let mut number = *hash;
        number.reverse();
        number <= self.0
    }
}
