//! Lines and mails on a connection, with limits on their length and time.

use std::io;
use std::time::Duration;

use smtp_proto::request::receiver::DataReceiver;
use tokio::io::{AsyncBufReadExt as _, AsyncReadExt as _, AsyncWriteExt as _, BufStream};
use tokio::net::TcpStream;
use tokio::time::timeout;

/// The longest command: RFC 5321 asks for 512 bytes, and extensions for some more.
const MAX_LINE_BYTES: u64 = 4_096;
/// How long to wait for a command.
const COMMAND_PATIENCE: Duration = Duration::from_mins(5);
/// How long a whole mail may take.
const MAIL_PATIENCE: Duration = Duration::from_mins(10);

/// A connection of one peer.
pub(super) struct Wire {
    stream: BufStream<TcpStream>,
}

/// A mail as it came over the wire.
pub(super) enum Received {
    /// All of it.
    Mail(Vec<u8>),
    /// It has more bytes than may be; they were passed over.
    TooLarge,
}

impl Wire {
    pub(super) fn new(stream: TcpStream) -> Self {
        Self {
            stream: BufStream::new(stream),
        }
    }

    /// A command with its line break; `None` where the peer hung up.
    pub(super) async fn line(&mut self) -> io::Result<Option<Vec<u8>>> {
        let mut line = Vec::new();
        let mut input = (&mut self.stream).take(MAX_LINE_BYTES);
        let read = input.read_until(b'\n', &mut line);
        timeout(COMMAND_PATIENCE, read).await??;
        match line.last() {
            None => Ok(None),
            Some(b'\n') => Ok(Some(line)),
            // Cut off, or too long: what follows is not to be taken for a command.
            Some(_) => Err(io::ErrorKind::InvalidData.into()),
        }
    }

    /// A mail up to the line with the single dot.
    pub(super) async fn mail(&mut self, max_bytes: usize) -> io::Result<Received> {
        timeout(MAIL_PATIENCE, self.receive(max_bytes)).await?
    }

    async fn receive(&mut self, max_bytes: usize) -> io::Result<Received> {
        let mut receiver = DataReceiver::new();
        let mut mail = Vec::new();
        // The command's line break is one before a dot on the first line, too.
        receiver.ingest(&mut b"\r\n".iter(), &mut mail);
        mail.clear();
        let mut is_too_large = false;
        loop {
            let bytes = self.stream.fill_buf().await?;
            if bytes.is_empty() {
                return Err(io::ErrorKind::UnexpectedEof.into());
            }
            let mut rest = bytes.iter();
            let is_complete = receiver.ingest(&mut rest, &mut mail);
            let taken = bytes.len() - rest.as_slice().len();
            self.stream.consume(taken);
            is_too_large |= mail.len() > max_bytes;
            if is_complete {
                return Ok(if is_too_large {
                    Received::TooLarge
                } else {
                    Received::Mail(mail)
                });
            }
            if is_too_large {
                // The receiver takes back the last byte at most.
                let last = mail.pop();
                mail.clear();
                mail.extend(last);
            }
        }
    }

    /// Sends answers.
    pub(super) async fn answer(&mut self, text: &str) -> io::Result<()> {
        let send = async {
            self.stream.write_all(text.as_bytes()).await?;
            self.stream.flush().await
        };
        timeout(COMMAND_PATIENCE, send).await?
    }
}
