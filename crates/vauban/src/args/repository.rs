//! The arguments of `repository`.

use std::path::PathBuf;

use clap::{Args, Subcommand, ValueEnum};
use vauban_model::{Handling, WordList as _};

use super::PlainFormat;

/// Options of `repository`.
#[derive(Debug, Args)]
pub(crate) struct Repository {
    /// What to do
    #[command(subcommand)]
    pub(crate) command: RepositoryCommand,
}

/// What `repository` does.
#[derive(Debug, Subcommand)]
pub(crate) enum RepositoryCommand {
    /// Make a signing key in a folder outside the repository
    Key(RepositoryKey),
    /// Write the first root: which keys sign what, and how many of them have to
    Init(RepositoryInit),
    /// Make the files of a release targets, with what the records say of it
    Add(RepositoryAdd),
    /// Name a target no longer
    Remove(RepositoryRemove),
    /// Let other keys name the targets of some paths, say of one product
    Delegate(RepositoryDelegate),
    /// Delegate to a role no longer
    Revoke(RepositoryRevoke),
    /// Sign what waits: with keys at hand, or by bringing in signatures that were made elsewhere
    Sign(RepositorySign),
    /// Give a top-level role other keys or another threshold, by a new root
    Rotate(RepositoryRotate),
    /// Make the next version of a role, unchanged, with a later expiry
    Renew(RepositoryRenew),
    /// Publish: a new timestamp, and a new snapshot where one is needed
    Refresh(RepositoryRefresh),
    /// Say what expires when and what waits for signatures; exit 1 if something is due
    Status(RepositoryStatus),
    /// Look at the whole repository as a client does; exit 1 if anything is wrong
    Verify(RepositoryVerify),
    /// Fetch one target as a device does, and keep what was learnt for the next time; exit 1 if it is refused
    Fetch(RepositoryFetch),
    /// Print what a RAUC manifest or an SWUpdate description carries about a release
    Bundle(RepositoryBundle),
}

/// Options of `repository key`.
#[derive(Debug, Args)]
pub(crate) struct RepositoryKey {
    /// Its name: NAME.pem and NAME.pub are written
    #[arg(value_name = "NAME")]
    pub(crate) name: String,
    /// The folder of keys, outside every repository
    #[arg(long, value_name = "DIR")]
    pub(crate) keys: PathBuf,
    /// How to print it
    #[arg(long, value_name = "FORMAT", default_value = "terminal")]
    pub(crate) format: PlainFormat,
}

/// Options of `repository init`.
#[derive(Debug, Args)]
pub(crate) struct RepositoryInit {
    /// The folder of the repository
    #[arg(value_name = "REPOSITORY")]
    pub(crate) repository: PathBuf,
    /// Public keys of the root (repeat)
    #[arg(long, value_name = "PUBLIC", required = true)]
    pub(crate) root: Vec<PathBuf>,
    /// How many root keys have to sign
    #[arg(long, value_name = "N", default_value_t = 1)]
    pub(crate) root_threshold: u32,
    /// Public keys of the targets (repeat)
    #[arg(long, value_name = "PUBLIC", required = true)]
    pub(crate) targets: Vec<PathBuf>,
    /// How many of them have to sign
    #[arg(long, value_name = "N", default_value_t = 1)]
    pub(crate) targets_threshold: u32,
    /// Public keys of the snapshot (repeat)
    #[arg(long, value_name = "PUBLIC", required = true)]
    pub(crate) snapshot: Vec<PathBuf>,
    /// How many of them have to sign
    #[arg(long, value_name = "N", default_value_t = 1)]
    pub(crate) snapshot_threshold: u32,
    /// Public keys of the timestamp (repeat)
    #[arg(long, value_name = "PUBLIC", required = true)]
    pub(crate) timestamp: Vec<PathBuf>,
    /// How many of them have to sign
    #[arg(long, value_name = "N", default_value_t = 1)]
    pub(crate) timestamp_threshold: u32,
    /// Days until a role expires, as timestamp=7 (repeat); default root=365, targets=365, snapshot=30, timestamp=7
    #[arg(long, value_name = "ROLE=DAYS")]
    pub(crate) days: Vec<String>,
    /// Sign with the private keys of this folder, outside every repository
    #[arg(long, value_name = "DIR")]
    pub(crate) keys: Option<PathBuf>,
    /// How to print it
    #[arg(long, value_name = "FORMAT", default_value = "terminal")]
    pub(crate) format: PlainFormat,
}

/// Options of `repository add`.
#[derive(Debug, Args)]
pub(crate) struct RepositoryAdd {
    /// The folder of the repository
    #[arg(value_name = "REPOSITORY")]
    pub(crate) repository: PathBuf,
    /// The release: release.ID or its id
    #[arg(value_name = "RELEASE")]
    pub(crate) release: String,
    /// The folder its files lie in
    #[arg(long, value_name = "DIR")]
    pub(crate) from: PathBuf,
    /// Where they lie among the targets (default: PRODUCT/VERSION)
    #[arg(long, value_name = "PATH")]
    pub(crate) prefix: Option<String>,
    /// The role that names them (default: the one that clients ask for these paths)
    #[arg(long, value_name = "ROLE")]
    pub(crate) role: Option<String>,
    /// Who reads the repository: issues kept more closely are not named before they are disclosed
    #[arg(long, value_name = "MARK", default_value = "TLP:CLEAR", value_parser = readers)]
    pub(crate) readers: Handling,
    /// Sign with the private keys of this folder, outside every repository
    #[arg(long, value_name = "DIR")]
    pub(crate) keys: Option<PathBuf>,
    /// How to print it
    #[arg(long, value_name = "FORMAT", default_value = "terminal")]
    pub(crate) format: PlainFormat,
}

/// Options of `repository remove`.
#[derive(Debug, Args)]
pub(crate) struct RepositoryRemove {
    /// The folder of the repository
    #[arg(value_name = "REPOSITORY")]
    pub(crate) repository: PathBuf,
    /// The path of the target
    #[arg(value_name = "TARGET")]
    pub(crate) target: String,
    /// Sign with the private keys of this folder, outside every repository
    #[arg(long, value_name = "DIR")]
    pub(crate) keys: Option<PathBuf>,
    /// How to print it
    #[arg(long, value_name = "FORMAT", default_value = "terminal")]
    pub(crate) format: PlainFormat,
}

/// Options of `repository delegate`.
#[derive(Debug, Args)]
pub(crate) struct RepositoryDelegate {
    /// The folder of the repository
    #[arg(value_name = "REPOSITORY")]
    pub(crate) repository: PathBuf,
    /// The name of the role, as `gateway`
    #[arg(value_name = "NAME")]
    pub(crate) name: String,
    /// Its public keys (repeat)
    #[arg(long, value_name = "PUBLIC", required = true)]
    pub(crate) key: Vec<PathBuf>,
    /// How many of them have to sign
    #[arg(long, value_name = "N", default_value_t = 1)]
    pub(crate) threshold: u32,
    /// Paths it may name; `*` and `?` stay within one folder (repeat)
    #[arg(long, value_name = "PATTERN")]
    pub(crate) path: Vec<String>,
    /// Or beginnings of the SHA-256 of paths it may name (repeat)
    #[arg(long, value_name = "DIGITS", conflicts_with = "path")]
    pub(crate) hash_prefix: Vec<String>,
    /// Who delegates
    #[arg(long, value_name = "ROLE", default_value = "targets")]
    pub(crate) by: String,
    /// Ask no later role for these paths
    #[arg(long)]
    pub(crate) terminating: bool,
    /// Sign with the private keys of this folder, outside every repository
    #[arg(long, value_name = "DIR")]
    pub(crate) keys: Option<PathBuf>,
    /// How to print it
    #[arg(long, value_name = "FORMAT", default_value = "terminal")]
    pub(crate) format: PlainFormat,
}

/// Options of `repository revoke`.
#[derive(Debug, Args)]
pub(crate) struct RepositoryRevoke {
    /// The folder of the repository
    #[arg(value_name = "REPOSITORY")]
    pub(crate) repository: PathBuf,
    /// The name of the role
    #[arg(value_name = "NAME")]
    pub(crate) name: String,
    /// Who delegates to it
    #[arg(long, value_name = "ROLE", default_value = "targets")]
    pub(crate) by: String,
    /// Sign with the private keys of this folder, outside every repository
    #[arg(long, value_name = "DIR")]
    pub(crate) keys: Option<PathBuf>,
    /// How to print it
    #[arg(long, value_name = "FORMAT", default_value = "terminal")]
    pub(crate) format: PlainFormat,
}

/// Options of `repository sign`.
#[derive(Debug, Args)]
pub(crate) struct RepositorySign {
    /// The folder of the repository
    #[arg(value_name = "REPOSITORY")]
    pub(crate) repository: PathBuf,
    /// Sign with the private keys of this folder, outside every repository
    #[arg(long, value_name = "DIR")]
    pub(crate) keys: Option<PathBuf>,
    /// Write what has to be signed into this folder, for keys that are elsewhere
    #[arg(long, value_name = "DIR", conflicts_with_all = ["keys", "signature"])]
    pub(crate) export: Option<PathBuf>,
    /// The role that a signature is for
    #[arg(long, value_name = "ROLE", requires = "signature")]
    pub(crate) role: Option<String>,
    /// The key that made it: its id, or the beginning of it
    #[arg(long, value_name = "ID", requires = "signature")]
    pub(crate) key_id: Option<String>,
    /// The signature that was made elsewhere, as bytes or hexadecimal digits
    #[arg(long, value_name = "FILE", requires_all = ["role", "key_id"])]
    pub(crate) signature: Option<PathBuf>,
    /// How to print it
    #[arg(long, value_name = "FORMAT", default_value = "terminal")]
    pub(crate) format: PlainFormat,
}

/// Options of `repository rotate`.
#[derive(Debug, Args)]
pub(crate) struct RepositoryRotate {
    /// The folder of the repository
    #[arg(value_name = "REPOSITORY")]
    pub(crate) repository: PathBuf,
    /// The role: root, targets, snapshot or timestamp
    #[arg(value_name = "ROLE")]
    pub(crate) role: String,
    /// A public key it gets (repeat)
    #[arg(long, value_name = "PUBLIC")]
    pub(crate) add: Vec<PathBuf>,
    /// The id of a key it loses, or the beginning of it (repeat)
    #[arg(long, value_name = "ID")]
    pub(crate) remove: Vec<String>,
    /// How many of its keys have to sign
    #[arg(long, value_name = "N")]
    pub(crate) threshold: Option<u32>,
    /// Sign with the private keys of this folder, outside every repository
    #[arg(long, value_name = "DIR")]
    pub(crate) keys: Option<PathBuf>,
    /// How to print it
    #[arg(long, value_name = "FORMAT", default_value = "terminal")]
    pub(crate) format: PlainFormat,
}

/// Options of `repository renew`.
#[derive(Debug, Args)]
pub(crate) struct RepositoryRenew {
    /// The folder of the repository
    #[arg(value_name = "REPOSITORY")]
    pub(crate) repository: PathBuf,
    /// The roles: root, targets or delegated ones
    #[arg(value_name = "ROLE", required = true)]
    pub(crate) roles: Vec<String>,
    /// Sign with the private keys of this folder, outside every repository
    #[arg(long, value_name = "DIR")]
    pub(crate) keys: Option<PathBuf>,
    /// How to print it
    #[arg(long, value_name = "FORMAT", default_value = "terminal")]
    pub(crate) format: PlainFormat,
}

/// Options of `repository refresh`.
#[derive(Debug, Args)]
pub(crate) struct RepositoryRefresh {
    /// The folder of the repository
    #[arg(value_name = "REPOSITORY")]
    pub(crate) repository: PathBuf,
    /// Sign with the private keys of this folder, outside every repository
    #[arg(long, value_name = "DIR")]
    pub(crate) keys: Option<PathBuf>,
    /// How to print it
    #[arg(long, value_name = "FORMAT", default_value = "terminal")]
    pub(crate) format: PlainFormat,
}

/// Options of `repository status`.
#[derive(Debug, Args)]
pub(crate) struct RepositoryStatus {
    /// The folder of the repository
    #[arg(value_name = "REPOSITORY")]
    pub(crate) repository: PathBuf,
    /// Days within which an expiry is due
    #[arg(long, value_name = "DAYS", default_value_t = 2)]
    pub(crate) within: u32,
    /// How to print it
    #[arg(long, value_name = "FORMAT", default_value = "terminal")]
    pub(crate) format: PlainFormat,
}

/// Options of `repository verify`.
#[derive(Debug, Args)]
pub(crate) struct RepositoryVerify {
    /// The folder of the repository
    #[arg(value_name = "REPOSITORY")]
    pub(crate) repository: PathBuf,
    /// A root that is trusted: the one devices leave the house with
    #[arg(long, value_name = "FILE")]
    pub(crate) root: PathBuf,
    /// How to print it
    #[arg(long, value_name = "FORMAT", default_value = "terminal")]
    pub(crate) format: PlainFormat,
}

/// Options of `repository fetch`.
#[derive(Debug, Args)]
pub(crate) struct RepositoryFetch {
    /// The folder of the repository
    #[arg(value_name = "REPOSITORY")]
    pub(crate) repository: PathBuf,
    /// The path of the target
    #[arg(value_name = "TARGET")]
    pub(crate) target: String,
    /// The root the device left the house with; needed the first time
    #[arg(long, value_name = "FILE")]
    pub(crate) root: Option<PathBuf>,
    /// Where what is trusted is kept from one time to the next
    #[arg(long, value_name = "FILE")]
    pub(crate) state: PathBuf,
    /// Where the target is written; nothing is overwritten
    #[arg(long, value_name = "FILE")]
    pub(crate) to: PathBuf,
    /// How to print it
    #[arg(long, value_name = "FORMAT", default_value = "terminal")]
    pub(crate) format: PlainFormat,
}

/// Options of `repository bundle`.
#[derive(Debug, Args)]
pub(crate) struct RepositoryBundle {
    /// The release: release.ID or its id
    #[arg(value_name = "RELEASE")]
    pub(crate) release: String,
    /// What installs it
    #[arg(long = "for", value_name = "INSTALLER")]
    pub(crate) installer: BundleFormat,
    /// Who reads the bundle: issues kept more closely are not named before they are disclosed
    #[arg(long, value_name = "MARK", default_value = "TLP:CLEAR", value_parser = readers)]
    pub(crate) readers: Handling,
    /// Write it to a new file
    #[arg(short, long, value_name = "FILE")]
    pub(crate) output: Option<PathBuf>,
}

/// Installers that bundles are made for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum BundleFormat {
    /// A section `[meta.vauban]` of manifest.raucm
    Rauc,
    /// A group `vauban` of sw-description
    Swupdate,
}

/// A mark of handling.
fn readers(word: &str) -> Result<Handling, String> {
    let fits = |one: &str| one == word || one.strip_prefix("TLP:") == Some(word);
    let known = Handling::WORDS.iter().find(|(known, _, _)| fits(known)).map(|(_, mark, _)| *mark);
    known.ok_or_else(|| "write a mark of the Traffic Light Protocol: TLP:CLEAR, TLP:GREEN, TLP:AMBER".to_owned())
}
