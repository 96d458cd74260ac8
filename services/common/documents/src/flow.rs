//! Text as it flows: lines, rows of cells and lists, from whatever format.

use relais_domain::text::multi_line;
use unicode_normalization::UnicodeNormalization as _;

use crate::document::Note;

/// Rows inside rows that are told apart; deeper ones flow into the cell around them.
const MAX_ROWS_INSIDE: usize = 16;

/// Collects text line by line.
#[derive(Debug, Default)]
pub(crate) struct Flow {
    max_bytes: usize,
    out: String,
    line: String,
    rows: Vec<Row>,
    /// Rows that were opened beyond the deepest that is told apart.
    rows_beyond: usize,
    kept_bytes: usize,
    truncated: bool,
}

/// A row of a table: the lines of each cell.
#[derive(Debug, Default)]
struct Row {
    cells: Vec<Vec<String>>,
}

impl Flow {
    /// A flow that keeps at most this much text.
    pub(crate) fn new(max_bytes: usize) -> Self {
        Self {
            max_bytes,
            ..Self::default()
        }
    }

    /// Adds text to the line. Line breaks in it end lines.
    pub(crate) fn text(&mut self, text: &str) {
        for (at, part) in text.split('\n').enumerate() {
            if at > 0 {
                self.break_line();
            }
            self.keep(part);
        }
    }

    /// Whether more text would be left out.
    pub(crate) fn is_full(&self) -> bool {
        self.truncated
    }

    /// Whether the line has anything on it.
    pub(crate) fn line(&self) -> &str {
        &self.line
    }

    fn keep(&mut self, text: &str) {
        let room = self.max_bytes.saturating_sub(self.kept_bytes);
        let kept = &text[..text.floor_char_boundary(room)];
        self.truncated |= kept.len() < text.len();
        self.kept_bytes += kept.len();
        self.line.push_str(kept);
    }

    /// Ends the line. An empty one is kept as such.
    pub(crate) fn break_line(&mut self) {
        // A line costs a byte, so that nothing but empty lines has an end too.
        let full = self.kept_bytes >= self.max_bytes;
        self.kept_bytes += 1;
        let line = std::mem::take(&mut self.line);
        let line = line.trim_end();
        if full && line.is_empty() {
            return;
        }
        match self.rows.last_mut().and_then(|row| row.cells.last_mut()) {
            Some(cell) => cell.push(line.to_owned()),
            None => push_line(&mut self.out, line),
        }
    }

    /// Ends the line if there is anything on it.
    pub(crate) fn end_line(&mut self) {
        if !self.line.trim().is_empty() {
            self.break_line();
        }
        self.line.clear();
    }

    /// Begins an item of a list.
    pub(crate) fn item(&mut self) {
        self.end_line();
        self.keep("- ");
    }

    /// Begins a row of a table.
    pub(crate) fn open_row(&mut self) {
        self.end_line();
        if self.rows.len() < MAX_ROWS_INSIDE {
            self.rows.push(Row::default());
        } else {
            self.rows_beyond += 1;
        }
    }

    /// Begins a cell of the row.
    pub(crate) fn open_cell(&mut self) {
        self.end_line();
        if self.rows_beyond == 0
            && let Some(row) = self.rows.last_mut()
        {
            row.cells.push(Vec::new());
        }
    }

    /// Ends the row: one line where each cell is one line; else the cells one after the other, as
    /// in a page that is laid out by a table.
    pub(crate) fn close_row(&mut self) {
        self.end_line();
        if self.rows_beyond > 0 {
            self.rows_beyond -= 1;
            return;
        }
        let Some(Row { mut cells }) = self.rows.pop() else {
            return;
        };
        for cell in &mut cells {
            cell.retain(|line| !line.trim().is_empty());
        }
        if cells.iter().all(|cell| cell.len() <= 1) {
            let cells: Vec<String> = cells.into_iter().map(|cell| cell.concat()).collect();
            self.line = cells.join("\t");
            self.end_line();
        } else {
            for line in cells.into_iter().flatten() {
                self.line = line;
                self.end_line();
            }
        }
    }

    /// The text, and what is to be noted about it.
    pub(crate) fn finish(mut self) -> (String, Vec<Note>) {
        while !self.rows.is_empty() || self.rows_beyond > 0 {
            self.close_row();
        }
        self.end_line();
        let notes = self.truncated.then_some(Note::Truncated);
        (tidy(&self.out), notes.into_iter().collect())
    }
}

fn push_line(out: &mut String, line: &str) {
    out.push_str(line);
    out.push('\n');
}

/// Text with one form for each character, single spaces and at most one empty line in a row.
pub(crate) fn tidy(text: &str) -> String {
    let text: String = multi_line(text)
        .nfc()
        .filter(|c| !is_invisible(*c))
        .collect();
    let mut out = String::with_capacity(text.len());
    let mut empty_lines = 0;
    for line in text.split('\n') {
        let line = single_spaces(line);
        if line.is_empty() {
            empty_lines += 1;
            continue;
        }
        if !out.is_empty() {
            out.push_str(if empty_lines > 0 { "\n\n" } else { "\n" });
        }
        empty_lines = 0;
        out.push_str(&line);
    }
    out
}

/// Characters that only steer how a text is broken into lines or joined.
fn is_invisible(c: char) -> bool {
    matches!(
        c,
        '\u{AD}' | '\u{200B}'..='\u{200D}' | '\u{2060}' | '\u{FEFF}'
    )
}

/// Runs of spaces as one, tabs kept, nothing at the ends. An empty first cell stays empty.
fn single_spaces(line: &str) -> String {
    let cells = line.split('\t').map(|cell| {
        let words: Vec<&str> = cell.split_whitespace().collect();
        words.join(" ")
    });
    let joined = cells.collect::<Vec<_>>().join("\t");
    if joined.trim().is_empty() {
        return String::new();
    }
    joined.trim_end().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(write: impl FnOnce(&mut Flow)) -> String {
        let mut flow = Flow::new(10_000);
        write(&mut flow);
        flow.finish().0
    }

    fn row(flow: &mut Flow, cells: &[&str]) {
        flow.open_row();
        for cell in cells {
            flow.open_cell();
            flow.text(cell);
        }
        flow.close_row();
    }

    #[test]
    fn a_row_of_short_cells_is_one_line() {
        let text = text(|flow| {
            row(flow, &["Lieu", "Herstal"]);
            row(flow, &["", "38 h"]);
        });
        assert_eq!(text, "Lieu\tHerstal\n\t38 h");
    }

    #[test]
    fn a_row_with_longer_cells_is_read_cell_by_cell() {
        let text = text(|flow| row(flow, &["Profil", "- permis B\n- français"]));
        assert_eq!(text, "Profil\n- permis B\n- français");
    }

    #[test]
    fn rows_inside_rows_flow_into_the_cell() {
        let text = text(|flow| {
            flow.open_row();
            flow.open_cell();
            row(flow, &["a", "b"]);
            row(flow, &["c", "d"]);
            flow.close_row();
        });
        assert_eq!(text, "a\tb\nc\td");
    }

    #[test]
    fn many_rows_inside_rows_lose_no_word() {
        let text = text(|flow| {
            for depth in 0..40 {
                flow.open_row();
                flow.open_cell();
                flow.text(&format!("mot{depth}\n"));
            }
        });
        assert!(
            (0..40).all(|depth| text.contains(&format!("mot{depth}"))),
            "{text}"
        );
    }

    #[test]
    fn what_does_not_fit_is_cut_between_characters_and_noted() {
        let mut flow = Flow::new(4);
        flow.text("abcé");
        let (text, notes) = flow.finish();
        assert_eq!((text.as_str(), notes), ("abc", vec![Note::Truncated]));
    }

    #[test]
    fn empty_lines_come_to_an_end_too() {
        let mut flow = Flow::new(10);
        for _ in 0..1_000 {
            flow.break_line();
        }
        assert!(flow.out.len() <= 10);
    }

    #[test]
    fn accents_written_apart_are_put_together() {
        assert_eq!(
            tidy("mac\u{327}on  (e\u{301}quipe)\n\n\n\nfin\u{AD}"),
            "maçon (équipe)\n\nfin"
        );
    }
}
