//! Which changed lines a second person has seen: trailers, merges and exports, and attempts to pass as one's own second
//! person. Histories are made up; persons are role names.

#![allow(clippy::unwrap_used, reason = "a test stops at the first surprise")]

mod kit;

use kit::Folder;

const RECORDS: &str = r#"
[component.controller]
form = "firmware"
code = ["src/**"]
languages = ["C"]

[person.author]
email = ["author@example.org"]
accounts = ["github:author"]

[person.other]
email = ["other@example.org"]
accounts = ["github:other"]

[review.code]
kind = "implementation"
date = 2026-11-20
reviewed-in = ["security/evidence/requests.json"]
"#;

fn unit(name: &str) -> Folder {
    let folder = Folder::new(name);
    folder.write("vauban.toml", "[product.unit]\nversion = \"1.0\"\n");
    folder.write("security/records.toml", RECORDS.trim_start());
    folder.write("security/evidence/requests.json", "[]\n");
    folder.with_git()
}

/// The author writes so many lines into a file; with a message.
fn wrote(folder: &Folder, path: &str, lines: usize, message: &str) -> String {
    folder.write(path, &"line();\n".repeat(lines));
    folder.commit(message)
}

/// Lines added to the component, lines seen, and commits that nobody else has seen or of which it cannot be told.
fn seen(folder: &Folder) -> (u64, u64, usize, usize) {
    let report = folder.json(&["review", "code", "controller"]);
    let part = &report["components"][0];
    let count = |key: &str| part[key].as_array().unwrap().len();
    (part["lines"].as_u64().unwrap(), part["seen"].as_u64().unwrap(), count("without"), count("untold"))
}

#[test]
fn a_trailer_names_a_second_person_who_is_none_of_the_authors() {
    let folder = unit("second-trailer");
    wrote(&folder, "src/a.c", 10, "alone");
    assert_eq!(seen(&folder), (10, 0, 1, 0));
    wrote(&folder, "src/b.c", 5, "seen\n\nReviewed-by: Other <OTHER@example.org>");
    assert_eq!(seen(&folder), (15, 5, 1, 0));
    wrote(&folder, "src/c.c", 3, "by oneself\n\nReviewed-by: Author <author@example.org>");
    wrote(&folder, "src/d.c", 3, "by nobody known\n\nReviewed-by: Stranger <stranger@example.org>");
    wrote(
        &folder,
        "src/e.c",
        3,
        "by a co-author\n\nCo-authored-by: Other <other@example.org>\nReviewed-by: Other <other@example.org>",
    );
    assert_eq!(seen(&folder), (24, 5, 4, 0));
    folder.write("src/f.c", "line();\n");
    folder.commit_as("stranger@example.org", "by a stranger\n\nReviewed-by: Other <other@example.org>");
    assert_eq!(seen(&folder), (25, 5, 4, 1), "the stranger may be the reviewer");

    let findings = folder.findings();
    assert!(findings.contains(&("change-without-second-person".to_owned(), "warning".to_owned())), "{findings:?}");
    let said = folder.ok(&["review", "code"]);
    assert!(said.contains("5 of 25 lines") && said.contains("4 seen by nobody else"), "{said}");
}

#[test]
fn mailmap_makes_nobody_a_second_person() {
    let folder = unit("second-mailmap");
    // A second address of the author's, put down to somebody else.
    folder.write(".mailmap", "<other@example.org> <home@example.org>\n");
    wrote(&folder, "src/a.c", 10, "seen at home\n\nReviewed-by: Home <home@example.org>");
    assert_eq!(seen(&folder), (10, 0, 1, 0));
    // The reviewer's own address, put down to the author: then they may be one.
    folder.write(".mailmap", "<author@example.org> <other@example.org>\n");
    wrote(&folder, "src/b.c", 5, "seen\n\nReviewed-by: Other <other@example.org>");
    assert_eq!(seen(&folder), (15, 0, 2, 0));
}

/// Merges a branch in the name of an address.
fn merge(folder: &Folder, branch: &str, address: &str, message: &str) {
    let by = format!("user.email={address}");
    folder.git(&["-c", &by, "merge", "--quiet", "--no-ff", "--message", message, branch]);
}

#[test]
fn who_takes_in_a_branch_of_others_has_seen_it_and_who_pulls_has_not() {
    let folder = unit("second-merge");
    folder.git(&["switch", "--quiet", "--create", "login"]);
    wrote(&folder, "src/a.c", 10, "login");
    folder.git(&["switch", "--quiet", "main"]);
    merge(&folder, "login", "other@example.org", "Merge branch 'login'");
    assert_eq!(seen(&folder), (10, 10, 0, 0));

    folder.git(&["switch", "--quiet", "--create", "own"]);
    wrote(&folder, "src/b.c", 5, "own");
    folder.git(&["switch", "--quiet", "main"]);
    merge(&folder, "own", "author@example.org", "Merge branch 'own'");
    assert_eq!(seen(&folder), (15, 10, 1, 0), "the author took in their own branch");

    // The other pulls the author's work into their own line of work.
    folder.git(&["switch", "--quiet", "--create", "theirs", "main~1"]);
    folder.write("notes.txt", "Not code.\n");
    folder.commit_as("other@example.org", "notes");
    folder.git(&["switch", "--quiet", "main"]);
    wrote(&folder, "src/c.c", 3, "more");
    folder.git(&["switch", "--quiet", "theirs"]);
    merge(&folder, "main", "other@example.org", "Merge branch 'main' of https://example.org/unit");
    assert_eq!(seen(&folder).1, 10, "pulling is not looking");
}

#[test]
fn what_is_slipped_into_a_merge_was_seen_by_nobody() {
    let folder = unit("second-slipped");
    folder.git(&["switch", "--quiet", "--create", "login"]);
    wrote(&folder, "src/a.c", 10, "login");
    folder.git(&["switch", "--quiet", "main"]);
    folder.git(&["-c", "user.email=other@example.org", "merge", "--quiet", "--no-ff", "--no-commit", "login"]);
    folder.write("src/a.c", &format!("{}backdoor();\n", "line();\n".repeat(10)));
    folder.git(&["add", "--all"]);
    folder.git(&["-c", "user.email=other@example.org", "commit", "--quiet", "--message", "Merge branch 'login'"]);
    assert_eq!(seen(&folder), (11, 10, 1, 0));
}

#[test]
fn an_approval_counts_for_what_it_saw_and_nobody_approves_their_own() {
    let folder = unit("second-export");
    let first = wrote(&folder, "src/a.c", 10, "one");
    let second = wrote(&folder, "src/b.c", 5, "two");
    let export = |became: &str, by: &str, on: &str, taken: &str| {
        let commits: Vec<String> = [&first, &second]
            .iter()
            .map(|id| {
                format!(r#"{{"oid": "{id}", "authors": [{{"login": "author", "email": "author@example.org"}}]}}"#)
            })
            .collect();
        let text = format!(
            r#"[{{"number": 1, "author": {{"login": "author"}}, "mergedBy": {{"login": "{taken}"}}, "mergeCommit": {{"oid": "{became}"}},
                "commits": [{}], "reviews": [{{"author": {{"login": "{by}"}}, "state": "APPROVED", "commit": {{"oid": "{on}"}}}}]}}]"#,
            commits.join(", ")
        );
        folder.write("security/evidence/requests.json", &text);
        seen(&folder)
    };
    assert_eq!(export(&second, "other", &first, "author"), (15, 10, 1, 0), "what came after the approval was not seen");
    assert_eq!(export(&second, "other", &second, "author"), (15, 15, 0, 0));
    assert_eq!(export(&second, "author", &second, "author"), (15, 0, 2, 0), "nobody approves their own");
    assert_eq!(export(&second, "nobody-known", &second, "author"), (15, 0, 2, 0));
    assert_eq!(export(&second, "author", &second, "other"), (15, 15, 0, 0), "somebody else took it in");
    folder.write("security/evidence/requests.json", "{}\n");
    assert!(folder.findings().iter().any(|(code, _)| code == "review-export-unreadable"));

    // All commits of the request became one.
    let squashed = wrote(&folder, "src/c.c", 7, "one and two (#1)");
    assert_eq!(export(&squashed, "other", &second, "author").1, 22);
    assert_eq!(export(&squashed, "other", &first, "author").1, 10, "the whole was not seen");
}

#[test]
fn lines_count_since_the_release_before_the_current_one_and_policy_since() {
    let folder = unit("second-since");
    let old = wrote(&folder, "src/a.c", 10, "old");
    folder.write(
        "security/release.toml",
        &format!("[release.\"0.9\"]\ndate = 2026-11-20\ncommit = \"{old}\"\n\n[release.\"1.0\"]\ndate = 2026-11-21\n"),
    );
    wrote(&folder, "src/b.c", 5, "new");
    assert_eq!(seen(&folder), (5, 0, 1, 0));
    assert_eq!(folder.json(&["review", "code"])["since"], "0.9");
    // The kit's commits are of 2026-11-20.
    folder.write("vauban.toml", "[product.unit]\nversion = \"1.0\"\n\n[policy]\nsince = 2026-11-21\n");
    let report = folder.json(&["review", "code"]);
    assert_eq!((&report["components"][0]["older"], &report["components"][0]["lines"]), (&1.into(), &0.into()));
    let findings = folder.findings();
    assert!(findings.contains(&("change-without-second-person".to_owned(), "note".to_owned())), "{findings:?}");
}
