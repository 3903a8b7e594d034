//! What is known of a vulnerability beside its advisories: that it is exploited, how likely that is.

use crate::pack::{self, Reader};

/// A note about a vulnerability.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Note {
    /// It is exploited.
    Exploited(Exploited),
    /// How likely it is to be exploited. Never evidence that it is.
    Epss(Epss),
}

/// That a vulnerability is known to be exploited, as a catalogue says.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Exploited {
    /// When it was added to the catalogue.
    pub added: String,
    /// Until when the catalogue's owner asks for action.
    pub due: Option<String>,
    /// Whether ransomware campaigns use it, in the catalogue's word.
    pub ransomware: Option<String>,
}

/// How likely exploitation is within 30 days, as a model said on a day.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Epss {
    /// The probability, as written.
    pub score: String,
    /// The share of vulnerabilities that score no higher, as written.
    pub percentile: String,
    /// The day of the snapshot.
    pub date: String,
}

fn text(out: &mut Vec<u8>, text: &str) {
    pack::bytes(out, text.as_bytes());
}

fn given(text: &str) -> Option<String> {
    (!text.is_empty()).then(|| text.to_owned())
}

impl Exploited {
    pub(crate) fn write(&self, out: &mut Vec<u8>) {
        text(out, &self.added);
        text(out, self.due.as_deref().unwrap_or(""));
        text(out, self.ransomware.as_deref().unwrap_or(""));
    }

    pub(crate) fn read(reader: &mut Reader<'_>) -> Option<Self> {
        Some(Self { added: reader.text()?.to_owned(), due: given(reader.text()?), ransomware: given(reader.text()?) })
    }
}

impl Epss {
    pub(crate) fn write(&self, out: &mut Vec<u8>) {
        text(out, &self.score);
        text(out, &self.percentile);
        text(out, &self.date);
    }

    pub(crate) fn read(reader: &mut Reader<'_>) -> Option<Self> {
        Some(Self {
            score: reader.text()?.to_owned(),
            percentile: reader.text()?.to_owned(),
            date: reader.text()?.to_owned(),
        })
    }
}
