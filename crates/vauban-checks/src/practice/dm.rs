//! Management of security-related issues.

use crate::check::Check;

/// Checks of this practice, in the order of its requirements.
pub(crate) static CHECKS: &[Check] = &[];
