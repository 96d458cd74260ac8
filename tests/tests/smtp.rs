//! The mail server of the tests takes mails as mail servers do.

use lettre::message::header::ContentType;
use lettre::transport::smtp::client::{Certificate, Tls, TlsParameters};
use lettre::{AsyncSmtpTransport, AsyncTransport as _, Message, Tokio1Executor};
use relais_tests::smtp::{Security, SmtpServer};

fn transport(server: &SmtpServer, tls: Tls) -> AsyncSmtpTransport<Tokio1Executor> {
    AsyncSmtpTransport::<Tokio1Executor>::builder_dangerous("localhost")
        .port(server.port())
        .tls(tls)
        .build()
}

fn trusting(server: &SmtpServer) -> TlsParameters {
    let pem = std::fs::read(server.ca_file()).expect("the certificate");
    let certificate = Certificate::from_pem(&pem).expect("a certificate");
    TlsParameters::builder("localhost".to_owned())
        .add_root_certificate(certificate)
        .build_rustls()
        .expect("the parameters")
}

fn mail() -> Message {
    Message::builder()
        .from("Relais <relais@example.org>".parse().expect("an address"))
        .to("Offres <offres@batir.example>".parse().expect("an address"))
        .subject("Votre offre « maçon » est arrivée")
        .header(ContentType::TEXT_PLAIN)
        .body("Répondez ici : https://relais.example/l/abc.\n".to_owned())
        .expect("a mail")
}

async fn comes_through(server: &SmtpServer, tls: Tls) {
    let sent = transport(server, tls).send(mail()).await;
    sent.expect("the server takes it");
    let mail = server
        .wait_for(|mail| mail.is_to("offres@batir.example"))
        .await
        .expect("it is there");
    assert_eq!(mail.subject(), "Votre offre « maçon » est arrivée");
    assert!(mail.text().starts_with("Répondez ici"), "{}", mail.text());
    assert_eq!(mail.links(), ["https://relais.example/l/abc"]);
}

#[tokio::test]
async fn a_mail_comes_through_starttls() {
    let server = SmtpServer::start(Security::Starttls).expect("a server");
    let tls = Tls::Required(trusting(&server));
    comes_through(&server, tls).await;
}

#[tokio::test]
async fn a_mail_comes_through_tls() {
    let server = SmtpServer::start(Security::Tls).expect("a server");
    let tls = Tls::Wrapper(trusting(&server));
    comes_through(&server, tls).await;
}

#[tokio::test]
async fn a_mail_in_the_clear_is_refused_where_encryption_is_asked_for() {
    let server = SmtpServer::start(Security::Starttls).expect("a server");
    assert!(transport(&server, Tls::None).send(mail()).await.is_err());
    assert_eq!(server.mails().expect("the mails").len(), 0);
}

#[tokio::test]
async fn a_server_that_is_not_trusted_gets_no_mail() {
    let server = SmtpServer::start(Security::Tls).expect("a server");
    let parameters = TlsParameters::new_rustls("localhost".to_owned()).expect("the parameters");
    let transport = transport(&server, Tls::Wrapper(parameters));
    assert!(transport.send(mail()).await.is_err());
}
