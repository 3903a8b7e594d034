//! How much of a repository is read before it is refused.

/// The bounds of one update. What exceeds them is an error that names the bound.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// The longest root metadata, in bytes.
    pub root: u64,
    /// The longest timestamp metadata, in bytes.
    pub timestamp: u64,
    /// The longest snapshot metadata, in bytes, where the timestamp does not say its length.
    pub snapshot: u64,
    /// The longest targets metadata, in bytes, where the snapshot does not say its length.
    pub targets: u64,
    /// How many versions of the root are followed in one update.
    pub roots: u32,
    /// How many roles are asked for one target.
    pub roles: usize,
    /// The longest target file, in bytes.
    pub target: u64,
}

impl Default for Limits {
    /// 512 kB of root, 16 kB of timestamp, 2 MB of snapshot, 5 MB of each targets role, 1024 roots, 32 roles for one
    /// target, 1 TiB of a target.
    fn default() -> Self {
        Limits {
            root: 512_000,
            timestamp: 16_384,
            snapshot: 2_000_000,
            targets: 5_000_000,
            roots: 1024,
            roles: 32,
            target: 1 << 40,
        }
    }
}

/// How deep metadata may be nested: what the specification names needs seven levels, custom data a few more.
pub(crate) const DEPTH: usize = 32;
/// How many values and names one metadata file may hold.
pub(crate) const VALUES: usize = 2 << 20;
/// How many signatures one metadata file may carry. Each of them costs a verification.
pub(crate) const SIGNATURES: usize = 128;
/// How many keys one metadata file may name.
pub(crate) const KEYS: usize = 1024;
/// The longest key, name of a role or path of a target, in bytes.
pub(crate) const LONGEST: usize = 8 << 10;
