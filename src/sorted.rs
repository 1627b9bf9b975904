//! A map kept as one sorted list. `BTreeMap` brings two to three kilobytes of wasm for each pair of types; this does
//! not, and the maps of a panel are short or grow at one end.

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
    fn includes_an_item_once() {
        let mut list = Vec::new();
        for item in ["b", "a", "b", "c", "a"] {
            include(&mut list, item);
        }
        assert_eq!(list, ["a", "b", "c"]);
    }
}
