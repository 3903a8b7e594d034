//! `vauban issue file`.

use crate::Outcome;
use crate::args::{Arguments, IssueFile};

pub(crate) fn run(_: &Arguments, _: &IssueFile) -> Outcome {
    Err("this command is not built yet".to_owned())
}
