//! The words that stand on a page beside the document's own: names of its furniture, in the language of the document.

/// Words of a page.
#[derive(Debug)]
pub(super) struct Words {
    /// The language they are in.
    pub(super) language: &'static str,
    pub(super) skip: &'static str,
    pub(super) contents: &'static str,
    pub(super) documents: &'static str,
    pub(super) as_of: &'static str,
    /// What the script says, one line for each: see `script.js`.
    pub(super) script: &'static [&'static str],
}

const ENGLISH: Words = Words {
    language: "en",
    skip: "Skip to the text",
    contents: "Contents",
    documents: "Documents",
    as_of: "as of",
    script: &[
        "Search (key /)",
        "nothing found",
        "found: {n}",
        "found: {n}, the first {m} are shown",
        "Filter rows",
        "all",
        "{n} of {m} rows",
        "Show all rows",
        "Filters and search",
    ],
};

const GERMAN: Words = Words {
    language: "de",
    skip: "Zum Text springen",
    contents: "Inhalt",
    documents: "Dokumente",
    as_of: "Stand",
    script: &[
        "Suchen (Taste /)",
        "nichts gefunden",
        "gefunden: {n}",
        "gefunden: {n}, gezeigt werden die ersten {m}",
        "Zeilen filtern",
        "alle",
        "{n} von {m} Zeilen",
        "Alle Zeilen zeigen",
        "Filter und Suche",
    ],
};

const FRENCH: Words = Words {
    language: "fr",
    skip: "Aller au texte",
    contents: "Sommaire",
    documents: "Documents",
    as_of: "état au",
    script: &[
        "Rechercher (touche /)",
        "aucun résultat",
        "résultats : {n}",
        "résultats : {n}, les {m} premiers sont affichés",
        "Filtrer les lignes",
        "tout",
        "{n} lignes sur {m}",
        "Afficher toutes les lignes",
        "Filtres et recherche",
    ],
};

/// The words for a document's language; English where there are none of that language.
pub(super) fn of(language: &str) -> &'static Words {
    let main = language.split(['-', '_']).next().unwrap_or_default();
    [&GERMAN, &FRENCH].into_iter().find(|words| main.eq_ignore_ascii_case(words.language)).unwrap_or(&ENGLISH)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_language_says_everything() {
        for words in [&GERMAN, &FRENCH] {
            assert_eq!(words.script.len(), ENGLISH.script.len());
            for (one, english) in words.script.iter().zip(ENGLISH.script) {
                for place in ["{n}", "{m}"] {
                    assert_eq!(one.contains(place), english.contains(place), "{one}");
                }
            }
        }
        assert_eq!((of("de-AT").language, of("FR").language, of("sv").language), ("de", "fr", "en"));
    }
}
