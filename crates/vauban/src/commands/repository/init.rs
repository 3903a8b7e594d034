//! `vauban repository init`: the first root, which says who signs what.

use std::path::PathBuf;

use vauban_tuf::Key;
use vauban_tuf::write::{LONGEST_PERIOD, Periods, days_after, new_root, new_targets};

use super::{at, keys, now, say};
use crate::Outcome;
use crate::args::{Arguments, RepositoryInit};
use crate::repository::{Desk, Folder, public_key};

pub(crate) fn run(arguments: &Arguments, options: &RepositoryInit) -> Outcome {
    let base = at(arguments, &options.repository);
    let folder = Folder::at(base.clone());
    if folder.metadata_dir().exists() || folder.staged_dir().exists() {
        return Err(format!("{} holds a repository already; nothing was changed", base.display()));
    }
    let now = now(arguments)?;
    let periods = periods(&options.days)?;
    let read = |paths: &[PathBuf]| -> Result<Vec<Key>, String> {
        paths.iter().map(|path| public_key(&at(arguments, path))).collect()
    };
    let (root, targets) = (read(&options.root)?, read(&options.targets)?);
    let (snapshot, timestamp) = (read(&options.snapshot)?, read(&options.timestamp)?);
    let wanted: [(&str, &[Key], u32); 4] = [
        ("root", &root, options.root_threshold),
        ("targets", &targets, options.targets_threshold),
        ("snapshot", &snapshot, options.snapshot_threshold),
        ("timestamp", &timestamp, options.timestamp_threshold),
    ];
    let tree = new_root(wanted, &periods, days_after(now, periods.root)?)?;
    let own = keys(arguments, options.keys.as_ref(), &options.repository)?;
    let mut desk = Desk::open(folder, now)?;
    desk.put("root", tree)?;
    desk.put("targets", new_targets(days_after(now, periods.targets)?))?;
    desk.change.done.push(format!("The first root and targets were written to {}.", base.join("staged").display()));
    if options.root_threshold < 2 {
        desk.change.next.push(
            "one key alone can replace every other: consider three root keys, two of which have to sign (`--root-threshold 2`)".to_owned(),
        );
    }
    let online: Vec<Key> = snapshot.iter().chain(&timestamp).cloned().collect();
    if root.iter().chain(&targets).any(|key| online.iter().any(|other| other.identity() == key.identity())) {
        desk.change.next.push(
            "a key of the root or the targets also signs snapshots or timestamps: whoever takes it from the machine that refreshes can sign anything".to_owned(),
        );
    }
    say(arguments, options.format, &desk.finish(&own)?)
}

/// `root=365,timestamp=7`.
fn periods(words: &[String]) -> Result<Periods, String> {
    let mut periods = Periods::default();
    for word in words {
        let wrong = || format!("`--days {word}`: write a role and its days until expiry, as `timestamp=7`");
        let (role, days) = word.split_once('=').ok_or_else(wrong)?;
        let days: u32 = days.parse().map_err(|_| wrong())?;
        if !(1..=LONGEST_PERIOD).contains(&days) {
            return Err(format!("`--days {word}`: 1 to {LONGEST_PERIOD} days can be said"));
        }
        match role {
            "root" => periods.root = days,
            "targets" => periods.targets = days,
            "snapshot" => periods.snapshot = days,
            "timestamp" => periods.timestamp = days,
            _ => return Err(format!("`--days {word}`: there is no such role; root, targets, snapshot, timestamp")),
        }
    }
    Ok(periods)
}
