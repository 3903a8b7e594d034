//! `vauban release`: what left the house, and how anyone can check it. One module per subcommand.

mod check;
mod prepare;
mod show;
mod sign;
mod verify;

use vauban_engine::Compilation;
use vauban_model::{AnyId, Kind};

use crate::Outcome;
use crate::args::{Arguments, Release, ReleaseCommand};

pub(crate) fn run(arguments: &Arguments, options: &Release) -> Outcome {
    match &options.command {
        ReleaseCommand::Prepare(options) => prepare::run(arguments, options),
        ReleaseCommand::Check(options) => check::run(arguments, options),
        ReleaseCommand::Sign(options) => sign::run(arguments, options),
        ReleaseCommand::Show(options) => show::run(arguments, options),
        ReleaseCommand::Verify(options) => verify::run(arguments, options),
    }
}

/// The release that a person means, of the project's own.
fn meant(compiled: &Compilation, word: &str) -> Result<AnyId, String> {
    let id = word.strip_prefix("release.").unwrap_or(word);
    let model = &compiled.model;
    let own = |id: &AnyId| model.head(*id).folder().is_empty() && !model.head(*id).removed;
    model.find(Kind::Release, id).filter(own).ok_or_else(|| {
        let known = model.release.iter().filter(|release| release.head.folder().is_empty());
        let known: Vec<&str> = known.map(|release| &*release.head.id).collect();
        let hint = match vauban_diagnostics::nearest(id, known.iter().copied()) {
            Some(near) => format!("; did you mean `{near}`?"),
            None if known.is_empty() => "; `vauban release prepare ID FOLDER --write` begins one".to_owned(),
            None => format!("; known: {}", known.join(", ")),
        };
        format!("there is no `[release.{id}]`{hint}")
    })
}

/// The release that a person means, else the current one of the first product.
fn meant_or_current(compiled: &Compilation, word: Option<&str>) -> Result<AnyId, String> {
    match word {
        Some(word) => meant(compiled, word),
        None => compiled.current_release(compiled.products().first().copied().flatten()).ok_or_else(|| {
            "there is no release that is out; name one, or begin with `vauban release prepare`".to_owned()
        }),
    }
}
