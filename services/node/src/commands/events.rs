//! `relais events`: reads the log of a site, running or not, without touching it, and repairs
//! what could not be taken in of it.

use crate::cli::Events;
use crate::connect::{Access, configuration};

use super::admin::told;
use super::{dead, tail};

/// Follows the log, lists what could not be taken in, or has it taken in again.
///
/// # Errors
/// When there is no data, or it cannot be read; when a service does not answer or refuses.
pub async fn run(command: Events) -> anyhow::Result<()> {
    match command {
        Events::Tail {
            after,
            topic,
            no_follow,
            site,
            format,
        } => {
            let wanted = tail::Wanted {
                after,
                topics: tail::topics(topic.as_deref())?,
                follow: !no_follow,
                format,
            };
            tail::run(configuration(&site)?, wanted).await
        }
        Events::Dead { site, format } => {
            let access = Access::to(configuration(&site)?).await?;
            let listed = dead::list(&access, format).await;
            access.close().await;
            listed.map_err(told)
        }
        Events::Replay(command) => {
            let access = Access::to(configuration(&command.site)?).await?;
            let replayed = dead::replay(&access, &command).await;
            access.close().await;
            replayed.map_err(told)
        }
    }
}
