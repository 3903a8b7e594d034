//! CPE names (NISTIR 7695 and 7696): URIs of 2.2, formatted strings of 2.3, and what one name says about another.
//!
//! A CPE is only as good as what it leaves open: Yocto and others write names whose vendor is `*`, and those match the
//! products of everybody. [`Cpe::identity`] says what a name names at all, so that a match can carry it.

use std::borrow::Cow;
use std::fmt;

/// Longest name read, in bytes.
pub const LONGEST: usize = 2048;

/// The value of an attribute.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Value<'t> {
    /// Nothing is said: any value (`*`).
    Any,
    /// There is none (`-`).
    None,
    /// A text in lower case, unescaped; see [`Text`].
    Text(Text<'t>),
}

/// A text with what it leaves open at its ends.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Text<'t> {
    /// What stands before: nothing, any text (`*`), or so many single characters (`?`).
    pub before: Open,
    /// The text between, unescaped, in lower case.
    pub text: Cow<'t, str>,
    /// What stands after it.
    pub after: Open,
}

/// What an end of a text leaves open.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Open {
    /// Nothing: at most this many characters, mostly none.
    UpTo(u8),
    /// Any text.
    Any,
}

/// The eleven attributes, in the order of the formatted string.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Attribute {
    /// `a` application, `o` operating system, `h` hardware.
    Part,
    /// Vendor.
    Vendor,
    /// Product.
    Product,
    /// Version.
    Version,
    /// Update.
    Update,
    /// Edition.
    Edition,
    /// Language.
    Language,
    /// Edition of the software.
    SwEdition,
    /// Software it runs on.
    TargetSw,
    /// Hardware it runs on.
    TargetHw,
    /// Anything else.
    Other,
}

impl Attribute {
    /// All, in order.
    pub const ALL: [Attribute; 11] = [
        Attribute::Part,
        Attribute::Vendor,
        Attribute::Product,
        Attribute::Version,
        Attribute::Update,
        Attribute::Edition,
        Attribute::Language,
        Attribute::SwEdition,
        Attribute::TargetSw,
        Attribute::TargetHw,
        Attribute::Other,
    ];
}

/// A CPE name.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Cpe<'t> {
    values: [Value<'t>; 11],
}

/// What a name names.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Identity {
    /// Vendor and product are both concrete.
    Product,
    /// The product is concrete, the vendor is open or has wildcards: a candidate, no finding by itself.
    ProductOfAnyone,
    /// The product is open or has wildcards: it names nothing.
    Nothing,
}

/// How a source name stands to a target name (NISTIR 7696, 6.1).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Relation {
    /// The same set of products.
    Equal,
    /// The source holds all of the target and more.
    Superset,
    /// The target holds all of the source and more.
    Subset,
    /// Nothing in common.
    Disjoint,
    /// Cannot be told.
    Undefined,
}

impl<'t> Cpe<'t> {
    /// Reads a formatted string (`cpe:2.3:a:vendor:product:…`) or a URI (`cpe:/a:vendor:product:…`).
    ///
    /// # Errors
    /// What is wrong.
    pub fn parse(text: &'t str) -> Result<Cpe<'t>, CpeError> {
        let text = text.trim();
        if text.len() > LONGEST {
            return Err(CpeError::TooLong);
        }
        let prefix = |prefix: &str| {
            let (start, rest) = text.split_at_checked(prefix.len())?;
            start.eq_ignore_ascii_case(prefix).then_some(rest)
        };
        let cpe = if let Some(rest) = prefix("cpe:2.3:") {
            formatted(rest)?
        } else if let Some(rest) = prefix("cpe:/") {
            uri(rest)?
        } else {
            return Err(CpeError::NoScheme);
        };
        match cpe.get(Attribute::Part) {
            Value::Text(part) if !(["a", "o", "h"].contains(&&*part.text) && part.is_concrete()) => Err(CpeError::Part),
            Value::Any | Value::None | Value::Text(_) => Ok(cpe),
        }
    }

    /// The value of an attribute.
    pub fn get(&self, attribute: Attribute) -> &Value<'t> {
        &self.values[attribute as usize]
    }

    /// The concrete text of an attribute, if it has one without wildcards.
    pub fn concrete(&self, attribute: Attribute) -> Option<&str> {
        match self.get(attribute) {
            Value::Text(text) if text.is_concrete() => Some(&text.text),
            Value::Text(_) | Value::Any | Value::None => None,
        }
    }

    /// What the name names: whether vendor and product are both concrete.
    pub fn identity(&self) -> Identity {
        match (self.concrete(Attribute::Vendor), self.concrete(Attribute::Product)) {
            (_, None) => Identity::Nothing,
            (None, Some(_)) => Identity::ProductOfAnyone,
            (Some(_), Some(_)) => Identity::Product,
        }
    }

    /// How this name, which may have wildcards, stands to a target in one attribute (NISTIR 7696, table 6-2).
    pub fn attribute_relation(&self, target: &Cpe<'_>, attribute: Attribute) -> Relation {
        relation(self.get(attribute), target.get(attribute))
    }

    /// How this name stands to a target as a whole (NISTIR 7696, table 6-4).
    pub fn relation(&self, target: &Cpe<'_>) -> Relation {
        let mut whole = Relation::Equal;
        for attribute in Attribute::ALL {
            whole = match (whole, self.attribute_relation(target, attribute)) {
                (_, Relation::Disjoint) => return Relation::Disjoint,
                (Relation::Undefined, _) | (_, Relation::Undefined) => Relation::Undefined,
                (whole, Relation::Equal) => whole,
                (Relation::Equal, part) => part,
                (whole, part) if whole == part => whole,
                (_, _) => Relation::Undefined,
            };
        }
        whole
    }

    /// As [`Cpe::relation`] without the version: an advisory's ranges say more about versions than its name.
    pub fn relation_without_version(&self, target: &Cpe<'_>) -> Relation {
        let open = |cpe: &Cpe<'_>| {
            let mut values = cpe.values.clone().map(own);
            values[Attribute::Version as usize] = Value::Any;
            Cpe { values }
        };
        open(self).relation(&open(target))
    }

    /// The same, borrowing from nothing.
    pub fn into_owned(self) -> Cpe<'static> {
        Cpe { values: self.values.map(own) }
    }
}

fn own(value: Value<'_>) -> Value<'static> {
    match value {
        Value::Any => Value::Any,
        Value::None => Value::None,
        Value::Text(text) => {
            Value::Text(Text { before: text.before, text: Cow::Owned(text.text.into_owned()), after: text.after })
        }
    }
}

impl Text<'_> {
    /// Whether it leaves nothing open.
    pub fn is_concrete(&self) -> bool {
        self.before == Open::UpTo(0) && self.after == Open::UpTo(0)
    }

    /// Whether a concrete text fits.
    fn fits(&self, target: &str) -> bool {
        let longest = |open: Open| match open {
            Open::Any => usize::MAX,
            Open::UpTo(most) => usize::from(most),
        };
        let (before, after) = (longest(self.before), longest(self.after));
        let mut from = 0;
        while let Some(at) = target[from..].find(&*self.text).map(|at| from + at) {
            let left = target[..at].chars().count();
            let right = target[at + self.text.len()..].chars().count();
            if left <= before && right <= after {
                return true;
            }
            match target[at..].chars().next() {
                Some(c) if left <= before => from = at + c.len_utf8(),
                Some(_) | None => return false,
            }
        }
        false
    }
}

fn relation(source: &Value<'_>, target: &Value<'_>) -> Relation {
    match (source, target) {
        (Value::Any, Value::Any) | (Value::None, Value::None) => Relation::Equal,
        (Value::Any, _) => Relation::Superset,
        // The table leaves targets with wildcards open.
        (_, Value::Text(target)) if !target.is_concrete() => Relation::Undefined,
        (_, Value::Any) => Relation::Subset,
        (Value::None, Value::Text(_)) | (Value::Text(_), Value::None) => Relation::Disjoint,
        (Value::Text(source), Value::Text(target)) if source.is_concrete() => {
            if source.text == target.text {
                Relation::Equal
            } else {
                Relation::Disjoint
            }
        }
        (Value::Text(source), Value::Text(target)) => {
            if source.fits(&target.text) {
                Relation::Superset
            } else {
                Relation::Disjoint
            }
        }
    }
}

/// Eleven values with colons between; what is special is escaped with a backslash.
fn formatted(rest: &str) -> Result<Cpe<'_>, CpeError> {
    let mut values: [Value<'_>; 11] = std::array::from_fn(|_| Value::Any);
    let mut given = 0;
    let mut from = 0;
    let mut escaped = false;
    let ends = rest.bytes().enumerate().filter_map(|(at, byte)| {
        let end = !escaped && byte == b':';
        escaped = !escaped && byte == b'\\';
        end.then_some(at)
    });
    for end in ends.chain([rest.len()]) {
        let value = values.get_mut(given).ok_or(CpeError::Count(given + 1))?;
        *value = value_23(&rest[from..end])?;
        given += 1;
        from = end + 1;
    }
    if given == 11 { Ok(Cpe { values }) } else { Err(CpeError::Count(given)) }
}

fn value_23(text: &str) -> Result<Value<'_>, CpeError> {
    match text {
        "*" => return Ok(Value::Any),
        "-" => return Ok(Value::None),
        "" => return Err(CpeError::Empty),
        _ => {}
    }
    let (before, rest) = open_start(text);
    let (rest, after) = open_end(rest);
    let mut out = Cow::Borrowed(rest);
    if rest.contains('\\') || rest.bytes().any(|byte| byte.is_ascii_uppercase()) {
        let mut plain = String::with_capacity(rest.len());
        let mut chars = rest.chars();
        while let Some(c) = chars.next() {
            let c = if c == '\\' { chars.next().ok_or_else(|| CpeError::Value(text.to_owned()))? } else { c };
            plain.push(c.to_ascii_lowercase());
        }
        out = Cow::Owned(plain);
    }
    let loose = |c: char| c.is_control() || c.is_whitespace();
    let mut escaped = false;
    let wild = rest.bytes().any(|byte| {
        let wild = !escaped && (byte == b'*' || byte == b'?');
        escaped = !escaped && byte == b'\\';
        wild
    });
    if wild || out.is_empty() || out.contains(loose) {
        return Err(CpeError::Value(text.to_owned()));
    }
    Ok(Value::Text(Text { before, text: out, after }))
}

fn open_start(text: &str) -> (Open, &str) {
    if let Some(rest) = text.strip_prefix('*') {
        return (Open::Any, rest);
    }
    let rest = text.trim_start_matches('?');
    (Open::UpTo(u8::try_from(text.len() - rest.len()).unwrap_or(u8::MAX)), rest)
}

fn open_end(text: &str) -> (&str, Open) {
    let escaped = |rest: &str| rest.bytes().rev().take_while(|byte| *byte == b'\\').count() % 2 == 1;
    if let Some(rest) = text.strip_suffix('*').filter(|rest| !escaped(rest)) {
        return (rest, Open::Any);
    }
    let mut rest = text;
    while let Some(shorter) = rest.strip_suffix('?').filter(|rest| !escaped(rest)) {
        rest = shorter;
    }
    (rest, Open::UpTo(u8::try_from(text.len() - rest.len()).unwrap_or(u8::MAX)))
}

/// Up to seven values with colons between, percent-encoded; the edition may be packed from five (`~a~b~c~d~e`).
fn uri(rest: &str) -> Result<Cpe<'_>, CpeError> {
    let mut values: [Value<'_>; 11] = std::array::from_fn(|_| Value::Any);
    for (at, text) in rest.split(':').enumerate() {
        if at == 7 {
            return Err(CpeError::Count(at + 1));
        }
        if at == Attribute::Edition as usize
            && let Some(packed) = text.strip_prefix('~')
        {
            const UNPACKED: [Attribute; 5] =
                [Attribute::Edition, Attribute::SwEdition, Attribute::TargetSw, Attribute::TargetHw, Attribute::Other];
            if packed.split('~').count() != UNPACKED.len() {
                return Err(CpeError::Value(text.to_owned()));
            }
            for (attribute, text) in UNPACKED.into_iter().zip(packed.split('~')) {
                values[attribute as usize] = value_22(text)?;
            }
            continue;
        }
        values[at] = value_22(text)?;
    }
    Ok(Cpe { values })
}

fn value_22(text: &str) -> Result<Value<'_>, CpeError> {
    match text {
        "" | "*" => return Ok(Value::Any),
        "-" => return Ok(Value::None),
        _ => {}
    }
    let wrong = || CpeError::Value(text.to_owned());
    // `%01` is one character or none, `%02` any text; both stand at the ends only.
    let (mut rest, mut before, mut after) = (text, Open::UpTo(0), Open::UpTo(0));
    let mut ones = 0u8;
    while let Some(shorter) = rest.strip_prefix("%01") {
        rest = shorter;
        ones = ones.saturating_add(1);
        before = Open::UpTo(ones);
    }
    if let Some(shorter) = rest.strip_prefix("%02") {
        (rest, before) = (shorter, Open::Any);
    }
    ones = 0;
    while let Some(shorter) = rest.strip_suffix("%01") {
        rest = shorter;
        ones = ones.saturating_add(1);
        after = Open::UpTo(ones);
    }
    if let Some(shorter) = rest.strip_suffix("%02") {
        (rest, after) = (shorter, Open::Any);
    }
    let plain = if rest.contains('%') || rest.bytes().any(|byte| byte.is_ascii_uppercase()) {
        Cow::Owned(crate::vers::percent_decoded(rest).ok_or_else(wrong)?.to_ascii_lowercase())
    } else {
        Cow::Borrowed(rest)
    };
    if plain.is_empty() || plain.contains(|c: char| c.is_control() || c.is_whitespace()) {
        return Err(wrong());
    }
    Ok(Value::Text(Text { before, text: plain, after }))
}

impl fmt::Display for Cpe<'_> {
    /// As a formatted string of 2.3.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("cpe:2.3")?;
        for value in &self.values {
            f.write_str(":")?;
            match value {
                Value::Any => f.write_str("*")?,
                Value::None => f.write_str("-")?,
                Value::Text(text) => {
                    open(text.before, f)?;
                    let alone = text.text.len() == 1;
                    for c in text.text.chars() {
                        let plain = c.is_alphanumeric() || c == '_' || (!alone && (c == '.' || c == '-'));
                        if !plain {
                            f.write_str("\\")?;
                        }
                        write!(f, "{c}")?;
                    }
                    open(text.after, f)?;
                }
            }
        }
        Ok(())
    }
}

fn open(open: Open, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    match open {
        Open::Any => f.write_str("*"),
        Open::UpTo(most) => (0..most).try_for_each(|_| f.write_str("?")),
    }
}

/// Why a text is no CPE name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CpeError {
    /// Longer than [`LONGEST`].
    TooLong,
    /// It begins with neither `cpe:2.3:` nor `cpe:/`.
    NoScheme,
    /// So many values: a formatted string has eleven, a URI at most seven.
    Count(usize),
    /// A value that is empty; `*` says that any will do.
    Empty,
    /// A part that is not `a`, `o` or `h`.
    Part,
    /// A value that is none: wildcards within, blanks, or encoding that is none.
    Value(String),
}

impl fmt::Display for CpeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            CpeError::TooLong => write!(f, "the name is longer than {LONGEST} bytes"),
            CpeError::NoScheme => f.write_str("a CPE name begins with `cpe:2.3:` or `cpe:/`"),
            CpeError::Count(given) => {
                write!(f, "{given} values; `cpe:2.3:` has eleven and `cpe:/` at most seven, with `:` between")
            }
            CpeError::Empty => f.write_str("a value is empty; write `*` where any will do"),
            CpeError::Part => f.write_str("the part is `a`, `o` or `h`"),
            CpeError::Value(value) => write!(
                f,
                "`{}` is no value; wildcards stand at its ends, and other special characters behind `\\`",
                value.escape_debug()
            ),
        }
    }
}

impl std::error::Error for CpeError {}
