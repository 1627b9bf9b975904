//! TronGrid.
