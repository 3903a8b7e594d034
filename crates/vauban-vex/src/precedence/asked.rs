//! The questions that statements raise about a list of components, found by what identifies a part and not by asking
//! every statement about every component.

use std::collections::{BTreeMap, BTreeSet};

use vauban_parts::Purl;
use vauban_parts::cpe::{Attribute, Cpe};

use super::Statements;
use crate::statement::Part;

/// A vulnerability, and the component it is asked about; none: the product as a whole.
pub type Asked<'s> = (&'s str, Option<usize>);

/// Marks by which two parts can be the same; a part has one for each of its identifiers.
fn marks(part: &Part) -> BTreeSet<String> {
    let mut marks = BTreeSet::new();
    for text in &part.purls {
        if let Ok(purl) = Purl::parse(text) {
            marks.insert(format!("p {}", purl.identity()));
        }
    }
    for text in &part.cpes {
        if let Some(product) = Cpe::parse(text).ok().and_then(|cpe| cpe.concrete(Attribute::Product).map(str::to_owned))
        {
            marks.insert(format!("c {product}"));
        }
    }
    marks.extend(part.hashes.iter().map(|(name, digest)| format!("h {name} {digest}")));
    marks.extend(part.iris.iter().map(|iri| format!("i {iri}")));
    if !part.name.trim().is_empty() {
        marks.insert(format!("n {}", part.name.trim().to_ascii_lowercase()));
    }
    marks
}

/// Which vulnerabilities to ask about, of which components: those that a statement may be about, each once, sorted by
/// vulnerability and component. A statement about a product as a whole raises the question about the product.
pub fn questions<'s>(statements: &Statements<'s>, components: &[Part]) -> Vec<Asked<'s>> {
    let mut by_mark: BTreeMap<String, Vec<usize>> = BTreeMap::new();
    // Model numbers may hold placeholders, so parts that have some are candidates for every statement with some.
    let mut with_models = Vec::new();
    for (number, component) in components.iter().enumerate() {
        for mark in marks(component) {
            by_mark.entry(mark).or_default().push(number);
        }
        if !(component.models.is_empty() && component.skus.is_empty() && component.serials.is_empty()) {
            with_models.push(number);
        }
    }
    let mut asked = BTreeSet::new();
    for statement in statements.all() {
        let id = statement.vulnerability.id.as_str();
        for product in &statement.products {
            if product.subcomponents.is_empty() {
                asked.insert((id, None));
            }
            for part in std::iter::once(&product.part).chain(&product.subcomponents) {
                let fitting = marks(part);
                let found = fitting.iter().filter_map(|mark| by_mark.get(mark)).flatten();
                asked.extend(found.map(|number| (id, Some(*number))));
                if !(part.models.is_empty() && part.skus.is_empty() && part.serials.is_empty()) {
                    asked.extend(with_models.iter().map(|number| (id, Some(*number))));
                }
            }
        }
    }
    asked.into_iter().collect()
}
