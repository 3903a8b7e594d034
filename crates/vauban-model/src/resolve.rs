//! What references mean: records of the project and of used folders, requirements of catalogs.
//!
//! A reference is written `id` where one kind can be meant, `kind.id` always, and `folder/` in front for a
//! used folder. Inside a used folder the same texts mean that folder's records.

use std::borrow::Cow;
use std::collections::BTreeSet;

use vauban_catalog::Catalogs;
use vauban_diagnostics::{Finding, Sources, nearest};

use crate::codes;
use crate::folders::Folders;
use crate::kinds::values::PartOf;
use crate::link::{Link, Mention, Ref};
use crate::model::{AnyId, Head, Index, Kind, Model, full_name};
use crate::read::ChangeRecord;

/// Lets changes and removals take effect, then resolves every reference; returns what did not resolve.
pub fn resolve(model: &mut Model, changes: Vec<ChangeRecord>, catalogs: &Catalogs) -> Vec<Finding> {
    let mut findings = Vec::new();
    let mut patience = Patience::default();
    apply(model, changes, &mut patience, &mut findings);
    removals(model, &mut patience, &mut findings);
    links(model, &mut patience, &mut findings);
    requirements(model, catalogs, &mut findings);
    names(model, catalogs, &mut patience, &mut findings);
    circles(model, &mut findings);
    former(model, &mut findings);
    findings
}

/// How many ids are still compared to find the one that a mistyped reference meant.
///
/// Each search looks at every id of a kind, so that a project with thousands of dangling references would take
/// the square of its size. The first findings get suggestions; the rest say that they have none.
struct Patience(usize);

impl Default for Patience {
    fn default() -> Self {
        Patience(1_000_000)
    }
}

impl Patience {
    /// Whether so many ids may be compared.
    fn allows(&mut self, ids: usize) -> bool {
        match self.0.checked_sub(ids) {
            Some(left) => {
                self.0 = left;
                true
            }
            None => false,
        }
    }
}

fn apply(model: &mut Model, changes: Vec<ChangeRecord>, patience: &mut Patience, findings: &mut Vec<Finding>) {
    for change in changes {
        let head = change.record.head().clone();
        let path = model.folders.canonical(head.folder());
        if model.folders.withheld_at(&path).is_some() {
            continue;
        }
        if shared(&change.by, &path) {
            findings.push(not_ours(&head.name(), &head, &change.by, &path, "changes"));
            continue;
        }
        match model.find(head.kind, &format!("{path}/{}", head.local())) {
            Some(id) => {
                model.changed.entry(id).or_default().push((change.by, head.header));
                model.change(id, change.record);
            }
            None => findings.push(unmatched(model, &head.name(), &head, "change", patience)),
        }
    }
}

fn unmatched(model: &Model, name: &str, head: &Head, what: &str, patience: &mut Patience) -> Finding {
    let looked_at: &[Kind] = if patience.allows(model.len()) { Kind::ALL } else { &[] };
    let known: Vec<String> = looked_at
        .iter()
        .flat_map(|kind| model.index.ids(*kind).into_iter().map(|id| (*kind, id)))
        .filter(|(_, id)| id.contains('/'))
        .map(|(kind, id)| full_name(kind, id))
        .collect();
    let finding = codes::CHANGE_UNMATCHED
        .at(head.id_span, format!("`{name}` is no record of a used folder, so the {what} does nothing"))
        .subject(format!("{what}.{name}"));
    if let Some(now) = renamed(model, name) {
        return finding
            .see(model.head(now).header, "the record that had this id before")
            .help(format!("it is called `{}` now, says its `formerly`: write that name", model.head(now).name()));
    }
    match nearest(name, known.iter().map(String::as_str)) {
        Some(meant) => finding.help(format!("did you mean `{meant}`?")),
        None => finding.help(format!("take the {what} out, or name a record of a used folder as `FOLDER/kind.id`")),
    }
}

/// The record of a used folder that had this name before.
fn renamed(model: &Model, name: &str) -> Option<AnyId> {
    let name = model.name_from("", name);
    let (path, local) = name.rsplit_once('/')?;
    let (kind, old) = named_kind(local)?;
    let ids = (0..model.count(kind)).map(|at| AnyId { kind, at: at as u32 });
    ids.into_iter().find(|id| {
        let head = model.head(*id);
        head.folder() == path && head.common.formerly.iter().any(|one| *one.value == *old)
    })
}

/// Whether a folder stands outside of the one that wants to adapt its records, because others use it too.
fn shared(by: &str, path: &str) -> bool {
    let below = path.strip_prefix(by).is_some_and(|rest| rest.starts_with('/'));
    !by.is_empty() && !below
}

fn not_ours(name: &str, head: &Head, by: &str, path: &str, does: &str) -> Finding {
    codes::USE_IN_TWO_STATES
        .at(head.id_span, format!("`{by}` {does} `{name}`, which is `{path}` here and stays as it is there"))
        .subject(format!("{by}/use.{path}"))
        .why("records that several folders share are one set, and none of them decides for the others")
        .help(format!(
            "write the same under `{path}/…` in this project if it holds here, or have it changed in `{path}` itself"
        ))
}

/// Takes removed records out of the index, so that references to them become holes that say why.
fn removals(model: &mut Model, patience: &mut Patience, findings: &mut Vec<Finding>) {
    let heads: Vec<Head> = model.remove.iter().map(|record| record.head.clone()).collect();
    for head in heads {
        // The id of `[remove."platform/mechanism.x"]` is `platform/mechanism.x`.
        let name = model.name_from("", &head.id);
        let path = name.rsplit_once('/').map_or("", |(path, _)| path);
        if model.folders.withheld_at(path).is_some() {
            continue;
        }
        if !path.is_empty() && head.folder_len > 0 && shared(head.folder(), path) {
            findings.push(not_ours(&head.id, &head, head.folder(), path, "removes"));
            continue;
        }
        let target = model.named(&name).filter(|_| head.id.contains('/'));
        match target {
            Some(id) => {
                let record = model.head(id).clone();
                model.index.forget(id.kind, &record.id);
                model.set_removed(id);
            }
            None => findings.push(unmatched(model, &head.id, &head, "removal", patience)),
        }
    }
}

fn links(model: &mut Model, patience: &mut Patience, findings: &mut Vec<Finding>) {
    let index = std::mem::take(&mut model.index);
    let folders = std::mem::take(&mut model.folders);
    model.all_links_mut(&mut |head, link| {
        link.to = find(&index, &folders, head.folder(), link);
        if link.to.is_none() && !head.removed && !kept_back(&index, &folders, head, link) {
            findings.push(hole(&index, head, link, patience));
        }
    });
    let mut prose = std::mem::take(&mut model.prose);
    for part in &mut prose {
        let head = part.record.map(|id| model.head(id).clone());
        for section in &mut part.sections {
            for covered in &mut section.covers {
                use crate::kinds::values::Covered;
                if let (Covered::Record(link), Some(head)) = (&mut *covered, &head) {
                    link.to = find(&index, &folders, head.folder(), link);
                    if link.to.is_none() && !kept_back(&index, &folders, head, link) {
                        findings.push(hole(&index, head, link, patience));
                    }
                }
            }
        }
    }
    model.prose = prose;
    model.folders = folders;
    model.index = index;
}

/// The folder that a reference is about, as it stands in the model.
fn path_of<'a>(folders: &Folders, folder: &'a str, link: &'a Link) -> Cow<'a, str> {
    match (folder, split_folder(&link.text).0) {
        ("", "") => "".into(),
        (folder, "") => folder.into(),
        ("", used) => folders.canonical(used).into(),
        (folder, used) => folders.canonical(&format!("{folder}/{used}")).into(),
    }
}

/// Whether a reference leads into a folder that is kept from this reader: that is told once for the folder.
fn withheld(folders: &Folders, folder: &str, link: &Link) -> bool {
    folders.withheld_at(&path_of(folders, folder, link)).is_some()
}

pub(crate) fn find(index: &Index, folders: &Folders, folder: &str, link: &Link) -> Option<AnyId> {
    let (_, local) = split_folder(&link.text);
    let path = path_of(folders, folder, link);
    let lookup = |kind: Kind, id: &str| match path.is_empty() {
        true => index.find(kind, id),
        false => index.find(kind, &format!("{path}/{id}")),
    };
    if let Some((kind, id)) = named_kind(local)
        && link.targets.contains(&kind)
    {
        return lookup(kind, id).or_else(|| bare(link, local, &lookup));
    }
    bare(link, local, &lookup)
}

/// Whether a reference leads nowhere for a reason that is told elsewhere: its folder is kept from this reader, or this
/// project removed the record.
fn kept_back(index: &Index, folders: &Folders, head: &Head, link: &Link) -> bool {
    withheld(folders, head.folder(), link) || taken_away(index, folders, head.folder(), link)
}

/// Whether a record of a used folder refers to a record which this project removed: the folder is complete by itself, and
/// its references go with what was removed. The project's own references are its to correct.
fn taken_away(index: &Index, folders: &Folders, folder: &str, link: &Link) -> bool {
    if folder.is_empty() {
        return false;
    }
    let (_, local) = split_folder(&link.text);
    let path = path_of(folders, folder, link);
    let gone = |kind: Kind, id: &str| index.forgotten(kind, &format!("{path}/{id}"));
    named_kind(local).is_some_and(|(kind, id)| link.targets.contains(&kind) && gone(kind, id))
        || link.targets.iter().any(|kind| gone(*kind, local))
}

fn bare(link: &Link, local: &str, lookup: &dyn Fn(Kind, &str) -> Option<AnyId>) -> Option<AnyId> {
    let mut hits = link.targets.iter().filter_map(|kind| lookup(*kind, local));
    let only = hits.next()?;
    // Where several kinds can be meant, an id that only one of them has is still clear.
    hits.next().is_none().then_some(only)
}

/// The used folder in front of a reference, and the rest; the first is empty for a record of the same folder.
pub fn split_folder(text: &str) -> (&str, &str) {
    // A rule's threat id may hold `/` nowhere, so the last one always ends the folder.
    text.rsplit_once('/').unwrap_or(("", text))
}

pub(crate) fn named_kind(local: &str) -> Option<(Kind, &str)> {
    let (kind, id) = local.split_once('.')?;
    Some((Kind::named(kind)?, id))
}

fn hole(index: &Index, head: &Head, link: &Link, patience: &mut Patience) -> Finding {
    let record = head.name();
    let subject = format!("{record}#{}", link.text);
    let (_, local) = split_folder(&link.text);
    if let Some((kind, id)) = named_kind(local)
        && !link.targets.contains(&kind)
        && index.find(kind, id).is_some()
    {
        let may = link.targets.iter().map(|kind| kind.name()).collect::<Vec<_>>().join(", ");
        return codes::WRONG_KIND_OF_REFERENCE
            .at(link.span, format!("`{record}` refers to `{}`, where only {may} can stand", link.text))
            .subject(subject)
            .help(format!("name a record of kind {may}"));
    }
    let ambiguous: Vec<String> = link
        .targets
        .iter()
        .filter(|kind| index.find(**kind, local).is_some())
        .map(|kind| full_name(*kind, local))
        .collect();
    if ambiguous.len() > 1 {
        return codes::UNRESOLVED_REFERENCE
            .at(link.span, format!("`{}` could mean {}", link.text, ambiguous.join(" or ")))
            .subject(subject)
            .help(format!("write which: `{}`", ambiguous.first().map_or("kind.id", String::as_str)));
    }
    let several = link.targets.len() > 1;
    let with_kind = several || named_kind(local).is_some();
    let mut known = Vec::new();
    if patience.allows(link.targets.iter().map(|kind| index.count(*kind)).sum()) {
        for kind in link.targets {
            for id in index.ids(*kind) {
                known.push(if with_kind { full_name(*kind, id) } else { id.to_owned() });
            }
        }
    }
    let single = link.targets.first().filter(|_| !several);
    let what = single.map_or("record".to_owned(), |kind| kind.name().to_owned());
    let finding = codes::UNRESOLVED_REFERENCE
        .at(link.span, format!("`{record}` refers to {what} `{}`, which is nowhere", link.text))
        .subject(subject);
    match nearest(&link.text, known.iter().map(String::as_str)) {
        Some(meant) => finding.help(format!("did you mean `{meant}`?")).fix(
            format!("replace `{}` by `{meant}`", link.text),
            link.span,
            format!("\"{meant}\""),
        ),
        None => {
            let bare = named_kind(local).map_or(local, |(_, id)| id);
            let id = single.map_or(link.text.to_string(), |kind| format!("{}.{bare}", kind.name()));
            let listed = if known.is_empty() {
                String::new()
            } else {
                format!("; known: {}", known.iter().take(8).cloned().collect::<Vec<_>>().join(", "))
            };
            finding.help(format!("add a record `[{id}]`, or correct the reference{listed}"))
        }
    }
}

/// Requirement ids must be in a catalog in force.
fn requirements(model: &Model, catalogs: &Catalogs, findings: &mut Vec<Finding>) {
    for id in model.all() {
        model.mentions_of(id, &mut |mention| {
            let Mention::Clause(clause) = mention else { return };
            let subject = || format!("{}#{}", model.head(id).name(), clause.value);
            if catalogs.resolve(clause).is_none() {
                findings.push(unknown_requirement(catalogs, clause, subject()).at(clause.span, ""));
            } else if let Some(finding) = two_meanings(catalogs, clause) {
                findings.push(finding.subject(subject()).at(clause.span, ""));
            }
        });
    }
    for part in &model.prose {
        for section in &part.sections {
            for covered in &section.covers {
                let crate::kinds::values::Covered::Clause(clause) = covered else { continue };
                let subject = || format!("section#{}", clause.0.value);
                if catalogs.resolve(&clause.0).is_none() {
                    findings.push(unknown_requirement(catalogs, &clause.0, subject()).at(section.span, ""));
                } else if let Some(finding) = two_meanings(catalogs, &clause.0) {
                    findings.push(finding.subject(subject()).at(section.span, ""));
                }
            }
        }
    }
}

fn unknown_requirement(catalogs: &Catalogs, id: &str, subject: String) -> Finding {
    let finding = codes::UNKNOWN_REQUIREMENT
        .finding(format!("`{id}` is no requirement of the catalogs in force"))
        .subject(subject);
    let lifecycle = catalogs.default_lifecycle();
    if let Some((edition, title, here)) = catalogs.known_elsewhere(id) {
        let namespace = &edition.namespace;
        let here = here.map_or_else(
            || format!("`{}` carries nothing of it over", lifecycle.namespace),
            |here| format!("what it asks is `{here}` in `{}`", lifecycle.namespace),
        );
        return finding.help(format!(
            "it is of another edition, where it belongs to `{title}`: write `{namespace}/{id}`; {here}"
        ));
    }
    let aspects = lifecycle.aspects().map(|(_, aspect)| aspect.id.as_str());
    let known = lifecycle.requirements.iter().map(|requirement| requirement.id.as_str()).chain(aspects);
    match nearest(id, known) {
        Some(meant) => finding.help(format!("did you mean `{meant}`? `vauban explain {meant}` says what it asks")),
        None => finding.help(
            "write an id of the edition in force, as SD-1.c or CR 1.1, or `catalog:ID` for another catalog; \
             `vauban explain catalogs` lists them",
        ),
    }
}

/// An id without its edition that means one thing in the edition in force and another in one beside it.
fn two_meanings(catalogs: &Catalogs, written: &str) -> Option<Finding> {
    if written.contains(['/', ':']) {
        return None;
    }
    let (other, there) = catalogs.other_meanings(written).into_iter().next()?;
    let (here, default) = (catalogs.meaning(written)?, &catalogs.default_lifecycle().namespace);
    let finding = codes::REQUIREMENT_OF_TWO_EDITIONS
        .finding(format!("`{written}` means `{here}` in `{default}`, and `{there}` in `{}`", other.namespace))
        .why("a record that does not say which edition it speaks of answers something else as soon as another is in force")
        .help(format!("write `{default}/{written}` or `{}/{written}`", other.namespace));
    Some(finding)
}

/// Ids that must name something: an aspect, a kind, a threat.
fn names(model: &Model, catalogs: &Catalogs, patience: &mut Patience, findings: &mut Vec<Finding>) {
    for record in &model.statement {
        // With its edition, which stands before a slash as the name of a folder does.
        let id = record.head.local();
        if !id.starts_with("unreachable.") && catalogs.resolve(id).is_none() {
            let finding = unknown_requirement(catalogs, id, record.head.name());
            findings.push(finding.at(record.head.id_span, ""));
        } else if let Some(finding) = two_meanings(catalogs, id) {
            findings.push(finding.subject(record.head.name()).at(record.head.id_span, ""));
        }
    }
    for record in &model.none {
        let id = local(&record.head);
        if Kind::named(id).is_none() {
            let finding = codes::UNKNOWN_KIND
                .at(record.head.id_span, format!("`{id}` is no kind of record"))
                .subject(record.head.name());
            findings.push(match nearest(id, Kind::ALL.iter().map(|kind| kind.name())) {
                Some(meant) => finding.help(format!("did you mean `{meant}`?")),
                None => finding.help("`vauban explain kinds` lists all kinds of records"),
            });
        }
    }
    let formerly = former_names(model);
    for record in model.disposition.iter().filter(|record| record.gone_since.is_none()) {
        let finding = unknown_threat(model, catalogs, &record.head, &formerly, patience);
        if let Some(finding) = finding {
            findings.push(finding.at(record.head.id_span, "").subject(record.head.name()));
        }
    }
}

/// The used folder that a decision is about, and what it names there: `platform` and `RULE@interface.web` of
/// `[disposition."platform/RULE@interface.web"]`, wherever that record stands.
pub fn decided(head: &Head) -> (&str, &str) {
    let folder = head.folder();
    let named = head.id.get(folder.len()..).unwrap_or("").trim_start_matches('/');
    let before = named.split('@').next().unwrap_or("");
    match (folder, before.rsplit_once('/')) {
        ("", Some((used, _))) => (used, named.get(used.len() + 1..).unwrap_or("")),
        _ => (folder, named),
    }
}

fn local(head: &Head) -> &str {
    head.id.rsplit('/').next().unwrap_or(&head.id)
}

/// What a disposition names in place of a rule when it accepts that an asset has less depth than policy asks for:
/// `asset-below-required-depth@asset.x`.
pub const SHORT_OF_DEPTH: &str = "asset-below-required-depth";

/// Names that elements had before, as `kind.id` with the used folder in front of the id.
fn former_names(model: &Model) -> BTreeSet<String> {
    let mut names = BTreeSet::new();
    for kind in [Kind::Component, Kind::Interface, Kind::Flow, Kind::Actor, Kind::Asset] {
        for at in 0..model.count(kind) {
            let head = model.head(AnyId { kind, at: at as u32 });
            let folder = head.folder();
            names.extend(head.common.formerly.iter().map(|old| match folder {
                "" => full_name(kind, old),
                folder => full_name(kind, &format!("{folder}/{}", &**old)),
            }));
        }
    }
    names
}

/// A threat id is a `[threat.ID]`, or `RULE@kind.id` with a rule of the catalog and an element of the design, by the
/// name it has or had.
fn unknown_threat(
    model: &Model,
    catalogs: &Catalogs,
    disposition: &Head,
    formerly: &BTreeSet<String>,
    patience: &mut Patience,
) -> Option<Finding> {
    let (folder, id) = decided(disposition);
    let inside = |id: &str| if folder.is_empty() { id.to_owned() } else { format!("{folder}/{id}") };
    let find = |kind: Kind, id: &str| model.find(kind, &inside(id)).or_else(|| model.find(kind, id));
    let base = id.strip_prefix("threat.").unwrap_or(id);
    if find(Kind::Threat, base).is_some() {
        return None;
    }
    let mut parts = id.split('@');
    let rule = parts.next().unwrap_or("");
    let elements: Vec<&str> = parts.collect();
    if elements.is_empty() {
        let compare = patience.allows(model.index.count(Kind::Threat));
        let known = if compare { model.index.ids(Kind::Threat) } else { Vec::new() };
        let finding = codes::UNRESOLVED_REFERENCE.finding(format!("`{id}` is no threat"));
        return Some(match nearest(base, known.iter().copied()) {
            Some(meant) => finding.help(format!("did you mean `{meant}`?")),
            None => finding.help("name a `[threat.ID]`, or a threat of the rules as `RULE@kind.id`"),
        });
    }
    let of_depth = rule == SHORT_OF_DEPTH;
    let successor = catalogs.threats().successor(rule).filter(|_| !of_depth);
    if !of_depth && successor.is_none() && catalogs.threats().rule(rule).is_none() {
        let known = catalogs.threats().rules.iter().map(|rule| rule.id.as_str());
        let finding = codes::UNRESOLVED_REFERENCE.finding(format!("`{rule}` is no threat rule"));
        return Some(match nearest(rule, known) {
            Some(meant) => finding.help(format!("did you mean `{meant}`?")),
            None => finding.help("`vauban explain rules` lists all threat rules"),
        });
    }
    let missing = elements.iter().copied().find(|element| {
        let there = |(kind, id): (Kind, &str)| {
            find(kind, id).is_some()
                || !folder.is_empty() && model.index.forgotten(kind, &inside(id))
                || formerly.contains(&full_name(kind, &inside(id)))
                || formerly.contains(&full_name(kind, id))
        };
        *element != "product" && !named_kind(element).is_some_and(there)
    });
    // A project decides about a used folder's element under its local name, where it has none of that name itself.
    let used = |(kind, id): (Kind, &str)| {
        let mut ids = model.index.ids(kind).into_iter().filter_map(|known| known.rsplit_once('/'));
        patience.allows(model.index.count(kind)) && ids.any(|(_, local)| local == id)
    };
    let missing = missing.filter(|element| !folder.is_empty() || !named_kind(element).is_some_and(used));
    let Some(missing) = missing else {
        let now = successor?;
        let renamed = id.replacen(rule, &now.id, 1);
        let finding = codes::THREAT_RULE_REPLACED.finding(format!("rule `{rule}` has become `{}`", now.id));
        return Some(
            finding
                .why("the decision is followed, but whoever looks for the old rule finds nothing")
                .help(format!("rename the decision to `{renamed}`")),
        );
    };
    let finding = codes::UNRESOLVED_REFERENCE.finding(format!("`{id}` is about `{missing}`, which is nowhere"));
    let kind = named_kind(missing).map(|(kind, _)| kind).filter(|kind| patience.allows(model.index.count(*kind)));
    let known: Vec<String> =
        kind.iter().flat_map(|kind| model.index.ids(*kind).into_iter().map(|id| full_name(*kind, id))).collect();
    let near = nearest(missing, known.iter().map(String::as_str));
    let near = near.map_or(String::new(), |near| format!("did you mean `{near}`? "));
    Some(finding.help(format!(
        "{near}a renamed element says its old id in `formerly`; the record of one that is gone says `gone-since`; \
         otherwise take the decision out"
    )))
}

/// Zones, components and interfaces that contain, run on or resemble each other in a circle.
fn circles(model: &Model, findings: &mut Vec<Finding>) {
    let zone = |at: usize| model.zone.get(at).and_then(|zone| zone.parent.as_ref()?.to());
    circle(model, Kind::Zone, "parent", &zone, findings);
    let part = |at: usize| match &model.component.get(at)?.part_of {
        Some(PartOf::Component(link)) => link.to,
        _ => None,
    };
    circle(model, Kind::Component, "part-of", &part, findings);
    let runs = |at: usize| model.component.get(at).and_then(|part| part.runs_on.as_ref()?.to());
    circle(model, Kind::Component, "runs-on", &runs, findings);
    let refines = |at: usize| model.component.get(at).and_then(|part| part.refines.as_ref()?.to());
    circle(model, Kind::Component, "refines", &refines, findings);
    let like = |at: usize| model.interface.get(at).and_then(|interface| interface.like.as_ref()?.to());
    circle(model, Kind::Interface, "like", &like, findings);
    let above: [(Kind, Vec<Vec<usize>>); 5] = [
        (Kind::Zone, model.zone.iter().map(|one| places(&one.refines)).collect()),
        (Kind::Interface, model.interface.iter().map(|one| places(&one.refines)).collect()),
        (Kind::Flow, model.flow.iter().map(|one| places(&one.refines)).collect()),
        (Kind::Asset, model.asset.iter().map(|one| places(&one.refines)).collect()),
        (Kind::Mechanism, model.mechanism.iter().map(|one| places(&one.refines)).collect()),
    ];
    for (kind, ups) in above {
        let next = endless(&ups);
        let up = |at: usize| Some(AnyId { kind, at: (*next.get(at)?)? as u32 });
        circle(model, kind, "refines", &up, findings);
    }
}

fn places<T>(refs: &[Ref<T>]) -> Vec<usize> {
    refs.iter().filter_map(Ref::to).map(|id| id.at as usize).collect()
}

/// Of records that name several others, for each whose way up never ends one step of that way; none for the rest.
/// Following these steps leads into a circle, and a record that leads into none has no step.
fn endless(ups: &[Vec<usize>]) -> Vec<Option<usize>> {
    let mut named_by: Vec<Vec<usize>> = vec![Vec::new(); ups.len()];
    let mut open: Vec<usize> = vec![0; ups.len()];
    for (at, up) in ups.iter().enumerate() {
        for to in up.iter().filter(|to| **to < ups.len()) {
            named_by[*to].push(at);
            open[at] += 1;
        }
    }
    let mut ends: Vec<usize> = (0..ups.len()).filter(|at| open[*at] == 0).collect();
    while let Some(at) = ends.pop() {
        for below in &named_by[at] {
            open[*below] -= 1;
            if open[*below] == 0 {
                ends.push(*below);
            }
        }
    }
    let step = |at: usize| ups[at].iter().copied().find(|to| open.get(*to).is_some_and(|left| *left > 0));
    (0..ups.len()).map(|at| if open[at] > 0 { step(at) } else { None }).collect()
}

fn circle(model: &Model, kind: Kind, key: &str, up: &dyn Fn(usize) -> Option<AnyId>, findings: &mut Vec<Finding>) {
    const NEW: u32 = 0;
    const DONE: u32 = u32::MAX;
    let mut seen = vec![NEW; model.count(kind)];
    for start in 0..seen.len() {
        let mark = start as u32 + 1;
        let mut at = start;
        let mut path = Vec::new();
        while seen.get(at) == Some(&NEW) {
            seen[at] = mark;
            path.push(at);
            match up(at) {
                Some(next) if next.kind == kind => at = next.at as usize,
                _ => break,
            }
        }
        let closed = up(*path.last().unwrap_or(&start))
            .is_some_and(|next| next.kind == kind && seen.get(next.at as usize) == Some(&mark) && !path.is_empty());
        if closed {
            let ring: Vec<usize> = path.iter().copied().skip_while(|member| *member != at).collect();
            findings.push(ring_finding(model, kind, key, &ring));
        }
        for member in path {
            seen[member] = DONE;
        }
    }
}

fn ring_finding(model: &Model, kind: Kind, key: &str, ring: &[usize]) -> Finding {
    let heads: Vec<&Head> = ring.iter().map(|at| model.head(AnyId { kind, at: *at as u32 })).collect();
    let names: Vec<&str> = heads.iter().map(|head| &*head.id).collect();
    let first = names.first().copied().unwrap_or("");
    let mut finding = codes::PARENT_CYCLE.finding(format!(
        "`{key}` of {} leads in a circle: {} → {first}",
        kind.name(),
        names.join(" → ")
    ));
    for (at, head) in heads.iter().enumerate() {
        finding = match at {
            0 => finding.at(head.header, "the circle goes through here"),
            _ => finding.see(head.header, "and here"),
        };
    }
    finding.subject(full_name(kind, first)).help(format!("take `{key}` out of one of them"))
}

fn former(model: &Model, findings: &mut Vec<Finding>) {
    for id in model.all() {
        let head = model.head(id);
        for old in &head.common.formerly {
            if let Some(other) = model.find(id.kind, old) {
                let place = model.head(other).header;
                findings.push(
                    codes::FORMERLY_IN_USE
                        .at(
                            old.span,
                            format!("`{}` was not formerly `{}`: that is another record", head.name(), &**old),
                        )
                        .see(place, "the record of that id")
                        .subject(head.name())
                        .help("take the id out of `formerly`, or rename the other record"),
                );
            }
        }
    }
}

/// Findings about ids over all files: the same twice, or apart only in case.
pub(crate) fn clash(first: &Head, second: &Head, sources: &Sources) -> Finding {
    let place = sources.place(first.header);
    let file = &sources.file(first.header.file).path;
    codes::DUPLICATE_ID
        .at(second.header, format!("`{}` is already in {file}:{}", second.name(), place.line))
        .see(first.header, "the first record of that id")
        .subject(second.name())
        .help("give one of the two another id, or make them one record")
}
