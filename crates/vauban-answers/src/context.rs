//! From the security context and its analyses to what is shown of them: ids become names, spans become places.

use std::cell::{Cell, RefCell};
use std::collections::BTreeSet;

use vauban_analysis::assumptions::Rests;
use vauban_analysis::levels::{Capability, Entry, Family};
use vauban_analysis::threats::Threat;
use vauban_engine::Compilation;
use vauban_model::kinds::Context;
use vauban_model::{AnyId, Impact, Kind, Number, Record, Ref, Sp, Text};
use vauban_report::groups::Way;

use crate::which::{Chosen, Ways};
use vauban_report::context::{
    ActorRow, AssetRow, AssumptionRow, AttackerRow, BoundaryRow, ContextReport, ContextRow, EntryRow, FamilyRow,
    LevelsReport, SaidRow, ZoneRow,
};

/// Everything that is shown of a product's security context.
pub fn report(compiled: &Compilation, product: Option<AnyId>, chosen: &Chosen<'_>) -> ContextReport {
    let teller = Teller { compiled, product, chosen, ways: RefCell::default(), seen: Cell::new([0; 2]) };
    let contexts: Vec<&Record<Context>> =
        teller.each(Kind::Context, &compiled.model.context).map(|(_, one)| one).collect();
    let users: BTreeSet<AnyId> = contexts.iter().flat_map(|one| one.users.iter().filter_map(Ref::to)).collect();
    let zones: BTreeSet<AnyId> = contexts.iter().flat_map(|one| one.zones.iter().filter_map(Ref::to)).collect();
    let threats = compiled.threats(product).map(|found| found.threats.as_slice()).unwrap_or_default();
    let rests = compiled.assumptions(product);
    let mut report = ContextReport {
        product: compiled.worst_line(product),
        contexts: contexts.iter().map(|one| teller.context(one)).collect(),
        actors: teller.actors(&users),
        zones: teller.zones(&zones),
        boundaries: teller.boundaries(),
        attackers: teller.attackers(),
        assumptions: rests
            .iter()
            .filter(|one| teller.asked(one.assumption))
            .filter_map(|one| teller.assumption(one, threats))
            .collect(),
        assets: teller.assets(),
        levels: compiled.capability(product).map(|told| teller.levels(&told)).unwrap_or_default(),
        filter: None,
    };
    let [shown, of] = teller.seen.get();
    report.filter = chosen.told(shown, of, "records", "levels are those of the whole product");
    report
}

struct Teller<'a> {
    compiled: &'a Compilation,
    product: Option<AnyId>,
    chosen: &'a Chosen<'a>,
    ways: RefCell<Ways>,
    /// How many records are shown, and of how many.
    seen: Cell<[usize; 2]>,
}

impl<'a> Teller<'a> {
    fn each<T>(&self, kind: Kind, table: &'a [Record<T>]) -> impl Iterator<Item = (AnyId, &'a Record<T>)> {
        table.iter().enumerate().filter_map(move |(at, record)| {
            let mine = self.compiled.concerns(self.product, &record.head);
            mine.then_some((AnyId { kind, at: at as u32 }, record))
        })
    }

    /// Those that were asked for.
    fn part<T>(&self, kind: Kind, table: &'a [Record<T>]) -> impl Iterator<Item = (AnyId, &'a Record<T>)> {
        self.each(kind, table).filter(|(id, _)| self.asked(*id))
    }

    fn asked(&self, id: AnyId) -> bool {
        let [shown, of] = self.seen.get();
        let admitted = self.chosen.admits(id);
        self.seen.set([shown + usize::from(admitted), of + 1]);
        admitted
    }

    fn way(&self, id: AnyId) -> Way {
        self.ways.borrow_mut().of(self.chosen, id)
    }

    fn name(&self, id: AnyId) -> String {
        self.compiled.model.head(id).name()
    }

    fn names(&self, ids: &[AnyId]) -> Vec<String> {
        ids.iter().map(|id| self.name(*id)).collect()
    }

    fn links<T>(&self, links: &[Ref<T>]) -> Vec<String> {
        links.iter().filter_map(Ref::to).map(|id| self.name(id)).collect()
    }

    fn link<T>(&self, link: &Option<Ref<T>>) -> String {
        link.as_ref().and_then(Ref::to).map_or_else(String::new, |id| self.name(id))
    }

    fn context(&self, context: &Record<Context>) -> ContextRow {
        let says = [
            ("intended-use", &context.intended_use),
            ("not-intended", &context.not_intended),
            ("misuse", &context.misuse),
            ("network", &context.network),
            ("physical", &context.physical),
            ("isolation", &context.isolation),
            ("consequences", &context.consequences),
            ("life", &context.life),
        ];
        ContextRow {
            context: context.head.name(),
            title: said(&context.head.common.title),
            says: says.into_iter().map(|(key, text)| SaidRow { key, text: said(text) }).collect(),
            zones: self.links(&context.zones),
            users: self.links(&context.users),
            confirmed_for: self.links(&context.confirmed_for),
            approved_by: self.link(&context.approved_by),
            date: context.date.map(|day| day.date.to_string()),
        }
    }

    fn actors(&self, users: &BTreeSet<AnyId>) -> Vec<ActorRow> {
        let all = self.part(Kind::Actor, &self.compiled.model.actor);
        let row = |(id, actor): (AnyId, &Record<vauban_model::kinds::Actor>)| ActorRow {
            actor: actor.head.name(),
            role: said(&actor.role),
            trust: said(&actor.trust),
            intended: users.contains(&id),
        };
        all.map(row).collect()
    }

    fn zones(&self, intended: &BTreeSet<AnyId>) -> Vec<ZoneRow> {
        let all = self.part(Kind::Zone, &self.compiled.model.zone);
        let row = |(id, zone): (AnyId, &Record<vauban_model::kinds::Zone>)| ZoneRow {
            zone: zone.head.name(),
            title: said(&zone.head.common.title),
            kind: zone.kind.as_ref().map_or("", |kind| kind.value.word()),
            level: number(&zone.security_level),
            outside: zone.outside.as_ref().is_some_and(|flag| flag.value),
            intended: intended.contains(&id),
            way: self.way(id),
        };
        all.map(row).collect()
    }

    fn boundaries(&self) -> Vec<BoundaryRow> {
        let all = self.part(Kind::Boundary, &self.compiled.model.boundary);
        let row = |(_, boundary): (AnyId, &Record<vauban_model::kinds::Boundary>)| BoundaryRow {
            boundary: boundary.head.name(),
            from: self.link(&boundary.from),
            to: self.link(&boundary.to),
            both_ways: boundary.both_ways.as_ref().is_some_and(|flag| flag.value),
            who: self.links(&boundary.who),
        };
        all.map(row).collect()
    }

    fn attackers(&self) -> Vec<AttackerRow> {
        let all = self.part(Kind::Attacker, &self.compiled.model.attacker);
        let row = |(_, attacker): (AnyId, &Record<vauban_model::kinds::Attacker>)| AttackerRow {
            attacker: attacker.head.name(),
            title: said(&attacker.head.common.title),
            starts_in: self.links(&attacker.starts_in),
            acts_as: self.links(&attacker.acts_as),
            strength: number(&attacker.strength),
        };
        all.map(row).collect()
    }

    fn assumption(&self, rests: &Rests, threats: &[Threat]) -> Option<AssumptionRow> {
        let record = self.compiled.model.assumption.get(rests.assumption.at as usize)?;
        let (file, line) = self.compiled.model.place(rests.assumption);
        let told = rests.told.iter().map(|(by, section)| match section.is_empty() {
            true => self.name(*by),
            false => format!("{}: {section}", self.name(*by)),
        });
        let worded = &record.head.common.description;
        Some(AssumptionRow {
            assumption: record.head.name(),
            text: if worded.is_some() { said(worded) } else { said(&record.head.common.title) },
            provider: said(&record.provider),
            if_broken: said(&record.if_broken),
            effect: record.effect.as_ref().map_or("", |effect| effect.value.word()),
            mechanism: rests.mechanism.map(|id| self.name(id)),
            interfaces: self.names(&rests.interfaces),
            threats: rests.threats.iter().filter_map(|at| threats.get(*at)).map(|threat| threat.id.clone()).collect(),
            decisions: self.names(&rests.decisions),
            assets: self.names(&rests.assets),
            told: told.collect(),
            file,
            line,
        })
    }

    fn assets(&self) -> Vec<AssetRow> {
        let all = self.part(Kind::Asset, &self.compiled.model.asset);
        let word = |impact: Option<&Option<Sp<Impact>>>| {
            impact.and_then(|impact| impact.as_ref()).map_or("", |impact| impact.value.word())
        };
        let row = |(id, asset): (AnyId, &Record<vauban_model::kinds::Asset>)| {
            let impact = asset.impact.as_ref();
            AssetRow {
                asset: asset.head.name(),
                title: said(&asset.head.common.title),
                confidentiality: word(impact.map(|impact| &impact.confidentiality)),
                integrity: word(impact.map(|impact| &impact.integrity)),
                availability: word(impact.map(|impact| &impact.availability)),
                way: self.way(id),
            }
        };
        all.map(row).collect()
    }

    fn levels(&self, capability: &Capability) -> LevelsReport {
        let unclaimed = capability.constraints.iter().filter(|one| !one.claimed);
        LevelsReport {
            edition: capability.edition.clone(),
            types: capability.types.clone(),
            families: capability.families.iter().map(|family| self.family(family)).collect(),
            constraints_unclaimed: unclaimed.map(|one| self.entry(one)).collect(),
        }
    }

    fn family(&self, family: &Family) -> FamilyRow {
        FamilyRow {
            id: family.id.clone(),
            abbreviation: family.abbreviation.clone(),
            title: family.title.clone(),
            target: family.target,
            claimed: family.claimed,
            achieved: family.achieved,
            demanded: family.entries.len(),
            claims: family.entries.iter().filter(|entry| entry.claimed).count(),
            missing_next: family.missing_next().into_iter().map(|one| self.entry(one)).collect(),
            missing_target: family.missing_target().into_iter().map(|one| self.entry(one)).collect(),
        }
    }

    fn entry(&self, entry: &Entry) -> EntryRow {
        EntryRow {
            id: entry.id.clone(),
            title: entry.title.clone(),
            level: entry.level,
            condition: entry.condition.clone(),
            planned: self.names(&entry.planned),
            lacking: self.names(&entry.lacking),
        }
    }
}

fn said(text: &Option<Text>) -> String {
    text.as_ref().map_or_else(String::new, |text| text.trim().to_owned())
}

fn number<const LOW: i64, const HIGH: i64>(number: &Option<Number<LOW, HIGH>>) -> Option<u32> {
    number.as_ref().and_then(|number| u32::try_from(number.0.value).ok())
}
