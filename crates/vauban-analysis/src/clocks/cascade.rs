//! Which CSIRT coordinates: the steps of CRA Article 14(7), in their order. A notification to the wrong one may not count.

use vauban_model::kinds::{Case, Policy};
use vauban_model::{CsirtGround, Model, Record};

use super::{Across, Instant};

/// What the steps lead to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cascade {
    /// The step that decides.
    pub ground: CsirtGround,
    /// The Member State it leads to.
    pub country: String,
}

/// The step that decides by what policy says of the manufacturer; `None` where it says nothing.
pub fn cascade(policy: Option<&Record<Policy>>) -> Option<Cascade> {
    let stands = policy?.establishment.as_ref()?;
    let steps = [
        (CsirtGround::MainEstablishment, &stands.main),
        (CsirtGround::Representative, &stands.representative),
        (CsirtGround::Importer, &stands.importer),
        (CsirtGround::Distributor, &stands.distributor),
        (CsirtGround::Users, &stands.users),
    ];
    steps.into_iter().find_map(|(ground, country)| {
        let country = country.as_ref()?.trim();
        (!country.is_empty()).then(|| Cascade { ground, country: country.to_owned() })
    })
}

/// Why the CSIRT that a case names may be the wrong one; `None` where nothing speaks against it.
pub(super) fn doubt(model: &Model, across: &Across, case: &Record<Case>) -> Option<String> {
    let chosen = case.csirt.as_ref()?;
    let Some(ground) = chosen.ground.as_ref().map(|ground| ground.value) else {
        return Some("it does not say by which step of Article 14(7) its CSIRT coordinates".to_owned());
    };
    if chosen.reason.as_ref().is_none_or(|reason| reason.trim().is_empty()) {
        return Some("it does not say why that CSIRT coordinates".to_owned());
    }
    let name = chosen.name.as_ref().map_or("", |name| name.trim());
    if ground == CsirtGround::First {
        let mine = case.filings.iter().filter_map(|filing| Instant::of(filing.submitted.as_ref()?)).min();
        let before = across.first_with(name).is_some_and(|filed| mine.is_none_or(|mine| filed < mine.seconds));
        let message =
            "it stays with the CSIRT of an earlier case, and no earlier case went to that CSIRT under point (d)";
        return (!before).then(|| message.to_owned());
    }
    let computed = cascade(model.policy.first())?;
    let country = chosen.country.as_ref().map_or("", |country| country.trim());
    if computed.ground != ground {
        return Some(format!(
            "it goes by the step `{}`, and by `[policy] establishment` `{}` comes first",
            ground.word(),
            computed.ground.word()
        ));
    }
    let same = country.is_empty() || country.eq_ignore_ascii_case(&computed.country);
    (!same)
        .then(|| format!("its CSIRT is in `{country}`, and `[policy] establishment` leads to `{}`", computed.country))
}
