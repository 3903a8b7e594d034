//! Where a person stood on a day: department, line manager, organisation.
//!
//! What is dated is read as of that day. What is not dated (`quality-assurance` of a person, `held-by` of a role) says
//! where somebody is now; it counts for an earlier day only if nothing says that they have moved since.

use vauban_model::kinds::Person;
use vauban_model::{AnyId, Date, Day, Model, Record, Ref};

/// Where somebody stood.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Place {
    /// Department; none if it is not on record.
    pub department: Option<String>,
    /// Line manager; none if it is not on record.
    pub manager: Option<AnyId>,
    /// Whether that was quality assurance.
    pub quality_assurance: bool,
    /// The other organisation, if it was not ours.
    pub organization: Option<String>,
    /// Why what is on record cannot be right for that day.
    pub contradiction: Option<String>,
}

/// Where a person stood on a day.
pub fn place(model: &Model, person: AnyId, on: Date) -> Place {
    let Some(person) = model.person.get(person.at as usize) else { return Place::default() };
    let name = &person.head.id;
    let mut place = Place::default();
    let departments: Vec<_> = person.department.iter().filter(|one| during(one.from, one.until, on)).collect();
    let managers: Vec<_> = person.reports_to.iter().filter(|one| during(one.from, one.until, on)).collect();
    if !during(person.from, person.until, on) {
        place.contradiction = Some(format!("`{name}` was not with us on {on}"));
    } else if departments.len() > 1 || managers.len() > 1 {
        place.contradiction = Some(format!("two entries of `{name}` are for {on}"));
    }
    if let [department] = departments.as_slice() {
        place.department = department.name.as_ref().map(|name| name.trim().to_lowercase());
        let here = department.quality_assurance.as_ref().is_some_and(|flag| flag.value);
        let now = person.quality_assurance.as_ref().is_some_and(|flag| flag.value) && stayed(person, on);
        place.quality_assurance = here || now;
    }
    if let [manager] = managers.as_slice() {
        place.manager = manager.person.as_ref().and_then(Ref::to);
    }
    let organization = person.organization.as_ref().map(|name| name.trim().to_lowercase());
    place.organization = organization.filter(|name| !name.is_empty());
    place
}

/// Whether a person is still in the department of that day: no later one has begun.
pub(super) fn stayed(person: &Record<Person>, on: Date) -> bool {
    person.department.iter().all(|one| one.from.is_none_or(|from| from.date <= on))
}

/// Whether a day lies between two others, either of which may be open.
pub(super) fn during(from: Option<Day>, until: Option<Day>, on: Date) -> bool {
    from.is_none_or(|from| from.date <= on) && until.is_none_or(|until| on <= until.date)
}
