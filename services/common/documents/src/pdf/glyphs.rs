//! The letters that a page draws, with their places.

use hayro_interpret::font::{Glyph, GlyphRun};
use hayro_interpret::hayro_cmap::BfString;
use hayro_interpret::hayro_syntax::Pdf;
use hayro_interpret::hayro_syntax::page::Page;
use hayro_interpret::kurbo::{Affine, BezPath, Point, Rect};
use hayro_interpret::{
    BlendMode, ClipPath, Context, Device, DrawMode, DrawProps, Image, ImageDrawProps,
    InterpreterCache, InterpreterSettings, SoftMask, TransformExt as _, interpret_page,
};

/// Units of a font to the size of its letters, as PDF counts them.
const UNITS: f64 = 1_000.0;
/// The width of a letter of which the font does not tell it.
const USUAL_WIDTH: f64 = 500.0;

/// A letter, or a ligature of several, in points from the top left of the page.
#[derive(Debug, Clone)]
pub(super) struct Mark {
    pub(super) text: String,
    pub(super) left: f64,
    pub(super) right: f64,
    /// The line that letters stand on.
    pub(super) base: f64,
    pub(super) size: f64,
}

/// What a page shows.
#[derive(Default)]
pub(super) struct PageContent {
    /// Its letters, in the order in which they are drawn.
    pub(super) marks: Vec<Mark>,
    /// Letters whose meaning the font does not tell.
    pub(super) unknown_letters: usize,
    /// Whether it shows a picture.
    pub(super) has_picture: bool,
    /// Whether it shows anything at all.
    pub(super) is_drawn: bool,
    bytes_left: usize,
}

/// Reads the letters of a page, up to this many bytes of text.
pub(super) fn page<'a>(pdf: &'a Pdf, page: &Page<'a>, max_bytes: usize) -> PageContent {
    let (width, height) = page.render_dimensions();
    let extent = Rect::new(0.0, 0.0, f64::from(width), f64::from(height));
    let cache = InterpreterCache::new();
    let mut context = Context::new(
        page.initial_transform(true).to_kurbo(),
        extent,
        &cache,
        pdf.xref(),
        InterpreterSettings::default(),
    );
    let mut content = PageContent {
        bytes_left: max_bytes,
        ..PageContent::default()
    };
    interpret_page(page, &mut context, &mut content);
    content
}

impl PageContent {
    fn add(&mut self, glyph: &Glyph<'_>, to_page: Affine) {
        let text = match glyph.as_unicode() {
            Some(BfString::Char(c)) => c.to_string(),
            Some(BfString::String(text)) => text,
            None => return self.unknown_letters += 1,
        };
        let is_told = text.chars().all(|c| !is_private(c));
        if !is_told {
            return self.unknown_letters += 1;
        }
        if text.len() > self.bytes_left {
            return;
        }
        let width = match glyph {
            Glyph::Outline(glyph) => glyph.advance_width(),
            Glyph::Type3(glyph) => glyph.advance_width(),
        };
        let width = width.map_or(USUAL_WIDTH, f64::from);
        let start = to_page * Point::ZERO;
        let end = to_page * Point::new(width, 0.0);
        let top = to_page * Point::new(0.0, UNITS);
        let size = (top - start).hypot();
        let places = [start.x, start.y, end.x, size];
        if !places.iter().all(|place| place.is_finite()) || is_turned(start, end) {
            return;
        }
        self.bytes_left -= text.len();
        self.marks.push(Mark {
            text: letters(text),
            left: start.x,
            right: end.x.max(start.x),
            base: start.y,
            size: size.max(1.0),
        });
    }
}

/// Whether writing runs otherwise than from left to right, as a watermark's or a margin note's.
fn is_turned(start: Point, end: Point) -> bool {
    let along = end - start;
    along.x < 0.0 || along.y.abs() > along.x.abs() / 2.0 && along.hypot() > 0.1
}

/// Characters that mean what their font makes of them.
fn is_private(c: char) -> bool {
    matches!(c, '\u{E000}'..='\u{F8FF}' | '\u{F0000}'..='\u{10FFFD}' | '\u{FFFD}' | '\0')
}

/// Ligatures as the letters that they join.
fn letters(text: String) -> String {
    let joined = match text.as_str() {
        "\u{FB00}" => "ff",
        "\u{FB01}" => "fi",
        "\u{FB02}" => "fl",
        "\u{FB03}" => "ffi",
        "\u{FB04}" => "ffl",
        "\u{FB05}" | "\u{FB06}" => "st",
        _ => return text,
    };
    joined.to_owned()
}

impl<'a> Device<'a> for PageContent {
    fn draw_glyph_run(&mut self, run: &GlyphRun<'_, 'a>, props: DrawProps<'a>, _: &DrawMode) {
        self.is_drawn = true;
        for glyph in run.glyphs() {
            self.add(glyph, props.transform * glyph.transform());
        }
    }

    fn draw_image(&mut self, _: Image<'a, '_>, _: ImageDrawProps<'a>) {
        self.is_drawn = true;
        self.has_picture = true;
    }

    fn draw_path(&mut self, _: &BezPath, _: DrawProps<'a>, _: &DrawMode) {
        self.is_drawn = true;
    }

    fn push_clip_path(&mut self, _: &ClipPath) {}

    fn push_transparency_group(&mut self, _: f32, _: Option<SoftMask<'a>>, _: BlendMode) {}

    fn pop_clip(&mut self) {}

    fn pop_transparency_group(&mut self) {}
}
