//! Properties of formatting: it says the same, keeps every comment, and is done after one time.

#![allow(
    clippy::unwrap_used,
    clippy::print_stderr,
    reason = "a test stops at the first surprise and says what it skipped"
)]

use proptest::prelude::*;
use toml::Table;
use vauban_syntax::format::format;

fn comment() -> impl Strategy<Value = String> {
    prop_oneof![Just(String::new()), "#[ a-z]{0,8}".prop_map(|text| format!(" {text}"))]
}

fn scalar() -> impl Strategy<Value = String> {
    prop_oneof![
        "[a-z ]{0,12}".prop_map(|text| format!("\"{text}\"")),
        (0..9999_i64).prop_map(|number| number.to_string()),
        Just("true".to_owned()),
        Just("2026-11-22".to_owned()),
        Just("\"\"\"\nprose # with a mark\n\"\"\"".to_owned()),
    ]
}

fn value() -> impl Strategy<Value = String> {
    prop_oneof![
        scalar(),
        prop::collection::vec((scalar(), comment()), 0..6).prop_map(|items| {
            let items: String = items.into_iter().map(|(item, comment)| format!("\n   {item},{comment}\n")).collect();
            format!("[{items}]")
        }),
        prop::collection::vec(scalar(), 0..30).prop_map(|items| format!("[ {} ]", items.join(" ,"))),
        (scalar(), scalar()).prop_map(|(one, two)| format!("{{a={one},  b = {two}}}")),
    ]
}

fn record(id: usize) -> impl Strategy<Value = String> {
    let keys = prop::collection::vec((value(), comment(), comment()), 0..5);
    (keys, comment(), "\n{0,3}").prop_map(move |(keys, comment, gap)| {
        let keys: String = keys
            .into_iter()
            .enumerate()
            .map(|(at, (value, before, after))| format!("{before}\n  k{at}={value}{after}\n"))
            .collect();
        format!("{gap}{comment}\n[zone.z{id}]{comment}\n{keys}")
    })
}

fn file() -> impl Strategy<Value = String> {
    (record(0), record(1), record(2), comment()).prop_map(|(a, b, c, end)| format!("{a}{b}{c}{end}"))
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 600, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn formatting_says_the_same_keeps_comments_and_is_done_after_one_time(text in file()) {
        let before = toml::from_str::<Table>(&text);
        prop_assume!(before.is_ok());
        let once = format("a.toml", &text).map_err(TestCaseError::fail)?;
        let after = toml::from_str::<Table>(&once).map_err(|error| TestCaseError::fail(format!("{error}\n{once}")))?;
        prop_assert_eq!(before.unwrap(), after);
        let twice = format("a.toml", &once).map_err(TestCaseError::fail)?;
        prop_assert_eq!(once, twice);
    }

    #[test]
    fn any_text_is_formatted_or_refused_without_panic(text in any::<String>()) {
        let _ = format("a.toml", &text);
        let _ = format("a.md", &text);
    }
}
