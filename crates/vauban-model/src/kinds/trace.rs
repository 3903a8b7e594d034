//! What records were based on when somebody last looked (SR-5, SVV-1, SG-7): the memory of links.

use super::Doer;
use super::values::Seen;
use crate::declare::record;
use crate::link::Ref;
use crate::words::*;

record! {
    /// What the record it is named after was based on when somebody last looked: `[basis."requirement.auth-lockout"]`.
    Basis {
        "by" by: one Ref<Doer>, "who looked";
        "date" date: need Day, "when";
        "saw" saw: map Seen, "fingerprints of the records it links to; `vauban trace stamp` and `accept` write them";
    }
}
