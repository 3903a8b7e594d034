//! CPE names as an index names products.

use vauban_parts::cpe::{Attribute, Cpe, Identity, Relation, Value};

/// A CPE, taken apart.
#[derive(Debug, Clone)]
pub(crate) struct Named(Cpe<'static>);

impl Named {
    pub(crate) fn read(text: &str) -> Option<Self> {
        Cpe::parse(text).ok().map(|cpe| Self(cpe.into_owned()))
    }

    /// Vendor and product, if neither leaves anything open.
    pub(crate) fn concrete(&self) -> Option<String> {
        match (self.0.identity(), self.0.concrete(Attribute::Vendor), self.0.concrete(Attribute::Product)) {
            (Identity::Product, Some(vendor), Some(product)) => Some(format!("{vendor}:{product}")),
            _ => None,
        }
    }

    /// The product, if it leaves nothing open.
    pub(crate) fn product(&self) -> Option<&str> {
        self.0.concrete(Attribute::Product)
    }

    /// The version, with the update behind it where there is one: `1.0.2` and `k`. Also whether the name says there is
    /// none (`-`).
    pub(crate) fn version(&self) -> Stated {
        match self.0.get(Attribute::Version) {
            Value::Any => Stated::Any,
            Value::None => Stated::None,
            Value::Text(_) => match self.0.concrete(Attribute::Version) {
                Some(version) => Stated::Version(version.to_owned(), self.update()),
                None => Stated::Open,
            },
        }
    }

    fn update(&self) -> Option<String> {
        self.0.concrete(Attribute::Update).map(str::to_owned)
    }

    /// Whether a part of the other name can be one of this, versions and updates apart: no attribute excludes it.
    pub(crate) fn allows(&self, other: &Self) -> bool {
        let apart = [Attribute::Version, Attribute::Update];
        Attribute::ALL
            .into_iter()
            .filter(|attribute| !apart.contains(attribute))
            .all(|attribute| self.0.attribute_relation(&other.0, attribute) != Relation::Disjoint)
    }
}

/// What a CPE says of the version.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Stated {
    /// Any version (`*`).
    Any,
    /// There is none (`-`).
    None,
    /// A version with open letters.
    Open,
    /// A version, and the update to it.
    Version(String, Option<String>),
}
