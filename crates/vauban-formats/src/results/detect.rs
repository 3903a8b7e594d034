//! Which form a result file has: by what stands in its beginning, and by its name only where that does not tell.

use super::Form;

/// The form of a file, by its first bytes (64 KiB are enough) and its name.
pub fn detect(name: &str, head: &[u8]) -> Option<Form> {
    // UTF-16 is refused when it is read, with a message; to get there its form has to be known.
    let narrow: Vec<u8>;
    let head = if head.starts_with(&[0xff, 0xfe]) || head.starts_with(&[0xfe, 0xff]) {
        narrow = head.iter().skip(2).copied().filter(|byte| *byte != 0).collect();
        &narrow
    } else {
        head
    };
    let head = head.strip_prefix(&[0xef, 0xbb, 0xbf]).unwrap_or(head);
    let text = String::from_utf8_lossy(head.get(..head.len().min(64 << 10)).unwrap_or_default());
    let text = text.trim_start();
    let name = name.rsplit(['/', '\\']).next().unwrap_or(name).to_ascii_lowercase();
    match text.as_bytes().first() {
        Some(b'<') => xml(text),
        Some(b'{') => json(&name, text),
        Some(_) => lines(text),
        None => None,
    }
}

fn xml(text: &str) -> Option<Form> {
    let mut rest = text;
    let root = loop {
        rest = rest.get(rest.find('<')?..)?;
        if let Some(comment) = rest.strip_prefix("<!--") {
            rest = comment.get(comment.find("-->")? + 3..)?;
        } else if rest.starts_with("<?") || rest.starts_with("<!") {
            rest = rest.get(rest.find('>')? + 1..)?;
        } else {
            break rest.get(1..)?;
        }
    };
    let name = root.split(|letter: char| letter.is_whitespace() || matches!(letter, '>' | '/')).next()?;
    match name.rsplit(':').next()? {
        "testsuites" | "testsuite" => Some(Form::Junit),
        "coverage" => Some(Form::Cobertura),
        "nmaprun" => Some(Form::Nmap),
        "bom" if text.contains("http://cyclonedx.org/schema/bom/") => Some(Form::Cyclonedx),
        "NessusClientData_v2" => Some(Form::Nessus),
        "get_reports_response" => Some(Form::Openvas),
        // JaCoCo's root has the same name.
        "report" => {
            let marks = ["format_id=", "<scan_run_status", "<gmp>", "<omp>", "<nvt "];
            marks.iter().any(|mark| text.contains(mark)).then_some(Form::Openvas)
        }
        _ => None,
    }
}

fn json(name: &str, text: &str) -> Option<Form> {
    for key in top_level(text) {
        match key {
            "bomFormat" => return Some(Form::Cyclonedx),
            "spdxVersion" | "SPDXID" => return Some(Form::Spdx),
            // SPDX 3 is JSON-LD.
            "@context" if text.contains("https://spdx.org/rdf/3.") => return Some(Form::Spdx),
            "runs" => return Some(Form::Sarif),
            _ => {}
        }
    }
    let ends = |endings: &[&str]| endings.iter().any(|ending| name.ends_with(ending));
    if ends(&[".sarif", ".sarif.json"]) {
        Some(Form::Sarif)
    } else if ends(&[".cdx.json", "bom.json"]) {
        Some(Form::Cyclonedx)
    } else if ends(&[".spdx.json"]) {
        Some(Form::Spdx)
    } else {
        None
    }
}

/// Names of the members of the outermost object, as far as the text reaches.
fn top_level(text: &str) -> Vec<&str> {
    let bytes = text.as_bytes();
    let (mut keys, mut depth, mut at) = (Vec::new(), 0_u32, 0);
    while let Some(byte) = bytes.get(at) {
        match byte {
            b'{' | b'[' => depth += 1,
            b'}' | b']' => depth = depth.saturating_sub(1),
            b'"' => {
                let start = at + 1;
                at = start;
                while let Some(letter) = bytes.get(at).filter(|letter| **letter != b'"') {
                    at += 1 + usize::from(*letter == b'\\');
                }
                let rest = text.get(at.saturating_add(1)..).unwrap_or_default();
                if depth == 1 && rest.trim_start().starts_with(':') {
                    keys.extend(text.get(start..at));
                }
            }
            _ => {}
        }
        at += 1;
    }
    keys
}

fn lines(text: &str) -> Option<Form> {
    let mut afl = 0;
    for line in text.lines().take(2_000) {
        let line = line.trim_end();
        if line.starts_with("SF:") || line.starts_with("TN:") {
            return Some(Form::Lcov);
        }
        let fuzzer = line.starts_with("INFO: Seed: ")
            || line.starts_with("INFO: Running with entropic")
            || line.starts_with("stat::number_of_executed_units:")
            || line.contains("ERROR: libFuzzer: ");
        if fuzzer {
            return Some(Form::Libfuzzer);
        }
        let key = line.split(':').next().unwrap_or_default().trim_end();
        afl += u32::from(matches!(key, "start_time" | "execs_done" | "fuzzer_pid" | "afl_banner" | "afl_version"));
        if afl == 3 {
            return Some(Form::Afl);
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn content_tells_first_and_the_name_second() {
        for (name, head, expect) in [
            ("a.xml", "\u{feff}<?xml version=\"1.0\"?>\n<!-- <coverage> -->\n<testsuites>", Some(Form::Junit)),
            ("junit.xml", "<!DOCTYPE coverage SYSTEM 'x'><coverage line-rate=\"1\">", Some(Form::Cobertura)),
            ("a.xml", "<!DOCTYPE nmaprun>\n<nmaprun scanner=\"nmap\">", Some(Form::Nmap)),
            ("a.nessus", "<NessusClientData_v2>", Some(Form::Nessus)),
            ("a.xml", "<report id=\"1\" format_id=\"2\">", Some(Form::Openvas)),
            ("jacoco.xml", "<report name=\"x\"><sessioninfo/>", None),
            ("a.json", "{\"version\":\"2.1.0\",\"runs\":[", Some(Form::Sarif)),
            ("a.json", "{\"x\":{\"runs\":1},\"y\":\"\\\"runs\\\":\"}", None),
            ("a.sarif", "{\"properties\":{", Some(Form::Sarif)),
            ("a.sarif", "{\"bomFormat\": \"CycloneDX\"}", Some(Form::Cyclonedx)),
            ("a.json", "{\"spdxVersion\": \"SPDX-2.3\"}", Some(Form::Spdx)),
            ("a.json", "{\"@context\": \"https://spdx.org/rdf/3.0.1/spdx-context.jsonld\"}", Some(Form::Spdx)),
            ("a.json", "{\"@context\": \"https://openvex.dev/ns/v0.2.0\"}", None),
            ("a.xml", "<bom xmlns=\"http://cyclonedx.org/schema/bom/1.6\"/>", Some(Form::Cyclonedx)),
            ("a.xml", "<bom/>", None),
            ("a.info", "TN:\nSF:a.c\n", Some(Form::Lcov)),
            (
                "fuzzer_stats",
                "start_time        : 1\nlast_update       : 2\nfuzzer_pid : 1\nexecs_done : 4\n",
                Some(Form::Afl),
            ),
            ("log", "INFO: Running with entropic power schedule (0xFF, 100).\nINFO: Seed: 1\n", Some(Form::Libfuzzer)),
            ("a.xml", "<", None),
            ("a.xml", "<!--", None),
            ("a.sarif", "", None),
            ("a.txt", "hello", None),
            ("a.json", "{\"\\", None),
        ] {
            assert_eq!(detect(name, head.as_bytes()), expect, "{name} {head}");
            for cut in 0..head.len() {
                let _ = detect(name, &head.as_bytes()[..cut]);
            }
        }
        let wide: Vec<u8> = "\u{feff}<testsuite/>".encode_utf16().flat_map(u16::to_le_bytes).collect();
        assert_eq!(detect("a.xml", &wide), Some(Form::Junit));
    }
}
