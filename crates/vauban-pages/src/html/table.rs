//! Tables: columns share the width by what stands in them, and the markup is thin, for there may be ten thousand rows.

use super::{Writer, tone_class};
use crate::document::{Cell, Column, Table, Width};

/// Tables with fewer rows than this get no tools: the eye is faster.
const TOOLS_FROM: usize = 12;

/// Rows beyond this many say nothing new about how wide a column is.
const LOOKED_AT: usize = 400;

impl Writer<'_> {
    pub(super) fn table(&mut self, table: &Table) {
        self.tables += 1;
        let name = match self.place(&table.anchor) {
            Some(anchor) => anchor,
            None => self.free(&format!("table-{}", self.tables)),
        };
        let shares: Vec<Share> =
            table.columns.iter().enumerate().map(|(at, column)| Share::of(table, at, column)).collect();
        let (wide, small) = (Widths::new(&shares, |share| share.wanted), Widths::new(&shares, |share| share.least));
        // Opened by keyboard as well: what does not fit into a narrow window scrolls in its own box.
        self.push("<div class=\"box\" tabindex=\"0\" role=\"group\" aria-label=\"");
        self.attribute(if table.caption.is_empty() { self.words.contents } else { &table.caption });
        self.push(&format!("\">\n<table style=\"--t:{}ch;--u:{}ch\" id=\"", wide.all, small.all));
        self.attribute(&name);
        self.push("\"");
        if table.rows.len() >= TOOLS_FROM || (table.rows.len() > 1 && table.columns.iter().any(|one| one.filter)) {
            self.push(" data-tools");
        }
        self.push(">\n");
        if !table.caption.is_empty() {
            self.push("<caption>");
            self.text(&table.caption);
            self.push("</caption>\n");
        }
        self.push("<colgroup>");
        for (wide, small) in wide.percent.iter().zip(&small.percent) {
            self.push(&format!("<col style=\"--w:{wide:.1}%;--x:{small:.1}%\">"));
        }
        self.push("</colgroup>\n<thead><tr>");
        for column in &table.columns {
            match column.title.trim().is_empty() {
                true => self.push("<td>"),
                false if column.filter => self.push("<th scope=\"col\" data-filter>"),
                false => self.push("<th scope=\"col\">"),
            }
            self.text(&column.title);
        }
        self.push("</thead>\n<tbody>\n");
        for row in &table.rows {
            self.push("<tr");
            if let Some(anchor) = self.place(&row.anchor) {
                self.push(" id=\"");
                self.attribute(&anchor);
                self.push("\"");
            }
            if let Some(class) = tone_class(row.tone) {
                self.push(&format!(" class=\"{class}\""));
            }
            self.push(">");
            for cell in &row.cells {
                self.cell(cell);
            }
            self.push("\n");
        }
        self.push("</tbody>\n</table>\n</div>\n");
    }

    /// End tags of cells and rows are left out, as HTML allows: in large tables they are a fifth of the page.
    fn cell(&mut self, cell: &Cell) {
        match cell.number {
            Some(number) => {
                let shown = crate::inline::words(&cell.content);
                match shown.trim().parse::<f64>() {
                    Ok(same) if same == number => self.push("<td class=\"n\">"),
                    _ if number.is_finite() => self.push(&format!("<td class=\"n\" data-n=\"{number}\">")),
                    _ => self.push("<td class=\"n\">"),
                }
            }
            None => self.push("<td>"),
        }
        self.line(&cell.content);
    }
}

/// How much room a column has, in characters: as it would like to be, and where there is little.
struct Share {
    narrow: bool,
    wanted: usize,
    least: usize,
}

/// How much room all columns have together, and the part of each.
struct Widths {
    all: usize,
    percent: Vec<f64>,
}

/// What a window of usual size shows in a line of a table.
const LINE: usize = 88;

impl Widths {
    /// Narrow columns get what they need; the others share what is left of a line.
    fn new(shares: &[Share], room: impl Fn(&Share) -> usize) -> Widths {
        let sum = |narrow: bool| shares.iter().filter(|share| share.narrow == narrow).map(&room).sum::<usize>();
        let (narrow, others) = (sum(true), sum(false));
        let left = others.min(LINE.saturating_sub(narrow)).max(others / 2).max(1);
        let of = |share: &Share| match share.narrow {
            true => room(share) as f64,
            false => room(share) as f64 * left as f64 / others.max(1) as f64,
        };
        let all = shares.iter().map(of).sum::<f64>().max(1.0);
        Widths { all: all.ceil() as usize, percent: shares.iter().map(|share| of(share) * 100.0 / all).collect() }
    }
}

impl Share {
    fn of(table: &Table, at: usize, column: &Column) -> Share {
        let (mut word, mut longest) = (0, 0);
        for cell in table.rows.iter().take(LOOKED_AT).filter_map(|row| row.cells.get(at)) {
            let text = crate::inline::words(&cell.content);
            word = word.max(longest_word(&text));
            longest = longest.max(text.chars().count());
        }
        // Padding, and the shape before a badge or the mark of the order behind a heading.
        const AIR: usize = 5;
        let heading = longest_word(&column.title) + 1;
        match column.width {
            Width::Narrow => {
                let wanted = word.max(heading).clamp(3, 20) + AIR;
                Share { narrow: true, wanted, least: wanted }
            }
            Width::Normal => {
                let word = word.max(heading).clamp(6, 26);
                Share {
                    narrow: false,
                    wanted: longest.clamp(word, 34) + AIR,
                    least: longest.clamp(word.min(20), 22) + AIR,
                }
            }
            Width::Wide => {
                Share { narrow: false, wanted: longest.clamp(30, 70) + AIR, least: longest.clamp(20, 30) + AIR }
            }
        }
    }
}

fn longest_word(text: &str) -> usize {
    text.split(char::is_whitespace).map(|word| word.chars().count()).max().unwrap_or(0)
}
