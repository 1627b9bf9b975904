//! A map kept as one sorted list. `BTreeMap` brings two to three kilobytes of wasm for each pair of types; this does
//! not, and the maps of a panel are short or grow at one end.

use std::cmp::Ordering;

/// Keys in order, each once, with what belongs to them.
#[derive(Clone, Debug)]
pub struct Sorted<K, V>(Vec<(K, V)>);

impl<K: Ord, V> Sorted<K, V> {
    pub const fn new() -> Sorted<K, V> {
        Sorted(Vec::new())
    }

    fn place(&self, key: &K) -> Result<usize, usize> {
        self.0.binary_search_by(|(other, _)| other.cmp(key))
    }

    pub fn get(&self, key: &K) -> Option<&V> {
        self.place(key).ok().map(|place| &self.0[place].1)
    }

    pub fn get_mut(&mut self, key: &K) -> Option<&mut V> {
        self.place(key).ok().map(|place| &mut self.0[place].1)
    }

    /// What belongs to the key; `make` makes it where there is nothing yet.
    pub fn at(&mut self, key: K, make: impl FnOnce() -> V) -> &mut V {
        let place = self.place(&key).unwrap_or_else(|place| {
            self.0.insert(place, (key, make()));
            place
        });
        &mut self.0[place].1
    }

    /// Puts a value in the place of what belonged to the key.
    pub fn insert(&mut self, key: K, value: V) {
        match self.place(&key) {
            Ok(place) => self.0[place].1 = value,
            Err(place) => self.0.insert(place, (key, value)),
        }
    }

    pub fn retain(&mut self, keep: impl Fn(&K) -> bool) {
        self.0.retain(|(key, _)| keep(key));
    }

    pub fn len(&self) -> usize {
        self.0.len()
    }

    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// In the order of the keys.
    pub fn iter(&self) -> std::slice::Iter<'_, (K, V)> {
        self.0.iter()
    }
}

impl<K, V> IntoIterator for Sorted<K, V> {
    type Item = (K, V);
    type IntoIter = std::vec::IntoIter<(K, V)>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.into_iter()
    }
}

impl<K: Ord, V> Default for Sorted<K, V> {
    fn default() -> Sorted<K, V> {
        Sorted::new()
    }
}

/// Sorts a list; what is equal keeps its order. The standard library's sort is half a kilobyte of wasm for each type.
pub fn arrange<T: Copy>(list: &mut [T], compare: &mut dyn FnMut(&T, &T) -> Ordering) {
    let before = list.to_vec();
    let order = order(before.len(), &mut |a, b| compare(&before[a], &before[b]));
    for (item, place) in list.iter_mut().zip(order) {
        *item = before[place];
    }
}

/// The order of so many items: a merge sort from runs of one upwards.
fn order(count: usize, compare: &mut dyn FnMut(usize, usize) -> Ordering) -> Vec<usize> {
    let mut order: Vec<usize> = (0..count).collect();
    let mut length = 1;
    while length < count {
        let from = order.clone();
        for start in (0..count).step_by(2 * length) {
            let (middle, end) = ((start + length).min(count), (start + 2 * length).min(count));
            let (mut left, mut right) = (start, middle);
            for slot in &mut order[start..end] {
                let take_left =
                    right == end || (left < middle && compare(from[left], from[right]) != Ordering::Greater);
                let taken = if take_left { &mut left } else { &mut right };
                *slot = from[*taken];
                *taken += 1;
            }
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
    fn keeps_each_key_once_and_in_order() {
        let mut map = Sorted::new();
        for key in [5, 1, 3, 1, 9, 5] {
            *map.at(key, || 0) += 1;
        }
        map.insert(3, 7);
        map.insert(4, 8);
        map.retain(|key| *key != 9);
        assert_eq!(map.get(&9), None);
        *map.get_mut(&5).unwrap() += 10;
        assert_eq!(map.into_iter().collect::<Vec<_>>(), [(1, 2), (3, 7), (4, 8), (5, 12)]);
    }

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
