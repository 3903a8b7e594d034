//! The official schema of OpenVEX. Those of CSAF and CycloneDX live with the crates that own these formats.

use std::sync::OnceLock;

use vauban_json::Value;
use vauban_json::schema::Schema;

use crate::problem::{Place, Problem};

const OPENVEX: &str = include_str!("../schemas/openvex-0.2.0.schema.json");

/// Holds a document against the schema of OpenVEX 0.2.0; what is wrong with it is told.
pub(crate) fn openvex(root: Value<'_>, problems: &mut Vec<Problem>) {
    static SCHEMA: OnceLock<Option<Schema>> = OnceLock::new();
    // A schema that we ship and that does not compile is our mistake; a test sees to it that it does.
    let Some(schema) = SCHEMA.get_or_init(|| Schema::compile(OPENVEX, &[]).ok()) else {
        let what = "the schema of OpenVEX cannot be used";
        problems.push(Problem::error("schema", &Place::default(), what, "report this as an error of the program"));
        return;
    };
    let mut wrong = Vec::new();
    schema.check(root, &mut wrong);
    for one in wrong {
        let at = one.place();
        let place = Place { line: at.line, column: at.column, pointer: one.pointer() };
        problems.push(Problem::error("schema", &place, one.to_string(), "see the schema of OpenVEX 0.2.0"));
    }
}
