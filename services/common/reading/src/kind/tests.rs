use super::*;

const OURS: &[&str] = &["offres@relais.example"];

fn sorted(raw: &str) -> Sorted {
    let raw = raw.replace('\n', "\r\n");
    let mail = Mail::read(raw.as_bytes(), "").expect("a small mail");
    sort(&mail, OURS)
}

fn from_rh(headers: &str, body: &str) -> Sorted {
    sorted(&format!(
        "From: RH <rh@firm.example>\nTo: offres@relais.example\n{headers}\n\n{body}\n"
    ))
}

const REPORT: &str = "\
From: Mail Delivery Subsystem <mailer-daemon@firm.example>
To: offres@relais.example
Subject: Undelivered Mail Returned to Sender
Auto-Submitted: auto-replied
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary=b

--b

Your mail could not be delivered.
--b
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.firm.example

Final-Recipient: rfc822; rh@firm.example
Action: ACTION
Status: STATUS
--b
Content-Type: message/rfc822

From: offres@relais.example
To: rh@firm.example
Message-ID: <case-17@relais.example>
Subject: LG-7K3M-9QXD-2

Nous cherchons un maçon à Herstal.
--b--
";

#[test]
fn a_delivery_report_names_who_was_not_reached_and_by_which_mail() {
    for (action, status, is_permanent) in [
        ("failed", "5.1.1", true),
        ("failed", "4.4.7", false),
        ("delayed", "4.2.2", false),
    ] {
        let report = sorted(&REPORT.replace("ACTION", action).replace("STATUS", status));
        let failed = FailedDelivery {
            recipient: Some("rh@firm.example".to_owned()),
            original_message_id: Some("case-17@relais.example".to_owned()),
            is_permanent,
        };
        assert_eq!(report.kind, Kind::Bounce(vec![failed]), "{action} {status}");
        assert_eq!(report.reason, Reason::Report);
    }
}

#[test]
fn a_report_of_success_names_no_failure() {
    let report = sorted(
        &REPORT
            .replace("ACTION", "relayed")
            .replace("STATUS", "2.0.0"),
    );
    assert_eq!(report.kind, Kind::Bounce(Vec::new()));
}

#[test]
fn a_failure_told_in_words_is_a_bounce_too() {
    let told = sorted(
        "From: postmaster@firm.example\nSubject: Non remis : votre offre\nIn-Reply-To: <a@relais.example>\n\n\
         L'adresse rh@firm.example n'existe pas (550 5.1.1).\n",
    );
    let Kind::Bounce(failed) = told.kind else {
        panic!("not a bounce: {told:?}");
    };
    assert_eq!(failed[0].recipient.as_deref(), Some("rh@firm.example"));
    assert_eq!(
        failed[0].original_message_id.as_deref(),
        Some("a@relais.example")
    );
    assert!(failed[0].is_permanent);
}

#[test]
fn a_read_receipt_is_told_from_a_bounce() {
    let receipt = sorted(
        "From: rh@firm.example\nSubject: Lu : votre offre\nMIME-Version: 1.0\n\
         Content-Type: multipart/report; report-type=disposition-notification; boundary=b\n\n\
         --b\n\nLu.\n--b\nContent-Type: message/disposition-notification\n\n\
         Original-Message-ID: <case-17@relais.example>\nDisposition: manual-action/MDN-sent-manually; displayed\n--b--\n",
    );
    let original = Some("case-17@relais.example".to_owned());
    assert_eq!(receipt.kind, Kind::ReadReceipt(original));
}

#[test]
fn absence_notices_are_recognised_by_header_or_subject() {
    for headers in [
        "Auto-Submitted: auto-replied\nSubject: votre mail",
        "Subject: Réponse automatique : votre offre",
        "Subject: Absence du bureau : Luc Petit",
        "Subject: Automatisch antwoord: uw vacature",
        "Subject: Automatische Antwort: Ihre Stelle",
        "Subject: Out of Office: your offer",
        "X-Autoreply: yes\nSubject: re",
    ] {
        let sorted = from_rh(headers, "Je suis absent jusqu'au 3 janvier.");
        assert_eq!(sorted.kind, Kind::OutOfOffice, "{headers}");
    }
}

#[test]
fn an_automatic_answer_without_absence_is_only_automatic() {
    let sorted = from_rh("Auto-Submitted: auto-replied\nSubject: Merci", "Bien reçu.");
    assert_eq!(sorted.kind, Kind::AutoReply);
}

#[test]
fn a_person_who_writes_about_absence_is_a_person() {
    let sorted = from_rh(
        "Subject: Remplacement d'un maçon absent",
        "Notre maçon est absent.",
    );
    assert_eq!(sorted.kind, Kind::Person);
}

#[test]
fn a_system_that_sends_offers_by_itself_may_be_read() {
    let headers = "Auto-Submitted: auto-generated\nX-Auto-Response-Suppress: All\nSubject: Offre";
    let sorted = from_rh(headers, "Fonction : maçon");
    assert_eq!(sorted.kind, Kind::Generated);
    assert!(sorted.kind.may_be_read());
}

#[test]
fn newsletters_spam_and_loops_are_told_apart() {
    let cases = [
        (
            "List-Unsubscribe: <https://x.example>",
            Kind::Newsletter,
            Reason::ListHeader,
        ),
        ("Precedence: bulk", Kind::Newsletter, Reason::Precedence),
        ("X-Spam-Flag: YES", Kind::Spam, Reason::SpamHeader),
        (
            "X-Spam-Status: No, score=-1",
            Kind::Person,
            Reason::NoSignOfAMachine,
        ),
    ];
    for (header, kind, reason) in cases {
        assert_eq!(from_rh(header, "x"), Sorted { kind, reason }, "{header}");
    }
    let own = sorted("From: Offres@relais.example\nSubject: x\n\nx\n");
    assert_eq!(own.reason, Reason::OurAddress);
    let hops = "Received: from a by b; Mon, 2 Nov 2026 10:00:00 +0100\n".repeat(31);
    assert_eq!(from_rh(hops.trim_end(), "x").reason, Reason::TooManyHops);
}
