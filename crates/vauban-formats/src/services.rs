//! Services of a CycloneDX document (JSON, 1.4 to 1.7): their endpoints, whether they ask who one is, and whether
//! using them crosses a trust boundary.

use serde::Deserialize;

use crate::observed::{self, Endpoint, Error, Observation, Sighting, Transport, short};

/// Versions whose services are read alike.
const VERSIONS: &[&str] = &["1.4", "1.5", "1.6", "1.7"];

#[derive(Deserialize)]
struct Bom {
    #[serde(rename = "bomFormat")]
    format: Option<String>,
    #[serde(rename = "specVersion")]
    version: Option<String>,
    #[serde(default)]
    services: Vec<Service>,
}

#[derive(Deserialize)]
struct Service {
    name: String,
    #[serde(default)]
    endpoints: Vec<String>,
    authenticated: Option<bool>,
    #[serde(rename = "x-trust-boundary")]
    crosses_boundary: Option<bool>,
    #[serde(default)]
    services: Vec<Service>,
}

/// Reads the services.
pub fn read(bytes: &[u8]) -> Result<Observation, Error> {
    let text = observed::text(bytes)?;
    let bom: Bom = serde_json::from_str(text).map_err(|wrong| {
        let line = u32::try_from(wrong.line()).unwrap_or(u32::MAX);
        Error::new(line, format!("it is no CycloneDX document in JSON: {}", short(&wrong.to_string())))
    })?;
    if bom.format.as_deref() != Some("CycloneDX") {
        return Err(Error::new(1, "its `bomFormat` is not `CycloneDX`"));
    }
    let version = bom.version.unwrap_or_default();
    if !VERSIONS.contains(&version.as_str()) {
        return Err(Error::new(
            1,
            format!("CycloneDX `{}` is not read; known: {}", short(&version), VERSIONS.join(", ")),
        ));
    }
    let mut observation = Observation { tool: "CycloneDX".to_owned(), tool_version: version, ..Observation::default() };
    let mut open = bom.services;
    while let Some(service) = open.pop() {
        observation.looked_at += 1;
        if service.endpoints.is_empty() && service.services.is_empty() {
            observation.see(Sighting::Endpoint(endpoint(&service, "")))?;
        }
        for url in &service.endpoints {
            observation.see(Sighting::Endpoint(endpoint(&service, url)))?;
        }
        open.extend(service.services);
    }
    Ok(observation.tidy())
}

/// Scheme, transport and usual port.
const SCHEMES: &[(&str, Transport, u16)] = &[
    ("http", Transport::Tcp, 80),
    ("ws", Transport::Tcp, 80),
    ("https", Transport::Tcp, 443),
    ("wss", Transport::Tcp, 443),
    ("mqtt", Transport::Tcp, 1883),
    ("mqtts", Transport::Tcp, 8883),
    ("opc.tcp", Transport::Tcp, 4840),
    ("ftp", Transport::Tcp, 21),
    ("ssh", Transport::Tcp, 22),
    ("sftp", Transport::Tcp, 22),
    ("telnet", Transport::Tcp, 23),
    ("ldap", Transport::Tcp, 389),
    ("ldaps", Transport::Tcp, 636),
    ("amqp", Transport::Tcp, 5672),
    ("amqps", Transport::Tcp, 5671),
    ("coap", Transport::Udp, 5683),
    ("coaps", Transport::Udp, 5684),
    ("snmp", Transport::Udp, 161),
];

fn endpoint(service: &Service, url: &str) -> Endpoint {
    let parts = Url::of(url);
    let usual = SCHEMES.iter().find(|(scheme, _, _)| scheme.eq_ignore_ascii_case(parts.scheme));
    let written = match parts.scheme {
        "udp" => Some(Transport::Udp),
        "tcp" => Some(Transport::Tcp),
        _ => None,
    };
    Endpoint {
        service: short(&service.name),
        url: short(&parts.shown()),
        transport: usual.map(|(_, transport, _)| *transport).or(written),
        port: parts.port.or(usual.map(|(_, _, port)| *port)),
        path: short(parts.path.split(['/', '?', '#']).find(|part| !part.is_empty()).unwrap_or("")),
        authenticated: service.authenticated,
        crosses_boundary: service.crosses_boundary,
    }
}

/// The parts of an address that matter here; user and password are left out.
struct Url<'a> {
    scheme: &'a str,
    host: &'a str,
    port: Option<u16>,
    path: &'a str,
}

impl<'a> Url<'a> {
    fn of(url: &'a str) -> Url<'a> {
        let Some((scheme, rest)) = url.trim().split_once("://") else {
            return Url { scheme: "", host: "", port: None, path: url };
        };
        let (authority, path) = rest.find('/').map_or((rest, ""), |at| rest.split_at(at));
        let place = authority.rsplit_once('@').map_or(authority, |(_, place)| place);
        let after = place.rsplit_once(']').map_or(place, |(_, after)| after);
        match after.rsplit_once(':') {
            Some((_, port)) => {
                let host = place.get(..place.len().saturating_sub(port.len() + 1)).unwrap_or("");
                Url { scheme, host, port: port.parse().ok(), path }
            }
            None => Url { scheme, host: place, port: None, path },
        }
    }

    fn shown(&self) -> String {
        let port = self.port.map_or(String::new(), |port| format!(":{port}"));
        if self.scheme.is_empty() {
            self.path.to_owned()
        } else {
            format!("{}://{}{port}{}", self.scheme, self.host, self.path)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(services: &str, expect: &[(&str, Option<Transport>, Option<u16>, &str)]) {
        let text = format!("{{\"bomFormat\": \"CycloneDX\", \"specVersion\": \"1.6\", \"services\": {services}}}");
        let observation = read(text.as_bytes()).unwrap_or_else(|wrong| panic!("{wrong}\n{text}"));
        let found: Vec<(String, Option<Transport>, Option<u16>, String)> = observation
            .sightings
            .into_iter()
            .filter_map(|sighting| match sighting {
                Sighting::Endpoint(one) => Some((one.url, one.transport, one.port, one.path)),
                Sighting::Listener(_) | Sighting::Node(_) => None,
            })
            .collect();
        let expect: Vec<(String, Option<Transport>, Option<u16>, String)> = expect
            .iter()
            .map(|(url, transport, port, path)| ((*url).to_owned(), *transport, *port, (*path).to_owned()))
            .collect();
        assert_eq!(found, expect);
    }

    fn refused(text: &str, says: &str) {
        let wrong = read(text.as_bytes()).expect_err("it was read");
        assert!(wrong.message.contains(says), "{wrong}");
    }

    #[test]
    fn endpoints_have_transport_port_and_path() {
        let tcp = Some(Transport::Tcp);
        check(
            r#"[{"name": "web", "authenticated": true, "endpoints": ["https://a.example/api/v1", "https://u:secret@[::1]:8443"]},
               {"name": "outer", "services": [{"name": "inner", "x-trust-boundary": false}]},
               {"name": "odd", "endpoints": ["/status", "foo://x:99999/"]}]"#,
            &[
                ("", None, None, ""),
                ("/status", None, None, "status"),
                ("foo://x/", None, None, ""),
                ("https://[::1]:8443", tcp, Some(8443), ""),
                ("https://a.example/api/v1", tcp, Some(443), "api"),
            ],
        );
    }

    #[test]
    fn a_document_without_services_was_no_observation() {
        let text = r#"{"bomFormat": "CycloneDX", "specVersion": "1.5", "components": []}"#;
        assert_eq!(read(text.as_bytes()).map(|empty| empty.looked_at), Ok(0));
    }

    #[test]
    fn what_is_hostile_or_something_else_is_refused() {
        refused("", "no CycloneDX");
        refused("{}", "bomFormat");
        refused(r#"{"bomFormat": "CycloneDX", "specVersion": "1.3"}"#, "1.3");
        refused(r#"{"bomFormat": "CycloneDX", "specVersion": "1.6", "services": [{"#, "no CycloneDX");
        refused(r#"{"bomFormat": "CycloneDX", "services": [], "services": []}"#, "duplicate");
        refused(&format!("{}{}", "{\"services\":[".repeat(5000), "]}".repeat(5000)), "");
        let many: Vec<String> = (0..=observed::MOST).map(|at| format!("\"https://h:{at}\"")).collect();
        let text = r#"{"bomFormat": "CycloneDX", "specVersion": "1.6", "services": [{"name": "a", "endpoints": ["#;
        refused(&format!("{text}{}]}}]}}", many.join(",")), "sightings");
        assert!(read(b"{\"bomFormat\": \"\xff\"}").is_err());
    }
}
