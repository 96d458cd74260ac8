//! The child process: what it may take, and what becomes of a document that wants more.

use std::path::PathBuf;

use pdf_writer::Filter;
use relais_documents::{Bound, Confined, Hint, Kind, Limits, Note, ReadError, Unreadable};

use crate::make::odd::{forms_in_forms, packed};
use crate::make::pdf::{lines, pdf};

fn confined(limits: Limits) -> Confined {
    Confined::new(
        PathBuf::from(env!("CARGO_BIN_EXE_read-document")),
        limits,
        2,
    )
}

async fn refused(limits: Limits, bytes: &[u8]) -> Unreadable {
    match confined(limits).read(bytes, &Hint::default()).await {
        Err(ReadError::Unreadable(why)) => why,
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn a_document_is_read_in_the_child() {
    let bytes = pdf(&[lines(&["Offre d'emploi"])]);
    let read = confined(Limits::default())
        .read(&bytes, &Hint::default())
        .await;
    let document = read.expect("a document");
    assert_eq!(
        (document.kind, document.text.as_str()),
        (Kind::Pdf, "Offre d'emploi")
    );
    let is_confined = |note: &Note| !matches!(note, Note::NotEnforced { .. });
    assert!(
        document.notes.iter().all(is_confined),
        "{:?}",
        document.notes
    );
}

#[tokio::test]
async fn what_cannot_be_read_is_told_by_the_child() {
    let why = refused(Limits::default(), b"{\\rtf1").await;
    assert_eq!(why, Unreadable::Unsupported(Kind::Rtf));
}

#[tokio::test]
async fn a_document_that_takes_for_ever_is_ended_by_its_share_of_the_processor() {
    let limits = Limits {
        cpu_seconds: 1,
        wall_seconds: 120,
        ..Limits::default()
    };
    let why = refused(limits, &forms_in_forms(12)).await;
    assert_eq!(why, Unreadable::TooLarge(Bound::Time));
}

#[tokio::test]
async fn a_document_that_takes_for_ever_is_ended_by_the_clock() {
    let limits = Limits {
        cpu_seconds: 120,
        wall_seconds: 1,
        ..Limits::default()
    };
    let why = refused(limits, &forms_in_forms(12)).await;
    assert_eq!(why, Unreadable::TooLarge(Bound::Time));
}

#[tokio::test]
async fn a_document_that_takes_much_memory_is_ended() {
    let limits = Limits {
        memory_bytes: 96 << 20,
        ..Limits::default()
    };
    // Each pair of bytes stands for 128 spaces.
    let pairs = [129_u8, b' '].repeat(2 << 20);
    let why = refused(limits, &packed(&pairs, Filter::RunLengthDecode)).await;
    assert_eq!(why, Unreadable::TooLarge(Bound::Memory));
}

#[tokio::test]
async fn a_large_document_and_a_large_answer_go_through() {
    let text = "é\u{1}\n".repeat(400_000);
    let read = confined(Limits::default())
        .read(text.as_bytes(), &Hint::default())
        .await;
    let document = read.expect("a document");
    assert!(document.text.len() > 300_000);
    assert!(document.notes.contains(&Note::Truncated));
}

#[tokio::test]
async fn more_documents_than_may_be_read_at_once_wait_for_their_turn() {
    let confined = confined(Limits::default());
    let bytes = pdf(&[lines(&["Offre"])]);
    let hint = Hint::default();
    let one = || confined.read(&bytes, &hint);
    let all = tokio::join!(one(), one(), one(), one(), one());
    assert!(
        [all.0, all.1, all.2, all.3, all.4]
            .iter()
            .all(Result::is_ok)
    );
}

#[tokio::test]
async fn a_binary_that_is_not_there_is_not_the_senders_fault() {
    let confined = Confined::new(PathBuf::from("/nowhere/relais"), Limits::default(), 1);
    let read = confined.read(b"Offre", &Hint::default()).await;
    assert!(matches!(read, Err(ReadError::Machine(_))), "{read:?}");
}

#[tokio::test]
async fn a_binary_that_answers_something_else_is_a_bug() {
    let confined = Confined::new(PathBuf::from("/bin/echo"), Limits::default(), 1);
    let read = confined.read(b"Offre", &Hint::default()).await;
    assert!(matches!(read, Err(ReadError::Bug(_))), "{read:?}");
}
