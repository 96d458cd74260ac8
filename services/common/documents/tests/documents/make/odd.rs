//! PDFs of which there is something to say.

use pdf_writer::{Content, Filter, Finish as _, Name, Pdf, Rect, Ref};

use super::pdf::{FIRST_FREE, PAGES, add_page, finish, lines, pdf};

/// What fills a page with the one picture of the document.
pub fn picture() -> Vec<u8> {
    let mut content = Content::new();
    content.transform([595.0, 0.0, 0.0, 842.0, 0.0, 0.0]);
    content.x_object(Name(b"I1"));
    content.finish().into_vec()
}

/// A PDF whose only page has a content that was packed by this filter.
pub fn packed(content: &[u8], filter: Filter) -> Vec<u8> {
    let mut pdf = Pdf::new();
    let (page, stream) = (Ref::new(FIRST_FREE), Ref::new(FIRST_FREE + 1));
    pdf.stream(stream, content).filter(filter);
    add_page(&mut pdf, page, stream);
    finish(pdf, &[page])
}

/// A PDF that opens with a password only.
pub fn encrypted() -> Vec<u8> {
    let plain = pdf(&[lines(&["secret"])]);
    let text = String::from_utf8_lossy(&plain);
    let at = text.find("trailer\n<<").expect("a trailer") + "trailer\n<<".len();
    let (before, after) = plain.split_at(at);
    let keys = "/Encrypt << /Filter /Standard /V 2 /R 3 /Length 128 /P -44 \
                /O <28BF4E5E4E758A4164004E56FFFA01082E2E00B6D0683E802F0CA9FE6453697A> \
                /U <00112233445566778899AABBCCDDEEFF00112233445566778899AABBCCDDEEFF> >> \
                /ID [<00112233445566778899AABBCCDDEEFF> <00112233445566778899AABBCCDDEEFF>]";
    [before, keys.as_bytes(), after].concat()
}

/// A PDF that draws a form ten times, which draws another ten times, and so on: as many drawings
/// as ten to the power of `levels`.
pub fn forms_in_forms(levels: i32) -> Vec<u8> {
    let mut pdf = Pdf::new();
    let (page, stream) = (Ref::new(FIRST_FREE), Ref::new(FIRST_FREE + 1));
    let form = |level: i32| Ref::new(FIRST_FREE + 2 + level);
    let draws = b"/X Do ".repeat(10);
    for level in 0..levels {
        let mut object = pdf.form_xobject(form(level), &draws);
        object.bbox(Rect::new(0.0, 0.0, 100.0, 100.0));
        let next = form((level + 1).min(levels));
        object.resources().x_objects().pair(Name(b"X"), next);
        object.finish();
    }
    pdf.form_xobject(form(levels), b"0 0 1 1 re f")
        .bbox(Rect::new(0.0, 0.0, 100.0, 100.0));
    pdf.stream(stream, &draws);
    let mut first = pdf.page(page);
    first.parent(PAGES).contents(stream);
    first.media_box(Rect::new(0.0, 0.0, 595.0, 842.0));
    first.resources().x_objects().pair(Name(b"X"), form(0));
    first.finish();
    finish(pdf, &[page])
}
