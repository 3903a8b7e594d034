//! Requirements 1 to 6: valid, rightly named advisories, and what only the server shows.

use super::super::Label;
use super::{Standing, Survey};

pub(super) fn check(survey: &mut Survey<'_>, valid: &dyn Fn(&[u8]) -> Result<(), String>) {
    for (path, why) in std::mem::take(&mut survey.unfit) {
        survey.note(1, Standing::Failed, Some(path), Some(why.line), format!("this is no advisory: {}", why.what));
    }
    let advisories = std::mem::take(&mut survey.advisories);
    for advisory in &advisories {
        if let Err(what) = valid(advisory.bytes) {
            survey.fail(1, advisory.path, what);
        }
        let own = advisory.path.rsplit('/').next().unwrap_or("");
        let right = advisory.document.file_name();
        if own != right {
            survey.fail(2, advisory.path, format!("the id asks for the file name `{right}` (5.1)"));
        }
    }
    restricted(survey, &advisories);
    if advisories.is_empty() {
        survey.unknown(1, "there is no advisory here");
        survey.unknown(2, "there is no advisory here");
    }
    survey.advisories = advisories;
    survey.unknown(3, "only the server shows whether it speaks TLS, and nothing but TLS");
    survey.unknown(6, "only the server shows whether it redirects");
    let open = survey.advisories.iter().any(|advisory| advisory.document.label == Label::White);
    if open {
        survey.unknown(4, "only the server shows whether everybody gets these files");
    } else {
        survey.not_used(4, "no advisory is labelled WHITE");
    }
}

fn restricted(survey: &mut Survey<'_>, advisories: &[super::Advisory<'_>]) {
    let kept: Vec<_> = advisories.iter().filter(|advisory| advisory.document.label.is_restricted()).collect();
    if kept.is_empty() {
        survey.not_used(5, "no advisory is labelled AMBER or RED");
        return;
    }
    survey.unknown(5, "only the server shows whether these files are protected");
    for advisory in kept {
        // The folder above the years is what a server protects.
        let place = advisory.folder().rsplit_once('/').map_or("", |(folder, _)| folder);
        let beside = advisories.iter().find(|other| {
            !other.document.label.is_restricted()
                && other.folder().rsplit_once('/').map_or("", |(folder, _)| folder) == place
        });
        if let Some(other) = beside {
            let what =
                format!("labelled {} and in one folder with the open `{}`", advisory.document.label.word(), other.path);
            survey.fail(5, advisory.path, what);
        }
    }
}
