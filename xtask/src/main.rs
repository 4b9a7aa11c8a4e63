//! Docquarry's own build commands.
fn main() {}
