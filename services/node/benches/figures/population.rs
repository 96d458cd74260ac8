//! Many candidates, drawn from the reference taxonomy with a fixed seed.

use std::fmt::Write as _;

use rand::rngs::StdRng;
use rand::{RngExt as _, SeedableRng as _};
use relais_domain::place;
use relais_runtime::peer::Peer;
use relais_skills::{Occupation, Taxonomy};

use crate::site::Site;

/// Organisations that share the candidates, as many as the scheme began with.
const ORGANISATIONS: usize = 4;

/// Who calls in a bench.
pub struct Cast {
    /// The employer's key.
    pub employer: String,
    /// The single point of contact.
    pub spoc: Peer,
    /// A worker of the first organisation.
    pub worker: Peer,
}

/// Makes an employer, organisations, people and `count` candidates.
pub fn settle(site: &Site, count: usize) -> Cast {
    let key = |value: serde_json::Value| value["api_key"].as_str().expect("a key").to_owned();
    let employer = key(site.admin(&["employer", "add", "Bench", "--email", "b@bench.example"]));
    let mut rng = StdRng::seed_from_u64(4000);
    let mut worker = None;
    for number in 0..ORGANISATIONS {
        let name = format!("Organisation {number}");
        let added = site.admin(&["organisation", "add", &name, "--email", "o@bench.example"]);
        let id = added["id"].as_str().expect("an id");
        let file = site.data.join("import.csv");
        std::fs::write(&file, csv(count / ORGANISATIONS, &mut rng)).expect("a file");
        let file = file.to_str().expect("a plain name");
        let report = site.admin(&["candidates", "import", file, "--organisation", id]);
        assert_eq!(report["refused"], 0, "{report}");
        worker.get_or_insert_with(|| {
            key(site.admin(&[
                "worker",
                "add",
                "W",
                "--email",
                "w@bench.example",
                "--organisation",
                id,
            ]))
        });
    }
    let spoc = key(site.admin(&["spoc", "add", "S", "--email", "s@bench.example"]));
    Cast {
        employer,
        spoc: site.peer(&spoc),
        worker: site.peer(&worker.expect("an organisation")),
    }
}

fn csv(count: usize, rng: &mut StdRng) -> String {
    let occupations: Vec<&Occupation> = Taxonomy::builtin().occupations().collect();
    let skills: Vec<&str> = Taxonomy::builtin()
        .skills()
        .map(|skill| skill.id.as_str())
        .collect();
    let communes = place::communes();
    let mut csv = "external_id,given_name,family_name,language,commune,mobility_km,available_from,\
                   occupations_wished,skills,languages,consent_matching\n"
        .to_owned();
    for number in 0..count {
        let occupation = occupations[rng.random_range(0..occupations.len())];
        let own = occupation
            .essential
            .iter()
            .chain(&occupation.optional)
            .map(|it| it.skill.as_str());
        let mut drawn: Vec<&str> = own.collect();
        drawn.extend((0..3).map(|_| skills[rng.random_range(0..skills.len())]));
        drawn.retain(|_| rng.random_ratio(3, 4));
        let mut held = Vec::new();
        for skill in drawn {
            let kind = ["declared", "observed", "tested"][rng.random_range(0..3)];
            held.push(format!("{skill}:{}:{kind}", rng.random_range(1..=4)));
        }
        held.sort();
        held.dedup_by(|a, b| a.split(':').next() == b.split(':').next());
        let commune = communes[rng.random_range(0..communes.len())].ins;
        let french = ["A2", "B1", "B2", "C1"][rng.random_range(0..4)];
        let _ = writeln!(
            csv,
            "{number},Prénom{number},Nom,fr,{commune},{},2026-01-01,{},{},fr:{french};nl:A2,yes:written",
            rng.random_range(5..60),
            occupation.id,
            held.join(";"),
        );
    }
    csv
}

/// The titles of offers: the French label of each occupation in turn.
pub fn title(number: usize) -> String {
    let occupations = Taxonomy::builtin().occupations();
    let titles: Vec<&str> = occupations
        .map(|occupation| occupation.labels.preferred(relais_skills::Language::Fr))
        .collect();
    format!("{} (H/F/X)", titles[number % titles.len()])
}
