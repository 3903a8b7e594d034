//! Ranges as advisories say them.

#![allow(clippy::unwrap_used)]

use vauban_parts::declared::Declared;
use vauban_parts::version::{Order, Scheme};
use vauban_parts::wording::{Wording, read};

fn spelled(text: &str) -> String {
    match read(text) {
        Wording::All => "all".to_owned(),
        Wording::None => "none".to_owned(),
        Wording::Unreadable => "?".to_owned(),
        Wording::Vers(vers) => vers.to_string(),
        Wording::Alternatives(alternatives) => {
            let one = |all: &Vec<vauban_parts::vers::Constraint>| {
                let parts: Vec<String> =
                    all.iter().map(|at| format!("{}{}", at.comparator.spelled(), at.version)).collect();
                parts.join(" & ")
            };
            alternatives.iter().map(one).collect::<Vec<_>>().join(" | ")
        }
    }
}

#[test]
fn what_advisories_say_is_read_or_refused() {
    let cases = [
        ("vers:all/*", "all"),
        ("vers:none/*", "none"),
        ("vers:npm/>=1.0.0|<2.0.0", "vers:npm/>=1.0.0|<2.0.0"),
        ("vers:all/<V5.4", "<V5.4"),
        ("vers:all/<V17 Update 6", "<V17 Update 6"),
        ("*", "all"),
        ("All versions", "all"),
        ("all Versions", "all"),
        ("< V1.5", "<V1.5"),
        ("<V1.5", "<V1.5"),
        ("<=V2.9 SP1 HF3", "<=V2.9 SP1 HF3"),
        ("\u{2264} 3.1", "<=3.1"),
        ("All versions prior to 4.2", "<4.2"),
        ("All versions < V1.5 SP3", "<V1.5 SP3"),
        ("All versions < V14 SP1 Update 14", "<V14 SP1 Update 14"),
        ("Versions before 2.3.1", "<2.3.1"),
        ("Version 1.2 and earlier", "<=1.2"),
        ("v1.2 and prior", "<=v1.2"),
        ("1.2 or older versions", "<=1.2"),
        ("1.2 and all previous versions", "<=1.2"),
        ("2.0 and later", ">=2.0"),
        ("up to 1.9", "<=1.9"),
        (">= V2.5 < V2.6.1", ">=V2.5 & <V2.6.1"),
        (">= V5.0 and < V6.4", ">=V5.0 & <V6.4"),
        ("> V1.0  and < V1.6", ">V1.0 & <V1.6"),
        ("All versions >V1.1 and <V2.0.1", ">V1.1 & <V2.0.1"),
        (">= 3.5.11.0 | <= 3.5.15.0", ">=3.5.11.0 & <=3.5.15.0"),
        (">=R3.08.10|<=R3.09.50", ">=R3.08.10 & <=R3.09.50"),
        ("<= 1.12.0.27 | 1.12.13.2 | 1.12.14.5", "<=1.12.0.27 | 1.12.13.2 | 1.12.14.5"),
        ("9.6 | 9.8", "9.6 | 9.8"),
        ("V15, V15.1 and V16", "V15 | V15.1 | V16"),
        ("1.0 to 1.5", ">=1.0 & <=1.5"),
        ("1.0 through 1.5", ">=1.0 & <=1.5"),
        ("1.0 - 1.5", ">=1.0 & <=1.5"),
        ("from 1.0 up to 1.5", ">=1.0 & <=1.5"),
        ("All versions between V2.5 (including) and V2.7 (excluding)", ">=V2.5 & <V2.7"),
        ("2.0.3.00.016 (including) and 2.0.6 (excluding)", ">=2.0.3.00.016 & <2.0.6"),
        ("<V3_SP2", "<V3 SP2"),
        ("V2.1.6", "V2.1.6"),
        ("2019 R1", "2019 R1"),
        ("3002", "3002"),
        // What stands beside a version may be a condition: a person reads it.
        ("All versions with OIS running on Debian 9 or earlier", "?"),
        ("All versions < V8.1 SP1 with WinCC V7.3 Upd 13", "?"),
        ("All versions with Fortinet NGFW before V7.4.1", "?"),
        ("<=11.2 on Windows 8.1 with IIS 7.5", "?"),
        ("<= 5.12.2 | all microsoft windows operating systems", "?"),
        ("< january 20 2017.", "?"),
        ("Versions including affected DNS modules", "?"),
        ("2.X", "?"),
        ("All versions <= V5.x", "?"),
        ("750-82xx", "?"),
        ("<=", "?"),
        ("", "?"),
        ("unspecified", "?"),
        ("n/a", "?"),
        ("Intel XMM7160", "?"),
        ("* | 1.5.0 plus205", "?"),
        ("not affected", "?"),
        ("< 1.0 \u{1b}[2J", "?"),
    ];
    for (text, expected) in cases {
        assert_eq!(spelled(text), expected, "{text:?}");
    }
}

#[test]
fn a_declared_order_judges_what_is_read() {
    let declared = Declared::parse("[V]{major}.{minor}[.{patch}][ SP{service-pack}][ HF{hotfix}]").unwrap();
    let order = Order::Declared(&declared);
    let cases = [
        ("<=V2.9 SP1 HF3", "V2.9 SP1 HF3", Some(true)),
        ("<=V2.9 SP1 HF3", "V2.9 SP1 HF4", Some(false)),
        ("<=V2.9 SP1 HF3", "2.9", Some(true)),
        ("<=V2.9 SP1 HF3", "V2.10", Some(false)),
        ("< V2.10", "V2.9 SP4", Some(true)),
        (">= V2.5 < V2.6.1", "v2.6", Some(true)),
        (">= V2.5 < V2.6.1", "V2.6.1", Some(false)),
        ("< V2.10", "R3", None),
        ("< R3", "V2.9", None),
        ("unspecified", "V2.9", None),
        ("vers:all/*", "R3", Some(true)),
    ];
    for (text, version, expected) in cases {
        assert_eq!(read(text).contains(order, version), expected, "{version} in {text}");
    }
    // Without a declared order texts are not compared; only what is the same is the same.
    let generic = Order::Known(Scheme::Generic);
    assert_eq!(read("< V1.5").contains(generic, "V1.4"), None);
    assert_eq!(read("V1.5 | V1.6").contains(generic, "V1.6"), Some(true));
    assert_eq!(read("V1.5 | V1.6").contains(generic, "V1.7"), None);
}
