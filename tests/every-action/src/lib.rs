//! Nothing: the package exists for its test, which needs all generated crates and their clients. Apart from the other
//! workspace tests, so that those compile without them.
