//! What goes out by mail.

use mail_parser::{HeaderValue, Message, MessageParser};
use relais_domain::case::{CaseEvent, Outcome, PauseReason, RefusalReason, Warning};
use relais_domain::ids::CandidateId;
use relais_proto::intake::{UnderstoodField, UnderstoodOffer};
use uuid::Uuid;

use super::world::{
    AMINA, World, ZOE, message, nomination, offer, organisation_id, telling, to_employer, worker_id,
};
use crate::outgoing::{Means, Purpose, Queued, Recipient, State, messages_of};

fn parse(mail: &[u8]) -> Message<'_> {
    MessageParser::default().parse(mail).expect("a mail")
}

fn text(mail: &[u8]) -> String {
    parse(mail)
        .body_text(0)
        .expect("a plain text")
        .replace("\r\n", "\n")
}

fn header<'a>(mail: &'a Message<'_>, name: &'static str) -> &'a str {
    mail.header_raw(name).map_or("", str::trim)
}

/// The only mail in the folder.
fn only(world: &World) -> Vec<u8> {
    let mails = world.mails();
    assert_eq!(mails.len(), 1, "one mail");
    mails.into_iter().next().expect("one")
}

#[tokio::test]
async fn an_acknowledgement_tells_the_due_instant_and_begins_the_thread() {
    let world = World::new().await;
    let sent = world
        .send(vec![to_employer(Purpose::Acknowledgement)])
        .await;
    assert_eq!(sent[0].state, State::Sent, "{sent:?}");
    let bytes = only(&world);
    let mail = parse(&bytes);
    let id = format!("offer.{}@relais.example", offer());
    assert_eq!(mail.message_id(), Some(id.as_str()));
    assert_eq!(mail.in_reply_to(), &HeaderValue::Empty);
    assert_eq!(header(&mail, "Auto-Submitted"), "auto-generated");
    assert_eq!(header(&mail, "Content-Language"), "fr");
    let subject = mail.subject().expect("a subject");
    assert!(
        subject.ends_with("Votre offre est bien arrivée : Maçon·ne <coffreur>"),
        "{subject}"
    );
    let reply_to = mail
        .reply_to()
        .and_then(|it| it.first())
        .and_then(|it| it.address());
    assert_eq!(reply_to, Some("offres@relais.example"));
    let to = mail.to().and_then(|it| it.first()).expect("an address");
    assert_eq!(
        (to.name(), to.address()),
        (Some("Claire Müller"), Some("claire@bati.example"))
    );
    let text = text(&bytes);
    for part in [
        "mercredi 6 mai 2026 à 15:20",
        "- vendredi 1er mai 2026 : ne compte pas (fête du Travail)",
        "français B1 (exigé)",
        "Liège",
        "https://relais.example/r/",
    ] {
        assert!(text.contains(part), "no {part:?} in:\n{text}");
    }
    let html = mail.body_html(0).expect("an HTML part");
    assert!(html.contains("Maçon·ne &lt;coffreur&gt;") && !html.contains("<coffreur>"));
}

#[tokio::test]
async fn later_mails_answer_the_acknowledgement() {
    let world = World::new().await;
    let sent = world.send(vec![to_employer(Purpose::Answer)]).await;
    let bytes = only(&world);
    let mail = parse(&bytes);
    let first = format!("<offer.{}@relais.example>", offer());
    assert_eq!(
        header(&mail, "Message-ID"),
        format!("<{}@relais.example>", sent[0].id)
    );
    assert_eq!(header(&mail, "In-Reply-To"), first);
    assert_eq!(header(&mail, "References"), first);
}

#[tokio::test]
async fn an_answer_tells_what_candidates_share_and_nothing_else() {
    let world = World::new().await;
    world.send(vec![to_employer(Purpose::Answer)]).await;
    let bytes = only(&world);
    let text = text(&bytes);
    let place = |part: &str| {
        text.find(part)
            .unwrap_or_else(|| panic!("no {part:?} in:\n{text}"))
    };
    assert!(place("Amina Diallo") < place("Zoé Petit"), "by name");
    for part in [
        "+32 470 00 00 21",
        "français : parler B1",
        "permis B",
        "en autonomie (vérifié par un test)",
        "Accompagnement : Calif",
        "> Les deux connaissent vos machines.",
        "règlement européen 2024/1689",
    ] {
        place(part);
    }
    let all = String::from_utf8_lossy(&bytes).to_lowercase();
    for hidden in ["permit", "prive.example", "score"] {
        assert!(!all.contains(hidden), "{hidden} in:\n{text}");
    }
}

#[tokio::test]
async fn whoever_is_erased_before_the_mail_is_sent_is_not_in_it() {
    let world = World::new().await;
    world.enqueue(vec![to_employer(Purpose::Answer)]).await;
    let erased = Uuid::from_u128(ZOE).to_string();
    world
        .peers
        .know()
        .shareable
        .retain(|it| it.candidate_id != erased);
    world.settle(&world.courier()).await;
    let text = text(&only(&world));
    assert!(
        text.contains("Amina Diallo") && !text.contains("Zoé"),
        "{text}"
    );
    assert!(text.contains("Voici une personne"), "{text}");
}

#[tokio::test]
async fn an_erased_candidate_is_not_written_to() {
    let world = World::new().await;
    world.peers.know().shareable.clear();
    let candidate = Recipient::Candidate(CandidateId(Uuid::from_u128(ZOE)));
    let sent = world
        .send(vec![message(Purpose::NotTaken, candidate, Means::Mail)])
        .await;
    assert_eq!(sent[0].state, State::Skipped);
    assert!(world.mails().is_empty());
}

#[tokio::test]
async fn a_candidate_who_is_not_taken_reads_it_in_their_own_language() {
    let world = World::new().await;
    let candidate = Recipient::Candidate(CandidateId(Uuid::from_u128(ZOE)));
    let reason = RefusalReason::Experience;
    let outcome = Outcome::NotTaken { reason };
    let event = CaseEvent::OutcomeRecorded {
        nomination: nomination(ZOE),
        outcome,
    };
    let letter = message(Purpose::NotTaken, candidate, Means::Mail);
    world.send(vec![telling(letter, &event)]).await;
    let bytes = only(&world);
    let to = parse(&bytes)
        .to()
        .and_then(|it| it.first())
        .and_then(|it| it.address())
        .map(str::to_owned);
    assert_eq!(to.as_deref(), Some("zoe@prive.example"));
    let text = text(&bytes);
    for part in [
        "Goeiedag Zoé Petit",
        "Bâti & Co",
        "andere ervaring",
        "arbeidsovereenkomst nr. 38",
    ] {
        assert!(text.contains(part), "no {part:?} in:\n{text}");
    }
}

#[tokio::test]
async fn the_letter_to_a_candidate_without_an_address_goes_to_their_organisation() {
    let world = World::new().await;
    for known in &mut world.peers.know().shareable {
        known.candidate_email.clear();
    }
    let candidate = Recipient::Candidate(CandidateId(Uuid::from_u128(ZOE)));
    let letter = message(Purpose::NotTaken, candidate, Means::Mail);
    world.send(vec![letter]).await;
    let bytes = only(&world);
    let to = parse(&bytes)
        .to()
        .and_then(|it| it.first())
        .and_then(|it| it.address())
        .map(str::to_owned);
    assert_eq!(to.as_deref(), Some("offres@calif.example"));
    assert!(
        text(&bytes).contains("Zoé Petit"),
        "it still speaks to the candidate"
    );
}

#[tokio::test]
async fn a_pause_is_told_by_the_event_although_the_case_went_on() {
    let world = World::new().await;
    let paused = CaseEvent::Paused {
        reason: PauseReason::EmployerClosed,
        note: None,
        by: worker_id(),
    };
    world
        .send(vec![telling(to_employer(Purpose::Paused), &paused)])
        .await;
    let text = text(&only(&world));
    assert!(text.contains("votre lieu de travail est fermé"), "{text}");
}

#[tokio::test]
async fn a_warning_is_not_sent_once_the_employer_has_an_answer() {
    let world = World::new().await;
    let warned = CaseEvent::Warned {
        share: Warning::Half,
    };
    let warning = message(Purpose::Warning, Recipient::Spocs, Means::Mail);
    let sent = world.send(vec![telling(warning, &warned)]).await;
    assert_eq!(sent[0].state, State::Skipped);
}

#[tokio::test]
async fn colleagues_are_written_to_at_their_own_addresses() {
    let world = World::new().await;
    let replied = CaseEvent::EmployerReplied {
        nomination: Some(nomination(AMINA)),
        reply: relais_domain::case::EmployerReply::Interview,
        by: relais_domain::case::RepliedBy::Link,
        note: None,
    };
    let to = |recipient| message(Purpose::EmployerReplied, recipient, Means::Mail);
    let diffusion = message(
        Purpose::Diffusion,
        Recipient::Organisation(organisation_id()),
        Means::Mail,
    );
    let sent = world
        .send(vec![
            telling(to(Recipient::Spocs), &replied),
            telling(to(Recipient::Worker(worker_id())), &replied),
            diffusion,
        ])
        .await;
    assert!(sent.iter().all(|it| it.state == State::Sent), "{sent:?}");
    let mut addresses: Vec<String> = world
        .mails()
        .iter()
        .filter_map(|mail| Some(parse(mail).to()?.first()?.address()?.to_owned()))
        .collect();
    addresses.sort();
    let expected = [
        "offres@calif.example",
        "samir@calif.example",
        "sophie@calif.example",
    ];
    assert_eq!(addresses, expected);
    let replies = world
        .mails()
        .iter()
        .filter(|it| text(it).contains("Amina Diallo"))
        .count();
    assert_eq!(replies, 2);
}

#[tokio::test]
async fn nobody_adds_headers_by_a_title_a_name_or_an_address() {
    let world = World::new().await;
    {
        let mut known = world.peers.know();
        let offer = known.correspondence.offer.as_mut().expect("an offer");
        let content = offer.content.as_mut().expect("a content");
        "Maçon\r\nBcc: spy@evil.example\r\n\r\nbody".clone_into(&mut content.title);
    }
    world
        .send(vec![to_employer(Purpose::Acknowledgement)])
        .await;
    let bytes = only(&world);
    let mail = parse(&bytes);
    assert!(mail.bcc().is_none(), "{}", String::from_utf8_lossy(&bytes));
    assert!(
        mail.subject()
            .is_some_and(|it| it.ends_with("Maçon Bcc: spy@evil.example body"))
    );

    for (name, address) in [
        ("Claire\r\nBcc: spy@evil.example", "claire@bati.example"),
        ("Claire", "claire@bati.example\r\nBcc: spy@evil.example"),
        ("Claire", "claire@bati.example, spy@evil.example"),
        ("Claire", ""),
    ] {
        let world = World::new().await;
        name.clone_into(&mut world.peers.know().correspondence.contact_name);
        address.clone_into(&mut world.peers.know().correspondence.email);
        let sent = world
            .send(vec![to_employer(Purpose::Acknowledgement)])
            .await;
        assert_eq!(sent[0].state, State::Dead, "{name:?} {address:?}");
        assert!(world.mails().is_empty());
    }
}

#[tokio::test]
async fn a_mail_travels_in_lines_that_every_server_takes() {
    let world = World::new().await;
    let long = "é".repeat(3000);
    {
        let mut known = world.peers.know();
        let offer = known.correspondence.offer.as_mut().expect("an offer");
        offer
            .content
            .as_mut()
            .expect("a content")
            .title
            .clone_from(&long);
    }
    world
        .send(vec![to_employer(Purpose::Acknowledgement)])
        .await;
    let bytes = only(&world);
    assert!(bytes.is_ascii());
    for line in bytes.split(|byte| *byte == b'\n') {
        assert!(line.len() < 998, "a long line");
        assert!(line.is_empty() || line.ends_with(b"\r"), "a lone line feed");
    }
    assert!(text(&bytes).contains(&long));
}

#[tokio::test]
async fn the_queue_holds_ids_and_codes_only() {
    let world = World::new().await;
    let sent = world.send(vec![to_employer(Purpose::Answer)]).await;
    let rows = format!("{sent:?}");
    for personal in ["Zoé", "Amina", "Claire", "bati.example", "Maçon"] {
        assert!(!rows.contains(personal), "{rows}");
    }
}

#[tokio::test]
async fn the_same_message_is_queued_once_and_another_version_again() {
    let world = World::new().await;
    let first = to_employer(Purpose::Paused);
    let again = crate::outgoing::Outgoing {
        case_version: 9,
        ..first.clone()
    };
    world.enqueue(vec![first.clone(), first, again]).await;
    let mut connection = world.store.read().await.expect("a connection");
    let queued: Vec<Queued> = messages_of(&mut connection, offer(), 10)
        .await
        .expect("rows");
    let versions: Vec<u64> = queued.iter().map(|it| it.message.case_version).collect();
    assert_eq!(versions.len(), 2);
    assert!(versions.contains(&1) && versions.contains(&9));
}

#[tokio::test]
async fn an_employer_is_asked_about_an_offer_that_left_its_feed_with_both_answers_at_hand() {
    let world = World::new().await;
    let sent = world.send(vec![to_employer(Purpose::Vanished)]).await;
    assert_eq!(sent[0].state, State::Sent, "{sent:?}");
    let text = text(&only(&world));
    for part in [
        "ne figure plus dans le flux",
        "Toujours ouverte",
        "Plus ouverte",
    ] {
        assert!(text.contains(part), "no {part:?} in {text}");
    }
    assert_eq!(
        text.matches("https://relais.example/r/").count(),
        2,
        "{text}"
    );
}

/// The acknowledgement of an offer that came by a mail with this id.
async fn acknowledged(message_id: &str) -> Vec<u8> {
    let mut world = World::new().await;
    world.config.mail.reply_address = Some("offres+{case}@relais.example".to_owned());
    {
        let mut known = world.peers.know();
        if let Some(offer) = &mut known.correspondence.offer {
            offer.channel = "mail".to_owned();
        }
        known.understood = Some(UnderstoodOffer {
            message_id: message_id.to_owned(),
            fields: vec![UnderstoodField {
                name: "openings".to_owned(),
                value: "2".to_owned(),
                quote: "deux coffreurs".to_owned(),
                ..UnderstoodField::default()
            }],
            missing: vec!["hours".to_owned(), "known later".to_owned()],
            ..UnderstoodOffer::default()
        });
    }
    world
        .send(vec![to_employer(Purpose::Acknowledgement)])
        .await;
    only(&world)
}

#[tokio::test]
async fn the_acknowledgement_of_a_mail_answers_it_and_tells_what_was_understood() {
    let bytes = acknowledged("besoin-3@bati.example").await;
    let mail = parse(&bytes);
    assert_eq!(header(&mail, "In-Reply-To"), "<besoin-3@bati.example>");
    let text = text(&bytes);
    let line = "- Nombre de postes : 2 — vous écrivez « deux coffreurs »";
    assert!(text.contains(line), "{text}");
    assert!(text.contains("- Heures\n"), "{text}");
    assert!(text.contains("https://relais.example/c/"), "{text}");
    assert!(!text.contains("known later"), "{text}");
}

#[tokio::test]
async fn answers_about_a_case_go_to_an_address_of_its_own() {
    let bytes = acknowledged("besoin-3@bati.example").await;
    let mail = parse(&bytes);
    let reply_to = mail
        .reply_to()
        .and_then(|it| it.first()?.address())
        .expect("an address");
    let sign = reply_to
        .strip_prefix("offres+")
        .and_then(|it| it.strip_suffix("@relais.example"));
    assert_eq!(sign.map(str::len), Some(48), "{reply_to}");
}

#[tokio::test]
async fn the_id_of_a_mail_that_may_not_stand_in_a_header_is_left_out() {
    for hostile in ["a@b>\r\nBcc: c@d.example", "no address", "a b@c.example"] {
        let bytes = acknowledged(hostile).await;
        let mail = parse(&bytes);
        assert_eq!(mail.in_reply_to(), &HeaderValue::Empty, "{hostile:?}");
        assert_eq!(header(&mail, "Bcc"), "");
    }
}
