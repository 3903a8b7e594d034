//! What is asked about: a part of a product, however its bill of materials names it.

/// A part of a product.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Part {
    /// Its name.
    pub name: String,
    /// Its version.
    pub version: Option<String>,
    /// Its package URL, as written.
    pub purl: Option<String>,
    /// Its CPEs, as written.
    pub cpes: Vec<String>,
    /// Digests of its files, `algorithm:hex`.
    pub hashes: Vec<String>,
    /// Model and order numbers.
    pub models: Vec<String>,
    /// Serial numbers.
    pub serials: Vec<String>,
    /// Who makes or supplies it.
    pub supplier: Option<String>,
    /// What it is (`library`, `firmware`, `device`, …), as its bill of materials says; shown, never a reason to skip it.
    pub kind: Option<String>,
    /// The commit it was built from.
    pub commit: Option<String>,
    /// What of it was compiled, if the build says so.
    pub built: Option<Built>,
}

/// What of a part is in the product, from the build's own records.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Built {
    /// Where that is known from (`linux.spdx.json`, `compile_commands.json`): named in the explanation.
    pub from: String,
    /// The source files that were compiled, as paths in the part's source tree.
    pub files: Vec<String>,
    /// Whether `files` is all of them. A list that may lack some proves nothing.
    pub complete: bool,
}

/// What people decided once about the names of a part, from a reviewed record.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Alias {
    /// The record's id, named in the explanation.
    pub id: String,
    /// Names and package URLs (without version: any version) of the parts it is about.
    pub of: Vec<String>,
    /// Package URLs it is known by; a version in one replaces that of the part.
    pub purls: Vec<String>,
    /// CPEs it is known by.
    pub cpes: Vec<String>,
    /// Products of CSAF documents it is known by: maker, if it matters, and name.
    pub products: Vec<(Option<String>, String)>,
    /// Model and order numbers it is known by.
    pub models: Vec<String>,
    /// The order its versions are in: a scheme of `vauban-parts` by name.
    pub scheme: Option<String>,
}
