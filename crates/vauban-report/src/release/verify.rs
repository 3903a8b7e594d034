//! Whether a folder is the delivery that was signed.

use std::io::{self, Write};

use serde::Serialize;

use crate::text::{count, number, one_line};
use crate::{Style, paint};

/// A file that is not as the manifest lists it.
#[derive(Clone, Debug, Default, Serialize)]
pub struct DifferenceRow {
    /// Its path in the delivery.
    pub path: String,
    /// `missing`, `extra`, `changed`, `link`, `odd` or `unreadable`.
    pub state: &'static str,
    /// What is wrong with it, in words.
    pub detail: String,
}

/// A signature that was looked at.
#[derive(Clone, Debug, Default, Serialize)]
pub struct SignatureChecked {
    /// Its file.
    pub file: String,
    /// The key it was made with, where it holds: as people recognise it.
    pub key: Option<String>,
    /// Why it does not count.
    pub refused: Option<String>,
}

/// What `vauban release verify` found.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Verified {
    /// Whether a trusted key signed the manifest and every file is as it lists it.
    pub verified: bool,
    /// The folder, as it was named.
    pub folder: String,
    /// The manifest's file.
    pub manifest: String,
    /// What is wrong with the manifest itself, if it cannot be used.
    pub manifest_refused: Option<String>,
    /// The product that the manifest names.
    pub product: String,
    /// The version.
    pub version: String,
    /// The release.
    pub release: String,
    /// Its day.
    pub date: String,
    /// Files it lists.
    pub files: usize,
    /// Bytes of all of them.
    pub bytes: u64,
    /// Whether SHA-512 was compared as well as SHA-256.
    pub sha512: bool,
    /// Signatures that were looked at.
    pub signatures: Vec<SignatureChecked>,
    /// Whether the files were read; they are not where nobody trusted signed the manifest.
    pub files_read: bool,
    /// Files that are not as listed, by path.
    pub differences: Vec<DifferenceRow>,
    /// Names that Windows cannot keep as they are.
    pub windows: Vec<String>,
}

impl Verified {
    /// Writes it for people.
    ///
    /// # Errors
    /// If it cannot be written.
    pub fn terminal(&self, style: &Style, out: &mut dyn Write) -> io::Result<()> {
        let bad = |text: &str| style.paint(paint::BAD, text).to_string();
        if let Some(why) = &self.manifest_refused {
            writeln!(out, "{} {}: {}", bad("refused"), one_line(&self.manifest), one_line(why))?;
            return writeln!(out, "\nnothing of {} can be told from something else", one_line(&self.folder));
        }
        for signature in &self.signatures {
            match (&signature.key, &signature.refused) {
                (Some(key), None) => {
                    writeln!(out, "signed with {}  {}", one_line(key), one_line(&signature.file))?;
                }
                (_, why) => {
                    let why = why.as_deref().unwrap_or("it was not checked");
                    writeln!(out, "{} {}: {}", bad("refused"), one_line(&signature.file), one_line(why))?;
                }
            }
        }
        let shown = if style.verbose { usize::MAX } else { style.cap.max(20) };
        for row in self.differences.iter().take(shown) {
            writeln!(out, "{}  {} {}", bad(row.state), one_line(&row.path), one_line(&row.detail))?;
        }
        if self.differences.len() > shown {
            writeln!(out, "and {} more (--verbose shows all)", count(self.differences.len() - shown, "file"))?;
        }
        for name in self.windows.iter().take(if style.verbose { usize::MAX } else { 3 }) {
            writeln!(out, "note: {}", one_line(name))?;
        }
        let what = format!(
            "{} {}, release {} of {}: {}, {} bytes",
            one_line(&self.product),
            one_line(&self.version),
            one_line(&self.release),
            one_line(&self.date),
            count(self.files, "file"),
            number(usize::try_from(self.bytes).unwrap_or(usize::MAX)),
        );
        match (self.verified, self.files_read) {
            (true, _) => writeln!(out, "{what}\nverified: every file is the one that was signed"),
            (false, true) => {
                let differ = count(self.differences.len(), "file");
                writeln!(out, "{what}\n{}: {differ} not as signed", bad("not verified"))
            }
            (false, false) => writeln!(
                out,
                "the manifest says it is {what}\n{}: nobody trusted signed the manifest; no file was read",
                bad("not verified")
            ),
        }
    }
}
