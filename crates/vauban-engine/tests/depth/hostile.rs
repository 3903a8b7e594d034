//! Designs that nobody means well: huge, circular, empty. Each gets an answer, in bounded time and memory.

use std::fmt::Write as _;

use vauban_analysis::depth::{Question, Row};

use super::agreement::{compiled, defence};

/// Answers everything there is to ask about a design, and gives the rows.
fn survive(text: &str, order: Option<u32>) -> Vec<Row> {
    let compiled = compiled(text);
    let defence = defence(&compiled, &Default::default());
    let question = Question { order, ..Question::default() };
    let rows = defence.answer(&question).unwrap();
    for row in rows.iter().take(3) {
        let first = row.cut_sets.first().map_or(&[][..], Vec::as_slice);
        let _ = defence.paths(&question, row).unwrap().unwrap().path(row, first);
        let _ = defence.lines(&question, row).unwrap();
        let _ = defence.remedies(&question, row, 1).unwrap();
    }
    let _ = defence.idle();
    rows
}

/// Whatever was cut short says so, and says nothing wrong.
fn truthful(rows: &[Row]) {
    for row in rows {
        match (row.depth, row.at_least) {
            (Some(depth), None) => assert!(row.reachable, "depth {depth} of what is out of reach"),
            (None, Some(_)) => assert!(row.reachable && row.truncated_at.is_some()),
            (None, None) => assert!(!row.reachable),
            (Some(_), Some(_)) => panic!("an exact depth needs no bound: {row:?}"),
        }
        if let (Some(depth), Some(first)) = (row.depth, row.cut_sets.first()) {
            assert_eq!(first.len(), depth as usize);
        }
    }
}

fn depths(rows: &[Row]) -> Vec<Option<u32>> {
    rows.iter().map(|row| row.depth).collect()
}

const HEAD: &str = "[zone.z0]\n[attacker.a]\nstarts-in = [\"z0\"]\n[component.c]\nzone = \"z0\"\n";

/// Every property of one asset on component `c`; only confidentiality matters.
const ASSET: &str = "[asset.s]\nheld-by = [\"c\"]\nimpact = { confidentiality = \"high\", integrity = \"none\", availability = \"none\" }\n";

fn list(of: impl Iterator<Item = String>) -> String {
    let quoted: Vec<String> = of.map(|one| format!("\"{one}\"")).collect();
    format!("[{}]", quoted.join(", "))
}

#[test]
fn nothing_at_all() {
    assert!(survive("", None).is_empty());
    assert!(survive("[attacker.a]\n", Some(12)).is_empty());
    let rows = survive("[attacker.a]\n[asset.s]\n", None);
    assert_eq!(depths(&rows), vec![None; 15]);
    assert!(rows.iter().all(|row| !row.reachable && row.cut_sets.is_empty()));
}

#[test]
fn zones_where_nobody_starts() {
    let mut text = HEAD.replace("starts-in = [\"z0\"]\n", "") + ASSET;
    for zone in 1..200 {
        let _ = writeln!(text, "[zone.z{zone}]\nparent = \"z{}\"", zone - 1);
    }
    let rows = survive(&text, None);
    assert_eq!(depths(&rows), vec![None; 5]);
}

#[test]
fn many_interfaces_each_from_many_zones() {
    let mut text = HEAD.to_owned() + ASSET;
    (1..50).for_each(|zone| _ = writeln!(text, "[zone.z{zone}]"));
    let zones = list((0..50).map(|zone| format!("z{zone}")));
    for way in 0..2_000 {
        let _ = writeln!(text, "[interface.i{way}]\non = \"c\"\nreachable-from = {zones}");
    }
    let _ = writeln!(text, "[mechanism.m]\nkind = \"authorization\"\nprotects = [\"component.c\"]\nenforced-by = []");
    let rows = survive(&text, None);
    truthful(&rows);
    assert_eq!(rows[0].depth, Some(1));
}

#[test]
fn very_many_flows() {
    let mut text = HEAD.to_owned() + ASSET + "[interface.i]\non = \"c\"\nreachable-from = [\"z0\"]\n";
    for flow in 0..20_000 {
        let _ = writeln!(text, "[flow.f{flow}]\nfrom = \"component.c\"\nto = \"i\"\ncarries = [\"s\"]");
    }
    let _ = writeln!(text, "[mechanism.m]\nkind = \"authorization\"\nprotects = [\"interface.i\"]\nenforced-by = []");
    let rows = survive(&text, None);
    truthful(&rows);
    // Whoever is on the path of a flow reads it: nothing protects that.
    assert_eq!(rows[0].depth, Some(0));
}

/// A mechanism in front of the interface of `c` for each number, with these lines.
fn guarded(count: usize, lines: impl Fn(usize) -> String) -> String {
    let mut text = HEAD.to_owned() + ASSET + "[interface.i]\non = \"c\"\nreachable-from = [\"z0\"]\n";
    for number in 0..count {
        let _ = writeln!(
            text,
            "[mechanism.m{number}]\nkind = \"authorization\"\nprotects = [\"interface.i\"]\nenforced-by = []\n{}",
            lines(number)
        );
    }
    text
}

#[test]
fn a_ring_of_mechanisms_falls_with_one() {
    let text = guarded(3_000, |number| format!("relies-on = [\"mechanism.m{}\"]", (number + 1) % 3_000));
    let rows = survive(&text, None);
    truthful(&rows);
    // As designed all stand and any one takes all along; none is implemented.
    assert_eq!(rows[0].depth, Some(1));
    assert_eq!(rows[0].by_order.first(), Some(&3_000));
    assert_eq!(rows[1].depth, Some(0));
}

#[test]
fn a_mechanism_that_stands_on_itself() {
    let rows = survive(&guarded(20, |number| format!("relies-on = [\"mechanism.m{number}\"]")), Some(30));
    truthful(&rows);
    assert_eq!((rows[0].depth, rows[0].cut_sets.len()), (Some(20), 1));
}

#[test]
fn very_many_mechanisms_on_one_interface() {
    let rows = survive(&guarded(500, |_| String::new()), None);
    truthful(&rows);
    // Far beyond the orders listed, and exact all the same.
    assert_eq!((rows[0].depth, rows[0].truncated_at.is_some()), (Some(500), true));
    let rows = survive(&guarded(500, |_| String::new()), Some(3));
    assert_eq!(rows[0].depth, Some(500));
}

#[test]
fn very_many_ways_with_many_layers_each() {
    // 10^8 smallest sets: each of eight layers falls by its own event or by any of nine components.
    let mut text = String::new();
    for component in 0..72 {
        let _ = writeln!(text, "[component.p{component}]");
    }
    text += &guarded(8, |number| {
        format!("relies-on = {}", list((0..9).map(|other| format!("component.p{}", 9 * number + other))))
    });
    let rows = survive(&text, Some(8));
    truthful(&rows);
    assert_eq!(rows[0].depth, Some(8));
}

#[test]
fn a_long_way_of_parents_and_hosts() {
    let mut text = HEAD.to_owned();
    for number in 1..3_000 {
        let _ = writeln!(text, "[zone.z{number}]\nparent = \"z{}\"", number - 1);
        let host = if number == 1 { "c".to_owned() } else { format!("c{}", number - 1) };
        let _ = writeln!(text, "[component.c{number}]\nruns-on = \"{host}\"");
    }
    let _ = writeln!(text, "[interface.i]\non = \"c2999\"\nreachable-from = [\"z2999\"]\n{ASSET}");
    let rows = survive(&text, None);
    assert_eq!(rows[0].depth, Some(0));
}
