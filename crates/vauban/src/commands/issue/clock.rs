//! `vauban issue clock`: every deadline of reported cases and of the policy at an instant.

use std::process::ExitCode;

use vauban_analysis::clocks::{Clocks, Instant, NeedsCase, State};
use vauban_diagnostics::Severity;
use vauban_engine::Compilation;
use vauban_report::clocks::{ClockReport, ics, json, markdown, svg, terminal};

use super::at;
use crate::args::{Arguments, ClockFormat, IssueClock};
use crate::depth::product;
use crate::{Outcome, output, session};

/// Most seconds of `--within`: ten years.
const MOST: i64 = 3_660 * 86_400;

pub(crate) fn run(arguments: &Arguments, options: &IssueClock) -> Outcome {
    let within = duration(&options.within)?;
    let moment = session::moment(arguments)?;
    let (world, compiled) = session::design(arguments)?;
    let wanted = options.product.as_deref().map(|word| product(&compiled, Some(word))).transpose()?.flatten();
    let now = at(moment);
    let mut clocks = compiled.clocks(wanted, now);
    let mut broken = broken(&compiled);
    for (issue, why) in compiled.issues_without_case(wanted, now) {
        if why == NeedsCase::Exploited {
            broken.push(format!(
                "{} is exploited in the field, and no case says since when that is certain",
                compiled.model.head(issue).name()
            ));
        }
    }
    if let Some(id) = &options.id {
        only(&mut clocks, id)?;
    }
    for case in &mut clocks.cases {
        case.clocks.retain(|clock| clock.law || !options.law);
    }
    if options.law {
        clocks.issues.clear();
    }
    let alarms = clocks.alarms(within);
    // What is settled as a whole is shown when it is asked for, by name or as a whole.
    if !options.all && options.id.is_none() && options.format != ClockFormat::Ics {
        clocks.cases.retain(|case| {
            case.clocks.iter().any(|clock| !clock.state.settled())
                || case.awareness.log.iter().any(|event| event.flaw.is_some())
        });
        clocks.issues.retain(|issue| issue.clocks.iter().any(|clock| !clock.state.settled()));
    }
    let blind = !broken.is_empty();
    let report = ClockReport {
        product: wanted.or(product(&compiled, None)?).map_or_else(String::new, |id| compiled.line(Some(id))),
        clocks,
        now,
        now_from: moment.said,
        within,
        all: options.all || options.id.is_some(),
        broken,
    };
    output::write(|out| match options.format {
        ClockFormat::Terminal => terminal::report(&report, &output::style(arguments, Some(world.root()), 20), out),
        ClockFormat::Json => json::report(&report, out),
        ClockFormat::Ics => ics::report(&report, out),
        ClockFormat::Markdown => markdown::report(&report, out),
        ClockFormat::Svg => svg::report(&report, out),
    })?;
    if options.format == ClockFormat::Ics {
        let provisional =
            report.clocks.cases.iter().flat_map(|case| &case.clocks).filter(|clock| clock.state == State::Provisional);
        if provisional.count() > 0 && !arguments.quiet {
            output::beside(arguments, |_, out| {
                writeln!(out, "dates that may still change are tentative in the calendar")
            });
        }
    }
    Ok(if alarms == (0, 0) && !blind { ExitCode::SUCCESS } else { ExitCode::from(1) })
}

/// Keeps the case or issue that a person means.
fn only(clocks: &mut Clocks, word: &str) -> Result<(), String> {
    let names: Vec<String> = clocks
        .cases
        .iter()
        .map(|case| case.name.clone())
        .chain(clocks.issues.iter().map(|issue| issue.name.clone()))
        .collect();
    let means = |name: &str| name == word || name.split_once('.').is_some_and(|(_, id)| id == word);
    if !names.iter().any(|name| means(name)) {
        let hint = vauban_diagnostics::nearest(word, names.iter().map(String::as_str))
            .map(|near| format!("; did you mean `{near}`?"));
        return Err(format!("`{word}` is no case, and no issue with a deadline{}", hint.unwrap_or_default()));
    }
    clocks.cases.retain(|case| means(&case.name));
    clocks.issues.retain(|issue| means(&issue.name));
    Ok(())
}

/// Errors of form in cases, issues and the policy: where a time could not be read, a deadline may be missing.
fn broken(compiled: &Compilation) -> Vec<String> {
    let about = |subject: &str| {
        let record = subject.split('#').next().unwrap_or(subject);
        let local = record.rsplit_once('/').map_or(record, |(_, local)| local);
        local.starts_with("case.") || local.starts_with("issue.") || local == "policy"
    };
    let form = [
        "toml-syntax",
        "wrong-type",
        "unknown-key",
        "unknown-word",
        "missing-key",
        "unresolved-reference",
        "duplicate-id",
        "duplicate-key",
    ];
    let errors =
        compiled.findings.iter().filter(|finding| finding.severity == Severity::Error && form.contains(&finding.code));
    let mut broken: Vec<String> = errors
        .filter(|finding| finding.code == "toml-syntax" || about(&finding.subject))
        .map(|finding| {
            let file = finding.place.as_ref().map(|place| compiled.model.sources.file(place.span.file).path.clone());
            format!("{}{}", file.map_or_else(String::new, |file| format!("{file}: ")), finding.message)
        })
        .collect();
    broken.sort();
    broken.dedup();
    broken
}

/// Reads `90m`, `24h`, `3d`, `2w`.
pub(super) fn duration(written: &str) -> Result<i64, String> {
    let wrong = || format!("`{written}` is no length of time; write it as 90m, 24h or 3d");
    let text = written.trim();
    let (number, unit) = text.split_at(text.find(|letter: char| !letter.is_ascii_digit()).ok_or_else(wrong)?);
    let number: i64 = number.parse().map_err(|_| wrong())?;
    let unit = match unit {
        "m" | "min" => 60,
        "h" => 3_600,
        "d" => 86_400,
        "w" => 7 * 86_400,
        _ => return Err(wrong()),
    };
    number
        .checked_mul(unit)
        .filter(|seconds| *seconds <= MOST)
        .ok_or_else(|| format!("`{written}` is more than ten years"))
}

/// The instant of a moment, by the clock it was given with.
pub(super) fn instant(moment: session::Moment) -> Instant {
    Instant { seconds: moment.seconds, ahead: moment.ahead }
}

#[cfg(test)]
mod tests {
    use super::duration;

    #[test]
    fn lengths_of_time_have_a_unit_and_an_end() {
        assert_eq!(duration("90m"), Ok(5_400));
        assert_eq!(duration("24h"), Ok(86_400));
        assert_eq!(duration(" 3d "), Ok(259_200));
        for wrong in ["", "h", "24", "-1h", "1y", "1.5h", "99999999999999999999h", "3660000d", "1 h"] {
            assert!(duration(wrong).is_err(), "{wrong}");
        }
    }
}
