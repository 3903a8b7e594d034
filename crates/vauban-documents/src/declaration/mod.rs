//! The EU declaration of conformity (Annex V) with its simplified form (Annex VI).
//!
//! It is made only when nothing stands against it. Otherwise the answer is the list of what does: a declaration that
//! somebody could sign by mistake is worse than none.

use vauban_analysis::cra::{Cra, Lack};
use vauban_model::kinds::{Cra as Record, Declaration};
use vauban_pages::{Block, Document, Inline, Section, Tone, facts, list, note, numbered, paragraph, plain, strong};

use crate::cra::{Teller, answer, not_asked};
use crate::kind::kind;
use crate::{Kind, Subject};

/// Most open points that are listed for one precondition.
const MOST: usize = 12;

/// The declaration, or why there is none.
pub(crate) fn document(subject: &Subject<'_>) -> Result<Document, String> {
    let kind: &Kind = kind("declaration").ok_or("the table of kinds has no `declaration`")?;
    let cra = answer(subject)?;
    if !cra.standing.is_asked() {
        return Err(not_asked(subject, &cra));
    }
    if let Some(refusal) = refusal(&cra) {
        return Err(refusal);
    }
    let record = cra.record.and_then(|id| subject.compiled.model.cra.get(id.at as usize)).map(|record| &record.body);
    let (Some(record), Some(declaration)) = (record, record.and_then(|record| record.declaration.as_ref())) else {
        return Err("there is no record that says who signs".to_owned());
    };
    let mut document = subject.begin(kind);
    let teller = Teller::new(subject);
    document.sections = sections(&teller, &cra, record, declaration);
    Ok(document)
}

/// What stands against it; none where nothing does.
fn refusal(cra: &Cra) -> Option<String> {
    let open = cra.preconditions.iter().filter(|one| !one.holds()).count();
    if open == 0 {
        return None;
    }
    let of = cra.preconditions.len();
    let mut text = format!("no declaration of conformity can be made: {open} of {of} preconditions do not hold");
    for one in cra.preconditions.iter().filter(|one| !one.holds()) {
        text.push_str(&format!("\n\n{}: no", one.question));
        for Lack { what, next } in one.lacks.iter().take(MOST) {
            text.push_str(&format!("\n  - {what}"));
            if !next.is_empty() {
                text.push_str(&format!("\n    next: {next}"));
            }
        }
        if one.lacks.len() > MOST {
            text.push_str(&format!("\n  - and {} more; `vauban report cra` lists all", one.lacks.len() - MOST));
        }
    }
    Some(text)
}

fn said(text: &Option<vauban_model::Text>) -> String {
    text.as_ref().map_or_else(String::new, |text| text.trim().to_owned())
}

/// The eight fields, and the simplified form.
fn sections(teller: &Teller<'_>, cra: &Cra, record: &Record, declaration: &Declaration) -> Vec<Section> {
    let subject = teller.subject;
    let model = teller.model();
    let product = subject.product.and_then(|id| model.product.get(id.at as usize));
    let identity = record.manufacturer.as_ref();
    let name = identity.and_then(|one| one.name.as_ref()).or_else(|| product?.manufacturer.as_ref());
    let name = name.map_or_else(String::new, |name| name.trim().to_owned());
    let address = identity.map_or_else(String::new, |one| said(&one.address));
    let release = cra.release.and_then(|id| model.release.get(id.at as usize));
    let field = |number: usize, title: &str, blocks: Vec<Block>| {
        Section::new(format!("field-{number}"), format!("{number}. {title}")).with(blocks)
    };
    let fact = |name: &str, what: String| (name.to_owned(), vec![plain(what)]);
    let version = release.map_or_else(String::new, |one| said(&one.version));
    let identification = vec![
        fact("Product", subject.name()),
        fact("Unit", said(&record.identified_by)),
        fact("Declaration", said(&declaration.number)),
    ];
    let mut issuer = vec![fact("Manufacturer", name.clone()), fact("Address", address.clone())];
    if let Some(representative) = identity.and_then(|one| one.representative.as_ref()) {
        issuer.push(fact("Authorised representative", representative.trim().to_owned()));
    }
    let filled = |facts: Vec<(String, Vec<Inline>)>| -> Vec<(String, Vec<Inline>)> {
        facts.into_iter().filter(|(_, what)| !vauban_pages::words(what).is_empty()).collect()
    };
    let mut object = vec![fact("Object", format!("{}, software version {version}", subject.name()))];
    let artefacts = release.map(|one| one.artefacts.as_slice()).unwrap_or_default();
    object
        .extend(artefacts.iter().filter_map(|one| Some((said(&one.file), vec![plain(one.digest.as_ref()?.0.trim())]))));
    let mut acts = vec![vec![plain("Regulation (EU) 2024/2847 (Cyber Resilience Act)")]];
    acts.extend(declaration.other_acts.iter().map(|act| vec![plain(act.trim())]));
    let signature = vec![
        fact("Signed for and on behalf of", name.clone()),
        fact(
            "Place and date",
            format!(
                "{}, {}",
                said(&declaration.place),
                declaration.date.map_or_else(String::new, |day| day.date.to_string())
            ),
        ),
        fact("Name", said(&declaration.signatory)),
        fact("Function", said(&declaration.function)),
        fact("Signature", "________________________".to_owned()),
    ];
    vec![
        Section::new("draft", "For signature").with([note(
            Tone::Attention,
            "Not a declaration until it is signed",
            [paragraph(["This text follows from the records; who signs it answers for it. Keep the signed copy and name it in the record of the product."])],
        )]),
        field(1, "Name, type and identification", vec![facts(filled(identification))]),
        field(2, "Manufacturer or authorised representative", vec![facts(filled(issuer))]),
        field(3, "Responsibility", vec![paragraph([format!("This EU declaration of conformity is issued under the sole responsibility of {name}.")])]),
        field(4, "Object of the declaration", vec![facts(filled(object))]),
        field(5, "Conformity", vec![paragraph(["The object described above is in conformity with:"]), list(acts)]),
        field(6, "Standards and specifications", standards(cra)),
        field(7, "Notified body and procedure", body(cra, record)),
        field(8, "Signature", vec![facts(filled(signature))]),
        Section::new("simplified", "Simplified declaration (Annex VI)").with([paragraph([
            plain(format!("Hereby, {name} declares that the product with digital elements {} is in compliance with Regulation (EU) 2024/2847. ", subject.name())),
            plain("The full text of the EU declaration of conformity is available at: "),
            plain(said(&declaration.address)),
        ])]),
    ]
}

fn standards(cra: &Cra) -> Vec<Block> {
    let line = |claim: &vauban_analysis::cra::Claim| {
        let mut line = vec![strong(claim.id.clone())];
        for more in [&claim.edition, &claim.parts] {
            if !more.is_empty() {
                line.push(plain(format!(", {more}")));
            }
        }
        line
    };
    let cited: Vec<_> = cra.claims.iter().filter(|claim| claim.harmonised && claim.cited).map(line).collect();
    let others: Vec<_> = cra.claims.iter().filter(|claim| !claim.harmonised).map(line).collect();
    let mut blocks = Vec::new();
    if cited.is_empty() {
        blocks
            .push(paragraph(["No harmonised standard, common specification or certification scheme is referred to."]));
    } else {
        blocks.extend([paragraph(["Harmonised standards, cited in the Official Journal:"]), list(cited)]);
    }
    if !others.is_empty() {
        blocks.extend([paragraph(["Other technical specifications that were applied:"]), list(others)]);
    }
    blocks
}

fn body(cra: &Cra, record: &Record) -> Vec<Block> {
    let chosen = cra.routes.iter().find(|route| route.chosen);
    let procedure = chosen.map_or_else(String::new, |route| format!("{} ({})", route.title, route.id));
    let body = record.route.as_ref().and_then(|route| route.body.as_ref());
    let mut lines = vec![vec![plain(format!("Procedure: {procedure}"))]];
    match body {
        Some(body) => {
            lines.push(vec![plain(format!("Notified body: {} {}", said(&body.name), said(&body.number)))]);
            lines.push(vec![plain(format!("Certificate: {}", said(&body.certificate)))]);
        }
        None => lines.push(vec![plain("No notified body took part.")]),
    }
    vec![numbered(lines)]
}
