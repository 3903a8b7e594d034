//! The tree against serde_json: the same texts are refused, and what is read is the same.

#![allow(clippy::unwrap_used, clippy::print_stdout)] // A test stops at the first surprise.

use std::path::{Path, PathBuf};

use proptest::prelude::*;
use vauban_json::{Document, Kind, Limits, Value, What};

/// The same tree as serde_json's, and every place in it leads back to the value.
fn same(value: Value<'_>, other: &serde_json::Value) -> bool {
    assert_eq!(value.document().value(value.index()), Some(value));
    match (value.kind(), other) {
        (Kind::Null, serde_json::Value::Null) => value.raw() == "null",
        (Kind::Boolean, serde_json::Value::Bool(other)) => value.boolean() == Some(*other),
        (Kind::Text, serde_json::Value::String(other)) => {
            serde_json::from_str::<String>(value.raw()).unwrap() == *other && value.is(other)
        }
        (Kind::Number, serde_json::Value::Number(other)) => {
            let close = |a: f64, b: f64| a == b || (a - b).abs() <= a.abs() * 1e-15;
            match (other.as_u64(), other.as_i64()) {
                (Some(number), _) => value.as_u64() == Some(number),
                (_, Some(number)) => value.as_i64() == Some(number),
                _ => close(value.as_f64().unwrap(), other.as_f64().unwrap()),
            }
        }
        (Kind::Array, serde_json::Value::Array(others)) => {
            assert_eq!(value.items().count(), value.len());
            value.len() == others.len() && value.items().zip(others).all(|(value, other)| same(value, other))
        }
        (Kind::Object, serde_json::Value::Object(others)) => {
            assert_eq!(value.members().count(), value.len());
            // Of names that occur twice serde_json keeps the last value.
            let mut names: Vec<&str> = value.members().map(|(name, _)| name.text().unwrap()).collect();
            names.sort_unstable();
            names.dedup();
            let last = |name: &str| value.members().filter(|(own, _)| own.is(name)).last().map(|(_, value)| value);
            names.len() == others.len()
                && others.iter().all(|(name, other)| last(name).is_some_and(|value| same(value, other)))
        }
        _ => false,
    }
}

fn check(bytes: &[u8]) -> bool {
    let ours = Document::read(bytes, &Limits::default());
    match (&ours, serde_json::from_slice::<serde_json::Value>(bytes)) {
        (Ok(document), Ok(other)) => assert!(same(document.root(), &other), "{:?}", String::from_utf8_lossy(bytes)),
        (Err(_), Err(_)) => {}
        // Numbers beyond a machine's are kept here as they were written.
        (Ok(_), Err(error)) if error.to_string().contains("number out of range") => {}
        (Err(error), Ok(_)) if matches!(error.what, What::TooDeep(_)) => {}
        (Ok(_), Err(error)) if error.to_string().contains("recursion limit") => {}
        (ours, other) => panic!("{ours:?}\n{other:?}\n{:?}", String::from_utf8_lossy(bytes)),
    }
    ours.is_ok()
}

fn files(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
        match entry.path() {
            path if path.is_dir() => files(&path, found),
            path if path.extension().is_some_and(|known| known == "json") => found.push(path),
            _ => {}
        }
    }
}

fn corpora(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    files(folder, &mut found);
    found.sort();
    found
}

#[test]
fn every_file_of_the_corpora_reads_as_serde_json_reads_it() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let mut found = corpora(&root.join("tests"));
    assert!(found.len() > 20);
    let shared = std::env::var_os("VAUBAN_SHARED").map_or(root.join("../shared"), PathBuf::from).join("corpora");
    let all = corpora(&shared);
    if all.is_empty() {
        println!("SKIPPED: no corpora in {}", shared.display());
    }
    found.extend(all);
    let read = found.iter().filter(|path| check(&std::fs::read(path).unwrap())).count();
    println!("{read} of {} files are JSON", found.len());
    assert!(read > 15);
}

#[test]
fn texts_that_are_json_and_texts_that_are_not() {
    for text in [
        "0",
        "-0",
        "1.5e+3",
        "\"\"",
        "[]",
        "{}",
        " [ 1 , 2 ] ",
        "{\"a\":{\"b\":[]}}",
        r#""\u00e4\ud83d\ude00\/\b""#,
        "\"ä😀\"",
        r#"{"a":1,"a":2}"#,
        "1e999",
        "123456789012345678901234567890",
        "\r\n\ttrue\n",
        r#"["\u0000"]"#,
    ] {
        assert!(check(text.as_bytes()), "{text}");
    }
    for text in [
        "",
        " ",
        "01",
        "-",
        "1.",
        ".5",
        "+1",
        "1e",
        "tru",
        "truex",
        "nul",
        "[1,]",
        "{\"a\":1,}",
        "{\"a\"}",
        "{a:1}",
        "[1 2]",
        "\"",
        "\"a",
        "\"\\",
        "\"\\x\"",
        "\"\\u12\"",
        "\"\\u12g4\"",
        r#""\ud800""#,
        r#""\udc00""#,
        r#""\ud800\u0041""#,
        r#""\ud800\ud800""#,
        "\"\u{1}\"",
        "\"\n\"",
        "[",
        "{",
        "]",
        "}",
        "[}",
        "{]",
        "1 2",
        "[]]",
        "//",
        "NaN",
        "Infinity",
        "{\"a\":1 \"b\":2}",
        "'a'",
        "\u{feff}1",
        "\u{a0}1",
        "\u{c}1",
        "[1,,2]",
        "{,}",
        "{\"a\":,}",
        "{1:2}",
        "-a",
        "\0",
    ] {
        assert!(!check(text.as_bytes()), "{text}");
    }
    assert!(!check(b"\"\xff\""));
    assert!(!check(b"\"\xed\xa0\x80\""));
}

#[test]
fn an_error_says_where() {
    for (text, place, message) in [
        ("{\n  \"ä\": tru\n}", (2, 8), "unexpected `t`; expected a value"),
        ("[1,\n 2", (2, 3), "the text ends here; expected `,` or `]`"),
        ("\"ä\\q\"", (1, 3), "unknown escape; after a backslash stands one of `\"`, `\\`, `/`, b, f, n, r, t, u"),
        ("[\"\\ud83d\"]", (1, 3), "`\\ud83d` is half of a surrogate pair, the other half is missing"),
        ("{\"a\": \"b\n\"}", (1, 9), "control character U+000A in a text; write it as `\\u000a`"),
        ("[\n\"abc", (2, 1), "this text has no closing quote"),
        ("[\n\"ab\\n", (2, 1), "this text has no closing quote"),
        ("\u{feff}{}", (1, 1), "the text begins with a byte order mark; save it as UTF-8 without one (RFC 8259, 8.1)"),
    ] {
        let error = Document::read(text, &Limits::default()).unwrap_err();
        assert_eq!(((error.line, error.column), &*error.what.to_string()), (place, message), "{text:?}");
    }
}

#[test]
fn limits_hold() {
    let limits = Limits { bytes: 200, depth: 3, values: 8 };
    let what = |text: &str| Document::read(text, &limits).map(|_| ()).map_err(|error| error.what);
    assert_eq!(what("[[[1]]]"), Ok(()));
    assert_eq!(what("[[[[]]]]"), Err(What::TooDeep(3)));
    assert_eq!(what("[1,2,3,4,5,6,7]"), Ok(()));
    assert_eq!(what("[1,2,3,4,5,6,7,8]"), Err(What::TooMany(8)));
    assert_eq!(what(r#"{"a":1,"b":2,"c":3,"d":4}"#), Err(What::TooMany(8)));
    assert_eq!(what(&format!("\"{}\"", "a".repeat(198))), Ok(()));
    assert_eq!(what(&format!("\"{}\"", "a".repeat(199))), Err(What::TooLong(200)));
    // A million brackets are refused at the limit of depth, without a stack to run out of.
    let deep = "[".repeat(1_000_000);
    assert_eq!(Document::read(&deep, &Limits::default()).unwrap_err().what, What::TooDeep(128));
}

#[test]
fn values_know_their_places_and_pointers() {
    let text = "{\n \"a/b\": [1, {\"~\": \"ä\", \"x\": null}],\n \"e\\u0301\": true\n}";
    let document = Document::read(text, &Limits::default()).unwrap();
    let root = document.root();
    let deep = root.at("/a~1b/1/x").unwrap();
    assert!(deep.is_null());
    assert_eq!(deep.pointer(), "/a~1b/1/x");
    assert_eq!((deep.place().line, deep.place().column), (2, 29));
    let (name, value) = root.members().nth(1).unwrap();
    assert_eq!((name.text(), name.raw()), (Some("e\u{301}"), "\"e\\u0301\""));
    assert_eq!((name.pointer(), value.pointer()), ("/e\u{301}".to_owned(), "/e\u{301}".to_owned()));
    for index in 0..document.len() {
        let value = document.value(index).unwrap();
        let found = root.at(&value.pointer()).unwrap();
        assert!(found == value || found.index() == value.index() + 1, "{value:?}");
    }
    assert_eq!(root.pointer(), "");
    for nowhere in ["a", "/a", "/a~1b/2", "/a~1b/01", "/a~1b/-", "/a~1b/", "/a~1b/0/x"] {
        assert_eq!(root.at(nowhere), None, "{nowhere}");
    }
    assert_eq!(root.get_path(&["a/b"]).unwrap().item(0).unwrap().as_u64(), Some(1));
    assert_eq!(root.get("A/B"), None);
}

#[test]
fn names_that_occur_twice_are_told_with_both_places() {
    let found = |text: &str| {
        let document = Document::read(text, &Limits::default()).unwrap();
        let pairs = document.duplicates().into_iter().map(|twice| (twice.first.offset(), twice.again.offset()));
        pairs.collect::<Vec<_>>()
    };
    assert_eq!(found(r#"{"a":1,"b":{"a":1},"c":[{"a":1},{"a":2}]}"#), []);
    assert_eq!(found(r#"{"a":1,"b":2,"a":3,"a":4}"#), [(1, 13), (1, 19)]);
    assert_eq!(found(r#"[{"a":1,"\u0061":{"x":1,"x":1}}]"#), [(2, 8), (18, 24)]);
    let mut many: Vec<String> = (0..500).map(|at| format!("\"name-{at}\":{at}")).collect();
    assert_eq!(found(&format!("{{{}}}", many.join(","))), []);
    many.push("\"name-7\":0".to_owned());
    assert_eq!(found(&format!("{{{}}}", many.join(","))).len(), 1);
}

fn tree() -> impl Strategy<Value = serde_json::Value> {
    let leaf = prop_oneof![
        Just(serde_json::Value::Null),
        any::<bool>().prop_map(Into::into),
        any::<i64>().prop_map(Into::into),
        any::<u64>().prop_map(Into::into),
        any::<f64>().prop_map(Into::into),
        any::<String>().prop_map(Into::into),
        "[a-z\"\\\\\n]{0,30}".prop_map(Into::into),
    ];
    leaf.prop_recursive(6, 80, 8, |inner| {
        prop_oneof![
            proptest::collection::vec(inner.clone(), 0..8).prop_map(Into::into),
            proptest::collection::vec((any::<String>(), inner), 0..8)
                .prop_map(|members| serde_json::Value::Object(members.into_iter().collect())),
        ]
    })
}

proptest! {
    #[test]
    fn what_serde_json_writes_is_read(value in tree(), pretty in any::<bool>()) {
        let text = if pretty { serde_json::to_vec_pretty(&value) } else { serde_json::to_vec(&value) }.unwrap();
        prop_assert!(check(&text));
    }

    #[test]
    fn what_is_nearly_json_is_judged_alike(
        value in tree(),
        changes in proptest::collection::vec((any::<prop::sample::Index>(), prop::sample::select(&b"{}[]\",:\\0 u1e-.\xff\n"[..])), 1..4),
    ) {
        let mut text = serde_json::to_vec(&value).unwrap();
        for (at, byte) in changes {
            let at = at.index(text.len());
            text[at] = byte;
        }
        check(&text);
    }

    #[test]
    fn tokens_in_any_order_are_judged_alike(
        tokens in proptest::collection::vec(prop::sample::select(vec!["{", "}", "[", "]", ",", ":", "\"a\"", "1", "-0.5e1", "null", " ", "\"\\ud800", "\\udc00\""]), 0..16),
    ) {
        check(tokens.concat().as_bytes());
    }
}
