//! Everything that the explorers listed, each thing once.

use crate::explorer::Delivery;

/// Pages as they came, keyed by the request that brought them.
#[derive(Default)]
pub struct History {}

impl History {
    pub fn take(&mut self, delivery: Delivery) {
        let _ = delivery;
        todo!()
    }
}
