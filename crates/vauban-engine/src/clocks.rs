//! What is due when, asked of a compiled project.

use vauban_analysis::clocks::{
    Across, Asked, CaseClocks, Clocks, Instant, NeedsCase, Sheet, drill, drill_new, sheet, without_case,
};
use vauban_analysis::scope::Owners;
use vauban_catalog::Reporting;
use vauban_model::{AnyId, FilingStage, Track};

use crate::compile::Compilation;

impl Compilation {
    /// The instant that deadlines in hours are held against: that of the world, else the end of today in UTC.
    pub fn now(&self) -> Instant {
        let end = self.today().days() * 86_400 + 86_399;
        Instant { seconds: self.facts.instant.unwrap_or(end), ahead: 0 }
    }

    /// Every deadline of cases and issues at an instant; of all products, or of one.
    pub fn clocks(&self, product: Option<AnyId>, now: Instant) -> Clocks {
        self.ask(product, now, Clocks::new)
    }

    /// What to copy into the reporting platform for a case at a stage.
    pub fn filing_sheet(&self, case: AnyId, stage: FilingStage, now: Instant) -> Option<Sheet> {
        self.ask(None, now, |asked| sheet(asked, case, stage))
    }

    /// The clocks of a case as if there had been certainty at another instant, and nothing had been done since.
    pub fn drill(&self, case: AnyId, aware: Instant, now: Instant) -> Option<CaseClocks> {
        self.ask(None, now, |asked| drill(asked, case, aware))
    }

    /// The clocks of a case that is made up.
    pub fn drill_new(&self, track: Track, aware: Instant, now: Instant) -> CaseClocks {
        self.ask(None, now, |asked| drill_new(asked, track, aware))
    }

    /// Issues that no case names though authorities may have to be told.
    pub fn issues_without_case(&self, product: Option<AnyId>, now: Instant) -> Vec<(AnyId, NeedsCase)> {
        self.ask(product, now, without_case)
    }

    fn ask<T>(&self, product: Option<AnyId>, now: Instant, question: impl FnOnce(Asked<'_>) -> T) -> T {
        let owners = Owners::new(&self.model);
        let across = Across::new(&self.model);
        let law: Reporting = self.catalogs.reporting();
        question(Asked { model: &self.model, law: &law, owners: &owners, across: &across, product, now })
    }
}
