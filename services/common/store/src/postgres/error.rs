//! What the server's failures mean.

use tokio_postgres::Error;
use tokio_postgres::error::{DbError, Severity, SqlState};

use crate::StoreError;

/// A failure of a statement. The server's details are left out: they may name people.
pub(super) fn failed(error: Error) -> StoreError {
    let Some(told) = error.as_db_error() else {
        return if error.is_closed() || is_io(&error) {
            StoreError::Unavailable(text(&error))
        } else {
            StoreError::database(error)
        };
    };
    let reason = format!("{} ({})", told.message(), told.code().code());
    match *told.code() {
        SqlState::UNIQUE_VIOLATION => StoreError::Duplicate,
        SqlState::DISK_FULL => StoreError::Full,
        _ if passes(told) => StoreError::Unavailable(reason),
        _ => StoreError::database(reason),
    }
}

/// Whether a session is of no more use after this failure.
pub(super) fn is_lost(error: &Error) -> bool {
    match error.as_db_error() {
        None => error.is_closed() || is_io(error),
        Some(told) => {
            let ended = matches!(
                told.parsed_severity(),
                Some(Severity::Fatal | Severity::Panic)
            );
            // The server has become a standby, or its tables are not those of our statements.
            let changed = [
                SqlState::READ_ONLY_SQL_TRANSACTION,
                SqlState::FEATURE_NOT_SUPPORTED,
            ];
            ended || changed.contains(told.code())
        }
    }
}

/// Whether trying again may help: the server is busy, going down, coming up or changing places.
fn passes(told: &DbError) -> bool {
    let class = &told.code().code()[..2];
    // Connection, resources, operator's intervention.
    ["08", "53", "57"].contains(&class)
        || [
            SqlState::LOCK_NOT_AVAILABLE,
            SqlState::READ_ONLY_SQL_TRANSACTION,
            SqlState::FEATURE_NOT_SUPPORTED,
            SqlState::IDLE_IN_TRANSACTION_SESSION_TIMEOUT,
            SqlState::T_R_DEADLOCK_DETECTED,
        ]
        .contains(told.code())
}

fn is_io(error: &Error) -> bool {
    use std::error::Error as _;
    error
        .source()
        .is_some_and(<dyn std::error::Error>::is::<std::io::Error>)
}

/// A failure to connect to `place`, with what an operator can do about it.
pub(super) fn unconnected(place: &str, error: &Error) -> StoreError {
    let setup = |remedy: &str| StoreError::Setup {
        place: place.to_owned(),
        reason: text(error),
        remedy: remedy.to_owned(),
    };
    let Some(told) = error.as_db_error() else {
        let kind = error.to_string();
        return if kind.starts_with("error performing TLS") && text(error).contains("expired") {
            setup("renew the certificate of the server, or set the clock of this machine right")
        } else if kind.starts_with("error performing TLS") {
            setup(
                "let the server speak TLS with a certificate for this host name, and name its \
                 authority in store.ca_file",
            )
        } else if is_io(error) || error.is_closed() || kind.starts_with("timeout") {
            StoreError::Unavailable(format!("{place}: {}", text(error)))
        } else {
            setup("check store.url, and give the password in store.password_file")
        };
    };
    match *told.code() {
        SqlState::INVALID_PASSWORD => {
            setup("check the user in store.url and the password in store.password_file")
        }
        SqlState::INVALID_AUTHORIZATION_SPECIFICATION => {
            setup("allow the user in the server's pg_hba.conf, or set store.tls to what it demands")
        }
        SqlState::INVALID_CATALOG_NAME => {
            setup("create the database (createdb), or name another in store.url")
        }
        SqlState::INSUFFICIENT_PRIVILEGE => setup(
            "let the user create schemas (GRANT CREATE ON DATABASE), or create the schema for it",
        ),
        _ => StoreError::Unavailable(format!("{place}: {}", text(error))),
    }
}

/// The failure with its cause, without the server's details.
fn text(error: &Error) -> String {
    use std::error::Error as _;
    if let Some(told) = error.as_db_error() {
        return told.message().to_owned();
    }
    let cause = error.source().map(|cause| format!(": {cause}"));
    format!("{error}{}", cause.unwrap_or_default())
}
