//! Documents read per second, in this process and through the child. `cargo bench -p
//! relais-documents` prints them.

#[path = "../tests/documents/make/office.rs"]
mod office;
#[path = "../tests/documents/make/pdf.rs"]
mod pdf;

use std::path::PathBuf;
use std::time::Instant;

use office::{docx, odt, paragraph};
use pdf::{lines, pdf};
use relais_documents::{Confined, Hint, Limits, read};

const TIMES: u32 = 200;

/// A line like those of offers.
const LINE: &str = "Le candidat assure la pose de briques et de blocs sur nos chantiers à Liège.";

#[tokio::main(flavor = "current_thread")]
async fn main() {
    let page = lines(&[LINE; 50]);
    let text = paragraph(LINE).repeat(100);
    let documents = [
        ("PDF of 2 pages", pdf(&[page.clone(), page])),
        ("DOCX of 100 paragraphs", docx(&text)),
        (
            "ODT of 100 paragraphs",
            odt(&format!("<text:p>{LINE}</text:p>").repeat(100)),
        ),
        (
            "HTML of 100 paragraphs",
            format!("<html>{}", format!("<p>{LINE}</p>").repeat(100)).into_bytes(),
        ),
    ];
    println!(
        "{:<26}{:>16}{:>18}",
        "documents per second", "in this process", "through the child"
    );
    for (name, bytes) in &documents {
        let here = here(bytes);
        let child = through_the_child(bytes).await;
        println!("{name:<26}{here:>16.0}{child:>18.0}");
    }
}

fn here(bytes: &[u8]) -> f64 {
    let start = Instant::now();
    for _ in 0..TIMES {
        let document = read(bytes, &Hint::default(), &Limits::default());
        assert!(document.is_ok_and(|document| document.text.contains("chantiers")));
    }
    f64::from(TIMES) / start.elapsed().as_secs_f64()
}

async fn through_the_child(bytes: &[u8]) -> f64 {
    let exe = PathBuf::from(env!("CARGO_BIN_EXE_read-document"));
    let confined = Confined::new(exe, Limits::default(), 1);
    let start = Instant::now();
    for _ in 0..TIMES {
        let document = confined.read(bytes, &Hint::default()).await;
        assert!(document.is_ok_and(|document| document.text.contains("chantiers")));
    }
    f64::from(TIMES) / start.elapsed().as_secs_f64()
}
