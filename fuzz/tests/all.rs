//! The targets over seeds and deterministic mutations of them. They are one program: each of its own would carry the whole library once more.

mod advisories;
mod authorship;
mod clocks;
mod csaf;
mod depth;
mod importers;
mod json;
mod mails;
mod manifests;
mod observations;
mod open_psa;
mod packs;
mod parts;
mod prose;
mod publication;
mod records;
mod results;
mod sbom;
mod secrets;
mod signatures;
mod tuf;
mod updates;
mod vex;
