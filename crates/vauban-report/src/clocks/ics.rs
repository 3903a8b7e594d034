//! Deadlines as a calendar (RFC 5545): one event for every date, in UTC, with alarms before it.
//!
//! The name of an event is the same in every export, so a calendar that reads the file again moves what has moved and
//! takes away what is settled. Calendars are shared more widely than cases: an event names the record and the duty, and
//! nothing of what the case is about.

use std::io::{self, Write};

use vauban_analysis::clocks::{Clock, Duty, Instant, State};

use super::ClockReport;
use crate::text::one_line;

/// Octets of a line, its end not counted (RFC 5545, 3.1).
const OCTETS: usize = 75;

/// Writes the calendar.
pub fn report(report: &ClockReport, out: &mut dyn Write) -> io::Result<()> {
    let mut calendar = Calendar { out };
    calendar.line("BEGIN:VCALENDAR")?;
    calendar.line("VERSION:2.0")?;
    calendar.line("PRODID:-//Vauban//Deadlines//EN")?;
    calendar.line("CALSCALE:GREGORIAN")?;
    calendar.line("METHOD:PUBLISH")?;
    let real = report.clocks.cases.iter().filter(|case| !case.drill);
    for case in real {
        for clock in &case.clocks {
            event(&mut calendar, report, &case.name, clock)?;
        }
    }
    for issue in &report.clocks.issues {
        for clock in &issue.clocks {
            event(&mut calendar, report, &issue.name, clock)?;
        }
    }
    calendar.line("END:VCALENDAR")
}

fn event(calendar: &mut Calendar<'_>, report: &ClockReport, name: &str, clock: &Clock) -> io::Result<()> {
    let Some(due) = clock.due else { return Ok(()) };
    let status = match clock.state {
        State::Missed | State::Running => "CONFIRMED",
        State::Provisional | State::NotStarted => "TENTATIVE",
        State::Late | State::Met | State::NotOwed => "CANCELLED",
    };
    let stamp = report.now.calendar();
    calendar.line("BEGIN:VEVENT")?;
    calendar.line(&format!("UID:{}", uid(report, name, clock)))?;
    calendar.line(&format!("DTSTAMP:{stamp}"))?;
    calendar.line(&format!("DTSTART:{}", due.calendar()))?;
    calendar.line(&format!("SUMMARY:{}", text(&format!("Due: {}, {name}", clock.duty.title()))))?;
    let told = format!("{} ({}). {}", due.people(), clock.rule, clock.state.word());
    calendar.line(&format!("DESCRIPTION:{}", text(&told)))?;
    calendar.line(&format!("STATUS:{status}"))?;
    calendar.line("CLASS:CONFIDENTIAL")?;
    calendar.line("TRANSP:TRANSPARENT")?;
    if matches!(clock.state, State::Running | State::Provisional) {
        for trigger in triggers(clock.duty) {
            calendar.line("BEGIN:VALARM")?;
            calendar.line("ACTION:DISPLAY")?;
            calendar.line(&format!("TRIGGER:{trigger}"))?;
            calendar.line(&format!("DESCRIPTION:{}", text(&format!("{}, {name}", clock.duty.title()))))?;
            calendar.line("END:VALARM")?;
        }
    }
    calendar.line("END:VEVENT")
}

/// How long before a deadline a calendar speaks up: what is due in hours sooner than what is due in weeks.
fn triggers(duty: Duty) -> &'static [&'static str] {
    match duty {
        Duty::EarlyWarning => &["-PT12H", "-PT4H"],
        Duty::Notification | Duty::UserInformation | Duty::Intermediate | Duty::Triage => &["-PT24H", "-PT6H"],
        Duty::Final | Duty::Assessment | Duty::Fix | Duty::Disclosure => &["-P3D", "-P1D"],
    }
}

/// The name of an event: product, record, duty; of several requests also which.
fn uid(report: &ClockReport, name: &str, clock: &Clock) -> String {
    let product = report.product.split_whitespace().next().unwrap_or("project");
    let which = match (&clock.anchor, clock.duty) {
        (Some(anchor), Duty::Intermediate) => format!(".{}", Instant::calendar(anchor.at)),
        _ => String::new(),
    };
    let whole = format!("{product}/{name}.{}{which}@vauban.invalid", clock.duty.word());
    whole
        .chars()
        .map(|letter| if letter.is_ascii_graphic() && !matches!(letter, '"' | '\\' | ';' | ',') { letter } else { '-' })
        .collect()
}

/// Text as a value: what RFC 5545 (3.3.11) gives a meaning to is escaped.
fn text(value: &str) -> String {
    one_line(value).replace('\\', "\\\\").replace(';', "\\;").replace(',', "\\,")
}

struct Calendar<'a> {
    out: &'a mut dyn Write,
}

impl Calendar<'_> {
    /// A line, folded where it is longer than lines may be; no letter is cut apart.
    fn line(&mut self, line: &str) -> io::Result<()> {
        let mut used = 0;
        for letter in line.chars() {
            let octets = letter.len_utf8();
            if used + octets > OCTETS {
                self.out.write_all(b"\r\n ")?;
                used = 1;
            }
            let mut bytes = [0; 4];
            self.out.write_all(letter.encode_utf8(&mut bytes).as_bytes())?;
            used += octets;
        }
        self.out.write_all(b"\r\n")
    }
}
