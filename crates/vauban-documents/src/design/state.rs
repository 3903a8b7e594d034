//! Which state of the design is shown: the folder as it stands, or the commit that a release was built from.

use vauban_engine::{Compilation, compile};

use crate::Subject;

/// The state that is shown.
pub(super) struct Shown {
    /// The design of the release; none where the folder itself is shown.
    pub(super) compiled: Option<Compilation>,
    /// Which state it is, in sentences.
    pub(super) says: String,
    /// Whether that is what was asked for.
    pub(super) asked: bool,
}

impl Shown {
    /// The state that a subject asks for, as far as it can be had.
    pub(super) fn of(subject: &Subject<'_>) -> Shown {
        let model = &subject.compiled.model;
        let today = subject.compiled.today();
        let folder = |says: String, asked: bool| Shown { compiled: None, says, asked };
        let Some(release) = subject.release.and_then(|at| model.release.get(at)) else {
            let says = match line(subject.compiled) {
                Some(line) => format!(
                    "The design of version line {line} as it was at its ref, judged with what is known of it on {today}."
                ),
                None => format!("The design as its records stand in the folder, judged with what is known on {today}."),
            };
            return folder(says, true);
        };
        let name = release.version.as_ref().map_or(&*release.head.id, |version| version.trim());
        let instead = |why: &str| {
            let says = format!(
                "Asked for was the design of release {name}. {why}, so this is the design as its records stand in the folder, \
                 judged with what is known on {today}. It may differ from what was released."
            );
            folder(says, false)
        };
        let Some(commit) = release.commit.as_ref().map(|commit| commit.trim()).filter(|commit| !commit.is_empty())
        else {
            return instead("The release does not say which commit it was built from");
        };
        let then = match subject.world.at(commit) {
            Ok(then) => then,
            Err(why) => return instead(&format!("Its commit {commit} cannot be read ({why})")),
        };
        let compiled = match compile(then.as_ref()) {
            Ok(compiled) => compiled,
            Err(why) => return instead(&format!("Its commit {commit} cannot be judged ({why})")),
        };
        let there = |id| compiled.model.named(&model.head(id).name()).is_some();
        if subject.product.is_some_and(|id| !there(id)) {
            return instead(&format!("At its commit {commit} there is no record of this product"));
        }
        let says = format!(
            "The design as its records stood in commit {commit}, which release {name} was built from, judged with what is known on \
             {today}. What was recorded later, as reviews and test runs, is not in it."
        );
        Shown { compiled: Some(compiled), says, asked: true }
    }
}

/// The version line that was compiled; none for the folder as it stands. Files of a line say which one they come from.
fn line(compiled: &Compilation) -> Option<String> {
    let (_, file) = compiled.model.sources.iter().find(|(_, file)| !file.is_here())?;
    let mark = file.path.strip_suffix(file.local())?;
    Some(mark.trim_end_matches(':').to_owned())
}
