//! `relais events dead` and `relais events replay`: records that a service could not take in.

use anyhow::bail;
use relais_proto::events::records_client::RecordsClient;
use relais_proto::events::{ListSetAsideRequest, Place, ReplaySetAsideRequest, Replayed, SetAside};
use serde_json::{Value, json};

use crate::cli::{FOLLOWERS, Format, Replay};
use crate::connect::Access;
use crate::output;

/// Records listed at once.
const PAGE: u32 = 500;

/// Lists what every service set aside, with the reasons.
///
/// # Errors
/// When a service does not answer.
pub async fn list(access: &Access, format: Format) -> anyhow::Result<()> {
    for role in FOLLOWERS {
        let mut records = RecordsClient::new(access.of(role)?);
        let mut after = None;
        loop {
            let request = ListSetAsideRequest {
                consumer: role.name().to_owned(),
                after: after.take(),
                limit: PAGE,
            };
            let listed = records.list_set_aside(request).await?.into_inner().records;
            for record in &listed {
                output::print(format, &json(record), || text(record));
            }
            let Some(last) = listed.last() else { break };
            after.clone_from(&last.place);
        }
    }
    Ok(())
}

/// Has services take in again what they set aside, and tells of each record what came of it.
///
/// # Errors
/// When a service does not answer, or a record could not be taken in again.
pub async fn replay(access: &Access, command: &Replay) -> anyhow::Result<()> {
    let place = command.place().map(|(topic, partition, offset)| Place {
        topic: topic.to_owned(),
        partition,
        offset,
    });
    let (mut taken, mut kept) = (0_u32, 0_u32);
    for role in FOLLOWERS.into_iter().filter(|role| command.concerns(*role)) {
        let mut records = RecordsClient::new(access.of(role)?);
        let request = ReplaySetAsideRequest {
            consumer: role.name().to_owned(),
            place: place.clone(),
        };
        let replayed = match records.replay_set_aside(request).await {
            Ok(replayed) => replayed.into_inner().records,
            // Another service may have set it aside.
            Err(status) if is_elsewhere(&status, command) => continue,
            Err(status) => return Err(status.into()),
        };
        for it in &replayed {
            tell(it, command.format);
            if it.error.is_empty() {
                taken += 1;
            } else {
                kept += 1;
            }
        }
    }
    if taken + kept == 0 && place.is_some() {
        bail!("no service has set that record aside: `relais events dead` lists those there are");
    }
    if kept > 0 {
        bail!(
            "{kept} of {} records could not be taken in and are kept",
            taken + kept
        );
    }
    Ok(())
}

fn is_elsewhere(status: &tonic::Status, command: &Replay) -> bool {
    status.code() == tonic::Code::NotFound && command.consumer.is_none()
}

fn tell(replayed: &Replayed, format: Format) {
    let record = replayed.record.clone().unwrap_or_default();
    let mut value = json(&record);
    let is_taken = replayed.error.is_empty();
    value["taken_in"] = Value::Bool(is_taken);
    if !is_taken {
        value["reason"] = Value::String(replayed.error.clone());
    }
    output::print(format, &value, || {
        if is_taken {
            let (place, consumer) = (place_of(&record), &record.consumer);
            format!("{consumer} has taken in {place} ({})", record.r#type)
        } else {
            let reason = replayed.error.clone();
            text(&SetAside {
                reason,
                ..record.clone()
            })
        }
    });
}

fn json(record: &SetAside) -> Value {
    let place = record.place.clone().unwrap_or_default();
    json!({
        "consumer": record.consumer,
        "topic": place.topic,
        "partition": place.partition,
        "offset": place.offset,
        "type": record.r#type,
        "subject": record.stream,
        "reason": record.reason,
    })
}

fn place_of(record: &SetAside) -> String {
    let place = record.place.clone().unwrap_or_default();
    format!("{} {}/{}", place.topic, place.partition, place.offset)
}

fn text(record: &SetAside) -> String {
    format!(
        "{} could not take in {} ({}): {}",
        record.consumer,
        place_of(record),
        record.r#type,
        record.reason
    )
}
