//! Which deadline of which case and issue stands how, at one instant.

mod instant;

pub use instant::Instant;
