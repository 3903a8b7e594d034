//! Systems of vulnerability ids (6.2.53, 6.3.20 of 2.1).

use super::{Found, Looked};
use crate::facts::List;

/// A registered system, and whether a text is an id as it writes them.
struct System {
    name: &'static str,
    fits: fn(&str) -> bool,
    example: &'static str,
}

/// What is known here of the registry of the technical committee (RVISC). It grows; a system that is not listed may be
/// registered all the same.
const SYSTEMS: [System; 1] = [System {
    name: "https://github.com/oasis-tcs/csaf",
    fits: |text| text.strip_prefix('#').is_some_and(number),
    example: "#1217",
}];

fn number(digits: &str) -> bool {
    !digits.is_empty() && !digits.starts_with('0') && digits.bytes().all(|byte| byte.is_ascii_digit())
}

/// 6.2.53.
pub(super) fn text_without_pattern<'d>(looked: &Looked<'_, 'd>, found: &mut Found<'d>) {
    for item in looked.facts.vulnerabilities.iter().flat_map(|own| own.list(List::Ids)) {
        let (Some(system), Some(text)) = (item.at.get_text("system_name"), item.at.get("text")) else { continue };
        let Some(system) = SYSTEMS.iter().find(|own| own.name == system) else { continue };
        if text.text().is_some_and(|text| !(system.fits)(text)) {
            let own = text.text().unwrap_or("");
            found.at(text, format!("`{own}` is no id of `{}`; they look like `{}`", system.name, system.example));
        }
    }
}

/// 6.3.20. A system with an address may be registered since: of it nothing is said.
pub(super) fn unregistered_system<'d>(looked: &Looked<'_, 'd>, found: &mut Found<'d>) {
    for item in looked.facts.vulnerabilities.iter().flat_map(|own| own.list(List::Ids)) {
        let Some(at) = item.at.get("system_name") else { continue };
        let Some(name) = at.text().filter(|name| !SYSTEMS.iter().any(|own| own.name == *name)) else { continue };
        if name.starts_with("https://") {
            found.not_checked(format!("whether the system `{name}` is registered is not known here"));
        } else {
            found.at(at, format!("the system `{name}` is not registered"));
        }
    }
}
