//! The attacks of section 1.5.2 of the specification, each on a repository that is good without it.

#![allow(clippy::unwrap_used, reason = "a test stops at the first surprise")]

mod kit;

use kit::publisher::{Publisher, at, fetch, key, publics, signed, update};
use vauban_tuf::write::{add_key, days_after, new_snapshot, next, remove_key, set_threshold};
use vauban_tuf::{Client, Kind, Limits, Refusal, State, Tree};

const PATH: &str = "gateway/2.3.1/firmware.bin";
const BYTES: &[u8] = b"the firmware";

fn publisher() -> Publisher {
    let mut publisher = Publisher::new();
    publisher.add("targets", PATH, BYTES);
    publisher.publish();
    publisher
}

fn refused(result: Result<(), Refusal>, kind: Kind, file: &str) -> Refusal {
    let refusal = result.unwrap_err();
    assert_eq!((refusal.kind, refusal.file.as_str()), (kind, file), "{refusal}");
    refusal
}

#[test]
fn without_an_attack_the_target_is_fetched() {
    let mut publisher = publisher();
    let state = publisher.shipped();
    let found = fetch(&mut publisher.served, &state, 1, PATH).unwrap();
    assert_eq!(found, Some(("targets".to_owned(), BYTES.to_vec())));
    assert_eq!(fetch(&mut publisher.served, &state, 1, "gateway/2.3.1/other.bin").unwrap(), None);
}

#[test]
fn rollback_of_the_timestamp() {
    let mut publisher = publisher();
    let old = publisher.served.clone();
    publisher.publish();
    let (state, good) = publisher.update(&publisher.shipped(), 1);
    good.unwrap();
    let (after, result) = update(&mut old.clone(), &state, 1);
    let refusal = refused(result, Kind::Rollback, "timestamp.json");
    assert!(refusal.message.contains("version 3 was seen before"), "{refusal}");
    // What was trusted stays trusted.
    assert_eq!(after, state);
}

#[test]
fn rollback_of_the_snapshot_with_a_stolen_timestamp_key() {
    let mut publisher = publisher();
    let old = publisher.served.metadata["1.snapshot.json"].clone();
    let (state, _) = publisher.update(&publisher.shipped(), 1);
    publisher.timestamp = 99;
    publisher.snapshot = 1;
    publisher.publish_timestamp(&old);
    refused(publisher.update(&state, 1).1, Kind::Rollback, "timestamp.json");
}

#[test]
fn rollback_of_targets_with_stolen_timestamp_and_snapshot_keys() {
    let mut publisher = publisher();
    let (state, _) = publisher.update(&publisher.shipped(), 1);
    for gone in [false, true] {
        let first = publisher.served.metadata["1.targets.json"].clone();
        let mut listed = std::collections::BTreeMap::from([("targets".to_owned(), (1, first.clone()))]);
        if gone {
            // The same version of the targets, but a role that was listed is not any more.
            publisher.delegate("targets", "gateway", &[7], 1, &["gateway/*/*"], false);
            publisher.publish();
            let (state, good) = publisher.update(&publisher.shipped(), 1);
            good.unwrap();
            let present = publisher.served.metadata["3.targets.json"].clone();
            listed = std::collections::BTreeMap::from([("targets".to_owned(), (3, present))]);
            let tree = new_snapshot(50, days_after(at(1), 30).unwrap(), &listed);
            let bytes = signed(tree, &[5]).file("50.snapshot.json").unwrap();
            (publisher.snapshot, publisher.timestamp) = (50, 50);
            publisher.publish_timestamp(&bytes);
            publisher.served.metadata.insert("50.snapshot.json".to_owned(), bytes);
            let refusal = refused(publisher.update(&state, 1).1, Kind::Rollback, "50.snapshot.json");
            assert!(refusal.message.contains("no longer lists gateway.json"), "{refusal}");
            continue;
        }
        let tree = new_snapshot(40, days_after(at(1), 30).unwrap(), &listed);
        let bytes = signed(tree, &[5]).file("40.snapshot.json").unwrap();
        (publisher.snapshot, publisher.timestamp) = (40, 40);
        publisher.publish_timestamp(&bytes);
        publisher.served.metadata.insert("40.snapshot.json".to_owned(), bytes);
        refused(publisher.update(&state, 1).1, Kind::Rollback, "40.snapshot.json");
        (publisher.snapshot, publisher.timestamp) = (40, 40);
    }
}

#[test]
fn rollback_of_the_root() {
    let mut publisher = publisher();
    publisher.change_root(&[1, 2], |_| {});
    publisher.change_root(&[1, 2], |_| {});
    let (state, good) = publisher.update(&publisher.shipped(), 1);
    good.unwrap();
    let mut served = publisher.served.clone();
    served.metadata.insert("4.root.json".to_owned(), served.metadata["2.root.json"].clone());
    refused(update(&mut served, &state, 1).1, Kind::Rollback, "4.root.json");
    // The same version again is no news, and no attack (5.3.5).
    served.metadata.insert("4.root.json".to_owned(), served.metadata["3.root.json"].clone());
    update(&mut served, &state, 1).1.unwrap();
    // A version that was left out is not followed.
    let ahead = signed(next(&next(&publisher.root, at(300)).unwrap(), at(300)).unwrap(), &[1, 2]);
    served.metadata.insert("4.root.json".to_owned(), ahead.file("4.root.json").unwrap());
    refused(update(&mut served, &state, 1).1, Kind::MixAndMatch, "4.root.json");
}

#[test]
fn freeze_by_withholding_new_metadata() {
    let publisher = publisher();
    let (state, good) = publisher.update(&publisher.shipped(), 6);
    good.unwrap();
    refused(publisher.update(&state, 7).1, Kind::Freeze, "timestamp.json");
    refused(publisher.update(&publisher.shipped(), 7).1, Kind::Freeze, "timestamp.json");
    refused(publisher.update(&state, 400).1, Kind::Freeze, "1.root.json");
}

#[test]
fn freeze_of_snapshot_and_targets_under_a_fresh_timestamp() {
    let mut publisher = publisher();
    let snapshot = publisher.served.metadata["2.snapshot.json"].clone();
    publisher.day = 40;
    publisher.timestamp = 9;
    publisher.publish_timestamp(&snapshot);
    refused(publisher.update(&publisher.shipped(), 41).1, Kind::Freeze, "2.snapshot.json");
    let mut late = self::publisher();
    late.day = 364;
    late.change_root(&[1, 2], |_| {});
    late.publish();
    refused(late.update(&late.shipped(), 366).1, Kind::Freeze, "2.targets.json");
}

#[test]
fn clock_set_back() {
    let publisher = publisher();
    let (state, good) = publisher.update(&publisher.shipped(), 5);
    good.unwrap();
    let refusal = refused(publisher.update(&state, 4).1, Kind::ClockSetBack, "the clock");
    assert!(refusal.message.contains("2026-03-07"), "{refusal}");
    publisher.update(&state, 5).1.unwrap();
}

#[test]
fn mix_and_match_of_snapshot_and_targets() {
    let mut publisher = publisher();
    let before = publisher.served.clone();
    publisher.add("targets", PATH, b"newer firmware");
    publisher.publish();
    // The snapshot of yesterday under the name of today's; then the targets.
    for (old, new) in [("2.snapshot.json", "3.snapshot.json"), ("2.targets.json", "3.targets.json")] {
        let mut served = publisher.served.clone();
        served.metadata.insert(new.to_owned(), before.metadata[old].clone());
        refused(update(&mut served, &publisher.shipped(), 1).1, Kind::MixAndMatch, new);
    }
}

#[test]
fn mix_and_match_with_a_stolen_snapshot_key_and_no_hashes() {
    let mut publisher = publisher();
    // Without hashes the versions still have to fit.
    let mut tree =
        new_snapshot(3, at(20), &std::collections::BTreeMap::from([("targets".to_owned(), (9, Vec::new()))]));
    tree.entry("meta").unwrap().set("targets.json", Tree::of([("version", Tree::number(9))]));
    let bytes = signed(tree, &[5]).file("3.snapshot.json").unwrap();
    (publisher.snapshot, publisher.timestamp) = (3, 3);
    publisher.publish_timestamp(&bytes);
    publisher.served.metadata.insert("3.snapshot.json".to_owned(), bytes);
    publisher.served.metadata.insert("9.targets.json".to_owned(), publisher.served.metadata["2.targets.json"].clone());
    refused(publisher.update(&publisher.shipped(), 1).1, Kind::MixAndMatch, "9.targets.json");
}

#[test]
fn endless_data_in_every_file() {
    let publisher = publisher();
    let stored = publisher.served.targets.keys().next().unwrap().clone();
    for name in ["2.root.json", "timestamp.json", "2.snapshot.json", "2.targets.json"] {
        let mut served = publisher.served.clone();
        served.endless = vec![name.to_owned()];
        refused(update(&mut served, &publisher.shipped(), 1).1, Kind::EndlessData, name);
    }
    let mut served = publisher.served.clone();
    served.endless = vec![stored.clone()];
    refused(fetch(&mut served, &publisher.shipped(), 1, PATH).map(|_| ()), Kind::EndlessData, &stored);
}

#[test]
fn endless_roots() {
    let mut publisher = publisher();
    for _ in 0..4 {
        publisher.change_root(&[1, 2], |_| {});
    }
    let limits = Limits { roots: 3, ..Limits::default() };
    let mut client = Client::new(publisher.shipped(), at(1), limits).unwrap();
    refused(client.refresh(&mut publisher.served).map(|_| ()), Kind::TooManyRoots, "5.root.json");
    // What was followed is kept, so the next update comes to the end.
    let mut client = Client::new(client.state().clone(), at(1), limits).unwrap();
    client.refresh(&mut publisher.served).unwrap();
    assert_eq!(client.root().version(), 5);
}

#[test]
fn arbitrary_software() {
    let mut publisher = publisher();
    let shipped = publisher.shipped();
    let stored = publisher.served.targets.keys().next().unwrap().clone();
    for (bytes, kind) in [
        (&b"the malware!"[..], Kind::ArbitrarySoftware),
        (b"short", Kind::ArbitrarySoftware),
        (b"", Kind::ArbitrarySoftware),
        (b"the firmware and more", Kind::EndlessData),
    ] {
        publisher.served.targets.insert(stored.clone(), bytes.to_vec());
        refused(fetch(&mut publisher.served, &shipped, 1, PATH).map(|_| ()), kind, &stored);
    }
    publisher.served.targets.clear();
    refused(fetch(&mut publisher.served, &shipped, 1, PATH).map(|_| ()), Kind::Missing, &stored);
}

/// Every byte of every metadata file, changed: nothing that was not signed becomes trusted.
#[test]
fn flipped_bits() {
    let publisher = publisher();
    let (good, _) = publisher.update(&publisher.shipped(), 1);
    for name in ["timestamp.json", "2.snapshot.json", "2.targets.json"] {
        let whole = &publisher.served.metadata[name];
        for at in 0..whole.len() {
            let mut served = publisher.served.clone();
            let mut bytes = whole.clone();
            bytes[at] ^= 1 << (at % 7);
            served.metadata.insert(name.to_owned(), bytes);
            let (state, result) = update(&mut served, &publisher.shipped(), 1);
            // Blanks, the case of digits and names that nobody reads may change in a timestamp, which nothing hashes.
            if result.is_ok() {
                assert_eq!(name, "timestamp.json");
                let read = |state: &State| {
                    let bytes = state.timestamp.clone().unwrap();
                    vauban_tuf::Signed::<vauban_tuf::metadata::Timestamp>::read(&bytes, "").unwrap().role
                };
                assert_eq!(read(&state), read(&good), "byte {at}");
            }
        }
    }
}

#[test]
fn key_compromise_below_the_threshold() {
    let mut publisher = publisher();
    let shipped = publisher.shipped();
    // One root key of two: a root of the attacker's own.
    publisher.change_root(&[1, 9], |root| {
        add_key(root, "targets", key(9).public()).unwrap();
        add_key(root, "root", key(9).public()).unwrap();
    });
    let refusal = refused(publisher.update(&shipped, 1).1, Kind::Threshold, "2.root.json");
    assert!(refusal.message.contains("1 of 2"), "{refusal}");
}

#[test]
fn a_new_root_is_signed_by_its_own_keys_as_well() {
    let mut publisher = publisher();
    let shipped = publisher.shipped();
    publisher.change_root(&[1, 2], |root| {
        for seed in [7, 8] {
            add_key(root, "root", key(seed).public()).unwrap();
        }
        remove_key(root, "root", &key(1).public().id()).unwrap();
        remove_key(root, "root", &key(2).public().id()).unwrap();
        set_threshold(root, "root", None).unwrap();
    });
    let refusal = refused(publisher.update(&shipped, 1).1, Kind::Threshold, "2.root.json");
    assert!(refusal.message.contains("this root itself"), "{refusal}");
    publisher.root_signers = vec![1, 2, 7, 8];
    publisher.publish_root();
    publisher.update(&shipped, 1).1.unwrap();
}

#[test]
fn one_key_under_two_ids_counts_once() {
    let mut publisher = publisher();
    let shipped = publisher.shipped();
    // The publisher is talked into a root that lists key 9 twice, under another id; its holder signs twice.
    publisher.change_root(&[1, 2], |root| {
        add_key(root, "targets", key(9).public()).unwrap();
        let twin = Tree::of([
            ("keytype", Tree::text("ed25519")),
            ("scheme", Tree::text("ed25519")),
            ("keyval", key(9).public().tree().get("keyval").unwrap().clone()),
        ]);
        root.entry("keys").unwrap().set("twin", twin);
        let targets = root.entry("roles").unwrap().entry("targets").unwrap();
        targets.set("keyids", Tree::texts([key(4).public().id(), key(9).public().id(), "twin".to_owned()]));
        targets.set("threshold", Tree::number(2));
    });
    let mut draft = signed(publisher.roles["targets"].signed().clone(), &[9]);
    draft.sign(&key(9), "twin");
    publisher.served.metadata.insert("2.targets.json".to_owned(), draft.file("2.targets.json").unwrap());
    let listed = std::collections::BTreeMap::from([("targets".to_owned(), (2, draft.file("x").unwrap()))]);
    let bytes = signed(new_snapshot(3, at(20), &listed), &[5]).file("3.snapshot.json").unwrap();
    (publisher.snapshot, publisher.timestamp) = (3, 3);
    publisher.publish_timestamp(&bytes);
    publisher.served.metadata.insert("3.snapshot.json".to_owned(), bytes);
    let refusal = refused(publisher.update(&shipped, 1).1, Kind::Threshold, "2.targets.json");
    assert!(refusal.message.contains("1 of 2"), "{refusal}");
}

#[test]
fn signatures_of_other_roles_do_not_count() {
    let publisher = publisher();
    for (name, foreign) in [("timestamp.json", 4), ("2.snapshot.json", 6), ("2.targets.json", 1)] {
        let mut served = publisher.served.clone();
        let document: serde_json::Value = serde_json::from_slice(&served.metadata[name]).unwrap();
        let tree = publisher.roles["targets"].signed().clone();
        let tree = if name == "2.targets.json" { tree } else { from_json(&document["signed"]) };
        served.metadata.insert(name.to_owned(), signed(tree, &[foreign]).file(name).unwrap());
        let refusal = update(&mut served, &publisher.shipped(), 1).1.unwrap_err();
        // Snapshot and targets are held against hashes before signatures: that is as good.
        let expected = if name == "timestamp.json" { Kind::Threshold } else { Kind::MixAndMatch };
        assert_eq!(refusal.kind, expected, "{refusal}");
    }
}

fn from_json(value: &serde_json::Value) -> Tree {
    match value {
        serde_json::Value::Null => Tree::Null,
        serde_json::Value::Bool(value) => Tree::Bool(*value),
        serde_json::Value::Number(number) => Tree::Integer(number.to_string()),
        serde_json::Value::String(text) => Tree::text(text),
        serde_json::Value::Array(items) => Tree::List(items.iter().map(from_json).collect()),
        serde_json::Value::Object(members) => {
            Tree::Object(members.iter().map(|(name, value)| (name.clone(), from_json(value))).collect())
        }
    }
}

#[test]
fn fast_forward_is_recovered_from_by_new_keys() {
    let mut publisher = publisher();
    let honest = publisher.snapshot;
    // Whoever stole the online keys raises the versions as far as they go.
    let targets = publisher.served.metadata["2.targets.json"].clone();
    let listed = std::collections::BTreeMap::from([("targets".to_owned(), (2, targets))]);
    let far = u64::MAX - 1;
    let bytes = signed(new_snapshot(far, at(20), &listed), &[5]).file("far").unwrap();
    (publisher.snapshot, publisher.timestamp) = (far, far);
    publisher.publish_timestamp(&bytes);
    publisher.served.metadata.insert(format!("{far}.snapshot.json"), bytes);
    let (victim, result) = publisher.update(&publisher.shipped(), 1);
    result.unwrap();
    // The honest publisher goes on where it was; the victim sees a rollback.
    (publisher.snapshot, publisher.timestamp) = (honest, honest);
    publisher.publish();
    refused(publisher.update(&victim, 2).1, Kind::Rollback, "timestamp.json");
    // New keys for both roles: the victim forgets what the old keys said.
    publisher.change_root(&[1, 2], |root| {
        for (role, old, new) in [("snapshot", 5, 15), ("timestamp", 6, 16)] {
            add_key(root, role, key(new).public()).unwrap();
            remove_key(root, role, &key(old).public().id()).unwrap();
        }
    });
    publisher.signers.insert("snapshot".to_owned(), vec![15]);
    publisher.signers.insert("timestamp".to_owned(), vec![16]);
    publisher.publish();
    let (after, result) = publisher.update(&victim, 2);
    result.unwrap();
    assert!(after.seen.is_some());
    // And what the stolen keys sign counts no more.
    publisher.signers.insert("timestamp".to_owned(), vec![6]);
    publisher.publish();
    refused(publisher.update(&after, 2).1, Kind::Threshold, "timestamp.json");
}

#[test]
fn new_keys_count_also_where_the_way_breaks_off() {
    let mut publisher = publisher();
    let (before, good) = publisher.update(&publisher.shipped(), 1);
    good.unwrap();
    assert!(before.timestamp.is_some() && before.snapshot.is_some());
    publisher.change_root(&[1, 2], |root| {
        add_key(root, "timestamp", key(16).public()).unwrap();
    });
    publisher.change_root(&[1], |_| {});
    let (after, result) = publisher.update(&before, 1);
    refused(result, Kind::Threshold, "3.root.json");
    // The next update starts from the new root: it must not hold itself to what the keys before it signed.
    assert_eq!(after.root, publisher.served.metadata["2.root.json"]);
    assert_eq!((after.timestamp, after.snapshot), (None, None));
}

#[test]
fn a_failed_update_keeps_what_was_rightly_accepted() {
    let mut publisher = publisher();
    let shipped = publisher.shipped();
    publisher.change_root(&[1, 2], |_| {});
    publisher.served.metadata.remove("timestamp.json");
    let (state, result) = publisher.update(&shipped, 1);
    refused(result, Kind::Missing, "timestamp.json");
    assert_eq!(state.root, publisher.served.metadata["2.root.json"]);
    let again = State::from_bytes(&state.to_bytes(), "state.json").unwrap();
    assert_eq!(again, state);
}

#[test]
fn delegated_paths_are_a_fence() {
    let mut publisher = publisher();
    let shipped = publisher.shipped();
    publisher.delegate("targets", "gateway", &[7, 8], 2, &["gateway/*/*"], true);
    publisher.delegate("targets", "sensor", &[9], 1, &["sensor/*/*"], true);
    publisher.publish();
    publisher.add("gateway", "gateway/2.4.0/firmware.bin", b"new");
    // The makers of the sensor name firmware of the gateway, and something of nobody's.
    publisher.add("sensor", "gateway/2.4.0/firmware.bin", b"malware");
    publisher.add("sensor", "gateway/9.9.9/firmware.bin", b"malware");
    publisher.add("sensor", "loose.bin", b"malware");
    publisher.publish();
    let fetched = fetch(&mut publisher.served, &shipped, 1, "gateway/2.4.0/firmware.bin").unwrap();
    assert_eq!(fetched, Some(("gateway".to_owned(), b"new".to_vec())));
    for path in ["gateway/9.9.9/firmware.bin", "loose.bin"] {
        assert_eq!(fetch(&mut publisher.served, &shipped, 1, path).unwrap(), None);
    }
    // One of its two keys is not enough.
    publisher.signers.insert("gateway".to_owned(), vec![7]);
    publisher.publish();
    let refusal = fetch(&mut publisher.served, &shipped, 1, "gateway/2.4.0/firmware.bin").unwrap_err();
    assert_eq!(refusal.kind, Kind::Threshold, "{refusal}");
    // What the others say is out of its reach: the sensor's role is not even asked.
    assert!(fetch(&mut publisher.served, &shipped, 1, "sensor/1/x").unwrap().is_none());
    let _ = publics(&[1]);
}

#[test]
fn delegations_that_go_in_a_circle_or_on_and_on_end() {
    let mut publisher = publisher();
    let shipped = publisher.shipped();
    publisher.delegate("targets", "a", &[7], 1, &["*"], false);
    publisher.delegate("a", "b", &[7], 1, &["*"], false);
    publisher.delegate("b", "a", &[7], 1, &["*"], false);
    publisher.publish();
    assert_eq!(fetch(&mut publisher.served, &shipped, 1, "x").unwrap(), None);
    let mut from = "b".to_owned();
    for number in 0..40 {
        let to = format!("r{number}");
        publisher.delegate(&from, &to, &[7], 1, &["*"], false);
        from = to;
    }
    publisher.add(&from, "x", b"deep");
    publisher.publish();
    refused(fetch(&mut publisher.served, &shipped, 1, "x").map(|_| ()), Kind::TooManyRoles, "x");
}

#[test]
fn a_delegated_role_that_is_withheld_is_not_a_target_that_is_not_there() {
    let mut publisher = publisher();
    let shipped = publisher.shipped();
    publisher.delegate("targets", "gateway", &[7], 1, &["gateway/*/*"], false);
    publisher.publish();
    publisher.served.metadata.remove("1.gateway.json");
    refused(fetch(&mut publisher.served, &shipped, 1, "gateway/1/x").map(|_| ()), Kind::Missing, "1.gateway.json");
}
