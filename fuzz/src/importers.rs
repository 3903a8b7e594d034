//! Importers: whatever the bytes, an import ends, is the same the second time, and what it
//! writes is TOML with every record in it.

use vauban_import::{Imported, Source, format, write_toml};

/// Runs the importer of that name.
///
/// # Panics
///
/// When the importer breaks a promise.
pub fn import(name: &str, data: &[u8]) {
    let Some(format) = format(name) else {
        return;
    };
    // Included files hold the same bytes, so that includes are exercised and end.
    let include = |path: &str| {
        assert!(!path.starts_with('/') && !path.split('/').any(|step| step == ".."), "asked for {path}");
        if path.len().is_multiple_of(2) { Ok(data.to_vec()) } else { Err("no such file".to_owned()) }
    };
    let source = Source { name: "input", bytes: data, include: &include };
    match ((format.read)(&source), (format.read)(&source)) {
        (Ok(first), Ok(second)) => {
            assert_eq!(first, second);
            check_written(&first);
        }
        (Err(first), Err(second)) => {
            assert_eq!(first, second);
            assert!(!first.to_string().is_empty());
        }
        _ => panic!("an import succeeds only now and then"),
    }
}

fn check_written(imported: &Imported) {
    let files = write_toml(imported, "fuzz\n\u{1b}[31m");
    assert_eq!(files, write_toml(imported, "fuzz\n\u{1b}[31m"));
    let mut records = 0;
    for (name, text) in files {
        let table = match toml::de::DeTable::parse(&text) {
            Ok(table) => table,
            Err(error) => panic!("{name}: {error}\n{text}"),
        };
        for kind in table.get_ref().values() {
            records += kind.get_ref().as_table().map_or(0, toml::map::Map::len);
        }
    }
    assert_eq!(records, imported.drafts.len());
}

/// OWASP Threat Dragon.
pub fn threat_dragon(data: &[u8]) {
    import("threat-dragon", data);
}

/// Threagile.
pub fn threagile(data: &[u8]) {
    import("threagile", data);
}

/// Open Threat Model.
pub fn otm(data: &[u8]) {
    import("otm", data);
}

/// The Microsoft Threat Modeling Tool.
pub fn tm7(data: &[u8]) {
    import("tm7", data);
}

/// OWASP pytm.
pub fn pytm(data: &[u8]) {
    import("pytm", data);
}

/// AWS Threat Composer.
pub fn threat_composer(data: &[u8]) {
    import("threat-composer", data);
}

/// OWASP TM-BOM.
pub fn tm_bom(data: &[u8]) {
    import("tm-bom", data);
}

/// Issues of GitHub.
pub fn github_issues(data: &[u8]) {
    import("github-issues", data);
}

/// Issues of GitLab, in both of their forms.
pub fn gitlab_issues(data: &[u8]) {
    import("gitlab-issues", data);
}

/// Issues of Jira, in both of their forms.
pub fn jira(data: &[u8]) {
    import("jira", data);
}

/// Requirements in CSV.
pub fn csv(data: &[u8]) {
    import("csv", data);
    rows(data, false);
}

/// Requirements in XLSX.
pub fn xlsx(data: &[u8]) {
    import("xlsx", data);
    rows(data, true);
}

/// The rows of an edited sheet, each of which has a number of its own.
fn rows(data: &[u8], xlsx: bool) {
    let include = |_: &str| Err(String::new());
    let source = Source { name: "input", bytes: data, include: &include };
    if let Ok(rows) = vauban_import::sheet_rows(&source, xlsx, &vauban_import::Mapping::default()) {
        assert!(rows.rows.is_sorted_by_key(|row| row.number));
    }
}

/// ReqIF, packed or not.
pub fn reqif(data: &[u8]) {
    import("reqif", data);
}

/// StrictDoc.
pub fn strictdoc(data: &[u8]) {
    import("strictdoc", data);
}

/// An item of Doorstop.
pub fn doorstop(data: &[u8]) {
    import("doorstop", data);
}

/// sphinx-needs.
pub fn sphinx_needs(data: &[u8]) {
    import("sphinx-needs", data);
}
