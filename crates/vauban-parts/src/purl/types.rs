//! What the types of package URLs ask for, from the type definitions of package-url/purl-spec (MIT licence; commit
//! 16f3d0e39343 of 2026-08-21). Facts only: whether there is a namespace, where case does not count, which qualifier
//! must be there. Rules that need code are in [`super::Purl`].
//!
//! Gentler than the definition in one place: Go's own standard library has no namespace (`pkg:golang/stdlib`).

/// Whether a type has something.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wants {
    /// It must be there.
    Always,
    /// It may be there.
    Maybe,
    /// It must not be there.
    Never,
}

/// What letters count.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Case {
    /// Capitals and small letters differ.
    Counts,
    /// They do not; small letters are canonical.
    Lower,
    /// Capitals are canonical.
    Upper,
}

/// The rules of one type.
#[derive(Clone, Copy, Debug)]
pub struct TypeRules {
    /// The type.
    pub name: &'static str,
    /// Whether it has a namespace.
    pub namespace: Wants,
    /// Letters of the namespace.
    pub namespace_case: Case,
    /// Letters of the name.
    pub name_case: Case,
    /// Letters of the version.
    pub version_case: Case,
    /// A qualifier that must be there.
    pub qualifier: Option<&'static str>,
}

impl TypeRules {
    /// The rules of a type by its name in lower case.
    pub fn of(name: &str) -> Option<&'static TypeRules> {
        TYPES.binary_search_by(|rules| rules.name.cmp(name)).ok().and_then(|at| TYPES.get(at))
    }
}

const fn row(
    name: &'static str,
    namespace: Wants,
    namespace_case: Case,
    name_case: Case,
    version_case: Case,
    qualifier: Option<&'static str>,
) -> TypeRules {
    TypeRules { name, namespace, namespace_case, name_case, version_case, qualifier }
}

/// All types, sorted by name.
pub const TYPES: &[TypeRules] = &[
    row("alpm", Wants::Always, Case::Lower, Case::Lower, Case::Counts, None),
    row("apk", Wants::Always, Case::Lower, Case::Lower, Case::Counts, None),
    row("bazel", Wants::Never, Case::Counts, Case::Counts, Case::Counts, None),
    row("bitbucket", Wants::Always, Case::Lower, Case::Lower, Case::Counts, None),
    row("bitnami", Wants::Never, Case::Counts, Case::Lower, Case::Counts, None),
    row("brew", Wants::Maybe, Case::Lower, Case::Lower, Case::Counts, None),
    row("cargo", Wants::Never, Case::Counts, Case::Counts, Case::Counts, None),
    row("chrome-extension", Wants::Never, Case::Counts, Case::Lower, Case::Counts, None),
    row("cocoapods", Wants::Never, Case::Counts, Case::Counts, Case::Counts, None),
    row("composer", Wants::Always, Case::Lower, Case::Lower, Case::Counts, None),
    row("conan", Wants::Maybe, Case::Counts, Case::Counts, Case::Counts, None),
    row("conda", Wants::Never, Case::Counts, Case::Counts, Case::Counts, None),
    row("cpan", Wants::Maybe, Case::Upper, Case::Counts, Case::Counts, None),
    row("cran", Wants::Never, Case::Counts, Case::Counts, Case::Counts, None),
    row("deb", Wants::Always, Case::Lower, Case::Lower, Case::Counts, None),
    row("docker", Wants::Maybe, Case::Counts, Case::Counts, Case::Counts, None),
    row("gem", Wants::Never, Case::Counts, Case::Counts, Case::Counts, None),
    row("generic", Wants::Maybe, Case::Counts, Case::Counts, Case::Counts, None),
    row("git", Wants::Always, Case::Counts, Case::Counts, Case::Counts, None),
    row("github", Wants::Always, Case::Lower, Case::Lower, Case::Counts, None),
    row("golang", Wants::Maybe, Case::Counts, Case::Counts, Case::Counts, None),
    row("hackage", Wants::Never, Case::Counts, Case::Counts, Case::Counts, None),
    row("hex", Wants::Maybe, Case::Lower, Case::Lower, Case::Counts, None),
    row("huggingface", Wants::Always, Case::Counts, Case::Counts, Case::Lower, None),
    row("julia", Wants::Never, Case::Counts, Case::Counts, Case::Counts, Some("uuid")),
    row("luarocks", Wants::Maybe, Case::Lower, Case::Lower, Case::Counts, None),
    row("maven", Wants::Always, Case::Counts, Case::Counts, Case::Counts, None),
    row("mlflow", Wants::Never, Case::Counts, Case::Counts, Case::Counts, None),
    row("npm", Wants::Maybe, Case::Counts, Case::Counts, Case::Counts, None),
    row("nuget", Wants::Never, Case::Counts, Case::Counts, Case::Counts, None),
    row("oci", Wants::Never, Case::Counts, Case::Lower, Case::Lower, None),
    row("opam", Wants::Never, Case::Counts, Case::Counts, Case::Counts, None),
    row("otp", Wants::Never, Case::Counts, Case::Lower, Case::Counts, None),
    row("pub", Wants::Never, Case::Counts, Case::Lower, Case::Counts, None),
    row("pypi", Wants::Never, Case::Counts, Case::Lower, Case::Lower, None),
    row("qpkg", Wants::Always, Case::Lower, Case::Counts, Case::Counts, None),
    row("rpm", Wants::Always, Case::Lower, Case::Counts, Case::Counts, None),
    row("swid", Wants::Maybe, Case::Counts, Case::Counts, Case::Counts, Some("tag_id")),
    row("swift", Wants::Always, Case::Counts, Case::Counts, Case::Counts, None),
    row("vcpkg", Wants::Never, Case::Counts, Case::Counts, Case::Counts, None),
    row("vscode-extension", Wants::Always, Case::Lower, Case::Lower, Case::Lower, None),
    row("yocto", Wants::Maybe, Case::Lower, Case::Counts, Case::Counts, None),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn types_are_sorted_so_that_they_are_found() {
        assert!(TYPES.is_sorted_by(|a, b| a.name < b.name));
    }
}
