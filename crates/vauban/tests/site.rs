//! A site of a product: it stands by itself, it is written into its own folder only, and it does not say what its readers
//! must not see.

#![allow(clippy::unwrap_used, reason = "a test stops at the first surprise")]

mod kit;

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use kit::{Folder, err};

const SECRET: &str = "Frames of length zero end the parser before the login";

fn project(name: &str) -> Folder {
    let project = Folder::copy(name, "tests/projects/audit-day/in");
    project.write(
        "security/controller/secret.toml",
        &format!(
            "[issue.parser-falls-over]\ntitle = \"{SECRET}\"\ndescription = \"A long sentence about\\nhow the parser of the \
             controller is made to fall over\"\nreceived = 2026-11-01\n\n[issue.parser-twice]\ntitle = \"See issue.parser-falls-over\"\n"
        ),
    );
    // A record that everybody may see speaks of it.
    project.write(
        "security/controller/words.toml",
        "[statement.about-it]\ndescription = \"Waits for issue.parser-falls-over, nothing else.\"\n\n[zone.beside]\nkind = \"network\"\n\
         description = \"Stands beside the parser and knows nothing.\"\n",
    );
    project
}

fn files(folder: &Path) -> BTreeMap<String, String> {
    (fs::read_dir(folder).unwrap())
        .map(|entry| {
            let entry = entry.unwrap();
            (entry.file_name().into_string().unwrap(), fs::read_to_string(entry.path()).unwrap())
        })
        .collect()
}

fn site(project: &Folder, name: &str, more: &[&str]) -> BTreeMap<String, String> {
    project.ok(&[&["site", &project.path.join(name).display().to_string(), "--product", "controller"], more].concat());
    files(&project.path.join(name))
}

#[test]
fn a_site_stands_by_itself() {
    let project = project("site-alone");
    let made = site(&project, "one", &[]);
    assert_eq!(made, site(&project, "two", &[]), "the same records on the same day, other bytes");
    assert!(made.contains_key("index.html") && made.contains_key("records-issue.html"), "{:?}", made.keys());
    for (name, text) in made.iter().filter(|(name, _)| name.ends_with(".html")) {
        for part in text.split(" href=\"").skip(1) {
            let to = part.split('"').next().unwrap();
            let (page, place) = to.split_once('#').unwrap_or((to, ""));
            let page = if page.is_empty() { name } else { page };
            let there = made.get(page).unwrap_or_else(|| panic!("{name} leads to {to}, and there is no such file"));
            let id = format!("id=\"{place}\"");
            assert!(place.is_empty() || there.contains(&id), "{name} leads to {to}, and there is no such place");
        }
        for outside in ["src=\"http", "src=\"//", "@import", "url(http"] {
            assert!(!text.contains(outside), "{name} has {outside}");
        }
    }
}

#[test]
fn what_readers_must_not_see_is_not_said() {
    let project = project("site-readers");
    let says = |made: &BTreeMap<String, String>, what: &str| {
        made.iter().filter(|(_, text)| text.contains(what)).map(|(name, _)| name.clone()).collect::<Vec<_>>()
    };
    let whole = site(&project, "internal", &[]);
    for what in [SECRET, "parser-falls-over", "how the parser of the controller"] {
        assert!(!says(&whole, what).is_empty(), "the whole site does not say {what}");
    }
    for reader in ["assessor", "customer"] {
        let less = site(&project, reader, &["--redact", reader]);
        for what in [SECRET, "parser-falls-over", "parser-twice", "how the parser of the controller"] {
            assert_eq!(says(&less, what), Vec::<String>::new(), "{reader}: {what}");
        }
    }
    let assessor = files(&project.path.join("assessor"));
    assert!(!assessor.contains_key("status.html") && assessor.contains_key("dossier.html"));
    assert!(!says(&assessor, "Stands beside the parser and knows nothing").is_empty(), "more is withheld than must be");
    assert!(!says(&assessor, "withheld").is_empty());
    let customer = files(&project.path.join("customer"));
    assert!(
        !customer.contains_key("dossier.html") && !customer.contains_key("records-zone.html"),
        "{:?}",
        customer.keys()
    );
    // The stricter of two words counts.
    let kept = site(&project, "kept", &["--redact", "assessor", "--internal", "security/controller/words.toml"]);
    assert_eq!(says(&kept, "Stands beside the parser and knows nothing"), Vec::<String>::new());
}

#[test]
fn only_its_own_folder_is_written_into() {
    let project = project("site-folder");
    let refused = |name: &str, more: &[&str], why: &str| {
        let before = files(&project.path.join(name));
        let path = project.path.join(name).display().to_string();
        let output = project.run(&[&["site", &path, "--product", "controller"], more].concat());
        assert_eq!(output.status.code(), Some(2), "{}", err(&output));
        assert!(err(&output).contains(why), "{}", err(&output));
        assert_eq!(before, files(&project.path.join(name)), "something was changed");
    };
    project.write("mine/notes.txt", "mine");
    refused("mine", &["--force"], "no site that Vauban wrote");
    let made = site(&project, "site", &[]);
    // Again, with fewer pages: those that are gone go.
    let less = site(&project, "site", &["--redact", "customer"]);
    assert!(less.len() < made.len() && less.contains_key("index.html"));
    assert_eq!(made, site(&project, "site", &[]));
    // A page that somebody changed, and a file beside that would be written over.
    project.write("site/index.html", "changed");
    refused("site", &[], "is not as it was written");
    assert_eq!(made, site(&project, "site", &["--force"]));
    site(&project, "site", &["--redact", "customer"]);
    project.write("site/dossier.html", "somebody's own");
    refused("site", &["--force"], "is not of the site");
    fs::remove_file(project.path.join("site/dossier.html")).unwrap();
    project.write("site/notes.txt", "beside");
    assert_eq!(site(&project, "site", &[])["notes.txt"], "beside");
    // A list that leads out of the folder is none.
    project.write("outside.txt", "outside");
    project.edit("site/vauban-site.json", "\"index.html\"", "\"../outside.txt\"");
    refused("site", &["--force"], "cannot be read as a list of files");
}
