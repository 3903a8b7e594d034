//! Which scheme a package type, an OSV ecosystem or a vers type means.

use super::Scheme;

impl Scheme {
    /// The scheme of a package URL's type (`deb`, `npm`, …); [`Scheme::Generic`] for one that says nothing about order.
    pub fn of_purl_type(name: &str) -> Scheme {
        match name {
            "alpm" => Scheme::Alpm,
            "apk" => Scheme::Apk,
            "bitnami" | "julia" | "vscode-extension" | "otp" => Scheme::Semver,
            "cargo" => Scheme::Cargo,
            "composer" => Scheme::Composer,
            "conan" => Scheme::Conan,
            "cocoapods" | "gem" => Scheme::Gem,
            "cran" | "hackage" => Scheme::Numbers,
            "deb" | "opam" => Scheme::Deb,
            "ebuild" => Scheme::Ebuild,
            "golang" => Scheme::Golang,
            "hex" => Scheme::Hex,
            "maven" => Scheme::Maven,
            "npm" => Scheme::Npm,
            "nuget" => Scheme::Nuget,
            "pub" => Scheme::Pub,
            "pypi" => Scheme::Pypi,
            "rpm" => Scheme::Rpm,
            "swift" => Scheme::Swift,
            _ => Scheme::Generic,
        }
    }

    /// The scheme of an ecosystem of the OSV schema, with or without a branch behind a colon (`Debian:12`).
    ///
    /// Nothing for a name that is not known here: its versions can only be looked up in lists.
    pub fn of_osv_ecosystem(name: &str) -> Option<Scheme> {
        Some(match name.split_once(':').map_or(name, |(name, _)| name) {
            "npm" => Scheme::Npm,
            "PyPI" => Scheme::Pypi,
            "crates.io" => Scheme::Cargo,
            "Go" => Scheme::Golang,
            "Maven" => Scheme::Maven,
            "NuGet" => Scheme::Nuget,
            "RubyGems" => Scheme::Gem,
            "Packagist" => Scheme::Composer,
            "Pub" => Scheme::Pub,
            "Hex" => Scheme::Hex,
            "ConanCenter" => Scheme::Conan,
            "SwiftURL" => Scheme::Swift,
            "Bitnami" | "GitHub Actions" | "Julia" | "Kubernetes" | "VSCode" => Scheme::Semver,
            "Hackage" | "GHC" | "CRAN" | "Bioconductor" => Scheme::Numbers,
            "Debian" | "Ubuntu" | "Echo" | "opam" => Scheme::Deb,
            "Alpine"
            | "Alpaquita"
            | "BellSoft Hardened Containers"
            | "Chainguard"
            | "MinimOS"
            | "Wolfi"
            | "CleanStart" => Scheme::Apk,
            "AlmaLinux" | "Azure Linux" | "Mageia" | "openEuler" | "openSUSE" | "Photon OS" | "Red Hat"
            | "Rocky Linux" | "SUSE" => Scheme::Rpm,
            _ => return None,
        })
    }

    /// The scheme of a type of a version range specifier (`vers:npm/…`).
    ///
    /// `all` and `none` need none and are read by [`crate::vers`]; `generic` and what is not known have no order.
    pub fn of_vers(name: &str) -> Scheme {
        match name {
            "semver" | "nginx" | "github" | "mattermost" => Scheme::Semver,
            "datetime" => Scheme::Datetime,
            "gentoo" => Scheme::Ebuild,
            "intdot" => Scheme::Intdot,
            "lexicographic" => Scheme::Lexicographic,
            "openssl" => Scheme::Openssl,
            "alpine" => Scheme::Apk,
            "arch" | "archlinux" => Scheme::Alpm,
            "dart" => Scheme::Pub,
            name => Scheme::of_purl_type(name),
        }
    }

    /// The type of a version range specifier that means this scheme.
    pub fn vers_type(self) -> &'static str {
        match self {
            Scheme::Semver => "semver",
            Scheme::Npm => "npm",
            Scheme::Cargo => "cargo",
            Scheme::Golang => "golang",
            Scheme::Pypi => "pypi",
            Scheme::Deb => "deb",
            Scheme::Rpm => "rpm",
            Scheme::Maven => "maven",
            Scheme::Nuget => "nuget",
            Scheme::Gem => "gem",
            Scheme::Composer => "composer",
            Scheme::Conan => "conan",
            Scheme::Apk => "apk",
            Scheme::Ebuild => "ebuild",
            Scheme::Openssl => "openssl",
            Scheme::Alpm => "alpm",
            Scheme::Hex => "hex",
            Scheme::Pub => "pub",
            Scheme::Swift => "swift",
            Scheme::Numbers => "hackage",
            Scheme::Intdot => "intdot",
            Scheme::Lexicographic => "lexicographic",
            Scheme::Datetime => "datetime",
            Scheme::Generic => "generic",
        }
    }
}
