//! Looks into the past of a repository: the text of a process document that was approved, and the same project on
//! the day of a release.

use vauban_analysis::approval;
use vauban_model::{Date, Kind};
use vauban_syntax::front_matter;

use crate::around::Around;
use crate::compile::survey;
use crate::disk::DiskWorld;
use crate::git::{command, output};
use crate::memory::MemoryWorld;
use crate::world::{Limits, World};

/// Commits of a document that are looked through for the approved text.
const COMMITS: usize = 100;

/// The text of a process document that has a digest, as git kept it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ApprovedText {
    /// The newest commit that has it.
    pub commit: String,
    /// The day of that commit.
    pub date: String,
    /// The prose, without front matter.
    pub prose: String,
}

/// The newest committed text of a process document whose digest is this one; `None` without git, or if none of the
/// last 100 commits of the file has it.
pub fn approved_text(world: &DiskWorld, path: &str, process: &str, digest: &str) -> Option<ApprovedText> {
    let mut log = command(world.root());
    log.args(["--literal-pathspecs", "log", "--format=%H %cs", "--no-color", "-n"]).arg(COMMITS.to_string()).args([
        "--end-of-options",
        "HEAD",
        "--",
        path,
    ]);
    let listed = output(log).ok()?;
    for line in String::from_utf8_lossy(&listed).lines() {
        let Some((commit, date)) = line.split_once(' ') else { continue };
        let Some(text) = world
            .at(commit)
            .and_then(|past| past.evidence(path, Limits::FILE))
            .ok()
            .and_then(|bytes| String::from_utf8(bytes).ok())
        else {
            continue;
        };
        let files = [
            ("vauban.toml".to_owned(), b"[product.p]\nversion = \"0\"\n".to_vec()),
            (path.to_owned(), text.clone().into_bytes()),
        ];
        let Ok(then) = survey(&MemoryWorld::new(world.today(), files)) else { continue };
        let Some(id) = then.model.find(Kind::Process, process) else { continue };
        if approval::digest(&then.model, &then.facts, id).is_some_and(|known| known == digest) {
            let prose = front_matter(&text).and_then(|front| text.get(front.prose)).unwrap_or(&text).to_owned();
            return Some(ApprovedText { commit: commit.to_owned(), date: date.to_owned(), prose });
        }
    }
    None
}

/// A world as of another day: everything else is as it is there.
pub struct AsOf<'w> {
    world: &'w dyn World,
    today: Date,
}

impl<'w> AsOf<'w> {
    /// The world, judged on that day.
    pub fn new(world: &'w dyn World, today: Date) -> AsOf<'w> {
        AsOf { world, today }
    }
}

impl std::fmt::Debug for AsOf<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "AsOf({}, {})", self.world.identity(), self.today)
    }
}

impl Around for AsOf<'_> {
    fn inner(&self) -> &dyn World {
        self.world
    }

    fn day(&self) -> Date {
        self.today
    }
}
