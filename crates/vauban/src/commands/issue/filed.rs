//! `vauban issue filed`.

use crate::Outcome;
use crate::args::{Arguments, IssueFiled};

pub(crate) fn run(_: &Arguments, _: &IssueFiled) -> Outcome {
    Err("this command is not built yet".to_owned())
}
