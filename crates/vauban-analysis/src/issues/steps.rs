//! The one table of steps that an issue takes. A step that it does not have is possible, and says why it was taken.

use vauban_model::IssueState::{
    self, Accepted, Assessed, Closed, Confirmed, Decided, Deferred, Disclosed, Fixed, Received, Rejected,
};

/// States that an issue may go to from another without saying why; from none it begins.
///
/// The order is that of DM-2 to DM-5: whether it is ours, how bad it is, what is done, that it was done, that users know.
/// A deferral and an acceptance are decisions that are made again; telling users may come before the fix, where they can
/// protect themselves meanwhile.
pub fn next(from: Option<IssueState>) -> &'static [IssueState] {
    match from {
        None => &[Received],
        Some(Received) => &[Confirmed, Rejected],
        Some(Confirmed) => &[Assessed, Rejected],
        Some(Assessed) => &[Decided, Deferred, Accepted, Rejected],
        Some(Decided) => &[Fixed, Deferred, Accepted, Disclosed],
        Some(Deferred) => &[Decided, Accepted, Disclosed],
        Some(Accepted) => &[Decided, Deferred, Disclosed, Closed],
        Some(Fixed) => &[Disclosed, Closed],
        Some(Disclosed) => &[Fixed, Closed],
        Some(Rejected) => &[Closed],
        Some(Closed) => &[],
    }
}

/// Whether one state follows another in the table. An event that leaves the state as it is follows always: it tells
/// something that happened meanwhile.
pub fn follows(from: Option<IssueState>, to: IssueState) -> bool {
    from == Some(to) || next(from).contains(&to)
}

/// A step in words: `from received to decided`.
pub fn step(from: Option<IssueState>, to: IssueState) -> String {
    match from {
        Some(from) => format!("from {} to {}", from.word(), to.word()),
        None => format!("to {} from the start", to.word()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use vauban_model::WordList as _;

    #[test]
    fn every_state_is_reached_from_receipt_and_leads_to_an_end() {
        let all: Vec<IssueState> = IssueState::WORDS.iter().map(|(_, state, _)| *state).collect();
        let reached = |from: IssueState| {
            let mut seen = vec![from];
            let mut at = 0;
            while let Some(state) = seen.get(at).copied() {
                let more: Vec<_> = next(Some(state)).iter().filter(|one| !seen.contains(one)).copied().collect();
                seen.extend(more);
                at += 1;
            }
            seen
        };
        for state in &all {
            assert!(reached(Received).contains(state), "{state:?}");
            assert!(reached(*state).contains(&Closed), "{state:?}");
        }
    }

    #[test]
    fn what_was_skipped_does_not_follow() {
        for (from, to, expect) in [
            (None, Received, true),
            (None, Confirmed, false),
            (Some(Received), Assessed, false),
            (Some(Received), Decided, false),
            (Some(Confirmed), Decided, false),
            (Some(Decided), Closed, false),
            (Some(Closed), Confirmed, false),
            (Some(Deferred), Deferred, true),
            (Some(Fixed), Closed, true),
        ] {
            assert_eq!(follows(from, to), expect, "{from:?} {to:?}");
        }
    }
}
