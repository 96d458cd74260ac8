use super::*;

use relais_domain::ids::OfferId;

/// One case, whose employer is `rh@firm.example`.
struct OneCase {
    case: OfferId,
    reference: CaseRef,
}

impl Known for OneCase {
    fn case_of_address(&self, address: &str) -> Option<OfferId> {
        (address == "offres+k3v9@relais.example").then_some(self.case)
    }

    fn case_of_message(&self, message_id: &str) -> Option<OfferId> {
        (message_id == "m1@relais.example").then_some(self.case)
    }

    fn case_of_reference(&self, reference: &CaseRef) -> Option<OfferId> {
        (*reference == self.reference).then_some(self.case)
    }

    fn is_sender_of(&self, _: OfferId, address: &str) -> bool {
        address == "rh@firm.example"
    }
}

fn one_case() -> OneCase {
    OneCase {
        case: OfferId::new(jiff::Timestamp::UNIX_EPOCH, [1; 10]),
        reference: CaseRef::new([1, 2, 3, 4, 5]),
    }
}

fn found(raw: &str) -> Option<(Link, bool)> {
    let mail = Mail::read(raw.as_bytes(), "mx.relais.example").expect("a small mail");
    find(&mail, &one_case()).map(|joined| (joined.link, joined.is_confirmed))
}

#[test]
fn the_cases_own_address_leads_to_it_wherever_it_stands() {
    for header in [
        "To: Relais <offres+k3v9@RELAIS.example>",
        "To: a@b.example\nCc: offres+k3v9@relais.example",
        "Delivered-To: offres+k3v9@relais.example",
    ] {
        let raw = format!("From: rh@firm.example\n{header}\n\nx\n");
        assert_eq!(found(&raw), Some((Link::ReplyAddress, true)), "{header}");
    }
}

#[test]
fn else_the_mail_that_it_answers_leads_to_the_case() {
    for header in [
        "In-Reply-To: <m1@relais.example>",
        "References: <m0@x.example> <m1@relais.example> <m2@x.example>",
    ] {
        let raw = format!("From: rh@firm.example\n{header}\n\nx\n");
        assert_eq!(found(&raw), Some((Link::Message, true)), "{header}");
    }
}

#[test]
fn else_a_reference_leads_to_the_case_however_it_is_typed() {
    let reference = one_case().reference;
    let typed = reference.as_str().to_lowercase().replace('-', " ");
    for text in [
        format!("Subject: Re: {reference}\n\nx"),
        format!("Subject: x\n\nDossier {typed}, merci"),
    ] {
        assert_eq!(
            found(&format!("From: rh@firm.example\n{text}\n")),
            Some((Link::Reference, true))
        );
    }
}

#[test]
fn a_reference_with_a_wrong_check_character_or_in_a_quote_leads_nowhere() {
    let reference = one_case().reference;
    let wrong = format!("{}X", &reference.as_str()[..reference.as_str().len() - 1]);
    assert_eq!(
        found(&format!("From: rh@firm.example\nSubject: {wrong}\n\nx\n")),
        None
    );
    let quoted = format!("From: rh@firm.example\n\nx\n> {reference}\n");
    assert_eq!(found(&quoted), None);
}

#[test]
fn a_colleague_joins_the_case_unconfirmed() {
    let raw = "From: luc@firm.example\nIn-Reply-To: <m1@relais.example>\n\nx\n";
    assert_eq!(found(raw), Some((Link::Message, false)));
}

#[test]
fn a_sender_who_fails_authentication_is_never_the_known_employer() {
    let raw = "Authentication-Results: mx.relais.example; dmarc=fail header.from=firm.example\n\
               From: rh@firm.example\nIn-Reply-To: <m1@relais.example>\n\nx\n";
    assert_eq!(found(raw), Some((Link::Message, false)));
}

#[test]
fn a_mail_with_two_senders_confirms_nobody() {
    let raw = "From: rh@firm.example, luc@firm.example\nIn-Reply-To: <m1@relais.example>\n\nx\n";
    assert_eq!(found(raw), Some((Link::Message, false)));
}
