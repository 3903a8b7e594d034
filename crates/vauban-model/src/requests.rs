//! What exports of pull and merge requests say: who asked, who approved what, who took it in.

/// A pull or merge request that was taken in.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Request {
    /// Where it was made, as accounts of persons name the place: `github`, `gitlab`.
    pub place: &'static str,
    /// Its number there.
    pub number: u64,
    /// The account of who asked.
    pub author: String,
    /// The account of who took it in; empty where the export does not say.
    pub taken_in_by: String,
    /// Commits that it became: of the merge, or of all its commits made one.
    pub became: Vec<String>,
    /// Its commits, oldest first.
    pub commits: Vec<RequestCommit>,
    /// Approvals that stand.
    pub approvals: Vec<Approval>,
}

/// A commit of a request.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RequestCommit {
    /// Its id.
    pub id: String,
    /// Accounts of its authors, where the export names them.
    pub accounts: Vec<String>,
    /// Addresses of its authors, in lower case.
    pub addresses: Vec<String>,
}

/// An approval that stands.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Approval {
    /// The account of who approved.
    pub by: String,
    /// How many of the request's commits, from the oldest on, were there to be seen.
    pub saw: usize,
}
