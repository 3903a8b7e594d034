//! `vauban responsibilities`: the matrix of duties, with who is in each role and what they have shown.

use std::process::ExitCode;

use vauban_analysis::responsibilities::Holder;
use vauban_model::AnyId;
use vauban_report::responsibilities::{DutyRow, Matrix, PersonRow, RoleRow, json, markdown, terminal};

use crate::args::{Arguments, PageFormat, Responsibilities};
use crate::depth::product;
use crate::{Outcome, output, session};

/// The check that looks at what people had shown when they acted.
const ACTED: &str = "person-without-competence";

pub(crate) fn run(arguments: &Arguments, options: &Responsibilities) -> Outcome {
    let (world, compiled, _) = session::compilation(arguments)?;
    let product = product(&compiled, options.product.as_deref())?;
    let found = compiled.responsibilities(product).ok_or("the roles cannot be looked at")?;
    let model = &compiled.model;
    let id = |id: &AnyId| model.head(*id).id.to_string();
    let person = |holder: &Holder| PersonRow {
        person: id(&holder.person),
        there: holder.there,
        proof: holder.proof.word(),
        until: holder.proof.until().map_or_else(String::new, |day| day.to_string()),
    };
    let matrix = Matrix {
        product: compiled.line(product),
        date: compiled.today().to_string(),
        duties: found
            .duties
            .iter()
            .map(|duty| DutyRow {
                requirement: duty.requirement.clone(),
                title: duty.title.clone(),
                responsible: duty.responsible.iter().map(id).collect(),
                accountable: duty.accountable.iter().map(id).collect(),
                answered: duty.answered(&found.roles),
            })
            .collect(),
        roles: found
            .roles
            .iter()
            .map(|role| {
                let (file, line) = model.place(role.role);
                RoleRow {
                    role: id(&role.role),
                    requirements: role.requirements.clone(),
                    holders: role.holders.iter().map(person).collect(),
                    deputies: role.deputies.iter().map(person).collect(),
                    file,
                    line,
                }
            })
            .collect(),
        acted: compiled
            .findings
            .iter()
            .filter(|finding| finding.code == ACTED)
            .map(|finding| finding.message.clone())
            .collect(),
    };
    output::write(|out| match options.format {
        PageFormat::Json => json(&matrix, out),
        PageFormat::Markdown => markdown(&matrix, out),
        PageFormat::Terminal => terminal(&matrix, &output::style(arguments, Some(world.root()), 20), out),
    })?;
    Ok(ExitCode::SUCCESS)
}
