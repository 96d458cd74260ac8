//! DOCX and ODT.

use relais_documents::{Bound, Hint, Kind, Limits, Unreadable, read};

use crate::make::office::{archive, docx, docx_part, odt, paragraph};

fn text(bytes: &[u8]) -> String {
    let document = read(bytes, &Hint::default(), &Limits::default());
    document.expect("a document").text
}

/// A table of a DOCX, its cells being whatever is given.
fn table(rows: &[&[String]]) -> String {
    let rows = rows.iter().map(|cells| {
        let cells = cells.join("</w:tc><w:tc>");
        ["<w:tr><w:tc>", &cells, "</w:tc></w:tr>"].concat()
    });
    ["<w:tbl>", &rows.collect::<String>(), "</w:tbl>"].concat()
}

#[test]
fn a_docx_is_read_paragraph_by_paragraph() {
    let body = [
        paragraph("Offre d&#8217;emploi"),
        "<w:p><w:r><w:t>Ma</w:t></w:r><w:r><w:t>çon</w:t><w:tab/><w:t>R&amp;D</w:t></w:r></w:p>"
            .to_owned(),
        paragraph(""),
        paragraph("Herstal"),
    ];
    assert_eq!(
        text(&docx(&body.concat())),
        "Offre d’emploi\nMaçon\tR&D\n\nHerstal"
    );
}

#[test]
fn lists_of_a_docx_are_marked() {
    let item =
        |text: &str| format!("<w:p><w:pPr><w:numPr/></w:pPr><w:r><w:t>{text}</w:t></w:r></w:p>");
    assert_eq!(
        text(&docx(&[item("permis B"), item("VCA")].concat())),
        "- permis B\n- VCA"
    );
}

#[test]
fn a_table_of_a_docx_is_read_row_by_row() {
    let cell = |text: &str| paragraph(text);
    let long = [paragraph("français"), paragraph("anglais")].concat();
    let body = table(&[&[cell("Lieu"), cell("Seraing")], &[cell("Langues"), long]]);
    assert_eq!(
        text(&docx(&body)),
        "Lieu\tSeraing\nLangues\nfrançais\nanglais"
    );
}

#[test]
fn the_header_of_a_docx_comes_first_and_its_footer_last() {
    let main = docx_part("document", &paragraph("Offre"));
    let header = docx_part("hdr", &paragraph("Bâtir SRL"));
    let footer = docx_part("ftr", &paragraph("rh@batir.example"));
    let bytes = archive(&[
        ("word/footer1.xml", footer.as_bytes()),
        ("word/document.xml", main.as_bytes()),
        ("word/header1.xml", header.as_bytes()),
    ]);
    assert_eq!(text(&bytes), "Bâtir SRL\nOffre\nrh@batir.example");
}

#[test]
fn deleted_text_and_second_versions_of_text_boxes_are_left_out() {
    let body = "<w:p><w:del><w:r><w:t>vieux</w:t></w:r></w:del><w:r><w:t>neuf</w:t></w:r></w:p>\
                <w:p><mc:AlternateContent><mc:Choice><w:txbxContent><w:p><w:r><w:t>cadre</w:t></w:r></w:p>\
                </w:txbxContent></mc:Choice><mc:Fallback><w:t>cadre</w:t></mc:Fallback>\
                </mc:AlternateContent></w:p>";
    assert_eq!(text(&docx(body)), "neuf\ncadre");
}

#[test]
fn a_docx_that_holds_only_a_picture_is_scanned() {
    let bytes = docx("<w:p><w:r><w:drawing/></w:r></w:p>");
    let read = read(&bytes, &Hint::default(), &Limits::default());
    assert_eq!(read, Err(Unreadable::Scanned));
}

#[test]
fn an_odt_is_read_with_its_lists_and_tables() {
    let bytes = odt(
        "<text:h>Offre</text:h>\n <text:p>Maçon<text:tab/>CDI<text:line-break/>38<text:s text:c=\"2\"/>h</text:p>\
         <text:list><text:list-item><text:p>permis B</text:p></text:list-item></text:list>\
         <table:table><table:table-row><table:table-cell><text:p>Lieu</text:p></table:table-cell>\
         <table:table-cell><text:p>Liège</text:p></table:table-cell></table:table-row></table:table>",
    );
    let document = read(&bytes, &Hint::default(), &Limits::default()).expect("a document");
    assert_eq!(document.kind, Kind::Odt);
    assert_eq!(
        document.text,
        "Offre\nMaçon\tCDI\n38 h\n- permis B\nLieu\tLiège"
    );
}

#[test]
fn an_encrypted_odt_is_said_to_be_so() {
    let bytes = archive(&[
        ("mimetype", b"application/vnd.oasis.opendocument.text"),
        ("META-INF/manifest.xml", b"<m:manifest xmlns:m=\"m\"><m:file-entry><m:encryption-data/></m:file-entry></m:manifest>"),
        ("content.xml", b"\x01\x02\x03"),
    ]);
    let read = read(&bytes, &Hint::default(), &Limits::default());
    assert_eq!(read, Err(Unreadable::Encrypted));
}

#[test]
fn an_encrypted_docx_is_said_to_be_so() {
    let name: Vec<u8> = "EncryptedPackage"
        .encode_utf16()
        .flat_map(u16::to_le_bytes)
        .collect();
    let bytes = [&b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1"[..], &[0; 512], &name].concat();
    let read = read(&bytes, &Hint::default(), &Limits::default());
    assert_eq!(read, Err(Unreadable::Encrypted));
}

#[test]
fn spreadsheets_rich_text_and_old_word_documents_are_not_read() {
    let spreadsheet = archive(&[("xl/workbook.xml", b"<workbook/>")]);
    let calc = archive(&[
        (
            "mimetype",
            b"application/vnd.oasis.opendocument.spreadsheet",
        ),
        ("content.xml", b"<a/>"),
    ]);
    for (bytes, kind) in [
        (spreadsheet, Kind::Archive),
        (calc, Kind::Archive),
        (b"{\\rtf1 Offre}".to_vec(), Kind::Rtf),
        (
            b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1 WordDocument".to_vec(),
            Kind::LegacyOffice,
        ),
    ] {
        let read = read(&bytes, &Hint::default(), &Limits::default());
        assert_eq!(read, Err(Unreadable::Unsupported(kind)));
    }
}

#[test]
fn a_docx_that_was_cut_off_is_broken() {
    let whole = docx(&paragraph(&"Offre ".repeat(100)));
    let read = read(
        &whole[..whole.len() / 2],
        &Hint::default(),
        &Limits::default(),
    );
    assert!(matches!(read, Err(Unreadable::Broken(_))), "{read:?}");
}

#[test]
fn an_archive_of_more_parts_than_a_document_has_is_refused() {
    let names: Vec<String> = (0..=Limits::default().entries)
        .map(|at| format!("{at}.xml"))
        .collect();
    let parts: Vec<(&str, &[u8])> = names.iter().map(|name| (name.as_str(), &b""[..])).collect();
    let read = read(&archive(&parts), &Hint::default(), &Limits::default());
    assert_eq!(read, Err(Unreadable::TooLarge(Bound::Entries)));
}
