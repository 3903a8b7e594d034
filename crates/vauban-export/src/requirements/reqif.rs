//! ReqIF 1.0: one type of object whose attributes are our keys, one specification in the order of the records, and a
//! relation for each requirement that spells out another.
//!
//! The names of attributes that the implementation guide of ReqIF has for id, title and text are taken for these.

use std::fmt::Write as _;

use vauban_formats::requirement::{Form, KEYS, Value};

use super::{Document, Specification};
use crate::ids::uuid;
use crate::told::Told;

/// Everything was last changed on this day: records have no such time.
const TIME: &str = "2000-01-01T00:00:00Z";

/// Our keys by the names of the implementation guide.
const GUIDE: &[(&str, &str)] =
    &[("id", "ReqIF.ForeignID"), ("title", "ReqIF.Name"), ("text", "ReqIF.Text"), ("description", "ReqIF.Description")];

pub(super) fn write(specification: &Specification, told: &mut Told) -> Result<Document, String> {
    let mut writer = Writer { product: &specification.id, out: String::new() };
    writer.head(&specification.title);
    writer.types();
    let uids = specification.uids(&vauban_formats::requirement::Requirement::uid);
    let places = specification.places();
    writer.line(4, "<SPEC-OBJECTS>");
    for (requirement, uid) in specification.requirements.iter().zip(&uids) {
        writer.object(requirement, uid, told);
    }
    writer.line(4, "</SPEC-OBJECTS>");
    writer.line(4, "<SPEC-RELATIONS>");
    for requirement in &specification.requirements {
        for parent in specification.parents(requirement, &places, told) {
            if let Some(parent) = specification.requirements.get(parent) {
                writer.relation(&requirement.id, &parent.id);
            }
        }
    }
    writer.line(4, "</SPEC-RELATIONS>");
    writer.specification(&specification.title, specification.requirements.iter().map(|one| one.id.as_str()));
    told.filled("LAST-CHANGE", "records have no such time", "");
    Ok(Document::Text(writer.out))
}

struct Writer<'s> {
    product: &'s str,
    out: String,
}

impl Writer<'_> {
    fn line(&mut self, indent: usize, text: &str) {
        let _ = writeln!(self.out, "{:indent$}{text}", "");
    }

    /// An identifier made of names: XML wants a letter or underscore in front.
    fn id(&self, of: &[&str]) -> String {
        let mut parts = vec!["reqif", self.product];
        parts.extend(of);
        format!("_{}", uuid(&parts))
    }

    /// The attributes that everything has.
    fn head_of(&self, id: &str, name: &str) -> String {
        format!("IDENTIFIER=\"{id}\" LAST-CHANGE=\"{TIME}\" LONG-NAME=\"{}\"", escaped(name))
    }

    fn head(&mut self, title: &str) {
        self.line(0, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>");
        self.line(
            0,
            "<REQ-IF xmlns=\"http://www.omg.org/spec/ReqIF/20110401/reqif.xsd\" xmlns:xhtml=\"http://www.w3.org/1999/xhtml\">",
        );
        self.line(2, "<THE-HEADER>");
        let id = self.id(&["header"]);
        self.line(4, &format!("<REQ-IF-HEADER IDENTIFIER=\"{id}\">"));
        self.line(6, &format!("<CREATION-TIME>{TIME}</CREATION-TIME>"));
        self.line(6, "<REQ-IF-TOOL-ID>Vauban</REQ-IF-TOOL-ID>");
        self.line(6, "<REQ-IF-VERSION>1.0</REQ-IF-VERSION>");
        self.line(6, "<SOURCE-TOOL-ID>Vauban</SOURCE-TOOL-ID>");
        self.line(6, &format!("<TITLE>{}</TITLE>", escaped(title)));
        self.line(4, "</REQ-IF-HEADER>");
        self.line(2, "</THE-HEADER>");
        self.line(2, "<CORE-CONTENT>");
        self.line(2, " <REQ-IF-CONTENT>");
    }

    fn types(&mut self) {
        self.line(4, "<DATATYPES>");
        for (key, words) in enumerations() {
            let head = self.head_of(&self.id(&["datatype", key]), key);
            self.line(6, &format!("<DATATYPE-DEFINITION-ENUMERATION {head}>"));
            self.line(8, "<SPECIFIED-VALUES>");
            for (at, word) in words.iter().enumerate() {
                let head = self.head_of(&self.id(&["word", key, word]), word);
                self.line(10, &format!("<ENUM-VALUE {head}>"));
                self.line(12, &format!("<PROPERTIES><EMBEDDED-VALUE KEY=\"{at}\" OTHER-CONTENT=\"\"/></PROPERTIES>"));
                self.line(10, "</ENUM-VALUE>");
            }
            self.line(8, "</SPECIFIED-VALUES>");
            self.line(6, "</DATATYPE-DEFINITION-ENUMERATION>");
        }
        let string = self.head_of(&self.id(&["datatype", "string"]), "string");
        self.line(6, &format!("<DATATYPE-DEFINITION-STRING {string} MAX-LENGTH=\"1000000\"/>"));
        let xhtml = self.head_of(&self.id(&["datatype", "xhtml"]), "xhtml");
        self.line(6, &format!("<DATATYPE-DEFINITION-XHTML {xhtml}/>"));
        self.line(4, "</DATATYPES>");
        self.line(4, "<SPEC-TYPES>");
        let head = self.head_of(&self.id(&["type", "requirement"]), "Requirement");
        self.line(6, &format!("<SPEC-OBJECT-TYPE {head}>"));
        self.line(8, "<SPEC-ATTRIBUTES>");
        let own = [("id", Form::Text), ("vauban-id", Form::Text)];
        for (key, form) in own.into_iter().chain(keys()) {
            let sort = sort(key, form);
            let data = match sort {
                "ENUMERATION" => self.id(&["datatype", key]),
                "XHTML" => self.id(&["datatype", "xhtml"]),
                _ => self.id(&["datatype", "string"]),
            };
            let many = match (sort, form) {
                ("ENUMERATION", form) => format!(" MULTI-VALUED=\"{}\"", form.many()),
                _ => String::new(),
            };
            let head = self.head_of(&self.id(&["attribute", key]), name(key));
            self.line(10, &format!("<ATTRIBUTE-DEFINITION-{sort} {head}{many}>"));
            self.line(
                12,
                &format!("<TYPE><DATATYPE-DEFINITION-{sort}-REF>{data}</DATATYPE-DEFINITION-{sort}-REF></TYPE>"),
            );
            self.line(10, &format!("</ATTRIBUTE-DEFINITION-{sort}>"));
        }
        self.line(8, "</SPEC-ATTRIBUTES>");
        self.line(6, "</SPEC-OBJECT-TYPE>");
        let refines = self.head_of(&self.id(&["type", "refines"]), "refines");
        self.line(6, &format!("<SPEC-RELATION-TYPE {refines}/>"));
        let all = self.head_of(&self.id(&["type", "specification"]), "Security requirements");
        self.line(6, &format!("<SPECIFICATION-TYPE {all}/>"));
        self.line(4, "</SPEC-TYPES>");
    }

    fn object(&mut self, requirement: &vauban_formats::requirement::Requirement, uid: &str, told: &mut Told) {
        let head = self.head_of(&self.id(&["requirement", &requirement.id]), uid);
        self.line(6, &format!("<SPEC-OBJECT {head}>"));
        self.line(
            8,
            &format!("<TYPE><SPEC-OBJECT-TYPE-REF>{}</SPEC-OBJECT-TYPE-REF></TYPE>", self.id(&["type", "requirement"])),
        );
        self.line(8, "<VALUES>");
        self.string("id", uid);
        if uid != requirement.id {
            self.string("vauban-id", &requirement.id);
        }
        for (key, form) in keys() {
            let Some(value) = requirement.get(key) else { continue };
            match (sort(key, form), value) {
                ("XHTML", value) => self.xhtml(key, &value.to_string()),
                ("ENUMERATION", Value::List(words)) => self.words(key, words),
                ("ENUMERATION", value) => self.words(key, &[value.to_string()]),
                (_, value) => self.string(key, &value.to_string()),
            }
        }
        if requirement.text("text").is_empty() {
            told.filled("ReqIF.Text", "a requirement without a text", &format!("requirement.{}", requirement.id));
        }
        self.line(8, "</VALUES>");
        self.line(6, "</SPEC-OBJECT>");
    }

    fn definition(&mut self, key: &str, sort: &str) -> String {
        let id = self.id(&["attribute", key]);
        format!("<DEFINITION><ATTRIBUTE-DEFINITION-{sort}-REF>{id}</ATTRIBUTE-DEFINITION-{sort}-REF></DEFINITION>")
    }

    fn string(&mut self, key: &str, text: &str) {
        let definition = self.definition(key, "STRING");
        self.line(
            10,
            &format!("<ATTRIBUTE-VALUE-STRING THE-VALUE=\"{}\">{definition}</ATTRIBUTE-VALUE-STRING>", escaped(text)),
        );
    }

    fn words(&mut self, key: &str, words: &[String]) {
        let definition = self.definition(key, "ENUMERATION");
        let chosen: String = words
            .iter()
            .map(|word| format!("<ENUM-VALUE-REF>{}</ENUM-VALUE-REF>", self.id(&["word", key, word])))
            .collect();
        self.line(
            10,
            &format!(
                "<ATTRIBUTE-VALUE-ENUMERATION>{definition}<VALUES>{chosen}</VALUES></ATTRIBUTE-VALUE-ENUMERATION>"
            ),
        );
    }

    /// A browser makes several spaces one, so a text that has them is written as one that is already laid out.
    fn xhtml(&mut self, key: &str, text: &str) {
        let definition = self.definition(key, "XHTML");
        let laid_out = text.contains("  ") || text.contains('\t') || text.contains("\n ") || text.contains(" \n");
        let body = match laid_out {
            true => format!("<xhtml:div><xhtml:pre>{}</xhtml:pre></xhtml:div>", content(text)),
            false => format!("<xhtml:div>{}</xhtml:div>", content(text).replace('\n', "<xhtml:br/>")),
        };
        self.line(
            10,
            &format!("<ATTRIBUTE-VALUE-XHTML>{definition}<THE-VALUE>{body}</THE-VALUE></ATTRIBUTE-VALUE-XHTML>"),
        );
    }

    fn relation(&mut self, from: &str, to: &str) {
        let id = self.id(&["refines", from, to]);
        self.line(6, &format!("<SPEC-RELATION IDENTIFIER=\"{id}\" LAST-CHANGE=\"{TIME}\">"));
        self.line(
            8,
            &format!("<TYPE><SPEC-RELATION-TYPE-REF>{}</SPEC-RELATION-TYPE-REF></TYPE>", self.id(&["type", "refines"])),
        );
        self.line(
            8,
            &format!("<SOURCE><SPEC-OBJECT-REF>{}</SPEC-OBJECT-REF></SOURCE>", self.id(&["requirement", from])),
        );
        self.line(8, &format!("<TARGET><SPEC-OBJECT-REF>{}</SPEC-OBJECT-REF></TARGET>", self.id(&["requirement", to])));
        self.line(6, "</SPEC-RELATION>");
    }

    fn specification<'r>(&mut self, title: &str, ids: impl Iterator<Item = &'r str>) {
        self.line(4, "<SPECIFICATIONS>");
        let head = self.head_of(&self.id(&["specification"]), title);
        self.line(6, &format!("<SPECIFICATION {head}>"));
        self.line(
            8,
            &format!(
                "<TYPE><SPECIFICATION-TYPE-REF>{}</SPECIFICATION-TYPE-REF></TYPE>",
                self.id(&["type", "specification"])
            ),
        );
        self.line(8, "<CHILDREN>");
        for id in ids {
            let step = self.id(&["step", id]);
            self.line(10, &format!("<SPEC-HIERARCHY IDENTIFIER=\"{step}\" LAST-CHANGE=\"{TIME}\">"));
            self.line(
                12,
                &format!("<OBJECT><SPEC-OBJECT-REF>{}</SPEC-OBJECT-REF></OBJECT>", self.id(&["requirement", id])),
            );
            self.line(10, "</SPEC-HIERARCHY>");
        }
        self.line(8, "</CHILDREN>");
        self.line(6, "</SPECIFICATION>");
        self.line(4, "</SPECIFICATIONS>");
        self.line(2, " </REQ-IF-CONTENT>");
        self.line(2, "</CORE-CONTENT>");
        self.line(0, "</REQ-IF>");
    }
}

/// What is a relation is no attribute.
fn keys() -> impl Iterator<Item = (&'static str, Form)> {
    KEYS.iter().copied().filter(|(key, _)| *key != "refines")
}

/// The keys whose words are a list of the file. A status may be any word, as records of before have it.
fn enumerations() -> impl Iterator<Item = (&'static str, &'static [&'static str])> {
    keys().filter_map(|(key, form)| match form {
        Form::Word(words) | Form::Words(words) if key != "status" => Some((key, words)),
        _ => None,
    })
}

fn sort(key: &str, form: Form) -> &'static str {
    match form {
        _ if matches!(key, "text" | "description") => "XHTML",
        Form::Word(_) | Form::Words(_) if key != "status" => "ENUMERATION",
        _ => "STRING",
    }
}

fn name(key: &str) -> &str {
    GUIDE.iter().find(|(ours, _)| *ours == key).map_or(key, |(_, theirs)| theirs)
}

/// For between tags.
fn content(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

/// For between quotes, where a reader of XML would make a line end a space.
fn escaped(text: &str) -> String {
    content(text).replace('"', "&quot;").replace('\n', "&#10;").replace('\t', "&#9;")
}
