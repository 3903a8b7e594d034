//! The Update Framework (TUF, specification 1.0.34): a client that trusts nothing but a root it was given, and a writer
//! of repositories. No disk, no clock, no network: a [`Source`] hands in bytes, the caller says what time it is.
//!
//! [`Client`] goes through the workflow of section 5 step by step; a [`Refusal`] says what is wrong, where, and which
//! attack it may be. What it came to trust is a [`State`] that the caller keeps, in one piece.
//! [`mod@write`] makes metadata, which is data until enough keys have signed it.
//!
//! Two things are read more widely than the specification has it, because repositories in the field need it: the id of
//! a key is a name and is not computed anew (proposal TAP 12), and bins may be written shortly (TAP 15). Thresholds
//! count keys by what they are, so two ids of one key count once.

mod audit;
mod client;
mod hash;
mod hex;
mod key;
mod limits;
pub mod metadata;
mod name;
mod pattern;
mod refusal;
mod rsa;
mod signed;
mod signer;
mod threshold;
mod time;
mod tree;
pub mod write;

pub use audit::{Audit, audit};
pub use client::{Client, Found, Refreshed, Source, State};
/// An instant in UTC, as expiry is held against.
pub use jiff::Timestamp as Instant;

pub use hash::{Hashes, Measured, measure};
pub use key::Key;
pub use limits::Limits;
pub use name::{file_name, is_safe_target, stored_target};
pub use refusal::{Kind, Refusal};
pub use signed::{Signature, Signed, read_any};
pub use signer::PrivateKey;
pub use threshold::{Standing, standing};
pub use tree::Tree;
