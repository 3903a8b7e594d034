//! What the records say of releases, and what `prepare` and `sign` wrote or would write.

use std::io::{self, Write};

use serde::Serialize;

use crate::Style;
use crate::text::{count, number, one_line};

/// A manifest in numbers.
#[derive(Clone, Debug, Default, Serialize)]
pub struct ManifestRow {
    /// Its file.
    pub file: String,
    /// SHA-256 of its text.
    pub digest: String,
    /// Files it lists.
    pub files: usize,
    /// Bytes of all of them.
    pub bytes: u64,
    /// Whether files have a SHA-512 too.
    pub sha512: bool,
}

/// What `vauban release prepare` made.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Prepared {
    /// Id of the release.
    pub release: String,
    /// Whether it was written, or is shown only.
    pub written: bool,
    /// The manifest.
    pub manifest: ManifestRow,
    /// The file of the record.
    pub record: String,
    /// Whether the record is a new one.
    pub new: bool,
    /// Lines of the record that go, each with its number.
    pub removed: Vec<(usize, String)>,
    /// Lines that come.
    pub added: Vec<(usize, String)>,
    /// What to look at: files the record names and the folder lacks, names that Windows cannot keep.
    pub remarks: Vec<String>,
}

/// What `vauban release sign` made.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Signed {
    /// Id of the release.
    pub release: String,
    /// The manifest that was signed.
    pub manifest: String,
    /// The signature's file.
    pub signature: String,
    /// Id of the key.
    pub key: String,
    /// How people recognise the key.
    pub key_name: String,
    /// The file of the record.
    pub record: String,
    /// The folder that manifest and signature were put into as well, if any.
    pub delivered: Option<String>,
}

/// A file of a release.
#[derive(Clone, Debug, Default, Serialize)]
pub struct ArtefactRow {
    /// Its name.
    pub file: String,
    /// `sha256:…`; empty where the record gives none.
    pub digest: String,
    /// How the manifest lists it: `same`, `other`, `absent` or `no-manifest`.
    pub listed: &'static str,
}

/// A signature of a release.
#[derive(Clone, Debug, Default, Serialize)]
pub struct SignatureRow {
    /// Its file, or the file it is of where that has its own.
    pub file: String,
    /// Id of the key.
    pub key: String,
    /// When it was made.
    pub date: String,
    /// Who made it.
    pub by: Vec<String>,
    /// `good`, `bad` or `unchecked`.
    pub state: &'static str,
    /// Why, where it is not good.
    pub detail: String,
}

/// A release as its record has it.
#[derive(Clone, Debug, Default, Serialize)]
pub struct ShownRelease {
    /// Its id.
    pub release: String,
    /// The product; empty where the record names none.
    pub product: String,
    /// The version.
    pub version: String,
    /// Its day.
    pub date: String,
    /// The commit it was built from.
    pub commit: String,
    /// Whether it is the one that checks of releases look at.
    pub current: bool,
    /// Its manifest, where it can be read.
    pub manifest: Option<ManifestRow>,
    /// Why its manifest cannot be read.
    pub manifest_refused: Option<String>,
    /// Its signatures.
    pub signatures: Vec<SignatureRow>,
    /// Files the record names.
    pub artefacts: Vec<ArtefactRow>,
    /// Bills of materials.
    pub sbom: Vec<String>,
    /// Whether it modifies the product substantially: `yes`, `no` or `unanswered`; empty where the law does not ask.
    pub substantial: &'static str,
    /// File of the record.
    pub file: String,
    /// Line of the record.
    pub line: u32,
}

/// Releases of a project.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Shown {
    /// The releases, in the records' order.
    pub releases: Vec<ShownRelease>,
}

fn size(bytes: u64) -> String {
    number(usize::try_from(bytes).unwrap_or(usize::MAX))
}

impl Prepared {
    /// Writes it for people.
    ///
    /// # Errors
    /// If it cannot be written.
    pub fn terminal(&self, _: &Style, out: &mut dyn Write) -> io::Result<()> {
        let digests = if self.manifest.sha512 { "SHA-256 and SHA-512" } else { "SHA-256" };
        let name = one_line(&self.release);
        writeln!(
            out,
            "release {name}: {}, {} bytes, {digests}",
            count(self.manifest.files, "file"),
            size(self.manifest.bytes)
        )?;
        writeln!(out, "manifest {}", one_line(&self.manifest.file))?;
        let new = if self.new { " (new record)" } else { "" };
        writeln!(out, "record   {}{new}", one_line(&self.record))?;
        for (line, text) in &self.removed {
            writeln!(out, "  {line:>5} - {}", one_line(text))?;
        }
        for (line, text) in &self.added {
            writeln!(out, "  {line:>5} + {}", one_line(text))?;
        }
        for remark in &self.remarks {
            writeln!(out, "note: {}", one_line(remark))?;
        }
        match self.written {
            true => writeln!(out, "written; next: `vauban release sign {name} --with-key key.ID --key FILE`"),
            false => writeln!(out, "nothing was written; add `--write`"),
        }
    }
}

impl Signed {
    /// Writes it for people.
    ///
    /// # Errors
    /// If it cannot be written.
    pub fn terminal(&self, _: &Style, out: &mut dyn Write) -> io::Result<()> {
        writeln!(
            out,
            "release {} is signed with key.{} ({})",
            one_line(&self.release),
            one_line(&self.key),
            one_line(&self.key_name)
        )?;
        writeln!(out, "signature {}\nrecord    {}", one_line(&self.signature), one_line(&self.record))?;
        if let Some(folder) = &self.delivered {
            writeln!(out, "manifest and signature lie in {} as well", one_line(folder))?;
        }
        Ok(())
    }
}

impl Shown {
    /// Writes it for people.
    ///
    /// # Errors
    /// If it cannot be written.
    pub fn terminal(&self, style: &Style, out: &mut dyn Write) -> io::Result<()> {
        if self.releases.is_empty() {
            return writeln!(out, "no release; `vauban release prepare ID FOLDER` begins one");
        }
        for release in &self.releases {
            let current = if release.current { "  (current)" } else { "" };
            let date = if release.date.is_empty() { "no date" } else { &release.date };
            writeln!(
                out,
                "release {}  {}{current}  {}:{}",
                one_line(&release.release),
                one_line(date),
                one_line(&release.file),
                release.line
            )?;
            match (&release.manifest, &release.manifest_refused) {
                (Some(manifest), _) => writeln!(
                    out,
                    "   manifest of {}, {} bytes  {}",
                    count(manifest.files, "file"),
                    size(manifest.bytes),
                    one_line(&manifest.file)
                )?,
                (None, Some(why)) => writeln!(out, "   manifest cannot be read: {}", one_line(why))?,
                (None, None) => writeln!(out, "   no manifest")?,
            }
            for signature in &release.signatures {
                let by =
                    if signature.by.is_empty() { String::new() } else { format!(" by {}", signature.by.join(", ")) };
                let detail =
                    if signature.detail.is_empty() { String::new() } else { format!(": {}", signature.detail) };
                writeln!(
                    out,
                    "   signature {} with {} on {}{}{}  {}",
                    signature.state,
                    one_line(&signature.key),
                    one_line(&signature.date),
                    one_line(&by),
                    one_line(&detail),
                    one_line(&signature.file)
                )?;
            }
            let odd =
                release.artefacts.iter().filter(|row| style.verbose || row.listed == "other" || row.listed == "absent");
            for row in odd {
                writeln!(out, "   file {} in the manifest: {}", one_line(&row.file), row.listed)?;
            }
            if !release.substantial.is_empty() {
                writeln!(out, "   substantial modification: {}", release.substantial)?;
            }
        }
        Ok(())
    }
}
