//! Documents under the Cyber Resilience Act from the command line: what is refused, and what the index says of it.

#![allow(clippy::unwrap_used, reason = "a test stops at the first surprise")]

mod kit;

use kit::Folder;

const PROJECT: &str = "[product.unit]\nname = \"Unit\"\nversion = \"1.0\"\ntype = [\"embedded-device\"]\nclass = \"default\"\n";
const DECIDED: &str = "[role.one]\n[role.two]\n\n[cra.unit]\nproduct = \"unit\"\n\
    in-scope = { applies = true, reason = \"Sold in the Union.\", approved-by = \"two\" }\n";

fn folder(name: &str) -> Folder {
    let folder = Folder::new(name);
    folder.write("vauban.toml", PROJECT);
    folder.write("security/cra.toml", DECIDED);
    folder
}

#[test]
fn a_declaration_that_cannot_be_made_is_an_error_with_every_reason_and_leaves_no_file() {
    let folder = folder("cra-refused");
    let file = folder.path.join("declaration.html");
    let output = folder.run(&["report", "declaration", "--output", file.to_str().unwrap()]);
    assert!(!output.status.success());
    let told = String::from_utf8_lossy(&output.stderr).into_owned();
    for said in ["no declaration of conformity can be made", "the class has no reason", "nobody is named who signs", "next: "] {
        assert!(told.contains(said), "{said}: {told}");
    }
    assert!(!file.exists());
}

#[test]
fn all_documents_leave_it_out_and_the_index_says_why() {
    let folder = folder("cra-all");
    let out = folder.path.join("out");
    let output = folder.run(&["report", "all", "--output", out.to_str().unwrap()]);
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let index = std::fs::read_to_string(out.join("index.html")).unwrap();
    assert!(index.contains("Not made") && index.contains("EU declaration of conformity"), "{index}");
    assert!(out.join("cra.html").exists() && !out.join("declaration.html").exists());
}
