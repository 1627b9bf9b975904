//! Words to compute with: one, or four side by side.

/// How many words are side by side.
pub const LANES: usize = 4;

/// What SHA-256 does with a word of 32 bits.
pub trait Word: Copy {
    fn splat(word: u32) -> Self;
    fn add(self, other: Self) -> Self;
    fn xor(self, other: Self) -> Self;
    /// The bits of `yes` where its own are set, those of `no` elsewhere.
    fn choose(self, yes: Self, no: Self) -> Self;
    /// By so many bits, which with the second number make 32.
    fn rotate_right<const BITS: u32, const REST: u32>(self) -> Self;
    fn shift_right<const BITS: u32>(self) -> Self;
}

impl Word for u32 {
    #[inline(always)]
    fn splat(word: u32) -> u32 {
        word
    }

    #[inline(always)]
    fn add(self, other: u32) -> u32 {
        self.wrapping_add(other)
    }

    #[inline(always)]
    fn xor(self, other: u32) -> u32 {
        self ^ other
    }

    #[inline(always)]
    fn choose(self, yes: u32, no: u32) -> u32 {
        no ^ self & (yes ^ no)
    }

    #[inline(always)]
    fn rotate_right<const BITS: u32, const REST: u32>(self) -> u32 {
        self.rotate_right(BITS)
    }

    #[inline(always)]
    fn shift_right<const BITS: u32>(self) -> u32 {
        self >> BITS
    }
}

/// Four words: one of the processor's in wasm that is built for it, an array elsewhere.
#[derive(Clone, Copy)]
pub struct Lanes(imp::Four);

impl Lanes {
    #[inline(always)]
    pub fn of(words: [u32; LANES]) -> Lanes {
        Lanes(imp::of(words))
    }

    #[inline(always)]
    pub fn words(self) -> [u32; LANES] {
        imp::words(self.0)
    }

    #[inline(always)]
    pub fn lane(self, lane: usize) -> u32 {
        self.words()[lane]
    }

    #[inline(always)]
    pub fn splat(word: u32) -> Lanes {
        Word::splat(word)
    }

    #[inline(always)]
    pub fn xor(self, other: Lanes) -> Lanes {
        Word::xor(self, other)
    }

    #[inline(always)]
    pub fn choose(self, yes: Lanes, no: Lanes) -> Lanes {
        Word::choose(self, yes, no)
    }
}

impl Word for Lanes {
    #[inline(always)]
    fn splat(word: u32) -> Lanes {
        Lanes(imp::of([word; LANES]))
    }

    #[inline(always)]
    fn add(self, other: Lanes) -> Lanes {
        Lanes(imp::add(self.0, other.0))
    }

    #[inline(always)]
    fn xor(self, other: Lanes) -> Lanes {
        Lanes(imp::xor(self.0, other.0))
    }

    #[inline(always)]
    fn choose(self, yes: Lanes, no: Lanes) -> Lanes {
        Lanes(imp::choose(self.0, yes.0, no.0))
    }

    #[inline(always)]
    fn rotate_right<const BITS: u32, const REST: u32>(self) -> Lanes {
        Lanes(imp::xor(imp::shift_right::<BITS>(self.0), imp::shift_left::<REST>(self.0)))
    }

    #[inline(always)]
    fn shift_right<const BITS: u32>(self) -> Lanes {
        Lanes(imp::shift_right::<BITS>(self.0))
    }
}

#[cfg(all(target_arch = "wasm32", target_feature = "simd128"))]
mod imp {
    use core::arch::wasm32::*;

    pub type Four = v128;

    #[inline(always)]
    pub fn of([a, b, c, d]: [u32; 4]) -> v128 {
        u32x4(a, b, c, d)
    }

    #[inline(always)]
    pub fn words(four: v128) -> [u32; 4] {
        [
            u32x4_extract_lane::<0>(four),
            u32x4_extract_lane::<1>(four),
            u32x4_extract_lane::<2>(four),
            u32x4_extract_lane::<3>(four),
        ]
    }

    #[inline(always)]
    pub fn add(a: v128, b: v128) -> v128 {
        u32x4_add(a, b)
    }

    #[inline(always)]
    pub fn xor(a: v128, b: v128) -> v128 {
        v128_xor(a, b)
    }

    #[inline(always)]
    pub fn choose(mask: v128, yes: v128, no: v128) -> v128 {
        v128_bitselect(yes, no, mask)
    }

    #[inline(always)]
    pub fn shift_right<const BITS: u32>(four: v128) -> v128 {
        u32x4_shr(four, BITS)
    }

    #[inline(always)]
    pub fn shift_left<const BITS: u32>(four: v128) -> v128 {
        u32x4_shl(four, BITS)
    }
}

#[cfg(not(all(target_arch = "wasm32", target_feature = "simd128")))]
mod imp {
    pub type Four = [u32; 4];

    #[inline(always)]
    pub fn of(words: [u32; 4]) -> Four {
        words
    }

    #[inline(always)]
    pub fn words(four: Four) -> [u32; 4] {
        four
    }

    // Written out, so that it is not slow where it is not optimised.

    #[inline(always)]
    pub fn add([a, b, c, d]: Four, [e, f, g, h]: Four) -> Four {
        [a.wrapping_add(e), b.wrapping_add(f), c.wrapping_add(g), d.wrapping_add(h)]
    }

    #[inline(always)]
    pub fn xor([a, b, c, d]: Four, [e, f, g, h]: Four) -> Four {
        [a ^ e, b ^ f, c ^ g, d ^ h]
    }

    #[inline(always)]
    pub fn choose([i, j, k, l]: Four, [a, b, c, d]: Four, [e, f, g, h]: Four) -> Four {
        [e ^ i & (a ^ e), f ^ j & (b ^ f), g ^ k & (c ^ g), h ^ l & (d ^ h)]
    }

    #[inline(always)]
    pub fn shift_right<const BITS: u32>([a, b, c, d]: Four) -> Four {
        [a >> BITS, b >> BITS, c >> BITS, d >> BITS]
    }

    #[inline(always)]
    pub fn shift_left<const BITS: u32>([a, b, c, d]: Four) -> Four {
        [a << BITS, b << BITS, c << BITS, d << BITS]
    }
}
