//! What got better or worse since a day.

use super::{Known, Standing};

/// Where a number went.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Direction {
    /// It got better.
    Better,
    /// It is as it was.
    Same,
    /// It got worse.
    Worse,
    /// One of the two is not known.
    Unknown,
}

impl Direction {
    /// The word in every output.
    pub fn word(self) -> &'static str {
        match self {
            Direction::Better => "better",
            Direction::Same => "same",
            Direction::Worse => "worse",
            Direction::Unknown => "not known",
        }
    }
}

/// A number then and now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// What is counted.
    pub what: &'static str,
    /// Then.
    pub then: Known,
    /// Now.
    pub now: Known,
    /// Where it went.
    pub direction: Direction,
}

/// The numbers of two standings, one by one.
pub fn trend(then: &Standing, now: &Standing) -> Vec<Change> {
    let known = |number: usize| -> Known { Ok(number) };
    let up = |what, then: Known, now: Known| change(what, then, now, true);
    let down = |what, then: Known, now: Known| change(what, then, now, false);
    vec![
        up("requirements met or left out", known(then.settled().0), known(now.settled().0)),
        down("requirements missing", known(then.requirements[2]), known(now.requirements[2])),
        up("aspects met", known(then.aspects[0]), known(now.aspects[0])),
        down("assets with less depth than asked", then.shallow.clone(), now.shallow.clone()),
        down("open threats", then.threats.clone(), now.threats.clone()),
        down("open issues", then.issues.clone(), now.issues.clone()),
        down("findings set aside by waivers", known(then.waived), known(now.waived)),
    ]
}

fn change(what: &'static str, then: Known, now: Known, more_is_better: bool) -> Change {
    let direction = match (&then, &now) {
        (Ok(then), Ok(now)) if then == now => Direction::Same,
        (Ok(then), Ok(now)) if (now > then) == more_is_better => Direction::Better,
        (Ok(_), Ok(_)) => Direction::Worse,
        _ => Direction::Unknown,
    };
    Change { what, then, now, direction }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fewer_open_things_are_better_and_unknown_is_neither() {
        assert_eq!(change("", Ok(3), Ok(1), false).direction, Direction::Better);
        assert_eq!(change("", Ok(3), Ok(1), true).direction, Direction::Worse);
        assert_eq!(change("", Ok(3), Ok(3), true).direction, Direction::Same);
        assert_eq!(change("", Err("not here".into()), Ok(0), false).direction, Direction::Unknown);
        assert_eq!(change("", Ok(0), Err("withheld".into()), false).direction, Direction::Unknown);
    }
}
