//! Offsets of a bill, moved to where they are in the file as a whole.

use crate::model::Bill;

/// Applies a change to every offset.
pub(crate) fn offsets(bill: &mut Bill, change: impl Fn(usize) -> usize) {
    for component in &mut bill.components {
        component.offset = change(component.offset);
    }
    for statement in &mut bill.statements {
        statement.offset = change(statement.offset);
    }
    for raw in &mut bill.vulnerabilities {
        raw.offset = change(raw.offset);
    }
    for problem in &mut bill.problems {
        problem.offset = change(problem.offset);
    }
    for unread in &mut bill.unread {
        unread.offset = change(unread.offset);
    }
}
