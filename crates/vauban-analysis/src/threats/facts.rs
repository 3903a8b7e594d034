//! What is known of every element that rules ask about: stated, computed from the records, or not known.
//!
//! Every attribute of the catalog is answered here by name. A missing value is what the attribute's `absent` says.
//! What is computed is never rounded down: where a record it rests on leaves something open, so does the answer, and
//! it says whom to ask.

use vauban_catalog::threats::{Absent, Attribute, Element, Threats};
use vauban_model::{AnyId, AssetKind, Exposure, FlowKind, Kind, Reach, Record, Ref, Term, ZoneKind, kinds};

use super::evaluate::{Truth, Value, bit};
use super::layout::{Course, Layout, Party, id};

/// Where a value comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Source {
    /// Somebody wrote it.
    Stated,
    /// It follows from other records.
    Computed,
    /// Nobody wrote it, and the catalog says what that means.
    Assumed,
    /// Nobody knows.
    Unknown,
}

/// What is known of one attribute of one element.
#[derive(Clone, Debug)]
pub(crate) struct Known {
    pub(crate) value: Value,
    pub(crate) source: Source,
    /// Who knows it: records and the keys that would say so; only where it is not known.
    pub(crate) asks: Vec<(AnyId, &'static str)>,
}

/// Everything known of one element, in the order of its attributes.
pub(crate) type Sheet = Vec<Known>;

/// All sheets, by place of the record in the model.
#[derive(Debug, Default)]
pub(crate) struct Facts {
    pub(crate) components: Vec<Sheet>,
    pub(crate) interfaces: Vec<Sheet>,
    pub(crate) flows: Vec<Sheet>,
    pub(crate) stores: Vec<Sheet>,
    pub(crate) externals: Vec<Sheet>,
    pub(crate) product: Sheet,
}

impl Facts {
    pub(crate) fn sheet(&self, element: Element, at: u32) -> Option<&Sheet> {
        let at = at as usize;
        match element {
            Element::Component => self.components.get(at),
            Element::Interface => self.interfaces.get(at),
            Element::Flow => self.flows.get(at),
            Element::Store => self.stores.get(at),
            Element::External => self.externals.get(at),
            Element::Product => Some(&self.product),
        }
    }
}

/// Answers every attribute of every element of the product.
pub(crate) fn facts(layout: &Layout<'_>, threats: &Threats) -> Facts {
    let asker = Asker::new(layout, threats);
    let sheet = |element: Element, wanted: bool, at: usize| -> Sheet {
        if !wanted {
            return Sheet::new();
        }
        let mine = threats.attributes.iter().filter(|attribute| attribute.element == element);
        mine.map(|attribute| asker.known(attribute, at as u32)).collect()
    };
    let store = |at: usize| layout.model.component.get(at).is_some_and(is_store);
    let parts = layout.parts.iter().enumerate();
    Facts {
        components: parts.clone().map(|(at, part)| sheet(Element::Component, part.mine, at)).collect(),
        stores: parts.map(|(at, part)| sheet(Element::Store, part.ours && store(at), at)).collect(),
        interfaces: layout.ways.iter().enumerate().map(|(at, way)| sheet(Element::Interface, way.ours, at)).collect(),
        flows: layout.courses.iter().enumerate().map(|(at, one)| sheet(Element::Flow, one.ours, at)).collect(),
        externals: layout.callers.iter().enumerate().map(|(at, one)| sheet(Element::External, one.mine, at)).collect(),
        product: sheet(Element::Product, true, 0),
    }
}

/// Whether rules see a component as a store.
pub(crate) fn is_store(component: &Record<kinds::Component>) -> bool {
    component.form.as_ref().is_some_and(|form| form.value == vauban_model::ComponentForm::Store)
}

/// Exposure from the first to the second.
type Exposed = (u8, u8);

/// The number of an exposure in the catalog's order, which the model shares.
const MOST: u8 = Exposure::Remote as u8;

/// What is known of the words of a set.
#[derive(Clone, Copy, Debug, Default)]
struct Words {
    known: u32,
    /// Whether there may be others.
    open: bool,
}

/// Answers questions about one product's elements.
pub(crate) struct Asker<'l, 'm, 't> {
    layout: &'l Layout<'m>,
    threats: &'t Threats,
    /// Content by asset.
    content: Vec<Words>,
    ways: Vec<Exposed>,
    courses: Vec<Exposed>,
    parts: Vec<Exposed>,
}

impl<'l, 'm, 't> Asker<'l, 'm, 't> {
    pub(crate) fn new(layout: &'l Layout<'m>, threats: &'t Threats) -> Self {
        let mut asker =
            Asker { layout, threats, content: Vec::new(), ways: Vec::new(), courses: Vec::new(), parts: Vec::new() };
        asker.content = layout.model.asset.iter().map(|asset| asker.asset_content(asset)).collect();
        let stated = |at: usize| {
            let said = layout.model.interface[at].exposure.as_ref();
            said.map_or((0, MOST), |said| (said.value as u8, said.value as u8))
        };
        asker.ways = (0..layout.ways.len()).map(stated).collect();
        asker.courses = layout.courses.iter().map(|course| asker.course_exposure(course)).collect();
        asker.parts = (0..layout.parts.len()).map(|at| asker.part_exposure(at)).collect();
        asker
    }

    /// How exposed the path of a flow is: as the interface it goes to, and as the zones it is said to pass.
    fn course_exposure(&self, course: &Course) -> Exposed {
        let way = course.to.map_or((0, MOST), |to| self.ways[to as usize]);
        let passed = course.through.iter().filter_map(|zone| self.layout.model.zone.get(*zone as usize)).map(|zone| {
            let outside = zone.outside.as_ref().is_some_and(|outside| outside.value);
            match zone.kind.as_ref().map(|kind| kind.value) {
                _ if outside => MOST,
                Some(ZoneKind::Cloud) => MOST,
                Some(ZoneKind::Network) => Exposure::Network as u8,
                Some(ZoneKind::Physical) => Exposure::Physical as u8,
                _ => 0,
            }
        });
        let least = passed.max().unwrap_or(0);
        (way.0.max(least), way.1.max(least))
    }

    /// How exposed a component is: as the most exposed of its interfaces, of those it helps to implement, and of the
    /// paths of flows it starts and takes answers from. One with no way in that lies inside a machine is not; one of
    /// which nothing is known is anywhere.
    fn part_exposure(&self, at: usize) -> Exposed {
        let part = &self.layout.parts[at];
        let answered = |flow: &&u32| {
            let course = &self.layout.courses[**flow as usize];
            course.answers && self.layout.target(course) != Some(at as u32)
        };
        let ways = part.interfaces.iter().chain(&part.behind).map(|way| self.ways[*way as usize]);
        let flows = part.starts.iter().filter(answered).map(|flow| self.courses[*flow as usize]);
        let most = ways.chain(flows).reduce(|a, b| (a.0.max(b.0), a.1.max(b.1)));
        most.unwrap_or_else(|| {
            let inside = |zone: &u32| {
                let kind = self.layout.model.zone.get(*zone as usize).and_then(|zone| zone.kind.as_ref());
                kind.is_some_and(|kind| matches!(kind.value, ZoneKind::Host | ZoneKind::Process | ZoneKind::Memory))
            };
            if !part.zones.is_empty() && part.zones.iter().all(inside) { (0, 0) } else { (0, MOST) }
        })
    }

    fn asset_content(&self, asset: &Record<kinds::Asset>) -> Words {
        let mut known = self.words(Element::Flow, "content", asset.content.iter().map(Term::as_str));
        let word = asset.kind.as_ref().map(|kind| match kind.value {
            AssetKind::Key => "key",
            AssetKind::Credential => "credential",
            AssetKind::Firmware => "firmware",
            AssetKind::Configuration => "configuration",
            AssetKind::Log => "log",
            AssetKind::SafetyFunction => "safety",
            AssetKind::Data | AssetKind::Function => "",
        });
        known |= self.words(Element::Flow, "content", word);
        Words { known, open: known == 0 }
    }

    fn words<'w>(&self, element: Element, name: &str, words: impl IntoIterator<Item = &'w str>) -> u32 {
        let Some(attribute) = self.threats.attribute(element, name) else { return 0 };
        let ranks = words.into_iter().filter_map(|word| attribute.rank(word));
        ranks.fold(0, |all, rank| all | bit(rank as u8))
    }

    /// What an asset contains, in the words for what a store holds.
    pub(crate) fn held(&self, asset: u32) -> (u32, bool) {
        let content = self.content.get(asset as usize).copied().unwrap_or_default();
        let names = self.names(Element::Flow, "content", content.known);
        let words = names.iter().flat_map(|name| match *name {
            "measurement" => ["process-data", ""],
            "credential" => ["credential", "password"],
            same => [same, ""],
        });
        // A credential may be a password; only a statement of the store says whether it is.
        let sure = names.iter().map(|name| if *name == "measurement" { "process-data" } else { name });
        let known = self.words(Element::Store, "holds", sure);
        let may = self.words(Element::Store, "holds", words);
        (known, content.open || may != known)
    }

    /// Which assets hold one of these words of an attribute.
    pub(crate) fn asset_has(&self, asset: u32, element: Element, words: u32) -> bool {
        let content = self.content.get(asset as usize).copied().unwrap_or_default().known;
        match element {
            Element::Store => {
                let credential = self.words(Element::Flow, "content", ["credential"]);
                let password = self.words(Element::Store, "holds", ["password"]);
                self.held(asset).0 & words != 0 || (content & credential != 0 && words & password != 0)
            }
            _ => content & words != 0,
        }
    }

    /// Words for what a store holds, as bits.
    pub(crate) fn holding(&self, words: &[&str]) -> u32 {
        self.words(Element::Store, "holds", words.iter().copied())
    }

    fn names(&self, element: Element, name: &str, set: u32) -> Vec<&'t str> {
        let Some(attribute) = self.threats.attribute(element, name) else { return Vec::new() };
        let had = attribute.values.iter().enumerate().filter(|(at, _)| set & bit(*at as u8) != 0);
        had.map(|(_, word)| word.as_str()).collect()
    }

    pub(crate) fn exposed(&self, way: u32) -> bool {
        self.ways.get(way as usize).is_some_and(|(_, most)| *most > 0)
    }

    pub(crate) fn exposed_course(&self, course: u32) -> bool {
        self.courses.get(course as usize).is_some_and(|(_, most)| *most > 0)
    }

    /// What is known of an attribute; what no line here answers is not known.
    fn known(&self, attribute: &Attribute, at: u32) -> Known {
        let about = match attribute.element {
            Element::Component | Element::Store => id(Kind::Component, at as usize),
            Element::Interface => id(Kind::Interface, at as usize),
            Element::Flow => id(Kind::Flow, at as usize),
            Element::External => id(Kind::Actor, at as usize),
            Element::Product => self.layout.product.unwrap_or(id(Kind::Product, 0)),
        };
        let told = self.answer(attribute, at).unwrap_or_else(|| self.open(attribute, about, attribute_key(attribute)));
        match (told.value.is_known(), attribute.absent) {
            (true, _) | (false, Absent::Computed) => told,
            (false, Absent::False) => Known { value: no(attribute), source: Source::Assumed, asks: Vec::new() },
            (false, Absent::True) => {
                Known { value: Value::Truth(Truth::True), source: Source::Assumed, asks: Vec::new() }
            }
            (false, Absent::Unknown) => told,
        }
    }

    /// The answer by the attribute's name; `None` for an attribute that nobody taught this program.
    pub(crate) fn answer(&self, attribute: &Attribute, at: u32) -> Option<Known> {
        match attribute.element {
            Element::Component => self.component(attribute, at),
            Element::Interface => self.interface(attribute, at),
            Element::Flow => self.flow(attribute, at),
            Element::Store => self.store(attribute, at),
            Element::External => self.external(attribute, at),
            Element::Product => self.of_product(attribute),
        }
    }

    fn component(&self, attribute: &Attribute, at: u32) -> Option<Known> {
        let record = self.layout.component(at)?;
        let part = self.layout.part(at)?;
        let about = id(Kind::Component, at as usize);
        let flag = |flag: &Option<vauban_model::Flag>| {
            Some(self.flag(flag.as_ref().map(|flag| flag.value), about, attribute_key(attribute)))
        };
        let ways = || part.interfaces.iter().copied();
        match attribute.name.as_str() {
            "exposure" => Some(self.exposure(attribute, at, self.parts[at as usize])),
            "kind" => Some(self.word(attribute, record.kind.as_ref().map(Term::as_str), about, "kind")),
            "place" => {
                let said = self.layout.ground(at).find_map(|record| record.place.as_ref());
                let own = record.place.is_some();
                let mut known = self.word(attribute, said.map(Term::as_str), about, "place");
                if said.is_some() && !own {
                    known.source = Source::Computed;
                }
                Some(known)
            }
            "essential" => flag(&record.essential),
            "safety" => flag(&record.safety),
            "drives-outputs" => flag(&record.drives_outputs),
            "boots" => flag(&record.boots),
            "updatable" => flag(&record.updatable),
            "remote-update" => flag(&record.remote_update),
            "firmware-secret" => flag(&record.firmware_secret),
            "debug-port" => self.of_board(record, about, "debug-port", record.debug_port.as_ref()),
            "boot-console" => flag(&record.boot_console),
            "diagnostics" => flag(&record.diagnostics),
            "external-memory" => self.of_board(record, about, "external-memory", record.external_memory.as_ref()),
            "dma" => flag(&record.dma),
            "modules" => flag(&record.modules),
            "peripheral-firmware" => flag(&record.peripheral_firmware),
            "privilege-levels" => flag(&record.privilege_levels),
            "mixed-trust" => flag(&record.mixed_trust),
            "virtualised" => flag(&record.virtualised),
            "general-os" => flag(&record.general_os),
            "user-code" => flag(&record.user_code),
            "third-party" => Some(computed(part.third_party.into(), Vec::new())),
            "accounts" => flag(&record.accounts),
            "shared-accounts" => flag(&record.shared_accounts),
            "directory" => flag(&record.directory),
            "initial-credential" => flag(&record.initial_credential),
            "reset-function" => flag(&record.reset_function),
            "holds-secrets" => Some(computed(self.keeps(record, at, &["key", "credential", "password"]), Vec::new())),
            "shared-key" => flag(&record.shared_key),
            "crypto" => flag(&record.crypto),
            "generates-keys" => flag(&record.generates_keys),
            "certificates" => flag(&record.certificates),
            "logs" => Some(self.logs(record, at)),
            "time-dependent" => flag(&record.time_dependent),
            "wireless" => {
                let radio =
                    |way: u32| self.way_kind(way, &["wireless", "bluetooth"]).max(self.has_trait(way, "wireless"));
                Some(self.some_way(ways(), radio, "kind"))
            }
            "removable-media" => Some(self.some_way(ways(), |way| self.reads_media(way), "kind")),
            "usb-host" => Some(self.some_way(ways(), |way| self.way_kind(way, &["usb"]), "kind")),
            "remote-maintenance" => flag(&record.remote_maintenance),
            "cloud-control" => Some(computed(self.commanded_from_cloud(at).into(), Vec::new())),
            "routes" => flag(&record.routes),
            "web-ui" => Some(self.some_way(ways(), |way| self.way_kind(way, &["web"]), "kind")),
            "database" => flag(&record.database),
            "runs-commands" => flag(&record.runs_commands),
            "fetches" => flag(&record.fetches),
            "backup" => flag(&record.backup),
            "shared-resources" => flag(&record.shared_resources),
            "unclaimed" => flag(&record.unclaimed),
            "io-forcing" => flag(&record.io_forcing),
            "configurable-alarms" => flag(&record.configurable_alarms),
            "retains-data" => {
                let kept = ["key", "credential", "password", "configuration", "log", "personal", "program", "project"];
                Some(computed(self.keeps(record, at, &kept), Vec::new()))
            }
            _ => None,
        }
    }

    fn interface(&self, attribute: &Attribute, at: u32) -> Option<Known> {
        let about = id(Kind::Interface, at as usize);
        let key = attribute_key(attribute);
        let flag = |get: fn(&kinds::Interface) -> Option<bool>| {
            Some(self.flag(self.layout.alike(at).find_map(|record| get(&record.body)), about, key))
        };
        macro_rules! stated {
            ($field:ident) => {
                flag(|record| record.$field.as_ref().map(|flag| flag.value))
            };
        }
        match attribute.name.as_str() {
            "exposure" => {
                let (low, high) = self.ways[at as usize];
                Some(self.range(attribute, low, high, Source::Stated, vec![(about, "exposure")]))
            }
            "kind" => {
                let said = self.layout.alike(at).find_map(|record| record.kind.as_ref());
                Some(self.word(attribute, said.map(Term::as_str), about, "kind"))
            }
            "offers" => {
                let said = self.layout.alike(at).find(|record| !record.offers.is_empty());
                let words = said.iter().flat_map(|record| &record.offers).map(Term::as_str);
                let known = self.words(Element::Interface, "offers", words);
                Some(self.set(attribute, Words { known, open: said.is_none() }, said.is_some(), about, "offers"))
            }
            "human" => stated!(human),
            "untrusted-input" => Some(self.untrusted(at, about)),
            "complex-input" => stated!(complex_input),
            "deserializes" => stated!(deserializes),
            "file-input" => stated!(file_input),
            "documented" => stated!(documented),
            "needed" => stated!(needed),
            "sessions" => stated!(sessions),
            "passwords" => stated!(passwords),
            "password-recovery" => stated!(password_recovery),
            "address-trust" => stated!(address_trust),
            "internet-direct" => stated!(internet_direct),
            "discoverable" => stated!(discoverable),
            "verbose-errors" => stated!(verbose_errors),
            _ => None,
        }
    }

    fn flow(&self, attribute: &Attribute, at: u32) -> Option<Known> {
        let record = self.layout.model.flow.get(at as usize)?;
        let course = self.layout.courses.get(at as usize)?;
        let about = id(Kind::Flow, at as usize);
        let key = attribute_key(attribute);
        let flag =
            |flag: &Option<vauban_model::Flag>| Some(self.flag(flag.as_ref().map(|flag| flag.value), about, key));
        let to = course.to;
        match attribute.name.as_str() {
            "exposure" => {
                let (low, high) = self.courses[at as usize];
                let asks = to.map(|to| (id(Kind::Interface, to as usize), "exposure"));
                Some(self.range(attribute, low, high, Source::Computed, vec![asks.unwrap_or((about, "to"))]))
            }
            "crosses-boundary" => Some(self.crosses(course, about)),
            "content" => {
                let mut words = Words { known: 0, open: record.content.is_empty() && course.assets.is_empty() };
                words.known = self.words(Element::Flow, "content", record.content.iter().map(Term::as_str));
                for asset in &course.assets {
                    let content = self.content.get(*asset as usize).copied().unwrap_or_default();
                    words.known |= content.known;
                    words.open |= content.open && record.content.is_empty();
                }
                Some(self.set(attribute, words, !record.content.is_empty(), about, "content"))
            }
            "wireless" => {
                let of_way = to.map_or(Truth::Unknown, |to| self.way_kind(to, &["wireless", "bluetooth"]));
                let asks = to.map_or((about, "to"), |to| (id(Kind::Interface, to as usize), "kind"));
                let by_protocol = self.protocol_trait(record, course, "wireless");
                let by_protocol = if by_protocol == Truth::True { Truth::True } else { Truth::False };
                Some(computed(of_way.max(by_protocol), vec![asks]))
            }
            "names" => {
                let stated = record.names.as_ref().map(|flag| flag.value);
                let by_protocol = self.protocol_trait(record, course, "names") == Truth::True;
                match by_protocol {
                    true => Some(computed(Truth::True, Vec::new())),
                    false => Some(self.flag(stated, about, "names")),
                }
            }
            "certificates" => flag(&record.certificates),
            name @ ("connectionless" | "broadcast" | "negotiates") => {
                let asks = to.map_or((about, "protocol"), |to| (id(Kind::Interface, to as usize), "protocol"));
                Some(computed(self.protocol_trait(record, course, name), vec![asks]))
            }
            "external-network" => flag(&record.external_network),
            "source.kind" => Some(self.party_kind(attribute, course.source, about, "from")),
            "source.safety" => Some(self.party_flag(course.source, about, "safety", "from")),
            "source.essential" => Some(self.party_flag(course.source, about, "essential", "from")),
            "target.kind" => Some(self.party_kind(attribute, self.target(course), about, "to")),
            "target.safety" => Some(self.party_flag(self.target(course), about, "safety", "to")),
            "target.essential" => Some(self.party_flag(self.target(course), about, "essential", "to")),
            _ => None,
        }
    }

    fn store(&self, attribute: &Attribute, at: u32) -> Option<Known> {
        let record = self.layout.component(at)?;
        let about = id(Kind::Component, at as usize);
        let flag = |flag: &Option<vauban_model::Flag>| {
            Some(self.flag(flag.as_ref().map(|flag| flag.value), about, attribute_key(attribute)))
        };
        match attribute.name.as_str() {
            "exposure" => Some(self.exposure(attribute, at, self.parts[at as usize])),
            "holds" => {
                let stated = !record.holds.is_empty();
                let mut words = Words {
                    known: self.words(Element::Store, "holds", record.holds.iter().map(Term::as_str)),
                    open: !stated,
                };
                let assets = &self.layout.part(at)?.holds;
                words.open &= assets.is_empty() || assets.iter().any(|asset| self.held(*asset).1);
                words.known |= assets.iter().fold(0, |all, asset| all | self.held(*asset).0);
                Some(self.set(attribute, words, stated, about, "holds"))
            }
            "medium" => Some(self.word(attribute, record.medium.as_ref().map(Term::as_str), about, "medium")),
            "leaves-device" => flag(&record.leaves_device),
            "portable-format" => flag(&record.portable_format),
            _ => None,
        }
    }

    fn external(&self, attribute: &Attribute, at: u32) -> Option<Known> {
        let record = self.layout.model.actor.get(at as usize)?;
        let about = id(Kind::Actor, at as usize);
        let flag = |flag: &Option<vauban_model::Flag>, key| self.flag(flag.as_ref().map(|flag| flag.value), about, key);
        match attribute.name.as_str() {
            "kind" => Some(self.word(attribute, record.kind.as_ref().map(Term::as_str), about, "kind")),
            "privileged" => Some(flag(&record.privileged, "privileged")),
            "commands" => Some(flag(&record.commands, "commands")),
            _ => None,
        }
    }

    fn of_product(&self, attribute: &Attribute) -> Option<Known> {
        let about = self.layout.product.unwrap_or(id(Kind::Product, 0));
        let record = self.layout.product.and_then(|id| self.layout.model.product.get(id.at as usize));
        let flag = |get: fn(&kinds::Product) -> &Option<vauban_model::Flag>| {
            let said = record.and_then(|record| get(&record.body).as_ref()).map(|flag| flag.value);
            Some(self.flag(said, about, attribute_key(attribute)))
        };
        match attribute.name.as_str() {
            "third-party" if self.layout.parts.iter().any(|part| part.ours && part.third_party) => {
                Some(computed(Truth::True, Vec::new()))
            }
            "third-party" => flag(|product| &product.third_party),
            "signs" => flag(|product| &product.signs),
            "provisions-secrets" => flag(|product| &product.provisions_secrets),
            "physical-delivery" => flag(|product| &product.physical_delivery),
            "download" => flag(|product| &product.download),
            "supported-long" => flag(|product| &product.supported_long),
            "configurable" => flag(|product| &product.configurable),
            _ => None,
        }
    }

    /// Pins and chips belong to the hardware: what runs on another component leaves the answer to that one.
    fn of_board(
        &self,
        record: &Record<kinds::Component>,
        about: AnyId,
        key: &'static str,
        said: Option<&vauban_model::Flag>,
    ) -> Option<Known> {
        let host = record.runs_on.as_ref().and_then(Ref::to).filter(|host| *host != about);
        match (said, host) {
            (None, Some(_)) => Some(computed(Truth::False, Vec::new())),
            _ => Some(self.flag(said.map(|flag| flag.value), about, key)),
        }
    }

    // ------------------------------------------------------------ stated values

    fn flag(&self, said: Option<bool>, about: AnyId, key: &'static str) -> Known {
        match said {
            Some(said) => Known { value: Value::Truth(said.into()), source: Source::Stated, asks: Vec::new() },
            None => Known { value: Value::Truth(Truth::Unknown), source: Source::Unknown, asks: vec![(about, key)] },
        }
    }

    fn word(&self, attribute: &Attribute, said: Option<&str>, about: AnyId, key: &'static str) -> Known {
        match said.and_then(|word| attribute.rank(word)) {
            Some(rank) => Known { value: one(attribute, rank as u8), source: Source::Stated, asks: Vec::new() },
            None => self.open(attribute, about, key),
        }
    }

    fn set(&self, attribute: &Attribute, words: Words, stated: bool, about: AnyId, key: &'static str) -> Known {
        let possible = if words.open { everything(attribute) } else { words.known };
        let value = Value::Words { known: words.known, possible };
        match (words.open, stated) {
            (true, _) => Known { value, source: Source::Unknown, asks: vec![(about, key)] },
            (false, true) => Known { value, source: Source::Stated, asks: Vec::new() },
            (false, false) => Known { value, source: Source::Computed, asks: Vec::new() },
        }
    }

    fn range(&self, _: &Attribute, low: u8, high: u8, source: Source, asks: Vec<(AnyId, &'static str)>) -> Known {
        match low == high {
            true => Known { value: Value::Range(low, high), source, asks: Vec::new() },
            false => Known { value: Value::Range(low, high), source: Source::Unknown, asks },
        }
    }

    fn open(&self, attribute: &Attribute, about: AnyId, key: &'static str) -> Known {
        let value = match attribute.kind {
            vauban_catalog::threats::AttributeType::Boolean => Value::Truth(Truth::Unknown),
            vauban_catalog::threats::AttributeType::Enumeration => Value::Word(None),
            vauban_catalog::threats::AttributeType::Ordered => {
                Value::Range(0, attribute.values.len().saturating_sub(1) as u8)
            }
            vauban_catalog::threats::AttributeType::Set => Value::Words { known: 0, possible: everything(attribute) },
        };
        Known { value, source: Source::Unknown, asks: vec![(about, key)] }
    }

    // ------------------------------------------------------------ computed values

    fn exposure(&self, attribute: &Attribute, at: u32, (low, high): Exposed) -> Known {
        let Some(part) = self.layout.part(at) else {
            return self.open(attribute, id(Kind::Component, at as usize), "zone");
        };
        let mut asks: Vec<(AnyId, &'static str)> = Vec::new();
        if low != high {
            let flows = part.starts.iter().filter_map(|flow| self.layout.courses[*flow as usize].to);
            let ways = part.interfaces.iter().chain(&part.behind).copied().chain(flows);
            let open = ways.filter(|way| self.ways[*way as usize].0 != self.ways[*way as usize].1);
            asks = open.map(|way| (id(Kind::Interface, way as usize), "exposure")).collect();
            asks.sort_unstable();
            asks.dedup();
            if asks.is_empty() {
                asks.push((id(Kind::Component, at as usize), "exposure"));
            }
        }
        self.range(attribute, low, high, Source::Computed, asks)
    }

    /// Some interface is such; where that is open, `key` of those interfaces decides.
    fn some_way(&self, ways: impl Iterator<Item = u32>, such: impl Fn(u32) -> Truth, key: &'static str) -> Known {
        let mut most = Truth::False;
        let mut asks = Vec::new();
        for way in ways {
            let truth = such(way);
            most = most.max(truth);
            if truth == Truth::Unknown {
                asks.push((id(Kind::Interface, way as usize), key));
            }
        }
        computed(most, asks)
    }

    fn way_kind(&self, way: u32, kinds: &[&str]) -> Truth {
        let said = self.layout.alike(way).find_map(|record| record.kind.as_ref());
        said.map_or(Truth::Unknown, |kind| kinds.contains(&kind.as_str()).into())
    }

    fn has_trait(&self, way: u32, name: &str) -> Truth {
        let protocol = self.layout.alike(way).find_map(|record| record.protocol.as_ref());
        let profile = protocol.and_then(|protocol| self.threats.protocol(protocol.as_str()));
        profile.is_some_and(|profile| profile.traits.iter().any(|one| one == name)).into()
    }

    pub(crate) fn way_is(&self, way: u32, kinds: &[&str]) -> bool {
        self.way_kind(way, kinds) == Truth::True
    }

    /// A slot for cards, a way in for a medium, or a plug that takes files.
    pub(crate) fn reads_media(&self, way: u32) -> Truth {
        let media = |flow: &u32| match self.layout.courses[*flow as usize].source {
            Some(Party::Actor(at)) => {
                let kind = self.layout.model.actor.get(at as usize).and_then(|actor| actor.kind.as_ref());
                kind.is_some_and(|kind| kind.as_str() == "media")
            }
            _ => false,
        };
        let Some(record) = self.layout.way(way) else { return Truth::Unknown };
        let files = self.layout.alike(way).any(|record| {
            let takes = record.file_input.as_ref().is_some_and(|flag| flag.value);
            takes || record.offers.iter().any(|word| ["file", "update"].contains(&word.as_str()))
        });
        let medium: Truth = record.flows.iter().any(media).into();
        let plug = self.way_kind(way, &["usb"]).min(files.into());
        self.way_kind(way, &["card-slot"]).max(medium).max(plug)
    }

    /// What a protocol's profile says. Where nobody named the protocol it is open, unless nobody is near the path.
    fn protocol_trait(&self, record: &Record<kinds::Flow>, course: &Course, name: &str) -> Truth {
        let of_way = || self.layout.alike(course.to?).find_map(|way| way.protocol.as_ref());
        let Some(protocol) = record.protocol.as_ref().or_else(of_way) else {
            let (_, most) = self.course_exposure(course);
            return if most >= Exposure::Adjacent as u8 { Truth::Unknown } else { Truth::False };
        };
        let profile = self.threats.protocol(protocol.as_str());
        profile.is_some_and(|profile| profile.traits.iter().any(|one| one == name)).into()
    }

    /// A store says what it holds, and assets say who holds them.
    fn keeps(&self, record: &Record<kinds::Component>, at: u32, words: &[&str]) -> Truth {
        let stated = record.holds.iter().any(|word| words.contains(&word.as_str()));
        let wanted = self.words(Element::Store, "holds", words.iter().copied());
        let assets = self.layout.part(at).map(|part| part.holds.as_slice()).unwrap_or_default();
        (stated || assets.iter().any(|asset| self.held(*asset).0 & wanted != 0)).into()
    }

    /// Accounts, records to keep, or something that people will later want to know who did it.
    fn logs(&self, record: &Record<kinds::Component>, at: u32) -> Known {
        let deeds =
            self.words(Element::Interface, "offers", ["command", "configure", "program", "update", "mode", "restart"]);
        let accounts = record.accounts.as_ref().is_some_and(|flag| flag.value);
        if accounts || self.keeps(record, at, &["log"]) == Truth::True {
            return computed(Truth::True, Vec::new());
        }
        let ways = self.layout.part(at).map(|part| part.interfaces.as_slice()).unwrap_or_default();
        let such = |way: u32| match self.layout.alike(way).find(|record| !record.offers.is_empty()) {
            None => Truth::Unknown,
            Some(record) => {
                let words = record.offers.iter().map(Term::as_str);
                (self.words(Element::Interface, "offers", words) & deeds != 0).into()
            }
        };
        self.some_way(ways.iter().copied(), such, "offers")
    }

    /// Somebody in a cloud service sends it commands, or it fetches them there.
    fn commanded_from_cloud(&self, at: u32) -> bool {
        let orders = self.words(Element::Flow, "content", ["command", "configuration", "parameter", "program"]);
        let commands = |flow: u32| {
            let (Some(record), Some(course)) =
                (self.layout.model.flow.get(flow as usize), self.layout.courses.get(flow as usize))
            else {
                return false;
            };
            let stated = self.words(Element::Flow, "content", record.content.iter().map(Term::as_str));
            let carried = course.assets.iter().fold(stated, |all, asset| all | self.content[*asset as usize].known);
            let control = record.kind.as_ref().is_some_and(|kind| kind.value == FlowKind::Control);
            (control && course.assets.is_empty() && record.content.is_empty()) || carried & orders != 0
        };
        let Some(part) = self.layout.part(at) else { return false };
        let comes = part.interfaces.iter().flat_map(|way| &self.layout.ways[*way as usize].flows);
        let comes = comes.filter(|flow| self.cloud(self.layout.courses[**flow as usize].source));
        let goes = part.starts.iter().filter(|flow| {
            let course = &self.layout.courses[**flow as usize];
            course.answers && self.cloud(self.target(course))
        });
        comes.chain(goes).any(|flow| commands(*flow))
    }

    pub(crate) fn cloud(&self, party: Option<Party>) -> bool {
        match party {
            Some(Party::Component(at)) => {
                let kind = self.layout.component(at).and_then(|record| record.kind.as_ref());
                kind.is_some_and(|kind| kind.as_str() == "cloud-service")
            }
            Some(Party::Actor(at)) => {
                let kind = self.layout.model.actor.get(at as usize).and_then(|actor| actor.kind.as_ref());
                kind.is_some_and(|kind| kind.as_str() == "cloud-service")
            }
            None => false,
        }
    }

    pub(crate) fn target(&self, course: &Course) -> Option<Party> {
        self.layout.target(course).map(Party::Component)
    }

    /// What is said or follows from the zones, whichever is worse.
    fn untrusted(&self, at: u32, about: AnyId) -> Known {
        let stated = self.layout.alike(at).find_map(|record| record.untrusted_input.as_ref()).map(|flag| flag.value);
        if stated == Some(true) {
            return Known { value: Value::Truth(Truth::True), source: Source::Stated, asks: Vec::new() };
        }
        let Some(way) = self.layout.way(at) else { return computed(Truth::Unknown, vec![(about, "untrusted-input")]) };
        let own = way.on.and_then(|on| self.layout.part(on)).map(|part| part.zones.as_slice()).unwrap_or_default();
        let comers = way.flows.iter().flat_map(|flow| &self.layout.courses[*flow as usize].source_zones);
        let strangers = way.reachable.iter().chain(comers).any(|zone| !own.contains(zone));
        let outside =
            self.layout.model.interface[at as usize].reach.as_ref().is_some_and(|reach| reach.value != Reach::Internal);
        match (own.is_empty(), strangers || outside, stated) {
            (false, true, _) => computed(Truth::True, Vec::new()),
            (_, _, Some(said)) => self.flag(Some(said), about, "untrusted-input"),
            (true, _, None) if outside => computed(Truth::True, Vec::new()),
            (true, _, None) => computed(Truth::Unknown, vec![(about, "untrusted-input")]),
            (false, false, None) => computed(Truth::False, Vec::new()),
        }
    }

    /// The ends lie in different zones, or the way leads through others.
    fn crosses(&self, course: &Course, about: AnyId) -> Known {
        let target = self.layout.target(course).and_then(|at| self.layout.part(at));
        let target = target.map(|part| part.zones.as_slice()).unwrap_or_default();
        let source = &course.source_zones;
        let passes = course.through.iter().any(|zone| !source.contains(zone) || !target.contains(zone));
        let apart = !source.iter().any(|zone| target.contains(zone));
        match (source.is_empty(), target.is_empty()) {
            (false, false) => computed((apart || passes).into(), Vec::new()),
            _ if course.through.len() > 1 => computed(Truth::True, Vec::new()),
            (true, _) => computed(Truth::Unknown, vec![self.zone_of(course.source, about, "from")]),
            (_, true) => computed(Truth::Unknown, vec![self.zone_of(self.target(course), about, "to")]),
        }
    }

    fn zone_of(&self, party: Option<Party>, about: AnyId, key: &'static str) -> (AnyId, &'static str) {
        match party {
            Some(Party::Component(at)) => (id(Kind::Component, at as usize), "zone"),
            Some(Party::Actor(at)) => (id(Kind::Actor, at as usize), "zone"),
            None => (about, key),
        }
    }

    fn party_kind(&self, attribute: &Attribute, party: Option<Party>, about: AnyId, key: &'static str) -> Known {
        let (said, whom) = match party {
            Some(Party::Component(at)) => {
                let kind = self.layout.component(at).and_then(|record| record.kind.as_ref());
                (kind.map(Term::as_str), (id(Kind::Component, at as usize), "kind"))
            }
            Some(Party::Actor(at)) => {
                let kind = self.layout.model.actor.get(at as usize).and_then(|actor| actor.kind.as_ref());
                (kind.map(Term::as_str), (id(Kind::Actor, at as usize), "kind"))
            }
            None => (None, (about, key)),
        };
        let mut known = self.word(attribute, said, whom.0, whom.1);
        if known.value.is_known() {
            known.source = Source::Computed;
        }
        known
    }

    fn party_flag(&self, party: Option<Party>, about: AnyId, name: &'static str, key: &'static str) -> Known {
        match party {
            Some(Party::Component(at)) => {
                let record = self.layout.component(at);
                let said = record.and_then(|record| match name {
                    "safety" => record.safety.as_ref(),
                    _ => record.essential.as_ref(),
                });
                let truth = said.map_or(Truth::Unknown, |flag| flag.value.into());
                computed(truth, vec![(id(Kind::Component, at as usize), name)])
            }
            // A person or another's system is none of the product's functions.
            Some(Party::Actor(_)) => computed(Truth::False, Vec::new()),
            None => computed(Truth::Unknown, vec![(about, key)]),
        }
    }
}

fn computed(truth: Truth, asks: Vec<(AnyId, &'static str)>) -> Known {
    match truth {
        Truth::Unknown => Known { value: Value::Truth(truth), source: Source::Unknown, asks },
        _ => Known { value: Value::Truth(truth), source: Source::Computed, asks: Vec::new() },
    }
}

fn no(attribute: &Attribute) -> Value {
    match attribute.kind {
        vauban_catalog::threats::AttributeType::Set => Value::Words { known: 0, possible: 0 },
        _ => Value::Truth(Truth::False),
    }
}

fn one(attribute: &Attribute, rank: u8) -> Value {
    match attribute.kind {
        vauban_catalog::threats::AttributeType::Ordered => Value::Range(rank, rank),
        _ => Value::Word(Some(rank)),
    }
}

fn everything(attribute: &Attribute) -> u32 {
    (0..attribute.values.len()).fold(0, |all, at| all | bit(at as u8))
}

/// The key of a record that states an attribute, where it has the attribute's name.
fn attribute_key(attribute: &Attribute) -> &'static str {
    let kind = match attribute.element {
        Element::Component | Element::Store => Kind::Component,
        Element::Interface => Kind::Interface,
        Element::Flow => Kind::Flow,
        Element::External => Kind::Actor,
        Element::Product => Kind::Product,
    };
    keys(kind).iter().copied().find(|key| *key == attribute.name).unwrap_or("")
}

/// The keys of a kind of record, listed once.
fn keys(kind: Kind) -> &'static [&'static str] {
    use std::sync::OnceLock;
    static KEYS: OnceLock<std::collections::BTreeMap<Kind, Vec<&'static str>>> = OnceLock::new();
    let all = KEYS.get_or_init(|| {
        let kinds = [Kind::Component, Kind::Interface, Kind::Flow, Kind::Actor, Kind::Product];
        kinds.into_iter().map(|kind| (kind, kind.fields().iter().map(|field| field.key).collect())).collect()
    });
    all.get(&kind).map_or(&[], Vec::as_slice)
}
