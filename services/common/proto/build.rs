//! Compiles the protobuf files with protox, so that no protoc is needed.

use std::error::Error;
use std::path::Path;

use prost::Message as _;

const FILES: [&str; 14] = [
    "relais/events/v1/offer.proto",
    "relais/events/v1/candidate.proto",
    "relais/events/v1/shortlist.proto",
    "relais/events/v1/case.proto",
    "relais/events/v1/dead_letter.proto",
    "relais/events/v1/records.proto",
    "relais/intake/v1/offer.proto",
    "relais/intake/v1/intake.proto",
    "relais/intake/v1/feeds.proto",
    "relais/intake/v1/mails.proto",
    "relais/profiles/v1/profiles.proto",
    "relais/matching/v1/matching.proto",
    "relais/relay/v1/relay.proto",
    "relais/relay/v1/threads.proto",
];

fn main() -> Result<(), Box<dyn Error>> {
    // Asked at run time: checkouts may share a folder of builds, and so this program.
    let root = Path::new(&std::env::var("CARGO_MANIFEST_DIR")?).join("../../../proto");
    println!("cargo:rerun-if-changed={}", root.display());
    let descriptors = protox::compile(FILES, [&root])?;
    let out = std::env::var("OUT_DIR")?;
    std::fs::write(
        Path::new(&out).join("descriptors.bin"),
        descriptors.encode_to_vec(),
    )?;
    tonic_prost_build::configure().compile_fds(descriptors)?;
    Ok(())
}
