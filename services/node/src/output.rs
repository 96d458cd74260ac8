//! Printing for people and for programs.

use serde_json::Value;

use crate::cli::Format;

/// Prints `json` as one line where that was asked for, and `text` otherwise.
pub fn print(format: Format, json: &Value, text: impl FnOnce() -> String) {
    if format.json {
        println!("{json}");
    } else {
        println!("{}", text());
    }
}

/// A table without frames: a head line and a line per row.
pub fn table(head: &[&str], rows: impl IntoIterator<Item = Vec<String>>) -> String {
    let mut table = comfy_table::Table::new();
    table
        .load_preset(comfy_table::presets::UTF8_HORIZONTAL_ONLY)
        .set_header(head);
    for row in rows {
        table.add_row(row);
    }
    table.to_string()
}
