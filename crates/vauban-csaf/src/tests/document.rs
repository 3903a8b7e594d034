//! The document as a whole (6.2.13, 6.2.20, 6.2.22).

use super::{Found, Looked};

/// 6.2.13: names of members in alphabetical order, which is that of their characters.
pub(super) fn unsorted<'d>(looked: &Looked<'_, 'd>, found: &mut Found<'d>) {
    let mut left = vec![looked.facts.root];
    while let Some(value) = left.pop() {
        let mut last = "";
        // One mistake moves all that follow: the first of an object is told.
        let mut told = false;
        for (name, inner) in value.members() {
            let text = name.text().unwrap_or("");
            if text < last && !told {
                told = true;
                found.at(name, format!("`{text}` stands after `{last}`, which comes later in the alphabet"));
            }
            last = text;
            left.push(inner);
        }
        left.extend(value.items());
    }
    found.errors.sort_by_key(|(at, _)| at.index());
}

/// 6.2.20: what the schemas neither know nor forbid. What they forbid is a fault of the schema.
pub(super) fn unknown_members<'d>(looked: &Looked<'_, 'd>, found: &mut Found<'d>) {
    for breach in looked.breaches.iter().filter(|breach| breach.unknown) {
        found.at(breach.at, breach.message.clone());
    }
}

/// 6.2.22 of 2.1.
pub(super) fn id_in_title<'d>(looked: &Looked<'_, 'd>, found: &mut Found<'d>) {
    let title = looked.facts.document.and_then(|document| document.get("title"));
    let id = looked.facts.tracking.and_then(|tracking| tracking.get_text("id"));
    if let (Some(title), Some(id)) = (title, id)
        && !id.is_empty()
        && title.text().is_some_and(|title| title.contains(id))
    {
        found.at(title, format!("the title repeats the id of the document, `{id}`"));
    }
}
