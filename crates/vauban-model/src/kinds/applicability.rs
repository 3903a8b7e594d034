//! Where a component requirement is not held against the product, and why (SR-4, IEC 62443-4-2).

use super::{Doer, Judged, Mechanism};
use crate::declare::record;
use crate::link::{Clause, Ref};
use crate::shape::Text;
use crate::words::*;

record! {
    /// A component requirement that does not apply, or that something outside the product makes up for.
    Applicability {
        "of" of: many Clause, "component requirements it is about: `CR 1.12`, `CR 3.1 RE(1)`";
        "elements" elements: many Ref<Judged>, "where it does not apply; absent: nowhere in the product";
        "reason" reason: need Text, "why";
        "compensated-by" compensated_by: many Ref<Mechanism>, "mechanisms of the environment that make up for it; users must be told (CCSC 2)";
        "by" by: need Ref<Doer>, "who says so";
        "approved-by" approved_by: one Ref<Doer>, "who agreed; another person";
        "date" date: need Day, "when";
        "valid-until" valid_until: one Day, "until when; default 12 months";
    }
}
