//! Bills of materials in and out of one model: read, held against profiles, merged, compared, written.
