//! Chapter 1: where the product stands. Use, place, people, attackers, what is taken for granted, security levels.

use vauban_model::Kind;
use vauban_pages::{
    Block, Column, Inline, Row, Section, Table, Tone, badge, code, facts, note, paragraph, plain, strong,
};
use vauban_report::context::{AssumptionRow, ContextRow};
use vauban_report::levels::{FamilyRow, TypeRow};
use vauban_report::text::count;

use super::Chapter;
use super::book::Book;
use super::say::{few, folded, joined, lead, names, or_dash, said, section, some, stacked, worded, write_first, yes};

/// Steps towards the next level that are told of a family.
const STEPS: usize = 4;

pub(super) fn chapter(book: &Book<'_>) -> Chapter {
    let mut open = Vec::new();
    let sections = [
        uses(book, &mut open),
        scope(book),
        people(book, &mut open),
        attackers(book, &mut open),
        assumptions(book, &mut open),
        levels(book, &mut open),
    ];
    let blocks = [lead(
        "What the product is for, where it is meant to stand, who uses it and who attacks it, what it takes for granted, and \
         which security level it aims at. Everything here is what people stated, except what rests on an assumption and the \
         levels reached: those are computed.",
    )];
    Chapter {
        section: Section::new("context", "1 Where the product stands").with(blocks).over(sections),
        open,
        settled: "context stated and approved, every assumption told to users, levels aimed at are reached".to_owned(),
    }
}

/// What is said of the intended use and place, context by context.
fn uses(book: &Book<'_>, open: &mut Vec<String>) -> Section {
    let mut whole = section("security-context", "Intended use and environment", Vec::new());
    if book.context.contexts.is_empty() {
        open.push("no security context is recorded".to_owned());
        let how = vec![
            plain("Write a "),
            code("[context.ID]"),
            plain(" first: "),
            code("vauban explain context"),
            plain(" lists its keys (SR-1)."),
        ];
        return whole.with([write_first("No security context is recorded", how)]);
    }
    let one = book.context.contexts.len() == 1;
    for context in &book.context.contexts {
        let unsaid = context.says.iter().filter(|row| row.text.is_empty()).count();
        if unsaid > 0 {
            open.push(format!("{} says nothing to {}", context.context, count(unsaid, "question")));
        }
        if context.approved_by.is_empty() {
            open.push(format!("{} is approved by nobody", context.context));
        }
        let told = told(book, context);
        if one {
            whole.blocks.extend([
                Block::Paragraph(vec![strong(context.title.as_str()), plain(" "), book.text_of(&context.context)]),
                told,
            ]);
        } else {
            let mut inner = Section::new(book.places.home(&context.context), "");
            inner.title = vec![plain(book.title(&context.context))];
            whole.sections.push(inner.with([Block::Paragraph(vec![book.text_of(&context.context)]), told]));
        }
    }
    whole
}

fn told(book: &Book<'_>, context: &ContextRow) -> Block {
    let key = |key: &str| {
        match key {
            "intended-use" => "intended use",
            "not-intended" => "not intended for",
            "misuse" => "foreseeable misuse",
            "network" => "place in the network",
            "physical" => "physical environment",
            "isolation" => "isolation and access protection",
            "consequences" => "what a compromise could lead to",
            "life" => "service life and support",
            other => return other.to_owned(),
        }
        .to_owned()
    };
    let mut pairs: Vec<(String, Vec<Inline>)> =
        context.says.iter().map(|row| (key(row.key), said(&row.text))).collect();
    pairs.push(("stands in".to_owned(), names(book, &context.zones)));
    pairs.push(("intended users".to_owned(), names(book, &context.users)));
    pairs.push(("confirmed for".to_owned(), names(book, &context.confirmed_for)));
    let approved = match (context.approved_by.as_str(), &context.date) {
        ("", _) => vec![badge(Tone::Attention, "not approved")],
        (who, Some(date)) => vec![book.short(who), plain(format!(", {date}"))],
        (who, None) => vec![book.short(who), plain(", without a date")],
    };
    pairs.push(("approved by".to_owned(), approved));
    facts(pairs)
}

/// Where the product ends (SR-4).
fn scope(book: &Book<'_>) -> Section {
    let product = book.product.and_then(|id| book.compiled.model.product.get(id.at as usize));
    let text =
        |text: Option<&Option<vauban_model::Text>>| said(text.and_then(Option::as_ref).map_or("", |text| text.trim()));
    let types: Vec<String> =
        product.iter().flat_map(|product| &product.types).map(|one| one.value.word().to_owned()).collect();
    let pairs = [
        ("types of IEC 62443-4-2", few(&types, 8, |word| vec![plain(word.as_str())])),
        ("ends physically at", text(product.map(|product| &product.scope_physical))),
        ("ends logically at", text(product.map(|product| &product.scope_logical))),
    ];
    section("scope", "Scope", vec![lead("What belongs to the product, and what to its environment."), facts(pairs)])
}

/// Who uses it.
fn people(book: &Book<'_>, open: &mut Vec<String>) -> Section {
    if book.context.actors.is_empty() && !book.none_stated(Kind::Actor) {
        open.push("nobody is named who uses the product".to_owned());
    }
    let columns = [
        Column::new("actor"),
        Column::wide("role"),
        Column::wide("how far they are trusted"),
        Column::narrow("intended user").filtered(),
    ];
    let mut table = Table::new("Actors: people and outside systems that legitimately use the product", columns);
    for row in &book.context.actors {
        let head = book.head(&row.actor).map_or_else(|| vec![code(row.actor.as_str())], |head| book.titled(head));
        let made = table.row([head, or_dash(&row.role), said(&row.trust), vec![plain(yes(row.intended))]]);
        made.anchor = book.places.home(&row.actor);
    }
    let none = || {
        note(
            Tone::Attention,
            "No actor is recorded",
            [paragraph(["Nobody is named who uses the product: write an [actor.ID] for everyone who does."])],
        )
    };
    let shown = some(table).unwrap_or_else(none);
    section("users", "Users", vec![shown])
}

/// Who attacks it.
fn attackers(book: &Book<'_>, open: &mut Vec<String>) -> Section {
    if book.context.attackers.is_empty() {
        open.push("no attacker is recorded".to_owned());
    }
    let columns = [
        Column::new("attacker"),
        Column::new("starts in"),
        Column::new("can act as"),
        Column::narrow("strength, SL 1 to 4"),
    ];
    let mut table = Table::new("Attackers that the depth of defence is computed against", columns);
    for row in &book.context.attackers {
        let head = book.head(&row.attacker).map_or_else(|| vec![code(row.attacker.as_str())], |head| book.titled(head));
        let strength = row.strength.map_or_else(|| said(""), |strength| vec![plain(strength.to_string())]);
        let made = table.row([head, names(book, &row.starts_in), names(book, &row.acts_as), strength]);
        made.anchor = book.places.home(&row.attacker);
    }
    let none = || {
        note(
            Tone::Attention,
            "No attacker is recorded",
            [paragraph([
                "Depth of defence is a number about somebody: write an [attacker.ID] for everyone the product has to withstand.",
            ])],
        )
    };
    section("attackers", "Attackers", vec![some(table).unwrap_or_else(none)])
}

/// What is taken for granted, and what rests on it.
fn assumptions(book: &Book<'_>, open: &mut Vec<String>) -> Section {
    let columns = [
        Column::wide("assumption"),
        Column::new("provided by"),
        Column::wide("if it does not hold"),
        Column::wide("what rests on it"),
        Column::new("where users are told"),
    ];
    let mut table = Table::new("Assumptions about the environment, those that users are not told first", columns);
    let mut rows: Vec<&AssumptionRow> = book.context.assumptions.iter().collect();
    rows.sort_by_key(|row| !row.told.is_empty());
    if rows.is_empty() && !book.none_stated(Kind::Assumption) {
        open.push("no assumption is recorded".to_owned());
    }
    let untold = rows.iter().filter(|row| row.told.is_empty()).count();
    if untold > 0 {
        open.push(format!("{} that no guideline tells users", count(untold, "assumption")));
    }
    for row in rows {
        let mut first = vec![plain(row.text.as_str()), Inline::Break, book.text_of(&row.assumption)];
        if !row.effect.is_empty() {
            first.push(plain(format!(" ({})", row.effect)));
        }
        let told = match row.told.is_empty() {
            true => vec![badge(Tone::Attention, "not told")],
            false => stacked(row.told.iter().map(|place| told_in(book, place))),
        };
        let made = table.row([first, said(&row.provider), said(&row.if_broken), rests(book, row), told]);
        made.anchor = book.places.home(&row.assumption);
        made.tone = if row.told.is_empty() { Tone::Attention } else { Tone::Plain };
    }
    let first = lead(
        "What the product expects of its environment. What rests on each is computed: it falls if the assumption does.",
    );
    let none = || {
        note(
            Tone::Attention,
            "No assumption is recorded",
            [paragraph([
                "A product that takes nothing for granted is rare: write an [assumption.ID] for what the environment must provide.",
            ])],
        )
    };
    section("assumptions", "Assumptions", vec![first, some(table).unwrap_or_else(none)])
}

/// A section of a guideline, as `guideline.x: section`.
fn told_in(book: &Book<'_>, place: &str) -> Vec<Inline> {
    match place.split_once(": ") {
        Some((name, section)) => vec![book.short(name), plain(format!(": {section}"))],
        None => vec![book.short(place)],
    }
}

fn rests(book: &Book<'_>, row: &AssumptionRow) -> Vec<Inline> {
    if !row.carries() {
        return vec![badge(Tone::Muted, "nothing")];
    }
    let list = |what: &str, all: &[String]| -> Vec<Inline> {
        if all.is_empty() {
            return Vec::new();
        }
        let mut line = vec![plain(format!("{what}: "))];
        line.extend(few(all, 5, |name| vec![book.short(name)]));
        line
    };
    let mechanism: Vec<String> = row.mechanism.iter().cloned().collect();
    stacked([
        list("mechanism", &mechanism),
        list("interfaces", &row.interfaces),
        list("depth of assets", &row.assets),
        list("threats", &row.threats),
        list("decisions", &row.decisions),
    ])
}

/// Levels aimed at and reached.
fn levels(book: &Book<'_>, open: &mut Vec<String>) -> Section {
    let mut whole = section(
        "levels",
        "Security levels",
        vec![lead(
            "The level the product aims at for each family of requirements, and how far it gets: what the design would reach, what \
             is implemented, and what is implemented and verified. Computed from the component requirements everywhere they apply.",
        )],
    );
    let Some(levels) = &book.levels else {
        open.push("levels are unknown".to_owned());
        return whole.with([paragraph(["Nothing can be told about levels."])]);
    };
    if levels.types.is_empty() {
        open.push("levels are unknown: the product states no type".to_owned());
    }
    for one in &levels.types {
        if one.families.iter().all(|family| family.target.is_none()) {
            open.push(format!("{}: no security level is aimed at", one.component_type));
        }
        let short =
            one.families.iter().filter(|family| family.target.is_some_and(|target| family.achieved < target)).count();
        if short > 0 {
            let families = if short == 1 { "family".to_owned() } else { format!("{short} families") };
            open.push(format!("{}: {families} below the level aimed at", one.component_type));
        }
        whole.blocks.push(vectors(book, one));
        let steps: Vec<&FamilyRow> = one.families.iter().filter(|family| !family.steps.is_empty()).collect();
        let columns =
            [Column::new("family"), Column::narrow("towards"), Column::wide("what is missing, the cheapest first")];
        let mut table = Table::new(format!("What is missing for the next level of a {}", one.component_type), columns);
        for family in steps {
            let next = family.next.map_or_else(String::new, |next| format!("SL {next}"));
            let step = |step: &vauban_report::levels::StepRow| {
                let serves = step.requirements.join(", ");
                {
                    let mut line = worded(book, &step.text);
                    line.push(plain(format!(" ({serves})")));
                    line
                }
            };
            let mut all = stacked(family.steps.iter().take(STEPS).map(step));
            if family.steps.len() > STEPS {
                all.extend([
                    Inline::Break,
                    plain(format!("and {} more: ", family.steps.len() - STEPS)),
                    code(format!("vauban levels {}", family.id)),
                ]);
            }
            table.row([vec![plain(format!("{} {}", family.id, family.title))], vec![plain(next)], all]);
        }
        if let Some(table) = some(table) {
            whole.blocks.push(folded("What is missing for the next level, family by family", vec![table]));
        }
    }
    whole.with(levels.notes.iter().map(|one| paragraph([one.as_str()])))
}

fn vectors(book: &Book<'_>, one: &TypeRow) -> Block {
    let columns = [
        Column::new("family"),
        Column::narrow("aimed at"),
        Column::narrow("designed"),
        Column::narrow("implemented"),
        Column::narrow("verified"),
        Column::narrow("standing").filtered(),
    ];
    let edition = book.levels.as_ref().map_or("", |levels| levels.edition.as_str());
    let mut table = Table::new(format!("Security levels as {} ({edition})", one.component_type), columns);
    let mut families: Vec<&FamilyRow> = one.families.iter().collect();
    families.sort_by_key(|family| family.target.is_none_or(|target| family.achieved >= target));
    for family in families {
        let (tone, word) = match family.target {
            None => (Tone::Muted, "no level aimed at"),
            Some(target) if family.achieved >= target => (Tone::Good, "reached"),
            Some(target) if family.claimed >= target => (Tone::Attention, "not verified"),
            Some(_) => (Tone::Bad, "below"),
        };
        let number = |level: u32| vec![plain(level.to_string())];
        let row = Row {
            tone,
            cells: [
                vec![strong(family.id.as_str()), plain(format!(" {} ({})", family.title, family.abbreviation))],
                family.target.map_or_else(|| vec![plain("–")], number),
                number(family.planned),
                number(family.claimed),
                number(family.achieved),
                vec![badge(tone, word)],
            ]
            .map(Into::into)
            .to_vec(),
            ..Row::default()
        };
        table.rows.push(row);
    }
    Block::Table(table)
}

/// Zones of a product, in a line.
pub(super) fn zones_in_a_line(book: &Book<'_>, zones: &[String]) -> Vec<Inline> {
    joined(zones.iter().map(|zone| vec![book.id(Kind::Zone, zone)]), ", ")
}
