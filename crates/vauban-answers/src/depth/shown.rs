//! Mechanisms as their tests show them, for statements that rest on them.

use vauban_analysis::exploitability::Verified;
use vauban_checks::Depth;
use vauban_model::AnyId;

/// Mechanisms as their tests show them.
pub struct Tests<'d>(pub &'d Depth);

impl Verified for Tests<'_> {
    fn verified(&self, mechanism: AnyId) -> Result<(), String> {
        if self.0.defence.is_verified(mechanism) {
            return Ok(());
        }
        let why = self.0.unverified.get(&mechanism).cloned();
        Err(why.unwrap_or_else(|| "it is not implemented".to_owned()))
    }
}
