//! The design: zones, boundaries, attackers, actors, components, interfaces, flows, assets, mechanisms,
//! assumptions, ports and the security context (SR-1, SR-2, SD-1, SD-2).

use super::values::{DocumentPlace, Grant, Implements, PartOf, Property};
use super::{Foundation, Guideline, Party, Protectable, Supplier};
use crate::declare::record;
use crate::link::Ref;
use crate::shape::{Flag, Number, Sp, Text};
use crate::words::*;
use vauban_catalog::threats::Stops;

record! {
    /// Where the product is meant to stand and what is expected there (SR-1).
    Context {
        "intended-use" intended_use: one Text, "what it is for";
        "misuse" misuse: one Text, "foreseeable misuse";
        "not-intended" not_intended: one Text, "what it is not for";
        "network" network: one Text, "intended place in the network";
        "physical" physical: one Text, "intended physical environment";
        "isolation" isolation: one Text, "isolation and access protection expected there";
        "consequences" consequences: one Text, "what a compromise could lead to: operation, safety, environment, privacy";
        "users" users: many Ref<Actor>, "intended users, operators, integrators";
        "zones" zones: many Ref<Zone>, "zones the product stands in";
        "life" life: one Text, "service life, support period, connectivity over life";
        "confirmed-for" confirmed_for: many Ref<super::Applies>, "releases it was confirmed for";
        "approved-by" approved_by: one Ref<super::Doer>, "who approved it";
        "date" date: one Day, "of approval";
    }
    /// A region where everything is trusted alike.
    Zone {
        "kind" kind: one Sp<ZoneKind>, "what it is";
        "parent" parent: one Ref<Zone>, "zone it lies in";
        "refines" refines: many Ref<Zone>, "zones of a coarser level of the design that it spells out";
        "security-level" security_level: one Number<0, 4>, "level of the zone";
        "outside" outside: one Flag, "not under the owner's control, as the Internet";
    }
    /// A trust boundary between two zones, and who may cross it.
    Boundary {
        "from" from: need Ref<Zone>, "zone it leads from";
        "to" to: need Ref<Zone>, "zone it leads to";
        "both-ways" both_ways: one Flag, "whether it leads back as well";
        "who" who: many Ref<Party>, "who may cross it";
    }
    /// Where an attacker starts, whom they can act as, how strong they are.
    Attacker {
        "starts-in" starts_in: many Ref<Zone>, "zones they are in";
        "acts-as" acts_as: many Ref<Actor>, "whom they can act as: an insider, a stolen account";
        "strength" strength: one Number<1, 4>, "as SL 1 to 4";
        "supply-chain" supply_chain: one Flag, "whether they can sit at a supplier";
        "motivation" motivation: one Text, "what they want";
    }
    /// A person or outside system that legitimately uses the product.
    Actor {
        "kind" kind: one Term<ExternalKindTerm>, "what it is";
        "zone" zone: many Ref<Zone>, "where it is";
        "role" role: one Text, "role in the product's own words";
        "trust" trust: one Text, "how far it is trusted";
        "privileged" privileged: one Flag, "may change settings, programs or accounts";
        "commands" commands: one Flag, "may command the process";
    }
    /// A hardware or software part.
    Component {
        "kind" kind: one Term<ComponentKindTerm>, "what it is";
        "form" form: one Sp<ComponentForm>, "what it is made as";
        "zone" zone: many Ref<Zone>, "where it lies";
        "runs-on" runs_on: one Ref<Component>, "what it runs on";
        "part-of" part_of: one PartOf, "a component, or `product` or `environment`";
        "refines" refines: one Ref<Component>, "component of a coarser level of the design";
        "level" level: one Sp<DesignLevel>, "level of the design; absent: above what refines it, `component` where nothing does";
        "privileges" privileges: one Text, "rights it runs with";
        "supplier" supplier: one Ref<Supplier>, "who makes it; absent: we do";
        "version" version: one Text, "version of an external part";
        "purl" purl: one Text, "package URL";
        "packages" packages: many Text, "package URLs, without versions, of parts of others that are built into it and looked at as a part of it (SR-2.m)";
        "custom" custom: one Flag, "made for us by the supplier (SM-10)";
        "risk-decision" risk_decision: one Text, "why the external part may be used: its role and exposure (SM-9)";
        "decided-by" decided_by: one Ref<super::Doer>, "who decided so";
        "secure-configuration" secure_configuration: one Text, "how it is configured safely here (SM-9)";
        "languages" languages: many Text, "languages it is written in";
        "code" code: many Text, "its source files, as globs";
        "holds" holds: many Term<HoldsTerm>, "what a store holds";
        "medium" medium: one Term<MediumTerm>, "where a store lies";
        "leaves-device" leaves_device: one Flag, "a store that leaves the device";
        "portable-format" portable_format: one Flag, "a store readable elsewhere";
        "place" place: one Term<PlaceTerm>, "how well its place guards it";
        "essential" essential: one Flag, "carries an essential function";
        "safety" safety: one Flag, "carries a safety function";
        "drives-outputs" drives_outputs: one Flag, "drives outputs of the process";
        "boots" boots: one Flag, "has a boot chain";
        "updatable" updatable: one Flag, "its software can be updated";
        "remote-update" remote_update: one Flag, "an update can be started over a network";
        "firmware-secret" firmware_secret: one Flag, "its firmware holds secrets worth protecting from reading";
        "debug-port" debug_port: one Flag, "has a hardware debug or test interface";
        "boot-console" boot_console: one Flag, "a boot loader or system console can be reached";
        "diagnostics" diagnostics: one Flag, "production software contains service functions";
        "external-memory" external_memory: one Flag, "code or data is in a memory chip outside the processor";
        "dma" dma: one Flag, "a bus can address its memory";
        "modules" modules: one Flag, "accepts replaceable modules";
        "peripheral-firmware" peripheral_firmware: one Flag, "loads or trusts firmware of peripheral chips";
        "privilege-levels" privilege_levels: one Flag, "has more than one privilege level";
        "mixed-trust" mixed_trust: one Flag, "parts of different trust share its processor";
        "virtualised" virtualised: one Flag, "uses containers or virtual machines as a boundary";
        "general-os" general_os: one Flag, "runs a general-purpose operating system";
        "user-code" user_code: one Flag, "runs programs supplied by the customer";
        "accounts" accounts: one Flag, "has user accounts";
        "shared-accounts" shared_accounts: one Flag, "people share an account";
        "directory" directory: one Flag, "relies on an outside identity service";
        "initial-credential" initial_credential: one Flag, "is delivered with a credential";
        "reset-function" reset_function: one Flag, "has a factory reset";
        "shared-key" shared_key: one Flag, "the same key is in many units";
        "crypto" crypto: one Flag, "uses cryptography";
        "generates-keys" generates_keys: one Flag, "generates keys, nonces or session identifiers";
        "certificates" certificates: one Flag, "uses certificates";
        "time-dependent" time_dependent: one Flag, "decisions depend on the time of day";
        "remote-maintenance" remote_maintenance: one Flag, "supports remote maintenance";
        "routes" routes: one Flag, "forwards traffic between networks";
        "database" database: one Flag, "builds database queries from inputs";
        "runs-commands" runs_commands: one Flag, "builds operating-system commands from inputs";
        "fetches" fetches: one Flag, "fetches resources whose address comes from an input";
        "backup" backup: one Flag, "supports backup and restore";
        "shared-resources" shared_resources: one Flag, "essential and exposed functions share resources";
        "unclaimed" unclaimed: one Flag, "can be taken into operation by whoever comes first";
        "io-forcing" io_forcing: one Flag, "inputs or outputs can be forced";
        "configurable-alarms" configurable_alarms: one Flag, "alarm limits can be set";
    }
    /// One way in or out, internal or external, logical or physical.
    Interface {
        "on" on: need Ref<Component>, "component that offers it";
        "refines" refines: many Ref<Interface>, "interfaces of a coarser level of the design that it spells out";
        "kind" kind: one Term<InterfaceKindTerm>, "what it is";
        "offers" offers: many Term<OffersTerm>, "what can be done through it";
        "exposure" exposure: one Sp<Exposure>, "how an attacker gets at it";
        "reachable-from" reachable_from: many Ref<Zone>, "zones it can be reached from";
        "reach" reach: one Sp<Reach>, "who can reach it: other products, other parts, or both (SD-1.a)";
        "crosses-boundary" crosses_boundary: one Flag, "stated; compared with what is computed (SD-1.d)";
        "protocol" protocol: one Term<ProtocolTerm>, "protocol of the catalog";
        "port" port: one Number<0, 65535>, "port number";
        "carried-by" carried_by: one Ref<Interface>, "physical interface that carries a logical one";
        "users" users: many Ref<Party>, "who uses it (SD-1.c)";
        "purpose" purpose: one Text, "what it is there for";
        "enabled-by-default" enabled_by_default: one Flag, "whether it is on when delivered";
        "can-be-disabled" can_be_disabled: one Flag, "whether it can be switched off";
        "installs" installs: many Ref<Component>, "components whose code can be replaced through it";
        "context" context: one Text, "what the security context means for it (SD-1.b)";
        "considerations" considerations: one Text, "what to consider when using it (SD-1.e)";
        "constraints" constraints: many Text, "constraints of its use (SD-1.e)";
        "assumptions" assumptions: many Ref<Assumption>, "assumptions it rests on (SD-1.e)";
        "operations" operations: many Operation, "what one can do, with what right, to which asset (SD-1.f)";
        "concerns" concerns: one Concerns, "how each concern is answered (SD-1.g)";
        "third-party" third_party: one ThirdParty, "parts of others that implement it, and what security they bring (SD-1.h)";
        "document" document: one DocumentPlace, "where its use is documented (SD-1.i)";
        "like" like: one Ref<Interface>, "interface whose answers hold here too";
        "human" human: one Flag, "people use it";
        "untrusted-input" untrusted_input: one Flag, "takes input from outside its trust zone";
        "complex-input" complex_input: one Flag, "the input needs a parser";
        "deserializes" deserializes: one Flag, "turns received data into objects";
        "file-input" file_input: one Flag, "takes files or paths";
        "documented" documented: one Flag, "is in the product documentation";
        "needed" needed: one Flag, "the intended use needs it";
        "sessions" sessions: one Flag, "keeps sessions";
        "passwords" passwords: one Flag, "accepts passwords";
        "password-recovery" password_recovery: one Flag, "offers password recovery";
        "address-trust" address_trust: one Flag, "gives rights because of an address";
        "internet-direct" internet_direct: one Flag, "is meant to be, or can easily be, on the Internet";
        "discoverable" discoverable: one Flag, "answers discovery requests";
        "verbose-errors" verbose_errors: one Flag, "returns error details";
        "fuzz" fuzz: one Text, "why no fuzzing tool exists for it, where that is so (SVV-3)";
    }
    /// An operation of an interface.
    Operation {
        "name" name: need Text, "what one does";
        "needs" needs: one Text, "role or right it takes";
        "affects" affects: many Ref<Asset>, "assets it touches";
    }
    /// How an interface answers each concern of SD-1.g.
    Concerns {
        "authentication" authentication: one Answer, "who is it";
        "authorization" authorization: one Answer, "may they";
        "confidentiality" confidentiality: one Answer, "who can listen";
        "integrity" integrity: one Answer, "who can change it on the way";
        "replay-protection" replay_protection: one Answer, "can it be said again";
        "input-validation" input_validation: one Answer, "what malformed input does";
        "output-handling" output_handling: one Answer, "what goes out";
        "error-handling" error_handling: one Answer, "what errors tell";
        "resource-limits" resource_limits: one Answer, "what a flood does";
        "logging" logging: one Answer, "what is recorded";
    }
    /// The answer to a concern: present, compensated, or not needed.
    Answer {
        "by" by: many Ref<Mechanism>, "mechanisms that answer it";
        "compensated-by" compensated_by: many Ref<Mechanism>, "mechanisms that stand in for it";
        "not-needed" not_needed: one Text, "why it is not needed";
    }
    /// Parts of others behind an interface.
    ThirdParty {
        "components" components: many Ref<Component>, "the parts";
        "security" security: one Text, "what security they bring";
        "none" none: one Flag, "there are none";
    }
    /// An interaction over an interface.
    Flow {
        "from" from: need Ref<Party>, "who starts it: `component.x` or `actor.x`";
        "to" to: need Ref<Interface>, "interface it goes to";
        "refines" refines: many Ref<Flow>, "flows of a coarser level of the design that it spells out";
        "kind" kind: one Sp<FlowKind>, "data or control";
        "carries" carries: many Ref<Asset>, "assets it carries";
        "content" content: many Term<ContentTerm>, "what it contains; completed from the assets";
        "passes-through" passes_through: many Ref<Zone>, "zones it passes; default: those of both ends";
        "answers" answers: one Flag, "whether answers come back; default true";
        "interruptible" interruptible: one Flag, "whether losing it loses nothing";
        "grants" grants: many Grant, "what its legitimate use can do: `asset.x.integrity`";
        "protocol" protocol: one Term<ProtocolTerm>, "protocol, where it is not the interface's";
        "names" names: one Flag, "resolves names";
        "certificates" certificates: one Flag, "uses certificates";
        "external-network" external_network: one Flag, "passes a network of others";
    }
    /// What is worth protecting.
    Asset {
        "kind" kind: one Sp<AssetKind>, "what it is";
        "refines" refines: many Ref<Asset>, "assets of a coarser level of the design that it is, or is a part of";
        "content" content: many Term<ContentTerm>, "what it contains";
        "held-by" held_by: many Ref<Component>, "components that hold it";
        "in-clear-on" in_clear_on: many Ref<Component>, "components where it lies in the clear";
        "also-held-in" also_held_in: many Text, "places outside the product that hold it (SG-4)";
        "derived-from" derived_from: many Ref<Asset>, "assets it follows from";
        "same-on-every-unit" same_on_every_unit: one Flag, "the same in all units";
        "impact" impact: one Impacts, "what its loss would do";
        "safety" safety: one Flag, "people's safety rests on it";
    }
    /// What the loss of an asset would do.
    Impacts {
        "confidentiality" confidentiality: one Sp<Impact>, "if it became known";
        "integrity" integrity: one Sp<Impact>, "if it were changed";
        "availability" availability: one Sp<Impact>, "if it were gone";
    }
    /// A security mechanism, one layer.
    Mechanism {
        "kind" kind: many Term<MechanismKindTerm>, "what it is, of the catalog's kinds";
        "protects" protects: many Ref<Protectable>, "what it protects";
        "contains" contains: many Ref<Component>, "components it keeps from spreading";
        "refines" refines: many Ref<Mechanism>, "mechanisms promised at a coarser level of the design that it makes real";
        "enforced-by" enforced_by: one Vec<Ref<Component>>, "components that enforce it; default by kind";
        "relies-on" relies_on: many Ref<Foundation>, "what it stands on";
        "provided-by" provided_by: one Sp<Side>, "product or environment";
        "status" status: one Sp<MechanismStatus>, "how far it exists; absent: designed";
        "resists" resists: one Number<1, 4>, "strength of attacker it resists";
        "stops" stops: one Vec<Sp<Stops>>, "whom it stops; overrides the kind, also when empty";
        "preserves" preserves: one Vec<Sp<Property>>, "properties of what it protects that it preserves; overrides the kind, also when empty";
        "responsibility" responsibility: one Text, "what this layer answers for (SD-2.c)";
        "leaves" leaves: one Text, "what it leaves for the next layer (SD-2.e)";
        "implements" implements: many Implements, "requirements, or ids of standards, it implements";
        "code" code: many Text, "source files, as globs";
        "configuration" configuration: one Text, "setting that turns it on";
        "cost" cost: one Number<0, 1_000_000>, "relative cost of building it";
    }
    /// What is taken for granted about the environment (SR-1, SG-2).
    Assumption {
        "about" about: many Ref<super::Element>, "what it is about";
        "provider" provider: one Text, "who provides it";
        "if-broken" if_broken: one Text, "what follows if it does not hold";
        "effect" effect: one Sp<Effect>, "whether it protects or exposes";
        "mechanism" mechanism: one Ref<Mechanism>, "the environment's mechanism it stands for";
    }
    /// A physical port, debug header, test point or memory socket.
    Port {
        "on" on: one Ref<Component>, "component it is on";
        "state" state: need Sp<PortState>, "in series hardware";
        "interface" interface: one Ref<Interface>, "interface it gives";
        "guarded-by" guarded_by: many Ref<Mechanism>, "mechanisms that guard it";
        "guideline" guideline: one Ref<Guideline>, "where users are told about it (SD-4.g)";
        "external" external: one Flag, "reachable without opening the case";
        "board" board: one Flag, "a connection of the board: JTAG, header, test point";
    }
}
