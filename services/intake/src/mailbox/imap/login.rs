//! Who we are: by password, or by an OAuth 2 token (XOAUTH2).

use std::process::Stdio;
use std::time::Duration;

use async_imap::{Authenticator, Client};
use relais_runtime::config::{ImapLogin, Secret, first_line};
use tokio::io::AsyncReadExt as _;
use tokio::net::TcpStream;
use tokio::process::Command;
use tokio_rustls::client::TlsStream;

use super::{ImapSession, MailboxError};

/// How long a program that prints a token may take.
const COMMAND_PATIENCE: Duration = Duration::from_secs(30);
/// More than the longest token in use.
const MAX_TOKEN_BYTES: u64 = 16 << 10;

/// A user with a proof.
pub(super) enum Credentials<'a> {
    Password(&'a str, Secret),
    Token(&'a str, Secret),
}

impl<'a> Credentials<'a> {
    /// Reads the proof anew: passwords change and tokens run out.
    pub(super) async fn of(user: &'a str, login: &ImapLogin) -> Result<Self, MailboxError> {
        let read = |file| first_line(file).map_err(|error| denied(&error));
        Ok(match login {
            ImapLogin::Password(password) => Self::Password(user, password.clone()),
            ImapLogin::PasswordFile(file) => Self::Password(user, read(file)?),
            ImapLogin::TokenFile(file) => Self::Token(user, read(file)?),
            ImapLogin::TokenCommand(command) => Self::Token(user, printed(command).await?),
        })
    }

    /// Logs in.
    pub(super) async fn enter(
        self,
        client: Client<TlsStream<TcpStream>>,
    ) -> Result<ImapSession, MailboxError> {
        let entered = match self {
            Self::Password(user, password) => {
                client
                    .login(quotable(user)?, quotable(password.expose())?)
                    .await
            }
            Self::Token(user, token) => {
                let token = XOauth2::new(user, &token)?;
                client.authenticate("XOAUTH2", token).await
            }
        };
        entered.map_err(|(error, _)| match error {
            async_imap::error::Error::No(why) | async_imap::error::Error::Bad(why) => {
                MailboxError::Denied(format!("the login was refused: {why}"))
            }
            error => MailboxError::lost(error),
        })
    }
}

/// A text that can stand in a command.
fn quotable(text: &str) -> Result<&str, MailboxError> {
    if text.is_empty() || text.contains(char::is_control) {
        return Err(denied(
            &"the user or password is empty or has a control character",
        ));
    }
    Ok(text)
}

fn denied(why: &dyn std::fmt::Display) -> MailboxError {
    MailboxError::Denied(format!("no login: {why}"))
}

/// The first line that a program prints.
async fn printed(command: &[String]) -> Result<Secret, MailboxError> {
    let Some((program, arguments)) = command.split_first() else {
        return Err(denied(&"token_command names no program"));
    };
    let run = async {
        let mut child = Command::new(program)
            .args(arguments)
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .kill_on_drop(true)
            .spawn()?;
        let mut text = String::new();
        if let Some(stdout) = child.stdout.take() {
            stdout
                .take(MAX_TOKEN_BYTES)
                .read_to_string(&mut text)
                .await?;
        }
        Ok((child.wait().await?, text))
    };
    let ran: Result<std::io::Result<_>, _> = tokio::time::timeout(COMMAND_PATIENCE, run).await;
    let ran = ran.map_err(|_| denied(&"token_command took too long"))?;
    let (status, text) = ran.map_err(|error| denied(&error))?;
    if !status.success() {
        return Err(denied(&format!("token_command ended with {status}")));
    }
    Ok(Secret::new(text.lines().next().unwrap_or_default()))
}

/// The one message that XOAUTH2 takes. After a refusal the server sends its reasons, and an empty
/// answer makes it say no.
struct XOauth2 {
    message: Option<String>,
}

impl XOauth2 {
    fn new(user: &str, token: &Secret) -> Result<Self, MailboxError> {
        let (user, token) = (quotable(user)?, quotable(token.expose())?);
        Ok(Self {
            message: Some(format!("user={user}\u{1}auth=Bearer {token}\u{1}\u{1}")),
        })
    }
}

impl Authenticator for XOauth2 {
    type Response = String;

    fn process(&mut self, _: &[u8]) -> String {
        self.message.take().unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_is_sent_once_and_a_refusal_is_answered_by_nothing() {
        let mut login = XOauth2::new("offres@x.example", &Secret::new("abc")).expect("a login");
        let message = "user=offres@x.example\u{1}auth=Bearer abc\u{1}\u{1}";
        assert_eq!(login.process(b""), message);
        assert_eq!(login.process(b"{\"status\":\"400\"}"), "");
    }

    #[test]
    fn a_user_or_token_cannot_smuggle_anything_in() {
        for (user, token) in [("a\u{1}b", "c"), ("a", "b\r\nA1 LOGOUT"), ("a", "")] {
            assert!(XOauth2::new(user, &Secret::new(token)).is_err());
        }
    }

    #[tokio::test]
    async fn a_program_prints_the_token() {
        let command = ["/bin/echo", "abc"].map(str::to_owned);
        let token = printed(&command).await.expect("a token");
        assert_eq!(token.expose(), "abc");
        assert!(printed(&["/bin/false".to_owned()]).await.is_err());
        assert!(printed(&["/nowhere/token".to_owned()]).await.is_err());
    }
}
