use super::*;

fn day() -> Date {
    Date::new(2026, 11, 22).unwrap()
}

fn xlsx(sheet: &Sheet) -> Vec<u8> {
    write_xlsx(std::slice::from_ref(sheet), day()).unwrap()
}

const TEXTS: &[&str] = &[
    "plain",
    "=1+1",
    "+49 30",
    "-5",
    "@SUM(A1)",
    "\tindented",
    "'=quoted",
    "''=twice",
    "'just an apostrophe",
    "two\nlines",
    "a \"quote\", and a comma; semicolon",
    "  spaces around  ",
    "Prüfung ✓ 設計 🔒",
    "a & b < c > d ]]> e",
    "_x0041_ is no A",
    "＝1",
    "007",
    "true",
    "2026-11-22",
];

fn sheet() -> Sheet {
    let mut rows = vec![vec![Cell::text("id"), Cell::text("text"), Cell::text("more")]];
    for text in TEXTS {
        rows.push(vec![Cell::text(*text), Cell::Empty, Cell::text(format!("x{text}"))]);
    }
    Sheet::new("requirement", rows)
}

#[test]
fn what_is_written_is_read_back() {
    let mut sheet = sheet();
    sheet.rows.push(vec![Cell::Number(3.5), Cell::Bool(true), Cell::Date(day())]);
    sheet.rows.push(vec![Cell::Empty, Cell::Number(-2.0), Cell::Date(Date::new(1999, 2, 28).unwrap())]);
    assert_eq!(read_xlsx(&xlsx(&sheet)).unwrap(), [sheet]);
}

#[test]
fn csv_is_read_back_as_texts() {
    let sheet = sheet();
    let csv = write_csv(&sheet).unwrap();
    assert_eq!(read_csv(&csv).unwrap().rows, sheet.rows);
    let text = String::from_utf8(csv).unwrap();
    assert!(text.starts_with("\u{feff}id,text,more\r\n"), "{text}");
    assert!(
        text.contains("\n'=1+1,,x=1+1\r\n") && text.contains("\n'+49 30,") && text.contains("\n''=quoted,"),
        "{text}"
    );
    assert!(text.contains("\n'just an apostrophe,"), "{text}");
    let typed = Sheet::new("", vec![vec![Cell::Number(-2.0), Cell::Bool(false), Cell::Date(day())]]);
    assert_eq!(write_csv(&typed).unwrap(), b"\xEF\xBB\xBF-2,false,2026-11-22\r\n");
}

#[test]
fn csv_of_other_programs() {
    let texts = |bytes: &[u8]| -> Vec<Vec<String>> {
        let rows = read_csv(bytes).unwrap().rows;
        rows.iter().map(|row| row.iter().map(ToString::to_string).collect()).collect()
    };
    assert_eq!(texts(b"id;text\r\nA;\"x;y\"\r\n;\r\n"), [["id", "text"], ["A", "x;y"]]);
    assert_eq!(texts(b"id\ttext\nA\tb, c"), [["id", "text"], ["A", "b, c"]]);
    assert_eq!(texts(b"\"a,b\";c\n1;2\n"), [["a,b", "c"], ["1", "2"]]);
    let wide: Vec<u8> = "\u{feff}id\tü\n".encode_utf16().flat_map(u16::to_le_bytes).collect();
    assert_eq!(texts(&wide), [["id", "ü"]]);
    assert!(read_csv(b"id\nPr\xFCfung\n").unwrap_err().message.contains("line 2 is not UTF-8"));
    assert!(read_csv(b"").unwrap().rows.is_empty());
}

#[test]
fn the_same_sheets_are_the_same_bytes() {
    let one = xlsx(&sheet());
    assert_eq!(one, xlsx(&sheet()));
    let other = write_xlsx(&[sheet()], Date::new(2020, 1, 1).unwrap()).unwrap();
    assert_ne!(one, other);
    let core = |bytes: &[u8]| read_zip(bytes, &|name| name == "docProps/core.xml").unwrap().remove(0).bytes;
    let core = String::from_utf8(core(&one)).unwrap();
    assert!(core.contains("2026-11-22T00:00:00Z"), "{core}");
}

#[test]
fn the_first_row_stays_in_view() {
    let mut hiding = sheet();
    hiding.hidden.push(2);
    let parts = read_zip(&xlsx(&hiding), &|name| name == "xl/worksheets/sheet1.xml").unwrap();
    let xml = String::from_utf8(parts.into_iter().next().unwrap().bytes).unwrap();
    assert!(xml.contains("state=\"frozen\"") && xml.contains("<autoFilter ref=\"A1:C"), "{xml}");
    assert!(xml.contains("hidden=\"1\"") && !xml.contains("<f>"), "{xml}");
}

#[test]
fn dates_of_both_epochs() {
    let cells = |epoch: &str| {
        let mut entries = read_zip(&xlsx(&Sheet::new("s", vec![vec![Cell::Date(day())]])), &|_| true).unwrap();
        let cells: String = ["1", "59", "60", "61", "45292", "46348.75", "0", "-1", "1e300", "2958465", "x"]
            .iter()
            .map(|serial| format!("<c s=\"1\"><v>{serial}</v></c>"))
            .collect();
        for entry in &mut entries {
            if entry.name == "xl/worksheets/sheet1.xml" {
                entry.bytes = format!("<worksheet><sheetData><row>{cells}</row></sheetData></worksheet>").into_bytes();
            }
            if entry.name == "xl/workbook.xml" {
                let xml = String::from_utf8(entry.bytes.clone()).unwrap();
                assert!(xml.contains("<workbookPr"), "{xml}");
                entry.bytes = xml.replace("<workbookPr", &format!("<workbookPr date1904=\"{epoch}\"")).into_bytes();
            }
        }
        let rows = read_xlsx(&write_zip(&entries).unwrap()).unwrap().remove(0).rows;
        rows[0].iter().map(ToString::to_string).collect::<Vec<_>>()
    };
    let new = ["1900-01-01", "1900-02-28", "60", "1900-03-01", "2024-01-01", "2026-11-22", "0", "-1"];
    assert_eq!(cells("0")[..8], new);
    assert_eq!(cells("0")[9..], ["9999-12-31", "x"]);
    assert_eq!(cells("1")[..3], ["1904-01-02", "1904-02-29", "1904-03-01"]);
}

#[test]
fn what_does_not_fit_is_refused_with_its_place() {
    let long = Sheet::new("x", vec![vec![], vec![Cell::Empty, Cell::text("ä".repeat(LONGEST_TEXT + 1))]]);
    let said = write_xlsx(&[long], day()).unwrap_err().message;
    assert!(said.contains("row 2, column 2"), "{said}");
    assert!(write_xlsx(&[], day()).is_err());
    let wide = Sheet::new("x", vec![vec![Cell::Bool(true); MOST_COLUMNS + 1]]);
    assert!(write_csv(&wide).is_err());
    assert!(write_xlsx(&[Sheet::new("no:name", Vec::new())], day()).is_err());
}

/// An XLSX whose only sheet is this XML.
fn with_sheet(xml: &str) -> Vec<u8> {
    let mut entries = read_zip(&xlsx(&Sheet::new("s", vec![vec![Cell::text("a")]])), &|_| true).unwrap();
    for entry in &mut entries {
        if entry.name == "xl/worksheets/sheet1.xml" {
            entry.bytes = xml.as_bytes().to_vec();
        }
    }
    write_zip(&entries).unwrap()
}

#[test]
fn a_cell_far_out_costs_nothing() {
    let far = |at: &str| {
        let cell = format!("<c r=\"{at}\" t=\"inlineStr\"><is><t>x</t></is></c>");
        with_sheet(&format!(
            "<worksheet><dimension ref=\"A1:XFD1048576\"/><sheetData><row>{cell}</row></sheetData></worksheet>"
        ))
    };
    assert_eq!(read_xlsx(&far("B2")).unwrap()[0].rows, [vec![], vec![Cell::Empty, Cell::text("x")]]);
    assert!(read_xlsx(&far("XFD1048576")).unwrap_err().message.contains("more than"));
    assert!(read_xlsx(&far("A1048576")).is_err());
    for nowhere in ["ZZZZZZZZZZZZZZZZZZZZZZZZZZZZZZ99999999999999999999999", "A0", "1", "A", "", "é1", "a-1"] {
        assert!(read_xlsx(&far(nowhere)).is_err(), "{nowhere}");
    }
}

#[test]
fn one_text_for_all_cells_is_counted_each_time() {
    let long = "x".repeat(30_000);
    let strings = format!("<sst><si><t>{long}</t></si></sst>");
    let cells = "<row><c t=\"s\"><v>0</v></c></row>".repeat(MOST_TEXT / 30_000 + 1);
    let mut entries =
        read_zip(&with_sheet(&format!("<worksheet><sheetData>{cells}</sheetData></worksheet>")), &|_| true).unwrap();
    for entry in &mut entries {
        if entry.name == "xl/sharedStrings.xml" {
            entry.bytes = strings.clone().into_bytes();
        }
    }
    let said = read_xlsx(&write_zip(&entries).unwrap()).unwrap_err().message;
    assert!(said.contains("bytes of text"), "{said}");
}

#[test]
fn bombs_are_not_unpacked() {
    let entry = |name: &str, bytes: Vec<u8>| Entry { name: name.to_owned(), bytes };
    let bomb = write_zip(&[entry("xl/workbook.xml", vec![b' '; 64 << 20])]).unwrap();
    assert!(bomb.len() < 1 << 20);
    assert!(read_xlsx(&bomb).unwrap_err().message.contains("unpacks to more than"));
    let many: Vec<Entry> = (0..2_001).map(|at| entry(&format!("{at}"), Vec::new())).collect();
    assert!(read_xlsx(&write_zip(&many).unwrap()).unwrap_err().message.contains("entries"));
    let out = write_zip(&[entry("../../etc/x", b"x".to_vec())]).unwrap();
    assert!(read_zip(&out, &|_| true).unwrap_err().message.contains("leads out of"));
    for broken in [&b""[..], b"PK\x03\x04", b"not a zip at all", b"PK\x05\x06\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0"] {
        assert!(read_xlsx(broken).is_err());
    }
}

/// `cargo test --release -p vauban-formats --features sheet ten_thousand -- --ignored --nocapture`
#[test]
#[ignore = "a measurement, which means something only in a release build"]
#[allow(clippy::print_stdout, reason = "a measurement is printed")]
fn ten_thousand_rows_take_less_than_two_seconds() {
    let row = |at: usize| {
        let mut row = vec![Cell::text(format!("requirement.r-{at}"))];
        row.extend(
            (0..15).map(|column| Cell::text(format!("what column {column} says of row {at}, in a few words more"))),
        );
        row.push(Cell::Date(day()));
        row
    };
    let sheet = Sheet::new("requirement", (0..=10_000).map(row).collect());
    let start = std::time::Instant::now();
    let bytes = xlsx(&sheet);
    let written = start.elapsed();
    let read = read_xlsx(&bytes).unwrap();
    let both = start.elapsed();
    assert_eq!(read, [sheet]);
    println!("written in {written:?}, read in {:?}, {} bytes", both - written, bytes.len());
    assert!(both.as_secs_f64() < 2.0);
}
