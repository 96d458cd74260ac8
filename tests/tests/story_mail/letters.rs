//! What the employer writes.

use relais_tests::pdf::quoted_printable;
use relais_tests::smtp::Mail;

/// The employer's address.
pub const EMPLOYER: &str = "offres@batir.example";

/// A mail that carries a file.
pub fn with_pdf(name: &str, file: &[u8]) -> Vec<u8> {
    let encoded = quoted_printable(file);
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
    let text = to.text();
    let quoted: Vec<String> = text.lines().map(|line| format!("> {line}\r\n")).collect();
    let quoted = quoted.concat();
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
