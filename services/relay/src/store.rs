//! The tables of the relay: cases as their events made them, and the texts and people that events
//! only name by id.

mod cases;
mod fellows;
mod figures;
mod mails;
mod notes;
mod tutors;
mod unreachable;

pub(crate) use cases::{
    Page, StoredCase, candidate_cases, claim, due_cases, find_by_reference, forget_candidate,
    insert_case, involve, list_cases, load_stored, next_timer, unanswered,
};

pub use cases::load_case;
pub(crate) use fellows::{Fellow, offers_of_its_mail, seat, unseat};
pub(crate) use figures::{Figures, figures};
pub(crate) use mails::{
    Intent, JoinedMail, insert_mail, mail, mails_of, offer_of_message_id, remember_message_id,
};
pub use notes::note_text;
pub(crate) use notes::{NewNote, NoteKind, erase_notes, insert_note, traces_of};
pub use tutors::{Tutor, tutor};
pub(crate) use tutors::{erase_tutor, put_tutor};
pub(crate) use unreachable::{is_unreachable, lift, mark_unreachable};

use relais_store::Migration;

/// Columns beside `state` are those that are searched or counted; they repeat what it says.
const TABLES: &str = "
CREATE TABLE relay_cases (
    offer_id TEXT PRIMARY KEY,
    case_ref TEXT NOT NULL UNIQUE,
    employer_id TEXT NOT NULL,
    stage TEXT NOT NULL,
    due_at BIGINT NOT NULL,
    next_timer_at BIGINT,
    version BIGINT NOT NULL,
    webhook BIGINT NOT NULL,
    breached BIGINT NOT NULL,
    answer_kind TEXT,
    nominations BIGINT NOT NULL,
    hired BIGINT NOT NULL,
    employed_after_six_months BIGINT NOT NULL,
    state TEXT NOT NULL
);
CREATE INDEX relay_cases_by_timer ON relay_cases (next_timer_at)
    WHERE next_timer_at IS NOT NULL;
CREATE INDEX relay_cases_by_due ON relay_cases (due_at, offer_id);
CREATE INDEX relay_cases_open ON relay_cases (due_at, offer_id)
    WHERE stage IN ('opened', 'diffused', 'partly_answered');
CREATE TABLE relay_candidates (
    candidate_id TEXT NOT NULL,
    offer_id TEXT NOT NULL,
    PRIMARY KEY (candidate_id, offer_id)
);
CREATE TABLE relay_notes (
    id TEXT PRIMARY KEY,
    offer_id TEXT NOT NULL,
    candidate_id TEXT,
    organisation_id TEXT,
    kind TEXT NOT NULL,
    text TEXT NOT NULL
);
CREATE INDEX relay_notes_by_offer ON relay_notes (offer_id);
CREATE INDEX relay_notes_by_candidate ON relay_notes (candidate_id)
    WHERE candidate_id IS NOT NULL;
CREATE TABLE relay_tutors (
    nomination_id TEXT PRIMARY KEY,
    offer_id TEXT NOT NULL,
    name TEXT NOT NULL,
    email TEXT NOT NULL
);
";

/// The schema, step by step.
pub const MIGRATIONS: &[Migration] = &[
    Migration {
        version: 1,
        sql: TABLES,
    },
    Migration {
        version: 2,
        sql: crate::outgoing::MIGRATION,
    },
    Migration {
        version: 3,
        sql: crate::links::MIGRATION,
    },
    Migration {
        version: 4,
        sql: mails::TABLES,
    },
    Migration {
        version: 5,
        sql: fellows::TABLES,
    },
    Migration {
        version: 6,
        sql: unreachable::TABLES,
    },
    Migration {
        version: 7,
        sql: crate::outgoing::TRACE_MIGRATION,
    },
];
