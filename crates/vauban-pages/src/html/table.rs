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
        let widths: Vec<Share> =
            table.columns.iter().enumerate().map(|(at, column)| Share::of(table, at, column)).collect();
        let (all, least) =
            widths.iter().fold((0, 0), |(all, least), share| (all + share.wanted.max(1), least + share.least));
        // Opened by keyboard as well: what does not fit into a narrow window scrolls in its own box.
        self.push("<div class=\"box\" tabindex=\"0\" role=\"group\" aria-label=\"");
        self.attribute(if table.caption.is_empty() { self.words.contents } else { &table.caption });
        self.push(&format!("\">\n<table style=\"--least:{least}ch\" id=\""));
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
        for share in &widths {
            self.push(&format!("<col style=\"width:{:.1}%\">", share.wanted.max(1) as f64 * 100.0 / all as f64));
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

/// How much room a column has, in characters.
struct Share {
    wanted: usize,
    least: usize,
}

impl Share {
    fn of(table: &Table, at: usize, column: &Column) -> Share {
        let cells = || {
            table.rows.iter().take(LOOKED_AT).filter_map(|row| row.cells.get(at)).map(|cell| crate::inline::words(&cell.content))
        };
        let longest_word = |text: &str| text.split([' ', '\n']).map(|word| word.chars().count()).max().unwrap_or(0);
        let word = cells().map(|text| longest_word(&text)).max().unwrap_or(0).max(longest_word(&column.title));
        let longest = cells().map(|text| text.chars().count()).max().unwrap_or(0).max(column.title.chars().count());
        // Padding, and the shape before a badge.
        let air = 4;
        match column.width {
            Width::Narrow => {
                let wanted = word.clamp(3, 18) + air;
                Share { wanted, least: wanted }
            }
            Width::Normal => {
                let wanted = longest.clamp(word.clamp(6, 26), 34) + air;
                Share { wanted, least: wanted.min(word.clamp(6, 20) + air) }
            }
            Width::Wide => Share { wanted: longest.clamp(30, 70) + air, least: 26 },
        }
    }
}
