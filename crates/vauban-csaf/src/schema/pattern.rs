//! The patterns of the schemas.
//!
//! Those that stand in every document are matched by hand, the others by the regex crate, which takes time in
//! proportion to the text whatever the pattern. A test holds both against each other.

use std::sync::OnceLock;

use regex::Regex;

use crate::number::Number;

/// A pattern of a schema.
#[derive(Debug)]
pub(super) struct Pattern {
    by_hand: Option<fn(&str) -> bool>,
    source: String,
    compiled: OnceLock<Option<(Regex, Option<Regex>)>>,
}

impl Pattern {
    pub(super) fn read(source: &str) -> Option<Pattern> {
        Some(Pattern { by_hand: by_hand(source), source: source.to_owned(), compiled: OnceLock::new() })
    }

    pub(super) fn holds(&self, text: &str) -> bool {
        match self.by_hand {
            Some(matches) => matches(text),
            None => self.by_regex(text),
        }
    }

    /// What the pattern is for, in words.
    pub(super) fn words(&self) -> &'static str {
        match self.source.as_str() {
            CATEGORY => "a name without blanks, dashes, underscores or full stops at its ends",
            TRACKING => "an id without blanks at its ends",
            VERSION => "a version: a whole number or a semantic version (SemVer 2.0.0)",
            CVE => "a CVE number such as CVE-2024-12345",
            CWE => "a CWE number such as CWE-79",
            LANGUAGE => "a language tag (BCP 47) such as en-US",
            source if source.contains("cpe:2") => "a CPE 2.2 or 2.3 name",
            source if source.starts_with("^pkg:") => "a package URL such as pkg:generic/name@1.0",
            source if source.contains("{32,}") => "a hash: at least 32 hexadecimal digits",
            source if source.starts_with("^CVSS:") || source.starts_with("^((AV:") => {
                "a severity vector as the schema writes it"
            }
            source if source.contains("[f]{8}") => "a UUID of version 4 in lower case, or the nil or max UUID",
            source if source.contains("extension-content") => "the address of an extension schema with its version",
            _ => "as the schema writes it",
        }
    }

    fn by_regex(&self, text: &str) -> bool {
        let compiled = self.compiled.get_or_init(|| {
            // The one pattern that looks ahead does so at its start: what must not follow is a pattern of its own.
            let (pattern, not) = match self.source.strip_prefix("^(?!") {
                Some(rest) => {
                    let end = closing(rest)?;
                    (format!("^{}", rest.get(end + 1..)?), Some(format!("^(?:{})", rest.get(..end)?)))
                }
                None => (self.source.clone(), None),
            };
            let not = not.map(|not| Regex::new(&not).ok());
            if matches!(not, Some(None)) {
                return None;
            }
            Some((Regex::new(&pattern.replace("\\d", "[0-9]")).ok()?, not.flatten()))
        });
        compiled
            .as_ref()
            .is_some_and(|(pattern, not)| pattern.is_match(text) && !not.as_ref().is_some_and(|not| not.is_match(text)))
    }
}

/// The bracket that closes one that is open.
fn closing(text: &str) -> Option<usize> {
    let mut open = 1;
    let mut escaped = false;
    for (at, byte) in text.bytes().enumerate() {
        match byte {
            _ if escaped => escaped = false,
            b'\\' => escaped = true,
            b'(' => open += 1,
            b')' => {
                open -= 1;
                if open == 0 {
                    return Some(at);
                }
            }
            _ => {}
        }
    }
    None
}

const CATEGORY: &str = r"^[^\s\-_\.](.*[^\s\-_\.])?$";
const TRACKING: &str = r"^[\S](.*[\S])?$";
const VERSION: &str = r"^(0|[1-9][0-9]*)$|^((0|[1-9]\d*)\.(0|[1-9]\d*)\.(0|[1-9]\d*)(?:-((?:0|[1-9]\d*|\d*[a-zA-Z-][0-9a-zA-Z-]*)(?:\.(?:0|[1-9]\d*|\d*[a-zA-Z-][0-9a-zA-Z-]*))*))?(?:\+([0-9a-zA-Z-]+(?:\.[0-9a-zA-Z-]+)*))?)$";
const CVE: &str = r"^CVE-[0-9]{4}-[0-9]{4,}$";
const CWE: &str = r"^CWE-[1-9]\d{0,5}$";
const LANGUAGE: &str = r"^(([A-Za-z]{2,3}(-[A-Za-z]{3}(-[A-Za-z]{3}){0,2})?|[A-Za-z]{4,8})(-[A-Za-z]{4})?(-([A-Za-z]{2}|[0-9]{3}))?(-([A-Za-z0-9]{5,8}|[0-9][A-Za-z0-9]{3}))*(-[A-WY-Za-wy-z0-9](-[A-Za-z0-9]{2,8})+)*(-[Xx](-[A-Za-z0-9]{1,8})+)?|[Xx](-[A-Za-z0-9]{1,8})+|[Ii]-[Dd][Ee][Ff][Aa][Uu][Ll][Tt]|[Ii]-[Mm][Ii][Nn][Gg][Oo])$";
const CVSS_30: &str = r"^CVSS:3[.]0/((AV:[NALP]|AC:[LH]|PR:[NLH]|UI:[NR]|S:[UC]|[CIA]:[NLH]|E:[XUPFH]|RL:[XOTWU]|RC:[XURC]|[CIA]R:[XLMH]|MAV:[XNALP]|MAC:[XLH]|MPR:[XNLH]|MUI:[XNR]|MS:[XUC]|M[CIA]:[XNLH])/)*(AV:[NALP]|AC:[LH]|PR:[NLH]|UI:[NR]|S:[UC]|[CIA]:[NLH]|E:[XUPFH]|RL:[XOTWU]|RC:[XURC]|[CIA]R:[XLMH]|MAV:[XNALP]|MAC:[XLH]|MPR:[XNLH]|MUI:[XNR]|MS:[XUC]|M[CIA]:[XNLH])$";
const CVSS_31: &str = r"^CVSS:3[.]1/((AV:[NALP]|AC:[LH]|PR:[NLH]|UI:[NR]|S:[UC]|[CIA]:[NLH]|E:[XUPFH]|RL:[XOTWU]|RC:[XURC]|[CIA]R:[XLMH]|MAV:[XNALP]|MAC:[XLH]|MPR:[XNLH]|MUI:[XNR]|MS:[XUC]|M[CIA]:[XNLH])/)*(AV:[NALP]|AC:[LH]|PR:[NLH]|UI:[NR]|S:[UC]|[CIA]:[NLH]|E:[XUPFH]|RL:[XOTWU]|RC:[XURC]|[CIA]R:[XLMH]|MAV:[XNALP]|MAC:[XLH]|MPR:[XNLH]|MUI:[XNR]|MS:[XUC]|M[CIA]:[XNLH])$";
const HASH: &str = "^[0-9a-fA-F]{32,}$";
const LOWER_HASH: &str = "^[0-9a-f]{32,}$";

fn by_hand(source: &str) -> Option<fn(&str) -> bool> {
    let matches: fn(&str) -> bool = match source {
        CATEGORY => |text| ends(text, |c| !is_blank(c) && !matches!(c, '-' | '_' | '.')),
        TRACKING => |text| ends(text, |c| !is_blank(c)),
        VERSION => |text| Number::read(text).is_some(),
        CVE => |text| {
            let Some((year, number)) = text.strip_prefix("CVE-").and_then(|rest| rest.split_once('-')) else {
                return false;
            };
            year.len() == 4 && number.len() >= 4 && digits(year) && digits(number)
        },
        CWE => |text| {
            let number = text.strip_prefix("CWE-").unwrap_or("");
            (1..=6).contains(&number.len()) && digits(number) && !number.starts_with('0')
        },
        LANGUAGE => crate::language::is_shaped,
        CVSS_30 => |text| text.strip_prefix("CVSS:3.0/").is_some_and(|rest| rest.split('/').all(metric_3)),
        CVSS_31 => |text| text.strip_prefix("CVSS:3.1/").is_some_and(|rest| rest.split('/').all(metric_3)),
        HASH => |text| text.len() >= 32 && text.bytes().all(|byte| byte.is_ascii_hexdigit()),
        LOWER_HASH => {
            |text| text.len() >= 32 && text.bytes().all(|byte| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte))
        }
        _ => return None,
    };
    Some(matches)
}

fn metric_3(metric: &str) -> bool {
    let Some((name, value)) = metric.split_once(':') else { return false };
    let known = match name {
        "AV" => "NALP",
        "AC" => "LH",
        "PR" | "C" | "I" | "A" => "NLH",
        "UI" => "NR",
        "S" => "UC",
        "E" => "XUPFH",
        "RL" => "XOTWU",
        "RC" => "XURC",
        "CR" | "IR" | "AR" => "XLMH",
        "MAV" => "XNALP",
        "MAC" => "XLH",
        "MPR" | "MC" | "MI" | "MA" => "XNLH",
        "MUI" => "XNR",
        "MS" => "XUC",
        _ => return false,
    };
    value.len() == 1 && known.contains(value)
}

fn digits(text: &str) -> bool {
    text.bytes().all(|byte| byte.is_ascii_digit())
}

/// What `\s` means to a JSON schema: white space of ECMAScript.
fn is_blank(c: char) -> bool {
    (c.is_whitespace() && c != '\u{85}') || c == '\u{feff}'
}

/// Whether both ends are of a kind and no line breaks stand between.
fn ends(text: &str, fine: fn(char) -> bool) -> bool {
    let mut letters = text.chars();
    letters.next().is_some_and(fine)
        && letters.next_back().is_none_or(fine)
        && !text.contains(['\n', '\r', '\u{2028}', '\u{2029}'])
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Texts near the patterns: every one with a letter left out, doubled or changed.
    fn near(seed: &str) -> Vec<String> {
        let letters: Vec<char> = seed.chars().collect();
        let mut all = vec![seed.to_owned(), format!("{seed} "), format!(" {seed}"), format!("{seed}-"), String::new()];
        for at in 0..letters.len() {
            for with in ["", "0", "-", "X", "a", "/", "N", ".", "_", "é"] {
                let (before, after) = (&letters[..at], &letters[at + 1..]);
                all.push(before.iter().collect::<String>() + with + &after.iter().collect::<String>());
                all.push(before.iter().collect::<String>() + with + &letters[at..].iter().collect::<String>());
            }
        }
        all
    }

    #[test]
    fn patterns_by_hand_agree_with_the_patterns_of_the_schemas() {
        let cases: [(&str, &[&str]); 10] = [
            (CATEGORY, &["csaf_base", "Example Notice", "a", "ab"]),
            (TRACKING, &["Example-2024_01", "a b"]),
            (VERSION, &["0", "10", "1.2.3", "1.0.0-rc.1+5", "1.0.0-01a"]),
            (CVE, &["CVE-2024-12345", "CVE-1900-0001"]),
            (CWE, &["CWE-79", "CWE-123456"]),
            (
                LANGUAGE,
                &[
                    "en",
                    "en-US",
                    "zh-cmn-Hans-CN",
                    "i-default",
                    "x-a-b",
                    "de-DE-1996-u-co-phonebk-x-b",
                    "sl-rozaj-biske",
                ],
            ),
            (CVSS_30, &["CVSS:3.0/AV:N/AC:L/PR:N/UI:N/S:C/C:H/I:H/A:H", "CVSS:3.0/E:X/RL:U/RC:C/MAV:P/MC:N/CR:M"]),
            (CVSS_31, &["CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:C/C:H/I:H/A:H", "CVSS:3.1/MUI:R/MS:C/MAC:H/MPR:L"]),
            (HASH, &["0123456789abcdefABCDEF0123456789"]),
            (LOWER_HASH, &["0123456789abcdefabcdef01234567890"]),
        ];
        for (source, seeds) in cases {
            let pattern = Pattern::read(source).unwrap_or_else(|| panic!("{source}"));
            assert!(pattern.by_hand.is_some());
            for text in seeds.iter().flat_map(|seed| near(seed)) {
                assert_eq!(pattern.holds(&text), pattern.by_regex(&text), "{source} {text:?}");
            }
        }
    }

    #[test]
    fn a_pattern_that_looks_ahead_is_two() {
        let pattern =
            Pattern::read(r"^(?!https:\/\/a\/([^\/\s]+/)*no\.json)(https:\/\/[a-z]+\/.*)$").expect("a pattern");
        assert!(pattern.holds("https://b/no.json") && !pattern.holds("https://a/x/no.json") && !pattern.holds("b"));
    }
}
