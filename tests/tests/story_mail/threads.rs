//! Mails about a case that others, machines or nobody should have written.

use relais_proto::intake::Offer;
use relais_proto::relay::Case;
use relais_tests::sandbox::{Cast, Sandbox};
use relais_tests::smtp::Mail;

use crate::bad_input::{mail, outcome};
use crate::letters::{EMPLOYER, address_of, reply};
use crate::offers;
use crate::ways::Way;

/// A site with an offer that came by mail, and our acknowledgement of it.
struct Acknowledged {
    sandbox: Sandbox,
    way: Way,
    cast: Cast,
    mail: Mail,
}

impl Acknowledged {
    async fn start() -> Self {
        let way = Way::folder();
        let sandbox = way.site().await;
        let cast = sandbox.cast().await.expect("everybody");
        let headers = "Subject: Offre\r\nContent-Type: text/plain; charset=utf-8\r\n";
        let offer = mail(
            "offre",
            headers,
            "Nous cherchons un maçon à Herstal, CDI.\r\n",
        );
        let found = outcome(&sandbox, &way, "offre", &offer).await;
        assert_eq!(found.0, "offer");
        let mail = sandbox.mail_to(EMPLOYER, "LG-").await;
        Self {
            mail: mail.expect("the acknowledgement"),
            sandbox,
            way,
            cast,
        }
    }

    /// What became of a mail: state and reason.
    async fn outcome(&self, name: &str, mail: &[u8]) -> (String, String) {
        outcome(&self.sandbox, &self.way, name, mail).await
    }

    async fn offer(&self) -> Offer {
        offers(&self.sandbox).await.remove(0)
    }

    async fn case(&self) -> Case {
        let case = self.offer().await.case_ref;
        let seen = self.sandbox.case(&self.cast.spoc, &case).await;
        seen.expect("the case")
    }

    /// How many mails we have sent to the employer, once none waits to be sent.
    async fn sent(&self) -> usize {
        let offer = self.offer().await.offer_id;
        let sent = self.sandbox.until("every mail to be sent", async || {
            let messages = self.sandbox.messages(&self.cast.spoc, &offer).await?;
            let waits = messages.iter().any(|message| message.state == "pending");
            Ok((!waits).then_some(()))
        });
        sent.await.expect("the mails are out");
        let mails = self.sandbox.mail.mails().expect("mails").into_iter();
        mails.filter(|mail| mail.is_to(EMPLOYER)).count()
    }
}

const CORRECTION: &str = "C'est Seraing, pas Herstal.";

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_mail_about_somebody_elses_case_changes_nothing_and_is_shown_as_unconfirmed() {
    let here = Acknowledged::start().await;
    let other = String::from_utf8(reply(&here.mail, CORRECTION)).expect("a text");
    let other = other.replace(EMPLOYER, "rh@autre.example");
    assert_eq!(here.outcome("autre", other.as_bytes()).await.0, "reply");
    assert_eq!(here.offer().await.version, 1);
    let joined = here.case().await.mails.remove(0);
    assert!(!joined.sender_known && joined.words.contains("Seraing"));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_colleagues_answer_to_what_the_employer_wrote_joins_the_case_and_opens_none() {
    let here = Acknowledged::start().await;
    let headers = "Subject: Re: Offre\r\nIn-Reply-To: <offre@batir.example>\r\n\
                   Content-Type: text/plain; charset=utf-8\r\n";
    let words = "C'est Seraing, pas Herstal.\r\n\r\n> Nous cherchons un maçon à Herstal, CDI.\r\n";
    let answer = String::from_utf8(mail("collegue", headers, words)).expect("a text");
    let answer = answer.replace(EMPLOYER, "chantier@batir.example");
    assert_eq!(here.outcome("collegue", answer.as_bytes()).await.0, "reply");
    assert_eq!(offers(&here.sandbox).await.len(), 1);
    assert_eq!(here.offer().await.version, 1);
    let joined = here.case().await.mails.remove(0);
    assert!(!joined.sender_known && joined.words.contains("Seraing"));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_answer_about_an_offer_that_was_withdrawn_changes_nothing_and_is_not_lost() {
    let here = Acknowledged::start().await;
    let id = here.offer().await.offer_id;
    let withdrawn = here.cast.employer.rest.withdraw(&id).await;
    withdrawn.expect("withdrawn");
    let case = here.offer().await.case_ref;
    let closed = here
        .sandbox
        .case_when(&here.cast.spoc, &case, "the end", |case| {
            case.stage == "closed"
        });
    closed.await.expect("the case is closed");
    let late = reply(&here.mail, CORRECTION);
    assert_eq!(here.outcome("tard", &late).await.0, "reply");
    assert_eq!(here.offer().await.version, 1);
    assert!(here.case().await.mails[0].words.contains("Seraing"));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn machines_that_answer_us_are_never_answered() {
    let here = Acknowledged::start().await;
    let before = here.sent().await;
    let to = address_of(&here.mail);
    let polite =
        String::from_utf8(reply(&here.mail, "Votre message est bien arrivé.")).expect("a text");
    let polite = polite.replacen("From:", "Auto-Submitted: auto-replied\r\nFrom:", 1);
    let (state, _) = here.outcome("poli", polite.as_bytes()).await;
    assert_eq!(state, "ignored");
    // These do not say that they are machines.
    for number in 0..5 {
        let silent = format!(
            "From: Marc Lejeune <{EMPLOYER}>\r\nTo: {to}\r\nSubject: Re: Offre\r\n\
             Message-ID: <auto-{number}@batir.example>\r\n\r\nVotre message {number} est arrivé.\r\n"
        );
        let (state, _) = here
            .outcome(&format!("muet-{number}"), silent.as_bytes())
            .await;
        assert_eq!(state, "reply");
    }
    assert_eq!(here.sent().await, before);
    assert_eq!(offers(&here.sandbox).await.len(), 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn our_own_mail_that_comes_back_to_us_opens_nothing() {
    let here = Acknowledged::start().await;
    let before = here.sent().await;
    let ours = format!(
        "From: Relais <offres@relais.example>\r\nTo: {}\r\nSubject: {}\r\n\
         Message-ID: <{}>\r\nAuto-Submitted: auto-generated\r\n\r\n{}",
        address_of(&here.mail),
        here.mail.subject(),
        here.mail.id(),
        here.mail.text(),
    );
    let (state, reason) = here.outcome("boucle", ours.as_bytes()).await;
    assert_eq!((state.as_str(), reason.as_str()), ("ignored", "loop"));
    assert_eq!(here.sent().await, before);
    assert!(here.case().await.mails.is_empty());
}
