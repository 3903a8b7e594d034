//! The places that a dossier's rows lead to: records, files, requirements.

use std::collections::{BTreeMap, BTreeSet};

use vauban_engine::Compilation;
use vauban_model::{AnyId, Kind};
use vauban_pages::text::anchor;
use vauban_pages::{Inline, Target, code};
use vauban_report::pack::Dossier;

use super::decisions;

/// Every record and file a dossier names, each with its anchor.
pub(super) struct Links {
    records: BTreeMap<AnyId, String>,
    names: BTreeMap<String, AnyId>,
    files: BTreeMap<String, String>,
}

impl Links {
    /// Everything that is named by the rows of a dossier and by the decisions beside them.
    pub(super) fn new(compiled: &Compilation, product: Option<AnyId>, told: &Dossier) -> Links {
        let model = &compiled.model;
        let mut names: BTreeSet<&str> = BTreeSet::new();
        let mut files: BTreeSet<String> = BTreeSet::new();
        for row in &told.requirements {
            names.extend(row.aspects.iter().flat_map(|aspect| &aspect.evidence).map(String::as_str));
            names.extend(row.records.iter().map(|record| record.record.as_str()));
            names.extend(row.clauses.iter().map(|clause| clause.process.as_str()));
            names.extend(row.findings.iter().map(|finding| finding.review.as_str()));
            for person in &row.people {
                names.insert(&person.person);
                names.extend(person.proofs.iter().filter_map(|proof| proof.split_once(": ")).map(|(name, _)| name));
            }
            files.extend(row.records.iter().map(|record| record.file.clone()));
            files.extend(row.clauses.iter().map(|clause| clause.file.clone()));
        }
        let mut records: BTreeSet<AnyId> = names.iter().filter_map(|name| model.named(name)).collect();
        records.extend(compiled.tailorings(product).into_iter().map(|told| told.tailoring));
        records.extend(decisions::waivers_of(compiled, product));
        files.extend(records.iter().map(|id| model.place(*id).0));
        for id in &records {
            model.mentions_of(*id, &mut |mention| {
                if let vauban_model::Mention::File(path) = mention {
                    files.insert(path.value.to_string());
                }
            });
        }
        let mut taken = BTreeSet::new();
        let mut fresh = |prefix: &str, name: &str| {
            let first = anchor(&format!("{prefix}.{name}"));
            let mut place = first.clone();
            let mut more = 2;
            // Two names may differ only where an anchor cannot.
            while !taken.insert(place.clone()) {
                place = format!("{first}-{more}");
                more += 1;
            }
            place
        };
        let records: BTreeMap<AnyId, String> =
            records.into_iter().map(|id| (id, fresh("record", &model.head(id).name()))).collect();
        let files = files.into_iter().filter(|path| !path.is_empty());
        Links {
            names: records.keys().map(|id| (model.head(*id).name(), *id)).collect(),
            files: files.map(|path| (path.clone(), fresh("file", &path))).collect(),
            records,
        }
    }

    /// Every record that is named, by kind, each with its anchor.
    pub(super) fn by_kind(&self) -> BTreeMap<Kind, Vec<(AnyId, &str)>> {
        let mut kinds: BTreeMap<Kind, Vec<(AnyId, &str)>> = BTreeMap::new();
        for (id, place) in &self.records {
            kinds.entry(id.kind).or_default().push((*id, place));
        }
        kinds
    }

    /// Every file that is named, each with its anchor.
    pub(super) fn files(&self) -> impl Iterator<Item = (&str, &str)> {
        self.files.iter().map(|(path, place)| (path.as_str(), place.as_str()))
    }

    /// The name of a record or file, leading to where it stands.
    pub(super) fn to(&self, name: &str) -> Inline {
        let place = self.names.get(name).and_then(|id| self.records.get(id)).or_else(|| self.files.get(name));
        match place {
            Some(place) => Inline::Link { to: Target::Anchor(place.clone()), content: vec![code(name)] },
            None => code(name),
        }
    }

    /// The same without the kind, where the column says it.
    pub(super) fn briefly(&self, name: &str) -> Inline {
        let local = name.rsplit_once('/').map_or(name, |(_, local)| local);
        let short = local.split_once('.').map_or(local, |(_, id)| id);
        match self.to(name) {
            Inline::Link { to, .. } => Inline::Link { to, content: vec![code(short)] },
            other => other,
        }
    }

    /// Words that lead to a file.
    pub(super) fn to_file(&self, path: &str, shown: Vec<Inline>) -> Inline {
        match self.files.get(path) {
            Some(place) => Inline::Link { to: Target::Anchor(place.clone()), content: shown },
            None => match shown.as_slice() {
                [only] => only.clone(),
                _ => Inline::Strong(shown),
            },
        }
    }
}

/// The section of a requirement, in words that lead there; of an aspect, its row there.
pub(super) fn to_requirement(id: &str) -> Inline {
    Inline::Link { to: Target::Anchor(anchor(id)), content: vec![vauban_pages::plain(id)] }
}

/// Names in a line, at most so many; how many more there are is said.
pub(super) fn some<'n>(
    names: impl IntoIterator<Item = &'n str>,
    most: usize,
    mut shown: impl FnMut(&str) -> Inline,
) -> Vec<Inline> {
    let mut line = Vec::new();
    let mut more = 0;
    for (at, name) in names.into_iter().enumerate() {
        if at >= most {
            more += 1;
            continue;
        }
        if at > 0 {
            line.push(Inline::Break);
        }
        line.push(shown(name));
    }
    if more > 0 {
        line.push(Inline::Break);
        line.push(vauban_pages::plain(format!("and {more} more")));
    }
    line
}
