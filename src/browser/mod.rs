//! The panel in the browser: the element's exports, gloo-net, timers, abort. wasm32 only.
//!
//! | file | what it is |
//! |---|---|
//! | `panel` | a panel's life: opened, filled while the explorers answer, drawn in short tasks, ended |
//! | `first` | the first figure, before the panel is there |
//! | `transport` | one GET request: no cookies, no referrer, no redirect, a time limit |
//! | `alloc` | a small allocator |
//! | `dom.js` | the hands: HTML into sections, what the reader does into actions |

mod alloc;
#[cfg(feature = "checker")]
mod checker;
#[cfg(not(feature = "checker"))]
mod first;
#[cfg(not(feature = "checker"))]
mod panel;
#[cfg(not(feature = "checker"))]
mod transport;

#[cfg(not(feature = "checker"))]
pub use panel::Panel;
