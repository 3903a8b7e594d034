//! Small diagrams in every output, and any text in them.

use proptest::collection::vec;
use proptest::prelude::*;
use vauban_analysis::diagram::{Crossing, Danger, Dangers, Diagram, Flow, Grade, Party, Port, Shade, Sort, Zone};
use vauban_analysis::threats::State;

use super::{dot, mermaid, svg};
use crate::text::is_hostile;

/// An operator in the plant, a web server in a sandbox of the host, a store beside it.
fn small() -> Diagram {
    let zone =
        |name: &str, parent| Zone { name: format!("zone.{name}"), title: name.into(), parent, ..Zone::default() };
    let port = |name: &str| Port { name: format!("interface.{name}"), title: name.into(), ..Port::default() };
    let party = |name: &str, kind: &str, sort, zone| Party {
        name: name.into(),
        kind: kind.into(),
        sort,
        zone: Some(zone),
        ..Party::default()
    };
    let flow = |name: &str, from, to, control, assets: &[&str]| Flow {
        name: format!("flow.{name}"),
        from,
        to,
        port: Some(0),
        control,
        assets: assets.iter().map(|one| (*one).to_owned()).collect(),
        ..Flow::default()
    };
    let crossing = |from: &str, to: &str, boundary: Option<&str>| Crossing {
        from: format!("zone.{from}"),
        to: format!("zone.{to}"),
        boundaries: boundary.map(|one| format!("boundary.{one}")).into_iter().collect(),
        nested: false,
    };
    let mut diagram = Diagram {
        product: "pump 1.0".into(),
        zones: vec![zone("plant", None), zone("host", None), zone("sandbox", Some(1))],
        parties: vec![
            party("actor.operator", "person", Sort::Actor, 0),
            party("component.web", "service", Sort::Component, 2),
            party("component.store", "store", Sort::Environment, 1),
        ],
        flows: vec![
            flow("views", 0, 1, false, &["values"]),
            flow("sets", 0, 1, true, &["setpoints", "values"]),
            flow("saves", 1, 2, false, &[]),
        ],
        ..Diagram::default()
    };
    diagram.parties[1].ports = vec![port("web-ui")];
    diagram.parties[2].ports = vec![port("files")];
    diagram.flows[0].protocol = Some("https".into());
    diagram.flows[0].crossings = vec![crossing("plant", "sandbox", Some("front"))];
    diagram.flows[2].crossings = vec![crossing("sandbox", "host", None)];
    diagram.parties[1].shade = Some(Shade { grade: Grade::Short, text: "1 of 2".into() });
    diagram
}

#[test]
fn mermaid_is_exact() {
    let expect = "\
flowchart LR
  subgraph z0[\"plant\"]
    n0([\"operator<br/><i>person</i>\"])
  end
  subgraph z1[\"host\"]
    n2[/\"store<br/><i>store</i>\"/]
    subgraph z2[\"sandbox\"]
      n1[\"web<br/><i>service</i>\"]
    end
  end
  n0 ==>|\"web-ui · https<br/>values, setpoints\"| n1
  n1 -->|\"files<br/>saves\"| n2
  linkStyle 0 stroke:#b3261e,stroke-dasharray:6 4
  linkStyle 1 stroke:#b3261e,stroke-width:4px
  classDef grade1 fill:#f5d9a8,color:#22252b
  class n1 grade1
";
    assert_eq!(mermaid::source(&small()), expect);
}

#[test]
fn dot_is_exact() {
    let expect = "\
digraph \"data flows\" {
  rankdir=LR;
  node [shape=box, style=filled, fillcolor=\"#ffffff\", fontname=\"sans-serif\"];
  edge [fontname=\"sans-serif\", fontsize=10];
  subgraph cluster_0 {
    label=\"plant\"; style=\"dashed,filled\"; fillcolor=\"#eef2f7\";
    n0 [label=\"operator\\nperson\", shape=ellipse];
  }
  subgraph cluster_1 {
    label=\"host\"; style=\"dashed,filled\"; fillcolor=\"#eef2f7\";
    n2 [label=\"store\\nstore\", style=\"filled,dashed\"];
    subgraph cluster_2 {
      label=\"sandbox\"; style=\"dashed,filled\"; fillcolor=\"#eef2f7\";
      n1 [label=\"web\\nservice\", fillcolor=\"#f5d9a8\"];
    }
  }
  n0 -> n1 [label=\"web-ui · https\\nvalues\\nsetpoints\", color=\"#b3261e\", style=dashed];
  n1 -> n2 [label=\"files\\nsaves\", color=\"#b3261e\", penwidth=3];
}
";
    assert_eq!(dot::source(&small()), expect);
}

#[test]
fn the_picture_shows_what_there_is_and_marks_what_is_crossed() {
    let picture = svg::picture(&small());
    let document = roxmltree::Document::parse(&picture).unwrap();
    let shown: Vec<&str> =
        document.descendants().filter(|node| node.has_tag_name("text")).filter_map(|node| node.text()).collect();
    for text in [
        "Data flows of pump 1.0",
        "operator",
        "web",
        "web-ui",
        "store",
        "https",
        "values",
        "setpoints",
        "saves",
        "1 of 2",
        "!",
    ] {
        assert!(shown.contains(&text), "{text}: {shown:?}");
    }
    let class = |class: &str| document.descendants().filter(|node| node.attribute("class") == Some(class)).count();
    // One on the way and one in the legend.
    assert_eq!((class("cross"), class("alarm")), (2, 2));
    assert!(!picture.contains("href") && picture.matches("://").count() == 1 && !picture.contains("<script"));
    assert!(picture.contains("prefers-color-scheme: dark"));
    assert_eq!(picture, svg::picture(&small()));
}

/// The small diagram with open threats on the web server, a question on its interface and on a flow to it.
fn endangered() -> Diagram {
    use vauban_analysis::threats::Severity;
    let danger = |state, severity| Danger { state, severity };
    let mut diagram = small();
    diagram.parties[1].shade = None;
    diagram.dangers = Some(Dangers {
        all: vec![
            danger(State::Open, Severity::High),
            danger(State::Open, Severity::Low),
            danger(State::Question, Severity::Critical),
            danger(State::StoppedUnproven, Severity::High),
            danger(State::Open, Severity::Medium),
        ],
        elsewhere: [4].into(),
    });
    diagram.parties[1].dangers = [0, 1, 3].into();
    diagram.parties[1].ports[0].dangers = [2].into();
    diagram.flows[0].dangers = [1].into();
    diagram.flows[1].dangers = [1, 2].into();
    diagram
}

#[test]
fn threats_are_told_by_number_word_and_shape_in_every_output() {
    let diagram = endangered();
    let picture = svg::picture(&diagram);
    let document = roxmltree::Document::parse(&picture).unwrap();
    let texts = |class: &str| -> Vec<String> {
        let marked = document.descendants().filter(|node| node.attribute("class") == Some(class));
        marked.filter_map(|node| node.text()).map(str::to_owned).collect()
    };
    // The last of each is that of the legend.
    assert_eq!(texts("label mid said-open-bad"), ["2 high", "n"]);
    assert_eq!(texts("label mid said-open"), ["1 low · 1?", "n"], "two flows of one arrow share a threat");
    assert_eq!(texts("label mid said-asked"), ["1?", "n?"]);
    assert_eq!(texts("label mid said-calm"), ["0", "0", "0", "0", "0"]);
    let shapes = |name: &str, class: &str| {
        document.descendants().filter(|node| node.has_tag_name(name) && node.attribute("class") == Some(class)).count()
    };
    assert_eq!((shapes("path", "open-bad"), shapes("path", "open"), shapes("rect", "asked")), (2, 2, 2));
    let description = document.descendants().find(|node| node.has_tag_name("desc")).and_then(|node| node.text());
    let description = description.unwrap();
    for said in [
        "threats: 2 open, worst high, 1 question; 1 stopped-unproven",
        "on nothing drawn here: 1 open, worst medium",
        "Threats on component.web: 2 open, worst high; 1 stopped-unproven.",
        "Threats on interface.web-ui: 0 open, 1 question.",
        "Threats on flow.sets: 1 open, worst low, 1 question.",
    ] {
        assert!(description.contains(said), "{said}: {description}");
    }
    let source = mermaid::source(&diagram);
    assert!(source.contains("  class n1 threats-open-bad\n"), "{source}");
    assert!(source.contains("2 open, worst high#59; 1 stopped-unproven<br/>web-ui: 0 open, 1 question"), "{source}");
    let source = dot::source(&diagram);
    assert!(
        source.contains("threats=\"2 open, worst high; 1 stopped-unproven; web-ui: 0 open, 1 question\""),
        "{source}"
    );
    assert!(source.contains("values\\nsetpoints\\n1 open, worst low, 1 question\""), "{source}");
    assert!(!svg::picture(&small()).contains("class=\"mark\""), "only where somebody asks for them");
}

#[test]
fn many_arrows_between_two_boxes_become_one() {
    let ports = (0..70).map(|at| Port { name: format!("interface.p{at}"), ..Port::default() });
    let party = |name: &str| Party { name: name.into(), ..Party::default() };
    let mut diagram = Diagram { parties: vec![party("component.a"), party("component.b")], ..Diagram::default() };
    diagram.parties[1].ports = ports.collect();
    let flow = |at: usize| Flow { name: format!("flow.f{at}"), from: 0, to: 1, port: Some(at), ..Flow::default() };
    let arrows = |picture: &str| picture.matches("class=\"arrow\"").count();
    diagram.flows = (0..60).map(flow).collect();
    assert_eq!(arrows(&svg::picture(&diagram)), 60);
    diagram.flows = (0..61).map(flow).collect();
    let picture = svg::picture(&diagram);
    assert_eq!(arrows(&picture), 1);
    assert!(picture.contains("and 60 more") && picture.contains("flow.f7 to interface.p7 (data)"), "{picture}");
}

#[test]
fn long_words_about_the_whole_stay_on_the_page() {
    let mut diagram = endangered();
    diagram.loose = ["flow", "boundary", "interface"].map(|kind| format!("{kind}.{}", "x".repeat(40))).to_vec();
    diagram.uprooted = vec!["zone.round".into(); 9];
    let picture = svg::picture(&diagram);
    let document = roxmltree::Document::parse(&picture).unwrap();
    let wide: i64 = document.root_element().attribute("width").unwrap().parse().unwrap();
    let subs = document.descendants().filter(|node| node.attribute("class") == Some("sub"));
    let lines: Vec<&str> = subs.filter_map(|node| node.text()).collect();
    assert!(lines.len() > 1 && lines.iter().all(|line| super::card::letters(line, 13) <= wide - 24), "{lines:?}");
    for said in ["flows without an end:", "boundaries without an end:", "interfaces of nobody:", "round, round, …"] {
        assert!(lines.iter().any(|line| line.contains(said)), "{said}: {lines:?}");
    }
}

#[test]
fn nothing_can_be_drawn_too() {
    for diagram in [Diagram::default(), Diagram { focus: Some("zone.x".into()), ..Diagram::default() }] {
        assert!(roxmltree::Document::parse(&svg::picture(&diagram)).is_ok());
        assert_eq!(mermaid::source(&diagram), "flowchart LR\n");
    }
}

fn text() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        4 => "[a-z -]{0,14}",
        1 => Just("\"]; end\nsubgraph x[\"".to_owned()),
        1 => Just("<script>alert(1)</script>&amp;'".to_owned()),
        1 => Just("\u{1b}[31m\u{202e}\u{0}\u{ffff}\u{7f}".to_owned()),
        1 => Just("\\\" ] | -->  `**x**` #quot; %%".to_owned()),
        1 => Just("漢字 e\u{301} 👩\u{200d}🔧".to_owned()),
        1 => Just("x".repeat(400)),
        1 => any::<String>(),
    ];
    vec(piece, 0..4).prop_map(|pieces| pieces.concat())
}

/// The small diagram with other texts.
fn renamed(texts: &[String]) -> Diagram {
    let mut diagram = endangered();
    diagram.parties[1].shade = small().parties[1].shade.clone();
    let mut next = texts.iter().cycle();
    let mut put = |place: &mut String| *place = next.next().cloned().unwrap_or_default();
    put(&mut diagram.product);
    put(&mut diagram.shades);
    diagram.zones.iter_mut().for_each(|zone| [&mut zone.name, &mut zone.title].into_iter().for_each(&mut put));
    for party in &mut diagram.parties {
        [&mut party.name, &mut party.title, &mut party.kind].into_iter().for_each(&mut put);
        party.ports.iter_mut().for_each(|port| [&mut port.name, &mut port.title].into_iter().for_each(&mut put));
        party.shade.iter_mut().for_each(|shade| put(&mut shade.text));
    }
    for flow in &mut diagram.flows {
        put(&mut flow.name);
        flow.assets.iter_mut().chain(&mut flow.protocol).for_each(&mut put);
        for crossing in &mut flow.crossings {
            [&mut crossing.from, &mut crossing.to].into_iter().chain(&mut crossing.boundaries).for_each(&mut put);
        }
    }
    diagram.empty = texts.to_vec();
    diagram.loose = texts.to_vec();
    diagram.uprooted = texts.to_vec();
    diagram.focus = texts.first().cloned();
    diagram
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_text_stays_text(texts in vec(text(), 1..12)) {
        let diagram = renamed(&texts);
        let plain = Diagram { shades: String::new(), ..renamed(&["a".to_owned()]) };
        let harmless = |text: &str| !text.contains(|c| is_hostile(c) && c != '\n');
        let picture = svg::picture(&diagram);
        prop_assert!(harmless(&picture));
        let document = roxmltree::Document::parse(&picture);
        prop_assert!(document.is_ok(), "{:?}", document.err());
        prop_assert!(!picture.contains("<script"));
        let source = mermaid::source(&diagram);
        prop_assert!(harmless(&source));
        // Nobody's text adds a line, or ends one's quotes.
        prop_assert_eq!(source.lines().count(), mermaid::source(&plain).lines().count());
        prop_assert!(source.lines().all(|line| line.matches('"').count() % 2 == 0 && line.matches('"').count() <= 2));
        let source = dot::source(&diagram);
        prop_assert!(harmless(&source));
        prop_assert_eq!(source.lines().count(), dot::source(&plain).lines().count());
        let open = |line: &str| line.replace("\\\\", "").replace("\\\"", "").matches('"').count();
        prop_assert!(source.lines().all(|line| open(line) % 2 == 0), "{}", source);
    }
}
