//! The cells of one line.

/// Why a line cannot be taken apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct BadCell {
    /// The cell's place on the line, from 0.
    pub at: usize,
    /// What is wrong.
    pub reason: &'static str,
}

/// Takes a line apart. A cell that begins with a quotation mark ends with one, and those inside
/// are doubled (RFC 4180, 2.5-2.7); a cell holds no line break.
///
/// # Errors
/// Where quotation marks do not pair.
pub(super) fn cells(line: &str, separator: char) -> Result<Vec<String>, BadCell> {
    let mut cells = Vec::new();
    let mut rest = line;
    loop {
        let at = cells.len();
        let (cell, after) = match rest.strip_prefix('"') {
            Some(quoted) => {
                quoted_cell(quoted, separator).map_err(|reason| BadCell { at, reason })?
            }
            None => match rest.split_once(separator) {
                Some((cell, after)) => (cell.to_owned(), Some(after)),
                None => (rest.to_owned(), None),
            },
        };
        cells.push(cell);
        match after {
            Some(after) => rest = after,
            None => return Ok(cells),
        }
    }
}

/// The cell whose opening mark stands before `text`, and what follows its separator.
fn quoted_cell(text: &str, separator: char) -> Result<(String, Option<&str>), &'static str> {
    let mut cell = String::new();
    let mut rest = text;
    loop {
        let Some((inside, after)) = rest.split_once('"') else {
            return Err("the quotation mark is not closed on its line");
        };
        cell.push_str(inside);
        if let Some(more) = after.strip_prefix('"') {
            cell.push('"');
            rest = more;
        } else if after.is_empty() {
            return Ok((cell, None));
        } else if let Some(next) = after.strip_prefix(separator) {
            return Ok((cell, Some(next)));
        } else {
            return Err("something stands between the closing quotation mark and the separator");
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn quoted_cells_survive_being_written_and_read(
            cells in prop::collection::vec("[^\n\r]{0,12}", 1..6),
        ) {
            let quoted: Vec<String> =
                cells.iter().map(|cell| format!("\"{}\"", cell.replace('"', "\"\""))).collect();
            prop_assert_eq!(super::cells(&quoted.join(";"), ';'), Ok(cells));
        }

        #[test]
        fn any_line_is_read_or_refused_without_a_panic(line in any::<String>()) {
            let _ = cells(&line, ',');
        }
    }

    #[test]
    fn a_mark_that_is_not_closed_is_found_by_its_cell() {
        let bad = cells("a,b,\"c,d", ',').expect_err("not closed");
        assert_eq!(bad.at, 2);
        assert!(cells("\"a\"b,c", ',').is_err());
    }

    #[test]
    fn a_mark_inside_a_plain_cell_is_a_character() {
        assert_eq!(
            cells("a 5\" pipe,b", ','),
            Ok(vec!["a 5\" pipe".to_owned(), "b".to_owned()])
        );
    }
}
