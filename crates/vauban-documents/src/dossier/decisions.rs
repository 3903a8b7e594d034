//! What people decided: requirements left out, findings set aside.

use std::collections::BTreeMap;

use vauban_analysis::evidence::path_of;
use vauban_checks::Standing;
use vauban_engine::Compilation;
use vauban_model::{AnyId, Kind, Ref};
use vauban_pages::{Block, Cell, Column, Inline, Section, Table, Tone, badge, paragraph, plain};

use super::All;
use super::links::to_requirement;

/// Every tailoring of the product, with what it leaves out and whether it counts (SM-5).
pub(super) fn tailorings(all: &All<'_>) -> Option<Section> {
    let told = all.compiled.tailorings(all.product);
    let model = &all.compiled.model;
    let mut table = Table::new(
        "Tailoring",
        [
            Column::new("decision, for which release"),
            Column::narrow("leaves out"),
            Column::wide("because"),
            Column::new("analysis behind it"),
            Column::new("approved"),
            Column::narrow("counts").filtered(),
        ],
    );
    for one in &told {
        let Some(record) = model.tailoring.get(one.tailoring.at as usize) else { continue };
        let name = record.head.name();
        let releases: Vec<&str> = record.release.iter().map(|release| release.link.text.as_ref()).collect();
        let releases = if releases.is_empty() { "every release".to_owned() } else { releases.join(", ") };
        let approved = match record.approved_by.as_ref().and_then(Ref::to) {
            Some(by) => vec![
                all.links.briefly(&model.head(by).name()),
                plain(record.date.map_or_else(String::new, |day| format!(" on {}", day.date))),
            ],
            None => vec![plain("nobody")],
        };
        let decision = vec![all.links.to(&name), Inline::Break, plain(format!("for {releases}"))];
        let (counts, mut why) = standing(&one.standing);
        why.extend(one.flaws.iter().cloned());
        let verdict =
            if counts && one.flaws.is_empty() { badge(Tone::Good, "counts") } else { badge(Tone::Bad, "refused") };
        let mut said = vec![verdict];
        said.extend(why.into_iter().flat_map(|why| [Inline::Break, plain(why)]));
        if record.out.is_empty() {
            table.row::<Cell>([
                decision.into(),
                "nothing".into(),
                "every requirement applies".into(),
                "".into(),
                approved.into(),
                said.into(),
            ]);
            continue;
        }
        for out in &record.out {
            let left_out = out.requirement.as_ref().map_or_else(String::new, |clause| local(&clause.0));
            let analysis = out.analysis.as_ref().and_then(|file| path_of(model, file)).unwrap_or_default();
            table.row::<Cell>([
                decision.clone().into(),
                to_scope(all, &left_out).into(),
                all.unless_withheld(one.tailoring, out.reason.as_ref().map_or("", |reason| reason.trim())).into(),
                all.links.to(analysis).into(),
                approved.clone().into(),
                said.clone().into(),
            ]);
        }
    }
    (!table.rows.is_empty()).then(|| {
        let said = "A requirement is left out of a release only by a decision that gives a reason and an analysis, and that \
                    somebody else approved. A decision that is refused leaves the requirement in force.";
        Section::new("tailoring", "Requirements left out").with([paragraph([said]), Block::Table(table)])
    })
}

/// A requirement that may lie beyond the scope of this dossier.
fn to_scope(all: &All<'_>, id: &str) -> Inline {
    let requirement = id.split('.').next().unwrap_or(id);
    match all.told.requirements.iter().any(|row| row.id == requirement) {
        true => to_requirement(requirement),
        false => plain(id),
    }
}

fn local(clause: &str) -> String {
    clause.rsplit(['/', ':']).next().unwrap_or(clause).to_owned()
}

/// Whether a standing counts, and what is to be said of it.
fn standing(standing: &Standing) -> (bool, Vec<String>) {
    match standing {
        Standing::Same | Standing::NothingOut => (true, Vec::new()),
        Standing::Past => (true, vec!["for a release that a newer one has followed".to_owned()]),
        Standing::Unbound => (false, vec!["it does not say what context and threats it was made for".to_owned()]),
        Standing::Altered => (false, vec!["what it stores is not what its digest was taken of".to_owned()]),
        Standing::Changed(what) => (false, vec![format!("changed since: {}", what.join(", "))]),
    }
}

/// Waivers of a product, in the order of the records.
pub(super) fn waivers_of(compiled: &Compilation, product: Option<AnyId>) -> Vec<AnyId> {
    let all = compiled.model.waiver.iter().enumerate().filter(|(_, waiver)| !waiver.head.removed);
    let mine = all.filter(|(_, waiver)| compiled.concerns(product, &waiver.head));
    mine.map(|(at, _)| AnyId { kind: Kind::Waiver, at: at as u32 }).collect()
}

/// Every waiver, the first to end first.
pub(super) fn waivers(all: &All<'_>) -> Option<Section> {
    let model = &all.compiled.model;
    let today = all.compiled.today();
    let mut covers: BTreeMap<&str, usize> = BTreeMap::new();
    for waived in all.compiled.findings.iter().filter_map(|finding| finding.waived.as_ref()) {
        *covers.entry(waived.waiver.as_str()).or_default() += 1;
    }
    let mut records: Vec<_> = waivers_of(all.compiled, all.product)
        .into_iter()
        .filter_map(|id| Some((id, model.waiver.get(id.at as usize)?)))
        .collect();
    records.sort_by_key(|(id, waiver)| (waiver.expires.map(|day| day.date), *id));
    let mut table = Table::new(
        "Waivers",
        [
            Column::narrow("until").filtered(),
            Column::new("waiver"),
            Column::wide("finding"),
            Column::wide("reason"),
            Column::new("approved"),
            Column::narrow("covers"),
        ],
    );
    for (id, waiver) in records {
        let name = waiver.head.name();
        let until = match waiver.expires {
            Some(day) if day.date < today => {
                vec![plain(day.date.to_string()), Inline::Break, badge(Tone::Bad, "expired")]
            }
            Some(day) => vec![plain(day.date.to_string())],
            None => vec![plain("no date")],
        };
        let approved = match waiver.approved_by.as_ref().and_then(Ref::to) {
            Some(by) => all.links.to(&model.head(by).name()),
            None if waiver.backlog.as_ref().is_some_and(|flag| flag.value) => plain("nobody: backlog of the first day"),
            None => plain("nobody"),
        };
        let number = covers.get(&*waiver.head.id).or_else(|| covers.get(name.as_str())).copied().unwrap_or_default();
        table.row::<Cell>([
            until.into(),
            all.links.to(&name).into(),
            waiver.finding.as_ref().map_or("", |text| text.trim()).into(),
            all.unless_withheld(id, waiver.reason.as_ref().map_or("", |text| text.trim())).into(),
            approved.into(),
            number.into(),
        ]);
    }
    (!table.rows.is_empty()).then(|| {
        let said =
            "A waiver leaves a finding open until a day, with a reason. It settles nothing: what it covers is not met.";
        Section::new("waivers", "Waivers").with([paragraph([said]), Block::Table(table)])
    })
}
