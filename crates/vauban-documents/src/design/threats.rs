//! Chapter 5: what could happen, what stops it, what remains and who decided. Open ones first.

use std::collections::BTreeMap;

use vauban_analysis::threats::State;
use vauban_model::kinds::Disposition;
use vauban_model::{Kind, Record, Ref};
use vauban_pages::{Block, Column, Inline, Row, Section, Table, Tone, badge, code, facts, paragraph, plain};
use vauban_report::text::count;
use vauban_report::threats::{DecisionRow, LineRow, ThreatRow, ThreatsReport};

use super::Chapter;
use super::book::Book;
use super::say::{few, folded, lead, more, names, or_dash, section, some, stacked, write_first};

/// Lines in one table.
const LINES: usize = 250;
/// States, what has to be done first.
const STATES: [&str; 7] = ["open", "question", "stopped-unproven", "accepted", "transferred", "stopped", "outside"];
/// Severities, the gravest first.
const SEVERITIES: [&str; 4] = ["critical", "high", "medium", "low"];
/// Elements whose settled threats are listed.
const ELEMENTS: usize = 120;

pub(super) fn chapter(book: &Book<'_>) -> Chapter {
    let mut whole = Section::new("threats", "5 Threats").with([lead(
        "What could happen to each element, as the rules of the catalog and the threats people wrote say; where each stands is \
         computed, what was decided about it is stated. Threats of one rule on one element are one line.",
    )]);
    let mut open = Vec::new();
    let Some(found) = &book.threats else {
        let whole = whole.with([paragraph(["Threats cannot be told: the design cannot be analysed."])]);
        return Chapter { section: whole, open: vec!["threats cannot be told".to_owned()], settled: String::new() };
    };
    if found.threats.is_empty() {
        let how = vec![
            plain("Threats follow from components, interfaces, flows and assets: record those first, then "),
            code("vauban threats"),
            plain(" shows what could happen to them."),
        ];
        open.push("no threat follows from what is recorded".to_owned());
        return Chapter {
            section: whole.with([write_first("No threat is known yet", how)]),
            open,
            settled: String::new(),
        };
    }
    let decisions: BTreeMap<String, &Record<Disposition>> =
        book.compiled.model.disposition.iter().map(|one| (one.head.name(), one)).collect();
    let teller = Teller { book, found, decisions };
    whole.blocks.push(teller.numbers());
    for (state, noun) in [
        (State::Open, "open threat"),
        (State::StoppedUnproven, "threat stopped, not shown to be"),
        (State::Question, "threat that hangs on a question"),
    ] {
        let many = found.counts.by_state.get(state.word()).copied().unwrap_or_default();
        if many > 0 {
            let (first, rest) = noun.split_once(',').unwrap_or((noun, ""));
            let rest = if rest.is_empty() { String::new() } else { format!(",{rest}") };
            open.push(format!("{}{rest}", count(many, first)));
        }
    }
    let again = teller.lines(|line| teller.again(line));
    if !again.is_empty() {
        open.push(format!("{} to be looked at again", count(again.len(), "decision")));
    }
    whole.sections.extend([teller.open(), teller.questions(), teller.borne()].into_iter().flatten());
    whole.sections.push(teller.settled());
    whole.sections.extend(teller.aside());
    Chapter { section: whole, open, settled: "every threat is answered, and the answers are in force".to_owned() }
}

struct Teller<'b, 'a> {
    book: &'b Book<'a>,
    found: &'b ThreatsReport,
    decisions: BTreeMap<String, &'b Record<Disposition>>,
}

impl<'b> Teller<'b, '_> {
    fn lines(&self, fits: impl Fn(&LineRow) -> bool) -> Vec<&'b LineRow> {
        let mut lines: Vec<&LineRow> = self.found.lines.iter().filter(|line| fits(line)).collect();
        lines.sort_by_key(|line| {
            SEVERITIES.iter().position(|known| *known == line.severity).unwrap_or(SEVERITIES.len())
        });
        lines
    }

    fn threats(&self, line: &'b LineRow) -> impl Iterator<Item = &'b ThreatRow> + use<'b> {
        let all = &self.found.threats;
        line.threats.iter().filter_map(move |at| all.get(*at))
    }

    /// Whether a decision about one of its threats no longer holds.
    fn again(&self, line: &LineRow) -> bool {
        let threats = line.threats.iter().filter_map(|at| self.found.threats.get(*at));
        threats.flat_map(|threat| &threat.decision).any(|one| !matches!(one.standing, "holds" | "unpinned" | "later"))
    }

    fn numbers(&self) -> Block {
        let counts = &self.found.counts;
        let stated = if self.found.attacker_stated { "as policy says" } else { "the default" };
        let mut pairs = vec![
            ("threats".to_owned(), vec![plain(format!("{} in {}", counts.threats, count(counts.lines, "line")))]),
            ("assumed attacker".to_owned(), vec![plain(format!("strength {} ({stated})", self.found.attacker))]),
        ];
        let mut states: Vec<(&str, usize)> =
            counts.by_state.iter().filter(|(_, many)| **many > 0).map(|(state, many)| (*state, *many)).collect();
        states.sort_by_key(|(state, _)| STATES.iter().position(|known| known == state));
        pairs.push((
            "where they stand".to_owned(),
            few(&states, STATES.len(), |(state, many)| vec![badge(tone(state), format!("{many} {state}"))]),
        ));
        if counts.shadowed > 0 {
            pairs.push(("told by another threat".to_owned(), vec![plain(counts.shadowed.to_string())]));
        }
        facts(pairs)
    }

    /// What is to be done.
    fn open(&self) -> Option<Section> {
        let waits = |line: &LineRow| matches!(line.state, "open" | "stopped-unproven") || self.again(line);
        let all = self.lines(waits);
        let columns = [
            Column::wide("threat"),
            Column::new("element"),
            Column::narrow("severity").filtered(),
            Column::narrow("state").filtered(),
            Column::wide("what stops it"),
            Column::wide("decision"),
            Column::wide("next"),
        ];
        let mut table = Table::new("Threats that somebody has to do something about", columns);
        for line in all.iter().take(LINES) {
            let next: std::collections::BTreeSet<&str> =
                self.threats(line).map(|threat| threat.next.as_str()).filter(|next| !next.is_empty()).collect();
            let mut row = self.row(line);
            row.cells.push(stacked(next.into_iter().map(|next| vec![plain(next)])).into());
            row.tone = tone(line.state);
            table.rows.push(row);
        }
        let table = some(table)?;
        let mut blocks = vec![lead("The gravest first."), table];
        blocks.extend(more(all.len().min(LINES), all.len(), "line", "`vauban threats --verbose`"));
        Some(section("threats-open", "Open", blocks))
    }

    /// A line as cells: threat, element, severity, state, what stops it, decision.
    fn row(&self, line: &'b LineRow) -> Row {
        let book = self.book;
        let rule = line.rule.as_ref().map(|rule| vec![code(rule.as_str())]);
        let detail = (!line.detail.is_empty()).then(|| vec![plain(line.detail.as_str())]);
        let own = self.threats(line).filter(|threat| threat.rule.is_none()).map(|threat| vec![book.name(&threat.id)]);
        let title = if line.title.is_empty() { &line.about } else { &line.title };
        let first = stacked([vec![plain(title.as_str())]].into_iter().chain(detail).chain(rule).chain(own));
        let mut stops: Vec<String> = Vec::new();
        let mut reduces: Vec<String> = Vec::new();
        let mut missing: Vec<String> = Vec::new();
        for threat in self.threats(line) {
            gather(&mut stops, &threat.mechanisms);
            gather(&mut reduces, &threat.reduced_by);
            gather(&mut missing, &threat.missing);
        }
        let list = |what: &str, all: &[String], link: bool| {
            if all.is_empty() {
                return Vec::new();
            }
            let mut out = if what.is_empty() { Vec::new() } else { vec![plain(format!("{what}: "))] };
            out.extend(few(all, 6, |name| vec![if link { book.name(name) } else { plain(name.as_str()) }]));
            out
        };
        let stopped =
            stacked([list("", &stops, true), list("made harder by", &reduces, true), list("missing", &missing, false)]);
        let decisions = self.decided(line);
        let cells = [
            first,
            if line.about.is_empty() { vec![plain("–")] } else { vec![book.name(&line.about)] },
            vec![plain(line.severity)],
            vec![badge(tone(line.state), line.state)],
            if stopped.is_empty() { vec![plain("–")] } else { stopped },
            if decisions.is_empty() { vec![plain("–")] } else { decisions },
        ];
        Row { cells: cells.map(Into::into).to_vec(), ..Row::default() }
    }

    /// The decisions about a line's threats, each once.
    fn decided(&self, line: &'b LineRow) -> Vec<Inline> {
        let mut seen = std::collections::BTreeSet::new();
        let decisions = self.threats(line).filter_map(|threat| Some((threat, threat.decision.as_ref()?)));
        let told: Vec<Vec<Inline>> = decisions
            .filter(|(_, one)| seen.insert(one.record.as_str()))
            .take(4)
            .map(|(threat, one)| self.decision(threat, one))
            .collect();
        stacked(told)
    }

    /// A decision, which is called as the threat it is about.
    fn record_of(&self, name: &str) -> Inline {
        Inline::Link {
            to: vauban_pages::Target::Anchor(self.book.places.text(name)),
            content: vec![code(name.strip_prefix("disposition.").unwrap_or(name))],
        }
    }

    fn decision(&self, threat: &ThreatRow, one: &DecisionRow) -> Vec<Inline> {
        let mut line = vec![self.book.shown(&one.record, vec![plain(one.response)])];
        if !matches!(one.standing, "holds" | "unpinned") {
            line.extend([plain(" "), badge(Tone::Attention, one.standing)]);
        }
        if let Some(record) = self.decisions.get(&one.record) {
            if let Some(who) = record.approved_by.as_ref().and_then(Ref::to) {
                line.extend([plain(", approved by "), self.book.name(&self.book.compiled.model.head(who).name())]);
            }
            if let Some(after) = &record.severity_after {
                line.push(plain(format!(", remains {}", after.value.word())));
            }
        }
        if let Some(score) = &threat.cvss_after {
            line.push(plain(format!(", CVSS after {} ({})", score.score, score.severity)));
        }
        if let Some(until) = &one.until {
            line.push(plain(format!(", until {until}")));
        }
        if !one.why.is_empty() {
            line.push(plain(format!(" – {}", one.why.join("; "))));
        }
        line
    }

    fn questions(&self) -> Option<Section> {
        let columns = [
            Column::new("record"),
            Column::new("key to write"),
            Column::wide("what it means"),
            Column::wide("can be"),
            Column::narrow("threats that hang on it"),
        ];
        let mut table = Table::new("What nobody has said yet", columns);
        for one in self.found.questions.iter().take(LINES) {
            let values = few(&one.values, 10, |value| vec![code(value.as_str())]);
            let mut row = Row { tone: Tone::Attention, ..Row::default() };
            row.cells = vec![
                vec![self.book.name(&one.record)].into(),
                vec![code(one.key.as_str())].into(),
                vec![plain(one.meaning.as_str())].into(),
                values.into(),
                one.threats.len().into(),
            ];
            table.rows.push(row);
        }
        let all = self.found.questions.len();
        let mut blocks =
            vec![lead("Whether these threats exist depends on a fact that no record states."), some(table)?];
        blocks.extend(more(all.min(LINES), all, "question", "`vauban threats`"));
        Some(section("threats-questions", "Questions", blocks))
    }

    /// Accepted, transferred, and put off.
    fn borne(&self) -> Option<Section> {
        let all = self.lines(|line| matches!(line.state, "accepted" | "transferred"));
        let columns = [
            Column::wide("threat"),
            Column::new("element"),
            Column::narrow("severity").filtered(),
            Column::narrow("decision").filtered(),
            Column::wide("reason"),
            Column::new("approved by"),
            Column::narrow("until"),
        ];
        let mut table = Table::new("Threats that somebody bears, or answers instead of the product", columns);
        for line in all.iter().take(LINES) {
            let mut seen = std::collections::BTreeSet::new();
            for (threat, one) in self.threats(line).filter_map(|threat| Some((threat, threat.decision.as_ref()?))) {
                if !seen.insert(one.record.as_str()) {
                    continue;
                }
                let record = self.decisions.get(&one.record);
                let reason =
                    record.and_then(|record| record.head.common.rationale.as_ref()).map_or("", |text| text.trim());
                let to = record
                    .and_then(|record| record.transferred_to.as_ref())
                    .map(|text| vec![plain(format!("to {}", text.trim()))]);
                let who = record.and_then(|record| record.approved_by.as_ref()?.to());
                let missing = || vec![badge(Tone::Attention, "nobody")];
                let title = if line.title.is_empty() { threat.title.as_str() } else { line.title.as_str() };
                let anchor = self.book.places.home(&one.record);
                let row = table.row([
                    stacked([vec![plain(title)], vec![self.record_of(&one.record)]]),
                    vec![self.book.name(&threat.element)],
                    vec![plain(threat.severity)],
                    vec![badge(tone(line.state), one.response)],
                    stacked([or_dash(reason)].into_iter().chain(to)),
                    who.map_or_else(missing, |who| vec![self.book.name(&self.book.compiled.model.head(who).name())]),
                    or_dash(one.until.as_deref().unwrap_or_default()),
                ]);
                row.anchor = anchor;
            }
        }
        let mut blocks = vec![
            lead("Why each is accepted or given to somebody else, who agreed, and until when that holds."),
            unique(some(table)?),
        ];
        blocks.extend(more(
            all.len().min(LINES),
            all.len(),
            "line",
            "`vauban threats --state accepted,transferred --verbose`",
        ));
        Some(section("threats-accepted", "Accepted and transferred", blocks))
    }

    /// What is stopped, element by element.
    fn settled(&self) -> Section {
        let mut by: BTreeMap<&str, Vec<&LineRow>> = BTreeMap::new();
        for line in self.lines(|line| line.state == "stopped" && !self.again(line)) {
            by.entry(line.about.as_str()).or_default().push(line);
        }
        let all = by.len();
        let mut blocks =
            vec![lead("Element by element: what could happen, and the mechanisms that keep it from happening.")];
        let mut rest = Table::new(
            "Elements whose stopped threats are only counted",
            [Column::new("element"), Column::narrow("lines")],
        );
        for (at, (about, lines)) in by.into_iter().enumerate() {
            if at >= ELEMENTS {
                rest.row([vec![self.book.name(about)].into(), vauban_pages::Cell::from(lines.len())]);
                continue;
            }
            let columns = [
                Column::wide("threat"),
                Column::new("element"),
                Column::narrow("severity").filtered(),
                Column::narrow("state"),
                Column::wide("what stops it"),
                Column::wide("decision"),
            ];
            let mut table = Table::new(format!("Stopped threats on {about}"), columns);
            table.rows.extend(lines.iter().take(LINES).map(|line| self.row(line)));
            let mut summary = vec![self.book.name(about), plain(format!(": {} stopped", count(lines.len(), "line")))];
            let title = self.book.title(about);
            if title != about {
                summary.splice(0..0, [plain(format!("{title} "))]);
            }
            let mut inner = vec![Block::Table(table)];
            inner.extend(more(
                lines.len().min(LINES),
                lines.len(),
                "line",
                &format!("`vauban threats {about} --verbose`"),
            ));
            blocks.push(Block::Details { summary, blocks: inner });
        }
        blocks.extend(some(rest));
        if all == 0 {
            blocks.push(paragraph(["No threat is stopped yet."]));
        }
        section("threats-stopped", "Stopped", blocks)
    }

    /// What is not assumed, is told by another, is gone, or means nothing; and rules of the product's own.
    fn aside(&self) -> Option<Section> {
        let mut blocks = Vec::new();
        let columns = [
            Column::wide("threat"),
            Column::new("element"),
            Column::narrow("severity"),
            Column::narrow("state"),
            Column::wide("what stops it"),
            Column::wide("decision"),
        ];
        let mut table = Table::new(
            "Threats that nobody who is assumed would carry out, or that are said not to exist here",
            columns,
        );
        let outside = self.lines(|line| line.state == "outside" && !self.again(line));
        table.rows.extend(outside.iter().take(LINES).map(|line| self.row(line)));
        if let Some(table) = some(table) {
            let mut inner = vec![table];
            inner.extend(more(
                outside.len().min(LINES),
                outside.len(),
                "line",
                "`vauban threats --state outside --verbose`",
            ));
            blocks.push(folded(format!("{} outside what is assumed", count(outside.len(), "line")), inner));
        }
        let mut table = Table::new(
            "Decisions about threats that there are not",
            [
                Column::new("record"),
                Column::new("about"),
                Column::wide("why there is none"),
                Column::wide("may be meant"),
            ],
        );
        for one in &self.found.orphans {
            table
                .row([
                    vec![self.book.name(&one.record)],
                    vec![code(one.threat.as_str())],
                    vec![plain(one.why.as_str())],
                    few(&one.candidates, 4, |id| vec![code(id.as_str())]),
                ])
                .tone = Tone::Attention;
        }
        blocks.extend(some(table));
        let mut table = Table::new(
            "Threats that are gone",
            [Column::new("record"), Column::new("was about"), Column::narrow("since"), Column::wide("what removed it")],
        );
        for one in &self.found.gone {
            table.row([
                vec![self.book.name(&one.record)],
                vec![code(one.threat.as_str())],
                or_dash(&one.since),
                or_dash(&one.why),
            ]);
        }
        blocks.extend(some(table));
        let mut table = Table::new(
            "Rules of the product's own, and rules it changed",
            [Column::new("rule"), Column::narrow("how").filtered(), Column::wide("why"), Column::new("written in")],
        );
        for one in &self.found.rules {
            table.row([
                vec![code(one.id.as_str())],
                vec![plain(one.how)],
                or_dash(&one.rationale),
                vec![plain(format!("{}:{}", one.file, one.line))],
            ]);
        }
        blocks.extend(some(table));
        let mut table = Table::new(
            "Threats that people wrote",
            [
                Column::wide("threat"),
                Column::wide("how it is carried out"),
                Column::wide("on"),
                Column::new("found in"),
            ],
        );
        for one in self.book.each(&self.book.compiled.model.threat) {
            let on: Vec<String> =
                one.on.iter().filter_map(Ref::to).map(|id| self.book.compiled.model.head(id).name()).collect();
            let review = one.from_review.as_ref().and_then(Ref::to);
            let vector = one.vector.as_ref().map_or("", |text| text.trim());
            let row = table.row([
                self.book.titled(&one.head),
                or_dash(vector),
                names(self.book, &on),
                review.map_or_else(
                    || vec![plain("–")],
                    |id| vec![self.book.id(Kind::Review, &self.book.compiled.model.head(id).id)],
                ),
            ]);
            row.anchor = self.book.places.home(&one.head.name());
        }
        blocks.extend(some(table));
        if !blocks.is_empty() {
            blocks.push(paragraph([self.found.notice]));
        }
        (!blocks.is_empty()).then(|| section("threats-aside", "Beside the enumeration", blocks))
    }
}

/// A place is that of the first row that has it.
fn unique(block: Block) -> Block {
    let Block::Table(mut table) = block else { return block };
    let mut seen = std::collections::BTreeSet::new();
    for row in &mut table.rows {
        if !row.anchor.is_empty() && !seen.insert(row.anchor.clone()) {
            row.anchor.clear();
        }
    }
    Block::Table(table)
}

fn gather(all: &mut Vec<String>, some: &[String]) {
    for name in some {
        if !all.contains(name) {
            all.push(name.clone());
        }
    }
}

/// How a state is meant.
fn tone(state: &str) -> Tone {
    match state {
        "open" => Tone::Bad,
        "stopped-unproven" | "question" => Tone::Attention,
        "stopped" => Tone::Good,
        "outside" => Tone::Muted,
        _ => Tone::Plain,
    }
}
