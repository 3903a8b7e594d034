//! The ecosystems of OSV as package URLs, and the branches of distributions in one spelling.

use vauban_parts::Scheme;

use crate::advisory::Identity;

/// An ecosystem that package URLs have a type for.
#[derive(Debug)]
struct Ecosystem {
    /// Its name in OSV, without suffix.
    name: &'static str,
    /// The type of package URL, and the namespace of a distribution.
    home: &'static str,
    shape: Shape,
}

/// How a name becomes the name of a package URL.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Shape {
    /// Namespace and name as they stand.
    Path,
    /// Before the first colon stands the namespace.
    Colon,
    /// Before the first dot stands the namespace.
    Dot,
    /// The name is an address whose scheme is left out.
    Address,
    /// A distribution: the suffix of the ecosystem is a branch, `id` begins its spelling.
    Branch(&'static str),
}

const ECOSYSTEMS: &[Ecosystem] = &[
    of("npm", "npm", Shape::Path),
    of("PyPI", "pypi", Shape::Path),
    of("crates.io", "cargo", Shape::Path),
    of("Go", "golang", Shape::Path),
    of("Kubernetes", "golang", Shape::Path),
    of("Maven", "maven", Shape::Colon),
    of("NuGet", "nuget", Shape::Path),
    of("RubyGems", "gem", Shape::Path),
    of("Packagist", "composer", Shape::Path),
    of("Hex", "hex", Shape::Path),
    of("Pub", "pub", Shape::Path),
    of("ConanCenter", "conan", Shape::Path),
    of("CRAN", "cran", Shape::Path),
    of("Bioconductor", "bioconductor", Shape::Path),
    of("Hackage", "hackage", Shape::Path),
    of("Bitnami", "bitnami", Shape::Path),
    of("SwiftURL", "swift", Shape::Address),
    of("GitHub Actions", "githubactions", Shape::Path),
    of("opam", "opam", Shape::Path),
    of("Julia", "julia", Shape::Path),
    of("VSCode", "vscode-extension", Shape::Dot),
    of("Debian", "deb/debian", Shape::Branch("debian")),
    of("Ubuntu", "deb/ubuntu", Shape::Branch("ubuntu")),
    of("Echo", "deb/echo", Shape::Branch("echo")),
    of("Alpine", "apk/alpine", Shape::Branch("alpine")),
    of("Wolfi", "apk/wolfi", Shape::Branch("wolfi")),
    of("Chainguard", "apk/chainguard", Shape::Branch("chainguard")),
    of("MinimOS", "apk/minimos", Shape::Branch("minimos")),
    of("Alpaquita", "apk/alpaquita", Shape::Branch("alpaquita")),
    of("BellSoft Hardened Containers", "apk/bellsoft-hardened-containers", Shape::Branch("bellsoft")),
    of("Rocky Linux", "rpm/rocky-linux", Shape::Branch("rocky")),
    of("AlmaLinux", "rpm/almalinux", Shape::Branch("almalinux")),
    of("Red Hat", "rpm/redhat", Shape::Branch("rhel")),
    of("SUSE", "rpm/suse", Shape::Branch("suse")),
    of("openSUSE", "rpm/opensuse", Shape::Branch("opensuse")),
    of("Mageia", "rpm/mageia", Shape::Branch("mageia")),
    of("Photon OS", "rpm/photon", Shape::Branch("photon")),
    of("openEuler", "rpm/openeuler", Shape::Branch("openeuler")),
    of("Azure Linux", "rpm/azure-linux", Shape::Branch("azurelinux")),
];

const fn of(name: &'static str, home: &'static str, shape: Shape) -> Ecosystem {
    Ecosystem { name, home, shape }
}

/// Other spellings of the namespaces of distributions in package URLs.
const NAMESPACES: &[(&str, &str, &str)] = &[
    ("rpm", "rocky", "rocky-linux"),
    ("rpm", "rockylinux", "rocky-linux"),
    ("rpm", "alma", "almalinux"),
    ("rpm", "rhel", "redhat"),
    ("rpm", "azurelinux", "azure-linux"),
    ("rpm", "photon-os", "photon"),
    ("rpm", "opensuse-leap", "opensuse"),
    ("rpm", "sles", "suse"),
    ("apk", "bellsoft", "bellsoft-hardened-containers"),
];

/// The namespace of a distribution as indexes spell it.
pub(crate) fn namespace<'a>(kind: &str, namespace: &'a str) -> &'a str {
    NAMESPACES
        .iter()
        .find(|(own, other, _)| *own == kind && *other == namespace)
        .map_or(namespace, |(_, _, known)| known)
}

/// The code names of releases, whose purls and records may use either.
const RELEASES: &[(&str, &str)] = &[
    ("wheezy", "debian-7"),
    ("jessie", "debian-8"),
    ("stretch", "debian-9"),
    ("buster", "debian-10"),
    ("bullseye", "debian-11"),
    ("bookworm", "debian-12"),
    ("trixie", "debian-13"),
    ("forky", "debian-14"),
    ("sid", "debian-sid"),
    ("trusty", "ubuntu-14.04"),
    ("xenial", "ubuntu-16.04"),
    ("bionic", "ubuntu-18.04"),
    ("focal", "ubuntu-20.04"),
    ("jammy", "ubuntu-22.04"),
    ("noble", "ubuntu-24.04"),
    ("oracular", "ubuntu-24.10"),
    ("plucky", "ubuntu-25.04"),
    ("questing", "ubuntu-25.10"),
];

/// How a package of an ecosystem is named in an index: by package URL where there is a type for it.
///
/// # Errors
/// Why the name is none.
pub(crate) fn identity(ecosystem: &str, name: &str) -> Result<Identity, String> {
    let (base, suffix) = ecosystem.split_once(':').map_or((ecosystem, None), |(base, suffix)| (base, Some(suffix)));
    let Some(known) = ECOSYSTEMS.iter().find(|known| known.name == base) else {
        return Ok(Identity::Named { ecosystem: ecosystem.to_owned(), name: name.to_owned() });
    };
    let path = match known.shape {
        Shape::Path | Shape::Branch(_) => name.to_owned(),
        Shape::Colon => match name.split_once(':') {
            Some((group, artifact)) => format!("{group}/{artifact}"),
            None => return Err(format!("`{name}` is no name of {base}: expected `group:artifact`")),
        },
        Shape::Dot => name.replacen('.', "/", 1),
        Shape::Address => {
            let address = name.split_once("://").map_or(name, |(_, address)| address);
            address.trim_end_matches(".git").to_owned()
        }
    };
    let branch = match (known.shape, suffix) {
        (Shape::Branch(id), Some(suffix)) => Some(branch(id, suffix)),
        _ => None,
    };
    let (kind, namespace) = known.home.split_once('/').map_or((known.home, None), |(kind, home)| (kind, Some(home)));
    let purl = crate::purls::base(kind, namespace, &path)?;
    Ok(Identity::Package { purl, branch })
}

/// The order of versions of an ecosystem, if it has one that is known here.
pub(crate) fn scheme(ecosystem: &str) -> Option<Scheme> {
    Scheme::of_osv_ecosystem(ecosystem)
}

/// The branch an OSV suffix stands for: `12` of Debian is `debian-12`, `v3.18` of Alpine `alpine-3.18`,
/// `Pro:18.04:LTS` of Ubuntu `ubuntu-pro-18.04`, `enterprise_linux:9::baseos` of Red Hat `rhel-9`.
fn branch(id: &str, suffix: &str) -> String {
    let lower = suffix.to_ascii_lowercase();
    let release = match id {
        "alpine" | "alpaquita" => lower.trim_start_matches('v').to_owned(),
        "ubuntu" => lower.trim_end_matches(":lts").replace(':', "-"),
        "rhel" => {
            let mut parts = lower.split(':');
            let (product, version) = (parts.next().unwrap_or(""), parts.next().unwrap_or(""));
            match product {
                "enterprise_linux" => version.to_owned(),
                _ => format!("{}-{version}", product.trim_start_matches("rhel_").replace('_', "-")),
            }
        }
        _ => lower.replace([' ', ':'], "-"),
    };
    if id == "debian" && !release.starts_with(|c: char| c.is_ascii_digit()) {
        return codename(&release).map_or_else(|| format!("{id}-{release}"), str::to_owned);
    }
    format!("{id}-{release}")
}

fn codename(word: &str) -> Option<&'static str> {
    RELEASES.iter().find(|(code, _)| *code == word).map(|(_, branch)| *branch)
}

/// The branch of a distribution that a CPE of its release stands for: `cpe:/o:redhat:enterprise_linux:9` is `rhel-9`.
pub(crate) fn branch_of_cpe(text: &str) -> Option<String> {
    let mut pieces = text.strip_prefix("cpe:/").or_else(|| text.strip_prefix("cpe:2.3:"))?.split(':').skip(1);
    let (vendor, product, version) = (pieces.next()?, pieces.next()?, pieces.next()?);
    if version.is_empty() || matches!(version, "*" | "-") {
        return None;
    }
    match vendor {
        "redhat" => Some(branch("rhel", &format!("{product}:{version}"))),
        "debian" | "rocky" | "almalinux" => Some(format!("{vendor}-{version}")),
        "canonical" => Some(format!("ubuntu-{version}")),
        "suse" | "opensuse" => Some(format!("{vendor}-{}-{version}", product.replace('_', "-"))),
        _ => None,
    }
}

/// How two branches stand to each other.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Branches {
    Same,
    Other,
    /// It depends on what neither says (an extended stream, a service pack).
    Unsure,
}

/// The branch a package URL's `distro` qualifier stands for: `debian-12.5` and `bookworm` are `debian-12`.
pub(crate) fn branch_of_distro(namespace: &str, distro: &str) -> String {
    let lower = distro.to_ascii_lowercase();
    if let Some(known) = codename(&lower).or_else(|| codename(lower.rsplit('-').next().unwrap_or(""))) {
        return known.to_owned();
    }
    let id = ECOSYSTEMS.iter().find_map(|known| match known.shape {
        Shape::Branch(id) if known.home.split_once('/').is_some_and(|(_, home)| home == namespace) => Some(id),
        _ => None,
    });
    let release = match lower.find(|c: char| c.is_ascii_digit()) {
        Some(at) => lower[at..].trim_start_matches('v'),
        None => return lower,
    };
    let id = id.unwrap_or_else(|| lower.split('-').next().unwrap_or(""));
    let kept: Vec<&str> = match id {
        // These number their branches with one number, or two; what follows is a point release of the branch.
        "debian" | "rocky" | "almalinux" | "rhel" | "mageia" => release.split('.').take(1).collect(),
        "ubuntu" | "alpine" | "photon" | "azurelinux" => release.split('.').take(2).collect(),
        _ => vec![release],
    };
    format!("{id}-{}", kept.join("."))
}

/// Whether what is said of a branch is said of a part.
pub(crate) fn compare(said: &str, part: &str) -> Branches {
    if said == part {
        return Branches::Same;
    }
    let plain = |branch: &str| {
        branch.split_once('-').is_some_and(|(_, release)| release.bytes().all(|b| b.is_ascii_digit() || b == b'.'))
    };
    let (first, second) = (said.split('-').next(), part.split('-').next());
    if first != second {
        return Branches::Other;
    }
    if plain(said) && plain(part) {
        // `rhel-9` holds for `rhel-9.2` and nothing says it the other way round.
        let (long, short) = if said.len() > part.len() { (said, part) } else { (part, said) };
        let within = long.strip_prefix(short).is_some_and(|rest| rest.starts_with('.'));
        return if within { Branches::Unsure } else { Branches::Other };
    }
    let release = |branch: &str| branch.rsplit('-').next().map(str::to_owned);
    if release(said) == release(part) { Branches::Unsure } else { Branches::Other }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn branches() {
        let cases = [
            ("Debian:12", "debian-12"),
            ("Debian:sid", "debian-sid"),
            ("Ubuntu:22.04:LTS", "ubuntu-22.04"),
            ("Ubuntu:Pro:18.04:LTS", "ubuntu-pro-18.04"),
            ("Alpine:v3.18", "alpine-3.18"),
            ("Rocky Linux:9", "rocky-9"),
            ("Red Hat:enterprise_linux:9::baseos", "rhel-9"),
            ("Red Hat:rhel_aus:8.4::appstream", "rhel-aus-8.4"),
        ];
        for (ecosystem, expect) in cases {
            let found = identity(ecosystem, "openssl").unwrap();
            let Identity::Package { branch, .. } = found else { panic!("{ecosystem} has no type") };
            assert_eq!(branch.as_deref(), Some(expect), "{ecosystem}");
        }
    }

    #[test]
    fn distros_of_package_urls() {
        let cases = [
            ("debian", "debian-12.5", "debian-12"),
            ("debian", "bookworm", "debian-12"),
            ("debian", "debian-bookworm", "debian-12"),
            ("ubuntu", "ubuntu-22.04", "ubuntu-22.04"),
            ("alpine", "alpine-3.18.4", "alpine-3.18"),
            ("alpine", "3.18.4", "alpine-3.18"),
            ("rocky-linux", "rocky-9.2", "rocky-9"),
            ("redhat", "rhel-9.2", "rhel-9"),
            ("redhat", "el9", "rhel-9"),
        ];
        for (namespace, distro, expect) in cases {
            assert_eq!(branch_of_distro(namespace, distro), expect);
        }
    }

    #[test]
    fn branches_that_do_not_say_enough_are_unsure() {
        assert_eq!(compare("debian-12", "debian-12"), Branches::Same);
        assert_eq!(compare("debian-12", "debian-11"), Branches::Other);
        assert_eq!(compare("debian-1", "debian-11"), Branches::Other);
        assert_eq!(compare("ubuntu-pro-22.04", "ubuntu-22.04"), Branches::Unsure);
        assert_eq!(compare("ubuntu-pro-20.04", "ubuntu-22.04"), Branches::Other);
        assert_eq!(compare("alpine-3.18", "debian-12"), Branches::Other);
    }
}
