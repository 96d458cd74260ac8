//! The ESCO URIs of the reference, checked against ESCO v1.1.1 where a copy lies beside the
//! checkout.

use std::collections::HashMap;
use std::path::{Path, PathBuf};

use relais_skills::{Labels, Language, Taxonomy, normalise};

struct Concept {
    status: String,
    isco: String,
    labels: Vec<String>,
}

fn folder() -> Option<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../../shared/data/esco-1.1.1");
    if folder.is_dir() {
        return Some(folder);
    }
    println!("skipped: no copy of ESCO at {}", folder.display());
    None
}

/// The concepts of a pillar, with their English and French labels.
fn concepts(folder: &Path, pillar: &str) -> HashMap<String, Concept> {
    let mut concepts: HashMap<String, Concept> = HashMap::new();
    for language in ["en", "fr"] {
        let path = folder.join(format!("{pillar}_{language}.csv"));
        let mut reader = csv::Reader::from_path(path).expect("the file is in the folder");
        let headers = reader.headers().expect("the file has a head").clone();
        let column = |name: &str| headers.iter().position(|header| header == name);
        let (uri, preferred, others) = (
            column("conceptUri"),
            column("preferredLabel"),
            column("altLabels"),
        );
        let (status, isco) = (column("status"), column("iscoGroup"));
        for row in reader.records() {
            let row = row.expect("the row is well-formed");
            let cell = |column: Option<usize>| column.and_then(|at| row.get(at)).unwrap_or("");
            let concept = concepts
                .entry(cell(uri).to_owned())
                .or_insert_with(|| Concept {
                    status: cell(status).to_owned(),
                    isco: cell(isco).to_owned(),
                    labels: Vec::new(),
                });
            let labels = std::iter::once(cell(preferred)).chain(cell(others).lines());
            concept
                .labels
                .extend(labels.map(normalise).filter(|label| !label.is_empty()));
        }
    }
    concepts
}

fn check(id: &str, uri: &str, labels: &Labels, concepts: &HashMap<String, Concept>) {
    let concept = concepts
        .get(uri)
        .unwrap_or_else(|| panic!("{id}: {uri} is not in ESCO"));
    assert_eq!(concept.status, "released", "{id}: {uri}");
    let ours = labels
        .all(Language::En)
        .iter()
        .chain(labels.all(Language::Fr));
    let shared = ours
        .map(|label| normalise(label))
        .any(|label| concept.labels.contains(&label));
    assert!(
        shared,
        "{id} shares no label with {uri}: {:?}",
        concept.labels.first()
    );
}

#[test]
fn the_uris_of_skills_name_the_same_skills_in_esco() {
    let Some(folder) = folder() else { return };
    let concepts = concepts(&folder, "skills");
    let mut tied = 0;
    for skill in Taxonomy::builtin().skills() {
        if let Some(uri) = &skill.esco_uri {
            check(&skill.id, uri, &skill.labels, &concepts);
            tied += 1;
        }
    }
    assert!(tied >= 100, "only {tied} skills are tied to ESCO");
}

#[test]
fn the_uris_of_occupations_name_the_same_occupations_and_groups_in_esco() {
    let Some(folder) = folder() else { return };
    let concepts = concepts(&folder, "occupations");
    let mut tied = 0;
    for occupation in Taxonomy::builtin().occupations() {
        if let Some(uri) = &occupation.esco_uri {
            check(&occupation.id, uri, &occupation.labels, &concepts);
            assert_eq!(occupation.isco, concepts[uri].isco, "{}", occupation.id);
            tied += 1;
        }
    }
    assert!(tied >= 60, "only {tied} occupations are tied to ESCO");
}
