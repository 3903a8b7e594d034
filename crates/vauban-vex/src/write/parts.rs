//! Parts as the formats want them: one identifier each, one version each.

use vauban_parts::{Purl, Scheme};

use crate::statement::{Part, Span, Versions};

/// A part with one version or range, as formats that have no lists want it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Single {
    pub(super) part: Part,
    /// What of its versions it stands for; none: nothing is said.
    pub(super) span: Option<Span>,
}

/// A part taken apart by its versions. `All` becomes the range that says so.
pub(super) fn singles(part: &Part) -> Vec<Single> {
    match &part.versions {
        Versions::Unsaid => vec![Single { part: part.clone(), span: None }],
        Versions::All => vec![Single { part: part.clone(), span: Some(Span::Range("vers:all/*".to_owned())) }],
        Versions::Listed(spans) => {
            let one = |span: &Span| Single {
                part: Part {
                    versions: Versions::Listed(vec![span.clone()]),
                    purls: purls(part, span, spans.len()),
                    ..part.clone()
                },
                span: Some(span.clone()),
            };
            spans.iter().map(one).collect()
        }
    }
}

/// The package URLs that name this version. One that names another version is that version's; of a range none names it.
fn purls(part: &Part, span: &Span, spans: usize) -> Vec<String> {
    let fitting = part.purls.iter().filter_map(|text| {
        let Ok(purl) = Purl::parse(text) else { return (spans == 1).then(|| text.clone()) };
        match (purl.version(), span) {
            (Some(own), Span::Exact(version)) => {
                let same = own == version
                    || Scheme::of_purl_type(purl.kind()).compare(own, version) == Some(std::cmp::Ordering::Equal);
                if same { Some(text.clone()) } else { Some(purl.clone().with_version(version).to_string()) }
            }
            (None, Span::Exact(version)) => Some(purl.with_version(version).to_string()),
            (_, Span::Range(_) | Span::Told(_)) => Some(bare(&purl)),
        }
    });
    let mut fitting: Vec<String> = fitting.collect();
    fitting.dedup();
    fitting
}

/// A package URL without its version.
fn bare(purl: &Purl<'_>) -> String {
    purl.clone().with_version("").to_string()
}
