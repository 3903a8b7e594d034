//! The ledger of a project: the chain of its entries, held against every state of it in git.

use std::collections::BTreeSet;

use vauban_model::{FileFact, LedgerFact};
use vauban_pack::ledger::{Entry, continues, read};
use vauban_pack::{LedgerHead, Limits, Refused};

use crate::world::{Follow, World};

/// Where it stands.
pub const PATH: &str = "security/ledger.jsonl";

/// What checking the ledger of a folder came to.
#[derive(Debug, Default)]
pub struct Looked {
    /// The entries, as far as the chain holds.
    pub entries: Vec<Entry>,
    /// Where the chain ends.
    pub head: Option<LedgerHead>,
    /// What does not hold.
    pub wrong: Option<String>,
    /// What could not be looked at.
    pub unknown: Option<String>,
}

/// Follows the chain and holds the ledger against every state of it in git; none where nobody keeps one.
pub fn look(world: &dyn World) -> Option<Looked> {
    let earlier = || world.earlier(&BTreeSet::from([PATH.to_owned()]), Follow::FirstParent);
    if world.probe(PATH) == FileFact::Missing {
        // A ledger that was there once and is gone is cut off at its first entry.
        let state = earlier()?.states.into_iter().find(|state| !state.bytes.is_empty())?;
        return Some(Looked {
            wrong: Some(format!("{PATH} is gone; commit {} had it", short(&state.commit))),
            ..Looked::default()
        });
    }
    let text = match world.evidence(PATH, Limits::LEDGER) {
        Ok(text) => text,
        Err(why) => return Some(Looked { unknown: Some(format!("{PATH}: {why}")), ..Looked::default() }),
    };
    let said = |refused: &Refused| format!("{PATH}, {refused}");
    let mut looked = Looked::default();
    match read(&text) {
        Ok(entries) => looked.entries = entries,
        Err(refused) => looked.wrong = Some(said(&refused)),
    }
    if looked.wrong.is_none() {
        match vauban_pack::ledger::head(&text) {
            Ok(head) => looked.head = head,
            Err(refused) => looked.wrong = Some(said(&refused)),
        }
    }
    match earlier() {
        None => looked.unknown = Some("there is no git here: whether its end was cut off cannot be told".to_owned()),
        Some(earlier) => {
            looked.unknown = earlier.incomplete;
            for state in earlier.states {
                if let (None, Err(refused)) = (&looked.wrong, continues(&text, &state.bytes)) {
                    looked.wrong = Some(format!("{}; as commit {} had it", said(&refused), short(&state.commit)));
                }
            }
        }
    }
    Some(looked)
}

/// What a check needs of it.
pub(crate) fn fact(world: &dyn World) -> Option<LedgerFact> {
    look(world).map(|looked| LedgerFact { wrong: looked.wrong, unknown: looked.unknown })
}

fn short(commit: &str) -> &str {
    commit.get(..12).unwrap_or(commit)
}
