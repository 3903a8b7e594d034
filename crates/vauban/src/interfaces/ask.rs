//! `vauban interface ID --ask`: the open questions of one interface, one after the other, and the answers into its
//! record.
//!
//! Each question is introduced by the text of the catalog and by what is missing. Answers come from the terminal or,
//! one a line, from a pipe. Nothing is written before the change was shown and agreed to; where input ends, nothing is
//! written at all.

use std::fs;
use std::io::{self, BufRead};
use std::process::ExitCode;

use vauban_analysis::interfaces::{Gap, Letter, Question, Sheets, place_exists};
use vauban_engine::Compilation;
use vauban_model::{AnyId, Kind, Model};
use vauban_report::text::one_line;
use vauban_syntax::edit::NewValue;

use super::Ids;
use super::edit::{Edit, apply, difference};
use super::prompt::{Prompt, Stopped, meant};
use crate::args::Arguments;
use crate::{Outcome, files, output, session};

pub(crate) fn run(arguments: &Arguments, compiled: &Compilation, sheets: &Sheets<'_>, id: AnyId) -> Outcome {
    let model = &compiled.model;
    let head = model.head(id);
    if !head.folder().is_empty() {
        return Err(format!(
            "`{}` belongs to the used folder `{}`, which is read only: answer there, or adapt it here with \
             `[change.\"{}\"]`",
            head.id,
            head.folder(),
            head.name()
        ));
    }
    let file = model.sources.file(head.header.file);
    let path = session::folder(arguments).join(&file.path);
    let (stdin, mut stderr) = (io::stdin(), io::stderr());
    let mut input = stdin.lock();
    let mut prompt = Prompt { input: &mut input as &mut dyn BufRead, out: &mut stderr };
    let sheet = sheets.sheet(id);
    let asked = Asking { compiled, id }.walk(&sheet.questions, &mut prompt);
    let stopped = |prompt: &mut Prompt<'_>| {
        let _ = prompt.say("\nstopped; nothing was written");
        Ok(ExitCode::SUCCESS)
    };
    let Ok(edits) = asked else { return stopped(&mut prompt) };
    if edits.is_empty() {
        let _ = prompt.say("\nno answers; nothing was written");
        return Ok(ExitCode::SUCCESS);
    }
    let now = apply(&file.path, &file.text, &head.id, &edits)?;
    let read = |text: &str| vauban_syntax::parse(head.header.file, &file.path, text).findings.len();
    if read(&now) > read(&file.text) {
        return Err(format!("{} could not be read any more with these answers; nothing was written", file.path));
    }
    let change = difference(&file.text, &now);
    let agreed = prompt.say(&format!("\n{}\n{change}", file.path)).and_then(|()| prompt.flag("write this?"));
    match agreed {
        Err(Stopped) => return stopped(&mut prompt),
        Ok(Some(true)) => {}
        Ok(_) => {
            let _ = prompt.say("nothing was written");
            return Ok(ExitCode::SUCCESS);
        }
    }
    let there = fs::read_to_string(&path).map_err(|error| format!("cannot read {}: {error}", path.display()))?;
    if there != file.text {
        return Err(format!("{} has changed meanwhile; nothing was written", file.path));
    }
    files::replace(&path, &now)?;
    let (_, compiled) = session::design(arguments)?;
    let left = compiled.products().into_iter().find_map(|product| {
        let sheets = compiled.interfaces(product)?;
        let id = compiled.model.find(Kind::Interface, &head.id)?;
        sheets.register.interfaces().any(|known| known == id).then(|| sheets.sheet(id).overview)
    });
    output::write(|out| {
        writeln!(out, "wrote {}", one_line(&file.path))?;
        match left {
            Some(left) => writeln!(out, "{} of {} questions are open", left.open, left.asked),
            None => Ok(()),
        }
    })?;
    Ok(ExitCode::SUCCESS)
}

struct Asking<'a> {
    compiled: &'a Compilation,
    id: AnyId,
}

const PARTIES: &[Kind] = &[Kind::Actor, Kind::Component];
const PLACES: &[Kind] = &[Kind::Guideline, Kind::Manual, Kind::Document];

impl Asking<'_> {
    fn walk(&self, questions: &[Question], prompt: &mut Prompt<'_>) -> Result<Vec<Edit>, Stopped> {
        let open: Vec<&Question> = questions.iter().filter(|question| question.asked && !question.answered).collect();
        let name = self.model().head(self.id).name();
        prompt.say(&format!(
            "{name}: {} of {} questions open. An empty answer leaves a question open, Ctrl-D stops without writing.",
            open.len(),
            questions.iter().filter(|question| question.asked).count()
        ))?;
        let mut edits = Vec::new();
        for question in open {
            let aspect = question.letter.aspect();
            let text =
                self.compiled.catalogs.default_lifecycle().aspect(aspect).map(|(_, aspect)| aspect.text.as_str());
            prompt.say(&format!("\n{aspect}  {}", one_line(text.unwrap_or(question.letter.asks()))))?;
            if let Some(how) = &question.contradiction {
                prompt.say(&format!("  contradiction: {}", one_line(how)))?;
            }
            self.question(question, prompt, &mut edits)?;
        }
        Ok(edits)
    }

    fn model(&self) -> &Model {
        &self.compiled.model
    }

    fn question(&self, question: &Question, prompt: &mut Prompt<'_>, edits: &mut Vec<Edit>) -> Result<(), Stopped> {
        let mut key = |key: &str, value: NewValue| edits.push(Edit { table: None, key: key.to_owned(), value });
        match question.letter {
            Letter::A => {
                if let Some(word) = prompt.word("reach: who can reach it", &["external", "internal", "both"])? {
                    key("reach", NewValue::Text(word));
                }
                if question.contradiction.is_none() {
                    let zones = Ids::of(self.model(), &[Kind::Zone]);
                    if let Some(zones) = prompt.ids("reachable-from: zones it can be reached from", &zones)? {
                        key("reachable-from", NewValue::List(zones));
                    }
                }
            }
            Letter::B => {
                if let Some(text) = prompt.line("context: what the security context means for it")? {
                    key("context", NewValue::Text(text));
                }
            }
            Letter::C => {
                if let Some(users) = prompt.ids("users: who uses it", &Ids::of(self.model(), PARTIES))? {
                    key("users", NewValue::List(users));
                }
            }
            Letter::D if question.contradiction.is_some() => {
                if let Some(flag) = prompt.flag("crosses-boundary: does its use cross a trust boundary")? {
                    key("crosses-boundary", NewValue::Flag(flag));
                }
            }
            Letter::E => {
                if has(question, "considerations")
                    && let Some(text) = prompt.line("considerations: what to consider when using it")?
                {
                    key("considerations", NewValue::Text(text));
                }
                if has(question, "constraints")
                    && let Some(said) = prompt.line("constraints of its use (with `;` between them)")?
                {
                    let said = said.split(';').map(str::trim).filter(|one| !one.is_empty());
                    key("constraints", NewValue::List(said.map(str::to_owned).collect()));
                }
            }
            Letter::F if has(question, "operations") => {
                let operations = self.operations(prompt)?;
                if !operations.is_empty() {
                    key("operations", NewValue::Values(operations));
                }
            }
            Letter::G => self.concerns(question, prompt, edits)?,
            Letter::H => self.third_party(question, prompt, edits)?,
            Letter::I => {
                if let Some(place) = self.document(prompt)? {
                    key("document", NewValue::Text(place));
                }
            }
            Letter::D | Letter::F | Letter::J | Letter::K => elsewhere(question, prompt)?,
        }
        Ok(())
    }

    /// Operations one after the other, until one has no name. One without a right would leave the question open.
    fn operations(&self, prompt: &mut Prompt<'_>) -> Result<Vec<NewValue>, Stopped> {
        let assets = Ids::of(self.model(), &[Kind::Asset]);
        prompt.offer(&assets)?;
        let mut operations = Vec::new();
        while let Some(name) = prompt.line("operation: what one can do (empty: no more)")? {
            let Some(needs) = prompt.line("needs: the role or right that it takes")? else {
                prompt.say("  without the right it takes it answers nothing, and is left out")?;
                continue;
            };
            let mut keys = vec![("name".to_owned(), NewValue::Text(name)), ("needs".to_owned(), NewValue::Text(needs))];
            while let Some(said) = prompt.line("affects: assets it touches (ids, with commas)")? {
                match meant(&said, &assets) {
                    Ok(found) => {
                        keys.push(("affects".to_owned(), NewValue::List(found)));
                        break;
                    }
                    Err(why) => prompt.say(&format!("  {why}"))?,
                }
            }
            operations.push(NewValue::Table(keys));
        }
        Ok(operations)
    }

    fn concerns(&self, question: &Question, prompt: &mut Prompt<'_>, edits: &mut Vec<Edit>) -> Result<(), Stopped> {
        let mechanisms = Ids::of(self.model(), &[Kind::Mechanism]);
        prompt.say("  for each concern: `by ID, …`, `compensated-by ID, …`, or `not-needed WHY`")?;
        prompt.offer(&mechanisms)?;
        for concern in question.missing.iter().filter_map(|gap| gap.key.strip_prefix("concerns.")) {
            while let Some(said) = prompt.line(concern)? {
                match answer(&said, &mechanisms) {
                    Ok(keys) => {
                        let value = NewValue::Table(vec![keys]);
                        edits.push(Edit { table: Some("concerns"), key: concern.to_owned(), value });
                        break;
                    }
                    Err(why) => prompt.say(&format!("  {why}"))?,
                }
            }
        }
        Ok(())
    }

    fn third_party(&self, question: &Question, prompt: &mut Prompt<'_>, edits: &mut Vec<Edit>) -> Result<(), Stopped> {
        const SECURITY: &str = "security: what security they bring";
        if has(question, "third-party.security") {
            if let Some(text) = prompt.line(SECURITY)? {
                edits.push(Edit { table: Some("third-party"), key: "security".into(), value: NewValue::Text(text) });
            }
            return Ok(());
        }
        let components = Ids::of(self.model(), &[Kind::Component]);
        prompt.offer(&components)?;
        while let Some(said) = prompt.line("third-party: components of others (ids, with commas), or `none`")? {
            let keys = match (said.as_str(), meant(&said, &components)) {
                ("none", Err(_)) => vec![("none".to_owned(), NewValue::Flag(true))],
                (_, Err(why)) => {
                    prompt.say(&format!("  {why}"))?;
                    continue;
                }
                (_, Ok(found)) => {
                    let mut keys = vec![("components".to_owned(), NewValue::List(found))];
                    if let Some(text) = prompt.line(SECURITY)? {
                        keys.push(("security".to_owned(), NewValue::Text(text)));
                    }
                    keys
                }
            };
            edits.push(Edit { table: None, key: "third-party".into(), value: NewValue::Table(keys) });
            break;
        }
        Ok(())
    }

    /// A place that exists.
    fn document(&self, prompt: &mut Prompt<'_>) -> Result<Option<String>, Stopped> {
        let places = Ids::of(self.model(), PLACES);
        prompt.offer(&places)?;
        while let Some(said) = prompt.line("document: where its use is documented (guideline.ID#section)")? {
            let (target, anchor) = match said.split_once('#') {
                Some((target, anchor)) => (target, Some(anchor)),
                None => (said.as_str(), None),
            };
            let found = places.meant(target).map(|written| (places.resolve(&written), written));
            match found {
                Ok((Some(id), _)) if place_exists(self.model(), Some(id), anchor) => {
                    let section = anchor.map_or(String::new(), |anchor| format!("#{anchor}"));
                    return Ok(Some(format!("{}{section}", self.model().head(id).name())));
                }
                Ok((_, written)) => {
                    let section = anchor.unwrap_or("");
                    prompt.say(&format!("  `{}` has no section `{}`", one_line(&written), one_line(section)))?;
                }
                Err(why) => prompt.say(&format!("  {why}"))?,
            }
        }
        Ok(None)
    }
}

/// One key of a concern with what it says.
fn answer(said: &str, mechanisms: &Ids<'_>) -> Result<(String, NewValue), String> {
    let (key, rest) = said.split_once(char::is_whitespace).unwrap_or((said, ""));
    let (key, rest) = (key.trim_end_matches(':'), rest.trim());
    match key {
        "by" | "compensated-by" => {
            let found = meant(rest, mechanisms)?;
            match found.is_empty() {
                true => Err(format!("`{key}` needs the id of a mechanism")),
                false => Ok((key.to_owned(), NewValue::List(found))),
            }
        }
        "not-needed" if !rest.is_empty() => Ok((key.to_owned(), NewValue::Text(rest.to_owned()))),
        "not-needed" => Err("`not-needed` needs a reason".to_owned()),
        _ => Err("begin with `by`, `compensated-by` or `not-needed`".to_owned()),
    }
}

fn has(question: &Question, key: &str) -> bool {
    question.missing.iter().any(|gap| gap.key == key)
}

/// What the record of the interface cannot answer by a new key.
fn elsewhere(question: &Question, prompt: &mut Prompt<'_>) -> Result<(), Stopped> {
    question.missing.iter().try_for_each(|gap: &Gap| {
        let key = if gap.key.is_empty() { String::new() } else { format!("`{}`: ", gap.key) };
        prompt.say(&format!("  not to be answered here: {key}{}", one_line(&gap.what)))
    })
}
