//! Organisations and people.

use crate::model::Party;
use crate::node::Node;
use crate::reading::Reading;
use crate::words::PartyKind;

/// Somebody of whom only the name is known.
pub(super) fn named(name: String) -> Party {
    Party { name, ..Party::default() }
}

/// An organisation with its web addresses and the mail addresses of its contacts.
pub(super) fn organisation<'d>(node: Node<'d>, reading: &mut Reading<'d>) -> Option<Party> {
    const PATH: &str = "organization";
    let mut party = Party { kind: PartyKind::Organisation, ..Party::default() };
    for (key, value) in reading.members(node, PATH) {
        match key {
            "name" => party.name = reading.text(value, "organization/name"),
            "url" => {
                for item in reading.items(value, "organization/url") {
                    party.urls.push(reading.text(item, "organization/url/*"));
                }
            }
            "contact" => {
                for person in people(value, "organization/contact", reading) {
                    party.emails.extend(person.emails);
                    if party.name.is_empty() {
                        party.name = person.name;
                    } else if !person.name.is_empty() {
                        reading.unread("organization/contact/*", "name", value);
                    }
                }
            }
            "bom-ref" => {}
            other => reading.unread(PATH, other, value),
        }
    }
    let said = !party.name.is_empty() || !party.urls.is_empty() || !party.emails.is_empty();
    said.then_some(party)
}

/// A list of people.
pub(super) fn people<'d>(node: Node<'d>, path: &'static str, reading: &mut Reading<'d>) -> Vec<Party> {
    let mut people = Vec::new();
    for item in reading.items(node, path) {
        let mut party = Party { kind: PartyKind::Person, ..Party::default() };
        for (key, value) in reading.members(item, path) {
            match key {
                "name" => party.name = reading.text(value, path),
                "email" => party.emails.push(reading.text(value, path)),
                "bom-ref" => {}
                other => reading.unread(path, other, value),
            }
        }
        party.emails.retain(|email| !email.is_empty());
        if !party.name.is_empty() || !party.emails.is_empty() {
            people.push(party);
        }
    }
    people
}
