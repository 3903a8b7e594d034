//! Whose an address or account is.
//!
//! An address belongs to the persons whose `email` names it. What `.mailmap` puts in its place is looked up beside it,
//! never instead of it: a line there can bring somebody in, and cannot take anybody out.

use std::collections::{BTreeMap, BTreeSet};

use vauban_model::{AnyId, Identity, Kind, Model};

/// Persons by their addresses and accounts.
#[derive(Clone, Debug, Default)]
pub struct People {
    by_address: BTreeMap<String, BTreeSet<AnyId>>,
    by_account: BTreeMap<String, BTreeSet<AnyId>>,
}

/// Who somebody in a commit is.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Who {
    /// Persons that it can be; none for a stranger.
    pub persons: BTreeSet<AnyId>,
    /// Whether only `.mailmap` makes it somebody we know.
    pub by_mailmap: bool,
}

impl People {
    /// Everybody on record.
    pub fn new(model: &Model) -> People {
        let mut people = People::default();
        for (at, person) in model.person.iter().enumerate() {
            let id = AnyId { kind: Kind::Person, at: at as u32 };
            if person.head.removed {
                continue;
            }
            for address in &person.email {
                people.by_address.entry(address.trim().to_lowercase()).or_default().insert(id);
            }
            for account in &person.accounts {
                people.by_account.entry(account.trim().to_lowercase()).or_default().insert(id);
            }
        }
        people.by_address.remove("");
        people
    }

    /// Who somebody in a commit is.
    pub fn who(&self, identity: &Identity) -> Who {
        let own = self.at(&identity.address);
        let mapped = identity.mapped.as_deref().map(|address| self.at(address)).unwrap_or_default();
        let by_mailmap = own.is_empty() && !mapped.is_empty();
        Who { persons: own.union(&mapped).copied().collect(), by_mailmap }
    }

    /// Persons with an address.
    pub fn at(&self, address: &str) -> BTreeSet<AnyId> {
        self.by_address.get(&address.trim().to_lowercase()).cloned().unwrap_or_default()
    }

    /// Persons with an account, as `place:NAME`.
    pub fn account(&self, place: &str, name: &str) -> BTreeSet<AnyId> {
        self.by_account.get(&format!("{place}:{}", name.trim()).to_lowercase()).cloned().unwrap_or_default()
    }

    /// Addresses and accounts that several persons say are theirs.
    pub fn shared(&self) -> impl Iterator<Item = (&str, &BTreeSet<AnyId>)> {
        let all = self.by_address.iter().chain(&self.by_account);
        all.filter(|(_, persons)| persons.len() > 1).map(|(name, persons)| (name.as_str(), persons))
    }
}
