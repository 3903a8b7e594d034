//! What a law asks of a product before it may be sold, typed: its points, classes, routes, standards and criteria.

use crate::framework::{Entry, Framework};

/// A law whose file says how conformity is assessed.
#[derive(Clone, Copy, Debug)]
pub struct Law<'a> {
    /// Its file.
    pub framework: &'a Framework,
}

/// The parts of the law that a product is documented by.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Part {
    /// Security in proportion to risk, which always applies (Annex I, Part I, point 1).
    Proportion,
    /// A property of the product, which applies by its risks (Annex I, Part I, point 2).
    Property,
    /// How vulnerabilities are handled, which always applies (Annex I, Part II).
    Handling,
    /// What users are told (Annex II).
    Information,
    /// A section of the technical documentation (Annex VII).
    Documentation,
    /// A field of the declaration (Annex V).
    Declaration,
}

/// A class of products.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Class<'a> {
    /// Its id: `important-1`.
    pub id: &'a str,
    /// Its title.
    pub title: &'a str,
    /// What else is to be known.
    pub note: &'a str,
    /// Routes of the class.
    pub routes: Vec<ClassRoute<'a>>,
}

/// A route of a class, and what it takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ClassRoute<'a> {
    /// The route: `B+C`.
    pub id: &'a str,
    /// What it takes; `None` where it is open to every product of the class.
    pub condition: Option<Condition>,
}

/// What a route takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Condition {
    /// Cited harmonised standards, common specifications or a scheme, applied in full.
    StandardsInFull,
    /// A delegated act that demands the scheme.
    Mandated,
}

/// A standard made for the law.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Standard<'a> {
    /// What it is called: `EN 40000-1-3`.
    pub id: &'a str,
    /// Its title.
    pub title: &'a str,
    /// How far it is: `enquiry-closed`.
    pub stage: &'a str,
    /// Whether it is cited in the Official Journal; only then does applying it count before the law.
    pub cited: bool,
    /// The day of that knowledge.
    pub as_of: &'a str,
}

/// Something that is considered when the support period is fixed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Criterion<'a> {
    /// Its id: `expected-use`.
    pub id: &'a str,
    /// What is asked.
    pub question: &'a str,
    /// Whether it must be considered.
    pub needed: bool,
}

/// The ending of a route's name that says what it takes.
const CONDITIONS: [(&str, Condition); 2] =
    [("-if-standards-in-full", Condition::StandardsInFull), ("-if-mandated", Condition::Mandated)];

impl<'a> Law<'a> {
    /// The points of a part, in the file's order.
    pub fn points(self, part: Part) -> impl Iterator<Item = &'a Entry> {
        self.framework.entries.iter().filter(move |entry| part_of(entry) == Some(part))
    }

    /// A class by its id.
    pub fn class(self, id: &str) -> Option<Class<'a>> {
        let entry = self.framework.entries.iter().find(|entry| entry.kind == "product-class" && entry.id == id)?;
        let routes = entry.list("routes").unwrap_or_default().iter().map(|written| {
            let conditional =
                CONDITIONS.iter().find_map(|(ending, what)| Some((written.strip_suffix(ending)?, Some(*what))));
            let (id, condition) = conditional.unwrap_or((written, None));
            ClassRoute { id, condition }
        });
        Some(Class {
            id: &entry.id,
            title: &entry.title,
            note: entry.text("note").unwrap_or_default(),
            routes: routes.collect(),
        })
    }

    /// A route by its id: title and summary.
    pub fn route(self, id: &str) -> Option<&'a Entry> {
        self.framework.entries.iter().find(|entry| entry.kind == "route" && entry.id == id)
    }

    /// A category of Annex III or IV: its title and its class.
    pub fn category(self, id: &str) -> Option<(&'a str, &'a str)> {
        let entry = self.framework.entries.iter().find(|entry| entry.kind == "category" && entry.id == id)?;
        Some((&entry.title, entry.text("cls").unwrap_or_default()))
    }

    /// Standards made for the law, in the file's order.
    pub fn standards(self) -> impl Iterator<Item = Standard<'a>> {
        self.framework.entries.iter().filter(|entry| entry.kind == "standard").map(|entry| Standard {
            id: &entry.id,
            title: &entry.title,
            stage: entry.text("stage").unwrap_or_default(),
            cited: entry.is("cited-in-ojeu"),
            as_of: entry.text("status-as-of").unwrap_or_default(),
        })
    }

    /// The standard that is meant by a name: `EN 40000-1-3:2026` means `EN 40000-1-3`.
    pub fn standard(self, written: &str) -> Option<Standard<'a>> {
        let plain = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase();
        let written = plain(written);
        self.standards().find(|one| {
            let id = plain(one.id);
            written == id || written.strip_prefix(&id).is_some_and(|rest| rest.starts_with(':'))
        })
    }

    /// What is considered when the support period is fixed, in the file's order.
    pub fn criteria(self) -> impl Iterator<Item = Criterion<'a>> {
        self.framework.entries.iter().filter(|entry| entry.kind == "support-criterion").map(|entry| Criterion {
            id: &entry.id,
            question: entry.text("question").unwrap_or_default(),
            needed: entry.is("needed"),
        })
    }

    /// A number of years that a point of the law sets.
    pub fn years(self, point: &str) -> Option<u32> {
        self.framework.entry(point)?.integer("deadline-years").and_then(|years| u32::try_from(years).ok())
    }

    /// The day from which it applies in full, `YYYY-MM-DD`.
    pub fn applies_from(self) -> Option<&'a str> {
        self.framework.entry("full")?.text("date")
    }
}

/// Which part of the law a requirement belongs to.
pub fn part_of(entry: &Entry) -> Option<Part> {
    if entry.kind != "requirement" {
        return None;
    }
    let reference = entry.text("ref").unwrap_or_default();
    match entry.text("kind")? {
        "product-property" if entry.text("applicability") == Some("always") => Some(Part::Proportion),
        "product-property" => Some(Part::Property),
        "vulnerability-handling" => Some(Part::Handling),
        "user-information" => Some(Part::Information),
        "technical-documentation" if reference.starts_with("Annex VII,") => Some(Part::Documentation),
        "technical-documentation" if reference.starts_with("Annex V,") => Some(Part::Declaration),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::{ClassRoute, Condition, Law, Part};
    use crate::Catalogs;

    #[test]
    fn the_law_of_the_catalog_has_all_its_points_classes_and_criteria() {
        let law = Law { framework: Catalogs::embedded().framework("cra").unwrap() };
        let count = |part| law.points(part).count();
        assert_eq!(
            [
                Part::Proportion,
                Part::Property,
                Part::Handling,
                Part::Information,
                Part::Documentation,
                Part::Declaration
            ]
            .map(count),
            [1, 13, 8, 14, 13, 8]
        );
        let first = law.class("important-1").unwrap();
        assert_eq!(first.routes[0], ClassRoute { id: "A", condition: Some(Condition::StandardsInFull) });
        assert_eq!(
            law.class("critical").unwrap().routes[0],
            ClassRoute { id: "EUCC-scheme", condition: Some(Condition::Mandated) }
        );
        for class in ["default", "important-1", "important-2", "critical", "foss-important"] {
            assert!(law.class(class).unwrap().routes.iter().all(|route| law.route(route.id).is_some()), "{class}");
        }
        assert_eq!((law.criteria().count(), law.criteria().filter(|one| one.needed).count()), (8, 4));
        assert_eq!((law.years("CRA-ART13-08"), law.years("CRA-ART13-13")), (Some(5), Some(10)));
        assert_eq!(law.applies_from(), Some("2027-12-11"));
        assert_eq!(law.category("IV-1").map(|(_, class)| class), Some("critical"));
    }

    #[test]
    fn no_standard_is_cited_and_an_edition_does_not_make_it_another() {
        let law = Law { framework: Catalogs::embedded().framework("cra").unwrap() };
        assert!(law.standards().all(|one| !one.cited));
        assert_eq!(law.standard("en  40000-1-3:2026").map(|one| one.id), Some("EN 40000-1-3"));
        assert_eq!(law.standard("EN 40000-1-33"), None);
    }
}
