//! The binary `relais`.
fn main() {}
