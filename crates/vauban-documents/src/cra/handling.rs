//! Handling of vulnerabilities (Annex VII, point 2(b), and Annex I, Part II): processes, contact, policy, what was
//! published, and how updates reach users.

use vauban_analysis::cra::{Cra, Pinned};
use vauban_catalog::conformity::Part;
use vauban_model::{IssueState, Kind, Ref};
use vauban_pages::{Block, Column, Table, Target, code, link, paragraph, plain};

use super::Teller;
use super::applicability::table;
use super::teller::{facts, said};

/// Everything about vulnerabilities.
pub(super) fn blocks(teller: &Teller<'_>, cra: &Cra) -> Vec<Block> {
    let model = teller.model();
    let mut blocks =
        vec![paragraph(["The requirements of Annex I, Part II, apply to every product; where each stands:"])];
    blocks.push(Block::Table(table(
        teller,
        "Handling of vulnerabilities",
        cra.items.iter().filter(|item| item.part == Part::Handling),
    )));
    for (id, one) in teller.each(Kind::Disclosure, &model.disclosure) {
        blocks.push(paragraph([plain("What reporters are told, by "), teller.link(id), plain(":")]));
        let intakes: Vec<String> = one
            .intake
            .iter()
            .filter_map(Ref::to)
            .filter_map(|id| model.intake.get(id.at as usize))
            .map(|one| said(&one.address))
            .collect();
        blocks.push(facts([
            ("Contact", intakes.join(", ")),
            ("Policy of disclosure", said(&one.policy)),
            ("security.txt holds until", one.expires.map_or_else(String::new, |day| day.date.to_string())),
            (
                "Receipt is acknowledged within",
                one.acknowledge_days.as_ref().map_or_else(String::new, |days| format!("{} working days", days.0.value)),
            ),
            (
                "Published after, as a rule",
                one.disclosure_days.as_ref().map_or_else(String::new, |days| format!("{} days", days.0.value)),
            ),
            ("Advisories", said(&one.advisories)),
            ("CSAF metadata", said(&one.provider_metadata)),
        ]));
    }
    if let Some(figures) = issues(teller) {
        blocks.push(figures);
    }
    blocks.extend(advisories(teller));
    blocks.extend(statements(teller));
    blocks.extend(updates(teller));
    let pinned = cra.bills.iter().filter(|bill| bill.pinned == Pinned::Same).count();
    blocks.push(paragraph([
        plain(format!(
            "The release has {} bills of materials, {pinned} of them with the digest on record: ",
            cra.bills.len()
        )),
        link(Target::Anchor("CRA-A7-8".to_owned()), "bills of materials"),
        plain("."),
    ]));
    blocks
}

/// How many issues there are, by how far they have come.
fn issues(teller: &Teller<'_>) -> Option<Block> {
    if let Some(why) = teller.subject.compiled.issues_withheld() {
        return Some(paragraph([format!("Figures of issues are not known here: {why}")]));
    }
    let mut counts = std::collections::BTreeMap::<IssueState, usize>::new();
    for (_, issue) in teller.each(Kind::Issue, &teller.model().issue) {
        if let Some(state) = issue.state {
            *counts.entry(state.value).or_default() += 1;
        }
    }
    if counts.is_empty() {
        return None;
    }
    let mut table = Table::new("Issues by state", [Column::new("state"), Column::narrow("issues")]);
    for (state, count) in counts {
        table.row([vauban_pages::Cell::from(plain(state.word())), count.into()]);
    }
    Some(Block::Table(table))
}

fn advisories(teller: &Teller<'_>) -> Option<Block> {
    let mut table = Table::new(
        "Advisories",
        [
            Column::new("advisory"),
            Column::narrow("published"),
            Column::new("affected"),
            Column::wide("what to do"),
            Column::new("machine-readable"),
        ],
    );
    for (id, one) in teller.each(Kind::Advisory, &teller.model().advisory) {
        let file = one.csaf.as_ref().and_then(|file| vauban_analysis::evidence::path_of(teller.model(), file));
        table.row([
            teller.link(id),
            plain(one.published.map_or_else(String::new, |day| day.date.to_string())),
            plain(one.affected.iter().map(|text| text.trim()).collect::<Vec<_>>().join(", ")),
            plain(said(&one.resolution)),
            file.map_or_else(|| plain("none"), code),
        ]);
    }
    (!table.rows.is_empty()).then_some(Block::Table(table))
}

fn statements(teller: &Teller<'_>) -> Option<Block> {
    let mut table = Table::new(
        "Statements about exploitability (VEX)",
        [
            Column::new("statement"),
            Column::new("vulnerability"),
            Column::narrow("status").filtered(),
            Column::wide("why, or what to do"),
        ],
    );
    for (id, one) in teller.each(Kind::Vex, &teller.model().vex) {
        let why = if one.impact.is_some() { said(&one.impact) } else { said(&one.action) };
        table.row([
            teller.link(id),
            plain(said(&one.vulnerability)),
            plain(one.status.map_or("", |status| status.value.word())),
            plain(why),
        ]);
    }
    let rows = table.rows.len();
    (rows > 0).then(|| Block::Details {
        summary: vec![plain(format!("Statements about exploitability: {rows}"))],
        blocks: vec![Block::Table(table)],
    })
}

fn updates(teller: &Teller<'_>) -> Option<Block> {
    let mut table = Table::new(
        "Security updates",
        [
            Column::new("update"),
            Column::narrow("delivered"),
            Column::wide("how it reaches users"),
            Column::wide("how they tell that it is ours"),
        ],
    );
    for (id, one) in teller.each(Kind::Update, &teller.model().update) {
        table.row([
            teller.link(id),
            plain(one.delivered.map_or_else(String::new, |day| day.date.to_string())),
            plain(said(&one.channel)),
            plain(said(&one.authenticity)),
        ]);
    }
    (!table.rows.is_empty()).then_some(Block::Table(table))
}
