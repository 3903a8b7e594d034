//! Answers of the NVD's interface (2.0): one file is one page of vulnerabilities.

use vauban_json::Value;

use crate::advisory::{Advisory, Authority, MOST_SUMMARY, Severity, cut};

use super::{Item, Problem, applicability, at, csaf::tenths, json};

pub(super) fn read(source: &str, file: &str, bytes: &[u8], found: &mut dyn FnMut(Item)) {
    let document = match json(file, bytes, 32 << 20) {
        Ok(document) => document,
        Err(problem) => return found(Item::Problem(problem)),
    };
    let root = document.root();
    let Some(all) = root.get("vulnerabilities").filter(|all| all.is_array()) else {
        return found(Item::Problem(at(file, root, "expected a page of the NVD with a list `vulnerabilities`")));
    };
    let said = root.get("resultsPerPage").and_then(Value::as_u64);
    if said.is_some_and(|said| said != all.len() as u64) {
        let what = format!("the page says it has {} results and has {}: it is cut off", said.unwrap_or(0), all.len());
        found(Item::Problem(at(file, root, what)));
    }
    for one in all.items() {
        match one.get("cve").filter(|cve| cve.get_text("id").is_some()) {
            Some(cve) => record(source, file, cve, found),
            None => found(Item::Problem(at(file, one, "a vulnerability has no `cve` with an `id`"))),
        }
    }
}

fn record(source: &str, file: &str, cve: Value<'_>, found: &mut dyn FnMut(Item)) {
    let text = |name: &str| cve.get_text(name).map(str::to_owned);
    let mut affected = Vec::new();
    for configuration in cve.get("configurations").into_iter().flat_map(Value::items) {
        applicability::configuration(configuration, &mut affected, &mut |value, what| {
            found(Item::Problem(Problem { lost: false, ..at(file, value, what) }));
        });
    }
    let mut severities = Vec::new();
    for name in ["cvssMetricV40", "cvssMetricV31", "cvssMetricV30", "cvssMetricV2"] {
        for metric in cve.get_path(&["metrics", name]).into_iter().flat_map(Value::items) {
            let data = metric.get("cvssData");
            if let Some(vector) = data.and_then(|data| data.get_text("vectorString")) {
                let tenths = tenths(data.and_then(|data| data.get("baseScore")));
                severities.push(Severity { vector: vector.to_owned(), tenths });
            }
        }
    }
    let description = cve
        .get("descriptions")
        .into_iter()
        .flat_map(Value::items)
        .find(|one| one.get("lang").is_some_and(|lang| lang.is("en")));
    let summary = description.and_then(|one| one.get_text("value")).unwrap_or("").lines().next().unwrap_or("");
    let links = cve.get("references").into_iter().flat_map(Value::items).filter_map(|link| link.get_text("url"));
    let modified = text("lastModified").map(zoned);
    let withdrawn = cve.get_text("vulnStatus").is_some_and(|status| status == "Rejected");
    found(Item::Advisory(Box::new(Advisory {
        source: source.to_owned(),
        id: text("id").unwrap_or_default(),
        place: file.to_owned(),
        authority: Authority::Coordinator,
        published: text("published").map(zoned),
        withdrawn: withdrawn.then(|| modified.clone().unwrap_or_default()),
        modified,
        summary: cut(summary.trim(), MOST_SUMMARY).to_owned(),
        severities,
        affected,
        references: links.map(str::to_owned).collect(),
        ..Advisory::default()
    })));
}

/// The NVD's interface documents its times as UTC and writes them without a zone.
fn zoned(date: String) -> String {
    let dated = format!("{date}Z");
    if crate::date::is_timestamp(&dated) { dated } else { date }
}
