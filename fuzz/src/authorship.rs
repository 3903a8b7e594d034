//! Readers of who wrote and who looked: exports of pull and merge requests and of histories, and `.mailmap`.

/// Exports of pull and merge requests.
///
/// # Panics
/// When the reader breaks a promise: that is what a fuzzer looks for.
pub fn requests(data: &[u8]) {
    let first = vauban_engine::read_requests(data);
    assert_eq!(first, vauban_engine::read_requests(data), "not the same twice");
    for request in first.into_iter().flatten() {
        let seen = request.approvals.iter().all(|one| one.saw > 0 && one.saw <= request.commits.len());
        assert!(seen, "an approval of more than there is");
    }
}

/// `.mailmap`.
///
/// # Panics
/// When the reader breaks a promise: that is what a fuzzer looks for.
pub fn mailmap(data: &[u8]) {
    let map = vauban_formats::mailmap::Mailmap::read(data);
    for line in String::from_utf8_lossy(data).lines() {
        let (name, rest) = line.rsplit_once('<').unwrap_or((line, line));
        let address = rest.trim_end_matches('>');
        let put = map.address(name, address);
        assert_ne!(put, Some(address.to_lowercase().as_str()), "an address in its own place");
    }
}

/// Exported histories.
///
/// # Panics
/// When the reader breaks a promise: that is what a fuzzer looks for.
pub fn history(data: &[u8]) {
    let read = vauban_engine::read_history(data);
    assert_eq!(read, vauban_engine::read_history(data), "not the same twice");
    for commit in &read.commits {
        let named = commit.authors().chain([commit.committer]).chain(commit.reviewers.iter().copied());
        assert!(named.into_iter().all(|at| read.identity(at).is_some()), "somebody who is nobody");
        let paths = commit.changes.iter().all(|change| read.paths.get(change.path as usize).is_some());
        assert!(paths, "a file that is none");
    }
    assert!(!read.commits.is_empty() || !read.gaps.is_empty(), "nothing read, and nothing missing");
}
