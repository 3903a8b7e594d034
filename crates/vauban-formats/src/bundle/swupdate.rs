//! The group `vauban` of a `sw-description` of SWUpdate (libconfig syntax).
//!
//! It goes into `software = { … };`. SWUpdate forbids `@include`, so it is text to be put there by the build. Whoever has
//! a board of the name `vauban` has to rename one of the two: SWUpdate looks for groups by the name of the board.

use super::{BundleMeta, SCHEMA, plain};

/// The group.
///
/// # Errors
/// If something holds a character that does not belong into a description.
pub fn swupdate(meta: &BundleMeta) -> Result<String, String> {
    let mut out = String::from("vauban = {\n");
    let text = |value: &str, key: &str| -> Result<String, String> {
        plain(value, key)?;
        Ok(format!("\"{}\"", value.replace('\\', "\\\\").replace('"', "\\\"")))
    };
    out.push_str(&format!("  schema = {};\n", text(SCHEMA, "schema")?));
    for (key, value) in [("release", &meta.release), ("product", &meta.product), ("version", &meta.version)] {
        out.push_str(&format!("  {key} = {};\n", text(value, key)?));
    }
    for (key, value) in [("date", &meta.date), ("commit", &meta.commit)] {
        if let Some(value) = value {
            out.push_str(&format!("  {key} = {};\n", text(value, key)?));
        }
    }
    let mut groups = Vec::new();
    for (file, hash) in &meta.sbom {
        groups.push(format!("{{ file = {}; sha256 = {}; }}", text(file, "sbom")?, text(hash, "sbom")?));
    }
    list(&mut out, "sbom", '(', ')', &groups);
    let mut groups = Vec::new();
    for (issue, external) in &meta.fixes {
        let external = match external {
            Some(external) => format!(" external = {};", text(external, "fixes")?),
            None => String::new(),
        };
        groups.push(format!("{{ issue = {};{external} }}", text(issue, "fixes")?));
    }
    list(&mut out, "fixes", '(', ')', &groups);
    for (key, items) in [("applies-to-versions", &meta.applies_to), ("lines", &meta.lines)] {
        let items = items.iter().map(|item| text(item, key)).collect::<Result<Vec<_>, _>>()?;
        list(&mut out, key, '[', ']', &items);
    }
    out.push_str("};\n");
    Ok(out)
}

fn list(out: &mut String, key: &str, open: char, close: char, items: &[String]) {
    if items.is_empty() {
        return;
    }
    out.push_str(&format!("  {key} = {open}\n    {}\n  {close};\n", items.join(",\n    ")));
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test stops at the first surprise")]
    use super::{BundleMeta, swupdate};

    #[test]
    fn a_group_is_libconfig() {
        let meta = BundleMeta {
            release: "r231".into(),
            product: "gateway".into(),
            version: "2.3.1 \"late\"".into(),
            sbom: vec![("gateway.cdx.json".into(), "ab".repeat(32))],
            fixes: vec![("i1".into(), Some("CVE-2026-1".into())), ("i2".into(), None)],
            applies_to: vec!["2.2.0".into(), "2.3.0".into()],
            ..BundleMeta::default()
        };
        let hash = "ab".repeat(32);
        assert_eq!(
            swupdate(&meta).unwrap(),
            format!(
                "vauban = {{\n  schema = \"vauban/bundle/1\";\n  release = \"r231\";\n  product = \"gateway\";\n  \
                 version = \"2.3.1 \\\"late\\\"\";\n  sbom = (\n    {{ file = \"gateway.cdx.json\"; sha256 = \"{hash}\"; }}\n  );\n  \
                 fixes = (\n    {{ issue = \"i1\"; external = \"CVE-2026-1\"; }},\n    {{ issue = \"i2\"; }}\n  );\n  \
                 applies-to-versions = [\n    \"2.2.0\",\n    \"2.3.0\"\n  ];\n}};\n"
            )
        );
    }

    #[test]
    fn nothing_ends_a_text_early() {
        let meta = BundleMeta { version: "1\u{1b}[2J".into(), ..BundleMeta::default() };
        assert!(swupdate(&meta).is_err());
        let meta = BundleMeta { version: "1\\\"; scripts: (".into(), ..BundleMeta::default() };
        assert!(swupdate(&meta).unwrap().contains("version = \"1\\\\\\\"; scripts: (\";"));
    }
}
