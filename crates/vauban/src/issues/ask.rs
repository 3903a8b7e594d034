//! Asking at the terminal for what a step leaves open, question by question; an empty answer leaves one open.

use std::io::IsTerminal as _;

use vauban_analysis::issues::Question;
use vauban_model::{Form, Model};

use super::value::{Said, fields, values};
use crate::interfaces::prompt::{Prompt, Stopped};

/// Whether there is somebody to ask.
pub(crate) fn somebody(never: bool) -> bool {
    !never && std::io::stdin().is_terminal() && std::io::stderr().is_terminal()
}

/// Asks the questions; what was answered, checked. Questions go to stderr, so that stdout holds the result alone.
pub(crate) fn ask(model: &Model, folder: &str, questions: &[&'static Question]) -> Result<Vec<Said>, String> {
    let stdin = std::io::stdin();
    let mut input = stdin.lock();
    let mut out = std::io::stderr();
    let mut prompt = Prompt { input: &mut input, out: &mut out };
    asked(&mut prompt, model, folder, questions)
        .map_err(|Stopped| "the questions ended before their answers; nothing was written".to_owned())
}

fn asked(
    prompt: &mut Prompt<'_>,
    model: &Model,
    folder: &str,
    questions: &[&'static Question],
) -> Result<Vec<Said>, Stopped> {
    let fields = fields();
    let mut all = Vec::new();
    for question in questions {
        let Some(key) = question.keys.first().copied() else { continue };
        let Some(field) = fields.iter().find(|field| field.key == key) else { continue };
        prompt.say(&format!("{} · {}", question.aspect, question.asks))?;
        let label = match &field.form {
            Form::Words(words) => {
                format!("{key} ({})", words.iter().map(|(word, _)| *word).collect::<Vec<_>>().join(", "))
            }
            Form::List(inner) if matches!(**inner, Form::Reference(_)) => format!("{key} (ids, with commas)"),
            Form::List(_) => format!("{key} (several with `; `)"),
            Form::Date => format!("{key} (as 2026-11-22)"),
            _ => key.to_owned(),
        };
        while let Some(answer) = prompt.line(&label)? {
            let words: Vec<String> = match &field.form {
                Form::List(inner) if matches!(**inner, Form::Reference(_)) => parts(&answer, ","),
                Form::List(_) => parts(&answer, "; "),
                _ => vec![answer],
            };
            let said = (key, words);
            match values(model, folder, std::slice::from_ref(&said)) {
                Ok(_) => {
                    all.push(said);
                    break;
                }
                Err(why) => prompt.say(&format!("  {why}"))?,
            }
        }
    }
    prompt.out.flush().map_err(|_| Stopped)?;
    Ok(all)
}

fn parts(answer: &str, between: &str) -> Vec<String> {
    answer.split(between).map(str::trim).filter(|part| !part.is_empty()).map(str::to_owned).collect()
}
