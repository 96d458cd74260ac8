//! Decides whether what a run has left behind can be explained by the calls that were made.

mod calls;
mod cases;
mod log;

use std::collections::BTreeMap;
use std::fmt;

use super::evidence::{Evidence, Look};

/// What was compared, and what did not hold.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Verdict {
    compared: BTreeMap<&'static str, usize>,
    violations: Vec<String>,
}

impl Verdict {
    fn compare(&mut self, what: &'static str, count: usize) {
        *self.compared.entry(what).or_default() += count;
    }

    fn violated(&mut self, what: impl Into<String>) {
        self.violations.push(what.into());
    }

    /// Each rule that was broken, by what.
    pub fn violations(&self) -> &[String] {
        &self.violations
    }

    /// Prints what was compared.
    ///
    /// # Panics
    /// Where a rule was broken, with each breach.
    pub fn must_hold(&self) {
        println!("{self}");
        assert!(
            self.violations.is_empty(),
            "{} violations:\n{}",
            self.violations.len(),
            self.violations.join("\n")
        );
    }
}

impl fmt::Display for Verdict {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let compared = self.compared.iter();
        let compared = compared.map(|(what, count)| format!("{count} {what}"));
        write!(f, "compared: {}", compared.collect::<Vec<_>>().join(", "))
    }
}

/// Weighs the evidence.
pub fn check(evidence: &Evidence) -> Verdict {
    let mut verdict = Verdict::default();
    calls::check(evidence, &mut verdict);
    cases::check(evidence, &mut verdict);
    log::check(evidence, &mut verdict);
    for look in &evidence.looks {
        readiness(look, &mut verdict);
    }
    verdict
}

fn readiness(look: &Look, verdict: &mut Verdict) {
    verdict.compare("looks at readiness", 1);
    if look.could_work != look.said_ready {
        let (said, could) = (look.said_ready, look.could_work);
        verdict.violated(format!(
            "{} said ready: {said}, but could work: {could}",
            look.of
        ));
    }
}

#[cfg(test)]
mod tests;
