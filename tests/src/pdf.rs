//! Documents as offers come in them.

use std::fmt::Write as _;

/// A PDF of one page with these lines (ASCII, without parentheses), as an old program prints it.
pub fn pdf(lines: &[&str]) -> Vec<u8> {
    let shown = lines.iter().map(|line| format!("({line}) Tj 0 -16 Td\n"));
    let text = format!("BT /F1 12 Tf 60 760 Td\n{}ET", shown.collect::<String>());
    let objects = [
        "<</Type/Catalog/Pages 2 0 R>>".to_owned(),
        "<</Type/Pages/Kids[3 0 R]/Count 1>>".to_owned(),
        "<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R\
         /Resources<</Font<</F1 5 0 R>>>>>>"
            .to_owned(),
        format!("<</Length {}>>stream\n{text}\nendstream", text.len()),
        "<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>".to_owned(),
    ];
    let objects = objects.iter().enumerate();
    let objects = objects.map(|(at, object)| format!("{} 0 obj{object}endobj\n", at + 1));
    let objects: String = objects.collect();
    format!("%PDF-1.4\n{objects}trailer<</Root 1 0 R>>\n%%EOF").into_bytes()
}

/// Bytes as a part of a mail has them that says `quoted-printable`.
pub fn quoted_printable(bytes: &[u8]) -> String {
    let lines = bytes.chunks(20).map(|line| {
        let shown = line.iter().fold(String::new(), |mut shown, byte| {
            // Writing to a text does not fail.
            let _ = write!(shown, "={byte:02X}");
            shown
        });
        // The line goes on.
        shown + "=\r\n"
    });
    lines.collect()
}
