//! A supported version line: its design as it was at its ref, judged with what is known today.
//!
//! Both readings of the project are put together record by record, before anything is linked: [`rule`] says for every
//! kind which of the two counts. From there on a line is compiled as any project is. What cannot be told is never read
//! in the line's favour: an issue without a place, a fix that nobody says the line has, a file that two records mean
//! differently.

mod choose;
mod merge;
mod placed;
pub(crate) mod rule;
mod world;

use vauban_diagnostics::Sources;
use vauban_model::{AnyId, Kind, Model};

use crate::compile::{Asked, Compilation, ProjectError, finish, gather};
use crate::world::World;

pub(crate) use merge::Merged;
pub(crate) use placed::placed;

/// Why a version line is not judged.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum LineError {
    /// The project cannot be read.
    Project(ProjectError),
    /// There is no such line.
    Unknown {
        /// The id asked for.
        id: String,
        /// Lines there are.
        known: Vec<String>,
    },
    /// Its ref does not lead to a project that can be judged.
    Gone {
        /// The line.
        id: String,
        /// File of its record.
        file: String,
        /// Line there.
        line: u32,
        /// Why, in half a sentence.
        why: String,
    },
}

impl std::fmt::Display for LineError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            LineError::Project(error) => error.fmt(f),
            LineError::Unknown { id, known } if known.is_empty() => {
                write!(f, "there is no version line `{id}`: the project has no `[line.ID]`")
            }
            LineError::Unknown { id, known } => {
                write!(f, "there is no version line `{id}`; known: {}", known.join(", "))
            }
            LineError::Gone { id, file, line, why } => {
                write!(
                    f,
                    "{file}:{line}: version line `{id}` cannot be judged: {why}\n\nfetch its branch or tag, or correct `ref`"
                )
            }
        }
    }
}

impl std::error::Error for LineError {}

/// Compiles a version line: its design as of its ref, with what today knows of it.
///
/// # Errors
/// If there is no such line, or its ref does not lead to a project.
pub fn compile_line(world: &dyn World, id: &str, variant: Option<&str>) -> Result<Compilation, LineError> {
    line(world, id, variant.map_or(Asked::Everything, Asked::Variant))
}

/// The same without running checks.
///
/// # Errors
/// As [`compile_line`].
pub fn survey_line(world: &dyn World, id: &str) -> Result<Compilation, LineError> {
    line(world, id, Asked::Design)
}

fn line(world: &dyn World, id: &str, asked: Asked<'_>) -> Result<Compilation, LineError> {
    let mut now = gather(world, Sources::default()).map_err(LineError::Project)?;
    let found = now.model.find(Kind::Line, id).filter(|found| now.model.head(*found).folder().is_empty());
    let Some(found) = found else {
        let known = now.model.line.iter().filter(|line| line.head.folder().is_empty());
        return Err(LineError::Unknown {
            id: id.to_owned(),
            known: known.map(|line| line.head.id.to_string()).collect(),
        });
    };
    let gone = |model: &Model, why: String| {
        let (file, line) = model.place(found);
        LineError::Gone { id: id.to_owned(), file, line, why }
    };
    let (git_ref, commit) = leads_to(world, &now.model, found).map_err(|why| gone(&now.model, why))?;
    let then_world = world.at(&commit).map_err(|why| gone(&now.model, why))?;
    let sources = std::mem::take(&mut now.model.sources);
    let first = sources.iter().count() as u32;
    let mut then = match gather(then_world.as_ref(), sources) {
        Ok(then) => then,
        // The sources went with it; the place is that of the record in the folder of today.
        Err(error) => {
            let again = gather(world, Sources::default()).map_err(LineError::Project)?;
            return Err(gone(&again.model, format!("at `{git_ref}` {error}")));
        }
    };
    let Some(product) = product_at_ref(&now.model, &then.model, found) else {
        now.model.sources = std::mem::take(&mut then.model.sources);
        return Err(gone(
            &now.model,
            format!("at `{git_ref}` there is no product `{}`", product_of(&now.model, found)),
        ));
    };
    let about = merge::About { id: id.to_owned(), line: found, git_ref, commit, first, product, today: world.today() };
    let (gathered, line_world) = merge::merge(now, then, world, then_world, &about);
    finish(&line_world, gathered, asked).map_err(LineError::Project)
}

/// The product that a line says it is of.
fn product_of(model: &Model, line: AnyId) -> String {
    let of = model.line.get(line.at as usize).and_then(|line| line.of.as_ref());
    let of = of.map_or_else(String::new, |of| of.link.text.to_string());
    of.strip_prefix("product.").map_or(of.clone(), str::to_owned)
}

/// The same by the id it has at the ref, where it may have been called otherwise.
fn product_at_ref(now: &Model, then: &Model, line: AnyId) -> Option<String> {
    let of = product_of(now, line);
    let here = now.product.iter().find(|product| *product.head.id == *of);
    let formerly = here.into_iter().flat_map(|product| &product.head.common.formerly).map(|old| old.to_string());
    std::iter::once(of.clone()).chain(formerly).find(|id| then.find(Kind::Product, id).is_some())
}

/// The ref of a line as written, and the commit it leads to.
fn leads_to(world: &dyn World, model: &Model, line: AnyId) -> Result<(String, String), String> {
    let record = model.line.get(line.at as usize);
    let Some(git_ref) = record.and_then(|line| line.git_ref.as_ref()) else {
        return Err("it has no `ref`: the branch or tag it is built from".to_owned());
    };
    let name = git_ref.to_string();
    let names = std::collections::BTreeSet::from([name.clone()]);
    let mut refs = world.refs(&names).ok_or("there is no git here")?;
    match refs.remove(&name) {
        Some(Ok(commit)) => Ok((name, commit)),
        Some(Err(why)) => Err(format!("`{name}` leads nowhere: {why}")),
        None => Err(format!("`{name}` leads nowhere")),
    }
}
