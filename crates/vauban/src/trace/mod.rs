//! What writes traces: stamps of links.

pub(crate) mod stamp;
pub(crate) use vauban_answers::trace::*;
