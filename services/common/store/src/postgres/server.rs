//! The server, and how sessions with it begin.

use std::time::Duration;

use sha2::{Digest as _, Sha256};
use tokio::sync::mpsc;
use tokio_postgres::config::{Host, SslMode, TargetSessionAttrs};
use tokio_postgres::tls::{MakeTlsConnect, TlsConnect};
use tokio_postgres::{AsyncMessage, Client, Config, NoTls, Notification, Socket};
use tokio_postgres_rustls::MakeRustlsConnect;

use super::{error, link::Link, tls};
use crate::{Postgres, StoreError};

/// How often, and after which pause, the lock on a site's data is asked for.
const LOCK_TRIES: u32 = 10;
const LOCK_PAUSE: Duration = Duration::from_millis(100);

/// The oldest version that is tested with.
const OLDEST: u32 = 14;
/// How long a connection may take to come about, and to show that it is dead.
const CONNECT: Duration = Duration::from_secs(5);
const DEAD_AFTER: Duration = Duration::from_secs(30);
/// How long one statement may take.
pub(super) const STATEMENT: Duration = Duration::from_secs(30);
/// Notifications that wait to be looked at; a poll makes up for those that find no room.
const NOTIFICATIONS: usize = 1024;

/// What a session is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Purpose {
    /// The one that writes.
    Write,
    /// Reading only.
    Read,
    /// Moving all data, alone.
    Move,
    /// Hearing of other processes' commits, and telling them of ours.
    News,
}

/// A schema on a server, and how to reach it.
pub(crate) struct Server {
    config: Config,
    tls: Option<MakeRustlsConnect>,
    /// For messages: where it is, without a password.
    place: String,
    pub schema: String,
    pub stall: Duration,
    pub readers: u32,
}

impl Server {
    /// Reads the address; nothing is connected yet.
    pub fn new(of: &Postgres) -> Result<Self, StoreError> {
        let setup = |reason: String, remedy: &str| StoreError::Setup {
            place: "store.url".to_owned(),
            reason,
            remedy: remedy.to_owned(),
        };
        let mut config: Config = of.url.parse().map_err(|error: tokio_postgres::Error| {
            setup(error.to_string(), "give it like postgres://relais@host/db")
        })?;
        if !is_name(&of.schema) {
            let reason = format!("`{}` is not a schema's name", of.schema);
            return Err(setup(reason, "give small letters, digits and underscores"));
        }
        if let Some(password) = &of.password {
            config.password(password);
        }
        let protected = of.tls != crate::Tls::Disable;
        config
            .ssl_mode(if protected {
                SslMode::Require
            } else {
                SslMode::Disable
            })
            .application_name(format!("relais {}", of.schema))
            .connect_timeout(CONNECT)
            .keepalives_idle(DEAD_AFTER)
            .tcp_user_timeout(DEAD_AFTER);
        Ok(Self {
            place: place(&config),
            config,
            tls: tls::connector(&of.tls)?,
            schema: of.schema.clone(),
            stall: of.stall,
            readers: of.readers.max(1),
        })
    }

    /// A new session.
    pub(super) async fn connect(&self, purpose: Purpose) -> Result<Link, StoreError> {
        Ok(self.listen(purpose).await?.0)
    }

    /// A new session, and the notifications that it will be sent.
    pub(super) async fn listen(
        &self,
        purpose: Purpose,
    ) -> Result<(Link, mpsc::Receiver<Notification>), StoreError> {
        let mut config = self.config.clone();
        if matches!(purpose, Purpose::Write | Purpose::Move) {
            config.target_session_attrs(TargetSessionAttrs::ReadWrite);
        }
        let (client, notifications) = match &self.tls {
            Some(tls) => self.open(&config, tls.clone()).await?,
            None => self.open(&config, NoTls).await?,
        };
        let mut link = Link::new(client);
        link.batch(&self.settings(purpose)).await?;
        if purpose != Purpose::Read {
            self.take_part(purpose, &mut link).await?;
        }
        Ok((link, notifications))
    }

    async fn open<T>(
        &self,
        config: &Config,
        tls: T,
    ) -> Result<(Client, mpsc::Receiver<Notification>), StoreError>
    where
        T: MakeTlsConnect<Socket>,
        T::Stream: Send + 'static,
        T::TlsConnect: Send,
        <T::TlsConnect as TlsConnect<Socket>>::Future: Send,
    {
        let (client, mut connection) = config
            .connect(tls)
            .await
            .map_err(|error| error::unconnected(&self.place, &error))?;
        let parameter = |name| connection.parameter(name).unwrap_or_default().to_owned();
        self.check(&parameter("server_version"), &parameter("server_encoding"))?;
        let (sender, notifications) = mpsc::channel(NOTIFICATIONS);
        // Ends with its client, or with the connection.
        tokio::spawn(async move {
            while let Some(Ok(message)) =
                std::future::poll_fn(|cx| connection.poll_message(cx)).await
            {
                if let AsyncMessage::Notification(notification) = message {
                    // Without room, or without anybody who listens, it is passed over.
                    let _ = sender.try_send(notification);
                }
            }
        });
        Ok((client, notifications))
    }

    fn check(&self, version: &str, encoding: &str) -> Result<(), StoreError> {
        let major = version.split(|c: char| !c.is_ascii_digit()).next();
        let major: u32 = major.and_then(|major| major.parse().ok()).unwrap_or(0);
        let setup = |reason: String, remedy: String| StoreError::Setup {
            place: self.place.clone(),
            reason,
            remedy,
        };
        if major < OLDEST {
            return Err(setup(
                format!("PostgreSQL {version} is too old"),
                format!("version {OLDEST} or later is needed"),
            ));
        }
        if encoding != "UTF8" {
            return Err(setup(
                format!("the database holds texts as {encoding}"),
                "create it with `createdb --encoding UTF8 --template template0`".to_owned(),
            ));
        }
        Ok(())
    }

    fn settings(&self, purpose: Purpose) -> String {
        let own = match purpose {
            // Between two batches the other database is waited for.
            Purpose::Move => {
                "SET idle_in_transaction_session_timeout = 0; SET statement_timeout = 0"
            }
            // Who set the server not to wait for its disk did not think of accepted offers.
            Purpose::Write => {
                "SELECT set_config('synchronous_commit', 'on', false)
                 WHERE current_setting('synchronous_commit') IN ('off', 'local')"
            }
            Purpose::Read => "SET default_transaction_read_only = on",
            // A notification that is lost in a crash has nobody left to hear it.
            Purpose::News => "SET synchronous_commit = off",
        };
        format!(
            "SET search_path = \"{schema}\";
             SET client_min_messages = warning;
             SET statement_timeout = {statement};
             SET lock_timeout = {lock};
             SET idle_in_transaction_session_timeout = {stall};
             {own}",
            schema = self.schema,
            statement = STATEMENT.as_millis(),
            // Longer than another process can hold it while it stands still.
            lock = (self.stall * 2).as_millis(),
            stall = self.stall.as_millis(),
        )
    }

    /// Joins those who use the data, unless it is being moved; who moves it must be alone.
    async fn take_part(&self, purpose: Purpose, link: &mut Link) -> Result<(), StoreError> {
        let (function, who) = if purpose == Purpose::Move {
            (
                "pg_try_advisory_lock",
                "is used by a relais process: stop it",
            )
        } else {
            (
                "pg_try_advisory_lock_shared",
                "is being moved to or from another database: wait for its end",
            )
        };
        // The server lets go of the lock of a session a moment after its end.
        for _ in 0..LOCK_TRIES {
            if link.try_lock(function, self.site_key()).await? {
                return Ok(());
            }
            tokio::time::sleep(LOCK_PAUSE).await;
        }
        let (place, schema) = (&self.place, &self.schema);
        Err(StoreError::Unavailable(format!(
            "{place}: the data in schema `{schema}` {who}"
        )))
    }

    /// The lock that everybody who uses the schema shares, and who moves its data has alone.
    pub(super) fn site_key(&self) -> i64 {
        self.key("site")
    }

    /// The lock of the transaction that writes.
    pub(super) fn write_key(&self) -> i64 {
        self.key("write")
    }

    /// Locks are numbers of a database; these are taken from the schema's name.
    fn key(&self, what: &str) -> i64 {
        let hash = Sha256::digest(format!("relais {what} {}", self.schema));
        let mut first = [0; 8];
        first.copy_from_slice(&hash[..8]);
        i64::from_be_bytes(first)
    }
}

fn is_name(schema: &str) -> bool {
    let small = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_';
    let begins = schema.starts_with(|c: char| c.is_ascii_lowercase() || c == '_');
    begins && schema.len() <= 63 && schema.chars().all(small)
}

fn place(config: &Config) -> String {
    let hosts: Vec<String> = config
        .get_hosts()
        .iter()
        .map(|host| match host {
            Host::Tcp(name) => name.clone(),
            Host::Unix(folder) => folder.display().to_string(),
        })
        .collect();
    let ports: Vec<String> = config.get_ports().iter().map(u16::to_string).collect();
    let ports = Some(ports.join(",")).filter(|ports| !ports.is_empty());
    format!(
        "PostgreSQL database `{}` at {}{}",
        config
            .get_dbname()
            .or(config.get_user())
            .unwrap_or_default(),
        hosts.join(","),
        ports.map_or(String::new(), |ports| format!(":{ports}")),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn server(url: &str, schema: &str) -> Result<Server, StoreError> {
        Server::new(&Postgres::new(url, schema))
    }

    #[test]
    fn a_schema_with_a_quote_in_its_name_is_refused() {
        assert!(server("postgres://relais@db/relais", "relais_intake").is_ok());
        for schema in ["", "a\"b", "Relais", "1st", &"a".repeat(64)] {
            assert!(
                server("postgres://relais@db/relais", schema).is_err(),
                "{schema}"
            );
        }
    }

    #[test]
    fn messages_name_the_place_without_the_password() {
        let server = server("postgres://relais:hush@db:5433/site", "relais").expect("an address");
        assert_eq!(server.place, "PostgreSQL database `site` at db:5433");
    }

    #[test]
    fn schemas_and_purposes_have_locks_of_their_own() {
        let keys = ["relais_intake", "relais_relay"].map(|schema| {
            let server = server("postgres://relais@db/relais", schema).expect("an address");
            [server.site_key(), server.write_key()]
        });
        let mut keys = keys.concat();
        keys.sort_unstable();
        keys.dedup();
        assert_eq!(keys.len(), 4);
    }

    #[test]
    fn an_old_server_and_one_of_other_letters_are_refused() {
        let server = server("postgres://relais@db/relais", "relais").expect("an address");
        assert!(
            server
                .check("15.13 (Debian 15.13-0+deb12u1)", "UTF8")
                .is_ok()
        );
        assert!(server.check("18beta1", "UTF8").is_ok());
        assert!(server.check("13.22", "UTF8").is_err());
        assert!(server.check("15.1", "SQL_ASCII").is_err());
    }
}
