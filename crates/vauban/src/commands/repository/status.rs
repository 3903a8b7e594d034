//! `vauban repository status`: what expires when, and what waits.

use std::process::ExitCode;

use vauban_report::repository::{RoleStatus, Status, status_json, status_terminal};
use vauban_tuf::Signed;
use vauban_tuf::metadata::{Role, Snapshot, Targets, Timestamp};

use super::desk;
use crate::args::{Arguments, PlainFormat, RepositoryStatus};
use crate::repository::Desk;
use crate::{Outcome, output};

pub(crate) fn run(arguments: &Arguments, options: &RepositoryStatus) -> Outcome {
    let desk = desk(arguments, &options.repository)?;
    let mut roles = Vec::new();
    let within = options.within;
    if let Some(root) = desk.root()? {
        roles.push(role(&desk, "root", &root, within, None)?);
    }
    if let Some(timestamp) = desk.newest::<Timestamp>("timestamp")? {
        roles.push(role(&desk, "timestamp", &timestamp, within, None)?);
    }
    if let Some(snapshot) = desk.newest::<Snapshot>("snapshot")? {
        roles.push(role(&desk, "snapshot", &snapshot, within, None)?);
    }
    for (name, _) in desk.walk(|role| desk.newest(role))? {
        if let Some(targets) = desk.newest::<Targets>(&name)? {
            roles.push(role(&desk, &name, &targets, within, Some(targets.role.targets.len()))?);
        }
    }
    let status = Status {
        repository: desk.folder.base.display().to_string(),
        now: desk.now.strftime("%Y-%m-%dT%H:%M:%SZ").to_string(),
        within_days: within,
        waiting: desk.waiting()?,
        unpublished: if desk.root()?.is_some() { desk.unpublished()? } else { Vec::new() },
        roles,
    };
    output::write(|out| match options.format {
        PlainFormat::Json => status_json(&status, out),
        PlainFormat::Terminal => status_terminal(&status, &output::style(arguments, None, 20), out),
    })?;
    // Without a timestamp no client gets anything: that is as bad as one that has expired.
    let lacking = ["root", "timestamp", "snapshot", "targets"]
        .iter()
        .any(|top| !status.roles.iter().any(|role| role.role == *top));
    let due = lacking || status.roles.iter().any(|role| role.due);
    Ok(if due { ExitCode::from(1) } else { ExitCode::SUCCESS })
}

fn role<R: Role>(
    desk: &Desk,
    name: &str,
    metadata: &Signed<R>,
    within: u32,
    targets: Option<usize>,
) -> Result<RoleStatus, String> {
    let common = metadata.role.common();
    let seconds = common.expires.as_second() - desk.now.as_second();
    // The demand on the root that is published is its own.
    let demand = desk.demands(name)?.into_iter().next();
    Ok(RoleStatus {
        role: name.to_owned(),
        version: common.version,
        expires: common.expires.strftime("%Y-%m-%dT%H:%M:%SZ").to_string(),
        days_left: seconds.div_euclid(86_400),
        due: seconds <= i64::from(within) * 86_400,
        expired: seconds <= 0,
        keys: demand.as_ref().map(|demand| demand.keys().ids.clone()).unwrap_or_default(),
        threshold: demand.as_ref().map_or(0, |demand| demand.keys().threshold),
        targets,
    })
}
