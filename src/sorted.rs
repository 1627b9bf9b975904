//! Sorting in little code. The standard library's sorts and `BTreeMap` bring half a kilobyte to three kilobytes of wasm
//! for each type.

use std::cmp::Ordering;

/// The order of so many items, told by their places, by merging runs, from runs of one upwards; what is equal keeps its
/// order. One body serves lists of all types.
pub fn order(count: usize, compare: &mut dyn FnMut(usize, usize) -> Ordering) -> Vec<usize> {
    let mut order: Vec<usize> = (0..count).collect();
    let mut length = 1;
    while length < count {
        let from = order.clone();
        let mut start = 0;
        while start + length < count {
            let (middle, end) = (start + length, (start + 2 * length).min(count));
            let (mut left, mut right) = (start, middle);
            // What is left of the right run in the end stands where it belongs.
            while left < middle {
                let take_left = right == end || compare(from[left], from[right]) != Ordering::Greater;
                let taken = if take_left { &mut left } else { &mut right };
                order[start] = from[*taken];
                *taken += 1;
                start += 1;
            }
            start = end;
        }
        length *= 2;
    }
    order
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
    fn orders_as_the_standard_library_does() {
        for count in 0..70u32 {
            // Few keys, so that many are equal; the second part tells whether those keep their order.
            let list: Vec<(u32, u32)> = (0..count).map(|index| (index * 7919 % 5, index)).collect();
            let ordered: Vec<(u32, u32)> = order(list.len(), &mut |a, b| list[a].0.cmp(&list[b].0))
                .into_iter()
                .map(|place| list[place])
                .collect();
            let mut expected = list;
            expected.sort_by_key(|(key, _)| *key);
            assert_eq!(ordered, expected);
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
