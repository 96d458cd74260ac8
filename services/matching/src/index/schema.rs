//! The fields of a document.

use std::fmt::Write as _;

use tantivy::schema::{
    BytesOptions, FAST, Field, INDEXED, IndexRecordOption, STORED, STRING, Schema, SchemaBuilder,
    TextFieldIndexing, TextOptions,
};
use tantivy::{TantivyDocument, Term as TantivyTerm};
use uuid::Uuid;

use crate::rank::fold;

use super::entry::Entry;
use super::tokenizer;

pub(super) const GROUP: &str = "group";
pub(super) const UNTIL: &str = "until";
pub(super) const DRAW: &str = "draw";
pub(super) const WORDS: &str = "words";

/// The fields of a document.
#[derive(Debug, Clone)]
pub(super) struct Fields {
    /// The id, by which a document is replaced.
    pub id: Field,
    /// The group, as text.
    pub group: Field,
    /// The last day on which it may be ranked.
    pub until: Field,
    /// The folded id, for the order among equals.
    pub draw: Field,
    /// The concepts, with their strength as frequency.
    pub terms: Field,
    /// The facts.
    pub words: Field,
    /// The state as the event told it.
    pub payload: Field,
}

impl Fields {
    /// The schema and its fields.
    pub fn new() -> (Schema, Self) {
        let mut schema = SchemaBuilder::new();
        let terms = TextOptions::default().set_indexing_options(
            TextFieldIndexing::default()
                .set_tokenizer(tokenizer::NAME)
                .set_index_option(IndexRecordOption::WithFreqs)
                .set_fieldnorms(false),
        );
        let fields = Self {
            id: schema.add_bytes_field("id", INDEXED),
            group: schema.add_text_field(GROUP, STRING | FAST),
            until: schema.add_u64_field(UNTIL, FAST),
            draw: schema.add_u64_field(DRAW, FAST),
            terms: schema.add_text_field("terms", terms),
            words: schema.add_u64_field(WORDS, FAST),
            payload: schema.add_bytes_field("payload", BytesOptions::from(STORED)),
        };
        (schema.build(), fields)
    }

    /// The term that names the document of `id`.
    pub fn key(&self, id: Uuid) -> TantivyTerm {
        TantivyTerm::from_field_bytes(self.id, id.as_bytes())
    }

    /// The document of an entry.
    pub fn document(&self, entry: &Entry) -> TantivyDocument {
        let mut document = TantivyDocument::new();
        document.add_bytes(self.id, entry.id.as_bytes());
        document.add_text(self.group, entry.group.to_string());
        document.add_u64(self.until, entry.until.into());
        document.add_u64(self.draw, fold(entry.id));
        document.add_text(self.terms, terms_text(entry));
        for word in &entry.words {
            document.add_u64(self.words, u64::from(*word));
        }
        document.add_bytes(self.payload, &entry.payload);
        document
    }
}

fn terms_text(entry: &Entry) -> String {
    let mut text = String::with_capacity(entry.terms.len() * 8);
    for (term, strength) in &entry.terms {
        // Writing to a string does not fail.
        let _ = write!(text, "{}:{strength} ", term.text());
    }
    text
}
