//! Signatures: made with a key, checked with a public key, nothing else needed.
