//! How figures are printed.

use std::time::Duration;

/// What they were measured on.
pub fn machine() -> String {
    let cpu = std::fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
    let model = cpu
        .lines()
        .find_map(|line| line.strip_prefix("model name\t: "));
    let cores = std::thread::available_parallelism().map_or(0, usize::from);
    let model = model.unwrap_or("?");
    format!("machine: {cores} cores of {model}; clients, services and servers share them")
}

/// One figure.
pub fn line(what: &str, figure: &str) {
    println!("{what:<58} {figure}");
}

/// Things per second.
#[expect(clippy::cast_precision_loss, reason = "a rate is told to three digits")]
pub fn per_second(count: usize, took: Duration) -> f64 {
    count as f64 / took.as_secs_f64()
}

/// Prints things per second.
pub fn rate(what: &str, rate: f64) {
    line(what, &format!("{rate:>10.0} /s"));
}

/// Prints a number of bytes, and how many that are for each of `count`.
#[expect(clippy::cast_precision_loss, reason = "sizes are told to three digits")]
pub fn bytes(what: &str, bytes: u64, count: usize) {
    let (millions, each) = (bytes as f64 / 1e6, bytes as f64 / count as f64);
    line(
        what,
        &format!("{millions:>10.1} MB  {each:>7.0} bytes each"),
    );
}

/// Prints the middle of latencies and what one of a hundred exceeds; gives the middle.
#[expect(
    clippy::cast_precision_loss,
    reason = "a latency is told to three digits"
)]
pub fn spread(what: &str, micros: &mut [u64]) -> f64 {
    micros.sort_unstable();
    let at = |permille: usize| {
        let place = micros.len().saturating_sub(1) * permille / 1000;
        micros.get(place).map_or(0.0, |it| *it as f64 / 1000.0)
    };
    let (p50, p99) = (at(500), at(990));
    line(what, &format!("p50 {p50:>8.2} ms  p99 {p99:>8.2} ms"));
    p50
}
