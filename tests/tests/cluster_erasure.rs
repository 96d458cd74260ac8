//! What is personal stays where it belongs while instances are killed, and an erased person is
//! nowhere any more.

use relais_proto::profiles::EraseCandidateRequest;
use relais_proto::profiles::profiles_client::ProfilesClient;
use relais_proto::relay::relay_client::RelayClient;
use relais_proto::relay::{Answer, Consent, NominateRequest, PassOverRequest};
use relais_tests::cluster::Cluster;
use relais_tests::cluster::traces::held;
use relais_tests::collector::Collector;
use relais_tests::sandbox::{Cast, posting};
use serde_json::{Value, json};

/// A candidate: names, address and telephone.
const CANDIDATE: [&str; 4] = [
    "Zwaluwine",
    "Kanarievogelaere",
    "zwaluwine@kanari.example",
    "+32 499 87 65 43",
];
/// What was written about the candidate.
const NOTE: &str = "Notiz-Kanari-88";
/// Who is to be asked about an offer, and what its text says.
const CONTACT: [&str; 4] = [
    "Pinsonnette Serinette",
    "serinette@voliere.example",
    "+32 488 12 34 56",
    "demandez Rossignolette",
];

fn with_contact(identifier: &str) -> Value {
    let mut posting = posting(identifier);
    let [name, email, telephone, words] = CONTACT;
    posting["applicationContact"] = json!({"name": name, "email": email, "telephone": telephone});
    posting["description"] = json!(format!("Murs en briques et blocs; {words}."));
    posting
}

async fn candidate(cluster: &Cluster, cast: &Cast) -> String {
    let [given, family, email, phone] = CANDIDATE;
    let line = format!(
        "K-1,{given},{family},{email},{phone},fr,Liège,maçon,maçonnerie:4:certified,fr:C1,\
         yes:written,name;phone;email;skills\n"
    );
    let imported = cluster.doors.import(&cast.worker, &line).await;
    imported.expect("a person");
    let candidates = cast.worker.candidates().await.expect("the candidates");
    let named = candidates.into_iter().find(|candidate| {
        let person = candidate.person.as_ref();
        person.is_some_and(|person| person.given_name == given)
    });
    named.expect("the person").candidate_id
}

/// Submits an offer, which is tried again, and waits until it was diffused.
async fn diffused(cluster: &Cluster, cast: &Cast, identifier: &str) -> String {
    let posting = with_contact(identifier).to_string();
    let doors = &cluster.doors;
    let receipt = doors.until("a receipt", async || {
        let Ok(response) = cast.employer.rest.post(posting.clone()).await else {
            return Ok(None);
        };
        let is_taken = response.status().is_success();
        let said: Value = response.json().await.unwrap_or_default();
        Ok(is_taken.then_some(said))
    });
    let receipt = receipt.await.expect("a receipt");
    let case = receipt["case_ref"].as_str().expect("a text").to_owned();
    let waited = doors.case_when(&cast.worker, &case, "the diffusion", |case| {
        !case.diffusions.is_empty()
    });
    waited.await.expect("it is diffused");
    case
}

/// Proposes the candidate for one offer and passes them over for another, with a note.
async fn propose_and_pass_over(cluster: &mut Cluster, cast: &Cast, candidate: &str) {
    let mut relay = RelayClient::new(cast.worker.peer.clone());
    let first = diffused(cluster, cast, "one").await;
    cluster.kill("matching-1").expect("it runs");
    let second = diffused(cluster, cast, "two").await;
    cluster.kill("relay-2").expect("it runs");
    let request = NominateRequest {
        case: first.clone(),
        candidate_id: candidate.to_owned(),
        consent: Some(Consent {
            means: "phone".to_owned(),
            ..Consent::default()
        }),
        worker_id: String::new(),
    };
    let nominated = relay.nominate(request).await.expect("a nomination");
    let answer = Answer {
        kind: "proposed".to_owned(),
        nomination_ids: vec![nominated.into_inner().nomination_id],
        ..Answer::default()
    };
    let answered = cluster.doors.answer(&cast.spoc, &first, answer).await;
    answered.expect("an answer");
    let request = PassOverRequest {
        case: second,
        candidate_id: candidate.to_owned(),
        kind: "not_now".to_owned(),
        reason: NOTE.to_owned(),
        worker_id: String::new(),
    };
    relay.pass_over(request).await.expect("a note");
    let sent = cluster.mail_to(CONTACT[1], CANDIDATE[0]).await;
    sent.expect("whom the offer names is told the name");
    for name in ["matching-1", "relay-2"] {
        cluster.start_again(name).await.expect("it starts");
    }
}

/// What is refused is told to the caller, and to nobody else.
async fn be_refused(cluster: &Cluster, cast: &Cast) {
    let mut posting = with_contact("wrong");
    posting["title"] = json!("");
    posting["jobStartDate"] = json!(CONTACT[3]);
    let answer = cast.employer.rest.post(posting.to_string()).await;
    assert!(answer.expect("an answer").status().is_client_error());
    let [given, family, email, _] = CANDIDATE;
    let line = format!("K-2,{given},{family},{email},,xx,{family},,,,perhaps,name\n");
    let imported = cluster.doors.import(&cast.worker, &line).await;
    assert!(imported.is_err(), "the line is wrong");
}

/// Everything of `words` that stands elsewhere than in the tables of `services`.
async fn astray(
    cluster: &Cluster,
    collector: &Collector,
    words: &[&str],
    services: &[&str],
) -> Vec<String> {
    let mut astray = Vec::new();
    for word in words {
        let tables = cluster.tables_with(word).await.expect("the tables");
        let is_at_home = |table: &String| {
            let mut services = services.iter();
            services.any(|service| table.starts_with(&format!("relais_{service}.")))
        };
        let elsewhere = tables.into_iter().filter(|table| !is_at_home(table));
        astray.extend(elsewhere.map(|table| format!("{word} in {table}")));
    }
    let traces = cluster.traces_of(words, services.is_empty()).await;
    astray.extend(traces.expect("files and topics"));
    let raw = collector.raw();
    astray.extend(held(&raw, words).map(|word| format!("{word} in what was told a collector")));
    astray
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_personal_stays_at_home_and_goes_for_good() {
    let collector = Collector::start().await.expect("a collector");
    let section = format!(
        "[telemetry]\notlp_endpoint = {:?}\nmetrics_every = \"1s\"\n",
        collector.endpoint()
    );
    let cluster = Cluster::start_alone(&section, 1).await;
    let mut cluster = cluster.expect("every service is ready");
    let cast = cluster.doors.cast().await.expect("everybody");
    let erased = candidate(&cluster, &cast).await;
    propose_and_pass_over(&mut cluster, &cast, &erased).await;
    be_refused(&cluster, &cast).await;
    cluster.settled().await.expect("the databases answer");

    for words in CANDIDATE.into_iter().chain(CONTACT).chain([NOTE]) {
        let tables = cluster.tables_with(words).await.expect("the tables");
        assert!(!tables.is_empty(), "the search finds {words}");
    }
    for (words, home) in [
        (&CANDIDATE[..], "profiles"),
        (&CONTACT[..], "intake"),
        (&[NOTE][..], "relay"),
    ] {
        assert_eq!(astray(&cluster, &collector, words, &[home]).await, [""; 0]);
    }
    let spans = collector.trace_of("POST /v1/offers");
    assert!(!spans.is_empty(), "something was told the collector");

    let mut profiles = ProfilesClient::new(cast.worker.peer.clone());
    let request = EraseCandidateRequest {
        candidate_id: erased,
    };
    let report = profiles.erase_candidate(request).await;
    let report = report.expect("an erasure").into_inner();
    let is_through = report.places.iter().all(|place| place.remaining == 0);
    assert!(is_through, "{report:?}");
    // The server lets go of the files of before with its next checkpoint.
    cluster.checkpoint().await.expect("a checkpoint");
    let words = [&CANDIDATE[..], &[NOTE]].concat();
    assert_eq!(astray(&cluster, &collector, &words, &[]).await, [""; 0]);
}
