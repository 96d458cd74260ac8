//! `relais serve`.

use std::process::ExitCode;
use std::sync::Arc;

use relais_runtime::config::MailTransport;
use relais_runtime::{Config, Random, SystemClock, telemetry};
use relais_store::Options;
use tracing::{info, warn};

use crate::cli::Serve;
use crate::connect;
use crate::node::{Node, NodeOptions};

/// How long telemetry may take to leave at the end.
const FLUSH: std::time::Duration = std::time::Duration::from_secs(3);

/// Runs the services until a signal stops them.
///
/// # Errors
/// Whatever keeps them from starting whole.
pub async fn run(serve: Serve) -> anyhow::Result<ExitCode> {
    let config = configuration(&serve)?;
    let telemetry = telemetry::init(&config.telemetry)?;
    warn_of_folder_mail(&config);
    let roles: Vec<_> = config.roles.iter().map(|role| role.to_string()).collect();
    let data = config.data_dir.clone();
    let node = Node::start(NodeOptions {
        config,
        clock: Arc::new(SystemClock),
        entropy: Arc::new(Random::from_system()),
        doors: true,
        reader: std::env::current_exe()?,
        store: Options::default(),
    })
    .await?;
    info!(roles = roles.join(","), data = %data.display(), "relais is up");
    let exit = node.lifecycle.clone().run().await?;
    node.finish().await;
    telemetry.shutdown(FLUSH).await;
    Ok(exit.into())
}

fn configuration(serve: &Serve) -> anyhow::Result<Config> {
    let mut loader = connect::loader(&serve.site);
    if let Some(roles) = &serve.roles {
        loader = loader.set("roles", roles);
    }
    if let Some(http) = serve.http {
        loader = loader.set("http.addr", http.to_string());
    }
    if let Some(grpc) = serve.grpc {
        loader = loader.set("grpc.addr", grpc.to_string());
    }
    Ok(loader.load()?)
}

fn warn_of_folder_mail(config: &Config) {
    if let MailTransport::Folder(folder) = &config.mail.transport {
        warn!(
            folder = %folder.path.display(),
            "mails are written into a folder and reach nobody: set mail.transport.smtp to send them"
        );
    }
}
