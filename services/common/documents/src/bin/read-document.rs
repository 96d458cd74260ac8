//! The child alone, as the tests and measurements of this crate start it.

use std::process::ExitCode;

fn main() -> ExitCode {
    relais_documents::confined::answer()
}
