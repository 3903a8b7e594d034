//! Statements about exploitability in and out of one model, and which of several counts.
