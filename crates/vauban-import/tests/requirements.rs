//! Requirements as other tools write them, and as nobody should.

#![allow(clippy::unwrap_used, reason = "a test stops at the first surprise")]

mod support;

use std::path::{Path, PathBuf};

use support::import;
use vauban_formats::sheet::{Cell, Date, Entry, Sheet, write_xlsx, write_zip};
use vauban_import::{Draft, Field, Imported, Mapping, Source, doorstop_folder, read_sheet, sheet_rows};

fn corpus() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/corpora/requirements")
}

fn read(format: &str, file: &str) -> Imported {
    import(format, &std::fs::read(corpus().join(file)).unwrap()).unwrap_or_else(|error| panic!("{file}: {error}"))
}

/// What a draft says, in one line.
fn told(draft: &Draft) -> String {
    let field = |field: &Field| match field {
        Field::Text(text) | Field::Date(text) | Field::Time(text) => text.replace('\n', "/"),
        Field::Words(words) => words.join("+"),
        Field::Number(number) => number.to_string(),
        other => format!("{other:?}"),
    };
    let fields: Vec<String> = draft.fields.iter().map(|(key, value)| format!("{key}={}", field(value))).collect();
    format!("{}: {}", draft.id, fields.join(" | "))
}

fn all(imported: &Imported) -> Vec<String> {
    imported.drafts.iter().map(told).collect()
}

/// How often a reason is told.
fn lost(imported: &Imported, reason: &str) -> usize {
    imported.lost.iter().filter(|row| row.reason.contains(reason)).map(|row| row.count).sum()
}

const ONE: &str = "Nobody changes a dose before having logged in.";
const TWO: &str = "A session ends after 10 minutes without input.";

#[test]
fn strictdoc_and_its_reqif_say_the_same() {
    let expect = |third: &str| {
        [
            format!(
                "pump-1: title=Log in before acting | text={ONE}//This holds for the display and for the service port. | status=approved | external=PUMP-1 | description=Asked by a customer. | rationale=A wrong dose harms people. | tags=access+login"
            ),
            format!(
                "pump-2: title=Sessions end | text={TWO} | refines=requirement.pump-1 | status=proposed | external=PUMP-2"
            ),
            format!(
                "{third}: title=Without an id | text=The pump keeps its last dose when the network is lost. | refines=requirement.pump-1"
            ),
        ]
    };
    let sdoc = read("strictdoc", "strictdoc/pump.sdoc");
    assert_eq!(all(&sdoc), expect("without-an-id"));
    assert_eq!(lost(&sdoc, "a status in words of its own"), 1);
    assert_eq!((lost(&sdoc, "text between requirements"), lost(&sdoc, "records hold no outline")), (1, 3));
    let reqif = read("reqif", "reqif/pump.reqif");
    // StrictDoc writes the line ends of a field in two letters, and gives what has no id one of its own.
    let told: Vec<String> = all(&reqif).iter().map(|line| line.replace("\\n", "/")).collect();
    assert_eq!(told[..2], expect("")[..2]);
    assert!(told.len() == 3 && told[2].contains(": title=Without an id | text=The pump keeps"), "{told:#?}");
    assert_eq!(lost(&reqif, "a type that is no requirement"), 2);
}

#[test]
fn doorstop_folders_and_items() {
    let names = ["reqs/.doorstop.yml", "reqs/REQ001.yml", "reqs/REQ002.yml", "sys/SYS001.yml"];
    let files: Vec<(String, Vec<u8>)> = names
        .iter()
        .map(|name| ((*name).to_owned(), std::fs::read(corpus().join("doorstop").join(name)).unwrap()))
        .collect();
    let imported = doorstop_folder(&files).unwrap();
    let expect = [
        format!("req001: title=Log in before acting | text={ONE} | external=REQ001"),
        format!("req002: title=Sessions end | text={TWO} | external=REQ002"),
        "sys001: title=Lock the display | text=The display locks itself after 10 minutes. | refines=requirement.req002 | external=SYS001".to_owned(),
    ];
    assert_eq!(all(&imported), expect);
    assert_eq!((lost(&imported, "what a review saw"), lost(&imported, "a setting of Doorstop")), (4, 1));
    let heading = b"active: true\nnormative: false\ntext: Access\n".to_vec();
    let one = doorstop_folder(&[("a.yml".to_owned(), heading), ("b.md".to_owned(), Vec::new())]).unwrap();
    assert_eq!((one.drafts.len(), lost(&one, "not normative"), lost(&one, "in Markdown")), (0, 1, 1));
}

#[test]
fn needs_of_sphinx() {
    let imported = read("sphinx-needs", "sphinx-needs/needs.json");
    let expect = [
        format!(
            "pump-001: title=Log in before acting | text={ONE} | acceptance=Every change asks for a login. | status=approved | external=PUMP_001 | tags=access+login"
        ),
        format!("pump-002: title=Sessions end | text={TWO} | refines=requirement.pump-001 | external=PUMP_002"),
    ];
    assert_eq!(all(&imported), expect);
    assert_eq!((lost(&imported, "another type"), lost(&imported, "where and how it stands")), (1, 2));
    assert_eq!(lost(&imported, "no record field"), 0, "{:?}", imported.lost);
}

#[test]
fn sheets_of_people() {
    let imported = read("xlsx", "xlsx/dosierpumpe.xlsx");
    let expect = [
        "p-1: title=Anmelden | text=Niemand ändert eine Dosis ohne Anmeldung. | origin-standard=CR 1.1 | origin-other=Kunde A | stage=operation+maintenance | category=FR1 | level=2 | method=test | status=approved | date=2026-03-02 | external=P-1",
        "p-2: title=Sitzungen enden | text=Eine Sitzung endet nach 10 Minuten ohne Eingabe. | refines=requirement.p-1 | origin-other=P-1 | stage=operation | category=FR1 | level=2 | method=inspection | status=proposed | external=P-2",
        "p-3: text==1+1 ist kein Text | external=P-3",
    ];
    assert_eq!(all(&imported), expect);
    for (reason, count) in
        [("another sheet", 1), ("no record field", 1), ("does not have", 1), ("no security level", 1)]
    {
        assert_eq!(lost(&imported, reason), count, "{reason}");
    }
    let csv = read("csv", "csv/semicolons.csv");
    let expect = [
        "p-1: title=Log in | text=Nobody changes a dose; ever | external=P-1",
        "p-2: title=Sessions end | text==10 minutes | refines=requirement.p-1 | external=P-2",
    ];
    assert_eq!(all(&csv), expect);
    assert_eq!(lost(&csv, "somebody by name"), 1);
}

fn sheet(rows: &[&[&str]]) -> Vec<u8> {
    let rows = rows.iter().map(|row| row.iter().map(|cell| Cell::text(*cell)).collect()).collect();
    write_xlsx(&[Sheet::new("A", Vec::new()), Sheet::new("B", rows)], Date::new(2026, 1, 1).unwrap()).unwrap()
}

#[test]
fn columns_are_mapped_and_sheets_chosen() {
    let bytes = sheet(&[&["Farbe", "Satz", "Nr"], &["rot", "Es gilt.", "7"]]);
    let include = |_: &str| Err(String::new());
    let source = Source { name: "a.xlsx", bytes: &bytes, include: &include };
    let read = |map: &[&str], sheet: Option<&str>| {
        let mut mapping = Mapping { sheet: sheet.map(str::to_owned), ..Mapping::default() };
        map.iter().for_each(|written| mapping.add(written).unwrap());
        read_sheet(&source, true, &mapping, &|_| true).map(|imported| all(&imported)).map_err(|error| error.to_string())
    };
    assert!(read(&[], None).unwrap_err().contains("--map Column=text"));
    assert_eq!(read(&["Satz=text", "Farbe=tags"], None).unwrap(), ["7: text=Es gilt. | tags=rot"]);
    assert_eq!(read(&["Satz=text", "Farbe=-"], Some("B")).unwrap(), ["7: text=Es gilt."]);
    assert!(read(&["Satz=text"], Some("C")).unwrap_err().contains("its sheets: `A`, `B`"));
    assert!(Mapping::default().add("Satz=colour").unwrap_err().contains("acceptance"));
    assert!(Mapping::default().add("Satz").is_err());
    let rows = sheet_rows(&source, true, &{
        let mut mapping = Mapping::default();
        mapping.add("Satz=text").unwrap();
        mapping
    })
    .unwrap();
    assert_eq!(rows.rows[0].id, "7");
    assert_eq!(rows.rows[0].values, [("text", "Es gilt.".to_owned())]);
}

#[test]
fn reqif_of_other_makers() {
    let object =
        |id: &str, values: &str| format!("<SPEC-OBJECT IDENTIFIER='{id}'><VALUES>{values}</VALUES></SPEC-OBJECT>");
    let value = |name: &str, xhtml: &str| {
        format!(
            "<ATTRIBUTE-VALUE-XHTML><DEFINITION><ATTRIBUTE-DEFINITION-XHTML-REF>{name}</ATTRIBUTE-DEFINITION-XHTML-REF></DEFINITION><THE-VALUE>{xhtml}</THE-VALUE></ATTRIBUTE-VALUE-XHTML>"
        )
    };
    let step = |id: &str, below: &str| {
        format!(
            "<SPEC-HIERARCHY IDENTIFIER='s{id}'><OBJECT><SPEC-OBJECT-REF>{id}</SPEC-OBJECT-REF></OBJECT><CHILDREN>{below}</CHILDREN></SPEC-HIERARCHY>"
        )
    };
    let relation = |kind: &str, from: &str, to: &str| {
        format!(
            "<SPEC-RELATION IDENTIFIER='r'><TYPE><SPEC-RELATION-TYPE-REF>{kind}</SPEC-RELATION-TYPE-REF></TYPE><SOURCE><SPEC-OBJECT-REF>{from}</SPEC-OBJECT-REF></SOURCE><TARGET><SPEC-OBJECT-REF>{to}</SPEC-OBJECT-REF></TARGET></SPEC-RELATION>"
        )
    };
    let text = "<d:div xmlns:d='http://www.w3.org/1999/xhtml'>Keys   are <d:b>erased</d:b>:<d:ul><d:li>at reset</d:li><d:li>on tamper</d:li></d:ul><d:object data='x.png'>picture</d:object></d:div>";
    let reqif = format!(
        "<REQ-IF xmlns='http://www.omg.org/spec/ReqIF/20110401/reqif.xsd'><CORE-CONTENT><REQ-IF-CONTENT><DATATYPES/>\
         <SPEC-TYPES><SPEC-OBJECT-TYPE IDENTIFIER='t'><SPEC-ATTRIBUTES><ATTRIBUTE-DEFINITION-XHTML IDENTIFIER='at' LONG-NAME='ReqIF.Text'/><ATTRIBUTE-DEFINITION-XHTML IDENTIFIER='ac' LONG-NAME='ReqIF.ChapterName'/></SPEC-ATTRIBUTES></SPEC-OBJECT-TYPE>\
         <SPEC-RELATION-TYPE IDENTIFIER='k' LONG-NAME='Satisfies'/><SPEC-RELATION-TYPE IDENTIFIER='l' LONG-NAME='link'/></SPEC-TYPES>\
         <SPEC-OBJECTS>{}{}{}{}</SPEC-OBJECTS><SPEC-RELATIONS>{}{}{}</SPEC-RELATIONS>\
         <SPECIFICATIONS><SPECIFICATION IDENTIFIER='s'><CHILDREN>{}</CHILDREN></SPECIFICATION></SPECIFICATIONS></REQ-IF-CONTENT></CORE-CONTENT></REQ-IF>",
        object("h", &value("ac", "<div>Access</div>")),
        object("a", &value("at", text)),
        object("b", &value("at", "<div>B.</div>")),
        object("c", &value("at", "<div>C.</div>")),
        relation("k", "c", "a"),
        relation("l", "b", "c"),
        relation("k", "c", "nowhere"),
        step("h", &step("a", &step("b", ""))),
    );
    let imported = import("reqif", reqif.as_bytes()).unwrap();
    let expect = [
        "a: text=Keys are erased:/- at reset/- on tamper/picture",
        "b: text=B. | refines=requirement.a",
        "c: text=C. | refines=requirement.a",
    ];
    assert_eq!(all(&imported), expect);
    for (reason, count) in [("a heading", 1), ("which end is the broader", 1), ("does not have", 1), ("a picture", 1)] {
        assert_eq!(lost(&imported, reason), count, "{reason}");
    }
    let entry = |name: &str, bytes: &[u8]| Entry { name: name.to_owned(), bytes: bytes.to_vec() };
    let packed = write_zip(&[entry("x.png", b"png"), entry("a.reqif", reqif.as_bytes())]).unwrap();
    let unpacked = import("reqif", &packed).unwrap();
    assert_eq!(unpacked.drafts, imported.drafts);
    assert_eq!(lost(&unpacked, "files that are no requirements"), 1);
}

#[test]
fn what_is_hostile_is_refused_with_its_place() {
    let said = |format: &str, bytes: &[u8]| import(format, bytes).unwrap_err().to_string();
    let bomb = "<!DOCTYPE r [<!ENTITY a 'aaaa'>]><REQ-IF>&a;</REQ-IF>";
    assert!(said("reqif", bomb.as_bytes()).contains("document type"));
    let deep = format!("<REQ-IF>{}{}</REQ-IF>", "<a>".repeat(500), "</a>".repeat(500));
    assert!(said("reqif", deep.as_bytes()).contains("nests deeper"));
    assert!(said("reqif", b"<RIF/>").contains("RIF"));
    let zip = |name: &str| write_zip(&[Entry { name: name.to_owned(), bytes: b"<REQ-IF/>".to_vec() }]).unwrap();
    assert!(said("reqif", &zip("../a.reqif")).contains("leads out of"));
    assert!(said("reqif", &zip("a.txt")).contains("holds no"));
    assert!(said("strictdoc", b"[REQUIREMENT]\nTITLE: x\n").contains("[DOCUMENT]"));
    assert!(said("strictdoc", b"[DOCUMENT]\nTITLE: x\n\n[REQUIREMENT]\nSTATEMENT: >>>\nx\n").contains("never ends"));
    let many = format!("[DOCUMENT]\nTITLE: x\n\n[REQUIREMENT]\n{}", "TAGS: x\n".repeat(2_000));
    assert!(said("strictdoc", many.as_bytes()).contains("more than 1000 fields"));
    assert!(said("doorstop", b"a: *nobody\n").contains("broken YAML"));
    assert!(said("sphinx-needs", b"{\"versions\": {}}").contains("no version"));
    assert!(said("xlsx", b"PK\x03\x04").contains("zip archive"));
    assert!(said("csv", b"PK\x03\x04").contains("did you mean `xlsx`"));
    assert!(said("csv", b"a,b\n1,2\n").contains("neither a text nor a title"));
}

/// Circles are imported as they are drawn: the check tells them.
#[test]
fn circles_and_repeated_ids_end() {
    let csv = b"id,text,refines\na,one,b\nb,two,a\na,three,a\nc,,\n,four,\n";
    let imported = import("csv", csv).unwrap();
    let expect = [
        "a: text=one | refines=requirement.b",
        "b: text=two | refines=requirement.a-2",
        "a-2: text=three | refines=requirement.a-2 | external=a",
        "four: text=four",
    ];
    assert_eq!(all(&imported), expect);
    assert_eq!((lost(&imported, "have this id"), lost(&imported, "neither a text nor a title")), (1, 1));
}
