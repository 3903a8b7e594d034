//! Facts of the design that cannot all be true: threats that a false one would find are not looked for (SR-2.i).
//!
//! Each line of [`CONTRADICTIONS`] looks at one kind of record and says in words what cannot be. A new one is a new line.

use vauban_analysis::reach;
use vauban_diagnostics::{Code, Confidence, Severity};
use vauban_model::{AnyId, ComponentForm, Exposure, Flag, Kind, PortState, Ref, Term, ZoneKind};

use crate::check::{Check, LooksAt, Outcome};
use crate::context::Context;
use crate::practice::gaps::few;

pub(crate) const FACTS_CONTRADICT: Check = Check {
    code: Code {
        name: "facts-contradict",
        asks: &["SR-2.i"],
        summary: "facts of the design contradict each other",
        severity: Severity::Warning,
        confidence: Confidence::Certain,
        since: "0.1",
        explain: include_str!("../../../explain/facts-contradict.md"),
    },
    looks_at: LooksAt::Project,
    run: facts_contradict,
};

/// What cannot be: the kind of record it is looked for on, and the words for it, if it is so.
type Contradiction = (Kind, fn(&Context<'_>, usize) -> Option<String>);

const CONTRADICTIONS: &[Contradiction] = &[
    (Kind::Interface, |cx, at| {
        let record = cx.model.interface.get(at)?;
        let zone = foreign_zone(cx, at)?;
        let none = record.exposure.as_ref()?.value == Exposure::None;
        none.then(|| format!("`exposure = \"none\"`, and it is `reachable-from` zone `{zone}`, where it does not lie"))
    }),
    (Kind::Interface, |cx, at| {
        let record = cx.model.interface.get(at)?;
        let near = record.exposure.as_ref()?.value <= Exposure::Physical;
        let network = record.reachable_from.iter().filter_map(Ref::to).find_map(|id| {
            let zone = cx.model.zone.get(id.at as usize)?;
            let outside = yes(&zone.outside) || zone.kind.as_ref().is_some_and(|kind| kind.value == ZoneKind::Cloud);
            outside.then_some(&zone.head.id)
        })?;
        near.then(|| {
            format!("its `exposure` is not beyond `physical`, and it is `reachable-from` zone `{network}` outside")
        })
    }),
    (Kind::Interface, |cx, at| {
        let record = cx.model.interface.get(at)?;
        let far = record.exposure.as_ref()?.value < Exposure::Remote;
        (far && yes(&record.internet_direct))
            .then(|| "`internet-direct = true`, and its `exposure` is not `remote`".to_owned())
    }),
    (Kind::Interface, |cx, at| {
        let record = cx.model.interface.get(at)?;
        (no(&record.passwords) && yes(&record.password_recovery))
            .then(|| "`passwords = false` and `password-recovery = true`".to_owned())
    }),
    (Kind::Interface, |cx, at| {
        let record = cx.model.interface.get(at)?;
        let part = cx.model.component.get(record.on.as_ref()?.to()?.at as usize)?;
        let debug = record.kind.as_ref()?.as_str() == "debug";
        (debug && no(&part.debug_port))
            .then(|| format!("it is a debug interface, and `{}` says `debug-port = false`", part.head.name()))
    }),
    (Kind::Interface, |cx, at| {
        let record = cx.model.interface.get(at)?;
        // What a programmer writes through the debug port is no update.
        if record.kind.as_ref().is_some_and(|kind| kind.as_str() == "debug") {
            return None;
        }
        let fixed = record.installs.iter().filter_map(Ref::to).find_map(|id| {
            let part = cx.model.component.get(id.at as usize)?;
            no(&part.updatable).then(|| part.head.name())
        })?;
        Some(format!("it `installs` `{fixed}`, which says `updatable = false`"))
    }),
    (Kind::Component, |cx, at| {
        let record = cx.model.component.get(at)?;
        let id = AnyId { kind: Kind::Component, at: at as u32 };
        if !no(&record.boots) {
            return None;
        }
        let boot = cx.model.mechanism.iter().find(|mechanism| {
            let kinds = mechanism.kind.iter().map(Term::as_str);
            cx.concerns(&mechanism.head)
                && mechanism.protects.iter().any(|what| what.to() == Some(id))
                && kinds.into_iter().any(|kind| ["secure-boot", "boot-integrity"].contains(&kind))
        })?;
        Some(format!("`boots = false`, and `{}` guards how it boots", boot.head.name()))
    }),
    (Kind::Component, |cx, at| {
        let record = cx.model.component.get(at)?;
        let keys = [
            ("shared-accounts", &record.shared_accounts),
            ("directory", &record.directory),
            ("initial-credential", &record.initial_credential),
        ];
        let (key, _) = keys.into_iter().find(|(_, flag)| yes(flag)).filter(|_| no(&record.accounts))?;
        Some(format!("`accounts = false` and `{key} = true`"))
    }),
    (Kind::Component, |cx, at| {
        let record = cx.model.component.get(at)?;
        (no(&record.updatable) && yes(&record.remote_update))
            .then(|| "`updatable = false` and `remote-update = true`".to_owned())
    }),
    (Kind::Component, |cx, at| {
        let record = cx.model.component.get(at)?;
        let keys = [("generates-keys", &record.generates_keys), ("certificates", &record.certificates)];
        let (key, _) = keys.into_iter().find(|(_, flag)| yes(flag)).filter(|_| no(&record.crypto))?;
        Some(format!("`crypto = false` and `{key} = true`"))
    }),
    (Kind::Component, |cx, at| {
        let record = cx.model.component.get(at)?;
        let store = record.form.as_ref()?.value == ComponentForm::Store;
        let holds = record.medium.is_some() || !record.holds.is_empty();
        (!store && holds).then(|| {
            "it `holds` data or has a `medium`, and its `form` is not `store`: no rule looks at that".to_owned()
        })
    }),
    (Kind::Port, |cx, at| {
        let record = cx.model.port.get(at)?;
        let removed = record.state.as_ref()?.value == PortState::Removed;
        let id = record.interface.as_ref()?.to()?;
        let way = cx.model.interface.get(id.at as usize)?;
        let there = way.exposure.as_ref().is_some_and(|exposure| exposure.value > Exposure::None);
        (removed && there).then(|| format!("`state = \"removed\"`, and `{}` that it gives is exposed", way.head.name()))
    }),
];

/// A zone that an interface is said to be reachable from and that its component does not lie in.
fn foreign_zone<'a>(cx: &Context<'a>, at: usize) -> Option<&'a str> {
    let record = cx.model.interface.get(at)?;
    let own = reach::zones_of_component(cx.model, record.on.as_ref()?.to()?);
    // Between processes of one machine nothing is exposed; from a network it is.
    let network = |id: AnyId| {
        let zone = cx.model.zone.get(id.at as usize).filter(|_| !own.is_empty() && !own.contains(&id))?;
        let kind = zone.kind.as_ref().map(|kind| kind.value);
        let far = yes(&zone.outside) || matches!(kind, Some(ZoneKind::Network | ZoneKind::Cloud));
        far.then_some(&*zone.head.id)
    };
    record.reachable_from.iter().filter_map(Ref::to).find_map(network)
}

fn yes(flag: &Option<Flag>) -> bool {
    flag.as_ref().is_some_and(|flag| flag.value)
}

fn no(flag: &Option<Flag>) -> bool {
    flag.as_ref().is_some_and(|flag| !flag.value)
}

fn facts_contradict(cx: &Context<'_>, out: &mut Outcome) {
    let code = &FACTS_CONTRADICT.code;
    for kind in [Kind::Component, Kind::Interface, Kind::Port] {
        for at in 0..cx.model.count(kind) {
            let id = AnyId { kind, at: at as u32 };
            if !cx.concerns(cx.model.head(id)) {
                continue;
            }
            let looked = CONTRADICTIONS.iter().filter(|(on, _)| *on == kind);
            let found: Vec<String> = looked.filter_map(|(_, look)| look(cx, at)).collect();
            if found.is_empty() {
                out.shows("SR-2.i", id);
                continue;
            }
            out.finding(
                cx.about(
                    code,
                    id,
                    format!("facts about `{}` contradict each other: {}", cx.name(id), few(&found, "; ")),
                )
                .why("rules look at facts: threats that the false one would bring to light are not looked for")
                .help("find out which is true, and correct the other"),
            );
        }
    }
    out.next("SR-2.i", "describe components, interfaces and ports");
}
