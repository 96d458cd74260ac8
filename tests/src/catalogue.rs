//! The types of events, found in the code of the services.

use std::collections::BTreeSet;
use std::path::Path;

/// The types of events that the services write or follow, as their code names them.
///
/// # Panics
/// When a file of code cannot be read.
pub fn types_in_code() -> BTreeSet<String> {
    let services = Path::new(env!("CARGO_MANIFEST_DIR")).join("../services");
    let mut types = BTreeSet::new();
    for service in ["intake", "profiles", "matching", "relay"] {
        collect_types(&services.join(service).join("src"), &mut types);
    }
    types
}

fn collect_types(folder: &Path, types: &mut BTreeSet<String>) {
    for entry in std::fs::read_dir(folder).expect("a folder of code") {
        let path = entry.expect("a file").path();
        if path.is_dir() {
            collect_types(&path, types);
            continue;
        }
        let text = std::fs::read_to_string(&path).expect("a file of code");
        let quoted = text.split('"').skip(1).step_by(2);
        let kinds = quoted.filter(|word| {
            let parts: Vec<&str> = word.split('.').collect();
            parts.len() == 4 && parts[0] == "relais" && parts[3].starts_with('v')
        });
        types.extend(kinds.map(str::to_owned));
    }
}
