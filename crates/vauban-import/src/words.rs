//! Other tools' words in ours. What has no word of ours gives `None`, and the reader tells it.

use crate::lost::Losses;
use crate::source::At;

/// Lower case, with one dash where anything but letters and digits stood.
pub(crate) fn plain(word: &str) -> String {
    crate::names::slug(word)
}

/// The catalog's protocol for a source's word.
pub(crate) fn protocol(word: &str) -> Option<&'static str> {
    let word = plain(word);
    if let Some(known) = PROTOCOLS.iter().find(|known| **known == word) {
        return Some(known);
    }
    Some(match word.as_str() {
        "http-s" | "http-over-tls" | "http-tls" | "https-tls" | "rest-over-https" => "https",
        "http-1-1" | "http-2" => "http",
        "modbus" | "modbus-over-tcp" => "modbus-tcp",
        "mqtt-over-tls" | "mqtt-tls" => "mqtts",
        "ssh-tunnel" => "ssh",
        "mutual-tls" => "mtls",
        "bluetooth-le" | "bluetooth-low-energy" => "ble",
        "syslog" => "syslog-udp",
        "dnp-3" => "dnp3",
        "ethernet-ip-cip" => "ethernet-ip",
        "s7" => "s7comm",
        "iec-104" | "iec-60870-5-104" => "iec104",
        "ldap-over-tls" => "ldaps",
        "canbus" | "can-bus" => "can",
        _ => return None,
    })
}

/// The kind of security mechanism, when a title is exactly one of the catalog's words.
pub(crate) fn mechanism(title: &str) -> Option<&'static str> {
    let word = plain(title);
    MECHANISMS.iter().find(|known| **known == word).copied()
}

/// A STRIDE category, also by its letter or by the property it breaks.
pub(crate) fn stride(word: &str) -> Option<&'static str> {
    Some(match plain(word).as_str() {
        "s" | "spoofing" => "spoofing",
        "t" | "tampering" | "integrity" => "tampering",
        "r" | "repudiation" => "repudiation",
        "i" | "information-disclosure" | "confidentiality" => "information-disclosure",
        "d" | "denial-of-service" | "availability" => "denial-of-service",
        "e" | "elevation-of-privilege" | "elevation-of-privileges" | "privilege-escalation" => "elevation-of-privilege",
        _ => return None,
    })
}

/// A severity, rounded up where the source has more steps than we.
pub(crate) fn severity(word: &str) -> Option<&'static str> {
    Some(match plain(word).as_str() {
        "very-low" | "low" | "minimal" | "info" => "low",
        "medium" | "moderate" => "medium",
        "high" | "elevated" => "high",
        "very-high" | "critical" | "maximal" => "critical",
        _ => return None,
    })
}

/// An impact from a rating of 0 to 100.
pub(crate) fn impact_of_hundred(rating: f64) -> &'static str {
    match rating {
        rating if rating <= 0.0 => "none",
        rating if rating <= 25.0 => "low",
        rating if rating <= 50.0 => "moderate",
        rating if rating <= 75.0 => "high",
        _ => "critical",
    }
}

/// A severity from a rating of 0 to 100.
pub(crate) fn severity_of_hundred(rating: f64) -> &'static str {
    match impact_of_hundred(rating) {
        "none" | "low" => "low",
        "moderate" => "medium",
        word => word,
    }
}

/// Numbers of an enumeration such as CWE, written with or without its name.
pub(crate) fn numbered(name: &str, list: &At<'_>, lost: &mut Losses) -> Vec<String> {
    let mut out = Vec::new();
    for (word, place) in list.texts() {
        let upper = word.to_ascii_uppercase();
        let number = upper.strip_prefix(name).unwrap_or(&upper).trim_start_matches('-');
        if !number.is_empty() && number.bytes().all(|digit| digit.is_ascii_digit()) {
            out.push(format!("{name}-{number}"));
        } else {
            lost.add(&place, format!("not a number of {name}"));
        }
    }
    out.dedup();
    out
}

/// Whether a technical type names something that keeps data.
pub(crate) fn is_store(word: &str) -> bool {
    plain(word)
        .split('-')
        .any(|part| matches!(part, "db" | "database" | "datastore" | "store" | "storage" | "sql" | "nosql"))
}

/// A flow's encryption is a claim about protection, and protection is a mechanism.
pub(crate) const SAY_ENCRYPTION: &str =
    "says whether it is encrypted; state a mechanism of kind channel-encryption that protects it";
/// The same for authentication.
pub(crate) const SAY_AUTHENTICATION: &str =
    "says how it is authenticated; state a mechanism of kind user- or peer-authentication";
/// The same for authorization.
pub(crate) const SAY_AUTHORIZATION: &str = "says how it is authorized; state a mechanism of kind authorization";
/// Geometry.
pub(crate) const LAYOUT: &str = "drawing layout; Vauban draws its own";
/// The one place where a protocol goes that rules do not know.
pub(crate) const PROTOCOL: &str = "protocol not in the catalog: kept in the description";

/// The protocols of `catalog/threats`; a test keeps them equal.
const PROTOCOLS: &[&str] = &[
    "modbus-rtu",
    "modbus-tcp",
    "modbus-tls",
    "profinet-rt",
    "profinet-security",
    "profibus",
    "ethercat",
    "ethernet-ip",
    "cip-security",
    "opcua-none",
    "opcua-sign",
    "opcua-sign-encrypt",
    "opcua-pubsub-plain",
    "dnp3",
    "dnp3-sa",
    "iec104",
    "iec104-tls",
    "mms",
    "mms-tls",
    "goose",
    "goose-62351",
    "bacnet-ip",
    "bacnet-sc",
    "s7comm",
    "can",
    "io-link",
    "hart",
    "wirelesshart",
    "profisafe",
    "mqtt",
    "mqtts",
    "http",
    "https",
    "mtls",
    "ssh",
    "telnet",
    "ftp",
    "sftp",
    "snmp-v2c",
    "snmp-v3",
    "ntp",
    "nts",
    "ptp",
    "dns",
    "dhcp",
    "lldp",
    "syslog-udp",
    "syslog-tls",
    "ldap",
    "ldaps",
    "radius",
    "ipsec",
    "wifi-wpa3",
    "wifi-psk",
    "ble",
    "ble-justworks",
    "cellular",
    "lorawan",
    "uart",
    "usb-msc",
    "jtag",
    "analog-io",
];

/// The mechanisms of `catalog/threats`; a test keeps them equal.
const MECHANISMS: &[&str] = &[
    "user-authentication",
    "individual-identity",
    "multi-factor",
    "peer-authentication",
    "message-authentication",
    "replay-protection",
    "account-management",
    "initial-credential-control",
    "credential-storage",
    "key-storage",
    "hardware-key-storage",
    "unique-device-secret",
    "password-policy",
    "login-throttling",
    "lockout-exemption",
    "certificate-validation",
    "certificate-lifecycle",
    "authorization",
    "role-management",
    "dual-approval",
    "physical-presence",
    "least-privilege-execution",
    "session-management",
    "session-timeout",
    "session-limit",
    "request-origin-check",
    "wireless-access-control",
    "channel-integrity",
    "channel-encryption",
    "downgrade-protection",
    "segmentation",
    "network-filtering",
    "default-deny",
    "command-filtering",
    "one-way-flow",
    "remote-access-gate",
    "name-integrity",
    "boot-integrity",
    "secure-boot",
    "supplier-root-of-trust",
    "owner-root-of-trust",
    "signed-update",
    "anti-rollback",
    "atomic-update",
    "code-signing",
    "config-integrity",
    "runtime-integrity",
    "execution-prevention",
    "exploit-mitigation",
    "memory-safety",
    "isolation",
    "dma-protection",
    "input-validation",
    "output-encoding",
    "plausibility-check",
    "fail-safe-output",
    "safety-independence",
    "watchdog",
    "debug-lock",
    "debug-monitoring",
    "diagnostic-removal",
    "readout-protection",
    "tamper-resistance",
    "tamper-detection",
    "storage-encryption",
    "storage-access-control",
    "side-channel-resistance",
    "fault-injection-resistance",
    "module-authentication",
    "media-control",
    "port-disable",
    "least-functionality",
    "secure-defaults",
    "config-readback",
    "inventory-report",
    "audit-logging",
    "action-attribution",
    "log-capacity",
    "log-protection",
    "log-export",
    "log-redaction",
    "monitoring",
    "time-sync",
    "time-authentication",
    "error-hygiene",
    "rate-limiting",
    "resource-quota",
    "priority-isolation",
    "redundancy",
    "local-fallback",
    "backup",
    "backup-protection",
    "recovery",
    "approved-crypto",
    "entropy-source",
    "data-erasure",
    "memory-scrubbing",
    "claim-protocol",
    "component-vulnerability-management",
    "supplier-verification",
    "build-integrity",
    "signing-key-protection",
    "provisioning-security",
    "delivery-protection",
    "security-guidance",
    "support-period",
    "security-self-test",
];

#[cfg(test)]
mod tests {
    use super::{MECHANISMS, PROTOCOLS, impact_of_hundred, protocol, severity, stride};

    #[test]
    fn words() {
        assert_eq!(protocol("HTTP/S"), Some("https"));
        assert_eq!(protocol("Modbus-TCP"), Some("modbus-tcp"));
        assert_eq!(protocol("JDBC"), None);
        assert_eq!(stride("Elevation Of Privileges"), Some("elevation-of-privilege"));
        assert_eq!(stride("Linkability"), None);
        assert_eq!(severity("Very High"), Some("critical"));
        assert_eq!(severity("TBA"), None);
        let words = [0.0, 10.0, 50.0, 75.0, 100.0].map(impact_of_hundred);
        assert_eq!(words, ["none", "low", "moderate", "high", "critical"]);
    }

    /// The lists above are the catalog's, in its order.
    #[test]
    fn the_catalogs_words() {
        let here = env!("CARGO_MANIFEST_DIR");
        let shared = std::env::var("VAUBAN_SHARED").unwrap_or(format!("{here}/../../../shared"));
        let ids = |table: &str| -> Vec<String> {
            let places =
                [format!("{here}/../../catalog/threats/{table}s.toml"), format!("{shared}/catalog/threat-rules.toml")];
            let text = places.iter().find_map(|at| std::fs::read_to_string(at).ok());
            let text = text.unwrap_or_else(|| panic!("no catalog at any of {places:?}"));
            text.split(&format!("\n[[{table}]]\n"))
                .skip(1)
                .filter_map(|record| record.lines().next()?.strip_prefix("id = \""))
                .map(|id| id.trim_end_matches('"').to_owned())
                .collect()
        };
        assert_eq!(PROTOCOLS, ids("protocol"));
        assert_eq!(MECHANISMS, ids("mechanism"));
    }
}
