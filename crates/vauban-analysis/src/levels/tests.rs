//! Vectors over nothing; designs are in the engine's tests.

use vauban_catalog::Catalogs;

use super::*;

fn reached(model: &Model, product: Option<AnyId>) -> Reached {
    let (nobody, nothing) = (BTreeSet::new(), BTreeMap::new());
    let proof =
        Proof { mechanisms: &nobody, requirements: &nobody, told: &nobody, exceptions: &nothing, observed: true };
    Reached::new(model, Catalogs::embedded(), &Owners::new(model), product, &proof)
}

#[test]
fn without_a_type_there_is_no_vector() {
    let told = reached(&Model::default(), None);
    assert!(told.types.is_empty() && told.capability().families.is_empty());
    assert_eq!(told.constraints.len(), 4);
}

#[test]
fn of_an_empty_design_nothing_is_achieved_and_nothing_is_called_inapplicable() {
    let told = reached(&Model::default(), None);
    assert!(!told.judged.is_empty());
    for one in told.judged.iter().filter(|one| !one.applies_to.is_empty()) {
        assert!(!one.state.claimed(), "{} is {:?}", one.id, one.state);
        assert!(!one.state.planned(), "{} is {:?}", one.id, one.state);
    }
}

#[test]
fn what_counts_for_more_counts_for_less_as_well() {
    for state in State::ALL {
        assert!(!state.achieved() || state.certain(), "{state:?}");
        assert!(!state.certain() || state.claimed(), "{state:?}");
        assert!(!state.claimed() || state.planned(), "{state:?}");
    }
    // The weakest of several states is the least of them, so each vector must not fall where states rise. That the
    // silence of the records is not certain is no exception: such a state stands for a whole requirement.
    for pair in State::ALL.windows(2) {
        let [lower, higher] = pair else { continue };
        assert!(lower < higher);
        assert!(!lower.planned() || higher.planned());
        assert!(!lower.claimed() || higher.claimed());
        assert!(!lower.achieved() || higher.achieved());
    }
}
