//! `vauban repository`: from the first key to a device that fetches a release, also with another client.

#![allow(clippy::unwrap_used, clippy::print_stdout, reason = "a test stops at the first surprise")]

mod kit;

use std::fs;
use std::path::PathBuf;
use std::process::Command;

use kit::{Folder, err, out, root};
use sha2::{Digest as _, Sha256};

const NOW: &str = "2026-03-02T08:00:00Z";
const FIRMWARE: &str = "the firmware of 2.3.1\n";
const NEWER: &str = "the firmware of 2.4.0\n";

fn digest(text: &str) -> String {
    let digest = Sha256::digest(text);
    digest.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// A product with two releases, an issue that one of them fixes, and a folder of keys beside it.
struct Maker {
    folder: Folder,
    keys: Folder,
}

impl Maker {
    fn new(name: &str) -> Maker {
        let folder = Folder::new(&format!("repository-{name}"));
        folder.write("vauban.toml", "[product.gateway]\nversion = \"2.4.0\"\n");
        folder.write("dist/firmware.bin", FIRMWARE);
        folder.write("newer/firmware.bin", NEWER);
        folder.write("security/evidence/bill.cdx.json", "{}\n");
        folder.write(
            "security/releases.toml",
            &format!(
                "[release.\"2.3.1\"]\nproduct = \"gateway\"\nversion = \"2.3.1\"\ndate = 2026-03-01\n\
                 artefacts = [{{ file = \"firmware.bin\", digest = \"sha256:{}\" }}]\nsbom = [\"security/evidence/bill.cdx.json\"]\n\n\
                 [release.\"2.4.0\"]\nproduct = \"gateway\"\nversion = \"2.4.0\"\n\
                 artefacts = [{{ file = \"firmware.bin\", digest = \"sha256:{}\" }}]\n\n\
                 [update.u1]\nrelease = \"2.3.1\"\nfixes = [\"told\", \"kept\"]\napplies-to-versions = [\"2.3.0\", \"2.2.0\"]\n\n\
                 [issue.told]\nstate = \"closed\"\nexternal = \"CVE-2026-0001\"\nhandling = \"TLP:CLEAR\"\n\n\
                 [issue.kept]\nstate = \"closed\"\nhandling = \"TLP:RED\"\n",
                digest(FIRMWARE),
                digest(NEWER)
            ),
        );
        let keys = Folder::new(&format!("repository-{name}-keys"));
        let maker = Maker { folder, keys };
        for key in ["root-a", "root-b", "root-c", "targets", "online"] {
            maker.ok(&["key", key, "--keys", &maker.key_dir()]);
        }
        maker
    }

    fn key_dir(&self) -> String {
        self.keys.path.display().to_string()
    }

    fn public(&self, name: &str) -> String {
        self.keys.path.join(format!("{name}.pub")).display().to_string()
    }

    /// The same with all keys at hand: a repository that is published.
    fn published(name: &str) -> Maker {
        let maker = Maker::new(name);
        maker.init(&["--keys", &maker.key_dir()]);
        maker.ok(&["add", "updates", "release.2.3.1", "--from", "dist", "--keys", &maker.key_dir()]);
        maker.ok(&["refresh", "updates", "--keys", &maker.key_dir()]);
        fs::copy(maker.path("updates/metadata/1.root.json"), maker.path("shipped.json")).unwrap();
        maker
    }

    fn init(&self, more: &[&str]) {
        let [a, b, c, targets, online] =
            ["root-a", "root-b", "root-c", "targets", "online"].map(|key| self.public(key));
        let mut arguments = vec!["init", "updates", "--root", &a, "--root", &b, "--root", &c, "--root-threshold", "2"];
        arguments.extend(["--targets", &targets, "--snapshot", &online, "--timestamp", &online]);
        arguments.extend(more);
        self.ok(&arguments);
    }

    fn path(&self, path: &str) -> PathBuf {
        self.folder.path.join(path)
    }

    fn run_at(&self, now: &str, arguments: &[&str]) -> (i32, String, String) {
        let mut command = Command::new(env!("CARGO_BIN_EXE_vauban"));
        command.arg("-C").arg(&self.folder.path).args(["--now", now, "repository"]).args(arguments);
        let output = command
            .env("GIT_DIR", "/nowhere")
            .env("GIT_CEILING_DIRECTORIES", std::env::temp_dir())
            .env_remove("SOURCE_DATE_EPOCH")
            .output()
            .unwrap();
        (output.status.code().unwrap(), out(&output), err(&output))
    }

    fn ok(&self, arguments: &[&str]) -> String {
        let (code, out, err) = self.run_at(NOW, arguments);
        assert_eq!(code, 0, "{arguments:?}: {out}{err}");
        out
    }

    fn json(&self, arguments: &[&str]) -> serde_json::Value {
        let (_, out, err) = self.run_at(NOW, &[arguments, &["--format", "json"]].concat());
        serde_json::from_str(&out).unwrap_or_else(|error| panic!("{error}: {out}{err}"))
    }

    fn fetch(&self, now: &str, target: &str, state: &str, to: &str) -> (i32, String, String) {
        self.run_at(now, &["fetch", "updates", target, "--root", "shipped.json", "--state", state, "--to", to])
    }
}

#[test]
fn from_the_first_key_to_a_device() {
    let maker = Maker::published("whole");
    let verified = maker.json(&["verify", "updates", "--root", "shipped.json"]);
    assert_eq!(verified["schema"], "vauban/repository-verify/1");
    assert_eq!((&verified["valid"], &verified["targets"]), (&true.into(), &1.into()), "{verified:#}");

    let fetched = maker.json(&[
        "fetch",
        "updates",
        "gateway/2.3.1/firmware.bin",
        "--root",
        "shipped.json",
        "--state",
        "state.json",
        "--to",
        "got.bin",
    ]);
    assert_eq!(fetched["schema"], "vauban/repository-fetch/1");
    assert_eq!(fs::read_to_string(maker.path("got.bin")).unwrap(), FIRMWARE);
    let custom = &fetched["custom"]["vauban"];
    assert_eq!(custom["sbom"][0]["sha256"], digest("{}\n"));
    assert_eq!(custom["applies_to_versions"], serde_json::json!(["2.2.0", "2.3.0"]));
    // The issue that nobody may be told of is not named.
    assert_eq!(custom["fixes"], serde_json::json!([{ "external": "CVE-2026-0001", "issue": "told" }]));
    assert!(!fs::read_to_string(maker.path("updates/metadata/2.targets.json")).unwrap().contains("kept"));
    // Nothing is written over, and a second time nothing but the state is needed.
    let (code, _, message) = maker.fetch(NOW, "gateway/2.3.1/firmware.bin", "state.json", "got.bin");
    assert!(code == 2 && message.contains("nothing was written over it"), "{message}");
    let (code, ..) = maker
        .run_at(NOW, &["fetch", "updates", "gateway/2.3.1/firmware.bin", "--state", "state.json", "--to", "again.bin"]);
    assert_eq!(code, 0);
    let (code, said, _) = maker.fetch(NOW, "gateway/2.3.1/other.bin", "state.json", "other.bin");
    assert!(code == 1 && said.contains("missing:") && !maker.path("other.bin").exists(), "{said}");
}

#[test]
fn the_same_steps_at_the_same_time_give_the_same_bytes() {
    let maker = Maker::published("same");
    let read = |folder: &str| {
        let mut files: Vec<(String, Vec<u8>)> = fs::read_dir(maker.path(folder).join("metadata"))
            .unwrap()
            .map(|entry| entry.unwrap().path())
            .map(|path| (path.file_name().unwrap().to_string_lossy().into_owned(), fs::read(&path).unwrap()))
            .collect();
        files.sort();
        files
    };
    let first = read("updates");
    fs::rename(maker.path("updates"), maker.path("before")).unwrap();
    maker.init(&["--keys", &maker.key_dir()]);
    maker.ok(&["add", "updates", "2.3.1", "--from", "dist", "--keys", &maker.key_dir()]);
    maker.ok(&["refresh", "updates", "--keys", &maker.key_dir()]);
    assert_eq!(read("updates"), first);
}

#[test]
fn offline_keys_sign_elsewhere() {
    let maker = Maker::new("offline");
    maker.init(&[]);
    assert!(!maker.path("updates/metadata").exists());
    let (code, _, message) = maker.run_at(NOW, &["refresh", "updates", "--keys", &maker.key_dir()]);
    // The keys are there, so refresh signs; take the root keys away to see what it says.
    assert_eq!(code, 0, "{message}");
    let maker = Maker::new("offline-2");
    maker.init(&[]);
    let away = Folder::new("repository-offline-away");
    for key in ["root-a", "root-b", "root-c", "targets"] {
        fs::rename(maker.keys.path.join(format!("{key}.pem")), away.path.join(format!("{key}.pem"))).unwrap();
    }
    let (code, _, message) = maker.run_at(NOW, &["refresh", "updates", "--keys", &maker.key_dir()]);
    assert!(code == 2 && message.contains("root is not signed enough"), "{message}");
    maker.ok(&["sign", "updates", "--export", "payloads"]);
    let payload = maker.path("payloads/root.1.payload");
    assert!(payload.is_file());
    if Command::new("openssl").arg("version").output().is_err() {
        println!("SKIPPED: openssl is not here, so no signature was made elsewhere");
        return;
    }
    let waiting = maker.json(&["sign", "updates", "--keys", &maker.key_dir()])["waiting"].clone();
    let root = waiting.as_array().unwrap().iter().find(|one| one["role"] == "root").unwrap().clone();
    let ids: Vec<&str> = root["open"].as_array().unwrap().iter().map(|id| id.as_str().unwrap()).collect();
    assert_eq!(ids.len(), 3);
    assert_eq!(root["payload_sha256"], digest(&fs::read_to_string(&payload).unwrap()));
    for (at, name) in ["root-a", "root-b"].into_iter().enumerate() {
        let (key, signature) = (away.path.join(format!("{name}.pem")), maker.path(&format!("{name}.sig")));
        let signed = Command::new("openssl")
            .args(["pkeyutl", "-sign", "-rawin", "-inkey"])
            .arg(&key)
            .arg("-in")
            .arg(&payload)
            .arg("-out")
            .arg(&signature)
            .output()
            .unwrap();
        assert!(signed.status.success(), "{}", err(&signed));
        let bring = |id: &str| {
            let file = format!("{name}.sig");
            maker.run_at(NOW, &["sign", "updates", "--role", "root", "--key-id", &id[..16], "--signature", &file])
        };
        // A signature counts for the key that made it and for no other.
        let fits = ids.iter().filter(|id| bring(id).0 == 0).count();
        assert_eq!(fits, 1);
        assert_eq!(maker.path("updates/metadata/1.root.json").exists(), at == 1, "two signatures of three are needed");
    }
}

#[test]
fn rotation_delegation_and_a_second_client() {
    let maker = Maker::published("second");
    let python = second_client();
    let python_fetch = |target: &str, now: &str, state: &str| -> Option<(i32, String, String)> {
        let mut command = Command::new(python.as_ref()?);
        command.arg(root().join("tests/peers/python_tuf_client.py"));
        command.args([&maker.path("updates"), &maker.path("shipped.json")]).args([target, now]);
        command.args([&maker.path("python.bin"), &maker.path(state)]);
        let output = command.output().unwrap();
        Some((output.status.code().unwrap(), out(&output), err(&output)))
    };
    let old = "gateway/2.3.1/firmware.bin";
    if let Some((code, custom, message)) = python_fetch(old, NOW, "python-1") {
        assert_eq!(code, 0, "{message}");
        assert_eq!(fs::read_to_string(maker.path("python.bin")).unwrap(), FIRMWARE);
        assert!(custom.contains("CVE-2026-0001"), "{custom}");
    }

    // Root key a is replaced by d, and the online key by another.
    for key in ["root-d", "online-2", "gateway-a", "gateway-b"] {
        maker.ok(&["key", key, "--keys", &maker.key_dir()]);
    }
    let status = maker.json(&["status", "updates"]);
    let role =
        |name: &str| status["roles"].as_array().unwrap().iter().find(|role| role["role"] == name).unwrap().clone();
    let (lost, online) = (role("root")["keys"][0].clone(), role("timestamp")["keys"][0].clone());
    let keys = maker.key_dir();
    maker.ok(&[
        "rotate",
        "updates",
        "root",
        "--add",
        &maker.public("root-d"),
        "--remove",
        lost.as_str().unwrap(),
        "--keys",
        &keys,
    ]);
    for name in ["snapshot", "timestamp"] {
        maker.ok(&[
            "rotate",
            "updates",
            name,
            "--add",
            &maker.public("online-2"),
            "--remove",
            &online.as_str().unwrap()[..20],
            "--keys",
            &keys,
        ]);
    }
    // The makers of the gateway name their own targets, two of them together.
    maker.ok(&[
        "delegate",
        "updates",
        "gateway",
        "--key",
        &maker.public("gateway-a"),
        "--key",
        &maker.public("gateway-b"),
        "--threshold",
        "2",
        "--path",
        "gateway/*/*",
        "--terminating",
        "--keys",
        &keys,
    ]);
    let added = maker.ok(&["add", "updates", "2.4.0", "--from", "newer", "--keys", &keys]);
    assert!(added.contains("named by `gateway`"), "{added}");
    maker.ok(&["refresh", "updates", "--keys", &keys]);
    assert!(maker.path("updates/metadata/4.root.json").is_file());

    let new = "gateway/2.4.0/firmware.bin";
    let verified = maker.json(&["verify", "updates", "--root", "shipped.json"]);
    assert_eq!((&verified["valid"], &verified["targets"]), (&true.into(), &2.into()), "{verified:#}");
    let (code, said, _) = maker.fetch(NOW, new, "state.json", "new.bin");
    assert!(code == 0 && said.contains("role gateway"), "{said}");
    for (target, bytes) in [(new, NEWER), (old, FIRMWARE)] {
        for state in ["python-1", "python-2"] {
            if let Some((code, _, message)) = python_fetch(target, NOW, state) {
                assert_eq!(code, 0, "{message}");
                assert_eq!(fs::read_to_string(maker.path("python.bin")).unwrap(), bytes);
            }
        }
    }

    // Both clients refuse what is wrong.
    let late = "2026-03-20T08:00:00Z";
    assert_eq!(maker.fetch(late, new, "late.json", "late.bin").0, 1);
    let target = maker.path(&format!("updates/targets/gateway/2.4.0/{}.firmware.bin", digest(NEWER)));
    fs::write(&target, NEWER.replace("2.4.0", "6.6.6")).unwrap();
    let (code, said, _) = maker.fetch(NOW, new, "bad.json", "bad.bin");
    assert!(code == 1 && said.contains("arbitrary-software") && !maker.path("bad.bin").exists(), "{said}");
    if python.is_some() {
        assert_eq!(python_fetch(new, late, "python-3").unwrap().0, 1);
        let (code, _, message) = python_fetch(new, NOW, "python-4").unwrap();
        assert_eq!(code, 1, "{message}");
        println!("python-tuf fetched through rotation and delegation, and refused what is wrong");
    }
}

/// A Python that has python-tuf: the one that is named, or the system's.
fn second_client() -> Option<String> {
    let python = std::env::var("VAUBAN_PYTHON_TUF").unwrap_or_else(|_| "python3".to_owned());
    let there =
        Command::new(&python).args(["-c", "import tuf.ngclient"]).output().is_ok_and(|output| output.status.success());
    if !there {
        println!("SKIPPED: no python-tuf in `{python}`; tests/peers/python-tuf.sh runs this test with one");
    }
    there.then_some(python)
}

#[test]
fn status_says_what_is_due() {
    let maker = Maker::published("status");
    let (code, said, _) = maker.run_at(NOW, &["status", "updates"]);
    assert!(code == 0 && said.contains("7 days left"), "{said}");
    let (code, said, _) = maker.run_at(NOW, &["status", "updates", "--within", "7"]);
    assert!(code == 1 && said.contains("due"), "{said}");
    let (code, said, _) = maker.run_at("2026-03-10T08:00:00Z", &["status", "updates"]);
    assert!(code == 1 && said.contains("expired"), "{said}");
    // A refresh before half of its period renews the timestamp alone.
    let change = maker.json(&["refresh", "updates", "--keys", &maker.key_dir()]);
    assert_eq!(change["published"], serde_json::json!(["metadata/timestamp.json"]), "{change:#}");
}

#[test]
fn private_keys_never_lie_where_things_are_published() {
    let maker = Maker::published("keys");
    let inside = maker.path("updates/keys");
    fs::create_dir(&inside).unwrap();
    let (code, _, message) = maker.run_at(NOW, &["refresh", "updates", "--keys", &inside.display().to_string()]);
    assert!(code == 2 && message.contains("never lie in what is published"), "{message}");
    let tracked = Folder::new("repository-tracked-keys").with_git_of(&[("a", "a")]);
    let (code, _, message) =
        maker.run_at(NOW, &["key", "k", "--keys", &tracked.path.join("keys").display().to_string()]);
    assert!(code == 2 && message.contains("never be committed"), "{message}");
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        let key = maker.keys.path.join("online.pem");
        assert_eq!(fs::metadata(&key).unwrap().permissions().mode() & 0o777, 0o600);
        fs::set_permissions(&key, fs::Permissions::from_mode(0o644)).unwrap();
        let (code, _, message) = maker.run_at(NOW, &["refresh", "updates", "--keys", &maker.key_dir()]);
        assert!(code == 2 && message.contains("chmod 600"), "{message}");
        fs::set_permissions(&key, fs::Permissions::from_mode(0o600)).unwrap();
    }
    // An artefact that holds one is not published.
    let leaked = fs::read_to_string(maker.keys.path.join("online.pem")).unwrap();
    maker.folder.write("newer/firmware.bin", &leaked);
    let (code, _, message) =
        maker.run_at(NOW, &["add", "updates", "2.4.0", "--from", "newer", "--keys", &maker.key_dir()]);
    assert!(code == 2 && message.contains("holds a private key"), "{message}");
}

#[test]
fn what_is_not_the_release_is_not_added() {
    let maker = Maker::published("wrong");
    let (code, _, message) = maker.run_at(NOW, &["add", "updates", "2.4.0", "--from", "dist"]);
    assert!(code == 2 && message.contains("is not the file that [release.2.4.0] names"), "{message}");
    assert!(!maker.path("updates/staged/targets.json").exists());
    let (code, _, message) = maker.run_at(NOW, &["add", "updates", "9.9", "--from", "dist"]);
    assert!(code == 2 && message.contains("2.3.1, 2.4.0"), "{message}");
}

#[test]
fn two_publishers_at_once_do_not_lose_each_others_work() {
    let maker = Maker::published("two");
    let held = fs::File::options().append(true).open(maker.path("updates/.vauban.lock")).unwrap();
    held.lock().unwrap();
    let (code, _, message) = maker.run_at(NOW, &["refresh", "updates", "--keys", &maker.key_dir()]);
    assert!(code == 2 && message.contains("another `vauban repository` works on"), "{message}");
    drop(held);
    maker.ok(&["refresh", "updates", "--keys", &maker.key_dir()]);
}

#[cfg(unix)]
#[test]
fn a_kill_at_any_moment_or_a_full_disk_leaves_a_repository_that_devices_can_fetch_from() {
    let maker = Maker::published("crash");
    let keys = maker.key_dir();
    let start = |limit: Option<u32>, arguments: &[&str]| {
        // What is larger than the limit cannot be written: the system ends the process in the middle of the write.
        let limit = limit.map_or(String::new(), |blocks| format!("ulimit -f {blocks};"));
        let mut command = Command::new("sh");
        command.arg("-c").arg(format!("{limit} exec \"$0\" \"$@\"")).arg(env!("CARGO_BIN_EXE_vauban"));
        command.arg("-C").arg(&maker.folder.path).args(["--now", NOW, "repository"]).args(arguments);
        command.env("GIT_DIR", "/nowhere").env_remove("SOURCE_DATE_EPOCH");
        command.stdout(std::process::Stdio::null()).stderr(std::process::Stdio::null());
        command
    };
    let steps: [&[&str]; 3] = [
        &["add", "updates", "release.2.4.0", "--from", "newer", "--keys", &keys],
        &["refresh", "updates", "--keys", &keys],
        &["remove", "updates", "gateway/2.4.0/firmware.bin", "--keys", &keys],
    ];
    let mut random: u64 = 0x7EA5;
    let mut killed = 0;
    for round in 0..36_u32 {
        random = random.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
        let step = steps[round as usize % steps.len()];
        if round % 4 == 0 {
            let _ = start(Some(round / 8), step).status().unwrap();
        } else {
            let mut child = start(None, step).spawn().unwrap();
            std::thread::sleep(std::time::Duration::from_micros((random >> 40) % 60_000));
            child.kill().unwrap();
            killed += u32::from(child.wait().unwrap().code().is_none());
        }
        let verified = maker.json(&["verify", "updates", "--root", "shipped.json"]);
        assert_eq!(verified["valid"], true, "round {round}: {verified:#}");
    }
    assert!(killed > 0, "nothing was killed in the middle");
    let (code, told, message) = maker.fetch(NOW, "gateway/2.3.1/firmware.bin", "crash.json", "crash.bin");
    assert_eq!(code, 0, "{told}{message}");
    assert_eq!(fs::read_to_string(maker.path("crash.bin")).unwrap(), FIRMWARE);
    // Whatever was left behind, the next whole run goes on from it.
    maker.ok(&["refresh", "updates", "--keys", &keys]);
    let _ = maker.run_at(NOW, steps[0]);
    maker.ok(&["refresh", "updates", "--keys", &keys]);
    let (code, told, message) = maker.fetch(NOW, "gateway/2.4.0/firmware.bin", "crash.json", "newer.bin");
    assert_eq!(code, 0, "{told}{message}");
    assert_eq!(fs::read_to_string(maker.path("newer.bin")).unwrap(), NEWER);
}

#[test]
fn clock_set_back_at_the_publisher_and_at_the_device() {
    let maker = Maker::published("clock");
    let (code, _, message) = maker.run_at("2026-03-01T08:00:00Z", &["refresh", "updates", "--keys", &maker.key_dir()]);
    assert!(code == 2 && message.contains("set back"), "{message}");
    assert_eq!(maker.fetch(NOW, "gateway/2.3.1/firmware.bin", "state.json", "a.bin").0, 0);
    let (code, said, _) = maker.fetch("2026-03-01T08:00:00Z", "gateway/2.3.1/firmware.bin", "state.json", "b.bin");
    assert!(code == 1 && said.contains("clock-set-back"), "{said}");
}

#[test]
fn a_role_that_is_revoked_stays_listed() {
    let maker = Maker::published("revoked");
    let keys = maker.key_dir();
    maker.ok(&[
        "delegate",
        "updates",
        "sensor",
        "--key",
        &maker.public("targets"),
        "--path",
        "sensor/*/*",
        "--keys",
        &keys,
    ]);
    maker.ok(&["refresh", "updates", "--keys", &keys]);
    assert_eq!(maker.fetch(NOW, "gateway/2.3.1/firmware.bin", "state.json", "a.bin").0, 0);
    maker.ok(&["revoke", "updates", "sensor", "--keys", &keys]);
    maker.ok(&["refresh", "updates", "--keys", &keys]);
    // Without its entry in the snapshot the device would see a rollback.
    let (code, said, _) = maker.fetch(NOW, "gateway/2.3.1/firmware.bin", "state.json", "b.bin");
    assert_eq!(code, 0, "{said}");
}

#[test]
fn bundles_carry_what_the_records_say() {
    let maker = Maker::new("bundle");
    let rauc = maker.ok(&["bundle", "2.3.1", "--for", "rauc"]);
    assert!(rauc.starts_with("[meta.vauban]\nschema=vauban/bundle/1\nrelease=2.3.1\nproduct=gateway\n"), "{rauc}");
    assert!(rauc.contains("applies-to-versions=2.2.0;2.3.0;\n") && rauc.contains("fixes=told;\n"), "{rauc}");
    let swupdate = maker.ok(&["bundle", "2.3.1", "--for", "swupdate", "--readers", "TLP:RED", "--output", "part.cfg"]);
    assert!(swupdate.is_empty());
    let text = fs::read_to_string(maker.path("part.cfg")).unwrap();
    assert!(text.contains("issue = \"kept\";") && text.contains(&digest("{}\n")), "{text}");
}
