//! The clocks of CRA Article 14: the worked examples, and every edge case, each as a test of its name.

#![allow(clippy::unwrap_used, reason = "a test stops at the first surprise")]

use vauban_analysis::clocks::{CaseClocks, Clock, Clocks, Duty, Instant, State};
use vauban_engine::{Compilation, MemoryWorld, compile, survey};
use vauban_model::{Date, FilingStage, Kind};

const PEOPLE: &str = "[person.one]\n[person.two]\n[role.psirt]\nheld-by = [\"one\"]\n";
const ROOT: &str = "[product.sensor]\nname = \"Sensor\"\nversion = \"2.0\"\ntype = [\"embedded-device\"]\nmember-states = [\"DE\", \"at\"]\n";

fn at(text: &str) -> Instant {
    Instant::parse(text).unwrap_or_else(|| panic!("{text}"))
}

fn project(root: &str, records: &str) -> Compilation {
    let files = [
        ("vauban.toml".to_owned(), format!("{ROOT}{root}").into_bytes()),
        ("security/people.toml".to_owned(), PEOPLE.as_bytes().to_vec()),
        ("security/cases.toml".to_owned(), records.as_bytes().to_vec()),
    ];
    survey(&MemoryWorld::new(Date::new(2026, 11, 22).unwrap(), files)).unwrap()
}

fn clocks(root: &str, records: &str, now: &str) -> Clocks {
    let compiled = project(root, records);
    let form = ["unknown-key", "unknown-word", "wrong-type", "missing-key", "unresolved-reference", "toml-syntax"];
    let wrong: Vec<_> = compiled.findings.iter().filter(|finding| form.contains(&finding.code)).collect();
    assert!(wrong.is_empty(), "{wrong:#?}");
    compiled.clocks(None, at(now))
}

/// The first case of some records at an instant.
fn case(root: &str, records: &str, now: &str) -> CaseClocks {
    clocks(root, records, now).cases.remove(0)
}

fn of(case: &CaseClocks, duty: Duty) -> &Clock {
    case.clocks.iter().find(|clock| clock.duty == duty).unwrap_or_else(|| panic!("{duty:?} of {case:#?}"))
}

fn due(case: &CaseClocks, duty: Duty) -> String {
    of(case, duty).due.map_or_else(|| "never".to_owned(), |due| due.to_string())
}

fn statutory(case: &CaseClocks, duty: Duty) -> String {
    of(case, duty).statutory.map_or_else(|| "never".to_owned(), |due| due.to_string())
}

fn noted(case: &CaseClocks, words: &str) -> bool {
    case.notes.iter().any(|note| note.contains(words))
}

/// A vulnerability of which somebody was aware on a Friday afternoon before Christmas.
const FRIDAY: &str = "[case.a]\ntrack = \"exploited-vulnerability\"\naware = 2026-12-18T16:40:00+01:00\n";
const INCIDENT: &str = "[case.a]\ntrack = \"severe-incident\"\naware = 2027-01-28T10:00:00+01:00\n";

#[test]
fn the_worked_example_of_a_vulnerability() {
    let records = format!("{FRIDAY}measures = [{{ kind = \"mitigation\", available = 2026-12-23T10:00:00+01:00 }}]\n");
    let case = case("", &records, "2026-12-24T00:00:00Z");
    assert_eq!(due(&case, Duty::EarlyWarning), "2026-12-19T16:40:00+01:00");
    assert_eq!(due(&case, Duty::Notification), "2026-12-21T16:40:00+01:00");
    assert_eq!(due(&case, Duty::Final), "2027-01-06T10:00:00+01:00");
    assert_eq!(statutory(&case, Duty::Final), "2027-01-06T23:59:59+01:00");
    assert_eq!(of(&case, Duty::EarlyWarning).state, State::Missed);
    assert_eq!(of(&case, Duty::Final).state, State::Running);
    assert_eq!(of(&case, Duty::EarlyWarning).rule, "cra:2024/CRA-ART14-2a");
}

#[test]
fn the_worked_example_of_an_incident() {
    let records = format!(
        "{INCIDENT}filings = [{{ stage = \"72h\", submitted = 2027-01-31T09:00:00+01:00, receipt = \"R-1\" }}]\n"
    );
    let case = case("", &records, "2027-02-01T00:00:00Z");
    assert_eq!(due(&case, Duty::Final), "2027-02-28T09:00:00+01:00");
    // A Sunday: strict it stays, and only the statutory date moves on.
    assert_eq!(statutory(&case, Duty::Final), "2027-03-01T23:59:59+01:00");
    assert_eq!(of(&case, Duty::Notification).state, State::Met);
    assert_eq!(of(&case, Duty::Notification).done.as_ref().unwrap().receipt, "R-1");
}

#[test]
fn case_01_weekends_and_holidays_do_not_stop_hours() {
    let root = "[policy]\npublic-holidays = [2026-12-21]\n";
    let case = case(root, FRIDAY, "2026-12-19T15:00:00Z");
    assert_eq!(due(&case, Duty::EarlyWarning), "2026-12-19T16:40:00+01:00");
    assert_eq!(statutory(&case, Duty::Notification), "2026-12-21T17:00:00+01:00");
    assert_eq!(of(&case, Duty::EarlyWarning).left(at("2026-12-19T15:00:00Z")), Some(40 * 60));
}

#[test]
fn case_02_clock_changes_do_not_stretch_hours_and_naive_times_are_errors() {
    // The night of 2026-10-25 has 25 hours in Berlin: 24 hours after 09:00+02:00 are 08:00+01:00.
    let records = "[case.a]\ntrack = \"exploited-vulnerability\"\naware = 2026-10-24T09:00:00+02:00\n";
    let page = case("", records, "2026-10-24T10:00:00Z");
    assert_eq!(of(&page, Duty::EarlyWarning).due.unwrap().utc().to_string(), "2026-10-25T07:00:00Z");
    assert_eq!(due(&page, Duty::EarlyWarning), "2026-10-25T09:00:00+02:00");
    for naive in ["2026-10-24T09:00:00", "2026-10-24"] {
        let records = format!("[case.a]\ntrack = \"exploited-vulnerability\"\naware = {naive}\n");
        let compiled = project("", &records);
        let wrong = compiled.findings.iter().find(|finding| finding.code == "wrong-type").unwrap();
        assert!(wrong.message.contains("a time with a zone"), "{}", wrong.message);
        // And nobody assumes UTC: there is no date at all.
        assert_eq!(due(&compiled.clocks(None, at("2026-10-24T10:00:00Z")).cases[0], Duty::EarlyWarning), "never");
    }
}

#[test]
fn case_03_a_patch_from_before_awareness_gives_fourteen_days_from_awareness() {
    let records = format!("{FRIDAY}measures = [{{ kind = \"patch\", available = 2026-10-01T10:00:00+02:00 }}]\n");
    let case = case("", &records, "2026-12-18T17:00:00Z");
    assert_eq!(due(&case, Duty::Final), "2027-01-01T16:40:00+01:00");
    assert!(of(&case, Duty::Final).why.contains("from awareness"));
    assert!(noted(&case, "together with the notification"));
}

#[test]
fn case_04_a_workaround_starts_the_final_report_and_an_unrecorded_notice_may_have() {
    let workaround = "measures = [{ kind = \"workaround\", available = 2026-12-20T08:00:00+01:00 }, { kind = \"patch\", available = 2027-03-01T08:00:00+01:00 }]\n";
    let page = case("", &format!("{FRIDAY}{workaround}"), "2027-03-02T00:00:00Z");
    assert_eq!(due(&page, Duty::Final), "2027-01-03T08:00:00+01:00");
    assert_eq!(of(&page, Duty::Final).state, State::Missed);
    let told = format!(
        "{FRIDAY}issue = [\"bug\"]\n[issue.bug]\nstate = \"assessed\"\nadvisory = [\"note\"]\n\
         [advisory.note]\npublished = 2026-12-20\nresolution = \"Close the port.\"\n"
    );
    let page = case("", &told, "2026-12-21T00:00:00Z");
    let last = of(&page, Duty::Final);
    // The day began somewhere on earth 14 hours before it began in UTC; in doubt the report is due earlier.
    assert_eq!(last.due.unwrap().utc().to_string(), "2027-01-02T10:00:00Z");
    assert_eq!(last.state, State::Provisional);
    assert!(last.why.contains("`advisory.note`") && last.next.contains("measures"), "{last:#?}");
    // Without a resolution a notice helps nobody.
    let silent = told.replace("resolution = \"Close the port.\"\n", "");
    assert_eq!(of(&case("", &silent, "2026-12-21T00:00:00Z"), Duty::Final).state, State::NotStarted);
    let delivered = format!(
        "{FRIDAY}issue = [\"bug\"]\n[issue.bug]\nstate = \"fixed\"\n[update.u]\nfixes = [\"bug\"]\ndelivered = 2026-12-20\n"
    );
    assert_eq!(of(&case("", &delivered, "2026-12-21T00:00:00Z"), Duty::Final).state, State::Provisional);
}

#[test]
fn case_05_awareness_moves_earlier_at_once_and_later_only_with_a_reason_and_a_second_person() {
    let corrected = |correction: &str| {
        case(
            "",
            &format!("{FRIDAY}corrections = [{{ at = 2026-12-19T09:00:00+01:00, {correction} }}]\n"),
            "2026-12-19T10:00:00Z",
        )
    };
    let earlier = corrected("aware = 2026-12-18T12:00:00+01:00");
    assert_eq!(due(&earlier, Duty::EarlyWarning), "2026-12-19T12:00:00+01:00");
    let later = "aware = 2026-12-18T20:00:00+01:00";
    for lacking in [
        String::new(),
        ", reason = \"Mixed up two mails\"".to_owned(),
        ", reason = \"Mixed up two mails\", by = \"person.one\"".to_owned(),
        ", reason = \"Mixed up two mails\", by = \"person.one\", second = \"person.one\"".to_owned(),
        ", reason = \"Mixed up two mails\", by = \"person.one\", second = \"role.psirt\"".to_owned(),
        ", reason = \" \", by = \"person.one\", second = \"person.two\"".to_owned(),
    ] {
        let page = corrected(&format!("{later}{lacking}"));
        assert_eq!(due(&page, Duty::EarlyWarning), "2026-12-19T16:40:00+01:00", "{lacking}");
        assert!(page.awareness.log[1].flaw.is_some());
    }
    let page =
        corrected(&format!("{later}, reason = \"Mixed up two mails\", by = \"role.psirt\", second = \"person.two\""));
    assert_eq!(due(&page, Duty::EarlyWarning), "2026-12-19T20:00:00+01:00");
    // Both values stay in the log.
    let log: Vec<String> = page.awareness.log.iter().map(|event| event.aware.to_string()).collect();
    assert_eq!(log, ["2026-12-18T16:40:00+01:00", "2026-12-18T20:00:00+01:00"]);
}

#[test]
fn case_06_filing_an_incident_early_brings_the_final_report_forward_and_says_so_before() {
    let page = case("", INCIDENT, "2027-01-29T08:00:00+01:00");
    let last = of(&page, Duty::Final);
    assert_eq!((last.state, due(&page, Duty::Final)), (State::Provisional, "2027-02-28T10:00:00+01:00".to_owned()));
    assert!(
        noted(&page, "filing the notification now makes the final report due on Sun 2027-02-28 08:00 +01:00"),
        "{:?}",
        page.notes
    );
    let filed = format!(
        "{INCIDENT}filings = [{{ stage = \"72h\", submitted = 2027-01-28T12:00:00+01:00, receipt = \"R\" }}]\n"
    );
    let page = case("", &filed, "2027-01-29T08:00:00+01:00");
    assert_eq!(
        (of(&page, Duty::Final).state, due(&page, Duty::Final)),
        (State::Running, "2027-02-28T12:00:00+01:00".to_owned())
    );
}

#[test]
fn case_07_the_counter_of_the_platform_is_never_imported() {
    // The early warning went out after two hours; the notification stays due 72 h after awareness, not 48 h after that.
    let records =
        format!("{FRIDAY}filings = [{{ stage = \"24h\", submitted = 2026-12-18T18:40:00+01:00, receipt = \"R\" }}]\n");
    let page = case("", &records, "2026-12-18T18:00:00Z");
    assert_eq!(due(&page, Duty::Notification), "2026-12-21T16:40:00+01:00");
    let late =
        format!("{FRIDAY}filings = [{{ stage = \"24h\", submitted = 2026-12-20T18:40:00+01:00, receipt = \"R\" }}]\n");
    let page = case("", &late, "2026-12-20T18:00:00Z");
    assert_eq!(
        (of(&page, Duty::EarlyWarning).state, due(&page, Duty::Notification)),
        (State::Late, "2026-12-21T16:40:00+01:00".to_owned())
    );
}

#[test]
fn case_08_of_several_products_the_earliest_awareness_and_the_first_measure_govern() {
    let root = "[product.gateway]\nversion = \"1.0\"\ntype = [\"network-device\"]\n[product.tool]\nversion = \"1.0\"\ntype = [\"software-application\"]\n";
    let records = format!(
        "{FRIDAY}affected = [\n  {{ product = \"sensor\", versions = [\"2.0\"] }},\n  {{ product = \"gateway\", versions = [\"1.0\"], aware = 2026-12-18T14:00:00+01:00, added = 2026-12-19T08:00:00+01:00 }},\n]\n\
         measures = [\n  {{ kind = \"patch\", available = 2026-12-20T10:00:00+01:00, products = [\"tool\"] }},\n  {{ kind = \"patch\", available = 2026-12-22T10:00:00+01:00, products = [\"gateway\"] }},\n  {{ kind = \"patch\", available = 2026-12-28T10:00:00+01:00, products = [\"sensor\"] }},\n]\n"
    );
    let clocks = clocks(root, &records, "2026-12-29T00:00:00Z");
    assert_eq!(clocks.cases.len(), 1);
    let page = &clocks.cases[0];
    assert_eq!(due(page, Duty::EarlyWarning), "2026-12-19T14:00:00+01:00");
    // The measure of a product that is not affected starts nothing.
    assert_eq!(due(page, Duty::Final), "2027-01-05T10:00:00+01:00");
    assert_eq!(page.awareness.log.len(), 2);
}

#[test]
fn case_09_a_part_of_others_that_is_not_exploited_here_is_not_owed_with_analysis_author_and_time() {
    let whole = "no-duty = { ground = \"not-reachable\", reason = \"The parser is not compiled in.\", at = 2026-12-18T18:00:00+01:00, by = \"person.one\" }\n";
    let page = case("", &format!("{FRIDAY}{whole}"), "2026-12-30T00:00:00Z");
    assert!(page.not_owed.is_some());
    assert!(page.clocks.iter().all(|clock| clock.state.settled()), "{page:#?}");
    for part in [
        "no-duty = { ground = \"not-reachable\", reason = \" \", at = 2026-12-18T18:00:00+01:00, by = \"person.one\" }\n",
        "no-duty = { ground = \"not-reachable\", reason = \"So.\", at = 2027-12-18T18:00:00+01:00, by = \"person.one\" }\n",
        "no-duty = { ground = \"not-severe\", reason = \"So.\", at = 2026-12-18T18:00:00+01:00, by = \"person.one\" }\n",
    ] {
        let page = case("", &format!("{FRIDAY}{part}"), "2026-12-30T00:00:00Z");
        assert_eq!(of(&page, Duty::EarlyWarning).state, State::Missed, "{part}");
        assert!(noted(&page, "`no-duty` does not hold"), "{part}");
    }
    // Somebody who is not on record decided nothing.
    let nobody = project("", &format!("{FRIDAY}{}", whole.replace("person.one", "person.nobody")));
    assert_eq!(of(&nobody.clocks(None, at("2026-12-30T00:00:00Z")).cases[0], Duty::EarlyWarning).state, State::Missed);
}

#[test]
fn case_10_what_was_known_before_the_duty_began_is_not_owed_and_what_is_learnt_later_is() {
    let aware = |when: &str| format!("[case.a]\ntrack = \"exploited-vulnerability\"\naware = {when}\n");
    let before = case("", &aware("2026-09-10T22:00:00Z"), "2026-10-30T00:00:00Z");
    assert!(before.not_owed.unwrap().contains("2026-09-11"));
    // Already the eleventh by one of the two clocks: in doubt it is owed.
    for when in ["2026-09-11T00:00:00+02:00", "2026-09-10T23:00:00-03:00", "2026-09-11T00:00:00Z"] {
        let page = case("", &aware(when), "2026-10-30T00:00:00Z");
        assert_eq!(of(&page, Duty::EarlyWarning).state, State::Missed, "{when}");
    }
    // The ground cannot be claimed against the record's own date.
    let claimed = format!(
        "{FRIDAY}no-duty = {{ ground = \"known-before\", reason = \"Old.\", at = 2026-12-18T18:00:00+01:00, by = \"person.one\" }}\n"
    );
    assert_eq!(of(&case("", &claimed, "2026-12-30T00:00:00Z"), Duty::EarlyWarning).state, State::Missed);
}

#[test]
fn case_11_legacy_products_and_products_without_support_are_reported_all_the_same() {
    let legacy = "in-scope = { decision = \"legacy\", reason = \"Old platform.\" }\n";
    let records = format!("{FRIDAY}affected = [{{ product = \"sensor\", versions = [\"1.0\"] }}]\n");
    let page = case(legacy, &records, "2026-12-18T18:00:00Z");
    assert_eq!(of(&page, Duty::EarlyWarning).state, State::Running);
    assert!(noted(&page, "Article 69(3)"));
    let ended = "[line.old]\nof = \"sensor\"\nsupported-until = 2025-12-31\n";
    let page = case(ended, &records, "2026-12-18T18:00:00Z");
    assert_eq!(of(&page, Duty::EarlyWarning).state, State::Running);
    assert!(noted(&page, "no longer supported"));
}

#[test]
fn case_12_good_faith_research_is_not_owed_and_a_listing_is_a_signal_and_no_awareness() {
    let signal = "[case.a]\ntrack = \"exploited-vulnerability\"\nsignal = 2026-12-18T08:00:00+01:00\nsignal-source = \"Listed as exploited\"\n";
    let page = case("", signal, "2026-12-30T00:00:00Z");
    assert_eq!(
        (of(&page, Duty::EarlyWarning).state, due(&page, Duty::EarlyWarning)),
        (State::NotStarted, "never".to_owned())
    );
    assert_eq!(of(&page, Duty::Triage).state, State::Running);
    assert!(of(&page, Duty::EarlyWarning).next.contains("assess it at once"));
    // But the first assessment has its time, where policy gives one.
    let page = case("[policy]\nsignal-hours = 24\n", signal, "2026-12-30T00:00:00Z");
    assert_eq!(
        (of(&page, Duty::Triage).state, due(&page, Duty::Triage)),
        (State::Missed, "2026-12-19T08:00:00+01:00".to_owned())
    );
    let research = format!(
        "{FRIDAY}no-duty = {{ ground = \"good-faith-research\", reason = \"Found in a bug bounty, no trace of use.\", at = 2026-12-18T18:00:00+01:00, by = \"person.one\" }}\n"
    );
    assert!(case("", &research, "2026-12-30T00:00:00Z").not_owed.is_some());
}

#[test]
fn case_13_small_firms_owe_the_early_warning_though_they_are_not_fined_for_it() {
    for size in ["micro", "small"] {
        let page = case(&format!("[policy]\nenterprise = \"{size}\"\n"), FRIDAY, "2026-12-20T00:00:00Z");
        assert_eq!(of(&page, Duty::EarlyWarning).state, State::Missed);
        assert!(noted(&page, "64(10) as corrected"));
    }
    assert!(!noted(&case("[policy]\nenterprise = \"larger\"\n", FRIDAY, "2026-12-20T00:00:00Z"), "64(10)"));
}

#[test]
fn case_14_stewards_report_from_december_2027() {
    let root = "[policy]\nenterprise = \"steward\"\n";
    assert!(case(root, FRIDAY, "2026-12-20T00:00:00Z").not_owed.unwrap().contains("2027-12-11"));
    let later = FRIDAY.replace("2026-12-18", "2027-12-18");
    assert_eq!(of(&case(root, &later, "2027-12-20T00:00:00Z"), Duty::EarlyWarning).state, State::Missed);
}

#[test]
fn case_15_the_csirt_follows_from_the_steps_once_and_a_later_case_may_stay_with_the_first() {
    let users = "[policy]\nestablishment = { users = \"DE\" }\n";
    let csirt = |name: &str, ground: &str, reason: &str| {
        format!("csirt = {{ name = \"{name}\", country = \"DE\", ground = \"{ground}\", reason = \"{reason}\" }}\n")
    };
    let doubt = |root: &str, records: &str| {
        case(root, records, "2026-12-18T18:00:00Z")
            .notes
            .into_iter()
            .find(|note| note.contains("CSIRT may be the wrong one"))
    };
    assert_eq!(doubt(users, &format!("{FRIDAY}{}", csirt("One", "users", "Most users are there."))), None);
    assert!(doubt(users, &format!("{FRIDAY}{}", csirt("One", "users", ""))).unwrap().contains("why"));
    let main = "[policy]\nestablishment = { main = \"AT\", users = \"DE\" }\n";
    assert!(
        doubt(main, &format!("{FRIDAY}{}", csirt("One", "users", "Most users.")))
            .unwrap()
            .contains("`main-establishment` comes first")
    );
    assert!(
        doubt(main, &format!("{FRIDAY}{}", csirt("One", "main-establishment", "There.")))
            .unwrap()
            .contains("leads to `AT`")
    );
    let stays = format!("{FRIDAY}{}", csirt("One", "first-csirt", "As in the first case."));
    assert!(doubt(main, &stays).unwrap().contains("no earlier case"));
    let first = "[case.first]\ntrack = \"exploited-vulnerability\"\naware = 2026-10-01T10:00:00Z\ncsirt = { name = \"One\", ground = \"users\", reason = \"Most users.\" }\nfilings = [{ stage = \"24h\", submitted = 2026-10-01T12:00:00Z, receipt = \"R\" }]\n";
    assert_eq!(doubt(main, &format!("{stays}{first}")), None);
}

#[test]
fn case_16_an_outage_is_logged_and_moves_nothing() {
    let records = format!(
        "{FRIDAY}outages = [{{ from = 2026-12-19T12:00:00+01:00, until = 2026-12-19T20:00:00+01:00, text = \"HTTP 503; called, and was told to wait\" }}]\n"
    );
    let page = case("", &records, "2026-12-19T19:30:00Z");
    assert_eq!(
        (of(&page, Duty::EarlyWarning).state, due(&page, Duty::EarlyWarning)),
        (State::Missed, "2026-12-19T16:40:00+01:00".to_owned())
    );
    assert!(noted(&page, "no deadline moves"));
}

#[test]
fn case_17_a_false_alarm_is_closed_with_a_reason_and_keeps_its_filings() {
    let filed = "filings = [{ stage = \"24h\", submitted = 2026-12-18T18:40:00+01:00, receipt = \"R\" }]\n";
    let records = format!(
        "{FRIDAY}{filed}retracted = {{ at = 2026-12-19T08:00:00+01:00, reason = \"The log was of a test.\" }}\n"
    );
    let page = case("", &records, "2026-12-30T00:00:00Z");
    assert_eq!(
        (of(&page, Duty::EarlyWarning).state, of(&page, Duty::Notification).state),
        (State::Met, State::NotOwed)
    );
    assert_eq!(of(&page, Duty::EarlyWarning).done.as_ref().unwrap().receipt, "R");
    // A retraction that is still to come, or without a reason, takes nothing away.
    for not_yet in [
        "retracted = { at = 2027-12-19T08:00:00+01:00, reason = \"So.\" }\n",
        "retracted = { at = 2026-12-19T08:00:00+01:00, reason = \"\" }\n",
    ] {
        let page = case("", &format!("{FRIDAY}{not_yet}"), "2026-12-30T00:00:00Z");
        assert_eq!(of(&page, Duty::EarlyWarning).state, State::Missed, "{not_yet}");
    }
}

#[test]
fn case_18_exceptional_circumstances_stand_in_the_notification_of_a_vulnerability_only() {
    let records = format!(
        "{FRIDAY}exceptional = {{ ground = \"imminent-risk\", reason = \"Half of the field is unpatched.\", by = \"role.psirt\" }}\n"
    );
    let compiled = project("", &records);
    let id = compiled.model.find(Kind::Case, "a").unwrap();
    let fields = |stage: FilingStage| {
        let sheet = compiled.filing_sheet(id, stage, at("2026-12-19T00:00:00Z")).unwrap();
        sheet
            .fields
            .into_iter()
            .filter(|field| ["v28", "v29"].contains(&field.nr.as_str()))
            .map(|field| field.text)
            .collect::<Vec<_>>()
    };
    assert!(fields(FilingStage::EarlyWarning).is_empty() && fields(FilingStage::Final).is_empty());
    assert_eq!(fields(FilingStage::Notification), ["Yes", "imminent-risk: Half of the field is unpatched."]);
    let incident = project("", &format!("{INCIDENT}exceptional = {{ ground = \"imminent-risk\" }}\n"));
    let id = incident.model.find(Kind::Case, "a").unwrap();
    let sheet = incident.filing_sheet(id, FilingStage::Notification, at("2027-01-29T00:00:00Z")).unwrap();
    assert!(sheet.fields.iter().all(|field| !field.nr.starts_with('v')));
}

#[test]
fn the_limit_itself_is_in_time_and_a_second_later_is_not() {
    let filed =
        |when: &str| format!("{FRIDAY}filings = [{{ stage = \"24h\", submitted = {when}, receipt = \"R\" }}]\n");
    let state = |records: &str| of(&case("", records, "2027-01-01T00:00:00Z"), Duty::EarlyWarning).state;
    assert_eq!(state(&filed("2026-12-19T16:40:00+01:00")), State::Met);
    assert_eq!(state(&filed("2026-12-19T15:40:00Z")), State::Met);
    assert_eq!(state(&filed("2026-12-19T16:40:01+01:00")), State::Late);
    // What is dated in the future was not submitted.
    assert_eq!(state(&filed("2027-06-01T00:00:00Z")), State::Missed);
    let now = |now: &str| of(&case("", FRIDAY, now), Duty::EarlyWarning).state;
    assert_eq!(now("2026-12-19T15:40:00Z"), State::Running);
    assert_eq!(now("2026-12-19T15:40:01Z"), State::Missed);
}

#[test]
fn a_filing_covers_other_stages_only_where_it_says_so() {
    let filed = |more: &str| {
        format!(
            "{FRIDAY}filings = [{{ stage = \"72h\", submitted = 2026-12-18T20:00:00+01:00, receipt = \"R\"{more} }}]\n"
        )
    };
    let state = |records: &str| of(&case("", records, "2026-12-20T00:00:00Z"), Duty::EarlyWarning).state;
    assert_eq!(state(&filed("")), State::Missed);
    assert_eq!(state(&filed(", covers = [\"24h\"]")), State::Met);
}

#[test]
fn a_request_for_a_report_in_between_is_answered_once() {
    let records = format!(
        "{FRIDAY}requests = [\n  {{ at = 2026-12-22T09:00:00Z, due = 2026-12-23T09:00:00Z }},\n  {{ at = 2026-12-24T09:00:00Z, due = 2026-12-25T09:00:00Z }},\n]\n\
         filings = [{{ stage = \"intermediate\", submitted = 2026-12-24T10:00:00Z, receipt = \"R\" }}]\n"
    );
    let page = case("", &records, "2026-12-26T00:00:00Z");
    let states: Vec<State> =
        page.clocks.iter().filter(|clock| clock.duty == Duty::Intermediate).map(|clock| clock.state).collect();
    assert_eq!(states, [State::Late, State::Missed]);
}

#[test]
fn an_exercise_alarms_nobody_and_changes_nothing() {
    let records = format!("{FRIDAY}drill = true\n");
    let clocks = clocks("", &records, "2026-12-30T00:00:00Z");
    assert_eq!(of(&clocks.cases[0], Duty::EarlyWarning).state, State::Missed);
    assert_eq!(clocks.alarms(0), (0, 0));
    let compiled = project("", FRIDAY);
    let id = compiled.model.find(Kind::Case, "a").unwrap();
    let drill = compiled.drill(id, at("2027-03-27T23:30:00+01:00"), at("2027-03-28T00:00:00Z")).unwrap();
    assert_eq!(due(&drill, Duty::EarlyWarning), "2027-03-28T23:30:00+01:00");
    assert!(drill.drill && drill.alarms(at("2030-01-01T00:00:00Z"), 0).next().is_none());
}

#[test]
fn policy_deadlines_weigh_what_presses() {
    let root = "[policy]\ntriage-days = 7\ndeadlines = { low = 180, medium = 90, high = 30, critical = 14 }\n\
                assessment-days = { low = 30, medium = 20, high = 10, critical = 5 }\ndisclosure-days = { low = 365, medium = 180, high = 90, critical = 45 }\n\
                deadline-percent = { exploits = 50, public-knowledge = 80, mitigation = 150 }\n";
    let issue =
        "[issue.bug]\nstate = \"assessed\"\nseverity = \"high\"\nreceived = 2026-11-01\nassessed = 2026-11-05\n";
    let page = |records: &str| clocks(root, records, "2026-11-22T12:00:00Z").issues.remove(0);
    let of = |records: &str, duty: Duty| page(records).clocks.into_iter().find(|clock| clock.duty == duty).unwrap();
    assert_eq!(of(issue, Duty::Triage).state, State::Met);
    assert_eq!(
        (of(issue, Duty::Assessment).state, of(issue, Duty::Assessment).due.unwrap().to_string()),
        (State::Missed, "2026-11-15T23:59:59Z".to_owned())
    );
    assert_eq!(of(issue, Duty::Fix).due.unwrap().to_string(), "2026-12-05T23:59:59Z");
    assert_eq!(of(issue, Duty::Disclosure).due.unwrap().to_string(), "2027-01-30T23:59:59Z");
    let exploited = format!("{issue}[case.a]\ntrack = \"exploited-vulnerability\"\nissue = [\"bug\"]\n");
    assert_eq!(of(&exploited, Duty::Fix).due.unwrap().to_string(), "2026-11-20T23:59:59Z");
    assert!(of(&exploited, Duty::Fix).why.contains("exploits: 50 % of 30 days"));
    let known = issue.replace("state =", "external = \"CVE-2026-1234\"\nstate =");
    assert_eq!(of(&known, Duty::Fix).due.unwrap().to_string(), "2026-11-29T23:59:59Z");
    // A workaround buys time for what nobody exploits, and for nothing else.
    let helped = format!(
        "{issue}[case.a]\ntrack = \"severe-incident\"\nissue = [\"bug\"]\nmeasures = [{{ kind = \"workaround\", available = 2026-11-06T10:00:00Z }}]\n"
    );
    assert_eq!(of(&helped, Duty::Fix).due.unwrap().to_string(), "2026-12-20T23:59:59Z");
    let both = helped.replace("severe-incident", "exploited-vulnerability");
    assert_eq!(of(&both, Duty::Fix).due.unwrap().to_string(), "2026-11-20T23:59:59Z");
    // A deferral owes no update; a rejected issue owes nothing more.
    let deferred = format!("{issue}decision = \"defer\"\ndecided = 2026-11-08\n");
    assert_eq!((of(&deferred, Duty::Fix).state, of(&deferred, Duty::Assessment).state), (State::NotOwed, State::Met));
    let rejected = issue.replace("\"assessed\"", "\"rejected\"");
    assert_eq!(of(&rejected, Duty::Disclosure).state, State::NotOwed);
}

#[test]
fn sheets_tell_what_is_missing_and_cut_nothing() {
    let long = "x".repeat(256);
    let records = format!(
        "[case.a]\ntitle = \"{long}\"\ntrack = \"exploited-vulnerability\"\naware = 2026-12-18T16:40:00+01:00\nissue = [\"bug\"]\n\
         affected = [{{ product = \"sensor\", versions = [\"2.0\", \"2.1\"] }}]\n[case.a.texts]\nv27 = \"unknown\"\n9 = \"Class III\"\nz1 = \"what\"\n\
         [issue.bug]\nstate = \"assessed\"\nexternal = \"CVE-2026-1234\"\ncvss = \"CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H\"\nseverity = \"critical\"\n"
    );
    let compiled = project("", &records);
    let id = compiled.model.find(Kind::Case, "a").unwrap();
    let sheet = compiled.filing_sheet(id, FilingStage::Notification, at("2026-12-19T00:00:00Z")).unwrap();
    let field = |nr: &str| sheet.fields.iter().find(|field| field.nr == nr).unwrap();
    assert_eq!((field("2").text.len(), field("2").length), (256, 256));
    assert!(field("2").error.as_ref().unwrap().contains("256 characters, 1 more than the 255"));
    assert!(field("v21").error.as_ref().unwrap().contains("required and missing"));
    assert!(field("9").error.as_ref().unwrap().contains("Class I, Class II"));
    assert!(sheet.errors.iter().any(|error| error.contains("`z1`")));
    for (nr, text) in [
        ("1", "Vulnerability"),
        ("5", "AT, DE"),
        ("6", "Sensor"),
        ("7", "2.0, 2.1"),
        ("18", "Network"),
        ("v19", "CVE-2026-1234"),
        ("v24", "critical, CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H"),
        ("v26", "2026-12-18 15:40 UTC"),
        ("v27", "unknown"),
    ] {
        assert_eq!(field(nr).text, text, "{nr}");
    }
    assert_eq!(vauban_analysis::clocks::length("ä\n😀"), 5);
    let early = compiled.filing_sheet(id, FilingStage::EarlyWarning, at("2026-12-19T00:00:00Z")).unwrap();
    let missing: Vec<&str> = early
        .fields
        .iter()
        .filter(|field| field.error.as_ref().is_some_and(|error| error.contains("required")))
        .map(|field| field.nr.as_str())
        .collect();
    assert_eq!(missing, ["3"]);
    assert!(early.fields.iter().all(|field| field.nr != "18"));
}

#[test]
fn a_hostile_case_neither_panics_nor_finds_time() {
    for aware in ["9999-12-31T23:59:59Z", "0001-01-01T00:00:00Z", "9999-12-31T00:00:00-23:59", "2026-12-18T16:40:60Z"] {
        let records = format!(
            "[case.a]\ntrack = \"severe-incident\"\naware = {aware}\nmeasures = [{{ kind = \"patch\", available = {aware} }}]\nfilings = [{{ stage = \"72h\", submitted = {aware} }}]\n"
        );
        let clocks = project("", &records).clocks(None, at("2026-12-30T00:00:00Z"));
        assert_eq!(clocks.cases.len(), 1, "{aware}");
    }
    let _ = compile(&MemoryWorld::new(
        Date::new(9999, 12, 31).unwrap(),
        [("vauban.toml".to_owned(), FRIDAY.as_bytes().to_vec())],
    ));
}
