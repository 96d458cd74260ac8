//! Documents read by the binary itself, as a child of a service.

use std::path::PathBuf;

use relais_documents::{Bound, Confined, Hint, Limits, ReadError, Unreadable};

/// A PDF whose page unpacks to this many megabytes of spaces.
fn bomb(megabytes: usize) -> Vec<u8> {
    // Each pair of bytes stands for 128 spaces.
    let packed = [129, b' '].repeat(megabytes << 13);
    let head = format!(
        "%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n\
         2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n\
         3 0 obj<</Type/Page/Parent 2 0 R/Contents 4 0 R/MediaBox[0 0 9 9]>>endobj\n\
         4 0 obj<</Length {}/Filter/RunLengthDecode>>stream\n",
        packed.len()
    );
    let tail = b"\nendstream endobj\ntrailer<</Root 1 0 R>>\n%%EOF";
    [head.as_bytes(), &packed, tail].concat()
}

#[tokio::test]
async fn the_memory_of_the_reading_child_is_bounded() {
    let limits = Limits {
        memory_bytes: 384 << 20,
        ..Limits::default()
    };
    let exe = PathBuf::from(env!("CARGO_BIN_EXE_relais"));
    let confined = Confined::new(exe, limits, 1);
    let modest = confined.read(&bomb(16), &Hint::default()).await;
    assert_eq!(modest.expect("an empty page").text, "");
    let greedy = confined.read(&bomb(640), &Hint::default()).await;
    let is_memory = |error: &ReadError| {
        matches!(
            error,
            ReadError::Unreadable(Unreadable::TooLarge(Bound::Memory))
        )
    };
    assert!(greedy.as_ref().is_err_and(is_memory), "{greedy:?}");
}

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
    assert_eq!(document.text, "Maçon\n\nHerstal");
    assert!(document.notes.is_empty(), "{:?}", document.notes);
    let picture = confined.read(b"\x89PNG\r\n\x1A\n", &Hint::default()).await;
    assert!(matches!(
        picture,
        Err(ReadError::Unreadable(Unreadable::Scanned))
    ));
}
