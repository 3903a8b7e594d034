//! OSCAL 1.1.2: the product as a component definition, its verdicts as assessment results, and the catalog of the ids
//! that both speak of, in our own words.
//!
//! OSCAL knows controls by ids that are unique in a catalog, and two standards may both have a `SUM-1`; so an id here is
//! the catalog's name and the standard's own id: `en18031_SUM-1`. What shows a control is a resource of the back matter,
//! with the file of the repository that holds it. UUIDs are version 5 and made of names, dates are the day of the
//! verdict: the same records give the same bytes.
//!
//! A finding here is a verdict computed from records, or what a person states; a property says which. There is none for
//! what a decision sets aside, which an observation tells. Risks are left out: threats stay in the formats for them.

mod assessment;
mod catalog;
mod component;
mod parts;

use serde_json::{Map, Value, json};
use vauban_analysis::crosswalk::{Crosswalk, Crosswalks};
use vauban_analysis::levels::Reached;
use vauban_analysis::status::Status;
use vauban_model::{Kind, kinds};

use crate::told::{Holds, Told};
use crate::{Exported, Subject};

/// The version of OSCAL that is written.
pub const VERSION: &str = "1.1.2";

/// What is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum What {
    /// The product and its mechanisms, and the controls that they answer.
    ComponentDefinition,
    /// Verdicts as observations and findings.
    AssessmentResults,
    /// The controls that the others speak of, in our own words.
    Catalog,
}

impl What {
    /// All of them.
    pub const ALL: [What; 3] = [What::ComponentDefinition, What::AssessmentResults, What::Catalog];

    /// The word on the command line.
    pub fn word(self) -> &'static str {
        match self {
            What::ComponentDefinition => "component-definition",
            What::AssessmentResults => "assessment-results",
            What::Catalog => "catalog",
        }
    }
}

/// What is written about.
#[derive(Clone, Copy)]
pub struct Matter<'a> {
    /// Records, catalogs, product and threats.
    pub design: Subject<'a>,
    /// Verdicts on the product.
    pub status: &'a Status,
    /// What it answers of other laws and standards.
    pub crosswalks: &'a Crosswalks,
    /// Component requirements on it; none where they were not judged.
    pub reached: Option<&'a Reached>,
    /// The day of the verdicts, `YYYY-MM-DD`.
    pub date: &'a str,
}

/// What of the records has a place.
const HOLDS: Holds = Holds {
    keys: &[
        (Kind::Product, &["name", "version", "type"]),
        (Kind::Mechanism, &["title", "kind", "responsibility", "status", "implements"]),
    ],
    reasons: &[],
};

/// Writes a document of OSCAL.
pub fn export(what: What, matter: Matter<'_>) -> Exported {
    let mut told = Told::default();
    told.without_place(matter.design, &HOLDS, "OSCAL");
    let document = match what {
        What::ComponentDefinition => component::document(&matter, &mut told),
        What::AssessmentResults => assessment::document(&matter, &mut told),
        What::Catalog => catalog::document(&matter, &mut told),
    };
    let (lost, filled, elements) = told.finish();
    Exported { document, elements, lost, filled }
}

impl<'a> Matter<'a> {
    fn product(&self) -> Option<&'a vauban_model::Record<kinds::Product>> {
        self.design.product.and_then(|id| self.design.model.product.get(id.at as usize))
    }

    /// What everything of one product is named by, so that no two products share a UUID.
    fn scope(&self) -> &'a str {
        self.product().map_or("", |product| &product.head.id)
    }

    fn title(&self) -> String {
        let Some(product) = self.product() else { return "a product without a name".to_owned() };
        product.name.as_ref().map_or_else(|| product.head.id.to_string(), |name| name.trim().to_owned())
    }

    fn version(&self) -> &'a str {
        self.product().and_then(|product| product.version.as_ref()).map_or("", |version| version.trim())
    }

    /// Head of a document.
    fn metadata(&self, title: &str, told: &mut Told) -> Value {
        let version = parts::line(self.version());
        if version.is_empty() {
            told.filled("metadata.version", "the product states no version; `unversioned` stands there", self.scope());
        }
        json!({
            "title": parts::prose(title),
            "last-modified": self.moment(),
            "version": if version.is_empty() { "unversioned".to_owned() } else { version },
            "oscal-version": VERSION,
            "remarks": "Computed from records in the product's repository. A control that is answered here is one for which these are complete and consistent; ids and texts of controls are the tool's own words and no text of a standard.",
        })
    }

    fn moment(&self) -> String {
        format!("{}T00:00:00Z", self.date)
    }

    fn uuid(&self, what: &[&str]) -> String {
        let mut names = vec![self.scope()];
        names.extend(what);
        parts::uuid(&names)
    }
}

/// Name of the catalog whose ids the verdicts speak of: `iec62443-4-1`.
fn process(status: &Status) -> &str {
    status.edition.split(':').next().unwrap_or(&status.edition)
}

/// The id of a clause of a framework as a control.
fn of_clause(of: &Crosswalk, clause: &str) -> String {
    parts::control(&of.id, clause)
}

/// A table without members that say nothing: OSCAL has no empty lists.
fn object(members: impl IntoIterator<Item = (&'static str, Value)>) -> Value {
    let told = members.into_iter().filter(|(_, value)| match value {
        Value::Array(list) => !list.is_empty(),
        Value::Null => false,
        _ => true,
    });
    Value::Object(told.map(|(key, value)| (key.to_owned(), value)).collect::<Map<_, _>>())
}
