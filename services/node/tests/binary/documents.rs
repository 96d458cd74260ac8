//! Documents read by the binary itself, as a child of a service.

use std::path::PathBuf;

use relais_documents::{Confined, Hint, Limits, ReadError, Unreadable};

#[tokio::test]
async fn the_binary_reads_documents_for_its_services() {
    let confined = Confined::new(
        PathBuf::from(env!("CARGO_BIN_EXE_relais")),
        Limits::default(),
        1,
    );
    let html = b"<p>Ma&ccedil;on</p><p>Herstal</p>";
    let document = confined.read(html, &Hint::media_type("text/html")).await;
    let document = document.expect("the binary answers");
    assert_eq!(document.text, "Maçon\nHerstal");
    assert!(document.notes.is_empty(), "{:?}", document.notes);
    let picture = confined.read(b"\x89PNG\r\n\x1A\n", &Hint::default()).await;
    assert!(matches!(
        picture,
        Err(ReadError::Unreadable(Unreadable::Scanned))
    ));
}
