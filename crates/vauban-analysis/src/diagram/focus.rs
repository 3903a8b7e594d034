//! One element, its neighbours, and the zones around them.

use super::{Diagram, Flow};

impl Diagram {
    /// Names of everything a diagram can be drawn around.
    pub fn elements(&self) -> impl Iterator<Item = &str> {
        let zones = self.zones.iter().map(|zone| zone.name.as_str());
        let ports = self.parties.iter().flat_map(|party| &party.ports).map(|port| port.name.as_str());
        let empty = self.empty.iter().map(String::as_str);
        zones.chain(empty).chain(self.parties.iter().map(|party| party.name.as_str())).chain(ports)
    }

    /// What an element has to do with: a zone with all in it, a component, an actor or an interface, the flows that
    /// touch it, and who is at their other ends. `None` where there is no such element.
    pub fn around(&self, name: &str) -> Option<Diagram> {
        let zone = self.zones.iter().position(|zone| zone.name == name);
        let party = self.parties.iter().position(|party| party.name == name);
        let on = |party: &super::Party| party.ports.iter().position(|port| port.name == name);
        let port = self.parties.iter().enumerate().find_map(|(at, party)| Some((at, on(party)?)));
        let inside: Vec<bool> = match (zone, party, port) {
            (Some(zone), _, _) => self.inside(zone),
            (_, Some(party), _) => (0..self.parties.len()).map(|at| at == party).collect(),
            (_, _, Some((party, _))) => (0..self.parties.len()).map(|at| at == party).collect(),
            _ if self.empty.iter().any(|empty| empty == name) => vec![false; self.parties.len()],
            _ => return None,
        };
        let touches = |flow: &&Flow| match (zone, party, port) {
            (None, None, Some((on, port))) => flow.to == on && flow.port == Some(port),
            _ => inside[flow.from] || inside[flow.to],
        };
        let flows: Vec<&Flow> = self.flows.iter().filter(touches).collect();
        let mut keep = inside.clone();
        for flow in &flows {
            keep[flow.from] = true;
            keep[flow.to] = true;
        }
        Some(self.part(name, &inside, &keep, &flows, port.filter(|_| zone.is_none() && party.is_none())))
    }

    /// For each party whether it lies in a zone, or in one within.
    fn inside(&self, zone: usize) -> Vec<bool> {
        let mut within: Vec<bool> = vec![false; self.zones.len()];
        for (at, within) in within.iter_mut().enumerate() {
            let mut up = Some(at);
            while let Some(outer) = up {
                *within |= outer == zone;
                up = self.zones[outer].parent;
            }
        }
        let lies = |at: &usize| within[*at];
        self.parties.iter().map(|party| party.zone.iter().chain(&party.also).any(lies)).collect()
    }

    fn part(
        &self,
        name: &str,
        inside: &[bool],
        keep: &[bool],
        flows: &[&Flow],
        only: Option<(usize, usize)>,
    ) -> Diagram {
        let mut part = Diagram {
            product: self.product.clone(),
            focus: Some(name.to_owned()),
            expanded: self.expanded.clone(),
            zones: self.zones.clone(),
            shades: self.shades.clone(),
            dangers: self.dangers.clone(),
            ..Diagram::default()
        };
        // Neighbours, and the component of an interface, show only the ports that are used here.
        let mut seats = vec![0; self.parties.len()];
        let mut ports: Vec<Vec<usize>> = self.parties.iter().map(|party| (0..party.ports.len()).collect()).collect();
        for (at, party) in self.parties.iter().enumerate().filter(|(at, _)| keep[*at]) {
            let mut party = party.clone();
            party.neighbour = !inside[at];
            let used = |port: usize| flows.iter().any(|flow| flow.to == at && flow.port == Some(port));
            let shown =
                |port: usize| if only.is_some() || !inside[at] { used(port) || only == Some((at, port)) } else { true };
            ports[at].retain(|port| shown(*port));
            party.ports = ports[at].iter().map(|port| party.ports[*port].clone()).collect();
            seats[at] = part.parties.len();
            part.parties.push(party);
        }
        part.flows = flows.iter().map(|flow| (*flow).clone()).collect();
        for flow in &mut part.flows {
            flow.port = flow.port.and_then(|port| ports[flow.to].iter().position(|shown| *shown == port));
            flow.from = seats[flow.from];
            flow.to = seats[flow.to];
        }
        part.without_empty_zones();
        part
    }
}
