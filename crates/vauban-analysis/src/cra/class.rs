//! Which class a product is of, which routes that leaves, and which standards were applied.

use vauban_catalog::conformity::{Condition, Standard};
use vauban_model::kinds::{Cra as CraRecord, NotifiedBody, StandardClaim};
use vauban_model::{AnyId, Date, ProductClass, Ref};

use super::{Lack, Look, agreed, said, trimmed};

/// The class of a product, as people decided it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ClassTold {
    /// Its id: `default`; none where nobody says.
    pub id: Option<&'static str>,
    /// Its title.
    pub title: String,
    /// The category of Annex III or IV: id and title.
    pub category: Option<(String, String)>,
    /// What the product is at heart.
    pub core_functionality: String,
    /// Why it is of that class.
    pub reason: String,
    /// Who classed it, and who agreed.
    pub by: Option<AnyId>,
    /// Who agreed.
    pub approved_by: Option<AnyId>,
    /// Free and open-source, with its documentation public.
    pub open_source: bool,
    /// What is missing, or contradicts.
    pub lacks: Vec<Lack>,
}

/// A route of the class.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RouteTold {
    /// Its id: `B+C`.
    pub id: String,
    /// Its title.
    pub title: String,
    /// What it is.
    pub summary: String,
    /// Whether the product may take it today.
    pub open: bool,
    /// Why, or why not.
    pub why: String,
    /// Whether it was chosen.
    pub chosen: bool,
}

/// A standard that was applied.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Claim {
    /// What it is called.
    pub id: String,
    /// Its edition.
    pub edition: String,
    /// Parts that were applied; empty for all of it.
    pub parts: String,
    /// Whether it was applied in full.
    pub in_full: bool,
    /// Whether it is meant as a harmonised standard.
    pub harmonised: bool,
    /// Whether the catalog knows it as cited in the Official Journal.
    pub cited: bool,
    /// What the catalog knows of it: how far it is, and as of when.
    pub known: Option<String>,
    /// What it is applied for.
    pub points: Vec<String>,
}

/// The class.
pub(super) fn class(look: &Look<'_>) -> ClassTold {
    let mut told = ClassTold::default();
    let header = look.header();
    let Some(product) = look.product() else { return told };
    told.id = product.class.as_ref().map(|class| class.value.word());
    told.title = told.id.and_then(|id| look.law.class(id)).map_or_else(String::new, |class| class.title.to_owned());
    if told.id.is_none() {
        let next = format!("add `class` to `[{}]`: default, important-1, important-2 or critical", product.head.name());
        told.lacks.push(Lack::new("nobody says of which class the product is", next));
    }
    let decision = look.decisions().and_then(|record| record.class.as_ref());
    if let Some(decision) = decision {
        told.core_functionality = trimmed(&decision.core_functionality);
        told.reason = trimmed(&decision.reason);
        told.by = decision.by.as_ref().and_then(Ref::to);
        told.approved_by = decision.approved_by.as_ref().and_then(Ref::to);
        told.open_source = decision.open_source.is_some_and(|flag| flag.value);
    }
    let mut need = |there: bool, what: &str, key: &str| {
        if !there {
            told.lacks.push(Lack::new(what, format!("add `class = {{ {key} }}` to `{header}`")));
        }
    };
    need(!told.reason.is_empty(), "the class has no reason", "reason = \"…\"");
    need(
        !told.core_functionality.is_empty(),
        "the core functionality is not said: the class goes by it",
        "core-functionality = \"…\"",
    );
    let second = decision.is_some_and(|decision| agreed(&decision.by, &decision.approved_by));
    need(second, "nobody else agreed to the class", "by = \"…\", approved-by = \"…\"");
    category(look, &mut told, product.category.as_ref().map(|text| text.trim()));
    told
}

/// A category fits the class, and an important class names one.
fn category(look: &Look<'_>, told: &mut ClassTold, named: Option<&str>) {
    let Some(class) = told.id else { return };
    let default = ProductClass::Default.word();
    match named {
        None if class != default => told.lacks.push(Lack::new(
            format!("a product of class {class} is in a category of Annex III or IV, and none is named"),
            "add `category = \"III-I-…\"` to the product",
        )),
        None => {}
        Some(id) => match look.law.category(id) {
            None => told.lacks.push(Lack::new(
                format!("`{id}` is no category of Annex III or IV"),
                "name one as the catalog does: `III-I-10`, `IV-2`",
            )),
            Some((title, of)) => {
                told.category = Some((id.to_owned(), title.to_owned()));
                if of != class {
                    told.lacks.push(Lack::new(
                        format!("category {id} is of class {of}, and the product says {class}"),
                        "put `class` or `category` of the product right",
                    ));
                }
            }
        },
    }
}

/// The routes of the class, each with whether the product may take it today.
pub(super) fn routes(look: &Look<'_>, told: &ClassTold) -> Vec<RouteTold> {
    let Some(class) = told.id else { return Vec::new() };
    // Only important products gain by being open-source (Article 32(5)).
    let important = class.starts_with("important");
    let id = if told.open_source && important { "foss-important" } else { class };
    let Some(class) = look.law.class(id) else { return Vec::new() };
    let chosen = look.decisions().and_then(|record| record.route.as_ref()?.procedure).map(|one| one.value.word());
    let in_full =
        claims(look).iter().any(|claim| claim.harmonised && claim.cited && claim.in_full && claim.parts.is_empty());
    let mandated =
        look.decisions().and_then(|record| record.class.as_ref()).is_some_and(|one| said(&one.scheme_mandated));
    let routes = class.routes.iter().map(|route| {
        let entry = look.law.route(route.id);
        let (open, why) = match route.condition {
            // A scheme that is demanded leaves no other way.
            _ if mandated && route.id != "EUCC-scheme" => (false, "a delegated act demands a certification scheme"),
            None => (true, "open to products of this class"),
            Some(Condition::StandardsInFull) if in_full => (true, "a standard that is cited in the Official Journal was applied in full"),
            Some(Condition::StandardsInFull) => {
                (false, "takes harmonised standards applied in full, and the product names none that is cited in the Official Journal")
            }
            Some(Condition::Mandated) if mandated => (true, "a delegated act demands it"),
            Some(Condition::Mandated) => (false, "takes a delegated act that demands it, and none is named"),
        };
        RouteTold {
            id: route.id.to_owned(),
            title: entry.map_or_else(String::new, |entry| entry.title.clone()),
            summary: entry.map_or_else(String::new, |entry| entry.summary.clone()),
            open,
            why: why.to_owned(),
            chosen: chosen == Some(route.id),
        }
    });
    routes.collect()
}

/// What keeps the chosen route from being the one: none chosen, not open, no body, no certificate that holds.
pub(super) fn route_lacks(look: &Look<'_>, routes: &[RouteTold], day: Date) -> Vec<Lack> {
    let header = look.header();
    let Some(decision) = look.decisions().and_then(|record| record.route.as_ref()) else {
        let open: Vec<&str> = routes.iter().filter(|route| route.open).map(|route| route.id.as_str()).collect();
        let open = if open.is_empty() { "known once the class is".to_owned() } else { open.join(", ") };
        return vec![Lack::new(
            "no route of conformity assessment is chosen",
            format!("add `route = {{ procedure = \"…\", approved-by = \"…\" }}` to `{header}`; open today: {open}"),
        )];
    };
    let Some(procedure) = decision.procedure else {
        return vec![Lack::new("the route names no procedure", format!("add `procedure` to `route` of `{header}`"))];
    };
    let word = procedure.value.word();
    let mut lacks = Vec::new();
    match routes.iter().find(|route| route.id == word) {
        None if routes.is_empty() => {
            lacks.push(Lack::new("which routes are open is not known without a class", "say `class` of the product"));
        }
        None => lacks.push(Lack::new(
            format!("procedure {word} is no route of this class"),
            format!("choose one of {}", ids(routes)),
        )),
        Some(route) if !route.open => {
            let open: Vec<&str> = routes.iter().filter(|route| route.open).map(|route| route.id.as_str()).collect();
            lacks.push(Lack::new(
                format!("procedure {word} is not open to this product: it {}", route.why),
                format!("choose {}, or wait for a citation and bring the catalog up to date", open.join(" or ")),
            ));
        }
        Some(_) => {}
    }
    if decision.approved_by.as_ref().and_then(Ref::to).is_none() {
        lacks.push(Lack::new("nobody decided the route", format!("add `approved-by` to `route` of `{header}`")));
    }
    if word != "A" {
        lacks.extend(body_lacks(look, decision.body.as_ref(), word, day));
    }
    lacks
}

fn body_lacks(look: &Look<'_>, body: Option<&NotifiedBody>, word: &str, day: Date) -> Option<Lack> {
    let next = format!(
        "add `body = {{ name, number, certificate, evidence, date }}` to `route` of `{}` once it is issued",
        look.header()
    );
    let lack = |what: String| Some(Lack::new(what, next.clone()));
    let Some(body) = body else { return lack(format!("procedure {word} takes a third party, and none is named")) };
    if !said(&body.name) || !said(&body.number) {
        return lack("the notified body has no name or number".to_owned());
    }
    if !said(&body.certificate) || body.evidence.is_none() || body.date.is_none() {
        return lack(format!("the certificate of {} is not here yet", trimmed(&body.name)));
    }
    if let Some(until) = body.valid_until
        && until.date < day
    {
        return lack(format!("the certificate of {} ended on {}", trimmed(&body.name), until.date));
    }
    None
}

fn ids(routes: &[RouteTold]) -> String {
    routes.iter().map(|route| route.id.as_str()).collect::<Vec<_>>().join(", ")
}

/// Standards that were applied, in the order written.
pub(super) fn claims(look: &Look<'_>) -> Vec<Claim> {
    let Some(record) = look.decisions() else { return Vec::new() };
    let one = |claim: &StandardClaim| {
        let id = trimmed(&claim.id);
        let known = look.law.standard(&id);
        Claim {
            edition: trimmed(&claim.edition),
            parts: trimmed(&claim.parts),
            in_full: claim.in_full.is_some_and(|flag| flag.value),
            harmonised: claim.harmonised.is_some_and(|flag| flag.value),
            cited: known.is_some_and(|one| one.cited),
            known: known.map(|one: Standard<'_>| format!("{}, as of {}", one.stage.replace('-', " "), one.as_of)),
            points: claim.points.iter().map(|clause| clause.0.trim().to_owned()).collect(),
            id,
        }
    };
    record.standards.iter().map(one).collect()
}

/// Names of standards that a record calls harmonised and that no catalog knows as cited.
pub fn claims_harmonised<'a>(catalogs: &vauban_catalog::Catalogs, record: &'a CraRecord) -> Vec<&'a str> {
    let Some(law) = catalogs.law() else { return Vec::new() };
    let meant = record.standards.iter().filter(|claim| claim.harmonised.is_some_and(|flag| flag.value));
    let named = meant.filter_map(|claim| claim.id.as_ref().map(|id| id.trim()));
    named.filter(|id| !law.standard(id).is_some_and(|one| one.cited)).collect()
}
