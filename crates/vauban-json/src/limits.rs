//! How much of a document is read before it is refused.

/// The bounds of one document. What exceeds them is an error that names the bound.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// The longest text, in bytes. Texts of 4 GiB and more are refused whatever stands here.
    pub bytes: usize,
    /// How deep arrays and objects may be nested. Whoever walks the tree may recurse this deep.
    pub depth: usize,
    /// How many values and names there may be, together.
    pub values: usize,
}

impl Default for Limits {
    /// 256 MiB, 128 levels, 32 million values and names.
    fn default() -> Self {
        Limits { bytes: 256 << 20, depth: 128, values: 32 << 20 }
    }
}
