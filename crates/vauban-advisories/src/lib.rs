//! What others publish about vulnerabilities in one immutable index, and what of it is about a part.
