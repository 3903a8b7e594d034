//! What an advisory must have: for every document, and for its profile (section 4).

use super::advisory::{Advisory, Group, Profile, Vulnerability};
use super::{Told, told};

/// Everything that is lacking, in the order of the document.
pub(super) fn lacking(advisory: &Advisory) -> Vec<Told> {
    let mut all = Vec::new();
    let mut need = |absent: bool, at: &str, what: &str, help: &str| {
        if absent {
            all.push(told(at, what, help));
        }
    };
    need(advisory.title.trim().is_empty(), "title", "the document has no title", "give it one");
    let publisher = &advisory.publisher;
    need(publisher.name.trim().is_empty(), "publisher.name", "nobody is named who publishes it", "name the publisher");
    need(
        !publisher.namespace.contains("://"),
        "publisher.namespace",
        "the publisher has no namespace",
        "give an address that the publisher owns: `https://psirt.example.com`",
    );
    need(publisher.category.is_empty(), "publisher.category", "nobody says what the publisher is", "say `vendor`");
    need(advisory.tracking.id.trim().is_empty(), "tracking.id", "the document has no id", "give it one that stays");
    need(
        advisory.tracking.revisions.is_empty(),
        "tracking.revisions",
        "the document has no history",
        "say when its first version is released",
    );
    let said = |category: &str| matches!(category, "description" | "details" | "general" | "summary");
    match advisory.profile {
        Profile::Informational | Profile::IncidentResponse => {
            need(
                !advisory.notes.iter().any(|note| said(&note.category)),
                "notes",
                "no note says what it is about",
                "add a note of category description, details, general or summary (6.1.27.1)",
            );
            need(
                !advisory.references.iter().any(|reference| !reference.to_self),
                "references",
                "it points to nothing outside",
                "add a reference to more information (6.1.27.2)",
            );
            need(
                advisory.profile == Profile::Informational && !advisory.vulnerabilities.is_empty(),
                "vulnerabilities",
                "an informational advisory has no vulnerabilities",
                "take them out, or write a security advisory (6.1.27.3)",
            );
        }
        Profile::SecurityAdvisory | Profile::Vex => {
            need(advisory.products.is_empty(), "products", "no product is named", "name the products (6.1.27.4)");
            need(
                advisory.vulnerabilities.is_empty(),
                "vulnerabilities",
                "no vulnerability is named",
                "name at least one (6.1.27.11)",
            );
            for (number, one) in advisory.vulnerabilities.iter().enumerate() {
                vulnerability(one, number, advisory.profile, &mut all);
            }
        }
    }
    unknown_keys(advisory, &mut all);
    all
}

/// How a vulnerability is called in messages.
pub(super) fn name(one: &Vulnerability, number: usize) -> String {
    match (one.cve.as_str(), one.ids.first()) {
        ("", Some((_, id))) => format!("vulnerability {id}"),
        ("", None) => format!("vulnerability {}", number + 1),
        (cve, _) => format!("vulnerability {cve}"),
    }
}

fn vulnerability(one: &Vulnerability, number: usize, profile: Profile, all: &mut Vec<Told>) {
    let at = name(one, number);
    let mut need = |absent: bool, what: String, help: &str| {
        if absent {
            all.push(told(&at, what, help));
        }
    };
    need(one.notes.is_empty(), "no note says what it is".to_owned(), "add a description (6.1.27.5)");
    need(
        one.status.values().all(Vec::is_empty),
        "it says nothing of any product".to_owned(),
        "say which products are affected, fixed, or not affected (6.1.27.6)",
    );
    if profile == Profile::Vex {
        need(
            one.cve.is_empty() && one.ids.is_empty(),
            "it has no id".to_owned(),
            "give its CVE or another id (6.1.27.8)",
        );
        for key in one.status.get(&Group::KnownNotAffected).into_iter().flatten() {
            let flagged = one.flags.iter().any(|(_, keys)| keys.contains(key));
            let said = one.threats.iter().any(|threat| threat.category == "impact" && threat.products.contains(key));
            need(
                !flagged && !said,
                format!("nobody says why `{key}` is not affected"),
                "add a justification or an impact (6.1.27.9)",
            );
        }
    }
    for key in one.status.get(&Group::KnownAffected).into_iter().flatten() {
        let acts = one
            .remediations
            .iter()
            .any(|remediation| remediation.products.is_empty() || remediation.products.contains(key));
        need(
            profile == Profile::Vex && !acts,
            format!("nobody says what to do about `{key}`"),
            "add a fix, a workaround, or that there is none (6.1.27.10)",
        );
    }
    contradictions(one, &at, all);
}

/// A product in two groups that contradict each other (6.1.6).
fn contradictions(one: &Vulnerability, at: &str, all: &mut Vec<Told>) {
    let side = |group: &Group| match group {
        Group::FirstAffected | Group::KnownAffected | Group::LastAffected => Some("affected"),
        Group::FirstFixed | Group::Fixed => Some("fixed"),
        Group::KnownNotAffected => Some("not affected"),
        Group::UnderInvestigation => Some("under investigation"),
        Group::Unknown => Some("unknown"),
        Group::Recommended => None,
    };
    let mut sides = std::collections::BTreeMap::new();
    for (group, keys) in &one.status {
        let Some(side) = side(group) else { continue };
        for key in keys {
            let known = *sides.entry(key).or_insert(side);
            if known != side {
                all.push(told(at, format!("`{key}` is {known} and {side}"), "keep the one that is true (6.1.6)"));
            }
        }
    }
}

/// Keys that name no product.
fn unknown_keys(advisory: &Advisory, all: &mut Vec<Told>) {
    let known = |key: &String| advisory.products.contains_key(key) || advisory.relationships.contains_key(key);
    let mut missing = |key: &String, at: &str| {
        if !known(key) {
            all.push(told(at, format!("`{key}` is no product of this document"), "name it among the products"));
        }
    };
    for (key, relationship) in &advisory.relationships {
        missing(&relationship.part, key);
        missing(&relationship.of, key);
    }
    for (number, one) in advisory.vulnerabilities.iter().enumerate() {
        let at = name(one, number);
        let keys = one.status.values().flatten();
        let keys = keys.chain(one.flags.iter().flat_map(|(_, keys)| keys));
        let keys = keys.chain(one.threats.iter().flat_map(|threat| &threat.products));
        let keys = keys.chain(one.remediations.iter().flat_map(|remediation| &remediation.products));
        for key in keys.chain(one.scores.iter().flat_map(|score| &score.products)) {
            missing(key, &at);
        }
    }
    for key in advisory.relationships.keys().filter(|key| advisory.products.contains_key(*key)) {
        all.push(told(key, "a product and a relationship have the same key", "give each a key of its own"));
    }
}
