//! The account of an import: everything is counted, the first of each kind is listed.

use relais_domain::FieldError;
use relais_proto::intake::{FieldViolation, ImportReport, RefusedItem, Submission, TakenItem};

use super::item::Broken;
use super::pipeline::Parsed;
use super::read::Outcome;
use crate::use_cases::Receipt;

/// Items that are listed of each kind; further ones are counted only.
pub(crate) const LISTED: usize = 1_000;

/// Where in a feed an item stands, and what it calls itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Place {
    number: u64,
    line: u64,
    identifier: String,
}

impl Place {
    /// The place of an item.
    pub fn of(parsed: &Parsed) -> Self {
        Self {
            number: parsed.number,
            line: parsed.line,
            identifier: parsed.identifier.clone(),
        }
    }
}

/// Counts what becomes of items.
#[derive(Debug, Default)]
pub(crate) struct Account {
    report: ImportReport,
}

impl Account {
    /// An item was taken in, now or before.
    pub fn take(&mut self, place: Place, receipt: &Receipt) {
        self.report.items += 1;
        match receipt.submission {
            Submission::Amended => self.report.amended += 1,
            Submission::Unchanged => {
                self.report.unchanged += 1;
                return;
            }
            _ => self.report.accepted += 1,
        }
        if self.report.taken.len() < LISTED {
            self.report.taken.push(TakenItem {
                item: place.number,
                line: place.line,
                identifier: place.identifier,
                submission: receipt.submission.into(),
                offer_id: receipt.offer_id.clone(),
                case_ref: receipt.case_ref.clone(),
                due_at: receipt.due_at,
            });
        }
    }

    /// An item is as it was.
    pub fn same(&mut self) {
        self.report.items += 1;
        self.report.unchanged += 1;
    }

    /// An item is wrong.
    pub fn refuse(&mut self, place: Place, fields: &[FieldError]) {
        self.report.items += 1;
        self.report.refused += 1;
        if self.report.refusals.len() < LISTED {
            self.report.refusals.push(RefusedItem {
                item: place.number,
                line: place.line,
                identifier: place.identifier,
                violations: fields.iter().map(violation).collect(),
            });
        }
    }

    /// How the reading ended.
    pub fn end(&mut self, outcome: &Result<Outcome, Broken>) {
        match outcome {
            Ok(outcome) => {
                outcome.kind.as_str().clone_into(&mut self.report.format);
                self.report
                    .unknown_columns
                    .clone_from(&outcome.unknown_columns);
            }
            Err(broken) => {
                self.report.broken.clone_from(&broken.reason);
                self.report.broken_line = broken.line;
            }
        }
    }

    /// The account.
    pub fn finish(mut self) -> ImportReport {
        // Mistakes are found at once, refusals in writing only.
        self.report.refusals.sort_by_key(|refused| refused.item);
        self.report.taken.sort_by_key(|taken| taken.item);
        self.report
    }
}

fn violation(field: &FieldError) -> FieldViolation {
    FieldViolation {
        pointer: field.pointer.clone(),
        message: field.message.clone(),
        remedy: field.remedy.clone(),
    }
}
