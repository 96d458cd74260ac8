//! Offers as lines of CSV, as the template has them or as another system exports them.

use std::io::{BufRead as _, BufReader, Chain, Cursor, Read};

use csv::{ErrorKind, Reader, ReaderBuilder, StringRecord, Terminator};

use super::columns::field_of;
use super::draft::{Draft, Field};
use super::item::{Broken, Item, Rules, Sink, Step, hand_on};
use super::meter::{AHEAD, Meter};

/// Bytes of the first line.
const MAX_HEADER_BYTES: u64 = 16 * 1024;
/// Columns of a file.
const MAX_COLUMNS: usize = 200;
/// Characters of a column's name that are repeated.
const SHOWN_CHARS: usize = 40;

/// A column with a name that is known.
struct Column {
    at: usize,
    field: Field,
    name: String,
}

type Lines<R> = Reader<Meter<Chain<Cursor<Vec<u8>>, BufReader<R>>>>;

/// Reads the lines of a CSV file and hands each on. Returns the columns that are not known, which
/// are passed over. What stands in a cell is text and nothing else: a formula is never computed.
///
/// # Errors
/// [`Broken`] where the first line does not name a title, or a line cannot be told from the next.
pub(super) fn read(
    input: impl Read,
    rules: &Rules,
    sink: &mut Sink<'_>,
) -> Result<Vec<String>, Broken> {
    let mut input = BufReader::with_capacity(AHEAD, input);
    let (first, skipped) = first_line(&mut input)?;
    let separator = separator(&first);
    let mut lines = ReaderBuilder::new()
        .delimiter(separator)
        .has_headers(false)
        .flexible(true)
        // With the usual one, lines that end as in Windows are counted one behind.
        .terminator(Terminator::Any(b'\n'))
        .buffer_capacity(AHEAD)
        .from_reader(Meter::new(
            Cursor::new(first).chain(input),
            rules.item_bytes,
        ));
    let mut record = StringRecord::new();
    if !next(&mut lines, &mut record, skipped)? {
        return Err(Broken::at(1, "it is empty"));
    }
    let (columns, unknown) = columns(&record)?;
    let width = record.len();
    while next(&mut lines, &mut record, skipped)? {
        if record.iter().all(|cell| cell.trim().is_empty()) {
            continue;
        }
        let line = record.position().map_or(0, csv::Position::line) + skipped;
        let item = item(&columns, width, &record, rules, line);
        if hand_on(sink, item) == Step::Stop {
            break;
        }
    }
    Ok(unknown)
}

/// The first line, and how many stood before it: spreadsheets put one that names the separator.
fn first_line<R: Read>(input: &mut BufReader<R>) -> Result<(Vec<u8>, u64), Broken> {
    let mut skipped = 0;
    loop {
        let mut line = Vec::new();
        input
            .by_ref()
            .take(MAX_HEADER_BYTES)
            .read_until(b'\n', &mut line)
            .map_err(|error| Broken::off(1, &error))?;
        let is_note = line.len() < 10 && line.to_ascii_lowercase().starts_with(b"sep=");
        if !is_note || skipped > 0 {
            return Ok((line, skipped));
        }
        skipped += 1;
    }
}

/// What stands between the names of columns most often, quoted or not.
fn separator(first: &[u8]) -> u8 {
    let count = |separator: u8| first.split(|byte| *byte == separator).count();
    // Of equals the last counts, which is the comma.
    let candidates = [b'\t', b';', b','];
    candidates
        .into_iter()
        .max_by_key(|it| count(*it))
        .unwrap_or(b',')
}

fn next<R: Read>(
    lines: &mut Lines<R>,
    record: &mut StringRecord,
    skipped: u64,
) -> Result<bool, Broken> {
    lines.get_mut().begin_part();
    let line = lines.position().line() + skipped;
    lines
        .read_record(record)
        .map_err(|error| match error.kind() {
            ErrorKind::Io(error) => Broken::off(line, error),
            _ => Broken::at(line, error.to_string()),
        })
}

fn columns(names: &StringRecord) -> Result<(Vec<Column>, Vec<String>), Broken> {
    if names.len() > MAX_COLUMNS {
        return Err(Broken::at(
            1,
            format!("it has more than {MAX_COLUMNS} columns"),
        ));
    }
    let (mut columns, mut unknown) = (Vec::<Column>::new(), Vec::new());
    for (at, name) in names.iter().enumerate() {
        let shown: String = name.trim().chars().take(SHOWN_CHARS).collect();
        match field_of(name) {
            Some(field) if columns.iter().any(|known| known.field == field) => {
                return Err(Broken::at(1, format!("the column {shown} is there twice")));
            }
            Some(field) => columns.push(Column {
                at,
                field,
                name: shown,
            }),
            None if shown.is_empty() => {}
            None => unknown.push(shown),
        }
    }
    if columns.iter().any(|column| column.field == Field::TITLE) {
        Ok((columns, unknown))
    } else {
        Err(Broken::at(
            1,
            "it has no column named title: see the template",
        ))
    }
}

fn item(columns: &[Column], width: usize, record: &StringRecord, rules: &Rules, line: u64) -> Item {
    let mut draft = Draft::default();
    for column in columns {
        let cell = record.get(column.at).unwrap_or_default();
        draft.put(column.field, &column.name, cell);
    }
    let mut item = draft.finish(rules, line);
    if record.len() > width {
        let message = format!("the line has {} cells, the first one {width}", record.len());
        let remedy = "put quotes around cells that hold the separator";
        item.content = Err(vec![relais_domain::FieldError::new("", message, remedy)]);
    }
    item
}
