//! What reporters are told: the file security.txt and the policy of disclosure are written from it (DM-1, DM-5).

use super::Intake;
use crate::declare::record;
use crate::link::Ref;
use crate::shape::{Number, Text};
use crate::words::*;

record! {
    /// What reporters of vulnerabilities are told: `vauban disclosure` writes security.txt and the policy from it (DM-1).
    Disclosure {
        "intake" intake: many Ref<Intake>, "ways in for reports, the preferred first; `address` is a mail address or begins with https:// or tel:";
        "site" site: one Text, "site that security.txt and advisories are served at: `https://www.example.com`";
        "expires" expires: one Day, "last day on which security.txt holds, at most a year ahead";
        "keys" keys: many Text, "addresses of public OpenPGP keys for reports";
        "languages" languages: many Text, "languages of reports: `en`, `de`";
        "policy" policy: one Text, "address of the policy of disclosure";
        "acknowledgments" acknowledgments: one Text, "address at which reporters are thanked";
        "provider-metadata" provider_metadata: one Text, "address of the provider-metadata.json of our CSAF advisories";
        "scope" scope: one Text, "products and versions the policy is about; default: the products of this folder";
        "anonymous" anonymous: one Text, "how to report without a name";
        "acknowledge-days" acknowledge_days: one Number<1, 365>, "working days until receipt is acknowledged";
        "status-days" status_days: one Number<1, 365>, "days between two words on the state";
        "disclosure-days" disclosure_days: one Number<1, 3650>, "days from report to publication, as a rule";
        "safe-harbour" safe_harbour: one Text, "what is promised to researchers who act in good faith";
        "csirt" csirt: one Text, "the national CSIRT, for those who get no answer or prefer a go-between";
        "cve" cve: one Text, "who assigns CVE ids";
        "advisories" advisories: one Text, "address at which advisories are published";
        "review" review: one Text, "how times of answer are recorded, and when the policy is reviewed";
    }
}
