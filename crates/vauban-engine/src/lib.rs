//! World and compile: the one library every face uses.
