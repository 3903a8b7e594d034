//! What attributes are called in other tools, and in sheets that people made, in English and German.

use crate::names::slug;

/// What an attribute stands for.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Meaning {
    /// The id in the tool.
    Id,
    /// The id that the record has here.
    Own,
    /// The digest of a row as it was exported.
    Digest,
    /// A key of the record.
    Key(&'static str),
    /// Left out on purpose.
    Nothing,
    /// Nobody knows.
    Unknown,
}

/// By key, all spellings as they are without case, marks and spaces.
const SPELLINGS: &[(&str, &[&str])] = &[
    (
        "id",
        &[
            "uid",
            "reqid",
            "requirementid",
            "identifier",
            "nr",
            "no",
            "number",
            "nummer",
            "anforderungsid",
            "anforderungsnr",
            "anforderungsnummer",
            "kennung",
            "reqifforeignid",
            "foreignid",
            "key",
            "issuekey",
            "schluessel",
        ],
    ),
    (
        "title",
        &[
            "name",
            "titel",
            "bezeichnung",
            "summary",
            "zusammenfassung",
            "heading",
            "ueberschrift",
            "reqifname",
            "reqifchaptername",
            "header",
            "betreff",
            "shorttext",
            "kurztext",
        ],
    ),
    (
        "text",
        &[
            "requirement",
            "requirementtext",
            "statement",
            "anforderung",
            "anforderungstext",
            "reqiftext",
            "objecttext",
            "content",
            "inhalt",
            "wortlaut",
        ],
    ),
    (
        "description",
        &[
            "beschreibung",
            "reqifdescription",
            "comment",
            "comments",
            "kommentar",
            "note",
            "notes",
            "bemerkung",
            "anmerkung",
        ],
    ),
    ("rationale", &["reason", "begruendung", "grund", "justification"]),
    (
        "refines",
        &[
            "parent",
            "parents",
            "parentid",
            "derivedfrom",
            "derives",
            "verfeinert",
            "uebergeordnet",
            "uebergeordneteanforderung",
            "abgeleitetvon",
            "parentneed",
            "parentneeds",
        ],
    ),
    ("origin", &["source", "herkunft", "quelle", "ursprung", "threat", "threats", "bedrohung", "bedrohungen"]),
    (
        "origin-standard",
        &[
            "standard",
            "standards",
            "norm",
            "normen",
            "clause",
            "clauses",
            "iec62443",
            "standardreference",
            "normreferenz",
        ],
    ),
    ("origin-other", &["customer", "kunde", "stakeholder"]),
    (
        "stage",
        &[
            "stages",
            "lifecycle",
            "lifecyclestage",
            "lifecyclephase",
            "phase",
            "lebensphase",
            "lebenszyklus",
            "lebenszyklusphase",
        ],
    ),
    ("category", &["kategorie", "fr", "foundationalrequirement", "grundlegendeanforderung"]),
    ("level", &["securitylevel", "sl", "slc", "slt", "sicherheitslevel", "sicherheitsstufe"]),
    ("allocated-to", &["allocation", "component", "komponente", "zugeordnetzu", "zuordnung", "umgesetztdurch"]),
    (
        "acceptance",
        &[
            "acceptancecriterion",
            "acceptancecriteria",
            "fitcriterion",
            "akzeptanzkriterium",
            "akzeptanzkriterien",
            "abnahmekriterium",
            "abnahmekriterien",
        ],
    ),
    ("method", &["verificationmethod", "verifikationsmethode", "pruefmethode", "nachweismethode"]),
    ("verification", &["verifikation", "nachweis", "pruefung"]),
    ("status", &["state", "zustand"]),
    ("approved-by", &["approver", "freigegebenvon", "genehmigtvon", "freigeber"]),
    ("date", &["approvaldate", "approvedon", "datum", "freigabedatum", "freigegebenam", "genehmigtam"]),
    ("external", &["externalid", "externeid"]),
    ("owner", &["verantwortlich", "verantwortlicher", "eigentuemer", "responsible"]),
    ("tags", &["tag", "labels", "label", "keywords", "schlagworte", "schlagwoerter", "stichworte"]),
    ("products", &["product", "produkt", "produkte"]),
];

/// What an attribute of that name stands for.
pub(crate) fn meaning(name: &str) -> Meaning {
    let plain = slug(name).replace('-', "");
    match plain.as_str() {
        "" => return Meaning::Unknown,
        "id" => return Meaning::Id,
        "vaubanid" => return Meaning::Own,
        "digest" => return Meaning::Digest,
        _ => {}
    }
    for (key, names) in SPELLINGS {
        if key.replace('-', "") == plain || names.contains(&plain.as_str()) {
            return match *key {
                "id" => Meaning::Id,
                key => Meaning::Key(key),
            };
        }
    }
    Meaning::Unknown
}

#[cfg(test)]
mod tests {
    use vauban_formats::requirement::KEYS;

    use super::*;

    #[test]
    fn every_key_means_itself_and_no_spelling_means_two() {
        for (key, _) in KEYS {
            for name in [(*key).to_owned(), key.replace('-', "_").to_uppercase(), key.replace('-', " ")] {
                assert_eq!(meaning(&name), Meaning::Key(key), "{name}");
            }
        }
        let mut all: Vec<String> = SPELLINGS
            .iter()
            .flat_map(|(key, names)| names.iter().map(|name| (*name).to_owned()).chain([key.replace('-', "")]))
            .collect();
        let count = all.len();
        all.sort();
        all.dedup();
        assert_eq!(all.len(), count, "a spelling is listed twice");
        for name in &all {
            assert_ne!(meaning(name), Meaning::Unknown, "{name}");
        }
    }

    #[test]
    fn names_as_people_write_them() {
        let check = |name: &str, expect| assert_eq!(meaning(name), expect, "{name}");
        check("Req. ID", Meaning::Id);
        check("Anforderungs-Nr.", Meaning::Id);
        check("ReqIF.ForeignID", Meaning::Id);
        check("ReqIF.Text", Meaning::Key("text"));
        check("Übergeordnete Anforderung", Meaning::Key("refines"));
        check("Prüfmethode", Meaning::Key("method"));
        check("SL-C", Meaning::Key("level"));
        check("vauban-id", Meaning::Own);
        check("Farbe", Meaning::Unknown);
        check("", Meaning::Unknown);
    }
}
