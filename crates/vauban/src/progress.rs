//! A sign of life on a terminal for work that takes over a second.

use std::io::{IsTerminal as _, Write as _};
use std::sync::mpsc::{RecvTimeoutError, Sender, channel};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

/// Shows what is being done and for how long, from the second second on.
pub(crate) struct Progress {
    done: Option<(Sender<()>, JoinHandle<()>)>,
}

impl Progress {
    /// Begins; shows nothing unless stderr is a terminal.
    pub(crate) fn start(what: &'static str, quiet: bool) -> Progress {
        if quiet || !std::io::stderr().is_terminal() {
            return Progress { done: None };
        }
        let (sender, receiver) = channel::<()>();
        let begun = Instant::now();
        let thread = std::thread::spawn(move || {
            let mut shown = false;
            while let Err(RecvTimeoutError::Timeout) = receiver.recv_timeout(Duration::from_secs(1)) {
                shown = true;
                let _ = write!(std::io::stderr(), "\r{what} … {} s ", begun.elapsed().as_secs());
            }
            if shown {
                let _ = write!(std::io::stderr(), "\r\x1b[2K");
            }
        });
        Progress { done: Some((sender, thread)) }
    }

    /// Ends, and leaves the line clean.
    pub(crate) fn stop(self) {
        if let Some((sender, thread)) = self.done {
            drop(sender);
            let _ = thread.join();
        }
    }
}
