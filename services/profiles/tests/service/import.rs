//! Candidates from CSV files.

use relais_domain::ErrorCode;
use relais_profiles::{ImportFailure, TEMPLATE, import_file};
use relais_proto::profiles::{Candidate, ImportReport, ListCandidatesRequest};

use crate::support::{Colleague, World, done};

async fn import(worker: &mut Colleague, file: &[u8]) -> Result<ImportReport, ImportFailure> {
    import_file(&mut worker.candidates, "", file).await
}

async fn imported(worker: &mut Colleague, file: &str) -> ImportReport {
    import(worker, file.as_bytes()).await.expect("a report")
}

async fn listed(worker: &mut Colleague) -> Vec<Candidate> {
    let list = worker
        .candidates
        .list_candidates(ListCandidatesRequest::default())
        .await;
    let mut candidates = done(list).candidates;
    let id = |candidate: &Candidate| candidate.person.clone().unwrap_or_default().external_id;
    candidates.sort_by_key(id);
    candidates
}

/// Line, column and reason of each problem.
fn problems(report: &ImportReport) -> Vec<(u64, &str, &str)> {
    let parts = report.errors.iter();
    parts
        .map(|error| (error.line, error.column.as_str(), error.reason.as_str()))
        .collect()
}

#[tokio::test]
async fn the_template_goes_in_as_it_is() {
    let world = World::new().await;
    let mut worker = world.worker().await;
    let report = imported(&mut worker, TEMPLATE).await;
    assert_eq!(problems(&report), []);
    assert_eq!((report.lines, report.accepted), (2, 2));
    let candidates = listed(&mut worker).await;
    let amina = &candidates[0];
    assert_eq!(amina.commune_ins, 62_063);
    let facts: Vec<_> = amina
        .skills
        .iter()
        .map(|fact| (fact.skill.as_str(), fact.level, fact.kind.as_str()))
        .collect();
    let expected = [
        ("masonry", Some(3), "observed"),
        ("read-plans", Some(2), "declared"),
        ("formwork", None, "certified"),
    ];
    assert_eq!(facts, expected);
    let bricklayer = &amina.occupations[0];
    assert!(bricklayer.wished && bricklayer.done && bricklayer.months == 24);
    assert_eq!(amina.languages[0].writing, "A2");
    let consents = amina.consents.clone().expect("consents");
    assert!(consents.matching.is_some_and(|consent| consent.given));
    assert_eq!(consents.share.len(), 5);
    assert_eq!(candidates[1].commune_ins, 62_051);
}

#[tokio::test]
async fn good_lines_go_in_and_bad_ones_are_listed_by_line_and_column() {
    let world = World::new().await;
    let mut worker = world.worker().await;
    let file = "\u{feff}family_name;email;commune;available_from;available_until;skills\r\n\
        Exemple;a@example.org;Liège;;;\r\n\
        ;;;;;masonry\r\n\
        \r\n\
        Deux;not an address;Atlantis;;;\r\n\
        Trois;;;2026-07-02;2026-07-01;\r\n\
        Quatre;;;;;\"masonry:7;formwork\"\r\n\
        Cinq;;\r\n\
        \"Six;;;;;\r\n\
        Sept;;;;;welding on the moon\r\n\
        \"Huit \"\"le grand\"\"\";;4000;;;";
    let report = imported(&mut worker, file).await;
    let found: Vec<_> = problems(&report)
        .into_iter()
        .map(|(line, column, _)| (line, column))
        .collect();
    assert_eq!(
        found,
        [
            (3, "family_name"),
            (5, "commune"),
            (6, "available_until"),
            (7, "skills"),
            (8, ""),
            (9, "family_name"),
            (10, "skills"),
        ]
    );
    assert_eq!((report.lines, report.accepted, report.refused), (9, 2, 7));
    assert!(
        report.errors[4].reason.contains("3 cells"),
        "{:?}",
        report.errors[4]
    );
    let names: Vec<_> = listed(&mut worker)
        .await
        .into_iter()
        .map(|candidate| candidate.person.unwrap_or_default().family_name)
        .collect();
    assert_eq!(names, ["Exemple", "Huit \"le grand\""]);
}

#[tokio::test]
async fn a_line_that_is_not_utf_8_is_refused_by_its_byte() {
    let world = World::new().await;
    let mut worker = world.worker().await;
    let file = b"family_name,email\nLef\xe8vre,\nExemple,\n";
    let report = import(&mut worker, file).await.expect("a report");
    assert_eq!(
        problems(&report),
        [(2, "", "byte 4 is not UTF-8: save the file as CSV UTF-8")]
    );
    assert_eq!(report.accepted, 1);
}

#[tokio::test]
async fn an_unknown_column_refuses_the_file_naming_the_nearest_known_one() {
    let world = World::new().await;
    let mut worker = world.worker().await;
    let failure = import(&mut worker, b"name_family,licenses\nA,B\n").await;
    let Err(ImportFailure::Refused(error)) = failure else {
        panic!("refused: {failure:?}");
    };
    assert_eq!(error.code(), ErrorCode::InvalidInput);
    assert_eq!(error.fields().len(), 2);
    assert_eq!(error.fields()[1].remedy, "did you mean licences?");
    assert!(listed(&mut worker).await.is_empty());
}

#[tokio::test]
async fn an_empty_file_is_refused() {
    let world = World::new().await;
    let mut worker = world.worker().await;
    assert!(matches!(
        import(&mut worker, b"").await,
        Err(ImportFailure::Refused(_))
    ));
}

#[tokio::test]
async fn a_known_external_id_changes_its_candidate_and_an_empty_cell_leaves_what_is_known() {
    let world = World::new().await;
    let mut worker = world.worker().await;
    let first = "external_id,family_name,email,skills,consent_matching\n\
        A-1,Exemple,a@example.org,masonry:2,yes:phone\n";
    imported(&mut worker, first).await;
    let second = "external_id,email,mobility_km,skills\n\
        A-1,,30,masonry:2;masonry:3:tested\n";
    let report = imported(&mut worker, second).await;
    assert_eq!((report.accepted, report.updated), (0, 1));
    let candidates = listed(&mut worker).await;
    let [candidate] = candidates.as_slice() else {
        panic!("one candidate: {candidates:?}");
    };
    assert_eq!((candidate.version, candidate.mobility_km), (2, 30));
    let person = candidate.person.clone().expect("a person");
    assert_eq!(
        (person.family_name.as_str(), person.email.as_str()),
        ("Exemple", "a@example.org")
    );
    assert_eq!(
        candidate.skills.len(),
        2,
        "a fact that is known is not added again"
    );
    assert!(
        candidate.consents.is_some(),
        "a column that is not there withdraws nothing"
    );
}

#[tokio::test]
async fn a_file_sent_twice_changes_nothing_the_second_time() {
    let world = World::new().await;
    let mut worker = world.worker().await;
    imported(&mut worker, TEMPLATE).await;
    let before = (listed(&mut worker).await, world.events().await);
    let report = imported(&mut worker, TEMPLATE).await;
    assert_eq!((report.accepted, report.updated, report.refused), (0, 2, 0));
    assert_eq!((listed(&mut worker).await, world.events().await), before);
}

#[tokio::test]
async fn lines_of_one_file_about_the_same_candidate_follow_each_other() {
    let world = World::new().await;
    let mut worker = world.worker().await;
    let lines: Vec<String> = (1..=400).map(|km| format!("A-1,Exemple,{km}")).collect();
    let file = format!("external_id,family_name,mobility_km\n{}", lines.join("\n"));
    let report = imported(&mut worker, &file).await;
    assert_eq!((report.accepted, report.updated), (1, 399));
    assert_eq!(listed(&mut worker).await[0].mobility_km, 400);
}

#[tokio::test]
async fn no_more_than_a_thousand_problems_are_listed() {
    let world = World::new().await;
    let mut worker = world.worker().await;
    let file = format!("family_name,email\n{}", "Exemple,nowhere\n".repeat(1_500));
    let report = imported(&mut worker, &file).await;
    assert_eq!((report.refused, report.errors.len()), (1_500, 1_000));
    assert_eq!(report.errors[999].line, 1_001);
}

#[tokio::test]
async fn a_line_of_more_than_64_kib_is_refused_and_the_next_goes_in() {
    let world = World::new().await;
    let mut worker = world.worker().await;
    let file = format!("family_name\n{}\nExemple\n", "x".repeat(70_000));
    let report = imported(&mut worker, &file).await;
    assert_eq!(problems(&report), [(2, "", "is longer than 64 KiB")]);
    assert_eq!(report.accepted, 1);
}

#[tokio::test]
async fn workers_import_into_their_own_organisation_only() {
    let world = World::new().await;
    let mut worker = world.worker().await;
    let other = world.worker().await;
    let refused = import_file(
        &mut worker.candidates,
        &other.organisation_id,
        TEMPLATE.as_bytes(),
    );
    let Err(ImportFailure::Refused(error)) = refused.await else {
        panic!("another organisation's");
    };
    assert_eq!(error.code(), ErrorCode::PermissionDenied);
    let mut service = world.candidates();
    let report = import_file(&mut service, &other.organisation_id, TEMPLATE.as_bytes()).await;
    assert_eq!(report.expect("a report").accepted, 2);
    assert!(listed(&mut worker).await.is_empty());
}
