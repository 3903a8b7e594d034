//! What result files other than JUnit say of what was done: fuzzing, scans, analyses.
//!
//! A campaign without executions and a scan without hosts were not carried out, nor was what did not come to its end. What a tool found must be tracked by an
//! issue, or looked at and decided; a run that says it found nothing does not make it so.

use vauban_analysis::evidence::path_of;
use vauban_model::kinds::TestRun;
use vauban_model::{EvidenceForm, Record, ResultContent, ResultFile};

use super::proof::Proof;
use crate::context::Context;
use crate::practice::si;

/// Judges one file; where the run's findings are tracked as issues, having been carried out is enough.
pub(super) fn judged(cx: &Context<'_>, path: &str, file: &ResultFile, tracked: bool) -> Result<(), Proof> {
    let found = match &file.content {
        ResultContent::Tests(_) | ResultContent::Coverage { .. } => return Ok(()),
        ResultContent::Listing(0) => return Err(Proof::None(format!("`{path}` holds nothing that was looked at"))),
        ResultContent::Listing(_) => return Ok(()),
        ResultContent::Fuzzing(campaign) => {
            if campaign.executions == 0 {
                return Err(Proof::None(format!("`{path}` tells of no input that was tried")));
            }
            let (crashes, hangs) = (campaign.crashes, campaign.hangs);
            // A crash ends a campaign early, and is what has to be tracked.
            if !campaign.finished && crashes + hangs == 0 {
                return Err(unfinished(path));
            }
            (crashes + hangs > 0).then(|| format!("{crashes} crashes and {hangs} hangs"))
        }
        ResultContent::Vulnerabilities(scan) => {
            if scan.looked_at == 0 {
                return Err(Proof::None(format!("`{path}` tells of no host or part that was looked at")));
            }
            if scan.completed == Some(false) {
                return Err(unfinished(path));
            }
            let open = si::open_vulnerabilities(cx, path, scan);
            open.first().map(|first| format!("{} vulnerabilities that nobody decided about, as `{first}`", open.len()))
        }
        ResultContent::Findings(findings) => {
            if findings.completed == Some(false) {
                return Err(unfinished(path));
            }
            let open: u64 = si::open_findings(cx, path, findings).iter().map(|open| open.count).sum();
            (open > 0).then(|| format!("{open} findings that nobody decided about"))
        }
    };
    match found {
        Some(what) if !tracked => Err(Proof::Failed(format!("`{path}` tells of {what}, and no issue tracks them"))),
        _ => Ok(()),
    }
}

fn unfinished(path: &str) -> Proof {
    Proof::None(format!("`{path}` says that the tool did not come to its end"))
}

/// Whether all that was read of a run's results is coverage.
pub(super) fn only_coverage(cx: &Context<'_>, run: &Record<TestRun>) -> bool {
    let covers = |form| matches!(form, EvidenceForm::Lcov | EvidenceForm::Cobertura);
    run.results.iter().all(|result| {
        let path = path_of(cx.model, result);
        path.and_then(|path| cx.facts.result_files.get(path)).is_some_and(|file| covers(file.form))
    })
}
