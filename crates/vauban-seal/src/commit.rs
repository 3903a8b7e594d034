//! A git commit taken apart: what was signed, and the signature in it.

/// A commit with a signature.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Commit {
    /// What was signed: the commit without its signature.
    pub text: Vec<u8>,
    /// The signature.
    pub signature: String,
    /// The purpose that git signs for.
    pub purpose: &'static str,
}

/// Takes a commit object apart, as `git cat-file commit` prints it; `None` if it carries no SSH signature.
pub fn signed_commit(object: &[u8]) -> Option<Commit> {
    let mut text = Vec::with_capacity(object.len());
    let mut signature = String::new();
    let mut rest = object;
    let mut inside = false;
    loop {
        let end = rest.iter().position(|byte| *byte == b'\n').map_or(rest.len(), |at| at + 1);
        let (line, after) = rest.split_at(end);
        // The headers end with an empty line; everything after it is the message.
        if line.is_empty() || line == b"\n" {
            text.extend_from_slice(rest);
            break;
        }
        rest = after;
        if let Some(first) = line.strip_prefix(b"gpgsig ") {
            inside = true;
            signature.push_str(std::str::from_utf8(first).ok()?);
        } else if let (true, Some(more)) = (inside, line.strip_prefix(b" ")) {
            signature.push_str(std::str::from_utf8(more).ok()?);
        } else {
            inside = false;
            text.extend_from_slice(line);
        }
    }
    signature.starts_with("-----BEGIN SSH SIGNATURE-----").then_some(Commit { text, signature, purpose: "git" })
}
