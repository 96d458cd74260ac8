//! `relais admin feed`: the feeds of employers and their pulls.

use std::time::Duration;

use anyhow::bail;
use relais_proto::intake::feeds_client::FeedsClient;
use relais_proto::intake::{
    AddFeedRequest, Feed, FeedPull, ImportReport, ListFeedsRequest, ListPullsRequest,
    PauseFeedRequest, PullFeedRequest, RemoveFeedRequest, ResumeFeedRequest,
};
use relais_runtime::peer::Peer;
use serde_json::json;

use super::admin::lines;
use crate::cli::FeedCommand;
use crate::{output, wire};

/// How often it is looked whether a pull has ended, and how many times.
const LOOK_EVERY: Duration = Duration::from_millis(200);
const LOOKS: u32 = 5 * 60 * 10;
/// Refused items that are printed for people.
const SHOWN: usize = 50;

/// Runs one command.
pub(super) async fn run(peer: Peer, command: FeedCommand) -> anyhow::Result<()> {
    let mut feeds = FeedsClient::new(peer);
    match command {
        FeedCommand::Add {
            url,
            employer,
            format,
            every,
            source,
            output,
        } => {
            let request = AddFeedRequest {
                employer_id: employer.to_string(),
                url,
                format,
                every_seconds: u32::try_from(every.as_secs()).unwrap_or(u32::MAX),
                source,
            };
            let feed = feeds.add_feed(request).await?.into_inner();
            output::print(output, &json!({ "id": feed.feed_id }), || {
                format!("feed {} {}", feed.feed_id, feed.url)
            });
        }
        FeedCommand::List { employer, output } => {
            let employer_id = employer.map(|id| id.to_string()).unwrap_or_default();
            let listed = feeds.list_feeds(ListFeedsRequest { employer_id }).await?;
            let listed = listed.into_inner().feeds;
            if output.json {
                return lines("relais.intake.v1.Feed", &listed);
            }
            print_feeds(listed);
        }
        FeedCommand::Pull { id, output } => {
            let pull = pull(&mut feeds, id.to_string()).await?;
            let json = wire::to_json("relais.intake.v1.FeedPull", &pull)?;
            output::print(output, &json, || told(&pull));
        }
        FeedCommand::Pulls { id, output } => {
            let pulls = pulls(&mut feeds, &id.to_string()).await?;
            if output.json {
                return lines("relais.intake.v1.FeedPull", &pulls);
            }
            let texts: Vec<String> = pulls.iter().map(told).collect();
            println!("{}", texts.join("\n"));
        }
        FeedCommand::Pause { id } => {
            let feed_id = id.to_string();
            feeds.pause_feed(PauseFeedRequest { feed_id }).await?;
            println!("the feed is paused");
        }
        FeedCommand::Resume { id } => {
            let feed_id = id.to_string();
            feeds.resume_feed(ResumeFeedRequest { feed_id }).await?;
            println!("the feed is pulled again");
        }
        FeedCommand::Remove { id } => {
            let feed_id = id.to_string();
            feeds.remove_feed(RemoveFeedRequest { feed_id }).await?;
            println!("the feed is removed; its offers stay as they are");
        }
    }
    Ok(())
}

async fn pulls(feeds: &mut FeedsClient<Peer>, feed_id: &str) -> anyhow::Result<Vec<FeedPull>> {
    let request = ListPullsRequest {
        feed_id: feed_id.to_owned(),
    };
    Ok(feeds.list_pulls(request).await?.into_inner().pulls)
}

/// Makes a feed due and waits for the end of the pull that this begins.
async fn pull(feeds: &mut FeedsClient<Peer>, feed_id: String) -> anyhow::Result<FeedPull> {
    let request = PullFeedRequest {
        feed_id: feed_id.clone(),
    };
    let before = feeds.pull_feed(request).await?.into_inner().pulls;
    for _ in 0..LOOKS {
        let newest = pulls(feeds, &feed_id).await?.into_iter().next();
        if let Some(pull) = newest.filter(|pull| pull.number > before) {
            return Ok(pull);
        }
        tokio::time::sleep(LOOK_EVERY).await;
    }
    bail!("the pull has not ended yet: see `relais admin feed pulls {feed_id}`")
}

fn print_feeds(feeds: Vec<Feed>) {
    let rows = feeds.into_iter().map(|it| {
        let state = if it.paused { "paused" } else { "active" };
        vec![
            it.feed_id,
            it.employer_id,
            it.url,
            format!("{} min", it.every_seconds / 60),
            state.to_owned(),
            it.failures.to_string(),
        ]
    });
    let head = ["id", "employer", "url", "every", "state", "failures"];
    println!("{}", output::table(&head, rows));
}

/// What became of a pull, for people.
fn told(pull: &FeedPull) -> String {
    let report = pull.report.clone().unwrap_or_default();
    let head = format!(
        "pull {}: {}, {} items: {} new, {} amended, {} unchanged, {} refused; {} missing, {} asked about",
        pull.number,
        pull.outcome,
        report.items,
        report.accepted,
        report.amended,
        report.unchanged,
        report.refused,
        pull.missing,
        pull.asked,
    );
    let problem = Some(format!("\n{}", pull.problem)).filter(|_| !pull.problem.is_empty());
    let renamed = pull.reidentified.iter();
    let renamed = renamed.map(|it| format!("\n{} goes on as {}", it.was, it.is));
    let parts = std::iter::once(head).chain(problem).chain(renamed);
    parts.chain([refusals(&report)]).collect()
}

fn refusals(report: &ImportReport) -> String {
    let items = report.refusals.iter().take(SHOWN);
    let lines = items.flat_map(|item| {
        item.violations.iter().map(move |it| {
            let place = match item.line {
                0 => format!("item {}", item.item),
                line => format!("line {line}"),
            };
            format!("\n{place}, {}: {}", it.pointer, it.message)
        })
    });
    lines.collect()
}
