//! The distance of one person from development, on one day.

use vauban_model::{AnyId, Date, Model};

use super::chart::{Place, place};
use super::developers::DevelopersOn;

/// How far somebody stood from those who developed the product.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Distance {
    /// They developed it.
    #[default]
    None,
    /// They did not.
    Person,
    /// They did not, and belonged to another department under another line manager, or to quality assurance.
    Department,
    /// They belonged to another organisation than everybody who did.
    Organization,
}

impl Distance {
    /// The degree that the catalog calls so.
    pub fn named(id: &str) -> Option<Distance> {
        match id {
            "none" => Some(Distance::None),
            "person" => Some(Distance::Person),
            "department" => Some(Distance::Department),
            "organization" => Some(Distance::Organization),
            _ => None,
        }
    }

    /// How the catalog calls it.
    pub fn word(self) -> &'static str {
        match self {
            Distance::None => "none",
            Distance::Person => "person",
            Distance::Department => "department",
            Distance::Organization => "organization",
        }
    }
}

/// Where somebody stood.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Standing {
    /// Who.
    pub person: AnyId,
    /// The day.
    pub on: Date,
    /// The distance that is certain.
    pub reached: Distance,
    /// The distance that it may be, if what is unknown turned out well.
    pub at_most: Distance,
    /// What keeps it from being more than `at_most`.
    pub near: Option<String>,
    /// What keeps `reached` from being `person`.
    person_unknown: Vec<String>,
    /// What keeps it from being `department` beyond that.
    department_unknown: Vec<String>,
}

impl Standing {
    /// What would have to be known to tell whether a distance was kept.
    pub fn untold(&self, asked: Distance) -> Vec<String> {
        let mut untold = self.person_unknown.clone();
        if asked >= Distance::Department {
            untold.extend(self.department_unknown.iter().cloned());
        }
        untold
    }
}

pub(super) fn standing(model: &Model, developers: &DevelopersOn, person: AnyId, on: Date) -> Standing {
    let name = &model.head(person).id;
    let mut found = Standing {
        person,
        on,
        reached: Distance::None,
        at_most: Distance::None,
        near: None,
        person_unknown: Vec::new(),
        department_unknown: Vec::new(),
    };
    if let Some(why) = developers.certain.get(&person) {
        found.near = Some(format!("`{name}` developed the product: {why}"));
        return found;
    }
    let place_of_mine = place(model, person, on);
    found.person_unknown = developers.unknown.clone();
    found.person_unknown.extend(developers.possible.get(&person).map(|why| format!("`{name}` {why}")));
    found.person_unknown.extend(developers.mappers.get(&person).cloned());
    found.person_unknown.extend(place_of_mine.contradiction.clone());
    let beyond = beyond(model, developers, person, &place_of_mine, on);
    found.at_most = beyond.at_most;
    found.near = beyond.near;
    found.department_unknown = beyond.unknown;
    found.reached = match (found.person_unknown.is_empty(), found.department_unknown.is_empty()) {
        (false, _) => Distance::None,
        (true, false) => found.at_most.min(Distance::Person),
        (true, true) => found.at_most,
    };
    found
}

/// How far somebody stood who did not develop.
struct Beyond {
    at_most: Distance,
    near: Option<String>,
    unknown: Vec<String>,
}

fn beyond(model: &Model, developers: &DevelopersOn, person: AnyId, mine: &Place, on: Date) -> Beyond {
    let name = &model.head(person).id;
    let mut found = Beyond { at_most: Distance::Organization, near: None, unknown: Vec::new() };
    let others: Vec<(AnyId, Place)> = developers
        .certain
        .keys()
        .chain(developers.possible.keys())
        .filter(|developer| **developer != person)
        .map(|developer| (*developer, place(model, *developer, on)))
        .collect();
    match &mine.organization {
        Some(organization) if others.iter().all(|(_, other)| other.organization.as_ref() != Some(organization)) => {
            return found;
        }
        Some(organization) => found.near = Some(format!("developers are of `{organization}` as well")),
        None => found.near = Some(format!("`{name}` is of our own organisation")),
    }
    found.at_most = Distance::Department;
    if mine.quality_assurance {
        return found;
    }
    for (developer, other) in others.iter().filter(|(_, other)| other.organization == mine.organization) {
        let other_name = &model.head(*developer).id;
        let near = if mine.manager.is_some() && mine.manager == other.manager {
            let manager = mine.manager.map_or("", |manager| &model.head(manager).id);
            Some(format!("`{name}` reported to `{manager}`, as developer `{other_name}` did"))
        } else if mine.manager == Some(*developer) {
            Some(format!("`{name}` reported to developer `{other_name}`"))
        } else if other.manager == Some(person) {
            Some(format!("developer `{other_name}` reported to `{name}`"))
        } else if mine.department.is_some() && mine.department == other.department {
            Some(format!("`{name}` was of the same department as developer `{other_name}`"))
        } else {
            None
        };
        if let Some(near) = near {
            // A person who only may have developed does not make anybody near; they make it unknown.
            if developers.certain.contains_key(developer) {
                return Beyond { at_most: Distance::Person, near: Some(near), unknown: Vec::new() };
            }
            found.unknown.push(near);
        }
        for (known, key) in [(other.department.is_some(), "department"), (other.manager.is_some(), "reports-to")] {
            if !known {
                found.unknown.push(format!("`{key}` of developer `{other_name}` on {on} is not on record"));
            }
        }
        found.unknown.extend(other.contradiction.clone());
    }
    for (known, key) in [(mine.department.is_some(), "department"), (mine.manager.is_some(), "reports-to")] {
        if !known {
            found.unknown.push(format!("`{key}` of `{name}` on {on} is not on record"));
        }
    }
    found
}
