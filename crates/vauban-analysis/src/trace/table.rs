//! What a trace follows: one table, from which the walk, the impact, the page and `vauban explain trace` come.
//!
//! An edge is called as the record that holds it says it: a test *verifies* a requirement. Its way says where that
//! leads: up to why something exists, or down to what shows it. What is only shown beside a record is not followed, so
//! that a requirement which is allotted to a component does not drag in everything else about that component. Edges of
//! the design tell what stands on what; only the impact of a change follows them.

/// Where an edge leads, from the record that holds it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Way {
    /// To what shows or answers it.
    Down,
    /// To why it exists.
    Up,
    /// To something that is told beside it and not followed; shown below the record that holds it.
    Beside,
    /// To what it stands on in the design; followed by the impact of a change only.
    Design,
}

impl Way {
    /// The word in contracts and on pages.
    pub fn word(self) -> &'static str {
        match self {
            Way::Down => "down",
            Way::Up => "up",
            Way::Beside => "beside",
            Way::Design => "design",
        }
    }
}

/// One row of the table.
#[derive(Clone, Copy, Debug)]
pub struct EdgeRow {
    /// Which edge.
    pub kind: EdgeKind,
    /// How it is called from the record that holds it: `verifies`.
    pub word: &'static str,
    /// How it is called from the other end: `verified-by`.
    pub inverse: &'static str,
    /// Where it leads.
    pub way: Way,
    /// Kinds it leaves from.
    pub from: &'static str,
    /// Kinds it leads to.
    pub to: &'static str,
    /// Whether what was seen at its end is remembered in `[basis.ID]`.
    pub stamped: bool,
    /// What it means, and where it is written.
    pub meaning: &'static str,
}

macro_rules! edges {
    ($($kind:ident $word:literal $inverse:literal $way:ident $stamped:literal $from:literal => $to:literal, $meaning:literal;)*) => {
        /// A kind of edge.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum EdgeKind { $(#[doc = $meaning] $kind),* }

        /// Every kind of edge, in the order in which they are shown.
        pub const EDGES: &[EdgeRow] = &[$(EdgeRow {
            kind: EdgeKind::$kind, word: $word, inverse: $inverse, way: Way::$way, from: $from, to: $to,
            stamped: $stamped, meaning: $meaning,
        }),*];

        impl EdgeKind {
            /// Its row of the table.
            pub fn row(self) -> &'static EdgeRow {
                const ROWS: &[EdgeRow] = EDGES;
                match self { $(EdgeKind::$kind => &ROWS[EdgeKind::$kind as usize]),* }
            }
        }
    };
}

edges! {
    Threatens "threatens" "threatened-by" Up false "threat" => "component, interface, flow, asset, actor, boundary, port, product", "the threat lies on it: by a rule, or by `on`";
    MitigatedBy "mitigated-by" "mitigates" Down false "threat" => "mechanism", "the mechanism stops it: by its kind, or by `by` of a decision";
    ReducedBy "reduced-by" "reduces" Down false "threat" => "mechanism", "the mechanism makes it harder, visible or less bad";
    DecidedBy "decided-by" "decides" Down false "threat" => "disposition", "what was decided about it";
    KeptAwayBy "kept-away-by" "keeps-away" Down false "threat" => "assumption", "`assumptions`: what is taken for granted and keeps it away";
    Origin "origin" "origin-of" Up true "requirement" => "threat, context, assumption, issue, document, requirement", "`origin`: where the requirement comes from";
    OriginStandard "origin-standard" "asks-for" Up false "requirement" => "clause", "`origin-standard`: the requirement of a standard it comes from";
    AllocatedTo "allocated-to" "fulfils" Down true "requirement" => "mechanism, assumption, process", "`allocated-to`: what fulfils it";
    AllocatedToPart "allocated-to" "carries" Beside true "requirement" => "component, interface", "`allocated-to`: the part of the design that carries it";
    Protects "protects" "protected-by" Up false "mechanism" => "interface, flow, boundary, asset, component", "`protects`: what the mechanism guards";
    Implements "implements" "implemented-by" Up true "mechanism" => "requirement", "`implements`: the requirement it fulfils";
    ImplementsClause "implements" "implemented-by" Up false "mechanism" => "clause", "`implements`: the requirement of a standard it fulfils";
    StandsFor "stands-for" "stood-for-by" Down false "assumption" => "mechanism", "`mechanism`: what of the environment it stands for";
    Verifies "verifies" "verified-by" Up true "test" => "requirement, mechanism, threat, interface, component, issue, update, boundary", "`verifies`: what the test is to show";
    Exercises "exercises" "exercised-by" Up true "test" => "interface", "`interfaces`: what the test goes through";
    RanIn "ran-in" "ran" Down false "test" => "test-run", "`test` of a run: the test was carried out there";
    RecordedIn "recorded-in" "records" Down false "test-run" => "file, document", "`results`: where its outcome stands";
    OnRelease "on-release" "tested-in" Down false "test-run" => "release", "`release`, `commit` or `artefact`: what was tested";
    Found "found" "found-by" Beside false "test-run" => "issue", "`findings`: what came of it";
    TrackedIn "tracked-in" "tracks" Beside false "disposition" => "issue", "`issue`: where the decision is followed up";
    Triggers "triggered-by" "triggers" Up false "issue" => "threat", "`threat`: the threat behind the issue";
    Affects "affects" "affected-by" Up false "issue" => "component, mechanism, interface, asset", "`affects`: the parts that the issue touches";
    FixTest "fix-test" "shows-fix-of" Down false "issue" => "test", "`fix-test`: the test that shows the fix";
    Fixes "fixes" "fixed-by" Up false "update" => "issue", "`fixes`: what the update puts right";
    ShownIn "shown-in" "shows" Down false "update" => "test-run", "`fix-runs` and `regression-runs`: what qualifies the update";
    DeliveredIn "delivered-in" "delivers" Down false "update" => "release", "`release`: what brings it to users";
    Covers "covers" "told-in" Up true "section, guideline, manual" => "assumption, mechanism, interface, asset, threat, option, account, port, issue, actor, compatibility, component, disposition", "`covers`: what users are told there";
    Answers "answers" "answered-by" Up false "practice-answer" => "practice", "`practice`: what the product answers";
    ShownBy "shown-by" "shows-answer" Beside false "practice-answer" => "component, interface, flow, asset, mechanism, actor, zone, boundary, port, assumption, attacker, threat, requirement", "`shown-by`: where the answer can be seen";
    StandsOn "relies-on" "relied-on-by" Design false "mechanism" => "component, asset, mechanism, supplier", "`relies-on`: what the mechanism stands on";
    EnforcedBy "enforced-by" "enforces" Design false "mechanism" => "component", "`enforced-by`: where the mechanism works";
    On "on" "offers" Design false "interface, port" => "component", "`on`: the component that has it";
    CarriedBy "carried-by" "transports" Design false "interface" => "interface", "`carried-by`: the physical interface below it";
    GoesTo "to" "comes-by" Design false "flow" => "interface", "`to`: the interface it goes to";
    ComesFrom "from" "starts" Design false "flow" => "component, actor", "`from`: who starts it";
    Carries "carries" "carried-in" Design false "flow" => "asset", "`carries`: the assets it carries";
    HeldBy "held-by" "holds" Design false "asset" => "component", "`held-by`: the component that holds it";
    RunsOn "runs-on" "runs" Design false "component" => "component", "`runs-on`: what it runs on";
    PartOf "part-of" "has-part" Design false "component" => "component", "`part-of`: what it is a part of";
    Refines "refines" "refined-by" Design false "zone, component, interface, flow, asset, mechanism" => "zone, component, interface, flow, asset, mechanism", "`refines`: what of the coarser design it spells out";
    RestsOn "assumes" "assumed-by" Design false "interface" => "assumption", "`assumptions`: what it rests on";
    About "about" "has-assumption" Design false "assumption" => "component, interface, flow, asset, mechanism, actor, zone, boundary, port, attacker, threat, requirement", "`about`: what the assumption is about";
    GuardedBy "guarded-by" "guards" Design false "port" => "mechanism", "`guarded-by`: what guards the port";
    InZone "zone" "contains" Design false "component, actor" => "zone", "`zone`: where it lies";
    Between "between" "bounded-by" Design false "boundary" => "zone", "`from` and `to`: what the boundary parts";
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_row_is_found_by_its_kind_and_no_two_are_called_alike_from_one_kind() {
        let mut seen = std::collections::BTreeSet::new();
        for (at, row) in EDGES.iter().enumerate() {
            assert_eq!(row.kind as usize, at);
            assert_eq!(row.kind.row().word, row.word);
            assert!(seen.insert((row.word, row.from, row.to)), "{} twice", row.word);
            assert_ne!(row.word, row.inverse);
        }
    }
}
