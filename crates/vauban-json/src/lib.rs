//! JSON text to a tree with a place for every value, and schemas held against it; knows no format.
