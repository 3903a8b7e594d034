//! What looks like a secret. Records are read by many and kept for ever, so none belongs in them.

use memchr::memmem;
use vauban_diagnostics::{FileId, Finding, Span};

use crate::codes;

/// Beginnings that only secrets have, how many letters must follow, and what they are.
const SIGNS: &[(&str, usize, &str)] = &[
    ("PRIVATE KEY-----", 0, "a private key"),
    ("AGE-SECRET-KEY-1", 20, "an age key"),
    ("ghp_", 36, "a GitHub token"),
    ("github_pat_", 22, "a GitHub token"),
    ("glpat-", 20, "a GitLab token"),
    ("AKIA", 16, "an AWS access key"),
    ("xoxb-", 20, "a Slack token"),
    ("sk_live_", 20, "a payment service key"),
];

/// Reports every place of the text that looks like a secret; the secret itself is not repeated.
pub(crate) fn search(file: FileId, text: &str, findings: &mut Vec<Finding>) {
    for (sign, tail, what) in SIGNS {
        for at in memmem::find_iter(text.as_bytes(), sign.as_bytes()).take(20) {
            let rest = text.as_bytes().get(at + sign.len()..).unwrap_or_default();
            let word = rest.iter().take_while(|byte| byte.is_ascii_alphanumeric() || **byte == b'_').count();
            let begun = at.checked_sub(1).and_then(|before| text.as_bytes().get(before));
            let inside = *tail > 0 && begun.is_some_and(u8::is_ascii_alphanumeric);
            let private = *tail > 0
                || text.get(..at).is_some_and(|before| before.ends_with(' ') && before.contains("-----BEGIN"));
            if word < *tail || inside || !private {
                continue;
            }
            let span = Span::new(file, at as u32, (at + sign.len()) as u32);
            findings.push(
                codes::SECRET_IN_RECORD
                    .at(span, format!("this looks like {what}"))
                    .subject(format!("secret:{}", sign.trim_matches('-')))
                    .help("take it out, replace it where it is used, and take it out of the git history as well"),
            );
        }
    }
}
