//! One segment of the index on disk, opened for ranking.

use std::collections::HashMap;
use std::sync::Arc;

use tantivy::columnar::Column;
use tantivy::index::{InvertedIndexReader, SegmentId, SegmentReader};
use tantivy::postings::{BlockSegmentPostings, TermInfo};
use tantivy::schema::{IndexRecordOption, Value as _};
use tantivy::store::StoreReader;
use tantivy::{DocId, DocSet as _, Opstamp, TERMINATED, TantivyDocument};
use uuid::Uuid;

use crate::rank::Day;

use super::IndexError;
use super::entry::Term;
use super::groups::{GroupNo, Groups};
use super::schema::{DRAW, Fields, GROUP, UNTIL, WORDS};

/// Blocks of stored states that are kept decompressed, per segment.
const STORE_CACHE_BLOCKS: usize = 16;

/// A segment as the disk has it: it never changes.
pub(super) struct Data {
    /// Which, and up to which deletion it was opened: what a newer one can share.
    pub version: (SegmentId, Option<Opstamp>),
    fields: Fields,
    reader: SegmentReader,
    ids: Arc<InvertedIndexReader>,
    postings: Arc<InvertedIndexReader>,
    terms: HashMap<Term, TermInfo>,
    until: Column<u64>,
    draw: Column<u64>,
    words: Column<u64>,
    groups: Vec<GroupNo>,
    store: StoreReader,
}

/// A segment with the documents of it that no longer count.
pub(super) struct Segment {
    pub data: Arc<Data>,
    dead: Vec<u64>,
}

impl Data {
    /// Opens a segment.
    pub fn open(
        reader: SegmentReader,
        fields: &Fields,
        groups: &Groups,
    ) -> Result<Self, IndexError> {
        let postings = reader.inverted_index(fields.terms)?;
        let fast = reader.fast_fields();
        Ok(Self {
            version: (reader.segment_id(), reader.delete_opstamp()),
            fields: fields.clone(),
            ids: reader.inverted_index(fields.id)?,
            terms: dictionary(&postings)?,
            until: fast.u64(UNTIL)?,
            draw: fast.u64(DRAW)?,
            words: fast.u64(WORDS)?,
            groups: groups_of(&reader, groups)?,
            store: reader.get_store_reader(STORE_CACHE_BLOCKS)?,
            postings,
            reader,
        })
    }

    /// The postings of a term, in blocks; `None` where no document has it.
    pub fn postings(&self, term: Term) -> Result<Option<BlockSegmentPostings>, IndexError> {
        let Some(info) = self.terms.get(&term) else {
            return Ok(None);
        };
        let option = IndexRecordOption::WithFreqs;
        Ok(Some(
            self.postings
                .read_block_postings_from_terminfo(info, option)?,
        ))
    }

    /// How many documents there are, deleted ones included.
    pub fn max_doc(&self) -> DocId {
        self.reader.max_doc()
    }

    /// The last day on which a document may be ranked.
    pub fn until(&self, doc: DocId) -> Day {
        self.until
            .first(doc)
            .map_or(0, |until| Day::try_from(until).unwrap_or(Day::MAX))
    }

    /// The folded id of a document.
    pub fn draw(&self, doc: DocId) -> u64 {
        self.draw.first(doc).unwrap_or(0)
    }

    /// The group of a document.
    pub fn group(&self, doc: DocId) -> GroupNo {
        let at = usize::try_from(doc).ok();
        at.and_then(|at| self.groups.get(at))
            .copied()
            .unwrap_or_default()
    }

    /// The facts of a document.
    pub fn words(&self, doc: DocId) -> impl Iterator<Item = u32> + '_ {
        self.words
            .values_for_doc(doc)
            .map(|word| u32::try_from(word).unwrap_or(0))
    }

    /// The state of a document as the event told it.
    pub fn payload(&self, doc: DocId) -> Result<Vec<u8>, IndexError> {
        let document: TantivyDocument = self.store.get(doc)?;
        let value = document
            .get_first(self.fields.payload)
            .and_then(|value| value.as_bytes());
        value
            .map(<[u8]>::to_vec)
            .ok_or(IndexError::Incomplete("payload"))
    }

    /// How many documents of `id` there are, deleted ones included.
    pub fn traces(&self, id: Uuid) -> Result<u32, IndexError> {
        Ok(self.ids.doc_freq(&self.fields.key(id))?)
    }

    fn find(&self, id: Uuid, alive: impl Fn(DocId) -> bool) -> Result<Option<DocId>, IndexError> {
        let key = self.fields.key(id);
        let Some(mut docs) = self.ids.read_postings(&key, IndexRecordOption::Basic)? else {
            return Ok(None);
        };
        let mut doc = docs.doc();
        while doc != TERMINATED {
            if alive(doc) {
                return Ok(Some(doc));
            }
            doc = docs.advance();
        }
        Ok(None)
    }
}

fn dictionary(postings: &InvertedIndexReader) -> Result<HashMap<Term, TermInfo>, IndexError> {
    let mut terms = HashMap::new();
    let mut stream = postings.terms().stream()?;
    while stream.advance() {
        if let Some(term) = Term::parse(stream.key()) {
            terms.insert(term, stream.value().clone());
        }
    }
    Ok(terms)
}

fn groups_of(reader: &SegmentReader, groups: &Groups) -> Result<Vec<GroupNo>, IndexError> {
    let Some(column) = reader.fast_fields().str(GROUP)? else {
        return Err(IndexError::Incomplete(GROUP));
    };
    let mut numbers = Vec::with_capacity(column.num_terms());
    let mut text = String::new();
    for ord in (0..).take(column.num_terms()) {
        text.clear();
        column.ord_to_str(ord, &mut text)?;
        numbers.push(groups.intern(Uuid::parse_str(&text).unwrap_or_default()));
    }
    let of = |doc| {
        let ord = column
            .ords()
            .first(doc)
            .and_then(|ord| usize::try_from(ord).ok());
        ord.and_then(|ord| numbers.get(ord))
            .copied()
            .unwrap_or_default()
    };
    Ok((0..reader.max_doc()).map(of).collect())
}

impl Segment {
    /// The segment with every document that was not deleted before it was opened.
    pub fn new(data: Arc<Data>) -> Self {
        let words = usize::try_from(data.max_doc().div_ceil(64)).unwrap_or(0);
        let mut segment = Self {
            dead: vec![0; words],
            data,
        };
        if let Some(alive) = segment.data.clone().reader.alive_bitset() {
            for doc in (0..segment.data.max_doc()).filter(|doc| alive.is_deleted(*doc)) {
                segment.bury(doc);
            }
        }
        segment
    }

    /// Whether a document still counts.
    pub fn is_alive(&self, doc: DocId) -> bool {
        let word = usize::try_from(doc / 64)
            .ok()
            .and_then(|at| self.dead.get(at));
        word.is_some_and(|word| word >> (doc % 64) & 1 == 0)
    }

    /// Makes a document count no longer.
    pub fn bury(&mut self, doc: DocId) {
        if let Some(word) = usize::try_from(doc / 64)
            .ok()
            .and_then(|at| self.dead.get_mut(at))
        {
            *word |= 1 << (doc % 64);
        }
    }

    /// The document of `id` that still counts.
    pub fn find(&self, id: Uuid) -> Result<Option<DocId>, IndexError> {
        self.data.find(id, |doc| self.is_alive(doc))
    }

    /// Every document that still counts.
    pub fn alive(&self) -> impl Iterator<Item = DocId> + '_ {
        (0..self.data.max_doc()).filter(|doc| self.is_alive(*doc))
    }
}
