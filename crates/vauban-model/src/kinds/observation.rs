//! What tools and people saw of the product, to compare the records with (SD-1.k).

use super::{Component, Doer, Release, Zone};
use crate::declare::record;
use crate::link::{Evidence, Ref};
use crate::shape::{Sp, Text};
use crate::words::*;

record! {
    /// A file in which a tool or a person says what was seen of the product: a scan, a list, a tree.
    Observation {
        "form" form: need Sp<ObservationForm>, "what the file is";
        "file" file: need Evidence, "the file, or a document that has one";
        "on" on: many Ref<Component>, "components it looked at; default: the product as a whole";
        "from" from: many Ref<Zone>, "zones it looked from; default: those from which everything can be reached";
        "date" date: need Day, "when it was made";
        "release" release: many Ref<Release>, "on which release";
        "commit" commit: one Text, "on which commit";
        "artefact" artefact: one Digest, "digest of what was looked at";
        "tool" tool: one Text, "tool";
        "tool-version" tool_version: one Text, "its version";
        "complete" complete: one Text, "what it covers, as: all TCP ports, as delivered; without it nothing is shown to be complete";
        "ignore" ignore: many Ignored, "what was seen and is no way into the product";
    }
    /// Something that was seen and is no way into the product.
    Ignored {
        "what" what: need Text, "what was seen: `tcp/5353`, `node/i2c@3000`, `service/NAME:8443`";
        "because" because: need Text, "why it is no way in";
        "approved-by" approved_by: need Ref<Doer>, "who agreed";
    }
}
