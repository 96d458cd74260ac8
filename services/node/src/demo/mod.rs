//! `relais demo`: the whole relay at work through its real doors, with a clock that makes days
//! pass in seconds. The workers and the SPOC are played, and the demo says so.

mod ground;
mod letters;
mod mails;
mod narrator;
mod offers;
mod patience;
mod people;
mod play;
mod report;
mod world;

use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;

use anyhow::Context as _;
use jiff::Timestamp;
use relais_domain::Clock as _;
use relais_runtime::config::{Folder, MailTransport};
use relais_runtime::{Config, ManualClock, Random, SystemClock};
use relais_store::{Options, Store};
use serde_json::Value;

use crate::cli::Demo;
use crate::node::{Node, NodeOptions};
use ground::Ground;
use narrator::Narrator;
use play::{Play, Stage};
use report::Report;
use world::World;

/// The folder in the data that mails with offers are put into.
const MAIL_IN: &str = "mail-in";
/// From how many offers on a bar is shown instead of the story of each.
const BAR_FROM: usize = 30;

/// Plays the demonstration.
///
/// # Errors
/// What keeps it from starting, or a service that does not do what it should.
pub async fn run(demo: Demo) -> anyhow::Result<ExitCode> {
    let report = match &demo.running {
        Some(config) => on_running_site(&demo, config).await?,
        None => on_own_site(&demo).await?,
    };
    Ok(if report.all_in_time() {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    })
}

/// On a site of this process, with a clock that is moved on.
async fn on_own_site(demo: &Demo) -> anyhow::Result<Report> {
    let offers = offers::load(demo.offers.as_deref(), demo.limit)?;
    let (data, temporary) = folder(demo)?;
    let narrator = narrator(demo, offers.len());
    narrator.say(&format!("data       {}", data.display()));
    let clock = ManualClock::new(start_of(&data).await?);
    let config = configuration(demo, &data)?;
    let MailTransport::Folder(Folder { path: mails }) = config.mail.transport.clone() else {
        anyhow::bail!("the demonstration writes its mails into a folder");
    };
    let node = Node::start(NodeOptions {
        config,
        clock: Arc::new(clock.clone()),
        entropy: Arc::new(Random::from_system()),
        doors: true,
        reader: std::env::current_exe()?,
        store: Options::default(),
    })
    .await?;
    let (http, grpc) = node.http.zip(node.grpc).context("the doors are open")?;
    narrator.say(&format!(
        "doors      REST http://{http}, gRPC http://{grpc}"
    ));
    narrator.say(&format!(
        "clock      up to {} times faster than real time",
        demo.speed
    ));
    let ground = Ground::of(&node, http, grpc, mails).await?;
    let mail_in = demo.mail.then(|| data.join(MAIL_IN));
    let (report, world) = play(demo, &ground, clock, offers, mail_in, &narrator).await?;
    if !demo.exit {
        narrator.say(&format!(
            "Still up. Try: curl -H 'authorization: Bearer {}' http://{http}/v1/offers\nEnd with Ctrl-C.",
            world.employers[0].key.expose()
        ));
        node.lifecycle.clone().run().await?;
    }
    drop((ground, world));
    node.finish().await;
    drop(temporary);
    Ok(report)
}

/// On a cluster that runs. Its services count by the system's clock; only the people played live
/// faster, by a clock of their own.
async fn on_running_site(demo: &Demo, config: &Path) -> anyhow::Result<Report> {
    let offers = offers::load(demo.offers.as_deref(), demo.limit)?;
    let narrator = narrator(demo, offers.len());
    crate::install_tls();
    let clock = ManualClock::new(SystemClock.now());
    let offers = offers::of_run(offers, clock.now());
    let loader = Config::loader().environment(std::env::vars_os());
    let ground = Ground::running(loader.file(config).load()?, demo.rest.as_deref()).await?;
    narrator.say(&format!("site       the one of {}", config.display()));
    let (report, _) = play(demo, &ground, clock, offers, None, &narrator).await?;
    Ok(report)
}

fn narrator(demo: &Demo, offers: usize) -> Narrator {
    Narrator::new(demo.format.json, offers >= BAR_FROM, offers)
}

/// Plays with all offers, and tells how it went.
async fn play(
    demo: &Demo,
    ground: &Ground,
    clock: ManualClock,
    offers: Vec<Value>,
    mail_in: Option<PathBuf>,
    narrator: &Narrator,
) -> anyhow::Result<(Report, World)> {
    let world = World::build(ground, narrator).await?;
    let stage = Stage {
        ground,
        clock,
        speed: demo.speed,
        world: &world,
        narrator,
        mail_in,
        seed: demo.seed,
    };
    let report = Play::new(stage)?.run(offers).await?;
    narrator.finish(&report);
    Ok((report, world))
}

/// The data folder, and the guard that removes a temporary one at the end (a killed demo leaves
/// it behind, so that one can go on from it).
fn folder(demo: &Demo) -> anyhow::Result<(PathBuf, Option<tempfile::TempDir>)> {
    if let Some(data) = &demo.data {
        return Ok((data.clone(), None));
    }
    let temporary = tempfile::Builder::new().prefix("relais-demo-").tempdir()?;
    Ok((temporary.path().to_owned(), Some(temporary)))
}

fn configuration(demo: &Demo, data: &Path) -> anyhow::Result<Config> {
    let mut loader = Config::loader()
        .set("data_dir", data.to_string_lossy())
        .set("http.addr", demo.http.to_string())
        .set("grpc.addr", demo.grpc.to_string());
    if demo.mail {
        loader = loader.set("mailboxes.demo.folder.path", MAIL_IN);
    }
    Ok(loader.load()?)
}

/// The clock starts now, or where an earlier demonstration in this folder ended: time does not
/// run backwards.
async fn start_of(data: &Path) -> anyhow::Result<Timestamp> {
    let now = Timestamp::now();
    if !data.join(relais_store::FILE).exists() {
        return Ok(now);
    }
    let store = Store::open(data, &Options::default()).await?;
    let last = store.read().await?.latest_time().await?;
    store.close().await;
    let last = last.and_then(|micros| Timestamp::from_microsecond(micros).ok());
    Ok(last.map_or(now, |last| last.max(now)))
}
