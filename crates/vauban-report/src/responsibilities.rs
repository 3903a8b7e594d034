//! `vauban responsibilities`: the matrix of duties for people, for documents, and as `vauban/responsibilities/1`.

use std::io::{self, Write};

use serde::Serialize;

use crate::text::{count, cut, one_line, pad, wrap};
use crate::{Style, paint};

/// Who answers for what.
#[derive(Clone, Debug)]
pub struct Matrix {
    /// The product, as `edge-gateway 2.4.0`.
    pub product: String,
    /// The day it is looked at.
    pub date: String,
    /// Every requirement.
    pub duties: Vec<DutyRow>,
    /// Every role.
    pub roles: Vec<RoleRow>,
    /// Who holds a role or acted without having shown that they can, in words.
    pub acted: Vec<String>,
}

/// A requirement, and the roles that answer for it.
#[derive(Clone, Debug, Serialize)]
pub struct DutyRow {
    /// Its id.
    pub requirement: String,
    /// Its title.
    pub title: String,
    /// Roles that say so.
    pub responsible: Vec<String>,
    /// Roles that answer for its process document.
    pub accountable: Vec<String>,
    /// Whether one of them is held by somebody who is there and has shown that they can.
    pub answered: bool,
}

/// A role, and who is in it.
#[derive(Clone, Debug, Serialize)]
pub struct RoleRow {
    /// Its id.
    pub role: String,
    /// Requirements it answers for.
    pub requirements: Vec<String>,
    /// Who holds it.
    pub holders: Vec<PersonRow>,
    /// Who stands in.
    pub deputies: Vec<PersonRow>,
    /// Its file.
    pub file: String,
    /// Its line.
    pub line: u32,
}

/// Somebody in a role.
#[derive(Clone, Debug, Serialize)]
pub struct PersonRow {
    /// Who.
    pub person: String,
    /// Whether they are there.
    pub there: bool,
    /// `valid`, `expiring`, `expired` or `none`.
    pub proof: &'static str,
    /// The day it runs out or ran out; empty if it does not.
    pub until: String,
}

impl Matrix {
    /// What is missing, in words.
    fn gaps(&self) -> Vec<String> {
        let mut gaps = Vec::new();
        let nobody: Vec<&str> = self
            .duties
            .iter()
            .filter(|duty| duty.responsible.is_empty() && duty.accountable.is_empty())
            .map(|duty| duty.requirement.as_str())
            .collect();
        if !nobody.is_empty() {
            gaps.push(format!("no role answers for {}", nobody.join(", ")));
        }
        let vacant: Vec<&str> =
            self.roles.iter().filter(|role| role.holders.is_empty()).map(|role| role.role.as_str()).collect();
        if !vacant.is_empty() {
            gaps.push(format!("nobody holds {}", vacant.join(", ")));
        }
        let unable: Vec<&str> = self
            .duties
            .iter()
            .filter(|duty| !(duty.answered || duty.responsible.is_empty() && duty.accountable.is_empty()))
            .map(|duty| duty.requirement.as_str())
            .collect();
        if !unable.is_empty() {
            gaps.push(format!("nobody who is there and has shown that they can answers for {}", unable.join(", ")));
        }
        gaps.extend(self.acted.iter().cloned());
        gaps
    }
}

fn person(row: &PersonRow) -> String {
    let there = if row.there { "" } else { ", not there" };
    let proof = match row.proof {
        "valid" if row.until.is_empty() => "✓".to_owned(),
        "valid" => format!("✓ to {}", row.until),
        "expiring" => format!("! runs out {}", row.until),
        "expired" => format!("✗ ran out {}", row.until),
        _ => "✗ nothing shown".to_owned(),
    };
    format!("{} ({proof}{there})", row.person)
}

/// Writes it for people.
pub fn terminal(matrix: &Matrix, style: &Style, out: &mut dyn Write) -> io::Result<()> {
    let product = one_line(&matrix.product);
    writeln!(out, "{} · who answers for what on {}\n", style.paint(paint::BOLD, cut(&product, 60)), matrix.date)?;
    for role in &matrix.roles {
        let answers =
            if role.requirements.is_empty() { "nothing in particular".to_owned() } else { role.requirements.join(" ") };
        let id = one_line(&role.role);
        writeln!(out, " {} {}", style.paint(paint::BOLD, pad(&cut(&id, 22), 22)), answers)?;
        let people = |what: &str, rows: &[PersonRow], none: &str, out: &mut dyn Write| -> io::Result<()> {
            let said = match rows.is_empty() {
                true => none.to_owned(),
                false => rows.iter().map(person).collect::<Vec<_>>().join(", "),
            };
            for (at, line) in wrap(&one_line(&said), style.width.saturating_sub(16)).iter().enumerate() {
                writeln!(out, "   {} {line}", pad(if at == 0 { what } else { "" }, 9))?;
            }
            Ok(())
        };
        people("held by", &role.holders, "nobody", out)?;
        people("deputy", &role.deputies, "nobody", out)?;
    }
    if matrix.roles.is_empty() {
        writeln!(out, " No `[role.ID]`. `vauban init --templates` begins with roles.")?;
    }
    let gaps = matrix.gaps();
    writeln!(out)?;
    match gaps.is_empty() {
        true => {
            writeln!(out, " Every requirement is answered for by somebody who is there and has shown that they can.")
        }
        false => {
            writeln!(out, " {}", style.paint(paint::BOLD, count(gaps.len(), "gap")))?;
            for gap in &gaps {
                for (at, line) in wrap(&one_line(gap), style.width.saturating_sub(5)).iter().enumerate() {
                    writeln!(out, "   {}{line}", if at == 0 { "- " } else { "  " })?;
                }
            }
            Ok(())
        }
    }
}

/// Writes it as Markdown: the matrix of requirements, then the roles.
pub fn markdown(matrix: &Matrix, out: &mut dyn Write) -> io::Result<()> {
    let cell = |text: &str| one_line(text).replace('\\', "\\\\").replace('|', "\\|").replace('<', "&lt;");
    writeln!(out, "# Responsibilities: {}\n\nAs of {}.\n", cell(&matrix.product), matrix.date)?;
    writeln!(out, "| Requirement | Title | Responsible | Accountable | Answered |\n|---|---|---|---|---|")?;
    for duty in &matrix.duties {
        writeln!(
            out,
            "| {} | {} | {} | {} | {} |",
            duty.requirement,
            cell(&duty.title),
            cell(&duty.responsible.join(", ")),
            cell(&duty.accountable.join(", ")),
            if duty.answered { "yes" } else { "**no**" }
        )?;
    }
    writeln!(out, "\n| Role | Held by | Deputy | Answers for |\n|---|---|---|---|")?;
    for role in &matrix.roles {
        let people = |rows: &[PersonRow]| rows.iter().map(person).collect::<Vec<_>>().join(", ");
        writeln!(
            out,
            "| {} | {} | {} | {} |",
            cell(&role.role),
            cell(&people(&role.holders)),
            cell(&people(&role.deputies)),
            role.requirements.join(" ")
        )?;
    }
    let gaps = matrix.gaps();
    if !gaps.is_empty() {
        writeln!(out, "\n## Gaps\n")?;
        for gap in gaps {
            writeln!(out, "- {}", cell(&gap))?;
        }
    }
    Ok(())
}

#[derive(Serialize)]
struct Document<'a> {
    schema: &'static str,
    product: &'a str,
    date: &'a str,
    requirements: &'a [DutyRow],
    roles: &'a [RoleRow],
    gaps: Vec<String>,
}

/// Writes the contract `vauban/responsibilities/1`.
pub fn json(matrix: &Matrix, out: &mut dyn Write) -> io::Result<()> {
    let document = Document {
        schema: "vauban/responsibilities/1",
        product: &matrix.product,
        date: &matrix.date,
        requirements: &matrix.duties,
        roles: &matrix.roles,
        gaps: matrix.gaps(),
    };
    vauban_formats::json::write(&document, out)
}
