//! Words put on lines.

use crate::Text;

/// Quotes within quotes that are told apart.
const MAX_QUOTE_DEPTH: usize = 5;

/// What is due before the next word, other than a space.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
enum Gap {
    #[default]
    Nothing,
    /// A further cell of the row began.
    Tab,
    /// So many line breaks.
    Lines(usize),
}

/// A page as it is written.
#[derive(Debug, Default)]
pub(crate) struct Page {
    out: String,
    max_bytes: usize,
    is_cut: bool,
    quotes: usize,
    /// A space is due before the next word.
    space: bool,
    gap: Gap,
    /// Where the row began, and its last cell.
    row_start: usize,
    cell_start: usize,
    list_item: bool,
}

impl Page {
    pub fn new(max_bytes: usize) -> Self {
        Self {
            max_bytes,
            ..Self::default()
        }
    }

    pub fn finish(self) -> Text {
        Text {
            text: self.out,
            is_cut: self.is_cut,
        }
    }

    /// Characters in which every white space is one space.
    pub fn text(&mut self, text: &str) {
        for (at, word) in text.split(char::is_whitespace).enumerate() {
            self.space |= at > 0;
            if !word.is_empty() {
                self.word(word);
            }
        }
    }

    /// Characters whose lines and spaces are kept.
    pub fn preformatted(&mut self, text: &str) {
        for (at, line) in text.split('\n').enumerate() {
            if at > 0 {
                self.break_line();
            }
            if !line.trim().is_empty() {
                self.word(line.trim_end());
            }
            self.space |= line.ends_with(char::is_whitespace);
        }
    }

    /// Ends the line; two in a row leave an empty line.
    pub fn break_line(&mut self) {
        self.leave(self.breaks() + 1);
    }

    /// Ends the line, unless it has just ended.
    pub fn end_line(&mut self) {
        self.leave(self.breaks().max(1));
    }

    /// Leaves an empty line, as before and after a paragraph.
    pub fn end_paragraph(&mut self) {
        self.leave(2);
    }

    pub fn open_row(&mut self) {
        self.drop_tab();
        self.row_start = self.out.len();
        self.cell_start = self.out.len();
        self.end_line();
    }

    pub fn close_row(&mut self) {
        self.drop_tab();
        self.end_line();
    }

    /// A further cell of the row: on its line, unless the one before has several lines.
    pub fn open_cell(&mut self) {
        let before = self.out[self.cell_start..].trim_start_matches('\n');
        if before.contains('\n') {
            self.end_line();
        } else if self.out.len() > self.row_start {
            self.gap = Gap::Tab;
        }
        self.cell_start = self.out.len();
    }

    /// A cell that ends with a paragraph leaves no empty line behind.
    pub fn close_cell(&mut self) {
        if self.breaks() > 1 {
            self.gap = Gap::Lines(1);
        }
    }

    pub fn open_item(&mut self) {
        self.end_line();
        self.list_item = true;
    }

    pub fn open_quote(&mut self) {
        self.quotes += 1;
        self.end_line();
    }

    pub fn close_quote(&mut self) {
        self.quotes = self.quotes.saturating_sub(1);
        self.end_line();
    }

    /// A line by itself.
    pub fn line(&mut self, line: &str) {
        self.begin_line(1);
        self.push(line);
        self.gap = Gap::Lines(1);
    }

    /// The words of the last line.
    pub fn last_line(&self) -> &str {
        if self.breaks() > 0 {
            return "";
        }
        self.out.rsplit('\n').next().unwrap_or_default()
    }

    fn word(&mut self, word: &str) {
        match self.gap {
            Gap::Tab => self.push("\t"),
            Gap::Lines(breaks) => self.begin_line(breaks),
            Gap::Nothing if self.out.is_empty() => self.begin_line(0),
            Gap::Nothing if self.space => self.push(" "),
            Gap::Nothing => {}
        }
        (self.space, self.gap) = (false, Gap::Nothing);
        self.push(word);
    }

    fn breaks(&self) -> usize {
        match self.gap {
            Gap::Lines(breaks) => breaks,
            Gap::Nothing | Gap::Tab => 0,
        }
    }

    /// Has so many line breaks due; what opens a cell is no line of its own.
    fn leave(&mut self, breaks: usize) {
        if self.gap != Gap::Tab {
            self.gap = Gap::Lines(breaks.min(2));
        }
    }

    fn drop_tab(&mut self) {
        if self.gap == Gap::Tab {
            self.gap = Gap::Nothing;
        }
    }

    fn begin_line(&mut self, breaks: usize) {
        let breaks = if self.out.is_empty() { 0 } else { breaks };
        for _ in 0..breaks {
            self.push("\n");
        }
        for _ in 0..self.quotes.min(MAX_QUOTE_DEPTH) {
            self.push("> ");
        }
        if std::mem::take(&mut self.list_item) {
            self.push("- ");
        }
    }

    fn push(&mut self, words: &str) {
        let room = self.max_bytes.saturating_sub(self.out.len());
        if self.is_cut || words.len() > room {
            let kept = if self.is_cut { 0 } else { room };
            self.out.push_str(&words[..words.floor_char_boundary(kept)]);
            self.is_cut = true;
        } else {
            self.out.push_str(words);
        }
    }
}
