//! Addresses, parsed and checked: base58check, bech32, bech32m, 41-hex.
//!
//! | form | where | specification |
//! |---|---|---|
//! | base58check | Bitcoin P2PKH and P2SH; Tron, version byte 0x41 | <https://en.bitcoin.it/wiki/Base58Check_encoding> |
//! | bech32 | Bitcoin witness version 0 | BIP 173 |
//! | bech32m | Bitcoin witness versions 1 to 16 | BIP 350 |
//! | 41-hex | Tron, as its nodes write it: no checksum | <https://developers.tron.network/docs/account> |

use super::sha256::sha256;
use super::{Chain, Family};
use std::fmt;

/// A checked address of one chain, in the chain's usual form
/// (base58check or lower-case bech32 for Bitcoin, base58check for Tron).
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Address {
    chain: Chain,
    text: Box<str>,
}

/// Why a text is no address of the chain asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum AddressError {
    Empty,
    /// Neither a known scheme nor a known form.
    UnknownForm,
    /// A chain that this version does not know, as written.
    UnknownChain(Box<str>),
    /// The character that does not belong, and its place counted from 0.
    Character {
        character: char,
        index: usize,
    },
    /// Upper and lower case in one bech32 address.
    MixedCase,
    Length,
    Checksum,
    /// A valid address, but of another network, named where it is known.
    Network {
        expected: Chain,
        found: Option<Chain>,
    },
    /// A witness version with the other version's checksum, or above 16 (BIP 350).
    Version,
    /// Bits left over at the end of a bech32 address that are not zero (BIP 173).
    Padding,
}

impl Address {
    /// Reads an address of `chain` in any of its forms.
    ///
    /// Bitcoin's test networks share their base58check versions, and Tron's networks all their forms:
    /// such an address is one of whichever of them is asked for.
    pub fn parse(chain: Chain, text: &str) -> Result<Address, AddressError> {
        let reading = read(text)?;
        if reading.chains.contains(&chain) {
            Ok(Address { chain, text: reading.text })
        } else {
            Err(AddressError::Network { expected: chain, found: reading.chains.first().copied() })
        }
    }

    /// Reads a chain and an address: CAIP-10 (`bip122:…:bc1…`), `bitcoin:bc1…`, `tron:T…` and the other chains'
    /// names as schemes, or a bare address whose chain its form decides (the main or oldest one that has the form).
    /// What follows a `?`, as in BIP 21, is dropped.
    pub fn parse_uri(text: &str) -> Result<Address, AddressError> {
        let text = text.trim();
        let text = text.split('?').next().unwrap_or(text);
        if let Some((chain, address)) = text.rsplit_once(':') {
            let known = |known: &Chain| known.caip2() == chain || known.name().eq_ignore_ascii_case(chain);
            return match Chain::ALL.into_iter().find(known) {
                Some(chain) => Address::parse(chain, address),
                None => Err(AddressError::UnknownChain(chain.into())),
            };
        }
        let reading = read(text)?;
        let chain = *reading.chains.first().ok_or(AddressError::UnknownForm)?;
        Ok(Address { chain, text: reading.text })
    }

    pub fn chain(&self) -> Chain {
        self.chain
    }

    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// The CAIP-10 form (<https://chainagnostic.org/CAIPs/caip-10>).
    pub fn caip10(&self) -> String {
        format!("{}:{}", self.chain.caip2(), self.text)
    }

    /// The output script that pays to a Bitcoin address; none for other chains.
    pub fn script_pubkey(&self) -> Option<Vec<u8>> {
        if self.chain.family() != Family::Utxo {
            return None;
        }
        if let Some((separator, _)) = known_prefix(&self.text) {
            let witness = segwit(&self.text, separator).ok()?;
            let version_opcode = if witness.version == 0 { 0 } else { 0x50 + witness.version };
            return Some([&[version_opcode, witness.program.len() as u8], &*witness.program].concat());
        }
        let [version, hash @ ..] = base58check(&self.text).ok()?;
        match version {
            0x00 | 0x6f => Some([&[0x76, 0xa9, 20], &hash[..], &[0x88, 0xac]].concat()),
            0x05 | 0xc4 => Some([&[0xa9, 20], &hash[..], &[0x87]].concat()),
            _ => None,
        }
    }
}

impl AddressError {
    /// A name that does not change, for the words of locale files.
    pub fn code(&self) -> &'static str {
        match self {
            AddressError::Empty => "address-empty",
            AddressError::UnknownForm => "address-form",
            AddressError::UnknownChain(_) => "unknown-chain",
            AddressError::Character { .. } => "address-character",
            AddressError::MixedCase => "address-case",
            AddressError::Length => "address-length",
            AddressError::Checksum => "address-checksum",
            AddressError::Network { .. } => "address-network",
            AddressError::Version => "address-version",
            AddressError::Padding => "address-padding",
        }
    }
}

impl fmt::Display for Address {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str(&self.text)
    }
}

impl fmt::Display for AddressError {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        match self {
            AddressError::Empty => f.write_str("there is no address"),
            AddressError::UnknownForm => f.write_str("the address has no form that is known here"),
            AddressError::UnknownChain(chain) => write!(f, "the chain “{chain}” is not known here"),
            AddressError::Character { character, index } => {
                let place = index + 1;
                let shown = if character.is_control() { char::REPLACEMENT_CHARACTER } else { *character };
                write!(f, "character {place}, “{shown}”, cannot be in such an address")
            }
            AddressError::MixedCase => f.write_str("the address mixes upper and lower case"),
            AddressError::Length => f.write_str("the address is too short or too long"),
            AddressError::Checksum => f.write_str("the checksum does not match: some character is wrong"),
            AddressError::Network { expected, found: Some(found) } => {
                write!(f, "this is an address of {}, not of {}", found.name(), expected.name())
            }
            AddressError::Network { expected, found: None } => {
                write!(f, "this is an address of another network, not of {}", expected.name())
            }
            AddressError::Version => f.write_str("the witness version does not fit the checksum"),
            AddressError::Padding => f.write_str("the address ends in bits that should be zero"),
        }
    }
}

impl std::error::Error for AddressError {}

/// A text that is an address by itself: of which chains it can be, and its usual form.
struct Reading {
    /// The one to take where none is asked for comes first; empty for a valid address of an unknown network.
    chains: &'static [Chain],
    text: Box<str>,
}

fn read(text: &str) -> Result<Reading, AddressError> {
    // Tron's base58check can begin with `TB1` or `Tb1`; bech32 with a capital has capitals alone.
    let is_tron = text.starts_with('T')
        && (text.bytes().any(|byte| byte.is_ascii_lowercase()) || base58check(text).is_ok());
    if let Some((separator, chains)) = known_prefix(text)
        && !is_tron
    {
        segwit(text, separator)?;
        return Ok(Reading { chains, text: text.to_ascii_lowercase().into() });
    }
    let (chains, text) = match text.as_bytes() {
        [] => return Err(AddressError::Empty),
        [b'4', b'1', ..] if text.len() == 42 => (&TRON[..], tron_from_hex(text)?.into()),
        [b'1' | b'2' | b'3' | b'm' | b'n' | b'T', ..] => (base58_chains(base58check(text)?[0]), text.into()),
        // What is whole, but of a network that is not known here, deserves a better word than "unknown form".
        bytes => {
            let separator = bytes.iter().rposition(|byte| *byte == b'1').unwrap_or(0);
            let is_bech32 = || matches!(bech32(text, separator), Ok((BECH32 | BECH32M, _)));
            if !(separator > 0 && is_bech32() || base58check(text).is_ok()) {
                return Err(AddressError::UnknownForm);
            }
            (&[][..], text.into())
        }
    };
    Ok(Reading { chains, text })
}

const TRON: [Chain; 2] = [Chain::Tron, Chain::TronNile];

fn base58_chains(version: u8) -> &'static [Chain] {
    match version {
        0x00 | 0x05 => &[Chain::Bitcoin],
        0x6f | 0xc4 => &[Chain::BitcoinTestnet, Chain::BitcoinRegtest],
        0x41 => &TRON,
        _ => &[],
    }
}

// ---- base58check

const BASE58: &[u8; 58] = b"123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";
const BASE58_DIGITS: [u8; 128] = inverse(BASE58);

/// Five digits are written and read at a time: 58⁵ fits a word.
const BASE58_GROUP: u64 = 58 * 58 * 58 * 58 * 58;

/// A version byte, 20 bytes of a hash, and 4 of the checksum: the length of every address here.
const CHECKED_LENGTH: usize = 25;
/// The same in words of 32 bits, the first of which is filled by one byte.
const LIMBS: usize = 7;

/// The version byte and the hash.
fn base58check(text: &str) -> Result<[u8; 21], AddressError> {
    let checked = base58_decode(text)?;
    let mut payload = [0; 21];
    payload.copy_from_slice(&checked[..21]);
    if checked[21..] == checksum(&payload) {
        Ok(payload)
    } else if text.starts_with('T') && text.len() != 34 {
        // Without one of its letters it may still fill 25 bytes, but all of Tron's addresses are as long.
        Err(AddressError::Length)
    } else {
        Err(AddressError::Checksum)
    }
}

fn base58_decode(text: &str) -> Result<[u8; CHECKED_LENGTH], AddressError> {
    check_characters(text, &BASE58_DIGITS, 0)?;
    let mut limbs = [0u32; LIMBS];
    for group in text.as_bytes().chunks(5) {
        let (mut carry, mut scale) = (0, 1);
        for &byte in group {
            carry = carry * 58 + u64::from(BASE58_DIGITS[usize::from(byte & 0x7f)]);
            scale *= 58;
        }
        for limb in limbs.iter_mut().rev() {
            carry += u64::from(*limb) * scale;
            *limb = carry as u32;
            carry >>= 32;
        }
        if carry != 0 {
            return Err(AddressError::Length);
        }
    }
    let mut bytes = [0; 4 * LIMBS];
    for (four, limb) in bytes.chunks_exact_mut(4).zip(limbs) {
        four.copy_from_slice(&limb.to_be_bytes());
    }
    // Each leading zero byte is written as a `1`, so their numbers tell whether the length is right.
    let (too_much, checked) = bytes.split_at(4 * LIMBS - CHECKED_LENGTH);
    let ones = text.bytes().take_while(|byte| *byte == b'1').count();
    let zeros = checked.iter().take_while(|byte| **byte == 0).count();
    if too_much != [0; 4 * LIMBS - CHECKED_LENGTH] || ones != zeros {
        return Err(AddressError::Length);
    }
    checked.try_into().map_err(|_| AddressError::Length)
}

/// Writes a payload whose version byte is not 0: leading zeros are not seen to.
fn base58check_encode(payload: &[u8; 21]) -> String {
    let mut bytes = [0; 4 * LIMBS];
    bytes[4 * LIMBS - CHECKED_LENGTH..][..21].copy_from_slice(payload);
    bytes[4 * LIMBS - 4..].copy_from_slice(&checksum(payload));
    let mut limbs = [0; LIMBS];
    for (limb, four) in limbs.iter_mut().zip(bytes.chunks_exact(4)) {
        *limb = four.iter().fold(0, |limb, byte| limb << 8 | u32::from(*byte));
    }
    let mut reversed = Vec::with_capacity(35);
    while limbs != [0; LIMBS] {
        let mut remainder = 0;
        for limb in &mut limbs {
            let dividend = remainder << 32 | u64::from(*limb);
            *limb = (dividend / BASE58_GROUP) as u32;
            remainder = dividend % BASE58_GROUP;
        }
        for _ in 0..5 {
            reversed.push(BASE58[(remainder % 58) as usize]);
            remainder /= 58;
        }
    }
    // The last group may have begun with zeros.
    while reversed.last() == Some(&BASE58[0]) {
        reversed.pop();
    }
    reversed.iter().rev().map(|byte| char::from(*byte)).collect()
}

fn checksum(payload: &[u8; 21]) -> [u8; 4] {
    let [a, b, c, d, ..] = sha256(&sha256(payload));
    [a, b, c, d]
}

fn tron_from_hex(text: &str) -> Result<String, AddressError> {
    let mut payload = [0; 21];
    for (index, character) in text.chars().enumerate() {
        let digit = character.to_digit(16).ok_or(AddressError::Character { character, index })?;
        if let Some(byte) = payload.get_mut(index / 2) {
            *byte = *byte << 4 | digit as u8;
        }
    }
    Ok(base58check_encode(&payload))
}

// ---- bech32 and bech32m

const BECH32_DIGITS: [u8; 128] = inverse(b"qpzry9x8gf2tvdw0s3jn54khce6mua7l");
const BECH32: u32 = 1;
const BECH32M: u32 = 0x2bc8_30a3;
const CHECKSUM_DIGITS: usize = 6;

struct Witness {
    version: u8,
    program: Vec<u8>,
}

/// Where the `1` after a Bitcoin network's prefix stands, and the network's chains.
fn known_prefix(text: &str) -> Option<(usize, &'static [Chain])> {
    // The separator is the last `1`, and no digit of the data is a `1`: so the first one is as good, and says more of
    // a mistyped `1` further on.
    let separator = text.bytes().take(5).position(|byte| byte == b'1')?;
    let prefix = text.get(..separator)?;
    for (known, chains) in
        [("bc", &[Chain::Bitcoin]), ("tb", &[Chain::BitcoinTestnet]), ("bcrt", &[Chain::BitcoinRegtest])]
    {
        if prefix.eq_ignore_ascii_case(known) {
            return Some((separator, chains));
        }
    }
    None
}

/// Checks a segwit address by BIP 173 and BIP 350.
fn segwit(text: &str, separator: usize) -> Result<Witness, AddressError> {
    let (residue, digits) = bech32(text, separator)?;
    let Some((&version, program)) = digits.split_first() else { return Err(AddressError::Length) };
    match residue {
        BECH32 if version == 0 => {}
        BECH32M if (1..=16).contains(&version) => {}
        BECH32 | BECH32M => return Err(AddressError::Version),
        _ => return Err(AddressError::Checksum),
    }
    let program = bytes_of_digits(program)?;
    match (version, program.len()) {
        (0, 20 | 32) | (1.., 2..=40) => Ok(Witness { version, program }),
        _ => Err(AddressError::Length),
    }
}

/// What the checksum comes to, [`BECH32`] or [`BECH32M`] where it is right, and the digits before it.
fn bech32(text: &str, separator: usize) -> Result<(u32, Vec<u8>), AddressError> {
    let (prefix, data) = text.split_at_checked(separator).ok_or(AddressError::UnknownForm)?;
    let data = data.get(1..).unwrap_or("");
    check_characters(data, &BECH32_DIGITS, separator + 1)?;
    if text.bytes().any(|byte| byte.is_ascii_uppercase())
        && text.bytes().any(|byte| byte.is_ascii_lowercase())
    {
        return Err(AddressError::MixedCase);
    }
    if !prefix.bytes().all(|byte| byte.is_ascii_graphic()) {
        return Err(AddressError::UnknownForm);
    }
    if text.len() > 90 || data.len() < CHECKSUM_DIGITS {
        return Err(AddressError::Length);
    }
    let mut residue = 1;
    for byte in prefix.bytes() {
        residue = bech32_step(residue, byte.to_ascii_lowercase() >> 5);
    }
    residue = bech32_step(residue, 0);
    for byte in prefix.bytes() {
        residue = bech32_step(residue, byte & 31);
    }
    let mut digits = Vec::with_capacity(data.len());
    for byte in data.bytes() {
        let digit = BECH32_DIGITS[usize::from(byte & 0x7f)];
        residue = bech32_step(residue, digit);
        digits.push(digit);
    }
    digits.truncate(data.len() - CHECKSUM_DIGITS);
    Ok((residue, digits))
}

fn bech32_step(residue: u32, digit: u8) -> u32 {
    let mut next = (residue & 0x1ff_ffff) << 5 ^ u32::from(digit);
    for (bit, term) in
        [0x3b6a_57b2, 0x2650_8e6d, 0x1ea1_19fa, 0x3d42_33dd, 0x2a14_62b3].into_iter().enumerate()
    {
        if residue >> (25 + bit) & 1 == 1 {
            next ^= term;
        }
    }
    next
}

/// Eight bits out of five; up to four are left over, and are zero.
fn bytes_of_digits(digits: &[u8]) -> Result<Vec<u8>, AddressError> {
    let mut bytes = Vec::with_capacity(40);
    let (mut pending, mut bits) = (0u32, 0);
    for &digit in digits {
        pending = pending << 5 | u32::from(digit);
        bits += 5;
        if bits >= 8 {
            bits -= 8;
            bytes.push((pending >> bits) as u8);
            pending &= (1 << bits) - 1;
        }
    }
    match (bits, pending) {
        (5.., _) => Err(AddressError::Length),
        (_, 0) => Ok(bytes),
        _ => Err(AddressError::Padding),
    }
}

// ---- both

/// Marks a character that is no digit.
const NONE: u8 = 0xff;

/// The digit that each ASCII character stands for; upper case stands for what lower case does, where it is not a digit
/// of its own.
const fn inverse(alphabet: &[u8]) -> [u8; 128] {
    let mut digits = [NONE; 128];
    let has_upper = alphabet.len() == 58;
    let mut digit = 0;
    while digit < alphabet.len() {
        digits[alphabet[digit] as usize] = digit as u8;
        if !has_upper {
            digits[alphabet[digit].to_ascii_uppercase() as usize] = digit as u8;
        }
        digit += 1;
    }
    digits
}

/// Names the first character that is no digit; `offset` characters come before the text.
fn check_characters(text: &str, digits: &[u8; 128], offset: usize) -> Result<(), AddressError> {
    match text.chars().enumerate().find(|(_, c)| digits.get(*c as usize).is_none_or(|digit| *digit == NONE)) {
        Some((index, character)) => Err(AddressError::Character { character, index: index + offset }),
        None => Ok(()),
    }
}
