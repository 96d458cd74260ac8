//! An import from its first chunk to its report.

use futures::{Stream, StreamExt as _};
use relais_domain::entropy::random;
use relais_domain::ids::{CandidateId, OrganisationId};
use relais_domain::{Error, ErrorCode};
use relais_proto::profiles::{Candidate, ImportCandidatesRequest, ImportError, ImportReport};
use tokio::task::JoinHandle;

use super::batch::{Batch, Draft, Outcome};
use super::header::{Header, refused};
use super::lines::{Line, Lines};
use super::row::{Row, whole};
use crate::caller::Caller;
use crate::clean::Setting;
use crate::service::Profiles;
use crate::store;
use crate::use_cases::Moment;
use crate::use_cases::put::unknown_organisation;

/// Lines written in one transaction.
const BATCH: usize = 128;
/// Problems that are listed.
const MAX_LISTED: usize = 1_000;
/// Lines of one file, the header included.
const MAX_LINES: u64 = 1_000_000;

impl Profiles {
    /// Takes a CSV file in as it comes. What was written stays where the stream breaks off.
    ///
    /// # Errors
    /// `InvalidInput` where the header cannot be read or the organisation is not known,
    /// `TooLarge` for more than a million lines, those of the stream, and those of the store.
    pub(crate) async fn import_candidates(
        &self,
        caller: &Caller,
        parts: impl Stream<Item = Result<ImportCandidatesRequest, Error>> + Send,
    ) -> Result<ImportReport, Error> {
        let mut parts = std::pin::pin!(parts);
        let mut lines = Lines::default();
        let mut import: Option<Import> = None;
        while let Some(part) = parts.next().await {
            let part = part?;
            let import = match &mut import {
                Some(import) => import,
                none => none.insert(Import::begin(self, caller, &part.organisation_id).await?),
            };
            for line in lines.push(&part.chunk) {
                import.take(line).await?;
            }
        }
        let (Some(mut import), last) = (import, lines.finish()) else {
            return Err(no_header());
        };
        if let Some(line) = last {
            import.take(line).await?;
        }
        import.finish().await
    }
}

/// An import under way: one batch is written while the next is read.
struct Import {
    profiles: Profiles,
    organisation: OrganisationId,
    setting: Setting,
    header: Option<Header>,
    line: u64,
    drafts: Vec<Draft>,
    writing: Option<JoinHandle<Result<Vec<Outcome>, Error>>>,
    report: ImportReport,
}

impl Import {
    async fn begin(profiles: &Profiles, caller: &Caller, named: &str) -> Result<Self, Error> {
        let organisation = caller
            .organisation(named, "/organisation_id")?
            .ok_or_else(unknown_organisation)?;
        let mut connection = profiles.store().read().await?;
        if !store::directory::has_organisation(&mut connection, organisation).await? {
            return Err(unknown_organisation());
        }
        Ok(Self {
            setting: profiles.setting(&caller.name)?,
            profiles: profiles.clone(),
            organisation,
            header: None,
            line: 0,
            drafts: Vec::with_capacity(BATCH),
            writing: None,
            report: ImportReport::default(),
        })
    }

    async fn take(&mut self, line: Line) -> Result<(), Error> {
        self.line += 1;
        if self.line > MAX_LINES {
            self.settle().await?;
            return Err(Error::new(
                ErrorCode::TooLarge,
                format!("the file has more than {MAX_LINES} lines: send the rest as another file"),
            ));
        }
        let Some(header) = &self.header else {
            self.header = Some(match line {
                Line::Whole(bytes) => Header::read(&bytes)?,
                Line::TooLong => {
                    return Err(refused("the first line is too long", "see the template"));
                }
            });
            return Ok(());
        };
        let row = match line {
            Line::Whole(bytes) => Row::read(self.line, &bytes, header),
            Line::TooLong => Err(whole(self.line, "is longer than 64 KiB")),
        };
        match row {
            Ok(Some(row)) => self.draft(row).await?,
            Ok(None) => {}
            Err(error) => self.refuse(vec![error]),
        }
        Ok(())
    }

    async fn draft(&mut self, row: Row) -> Result<(), Error> {
        let mut candidate = Candidate::default();
        if let Err(errors) = row.apply(&mut candidate) {
            self.refuse(errors);
            return Ok(());
        }
        let id = CandidateId::new(self.setting.now, random(self.profiles.entropy()));
        self.drafts.push(Draft { row, candidate, id });
        if self.drafts.len() == BATCH {
            self.flush().await?;
        }
        Ok(())
    }

    /// Begins to write what is drafted, once the batch before is written: lines keep their order.
    async fn flush(&mut self) -> Result<(), Error> {
        self.settle().await?;
        if self.drafts.is_empty() {
            return Ok(());
        }
        let batch = Batch {
            organisation: self.organisation,
            setting: self.setting.clone(),
            moment: Moment::new(self.setting.now),
            drafts: std::mem::replace(&mut self.drafts, Vec::with_capacity(BATCH)),
        };
        let store = self.profiles.store().clone();
        self.writing = Some(tokio::spawn(batch.write(store)));
        Ok(())
    }

    /// Waits for the batch that is being written.
    async fn settle(&mut self) -> Result<(), Error> {
        let Some(writing) = self.writing.take() else {
            return Ok(());
        };
        for outcome in writing.await.map_err(Error::internal)?? {
            match outcome {
                Outcome::Created => self.report.accepted += 1,
                Outcome::Updated => self.report.updated += 1,
                Outcome::Refused(errors) => self.refuse(errors),
            }
        }
        Ok(())
    }

    fn refuse(&mut self, errors: Vec<ImportError>) {
        self.report.refused += 1;
        let room = MAX_LISTED.saturating_sub(self.report.errors.len());
        self.report.errors.extend(errors.into_iter().take(room));
    }

    async fn finish(mut self) -> Result<ImportReport, Error> {
        if self.header.is_none() {
            return Err(no_header());
        }
        self.flush().await?;
        self.settle().await?;
        let mut report = self.report;
        report.lines = report.accepted + report.updated + report.refused;
        // Cells are read before the batch is written, in which further lines are refused.
        report.errors.sort_by_key(|error| error.line);
        Ok(report)
    }
}

fn no_header() -> Error {
    refused(
        "the file is empty",
        "begin with a line that names the columns",
    )
}
