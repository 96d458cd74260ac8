//! A file of a million offers, sent to a served site as it is written: lines per second, and the
//! site's memory, which does not grow with the file.
//!
//! `cargo bench -p relais --bench import [-- LINES]`.
#![expect(clippy::expect_used, reason = "a bench says why something must hold")]

#[expect(dead_code, reason = "the tests use the rest")]
#[path = "../tests/binary/site.rs"]
mod site;

use std::net::SocketAddr;
use std::time::Instant;

use serde_json::Value;
use site::Site;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

/// Lines of the file, where none are said.
const LINES: u64 = 1_000_000;
/// Lines that are written at once.
const CHUNK: usize = 1_000;

#[tokio::main]
async fn main() {
    let said = std::env::args().find_map(|argument| argument.parse().ok());
    let most: u64 = said.unwrap_or(LINES);
    for lines in [most / 100, most / 10, most] {
        measure(lines.max(1)).await;
    }
}

async fn measure(lines: u64) {
    let folder = tempfile::tempdir().expect("a folder");
    let mut site = Site::new(folder.path());
    let employer = [
        "employer",
        "add",
        "Bench",
        "--email",
        "bench@relais.example",
    ];
    let employer = site.admin(&employer);
    let key = employer["api_key"].as_str().expect("a key").to_owned();
    site.start().await;
    let before = memory(&site, "VmRSS:");
    let began = Instant::now();
    let report = send(site.http, &key, lines).await.expect("an answer");
    let took = began.elapsed().as_secs_f64();
    assert_eq!(report["accepted"], lines, "{report}");
    let peak = memory(&site, "VmHWM:");
    let rate = f64::from(u32::try_from(lines).expect("a count of lines")) / took;
    println!("{lines:>9} lines: {rate:>7.0} /s, memory {before} before, {peak} at most");
    site.kill();
}

/// Sends the file in pieces, none of which is kept, and reads what became of it.
async fn send(door: SocketAddr, key: &str, lines: u64) -> std::io::Result<Value> {
    let mut stream = TcpStream::connect(door).await?;
    let head = format!(
        "POST /v1/offers:import HTTP/1.1\r\nHost: {door}\r\nAuthorization: Bearer {key}\r\n\
         Content-Type: text/csv\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n"
    );
    stream.write_all(head.as_bytes()).await?;
    for first in (0..lines).step_by(CHUNK) {
        let text = text(first, (first + CHUNK as u64).min(lines));
        let piece = format!("{:x}\r\n{text}\r\n", text.len());
        stream.write_all(piece.as_bytes()).await?;
    }
    stream.write_all(b"0\r\n\r\n").await?;
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).await?;
    let answer = String::from_utf8_lossy(&answer);
    let (first, last) = (answer.find('{'), answer.rfind('}'));
    let report = first
        .zip(last)
        .and_then(|(first, last)| answer.get(first..=last));
    serde_json::from_str(report.unwrap_or_default()).map_err(Into::into)
}

/// Lines of a table, its titles first.
fn text(first: u64, end: u64) -> String {
    let titles = (first == 0).then_some("id,title,description,postcode\n".to_owned());
    let lines = (first..end).map(|number| {
        format!("job-{number},Maçon,\"Murs en briques, lecture de plan, permis B\",4040\n")
    });
    titles.into_iter().chain(lines).collect()
}

/// A figure of the site's memory, as the system tells it.
fn memory(site: &Site, name: &str) -> String {
    let status = std::fs::read_to_string(format!("/proc/{}/status", site.id()));
    let status = status.expect("the system tells");
    let line = status.lines().find_map(|line| line.strip_prefix(name));
    line.expect("its memory").trim().to_owned()
}
