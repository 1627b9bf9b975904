//! Sorting in little code. The standard library's sorts and `BTreeMap` bring half a kilobyte to three kilobytes of wasm
//! for each type.

use std::cmp::Ordering;

/// Sorts a list by merging runs, from runs of one upwards; what is equal keeps its order. One body serves all lists
/// of references.
#[inline(never)]
pub fn arrange<T: Copy>(list: &mut [T], compare: &mut dyn FnMut(&T, &T) -> Ordering) {
    let count = list.len();
    let mut length = 1;
    while length < count {
        let from = list.to_vec();
        let mut start = 0;
        while start + length < count {
            let (middle, end) = (start + length, (start + 2 * length).min(count));
            let (mut left, mut right) = (start, middle);
            let mut place = start;
            // As long as both runs have items: what is left of the right one stands where it belongs.
            while left < middle {
                let take_left = right == end || compare(&from[left], &from[right]) != Ordering::Greater;
                let taken = if take_left { &mut left } else { &mut right };
                list[place] = from[*taken];
                *taken += 1;
                place += 1;
            }
            start = end;
        }
        length *= 2;
    }
}

/// Puts an item into a sorted list unless it is there.
pub fn include<T: Ord>(list: &mut Vec<T>, item: T) {
    if let Err(place) = list.binary_search(&item) {
        list.insert(place, item);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn arranges_as_the_standard_library_does() {
        for count in 0..70u32 {
            // Few keys, so that many are equal; the second part tells whether those keep their order.
            let mut list: Vec<(u32, u32)> = (0..count).map(|index| (index * 7919 % 5, index)).collect();
            let mut expected = list.clone();
            expected.sort_by_key(|(key, _)| *key);
            arrange(&mut list, &mut |a, b| a.0.cmp(&b.0));
            assert_eq!(list, expected);
        }
    }

    #[test]
    fn includes_an_item_once() {
        let mut list = Vec::new();
        for item in ["b", "a", "b", "c", "a"] {
            include(&mut list, item);
        }
        assert_eq!(list, ["a", "b", "c"]);
    }
}
