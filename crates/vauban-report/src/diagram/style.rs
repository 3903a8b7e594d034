//! Colours by day and by night, letters and strokes; and text made safe for XML.

use crate::text::lines;

/// Letters and strokes; colours come after.
const SHAPES: &str = "text { font-family: 'Source Sans 3', 'Segoe UI', Roboto, 'Helvetica Neue', Arial, sans-serif; font-size: 12px }
.head { font-size: 20px; font-weight: 600 } .sub { font-size: 13px } .name { font-size: 13px; font-weight: 600 } .kind { font-size: 11px }
.label { font-size: 11px } .protocol { font-weight: 600 } .zone-name { font-size: 12px; font-weight: 600 } .mid { text-anchor: middle } .end { text-anchor: end }
.zone { stroke-width: 1.3; stroke-dasharray: 7 4 } .card { stroke-width: 1.3 } .environment { stroke-dasharray: 2 2.5 } .neighbour { opacity: .72 }
.line { fill: none; stroke-width: 1.3; stroke-linejoin: round } .control { stroke-width: 2.1 } .rule, .bare { fill: none; stroke-width: 1 }
.cross { fill: none; stroke-width: 3.4; stroke-dasharray: 5 3 } .tag { stroke-width: 1 } .shade, .open, .open-bad, .asked { stroke-width: 1 } .asked { stroke-dasharray: 3 2 } .said-open-bad { font-weight: 600 }
";

struct Colours {
    page: &'static str,
    ink: &'static str,
    soft: &'static str,
    line: &'static str,
    zones: [&'static str; 3],
    outside: &'static str,
    border: &'static str,
    card: &'static str,
    actor: &'static str,
    environment: &'static str,
    accent: &'static str,
    bad: &'static str,
    grades: [&'static str; 3],
}

const DAY: Colours = Colours {
    page: "#fcfbf7",
    ink: "#22252b",
    soft: "#5d636d",
    line: "#59606b",
    zones: ["#eef2f7", "#e2e9f1", "#d5dfea"],
    outside: "#f5efdf",
    border: "#7c8796",
    card: "#ffffff",
    actor: "#f3e9cf",
    environment: "#f1f1ee",
    accent: "#1c5fa8",
    bad: "#b3261e",
    grades: ["#f4b8b1", "#f5d9a8", "#bfe3c6"],
};

const NIGHT: Colours = Colours {
    page: "#17191d",
    ink: "#e6e8ec",
    soft: "#a3aab5",
    line: "#9099a6",
    zones: ["#1f242c", "#262d38", "#2e3744"],
    outside: "#2b2820",
    border: "#687486",
    card: "#15171b",
    actor: "#3b3422",
    environment: "#24262a",
    accent: "#7db7f5",
    bad: "#ff8f84",
    grades: ["#6b2a25", "#5f4a1c", "#1f5130"],
};

impl Colours {
    /// Written out: not every viewer knows variables.
    fn rules(&self) -> String {
        let Colours { page, ink, soft, line, zones, outside, border, card, actor, environment, accent, bad, grades } =
            self;
        let marks = format!(
            ".open-bad {{ fill: {}; stroke: {bad} }} .open {{ fill: {}; stroke: {border} }} .asked {{ fill: {page}; stroke: {border} }} .said-calm {{ fill: {soft} }} ",
            grades[0], grades[1]
        );
        let mut rules = format!(
            "text {{ fill: {ink} }} .sub, .kind, .soft {{ fill: {soft} }} .page {{ fill: {page}; stroke: {border} }} .rule {{ stroke: {border} }}\n\
             .zone {{ stroke: {border} }} .outside {{ fill: {outside} }} .card {{ fill: {card}; stroke: {line} }} .actor {{ fill: {actor} }}\n\
             .environment {{ fill: {environment} }} .line {{ stroke: {line} }} .control {{ stroke: {ink} }} .tip {{ fill: {line} }} .tip-control {{ fill: {ink} }}\n\
             .port {{ fill: {line} }} .tag {{ fill: {page}; stroke: {border} }} .cross {{ stroke: {bad} }} .alarm {{ fill: {bad} }} .bang {{ fill: {page} }}\n\
             .arrow:hover .line {{ stroke: {accent}; stroke-width: 2.6 }} .arrow:hover .tag {{ stroke: {accent} }} {marks}.shade {{ stroke: {border} }}\n"
        );
        for (at, zone) in zones.iter().enumerate() {
            rules.push_str(&format!(".in{at} {{ fill: {zone} }} "));
        }
        for (at, grade) in grades.iter().enumerate() {
            rules.push_str(&format!(".grade{at} {{ fill: {grade} }} "));
        }
        rules.push('\n');
        rules
    }
}

/// The style sheet.
pub(super) fn style() -> String {
    let (day, night) = (DAY.rules(), NIGHT.rules());
    format!("<style>\n{SHAPES}{day}@media (prefers-color-scheme: dark) {{\n{night}}}\n</style>\n")
}

/// Text for XML, on one line or several.
pub(crate) fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 8);
    for c in lines(text).chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            // What XML 1.0 has no place for.
            '\u{fffe}' | '\u{ffff}' => out.push('\u{fffd}'),
            c if c.is_control() && c != '\n' => out.push('\u{fffd}'),
            c => out.push(c),
        }
    }
    out
}
