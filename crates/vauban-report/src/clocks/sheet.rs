//! A filing sheet: to copy from, for a ticket, for programs (`vauban/issue-file/1`).

use std::io::{self, Write};

use serde::Serialize;
use vauban_analysis::clocks::{FieldForm, FilingStage, Offered, Sheet, SheetField};

use crate::diff::markdown::{code, plain};
use crate::text::{lines, one_line, sentence};
use crate::{Style, paint};

/// Where the fields come from; the portal is what counts.
const EDITION: &str = "Fields as of glossary 1.3 of the reporting platform (10 September 2026). The portal takes English text and is what counts: \
                       choose the level of the notification there.";

fn stage(stage: FilingStage) -> &'static str {
    match stage {
        FilingStage::EarlyWarning => "early warning (24h)",
        FilingStage::Notification => "notification (72h)",
        FilingStage::Final => "final report",
        FilingStage::Intermediate => "intermediate report",
    }
}

fn offered(offered: Offered) -> &'static str {
    match offered {
        Offered::Required => "required",
        Offered::IfAvailable => "required if available",
        Offered::Copied => "copied from the stage before, or brought up to date",
        Offered::Optional => "optional",
        Offered::No => "not offered",
    }
}

/// What stands behind the title of a field.
fn about(field: &SheetField) -> String {
    let mut parts = vec![offered(field.offered).to_owned()];
    match (field.form, field.limit) {
        (FieldForm::Choice, _) => parts.push("choose".to_owned()),
        (FieldForm::Time, _) => parts.push("date and time".to_owned()),
        (FieldForm::System, _) => parts.push("the platform fills it".to_owned()),
        (FieldForm::Text, Some(limit)) => parts.push(format!("{} of {limit} characters", field.length)),
        (FieldForm::Text, None) => parts.push(format!("{} characters", field.length)),
    }
    if !field.source.is_empty() {
        parts.push(format!("from {}", one_line(&field.source)));
    }
    parts.join("; ")
}

/// Writes it to copy from.
pub fn text(sheet: &Sheet, style: &Style, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "{} · {}", style.paint(paint::BOLD, one_line(&sheet.case)), stage(sheet.stage))?;
    for line in crate::text::wrap(EDITION, style.width) {
        writeln!(out, "{}", style.paint(paint::DIM, line))?;
    }
    for field in &sheet.fields {
        writeln!(
            out,
            "\n{} {}",
            style.paint(paint::BOLD, format!("[{}] {}", one_line(&field.nr), one_line(&field.title))),
            style.paint(paint::DIM, format!("({})", about(field)))
        )?;
        if !field.text.is_empty() {
            writeln!(out, "{}", lines(&field.text))?;
        }
        if field.text.is_empty() && !field.choices.is_empty() {
            writeln!(out, "{}", style.paint(paint::DIM, format!("choices: {}", one_line(&field.choices.join(", ")))))?;
        }
        if let Some(error) = &field.error {
            writeln!(out, "{} {}", style.paint(paint::ERROR, "error:"), one_line(error))?;
        }
    }
    writeln!(out)?;
    for note in &sheet.notes {
        writeln!(out, "{} {}", style.paint(paint::NOTE, "note:"), one_line(note))?;
    }
    for error in &sheet.errors {
        writeln!(out, "{} {}", style.paint(paint::ERROR, "error:"), one_line(error))?;
    }
    if sheet.errors.is_empty() {
        writeln!(
            out,
            "Nothing is missing and nothing is too long. After filing: vauban issue filed ID --stage {} --at TIME --receipt TEXT",
            sheet.stage.word()
        )?;
    }
    Ok(())
}

/// Writes it for a ticket.
pub fn markdown(sheet: &Sheet, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "**{}, {}**\n\n{EDITION}\n", plain(&sheet.case), stage(sheet.stage))?;
    for error in &sheet.errors {
        writeln!(out, "- **error:** {}", plain(&sentence(error)))?;
    }
    for note in &sheet.notes {
        writeln!(out, "- note: {}", plain(&sentence(note)))?;
    }
    for field in &sheet.fields {
        writeln!(out, "\n#### {} {}\n\n{}\n", code(&field.nr), plain(&field.title), plain(&about(field)))?;
        if !field.text.is_empty() {
            // A fence longer than any run of its sign in the text.
            let text = lines(&field.text);
            let longest = text.split(|letter| letter != '`').map(str::len).max().unwrap_or(0);
            let fence = "`".repeat(longest.max(2) + 1);
            writeln!(out, "{fence}text\n{text}\n{fence}")?;
        }
    }
    Ok(())
}

#[derive(Serialize)]
struct Document<'a> {
    schema: &'static str,
    case: &'a str,
    stage: &'static str,
    complete: bool,
    fields: Vec<Field<'a>>,
    errors: &'a [String],
    notes: &'a [String],
}

#[derive(Serialize)]
struct Field<'a> {
    nr: &'a str,
    title: &'a str,
    offered: &'static str,
    form: &'static str,
    text: &'a str,
    source: &'a str,
    length: usize,
    limit: Option<usize>,
    choices: &'a [String],
    error: Option<&'a str>,
}

/// Writes the contract.
pub fn json(sheet: &Sheet, out: &mut dyn Write) -> io::Result<()> {
    let fields = sheet.fields.iter().map(|field| Field {
        nr: &field.nr,
        title: &field.title,
        offered: match field.offered {
            Offered::Required => "required",
            Offered::IfAvailable => "if-available",
            Offered::Copied => "copied",
            Offered::Optional => "optional",
            Offered::No => "no",
        },
        form: match field.form {
            FieldForm::Text => "text",
            FieldForm::Choice => "choice",
            FieldForm::Time => "time",
            FieldForm::System => "system",
        },
        text: &field.text,
        source: &field.source,
        length: field.length,
        limit: field.limit,
        choices: &field.choices,
        error: field.error.as_deref(),
    });
    let document = Document {
        schema: "vauban/issue-file/1",
        case: &sheet.case,
        stage: sheet.stage.word(),
        complete: sheet.errors.is_empty(),
        fields: fields.collect(),
        errors: &sheet.errors,
        notes: &sheet.notes,
    };
    vauban_formats::json::write(&document, out)
}
