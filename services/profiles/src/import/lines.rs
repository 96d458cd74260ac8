//! Lines out of chunks that are cut anywhere.

/// The longest line, in bytes.
const MAX_LINE: usize = 64 * 1024;

/// A line of the file, without its end.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Line {
    /// Its bytes.
    Whole(Vec<u8>),
    /// It is longer than 64 KiB; its content was passed over.
    TooLong,
}

/// Puts lines together; holds no more than one of them.
#[derive(Debug, Default)]
pub(super) struct Lines {
    begun: Vec<u8>,
    is_too_long: bool,
}

impl Lines {
    /// Takes a chunk in and hands each line that it ends to `take`.
    pub fn push(&mut self, chunk: &[u8]) -> Vec<Line> {
        let mut lines = Vec::new();
        let mut pieces = chunk.split(|byte| *byte == b'\n').peekable();
        while let Some(piece) = pieces.next() {
            if self.begun.len() + piece.len() > MAX_LINE {
                self.is_too_long = true;
                self.begun.clear();
            }
            if !self.is_too_long {
                self.begun.extend_from_slice(piece);
            }
            if pieces.peek().is_some() {
                lines.push(self.end());
            }
        }
        lines
    }

    /// The last line, where the file does not end with a line break.
    pub fn finish(mut self) -> Option<Line> {
        (self.is_too_long || !self.begun.is_empty()).then(|| self.end())
    }

    fn end(&mut self) -> Line {
        let mut line = std::mem::take(&mut self.begun);
        if std::mem::take(&mut self.is_too_long) {
            return Line::TooLong;
        }
        if line.last() == Some(&b'\r') {
            line.pop();
        }
        Line::Whole(line)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn read(chunks: &[&[u8]]) -> Vec<Line> {
        let mut lines = Lines::default();
        let mut all: Vec<Line> = chunks.iter().flat_map(|chunk| lines.push(chunk)).collect();
        all.extend(lines.finish());
        all
    }

    proptest! {
        #[test]
        fn it_does_not_matter_where_chunks_are_cut(
            bytes in prop::collection::vec(prop_oneof![Just(b'\n'), Just(b'\r'), any::<u8>()], 0..60),
            size in 1_usize..20,
        ) {
            let chunks: Vec<&[u8]> = bytes.chunks(size).collect();
            prop_assert_eq!(read(&chunks), read(&[&bytes]));
        }
    }

    #[test]
    fn a_line_that_is_too_long_is_passed_over_and_the_next_is_read() {
        let long = vec![b'x'; MAX_LINE + 1];
        let read = read(&[&long[..1000], &long[1000..], b"\nnext"]);
        assert_eq!(read, [Line::TooLong, Line::Whole(b"next".to_vec())]);
    }

    #[test]
    fn both_ways_of_ending_a_line_are_known() {
        let lines = ["a", "b", ""].map(|text| Line::Whole(text.as_bytes().to_vec()));
        assert_eq!(read(&[b"a\r\nb\n\n"]), lines);
    }
}
