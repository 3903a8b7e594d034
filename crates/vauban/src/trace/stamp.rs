//! `vauban trace stamp` and `accept`: what was seen at the ends of links is remembered, in the files where it stands.
//!
//! New memories go into one file in the order of their names, one line for each link, so that two branches that stamp
//! different records seldom meet. What stands elsewhere is changed where it stands. A day and a name speak for what was
//! looked at on that day: without `--by` an earlier name is taken out.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use vauban_analysis::review::Fingerprint;
use vauban_analysis::scope::Owners;
use vauban_analysis::trace::{Links, Suspect, linking};
use vauban_engine::Compilation;
use vauban_model::kinds::values::{Seen, Sight};
use vauban_model::{AnyId, Kind, Model};
use vauban_syntax::edit::{NewValue, RecordEdit, edit_records};

use crate::review::{key, quoted};

/// Links that one call may accept where policy does not say.
pub(crate) const AT_ONCE: usize = 50;

/// What is to be written: files with their new text, and how many links that is.
#[derive(Debug, Default)]
pub(crate) struct Written {
    /// New texts by path, and whether the file is new.
    pub(crate) files: Vec<(String, String, bool)>,
    /// Links that are remembered by it.
    pub(crate) links: usize,
    /// Records they belong to.
    pub(crate) records: usize,
    /// Memories of records that are gone, taken out.
    pub(crate) orphans: usize,
}

/// Who looked, and where new memories go.
pub(crate) struct Hand<'a> {
    /// The reference that is written; none to name nobody.
    pub(crate) by: Option<&'a str>,
    /// The file for new ones.
    pub(crate) into: &'a str,
}

/// The records that a person means: by name or id, of those that have links.
pub(crate) fn chosen(
    compiled: &Compilation,
    product: Option<AnyId>,
    words: &[String],
) -> Result<BTreeSet<AnyId>, String> {
    let model = &compiled.model;
    let owners = Owners::new(model);
    let all: Vec<AnyId> = linking(model, &owners, product).into_iter().map(|(id, _)| id).collect();
    let mut chosen = BTreeSet::new();
    for word in words {
        if let Some(id) = model.named(word).filter(|id| all.contains(id)) {
            chosen.insert(id);
            continue;
        }
        let fits: Vec<AnyId> = all.iter().copied().filter(|id| *model.head(*id).id == **word).collect();
        match fits.as_slice() {
            [one] => drop(chosen.insert(*one)),
            [] => {
                let known: Vec<String> = all.iter().map(|id| model.head(*id).name()).collect();
                let near = vauban_diagnostics::nearest(word, known.iter().map(String::as_str));
                let hint = near.map(|near| format!("; did you mean `{near}`?")).unwrap_or_default();
                return Err(format!("there is no requirement, test, mechanism, guideline or manual `{word}`{hint}"));
            }
            several => {
                let names: Vec<String> = several.iter().map(|id| model.head(*id).name()).collect();
                return Err(format!("`{word}` could mean {}", names.join(" or ")));
            }
        }
    }
    Ok(chosen)
}

/// Records of a file.
pub(crate) fn all_of(model: &Model, file: &str) -> Result<BTreeSet<AnyId>, String> {
    let plain = file.replace('\\', "/");
    let plain = plain.trim_start_matches("./");
    let Some(known) = model.sources.find(plain) else {
        return Err(format!("`{file}` is no record file of this project"));
    };
    Ok(model.all().filter(|id| model.head(*id).header.file == known).collect())
}

/// Remembers links that are not remembered yet, and forgets records that are gone.
pub(crate) fn stamp(
    compiled: &Compilation,
    product: Option<AnyId>,
    links: &Links,
    only: Option<&BTreeSet<AnyId>>,
    hand: &Hand<'_>,
) -> Result<Written, String> {
    let model = &compiled.model;
    let owners = Owners::new(model);
    let mut pen = Pen::new(compiled, links);
    for (id, ends) in linking(model, &owners, product) {
        if !model.head(id).folder().is_empty() || only.is_some_and(|only| !only.contains(&id)) {
            continue;
        }
        let known = pen.remembered(id);
        let new: Vec<AnyId> =
            ends.iter().copied().filter(|end| !known.contains_key(&model.head(*end).name())).collect();
        if !new.is_empty() {
            let fresh: BTreeSet<String> = new.iter().map(|end| model.head(*end).name()).collect();
            pen.take(id, &ends, &fresh);
        }
    }
    if only.is_none() {
        pen.forget = links.orphans.iter().copied().filter(|id| model.head(*id).folder().is_empty()).collect();
    }
    pen.write(hand)
}

/// Remembers what the ends of suspect links are now.
pub(crate) fn accept(
    compiled: &Compilation,
    product: Option<AnyId>,
    links: &Links,
    suspects: &[&Suspect],
    hand: &Hand<'_>,
) -> Result<Written, String> {
    let owners = Owners::new(&compiled.model);
    let ends: BTreeMap<AnyId, Vec<AnyId>> = linking(&compiled.model, &owners, product).into_iter().collect();
    let mut by_record: BTreeMap<AnyId, BTreeSet<String>> = BTreeMap::new();
    for one in suspects {
        by_record.entry(one.record).or_default().insert(one.target.clone());
    }
    let mut pen = Pen::new(compiled, links);
    for (id, fresh) in by_record {
        pen.take(id, ends.get(&id).map(Vec::as_slice).unwrap_or_default(), &fresh);
    }
    pen.write(hand)
}

/// What a record is going to remember, by the name at the other end.
type Saw = BTreeMap<String, String>;

struct Pen<'a> {
    compiled: &'a Compilation,
    links: &'a Links,
    prints: BTreeMap<AnyId, String>,
    records: BTreeMap<AnyId, Saw>,
    forget: Vec<AnyId>,
    many: usize,
}

impl<'a> Pen<'a> {
    fn new(compiled: &'a Compilation, links: &'a Links) -> Pen<'a> {
        Pen { compiled, links, prints: BTreeMap::new(), records: BTreeMap::new(), forget: Vec::new(), many: 0 }
    }

    /// What is remembered of a record, here or in the used folder it comes from, as it is written.
    fn remembered(&self, id: AnyId) -> Saw {
        let model = &self.compiled.model;
        let basis = self.links.basis.get(&id).and_then(|basis| model.basis.get(basis.at as usize));
        let saw = basis.into_iter().flat_map(|basis| basis.saw.iter().flat_map(|saw| &saw.0));
        saw.filter_map(|(name, seen)| match seen {
            Seen::Sight(sight) => Some((name.to_string(), written(sight))),
            Seen::Gone(_) => None,
        })
        .collect()
    }

    /// Takes the ends of a record anew where `fresh` names them, and as they are remembered otherwise.
    fn take(&mut self, id: AnyId, ends: &[AnyId], fresh: &BTreeSet<String>) {
        let compiled = self.compiled;
        let known = self.remembered(id);
        let mut saw = Saw::new();
        for end in ends {
            let name = compiled.model.head(*end).name();
            if fresh.contains(&name) {
                let print = self
                    .prints
                    .entry(*end)
                    .or_insert_with(|| Fingerprint::of(&compiled.model, &compiled.facts, *end).stored());
                saw.insert(name, print.clone());
            } else if let Some(old) = known.get(&name) {
                saw.insert(name, old.clone());
            }
        }
        self.many += fresh.len();
        self.records.insert(id, saw);
    }

    fn write(self, hand: &Hand<'_>) -> Result<Written, String> {
        let model = &self.compiled.model;
        let today = self.compiled.today().to_string();
        let mut edits: BTreeMap<String, Vec<RecordEdit>> = BTreeMap::new();
        let mut new: Vec<(String, String)> = Vec::new();
        let file_of = |basis: AnyId| model.sources.file(model.head(basis).header.file).path.clone();
        let (records, orphans) = (self.records.len(), self.forget.len());
        for (id, saw) in &self.records {
            let name = model.head(*id).name();
            let basis = self.links.basis.get(id).filter(|basis| model.head(**basis).folder().is_empty());
            match basis {
                Some(basis) => edits.entry(file_of(*basis)).or_default().push(RecordEdit {
                    id: model.head(*basis).id.to_string(),
                    keys: vec![
                        ("by".to_owned(), hand.by.map(|by| NewValue::Text(by.to_owned()))),
                        ("date".to_owned(), Some(NewValue::Date(today.clone()))),
                    ],
                    table: Some(("saw", saw.iter().map(|(name, seen)| (name.clone(), seen.clone())).collect())),
                    remove: false,
                }),
                None => new.push((name.clone(), block(&name, saw, hand.by, &today))),
            }
        }
        let mut cuts: BTreeMap<String, Vec<AnyId>> = BTreeMap::new();
        for basis in &self.forget {
            edits.entry(file_of(*basis)).or_default();
            cuts.entry(file_of(*basis)).or_default().push(*basis);
        }
        let mut files = Vec::new();
        let into = home(model, hand.into)?;
        if !new.is_empty() {
            edits.entry(into.clone()).or_default();
        }
        for (path, mut edits) in edits {
            let known = model.sources.find(&path).map(|file| model.sources.file(file).text.as_str());
            let blocks: &[(String, String)] = if path == into { &new } else { &[] };
            let cut = cuts.remove(&path).unwrap_or_default();
            let (mut text, odd) = rearrange(model, &path, known.unwrap_or_default(), blocks, &cut);
            edits.extend(odd.into_iter().map(|id| RecordEdit { id, remove: true, ..RecordEdit::default() }));
            if !edits.is_empty() {
                text = edit_records(&path, &text, Kind::Basis.name(), &edits)
                    .map_err(|why| format!("{path} cannot be changed: {why}"))?;
            }
            files.push((path, text, known.is_none()));
        }
        Ok(Written { files, links: self.many, records, orphans })
    }
}

/// A sight as it is stored.
fn written(sight: &Sight) -> String {
    let mut text = format!("sha256:{}", sight.digest);
    for (key, mark) in &sight.marks {
        let _ = write!(text, " {key}:{mark}");
    }
    text
}

/// Where new memories go: a record file below `security/`.
fn home(model: &Model, into: &str) -> Result<String, String> {
    let path = into.replace('\\', "/");
    let path = path.trim_start_matches("./").to_owned();
    let inside = path.strip_prefix("security/").is_some_and(|rest| {
        rest.ends_with(".toml") && rest.split('/').all(|part| !part.is_empty() && part != "." && part != "..")
    });
    if model.sources.find(&path).is_some() || inside {
        return Ok(path);
    }
    Err(format!("`{into}` is no record file: name one below `security/` that ends in `.toml`"))
}

fn block(name: &str, saw: &Saw, by: Option<&str>, today: &str) -> String {
    let name = key(name);
    let mut text = format!("[basis.{name}]\n");
    if let Some(by) = by {
        let _ = writeln!(text, "by = {}", quoted(by));
    }
    let _ = writeln!(text, "date = {today}\n\n[basis.{name}.saw]");
    for (name, seen) in saw {
        let _ = writeln!(text, "{} = {}", quoted(name), quoted(seen));
    }
    text
}

const HEAD: &str = "# What records were based on when somebody last looked. Written by `vauban trace stamp` and `vauban trace accept`.\n";

/// Puts new blocks in front of the first one with a greater name, and takes some out; the comments directly above a
/// header stay with it, those further up stay where they are. Also the ids of those that could not be taken out so.
fn rearrange(model: &Model, path: &str, text: &str, new: &[(String, String)], cut: &[AnyId]) -> (String, Vec<String>) {
    if text.is_empty() {
        let blocks: Vec<&str> = new.iter().map(|(_, block)| block.as_str()).collect();
        return (format!("{HEAD}\n{}", blocks.join("\n")), Vec::new());
    }
    let file = model.sources.find(path);
    let plain = |start: usize| {
        let line = start == 0 || text.as_bytes().get(start - 1) == Some(&b'\n');
        line && text.get(start..).is_some_and(|rest| rest.starts_with('['))
    };
    let mut here: Vec<(usize, AnyId)> = model
        .all()
        .filter(|id| Some(model.head(*id).header.file) == file)
        .map(|id| (model.head(id).header.start as usize, id))
        .collect();
    here.sort_unstable();
    let cut: BTreeSet<AnyId> = cut.iter().copied().collect();
    let mut odd = Vec::new();
    let mut out = String::with_capacity(text.len() + new.iter().map(|(_, block)| block.len() + 1).sum::<usize>());
    let mut pending = new.iter().peekable();
    let mut at = 0;
    for (number, (start, id)) in here.iter().enumerate().filter(|(_, (_, id))| id.kind == Kind::Basis) {
        let name = &*model.head(*id).id;
        let goes = cut.contains(id);
        if !plain(*start) {
            odd.extend(goes.then(|| name.to_owned()));
            continue;
        }
        if !goes && pending.peek().is_none_or(|(new, _)| new.as_str() >= name) {
            continue;
        }
        let start = above_comments(text, *start).max(at);
        out.push_str(text.get(at..start).unwrap_or_default());
        at = start;
        while let Some((_, block)) = pending.next_if(|(new, _)| new.as_str() < name) {
            out.push_str(block);
            out.push('\n');
        }
        if goes {
            let next = here.get(number + 1).map(|(next, _)| *next).filter(|next| plain(*next));
            at = match (next, here.len() > number + 1) {
                (Some(next), _) => above_comments(text, next),
                (None, false) => text.len(),
                // What follows cannot be told apart here.
                (None, true) => {
                    odd.push(name.to_owned());
                    at
                }
            };
        }
    }
    out.push_str(text.get(at..).unwrap_or_default());
    for (_, block) in pending {
        out = vauban_syntax::edit::append_record(&out, block);
    }
    // Taking out the last one leaves the blank line that stood above it.
    while out.ends_with("\n\n") && !text.ends_with("\n\n") {
        out.pop();
    }
    (out, odd)
}

/// The beginning of the comments that stand directly above a line.
fn above_comments(text: &str, start: usize) -> usize {
    let mut start = start;
    while let Some(before) = text.get(..start).and_then(|before| before.strip_suffix('\n')) {
        let line = before.rfind('\n').map_or(0, |end| end + 1);
        if !before.get(line..).is_some_and(|line| line.starts_with('#')) {
            break;
        }
        start = line;
    }
    start
}
