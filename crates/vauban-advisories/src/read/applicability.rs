//! What the NVD's configurations say: CPEs with ranges, alone or on a platform. CVE records carry the same.

use vauban_json::Value;

use crate::advisory::{Affected, Bound, Identity, Listed, Span, Standing, Versions};
use crate::cpes::{Named, Stated};

/// Reads one configuration into affected things; `odd` hears of what cannot be used.
pub(super) fn configuration(
    configuration: Value<'_>,
    into: &mut Vec<Affected>,
    odd: &mut dyn FnMut(Value<'_>, String),
) {
    let nodes: Vec<Value<'_>> = configuration.get("nodes").into_iter().flat_map(Value::items).collect();
    let together = configuration.get("operator").is_some_and(|operator| operator.is("AND"));
    // A platform is what has to be there too and is not vulnerable itself.
    let mut platforms = Vec::new();
    let mut negated = false;
    for node in &nodes {
        negated |= node.get("negate").and_then(Value::boolean) == Some(true);
        for one in matches(*node) {
            if one.get("vulnerable").and_then(Value::boolean) == Some(false) {
                platforms.extend(one.get_text("criteria").and_then(Named::read).and_then(|cpe| cpe.concrete()));
            }
        }
    }
    let inner = nodes.iter().any(|node| node.get("operator").is_some_and(|operator| operator.is("AND")));
    let within = if negated {
        Some("in a combination with something excluded".to_owned())
    } else if !platforms.is_empty() {
        let more = if platforms.len() > 3 { " and others" } else { "" };
        Some(format!("together with {}{more}", platforms.iter().take(3).cloned().collect::<Vec<_>>().join(", ")))
    } else if together || inner {
        Some("together with others named in the record".to_owned())
    } else {
        None
    };
    for node in nodes {
        for one in matches(node).filter(|one| one.get("vulnerable").and_then(Value::boolean) != Some(false)) {
            match one.get_text("criteria") {
                Some(cpe) if Named::read(cpe).is_some() => into.push(affected(one, cpe, within.clone())),
                Some(cpe) => odd(one, format!("`{cpe}` is no CPE")),
                None => odd(one, "a match has no `criteria`".to_owned()),
            }
        }
    }
}

fn matches(node: Value<'_>) -> impl Iterator<Item = Value<'_>> {
    node.get("cpeMatch").into_iter().flat_map(Value::items)
}

fn affected(one: Value<'_>, cpe: &str, within: Option<String>) -> Affected {
    let text = |name: &str| one.get_text(name).map(str::to_owned);
    let from =
        text("versionStartIncluding").map(Bound::At).or_else(|| text("versionStartExcluding").map(Bound::Beside));
    let end = text("versionEndExcluding");
    let fixed = end.clone().into_iter().collect();
    let to = end.map(Bound::Beside).or_else(|| text("versionEndIncluding").map(Bound::At));
    let mut versions = Versions { otherwise: Standing::NotAffected, ..Versions::default() };
    let stated = Named::read(cpe).map_or(Stated::Open, |named| named.version());
    match (from, to, stated) {
        (None, None, Stated::Version(version, update)) => {
            let version = match update {
                Some(update) if update.len() == 1 => format!("{version}{update}"),
                Some(update) => format!("{version} {update}"),
                None => version,
            };
            versions.listed.push(Listed { version, standing: Standing::Affected });
        }
        // A name without version or range is as often a record nobody finished as it means all versions.
        (None, None, Stated::Any) => versions.unread.push("a CPE without version and range".to_owned()),
        (None, None, Stated::None | Stated::Open) => versions.unread.push(format!("the version of {cpe}")),
        (from, to, _) => {
            let (from, to) = (from.unwrap_or(Bound::Open), to.unwrap_or(Bound::Open));
            versions.spans.push(Span { from, to, standing: Standing::Affected });
        }
    }
    Affected { identities: vec![Identity::Cpe(cpe.to_owned())], versions, fixed, code: Vec::new(), within }
}
