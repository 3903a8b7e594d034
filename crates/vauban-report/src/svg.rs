//! Coloured terminal text as a picture, for the README and for snapshots.
//!
//! Only what our own renderers write is understood: colours, weight and links; every other escape is left
//! out. Each run of text is put at its column, so that columns align whatever font the reader has. The
//! picture is dark on light, or light on dark where the reader prefers that.

use crate::text::{is_hostile, width};

/// Width of a column and height of a line, in the picture's units.
const COLUMN: f64 = 8.4;
const LINE: usize = 19;
const MARGIN: usize = 14;

/// Draws text with ANSI colours as an SVG picture; the same text gives the same bytes.
pub fn terminal_picture(ansi_text: &str) -> String {
    let lines = runs(ansi_text);
    let columns = lines.iter().map(|line| line.iter().map(|run| width(&run.text)).sum()).max().unwrap_or(0).max(40);
    let wide = (columns as f64 * COLUMN).ceil() as usize + 2 * MARGIN;
    let high = lines.len() * LINE + 2 * MARGIN;
    let mut svg = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{wide}\" height=\"{high}\" role=\"img\" viewBox=\"0 0 {wide} {high}\">\n{STYLE}\
         <rect width=\"100%\" height=\"100%\" rx=\"6\"/>\n"
    );
    for (row, line) in lines.iter().enumerate() {
        if line.iter().all(|run| run.text.trim().is_empty()) {
            continue;
        }
        svg.push_str(&format!("<text y=\"{}\">", MARGIN + row * LINE + 14));
        let mut column = 0;
        for run in line {
            // Some viewers drop space at the beginning of a text, so it is drawn as distance.
            let text = run.text.trim_start_matches(' ');
            let at = MARGIN as f64 + (column + run.text.len() - text.len()) as f64 * COLUMN;
            column += width(&run.text);
            if text.is_empty() {
                continue;
            }
            let class = run.look.class();
            let class = if class.is_empty() { String::new() } else { format!(" class=\"{class}\"") };
            svg.push_str(&format!("<tspan x=\"{at:.1}\"{class}>{}</tspan>", escape(text)));
        }
        svg.push_str("</text>\n");
    }
    svg + "</svg>\n"
}

const STYLE: &str = "<style>
rect { fill: #fbfbfa; stroke: #d9d9d6 }
text { font: 14px ui-monospace, 'SFMono-Regular', Menlo, Consolas, 'Liberation Mono', monospace; fill: #24292f; white-space: pre }
.bold { font-weight: 700 } .dim { opacity: .6 }
.c0 { fill: #24292f } .c1 { fill: #b3261e } .c2 { fill: #1a7f37 } .c3 { fill: #8a5a00 }
.c4 { fill: #0b57d0 } .c5 { fill: #8250df } .c6 { fill: #0a6c74 } .c7 { fill: #57606a }
@media (prefers-color-scheme: dark) {
rect { fill: #16181c; stroke: #33373d } text { fill: #dfe2e7 }
.c0 { fill: #8b949e } .c1 { fill: #ff8a80 } .c2 { fill: #6fdd8b } .c3 { fill: #e8b339 }
.c4 { fill: #8ab4ff } .c5 { fill: #d2a8ff } .c6 { fill: #62d4de } .c7 { fill: #dfe2e7 }
}
</style>
";

/// A piece of a line that looks alike.
struct Run {
    look: Look,
    text: String,
}

/// How a piece of text looks.
#[derive(Clone, Copy, Default, PartialEq, Eq)]
struct Look {
    bold: bool,
    dim: bool,
    colour: Option<u8>,
}

impl Look {
    fn class(self) -> String {
        let words = [
            self.bold.then(|| "bold".to_owned()),
            self.dim.then(|| "dim".to_owned()),
            self.colour.map(|colour| format!("c{colour}")),
        ];
        words.into_iter().flatten().collect::<Vec<_>>().join(" ")
    }

    /// Follows the numbers of a colour escape; a colour of the large palettes counts as none.
    fn follow(&mut self, numbers: &str) {
        let mut numbers = numbers.split([';', ':']).map(|number| number.parse::<u8>().unwrap_or(0));
        while let Some(number) = numbers.next() {
            match number {
                0 => *self = Look::default(),
                1 => self.bold = true,
                2 => self.dim = true,
                22 => (self.bold, self.dim) = (false, false),
                30..=37 => self.colour = Some(number - 30),
                90..=97 => self.colour = Some(number - 90),
                39 => self.colour = None,
                38 | 48 => {
                    if number == 38 {
                        self.colour = None;
                    }
                    let skip = if numbers.next() == Some(5) { 1 } else { 3 };
                    numbers.by_ref().take(skip).for_each(drop);
                }
                _ => {}
            }
        }
    }
}

/// The text as lines of runs.
fn runs(ansi_text: &str) -> Vec<Vec<Run>> {
    let mut lines: Vec<Vec<Run>> = Vec::new();
    let mut look = Look::default();
    for line in ansi_text.trim_end().lines() {
        let mut runs: Vec<Run> = Vec::new();
        let mut rest = line;
        loop {
            let (text, after) = rest.split_once('\u{1b}').map_or((rest, None), |(text, after)| (text, Some(after)));
            put(&mut runs, look, text);
            let Some(after) = after else { break };
            rest = escape_sequence(after, &mut look);
        }
        lines.push(runs);
    }
    lines
}

fn put(runs: &mut Vec<Run>, look: Look, text: &str) {
    let text: String = text.chars().filter(|c| !is_hostile(*c)).collect();
    match runs.last_mut() {
        _ if text.is_empty() => {}
        Some(last) if last.look == look => last.text.push_str(&text),
        _ => runs.push(Run { look, text }),
    }
}

/// What follows an escape sequence; a colour changes the look.
fn escape_sequence<'a>(after: &'a str, look: &mut Look) -> &'a str {
    if let Some(body) = after.strip_prefix('[') {
        let Some(end) = body.find(|c| ('\u{40}'..='\u{7e}').contains(&c)) else { return "" };
        let (numbers, rest) = body.split_at(end);
        if let Some(rest) = rest.strip_prefix('m') {
            look.follow(numbers);
            return rest;
        }
        return rest.get(1..).unwrap_or("");
    }
    if let Some(body) = after.strip_prefix(']') {
        let Some(end) = body.find(['\u{7}', '\u{1b}']) else { return "" };
        let rest = body.get(end..).unwrap_or("");
        return rest.strip_prefix("\u{1b}\\").or_else(|| rest.strip_prefix('\u{7}')).unwrap_or(rest);
    }
    let mut letters = after.chars();
    letters.next();
    letters.as_str()
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace(' ', "\u{a0}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixture::gateway;
    use crate::{Style, terminal, to_string};

    #[test]
    fn draws_what_the_terminal_shows() {
        let style = Style { color: true, hyperlinks: Some("/gw".into()), ..Style::default() };
        let text = to_string(|out| terminal::findings(&gateway().report(), &style, out)).unwrap();
        let svg = terminal_picture(&text);
        let document = roxmltree::Document::parse(&svg).unwrap();
        let shown: String =
            document.descendants().filter(|node| node.has_tag_name("tspan")).filter_map(|node| node.text()).collect();
        assert!(shown.replace('\u{a0}', " ").contains("security/design/gateway.toml:4:1"), "{shown}");
        assert!(svg.contains("class=\"bold c1\"") && svg.contains("prefers-color-scheme: dark"));
        assert_eq!(svg, terminal_picture(&text));
    }

    #[test]
    fn understands_or_leaves_out() {
        for (text, expect) in [
            (
                "a\u{1b}[1;31mb\u{1b}[0mc",
                "<tspan x=\"14.0\">a</tspan><tspan x=\"22.4\" class=\"bold c1\">b</tspan><tspan x=\"30.8\">c</tspan>",
            ),
            ("\u{1b}[2Jx", "<tspan x=\"14.0\">x</tspan>"),
            ("\u{1b}]8;;file:///a\u{1b}\\x\u{1b}]8;;\u{1b}\\", "<tspan x=\"14.0\">x</tspan>"),
            ("\u{1b}[38;5;9mx\u{1b}[38;2;1;2;31my", "<tspan x=\"14.0\">xy</tspan>"),
            ("<&>\u{7}", "<tspan x=\"14.0\">&lt;&amp;&gt;</tspan>"),
            ("x\u{1b}", "<tspan x=\"14.0\">x</tspan>"),
            ("x\u{1b}[31", "<tspan x=\"14.0\">x</tspan>"),
        ] {
            let svg = terminal_picture(text);
            assert!(svg.contains(expect), "{text:?}: {svg}");
        }
    }
}
