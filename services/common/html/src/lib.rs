//! Pure: the words of HTML as a reader sees them, line by line.
//!
//! Mails and documents are read alike. Paragraphs, lists and tables stand apart by an empty line;
//! the cells of a row share a line, parted by tabs; items begin with `- `; what is quoted begins
//! with `> `; a signature that a mail program marked begins with `-- `; the address behind a link by
//! which somebody can be reached is written out; what is hidden or acts is left out.
//!
//! Only tags are followed, no tree is built: the work is linear in the bytes, and depth costs
//! nothing.

mod page;
mod tags;

use html5ever::tendril::StrTendril;
use html5ever::tokenizer::{BufferQueue, Tokenizer, TokenizerOpts};

use tags::Reader;

/// What stands on a page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Text {
    /// The words, line by line.
    pub text: String,
    /// Whether there was more than was to be kept.
    pub is_cut: bool,
}

/// Reads HTML and keeps at most `max_bytes` of its words. Never fails: HTML may be anything.
pub fn text(html: &str, max_bytes: usize) -> Text {
    let input = BufferQueue::default();
    input.push_back(StrTendril::from_slice(html));
    let tokenizer = Tokenizer::new(Reader::new(max_bytes), TokenizerOpts::default());
    // The tokenizer pauses at the end of each script; what follows is still to be read.
    while !input.is_empty() {
        let _ = tokenizer.feed(&input);
    }
    tokenizer.end();
    tokenizer.sink.finish()
}
