//! What users are told about interfaces, ports and options (SG-3).

use vauban_analysis::guidance::port_left;
use vauban_diagnostics::{Code, Confidence, Severity};
use vauban_model::kinds::{Interface, UserOption};
use vauban_model::{AnyId, Kind, OptionEffect, Record, Ref};

use super::{TOLD_BY, told_by_sections, untold, writing_began};
use crate::check::{Check, LooksAt, Outcome};
use crate::context::{Context, said};
use crate::practice::shared::{bearing_each, by_aspect};

pub(crate) const INTERFACE_NOT_TOLD: Check = Check {
    code: Code {
        name: "interface-not-told",
        asks: &["SG-3.b"],
        summary: "no guideline tells users how to use an external interface",
        severity: Severity::Warning,
        confidence: Confidence::Certain,
        since: "0.1",
        explain: include_str!("../../../explain/interface-not-told.md"),
    },
    looks_at: LooksAt::Each(Kind::Interface),
    run: interface_not_told,
};

/// Every external interface is told to users: by a section that covers it, or as its own `document` in a guideline
/// or manual.
fn interface_not_told(cx: &Context<'_>, out: &mut Outcome) {
    let code = &INTERFACE_NOT_TOLD.code;
    for (id, interface) in cx.each(Kind::Interface, &cx.model.interface) {
        if !cx.external(id, interface) {
            continue;
        }
        if cx.told_to_users(id).is_some() || documented(cx, interface) {
            out.shows("SG-3.b", id);
            continue;
        }
        untold(cx, out, code, id, "whoever integrates the product must know which protocol asks what of them");
    }
}

fn documented(cx: &Context<'_>, interface: &Record<Interface>) -> bool {
    let Some(place) = &interface.document else { return false };
    let Some(target) = place.link.to.filter(|target| TOLD_BY.contains(&target.kind)) else { return false };
    let Some(anchor) = &place.anchor else { return target.kind == Kind::Manual || cx.has_prose(target) };
    match target.kind {
        Kind::Manual => cx.model.manual.get(target.at as usize).is_some_and(|manual| {
            manual.sections.iter().any(|section| section.anchor.as_ref().is_some_and(|known| *known.value == **anchor))
        }),
        _ => {
            let file = cx.model.head(target).header.file;
            let prose = cx.model.prose.iter().filter(|prose| prose.file == file);
            prose
                .flat_map(|prose| &prose.sections)
                .any(|section| section.section.has_text && section.section.id == **anchor)
        }
    }
}

pub(crate) const PORT_NOT_TOLD: Check = Check {
    code: Code {
        name: "port-not-told",
        asks: &["SG-3.c"],
        summary: "no guideline tells users about a port that is left on the device",
        severity: Severity::Warning,
        confidence: Confidence::Certain,
        since: "0.1",
        explain: include_str!("../../../explain/port-not-told.md"),
    },
    looks_at: LooksAt::Each(Kind::Port),
    run: port_not_told,
};

/// A port that is left on the device, guarded or open, is told to users: they keep it so.
fn port_not_told(cx: &Context<'_>, out: &mut Outcome) {
    let code = &PORT_NOT_TOLD.code;
    for (id, port) in cx.each(Kind::Port, &cx.model.port) {
        if port.state.is_none() {
            continue;
        }
        let left = port_left(port);
        let named = port.guideline.as_ref().and_then(Ref::to).is_some_and(|guideline| cx.has_prose(guideline));
        if !left || named || cx.told_to_users(id).is_some() {
            out.shows("SG-3.c", id);
            continue;
        }
        untold(cx, out, code, id, "whoever mounts the device decides who can reach it");
    }
}

pub(crate) const SWITCH_NOT_TOLD: Check = Check {
    code: Code {
        name: "switch-not-told",
        asks: &["SG-3.d"],
        summary: "an interface can be switched off, and no guideline tells users how",
        severity: Severity::Warning,
        confidence: Confidence::Certain,
        since: "0.1",
        explain: include_str!("../../../explain/switch-not-told.md"),
    },
    looks_at: LooksAt::Each(Kind::Interface),
    run: switch_not_told,
};

/// An interface that users can switch off is told to them: by a section that covers it, in its own `document`, or by
/// an option that switches it and is told.
fn switch_not_told(cx: &Context<'_>, out: &mut Outcome) {
    let code = &SWITCH_NOT_TOLD.code;
    for (id, interface) in cx.each(Kind::Interface, &cx.model.interface) {
        if !interface.can_be_disabled.as_ref().is_some_and(|flag| flag.value) {
            continue;
        }
        let switched = cx.mentioned_by(id, &[Kind::UserOption]).into_iter().any(|option| {
            let record = cx.model.option.get(option.at as usize);
            let switches = record.is_some_and(|record| record.switches.iter().any(|one| one.to() == Some(id)));
            switches && cx.told_to_users(option).is_some()
        });
        if switched || cx.told_to_users(id).is_some() || documented(cx, interface) {
            out.shows("SG-3.d", id);
            continue;
        }
        if !writing_began(cx) {
            continue;
        }
        out.finding(
            cx.about(code, id, format!("nobody tells users how to switch `{}` off", interface.head.name()))
                .why("what is not needed stays on where nobody knows that it can be switched off")
                .help(format!(
                    "add `switches = [\"{0}\"]` to the `[option.ID]` that does it and tell users about the option, or tag the section: `## Heading {{covers=\"interface.{0}\"}}`",
                    interface.head.id
                )),
        );
    }
    told_by_sections(cx, out, code.asks);
}

pub(crate) const OPTION_INCOMPLETE: Check = Check {
    code: Code {
        name: "option-incomplete",
        asks: &["SG-3.d", "SG-3.d1", "SG-3.d2", "SG-3.d3"],
        summary: "a security option does not say what it adds, what it can be, or how to set it, or users are not told",
        severity: Severity::Warning,
        confidence: Confidence::Certain,
        since: "0.1",
        explain: include_str!("../../../explain/option-incomplete.md"),
    },
    looks_at: LooksAt::Each(Kind::UserOption),
    run: option_incomplete,
};

/// Every security option says what it adds to the defence, its values, its default, its effects and how to set it;
/// and users are told.
fn option_incomplete(cx: &Context<'_>, out: &mut Outcome) {
    let code = &OPTION_INCOMPLETE.code;
    for (id, option) in cx.each(Kind::UserOption, &cx.model.option) {
        let told = cx.told_to_users(id).is_some();
        let mut open = Vec::new();
        for (aspect, fine, lacks) in answers(option) {
            match (fine, told) {
                (true, true) => out.shows(aspect, id),
                (true, false) => {}
                (false, _) => open.push((aspect, lacks)),
            }
        }
        match told {
            true => out.shows("SG-3.d", id),
            false if writing_began(cx) => open.push(("SG-3.d", "a section of a guideline that covers it")),
            false => {}
        }
        if open.is_empty() {
            continue;
        }
        let listed = by_aspect(&open, "; ");
        let finding = cx
            .about(code, id, format!("users cannot decide about option `{}`", option.head.id))
            .why("an option that is not explained stays at its default, whatever the plant needs")
            .help(format!("it lacks {listed}"));
        out.finding(bearing_each(finding, &open));
    }
    out.next(
        "SG-3.d",
        "add an `[option.ID]` for every security option, or say with `[none.option]` that there are none",
    );
}

fn answers(option: &Record<UserOption>) -> [(&'static str, bool, &'static str); 3] {
    let known = |id: Option<AnyId>| id.is_some();
    let neutral = option.effect.as_ref().is_some_and(|effect| effect.value == OptionEffect::Neutral);
    let adds = option.strengthens.iter().map(Ref::to).any(known) || neutral;
    let effects = !option.values.is_empty() && said(&option.default) && option.effect.is_some() && said(&option.work);
    [
        ("SG-3.d1", adds, "`strengthens`: the mechanisms it adds to"),
        ("SG-3.d2", effects, "`values`, `default`, `effect` and `work`: what it does to everyday work"),
        ("SG-3.d3", said(&option.how), "`how` to set, change or delete it"),
    ]
}
