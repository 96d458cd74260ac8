//! What the employer writes.

use std::fmt::Write as _;

use relais_tests::smtp::Mail;

/// The employer's address.
pub const EMPLOYER: &str = "offres@batir.example";

/// A PDF of one page with these lines, as an old program prints it.
pub fn pdf(lines: &[&str]) -> Vec<u8> {
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

/// A mail that carries a file.
pub fn with_pdf(name: &str, file: &[u8]) -> Vec<u8> {
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

/// An answer to one of our mails, with its words below, as mail programs write it.
pub fn reply(to: &Mail, words: &str) -> Vec<u8> {
    let (id, subject) = (to.id(), to.subject());
    let quoted: String = to
        .text()
        .lines()
        .map(|line| format!("> {line}\r\n"))
        .collect();
    format!(
        "From: Marc Lejeune <{EMPLOYER}>\r\nTo: {to}\r\nSubject: Re: {subject}\r\n\
         Message-ID: <re-{id}>\r\nIn-Reply-To: <{id}>\r\nMIME-Version: 1.0\r\n\
         Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\n\
         {words}\r\n\r\nMarc Lejeune\r\n\r\nLe jeu. 30 avr. 2026 à 15:21, Relais \
         <offres@relais.example> a écrit :\r\n\r\n{quoted}",
        to = address_of(to)
    )
    .into_bytes()
}

/// Where one of our mails wants its answers.
pub fn address_of(mail: &Mail) -> String {
    mail.header("Reply-To").expect("a reply address")
}
