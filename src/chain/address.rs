//! Addresses, parsed and checked: base58check, bech32, bech32m, 41-hex.
//!
//! | form | where | specification |
//! |---|---|---|
//! | base58check | Bitcoin P2PKH and P2SH, and its kin; Tron, version byte 0x41 | <https://en.bitcoin.it/wiki/Base58Check_encoding> |
//! | bech32 | Bitcoin witness version 0 | BIP 173 |
//! | bech32m | Bitcoin witness versions 1 to 16 | BIP 350 |
//! | hexadecimal | Ethereum and its kin: checked where upper and lower case are mixed | EIP-55 |
//! | base58 | Solana: 32 bytes, no checksum | <https://solana.com/docs/references/terminology#public-key-pubkey> |
//! | 41-hex | Tron, as its nodes write it: no checksum | <https://developers.tron.network/docs/account> |

use super::keccak::keccak256;
use super::sha256::sha256;
use super::{Chain, Family, Form};
use crate::plain;
use std::fmt;

/// A checked address of one chain, in the chain's usual form
/// (base58check or lower-case bech32 for Bitcoin, base58check for Tron, EIP-55 for Ethereum and its kin).
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Address {
    chain: Chain,
    text: Box<str>,
}

/// Why a text is no address of the chain asked for, or none that can be looked up.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum AddressError {
    Empty,
    /// Neither a known scheme nor a known form.
    UnknownForm,
    /// A chain that this version does not know: what stands before the last colon.
    UnknownChain,
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
    /// An address of Litecoin's hidden part (MWEB, LIP 3): what it received is on no public record.
    Hidden,
    /// An address of a chain that no public explorer is known of: nobody can be asked who is not named.
    Unexplored {
        chain: Chain,
    },
}

impl Address {
    /// Reads an address of `chain` in any of its forms.
    ///
    /// Bitcoin's test networks share their base58check versions, and Tron's networks all their forms:
    /// such an address is one of whichever of them is asked for. Litecoin's old form of P2SH, which was Bitcoin's too,
    /// is written anew.
    pub fn parse(chain: Chain, text: &str) -> Result<Address, AddressError> {
        match chain.facts().form {
            Form::Bitcoin(versions, prefix) if let Some(text) = of_bitcoin(chain, versions, prefix, text) => {
                Ok(Address { chain, text })
            }
            _ => Address::of_other_form(chain, text),
        }
    }

    /// The same of chains of accounts, and of what is no address of a chain like Bitcoin. A first figure does without, and without the part
    /// of the code that this is in.
    #[inline(never)]
    fn of_other_form(chain: Chain, text: &str) -> Result<Address, AddressError> {
        let (chains, text) = match chain.facts().form {
            Form::Solana => match solana(text) {
                Ok(()) => (chains_of(&|form| form == Form::Solana), text.into()),
                // What is whole, but of another chain, deserves that chain's name.
                Err(error) => read(text).map_err(|_| error)?,
            },
            _ => read(text)?,
        };
        if !chains.contains(&chain) {
            return Err(AddressError::Network { expected: chain, found: chains.first().copied() });
        }
        Ok(Address { chain, text })
    }

    /// Reads a chain and an address: CAIP-10 (`bip122:…:bc1…`), `bitcoin:bc1…`, `tron:T…` and the other chains'
    /// names as schemes, or a bare address whose chain its form decides (the main or oldest one that has the form).
    /// What follows a `?`, as in BIP 21, is dropped.
    pub fn parse_uri(text: &str) -> Result<Address, AddressError> {
        let text = plain::before(text.trim_ascii(), b"?");
        if let Some((scheme, address)) = plain::cut_last(text, b':') {
            return match chain_of(scheme) {
                Some(chain) => Address::parse(chain, address),
                None => Err(AddressError::UnknownChain),
            };
        }
        let (chains, text) = read(text)?;
        match chains.first() {
            Some(&chain) => Ok(Address { chain, text }),
            None => Err(AddressError::UnknownForm),
        }
    }

    /// The same of an address of a chain like Bitcoin, with that chain before it; none of any other text.
    pub fn parse_bitcoin_uri(text: &str) -> Option<Address> {
        let (scheme, address) = plain::cut_last(plain::before(text.trim_ascii(), b"?"), b':')?;
        let chain = chain_of(scheme).filter(|chain| chain.family() == Family::Utxo)?;
        Address::parse(chain, address).ok()
    }

    /// An address in its usual form, which `proof::script` has just written: nothing is checked again.
    pub(crate) fn written(chain: Chain, text: String) -> Address {
        Address { chain, text: text.into() }
    }

    pub fn chain(&self) -> Chain {
        self.chain
    }

    /// The same, where its chain has a public explorer to look it up at.
    pub fn explored(self) -> Result<Address, AddressError> {
        let chain = self.chain;
        match chain.facts().explorers {
            [] => Err(AddressError::Unexplored { chain }),
            _ => Ok(self),
        }
    }

    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// The CAIP-10 form (<https://chainagnostic.org/CAIPs/caip-10>).
    pub fn caip10(&self) -> String {
        format!("{}:{}", self.chain.caip2(), self.text)
    }

    /// The 20 bytes that an address in base58check stands for, without its version.
    pub fn hash(&self) -> Option<[u8; 20]> {
        base58check(&self.text).ok()?[1..].first_chunk().copied()
    }

    /// The output script that pays to a Bitcoin address; none for other chains.
    pub fn script_pubkey(&self) -> Option<Vec<u8>> {
        if self.chain.family() != Family::Utxo {
            return None;
        }
        if let Some(separator) = known_prefix(&self.text) {
            let digits = segwit(&self.text, separator).ok()?;
            let (version, program) = (digits[0], bytes_of_digits(&digits[1..]));
            let version_opcode = if version == 0 { 0 } else { 0x50 + version };
            return Some([&[version_opcode, program.len() as u8], &*program].concat());
        }
        let Form::Bitcoin([_, script_version], _) = self.chain.facts().form else { return None };
        let checked = base58check(&self.text).ok()?;
        let hash = &checked[1..21];
        Some(if checked[0] == script_version {
            [&[0xa9, 20], hash, &[0x87]].concat()
        } else {
            [&[0x76, 0xa9, 20], hash, &[0x88, 0xac]].concat()
        })
    }
}

impl Clone for Address {
    // One function: derived, it would stand at every call.
    #[inline(never)]
    fn clone(&self) -> Address {
        Address { chain: self.chain, text: self.text.clone() }
    }
}

impl AddressError {
    /// A name that does not change, for the words of locale files.
    pub fn code(&self) -> &'static str {
        match self {
            AddressError::Empty => "address-empty",
            AddressError::UnknownForm => "address-form",
            AddressError::UnknownChain => "unknown-chain",
            AddressError::Character { .. } => "address-character",
            AddressError::MixedCase => "address-case",
            AddressError::Length => "address-length",
            AddressError::Checksum => "address-checksum",
            AddressError::Network { .. } => "address-network",
            AddressError::Version => "address-version",
            AddressError::Padding => "address-padding",
            AddressError::Hidden => "address-hidden",
            AddressError::Unexplored { .. } => "address-unexplored",
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
            AddressError::UnknownChain => f.write_str("the chain is not known here"),
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
            AddressError::Hidden => f.write_str(
                "an address of Litecoin’s hidden part (MWEB): nobody can look up what it received",
            ),
            AddressError::Unexplored { chain } => {
                write!(f, "{} has no public explorer: a campaign file can name one", chain.name())
            }
        }
    }
}

impl std::error::Error for AddressError {}

/// The chain of a CAIP-10 identifier, or of a URI's scheme.
fn chain_of(scheme: &str) -> Option<Chain> {
    let is_named = |chain: &Chain| chain.caip2() == scheme || chain.name().eq_ignore_ascii_case(scheme);
    Chain::ALL.into_iter().find(is_named)
}

/// The usual form of an address with a chain's own version bytes or prefix; none of any other text.
fn of_bitcoin(chain: Chain, versions: [u8; 2], prefix: &str, text: &str) -> Option<Box<str>> {
    let (before, _) = plain::cut(text, b'1').unwrap_or_default();
    if !prefix.is_empty() && before.eq_ignore_ascii_case(prefix) {
        segwit(text, before.len()).ok()?;
        return Some(text.to_ascii_lowercase().into());
    }
    let mut checked = base58check(text).ok()?;
    if Some(checked[0]) == old_script_version(chain) {
        checked[0] = versions[1];
        return Some(written(checked));
    }
    versions.contains(&checked[0]).then(|| text.into())
}

/// The chains that a text can be an address of, and its usual form. The chain to take where none is asked for comes
/// first; a valid address of an unknown network has none.
fn read(text: &str) -> Result<(Vec<Chain>, Box<str>), AddressError> {
    if let Some(separator) = known_prefix(text)
        && !is_tron(text)
    {
        segwit(text, separator)?;
        let chains = chains_of(
            &|form| matches!(form, Form::Bitcoin(_, prefix) if prefix.eq_ignore_ascii_case(&text[..separator])),
        );
        return Ok((chains, text.to_ascii_lowercase().into()));
    }
    let (prefix, _) = plain::cut(text, b'1').unwrap_or_default();
    if HIDDEN_PREFIXES.iter().any(|known| prefix.eq_ignore_ascii_case(known)) {
        return Err(AddressError::Hidden);
    }
    let tron = || chains_of(&|form| form == Form::Tron);
    match text.as_bytes() {
        [] => Err(AddressError::Empty),
        [b'0', b'x' | b'X', ..] => Ok((chains_of(&|form| form == Form::Evm), evm(text)?)),
        [b'4', b'1', ..] if text.len() == 42 => Ok((tron(), tron_from_hex(text)?)),
        bytes if bytes.len() > BASE58CHECK_LIMIT && solana(text).is_ok() => {
            Ok((chains_of(&|form| form == Form::Solana), text.into()))
        }
        [b'1' | b'2' | b'3' | b'm' | b'n' | b'T' | b'L' | b'M' | b'Q' | b'D' | b'A' | b'9', ..]
            if !is_bech32(text) =>
        {
            let version = base58check(text)?[0];
            let has_version = |form| match form {
                Form::Bitcoin(versions, _) => versions.contains(&version),
                form => form == Form::Tron && version == TRON_VERSION,
            };
            Ok((chains_of(&has_version), text.into()))
        }
        // What is whole, but of a network that is not known here, deserves a better word than "unknown form".
        _ if is_bech32(text) || base58check(text).is_ok() => Ok((Vec::new(), text.into())),
        // What came along with an address (a space, a scheme, a whole URL) is often not seen, or seems to belong to it.
        _ => match text.chars().enumerate().find(|(_, character)| !character.is_ascii_alphanumeric()) {
            Some((index, character)) => Err(AddressError::Character { character, index }),
            None => Err(AddressError::UnknownForm),
        },
    }
}

/// Whether a text is bech32 or bech32m of whatever prefix.
fn is_bech32(text: &str) -> bool {
    let separator = text.bytes().rposition(|byte| byte == b'1').unwrap_or(0);
    separator > 0 && matches!(bech32(text, separator), Ok((BECH32 | BECH32M, _)))
}

/// The chains whose addresses are of a form.
fn chains_of(is_of: &dyn Fn(Form) -> bool) -> Vec<Chain> {
    let mut chains = Vec::new();
    for chain in Chain::ALL {
        if is_of(chain.facts().form) {
            chains.push(chain);
        }
    }
    chains
}

/// Tron's base58check can begin with `TB1` or `Tb1`; bech32 with a capital has capitals alone.
fn is_tron(text: &str) -> bool {
    text.starts_with('T') && (text.bytes().any(|byte| byte.is_ascii_lowercase()) || base58check(text).is_ok())
}

// ---- Ethereum's hexadecimal digits

/// Reads `0x` and 40 hexadecimal digits, and writes them with their checksum: a letter is upper case where the hash of
/// the lower-case digits has a digit of 8 or more (EIP-55). Letters of one case alone carry no checksum.
fn evm(text: &str) -> Result<Box<str>, AddressError> {
    const HEX: &[u8; 16] = b"0123456789abcdef";
    let mut lower = [0; 40];
    let digits = digits(&text[2..], HEX, 2)?;
    if digits.len() != lower.len() {
        return Err(AddressError::Length);
    }
    for (letter, digit) in lower.iter_mut().zip(digits) {
        *letter = HEX[usize::from(digit)];
    }
    let hash = keccak256(&lower);
    let mut written = String::from("0x");
    for (index, letter) in lower.iter().enumerate() {
        let is_upper = hash[index / 2] << (4 * (index % 2)) & 0x80 != 0;
        written.push(char::from(if is_upper { letter.to_ascii_uppercase() } else { *letter }));
    }
    let has = |is_case: fn(&u8) -> bool| text.as_bytes()[2..].iter().any(is_case);
    let is_checked = has(u8::is_ascii_lowercase) && has(u8::is_ascii_uppercase);
    if is_checked && written[2..] != text[2..] {
        return Err(AddressError::Checksum);
    }
    Ok(written.into())
}

// ---- Solana's base58

/// Base58 of 32 bytes: a public key, or an address derived from one. It has no checksum.
fn solana(text: &str) -> Result<(), AddressError> {
    let digits = digits(text, BASE58, 0)?;
    match digits.len() {
        0 => Err(AddressError::Empty),
        _ if fill(&mut [0; 32], &digits) => Ok(()),
        _ => Err(AddressError::Length),
    }
}

/// The digit that each character stands for. Alphabets of lower case alone are read in upper case too.
///
/// The first character that is no digit is named; `offset` characters come before the text.
fn digits(text: &str, alphabet: &[u8], offset: usize) -> Result<Vec<u8>, AddressError> {
    let mut digits = Vec::with_capacity(text.len());
    for (index, character) in text.chars().enumerate() {
        let written = if alphabet.len() == 58 { character } else { character.to_ascii_lowercase() };
        match alphabet.iter().position(|digit| char::from(*digit) == written) {
            Some(digit) => digits.push(digit as u8),
            None => return Err(AddressError::Character { character, index: index + offset }),
        }
    }
    Ok(digits)
}

// ---- base58check

pub(crate) const BASE58: &[u8; 58] = b"123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";

/// A version byte, 20 bytes of a hash, and 4 of the checksum: the length of every address here.
type Checked = [u8; 25];

/// Base58check digits of every Tron address.
const TRON_LENGTH: usize = 34;
const TRON_VERSION: u8 = 0x41;

/// Base58check digits at most.
const BASE58CHECK_LIMIT: usize = 35;

/// The version byte, the hash and the checksum, which is right.
fn base58check(text: &str) -> Result<Checked, AddressError> {
    let digits = digits(text, BASE58, 0)?;
    let mut checked = [0; 25];
    if !fill(&mut checked, &digits) {
        return Err(AddressError::Length);
    }
    if checked[21..] == checksum(&checked) {
        Ok(checked)
    } else if text.starts_with('T') && text.len() != TRON_LENGTH {
        // Without one of its letters it may still fill 25 bytes.
        Err(AddressError::Length)
    } else {
        Err(AddressError::Checksum)
    }
}

/// Writes base58 digits as a number of so many bytes; whether it has just that length.
fn fill(bytes: &mut [u8], digits: &[u8]) -> bool {
    for digit in digits {
        let mut carry = u32::from(*digit);
        for byte in bytes.iter_mut().rev() {
            carry += u32::from(*byte) * 58;
            *byte = carry as u8;
            carry >>= 8;
        }
        if carry != 0 {
            return false;
        }
    }
    // Each leading zero byte is written as a zero digit, so their numbers tell whether the length is right.
    zeros(digits) == zeros(bytes)
}

/// How many zeros come first.
fn zeros(digits: &[u8]) -> usize {
    digits.iter().take_while(|digit| **digit == 0).count()
}

/// Of the version byte and the hash.
fn checksum(checked: &Checked) -> [u8; 4] {
    let [a, b, c, d, ..] = sha256(&sha256(&checked[..21]));
    [a, b, c, d]
}

/// Base58check of what Tron's nodes write in hexadecimal.
fn tron_from_hex(text: &str) -> Result<Box<str>, AddressError> {
    let mut number = [0; 25];
    let digits = digits(text, b"0123456789abcdef", 0)?;
    for (index, digit) in digits.iter().enumerate() {
        number[index / 2] = number[index / 2] << 4 | digit;
    }
    Ok(written(number))
}

/// The version byte of a chain's old form of P2SH.
fn old_script_version(chain: Chain) -> Option<u8> {
    match chain {
        Chain::Litecoin => Some(0x05),
        Chain::LitecoinTestnet => Some(0xc4),
        _ => None,
    }
}

/// Base58check of a version byte that gives 34 digits, and a hash.
fn written(mut number: Checked) -> Box<str> {
    let checksum = checksum(&number);
    number[21..].copy_from_slice(&checksum);
    let mut written = [0; TRON_LENGTH];
    for digit in written.iter_mut().rev() {
        let mut remainder = 0;
        for byte in &mut number {
            remainder = remainder << 8 | u32::from(*byte);
            *byte = (remainder / 58) as u8;
            remainder %= 58;
        }
        *digit = BASE58[remainder as usize];
    }
    let mut text = String::new();
    for digit in written {
        text.push(char::from(digit));
    }
    text.into()
}

// ---- bech32 and bech32m

/// Of Litecoin's hidden part, and its test network's.
const HIDDEN_PREFIXES: [&str; 2] = ["ltcmweb", "tmweb"];

pub(crate) const BECH32: u32 = 1;
pub(crate) const BECH32M: u32 = 0x2bc8_30a3;
const CHECKSUM_DIGITS: usize = 6;

/// Where the `1` after a known network's prefix stands.
fn known_prefix(text: &str) -> Option<usize> {
    // The separator is the last `1`, and no digit of the data is a `1`: so the first one is as good, and says more of
    // a mistyped `1` further on.
    let (prefix, _) = plain::cut(text, b'1')?;
    let is_known = |chain: &Chain| matches!(chain.facts().form, Form::Bitcoin(_, known) if !known.is_empty() && prefix.eq_ignore_ascii_case(known));
    Chain::ALL.iter().any(is_known).then_some(prefix.len())
}

/// Checks a segwit address by BIP 173 and BIP 350: its witness version and the digits of its program.
fn segwit(text: &str, separator: usize) -> Result<Vec<u8>, AddressError> {
    let (residue, digits) = bech32(text, separator)?;
    let Some(&version) = digits.first() else { return Err(AddressError::Length) };
    match residue {
        BECH32 if version == 0 => {}
        BECH32M if (1..=16).contains(&version) => {}
        BECH32 | BECH32M => return Err(AddressError::Version),
        _ => return Err(AddressError::Checksum),
    }
    // Up to four bits are left over, and are zero.
    let bits = 5 * (digits.len() - 1);
    if bits % 8 > 4 {
        return Err(AddressError::Length);
    }
    if digits[digits.len() - 1] & ((1 << (bits % 8)) - 1) != 0 && bits > 0 {
        return Err(AddressError::Padding);
    }
    match (version, bits / 8) {
        (0, 20 | 32) | (1.., 2..=40) => Ok(digits),
        _ => Err(AddressError::Length),
    }
}

/// What the checksum comes to, [`BECH32`] or [`BECH32M`] where it is right, and the digits before it.
fn bech32(text: &str, separator: usize) -> Result<(u32, Vec<u8>), AddressError> {
    let prefix = &text.as_bytes()[..separator];
    let mut digits = digits(&text[separator + 1..], b"qpzry9x8gf2tvdw0s3jn54khce6mua7l", separator + 1)?;
    if text.bytes().any(|byte| byte.is_ascii_uppercase())
        && text.bytes().any(|byte| byte.is_ascii_lowercase())
    {
        return Err(AddressError::MixedCase);
    }
    if !prefix.iter().all(u8::is_ascii_graphic) {
        return Err(AddressError::UnknownForm);
    }
    if text.len() > 90 || digits.len() < CHECKSUM_DIGITS {
        return Err(AddressError::Length);
    }
    let mut residue = 1;
    for byte in prefix {
        residue = bech32_step(residue, byte.to_ascii_lowercase() >> 5);
    }
    residue = bech32_step(residue, 0);
    for byte in prefix {
        residue = bech32_step(residue, byte & 31);
    }
    for digit in &digits {
        residue = bech32_step(residue, *digit);
    }
    digits.truncate(digits.len() - CHECKSUM_DIGITS);
    Ok((residue, digits))
}

pub(crate) fn bech32_step(residue: u32, digit: u8) -> u32 {
    const TERMS: [u32; 5] = [0x3b6a_57b2, 0x2650_8e6d, 0x1ea1_19fa, 0x3d42_33dd, 0x2a14_62b3];
    let mut next = (residue & 0x1ff_ffff) << 5 ^ u32::from(digit);
    for (bit, term) in TERMS.iter().enumerate() {
        if residue >> (25 + bit) & 1 == 1 {
            next ^= term;
        }
    }
    next
}

/// Eight bits out of five; what is left over is dropped.
fn bytes_of_digits(digits: &[u8]) -> Vec<u8> {
    let mut bytes = Vec::new();
    let (mut pending, mut bits) = (0u32, 0);
    for &digit in digits {
        pending = pending << 5 | u32::from(digit);
        bits += 5;
        if bits >= 8 {
            bits -= 8;
            bytes.push((pending >> bits) as u8);
        }
    }
    bytes
}
