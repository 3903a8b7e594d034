//! The JSON schemas of the standard, held against a document in one walk.
//!
//! The schema files are the official ones (`schemas/`), read once into shapes. `vauban-json` can hold any schema
//! against any text; this walk knows the few words these schemas use and what the tests need of it: which member is
//! unknown (6.2.20), and which fault stands inside a severity vector (6.1.8), a decision record (6.1.46) or an
//! extension (6.1.60.1).

mod check;
mod format;
mod pattern;
mod shape;

pub(crate) use check::spelled;

use std::sync::OnceLock;

use vauban_json::Value;

use crate::verdict::Edition;
use shape::Shapes;

/// What part of the document a fault of the schema stands in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Area {
    /// The standard's own schema.
    Own,
    /// A severity vector: FIRST's schema.
    Cvss,
    /// A record of decision points: the SSVC schema.
    Ssvc,
    /// An extension: its frame.
    Extension,
}

/// A place where the schema does not hold.
#[derive(Debug)]
pub(crate) struct Breach<'d> {
    pub(crate) at: Value<'d>,
    pub(crate) area: Area,
    pub(crate) message: String,
    /// Whether it is a member that the schema does not know.
    pub(crate) unknown: bool,
    /// Whether the schema allows it all the same: then it is no fault of the schema, and a matter of 6.2.20.
    pub(crate) allowed: bool,
}

/// Holds the schema of an edition against a document.
pub(crate) fn check<'d>(root: Value<'d>, edition: Edition) -> Vec<Breach<'d>> {
    let shapes = of(edition);
    let mut breaches = Vec::new();
    check::Walk { shapes, breaches: &mut breaches }.value(shapes.root, root, Area::Own);
    breaches
}

/// The schemas of 2.1 that an extension's own schema may refer to, by their addresses.
pub(crate) fn for_extensions() -> Vec<(&'static str, &'static str)> {
    [CSAF_21, CVSS_20, CVSS_30, CVSS_31, CVSS_40, SSVC, EXTENSION, EXTENSION_ADDRESS]
        .into_iter()
        .map(|(_, address, text)| (address, text))
        .collect()
}

/// A schema file: the area it is for, its address, and its text. Two of FIRST's files do not tell their address.
type File = (Area, &'static str, &'static str);

const CSAF_20: File = (
    Area::Own,
    "https://docs.oasis-open.org/csaf/csaf/v2.0/csaf_json_schema.json",
    include_str!("../../schemas/2.0/csaf_json_schema.json"),
);
const CSAF_21: File = (
    Area::Own,
    "https://docs.oasis-open.org/csaf/csaf/v2.1/schema/csaf.json",
    include_str!("../../schemas/2.1/csaf.json"),
);
const CVSS_20: File =
    (Area::Cvss, "https://www.first.org/cvss/cvss-v2.0.json", include_str!("../../schemas/2.0/cvss-v2.0.json"));
const CVSS_30: File =
    (Area::Cvss, "https://www.first.org/cvss/cvss-v3.0.json", include_str!("../../schemas/2.0/cvss-v3.0.json"));
const CVSS_31: File =
    (Area::Cvss, "https://www.first.org/cvss/cvss-v3.1.json", include_str!("../../schemas/2.0/cvss-v3.1.json"));
const CVSS_40: File =
    (Area::Cvss, "https://www.first.org/cvss/cvss-v4.0.json", include_str!("../../schemas/2.1/cvss-v4.0.json"));
const SSVC: File = (
    Area::Ssvc,
    "https://certcc.github.io/SSVC/data/schema/v2/SelectionList_2_0_0.schema.json",
    include_str!("../../schemas/2.1/SelectionList_2_0_0.schema.json"),
);
const EXTENSION: File = (
    Area::Extension,
    "https://docs.oasis-open.org/csaf/csaf/v2.1/schema/extension-content.json",
    include_str!("../../schemas/2.1/extension-content.json"),
);
const EXTENSION_ADDRESS: File = (
    Area::Extension,
    "https://docs.oasis-open.org/csaf/csaf/v2.1/schema/extension-metaschema.json",
    include_str!("../../schemas/2.1/extension-metaschema.json"),
);

fn of(edition: Edition) -> &'static Shapes {
    static V20: OnceLock<Shapes> = OnceLock::new();
    static V21: OnceLock<Shapes> = OnceLock::new();
    match edition {
        Edition::V20 => V20.get_or_init(|| Shapes::read(&[CSAF_20, CVSS_20, CVSS_30, CVSS_31])),
        Edition::V21 => V21.get_or_init(|| {
            Shapes::read(&[CSAF_21, CVSS_20, CVSS_30, CVSS_31, CVSS_40, SSVC, EXTENSION, EXTENSION_ADDRESS])
        }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_schemas_use_only_words_that_are_known_here() {
        for edition in [Edition::V20, Edition::V21] {
            assert_eq!(of(edition).unknown_words, Vec::<String>::new(), "{edition:?}");
        }
    }
}
