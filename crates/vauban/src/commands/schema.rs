//! `vauban schema`: JSON Schema from the declarations of the record kinds.

use std::process::ExitCode;

use vauban_catalog::Catalogs;
use vauban_model::{json_schema, root_schema};

use crate::args::{Arguments, Schema, SchemaOf};
use crate::{Outcome, output};

pub(crate) fn run(_: &Arguments, options: &Schema) -> Outcome {
    let catalogs = Catalogs::embedded();
    let text = match options.of {
        SchemaOf::Record => json_schema(catalogs),
        SchemaOf::Root => root_schema(catalogs),
    };
    output::write(|out| out.write_all(text.as_bytes()))?;
    Ok(ExitCode::SUCCESS)
}
