//! A site that is killed between any two steps of the story, 200 times, loses nothing and does
//! nothing twice.

use std::collections::{BTreeMap, BTreeSet};
use std::time::{Duration, Instant};

use crate::site::{PATIENCE, Site};
use rand::rngs::StdRng;
use rand::{RngExt as _, SeedableRng as _};
use relais_proto::matching::RankCandidatesRequest;
use relais_proto::matching::matching_client::MatchingClient;
use relais_proto::relay::relay_client::RelayClient;
use relais_proto::relay::{Answer, AnswerRequest, Case, Consent, GetCaseRequest, NominateRequest};
use relais_runtime::peer::Peer;
use serde_json::{Value, json};
use tonic::{Code, Status};

/// How often the site is killed.
const KILLS: usize = 200;
/// The latest moment of a step at which it is killed.
const WITHIN: Duration = Duration::from_millis(40);
const CANDIDATES: &str = "external_id,given_name,family_name,skills,occupations_wished,consent_matching\n\
                          1,Amina,Test,maçonnerie:3:observed,maçon,yes:written\n";

/// The people of the story, with their keys.
struct Cast {
    employer: String,
    worker: Peer,
    spoc: Peer,
}

/// The steps of one offer's story, each safe to take again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Step {
    Submit,
    Diffused,
    Nominate,
    Answer,
    Mailed,
}

const STEPS: [Step; 5] = [
    Step::Submit,
    Step::Diffused,
    Step::Nominate,
    Step::Answer,
    Step::Mailed,
];

/// What the employer was told, for each identifier: the first answer that arrived.
type Promises = BTreeMap<String, (String, String)>;

fn cast(site: &Site) -> Cast {
    let employer = site.admin(&["employer", "add", "Test SRL", "--email", "e@test.example"]);
    let organisation = site.admin(&[
        "organisation",
        "add",
        "Test ASBL",
        "--email",
        "o@test.example",
    ]);
    let organisation = organisation["id"].as_str().expect("an id").to_owned();
    let add = |role: &str, more: &[&str]| {
        let base = [role, "add", "Test", "--email", "p@test.example"];
        let person = site.admin(&[&base[..], more].concat());
        site.peer(person["api_key"].as_str().expect("a key"))
    };
    let file = site.data.join("candidates.csv");
    std::fs::write(&file, CANDIDATES).expect("a file");
    let file = file.to_str().expect("a plain name");
    let report = site.admin(&[
        "candidates",
        "import",
        file,
        "--organisation",
        &organisation,
    ]);
    assert_eq!(report["accepted"], 1, "{report}");
    Cast {
        employer: employer["api_key"].as_str().expect("a key").to_owned(),
        worker: add("worker", &["--organisation", &organisation]),
        spoc: add("spoc", &[]),
    }
}

async fn submit(site: &Site, cast: &Cast, identifier: &str) -> Result<(String, String), String> {
    let offer = json!({
        "@type": "JobPosting", "identifier": identifier,
        "title": "Maçon (H/F/X)", "description": "Murs en briques",
    });
    let response = reqwest::Client::new()
        .post(format!("http://{}/v1/offers", site.http))
        .bearer_auth(&cast.employer)
        .json(&offer)
        .send()
        .await
        .map_err(|error| error.to_string())?;
    let status = response.status();
    let body: Value = response.json().await.map_err(|error| error.to_string())?;
    assert!(status.is_success(), "{body}");
    let text = |key: &str| body[key].as_str().expect("a text").to_owned();
    Ok((text("offer_id"), text("due_at")))
}

async fn case(cast: &Cast, offer: &str) -> Result<Case, Status> {
    let request = GetCaseRequest {
        case: offer.to_owned(),
    };
    Ok(RelayClient::new(cast.spoc.clone())
        .get_case(request)
        .await?
        .into_inner())
}

/// Waits until the case of the offer is as `holds` says.
async fn until(cast: &Cast, offer: &str, holds: impl Fn(&Case) -> bool) -> Result<Case, Status> {
    let began = Instant::now();
    loop {
        match case(cast, offer).await {
            Ok(case) if holds(&case) => return Ok(case),
            Ok(_) => {}
            Err(status) if status.code() == Code::NotFound => {}
            Err(status) => return Err(status),
        }
        assert!(
            began.elapsed() < PATIENCE,
            "the case of {offer} does not get on"
        );
        tokio::time::sleep(Duration::from_millis(3)).await;
    }
}

async fn nominate(cast: &Cast, offer: &str) -> Result<(), Status> {
    if case(cast, offer)
        .await?
        .nominations
        .iter()
        .any(|it| it.state != "withdrawn")
    {
        return Ok(()); // A call of unknown outcome had worked.
    }
    let request = RankCandidatesRequest {
        offer_id: offer.to_owned(),
        ..Default::default()
    };
    let ranked = MatchingClient::new(cast.worker.clone())
        .rank_candidates(request)
        .await?;
    let shortlist = ranked.into_inner().shortlist.expect("a shortlist");
    let candidate = &shortlist.organisations[0].candidates[0];
    let request = NominateRequest {
        case: offer.to_owned(),
        candidate_id: candidate.candidate_id.clone(),
        consent: Some(Consent {
            means: "phone".to_owned(),
            ..Consent::default()
        }),
        worker_id: String::new(),
    };
    RelayClient::new(cast.worker.clone())
        .nominate(request)
        .await
        .map(|_| ())
}

async fn answer(cast: &Cast, offer: &str) -> Result<(), Status> {
    let case = case(cast, offer).await?;
    if case.stage == "answered" {
        return Ok(());
    }
    let nomination_ids = case
        .nominations
        .into_iter()
        .map(|it| it.nomination_id)
        .collect();
    let answer = Answer {
        kind: "proposed".to_owned(),
        nomination_ids,
        ..Answer::default()
    };
    let request = AnswerRequest {
        case: offer.to_owned(),
        answer: Some(answer),
    };
    RelayClient::new(cast.spoc.clone())
        .answer(request)
        .await
        .map(|_| ())
}

/// Takes a step. An error is a call that broke off; anything else that is wrong fails the test.
async fn take(
    step: Step,
    site: &Site,
    cast: &Cast,
    identifier: &str,
    promises: &mut Promises,
) -> Result<(), String> {
    if step == Step::Submit {
        let told = submit(site, cast, identifier).await?;
        let first = promises
            .entry(identifier.to_owned())
            .or_insert_with(|| told.clone());
        assert_eq!(*first, told, "the same offer gets the same answer");
        return Ok(());
    }
    let offer = promises[identifier].0.clone();
    let outcome = match step {
        Step::Submit => Ok(()),
        Step::Diffused => until(cast, &offer, |case| !case.diffusions.is_empty())
            .await
            .map(|_| ()),
        Step::Nominate => nominate(cast, &offer).await,
        Step::Answer => answer(cast, &offer).await,
        Step::Mailed => {
            let began = Instant::now();
            while site
                .mails()
                .iter()
                .filter(|mail| mail.contains(&offer))
                .count()
                < 2
            {
                assert!(
                    began.elapsed() < PATIENCE,
                    "the mails of {offer} do not go out"
                );
                tokio::time::sleep(Duration::from_millis(3)).await;
            }
            Ok(())
        }
    };
    match outcome {
        Err(status)
            if status.code() != Code::Unavailable
                && status.code() != Code::Unknown
                && status.code() != Code::Cancelled
                && status.code() != Code::Internal =>
        {
            panic!("{step:?} of {offer}: {status}")
        }
        other => other.map_err(|status| status.to_string()),
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn killed_at_any_moment_a_site_loses_nothing_and_doubles_nothing() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut site = Site::new(folder.path());
    let cast = cast(&site);
    let mut rng = StdRng::seed_from_u64(72);
    let mut promises = Promises::new();
    let mut kills = 0;
    site.start().await;
    for number in 0.. {
        let identifier = format!("offer-{number}");
        for step in STEPS {
            let mut done = false;
            if kills < KILLS {
                let moment = WITHIN.mul_f64(rng.random::<f64>());
                tokio::select! {
                    outcome = take(step, &site, &cast, &identifier, &mut promises) => {
                        done = outcome.is_ok();
                    }
                    () = tokio::time::sleep(moment) => {}
                }
                site.kill();
                kills += 1;
                site.start().await;
            }
            while !done {
                done = take(step, &site, &cast, &identifier, &mut promises)
                    .await
                    .is_ok();
            }
        }
        if kills == KILLS {
            break;
        }
    }
    site.kill();
    check(&site, &promises);
}

/// Reads the whole log and all mails, and compares them with what the employer was told.
fn check(site: &Site, promises: &Promises) {
    let events = site.events();
    let offsets: Vec<i64> = events
        .iter()
        .map(|it| it["offset"].as_i64().expect("a number"))
        .collect();
    assert!(offsets.is_sorted(), "the log is in order");
    let of = |kind: &str, offer: &str| {
        let found = events
            .iter()
            .filter(|it| it["type"] == kind && it["subject"] == offer);
        found.collect::<Vec<_>>()
    };
    for (offer, due) in promises.values() {
        for kind in [
            "relais.offer.submitted.v1",
            "relais.shortlist.computed.v1",
            "relais.case.opened.v1",
            "relais.case.diffused.v1",
            "relais.case.nominated.v1",
            "relais.case.answered.v1",
        ] {
            assert_eq!(of(kind, offer).len(), 1, "{kind} of {offer}");
        }
        let opened = of("relais.case.opened.v1", offer)[0];
        let micros = opened["data"]["due_at"].as_i64().expect("an instant");
        let promised: jiff::Timestamp = due.parse().expect("an instant");
        assert_eq!(
            micros / 1_000_000,
            promised.as_second(),
            "the due instant of {offer}"
        );
    }
    let submitted: BTreeSet<&str> = events
        .iter()
        .filter(|it| it["type"] == "relais.offer.submitted.v1")
        .filter_map(|it| it["subject"].as_str())
        .collect();
    assert_eq!(
        submitted.len(),
        promises.len(),
        "no offer but those that were sent"
    );
    println!(
        "{KILLS} kills, {} offers, {} events compared",
        promises.len(),
        events.len()
    );
}
