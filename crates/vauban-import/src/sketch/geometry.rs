//! Which box an element was drawn into.

use super::{Class, Ref, Zone};
use crate::lost::Place;

/// More boxes than this in one diagram are no drawing.
const MAX_BOXES: usize = 2_000;

/// A rectangle of a drawing.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Area {
    pub(crate) left: f64,
    pub(crate) top: f64,
    pub(crate) width: f64,
    pub(crate) height: f64,
}

impl Area {
    fn size(&self) -> f64 {
        self.width * self.height
    }

    fn holds_centre_of(&self, other: &Self) -> bool {
        let x = other.left + other.width / 2.0;
        let y = other.top + other.height / 2.0;
        x >= self.left && x <= self.left + self.width && y >= self.top && y <= self.top + self.height
    }
}

/// Gives each box its parent and each element the innermost box that holds its centre.
///
/// `boxes` pairs the position of a zone in `zones` with its area. Returns, for each element,
/// the zone. Fails with the number of boxes when there are too many to compare.
pub(crate) fn place_in_boxes(
    zones: &mut [Zone],
    boxes: &[(usize, Area)],
    elements: &[(Option<Area>, Place)],
) -> Result<Vec<Option<Ref>>, usize> {
    if boxes.len() > MAX_BOXES {
        return Err(boxes.len());
    }
    let keys: Vec<String> =
        boxes.iter().map(|(zone, _)| zones.get(*zone).map_or(String::new(), |z| z.head.key.clone())).collect();
    let innermost = |area: &Area, is_candidate: &dyn Fn(usize, &Area) -> bool| {
        boxes
            .iter()
            .enumerate()
            .filter(|(at, (_, outer))| is_candidate(*at, outer) && outer.holds_centre_of(area))
            .min_by(|(_, (_, one)), (_, (_, other))| one.size().total_cmp(&other.size()))
            .and_then(|(at, _)| keys.get(at))
    };
    for (zone, area) in boxes {
        // Strictly larger boxes only: nobody is their own parent, not even by a detour.
        let larger = |_: usize, outer: &Area| outer.size() > area.size();
        let parent = innermost(area, &larger).cloned();
        if let Some(zone) = zones.get_mut(*zone) {
            let place = zone.head.place.clone();
            zone.parent = parent.map(|key| Ref::new(Class::Zone, key, &place));
        }
    }
    let found = elements.iter().map(|(area, place)| {
        let key = innermost(area.as_ref()?, &|_, _| true)?;
        Some(Ref::new(Class::Zone, key.clone(), place))
    });
    Ok(found.collect())
}

#[cfg(test)]
mod tests {
    use super::{Area, place_in_boxes};
    use crate::lost::Place;
    use crate::sketch::{Head, Zone};

    fn area(left: f64, top: f64, width: f64, height: f64) -> Area {
        Area { left, top, width, height }
    }

    #[test]
    fn the_innermost_box_counts() {
        let zone = |key: &str| Zone { head: Head::new(key, key, &Place::default()), ..Zone::default() };
        let mut zones = [zone("outer"), zone("inner"), zone("apart")];
        let boxes =
            [(0, area(0.0, 0.0, 100.0, 100.0)), (1, area(10.0, 10.0, 30.0, 30.0)), (2, area(200.0, 0.0, 50.0, 50.0))];
        let at = |left, top| (Some(area(left, top, 10.0, 10.0)), Place::default());
        let elements = [at(20.0, 20.0), at(60.0, 60.0), at(300.0, 300.0), (None, Place::default())];
        let found = place_in_boxes(&mut zones, &boxes, &elements).unwrap();
        let keys: Vec<_> = found.iter().map(|zone| zone.as_ref().map(|zone| zone.key.as_str())).collect();
        assert_eq!(keys, [Some("inner"), Some("outer"), None, None]);
        let parents: Vec<_> = zones.iter().map(|zone| zone.parent.as_ref().map(|zone| zone.key.as_str())).collect();
        assert_eq!(parents, [None, Some("outer"), None]);
    }
}
