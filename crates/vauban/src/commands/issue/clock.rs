//! `vauban issue clock`.

use crate::Outcome;
use crate::args::{Arguments, IssueClock};

pub(crate) fn run(_: &Arguments, _: &IssueClock) -> Outcome {
    Err("this command is not built yet".to_owned())
}
