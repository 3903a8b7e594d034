//! A list of what is on a board, as CSV: `name,kind,state`, one row for each plug, header, test point and radio.
//!
//! Columns are parted by `,` or `;`; a field may stand in double quotes. More columns may follow. A word that is not
//! known is an error: a state that was misread could hide a way in.

use crate::observed::{self, Error, Node, NodeKind, NodeState, Observation, Sighting, short};

/// Longest row, in bytes.
const LONGEST_ROW: usize = 16 << 10;

/// Reads a list.
pub fn read(bytes: &[u8]) -> Result<Observation, Error> {
    let text = observed::text(bytes)?;
    let mut lines = (1_u32..).zip(text.lines()).filter(|(_, line)| !line.trim().is_empty() && !line.starts_with('#'));
    let Some((number, header)) = lines.next() else { return Err(Error::new(1, "it is empty")) };
    let separator = if header.contains(';') { ';' } else { ',' };
    let columns: Vec<String> =
        fields(header, separator, number)?.iter().map(|name| name.to_ascii_lowercase()).collect();
    let column = |name: &str| {
        let found = columns.iter().position(|known| known == name);
        found.ok_or_else(|| Error::new(number, format!("its header has no column `{name}`: write `name,kind,state`")))
    };
    let (name, kind, state) = (column("name")?, column("kind")?, column("state")?);
    let mut observation = Observation::default();
    for (number, line) in lines {
        let row = fields(line, separator, number)?;
        let get = |at: usize| row.get(at).map_or("", String::as_str);
        if get(name).is_empty() {
            return Err(Error::new(number, "the row has no name"));
        }
        let kind = NodeKind::parse(get(kind))
            .ok_or_else(|| Error::new(number, format!("`{}` is no kind; known: {}", short(get(kind)), words(KINDS))))?;
        let state = NodeState::parse(get(state)).ok_or_else(|| {
            Error::new(number, format!("`{}` is no state; known: {}", short(get(state)), words(STATES)))
        })?;
        observation.looked_at += 1;
        observation.see(Sighting::Node(Node {
            name: short(get(name)),
            also: Vec::new(),
            kind,
            state,
            compatible: String::new(),
        }))?;
    }
    Ok(observation.tidy())
}

/// The fields of a row.
pub(crate) fn fields(line: &str, separator: char, number: u32) -> Result<Vec<String>, Error> {
    if line.len() > LONGEST_ROW {
        return Err(Error::new(number, format!("the row is longer than {LONGEST_ROW} bytes")));
    }
    let mut fields = vec![String::new()];
    let mut quoted = false;
    let mut letters = line.chars().peekable();
    while let Some(letter) = letters.next() {
        match letter {
            '"' if quoted && letters.peek() == Some(&'"') => {
                letters.next();
                push(&mut fields, '"');
            }
            '"' => quoted = !quoted,
            letter if letter == separator && !quoted => fields.push(String::new()),
            letter => push(&mut fields, letter),
        }
    }
    if quoted {
        return Err(Error::new(number, "a quote is not closed"));
    }
    Ok(fields.iter().map(|field| field.trim().to_owned()).collect())
}

fn push(fields: &mut [String], letter: char) {
    if let Some(field) = fields.last_mut() {
        field.push(letter);
    }
}

const KINDS: &[(&str, NodeKind)] = &[
    ("serial", NodeKind::Serial),
    ("uart", NodeKind::Serial),
    ("console", NodeKind::Serial),
    ("usb", NodeKind::Usb),
    ("spi", NodeKind::Spi),
    ("i2c", NodeKind::I2c),
    ("jtag", NodeKind::Debug),
    ("swd", NodeKind::Debug),
    ("debug", NodeKind::Debug),
    ("mmc", NodeKind::Storage),
    ("emmc", NodeKind::Storage),
    ("sd", NodeKind::Storage),
    ("flash", NodeKind::Storage),
    ("storage", NodeKind::Storage),
    ("card-slot", NodeKind::Storage),
    ("ethernet", NodeKind::Ethernet),
    ("can", NodeKind::Can),
    ("radio", NodeKind::Radio),
    ("bluetooth", NodeKind::Radio),
    ("wireless", NodeKind::Radio),
    ("wifi", NodeKind::Radio),
    ("button", NodeKind::Other),
    ("io", NodeKind::Other),
    ("test-point", NodeKind::Other),
    ("connector", NodeKind::Other),
    ("other", NodeKind::Other),
];

const STATES: &[(&str, NodeState)] = &[
    ("present", NodeState::Usable),
    ("enabled", NodeState::Usable),
    ("open", NodeState::Usable),
    ("protected", NodeState::Guarded),
    ("locked", NodeState::Guarded),
    ("disabled", NodeState::Off),
    ("off", NodeState::Off),
    ("removed", NodeState::Absent),
    ("absent", NodeState::Absent),
    ("not-fitted", NodeState::Absent),
];

fn words<T>(list: &[(&str, T)]) -> String {
    list.iter().map(|(word, _)| *word).collect::<Vec<_>>().join(", ")
}

impl NodeKind {
    /// Reads the word, in any case.
    pub fn parse(word: &str) -> Option<NodeKind> {
        KINDS.iter().find(|(known, _)| known.eq_ignore_ascii_case(word)).map(|(_, kind)| *kind)
    }
}

impl NodeState {
    /// Reads the word, in any case.
    pub fn parse(word: &str) -> Option<NodeState> {
        STATES.iter().find(|(known, _)| known.eq_ignore_ascii_case(word)).map(|(_, state)| *state)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refused(text: &str, line: u32, says: &str) {
        let wrong = read(text.as_bytes()).expect_err(text);
        assert!(wrong.line == line && wrong.message.contains(says), "{wrong}");
    }

    #[test]
    fn rows_become_nodes() {
        let text = "# board B2\nName;Kind;State;Remark\n\"J7; inner\";JTAG;not-fitted;pads only\nX1;usb;present\n";
        let observation = read(text.as_bytes()).unwrap_or_default();
        let found: Vec<(String, NodeKind, NodeState)> = observation
            .sightings
            .into_iter()
            .filter_map(|sighting| match sighting {
                Sighting::Node(node) => Some((node.name, node.kind, node.state)),
                Sighting::Listener(_) | Sighting::Endpoint(_) => None,
            })
            .collect();
        let expect = [
            ("J7; inner".to_owned(), NodeKind::Debug, NodeState::Absent),
            ("X1".to_owned(), NodeKind::Usb, NodeState::Usable),
        ];
        assert_eq!((found.as_slice(), observation.looked_at), (expect.as_slice(), 2));
        assert_eq!(read(b"name,kind,state\n").map(|empty| empty.looked_at), Ok(0));
    }

    #[test]
    fn what_is_not_known_is_refused() {
        refused("", 1, "empty");
        refused("a,b\n", 1, "name");
        refused("name,kind,state\nJ1,jtag,maybe\n", 2, "no state");
        refused("name,kind,state\nJ1,laser,open\n", 2, "no kind");
        refused("name,kind,state\n,jtag,open\n", 2, "no name");
        refused("name,kind,state\n\"J1,jtag,open\n", 2, "not closed");
        refused(&format!("name,kind,state\n{},jtag,open\n", "x".repeat(20_000)), 2, "longer");
        let flood: String = (0..=observed::MOST).map(|at| format!("J{at},jtag,open\n")).collect();
        refused(&format!("name,kind,state\n{flood}"), 1, "sightings");
        assert!(read(b"name,kind,state\n\xff,jtag,open\n").is_err());
    }
}
