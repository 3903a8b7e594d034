//! Small diagrams by hand.

use super::{Danger, Dangers, Diagram, Flow, Party, Port, Sort, Tally, Zone};
use crate::threats::State;

fn diagram() -> Diagram {
    let zone =
        |name: &str, parent| Zone { name: format!("zone.{name}"), title: name.into(), parent, ..Zone::default() };
    let party = |name: &str, zone| Party {
        name: format!("component.{name}"),
        zone: Some(zone),
        ports: vec![
            Port { name: format!("interface.{name}-in"), ..Port::default() },
            Port { name: format!("interface.{name}-side"), ..Port::default() },
        ],
        ..Party::default()
    };
    let flow =
        |from, to, port| Flow { name: format!("flow.{from}-{to}"), from, to, port: Some(port), ..Flow::default() };
    Diagram {
        zones: vec![zone("plant", None), zone("host", None), zone("sandbox", Some(1))],
        parties: vec![party("browser", 0), party("web", 2), party("store", 1), party("log", 1), party("clock", 0)],
        flows: vec![flow(0, 1, 0), flow(1, 2, 1), flow(2, 3, 0)],
        ..Diagram::default()
    }
}

fn names(diagram: &Diagram) -> Vec<&str> {
    diagram.parties.iter().map(|party| party.name.as_str()).collect()
}

#[test]
fn a_component_is_drawn_with_its_neighbours_and_the_ports_between() {
    let part = diagram().around("component.web").unwrap();
    assert_eq!(names(&part), ["component.browser", "component.web", "component.store"]);
    assert_eq!(part.parties.iter().map(|party| party.neighbour).collect::<Vec<_>>(), [true, false, true]);
    assert_eq!(part.parties[2].ports.len(), 1);
    assert_eq!(part.parties[2].ports[0].name, "interface.store-side");
    assert_eq!((part.flows[1].from, part.flows[1].to, part.flows[1].port), (1, 2, Some(0)));
    assert_eq!(part.zones.len(), 3);
}

#[test]
fn an_interface_and_a_zone_likewise() {
    let part = diagram().around("interface.store-side").unwrap();
    assert_eq!(names(&part), ["component.web", "component.store"]);
    assert_eq!(part.flows.len(), 1);
    let part = diagram().around("zone.host").unwrap();
    assert_eq!(names(&part), ["component.browser", "component.web", "component.store", "component.log"]);
    assert_eq!(part.flows.len(), 3);
    assert!(diagram().around("zone.hots").is_none());
}

#[test]
fn the_fullest_zone_is_folded_first_and_inner_ones_before_outer_ones() {
    let part = diagram().folded(4);
    assert_eq!(names(&part), ["zone.plant", "component.web", "component.store", "component.log"]);
    assert_eq!(part.parties[0].kind, "2 components");
    assert_eq!((part.flows[0].from, part.flows[0].to, part.flows[0].port), (0, 1, Some(0)));
    let part = diagram().folded(2);
    assert_eq!(names(&part), ["zone.plant", "zone.host"]);
    assert_eq!(part.parties[1].kind, "3 components");
    assert_eq!(part.flows.len(), 1);
    assert_eq!(part.flows[0].port, None);
    assert!(part.zones.is_empty());
}

#[test]
fn what_lies_nowhere_is_folded_last() {
    let parties = (0..9).map(|at| Party { name: format!("component.c{at}"), ..Party::default() }).collect();
    let part = Diagram { parties, ..Diagram::default() }.folded(3);
    assert_eq!(part.parties.len(), 1);
    assert_eq!((part.parties[0].sort, part.parties[0].kind.as_str()), (Sort::Folded, "9 components"));
}

#[test]
fn around_something_its_own_zone_stays_open() {
    let mut whole = diagram();
    for at in 0..9 {
        let name = format!("component.n{at}");
        whole.flows.push(Flow { name: format!("flow.n{at}"), from: whole.parties.len(), to: 2, ..Flow::default() });
        whole.parties.push(Party { name, zone: Some(at % 2), ..Party::default() });
    }
    let part = whole.around("component.store").unwrap().folded(6);
    assert!(names(&part).contains(&"zone.plant") && !names(&part).contains(&"zone.host"), "{:?}", names(&part));
    let part = whole.around("component.store").unwrap().folded(4);
    assert_eq!(part.parties.iter().filter(|party| !party.neighbour).count(), 1, "the focus itself is shown");
    assert!(names(&part).contains(&"component.store") && names(&part).contains(&"others"), "{:?}", names(&part));
    assert!(part.parties.len() <= 4, "{:?}", names(&part));
    assert_eq!(part.flows.iter().filter(|flow| names(&part)[flow.to] == "component.store").count(), 10);
}

/// Two open threats on the web component, one of them on its interface too, a question on a flow within the host.
fn endangered() -> Diagram {
    use vauban_catalog::threats::Severity;
    let danger = |state, severity| Danger { state, severity };
    let all = vec![
        danger(State::Open, Severity::Low),
        danger(State::Open, Severity::High),
        danger(State::Question, Severity::Critical),
        danger(State::StoppedUnproven, Severity::High),
    ];
    let mut diagram = diagram();
    diagram.dangers = Some(Dangers { all, ..Dangers::default() });
    diagram.parties[1].dangers = [0, 1].into();
    diagram.parties[1].ports[0].dangers = [1].into();
    diagram.parties[2].dangers = [3].into();
    diagram.flows[1].dangers = [2].into();
    diagram
}

#[test]
fn threats_are_counted_once_wherever_they_lie() {
    let diagram = endangered();
    let dangers = diagram.dangers.as_ref().unwrap();
    let tally = dangers.tally(&diagram.parties[1].dangers);
    assert_eq!((tally.open, tally.questions, tally.worst.unwrap().as_str()), (2, 0, "high"));
    assert_eq!(dangers.tally(&diagram.flows[1].dangers).worst.unwrap().as_str(), "critical");
    let stopped = dangers.tally(&diagram.parties[2].dangers);
    assert_eq!((stopped.open, stopped.questions, stopped.worst), (0, 0, None));
    assert_eq!(stopped.others, [(State::StoppedUnproven, 1)].into(), "unproven is not said to be stopped");
    assert_eq!(dangers.tally(&diagram.parties[4].dangers), Tally::default());
    // What a zone holds when it is folded: its boxes, their interfaces and the flows between them, each threat once.
    let folded = diagram.clone().folded(2);
    let host = folded.parties.iter().find(|party| party.name == "zone.host").unwrap();
    let tally = dangers.tally(&host.dangers);
    assert_eq!((tally.open, tally.questions, tally.others.values().sum::<usize>()), (2, 1, 1));
}
