//! Tells what happens: line by line, on a bar where there are many offers, and as JSON at the end.

use std::io::IsTerminal as _;

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use super::report::Report;

/// How often the bar is written as a line where there is no terminal, in offers.
const LINE_EVERY: u64 = 50;

/// Prints the story.
pub struct Narrator {
    json: bool,
    many: bool,
    bar: ProgressBar,
}

impl Narrator {
    /// With `json` the story goes to standard error and the summary to standard output; with
    /// `many` there is a bar instead of the story of each offer.
    pub fn new(json: bool, many: bool, offers: usize) -> Self {
        let bar = ProgressBar::new(u64::try_from(offers).unwrap_or(u64::MAX));
        let target = if many && std::io::stderr().is_terminal() {
            ProgressDrawTarget::stderr()
        } else {
            ProgressDrawTarget::hidden()
        };
        bar.set_draw_target(target);
        let style = "{bar:40} {pos}/{len} offers answered, {msg}";
        if let Ok(style) = ProgressStyle::with_template(style) {
            bar.set_style(style);
        }
        Self { json, many, bar }
    }

    /// Says something about the whole.
    pub fn say(&self, line: &str) {
        if self.json {
            self.bar.suspend(|| eprintln!("{line}"));
        } else {
            self.bar.suspend(|| println!("{line}"));
        }
    }

    /// Tells something of one case, where not too many are told.
    pub fn tell(&self, line: impl FnOnce() -> String) {
        if !self.many {
            self.say(&line());
        }
    }

    /// One more offer is answered; `now` is the time that the clock shows.
    pub fn answered(&self, now: &str) {
        self.bar.set_message(now.to_owned());
        self.bar.inc(1);
        let hidden = self.bar.is_hidden() && self.many;
        if hidden && self.bar.position().is_multiple_of(LINE_EVERY) {
            self.say(&format!("{} offers answered, {now}", self.bar.position()));
        }
    }

    /// Prints the summary.
    pub fn finish(&self, report: &Report) {
        self.bar.finish_and_clear();
        if self.json {
            eprintln!("{}", report.table());
            println!("{}", report.json());
        } else {
            println!("\n{}", report.table());
        }
    }
}
