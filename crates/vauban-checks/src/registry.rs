//! All checks and all codes, by name.

use std::collections::BTreeMap;
use std::sync::OnceLock;

use vauban_diagnostics::Code;

use crate::check::Check;
use crate::depth::tell;
use crate::{evidence, family, practice, project, waiver};

/// Every check, practice by practice.
pub fn checks() -> impl Iterator<Item = &'static Check> {
    let tables: [&'static [Check]; 13] = [
        project::CHECKS,
        evidence::CHECKS,
        waiver::CHECKS,
        family::CHECKS,
        practice::sm::CHECKS,
        practice::sr::CHECKS,
        practice::sd::CHECKS,
        practice::si::CHECKS,
        practice::svv::CHECKS,
        practice::dm::CHECKS,
        practice::sum::CHECKS,
        practice::sg::CHECKS,
        practice::law::CHECKS,
    ];
    tables.into_iter().flatten()
}

/// Every code a finding can carry: of syntax, model, project and checks.
pub fn all_codes() -> Vec<&'static Code> {
    let form = vauban_syntax::codes::ALL.iter().chain(vauban_model::codes::ALL).copied();
    form.chain(project::CODES.iter().copied()).chain(checks().map(|check| &check.code)).collect()
}

/// The code of this name, or of the name it had before.
pub fn code(name: &str) -> Option<&'static Code> {
    static BY_NAME: OnceLock<BTreeMap<&'static str, &'static Code>> = OnceLock::new();
    let by_name = BY_NAME.get_or_init(|| all_codes().into_iter().map(|code| (code.name, code)).collect());
    let now = RENAMED.iter().find(|(old, _)| *old == name).map_or(name, |(_, now)| now);
    by_name.get(now).copied()
}

/// Whether a check says that something answers to nothing: for a product with variants that is so only where it answers
/// to nothing in any of them.
pub fn everywhere(code: &str) -> bool {
    EVERYWHERE.contains(&code)
}

const EVERYWHERE: &[&str] =
    &["waiver-unmatched", "disposition-orphaned", "mechanism-on-no-path", "requirement-origin-gone"];

/// Whether findings of a check tell more when a variant is judged by itself than as one of many.
pub fn tells_more(code: &str) -> bool {
    tell::TOLD.contains(&code)
}

/// Old names of checks, and what they are called now.
const RENAMED: &[(&str, &str)] = &[];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_unique_and_aspects_exist() {
        let lifecycle = vauban_catalog::Catalogs::embedded().default_lifecycle();
        for name in EVERYWHERE.iter().chain(tell::TOLD) {
            assert!(code(name).is_some(), "{name} is no check");
        }
        let mut seen = std::collections::BTreeSet::new();
        for code in all_codes() {
            assert!(seen.insert(code.name), "{} is declared twice", code.name);
            for aspect in code.asks {
                assert!(lifecycle.aspect(aspect).is_some(), "{} asks {aspect}, which is no aspect", code.name);
            }
            for heading in ["## What it looks for", "## Why it matters", "## Example", "## Put right"] {
                assert!(code.explain.contains(heading), "{} does not explain {heading}", code.name);
            }
        }
    }
}
