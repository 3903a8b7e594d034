//! Verdicts and maturity over the releases of a product: every release is compiled from git, on its own day.
//!
//! A release is found by its `commit`, else by a tag that bears its version or its id, with or without a `v`. One
//! that this repository does not have is named with the reason, and never guessed at.

use vauban_analysis::history::{Point, StatusHistory};
use vauban_analysis::status::Status;
use vauban_model::kinds::Release;
use vauban_model::{AnyId, Date, Record};

use crate::compile::{Compilation, compile};
use crate::past::AsOf;
use crate::world::World;

/// The history of one product, over the newest `last` releases and the project as it stands. `doing` is told which
/// release is looked at.
pub fn status_history(
    world: &dyn World,
    compiled: &Compilation,
    product: Option<AnyId>,
    last: usize,
    doing: &mut dyn FnMut(&str),
) -> Result<StatusHistory, String> {
    visited(world, compiled, product, last, doing, &mut |_, _, _| {})
}

/// The same; each release that could be compiled is shown to `visit` with its id and day, oldest first.
pub(crate) fn visited(
    world: &dyn World,
    compiled: &Compilation,
    product: Option<AnyId>,
    last: usize,
    doing: &mut dyn FnMut(&str),
    visit: &mut dyn FnMut(&str, Date, &Compilation),
) -> Result<StatusHistory, String> {
    let model = &compiled.model;
    let name = product.map_or_else(String::new, |id| model.head(id).id.to_string());
    let now = of_product(compiled.statuses(), &name).ok_or("there is no status of this product")?;
    let today = compiled.today();
    let mut releases: Vec<&Record<Release>> = model
        .release
        .iter()
        .filter(|release| {
            let mine = release.product.as_ref().is_none_or(|of| product.is_none() || of.to() == product);
            mine && !release.head.removed && compiled.concerns(product, &release.head)
        })
        .collect();
    releases.sort_by_key(|release| (release.date.map(|day| day.date), release.head.id.to_string()));
    let older = releases.len().saturating_sub(last);
    let mut history = StatusHistory {
        product: name.clone(),
        practices: now.practices.iter().map(|practice| (practice.id.clone(), practice.title.clone())).collect(),
        points: Vec::new(),
        missing: Vec::new(),
        older,
    };
    for release in releases.into_iter().skip(older) {
        let id = release.head.id.to_string();
        let Some(date) = release.date.map(|day| day.date) else {
            history.missing.push((id, "it has no `date`".to_owned()));
            continue;
        };
        if date > today {
            history.missing.push((id, format!("it comes only on {date}")));
            continue;
        }
        doing(&id);
        let (revision, past) = match found(world, release) {
            Ok(found) => found,
            Err(why) => {
                history.missing.push((id, why));
                continue;
            }
        };
        match compile(&AsOf::new(past.as_ref(), date)) {
            Err(error) => history.missing.push((id, error.to_string())),
            Ok(then) => match of_product(then.statuses(), &name) {
                None => history.missing.push((id, format!("there is no product `{name}` at `{revision}`"))),
                Some(status) => {
                    visit(&id, date, &then);
                    history.points.push(Point::of(status, id, date, revision));
                }
            },
        }
    }
    history.points.push(Point::of(now, "now".to_owned(), today, String::new()));
    Ok(history)
}

fn of_product<'s>(statuses: &'s [Status], name: &str) -> Option<&'s Status> {
    statuses.iter().find(|status| status.product == name)
}

/// The world at a release, and the revision it was found by.
fn found(world: &dyn World, release: &Record<Release>) -> Result<(String, Box<dyn World>), String> {
    if let Some(commit) = release.commit.as_ref().map(|commit| commit.trim()).filter(|commit| !commit.is_empty()) {
        // A commit that is stated and not here is no reason to look at another.
        let past = world.at(commit);
        return past
            .map(|past| (commit.to_owned(), past))
            .map_err(|_| format!("this repository has no records at its commit `{commit}`"));
    }
    let version = release.version.as_ref().map_or("", |version| version.trim());
    let id: &str = &release.head.id;
    let mut tried = Vec::new();
    for tag in
        [version, id].into_iter().filter(|name| !name.is_empty()).flat_map(|name| [format!("v{name}"), name.to_owned()])
    {
        if tried.contains(&tag) {
            continue;
        }
        if let Ok(past) = world.at(&format!("refs/tags/{tag}")) {
            return Ok((tag, past));
        }
        tried.push(tag);
    }
    Err(format!("it names no `commit`, and there is no tag {}", tried.join(" or ")))
}
