//! The section `[meta.vauban]` of a RAUC manifest (RAUC reference, "Manifest"; a key file of GLib).
//!
//! Sections of this name are kept from RAUC 1.9 on. Keys hold letters, digits and `-`, so that hooks find them as
//! environment variables (`RAUC_META_VAUBAN_SBOM_SHA256`). Lists end each item with `;`.

use super::{BundleMeta, SCHEMA, plain};

/// The section, to be appended to `manifest.raucm`.
///
/// # Errors
/// If something holds a character that does not belong into a manifest.
pub fn rauc(meta: &BundleMeta) -> Result<String, String> {
    let mut out = String::from("[meta.vauban]\n");
    let mut line = |key: &str, value: &str| -> Result<(), String> {
        plain(value, key)?;
        out.push_str(&format!("{key}={}\n", value_of(value)));
        Ok(())
    };
    line("schema", SCHEMA)?;
    line("release", &meta.release)?;
    line("product", &meta.product)?;
    line("version", &meta.version)?;
    for (key, value) in [("date", &meta.date), ("commit", &meta.commit)] {
        if let Some(value) = value {
            line(key, value)?;
        }
    }
    let column = |texts: Vec<&str>| texts.into_iter().map(str::to_owned).collect::<Vec<_>>();
    let none = |text: &Option<String>| text.clone().unwrap_or_default();
    for (key, items) in [
        ("sbom-files", column(meta.sbom.iter().map(|(file, _)| file.as_str()).collect())),
        ("sbom-sha256", column(meta.sbom.iter().map(|(_, hash)| hash.as_str()).collect())),
        ("fixes", column(meta.fixes.iter().map(|(issue, _)| issue.as_str()).collect())),
        ("fixes-external", meta.fixes.iter().map(|(_, external)| none(external)).collect()),
        ("applies-to-versions", meta.applies_to.clone()),
        ("lines", meta.lines.clone()),
    ] {
        if items.is_empty() {
            continue;
        }
        for item in &items {
            plain(item, key)?;
        }
        let list: String = items.iter().map(|item| format!("{};", value_of(item).replace(';', "\\;"))).collect();
        out.push_str(&format!("{key}={list}\n"));
    }
    Ok(out)
}

/// A value of a key file: backslashes and a blank in front are escaped.
fn value_of(text: &str) -> String {
    let escaped = text.replace('\\', "\\\\");
    match escaped.strip_prefix(' ') {
        Some(rest) => format!("\\s{rest}"),
        None => escaped,
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test stops at the first surprise")]
    use super::{BundleMeta, rauc};

    #[test]
    fn a_section_is_a_key_file() {
        let meta = BundleMeta {
            release: "r231".into(),
            product: "gateway".into(),
            version: "2.3.1".into(),
            date: Some("2026-03-01".into()),
            sbom: vec![("gateway.cdx.json".into(), "ab".repeat(32))],
            fixes: vec![("i1".into(), Some("CVE-2026-1".into())), ("i2;x\\y".into(), None)],
            applies_to: vec![" 2.2".into(), "2.3.0".into()],
            ..BundleMeta::default()
        };
        let hash = "ab".repeat(32);
        assert_eq!(
            rauc(&meta).unwrap(),
            format!(
                "[meta.vauban]\nschema=vauban/bundle/1\nrelease=r231\nproduct=gateway\nversion=2.3.1\ndate=2026-03-01\n\
                 sbom-files=gateway.cdx.json;\nsbom-sha256={hash};\nfixes=i1;i2\\;x\\\\y;\nfixes-external=CVE-2026-1;;\n\
                 applies-to-versions=\\s2.2;2.3.0;\n"
            )
        );
    }

    #[test]
    fn nothing_ends_a_line_early() {
        let meta = BundleMeta { version: "1\n[handler]\nfilename=evil".into(), ..BundleMeta::default() };
        assert!(rauc(&meta).unwrap_err().contains("U+000A"));
    }
}
