//! Requirements out of the records, through other tools, and back: a sheet that people edit in the meantime.

#![allow(clippy::unwrap_used, reason = "a test stops at the first surprise")]

mod kit;

use std::fs;

use kit::{Folder, err, out};
use vauban_formats::sheet::{Cell, Date, Sheet, read_csv, read_xlsx, write_csv, write_xlsx};

const RECORDS: &str = "# what must hold\n[requirement.login]\ntitle = \"Log in\"   # as people say\ntext = 'Nobody acts before having logged in.'\n\
                       tags = [\n    \"access\", # first\n]\nlevel = 2\n\n# the next\n[requirement.sessions]\ntext = \"A session ends.\"\n\
                       refines = \"login\"\nstatus = \"Draft\"\n\n[requirement.kept]\ntext = \"Kept.\"\n";

fn project(name: &str) -> Folder {
    let folder = Folder::new(name);
    fs::write(folder.path.join("vauban.toml"), "[product.p]\nversion = \"1\"\n").unwrap();
    fs::create_dir_all(folder.path.join("security")).unwrap();
    fs::write(folder.path.join("security/requirements.toml"), RECORDS).unwrap();
    folder
}

fn records(folder: &Folder) -> String {
    fs::read_to_string(folder.path.join("security/requirements.toml")).unwrap()
}

fn file(folder: &Folder, name: &str) -> String {
    folder.path.join(name).display().to_string()
}

/// Changes a cell of the sheet in a file: by id and column.
fn edit(path: &str, changes: &[(&str, &str, &str)]) {
    let bytes = fs::read(path).unwrap();
    let xlsx = path.ends_with("xlsx");
    let mut sheet: Sheet = if xlsx { read_xlsx(&bytes).unwrap().remove(0) } else { read_csv(&bytes).unwrap() };
    for (id, column, text) in changes {
        let at = sheet.rows[0].iter().position(|cell| *cell == Cell::text(*column)).unwrap();
        let row = sheet.rows.iter_mut().find(|row| row.first() == Some(&Cell::text(*id))).unwrap();
        row.resize(row.len().max(at + 1), Cell::Empty);
        row[at] = Cell::text(*text);
    }
    let day = Date::new(2026, 11, 22).unwrap();
    let written = if xlsx { write_xlsx(&[sheet], day) } else { write_csv(&sheet) };
    fs::write(path, written.unwrap()).unwrap();
}

#[test]
fn an_edited_sheet_is_merged_and_the_rest_of_the_file_stays() {
    for format in ["xlsx", "csv"] {
        let folder = project(&format!("merge-{format}"));
        let sheet = file(&folder, &format!("r.{format}"));
        folder.ok(&["export", format, "--output", &sheet]);
        let nothing = folder.json(&["import", format, "--update", &sheet]);
        assert_eq!((&nothing["unchanged"], nothing["updated"].as_array().unwrap().len()), (&3.into(), 0), "{nothing}");
        edit(
            &sheet,
            &[
                ("login", "title", "Log in first"),
                ("login", "level", ""),
                ("sessions", "stage", "operation; maintenance"),
                ("login", "tags", "access; people"),
            ],
        );
        let preview = folder.json(&["import", format, "--update", &sheet]);
        assert_eq!(preview["updated"].as_array().unwrap().len(), 2, "{preview}");
        assert_eq!(preview["written"], false);
        assert_eq!(records(&folder), RECORDS);
        folder.ok(&["import", format, "--update", &sheet, "--write"]);
        let expect = RECORDS
            .replace("\"Log in\"   #", "\"Log in first\"   #")
            .replace("level = 2\n", "")
            .replace("[\n    \"access\", # first\n]", "[\"access\", \"people\"]")
            .replace("status = \"Draft\"\n", "status = \"Draft\"\nstage = [\"operation\", \"maintenance\"]\n");
        assert_eq!(records(&folder), expect);
        let again = folder.json(&["import", format, "--update", &sheet, "--write"]);
        assert_eq!(again["unchanged"], 3, "{again}");
    }
}

#[test]
fn what_changed_on_both_sides_is_nobodys_guess() {
    let folder = project("conflict");
    let sheet = file(&folder, "r.xlsx");
    folder.ok(&["export", "xlsx", "--output", &sheet]);
    edit(&sheet, &[("login", "text", "Theirs."), ("kept", "text", "Also theirs.")]);
    let ours = RECORDS.replace("Nobody acts before having logged in.", "Ours.");
    fs::write(folder.path.join("security/requirements.toml"), &ours).unwrap();
    let output = folder.run(&["import", "xlsx", "--update", "--write", &sheet]);
    assert_eq!(output.status.code(), Some(1), "{}", err(&output));
    let said = out(&output);
    assert!(
        said.contains("conflict: requirement.login (row 3") && said.contains("- text = Ours.\n   + text = Theirs."),
        "{said}"
    );
    assert_eq!(records(&folder), ours.replace("\"Kept.\"", "\"Also theirs.\""));
    folder.ok(&["import", "xlsx", "--update", "--write", "--take", "ours", &sheet]);
    assert!(records(&folder).contains("Ours."));
    folder.ok(&["import", "xlsx", "--update", "--write", "--take", "theirs", &sheet]);
    assert!(records(&folder).contains("Theirs.") && !records(&folder).contains("Ours."));
}

/// A sheet without digests knows nothing of what it was made from, so every difference is a conflict.
#[test]
fn a_sheet_without_digests_overrules_nobody() {
    let folder = project("no-digest");
    let sheet = file(&folder, "r.csv");
    fs::write(&sheet, "id,text,status\nlogin,Another.,\nsessions,A session ends.,draft\nlogin,Again.,\n,A new one is needed.,\nkept,Kept.,by magic\n").unwrap();
    let output = folder.run(&["import", "csv", "--update", "--write", &sheet, "--format", "json"]);
    assert_eq!(output.status.code(), Some(1));
    let told: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(told["conflicts"][0]["changes"][0]["sheet"], "Another.");
    assert_eq!((told["conflicts"].as_array().unwrap().len(), &told["unchanged"]), (1, &2.into()), "{told}");
    assert_eq!(told["imported"][0]["id"], "a-new-one-is-needed");
    let lost: Vec<&str> = told["lost"].as_array().unwrap().iter().map(|row| row["reason"].as_str().unwrap()).collect();
    assert!(
        lost.iter().any(|why| why.contains("second row")) && lost.iter().any(|why| why.contains("none of draft")),
        "{lost:?}"
    );
    assert_eq!(records(&folder), RECORDS);
    assert!(folder.path.join("security/imported/r/requirements.toml").exists());
}

#[test]
fn lines_of_windows_stay() {
    let folder = project("windows");
    fs::write(folder.path.join("security/requirements.toml"), RECORDS.replace('\n', "\r\n")).unwrap();
    let sheet = file(&folder, "r.xlsx");
    folder.ok(&["export", "xlsx", "--output", &sheet]);
    edit(&sheet, &[("kept", "text", "Kept on.")]);
    folder.ok(&["import", "xlsx", "--update", "--write", &sheet]);
    assert_eq!(records(&folder), RECORDS.replace("Kept.", "Kept on.").replace('\n', "\r\n"));
}

#[test]
fn every_format_goes_out_and_comes_in() {
    let folder = project("formats");
    for (format, name) in [
        ("csv", "r.csv"),
        ("xlsx", "r.xlsx"),
        ("reqif", "r.reqif"),
        ("strictdoc", "r.sdoc"),
        ("doorstop", "items"),
        ("sphinx-needs", "needs.json"),
    ] {
        let path = file(&folder, name);
        let report = folder.json(&["export", format, "--output", &path]);
        assert_eq!(report["exported"]["elements"]["requirements"], 3, "{format}");
        let twice = folder.run(&["export", format, "--output", &path]);
        assert!(!twice.status.success() && err(&twice).contains("--force"), "{format}: {}", err(&twice));
        folder.ok(&["export", format, "--output", &path, "--force"]);
        let taken = folder.run(&["import", format, &path]);
        assert!(!taken.status.success() && err(&taken).contains("ids that are taken here"), "{format}");
        let other = Folder::new(&format!("into-{format}"));
        fs::write(other.path.join("vauban.toml"), "[product.p]\nversion = \"1\"\n").unwrap();
        let told = other.json(&["import", format, &path]);
        assert_eq!(told["imported"].as_array().unwrap().len(), 3, "{format}: {told}");
    }
}

#[test]
fn wrong_usage_is_refused() {
    let folder = project("usage");
    let said = |arguments: &[&str]| {
        let output = folder.run(arguments);
        assert!(!output.status.success(), "{arguments:?}");
        err(&output)
    };
    assert!(said(&["export", "doorstop"]).contains("--output FOLDER"));
    assert!(said(&["import", "reqif", "x.reqif", "--update"]).contains("csv and xlsx"));
    assert!(said(&["import", "csv", "x.csv", "--write"]).contains("--update"));
    assert!(said(&["import", "reqif", "x.reqif", "--map", "A=text"]).contains("for sheets"));
}
