//! The events of OSV as stretches of versions.
//!
//! OSV asks for the events in the order of the versions, whatever order they are written in: a version is affected
//! from an `introduced` on until a `fixed` or behind a `last_affected`, and below every `limit` only.

use crate::advisory::{Bound, Span, Standing};
use crate::order::{self, Scheme};

/// One event.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Event {
    Introduced(String),
    Fixed(String),
    LastAffected(String),
    Limit(String),
}

impl Event {
    fn version(&self) -> &str {
        let (Self::Introduced(version) | Self::Fixed(version) | Self::LastAffected(version) | Self::Limit(version)) =
            self;
        version
    }

    /// Of events at the same version: one that ends comes before one that begins, so that what begins again there is
    /// affected; one that names the last affected version comes after both.
    fn rank(&self) -> u8 {
        match self {
            Self::Fixed(_) => 0,
            Self::Introduced(_) => 1,
            Self::LastAffected(_) => 2,
            Self::Limit(_) => 3,
        }
    }
}

/// The stretches that events say, and what is wrong with them.
pub(super) fn spans(scheme: Option<&Scheme>, events: &[Event]) -> (Vec<Span>, Option<String>) {
    let mut wrong = None;
    if !events.iter().any(|event| matches!(event, Event::Introduced(_))) {
        wrong = Some("a range has no `introduced` event: where it begins is not said".to_owned());
    }
    let keyed: Option<Vec<(Vec<u8>, &Event)>> = scheme.and_then(|scheme| {
        let key = |event: &Event| {
            let mut key = Vec::new();
            // Zero comes before every version, also before pre-releases of it.
            let first = matches!(event, Event::Introduced(version) if version == "0");
            (first || order::key(scheme, event.version(), &mut key)).then_some(key)
        };
        events.iter().map(|event| Some((key(event)?, event))).collect()
    });
    let spans = match keyed {
        Some(mut keyed) => {
            keyed.sort_by(|(a, first), (b, second)| a.cmp(b).then_with(|| first.rank().cmp(&second.rank())));
            let limit =
                keyed.iter().filter(|(_, event)| matches!(event, Event::Limit(_))).max_by(|(a, _), (b, _)| a.cmp(b));
            let limit = limit.map(|(key, event)| (key.clone(), event.version().to_owned()));
            let below = |key: &[u8]| limit.as_ref().is_none_or(|(limit, _)| key < limit.as_slice());
            sorted(&keyed, &below, limit.as_ref().map(|(_, version)| version.as_str()))
        }
        // Without an order the events stand as their author wrote them: each beginning with the end behind it.
        None => {
            let limit = events.iter().find_map(|event| match event {
                Event::Limit(version) => Some(version.as_str()),
                _ => None,
            });
            let plain: Vec<(Vec<u8>, &Event)> = events.iter().map(|event| (Vec::new(), event)).collect();
            sorted(&plain, &|_| true, limit)
        }
    };
    if wrong.is_none()
        && spans.iter().any(|span| matches!((&span.from, &span.to), (Bound::At(a), Bound::Beside(b)) if a == b))
    {
        wrong = Some("a range ends where it begins".to_owned());
    }
    (spans, wrong)
}

fn sorted(events: &[(Vec<u8>, &Event)], below: &dyn Fn(&[u8]) -> bool, limit: Option<&str>) -> Vec<Span> {
    let mut spans = Vec::new();
    let mut from: Option<Bound> = None;
    let mut close = |from: &mut Option<Bound>, to: Bound| {
        if let Some(from) = from.take() {
            spans.push(Span { from, to, standing: Standing::Affected });
        }
    };
    let limited = || limit.map_or(Bound::Open, |limit| Bound::Beside(limit.to_owned()));
    for (key, event) in events {
        match event {
            Event::Introduced(version) if from.is_none() && below(key) => {
                from = Some(if version == "0" { Bound::Open } else { Bound::At(version.clone()) });
            }
            Event::Fixed(version) if below(key) => close(&mut from, Bound::Beside(version.clone())),
            Event::LastAffected(version) if below(key) => close(&mut from, Bound::At(version.clone())),
            Event::Fixed(_) | Event::LastAffected(_) => close(&mut from, limited()),
            Event::Introduced(_) | Event::Limit(_) => {}
        }
    }
    close(&mut from, limited());
    spans
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(scheme: Option<&str>, events: &[(&str, &str)], expect: &str) {
        let events: Vec<Event> = events
            .iter()
            .map(|(kind, version)| match *kind {
                "introduced" => Event::Introduced((*version).to_owned()),
                "fixed" => Event::Fixed((*version).to_owned()),
                "last_affected" => Event::LastAffected((*version).to_owned()),
                _ => Event::Limit((*version).to_owned()),
            })
            .collect();
        let scheme = scheme.and_then(order::named);
        let (spans, _) = spans(scheme.as_ref(), &events);
        let text: Vec<String> = spans.iter().map(ToString::to_string).collect();
        assert_eq!(text.join("; "), expect, "{events:?}");
    }

    #[test]
    fn events_in_any_order() {
        check(Some("npm"), &[("introduced", "0"), ("fixed", "1.0.0")], "< 1.0.0");
        check(
            Some("npm"),
            &[("fixed", "1.0.0"), ("introduced", "2.0.0"), ("introduced", "0"), ("fixed", "2.1.0")],
            "< 1.0.0; >= 2.0.0, < 2.1.0",
        );
        check(Some("npm"), &[("introduced", "1.0.0"), ("last_affected", "1.0.0")], "= 1.0.0");
        check(Some("npm"), &[("introduced", "0")], "all versions");
        check(Some("npm"), &[("introduced", "0"), ("limit", "2.0.0")], "< 2.0.0");
        check(Some("npm"), &[("introduced", "0"), ("fixed", "3.0.0"), ("limit", "2.0.0")], "< 2.0.0");
        check(None, &[("introduced", "R1"), ("fixed", "R3")], ">= R1, < R3");
        // What begins again where it was fixed is affected there.
        check(
            Some("npm"),
            &[("introduced", "0"), ("fixed", "2.0.0"), ("introduced", "2.0.0"), ("fixed", "3.0.0")],
            "< 2.0.0; >= 2.0.0, < 3.0.0",
        );
    }
}
