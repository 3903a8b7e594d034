//! Threats of an element as a small mark: a number and a word, in a shape that tells open from unanswered.
//!
//! Open threats stand in a box with cut corners, with the worst severity as a word; questions alone in a round box with
//! a dashed edge; where there is neither, a quiet `0` stands without a box. Colour repeats what shape and word say.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use vauban_analysis::diagram::{Diagram, Flow, Tally};

use super::arrows::arrows;
use super::card::letters;
use super::style::escape;
use crate::text::count;

/// Height of a mark.
pub(super) const TALL: i64 = 15;

/// A mark, measured.
#[derive(Clone, Debug)]
pub(super) struct Mark {
    text: String,
    sort: Sort,
    pub(super) wide: i64,
    /// Everything, in words.
    pub(super) told: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Sort {
    /// Open threats, the worst of them high or critical.
    Bad,
    /// Open threats, none worse than medium.
    Open,
    /// Questions, and nothing open.
    Asked,
    /// Neither.
    Calm,
}

impl Sort {
    /// The word in class names.
    pub(super) fn word(self) -> &'static str {
        match self {
            Sort::Bad => "open-bad",
            Sort::Open => "open",
            Sort::Asked => "asked",
            Sort::Calm => "calm",
        }
    }
    /// The fill where a format has only that; none for a quiet one.
    pub(super) fn fill(self) -> Option<&'static str> {
        match self {
            Sort::Bad => Some("#f4b8b1"),
            Sort::Open => Some("#f5d9a8"),
            Sort::Asked => Some("#dfe6f2"),
            Sort::Calm => None,
        }
    }
    pub(super) fn of(tally: &Tally) -> Sort {
        match (tally.open, tally.questions) {
            (1.., _) if tally.grave() => Sort::Bad,
            (1.., _) => Sort::Open,
            (0, 1..) => Sort::Asked,
            (0, 0) => Sort::Calm,
        }
    }
}

impl Mark {
    /// The mark of some threats; none where the diagram is about something else.
    pub(super) fn of<'a>(diagram: &Diagram, some: impl IntoIterator<Item = &'a usize>) -> Option<Mark> {
        let tally = diagram.dangers.as_ref()?.tally(some);
        let text = match (tally.open, tally.questions) {
            (0, 0) => "0".to_owned(),
            (0, asked) => format!("{asked}?"),
            (open, asked) => {
                let asked = if asked > 0 { format!(" · {asked}?") } else { String::new() };
                format!("{open} {}{asked}", tally.worst.map_or("open", |worst| worst.as_str()))
            }
        };
        let wide = letters(&text, 11) + 14;
        Some(Mark { text, sort: Sort::of(&tally), wide, told: words(&tally) })
    }

    /// Draws it; the place is that of its left upper corner.
    pub(super) fn draw(&self, (x, y): (i64, i64), out: &mut String) {
        let class = self.sort.word();
        let _ = write!(out, "<g class=\"mark\"><title>{}</title>", escape(&self.told));
        out.push_str(&shape(self.sort, (x, y), self.wide));
        let _ = writeln!(
            out,
            "<text class=\"label mid said-{class}\" x=\"{}\" y=\"{}\">{}</text></g>",
            x + self.wide / 2,
            y + 11,
            escape(&self.text)
        );
    }
}

/// The shape around a mark of a sort.
pub(super) fn shape(sort: Sort, (x, y): (i64, i64), wide: i64) -> String {
    let (class, right, bottom) = (sort.word(), x + wide, y + TALL);
    match sort {
        Sort::Bad | Sort::Open => format!(
            "<path class=\"{class}\" d=\"M{} {y} H{} L{right} {} V{} L{} {bottom} H{} L{x} {} V{} z\"/>",
            x + 4,
            right - 4,
            y + 4,
            bottom - 4,
            right - 4,
            x + 4,
            bottom - 4,
            y + 4
        ),
        Sort::Asked => {
            format!("<rect class=\"{class}\" x=\"{x}\" y=\"{y}\" width=\"{wide}\" height=\"{TALL}\" rx=\"7.5\"/>")
        }
        Sort::Calm => String::new(),
    }
}

/// The sorts of marks that a picture has.
pub(super) fn sorts(diagram: &Diagram) -> BTreeSet<Sort> {
    let Some(dangers) = &diagram.dangers else { return BTreeSet::new() };
    let of = |some: &BTreeSet<usize>| Sort::of(&dangers.tally(some));
    let parties = diagram
        .parties
        .iter()
        .flat_map(|party| std::iter::once(&party.dangers).chain(party.ports.iter().map(|port| &port.dangers)).map(of));
    let arrows = arrows(diagram);
    parties.chain(arrows.iter().map(|arrow| of(&of_flows(&arrow.flows)))).collect()
}

/// Threats of flows that are one arrow.
pub(super) fn of_flows(flows: &[&Flow]) -> BTreeSet<usize> {
    flows.iter().flat_map(|flow| &flow.dangers).copied().collect()
}

/// `3 open, worst high, 2 questions; 4 stopped`.
pub(super) fn words(tally: &Tally) -> String {
    let mut out = format!("{} open", tally.open);
    if let Some(worst) = tally.worst.filter(|_| tally.open > 0) {
        let _ = write!(out, ", worst {}", worst.as_str());
    }
    if tally.questions > 0 {
        let _ = write!(out, ", {}", count(tally.questions, "question"));
    }
    let others: Vec<String> = tally.others.iter().map(|(state, many)| format!("{many} {}", state.word())).collect();
    if !others.is_empty() {
        let _ = write!(out, "; {}", others.join(", "));
    }
    out
}

/// What there is to say of the threats of everything shown, and of what a whole picture cannot show; empty where
/// nobody asked.
pub(super) fn summary(diagram: &Diagram) -> Vec<String> {
    let Some(dangers) = &diagram.dangers else { return Vec::new() };
    let mut shown: BTreeSet<usize> = BTreeSet::new();
    for party in &diagram.parties {
        shown.extend(&party.dangers);
        party.ports.iter().for_each(|port| shown.extend(&port.dangers));
    }
    diagram.flows.iter().for_each(|flow| shown.extend(&flow.dangers));
    let mut lines = vec![format!("threats: {}", words(&dangers.tally(&shown)))];
    let elsewhere = dangers.tally(&dangers.elsewhere);
    if diagram.focus.is_none() && !dangers.elsewhere.is_empty() {
        lines.push(format!("on nothing drawn here: {}", words(&elsewhere)));
    }
    lines
}

/// Each element with something open or unanswered, in words.
pub(super) fn told(diagram: &Diagram) -> Vec<(String, String)> {
    let Some(dangers) = &diagram.dangers else { return Vec::new() };
    let parties = diagram.parties.iter();
    let elements = parties
        .flat_map(|party| {
            std::iter::once((&party.name, &party.dangers))
                .chain(party.ports.iter().map(|port| (&port.name, &port.dangers)))
        })
        .chain(diagram.flows.iter().map(|flow| (&flow.name, &flow.dangers)));
    let told = elements.filter_map(|(name, some)| {
        let tally = dangers.tally(some);
        (tally.open + tally.questions > 0).then(|| (name.clone(), words(&tally)))
    });
    told.collect()
}
