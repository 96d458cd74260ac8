//! By mail alone: an offer in a PDF, a correction in words, a nomination, the answer, the hiring;
//! and mails that others have found hard to bear.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::time::Duration;

use jiff::SignedDuration;
use relais_proto::intake::employers_client::EmployersClient;
use relais_proto::intake::mails_client::MailsClient;
use relais_proto::intake::{ListAllOffersRequest, ListMailsRequest, Mail as TakenMail, Offer};
use relais_proto::relay::Answer;
use relais_runtime::config::{DropFolder, Mailbox};
use relais_store::Options;
use relais_tests::sandbox::{Cast, Sandbox};
use tempfile::TempDir;

const EMPLOYER: &str = "offres@batir.example";

/// A site that watches a folder for mails.
async fn start() -> (Sandbox, TempDir) {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().to_owned();
    let watch = |config: &mut relais_runtime::Config| {
        let poll = Duration::from_secs(1);
        let mailbox = Mailbox::Folder(DropFolder { path, poll });
        config.mailboxes.insert("depot".to_owned(), mailbox);
    };
    let sandbox = Sandbox::start_with(watch, Options::default()).await;
    (sandbox.expect("a site"), folder)
}

fn put(folder: &TempDir, name: &str, bytes: &[u8]) {
    let draft = folder.path().join(format!(".{name}"));
    std::fs::write(&draft, bytes).expect("written");
    std::fs::rename(draft, folder.path().join(format!("{name}.eml"))).expect("renamed");
}

/// Waits until a mail lies where it belongs; the folder is looked at as the clock goes.
async fn filed(sandbox: &Sandbox, folder: &TempDir, shelf: &str, name: &str) {
    let file = folder.path().join(shelf).join(format!("{name}.eml"));
    let what = format!("{name} to be filed in {shelf}");
    let found = sandbox.until(&what, async || {
        sandbox.pass(SignedDuration::from_secs(1));
        Ok(file.exists().then_some(()))
    });
    found.await.expect("a filed mail");
}

async fn offers(sandbox: &Sandbox) -> Vec<Offer> {
    let mut employers = EmployersClient::new(sandbox.inside.clone());
    let all = employers.list_all_offers(ListAllOffersRequest::default());
    all.await.expect("a list").into_inner().offers
}

/// A PDF of one page with these lines, as an old program prints it.
fn pdf(lines: &[&str]) -> Vec<u8> {
    let shown = lines.iter().map(|line| format!("({line}) Tj 0 -16 Td\n"));
    let text = format!("BT /F1 12 Tf 60 760 Td\n{}ET", shown.collect::<String>());
    let objects = [
        "<</Type/Catalog/Pages 2 0 R>>".to_owned(),
        "<</Type/Pages/Kids[3 0 R]/Count 1>>".to_owned(),
        "<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R\
         /Resources<</Font<</F1 5 0 R>>>>>>"
            .to_owned(),
        format!("<</Length {}>>stream\n{text}\nendstream", text.len()),
        "<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>".to_owned(),
    ];
    let objects = objects.iter().enumerate();
    let objects = objects.map(|(at, object)| format!("{} 0 obj{object}endobj\n", at + 1));
    let objects: String = objects.collect();
    format!("%PDF-1.4\n{objects}trailer<</Root 1 0 R>>\n%%EOF").into_bytes()
}

/// A mail of the employer's that carries a file.
fn with_pdf(name: &str, file: &[u8]) -> Vec<u8> {
    let encoded = file.chunks(20).map(|line| {
        let bytes = line.iter().fold(String::new(), |mut bytes, byte| {
            let _ = write!(bytes, "={byte:02X}");
            bytes
        });
        // The line goes on.
        bytes + "=\r\n"
    });
    let encoded: String = encoded.collect();
    format!(
        "From: Marc Lejeune <{EMPLOYER}>\r\nTo: offres@relais.example\r\n\
         Date: Thu, 30 Apr 2026 15:20:00 +0200\r\nSubject: Offre d'emploi\r\n\
         Message-ID: <{name}@batir.example>\r\nMIME-Version: 1.0\r\n\
         Content-Type: multipart/mixed; boundary=part\r\n\r\n--part\r\n\
         Content-Type: text/plain; charset=utf-8\r\n\r\nBonjour,\r\n\r\nVeuillez trouver notre \
         offre en annexe.\r\n\r\nMarc Lejeune\r\n--part\r\n\
         Content-Type: application/pdf; name=\"offre.pdf\"\r\n\
         Content-Disposition: attachment; filename=\"offre.pdf\"\r\n\
         Content-Transfer-Encoding: quoted-printable\r\n\r\n{encoded}\r\n--part--\r\n"
    )
    .into_bytes()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_offer_in_a_pdf_is_corrected_in_words_answered_and_filled() {
    let (sandbox, folder) = start().await;
    let cast = sandbox.cast().await.expect("everybody");
    let offer = taken_and_acknowledged(&sandbox, &folder, &cast).await;
    corrected(&sandbox, &folder, &offer).await;
    let nomination = sandbox.nominate(&cast.worker, &offer.case_ref).await;
    let answer = Answer {
        kind: "proposed".to_owned(),
        nomination_ids: vec![nomination.expect("a nomination")],
        message: "Amina connaît bien la brique.".to_owned(),
        ..Answer::default()
    };
    let answered = sandbox.answer(&cast.spoc, &offer.case_ref, answer).await;
    assert!(answered.expect("an answered case").answered_in_time);
    hired_by_link(&sandbox, &cast, &offer.case_ref).await;
}

/// The acknowledgement shows what was understood.
async fn taken_and_acknowledged(sandbox: &Sandbox, folder: &TempDir, cast: &Cast) -> Offer {
    let lines = [
        "Fonction : Macon",
        "Lieu de travail : Herstal",
        "Contrat : CDI",
        "Horaire : 38 h par semaine",
    ];
    put(folder, "offre", &with_pdf("offre", &pdf(&lines)));
    filed(sandbox, folder, "offers", "offre").await;
    let offer = offers(sandbox).await.remove(0);
    assert_eq!(
        (&offer.employer_id, offer.channel.as_str()),
        (&cast.employer.id, "mail")
    );
    let content = offer.content.clone().expect("content");
    assert_eq!(content.title, "Macon");
    assert_eq!(content.job_location[0].address_locality, "Herstal");
    offer
}

async fn corrected(sandbox: &Sandbox, folder: &TempDir, offer: &Offer) {
    let acknowledgement = sandbox.mail_to(EMPLOYER, &offer.case_ref).await;
    let id = acknowledgement.expect("the acknowledgement").id();
    let reply = format!(
        "From: Marc Lejeune <{EMPLOYER}>\r\nTo: offres@relais.example\r\n\
         Subject: Re: Offre d'emploi\r\nMessage-ID: <re@batir.example>\r\n\
         In-Reply-To: <{}>\r\n\r\nC'est Seraing, pas Herstal.\r\n",
        id.trim_matches(['<', '>'])
    );
    put(folder, "re", reply.as_bytes());
    filed(sandbox, folder, "replies", "re").await;
    let now = offers(sandbox).await.remove(0);
    let content = now.content.expect("content");
    assert_eq!(
        (
            now.version,
            content.job_location[0].address_locality.as_str()
        ),
        (2, "Seraing")
    );
}

async fn hired_by_link(sandbox: &Sandbox, cast: &Cast, case: &str) {
    let mail = sandbox
        .mail_to(EMPLOYER, "Amina")
        .await
        .expect("the answer");
    let client = reqwest::Client::new();
    for link in mail.links().iter().filter(|link| link.contains("/r/")) {
        let page = client.get(link).send().await.expect("a page");
        if page
            .text()
            .await
            .expect("its text")
            .contains("name=\"contract\"")
        {
            let form = "contract=permanent&starts_on=2026-05-11&reason=&message=Bienvenue";
            let posted = client
                .post(link)
                .header("content-type", "application/x-www-form-urlencoded")
                .body(form);
            assert!(
                posted
                    .send()
                    .await
                    .expect("an answer")
                    .status()
                    .is_success()
            );
        }
    }
    let seen = sandbox.case(&cast.spoc, case).await.expect("the case");
    assert_eq!(seen.nominations[0].state, "hired");
}

/// Mails that others collected as hard to parse; present only where the checkout has them beside it.
fn hostile_mails() -> Vec<PathBuf> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../shared/data/hostile/mail");
    let files = |path: PathBuf| std::fs::read_dir(path).into_iter().flatten().flatten();
    let all = files(root).flat_map(|folder| files(folder.path()));
    let paths = all.map(|entry| entry.path());
    paths
        .filter(|path| path.extension().is_some_and(|it| it == "eml"))
        .collect()
}

async fn in_state(sandbox: &Sandbox, state: &str) -> Vec<TakenMail> {
    let request = ListMailsRequest {
        state: state.to_owned(),
        limit: 1_000,
        ..ListMailsRequest::default()
    };
    let mut mails = MailsClient::new(sandbox.inside.clone());
    let listed = mails.list_mails(request);
    listed.await.expect("a list").into_inner().mails
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn hostile_mails_are_all_decided_on_and_none_is_taken_for_an_offer() {
    let (sandbox, folder) = start().await;
    let hostile = hostile_mails();
    for (number, path) in hostile.iter().enumerate() {
        put(
            &folder,
            &number.to_string(),
            &std::fs::read(path).expect("a file"),
        );
    }
    let decided = sandbox.until("every mail to be decided on", async || {
        sandbox.pass(SignedDuration::from_secs(1));
        let left = std::fs::read_dir(folder.path())?
            .flatten()
            .filter(|entry| entry.path().extension().is_some_and(|it| it == "eml"));
        Ok((left.count() == 0).then_some(()))
    });
    decided.await.expect("none is left");
    assert!(in_state(&sandbox, "new").await.is_empty());
    assert!(offers(&sandbox).await.is_empty());
    for mail in in_state(&sandbox, "attention").await {
        assert_ne!(mail.reason, "fault", "{}", mail.mail_id);
    }
}
