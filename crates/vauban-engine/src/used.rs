//! Folders that a project uses: opened, read into the one model, their circles noticed and their digests compared.
//!
//! What this project uses itself is read first, then what those folders use, and so on. A folder that is reached in
//! two ways is one set of records: the way that was found first decides where it stands and in which state, so that
//! nobody becomes two people by being reached twice.

use std::collections::{BTreeSet, VecDeque};

use vauban_catalog::Catalogs;
use vauban_diagnostics::{FileId, Finding, Span, nearest};
use vauban_model::kinds::Use;
use vauban_model::{
    AnyRecord, ChangeRecord, FileRecords, Folder, FolderStanding, Group, Head, Kind, Model, Record, assemble, codes,
};

use crate::digest::folder_digest;
use crate::load::{Loaded, load};
use crate::rules;
use crate::states::{digest_of, drift, share_a_record, state_with};
use crate::world::{Limits, World};

/// Puts what the files of one folder hold into the model.
pub(crate) fn take(
    model: &mut Model,
    sources: Vec<vauban_diagnostics::SourceFile>,
    records: Vec<(FileId, FileRecords)>,
    changes: &mut Vec<ChangeRecord>,
    findings: &mut Vec<Finding>,
) {
    for source in sources {
        model.sources.add(source);
    }
    let (mut more, mut found) = assemble(model, records);
    changes.append(&mut more);
    findings.append(&mut found);
}

/// What used folders bring: their worlds, for files that records point at, and their threat knowledge, those used in
/// turn first.
#[derive(Default)]
pub(crate) struct Used {
    pub(crate) worlds: Vec<(String, Box<dyn World>)>,
    pub(crate) rules: Vec<Vec<rules::RuleFile>>,
}

/// A folder on the way to another: which one, and the `[use.ID]` that leads into it; none for the project itself.
type Step = (String, Option<Span>);

/// A folder whose own used folders are still to be read.
struct Waiting {
    path: String,
    /// Its world among those of [`Used`]; none for the project itself.
    at: Option<usize>,
    chain: Vec<Step>,
}

/// Reads the folders named by `[use.ID]`, and those that they use in turn.
pub(crate) fn use_folders(
    world: &dyn World,
    model: &mut Model,
    changes: &mut Vec<ChangeRecord>,
    findings: &mut Vec<Finding>,
) -> Used {
    let mut reading = Reading { model, changes, findings, used: Used::default(), known: Vec::new() };
    let mut found_rules: Vec<(usize, Vec<rules::RuleFile>)> = Vec::new();
    let first = Waiting { path: String::new(), at: None, chain: vec![(world.identity(), None)] };
    let mut waiting = VecDeque::from([first]);
    while let Some(folder) = waiting.pop_front() {
        let wanted: Vec<Record<Use>> =
            reading.model.used.iter().filter(|record| record.head.folder() == folder.path).cloned().collect();
        for record in wanted {
            let from = match folder.at {
                Some(at) => reading.used.worlds.get(at).map_or(world, |(_, other)| other.as_ref()),
                None => world,
            };
            let Some(opened) = open(from, &record, &folder.chain, reading.model, reading.findings) else { continue };
            let Some((own_rules, next)) = reading.read(&record, opened, &folder) else { continue };
            found_rules.push((folder.chain.len(), own_rules));
            waiting.push_back(next);
        }
    }
    // What a folder says of threats goes before what the folders say that it uses.
    found_rules.sort_by_key(|(depth, _)| std::cmp::Reverse(*depth));
    reading.used.rules = found_rules.into_iter().map(|(_, rules)| rules).collect();
    reading.used
}

/// Opens a used folder; what keeps it from being read is a finding, or its being kept from this reader.
fn open(
    from: &dyn World,
    record: &Record<Use>,
    chain: &[Step],
    model: &mut Model,
    findings: &mut Vec<Finding>,
) -> Option<Box<dyn World>> {
    let id = record.head.id.to_string();
    let name = record.head.name();
    let mut folder = Folder::new(FolderStanding::Unreadable, record.head.header);
    folder.holds = held(record, findings);
    let opened = match (&record.path, &record.git, &record.rev) {
        (Some(path), None, _) => from.folder(path),
        (None, Some(git), Some(rev)) => from.revision(git, rev, record.folder.as_deref().map(AsRef::as_ref)),
        (None, Some(_), None) => Err("`git` needs `rev`: a commit, tag or branch".to_owned()),
        _ => Err("it needs either `path`, or `git` and `rev`".to_owned()),
    };
    let other = match opened {
        Ok(other) => other,
        Err(why) => {
            let complete = record.path.is_some() != record.git.is_some();
            if complete && record.restricted.as_ref().is_some_and(|flag| flag.value) {
                folder.standing = FolderStanding::Withheld;
            } else {
                let finding = codes::USE_UNREADABLE.at(record.head.header, format!("`{name}` cannot be read: {why}"));
                let moved = record.path.as_ref().and_then(|path| moved(from, record, path));
                findings.push(finding.subject(name).help(match moved {
                    Some(moved) => moved,
                    None => "correct `path`, or `git` and `rev`; what it holds is missing until then".to_owned(),
                }));
            }
            model.folders.enter(&id, folder);
            return None;
        }
    };
    let identity = other.identity();
    let again = chain.iter().position(|(known, _)| *known == identity);
    if again.is_some() || chain.len() > Limits::USES {
        let why = if again.is_some() { "leads back to a folder that uses it" } else { "lies too many folders deep" };
        let mut finding = codes::USE_CYCLE.at(record.head.header, format!("`{name}` {why}"));
        if let Some(place) = again.and_then(|at| chain.get(at + 1)?.1) {
            finding = finding.see(place, "the circle begins here");
        }
        findings.push(finding.subject(name).help("take one of the `[use.ID]` out of the circle"));
        model.folders.enter(&id, folder);
        return None;
    }
    Some(other)
}

/// Kinds that a restricted folder is said to hold.
fn held(record: &Record<Use>, findings: &mut Vec<Finding>) -> Vec<Kind> {
    let mut kinds = Vec::new();
    for word in &record.holds {
        if let Some(kind) = Kind::named(word) {
            kinds.push(kind);
            continue;
        }
        let finding = codes::UNKNOWN_KIND
            .at(word.span, format!("`{}` is no kind of record", &**word))
            .subject(format!("{}#holds", record.head.name()));
        findings.push(match nearest(word, Kind::ALL.iter().map(|kind| kind.name())) {
            Some(meant) => finding.help(format!("did you mean `{meant}`?")),
            None => finding.help("`vauban explain kinds` lists all kinds of records"),
        });
    }
    // A word that means nothing must not make the list look complete.
    if kinds.len() < record.holds.len() { Vec::new() } else { kinds }
}

/// What to do about a folder that is gone: another beside it that holds the same, or is called alike.
fn moved(from: &dyn World, record: &Record<Use>, path: &str) -> Option<String> {
    let beside = from.beside(path);
    let stored = record.digest.as_ref().and_then(|digest| digest.0.strip_prefix("sha256:"));
    let same = |candidate: &&String| {
        stored.is_some_and(|stored| from.folder(candidate).is_ok_and(|other| digest_of(other.as_ref()) == stored))
    };
    if let Some(moved) = beside.iter().find(same) {
        return Some(format!(
            "`{moved}` holds the same records, by the digest stored here: write `path = \"{moved}\"`"
        ));
    }
    let near = nearest(path, beside.iter().map(String::as_str))?;
    Some(format!("did you mean `{near}`? what it holds is missing until `path` is right"))
}

/// A folder that is read: where it came from, its digest, where it stands.
struct Known {
    path: String,
    origin: String,
    digest: String,
}

/// The model as it grows.
struct Reading<'m> {
    model: &'m mut Model,
    changes: &'m mut Vec<ChangeRecord>,
    findings: &'m mut Vec<Finding>,
    used: Used,
    known: Vec<Known>,
}

impl Reading<'_> {
    /// Reads an opened folder into the model, unless it is there already; its threat knowledge, and what is to be read
    /// of the folders that it uses.
    fn read(
        &mut self,
        record: &Record<Use>,
        other: Box<dyn World>,
        user: &Waiting,
    ) -> Option<(Vec<rules::RuleFile>, Waiting)> {
        let id = record.head.id.to_string();
        let first = self.model.sources.iter().count() as u32;
        let listing = other.listing();
        let own_rules = rules::read(other.as_ref(), &listing, &id);
        let (words, _) = Catalogs::embedded().clone().with_threats(&rules::named(&own_rules));
        let loaded = load(other.as_ref(), listing, &id, &id, first, true, &words);
        let digest = folder_digest(&loaded.digests);
        let mut folder = Folder::new(FolderStanding::Here, record.head.header);
        // Words that mean nothing were told of when it was opened.
        folder.holds = held(record, &mut Vec::new());
        folder.digest = Some(digest.clone());
        if let Some(stored) = &record.digest
            && stored.0.strip_prefix("sha256:") != Some(digest.as_str())
        {
            folder.expected = Some(stored.0.to_string());
            self.findings.push(changed(record, other.as_ref(), &stored.0, &digest));
        }
        if !folder.holds.is_empty() {
            self.findings.extend(untold(record, &folder.holds, &loaded));
        }
        let origin = other.origin();
        if let Some((twin, finding)) = self.twin(record, &loaded, &digest, &origin, user) {
            folder.standing = FolderStanding::SameAs(twin.into());
            self.model.folders.enter(&id, folder);
            self.findings.extend(finding);
            return None;
        }
        folder.files = first..first + loaded.sources.len() as u32;
        let before: Vec<usize> = Kind::ALL.iter().map(|kind| self.model.count(*kind)).collect();
        take(self.model, loaded.sources, loaded.records, self.changes, self.findings);
        let more = |kind: &Kind| self.model.count(*kind) > before.get(*kind as usize).copied().unwrap_or(0);
        folder.organisation =
            Kind::ALL.iter().any(more) && !Kind::ALL.iter().any(|kind| of_products(*kind) && more(kind));
        self.model.folders.enter(&id, folder);
        let mut chain = user.chain.clone();
        chain.push((other.identity(), Some(record.head.header)));
        self.known.push(Known { path: id.clone(), origin, digest });
        self.used.worlds.push((id.clone(), other));
        Some((own_rules, Waiting { path: id, at: Some(self.used.worlds.len() - 1), chain }))
    }

    /// The folder in the model that this one is, and what to say if it is there in another state.
    ///
    /// It is the same if it holds the same; if it is the same folder of the same repository; or if it goes by the same
    /// id and has a record in common, as clones of one repository do.
    fn twin(
        &self,
        record: &Record<Use>,
        loaded: &Loaded,
        digest: &str,
        origin: &str,
        user: &Waiting,
    ) -> Option<(String, Option<Finding>)> {
        let of_ours = user.path.is_empty();
        if let Some(same) =
            self.known.iter().find(|known| known.digest == digest && (!of_ours || known.origin == origin))
        {
            return Some((same.path.clone(), None));
        }
        let local = record.head.local();
        let other = self.known.iter().find(|known| {
            let alike = known.path.rsplit('/').next() == Some(local) && self.shares(&known.path, &record.head, loaded);
            known.origin == origin || (!of_ours && alike)
        })?;
        let by = if of_ours { "this project".to_owned() } else { format!("`{}`", user.path) };
        let finding = codes::USE_IN_TWO_STATES
            .at(
                record.head.header,
                format!("{by} uses `{}` in another state than `use.{}`", record.head.name(), other.path),
            )
            .subject(record.head.name())
            .why("only one of the two can be in force: what was written for the other may no longer fit")
            .help(format!(
                "the state of `use.{}` is the one in force here; bring both to the same state, or look at what differs \
                 with `vauban use diff`",
                other.path
            ));
        let place = self.model.folders.get(&other.path).map(|folder| folder.place);
        let finding = match place {
            Some(place) => finding.see(place, "the state in force"),
            None => finding,
        };
        Some((other.path.clone(), Some(finding)))
    }

    /// Whether records of a folder that was just read stand in the model under another folder.
    fn shares(&self, path: &str, head: &Head, loaded: &Loaded) -> bool {
        let prefix = format!("{}/", head.id);
        let records = loaded.records.iter().flat_map(|(_, file)| &file.records);
        share_a_record(self.model, path, records.map(AnyRecord::head), &prefix)
    }
}

/// Kinds of records that a folder holds and is not said to: a reader from whom it is kept would take for certain what
/// is not.
fn untold(record: &Record<Use>, said: &[Kind], loaded: &Loaded) -> Option<Finding> {
    let records = loaded.records.iter().flat_map(|(_, file)| &file.records);
    let more: BTreeSet<&str> =
        records.map(|record| record.head().kind).filter(|kind| !said.contains(kind)).map(Kind::name).collect();
    if more.is_empty() {
        return None;
    }
    let more: Vec<&str> = more.into_iter().collect();
    let name = record.head.name();
    let place = record.holds.first().map_or(record.head.header, |word| word.span);
    let finding = codes::USE_HOLDS_MORE
        .at(place, format!("`{name}` also holds records of kind {}, which `holds` leaves out", more.join(", ")))
        .subject(name)
        .why("where the folder is kept from a reader, what may rest on other kinds counts as if it were all there");
    Some(finding.help(format!("add {} to `holds`, or move these records to another folder", more.join(", "))))
}

/// Kinds that say what a product is: a folder without any is an organisation's.
fn of_products(kind: Kind) -> bool {
    matches!(kind, Kind::Product | Kind::Release) || kind.group() == Group::Design
}

/// That a folder is not the one whose digest was stored: both digests, what differs, and where the old state is.
fn changed(record: &Record<Use>, now: &dyn World, stored: &vauban_model::Text, actual: &str) -> Finding {
    let name = record.head.name();
    let finding =
        codes::USE_CHANGED.at(stored.span, format!("`{name}` has changed since its digest was stored")).subject(name);
    let expected = stored.strip_prefix("sha256:").unwrap_or("");
    let finding = match state_with(now, expected) {
        Some((commit, then)) => {
            let short: String = commit.chars().take(12).collect();
            finding.why(format!(
                "the state that was agreed to is that of commit `{short}` of its repository; since then: {}",
                drift(then.as_ref(), now).line(6)
            ))
        }
        None => finding.why(format!(
            "the state that was agreed to, `{}…`, is in none of the last {} commits of its records",
            expected.get(..12).unwrap_or(expected),
            Limits::STATES
        )),
    };
    finding.help(format!(
        "look at what changes here with `vauban use diff {}`, then store `digest = \"sha256:{actual}\"`",
        record.head.id
    ))
}
