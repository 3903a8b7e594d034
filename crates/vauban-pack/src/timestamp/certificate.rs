//! Certificates: read, and followed up to one that is trusted.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use der::{Decode as _, Reader as _, SliceReader};
use x509_cert::Certificate;
use x509_cert::ext::pkix::{BasicConstraints, ExtendedKeyUsage, KeyUsage, KeyUsages};

use super::signature::verify;

/// Certificates above each other.
const CHAIN: usize = 8;
/// Certificates that are looked at.
const CERTIFICATES: usize = 256;

/// The certificates of a file, in DER: one or more in PEM, or one in DER.
///
/// # Errors
/// If there is none, or one that cannot be read.
pub fn read_certificates(bytes: &[u8]) -> Result<Vec<Vec<u8>>, String> {
    let mut found = Vec::new();
    if bytes.first() == Some(&0x30) {
        found.push(bytes.to_vec());
    } else {
        let text = std::str::from_utf8(bytes).map_err(|_| "it holds no certificate in PEM or DER".to_owned())?;
        let mut rest = text;
        while let Some((_, after)) = rest.split_once("-----BEGIN CERTIFICATE-----") {
            let (inside, after) =
                after.split_once("-----END CERTIFICATE-----").ok_or("a certificate in it has no end")?;
            let packed: String = inside.split_whitespace().collect();
            found.push(STANDARD.decode(packed).map_err(|_| "the base64 of a certificate cannot be read".to_owned())?);
            if found.len() > CERTIFICATES {
                return Err(format!("there are more than {CERTIFICATES} certificates"));
            }
            rest = after;
        }
    }
    if found.is_empty() {
        return Err("it holds no certificate in PEM or DER".to_owned());
    }
    for der in &found {
        Known::read(der)?;
    }
    Ok(found)
}

/// A certificate with the bytes it came in.
#[derive(Clone, Debug)]
pub(super) struct Known {
    pub(super) der: Vec<u8>,
    pub(super) certificate: Certificate,
    /// What is signed of it, as it came: encoding it anew could differ.
    signed: Vec<u8>,
}

impl Known {
    pub(super) fn read(der: &[u8]) -> Result<Known, String> {
        let problem = |error: der::Error| format!("a certificate cannot be read: {error}");
        let certificate = Certificate::from_der(der).map_err(problem)?;
        let mut reader = SliceReader::new(der).map_err(problem)?;
        let signed = reader.sequence(|inside| {
            let signed = inside.tlv_bytes()?.to_vec();
            while !inside.is_finished() {
                inside.tlv_bytes()?;
            }
            Ok(signed)
        });
        Ok(Known { der: der.to_vec(), certificate, signed: signed.map_err(problem)? })
    }

    pub(super) fn name(&self) -> String {
        crate::error::shown(&self.certificate.tbs_certificate.subject.to_string())
    }

    fn valid_at(&self, seconds: i64) -> Result<(), String> {
        let validity = &self.certificate.tbs_certificate.validity;
        let at = |time: x509_cert::time::Time| i64::try_from(time.to_unix_duration().as_secs()).unwrap_or(i64::MAX);
        if seconds < at(validity.not_before) {
            return Err(format!("the certificate of `{}` was not yet valid then", self.name()));
        }
        if seconds > at(validity.not_after) {
            return Err(format!("the certificate of `{}` had expired by then", self.name()));
        }
        Ok(())
    }

    /// Whether it may issue certificates with so many authorities below it.
    fn may_issue(&self, below: usize) -> Result<(), String> {
        let refuse = |why: &str| Err(format!("`{}` may not issue certificates: {why}", self.name()));
        let basic = self.certificate.tbs_certificate.get::<BasicConstraints>();
        match basic.map_err(|error| error.to_string())? {
            Some((_, basic)) if basic.ca => {
                if basic.path_len_constraint.is_some_and(|most| usize::from(most) < below) {
                    return refuse("too many authorities stand below it");
                }
            }
            _ => return refuse("it is no authority"),
        }
        let usage = self.certificate.tbs_certificate.get::<KeyUsage>().map_err(|error| error.to_string())?;
        match usage {
            Some((_, usage)) if !usage.0.contains(KeyUsages::KeyCertSign) => refuse("its key is for something else"),
            _ => Ok(()),
        }
    }

    /// Whether it is the certificate of a timestamp service: that use alone, and critical (RFC 3161, section 2.3).
    pub(super) fn may_stamp(&self) -> Result<(), String> {
        let usage = self.certificate.tbs_certificate.get::<ExtendedKeyUsage>().map_err(|error| error.to_string())?;
        let only = |usage: &ExtendedKeyUsage| {
            usage.0.len() == 1 && usage.0.iter().all(|of| of.to_string() == "1.3.6.1.5.5.7.3.8")
        };
        match usage {
            Some((true, usage)) if only(&usage) => Ok(()),
            Some((false, usage)) if only(&usage) => {
                Err(format!("the certificate of `{}` does not mark its use for timestamps as critical", self.name()))
            }
            _ => Err(format!("the certificate of `{}` is not for timestamps alone", self.name())),
        }
    }

    fn issued(&self, below: &Known) -> bool {
        self.certificate.tbs_certificate.subject == below.certificate.tbs_certificate.issuer
    }

    fn signed(&self, below: &Known) -> Result<(), String> {
        let inner = &below.certificate;
        if inner.signature_algorithm != inner.tbs_certificate.signature {
            return Err(format!("the certificate of `{}` names two signature algorithms", below.name()));
        }
        let signature = inner.signature.as_bytes().ok_or("a signature is no whole number of bytes")?;
        let key = &self.certificate.tbs_certificate.subject_public_key_info;
        verify(key, &inner.signature_algorithm, None, &below.signed, signature)
            .map_err(|why| format!("the certificate of `{}`: {why}", below.name()))
    }
}

/// Follows a certificate up to a trusted one; all of them were valid then.
pub(super) fn trusted(leaf: &Known, others: &[Known], trusted: &[Known], seconds: i64) -> Result<(), String> {
    let mut current = leaf;
    for depth in 0..CHAIN {
        current.valid_at(seconds)?;
        if trusted.iter().any(|one| one.der == current.der) {
            return Ok(());
        }
        let above = trusted.iter().chain(others).filter(|one| one.issued(current) && one.der != current.der);
        let mut why = None;
        let mut next = None;
        for one in above.take(CERTIFICATES) {
            match one.signed(current).and_then(|()| one.may_issue(depth)) {
                Ok(()) => {
                    next = Some(one);
                    break;
                }
                Err(error) => why = Some(error),
            }
        }
        current = next
            .ok_or_else(|| why.unwrap_or_else(|| format!("no given certificate vouches for `{}`", current.name())))?;
    }
    Err(format!("more than {CHAIN} certificates stand above each other"))
}

/// The bytes of a value in DER.
pub(super) fn der_of(value: &impl der::Encode) -> Result<Vec<u8>, String> {
    value.to_der().map_err(|error| error.to_string())
}
