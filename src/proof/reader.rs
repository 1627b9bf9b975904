//! Bytes from the outside, read in order.

use super::ProofError;
use super::sha256::Hash;

/// The largest number of things that anything serialised can have (Bitcoin Core, `MAX_SIZE`).
const COUNT_LIMIT: u64 = 0x0200_0000;

pub struct Reader<'a> {
    bytes: &'a [u8],
    /// What it is that the bytes end too early for.
    short: ProofError,
}

impl<'a> Reader<'a> {
    pub fn new(bytes: &'a [u8], short: ProofError) -> Reader<'a> {
        Reader { bytes, short }
    }

    /// How many bytes are left.
    pub fn left(&self) -> usize {
        self.bytes.len()
    }

    pub fn take(&mut self, count: usize) -> Result<&'a [u8], ProofError> {
        let Some((taken, rest)) = self.bytes.split_at_checked(count) else { return Err(self.short) };
        self.bytes = rest;
        Ok(taken)
    }

    fn array<const N: usize>(&mut self) -> Result<[u8; N], ProofError> {
        let Some((taken, rest)) = self.bytes.split_first_chunk() else { return Err(self.short) };
        self.bytes = rest;
        Ok(*taken)
    }

    pub fn byte(&mut self) -> Result<u8, ProofError> {
        let [byte] = self.array()?;
        Ok(byte)
    }

    pub fn u32(&mut self) -> Result<u32, ProofError> {
        Ok(u32::from_le_bytes(self.array()?))
    }

    pub fn u64(&mut self) -> Result<u64, ProofError> {
        Ok(u64::from_le_bytes(self.array()?))
    }

    pub fn hash(&mut self) -> Result<Hash, ProofError> {
        self.array()
    }

    /// A number of one, three, five or nine bytes, as few as it needs
    /// (<https://developer.bitcoin.org/reference/transactions.html#compactsize-unsigned-integers>).
    pub fn compact(&mut self) -> Result<u64, ProofError> {
        let (number, least) = match self.byte()? {
            0xff => (self.u64()?, 1 << 32),
            0xfe => (self.u32()?.into(), 1 << 16),
            0xfd => (u16::from_le_bytes(self.array()?).into(), 0xfd),
            byte => (byte.into(), 0),
        };
        if number < least { Err(ProofError::CountNotMinimal) } else { Ok(number) }
    }

    /// How many things follow, each of so many bytes at least: no more than there is room for.
    pub fn count(&mut self, least: usize) -> Result<usize, ProofError> {
        let count = self.compact()?;
        if count > COUNT_LIMIT {
            return Err(ProofError::CountTooLarge);
        }
        let count = count as usize;
        if self.left() / least < count { Err(self.short) } else { Ok(count) }
    }

    /// Bytes with their number before them.
    pub fn counted(&mut self) -> Result<&'a [u8], ProofError> {
        let count = self.count(1)?;
        self.take(count)
    }
}

/// Appends a number as [`Reader::compact`] reads it.
pub fn push_compact(out: &mut Vec<u8>, number: u64) {
    let bytes = number.to_le_bytes();
    match number {
        0..0xfd => out.push(bytes[0]),
        0xfd..=0xffff => {
            out.push(0xfd);
            out.extend_from_slice(&bytes[..2]);
        }
        0x1_0000..=0xffff_ffff => {
            out.push(0xfe);
            out.extend_from_slice(&bytes[..4]);
        }
        _ => {
            out.push(0xff);
            out.extend_from_slice(&bytes);
        }
    }
}

/// Appends bytes with their number before them.
pub fn push_counted(out: &mut Vec<u8>, bytes: &[u8]) {
    push_compact(out, bytes.len() as u64);
    out.extend_from_slice(bytes);
}
