//! The words of the three formats, joined: states, justifications, responses, kinds of action.
//!
//! Each list is the superset; what a format cannot say is projected to its nearest word, and the projection says
//! whether something was lost. Sources: OpenVEX 0.2.0, CSAF 2.0 and 2.1 section 3.2.3, CycloneDX 1.4 to 1.7.

/// What is said about a vulnerability in a product.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Status {
    /// Nothing needs to be done.
    NotAffected,
    /// Something should be done.
    Affected,
    /// These versions hold a fix.
    Fixed,
    /// It is being looked into.
    UnderInvestigation,
    /// The vulnerability was wrongly associated with the part (CycloneDX).
    FalsePositive,
    /// Fixed, with the change shown in the pedigree of the component (CycloneDX).
    ResolvedWithPedigree,
    /// Whether it is affected is not known, and nobody looks (CSAF 2.1, `unknown` of CycloneDX).
    Unknown,
}

/// The states with their words in this model, which JSON outputs use.
pub const STATUSES: &[(&str, Status)] = &[
    ("not_affected", Status::NotAffected),
    ("affected", Status::Affected),
    ("fixed", Status::Fixed),
    ("under_investigation", Status::UnderInvestigation),
    ("false_positive", Status::FalsePositive),
    ("resolved_with_pedigree", Status::ResolvedWithPedigree),
    ("unknown", Status::Unknown),
];

impl Status {
    /// Its word in this model.
    pub fn word(self) -> &'static str {
        word(STATUSES, self)
    }

    /// Whether a finding about it may be closed: only if it is not affected, a false alarm, or fixed.
    pub fn closes(self) -> bool {
        match self {
            Status::NotAffected | Status::Fixed | Status::FalsePositive | Status::ResolvedWithPedigree => true,
            Status::Affected | Status::UnderInvestigation | Status::Unknown => false,
        }
    }

    /// How bad it is to overlook it; of statements that stand equal the worst counts.
    pub(crate) fn weight(self) -> u8 {
        match self {
            Status::Affected => 6,
            Status::UnderInvestigation => 5,
            Status::Unknown => 4,
            Status::Fixed => 3,
            Status::ResolvedWithPedigree => 2,
            Status::NotAffected => 1,
            Status::FalsePositive => 0,
        }
    }

    /// The state of OpenVEX and CSAF 2.0 that says it, and whether that says as much.
    pub fn four(self) -> (&'static str, bool) {
        match self {
            Status::NotAffected => ("not_affected", true),
            Status::Affected => ("affected", true),
            Status::Fixed => ("fixed", true),
            Status::UnderInvestigation => ("under_investigation", true),
            Status::FalsePositive => ("not_affected", false),
            Status::ResolvedWithPedigree => ("fixed", false),
            Status::Unknown => ("under_investigation", false),
        }
    }

    /// The state of CycloneDX that says it, and whether that says as much.
    pub fn cyclonedx(self) -> (&'static str, bool) {
        match self {
            Status::NotAffected => ("not_affected", true),
            Status::Affected => ("exploitable", true),
            Status::Fixed => ("resolved", true),
            Status::UnderInvestigation => ("in_triage", true),
            Status::FalsePositive => ("false_positive", true),
            Status::ResolvedWithPedigree => ("resolved_with_pedigree", true),
            Status::Unknown => ("in_triage", false),
        }
    }

    /// From a word of CycloneDX.
    pub fn from_cyclonedx(word: &str) -> Option<Status> {
        Some(match word {
            "not_affected" => Status::NotAffected,
            "exploitable" => Status::Affected,
            "resolved" => Status::Fixed,
            "in_triage" => Status::UnderInvestigation,
            "false_positive" => Status::FalsePositive,
            "resolved_with_pedigree" => Status::ResolvedWithPedigree,
            _ => return None,
        })
    }
}

/// Why a product is not affected, as finely as any format says it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Justification {
    /// The component is not in the product.
    ComponentNotPresent,
    /// The component is, its vulnerable code is not.
    CodeNotPresent,
    /// The vulnerable code never runs.
    CodeNotReachable,
    /// It runs, but no attacker can steer it.
    CannotBeControlled,
    /// Protections inside the product keep it from being exploited.
    InlineMitigations,
    /// It takes an option that is not set.
    RequiresConfiguration,
    /// It takes another part that is not there.
    RequiresDependency,
    /// It takes surroundings that are not there.
    RequiresEnvironment,
    /// The compiler's protection prevents it.
    ProtectedByCompiler,
    /// It is prevented while running.
    ProtectedAtRuntime,
    /// It is blocked at a physical, logical or network perimeter.
    ProtectedAtPerimeter,
    /// Another measure lowers likelihood or impact.
    ProtectedByMitigatingControl,
}

/// The justifications with their words in this model: those of CycloneDX where it has one, else those of OpenVEX.
pub const JUSTIFICATIONS: &[(&str, Justification)] = &[
    ("component_not_present", Justification::ComponentNotPresent),
    ("code_not_present", Justification::CodeNotPresent),
    ("code_not_reachable", Justification::CodeNotReachable),
    ("vulnerable_code_cannot_be_controlled_by_adversary", Justification::CannotBeControlled),
    ("inline_mitigations_already_exist", Justification::InlineMitigations),
    ("requires_configuration", Justification::RequiresConfiguration),
    ("requires_dependency", Justification::RequiresDependency),
    ("requires_environment", Justification::RequiresEnvironment),
    ("protected_by_compiler", Justification::ProtectedByCompiler),
    ("protected_at_runtime", Justification::ProtectedAtRuntime),
    ("protected_at_perimeter", Justification::ProtectedAtPerimeter),
    ("protected_by_mitigating_control", Justification::ProtectedByMitigatingControl),
];

impl Justification {
    /// Its word in this model.
    pub fn word(self) -> &'static str {
        word(JUSTIFICATIONS, self)
    }

    /// From a word of this model, of OpenVEX, CSAF or CycloneDX.
    pub fn from_word(word: &str) -> Option<Justification> {
        let own = JUSTIFICATIONS.iter().find(|(known, _)| *known == word).map(|(_, justification)| *justification);
        own.or(match word {
            "vulnerable_code_not_present" => Some(Justification::CodeNotPresent),
            "vulnerable_code_not_in_execute_path" => Some(Justification::CodeNotReachable),
            _ => None,
        })
    }

    /// One of the five words of OpenVEX and CSAF, and whether it says as much.
    pub fn five(self) -> (&'static str, bool) {
        match self {
            Justification::ComponentNotPresent => ("component_not_present", true),
            Justification::CodeNotPresent => ("vulnerable_code_not_present", true),
            Justification::CodeNotReachable => ("vulnerable_code_not_in_execute_path", true),
            Justification::CannotBeControlled => ("vulnerable_code_cannot_be_controlled_by_adversary", true),
            Justification::InlineMitigations => ("inline_mitigations_already_exist", true),
            Justification::RequiresConfiguration
            | Justification::RequiresDependency
            | Justification::RequiresEnvironment => ("vulnerable_code_cannot_be_controlled_by_adversary", false),
            Justification::ProtectedByCompiler
            | Justification::ProtectedAtRuntime
            | Justification::ProtectedAtPerimeter
            | Justification::ProtectedByMitigatingControl => ("inline_mitigations_already_exist", false),
        }
    }

    /// One of the nine words of CycloneDX, and whether it says as much.
    pub fn nine(self) -> (&'static str, bool) {
        match self {
            Justification::ComponentNotPresent => ("code_not_present", false),
            Justification::CannotBeControlled => ("requires_environment", false),
            Justification::InlineMitigations => ("protected_by_mitigating_control", false),
            Justification::CodeNotPresent
            | Justification::CodeNotReachable
            | Justification::RequiresConfiguration
            | Justification::RequiresDependency
            | Justification::RequiresEnvironment
            | Justification::ProtectedByCompiler
            | Justification::ProtectedAtRuntime
            | Justification::ProtectedAtPerimeter
            | Justification::ProtectedByMitigatingControl => (self.word(), true),
        }
    }

    /// Whether it rests on a protection, which must be one that exists and is tested.
    pub fn rests_on_protection(self) -> bool {
        match self {
            Justification::InlineMitigations
            | Justification::ProtectedByCompiler
            | Justification::ProtectedAtRuntime
            | Justification::ProtectedAtPerimeter
            | Justification::ProtectedByMitigatingControl => true,
            Justification::ComponentNotPresent
            | Justification::CodeNotPresent
            | Justification::CodeNotReachable
            | Justification::CannotBeControlled
            | Justification::RequiresConfiguration
            | Justification::RequiresDependency
            | Justification::RequiresEnvironment => false,
        }
    }
}

/// What the maker does about it, in the words of CycloneDX.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Response {
    /// It cannot be fixed.
    CanNotFix,
    /// It will not be fixed.
    WillNotFix,
    /// Update to another release.
    Update,
    /// Go back to an earlier one.
    Rollback,
    /// Something helps until then.
    WorkaroundAvailable,
}

/// The responses with their words.
pub const RESPONSES: &[(&str, Response)] = &[
    ("can_not_fix", Response::CanNotFix),
    ("will_not_fix", Response::WillNotFix),
    ("update", Response::Update),
    ("rollback", Response::Rollback),
    ("workaround_available", Response::WorkaroundAvailable),
];

impl Response {
    /// Its word.
    pub fn word(self) -> &'static str {
        word(RESPONSES, self)
    }
}

/// What sort of action a text asks for, in the words of CSAF (section 3.2.3.12).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Remedy {
    /// An official fix.
    VendorFix,
    /// A way round it that takes the weakness out of reach.
    Workaround,
    /// Something that lowers the risk.
    Mitigation,
    /// A fix is on its way (CSAF 2.1).
    FixPlanned,
    /// None will come.
    NoFixPlanned,
    /// There is none now.
    NoneAvailable,
    /// A fix one may take (CSAF 2.1).
    OptionalPatch,
}

/// The remedies with their words in CSAF.
pub const REMEDIES: &[(&str, Remedy)] = &[
    ("vendor_fix", Remedy::VendorFix),
    ("workaround", Remedy::Workaround),
    ("mitigation", Remedy::Mitigation),
    ("fix_planned", Remedy::FixPlanned),
    ("no_fix_planned", Remedy::NoFixPlanned),
    ("none_available", Remedy::NoneAvailable),
    ("optional_patch", Remedy::OptionalPatch),
];

impl Remedy {
    /// Its word.
    pub fn word(self) -> &'static str {
        word(REMEDIES, self)
    }

    /// Whether CSAF 2.0 has it.
    pub fn in_csaf_2_0(self) -> bool {
        !matches!(self, Remedy::FixPlanned | Remedy::OptionalPatch)
    }

    /// The response of CycloneDX that says it best, if any does.
    pub fn response(self) -> Option<Response> {
        match self {
            Remedy::VendorFix | Remedy::OptionalPatch => Some(Response::Update),
            Remedy::Workaround | Remedy::Mitigation => Some(Response::WorkaroundAvailable),
            Remedy::NoFixPlanned => Some(Response::WillNotFix),
            Remedy::FixPlanned | Remedy::NoneAvailable => None,
        }
    }
}

/// The value of a word in one of the lists above.
pub fn value<T: Copy>(list: &[(&'static str, T)], word: &str) -> Option<T> {
    list.iter().find(|(known, _)| *known == word).map(|(_, value)| *value)
}

fn word<T: Copy + PartialEq>(list: &[(&'static str, T)], value: T) -> &'static str {
    list.iter().find(|(_, known)| *known == value).map_or("", |(word, _)| *word)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_value_has_a_word_that_leads_back() {
        for (word, status) in STATUSES {
            assert_eq!(status.word(), *word);
            assert!(!status.four().0.is_empty());
            let (cyclonedx, exact) = status.cyclonedx();
            assert_eq!(Status::from_cyclonedx(cyclonedx) == Some(*status), exact, "{word}");
        }
        for (word, justification) in JUSTIFICATIONS {
            assert_eq!(Justification::from_word(word), Some(*justification));
            let (five, exact) = justification.five();
            assert_eq!(Justification::from_word(five) == Some(*justification), exact, "{word}");
            let (nine, exact) = justification.nine();
            assert_eq!(Justification::from_word(nine) == Some(*justification), exact, "{word}");
        }
        assert_eq!(JUSTIFICATIONS.iter().filter(|(_, j)| j.five().1).count(), 5);
        assert_eq!(JUSTIFICATIONS.iter().filter(|(_, j)| j.nine().1).count(), 9);
    }

    #[test]
    fn a_projection_never_closes_what_was_open() {
        for (_, status) in STATUSES {
            let four = value(STATUSES, status.four().0).unwrap();
            assert_eq!(four.closes(), status.closes(), "{status:?}");
            let back = Status::from_cyclonedx(status.cyclonedx().0).unwrap();
            assert_eq!(back.closes(), status.closes(), "{status:?}");
        }
        for (_, justification) in JUSTIFICATIONS {
            let five = Justification::from_word(justification.five().0).unwrap();
            assert_eq!(five.rests_on_protection(), justification.rests_on_protection(), "{justification:?}");
            let nine = Justification::from_word(justification.nine().0).unwrap();
            assert_eq!(nine.rests_on_protection(), justification.rests_on_protection(), "{justification:?}");
        }
    }
}
