//! A token taken apart: the signed statement of a service that some digest was there at some instant.

use cms::cert::CertificateChoices;
use cms::content_info::ContentInfo;
use cms::signed_data::{SignedData, SignerIdentifier, SignerInfo};
use der::asn1::{AnyRef, ObjectIdentifier, OctetString};
use der::{Decode as _, Encode as _, Reader as _, SliceReader, Tag, Tagged as _};
use sha1::{Digest as _, Sha1};
use sha2::Sha256;
use x509_cert::ext::pkix::SubjectKeyIdentifier;

use super::Stamp;
use super::certificate::{Known, der_of, trusted};
use super::signature::{Hash, verify};
use crate::Limits;

const SIGNED_DATA: &str = "1.2.840.113549.1.7.2";
const TST_INFO: &str = "1.2.840.113549.1.9.16.1.4";
const CONTENT_TYPE: &str = "1.2.840.113549.1.9.3";
const MESSAGE_DIGEST: &str = "1.2.840.113549.1.9.4";
const SIGNING_CERTIFICATE: &str = "1.2.840.113549.1.9.16.2.12";
const SIGNING_CERTIFICATE_V2: &str = "1.2.840.113549.1.9.16.2.47";

/// What a token says.
struct Info {
    policy: String,
    hash: ObjectIdentifier,
    imprint: Vec<u8>,
    serial: Vec<u8>,
    seconds: i64,
    time: String,
}

pub(super) fn claimed(token: &[u8]) -> Option<String> {
    let data = signed_data(token).ok()?;
    info(&content(&data).ok()?).ok().map(|info| info.time)
}

pub(super) fn check(token: &[u8], over: &[u8], roots: &[Vec<u8>]) -> Result<Stamp, String> {
    let data = signed_data(token)?;
    let content = content(&data)?;
    let info = info(&content)?;
    if Hash::of_oid(&info.hash)?.digest(over) != info.imprint {
        return Err("it is a timestamp of something else: its digest is another".to_owned());
    }
    let roots = roots.iter().map(|der| Known::read(der)).collect::<Result<Vec<_>, _>>()?;
    let mut known = roots.clone();
    for one in data.certificates.iter().flat_map(|set| set.0.iter()) {
        if let CertificateChoices::Certificate(certificate) = one {
            known.push(Known::read(&der_of(certificate)?)?);
        }
    }
    let signers: Vec<&SignerInfo> = data.signer_infos.0.iter().collect();
    let [signer] = signers.as_slice() else {
        return Err(format!("it has {} signatures; a token has one", signers.len()));
    };
    let service = known.iter().find(|one| named(one, &signer.sid));
    let service = service.ok_or("the certificate of the service is neither in the token nor among those given")?;
    signed(signer, service, &content)?;
    service.may_stamp()?;
    trusted(service, &known, &roots, info.seconds)?;
    let serial = info.serial.iter().map(|byte| format!("{byte:02x}")).collect();
    Ok(Stamp { seconds: info.seconds, time: info.time, serial, policy: info.policy, service: service.name() })
}

/// The signed data of a token, or of an answer with a token in it.
fn signed_data(bytes: &[u8]) -> Result<SignedData, String> {
    if bytes.len() as u64 > Limits::TOKEN {
        return Err(format!("it has more than {} bytes", Limits::TOKEN));
    }
    let token = match ContentInfo::from_der(bytes) {
        Ok(token) => token,
        Err(_) => answer(bytes)?,
    };
    if token.content_type.to_string() != SIGNED_DATA {
        return Err("it is no timestamp token: it holds no signed data".to_owned());
    }
    let problem = |error: der::Error| format!("the signed data cannot be read: {error}");
    SignedData::from_der(&token.content.to_der().map_err(problem)?).map_err(problem)
}

/// The token of an answer (`TimeStampResp`), if the service granted one.
fn answer(bytes: &[u8]) -> Result<ContentInfo, String> {
    let problem = |error: der::Error| format!("it is no timestamp token and no answer of a service: {error}");
    let mut reader = SliceReader::new(bytes).map_err(problem)?;
    let (status, token) = reader
        .sequence(|inside| {
            let status = inside.sequence(|inside| {
                let status = u32::decode(inside)?;
                while !inside.is_finished() {
                    inside.tlv_bytes()?;
                }
                Ok(status)
            })?;
            let token = if inside.is_finished() { None } else { Some(inside.tlv_bytes()?.to_vec()) };
            Ok((status, token))
        })
        .map_err(problem)?;
    if !reader.is_finished() {
        return Err("something follows behind the answer of the service".to_owned());
    }
    match (status, token) {
        (0 | 1, Some(token)) => ContentInfo::from_der(&token).map_err(problem),
        (0 | 1, None) => Err("the answer of the service has no token in it".to_owned()),
        (status, _) => Err(format!("the service refused: status {status}")),
    }
}

/// The bytes of the statement.
fn content(data: &SignedData) -> Result<Vec<u8>, String> {
    if data.encap_content_info.econtent_type.to_string() != TST_INFO {
        return Err("what is signed is no timestamp".to_owned());
    }
    let content = data.encap_content_info.econtent.as_ref().ok_or("what is signed is not in it")?;
    let octets = content.decode_as::<OctetString>().map_err(|error| error.to_string())?;
    Ok(octets.into_bytes())
}

fn info(content: &[u8]) -> Result<Info, String> {
    let problem = |error: der::Error| format!("the timestamp in it cannot be read: {error}");
    let mut reader = SliceReader::new(content).map_err(problem)?;
    let read = reader.sequence(|inside| {
        let version = u32::decode(inside)?;
        let policy = ObjectIdentifier::decode(inside)?;
        let (hash, imprint) = inside.sequence(|inside| {
            let hash = inside.sequence(|inside| {
                let hash = ObjectIdentifier::decode(inside)?;
                while !inside.is_finished() {
                    inside.tlv_bytes()?;
                }
                Ok(hash)
            })?;
            Ok((hash, OctetString::decode(inside)?.into_bytes()))
        })?;
        let serial = AnyRef::decode(inside)?;
        serial.tag().assert_eq(Tag::Integer)?;
        let time = AnyRef::decode(inside)?;
        time.tag().assert_eq(Tag::GeneralizedTime)?;
        // Accuracy, order, nonce, name and extensions say nothing that is asked here.
        while !inside.is_finished() {
            inside.tlv_bytes()?;
        }
        Ok((version, policy, hash, imprint, serial.value().to_vec(), time.value().to_vec()))
    });
    let (version, policy, hash, imprint, serial, time) = read.map_err(problem)?;
    if version != 1 {
        return Err(format!("it is of version {version}; 1 is known"));
    }
    let (seconds, time) = instant(&time).ok_or("its time cannot be read: 20261122210000Z was expected")?;
    Ok(Info { policy: policy.to_string(), hash, imprint, serial, seconds, time })
}

/// `20261122210000Z`, with or without parts of a second, in seconds from 1970 and as people write it.
fn instant(bytes: &[u8]) -> Option<(i64, String)> {
    let text = std::str::from_utf8(bytes).ok()?.strip_suffix('Z')?;
    let whole = match text.split_once('.') {
        Some((whole, part)) if !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit()) => whole,
        Some(_) => return None,
        None => text,
    };
    if whole.len() != 14 || !whole.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let number = |from: usize, to: usize| whole.get(from..to)?.parse::<u16>().ok();
    let small = |from: usize, to: usize| number(from, to).and_then(|number| u8::try_from(number).ok());
    let (year, month, day) = (number(0, 4)?, small(4, 6)?, small(6, 8)?);
    let (hour, minute, second) = (small(8, 10)?, small(10, 12)?, small(12, 14)?);
    let time = der::DateTime::new(year, month, day, hour, minute, second).ok()?;
    let seconds = i64::try_from(time.unix_duration().as_secs()).ok()?;
    Some((seconds, format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}Z")))
}

fn named(one: &Known, by: &SignerIdentifier) -> bool {
    let own = &one.certificate.tbs_certificate;
    match by {
        SignerIdentifier::IssuerAndSerialNumber(named) => {
            named.issuer == own.issuer && named.serial_number == own.serial_number
        }
        SignerIdentifier::SubjectKeyIdentifier(id) => {
            own.get::<SubjectKeyIdentifier>().ok().flatten().is_some_and(|(_, own)| own == *id)
        }
    }
}

/// Whether the service signed this content: by the attributes, which name content, digest and certificate.
fn signed(signer: &SignerInfo, service: &Known, content: &[u8]) -> Result<(), String> {
    let attributes = signer.signed_attrs.as_ref().ok_or("the signature has no attributes, as a token must")?;
    let one = |name: &str| -> Result<Option<Vec<u8>>, String> {
        let mut found = attributes.iter().filter(|attribute| attribute.oid.to_string() == name);
        let Some(first) = found.next() else { return Ok(None) };
        match (found.next(), first.values.len(), first.values.get(0)) {
            (None, 1, Some(value)) => der_of(value).map(Some),
            _ => Err(format!("the attribute {name} is there more than once")),
        }
    };
    let hash = Hash::of_oid(&signer.digest_alg.oid)?;
    let said = one(CONTENT_TYPE)?.ok_or("the signature does not say what it is about")?;
    if ObjectIdentifier::from_der(&said).ok().map(|oid| oid.to_string()).as_deref() != Some(TST_INFO) {
        return Err("the signature is about something else".to_owned());
    }
    let digest = one(MESSAGE_DIGEST)?.ok_or("the signature holds no digest")?;
    let digest = OctetString::from_der(&digest).map_err(|error| error.to_string())?;
    if digest.as_bytes() != hash.digest(content) {
        return Err(
            "the timestamp in it has been changed: its digest is another than the one that was signed".to_owned()
        );
    }
    match (one(SIGNING_CERTIFICATE_V2)?, one(SIGNING_CERTIFICATE)?) {
        (Some(version_2), _) => bound(&version_2, service, true)?,
        (None, Some(version_1)) => bound(&version_1, service, false)?,
        (None, None) => return Err("the signature names no certificate, as a token must".to_owned()),
    }
    let text = attributes.to_der().map_err(|error| error.to_string())?;
    let key = &service.certificate.tbs_certificate.subject_public_key_info;
    verify(key, &signer.signature_algorithm, Some(hash), &text, signer.signature.as_bytes())
}

/// Whether the first certificate that the signature names (RFC 2634 and RFC 5035) is that of the service.
fn bound(value: &[u8], service: &Known, second: bool) -> Result<(), String> {
    let problem = |error: der::Error| format!("the certificate that the signature names cannot be read: {error}");
    let mut reader = SliceReader::new(value).map_err(problem)?;
    let (algorithm, digest) = reader
        .sequence(|inside| {
            let found = inside.sequence(|inside| {
                let found = inside.sequence(|inside| {
                    let mut algorithm = None;
                    if second && inside.peek_tag()? == Tag::Sequence {
                        algorithm = Some(inside.sequence(|inside| {
                            let algorithm = ObjectIdentifier::decode(inside)?;
                            while !inside.is_finished() {
                                inside.tlv_bytes()?;
                            }
                            Ok(algorithm)
                        })?);
                    }
                    let digest = OctetString::decode(inside)?;
                    while !inside.is_finished() {
                        inside.tlv_bytes()?;
                    }
                    Ok((algorithm, digest.into_bytes()))
                })?;
                while !inside.is_finished() {
                    inside.tlv_bytes()?;
                }
                Ok(found)
            })?;
            while !inside.is_finished() {
                inside.tlv_bytes()?;
            }
            Ok(found)
        })
        .map_err(problem)?;
    let own = match (second, algorithm) {
        // The first version knows SHA-1 alone. It only says which certificate was meant; the chain is checked apart.
        (false, _) => Sha1::digest(&service.der).to_vec(),
        (true, None) => Sha256::digest(&service.der).to_vec(),
        (true, Some(algorithm)) => Hash::of_oid(&algorithm)?.digest(&service.der),
    };
    if own == digest { Ok(()) } else { Err("the signature was made for another certificate".to_owned()) }
}
