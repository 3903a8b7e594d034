//! Which shipped versions contain something: the bills of materials of all releases, looked through for it.
//!
//! An answer is only as good as what was looked at. So every release is in it: those whose bills were read, with what
//! was found there; those whose bills are missing or cannot be read, and those that name none. A bill is bound to its
//! release if an `[evidence.ID]` about the file holds its digest; one that has changed since is told.

use rayon::prelude::*;
use vauban_model::{Evidence, Facts, FileFact, Model, Ref};
use vauban_sbom::find::{Certainty, Query, find};

use crate::world::{Limits, World};

/// Whether a file is still the one that was shipped with.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Bound {
    /// Its digest is the one that a record holds.
    Yes,
    /// No record holds its digest.
    No,
    /// It has changed since its digest was stored.
    Changed,
}

/// What all releases answer.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Shipped {
    /// Bills that were looked through, by release.
    pub bills: Vec<ShippedBill>,
    /// Releases that name no bill.
    pub silent: Vec<Released>,
}

/// A release.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Released {
    /// Its id.
    pub release: String,
    /// Of which product.
    pub product: Option<String>,
    /// Its version.
    pub version: Option<String>,
    /// When it left the house.
    pub date: Option<String>,
}

/// A bill of a release.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ShippedBill {
    /// The release.
    pub of: Released,
    /// The file.
    pub file: String,
    /// Its SHA-256; empty if it cannot be read.
    pub digest: String,
    /// Whether it is the one that was shipped with.
    pub bound: Bound,
    /// How many components it has, or why it cannot be read.
    pub read: Result<usize, String>,
    /// What was found in it, the certain first.
    pub found: Vec<FoundPart>,
}

/// A component that was found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FoundPart {
    /// Its name.
    pub name: String,
    /// Its version; may be empty.
    pub version: String,
    /// Its package URL; may be empty.
    pub purl: String,
    /// Whether it certainly is what was asked for.
    pub certain: bool,
    /// By what it was found: `purl`, `cpe`, `hash`, `name`.
    pub by: &'static str,
    /// What is missing for certainty.
    pub because: &'static str,
    /// Line of the file.
    pub line: u32,
}

impl Shipped {
    /// Whether every release has bills, and all of them could be read and are those that were shipped with.
    pub fn is_complete(&self) -> bool {
        let whole = |bill: &ShippedBill| bill.read.is_ok() && bill.bound != Bound::Changed;
        self.silent.is_empty() && !self.bills.is_empty() && self.bills.iter().all(whole)
    }
}

/// Looks through the bills of all releases.
pub fn shipped(model: &Model, facts: &Facts, world: &dyn World, query: &Query) -> Shipped {
    let mut asked = Vec::new();
    let mut silent = Vec::new();
    for release in model.release.iter().filter(|release| !release.head.removed) {
        let of = Released {
            release: release.head.id.to_string(),
            product: release
                .product
                .as_ref()
                .and_then(Ref::to)
                .and_then(|id| model.product.get(id.at as usize))
                .map(|product| product.head.id.to_string()),
            version: release.version.as_ref().map(|version| version.to_string()),
            date: release.date.as_ref().map(|day| day.date.to_string()),
        };
        let files: Vec<String> = release.sbom.iter().filter_map(|evidence| path(model, evidence)).collect();
        if files.is_empty() {
            silent.push(of);
        } else {
            asked.extend(files.into_iter().map(|file| (of.clone(), file)));
        }
    }
    let bills = asked.into_par_iter().map(|(of, file)| look(model, facts, world, query, of, file)).collect();
    Shipped { bills, silent }
}

/// The file that a piece of evidence is.
fn path(model: &Model, evidence: &Evidence) -> Option<String> {
    match evidence {
        Evidence::File(path) => Some(path.to_string()),
        Evidence::Document { link, .. } => {
            let document = link.to.and_then(|id| model.document.get(id.at as usize))?;
            Some(document.file.as_ref()?.to_string())
        }
    }
}

fn look(model: &Model, facts: &Facts, world: &dyn World, query: &Query, of: Released, file: String) -> ShippedBill {
    let digest = match facts.files.get(&file).cloned().unwrap_or_else(|| world.probe(&file)) {
        FileFact::There { digest, .. } => Ok(digest),
        FileFact::Missing => Err("there is no such file".to_owned()),
        FileFact::Refused(why) => Err(why),
    };
    let stored = model.evidence.iter().filter(|record| !record.head.removed).filter(|record| {
        record.file.as_ref().and_then(|evidence| path(model, evidence)).as_deref() == Some(file.as_str())
    });
    let stored: Vec<&str> = stored.filter_map(|record| record.digest.as_ref()?.0.strip_prefix("sha256:")).collect();
    let bound = match &digest {
        _ if stored.is_empty() => Bound::No,
        Ok(digest) if stored.iter().all(|stored| stored == digest) => Bound::Yes,
        Ok(_) | Err(_) => Bound::Changed,
    };
    let read = digest.clone().and_then(|_| {
        let bytes = world.evidence(&file, Limits::RESULTS)?;
        vauban_sbom::read(&bytes).map_err(|error| error.to_string())
    });
    let found = read.as_ref().map_or_else(
        |_| Vec::new(),
        |bill| {
            let hits = find(bill, query).into_iter();
            let parts = hits.filter_map(|hit| {
                let part = bill.components.get(hit.component)?;
                Some(FoundPart {
                    name: part.full_name(),
                    version: part.version.clone(),
                    purl: part.purl().unwrap_or_default().to_owned(),
                    certain: hit.certainty == Certainty::Certain,
                    by: hit.by,
                    because: hit.because,
                    line: bill.place(part.offset).line,
                })
            });
            parts.collect()
        },
    );
    ShippedBill {
        of,
        file,
        digest: digest.unwrap_or_default(),
        bound,
        read: read.map(|bill| bill.components.len()),
        found,
    }
}
