//! One connection: commands in, answers out.

use std::io;

use relais_domain::ErrorCode;
use smtp_proto::Request;
use tokio::net::TcpStream;
use tokio_util::sync::CancellationToken;
use tracing::warn;

use super::super::fingerprint::{Fingerprint, hex};
use super::super::{Fetched, MailKey, Mails};
use super::envelope::{Envelope, MAX_RECIPIENTS, is_sound};
use super::wire::{Received, Wire};

/// After so many commands that are none, the peer is no mail server.
const MAX_ERRORS: u32 = 20;

/// A delivery by one peer.
pub(super) struct Session<'a> {
    wire: Wire,
    mailbox: &'a str,
    mails: &'a Mails,
    max_bytes: usize,
    greeted: bool,
    envelope: Option<Envelope>,
    errors: u32,
}

/// Whether the connection goes on.
#[derive(PartialEq, Eq)]
enum Go {
    On,
    Away,
}

impl<'a> Session<'a> {
    pub(super) fn new(
        stream: TcpStream,
        mailbox: &'a str,
        mails: &'a Mails,
        max_bytes: usize,
    ) -> Self {
        Self {
            wire: Wire::new(stream),
            mailbox,
            mails,
            max_bytes,
            greeted: false,
            envelope: None,
            errors: 0,
        }
    }

    /// Serves the peer until it leaves, or until `stopping` is cancelled between two commands.
    pub(super) async fn run(mut self, stopping: &CancellationToken) -> io::Result<()> {
        self.wire.answer("220 relais LMTP\r\n").await?;
        loop {
            let line = tokio::select! {
                line = self.wire.line() => line?,
                () = stopping.cancelled() => {
                    return self.wire.answer("421 4.3.2 going down\r\n").await;
                }
            };
            let Some(line) = line else {
                return Ok(());
            };
            if self.obey(&line).await? == Go::Away {
                return Ok(());
            }
            if self.errors > MAX_ERRORS {
                return self.wire.answer("421 4.7.0 too many errors\r\n").await;
            }
        }
    }

    async fn obey(&mut self, line: &[u8]) -> io::Result<Go> {
        let Ok(request) = Request::parse(&mut line.iter()) else {
            return self.refuse("500 5.5.2 no such command\r\n").await;
        };
        match request {
            Request::Lhlo { .. } => {
                self.greeted = true;
                self.envelope = None;
                self.greet().await
            }
            Request::Mail { from } => self.begin(from.address.into_owned(), from.size).await,
            Request::Rcpt { to } => self.add(to.address.into_owned()).await,
            Request::Data => self.take().await,
            Request::Rset => {
                self.envelope = None;
                self.say("250 2.0.0 forgotten\r\n").await
            }
            Request::Noop { .. } => self.say("250 2.0.0 still here\r\n").await,
            Request::Quit => {
                self.wire.answer("221 2.0.0 good bye\r\n").await?;
                Ok(Go::Away)
            }
            Request::Ehlo { .. } | Request::Helo { .. } => {
                self.refuse("500 5.5.1 this is LMTP: say LHLO\r\n").await
            }
            _ => self.refuse("502 5.5.1 not supported\r\n").await,
        }
    }

    async fn say(&mut self, answer: &str) -> io::Result<Go> {
        self.wire.answer(answer).await?;
        Ok(Go::On)
    }

    async fn refuse(&mut self, answer: &str) -> io::Result<Go> {
        self.errors += 1;
        self.say(answer).await
    }

    async fn greet(&mut self) -> io::Result<Go> {
        let answer = format!(
            "250-relais\r\n250-PIPELINING\r\n250-ENHANCEDSTATUSCODES\r\n250-8BITMIME\r\n\
             250-SMTPUTF8\r\n250 SIZE {}\r\n",
            self.max_bytes
        );
        self.say(&answer).await
    }

    async fn begin(&mut self, sender: String, size: usize) -> io::Result<Go> {
        if !self.greeted || self.envelope.is_some() {
            return self.refuse("503 5.5.1 not now\r\n").await;
        }
        if size > self.max_bytes {
            return self.say("552 5.3.4 too large\r\n").await;
        }
        if !is_sound(&sender) {
            return self.refuse("553 5.1.7 not an address\r\n").await;
        }
        self.envelope = Some(Envelope {
            sender,
            recipients: Vec::new(),
        });
        self.say("250 2.1.0 go on\r\n").await
    }

    async fn add(&mut self, recipient: String) -> io::Result<Go> {
        let Some(envelope) = &mut self.envelope else {
            return self.refuse("503 5.5.1 not now\r\n").await;
        };
        if envelope.recipients.len() >= MAX_RECIPIENTS {
            return self.say("452 4.5.3 too many recipients\r\n").await;
        }
        if recipient.is_empty() || !is_sound(&recipient) {
            return self.refuse("553 5.1.3 not an address\r\n").await;
        }
        envelope.recipients.push(recipient);
        self.say("250 2.1.5 go on\r\n").await
    }

    async fn take(&mut self) -> io::Result<Go> {
        let envelope = self.envelope.take().filter(|it| !it.recipients.is_empty());
        let Some(envelope) = envelope else {
            return self.refuse("503 5.5.1 no recipients\r\n").await;
        };
        self.wire.answer("354 go on\r\n").await?;
        let answer = match self.wire.mail(self.max_bytes).await? {
            Received::TooLarge => "552 5.3.4 too large",
            Received::Mail(mail) => self.keep(&envelope, &mail).await,
        };
        // LMTP answers for each recipient; the mail is one, so they share its fate.
        let answers = format!("{answer}\r\n").repeat(envelope.recipients.len());
        self.say(&answers).await
    }

    /// Makes a mail durable and says how that went.
    async fn keep(&self, envelope: &Envelope, mail: &[u8]) -> &'static str {
        let now = self.mails.clock().now();
        let bytes = envelope.stamp(mail, now);
        let key = hex(&Fingerprint::of(&bytes).digest);
        let fetched = Fetched {
            bytes,
            too_large: None,
            received_at: Some(now),
        };
        let taken = self
            .mails
            .take(self.mailbox, &MailKey(key), &fetched, true)
            .await;
        match taken {
            Ok(_) => "250 2.0.0 taken",
            Err(error) => {
                warn!(mailbox = self.mailbox, %error, "mail cannot be taken");
                match error.code() {
                    ErrorCode::StorageFull => "452 4.3.1 the disk is full",
                    _ => "451 4.3.0 try again later",
                }
            }
        }
    }
}
