//! Lists of listening sockets as text: `ss -lntup` and `netstat -tulpn` or `-an` on Linux, `netstat -ano` on
//! Windows.
//!
//! A socket listens where its peer is nobody in particular: port `*`, or 0 on Windows, whose words for states are
//! translated. A line that starts like a socket and cannot be read is an error, so that none is passed over. A list
//! covers the transports it has lines of: whether the others were asked for cannot be told.

use std::collections::BTreeSet;

use crate::observed::{self, Covered, Error, Listener, Observation, Sighting, Transport, short};

/// Longest line that is read, in bytes.
const LONGEST_LINE: usize = 16 << 10;

/// What the columns of a list mean.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Columns {
    /// `Netid State Recv-Q Send-Q Local Peer Process`
    Ss,
    /// `Proto Recv-Q Send-Q Local Foreign State PID/Program`
    Netstat,
    /// `Proto Local Foreign State PID`
    Windows,
}

/// Reads a list.
pub fn read(bytes: &[u8]) -> Result<Observation, Error> {
    let text = observed::text(bytes)?;
    let mut observation = Observation::default();
    let mut columns = None;
    let mut over = BTreeSet::new();
    for (at, line) in text.lines().enumerate() {
        let number = u32::try_from(at).unwrap_or(u32::MAX).saturating_add(1);
        if line.len() > LONGEST_LINE {
            return Err(Error::new(number, format!("the line is longer than {LONGEST_LINE} bytes")));
        }
        if let Some(header) = header(line, number)? {
            columns = Some(header);
            continue;
        }
        let words: Vec<&str> = line.split_whitespace().collect();
        let Some(first) = words.first() else { continue };
        // The second table of `netstat -an`.
        if line.starts_with("Active UNIX") {
            break;
        }
        let Some(transport) = transport(first) else { continue };
        let Some(columns) = columns else {
            return Err(Error::new(number, "a socket stands before any header: leave the headers in"));
        };
        observation.looked_at += 1;
        over.insert(transport);
        if let Some(listener) = socket(columns, transport, &words, line)
            .ok_or_else(|| Error::new(number, format!("this line cannot be read as a socket: `{}`", short(line))))?
        {
            observation.see(Sighting::Listener(listener))?;
        }
    }
    let Some(columns) = columns else {
        return Err(Error::new(1, "it has no header of `ss` or `netstat`"));
    };
    observation.tool = if columns == Columns::Ss { "ss" } else { "netstat" }.to_owned();
    observation.covered = over.into_iter().map(|transport| Covered { transport, first: 0, last: u16::MAX }).collect();
    Ok(observation.tidy())
}

fn header(line: &str, number: u32) -> Result<Option<Columns>, Error> {
    let mut words = line.split_whitespace();
    match (words.next(), words.next()) {
        (Some("Netid"), _) => Ok(Some(Columns::Ss)),
        (Some("Proto"), Some("Recv-Q")) => Ok(Some(Columns::Netstat)),
        (Some("Proto"), Some("RefCnt")) => Ok(None),
        (Some("Proto"), _) => Ok(Some(Columns::Windows)),
        (Some("State"), Some("Recv-Q")) => {
            Err(Error::new(number, "it does not say which transport: ask for both, `ss -lntup`"))
        }
        _ => Ok(None),
    }
}

/// The transport that a line begins with.
fn transport(word: &str) -> Option<Transport> {
    Some(match word {
        "tcp" | "tcp4" | "tcp6" | "TCP" | "mptcp" => Transport::Tcp,
        "udp" | "udp4" | "udp6" | "UDP" | "udplite" | "udpl" => Transport::Udp,
        "sctp" | "sctp6" => Transport::Sctp,
        _ => return None,
    })
}

/// `None` if the line makes no sense, `Some(None)` if nobody listens there.
fn socket(columns: Columns, transport: Transport, words: &[&str], line: &str) -> Option<Option<Listener>> {
    let at = match columns {
        Columns::Ss => 4,
        Columns::Netstat => 3,
        Columns::Windows => 1,
    };
    let (address, port) = place(words.get(at)?)?;
    let (_, peer) = words.get(at + 1)?.rsplit_once(':')?;
    let nobody = peer == "*" || (columns == Columns::Windows && peer == "0");
    if !nobody {
        peer.parse::<u16>().ok()?;
        return Some(None);
    }
    // A socket that is bound to no port yet.
    if port == "*" {
        return Some(None);
    }
    Some(Some(Listener {
        transport,
        port: port.parse().ok()?,
        address: short(address),
        internal: observed::is_loopback(address),
        certain: true,
        service: String::new(),
        product: String::new(),
        process: process(columns, line),
    }))
}

/// Address and port of `0.0.0.0:22`, `[::]:22`, `:::22`, `*:22`, `127.0.0.53%lo:53`.
fn place(word: &str) -> Option<(&str, &str)> {
    let (address, port) = word.rsplit_once(':')?;
    Some((address.trim_start_matches('[').trim_end_matches(']'), port))
}

/// The process of `users:(("sshd",pid=700,fd=3))` or `700/sshd: /usr/sbin`; empty where there is none.
fn process(columns: Columns, line: &str) -> String {
    let name = match columns {
        Columns::Ss => line.split_once("users:((\"").and_then(|(_, rest)| rest.split_once('"')).map(|(name, _)| name),
        Columns::Netstat => {
            let word = line.split_whitespace().skip(5).find_map(|word| {
                let (pid, name) = word.split_once('/')?;
                (!pid.is_empty() && pid.bytes().all(|digit| digit.is_ascii_digit())).then_some(name)
            });
            word.map(|name| name.trim_end_matches(':'))
        }
        Columns::Windows => None,
    };
    short(name.unwrap_or(""))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expect: &[(Transport, u16, &str, bool)]) {
        let observation = read(text.as_bytes()).unwrap_or_else(|wrong| panic!("{wrong}\n{text}"));
        let found: Vec<(Transport, u16, String, bool)> = observation
            .sightings
            .into_iter()
            .filter_map(|sighting| match sighting {
                Sighting::Listener(one) => Some((one.transport, one.port, one.process, one.internal)),
                Sighting::Node(_) | Sighting::Endpoint(_) => None,
            })
            .collect();
        let expect: Vec<(Transport, u16, String, bool)> = expect
            .iter()
            .map(|(over, port, process, internal)| (*over, *port, (*process).to_owned(), *internal))
            .collect();
        assert_eq!(found, expect);
    }

    fn refused(text: &str, line: u32, says: &str) {
        let wrong = read(text.as_bytes()).expect_err(text);
        assert!(wrong.line == line && wrong.message.contains(says), "{wrong}");
    }

    const SS: &str = "Netid State  Recv-Q Send-Q Local Address:Port Peer Address:Port Process\n";

    #[test]
    fn of_ss() {
        check(
            &format!(
                "{SS}udp   UNCONN 0      0      127.0.0.53%lo:53    0.0.0.0:*    users:((\"systemd-resolve\",pid=5,fd=1))\n\
                 tcp   LISTEN 0      128    0.0.0.0:22   0.0.0.0:*    users:((\"sshd\",pid=7,fd=3))\n\
                 tcp   LISTEN 0      128    [::]:22      [::]:*\n\
                 tcp   LISTEN 0      128    *:80         *:*\n\
                 tcp   ESTAB  0      0      10.0.0.7:22  10.0.0.2:50022\n"
            ),
            &[
                (Transport::Tcp, 22, "sshd", false),
                (Transport::Tcp, 22, "", false),
                (Transport::Tcp, 80, "", false),
                (Transport::Udp, 53, "systemd-resolve", true),
            ],
        );
    }

    #[test]
    fn of_netstat_on_linux() {
        check(
            "(Not all processes could be identified, non-owned process info\n will not be shown, you would have to be root to see it all.)\n\
             Active Internet connections (servers and established)\n\
             Proto Recv-Q Send-Q Local Address           Foreign Address         State       PID/Program name\n\
             tcp        0      0 127.0.0.1:631           0.0.0.0:*               LISTEN      812/cupsd\n\
             tcp6       0      0 :::22                   :::*                    LISTEN      700/sshd: /usr/sbin\n\
             tcp        0      0 10.0.0.7:22             10.0.0.2:50022          ESTABLISHED 901/sshd: root\n\
             udp        0      0 0.0.0.0:5353            0.0.0.0:*                           512/avahi-daemon\n\
             raw        0      0 0.0.0.0:1               0.0.0.0:*               7           -\n\
             Active UNIX domain sockets (servers and established)\n\
             Proto RefCnt Flags       Type       State         I-Node   Path\n\
             unix  2      [ ACC ]     STREAM     LISTENING     17293    /run/x\n",
            &[
                (Transport::Tcp, 22, "sshd", false),
                (Transport::Tcp, 631, "cupsd", true),
                (Transport::Udp, 5353, "avahi-daemon", false),
            ],
        );
    }

    #[test]
    fn of_netstat_on_windows_in_any_language() {
        check(
            "\r\nAktive Verbindungen\r\n\r\n  Proto  Lokale Adresse         Remoteadresse          Status           PID\r\n\
             \x20 TCP    0.0.0.0:135            0.0.0.0:0              ABHÖREN          1044\r\n\
             \x20 TCP    [::1]:49664            [::]:0                 ABHÖREN          1044\r\n\
             \x20 TCP    10.0.0.7:50000         10.0.0.2:443           HERGESTELLT      9\r\n\
             \x20 UDP    [fe80::1%12]:1900      *:*                                    2212\r\n",
            &[(Transport::Tcp, 135, "", false), (Transport::Tcp, 49664, "", true), (Transport::Udp, 1900, "", false)],
        );
    }

    #[test]
    fn a_list_covers_what_it_has_lines_of() {
        let text = format!("{SS}tcp LISTEN 0 128 0.0.0.0:22 0.0.0.0:*\n");
        let observation = read(text.as_bytes()).unwrap_or_default();
        assert_eq!(observation.covered, [Covered { transport: Transport::Tcp, first: 0, last: u16::MAX }]);
        assert_eq!(read(SS.as_bytes()).map(|empty| empty.looked_at), Ok(0));
    }

    #[test]
    fn what_is_broken_is_refused() {
        refused("", 1, "no header");
        refused("hello\n", 1, "no header");
        refused("tcp LISTEN 0 128 0.0.0.0:22 0.0.0.0:*\n", 1, "before any header");
        refused("State Recv-Q Send-Q Local Address:Port\nLISTEN 0 128 0.0.0.0:22\n", 1, "ss -lntup");
        refused(&format!("{SS}tcp LISTEN 0 128 0.0.0.0:22"), 2, "cannot be read");
        refused(&format!("{SS}tcp LISTEN 0 128 0.0.0.0:99999 0.0.0.0:*\n"), 2, "cannot be read");
        refused(&format!("{SS}tcp LISTEN 0 128 0.0.0.0:22 {}\n", "x".repeat(20_000)), 2, "longer");
        let flood: String = (0..=observed::MOST)
            .map(|at| format!("tcp LISTEN 0 1 10.{}.{}.1:{} 0.0.0.0:*\n", at / 60_000, at % 200, at % 60_000))
            .collect();
        refused(&format!("{SS}{flood}"), 1, "sightings");
        let wide: Vec<u8> = [0xff, 0xfe].into_iter().chain(SS.encode_utf16().flat_map(u16::to_le_bytes)).collect();
        assert!(read(&wide).is_err_and(|wrong| wrong.message.contains("UTF-16")));
    }
}
