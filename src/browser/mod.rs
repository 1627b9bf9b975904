//! The panel in the browser: the element's exports, gloo-net, timers, abort. wasm32 only.
//!
//! | file | what it is |
//! |---|---|
//! | `panel` | a panel's life: opened, filled while the explorers answer, drawn in short tasks, ended |
//! | `transport` | one GET request: no cookies, no referrer, no redirect, a time limit |
//! | `alloc` | a small allocator |
//! | `dom.js` | the hands: HTML into sections, what the reader does into actions |

mod alloc;
mod panel;
mod transport;

pub use panel::Panel;
