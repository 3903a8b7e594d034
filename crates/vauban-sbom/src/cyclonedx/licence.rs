//! Licences: a list of ids and names, or one expression; since 1.7 both in one list.

use crate::model::Licence;
use crate::node::Node;
use crate::reading::Reading;
use crate::words::{Acknowledgement, LicenceForm};

/// The list `licenses`.
pub(super) fn list<'d>(node: Node<'d>, reading: &mut Reading<'d>) -> Vec<Licence> {
    const PATH: &str = "licenses/*";
    let mut licences = Vec::new();
    for item in reading.items(node, "licenses") {
        let mut licence = Licence::default();
        for (key, value) in reading.members(item, PATH) {
            match key {
                "license" => inner(value, &mut licence, reading),
                "expression" => {
                    licence.form = LicenceForm::Expression;
                    licence.text = reading.text(value, "licenses/*/expression");
                }
                "acknowledgement" => licence.said = said(value, reading),
                "bom-ref" => {}
                other => reading.unread(PATH, other, value),
            }
        }
        if !licence.text.is_empty() {
            licences.push(licence);
        }
    }
    licences
}

fn inner<'d>(node: Node<'d>, licence: &mut Licence, reading: &mut Reading<'d>) {
    const PATH: &str = "licenses/*/license";
    for (key, value) in reading.members(node, PATH) {
        match key {
            "id" => {
                licence.form = LicenceForm::Id;
                licence.text = reading.text(value, "licenses/*/license/id");
            }
            "name" => {
                licence.form = LicenceForm::Name;
                licence.text = reading.text(value, "licenses/*/license/name");
            }
            "url" => licence.url = reading.text(value, "licenses/*/license/url"),
            "acknowledgement" => licence.said = said(value, reading),
            "bom-ref" => {}
            other => reading.unread(PATH, other, value),
        }
    }
}

fn said<'d>(node: Node<'d>, reading: &mut Reading<'d>) -> Acknowledgement {
    match node.text() {
        Some("declared") => Acknowledgement::Declared,
        Some("concluded") => Acknowledgement::Concluded,
        _ => {
            reading.wrong(node, "licenses/*/acknowledgement", "declared or concluded");
            Acknowledgement::Unsaid
        }
    }
}
