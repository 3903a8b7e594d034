//! Package URLs (ECMA-427): read, normalised by the rules of their type, spelled canonically.
//!
//! What a type asks (a namespace or none, lower case, a qualifier) is data in [`types`], taken from the definitions of
//! package-url/purl-spec. A type that is not there is read by the general rules only, and says so ([`Purl::is_known`]):
//! its names may be the same package in two spellings.
//!
//! Reading borrows wherever nothing needs to be decoded or normalised, as in nearly every URL met.

pub mod types;

use std::borrow::Cow;
use std::fmt;

use types::{Case, TypeRules, Wants};

/// Longest package URL read, in bytes.
pub const LONGEST: usize = 4096;
/// Most qualifiers.
pub const MOST_QUALIFIERS: usize = 64;

/// A package URL in canonical form.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Purl<'t> {
    kind: Cow<'t, str>,
    namespace: Option<Cow<'t, str>>,
    name: Cow<'t, str>,
    version: Option<Cow<'t, str>>,
    qualifiers: Vec<(Cow<'t, str>, Cow<'t, str>)>,
    subpath: Option<Cow<'t, str>>,
}

/// What a package URL is built from; everything decoded.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Pieces<'t> {
    /// `npm`.
    pub kind: &'t str,
    /// `@angular`; segments with `/` between.
    pub namespace: Option<&'t str>,
    /// `animation`.
    pub name: &'t str,
    /// `12.3.1`.
    pub version: Option<&'t str>,
    /// Names and values, in any order.
    pub qualifiers: Vec<(&'t str, &'t str)>,
    /// Segments with `/` between.
    pub subpath: Option<&'t str>,
}

impl<'t> Purl<'t> {
    /// Reads a package URL.
    ///
    /// # Errors
    /// What is wrong, for a text that is none or breaks a rule of its type.
    pub fn parse(text: &'t str) -> Result<Purl<'t>, PurlError> {
        let text = text.trim();
        if text.len() > LONGEST {
            return Err(PurlError::TooLong);
        }
        let rest = match text.split_at_checked(4) {
            Some((scheme, rest)) if scheme.eq_ignore_ascii_case("pkg:") => rest.trim_start_matches('/'),
            _ => return Err(PurlError::NoScheme),
        };
        let (rest, subpath) = match rest.split_once('#') {
            Some((rest, subpath)) => (rest, path(subpath, true)?),
            None => (rest, None),
        };
        let (rest, qualifiers) = match rest.split_once('?') {
            Some((rest, list)) => (rest, qualifiers(list)?),
            None => (rest, Vec::new()),
        };
        let (kind, rest) = rest.split_once('/').ok_or(PurlError::NoType)?;
        // A version stands behind the last `@` that is not in the namespace: scopes are sometimes left unencoded.
        let last = rest.rfind('/').map_or(0, |at| at + 1);
        let (rest, version) = match rest[last..].rfind('@').map(|at| last + at) {
            Some(at) if at > last => (&rest[..at], Some(&rest[at + 1..])),
            Some(at) if at == last && rest[..at].trim_matches('/').is_empty() => return Err(PurlError::NoName),
            Some(at) => (&rest[..at], Some(&rest[at + 1..])),
            None => match version_with_slash(rest) {
                Some(at) => (&rest[..at], Some(&rest[at + 1..])),
                None => (rest, None),
            },
        };
        let version = match version {
            None | Some("") => None,
            Some(version) => Some(decoded(version)?),
        };
        if rest.ends_with('/') {
            return Err(PurlError::NoName);
        }
        let rest = rest.trim_start_matches('/');
        let (namespace, name) = if kind.eq_ignore_ascii_case("git") {
            // The namespace is the host; the rest is the path of the repository, which is its name.
            match rest.split_once('/') {
                Some((namespace, name)) => (path(namespace, false)?, path(name, false)?.unwrap_or_default()),
                None => (None, decoded(rest)?),
            }
        } else {
            match rest.rsplit_once('/') {
                Some((namespace, name)) => (path(namespace, false)?, decoded(name)?),
                None => (None, decoded(rest)?),
            }
        };
        Purl { kind: Cow::Borrowed(kind), namespace, name, version, qualifiers, subpath }.normalised()
    }

    /// Builds a package URL from its pieces.
    ///
    /// # Errors
    /// What is missing or breaks a rule of the type.
    pub fn build(pieces: &Pieces<'t>) -> Result<Purl<'t>, PurlError> {
        let filled = |text: Option<&'t str>| text.filter(|text| !text.is_empty()).map(Cow::Borrowed);
        let segments = |text: &'t str| {
            let clean = text.trim_matches('/');
            if clean.contains("//") {
                let kept: Vec<&str> = clean.split('/').filter(|segment| !segment.is_empty()).collect();
                return Some(Cow::Owned(kept.join("/")));
            }
            filled(Some(clean))
        };
        let mut qualifiers = Vec::new();
        for (key, value) in &pieces.qualifiers {
            add_qualifier(&mut qualifiers, key, Cow::Borrowed(*value))?;
        }
        let purl = Purl {
            kind: Cow::Borrowed(pieces.kind),
            namespace: pieces.namespace.and_then(segments),
            name: Cow::Borrowed(pieces.name.trim_matches('/')),
            version: filled(pieces.version),
            qualifiers,
            subpath: pieces.subpath.and_then(segments),
        };
        purl.normalised()
    }

    /// The type, in lower case: `npm`.
    pub fn kind(&self) -> &str {
        &self.kind
    }

    /// The namespace, decoded, with `/` between its segments.
    pub fn namespace(&self) -> Option<&str> {
        self.namespace.as_deref()
    }

    /// The name, decoded.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The version, decoded.
    pub fn version(&self) -> Option<&str> {
        self.version.as_deref()
    }

    /// The value of a qualifier, decoded.
    pub fn qualifier(&self, key: &str) -> Option<&str> {
        self.qualifiers.iter().find(|(name, _)| name == key).map(|(_, value)| &**value)
    }

    /// All qualifiers, sorted by name.
    pub fn qualifiers(&self) -> impl Iterator<Item = (&str, &str)> {
        self.qualifiers.iter().map(|(name, value)| (&**name, &**value))
    }

    /// The subpath, decoded, with `/` between its segments.
    pub fn subpath(&self) -> Option<&str> {
        self.subpath.as_deref()
    }

    /// Whether the rules of the type are known. If not, two spellings may mean one package.
    pub fn is_known(&self) -> bool {
        TypeRules::of(&self.kind).is_some()
    }

    /// Writes type, namespace and name as one text by which packages are looked up: `npm/%40angular/animation`.
    ///
    /// Two package URLs of one package have the same, also where canonical forms still differ: PyPI takes runs of `-`,
    /// `_` and `.` for one another (PEP 503), and NuGet does not tell capitals apart.
    pub fn write_identity(&self, out: &mut String) {
        out.push_str(&self.kind);
        out.push('/');
        if let Some(namespace) = &self.namespace {
            encode(namespace, true, out);
            out.push('/');
        }
        match &*self.kind {
            "pypi" => {
                let words = self.name.split(['-', '_', '.']).filter(|word| !word.is_empty());
                for (at, word) in words.enumerate() {
                    if at > 0 {
                        out.push('-');
                    }
                    encode(word, false, out);
                }
            }
            "nuget" => encode(&self.name.to_ascii_lowercase(), false, out),
            kind => encode(&self.name, kind == "git", out),
        }
    }

    /// Type, namespace and name, as [`Purl::write_identity`] writes them.
    pub fn identity(&self) -> String {
        let mut out = String::with_capacity(self.kind.len() + self.name.len() + 16);
        self.write_identity(&mut out);
        out
    }

    /// The same package without version, qualifiers and subpath.
    pub fn without_version(&self) -> Purl<'t> {
        Purl { version: None, qualifiers: Vec::new(), subpath: None, ..self.clone() }
    }

    /// The same package with a version.
    pub fn with_version(mut self, version: &'t str) -> Purl<'t> {
        self.version = Some(Cow::Borrowed(version)).filter(|version| !version.is_empty());
        self
    }

    /// The same, borrowing from nothing.
    pub fn into_owned(self) -> Purl<'static> {
        let own = |text: Cow<'t, str>| Cow::<'static, str>::Owned(text.into_owned());
        Purl {
            kind: own(self.kind),
            namespace: self.namespace.map(own),
            name: own(self.name),
            version: self.version.map(own),
            qualifiers: self.qualifiers.into_iter().map(|(key, value)| (own(key), own(value))).collect(),
            subpath: self.subpath.map(own),
        }
    }

    /// Applies the rules for all types, then those of its own.
    fn normalised(mut self) -> Result<Purl<'t>, PurlError> {
        let fits = |byte: u8| byte.is_ascii_alphanumeric() || b".-".contains(&byte);
        if self.kind.is_empty() {
            return Err(PurlError::NoType);
        }
        if !self.kind.bytes().all(fits) || self.kind.starts_with(|c: char| c.is_ascii_digit()) {
            return Err(PurlError::Type(self.kind.into_owned()));
        }
        lower(&mut self.kind);
        if self.name.is_empty() {
            return Err(PurlError::NoName);
        }
        self.qualifiers.sort();
        let Some(rules) = TypeRules::of(&self.kind) else { return Ok(self) };
        match (rules.namespace, &self.namespace) {
            (Wants::Never, Some(_)) => return Err(PurlError::NamespaceProhibited(rules.name)),
            (Wants::Always, None) => return Err(PurlError::NoNamespace(rules.name)),
            (Wants::Never | Wants::Maybe | Wants::Always, _) => {}
        }
        if let Some(key) = rules.qualifier.filter(|key| self.qualifier(key).is_none()) {
            return Err(PurlError::NoQualifier(rules.name, key));
        }
        if let Some(namespace) = &mut self.namespace {
            rules.namespace_case.apply(namespace);
        }
        rules.name_case.apply(&mut self.name);
        if let Some(version) = &mut self.version {
            rules.version_case.apply(version);
        }
        match rules.name {
            "pypi" => replaced(&mut self.name, |c| c == '_', '-'),
            "pub" => replaced(&mut self.name, |c| !c.is_ascii_alphanumeric(), '_'),
            "hackage" => replaced(&mut self.name, |c| c == '_' || c == ' ', '-'),
            // Databricks does not tell capitals apart, other servers of MLflow do.
            "mlflow" if self.qualifier("repository_url").is_some_and(|url| url.contains("databricks")) => {
                lower(&mut self.name);
            }
            _ => {}
        }
        if rules.name == "cpan" && self.name.contains("::") {
            return Err(PurlError::Name(rules.name, "a distribution has no `::` in its name; write `-`"));
        }
        if rules.name == "chrome-extension" {
            if self.name.len() != 32 || !self.name.bytes().all(|byte| (b'a'..=b'p').contains(&byte)) {
                return Err(PurlError::Name(rules.name, "32 letters from `a` to `p` are expected"));
            }
            let number = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
            if self.version().is_some_and(|version| version.split('.').count() > 4 || !version.split('.').all(number)) {
                return Err(PurlError::Version(rules.name, "up to four numbers with dots are expected"));
            }
        }
        Ok(self)
    }
}

impl Case {
    fn apply(self, text: &mut Cow<'_, str>) {
        match self {
            Case::Counts => {}
            Case::Lower => lower(text),
            Case::Upper => {
                if text.bytes().any(|byte| byte.is_ascii_lowercase()) {
                    text.to_mut().make_ascii_uppercase();
                }
            }
        }
    }
}

/// Package names are ASCII where case does not count; other letters are left as they are.
fn lower(text: &mut Cow<'_, str>) {
    if text.bytes().any(|byte| byte.is_ascii_uppercase()) {
        text.to_mut().make_ascii_lowercase();
    }
}

fn replaced(text: &mut Cow<'_, str>, what: impl Fn(char) -> bool, with: char) {
    if text.contains(&what) {
        *text = Cow::Owned(text.chars().map(|c| if what(c) { with } else { c }).collect());
    }
}

/// Where the `@` of a version with a slash in it stands (`pkg:npm/a@feature/x`), which others write without encoding.
fn version_with_slash(rest: &str) -> Option<usize> {
    let at = rest.rfind('@')?;
    (at > 0 && !rest[..at].ends_with('/')).then_some(at)
}

/// The text behind percent-encoding; borrowed if nothing is encoded.
fn decoded(text: &str) -> Result<Cow<'_, str>, PurlError> {
    if !text.contains('%') {
        return Ok(Cow::Borrowed(text));
    }
    crate::vers::percent_decoded(text).map(Cow::Owned).ok_or_else(|| PurlError::Encoding(text.to_owned()))
}

/// Segments, each decoded, without empty ones (and in a subpath without `.` and `..`).
fn path(text: &str, subpath: bool) -> Result<Option<Cow<'_, str>>, PurlError> {
    let text = text.trim_matches('/');
    let plain = !(text.contains('%') || text.contains("//") || subpath && text.contains('.'));
    if text.is_empty() {
        return Ok(None);
    }
    if plain {
        return Ok(Some(Cow::Borrowed(text)));
    }
    let mut out = String::with_capacity(text.len());
    for segment in text.split('/') {
        let segment = decoded(segment)?;
        if segment.is_empty() || (subpath && (segment == "." || segment == "..")) {
            continue;
        }
        if segment.contains('/') {
            return Err(PurlError::Encoding(segment.into_owned()));
        }
        if !out.is_empty() {
            out.push('/');
        }
        out.push_str(&segment);
    }
    Ok((!out.is_empty()).then_some(Cow::Owned(out)))
}

type Qualifiers<'t> = Vec<(Cow<'t, str>, Cow<'t, str>)>;

fn qualifiers(list: &str) -> Result<Qualifiers<'_>, PurlError> {
    let mut found = Vec::new();
    for pair in list.split('&').filter(|pair| !pair.is_empty()) {
        let (key, value) = pair.split_once('=').ok_or_else(|| PurlError::Qualifier(pair.to_owned()))?;
        add_qualifier(&mut found, key, decoded(value)?)?;
    }
    Ok(found)
}

fn add_qualifier<'t>(found: &mut Qualifiers<'t>, key: &'t str, value: Cow<'t, str>) -> Result<(), PurlError> {
    let mut key = Cow::Borrowed(key);
    lower(&mut key);
    let fits = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || b".-_".contains(&byte);
    if key.is_empty() || !key.bytes().all(fits) || key.starts_with(|c: char| c.is_ascii_digit()) {
        return Err(PurlError::Qualifier(key.into_owned()));
    }
    if found.iter().any(|(other, _)| *other == key) {
        return Err(PurlError::QualifierTwice(key.into_owned()));
    }
    if found.len() == MOST_QUALIFIERS {
        return Err(PurlError::TooLong);
    }
    // A qualifier without a value is as if it were not there.
    if !value.is_empty() {
        found.push((key, value));
    }
    Ok(())
}

/// Writes a text with everything encoded that is not a letter, a digit or one of `.-_~:`; slashes stay where asked.
fn encode(text: &str, keep_slash: bool, out: &mut String) {
    const HEX: &[u8; 16] = b"0123456789ABCDEF";
    for byte in text.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'.' | b'-' | b'_' | b'~' | b':' => out.push(char::from(byte)),
            b'/' if keep_slash => out.push('/'),
            _ => {
                out.push('%');
                out.push(char::from(HEX[usize::from(byte >> 4)]));
                out.push(char::from(HEX[usize::from(byte & 15)]));
            }
        }
    }
}

impl fmt::Display for Purl<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut out = String::with_capacity(64);
        out.push_str("pkg:");
        out.push_str(&self.kind);
        out.push('/');
        if let Some(namespace) = &self.namespace {
            encode(namespace, true, &mut out);
            out.push('/');
        }
        encode(&self.name, self.kind == "git", &mut out);
        if let Some(version) = &self.version {
            out.push('@');
            encode(version, false, &mut out);
        }
        for (at, (key, value)) in self.qualifiers.iter().enumerate() {
            out.push(if at == 0 { '?' } else { '&' });
            out.push_str(key);
            out.push('=');
            encode(value, false, &mut out);
        }
        if let Some(subpath) = &self.subpath {
            out.push('#');
            encode(subpath, true, &mut out);
        }
        f.write_str(&out)
    }
}

/// Why a text is no package URL.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PurlError {
    /// Longer than [`LONGEST`], or more than [`MOST_QUALIFIERS`].
    TooLong,
    /// It does not begin with `pkg:`.
    NoScheme,
    /// No type stands before the first `/`.
    NoType,
    /// The type has characters that types do not have.
    Type(String),
    /// No name.
    NoName,
    /// The type asks for a namespace.
    NoNamespace(&'static str),
    /// The type has no namespaces.
    NamespaceProhibited(&'static str),
    /// The type asks for a qualifier.
    NoQualifier(&'static str, &'static str),
    /// A qualifier whose name is none, or without `=`.
    Qualifier(String),
    /// The same qualifier twice.
    QualifierTwice(String),
    /// Percent-encoding that is none, hides a separator, or whose bytes are no UTF-8.
    Encoding(String),
    /// A name that the type does not allow.
    Name(&'static str, &'static str),
    /// A version that the type does not allow.
    Version(&'static str, &'static str),
}

impl fmt::Display for PurlError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            PurlError::TooLong => {
                write!(
                    f,
                    "the package URL is longer than {LONGEST} bytes or has more than {MOST_QUALIFIERS} qualifiers"
                )
            }
            PurlError::NoScheme => f.write_str("a package URL begins with `pkg:`"),
            PurlError::NoType => f.write_str("the type is missing; write `pkg:TYPE/NAME`"),
            PurlError::Type(kind) => {
                write!(f, "`{}` is no type; types have letters, digits, `.` and `-`", kind.escape_debug())
            }
            PurlError::NoName => f.write_str("the name is missing; write `pkg:TYPE/NAME`"),
            PurlError::NoNamespace(kind) => write!(f, "`pkg:{kind}` asks for a namespace: `pkg:{kind}/NAMESPACE/NAME`"),
            PurlError::NamespaceProhibited(kind) => write!(f, "`pkg:{kind}` has no namespace: write `pkg:{kind}/NAME`"),
            PurlError::NoQualifier(kind, key) => write!(f, "`pkg:{kind}` asks for the qualifier `{key}`"),
            PurlError::Qualifier(key) => {
                write!(f, "`{}` is no qualifier; write `name=value`, names in lower case", key.escape_debug())
            }
            PurlError::QualifierTwice(key) => write!(f, "the qualifier `{}` stands there twice", key.escape_debug()),
            PurlError::Encoding(text) => {
                write!(f, "the percent-encoding in `{}` is not right; write `%` as `%25`", text.escape_debug())
            }
            PurlError::Name(kind, why) => write!(f, "this is no name of `pkg:{kind}`: {why}"),
            PurlError::Version(kind, why) => write!(f, "this is no version of `pkg:{kind}`: {why}"),
        }
    }
}

impl std::error::Error for PurlError {}
