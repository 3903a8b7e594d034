//! The target itself (5.7).

use std::io::Write;

use super::{Client, Found, Source};
use crate::hash::{Stopped, copy};
use crate::name::{is_safe_target, stored_target};
use crate::refusal::{Kind, Refusal};

impl Client {
    /// Copies a target and checks it while it is copied. What was written is to be thrown away unless this succeeds.
    ///
    /// # Errors
    /// If it is not there, longer than was signed for, or another file; or if it cannot be read or written.
    pub fn fetch(&self, source: &mut dyn Source, found: &Found, to: &mut dyn Write) -> Result<u64, Refusal> {
        if !is_safe_target(&found.path) {
            let message = "the path is not relative and plain on every system";
            return Err(Refusal::new(Kind::UnsafePath, &found.path, message));
        }
        let limit = found.file.length;
        if limit > self.limits.target {
            let message = format!("it has {limit} bytes; at most {} are fetched", self.limits.target);
            return Err(Refusal::new(Kind::EndlessData, &found.path, message));
        }
        let names = if self.root.role.consistent_snapshot {
            found.file.hashes.names().iter().map(|hash| stored_target(&found.path, Some(hash))).collect()
        } else {
            vec![found.path.clone()]
        };
        // Where there are two hashes a publisher may have written the file under one of them only.
        for name in &names {
            let file = source.target(name).map_err(|why| Refusal::new(Kind::Unreadable, name, why))?;
            let Some(mut file) = file else { continue };
            let measured = copy(&mut *file, to, limit).map_err(|stopped| match stopped {
                Stopped::TooLong => Refusal::new(
                    Kind::EndlessData,
                    name,
                    format!("it is longer than the {limit} bytes that were signed for"),
                ),
                Stopped::Reading(error) => Refusal::new(Kind::Unreadable, name, error.to_string()),
                Stopped::Writing(error) => {
                    Refusal::new(Kind::Unreadable, name, format!("its copy cannot be written: {error}"))
                }
            })?;
            if measured.length != limit {
                let message = format!("it has {} bytes; {limit} were signed for", measured.length);
                return Err(Refusal::new(Kind::ArbitrarySoftware, name, message));
            }
            if !found.file.hashes.fit(&measured) {
                return Err(Refusal::new(Kind::ArbitrarySoftware, name, "its hash is not the one that was signed for"));
            }
            return Ok(measured.length);
        }
        let message = format!("role `{}` names it, but the repository does not have it", found.role);
        Err(Refusal::new(Kind::Missing, names.first().map_or("", String::as_str), message))
    }
}
