//! From the reviews of a product to what is shown of them: ids become names, spans become places.

use vauban_analysis::refinement::Refinement;
use vauban_analysis::review::{Coverage, Element, State};
use vauban_checks::{OfLevel, Reviews};
use vauban_engine::Compilation;
use vauban_model::{AnyId, DesignLevel, Kind, Model, SignatureFact};
use vauban_report::review::{CoverageRow, ElementRow, LevelRow, ReviewReport, ReviewRow, SignatureRow};

/// Whether a design has a level.
///
/// # Errors
/// If it has others only; which ones.
pub fn there_is(refinement: &Refinement, level: DesignLevel) -> Result<(), String> {
    let existing = refinement.existing();
    if existing.contains(&level) {
        return Ok(());
    }
    let words: Vec<&str> = existing.into_iter().map(DesignLevel::word).collect();
    Err(format!(
        "this design has no level `{}`, only {}; components say `level`, or `refines` what they spell out",
        level.word(),
        words.join(", ")
    ))
}

/// What is shown of a product's reviews.
pub fn report(compiled: &Compilation, product: Option<AnyId>, reviews: &Reviews) -> ReviewReport {
    let model = &compiled.model;
    let mut rows: Vec<ReviewRow> = Vec::new();
    for (at, review) in model.review.iter().enumerate() {
        let id = AnyId { kind: Kind::Review, at: at as u32 };
        let Some(kind) = &review.kind else { continue };
        if review.head.removed {
            continue;
        }
        let (file, line) = model.place(id);
        rows.push(ReviewRow {
            id: review.head.id.to_string(),
            kind: kind.value.word(),
            date: review.date.map_or_else(|| "no date".to_owned(), |day| day.date.to_string()),
            conclusion: review.conclusion.as_ref().map_or("", |said| said.value.word()),
            saw: review.saw.as_ref().map_or(0, |saw| saw.0.len()),
            because: reviews.unreliable.get(&id).cloned(),
            signatures: signatures(compiled, id),
            file,
            line,
        });
    }
    rows.sort_by(|a, b| (&a.date, &a.id).cmp(&(&b.date, &b.id)));
    ReviewReport {
        product: compiled.line(product),
        coverage: reviews.coverage.iter().map(|one| coverage(model, one)).collect(),
        levels: levels(model, reviews),
        reviews: rows,
    }
}

/// The levels of a design that has several.
fn levels(model: &Model, reviews: &Reviews) -> Vec<LevelRow> {
    let row = |one: &OfLevel| {
        Some(LevelRow {
            level: one.level.word(),
            elements: one.elements.len(),
            reviewed: one.settled()?,
            reviews: one.reviews.iter().map(|id| model.head(*id).id.to_string()).collect(),
        })
    };
    reviews.levels.iter().filter_map(row).collect()
}

fn coverage(model: &Model, covered: &Coverage) -> CoverageRow {
    let words = ["reviewed", "editorial", "marked", "changed", "new", "gone", "disturbed"];
    let count = |word: &str| covered.elements.iter().filter(|element| element.state.word() == word).count();
    let told = covered.elements.iter().filter(|element| element.state != State::Reviewed);
    let mut elements: Vec<ElementRow> = told.map(|one| element(model, one)).collect();
    elements.sort_by_key(|row| matches!(row.state, "editorial" | "marked"));
    CoverageRow {
        kind: covered.kind.word(),
        bound: !covered.reviews.is_empty(),
        counts: words.into_iter().map(|word| (word, count(word))).collect(),
        elements,
    }
}

fn element(model: &Model, element: &Element) -> ElementRow {
    let (fields, mark) = match &element.state {
        State::Changed(keys) | State::Editorial(keys) => (keys.clone(), None),
        State::Marked(mark) => (Vec::new(), Some(model.head(*mark).name())),
        State::Disturbed(why) => (vec![why.clone()], None),
        State::Reviewed | State::New | State::Gone => (Vec::new(), None),
    };
    let (file, line) = element.record.map_or((String::new(), 0), |id| model.place(id));
    ElementRow {
        id: element.name.clone(),
        state: element.state.word(),
        fields,
        review: element.review.map(|id| model.head(id).name()),
        mark,
        file,
        line,
    }
}

fn signatures(compiled: &Compilation, id: AnyId) -> Vec<SignatureRow> {
    let Some(review) = compiled.model.review.get(id.at as usize) else { return Vec::new() };
    let name = review.head.name();
    let row = |(at, signature): (usize, &vauban_model::kinds::Signature)| {
        let (state, why) = match compiled.facts.signatures.get(&(name.clone(), at)) {
            Some(SignatureFact::Good) => ("good", String::new()),
            Some(SignatureFact::Elsewhere) => ("elsewhere", String::new()),
            Some(SignatureFact::Bad(why)) => ("bad", why.clone()),
            Some(SignatureFact::Unchecked(why)) => ("unchecked", why.clone()),
            None => ("unchecked", "it was not looked at".to_owned()),
        };
        SignatureRow {
            by: signature.by.as_ref().map_or_else(String::new, |by| by.link.text.to_string()),
            method: signature.method.as_ref().map_or("", |method| method.value.word()),
            date: signature.date.map_or_else(String::new, |day| day.date.to_string()),
            state,
            why,
        }
    };
    review.signatures.iter().enumerate().map(row).collect()
}
