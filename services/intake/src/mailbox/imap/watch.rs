//! Waiting for mails.

use std::time::Duration;

use async_imap::types::UnsolicitedResponse;
use futures::future::BoxFuture;
use relais_runtime::SharedClock;
use tokio::time::timeout;

use super::super::MailboxError;
use super::super::collect::sleep;
use super::{ImapSession, failure};

/// IDLE is begun anew after this long: routers forget connections that are still for longer, and
/// a server may end it after thirty minutes.
const RENEW: Duration = Duration::from_mins(9);
/// How long the server may take to begin and to end IDLE.
const PATIENCE: Duration = Duration::from_mins(1);

/// Waits until the server tells of something, or `interrupt` ends.
pub(super) async fn by_idle(
    session: ImapSession,
    interrupt: BoxFuture<'_, ()>,
) -> Result<ImapSession, MailboxError> {
    let silent = |_| MailboxError::lost("the server does not answer");
    let told = session.unsolicited_responses.clone();
    let mut idle = session.idle();
    timeout(PATIENCE, idle.init())
        .await
        .map_err(silent)?
        .map_err(failure)?;
    // A mail that came after the list was told of before IDLE began, and is not told of again; of
    // too much that was told some is lost.
    let is_full = told.is_full();
    let mut told = std::iter::from_fn(|| told.try_recv().ok());
    if !is_full && !told.any(|it| matches!(it, UnsolicitedResponse::Exists(_))) {
        let (news, stop) = idle.wait_with_timeout(RENEW);
        tokio::select! {
            news = news => drop(news.map_err(failure)?),
            () = interrupt => {}
        }
        drop(stop);
    }
    // Where the connection broke meanwhile, this finds out.
    timeout(PATIENCE, idle.done())
        .await
        .map_err(silent)?
        .map_err(failure)
}

/// Waits for a while, or until `interrupt` ends.
pub(super) async fn by_polling(
    clock: &SharedClock,
    poll: Duration,
    interrupt: BoxFuture<'_, ()>,
) -> Result<(), MailboxError> {
    tokio::select! {
        () = sleep(clock, poll) => {}
        () = interrupt => {}
    }
    Ok(())
}
