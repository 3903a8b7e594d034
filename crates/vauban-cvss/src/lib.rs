//! Severity vectors read strictly and scored.
