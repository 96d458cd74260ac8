//! A person who wants to be forgotten is in no file any more: not in the database, the log, the
//! index, nor in what waits to be sent.

use std::path::{Path, PathBuf};

use relais_proto::profiles::EraseCandidateRequest;
use relais_proto::profiles::profiles_client::ProfilesClient;
use relais_proto::relay::Answer;
use relais_proto::relay::relay_client::RelayClient;
use relais_proto::relay::{PassOverRequest, WithdrawNominationRequest};
use relais_store::Options;
use relais_tests::sandbox::{Cast, Sandbox, posting};

/// What nobody else is called, has, or is written about with.
const CANARIES: [&str; 5] = [
    "Zwaluwine",
    "Kanarievogelaere",
    "zwaluwine@kanari.example",
    "+32 499 87 65 43",
    "Notiz-Kanari-88",
];

async fn with_canary(sandbox: &Sandbox, cast: &Cast) -> String {
    let line = format!(
        "K-1,{},{},{},{},fr,Liège,maçon,maçonnerie:4:certified,fr:C1,yes:written,\
         name;phone;email;skills\n",
        CANARIES[0], CANARIES[1], CANARIES[2], CANARIES[3]
    );
    sandbox.import(&cast.worker, &line).await.expect("a person");
    let candidates = cast.worker.candidates().await.expect("the candidates");
    let named = candidates.into_iter().find(|candidate| {
        let person = candidate.person.as_ref();
        person.is_some_and(|person| person.given_name == CANARIES[0])
    });
    named.expect("the person").candidate_id
}

fn files(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("a file").path();
        if path.is_dir() {
            files(&path, found);
        } else {
            found.push(path);
        }
    }
}

/// Each canary with the file that it is in, also where the file spells it backwards or in capitals.
fn found_in(folder: &Path) -> Vec<(String, PathBuf)> {
    let mut all = Vec::new();
    files(folder, &mut all);
    let mut found = Vec::new();
    for file in all {
        // A file that a merge has just removed holds nothing.
        let bytes = std::fs::read(&file)
            .unwrap_or_default()
            .to_ascii_lowercase();
        for canary in CANARIES {
            let wanted = canary.to_ascii_lowercase().into_bytes();
            if bytes.windows(wanted.len()).any(|part| part == wanted) {
                found.push((canary.to_owned(), file.clone()));
            }
        }
    }
    found
}

async fn nominated(sandbox: &Sandbox, cast: &Cast, case: &str, candidate: &str) -> String {
    sandbox
        .case_when(&cast.worker, case, "the diffusion", |case| {
            !case.diffusions.is_empty()
        })
        .await
        .expect("it is diffused");
    let request = relais_proto::relay::NominateRequest {
        case: case.to_owned(),
        candidate_id: candidate.to_owned(),
        consent: Some(relais_proto::relay::Consent {
            means: "in_person".to_owned(),
            ..relais_proto::relay::Consent::default()
        }),
        worker_id: String::new(),
    };
    let mut relay = RelayClient::new(cast.worker.peer.clone());
    let nominated = relay.nominate(request).await.expect("a nomination");
    nominated.into_inner().nomination_id
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_erased_person_is_in_no_file() {
    let sandbox = Sandbox::start_in_folder(Options::default()).await;
    let sandbox = sandbox.expect("a site");
    let cast = sandbox.cast().await.expect("everybody");
    let candidate = with_canary(&sandbox, &cast).await;
    assert!(
        !found_in(&sandbox.data()).is_empty(),
        "the search finds who is there"
    );

    // Proposed to one employer, withdrawn from a second offer, passed over with a note for a third.
    let mut cases = Vec::new();
    for identifier in ["one", "two", "three"] {
        let receipt = cast.employer.rest.submit(&posting(identifier)).await;
        let receipt = receipt.expect("a receipt");
        cases.push(receipt["case_ref"].as_str().expect("a text").to_owned());
    }
    let nomination = nominated(&sandbox, &cast, &cases[0], &candidate).await;
    let answer = Answer {
        kind: "proposed".to_owned(),
        nomination_ids: vec![nomination],
        ..Answer::default()
    };
    sandbox
        .answer(&cast.spoc, &cases[0], answer)
        .await
        .expect("an answer");
    let sent = sandbox.mail_to(&cast.employer.email, CANARIES[0]).await;
    sent.expect("the employer knows the name");
    let nomination_id = nominated(&sandbox, &cast, &cases[1], &candidate).await;
    let mut relay = RelayClient::new(cast.worker.peer.clone());
    let withdraw = WithdrawNominationRequest {
        case: cases[1].clone(),
        nomination_id,
        reason: "by_candidate".to_owned(),
    };
    relay
        .withdraw_nomination(withdraw)
        .await
        .expect("a withdrawal");
    sandbox
        .case_when(&cast.worker, &cases[2], "the diffusion", |case| {
            !case.diffusions.is_empty()
        })
        .await
        .expect("it is diffused");
    let pass_over = PassOverRequest {
        case: cases[2].clone(),
        candidate_id: candidate.clone(),
        kind: "not_now".to_owned(),
        reason: CANARIES[4].to_owned(),
        worker_id: String::new(),
    };
    relay.pass_over(pass_over).await.expect("a note");

    let mut profiles = ProfilesClient::new(cast.worker.peer.clone());
    let request = EraseCandidateRequest {
        candidate_id: candidate.clone(),
    };
    let report = profiles.erase_candidate(request).await.expect("an erasure");
    let report = report.into_inner();
    assert!(!report.places.is_empty());
    assert!(
        report.places.iter().all(|place| place.remaining == 0),
        "{report:?}"
    );
    assert!(
        report.places.iter().any(|place| place.removed > 0),
        "{report:?}"
    );

    let gone = sandbox
        .until("the person to be in no file", async || {
            Ok(found_in(&sandbox.data()).is_empty().then_some(()))
        })
        .await;
    assert!(gone.is_ok(), "still in {:?}", found_in(&sandbox.data()));
    let events = sandbox.events().await.expect("the log");
    let told = events.iter().filter(|event| event.stream == candidate);
    let payloads: Vec<usize> = told.map(|event| event.payload.len()).collect();
    assert_eq!(payloads, [0], "only the tombstone is left");
    sandbox.finish().await.expect("nothing is left undone");
}
