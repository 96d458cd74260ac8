//! Handing mails over: to a mail server, or into a folder.

use std::path::PathBuf;
use std::time::{Duration, SystemTime};

use jiff::Timestamp;
use lettre::address::Envelope;
use lettre::message::header::{ContentTransferEncoding, ContentType, HeaderName, HeaderValue};
use lettre::message::{Mailbox, Message, MultiPart, SinglePart};
use lettre::transport::smtp::PoolConfig;
use lettre::transport::smtp::authentication::Credentials;
use lettre::transport::smtp::client::{Certificate, Tls, TlsParameters};
use lettre::{Address, AsyncSmtpTransport, AsyncTransport as _, Tokio1Executor};
use relais_domain::Error;
use relais_domain::ids::MessageId;
use relais_messages::{Composed, Language};
use relais_runtime::config::{Mail, MailTransport, Smtp, SmtpSecurity};
use tokio::fs;
use tokio::sync::Semaphore;

use super::OurMail;
use super::setback::Setback;

/// Connections to the mail server that are kept and used again.
const CONNECTIONS: u16 = 4;
/// Characters of another's Message-ID that we repeat; a line of a mail holds 998.
const MAX_MESSAGE_ID: usize = 250;
/// How long the mail server may take for each step.
const STEP: Duration = Duration::from_secs(30);

/// A mail with its addresses.
#[derive(Debug, Clone)]
pub(crate) struct Letter {
    /// The message that it is.
    pub(crate) id: MessageId,
    /// Where it stands among the mails about its offer.
    pub(crate) thread: Thread,
    /// Where answers go, if not to the sender.
    pub(crate) reply_to: Option<String>,
    /// Name (may be empty) and address of everybody that it goes to.
    pub(crate) to: Vec<(String, String)>,
    /// The language that it is written in.
    pub(crate) language: Language,
    /// What it says.
    pub(crate) composed: Composed,
}

/// Where a mail stands among the mails about its offer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Thread {
    /// What its Message-ID is made of.
    pub(crate) id: OurMail,
    /// The mail that it answers.
    pub(crate) answers: Option<Answered>,
}

/// A mail that is answered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Answered {
    /// One of ours.
    Ours(OurMail),
    /// The employer's own, by its Message-ID without angle brackets.
    Theirs(String),
}

/// Where mails are handed over.
pub(super) struct Post {
    from: Mailbox,
    transport: Transport,
}

enum Transport {
    Smtp(Server),
    Folder(PathBuf),
}

/// A mail server, and the connections that may be open to it: the pool itself keeps no more than
/// that, but opens as many as are asked for.
struct Server {
    transport: AsyncSmtpTransport<Tokio1Executor>,
    lines: Semaphore,
}

impl Post {
    /// The post that the configuration describes.
    pub(super) fn new(config: &Mail) -> Result<Self, Error> {
        let address = config.from_address.parse::<Address>().map_err(|_| {
            wrong(
                "/mail/from_address",
                "not a mail address",
                "give one like relais@example.org",
            )
        })?;
        let name = Some(config.from_name.clone()).filter(|name| !name.is_empty());
        let transport = match &config.transport {
            MailTransport::Smtp(smtp) => Transport::Smtp(Server {
                transport: server(smtp)?,
                lines: Semaphore::new(CONNECTIONS.into()),
            }),
            MailTransport::Folder(folder) => Transport::Folder(folder.path.clone()),
        };
        Ok(Self {
            from: Mailbox::new(name, address),
            transport,
        })
    }

    /// Hands a mail over to each of its addresses. It counts as sent once one of them is taken,
    /// since those who share a mail share the work.
    pub(super) async fn send(&self, letter: &Letter, now: Timestamp) -> Result<(), Setback> {
        let message = self.message(letter, now)?;
        let bytes = message.formatted();
        match &self.transport {
            Transport::Folder(folder) => drop_into(folder, letter.id, bytes).await,
            Transport::Smtp(server) => hand_over(server, &message, &bytes).await,
        }
    }

    /// The mail as it travels. Everything in it but the transport's own marks is the same at each
    /// attempt.
    fn message(&self, letter: &Letter, now: Timestamp) -> Result<Message, Setback> {
        let domain = self.from.email.domain();
        let bracketed = |mail: OurMail| format!("<{}>", mail.message_id(domain));
        let reply_to = match &letter.reply_to {
            Some(address) => mailbox("", address)?,
            None => self.from.clone(),
        };
        let mut builder = Message::builder()
            .from(self.from.clone())
            .reply_to(reply_to)
            .message_id(Some(bracketed(letter.thread.id)))
            .date(SystemTime::from(now))
            .subject(header_text(&letter.composed.subject)?)
            .raw_header(header("Auto-Submitted", "auto-generated"))
            .raw_header(header("Content-Language", letter.language.code()));
        let answered = match &letter.thread.answers {
            Some(Answered::Ours(mail)) => Some(bracketed(*mail)),
            Some(Answered::Theirs(id)) => is_message_id(id).then(|| format!("<{id}>")),
            None => None,
        };
        if let Some(answered) = answered {
            builder = builder.in_reply_to(answered.clone()).references(answered);
        }
        for (name, address) in &letter.to {
            builder = builder.to(mailbox(name, address)?);
        }
        let body = MultiPart::alternative()
            .boundary(format!("relais-{}", letter.id))
            .singlepart(part(ContentType::TEXT_PLAIN, &letter.composed.text))
            .singlepart(part(ContentType::TEXT_HTML, &letter.composed.html));
        builder
            .multipart(body)
            .map_err(|_| Setback::Dead("header".to_owned()))
    }
}

fn part(kind: ContentType, text: &str) -> SinglePart {
    // The encoding is set rather than chosen by content, so that a lone line feed, a long line or
    // a letter beyond ASCII never travels as it is.
    SinglePart::builder()
        .header(kind)
        .header(ContentTransferEncoding::QuotedPrintable)
        .body(text.replace("\r\n", "\n").replace('\r', "\n"))
}

/// A text that may stand in a header: one line.
fn header_text(text: &str) -> Result<&str, Setback> {
    let fits = !text.chars().any(char::is_control);
    fits.then_some(text)
        .ok_or_else(|| Setback::Dead("header".to_owned()))
}

/// Whether it may stand in a header as the id of a mail. One that may not is left out: it only
/// keeps a thread together.
fn is_message_id(id: &str) -> bool {
    let plain = |c: char| c.is_ascii_graphic() && !matches!(c, '<' | '>');
    id.len() <= MAX_MESSAGE_ID && id.contains('@') && id.chars().all(plain)
}

fn mailbox(name: &str, address: &str) -> Result<Mailbox, Setback> {
    let name = Some(header_text(name)?.to_owned()).filter(|name| !name.is_empty());
    let address = address
        .parse()
        .map_err(|_| Setback::Dead("address".to_owned()))?;
    Ok(Mailbox::new(name, address))
}

fn header(name: &'static str, value: &str) -> HeaderValue {
    HeaderValue::new(HeaderName::new_from_ascii_str(name), value.to_owned())
}

/// Writes the mail as a file of its own; another attempt writes the same file.
async fn drop_into(folder: &std::path::Path, id: MessageId, bytes: Vec<u8>) -> Result<(), Setback> {
    let (unfinished, file) = (
        folder.join(format!(".{id}")),
        folder.join(format!("{id}.eml")),
    );
    let written = async {
        fs::create_dir_all(folder).await?;
        fs::write(&unfinished, bytes).await?;
        fs::rename(&unfinished, &file).await
    };
    written
        .await
        .map_err(|error| Setback::Failed(format!("folder {:?}", error.kind())))
}

async fn hand_over(server: &Server, message: &Message, bytes: &[u8]) -> Result<(), Setback> {
    let _line = server.lines.acquire().await;
    let mut taken = false;
    let mut setback = Setback::Dead("no address".to_owned());
    for to in message.envelope().to() {
        let from = message.envelope().from().cloned();
        let envelope = Envelope::new(from, vec![to.clone()])
            .map_err(|_| Setback::Dead("address".to_owned()))?;
        match server.transport.send_raw(&envelope, bytes).await {
            Ok(_) => taken = true,
            // One that may yet be taken outweighs one that never will.
            Err(error) if !matches!(setback, Setback::Failed(_)) => setback = refused(&error),
            Err(_) => {}
        }
    }
    if taken { Ok(()) } else { Err(setback) }
}

fn server(smtp: &Smtp) -> Result<AsyncSmtpTransport<Tokio1Executor>, Error> {
    let mut builder = AsyncSmtpTransport::<Tokio1Executor>::builder_dangerous(&smtp.host)
        .port(smtp.port())
        .timeout(Some(STEP))
        .pool_config(PoolConfig::new().max_size(CONNECTIONS.into()))
        .tls(match smtp.security {
            SmtpSecurity::None => Tls::None,
            SmtpSecurity::Starttls => Tls::Required(tls(smtp)?),
            SmtpSecurity::Tls => Tls::Wrapper(tls(smtp)?),
        });
    if let Some(username) = &smtp.username {
        let password = smtp.read_password().map_err(|_| {
            let pointer = "/mail/transport/smtp/password_file";
            wrong(
                pointer,
                "cannot be read",
                "name a file that this process may read",
            )
        })?;
        let password = password
            .map(|it| it.expose().to_owned())
            .unwrap_or_default();
        builder = builder.credentials(Credentials::new(username.clone(), password));
    }
    Ok(builder.build())
}

fn tls(smtp: &Smtp) -> Result<TlsParameters, Error> {
    let mut builder = TlsParameters::builder(smtp.host.clone());
    if let Some(file) = &smtp.ca_file {
        let unusable = || {
            let pointer = "/mail/transport/smtp/ca_file";
            wrong(
                pointer,
                "not a readable file of certificates",
                "name a PEM file",
            )
        };
        let pem = std::fs::read(file).map_err(|_| unusable())?;
        builder =
            builder.add_root_certificate(Certificate::from_pem(&pem).map_err(|_| unusable())?);
    }
    builder.build().map_err(Error::internal)
}

fn wrong(pointer: &str, message: &str, remedy: &str) -> Error {
    Error::invalid_field(pointer, message, remedy)
}

/// Replies that mean "log in differently", which the operator can mend while the mail waits.
const LOGIN: [&str; 4] = ["530", "534", "535", "538"];

/// What the mail server's refusal means.
fn refused(error: &lettre::transport::smtp::Error) -> Setback {
    let Some(status) = error.status() else {
        return Setback::Failed(unanswered(error).to_owned());
    };
    let status = status.to_string();
    let code = format!("smtp {status}");
    if error.is_permanent() && !LOGIN.contains(&status.as_str()) {
        Setback::Dead(code)
    } else {
        Setback::Failed(code)
    }
}

fn unanswered(error: &lettre::transport::smtp::Error) -> &'static str {
    if error.is_timeout() {
        "smtp timeout"
    } else if error.is_tls() {
        "smtp tls"
    } else {
        "smtp connection"
    }
}
