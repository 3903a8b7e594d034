//! Shapes and colours, by day and by night.

/// Letters and strokes; colours come after.
const SHAPES: &str = "text { font-family: 'Source Sans 3', 'Segoe UI', Roboto, 'Helvetica Neue', Arial, sans-serif; font-size: 13px }
.head { font-size: 22px; font-weight: 600 } .sub { font-size: 14px } .small { font-size: 11.5px } .caps { font-size: 10.5px; letter-spacing: .08em }
.name { font-weight: 600 } .mid { text-anchor: middle } .end { text-anchor: end }
.zone { stroke-dasharray: 2 3 } .part, .start { stroke-width: 1.4 } .lost { stroke-width: 2 }
.step, .side, .joint, .absent, .hollow, .need { fill: none } .step { stroke-width: 1.8 } .side { stroke-width: 1.2; stroke-dasharray: 1 4; stroke-linecap: round }
.counts { stroke-width: 1.3 } .absent { stroke-width: 1.2; stroke-dasharray: 5 4 } .wall { stroke-width: 1.5; stroke-linejoin: round }
.hollow { stroke-width: 1.4 } .need { stroke-width: 2.2 }
";

/// Colours of the page by day.
const DAY: Colours = Colours {
    page: "#fcfbf7",
    ink: "#22252b",
    soft: "#636973",
    line: "#454b55",
    zone: "#e9eef5",
    part: "#ffffff",
    stone: "#ebe4d4",
    joint: "#cfc3a6",
    bad: "#a3241c",
    pale: "#fbe9e6",
    good: "#1d6b3a",
    moat: "#d5e4ee",
};

/// Colours of the page by night.
const NIGHT: Colours = Colours {
    page: "#17191d",
    ink: "#e4e6ea",
    soft: "#9aa1ac",
    line: "#aab1bd",
    zone: "#222a35",
    part: "#1d2026",
    stone: "#3a342a",
    joint: "#5f5543",
    bad: "#ff8f84",
    pale: "#3a2020",
    good: "#72d794",
    moat: "#1c2f3c",
};

struct Colours {
    page: &'static str,
    ink: &'static str,
    soft: &'static str,
    line: &'static str,
    zone: &'static str,
    part: &'static str,
    stone: &'static str,
    joint: &'static str,
    bad: &'static str,
    pale: &'static str,
    good: &'static str,
    moat: &'static str,
}

impl Colours {
    /// Written out: not every viewer knows variables.
    fn rules(&self) -> String {
        let Colours { page, ink, soft, line, zone, part, stone, joint, bad, pale, good, moat } = self;
        format!(
            "text {{ fill: {ink} }} .sub, .small, .caps {{ fill: {soft} }} .bad {{ fill: {bad} }} .good {{ fill: {good} }}\n\
             .page {{ fill: {page}; stroke: {joint} }} .zone {{ fill: {zone}; stroke: {line} }} .part, .start {{ fill: {part}; stroke: {line} }}\n\
             .lost {{ fill: {pale}; stroke: {bad} }} .step, .side {{ stroke: {line} }} .open, .need {{ stroke: {bad} }} .tip, .block {{ fill: {line} }}\n\
             .counts, .wall {{ fill: {stone}; stroke: {line} }} .absent {{ stroke: {soft} }} .joint, .rule, .hollow {{ stroke: {joint} }} .moat {{ fill: {moat} }}\n"
        )
    }
}

pub(super) fn style() -> String {
    let (day, night) = (DAY.rules(), NIGHT.rules());
    format!("<style>\n{SHAPES}{day}@media (prefers-color-scheme: dark) {{\n{night}}}\n</style>\n")
}
