//! Timestamps: tokens made by `openssl ts` here, and what must not pass for one.

#![allow(
    clippy::unwrap_used,
    clippy::print_stderr,
    reason = "a test stops at the first surprise and says what it skipped"
)]

use std::path::{Path, PathBuf};
use std::process::Command;

use vauban_pack::Digest;
use vauban_pack::timestamp::{check, claimed, read_certificates, request};

const DATA: &[u8] = b"what was there at some time\n";

struct Service {
    folder: PathBuf,
}

fn openssl(folder: &Path, arguments: &[&str]) {
    let done = Command::new("openssl").args(arguments).current_dir(folder).output().unwrap();
    assert!(done.status.success(), "openssl {arguments:?}: {}", String::from_utf8_lossy(&done.stderr));
}

impl Service {
    /// An authority and a timestamp service below it, with a key of this kind.
    fn new(name: &str, key: &[&str], digest: &str) -> Option<Service> {
        if Command::new("openssl").arg("version").output().is_err() {
            eprintln!("SKIPPED: there is no openssl here");
            return None;
        }
        let folder = std::env::temp_dir().join(format!("vauban-tsa-{name}-{}", std::process::id()));
        let _ = std::fs::remove_dir_all(&folder);
        std::fs::create_dir_all(&folder).unwrap();
        let config = format!(
            "[ca]\nbasicConstraints=critical,CA:TRUE\nkeyUsage=critical,keyCertSign\nsubjectKeyIdentifier=hash\n\
             [tsa]\nbasicConstraints=CA:FALSE\nkeyUsage=critical,digitalSignature\nextendedKeyUsage=critical,timeStamping\n\
             [plain]\nbasicConstraints=CA:FALSE\nextendedKeyUsage=serverAuth\n\
             [req]\ndistinguished_name=dn\n[dn]\n\
             [tsa_config]\nserial={0}/serial\nsigner_digest={digest}\ndefault_policy=1.2.3.4.1\ndigests=sha256,sha384,sha512\n\
             accuracy=secs:1\nordering=no\ntsa_name=no\ness_cert_id_chain=no\ness_cert_id_alg=sha256\n",
            folder.display()
        );
        std::fs::write(folder.join("openssl.cnf"), config).unwrap();
        std::fs::write(folder.join("serial"), "01\n").unwrap();
        std::fs::write(folder.join("data"), DATA).unwrap();
        let service = Service { folder };
        let generate = |out: &str| {
            let mut arguments = vec!["genpkey", "-out", out];
            arguments.extend(key);
            openssl(&service.folder, &arguments);
        };
        generate("ca.key");
        generate("tsa.key");
        openssl(
            &service.folder,
            &[
                "req",
                "-x509",
                "-new",
                "-key",
                "ca.key",
                "-subj",
                "/CN=Example authority",
                "-days",
                "30",
                "-config",
                "openssl.cnf",
                "-extensions",
                "ca",
                "-out",
                "ca.pem",
            ],
        );
        service.certificate("tsa", "tsa", "tsa.pem");
        Some(service)
    }

    fn certificate(&self, extensions: &str, key: &str, out: &str) {
        let key = format!("{key}.key");
        openssl(
            &self.folder,
            &[
                "req",
                "-new",
                "-key",
                &key,
                "-subj",
                "/CN=Example timestamp service",
                "-config",
                "openssl.cnf",
                "-out",
                "tsa.csr",
            ],
        );
        openssl(
            &self.folder,
            &[
                "x509",
                "-req",
                "-in",
                "tsa.csr",
                "-CA",
                "ca.pem",
                "-CAkey",
                "ca.key",
                "-CAcreateserial",
                "-days",
                "20",
                "-extfile",
                "openssl.cnf",
                "-extensions",
                extensions,
                "-out",
                out,
            ],
        );
    }

    /// The answer of the service to our own request.
    fn answer(&self) -> Vec<u8> {
        std::fs::write(self.folder.join("query.tsq"), request(&Digest::of(DATA))).unwrap();
        openssl(
            &self.folder,
            &[
                "ts",
                "-reply",
                "-config",
                "openssl.cnf",
                "-section",
                "tsa_config",
                "-queryfile",
                "query.tsq",
                "-signer",
                "tsa.pem",
                "-inkey",
                "tsa.key",
                "-out",
                "answer.tsr",
            ],
        );
        std::fs::read(self.folder.join("answer.tsr")).unwrap()
    }

    fn trusted(&self, name: &str) -> Vec<Vec<u8>> {
        read_certificates(&std::fs::read(self.folder.join(name)).unwrap()).unwrap()
    }
}

impl Drop for Service {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.folder);
    }
}

const RSA: &[&str] = &["-algorithm", "RSA", "-pkeyopt", "rsa_keygen_bits:2048"];
const P256: &[&str] = &["-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-256"];
const P384: &[&str] = &["-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-384"];

#[test]
fn tokens_of_every_kind_of_key_hold() {
    for (name, key, digest) in [("rsa", RSA, "sha256"), ("p256", P256, "sha384"), ("p384", P384, "sha512")] {
        let Some(service) = Service::new(name, key, digest) else { return };
        let answer = service.answer();
        for certificates in ["ca.pem", "tsa.pem"] {
            let stamp = check(&answer, DATA, &service.trusted(certificates)).unwrap();
            assert_eq!(stamp.policy, "1.2.3.4.1");
            assert!(stamp.service.contains("Example timestamp service"), "{}", stamp.service);
            assert_eq!(claimed(&answer).unwrap(), stamp.time);
            assert!(stamp.seconds > 1_700_000_000);
        }
    }
}

#[test]
fn a_timestamp_of_something_else_is_refused() {
    let Some(service) = Service::new("other", P256, "sha256") else { return };
    let refused = check(&service.answer(), b"something else", &service.trusted("ca.pem")).unwrap_err();
    assert!(refused.why.contains("something else"), "{refused}");
}

#[test]
fn a_service_that_nobody_vouches_for_is_refused() {
    let Some(service) = Service::new("stranger", P256, "sha256") else { return };
    let Some(trusted) = Service::new("known", P256, "sha256") else { return };
    assert!(check(&service.answer(), DATA, &trusted.trusted("ca.pem")).is_err());
    assert!(check(&service.answer(), DATA, &[]).is_err());
}

#[test]
fn flipped_bytes_of_a_token_never_change_what_it_says() {
    let Some(service) = Service::new("flip", P256, "sha256") else { return };
    let (answer, trusted) = (service.answer(), service.trusted("ca.pem"));
    let good = check(&answer, DATA, &trusted).unwrap();
    let mut passed = 0;
    for at in 0..answer.len() {
        let mut bad = answer.clone();
        bad[at] ^= 1;
        // Where a byte means nothing (a status of "granted with changes", a parameter of a hash) the token still holds,
        // and says the same.
        if let Ok(stamp) = check(&bad, DATA, &trusted) {
            assert_eq!(stamp, good, "byte {at}");
            passed += 1;
        }
    }
    assert!(passed * 50 < answer.len(), "{passed} of {} flips passed", answer.len());
}

#[test]
fn truncated_tokens_are_refused() {
    let Some(service) = Service::new("cut", P256, "sha256") else { return };
    let (answer, trusted) = (service.answer(), service.trusted("ca.pem"));
    for at in 0..answer.len() {
        assert!(check(&answer[..at], DATA, &trusted).is_err(), "{at}");
    }
}

#[test]
fn a_certificate_for_something_else_vouches_for_no_time() {
    let Some(service) = Service::new("use", P256, "sha256") else { return };
    let answer = service.answer();
    // The same key with a certificate for servers: the signature names another certificate.
    service.certificate("plain", "tsa", "plain.pem");
    assert!(check(&answer, DATA, &service.trusted("plain.pem")).is_err());
}

#[test]
fn the_stored_token_holds_and_our_request_is_that_of_openssl() {
    let stored =
        |name: &str| std::fs::read(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/tokens").join(name)).unwrap();
    let trusted = read_certificates(&stored("service.pem")).unwrap();
    let stamp = check(&stored("answer.tsr"), DATA, &trusted).unwrap();
    assert_eq!((stamp.policy.as_str(), stamp.serial.as_str()), ("1.2.3.4.1", "02"));
    assert_eq!(request(&Digest::of(&stored("data"))), stored("q.tsq"));
}
