//! `vauban issue drill`.

use crate::Outcome;
use crate::args::{Arguments, IssueDrill};

pub(crate) fn run(_: &Arguments, _: &IssueDrill) -> Outcome {
    Err("this command is not built yet".to_owned())
}
