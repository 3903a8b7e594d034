//! What people decided about a product under the Cyber Resilience Act: whether it applies, the class, which essential
//! requirements apply and what realises them, the route, the support period, and the declaration.
//!
//! Everything that can be computed from other records stands nowhere here.

use super::{Doer, Process, Product, Realiser};
use crate::declare::record;
use crate::link::{Clause, Evidence, Ref};
use crate::shape::{Flag, Sp, Text};
use crate::words::*;

record! {
    /// A product under the Cyber Resilience Act: what was decided about it, and by whom.
    Cra {
        "product" product: need Ref<Product>, "which product";
        "in-scope" in_scope: one ActScope, "whether the Act applies to it, and why (Article 2)";
        "class" class: one ClassDecision, "why it is of the `class` that the product states (Articles 6 to 8)";
        "route" route: one RouteDecision, "how its conformity is assessed (Article 32)";
        "standards" standards: many StandardClaim, "standards and specifications that were applied (Annex VII, point 5)";
        "support" support: one SupportPeriod, "its support period (Article 13(8))";
        "purpose" purpose: one Text, "intended purpose, where the security context does not say it (Annex VII, point 1(a))";
        "functions" functions: one Text, "its essential functions, as users are told (Annex II, point 4)";
        "pictures" pictures: many ProductPicture, "photographs or drawings of the hardware (Annex VII, point 1(c))";
        "production" production: one Production, "production and monitoring, and how they are validated (Annex VII, point 2(c))";
        "information" information: many UserInformation, "points of Annex II that no other record answers, or that do not apply";
        "identified-by" identified_by: one Text, "what tells one unit from another: type, batch or serial number (Article 13(15))";
        "manufacturer" manufacturer: one ManufacturerIdentity, "who makes it, and how they are reached (Article 13(16))";
        "placed" placed: one Day, "when the first unit of this type was placed on the market";
        "declaration" declaration: one Declaration, "the EU declaration of conformity (Annex V)";
    }
    /// Whether the Act applies to a product, and why.
    ActScope {
        "applies" applies: need Flag, "whether it does";
        "reason" reason: need Text, "why";
        "approved-by" approved_by: one Ref<Doer>, "who agreed";
        "date" date: one Day, "when";
    }
    /// Why a product is of its class.
    ClassDecision {
        "core-functionality" core_functionality: one Text, "what it is at heart: the class goes by that alone (Article 7(1))";
        "reason" reason: need Text, "why it is, or is not, in a category of Annex III or IV";
        "open-source" open_source: one Flag, "free and open-source, with its technical documentation public (Article 32(5))";
        "scheme-mandated" scheme_mandated: one Text, "the delegated act that demands a certification scheme (Article 8(1))";
        "by" by: one Ref<Doer>, "who classed it";
        "approved-by" approved_by: one Ref<Doer>, "who agreed; another person";
        "date" date: one Day, "when";
    }
    /// How the conformity of a product is assessed.
    RouteDecision {
        "procedure" procedure: need Sp<Procedure>, "module or scheme (Annex VIII)";
        "reason" reason: one Text, "why this one";
        "body" body: one NotifiedBody, "notified body, where the procedure needs one";
        "approved-by" approved_by: one Ref<Doer>, "who decided";
        "date" date: one Day, "when";
    }
    /// A notified body and what it issued.
    NotifiedBody {
        "name" name: one Text, "its name";
        "number" number: one Text, "its number: four digits";
        "certificate" certificate: one Text, "number of the certificate or approval";
        "evidence" evidence: one Evidence, "the certificate";
        "date" date: one Day, "when it was issued";
        "valid-until" valid_until: one Day, "until when it holds";
    }
    /// A standard or specification that was applied.
    StandardClaim {
        "id" id: need Text, "which, as the catalog calls it or as it is cited: `EN 40000-1-3`, `IEC 62443-4-1:2018`";
        "edition" edition: one Text, "its edition";
        "parts" parts: one Text, "parts that were applied; absent: all of it";
        "in-full" in_full: one Flag, "whether it was applied in full";
        "harmonised" harmonised: one Flag, "whether it is meant as a harmonised standard; that takes its citation in the Official Journal";
        "for" points: many Clause, "what it is applied for: `cra:CRA-A1-P1-2e`";
    }
    /// The support period of a product.
    SupportPeriod {
        "from" from: one Day, "first day; default: when it was placed on the market";
        "until" until: one Day, "last day; users are told month and year (Article 13(19))";
        "kind" kind: one Text, "what support users get, and how";
        "criteria" criteria: many SupportAnswer, "what was considered, criterion by criterion";
        "shorter-because" shorter_because: one Text, "why it is shorter than five years: only for a product that is used for less";
        "by" by: one Ref<Doer>, "who fixed it";
        "approved-by" approved_by: one Ref<Doer>, "who agreed; another person";
        "date" date: one Day, "when";
    }
    /// What was considered about one criterion of the support period.
    SupportAnswer {
        "criterion" criterion: need Text, "which, by its id in the catalog of the law";
        "answer" answer: need Text, "what was found, or why it says nothing here";
        "evidence" evidence: many Evidence, "what it rests on";
    }
    /// A picture of the hardware.
    ProductPicture {
        "file" file: need Evidence, "the picture";
        "shows" shows: need Text, "what it shows: outside, marking, inside";
    }
    /// How a product is made and watched.
    Production {
        "text" text: one Text, "how it is made, tested and given its secrets";
        "monitoring" monitoring: one Text, "how production and the product in the field are watched";
        "validation" validation: one Text, "how these processes are validated";
        "processes" processes: many Ref<Process>, "processes that lay it down";
        "evidence" evidence: many Evidence, "what shows it";
    }
    /// An answer to a point of Annex II.
    UserInformation {
        "point" point: need Clause, "which: `cra:CRA-A2-5`";
        "text" text: one Text, "what users are told";
        "not-applicable" not_applicable: one Text, "why users need not be told";
    }
    /// Who makes a product.
    ManufacturerIdentity {
        "name" name: one Text, "name or trade mark; default: that of the product";
        "address" address: one Text, "postal address";
        "mail" mail: one Text, "e-mail address or other digital contact";
        "site" site: one Text, "website";
        "representative" representative: one Text, "authorised representative in the Union, with address";
    }
    /// The EU declaration of conformity.
    Declaration {
        "number" number: one Text, "its number";
        "address" address: one Text, "where users find it on the web";
        "languages" languages: many Text, "languages it is made in: `en`, `de`";
        "other-acts" other_acts: many Text, "other acts of the Union that it covers";
        "place" place: one Text, "place of issue";
        "date" date: one Day, "date of issue";
        "signatory" signatory: one Text, "name of who signs";
        "function" function: one Text, "function of who signs";
        "signed" signed: one Evidence, "the signed declaration";
    }
    /// Whether a requirement of Annex I applies to a product, and what realises it (Article 13(3) and (4)).
    CraItem {
        "of" of: many Clause, "points of Annex I: `cra:CRA-A1-P1-2g`";
        "applies" applies: need Flag, "whether they apply";
        "reason" reason: one Text, "why not; or how they are met";
        "realised-by" realised_by: many Ref<Realiser>, "what realises them, beside what the crosswalk finds";
        "by" by: one Ref<Doer>, "who says so";
        "approved-by" approved_by: one Ref<Doer>, "who agreed; another person";
        "date" date: one Day, "when";
        "valid-until" valid_until: one Day, "until when; default: until the records change";
    }
}
