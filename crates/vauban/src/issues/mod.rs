//! What the subcommands of `issue` share that read and write issue records.

mod ask;
pub(crate) mod page;
mod place;
mod step;
mod value;

pub(crate) use ask::somebody;
pub(crate) use place::folder_for;
pub(crate) use step::{Common, Step, Written, event, take};
pub(crate) use value::{Said, values};
pub(crate) use vauban_answers::issues::figures;

/// A person or role as written in a record of a folder.
pub(crate) fn doer_of(model: &vauban_model::Model, folder: &str, word: &str) -> Result<String, String> {
    step::doer(model, folder, word)
}
