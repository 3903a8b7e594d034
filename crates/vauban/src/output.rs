//! Text to stdout and complaints to stderr: colour when it is wanted, a closed pipe is no error.

use std::io::{self, IsTerminal as _, Write as _};

use vauban_report::Style;

use crate::args::{Arguments, When};

/// Whether to use colour on a stream.
fn color(arguments: &Arguments, terminal: bool) -> bool {
    match arguments.color {
        When::Always => true,
        When::Never => false,
        When::Auto => {
            let forced = std::env::var_os("CLICOLOR_FORCE").is_some_and(|value| value != "0");
            let no = std::env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty());
            let dumb = std::env::var_os("TERM").is_some_and(|value| value == "dumb");
            !no && (forced || (terminal && !dumb))
        }
    }
}

/// How people want to see it, on stdout.
pub(crate) fn style(arguments: &Arguments, root: Option<&std::path::Path>, cap: usize) -> Style {
    let terminal = io::stdout().is_terminal();
    let columns = std::env::var("COLUMNS").ok().and_then(|columns| columns.parse().ok());
    let size = || terminal_size::terminal_size().map(|(width, _)| usize::from(width.0));
    Style {
        color: color(arguments, terminal),
        hyperlinks: root.filter(|_| terminal).map(|root| root.display().to_string()),
        width: columns.or_else(size).unwrap_or(100).clamp(40, 400),
        verbose: arguments.verbose,
        quiet: arguments.quiet,
        cap,
    }
}

/// Writes to stdout; a reader that went away is no error.
pub(crate) fn write(render: impl FnOnce(&mut dyn io::Write) -> io::Result<()>) -> Result<(), String> {
    let mut out = io::BufWriter::new(anstream::AutoStream::always(io::stdout().lock()));
    match render(&mut out).and_then(|()| out.flush()) {
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => Err(format!("cannot write to stdout: {error}")),
        _ => Ok(()),
    }
}

/// Writes to stderr, beside a document on stdout; what cannot be told there is not.
pub(crate) fn beside(arguments: &Arguments, render: impl FnOnce(&Style, &mut dyn io::Write) -> io::Result<()>) {
    let style = Style { color: color(arguments, io::stderr().is_terminal()), ..style(arguments, None, 20) };
    let mut out = io::BufWriter::new(anstream::AutoStream::always(io::stderr().lock()));
    let _ = render(&style, &mut out).and_then(|()| out.flush());
}

/// Writes a complaint to stderr.
pub(crate) fn complain(arguments: &Arguments, message: &str) {
    let painted = color(arguments, io::stderr().is_terminal());
    let (red, end) = if painted { ("\x1b[1;31m", "\x1b[0m") } else { ("", "") };
    let _ = writeln!(io::stderr(), "{red}error{end}: {}", vauban_report::text::lines(message));
}
