//! PDFs with just what makes them such.

use pdf_writer::{Content, Finish as _, Name, Pdf, Rect, Ref, Str};

const CATALOG: Ref = Ref::new(1);
/// The parent of all pages.
pub const PAGES: Ref = Ref::new(2);
const FONT: Ref = Ref::new(3);
const PICTURE: Ref = Ref::new(4);
/// Objects are numbered from here on.
pub const FIRST_FREE: i32 = 10;

/// Words at places: from the left, from the bottom, in points.
pub type Words<'a> = (f32, f32, &'a str);

/// A page of words in Helvetica of 11 points, in Windows-1252 as most programs write them.
pub fn words(words: &[Words<'_>]) -> Vec<u8> {
    let mut content = Content::new();
    for (left, bottom, text) in words {
        let bytes: Vec<u8> = text.chars().map(windows_1252).collect();
        content.begin_text().set_font(Name(b"F1"), 11.0);
        content
            .next_line(*left, *bottom)
            .show(Str(&bytes))
            .end_text();
    }
    content.finish().into_vec()
}

fn windows_1252(c: char) -> u8 {
    match c {
        '€' => 0x80,
        c => u8::try_from(u32::from(c)).expect("a character of Latin-1"),
    }
}

/// Lines from the top of a page down.
pub fn lines(lines: &[&str]) -> Vec<u8> {
    let mut bottom = 800.0;
    let placed = lines.iter().map(|line| {
        bottom -= 14.0;
        (60.0, bottom, *line)
    });
    words(&placed.collect::<Vec<_>>())
}

/// A PDF of pages with these contents.
pub fn pdf(pages: &[Vec<u8>]) -> Vec<u8> {
    let mut pdf = Pdf::new();
    let mut kids = Vec::new();
    for (at, content) in (0..).zip(pages) {
        let page = Ref::new(FIRST_FREE + 2 * at);
        let stream = Ref::new(FIRST_FREE + 2 * at + 1);
        kids.push(page);
        pdf.stream(stream, content);
        add_page(&mut pdf, page, stream);
    }
    finish(pdf, &kids)
}

/// Adds a page with this content.
pub fn add_page(pdf: &mut Pdf, page: Ref, content: Ref) {
    let mut page = pdf.page(page);
    page.parent(PAGES).contents(content);
    page.media_box(Rect::new(0.0, 0.0, 595.0, 842.0));
    let mut resources = page.resources();
    resources.fonts().pair(Name(b"F1"), FONT);
    resources.x_objects().pair(Name(b"I1"), PICTURE);
}

/// Ends a PDF of these pages.
pub fn finish(mut pdf: Pdf, kids: &[Ref]) -> Vec<u8> {
    pdf.catalog(CATALOG).pages(PAGES);
    let count = i32::try_from(kids.len()).expect("a few pages");
    pdf.pages(PAGES).kids(kids.iter().copied()).count(count);
    let mut font = pdf.type1_font(FONT);
    font.base_font(Name(b"Helvetica"));
    font.encoding_predefined(Name(b"WinAnsiEncoding"));
    font.finish();
    let mut picture = pdf.image_xobject(PICTURE, &[0x80]);
    picture.width(1).height(1).bits_per_component(8);
    picture.color_space().device_gray();
    picture.finish();
    pdf.finish()
}
