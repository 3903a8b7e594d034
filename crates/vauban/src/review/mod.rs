//! Reviews on the command line: what is shown of them, and what writes them.

pub(crate) mod code;
pub(crate) mod editorial;
pub(crate) mod sign;
pub(crate) mod stamp;
pub(crate) mod start;

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
pub(crate) fn there_is(refinement: &Refinement, level: DesignLevel) -> Result<(), String> {
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
pub(crate) fn report(compiled: &Compilation, product: Option<AnyId>, reviews: &Reviews) -> ReviewReport {
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

/// The review of the project itself that a person means.
pub(crate) fn own(compiled: &Compilation, word: &str) -> Result<AnyId, String> {
    let id = word.strip_prefix("review.").unwrap_or(word);
    let model = &compiled.model;
    if let Some(found) = model.find(Kind::Review, id) {
        return match model.head(found).folder() {
            "" => Ok(found),
            folder => Err(format!("`{id}` is a review of `{folder}`, whose records are read-only here")),
        };
    }
    let known = model.review.iter().map(|review| &*review.head.id);
    Err(match vauban_diagnostics::nearest(id, known) {
        Some(near) => format!("there is no review `{id}`; did you mean `{near}`?"),
        None => format!("there is no review `{id}`; `vauban review` lists them, `vauban review start KIND` begins one"),
    })
}

/// A key as it stands in a header: bare where TOML allows it.
pub(crate) fn key(id: &str) -> String {
    let bare = |letter: char| letter.is_ascii_alphanumeric() || matches!(letter, '-' | '_');
    match !id.is_empty() && id.chars().all(bare) {
        true => id.to_owned(),
        false => format!("\"{}\"", id.replace('\\', "\\\\").replace('"', "\\\"")),
    }
}

/// Text as a TOML string in one line.
pub(crate) fn quoted(text: &str) -> String {
    let escaped = text.chars().fold(String::new(), |mut out, letter| {
        match letter {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            letter if letter.is_control() => out.push_str(&format!("\\u{:04X}", u32::from(letter))),
            letter => out.push(letter),
        }
        out
    });
    format!("\"{escaped}\"")
}
