//! Esplora schema.
