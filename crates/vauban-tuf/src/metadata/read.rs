//! Values of metadata, or where they are not as expected.

use vauban_json::Value;

use crate::hash::Hashes;
use crate::hex;
use crate::limits::LONGEST;
use crate::refusal::{Kind, Refusal};

/// The file that is read.
pub struct At<'f> {
    pub(crate) file: &'f str,
}

impl At<'_> {
    /// A value that is not as it has to be.
    pub(crate) fn no(&self, value: Value<'_>, message: impl AsRef<str>) -> Refusal {
        Refusal::at(Kind::Malformed, self.file, value, message)
    }

    pub(crate) fn member<'d>(&self, of: Value<'d>, name: &str) -> Result<Value<'d>, Refusal> {
        if !of.is_object() {
            return Err(self.no(of, format!("an object with `{name}` was expected")));
        }
        of.get(name).ok_or_else(|| self.no(of, format!("`{name}` is missing")))
    }

    pub(crate) fn object<'d>(&self, value: Value<'d>, what: &str) -> Result<Value<'d>, Refusal> {
        if value.is_object() { Ok(value) } else { Err(self.no(value, format!("{what}: an object was expected"))) }
    }

    pub(crate) fn array<'d>(&self, value: Value<'d>, what: &str) -> Result<Value<'d>, Refusal> {
        if value.is_array() { Ok(value) } else { Err(self.no(value, format!("{what}: a list was expected"))) }
    }

    pub(crate) fn text<'d>(&self, value: Value<'d>, what: &str) -> Result<&'d str, Refusal> {
        let text = value.text().ok_or_else(|| self.no(value, format!("{what}: a text was expected")))?;
        if text.len() > LONGEST {
            return Err(self.no(value, format!("{what} is longer than {LONGEST} bytes")));
        }
        Ok(text)
    }

    pub(crate) fn boolean(&self, value: Value<'_>, what: &str) -> Result<bool, Refusal> {
        value.boolean().ok_or_else(|| self.no(value, format!("{what}: true or false was expected")))
    }

    pub(crate) fn number(&self, value: Value<'_>, least: u64, what: &str) -> Result<u64, Refusal> {
        let number = value.as_u64().filter(|number| *number >= least);
        number
            .ok_or_else(|| self.no(value, format!("{what}: a whole number from {least} to {} was expected", u64::MAX)))
    }

    pub(crate) fn hashes(&self, value: Value<'_>) -> Result<Hashes, Refusal> {
        let mut hashes = Hashes::default();
        for (name, hash) in self.object(value, "hashes")?.members() {
            let text = self.text(hash, "a hash")?;
            let wrong = || self.no(hash, "a hash is as many hexadecimal digits as its kind has");
            match name.text() {
                Some("sha256") => hashes.sha256 = Some(hex::bytes(text).ok_or_else(wrong)?),
                Some("sha512") => hashes.sha512 = Some(hex::bytes(text).ok_or_else(wrong)?),
                // Nothing here could compute it; the others have to fit.
                _ => {}
            }
        }
        if hashes == Hashes::default() {
            return Err(self.no(value, "none of the hashes is SHA-256 or SHA-512, so the file could not be checked"));
        }
        Ok(hashes)
    }
}
