//! Package URLs as an index names packages: type, namespace and name, with the branch of a distribution apart.

use vauban_parts::Purl;
use vauban_parts::purl::Pieces;

use crate::advisory::Identity;
use crate::ecosystem;

/// A package URL, taken apart.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Named {
    /// The type.
    pub(crate) kind: String,
    /// Type, namespace and name, `pkg:` in front.
    pub(crate) base: String,
    /// The version.
    pub(crate) version: Option<String>,
    /// The branch of the distribution.
    pub(crate) branch: Option<String>,
    /// The source packages it was built from, with their versions where they are said.
    pub(crate) upstream: Vec<(String, Option<String>)>,
    /// The commit it says it was built from.
    pub(crate) commit: Option<String>,
    /// Whether the rules of its type are known.
    pub(crate) known: bool,
}

impl Named {
    /// Takes a package URL apart.
    pub(crate) fn read(text: &str) -> Result<Self, String> {
        let purl = Purl::parse(text).map_err(|error| error.to_string())?;
        let space = purl.namespace().map(|space| ecosystem::namespace(purl.kind(), space).to_owned());
        let base = match &space {
            Some(space) if purl.namespace() != Some(space) => base(purl.kind(), Some(space), purl.name())?,
            // Tools call Go's own library by either name; the database calls it the longer one.
            None if purl.kind() == "golang" && purl.name() == "std" => "pkg:golang/stdlib".to_owned(),
            _ => {
                let mut base = String::with_capacity(64);
                base.push_str("pkg:");
                purl.write_identity(&mut base);
                base
            }
        };
        let branch = space.as_deref().and_then(|space| {
            let distro = purl.qualifier("distro").or_else(|| purl.qualifier("distro_version"))?;
            matches!(purl.kind(), "deb" | "rpm" | "apk").then(|| ecosystem::branch_of_distro(space, distro))
        });
        let epoch = purl.qualifier("epoch").filter(|_| purl.kind() == "rpm");
        let version = purl.version().map(|version| match epoch {
            Some(epoch) if !version.contains(':') => format!("{epoch}:{version}"),
            _ => version.to_owned(),
        });
        let upstream = purl.qualifier("upstream").or_else(|| purl.qualifier("source"));
        let upstream = upstream.map(|text| sources(purl.kind(), text)).unwrap_or_default();
        let commit =
            purl.qualifier("vcs_url").and_then(|url| url.rsplit_once('@')).map(|(_, commit)| commit.to_owned());
        let commit =
            commit.filter(|commit| is_commit(commit)).or_else(|| version.clone().filter(|text| is_commit(text)));
        Ok(Self { kind: purl.kind().to_owned(), base, version, branch, upstream, commit, known: purl.is_known() })
    }

    /// The same package under another name: the source package of a distribution's binary.
    pub(crate) fn sibling(&self, name: &str) -> Option<String> {
        let (_, rest) = self.base.split_once(':')?;
        let mut pieces = rest.splitn(3, '/');
        let (kind, space) = (pieces.next()?, pieces.next()?);
        base(kind, Some(space), name).ok()
    }
}

/// Whether a text is the whole name of a commit.
pub(crate) fn is_commit(text: &str) -> bool {
    matches!(text.len(), 40 | 64) && text.bytes().all(|byte| byte.is_ascii_hexdigit())
}

/// The source packages a qualifier names: `openssl`, `openssl@3.0.1-2`, `openssl-3.0.7-16.el9.src.rpm`.
fn sources(kind: &str, text: &str) -> Vec<(String, Option<String>)> {
    let one = |text: &str| {
        let text = text.trim();
        if let Some(rest) = text.strip_suffix(".src.rpm").filter(|_| kind == "rpm") {
            let mut pieces = rest.rsplitn(3, '-');
            let (release, version, name) = (pieces.next()?, pieces.next()?, pieces.next()?);
            return Some((name.to_owned(), Some(format!("{version}-{release}"))));
        }
        match text.split_once('@') {
            Some((name, version)) => Some((name.to_owned(), Some(version.to_owned()))),
            None => (!text.is_empty()).then(|| (text.to_owned(), None)),
        }
    };
    text.split(',').filter_map(one).take(16).collect()
}

/// The name of a package in an index: `path` is its name with the rest of its namespace in front.
pub(crate) fn base(kind: &str, namespace: Option<&str>, path: &str) -> Result<String, String> {
    let (space, name) = match (namespace, path.rsplit_once('/')) {
        (Some(namespace), _) => (Some(namespace.to_owned()), path),
        (None, Some((space, name))) => (Some(space.to_owned()), name),
        (None, None) => (None, path),
    };
    let pieces = Pieces { kind, namespace: space.as_deref(), name, ..Pieces::default() };
    let purl =
        Purl::build(&pieces).map_err(|error| format!("`{path}` is no name of a package of type {kind}: {error}"))?;
    Ok(format!("pkg:{}", purl.identity()))
}

/// What a package belongs to: its type, and the distribution (`npm`, `deb/debian`).
pub(crate) fn family(base: &str) -> &str {
    let rest = base.strip_prefix("pkg:").unwrap_or(base);
    let kind = rest.find('/').unwrap_or(rest.len());
    let end = match &rest[..kind] {
        "deb" | "rpm" | "apk" => rest[kind + 1..].find('/').map_or(kind, |space| kind + 1 + space),
        _ => kind,
    };
    rest.get(..end).unwrap_or(rest)
}

/// How a repository on one of the large hosts is named as a package.
pub(crate) fn of_repository(address: &str) -> Option<Identity> {
    let rest = address.split_once("://").map_or(address, |(_, rest)| rest);
    let (host, path) = rest.split_once('/')?;
    let kind = match host.to_ascii_lowercase().as_str() {
        "github.com" | "www.github.com" => "github",
        "bitbucket.org" => "bitbucket",
        "gitlab.com" => "gitlab",
        _ => return None,
    };
    let path = path.trim_end_matches('/').trim_end_matches(".git");
    base(kind, None, path).ok().map(|purl| Identity::Package { purl, branch: None })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn package_urls() {
        let cases = [
            ("pkg:npm/%40angular/animation@1.0.0", "pkg:npm/%40angular/animation", Some("1.0.0"), None),
            ("pkg:pypi/Django_Rest@1.0", "pkg:pypi/django-rest", Some("1.0"), None),
            (
                "pkg:deb/debian/openssl@3.0.11-1?distro=bookworm",
                "pkg:deb/debian/openssl",
                Some("3.0.11-1"),
                Some("debian-12"),
            ),
            (
                "pkg:rpm/rocky/openssl@3.0.7-16.el9?epoch=1&distro=rocky-9.2",
                "pkg:rpm/rocky-linux/openssl",
                Some("1:3.0.7-16.el9"),
                Some("rocky-9"),
            ),
        ];
        for (text, base, version, branch) in cases {
            let named = Named::read(text).unwrap();
            assert_eq!(
                (named.base.as_str(), named.version.as_deref(), named.branch.as_deref()),
                (base, version, branch)
            );
        }
        assert!(Named::read("pkg:").is_err());
    }

    #[test]
    fn source_packages() {
        let named =
            Named::read("pkg:rpm/redhat/openssl-libs@3.0.7-16.el9?upstream=openssl-3.0.7-16.el9.src.rpm").unwrap();
        assert_eq!(named.upstream, [("openssl".to_owned(), Some("3.0.7-16.el9".to_owned()))]);
        assert_eq!(named.sibling("openssl").as_deref(), Some("pkg:rpm/redhat/openssl"));
        let named = Named::read("pkg:deb/debian/libssl3@3.0.11-1?upstream=openssl").unwrap();
        assert_eq!(named.upstream, [("openssl".to_owned(), None)]);
    }

    #[test]
    fn names_of_advisories_and_of_parts_meet() {
        for (ecosystem, name, purl) in [
            ("npm", "@angular/animation", "pkg:npm/%40angular/animation@1"),
            ("PyPI", "django-rest", "pkg:pypi/Django_Rest@1"),
            ("Go", "github.com/gin-gonic/gin", "pkg:golang/github.com/gin-gonic/gin@v1"),
            ("Go", "stdlib", "pkg:golang/stdlib@1.22.1"),
            ("Go", "stdlib", "pkg:golang/std@1.22.1"),
            ("Maven", "org.apache:commons", "pkg:maven/org.apache/commons@1"),
            ("Packagist", "a/b", "pkg:composer/a/b@1"),
            ("Debian:12", "openssl", "pkg:deb/debian/openssl@1"),
            ("Alpine:v3.18", "busybox", "pkg:apk/alpine/busybox@1"),
            ("Rocky Linux:9", "bash", "pkg:rpm/rocky/bash@1"),
            ("AlmaLinux:9", "bash", "pkg:rpm/almalinux/bash@1"),
            ("crates.io", "openssl-src", "pkg:cargo/openssl-src@1"),
            ("RubyGems", "rails", "pkg:gem/rails@1"),
            ("NuGet", "Newtonsoft.Json", "pkg:nuget/Newtonsoft.Json@1"),
            ("SwiftURL", "https://github.com/apple/swift-nio.git", "pkg:swift/github.com/apple/swift-nio@1"),
        ] {
            let Ok(Identity::Package { purl: said, .. }) = ecosystem::identity(ecosystem, name) else {
                panic!("{name}")
            };
            assert_eq!(said, Named::read(purl).unwrap().base, "{ecosystem} {name}");
        }
    }
}
