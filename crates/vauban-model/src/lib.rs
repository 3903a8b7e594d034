//! What people wrote: record kinds, ids and links.
//!
//! [`read`] turns the tree of one file into records; [`Model`] holds all of them; [`resolve`] finds out what
//! references mean. In the model a reference is a record or a reported hole, a date is a date, and everything
//! can be traced to a file, line and column. Nothing in it is computed.

mod assemble;
pub mod codes;
mod commits;
mod declare;
mod delivered;
mod facts;
mod folders;
pub mod kinds;
mod link;
mod model;
mod read;
mod redirect;
mod reference;
mod requests;
mod resolve;
mod results;
mod schema;
mod secret;
mod shape;
mod spell;
mod words;

pub use assemble::assemble;
pub use commits::{Change, Commit, Commits, Identity, SourcePath, day_of};
pub use delivered::{ArtefactRead, Delivered, Listed, ManifestRead};
pub use facts::{
    AdvisoriesAsked, CountedThere, Endpoint, Facts, FileFact, History, KeyFound, KeysFound, KnownVulnerability,
    LedgerFact, LineFact, ListedUpdate, Listener, Node, NodeKind, NodeState, Observed, PartOfOthers, PastEvent,
    PastEvents, Sighting, SignatureFact, SourceFact, TestResults, VectorScore,
};
pub use folders::{Folder, FolderStanding, Folders};
pub use link::{Clause, Evidence, Link, Mention, Ref, Targets};
pub use model::{
    AnyId, AnyRecord, Common, Group, Head, Index, Kind, Model, Prose, ProseSection, Record, Scope, full_name,
};
pub use read::{ChangeRecord, FileRecords, read};
pub use redirect::OtherNames;
pub use reference::{kind_page, kinds_page};
pub use requests::{Approval, Request, RequestCommit};
pub use resolve::{SHORT_OF_DEPTH, decided, resolve, split_folder};
pub use results::{
    AnalyserFindings, FindingGroup, FoundVulnerability, FuzzCampaign, ResultContent, ResultFile, TestCounts,
    VulnerabilityScan,
};
pub use schema::{json_schema, root_schema};
pub use shape::{Entries, Field, Flag, Form, Names, Number, Reader, Shape, Sp, Text};
pub use words::*;
