//! Candidates against the design practices of SD-4: places of a design that look as if a practice was not followed.
//!
//! One module per practice. Each walks over the records once and says what it saw, with the numbers. A candidate is a
//! question to people and never a verdict: what cannot be told from records is no candidate, and what people answer
//! about an element is weighed elsewhere.

mod complexity;
mod design;
mod pattern;
mod privilege;
mod proven;
mod surface;
#[cfg(test)]
mod tests;

use vauban_catalog::Catalogs;
use vauban_model::{AnyId, Model};

use crate::scope::Owners;
use design::Design;

/// A place of the design that looks as if a practice was not followed.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Candidate {
    /// The element.
    pub element: AnyId,
    /// What is asked of it.
    pub question: Question,
    /// What was seen, without the element's name: "runs with `root` and has 2 exposed interfaces".
    pub seen: String,
    /// Records that it was seen on, beside the element.
    pub related: Vec<AnyId>,
}

/// What is asked of an element.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Question {
    /// Does it need these rights?
    Rights,
    /// Does a flow need to grant more than the operations do?
    Grant,
    /// May anybody do this?
    OpenOperation,
    /// What keeps a process from its neighbours?
    Uncontained,
    /// Who was it?
    SharedAccount,
    /// Why own cryptography?
    OwnCryptography,
    /// Why an own protocol?
    OwnProtocol,
    /// Must it be so large?
    Outlier,
    /// What stands between a stranger's bytes and the parser?
    BareParser,
    /// Where does the secret lie?
    BareSecret,
    /// Who decides about rights?
    ScatteredDecision,
    /// Can an old version come back?
    Rollback,
    /// Who needs this interface?
    IdleInterface,
    /// Why the same twice?
    SameTwice,
    /// What is it there for?
    IdleComponent,
}

impl Question {
    /// The aspect of SD-4 whose practice it serves.
    pub fn aspect(self) -> &'static str {
        match self {
            Question::Rights
            | Question::Grant
            | Question::OpenOperation
            | Question::Uncontained
            | Question::SharedAccount => "SD-4.a",
            Question::OwnCryptography | Question::OwnProtocol => "SD-4.b",
            Question::Outlier => "SD-4.c",
            Question::BareParser | Question::BareSecret | Question::ScatteredDecision | Question::Rollback => "SD-4.d",
            Question::IdleInterface | Question::SameTwice | Question::IdleComponent => "SD-4.e",
        }
    }

    /// The word in every output and contract.
    pub fn word(self) -> &'static str {
        match self {
            Question::Rights => "rights",
            Question::Grant => "grant",
            Question::OpenOperation => "open-operation",
            Question::Uncontained => "uncontained",
            Question::SharedAccount => "shared-account",
            Question::OwnCryptography => "own-cryptography",
            Question::OwnProtocol => "own-protocol",
            Question::Outlier => "outlier",
            Question::BareParser => "bare-parser",
            Question::BareSecret => "bare-secret",
            Question::ScatteredDecision => "scattered-decision",
            Question::Rollback => "rollback",
            Question::IdleInterface => "idle-interface",
            Question::SameTwice => "same-twice",
            Question::IdleComponent => "idle-component",
        }
    }

    /// Why it matters.
    pub fn why(self) -> &'static str {
        match self {
            Question::Rights => "whoever takes over a part gets its rights; what it does not need is a gift to them",
            Question::Grant => "a right that no operation uses is there for misuse alone",
            Question::OpenOperation => "what nobody has to be entitled to, everybody in reach may do",
            Question::Uncontained => "parts that nothing keeps apart fall together, and the weakest of them decides",
            Question::SharedAccount => {
                "a shared account gives everybody the rights of all, and no record says who it was"
            }
            Question::OwnCryptography => {
                "cryptography of one's own has been attacked by nobody yet; proven libraries have"
            }
            Question::OwnProtocol => "known protocols were broken and repaired by others; an own one will be on site",
            Question::Outlier => "what is far larger than the rest is reviewed worst, and flaws gather there",
            Question::BareParser => {
                "parsers are where strangers' bytes become behaviour; a flaw there should end in a wall"
            }
            Question::BareSecret => "a secret that lies open is lost with the first flaw of whatever holds it",
            Question::ScatteredDecision => {
                "rights that are decided in several places differ in the end, and one is wrong"
            }
            Question::Rollback => "an old version with a known flaw is signed as well as the new one",
            Question::IdleInterface => "what nobody uses is found by strangers first, and watched by nobody",
            Question::SameTwice => "two ways to the same are two to guard, and one of them is forgotten",
            Question::IdleComponent => "code that nothing needs is attacked and patched all the same",
        }
    }

    /// What to do next.
    pub fn next(self) -> &'static str {
        match self {
            Question::Rights => "give it an own user with the rights it needs, and say so in `privileges`",
            Question::Grant => "take the grant away, or add the operation that needs it",
            Question::OpenOperation => "say in `needs` what role or right each operation takes",
            Question::Uncontained => "name it in `contains` of the mechanism that keeps it apart",
            Question::SharedAccount => "give each person an account, by a mechanism of kind `individual-identity`",
            Question::OwnCryptography => "use a maintained library and name its component in `relies-on`",
            Question::OwnProtocol => "use a protocol of the catalog and name it in `protocol`",
            Question::Outlier => "divide it, leave something out, or say why it must be so",
            Question::BareParser => {
                "record a mechanism of kind `isolation`, `least-privilege-execution` or `input-validation` for it"
            }
            Question::BareSecret => {
                "record what keeps it: `key-storage`, `hardware-key-storage`, `credential-storage`, `storage-encryption`, `storage-access-control` or `readout-protection`"
            }
            Question::ScatteredDecision => "let one mechanism decide, and name it in `relies-on` of the others",
            Question::Rollback => "record a mechanism of kind `anti-rollback` that protects it",
            Question::IdleInterface => "remove it, deliver it switched off, or add the flow, user or use that needs it",
            Question::SameTwice => "remove one, or say why both are needed",
            Question::IdleComponent => "remove it, or record what it is there for",
        }
    }
}

/// Aspects of SD-4 for which candidates are looked for.
pub const ASPECTS: [&str; 5] = ["SD-4.a", "SD-4.b", "SD-4.c", "SD-4.d", "SD-4.e"];

/// Candidates of every aspect, by element and question.
pub fn candidates(model: &Model, catalogs: &Catalogs, owners: &Owners, product: Option<AnyId>) -> Vec<Candidate> {
    let design = Design::new(model, catalogs, owners, product);
    let mut found = Vec::new();
    for find in [privilege::find, proven::find, complexity::find, pattern::find, surface::find] {
        find(&design, &mut found);
    }
    found.sort();
    found.dedup();
    found
}
