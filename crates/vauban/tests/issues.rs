//! Issues as a response team leads them: from a mail to the notice, with every step in the record and in git; steps that
//! are refused, a history that was rewritten, a folder that not everybody may read, and the figures of a year.

#![allow(clippy::unwrap_used, reason = "a test stops at the first surprise")]

mod kit;

use kit::{Folder, err, out};

const RECORDS: &str = "# Who does what.\n[person.advisor]\n\n[role.psirt]\nheld-by = [\"advisor\"]\n\n[zone.plant]\nkind = \"network\"\n\n\
    [component.updater]\nkind = \"controller\"\nzone = \"plant\"\n\n[threat.forged-update]\non = [\"component.updater\"]\n\n\
    [mechanism.signed-update]\nkind = \"signature-check\"\nprotects = [\"component.updater\"]\n\n\
    [test.header]\ntype = \"mitigation\"\n\n[advisory.sa-1]\npublished = 2026-11-20\n";

const MAIL: &str = "Received: from mx.example by mail.example; Tue, 3 Nov 2026 09:12:44 +0100 (CET)\r\n\
    Received: from lab.example by mx.example; Tue, 3 Nov 2026 08:12:40 +0000\r\n\
    From: Lab <research@lab.example>\r\nSubject: Overflow in the \x1b[31mheader of an update\r\n\
    Date: Tue, 3 Nov 2026 08:12:30 +0000\r\nMessage-ID: <a@lab.example>\r\n\r\n\
    A negative length \x1b[2Jcrashes the update service.\r\n\"\"\" and [issue.other] are no TOML here.\r\n";

/// The id that the mail's subject becomes.
const ID: &str = "overflow-in-the-31mheader-of-an-update";

fn product(name: &str) -> Folder {
    let folder = Folder::new(name);
    folder.write(
        "vauban.toml",
        "[product.gateway]\nversion = \"1.0\"\n\n[policy]\ntriage-days = 5\ndeadlines = { low = 365, medium = 180, high = 60, critical = 14 }\n",
    );
    folder.write("security/records.toml", RECORDS);
    folder.write("report.eml", MAIL);
    folder
}

/// Runs a subcommand of `issue` at a time.
fn at(folder: &Folder, now: &str, arguments: &[&str]) -> (i32, String, String) {
    let output = std::process::Command::new(env!("CARGO_BIN_EXE_vauban"))
        .arg("-C")
        .arg(&folder.path)
        .args(["--now", now, "issue"])
        .args(arguments)
        .env_remove("CLICOLOR_FORCE")
        .stdin(std::process::Stdio::null())
        .output()
        .unwrap();
    (output.status.code().unwrap(), out(&output), err(&output))
}

fn ok(folder: &Folder, now: &str, arguments: &[&str]) -> String {
    let (code, said, complaint) = at(folder, now, arguments);
    assert_eq!(code, 0, "{arguments:?}: {said}{complaint}");
    said
}

fn refused(folder: &Folder, now: &str, arguments: &[&str]) -> String {
    let (code, said, complaint) = at(folder, now, arguments);
    assert_eq!(code, 2, "{arguments:?}: {said}");
    complaint
}

fn codes(folder: &Folder) -> Vec<String> {
    folder.findings().into_iter().map(|(code, _)| code).filter(|code| code.starts_with("issue-")).collect()
}

/// Receives the mail and leads the issue to where it is assessed.
fn assessed(folder: &Folder) -> String {
    ok(
        folder,
        "2026-11-03T10:00:00+01:00",
        &["receive", &mail(folder), "--source", "researcher", "--by", "advisor", "--owner", "psirt"],
    );
    ok(
        folder,
        "2026-11-04T09:00:00+01:00",
        &[
            "assess",
            ID,
            "--applicable",
            "Yes: our parser.",
            "--reproduced",
            "Yes, on 1.0.",
            "--threat",
            "forged-update",
            "--severity",
            "high",
            "--cvss",
            "CVSS:3.1/AV:P/AC:L/PR:N/UI:R/S:U/C:H/I:H/A:H",
            "--cvss",
            "CVSS:4.0/AV:P/AC:L/AT:N/PR:N/UI:P/VC:H/VI:H/VA:H/SC:N/SI:N/SA:N",
            "--cwe",
            "CWE-190",
            "--impact-where-found",
            "Crash.",
            "--impact-in-context",
            "Takes a stick.",
            "--impact-on-depth",
            "Secure boot stands.",
            "--affects",
            "updater",
            "--affects",
            "mechanism.signed-update",
            "--affected",
            "1.0",
            "--other-products",
            "None.",
            "--root-cause",
            "Header before signature.",
            "--related-none",
            "Looked for.",
            "--found-in",
            "field",
            "--should-have-been-found-in",
            "design",
            "--by",
            "advisor",
        ],
    );
    format!("security/issues/{ID}.toml")
}

fn mail(folder: &Folder) -> String {
    folder.path.join("report.eml").display().to_string()
}

#[test]
fn a_whole_life_is_in_the_record_with_its_times_and_the_check_is_content() {
    let folder = product("issue-life").with_git();
    let said = ok(
        &folder,
        "2026-11-03T10:00:00+01:00",
        &["receive", &mail(&folder), "--source", "researcher", "--owner", "psirt"],
    );
    assert!(said.contains("is received") && said.contains("DM-2.a") && said.contains("triage-days"), "{said}");
    let path = format!("security/issues/{ID}.toml");
    let text = folder.read(&path);
    assert!(
        text.contains("received-at = 2026-11-03T09:12:44+01:00") && text.contains("received = 2026-11-03\n"),
        "{text}"
    );
    assert!(text.contains("contact = \"Lab <research@lab.example>\""), "{text}");
    assert!(!text.contains('\u{1b}') && text.contains("crashes the update service."), "{text}");
    folder.ok(&["fmt", "--check"]);

    // The same mail again is another record, never one written over.
    ok(&folder, "2026-11-03T10:00:00+01:00", &["receive", &mail(&folder), "--without-text", "--without-contact"]);
    let twin = folder.read(&format!("security/issues/{ID}-2.toml"));
    assert!(!twin.contains("crashes") && !twin.contains("research@"), "{twin}");
    std::fs::remove_file(folder.path.join(format!("security/issues/{ID}-2.toml"))).unwrap();
    std::fs::remove_file(folder.path.join(&path)).unwrap();

    let path = assessed(&folder);
    folder.edit(&path, "state = ", "# Kept where it stands.\nstate = ");
    ok(&folder, "2026-11-04T12:00:00+01:00", &["answer", ID, "--by", "psirt"]);
    folder.commit("assessed");
    ok(
        &folder,
        "2026-11-05T09:00:00+01:00",
        &[
            "decide",
            ID,
            "fix",
            "--by",
            "advisor",
            "--due",
            "2026-12-20",
            "--informed",
            "Support.",
            "--reported-upstream",
            "Our own code.",
            "--must-report",
            "Users: yes, by a notice.",
        ],
    );
    let preview =
        ok(&folder, "2026-11-15T09:00:00+01:00", &["resolve", ID, "--fix", "51c0aa7", "--test", "header", "--dry-run"]);
    assert!(preview.contains("would be written") && preview.contains("+ fixed = 2026-11-15"), "{preview}");
    assert!(!folder.read(&path).contains("51c0aa7"));
    ok(
        &folder,
        "2026-11-15T09:00:00+01:00",
        &[
            "resolve",
            ID,
            "--fix",
            "51c0aa7",
            "--mechanism",
            "signed-update",
            "--test",
            "header",
            "--prevention",
            "A practice.",
        ],
    );
    ok(&folder, "2026-11-20T09:00:00+01:00", &["disclose", ID, "--advisory", "sa-1", "--by", "psirt"]);
    let said = ok(&folder, "2026-11-21T09:00:00+01:00", &["close", ID]);
    assert!(!said.contains("lacks"), "{said}");
    folder.commit("closed");

    let text = folder.read(&path);
    assert!(text.contains("# Kept where it stands.\nstate = \"closed\""), "{text}");
    folder.ok(&["fmt", "--check"]);
    let page = folder.json_of(&["issue", "show", ID, "--format", "json"]);
    let states: Vec<&str> =
        page["events"].as_array().unwrap().iter().map(|event| event["state"].as_str().unwrap()).collect();
    assert_eq!(states, ["received", "confirmed", "assessed", "assessed", "decided", "fixed", "disclosed", "closed"]);
    assert_eq!(page["schema"], "vauban/issue/1");
    let scores: Vec<&str> =
        page["issue"]["scores"].as_array().unwrap().iter().map(|score| score.as_str().unwrap()).collect();
    assert!(scores[0] == "6.6 (3.1)" && scores[1].ends_with(" (4.0)"), "{scores:?}");
    let codes = codes(&folder);
    for wrong in
        ["events-out-of-order", "state-skipped", "state-differs", "history-rewritten", "kept-too-openly", "untracked"]
    {
        assert!(!codes.contains(&format!("issue-{wrong}")), "{codes:?}");
    }
}

#[test]
fn what_cannot_be_is_refused_and_nothing_is_written() {
    let folder = product("issue-refused");
    let path = assessed(&folder);
    let before = folder.read(&path);
    let later = "2026-11-06T09:00:00Z";
    for (arguments, why) in [
        (&["resolve", ID, "--fix", "x"][..], "from assessed to fixed"),
        (&["close", ID], "from assessed to closed"),
        (&["close", ID, "--because", "  "], "from assessed to closed"),
        (&["decide", ID], "say what is done"),
        (&["decide", ID, "wait"], "there is no `wait`"),
        (&["decide", ID, "fix", "--due", "tomorrow"], "`tomorrow` is no date"),
        (&["decide", ID, "fix", "--by", "advisr"], "did you mean `advisor`?"),
        (&["decide", ID, "fix", "--at", "2026-11-06T09:00:00"], "no time with a zone"),
        (&["decide", ID, "fix", "--at", "2026-11-07T09:00:00Z"], "lies ahead"),
        (&["decide", ID, "fix", "--at", "2026-11-03T09:00:00Z"], "in the order of time"),
        (&["assess", ID, "--affects", "updatr"], "did you mean"),
        (&["assess", ID, "--severity", "awful"], "there is no `awful`"),
        (&["assess", "overflow"], "there is no issue `overflow`"),
        (&["receive", "--title", "x", "--id", ID], "already"),
        (&["receive", "--title", "x", "--id", "../x"], "is no id"),
        (&["receive", "--title", "x", "--handling", "red"], "does not belong here"),
        (&["receive", "--title", "x", "--at", "2026-11-07T09:00:00Z"], "lies ahead"),
        (&["receive", "--title", "x", "--in", "nowhere"], "neither a used folder"),
        (&["receive"], "--title"),
    ] {
        let complaint = refused(&folder, later, arguments);
        assert!(complaint.contains(why), "{arguments:?}: {complaint}");
    }
    assert_eq!(folder.read(&path), before);
    assert_eq!(std::fs::read_dir(folder.path.join("security/issues")).unwrap().count(), 1);

    // A skipped step says why, and then the check is content with it.
    ok(&folder, later, &["close", ID, "--because", "The feature was taken out before anything was delivered."]);
    assert!(folder.read(&path).contains("skipped-because"));
    assert!(!codes(&folder).contains(&"issue-state-skipped".to_owned()));

    // A mail that does not tell when it arrived is not dated by guess.
    folder.write("report.eml", "From: a@b.example\r\nSubject: s\r\nDate: Tue, 3 Nov 2026 08:12:30\r\n\r\ntext\r\n");
    let complaint = refused(&folder, later, &["receive", &mail(&folder)]);
    assert!(
        complaint.contains("nobody can tell when the mail arrived")
            && complaint.contains("is no zone") | complaint.contains("expected one zone"),
        "{complaint}"
    );
    folder.write("report.eml", "no mail at all");
    assert!(refused(&folder, later, &["receive", &mail(&folder)]).contains("is no mail"));
}

#[test]
fn an_event_that_was_committed_is_not_changed_or_lost() {
    let folder = product("issue-rewritten").with_git();
    let path = assessed(&folder);
    folder.commit("assessed");
    let rewritten = |folder: &Folder| codes(folder).iter().filter(|code| *code == "issue-history-rewritten").count();
    assert_eq!(rewritten(&folder), 0);

    // Another time, committed over: the commit before still tells.
    let text = folder.read(&path);
    folder.write(
        &path,
        &text.replace(
            "2026-11-04T09:00:00+01:00\nstate = \"assessed\"",
            "2026-11-05T09:00:00+01:00\nstate = \"assessed\"",
        ),
    );
    assert_eq!(rewritten(&folder), 1);
    folder.commit("moved");
    assert_eq!(rewritten(&folder), 1);
    let report = folder.json(&["check"]);
    let found =
        report["findings"].as_array().unwrap().iter().find(|one| one["code"] == "issue-history-rewritten").unwrap();
    assert!(found["help"].as_str().unwrap().contains(&format!("{path}:")), "{found}");

    // Taken out with its file, and put back under another name.
    std::fs::remove_file(folder.path.join(&path)).unwrap();
    folder.write("security/other.toml", "[issue.other]\nstate = \"received\"\n");
    folder.commit("gone");
    assert_eq!(rewritten(&folder), 1);
    folder.write(
        "security/moved.toml",
        &text.replace(ID, "renamed").replace("title = ", &format!("formerly = [\"{ID}\"]\ntitle = ")),
    );
    folder.commit("moved back");
    assert_eq!(rewritten(&folder), 1, "the time that stood in the second commit is gone");
    let status = folder.json(&["status"]);
    let all = status["requirements"].as_array().unwrap().iter();
    let tracked =
        all.flat_map(|one| one["aspects"].as_array().unwrap()).find(|aspect| aspect["id"] == "DM-1.e").unwrap();
    assert_ne!(tracked["verdict"], "met");
}

#[test]
fn closely_kept_issues_live_in_a_folder_of_their_own() {
    let folder = product("issue-kept");
    let root = folder.read("vauban.toml");
    folder.write(
        "vauban.toml",
        &format!("{root}\n[use.kept]\npath = \"kept\"\nrestricted = true\nholds = [\"issue\", \"person\"]\n"),
    );
    folder.write("kept/vauban.toml", "[policy]\nhandling = \"TLP:RED\"\n");
    folder.write("kept/security/people.toml", "[person.keeper]\n");
    let now = "2026-11-10T09:00:00Z";
    ok(
        &folder,
        now,
        &[
            "receive",
            "--title",
            "Known to few",
            "--handling",
            "red",
            "--in",
            "kept",
            "--by",
            "keeper",
            "--source",
            "supplier",
        ],
    );
    let path = "kept/security/issues/known-to-few.toml";
    assert!(folder.read(path).contains("handling = \"TLP:RED\""));
    assert!(!codes(&folder).contains(&"issue-kept-too-openly".to_owned()));
    ok(&folder, now, &["assess", "known-to-few", "--applicable", "Yes.", "--by", "keeper"]);
    assert!(folder.read(path).contains("state = \"confirmed\""));
    ok(&folder, now, &["receive", "--title", "Known to all", "--handling", "clear"]);

    // Outsiders learn how many there are, and no word of what.
    let all = folder.json(&["issue", "list"]);
    assert_eq!(all["issues"].as_array().unwrap().len(), 2);
    let outside = folder.run(&["issue", "list", "--for", "clear", "--format", "json"]);
    let text = out(&outside);
    assert!(!text.contains("few"), "{text}");
    let outside: serde_json::Value = serde_json::from_str(&text).unwrap();
    assert_eq!((&outside["withheld"], outside["issues"].as_array().unwrap().len()), (&1.into(), 1));

    // In the open it is told; and without the folder the list says that it is not whole.
    folder.write("security/leak.toml", "[issue.leak]\nstate = \"received\"\nhandling = \"TLP:AMBER+STRICT\"\n");
    assert!(codes(&folder).contains(&"issue-kept-too-openly".to_owned()));
    std::fs::remove_dir_all(folder.path.join("kept")).unwrap();
    let list = folder.json(&["issue", "list"]);
    assert!(!list["incomplete"].as_array().unwrap().is_empty(), "{list}");
}

#[test]
fn figures_are_those_of_the_records_in_every_form() {
    let folder = product("issue-figures");
    let issue = |id: &str, received: &str, assessed: &str, fixed: &str, closed: &str| {
        format!(
            "[issue.{id}]\nstate = \"closed\"\nsource = \"user\"\nseverity = \"high\"\nreceived = {received}\nassessed = {assessed}\nfixed = {fixed}\nclosed = {closed}\n\n"
        )
    };
    let mut text = issue("a", "2026-01-10", "2026-01-12", "2026-01-20", "2026-02-01");
    text += &issue("b", "2026-03-01", "2026-03-11", "2026-03-31", "2026-11-30");
    text += "[issue.c]\nstate = \"decided\"\nsource = \"tester\"\nreceived = 2026-05-01\ndue = 2026-06-01\nassessed = 2026-05-02\n\n";
    text += "[issue.d]\nstate = \"received\"\n\n[issue.e]\nstate = \"confirmed\"\nreceived = 2026-06-01\n";
    folder.write("security/issues.toml", &text);
    let json = folder.json(&["issue", "figures", "--from", "2026-01-01", "--to", "2026-06-30"]);
    let period = &json["periods"][0];
    let of = |key: &str| period[key].as_u64().unwrap();
    // b closes later than the last day: as of then it is open.
    assert_eq!((of("received"), of("ended"), of("open"), of("overdue")), (4, 1, 3, 1));
    let step = |word: &str| period["times"].as_array().unwrap().iter().find(|row| row["step"] == word).unwrap().clone();
    let applicability = step("applicability");
    assert_eq!(
        (&applicability["n"], &applicability["median_tenths"], &applicability["untold"]),
        (&3.into(), &20.into(), &1.into())
    );
    assert_eq!(step("fix")["median_tenths"], 100);
    assert_eq!(json["undated"], serde_json::json!(["d"]));

    let review = folder.ok(&["issue", "figures", "--review", "--from", "2026-01-01", "--to", "2026-06-30"]);
    assert_eq!(
        review.trim(),
        "figures = { from = 2026-01-01, to = 2026-06-30, received = 4, ended = 1, open = 3, overdue = 1, days-to-applicability = 2, days-to-fix = 10 }"
    );
    let csv = folder.ok(&["issue", "figures", "--from", "2026-01-01", "--to", "2026-06-30", "--format", "csv"]);
    assert!(csv.contains("2026-01-01,2026-06-30,days-to-fix-median,10\n"), "{csv}");
    let markdown = folder.ok(&["issue", "figures", "--format", "markdown"]);
    assert!(markdown.starts_with("| up to | 2026-02-22 | 2026-05-22 | 2026-08-22 | 2026-11-22 |\n|---|"), "{markdown}");
    let svg = folder.ok(&["issue", "figures", "--by", "month", "--periods", "12", "--format", "svg"]);
    let named = |name: &str| svg.matches(name).count();
    assert_eq!((named("<title id"), named("<desc id"), named("<rect ")), (1, 1, 36));
    assert_eq!(folder.run(&["issue", "figures", "--to", "2027-01-01"]).status.code(), Some(2));

    // A review that cites them shows that it looked at them; one that cites others does not.
    let review_of = |figures: &str| {
        format!(
            "[review.defects]\nkind = \"defects\"\ndate = 2026-07-01\ninputs = [\"all issues\"]\nlooked-for = [\"DM-6.a\", \"DM-6.b\", \"DM-6.c\", \"DM-6.d\"]\n{figures}\n"
        )
    };
    let told = |folder: &Folder| {
        let report = folder.json(&["check"]);
        let all = report["findings"].as_array().unwrap();
        all.iter().find(|one| one["code"] == "defect-review-incomplete").unwrap()["help"].as_str().unwrap().to_owned()
    };
    folder.write("security/review.toml", &review_of(""));
    assert!(told(&folder).contains("`figures` of completeness"));
    folder.write("security/review.toml", &review_of(review.trim()));
    assert!(!told(&folder).contains("`figures`"), "{}", told(&folder));
    folder.write("security/review.toml", &review_of(&review.trim().replace("open = 3", "open = 0")));
    assert!(told(&folder).contains("`open` as the records tell it: 3, not 0"), "{}", told(&folder));
}

#[test]
fn the_list_puts_what_is_due_first() {
    let folder = product("issue-list");
    folder.write(
        "security/issues.toml",
        "[issue.later]\nstate = \"decided\"\nseverity = \"low\"\nreceived = 2026-11-01\ndue = 2026-12-24\n\n\
         [issue.late]\nstate = \"received\"\nsource = \"user\"\nreceived = 2026-11-01\n\n\
         [issue.never]\nstate = \"accepted\"\nseverity = \"high\"\nreceived = 2026-11-01\n\n[issue.over]\nstate = \"closed\"\n",
    );
    let ids = |arguments: &[&str]| -> Vec<String> {
        let list = folder.json(&[&["issue", "list"], arguments].concat());
        list["issues"].as_array().unwrap().iter().map(|row| row["id"].as_str().unwrap().to_owned()).collect()
    };
    assert_eq!(ids(&[]), ["late", "later", "never"]);
    assert_eq!(ids(&["--all"]).len(), 4);
    assert_eq!(ids(&["--overdue"]), ["late"]);
    assert_eq!(ids(&["--state", "closed"]), ["over"]);
    assert_eq!(ids(&["--source", "user"]), ["late"]);
    // What is not said may be as bad: it is not left out.
    assert_eq!(ids(&["--severity", "high"]), ["late", "never"]);
}
