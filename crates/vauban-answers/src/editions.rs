//! Two editions of the process standard over the same records: which are compared, and what is shown of them.

use vauban_analysis::editions::{Comparison, Edition, Origin, Row};
use vauban_analysis::status::Verdict;
use vauban_catalog::Lifecycle;
use vauban_engine::{Compilation, World, compile_edition};
use vauban_model::AnyId;
use vauban_report::editions::{
    ChangedRow, DroppedRow, EditionRow, EditionsReport, MeaningRow, MentionRow, RequirementRow,
};

/// Editions beside the first one that the project names: put in force by a file, or as the edition that decides, or
/// among the crosswalks.
pub fn named(compiled: &Compilation) -> Vec<String> {
    let first = compiled.catalogs.lifecycles().next().map(|one| one.namespace.clone());
    let others = compiled.catalogs.lifecycles().filter(|one| Some(&one.namespace) != first.as_ref());
    others.map(|one| one.namespace.clone()).collect()
}

/// Every edition there is beside the first: those that the project names, then drafts that it may name.
pub fn known(compiled: &Compilation) -> Vec<&Lifecycle> {
    let first = compiled.catalogs.lifecycles().next().map(|one| one.namespace.as_str());
    let all = compiled.catalogs.lifecycles().chain(compiled.catalogs.drafts());
    all.filter(|one| Some(one.namespace.as_str()) != first).collect()
}

/// The first edition and another over the same records, each compiled by itself.
///
/// # Errors
/// If there is no such edition, or the product was not judged.
pub fn compare(
    world: &dyn World,
    compiled: &Compilation,
    product: Option<AnyId>,
    edition: &str,
) -> Result<EditionsReport, String> {
    let first = compiled.catalogs.lifecycles().next().ok_or("there is no edition in force")?.namespace.clone();
    if edition == first {
        return Err(format!("`{edition}` is the edition that others are compared with"));
    }
    let by = |namespace: &str| compile_edition(world, namespace).map_err(|error| error.to_string());
    let in_force = &compiled.catalogs.default_lifecycle().namespace;
    // What is compiled already is not compiled again.
    let (mut own_from, mut own_to) = (None, None);
    let from = if *in_force == first { compiled } else { &*own_from.insert(by(&first)?) };
    let to = if in_force == edition { compiled } else { &*own_to.insert(by(edition)?) };
    let comparison = from.compare_editions(to, product).ok_or("the product was not judged by both editions")?;
    Ok(report(compiled, to, product, &comparison))
}

fn report(compiled: &Compilation, to: &Compilation, product: Option<AnyId>, found: &Comparison) -> EditionsReport {
    let (new, carried): (Vec<&Row>, Vec<&Row>) = found.requirements.iter().partition(|row| row.origin == Origin::New);
    let dropped = found.dropped.iter().map(|one| DroppedRow { id: one.id.clone(), title: one.title.clone() });
    let aspects = found.dropped_aspects.iter().map(|id| DroppedRow { id: id.clone(), title: String::new() });
    EditionsReport {
        product: compiled.worst_line(product),
        date: compiled.today().to_string(),
        from: edition(&found.from),
        to: edition(&found.to),
        meanings: found
            .meanings
            .iter()
            .map(|one| MeaningRow {
                id: one.id.clone(),
                before: one.before.clone(),
                now: one.now.clone(),
                carried_as: one.carried_as.clone().unwrap_or_default(),
                named_by: one.named_by.iter().map(|(id, written)| mention(to, *id, written)).collect(),
            })
            .collect(),
        new: new.into_iter().map(requirement).collect(),
        carried: carried.into_iter().map(requirement).collect(),
        changed: found
            .changed()
            .map(|one| ChangedRow {
                aspect: one.aspect.clone(),
                from: one.from.clone(),
                before: one.before.word(),
                now: one.now.word(),
                next: one.next.clone(),
            })
            .collect(),
        dropped: dropped.chain(aspects).collect(),
    }
}

fn mention(compiled: &Compilation, id: AnyId, written: &str) -> MentionRow {
    let (file, line) = compiled.model.place(id);
    MentionRow { record: compiled.model.head(id).name(), written: written.to_owned(), file, line }
}

fn edition(one: &Edition) -> EditionRow {
    EditionRow {
        namespace: one.namespace.clone(),
        draft: one.draft.clone().unwrap_or_default(),
        open_points: one.open_points.clone(),
        requirements: one.size.0,
        aspects: one.size.1,
    }
}

fn requirement(row: &Row) -> RequirementRow {
    RequirementRow {
        id: row.name.id.clone(),
        title: row.name.title.clone(),
        from: match &row.origin {
            Origin::Same => vec![row.name.id.clone()],
            Origin::Moved(from) => from.clone(),
            Origin::New => Vec::new(),
        },
        before: row.before.map_or("", Verdict::word),
        now: row.now.map_or("", Verdict::word),
        carried: row.carried.len(),
        new: row.new.clone(),
        next: row.next.clone(),
    }
}
