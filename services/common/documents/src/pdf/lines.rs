//! From letters with places to lines of text. All lengths are multiples of the letters' size, so
//! that small print and headings are treated alike.

use super::glyphs::Mark;
use crate::flow::Flow;

/// Letters this near to the line of others stand on it, as those of an exponent.
const SAME_LINE: f64 = 0.4;
/// A gap this wide between letters parts words, where no space is drawn.
const WORD_GAP: f64 = 0.2;
/// A gap this wide parts the cells of a row; justified text stays below it.
const CELL_GAP: f64 = 1.5;
/// The same letter again this near makes it bolder.
const SAME_PLACE: f64 = 0.12;
/// Lines this far apart have an empty one between them.
const PARAGRAPH_GAP: f64 = 1.75;
/// Columns have at least so many lines on each side …
const COLUMN_LINES: usize = 5;
/// … which are at least so long in the mean; the labels of a table are shorter.
const COLUMN_CHARACTERS: usize = 22;
/// So many places are tried as the gutter between columns.
const MAX_GUTTERS: usize = 64;

/// A stretch of a line without wide gaps.
#[derive(Debug, Clone)]
struct Segment {
    text: String,
    left: f64,
    right: f64,
}

#[derive(Debug, Clone)]
struct Line {
    segments: Vec<Segment>,
    base: f64,
    size: f64,
}

/// Writes the letters of a page as lines, in reading order.
pub(super) fn write(marks: Vec<Mark>, flow: &mut Flow) {
    let lines = reading_order(&gather(marks));
    let mut before: Option<&Line> = None;
    for line in &lines {
        let size = before.map_or(line.size, |before| before.size.max(line.size));
        if before.is_some_and(|before| (line.base - before.base).abs() > PARAGRAPH_GAP * size) {
            flow.break_line();
        }
        let cells: Vec<&str> = line.segments.iter().map(|it| it.text.as_str()).collect();
        flow.text(&cells.join("\t"));
        flow.end_line();
        before = Some(line);
    }
}

/// Lines from top to bottom.
fn gather(mut marks: Vec<Mark>) -> Vec<Line> {
    marks.sort_by(|a, b| a.base.total_cmp(&b.base));
    let mut lines = Vec::new();
    let mut rest = marks.as_mut_slice();
    while let Some(first) = rest.first() {
        let (base, size) = (first.base, first.size);
        let is_on_line = |mark: &Mark| mark.base - base <= SAME_LINE * mark.size.min(size);
        let end = rest.iter().position(|mark| !is_on_line(mark));
        let (on_line, below) = rest.split_at_mut(end.unwrap_or(rest.len()));
        on_line.sort_by(|a, b| a.left.total_cmp(&b.left));
        let segments = segments(on_line);
        if !segments.is_empty() {
            let size = on_line.iter().map(|mark| mark.size).fold(0.0, f64::max);
            lines.push(Line {
                segments,
                base,
                size,
            });
        }
        rest = below;
    }
    lines
}

/// The letters of a line, from left to right, as words and cells.
fn segments(marks: &[Mark]) -> Vec<Segment> {
    let mut segments: Vec<Segment> = Vec::new();
    let mut last: Option<&Mark> = None;
    let mut space_drawn = false;
    for mark in marks {
        if mark.text.trim().is_empty() {
            space_drawn = true;
            continue;
        }
        let again = last.is_some_and(|last| {
            last.text == mark.text && mark.left - last.left < SAME_PLACE * mark.size
        });
        if again {
            continue;
        }
        let gap = last.map_or(0.0, |last| {
            (mark.left - last.right) / mark.size.max(last.size)
        });
        match segments.last_mut() {
            Some(segment) if gap < CELL_GAP => {
                if space_drawn || gap > WORD_GAP {
                    segment.text.push(' ');
                }
                segment.text.push_str(&mark.text);
                segment.right = segment.right.max(mark.right);
            }
            _ => segments.push(Segment {
                text: mark.text.clone(),
                left: mark.left,
                right: mark.right,
            }),
        }
        last = Some(mark);
        space_drawn = false;
    }
    segments
}

/// Lines in the order in which a person reads them: columns of prose one after the other.
fn reading_order(lines: &[Line]) -> Vec<Line> {
    let Some(columns) = find_columns(lines) else {
        return lines.to_vec();
    };
    let (above, rest) = lines.split_at(columns.start);
    let (block, below) = rest.split_at(columns.end - columns.start);
    let (left, right) = split(block, columns.gutter);
    let parts = [reading_order(above), left, right, reading_order(below)];
    parts.into_iter().flatten().collect()
}

/// Lines that stand in two columns.
struct Columns {
    start: usize,
    end: usize,
    gutter: f64,
}

/// The longest block of lines that a gutter runs through, with prose on both sides of it.
fn find_columns(lines: &[Line]) -> Option<Columns> {
    let found = gutters(lines)
        .into_iter()
        .flat_map(|gutter| blocks(lines, gutter));
    let columns = found.filter(|it| is_prose(&lines[it.start..it.end], it.gutter));
    columns.max_by_key(|it| it.end - it.start)
}

/// Places between segments, each once.
fn gutters(lines: &[Line]) -> Vec<f64> {
    let gaps = lines.iter().flat_map(|line| {
        let pairs = line.segments.windows(2);
        pairs.map(|pair| f64::midpoint(pair[0].right, pair[1].left).round())
    });
    let mut places: Vec<f64> = gaps.collect();
    places.sort_by(f64::total_cmp);
    places.dedup_by(|a, b| (*a - *b).abs() < 4.0);
    places.truncate(MAX_GUTTERS);
    places
}

/// The blocks of lines of which none crosses the gutter.
fn blocks(lines: &[Line], gutter: f64) -> Vec<Columns> {
    let crosses = |line: &Line| {
        let mut segments = line.segments.iter();
        segments.any(|it| it.left < gutter && gutter < it.right)
    };
    let mut blocks = Vec::new();
    let mut start = 0;
    for end in 0..=lines.len() {
        if end == lines.len() || crosses(&lines[end]) {
            if end > start {
                blocks.push(Columns { start, end, gutter });
            }
            start = end + 1;
        }
    }
    blocks
}

/// The lines left and right of a gutter.
fn split(lines: &[Line], gutter: f64) -> (Vec<Line>, Vec<Line>) {
    let side = |keep: &dyn Fn(&Segment) -> bool| -> Vec<Line> {
        let kept = lines.iter().map(|line| Line {
            segments: line
                .segments
                .iter()
                .filter(|it| keep(it))
                .cloned()
                .collect(),
            ..*line
        });
        kept.filter(|line| !line.segments.is_empty()).collect()
    };
    (
        side(&|it| it.right <= gutter),
        side(&|it| it.left >= gutter),
    )
}

fn is_prose(lines: &[Line], gutter: f64) -> bool {
    let (left, right) = split(lines, gutter);
    [left, right].iter().all(|side| {
        let segments = side.iter().flat_map(|line| &line.segments);
        let characters: usize = segments.map(|it| it.text.chars().count()).sum();
        side.len() >= COLUMN_LINES && characters >= COLUMN_CHARACTERS * side.len()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Letters of 10 points, half as wide, from a place on.
    fn put(text: &str, left: f64, base: f64) -> Vec<Mark> {
        let mut at = left;
        let marks = text.chars().map(|c| {
            let mark = Mark {
                text: c.to_string(),
                left: at,
                right: at + 5.0,
                base,
                size: 10.0,
            };
            at += 5.0;
            mark
        });
        marks.collect()
    }

    fn text(marks: &[Vec<Mark>]) -> String {
        let mut flow = Flow::new(10_000);
        write(marks.concat(), &mut flow);
        flow.finish().0
    }

    #[test]
    fn letters_drawn_in_any_order_are_read_by_their_places() {
        let marks = [
            put("Herstal", 100.0, 30.0),
            put("Maçon", 10.0, 10.0),
            put("Lieu", 10.0, 30.0),
        ];
        assert_eq!(text(&marks), "Maçon\n\nLieu\tHerstal");
    }

    #[test]
    fn words_are_told_apart_without_drawn_spaces() {
        let marks = [put("permis", 10.0, 10.0), put("B", 43.0, 10.0)];
        assert_eq!(text(&marks), "permis B");
    }

    #[test]
    fn letters_drawn_twice_to_be_bold_are_read_once() {
        let marks = [put("Offre", 10.0, 10.0), put("Offre", 10.3, 10.0)];
        assert_eq!(text(&marks), "Offre");
    }

    #[test]
    fn an_exponent_stays_on_its_line() {
        let marks = [put("40 m", 10.0, 10.0), put("2", 30.0, 7.0)];
        assert_eq!(text(&marks), "40 m2");
    }

    #[test]
    fn two_columns_of_prose_are_read_one_after_the_other() {
        let lines = (0..6).map(|line| {
            let base = 10.0 + 12.0 * f64::from(line);
            let left = put(&format!("colonne de gauche ligne {line}"), 10.0, base);
            let right = put(&format!("colonne de droite ligne {line}"), 200.0, base);
            [left, right].concat()
        });
        let text = text(&lines.collect::<Vec<_>>());
        assert!(
            text.find("gauche ligne 5") < text.find("droite ligne 0"),
            "{text}"
        );
    }

    #[test]
    fn a_table_of_labels_and_values_is_read_row_by_row() {
        let lines = (0..6).map(|line| {
            let base = 10.0 + 12.0 * f64::from(line);
            let value = put("une valeur bien plus longue que son nom", 200.0, base);
            [put(&format!("champ {line}"), 10.0, base), value].concat()
        });
        let text = text(&lines.collect::<Vec<_>>());
        assert!(text.contains("champ 3\tune valeur"), "{text}");
    }
}
