//! Who committed what to the product: `git log` as it comes, with names, dates, trailers and changed files, and how
//! many lines the commits since the last release added.
//!
//! Whoever writes commits chooses nearly everything in them, so nothing of it is believed here: it is only put in
//! order. A line that does not have exactly the parts that were asked for is a gap, and gaps make verdicts unknown.

mod exported;

use std::collections::{BTreeMap, HashMap};
use std::io::Read as _;
use std::path::Path;
use std::process::Stdio;

use globset::{GlobBuilder, GlobSetBuilder};
use vauban_analysis::scope::{Owners, products};
use vauban_analysis::second;
use vauban_formats::mailmap::{self, Mailmap};
use vauban_model::kinds::Review;
use vauban_model::{AnyId, Change, Commit, Commits, Date, Identity, Kind, Model, Record, ReviewKind, SourcePath};

use crate::git::{self, Lines, command, output};
use crate::world::{Limits, World};

pub use exported::{export_history, read_history};

/// Persons of one trailer in one commit that are looked at; more are a gap.
const TRAILERS: usize = 256;

/// Names and addresses longer than this are cut: they are nobody's.
const LONGEST_NAME: usize = 300;

/// Parts of a header: id, parents, both dates, author, committer, subject, co-authors, reviewers.
const FORMAT: &str = "--format=%x01%H%x02%P%x02%at%x02%ct%x02%an%x02%ae%x02%cn%x02%ce%x02%s\
    %x02%(trailers:key=Co-authored-by,valueonly,unfold,separator=%x03)\
    %x02%(trailers:key=Reviewed-by,valueonly,unfold,separator=%x03)";

/// The commits up to a revision, as a folder (empty, or ending in `/`) of the repository sees them; `None` without git
/// or outside a repository.
///
/// Lines are counted for commits that do not lead to all of `before`; for none where that is `None`.
pub(crate) fn read(repository: &Path, folder: &str, rev: &str, before: Option<&[String]>) -> Option<Commits> {
    let mut shallow = command(repository);
    shallow.args(["rev-parse", "--is-shallow-repository"]);
    let complete = output(shallow).ok()?.starts_with(b"false");
    let head = git::resolve(repository, rev).ok()?;
    let mut reading = Reading::new(folder, mailmap_at(repository, &head));
    if let Err(why) = reading.walk(repository, &head) {
        reading.commits.gaps.push(why);
    }
    reading.link();
    if !complete {
        reading.commits.gaps.push("this is a shallow clone".to_owned());
        // The oldest commit that is here seems to have written everything.
        let oldest = reading.commits.commits.iter_mut().filter(|commit| commit.parents.is_empty());
        oldest.for_each(|commit| commit.changes.clear());
    }
    if let Err(why) = reading.merges(repository, &head) {
        reading.commits.gaps.push(why);
    }
    if let Some(before) = before
        && let Err(why) = reading.count(repository, &head, before)
    {
        reading.commits.gaps.push(why);
    }
    reading.commits.gaps.sort();
    reading.commits.gaps.dedup();
    Some(reading.commits)
}

/// Whether any record rests on who committed what: runs of tests on testers, reviews of code on a second person.
pub(crate) fn asked(model: &Model) -> bool {
    let reviewed =
        |review: &Record<Review>| review.kind.as_ref().is_some_and(|kind| kind.value == ReviewKind::Implementation);
    !model.test_run.is_empty() || model.review.iter().any(reviewed)
}

/// The commits of a project, with the components whose code each file is.
pub(crate) fn of_project(model: &Model, world: &dyn World) -> Option<Commits> {
    let before = releases_before(model, world.today());
    let mut commits = match exported::of_project(model, world, &before) {
        Some(commits) => commits,
        None => world.authorship(Some(&before))?,
    };
    let components = model.component.iter().enumerate();
    let components = components.filter(|(_, one)| one.head.folder().is_empty() && !one.head.removed);
    let of_components = components.flat_map(|(at, one)| {
        let id = AnyId { kind: Kind::Component, at: at as u32 };
        one.code.iter().map(move |pattern| (pattern, Some(id)))
    });
    let tests = model.test.iter().filter(|one| one.head.folder().is_empty());
    let of_tests = tests.flat_map(|one| one.code.iter().map(|pattern| (pattern, None)));
    let (mut set, mut whose) = (GlobSetBuilder::new(), Vec::new());
    for (pattern, owner) in of_components.chain(of_tests) {
        // What is no pattern is told where patterns are held against files.
        let glob = GlobBuilder::new(pattern.trim_start_matches("./")).literal_separator(true).build();
        if let Ok(glob) = glob {
            set.add(glob);
            whose.push(owner);
        }
    }
    let set = match set.build() {
        Ok(set) => set,
        Err(wrong) => {
            commits.gaps.push(format!("the patterns under `code` cannot be used together: {}", wrong.kind()));
            return Some(commits);
        }
    };
    let mut hits = Vec::new();
    for path in &mut commits.paths {
        set.matches_into(&path.path, &mut hits);
        for hit in hits.iter().filter_map(|hit| whose.get(*hit)) {
            match hit {
                Some(component) => path.components.push(*component),
                None => path.test = true,
            }
        }
        path.components.sort_unstable();
        path.components.dedup();
    }
    Some(commits)
}

/// The commit of the release before the current one of every product; empty where a product has none, so that
/// everything is counted.
fn releases_before(model: &Model, today: Date) -> Vec<String> {
    let owners = Owners::new(model);
    let mut found = Vec::new();
    for product in products(model) {
        match second::release_before(model, &owners, product, today) {
            Some((_, commit)) => found.push(commit.to_owned()),
            None => return Vec::new(),
        }
    }
    found
}

/// Commits, by place, that lead to all of some others; none where one of those is not there, so that everything came
/// after it. With several products some lines are counted that nobody asks for; none is left out.
fn shared(commits: &Commits, before: &[String]) -> Vec<bool> {
    let mut shared: Option<Vec<bool>> = None;
    for id in before {
        let Some(at) = commits.find(id) else { return Vec::new() };
        let leading = commits.leading_to(at);
        shared = Some(match shared {
            None => leading,
            Some(others) => others.into_iter().zip(leading).map(|(one, other)| one && other).collect(),
        });
    }
    shared.unwrap_or_default()
}

/// The `.mailmap` that is committed; a changed one beside it counts for nobody.
fn mailmap_at(repository: &Path, head: &str) -> Mailmap {
    let mut show = command(repository);
    show.args(["cat-file", "blob", &format!("{head}:.mailmap")]).stdout(Stdio::piped()).stderr(Stdio::null());
    let Ok(mut child) = show.spawn() else { return Mailmap::default() };
    let mut bytes = Vec::new();
    if let Some(from) = child.stdout.take() {
        let _ = from.take(mailmap::LARGEST).read_to_end(&mut bytes);
    }
    let _ = child.kill();
    let _ = child.wait();
    Mailmap::read(&bytes)
}

/// What has been read so far.
struct Reading<'a> {
    folder: &'a str,
    mailmap: Mailmap,
    commits: Commits,
    parents: Vec<String>,
    places: HashMap<String, u32>,
    identities: BTreeMap<(String, String), u32>,
    paths: BTreeMap<String, u32>,
}

impl<'a> Reading<'a> {
    fn new(folder: &'a str, mailmap: Mailmap) -> Reading<'a> {
        Reading {
            folder,
            mailmap,
            commits: Commits::default(),
            parents: Vec::new(),
            places: HashMap::new(),
            identities: BTreeMap::new(),
            paths: BTreeMap::new(),
        }
    }

    /// Every commit with what it changed against its one parent. Merges are looked at by themselves.
    fn walk(&mut self, repository: &Path, head: &str) -> Result<(), String> {
        let mut log = command(repository);
        log.args(["log", "--topo-order", "--no-color", "--no-ext-diff", "--no-textconv", "--no-renames"]).args([
            "--diff-merges=off",
            "--name-only",
            FORMAT,
            "--end-of-options",
            head,
        ]);
        let mut lines = Lines::of(log)?;
        while let Some(line) = lines.next_line() {
            match line.split_first() {
                Some((1, _)) if self.commits.commits.len() >= Limits::COMMITS => {
                    lines.stop(format!("there are more than {} commits", Limits::COMMITS));
                    break;
                }
                Some((1, header)) => self.header(header),
                Some(_) => self.changed(line),
                None => {}
            }
        }
        lines.end()
    }

    fn header(&mut self, header: &[u8]) {
        let text = String::from_utf8_lossy(header);
        let parts: Vec<&str> = text.split('\u{2}').collect();
        let at = self.commits.commits.len();
        let &[id, parents, authored, committed, name, address, by, from, subject, co_authors, reviewers] =
            parts.as_slice()
        else {
            // It stays in its place, so that what it changed is not taken for another's.
            let id = parts.first().copied().unwrap_or_default().to_owned();
            self.commits.gaps.push(format!("commit `{}` cannot be read", id.get(..8).unwrap_or_default()));
            self.parents.push(parts.get(1).copied().unwrap_or_default().to_owned());
            self.places.insert(id.clone(), at as u32);
            let nobody = self.identity("", "");
            let unread = Commit { id, author: nobody, committer: nobody, ..Commit::default() };
            self.commits.commits.push(unread);
            return;
        };
        let commit = Commit {
            id: id.to_owned(),
            parents: Vec::new(),
            author: self.identity(name, address),
            committer: self.identity(by, from),
            co_authors: self.named(id, co_authors),
            reviewers: self.named(id, reviewers),
            authored: authored.parse().unwrap_or_default(),
            committed: committed.parse().unwrap_or_default(),
            takes_in: takes_in(subject),
            changes: Vec::new(),
        };
        self.parents.push(parents.to_owned());
        self.places.insert(commit.id.clone(), at as u32);
        self.commits.commits.push(commit);
    }

    /// A file that the last commit changed. git names each once.
    fn changed(&mut self, printed: &[u8]) {
        let path = git::path(printed);
        let Some(at) = self.commits.commits.len().checked_sub(1) else { return };
        if path == ".mailmap" {
            self.commits.mailmap.push(at as u32);
        }
        if let (Some(path), Some(commit)) = (self.path(&path), self.commits.commits.get_mut(at)) {
            commit.changes.push(Change { path, added: 0 });
        }
    }

    /// A file below the folder, by place.
    fn path(&mut self, path: &str) -> Option<u32> {
        let path = path.strip_prefix(self.folder)?;
        if let Some(known) = self.paths.get(path) {
            return Some(*known);
        }
        let at = self.commits.paths.len() as u32;
        self.commits.paths.push(SourcePath { path: path.to_owned(), ..SourcePath::default() });
        self.paths.insert(path.to_owned(), at);
        Some(at)
    }

    /// Persons of a trailer, each as `Name <address>`.
    fn named(&mut self, commit: &str, trailer: &str) -> Vec<u32> {
        let persons: Vec<&str> = trailer.split('\u{3}').filter(|person| !person.trim().is_empty()).collect();
        if persons.len() > TRAILERS {
            let short = commit.get(..8).unwrap_or_default();
            self.commits.gaps.push(format!("commit `{short}` names more than {TRAILERS} persons in one trailer"));
        }
        let mut found = Vec::new();
        for person in persons.into_iter().take(TRAILERS) {
            let (name, address) = match person.split_once('<') {
                Some((name, rest)) => (name.trim(), rest.split('>').next().unwrap_or_default()),
                None => ("", person),
            };
            let identity = self.identity(name, address);
            if !found.contains(&identity) {
                found.push(identity);
            }
        }
        found
    }

    fn identity(&mut self, name: &str, address: &str) -> u32 {
        let cut = |text: &str| text.trim().chars().take(LONGEST_NAME).collect::<String>();
        let key = (cut(name), cut(address).to_lowercase());
        if let Some(known) = self.identities.get(&key) {
            return *known;
        }
        let at = self.commits.identities.len() as u32;
        let mapped = self.mailmap.address(&key.0, &key.1).map(str::to_owned);
        self.commits.identities.push(Identity { name: key.0.clone(), address: key.1.clone(), mapped });
        self.identities.insert(key, at);
        at
    }

    /// Finds the parents, which are printed after their children.
    fn link(&mut self) {
        let mut lost = false;
        for (commit, parents) in self.commits.commits.iter_mut().zip(&self.parents) {
            for parent in parents.split_whitespace() {
                match self.places.get(parent) {
                    Some(place) => commit.parents.push(*place),
                    None => lost = true,
                }
            }
        }
        if lost {
            self.commits.gaps.push("commits are not here that others name as their parents".to_owned());
        }
        self.parents = Vec::new();
    }

    /// What merges hold that none of their parents has: conflicts settled by hand, and what was slipped in.
    fn merges(&mut self, repository: &Path, head: &str) -> Result<(), String> {
        if self.commits.commits.iter().all(|commit| commit.parents.len() < 2) {
            return Ok(());
        }
        let mut log = command(repository);
        log.args(["log", "--topo-order", "--min-parents=2", "--no-color", "--no-ext-diff", "--no-textconv"])
            .args(["--no-renames", "--text", "--diff-merges=dense-combined", "-p", "--unified=0", "--format=%x01%H"])
            .args(["--end-of-options", head]);
        let mut lines = Lines::of(log)?;
        let (mut commit, mut parents, mut path, mut hunks) = (None, 2, String::new(), false);
        let mut added: BTreeMap<(u32, String), u32> = BTreeMap::new();
        while let Some(line) = lines.next_line() {
            if let Some((1, id)) = line.split_first() {
                commit = std::str::from_utf8(id).ok().and_then(|id| self.places.get(id)).copied();
                let merge = commit.and_then(|at| self.commits.commits.get(at as usize));
                parents = merge.map_or(2, |merge| merge.parents.len());
                hunks = false;
            } else if let Some(printed) = line.strip_prefix(b"diff --cc ") {
                path = git::path(printed);
                hunks = false;
            } else if line.starts_with(b"@@@") {
                hunks = true;
                if let Some(commit) = commit {
                    added.entry((commit, path.clone())).or_default();
                }
            } else if hunks
                && line.get(..parents).is_some_and(|marks| marks.iter().all(|mark| *mark == b'+'))
                && let Some(commit) = commit
                && let Some(count) = added.get_mut(&(commit, path.clone()))
            {
                *count = count.saturating_add(1);
            }
        }
        lines.end()?;
        for ((commit, path), added) in added {
            if path == ".mailmap" {
                self.commits.mailmap.push(commit);
            }
            if let (Some(path), Some(commit)) = (self.path(&path), self.commits.commits.get_mut(commit as usize)) {
                commit.changes.push(Change { path, added });
            }
        }
        self.commits.mailmap.sort_unstable();
        Ok(())
    }

    /// Counts added lines of the commits that do not lead to all of some others.
    fn count(&mut self, repository: &Path, head: &str, before: &[String]) -> Result<(), String> {
        let mut log = command(repository);
        log.args(["log", "--topo-order", "--no-merges", "--no-color", "--no-ext-diff", "--no-textconv"]).args([
            "--no-renames",
            "--text",
            "--numstat",
            "--format=%x01%H",
            "--end-of-options",
            head,
        ]);
        let shared = shared(&self.commits, before);
        if let Some(newest) = shared.iter().position(|leads| *leads)
            && let Some(newest) = self.commits.commits.get(newest)
        {
            log.arg(format!("^{}", newest.id));
        }
        let mut lines = Lines::of(log)?;
        let mut changes: HashMap<u32, usize> = HashMap::new();
        let mut commit = None;
        while let Some(line) = lines.next_line() {
            if let Some((1, id)) = line.split_first() {
                commit = std::str::from_utf8(id).ok().and_then(|id| self.places.get(id)).copied();
                changes.clear();
                let known = commit.and_then(|at| self.commits.commits.get(at as usize));
                changes.extend(
                    known
                        .into_iter()
                        .flat_map(|commit| &commit.changes)
                        .enumerate()
                        .map(|(at, change)| (change.path, at)),
                );
                continue;
            }
            let mut parts = line.splitn(3, |byte| *byte == b'\t');
            let (Some(added), Some(_), Some(printed)) = (parts.next(), parts.next(), parts.next()) else { continue };
            let added = std::str::from_utf8(added).ok().and_then(|added| added.parse().ok()).unwrap_or(0u32);
            let path = git::path(printed);
            let place = path.strip_prefix(self.folder).and_then(|path| self.paths.get(path));
            let change = place.and_then(|place| changes.get(place)).copied();
            let commit = commit.and_then(|at| self.commits.commits.get_mut(at as usize));
            if let (Some(change), Some(commit)) = (change, commit)
                && let Some(change) = commit.changes.get_mut(change)
            {
                change.added = added;
            }
        }
        lines.end()
    }
}

/// Whether the subject of a merge says that it takes a branch or request into the main line: as git writes it there
/// (`Merge branch 'x'`, without `into` or `of`), and as GitHub, GitLab, Azure DevOps and Bitbucket do.
///
/// `git pull` makes a merge as well, of everybody else's work into one's own: whoever pulls has looked at nothing.
fn takes_in(subject: &str) -> bool {
    let subject = subject.trim();
    if subject.starts_with("Merge pull request #") || subject.starts_with("Merged PR ") {
        return true;
    }
    if subject.starts_with("Merged in ") && subject.contains("(pull request #") {
        return true;
    }
    let Some(rest) = subject.strip_prefix("Merge branch '") else { return false };
    let Some((_, rest)) = rest.split_once('\'') else { return false };
    // GitLab puts the target in quotes; git, for what is not the main line, does not.
    rest.is_empty() || rest == " into 'main'" || rest == " into 'master'"
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_takes_in_a_branch_counts_as_taking_in() {
        let check = |subject, expect| assert_eq!(takes_in(subject), expect, "{subject}");
        check("Merge pull request #12 from x/y", true);
        check("Merge branch 'login'", true);
        check("Merge branch 'login' into 'main'", true);
        check("Merged PR 12: login", true);
        check("Merged in login (pull request #3)", true);
        check("Merge branch 'main' of https://example.org/x", false);
        check("Merge branch 'main' into login", false);
        check("Merge branch 'main' into 'login'", false);
        check("Merge remote-tracking branch 'origin/main'", false);
        check("login: three attempts", false);
    }

    #[test]
    fn printed_paths_are_read_back() {
        let check = |printed: &str, expect: &str| assert_eq!(git::path(printed.as_bytes()), expect);
        check("src/a b.c", "src/a b.c");
        check(r#""src/a\tb\"c\303\274""#, "src/a\tb\"cü");
        check("\"", "\"");
        check(r#""a\"#, "\"a\\");
    }
}
