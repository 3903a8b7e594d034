//! What observations show, and what they do not: attempts at a false "complete", and at an unseen way in.

#![allow(
    clippy::unwrap_used,
    clippy::print_stderr,
    reason = "a test stops at the first surprise and says what it skipped"
)]

use std::collections::BTreeMap;

use vauban_analysis::status::{AspectStatus, Verdict};
use vauban_diagnostics::Severity;
use vauban_engine::{Compilation, MemoryWorld, compile, sha256_hex};
use vauban_model::Date;

const ROOT: &str = "[product.example]\nversion = \"1.0\"\n";
const PEOPLE: &str =
    "[role.lead]\nheld-by = \"lead-1\"\n[role.writer]\nheld-by = \"writer-1\"\n[person.lead-1]\n[person.writer-1]\n";
const DESIGN: &str =
    "[component.device]\n[interface.web]\non = \"device\"\nprotocol = \"https\"\nreach = \"external\"\n";
const SOCKETS: &str = "Netid State  Recv-Q Send-Q Local Address:Port Peer Address:Port Process\n";

/// A line of `ss`.
fn socket(transport: &str, place: &str, process: &str) -> String {
    let users = if process.is_empty() { String::new() } else { format!("users:((\"{process}\",pid=7,fd=3))") };
    format!("{transport} LISTEN 0 128 {place} 0.0.0.0:* {users}\n")
}

/// A project with this design, an observation with these lines, its file, and a statement that all is complete.
fn project(design: &str, lines: &str, file: &str) -> Compilation {
    let statement = format!(
        "[statement.\"SD-1.k\"]\nby = \"writer\"\napproved-by = \"lead\"\ndate = 2026-11-01\nevidence = \"security/evidence/report.md\"\n\
         digests = {{ \"security/evidence/report.md\" = \"sha256:{}\" }}\n",
        sha256_hex(b"compared")
    );
    let files = BTreeMap::from([
        ("vauban.toml".to_owned(), ROOT.as_bytes().to_vec()),
        ("security/people.toml".to_owned(), PEOPLE.into()),
        ("security/design.toml".to_owned(), design.into()),
        ("security/statement.toml".to_owned(), statement.into_bytes()),
        ("security/observation.toml".to_owned(), format!("[observation.look]\n{lines}").into_bytes()),
        ("security/evidence/report.md".to_owned(), b"compared".to_vec()),
        ("security/evidence/look".to_owned(), file.as_bytes().to_vec()),
    ]);
    compile(&MemoryWorld::new(Date::new(2026, 11, 22).unwrap(), files)).unwrap()
}

fn lines(form: &str) -> String {
    format!(
        "form = \"{form}\"\nfile = \"security/evidence/look\"\ndate = 2026-11-20\ncomplete = \"All of it, as delivered.\"\n"
    )
}

fn sockets(design: &str, rows: &[String]) -> Compilation {
    project(design, &lines("listeners"), &format!("{SOCKETS}{}", rows.concat()))
}

fn complete(compiled: &Compilation) -> AspectStatus {
    let statuses = compiled.statuses();
    let mut all = statuses[0].requirements.iter().flat_map(|requirement| &requirement.aspects);
    all.find(|aspect| aspect.id == "SD-1.k").unwrap().clone()
}

/// Checks of observation that raise something, with the severity and the subject.
fn found(compiled: &Compilation) -> Vec<(&'static str, Severity, String)> {
    let ours = [
        "observed-unregistered",
        "internal-listener-unregistered",
        "observation-contradicts-record",
        "interface-not-observed",
        "observation-not-counted",
        "observation-ignores-in-vain",
        "observation-unreadable",
    ];
    let all = compiled.findings.iter().filter(|finding| ours.contains(&finding.code));
    all.map(|finding| (finding.code, finding.severity, finding.subject.clone())).collect()
}

#[track_caller]
fn finds(compiled: &Compilation, expect: &[(&str, Severity, &str)]) {
    let found = found(compiled);
    let found: Vec<(&str, Severity, &str)> =
        found.iter().map(|(code, severity, subject)| (*code, *severity, subject.as_str())).collect();
    assert_eq!(found, expect);
}

/// Nothing about completeness is met, and the reason holds these words.
#[track_caller]
fn open(compiled: &Compilation, because: &str) {
    let aspect = complete(compiled);
    assert_ne!(aspect.verdict, Verdict::Met);
    assert!(aspect.next.contains(because), "{}", aspect.next);
}

fn web() -> String {
    socket("tcp", "0.0.0.0:443", "")
}

#[test]
fn everything_seen_and_recorded_is_complete_once_a_person_says_so() {
    let compiled = sockets(DESIGN, &[web()]);
    finds(&compiled, &[]);
    assert_eq!(complete(&compiled).verdict, Verdict::Met, "{:?}", complete(&compiled));
}

#[test]
fn what_no_record_tells_of_is_an_error() {
    let look = |place: &str, process: &str| sockets(DESIGN, &[web(), socket("tcp", place, process)]);
    let error = |subject| [("observed-unregistered", Severity::Error, subject)];
    finds(&look("0.0.0.0:2323", ""), &error("observation.look#tcp/2323"));
    open(&look("0.0.0.0:2323", ""), "port tcp/2323 (at 0.0.0.0) was observed in `security/evidence/look`");
    // The same number over another transport is another way in.
    finds(&sockets(DESIGN, &[web(), socket("udp", "0.0.0.0:443", "")]), &error("observation.look#udp/443"));
    finds(
        &look("127.0.0.1:2323", ""),
        &[("internal-listener-unregistered", Severity::Warning, "observation.look#tcp/2323")],
    );
    // Seen from outside and inside, both are told.
    let both = sockets(DESIGN, &[web(), socket("tcp", "0.0.0.0:9", ""), socket("tcp", "127.0.0.1:9", "")]);
    assert_eq!(found(&both).len(), 2);
    // The finding bears on the attack surface, too.
    let compiled = look("0.0.0.0:2323", "");
    let finding = compiled.findings.iter().find(|finding| finding.code == "observed-unregistered").unwrap();
    assert_eq!(finding.requirement, ["SD-1.k", "SVV-3.b"]);
}

#[test]
fn a_port_belongs_to_an_interface_by_number_and_transport() {
    let seen = |design: &str, rows: &[String]| found(&sockets(&format!("{DESIGN}{design}"), rows)).len();
    let modbus = |rest: &str| format!("[interface.modbus]\non = \"device\"\nreach = \"external\"\n{rest}");
    let tcp = |port: u16| [web(), socket("tcp", &format!("0.0.0.0:{port}"), "driver")];
    assert_eq!(seen(&modbus("protocol = \"modbus-tcp\"\n"), &tcp(502)), 0);
    assert_eq!(seen(&modbus("protocol = \"modbus-tcp\"\nport = 1502\n"), &tcp(1502)), 0);
    assert_eq!(seen(&modbus("port = 1502\n"), &tcp(1502)), 0);
    // At the usual port, where the record says another: one is missing, and one was not seen.
    assert_eq!(seen(&modbus("protocol = \"modbus-tcp\"\nport = 1502\n"), &tcp(502)), 2);
    // A server of the environment is none of the product's.
    let others =
        "[component.plc]\npart-of = \"environment\"\n[interface.plc]\non = \"plc\"\nprotocol = \"modbus-tcp\"\n";
    assert_eq!(seen(others, &tcp(502)), 1);
    // A process may be called like its component, where the interface gives no port.
    let driver = "[component.driver]\n[interface.api]\non = \"driver\"\nkind = \"api\"\n";
    assert_eq!(seen(driver, &tcp(7000)), 0);
    assert_eq!(seen(&driver.replace("\"api\"", "\"usb\""), &tcp(7000)), 1);
}

#[test]
fn an_observation_that_shows_nothing_is_told_and_never_complete() {
    let scan = format!("{SOCKETS}{}", web());
    let look = |from: &str, to: &str| project(DESIGN, &lines("listeners").replace(from, to), &scan);
    let told = |compiled: &Compilation, because: &str| {
        finds(compiled, &[("observation-not-counted", Severity::Warning, "observation.look")]);
        open(compiled, because);
    };
    told(&look("2026-11-20", "2025-11-21"), "older than 12 months");
    told(&look("2026-11-20", "2026-11-23"), "future");
    told(&look("complete = ", "description = "), "`complete`");
    told(&look("security/evidence/look", "security/evidence/nowhere"), "is not there");
    told(&project(DESIGN, &lines("listeners"), SOCKETS), "saw nothing");
    let unreadable = project(DESIGN, &lines("nmap"), &scan);
    let codes: Vec<&str> = found(&unreadable).iter().map(|(code, _, _)| *code).collect();
    assert_eq!(codes, ["observation-not-counted", "observation-unreadable"]);
    open(&unreadable, "cannot be read");
}

#[test]
fn of_what_release_it_is_matters() {
    let releases = "[release.\"1.0\"]\nversion = \"1.0\"\ndate = 2026-06-01\ncommit = \"1111111\"\n[release.\"0.9\"]\nversion = \"0.9\"\ndate = 2026-01-01\n[release.\"1.1\"]\nversion = \"1.1\"\n";
    let design = format!("{DESIGN}{releases}");
    let file = format!("{SOCKETS}{}{}", web(), socket("tcp", "0.0.0.0:2323", ""));
    let look = |tie: &str| project(&design, &format!("{}{tie}", lines("listeners")), &file);
    let codes = |compiled: &Compilation| found(compiled).into_iter().map(|(code, _, _)| code).collect::<Vec<_>>();
    assert_eq!(codes(&look("release = \"1.0\"\n")), ["observed-unregistered"]);
    assert_eq!(codes(&look("commit = \"1111111\"\n")), ["observed-unregistered"]);
    // What is not out yet is told at once, and shows nothing about what is.
    for tie in ["release = \"1.1\"\n", "commit = \"2222222\"\n", ""] {
        assert_eq!(codes(&look(tie)), ["observation-not-counted", "observed-unregistered"], "{tie}");
        open(&look(tie), "2323");
    }
    assert_eq!(
        codes(&look("release = \"1.0\"\ncommit = \"2222222\"\n")),
        ["observation-not-counted", "observed-unregistered"]
    );
    // What an old release offered is no matter of this one.
    let old = look("release = \"0.9\"\n");
    finds(&old, &[]);
    open(&old, "no observation was made on release `1.0`");
}

#[test]
fn a_scan_of_a_part_or_of_nobody_is_not_complete() {
    let scan = |services: &str, host: &str| {
        let xml = format!(
            "<!DOCTYPE nmaprun>\n<nmaprun scanner=\"nmap\" version=\"7.95\" start=\"1795132800\"><scaninfo protocol=\"tcp\" services=\"{services}\"/>{host}\
             <runstats><finished exit=\"success\"/></runstats></nmaprun>"
        );
        project(DESIGN, &lines("nmap"), &xml)
    };
    let port = |protocol: &str, port: u16, state: &str| {
        format!("<port protocol=\"{protocol}\" portid=\"{port}\"><state state=\"{state}\"/></port>")
    };
    let up = |ports: &str| {
        format!(
            "<host><status state=\"up\" reason=\"arp-response\"/><address addr=\"192.0.2.1\" addrtype=\"ipv4\"/><ports>{ports}</ports></host>"
        )
    };
    let web = port("tcp", 443, "open");
    finds(&scan("1-65535", &up(&web)), &[]);
    assert_eq!(complete(&scan("1-65535", &up(&web))).verdict, Verdict::Met);
    open(&scan("1-1024", &up(&web)), "1024 of 65535 TCP ports");
    open(&scan("1-65535", "<host><status state=\"down\" reason=\"no-response\"/></host>"), "saw nothing");
    // A firewall in between: nothing is missing from the records, and nothing was seen.
    let blind = scan("1-65535", &up(""));
    finds(&blind, &[("interface-not-observed", Severity::Warning, "interface.web")]);
    open(&blind, "was not seen");
    let doubt = scan("1-65535", &up(&format!("{web}{}", port("udp", 161, "open|filtered"))));
    finds(&doubt, &[("observed-unregistered", Severity::Warning, "observation.look#udp/161")]);
    // A file from another day than its record says.
    let old = "<nmaprun start=\"1700000000\"><scaninfo protocol=\"tcp\" services=\"1-65535\"/><runstats><finished/></runstats></nmaprun>";
    open(&project(DESIGN, &lines("nmap"), old), "days before");
}

#[test]
fn what_is_off_as_delivered_or_elsewhere_is_not_expected() {
    let seen = |more: &str| found(&sockets(&format!("{DESIGN}{more}"), &[web()])).len();
    let ftp = "[interface.ftp]\non = \"device\"\nprotocol = \"ftp\"\n";
    assert_eq!(seen(ftp), 1);
    assert_eq!(seen(&format!("{ftp}enabled-by-default = false\n")), 0);
    let carried = format!("{ftp}carried-by = \"lan\"\n[interface.lan]\non = \"device\"\nenabled-by-default = false\n");
    assert_eq!(seen(&carried), 0);
    // The list says nothing about UDP: it has no line of it.
    assert_eq!(seen("[interface.snmp]\non = \"device\"\nprotocol = \"snmp-v3\"\n"), 0);
    let other = "[component.other]\n[interface.ftp]\non = \"other\"\nprotocol = \"ftp\"\n";
    let file = format!("{SOCKETS}{}", web());
    finds(&project(&format!("{DESIGN}{other}"), &format!("{}on = \"device\"\n", lines("listeners")), &file), &[]);
}

#[test]
fn every_side_with_records_is_looked_at() {
    let port = "[port.jtag]\non = \"device\"\nstate = \"removed\"\n";
    open(&sockets(&format!("{DESIGN}{port}"), &[web()]), "nobody looked at the board");
    let board = project(DESIGN, &lines("board"), "name,kind,state\nplug,other,absent\n");
    open(&board, "nobody looked at the network");
    let services = r#"{"bomFormat": "CycloneDX", "specVersion": "1.6", "services": [{"name": "web", "endpoints": ["https://a"]}]}"#;
    finds(&project(DESIGN, &lines("services"), services), &[]);
    open(&project(DESIGN, &lines("services"), services), "nobody looked at the network");
}

#[test]
fn hardware_belongs_to_one_record_each() {
    let tree = |nodes: &str| format!("/dts-v1/;\n/ {{ soc {{ {nodes} }}; }};\n");
    let look = |records: &str, nodes: &str| {
        let design = format!("[component.device]\n{records}");
        found(&project(&design, &lines("device-tree"), &tree(nodes)))
            .into_iter()
            .map(|(code, _, subject)| (code, subject))
            .collect::<Vec<_>>()
    };
    let port = |id: &str, state: &str| format!("[port.{id}]\non = \"device\"\nstate = \"{state}\"\n");
    let told = |code, subject: &str| vec![(code, subject.to_owned())];
    assert_eq!(look(&port("console", "protected"), "serial@1 { };"), []);
    // One record does not explain two lines.
    assert_eq!(
        look(&port("console", "protected"), "serial@1 { }; serial@2 { };"),
        told("observed-unregistered", "observation.look#node/serial@2")
    );
    // Named by a label, and off in the records.
    let named = "dbg: serial@9 { };";
    assert_eq!(
        look(&port("dbg", "disabled"), named),
        told("observation-contradicts-record", "observation.look#node/serial@9")
    );
    assert_eq!(look(&port("dbg", "disabled"), "dbg: serial@9 { status = \"disabled\"; };"), []);
    // By kind: what is in use is taken before what is said to be gone.
    let two = format!("{}{}", port("boot-uart", "removed"), port("console", "protected"));
    assert_eq!(look(&two, "serial@1 { };"), []);
    assert_eq!(
        look(&two, "serial@1 { }; serial@2 { };"),
        told("observation-contradicts-record", "observation.look#node/serial@2")
    );
    assert_eq!(
        look(&port("jtag", "removed"), "jtag@1 { };"),
        told("observation-contradicts-record", "observation.look#node/jtag@1")
    );
    assert_eq!(look("[interface.usb]\non = \"device\"\nkind = \"usb\"\n", "usb@1 { };"), []);
}

#[test]
fn a_board_list_tells_what_is_gone() {
    let design = "[component.device]\n[port.console]\non = \"device\"\nstate = \"protected\"\n";
    let look = |rows: &str| found(&project(design, &lines("board"), &format!("name,kind,state\n{rows}")));
    assert_eq!(look("console,uart,locked\n"), []);
    assert_eq!(
        look("console,uart,not-fitted\n"),
        [("interface-not-observed", Severity::Warning, "port.console".to_owned())]
    );
}

#[test]
fn services_without_a_port_go_by_name_and_authentication_is_compared() {
    let look = |design: &str, services: &str| {
        let text = format!("{{\"bomFormat\": \"CycloneDX\", \"specVersion\": \"1.6\", \"services\": [{services}]}}");
        found(&project(design, &lines("services"), &text)).into_iter().map(|(code, _, _)| code).collect::<Vec<_>>()
    };
    assert_eq!(look(DESIGN, r#"{"name": "Web"}"#), [""; 0]);
    assert_eq!(look(DESIGN, r#"{"name": "other", "endpoints": ["/web/status"]}"#), [""; 0]);
    assert_eq!(look(DESIGN, r#"{"name": "shell"}"#), ["observed-unregistered"]);
    assert_eq!(look(DESIGN, r#"{"name": "shell", "x-trust-boundary": false}"#), ["internal-listener-unregistered"]);
    assert_eq!(look(DESIGN, r#"{"name": "web", "endpoints": ["https://a:8443"]}"#), ["observed-unregistered"]);
    let claims = format!(
        "{DESIGN}[interface.web.concerns]\nauthentication = {{ by = \"login\" }}\n[mechanism.login]\nkind = \"human-authentication\"\nprotects = \"interface.web\"\n"
    );
    let open = r#"{"name": "web", "authenticated": false, "endpoints": ["https://a"]}"#;
    assert_eq!(look(&claims, open), ["observation-contradicts-record"]);
    assert_eq!(look(DESIGN, open), [""; 0]);
}

#[test]
fn what_is_left_out_needs_a_reason_and_somebody_who_agreed() {
    let file = format!("{SOCKETS}{}{}", web(), socket("tcp", "0.0.0.0:9999", "probe"));
    let look = |ignore: &str| {
        let lines = format!("{}ignore = [{ignore}]\n", lines("listeners"));
        found(&project(DESIGN, &lines, &file)).into_iter().map(|(code, _, _)| code).collect::<Vec<_>>()
    };
    assert_eq!(look("{ what = \"tcp/9999\", because = \"The probe.\", approved-by = \"lead\" }"), [""; 0]);
    for flawed in [
        "{ what = \"tcp/9999\", because = \" \", approved-by = \"lead\" }",
        "{ what = \"tcp/9999\", because = \"The probe.\", approved-by = \"nobody\" }",
        "{ what = \"tcp/9998\", because = \"The probe.\", approved-by = \"lead\" }",
    ] {
        let mut codes = look(flawed);
        codes.sort_unstable();
        assert_eq!(codes, ["observation-ignores-in-vain", "observed-unregistered"], "{flawed}");
    }
}

#[test]
fn growing_old_does_not_unsee_a_port() {
    let file = format!("{SOCKETS}{}{}", web(), socket("tcp", "0.0.0.0:2323", ""));
    let old = project(DESIGN, &lines("listeners").replace("2026-11-20", "2024-11-20"), &file);
    let codes: Vec<&str> = found(&old).into_iter().map(|(code, _, _)| code).collect();
    assert_eq!(codes, ["observation-not-counted", "observed-unregistered"]);
}
