//! The order of versions: pairs judged by dpkg, librpm, packaging and npm, and the comparisons of the vers suite.

#![allow(clippy::unwrap_used)]

mod support;

use std::cmp::Ordering;

use vauban_parts::version::Scheme;

#[test]
fn pairs_stand_as_the_ecosystems_own_tools_say() {
    for folder in support::corpora("version-order") {
        for (file, scheme) in
            [("deb", Scheme::Deb), ("rpm", Scheme::Rpm), ("pep440", Scheme::Pypi), ("semver", Scheme::Semver)]
        {
            let text = std::fs::read_to_string(folder.join(file).with_extension("tsv")).unwrap();
            let mut wrong = Vec::new();
            for line in text.lines() {
                let cells: Vec<&str> = line.split('\t').collect();
                let [a, b, sign] = cells[..] else { panic!("{line}") };
                let expected = match sign {
                    "-1" => Ordering::Less,
                    "0" => Ordering::Equal,
                    _ => Ordering::Greater,
                };
                let found = (scheme.compare(a, b), scheme.compare(b, a));
                if found != (Some(expected), Some(expected.reverse())) {
                    wrong.push(format!("{file}: {line}: {found:?}"));
                }
            }
            support::judge(&wrong, &[], text.lines().count(), true);
        }
    }
}

#[test]
fn the_vers_suite_compares() {
    for folder in support::corpora("vers") {
        let mut wrong = Vec::new();
        let mut seen = 0;
        for (file, test) in support::entries(&folder.join("tests")) {
            let kind = test["test_type"].as_str().unwrap();
            if kind != "comparison" && kind != "equality" {
                continue;
            }
            seen += 1;
            let list = |value: &serde_json::Value| -> Vec<String> {
                value.as_array().unwrap().iter().map(|at| at.as_str().unwrap().to_owned()).collect()
            };
            let scheme = Scheme::of_vers(test["input"]["input_scheme"].as_str().unwrap());
            let versions = list(&test["input"]["versions"]);
            let fine = if kind == "equality" {
                let equal = scheme.compare(&versions[0], &versions[1]) == Some(Ordering::Equal);
                equal == test["expected_output"].as_bool().unwrap()
            } else {
                let expected = list(&test["expected_output"]);
                expected
                    .windows(2)
                    .all(|pair| matches!(scheme.compare(&pair[0], &pair[1]), Some(Ordering::Less | Ordering::Equal)))
                    && {
                        let mut sorted = versions.clone();
                        sorted.sort_by(|a, b| scheme.compare(a, b).unwrap_or(Ordering::Equal));
                        // NuGet's expected outputs are spelled in small letters.
                        let same = |a: &String, b: &String| scheme.compare(a, b) == Some(Ordering::Equal);
                        sorted.iter().zip(&expected).all(|(a, b)| same(a, b))
                    }
            };
            if !fine {
                wrong.push(format!("{file}: {versions:?} for {}", test["expected_output"]));
            }
        }
        support::judge(&wrong, EXCEPTIONS, seen, false);
    }
}

/// What differs from the suite, and why.
const EXCEPTIONS: &[(&str, &str)] = &[
    (r#"["2-1", "2.0.a"]"#, "Maven since 3.9 reads `.a` as `-a` (MNG-7559); the suite is older"),
    (r#"["2-1", "2.0.0.a"]"#, "the same"),
];
