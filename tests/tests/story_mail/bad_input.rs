//! Mails of which little or nothing can be made: none is dropped, and none is taken for an offer
//! that is none.

use std::process::Command;

use jiff::SignedDuration;
use relais_tests::sandbox::Sandbox;

use crate::letters::EMPLOYER;
use crate::ways::{ADDRESS, Way};
use crate::{in_state, offers};

const OFFER: &str = "Bonjour,\r\n\r\nNous cherchons un maçon (H/F/X) à Herstal, CDI, \
                     38 h/semaine.\r\n\r\nBien à vous,\r\nMarc Lejeune\r\n";

/// A mail with these headers, beside its sender and id, and this body.
pub fn mail(name: &str, headers: &str, body: &str) -> Vec<u8> {
    format!(
        "From: Marc Lejeune <{EMPLOYER}>\r\nTo: {ADDRESS}\r\n\
         Message-ID: <{name}@batir.example>\r\nMIME-Version: 1.0\r\n{headers}\r\n{body}"
    )
    .into_bytes()
}

fn plain(name: &str, subject: &str, text: &str) -> Vec<u8> {
    let headers = format!("Subject: {subject}\r\nContent-Type: text/plain; charset=utf-8\r\n");
    mail(name, &headers, text)
}

/// A mail with one part after a short text.
fn with_part(name: &str, headers: &str, content: &str) -> Vec<u8> {
    let body = format!(
        "--b\r\nContent-Type: text/plain; charset=utf-8\r\n\r\nVoir annexe.\r\n\
         --b\r\n{headers}\r\n{content}\r\n--b--\r\n"
    );
    mail(
        name,
        "Subject: Offre\r\nContent-Type: multipart/mixed; boundary=b\r\n",
        &body,
    )
}

/// Sends a mail and says what became of it: state, and reason where there is one.
pub async fn outcome(sandbox: &Sandbox, way: &Way, name: &str, mail: &[u8]) -> (String, String) {
    way.send(name, ADDRESS, mail);
    let decided = sandbox.until(name, async || {
        sandbox.pass(SignedDuration::from_secs(1));
        Ok((way.left() == 0).then_some(()))
    });
    decided.await.expect("it is decided on");
    let mut all = Vec::new();
    for state in ["offer", "reply", "ignored", "attention"] {
        all.extend(in_state(sandbox, state).await);
    }
    // They are numbered as they come.
    let last = all.into_iter().max_by(|a, b| a.mail_id.cmp(&b.mail_id));
    let last = last.expect("no mail is dropped");
    (last.state, last.reason)
}

async fn start() -> (Sandbox, Way) {
    let way = Way::folder();
    let sandbox = way.site().await;
    sandbox.cast().await.expect("everybody");
    (sandbox, way)
}

/// Sends mails that must all go to a person, for these reasons.
async fn all_need_a_person(mails: &[(&str, Vec<u8>, &str)]) {
    let (sandbox, way) = start().await;
    for (name, mail, reason) in mails {
        let found = outcome(&sandbox, &way, name, mail).await;
        let expected = ("attention".to_owned(), (*reason).to_owned());
        assert_eq!(found, expected, "{name}");
    }
    assert!(offers(&sandbox).await.is_empty());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn mails_that_say_nothing_go_to_a_person() {
    let picture = "Content-Type: image/jpeg; name=\"scan.jpg\"\r\n\
                   Content-Disposition: attachment; filename=\"scan.jpg\"\r\n\
                   Content-Transfer-Encoding: base64\r\n";
    let invite = "Content-Type: text/calendar; method=REQUEST; charset=utf-8\r\n";
    let event = "BEGIN:VCALENDAR\r\nMETHOD:REQUEST\r\nBEGIN:VEVENT\r\nSUMMARY:Rendez-vous\r\n\
                 END:VEVENT\r\nEND:VCALENDAR\r\n";
    let winmail = "Content-Type: application/ms-tnef; name=\"winmail.dat\"\r\n\
                   Content-Disposition: attachment; filename=\"winmail.dat\"\r\n\
                   Content-Transfer-Encoding: base64\r\n";
    let mails = [
        ("empty", plain("empty", "Offre d'emploi", ""), "no_body"),
        (
            "picture",
            with_part("picture", picture, "/9j/4AAQSkZJRgABAQ=="),
            "scanned",
        ),
        ("invite", with_part("invite", invite, event), "calendar"),
        (
            "winmail",
            with_part("winmail", winmail, "eJ8+IgAAAQAAAA=="),
            "winmail",
        ),
    ];
    Box::pin(all_need_a_person(&mails)).await;
}

/// A mail whose text stands within so many multiparts.
fn nested(levels: usize) -> Vec<u8> {
    let boundary = |level: usize| format!("b{level}");
    let open = (1..levels).fold(String::new(), |text, level| {
        let (outer, inner) = (boundary(level - 1), boundary(level));
        text + &format!("--{outer}\r\nContent-Type: multipart/mixed; boundary={inner}\r\n\r\n")
    });
    let last = boundary(levels - 1);
    let body = format!("{open}--{last}\r\nContent-Type: text/plain\r\n\r\n{OFFER}");
    let headers = "Subject: Offre\r\nContent-Type: multipart/mixed; boundary=b0\r\n";
    mail("deep", headers, &body)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn mails_beyond_the_limits_go_to_a_person() {
    let multipart = "Subject: Offre\r\nContent-Type: multipart/mixed; boundary=b\r\n";
    let part = "--b\r\nContent-Type: text/plain\r\n\r\nx\r\n";
    let many = format!("{}--b--\r\n", part.repeat(500));
    let line = "QUFB".repeat(19) + "\r\n";
    let forty_megabytes = line.repeat((40 << 20) / line.len());
    let file = |name: &str, content: &str| with_part(name, &attached("plan.dwg"), content);
    let mails = [
        ("deep", nested(15), "too_deep"),
        ("many", mail("many", multipart, &many), "too_many_parts"),
        ("large", file("large", &forty_megabytes), "too_large"),
    ];
    Box::pin(all_need_a_person(&mails)).await;
}

/// The header of a part with a file.
fn attached(name: &str) -> String {
    format!(
        "Content-Type: application/octet-stream; name=\"{name}\"\r\n\
         Content-Disposition: attachment; filename=\"{name}\"\r\n\
         Content-Transfer-Encoding: base64\r\n"
    )
}

/// A DOCX whose text is what this Python expression gives, as base64.
fn docx(text: &str) -> String {
    let program = format!(
        "import base64, io, zipfile\n\
         document = ({text}).encode()\n\
         types = b'<Types xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\"/>'\n\
         file = io.BytesIO()\n\
         with zipfile.ZipFile(file, 'w', zipfile.ZIP_DEFLATED) as packed:\n    \
             packed.writestr('[Content_Types].xml', types)\n    \
             packed.writestr('word/document.xml', document)\n\
         print(base64.encodebytes(file.getvalue()).decode())"
    );
    let output = Command::new("python3").args(["-c", &program]).output();
    let output = output.expect("Python runs");
    assert!(output.status.success(), "{output:?}");
    String::from_utf8(output.stdout).expect("base64")
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn hostile_documents_cost_one_mail() {
    let name = "http://schemas.openxmlformats.org/wordprocessingml/2006/main";
    let document = |before: &str, text: &str| {
        format!(
            "'{before}<w:document xmlns:w=\"{name}\"><w:body><w:p><w:r><w:t>' + {text} + \
             '</w:t></w:r></w:p></w:body></w:document>'"
        )
    };
    let bomb = docx(&document("", "' ' * (1 << 29)"));
    let entity = "<!DOCTYPE d [<!ENTITY e SYSTEM \"file:///etc/passwd\">]>";
    let entity = docx(&document(entity, "'Fonction : &e;'"));
    let (sandbox, way) = start().await;
    for (file, content) in [("bombe.docx", bomb), ("entite.docx", entity)] {
        let mail = with_part(file, &attached(file), &content);
        let (state, reason) = outcome(&sandbox, &way, file, &mail).await;
        assert_eq!(state, "attention", "{file}: {reason}");
        assert_ne!(reason, "fault", "{file}");
    }
    assert!(offers(&sandbox).await.is_empty());
    // The next one is read as if nothing had been.
    let next = plain("next", "Offre", OFFER);
    assert_eq!(outcome(&sandbox, &way, "next", &next).await.0, "offer");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn offers_in_odd_clothes_are_offers_all_the_same() {
    let (sandbox, way) = start().await;
    let odd_charset = "Subject: Offre\r\nContent-Type: text/plain; charset=x-unknown\r\n";
    let mut latin = mail(
        "latin",
        "Subject: Offre\r\nContent-Type: text/plain; charset=utf-8\r\n",
        "",
    );
    latin.extend(OFFER.chars().map(|c| u8::try_from(c).unwrap_or(b'?')));
    let mails = [
        (
            "no-subject",
            mail(
                "no-subject",
                "Content-Type: text/plain; charset=utf-8\r\n",
                OFFER,
            ),
        ),
        (
            "charset",
            mail("charset", odd_charset, &OFFER.replace("maçon", "soudeur")),
        ),
        ("latin", latin),
        (
            "bidi",
            plain(
                "bidi",
                "Offre \u{202E}exe.fdp\u{202C}",
                &OFFER.replace("maçon", "ma\u{202E}çon"),
            ),
        ),
    ];
    for (name, mail) in mails {
        let found = outcome(&sandbox, &way, name, &mail).await;
        assert_eq!(found.0, "offer", "{name}: {}", found.1);
    }
    for offer in offers(&sandbox).await {
        let content = offer.content.expect("content");
        let shown = content.title + &content.description;
        assert!(!shown.contains(['\u{202E}', '\u{202C}']), "{shown}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_subject_cannot_add_a_header_to_our_answer_nor_a_second_sender_hide_behind_the_first() {
    let (sandbox, way) = start().await;
    let subject = "=?utf-8?Q?Offre=0D=0ABcc:_victime@ailleurs.example?=";
    let injected = plain("injected", subject, OFFER);
    assert_eq!(
        outcome(&sandbox, &way, "injected", &injected).await.0,
        "offer"
    );
    let answer = sandbox
        .mail_to(EMPLOYER, "LG-")
        .await
        .expect("the acknowledgement");
    assert_eq!(answer.header("Bcc"), None);
    let two = String::from_utf8(plain("two", "Offre", OFFER)).expect("a text");
    let two = two.replace(
        &format!("<{EMPLOYER}>"),
        &format!("<{EMPLOYER}>, <x@ailleurs.example>"),
    );
    let found = outcome(&sandbox, &way, "two", two.as_bytes()).await;
    assert_eq!(found, ("attention".to_owned(), "sender_unclear".to_owned()));
    assert_eq!(offers(&sandbox).await.len(), 1);
}
