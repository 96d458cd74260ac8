//! Bytes of a feed as UTF-8, whatever encoding they were written in.

use std::io::{self, Read};

use encoding_rs::{Decoder, Encoding, UTF_8, WINDOWS_1252};

use super::item::Broken;

/// Bytes that are read at a time.
const CHUNK: usize = 8 * 1024;
/// Bytes in which an XML declaration names its encoding.
const DECLARATION: usize = 256;
/// Bytes that tell a character of UTF-8 from one of another encoding.
const LONGEST_CHARACTER: usize = 4;

/// Reads bytes as UTF-8. A byte order mark counts first, then what the sender says, then an XML
/// declaration; without any of them the first character beyond ASCII tells UTF-8 from Latin-1
/// (read as Windows-1252, as browsers do). Broken characters become U+FFFD.
pub(super) struct Utf8<R> {
    inner: R,
    said: Option<&'static Encoding>,
    decoder: Option<Decoder>,
    /// Read, and not decoded yet.
    raw: Vec<u8>,
    ready: Vec<u8>,
    at: usize,
    is_begun: bool,
    is_ended: bool,
    /// Why the bytes end before their time; told once everything before was read.
    broken: Option<String>,
}

impl<R: Read> Utf8<R> {
    /// Reads from `inner`; `said` is the charset that its sender names, where it names one.
    pub fn new(inner: R, said: Option<&str>) -> Self {
        Self {
            inner,
            said: said.and_then(|label| Encoding::for_label(label.trim().as_bytes())),
            decoder: None,
            raw: Vec::new(),
            ready: Vec::new(),
            at: 0,
            is_begun: false,
            is_ended: false,
            broken: None,
        }
    }

    /// Reads until `count` bytes wait, or there are no more.
    fn gather(&mut self, count: usize) {
        let mut chunk = [0; CHUNK];
        while self.raw.len() < count && !self.is_ended {
            match self.inner.read(&mut chunk) {
                Ok(0) => self.is_ended = true,
                Ok(read) => self.raw.extend_from_slice(&chunk[..read]),
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => {
                    self.broken = Some(Broken::off(0, &error).reason);
                    self.is_ended = true;
                }
            }
        }
    }

    fn begin(&mut self) {
        self.gather(DECLARATION);
        self.is_begun = true;
        let marked = Encoding::for_bom(&self.raw).map(|(encoding, _)| encoding);
        let encoding = marked
            .or(self.said)
            .or_else(|| declared(&self.raw[..self.raw.len().min(DECLARATION)]));
        self.decoder = encoding.map(Encoding::new_decoder_with_bom_removal);
    }

    /// Decodes what waits, or as much of it as is ASCII before the encoding is known.
    fn refill(&mut self) {
        if !self.is_begun {
            self.begin();
        }
        self.gather(1);
        self.ready.clear();
        self.at = 0;
        if self.decoder.is_none() {
            let ascii = Encoding::ascii_valid_up_to(&self.raw);
            self.ready.extend(self.raw.drain(..ascii));
            if self.raw.is_empty() {
                return;
            }
            self.gather(LONGEST_CHARACTER);
            self.decoder = Some(guessed(&self.raw).new_decoder_without_bom_handling());
        }
        self.decode();
    }

    fn decode(&mut self) {
        let Some(decoder) = &mut self.decoder else {
            return;
        };
        let room = decoder.max_utf8_buffer_length(self.raw.len());
        let start = self.ready.len();
        self.ready.resize(start + room.unwrap_or(CHUNK), 0);
        let (_, read, written, _) =
            decoder.decode_to_utf8(&self.raw, &mut self.ready[start..], self.is_ended);
        self.ready.truncate(start + written);
        self.raw.drain(..read);
    }
}

impl<R: Read> Read for Utf8<R> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        while self.at == self.ready.len() {
            if self.is_begun && self.is_ended && self.raw.is_empty() {
                let broken = self.broken.clone().map(io::Error::other);
                return broken.map_or(Ok(0), Err);
            }
            self.refill();
        }
        let count = out.len().min(self.ready.len() - self.at);
        out[..count].copy_from_slice(&self.ready[self.at..self.at + count]);
        self.at += count;
        Ok(count)
    }
}

/// The encoding of an XML declaration.
fn declared(head: &[u8]) -> Option<&'static Encoding> {
    let head = String::from_utf8_lossy(head);
    let declaration = head
        .trim_start()
        .strip_prefix("<?xml")?
        .split("?>")
        .next()?;
    let (_, value) = declaration.split_once("encoding")?;
    let value = value.trim_start().strip_prefix('=')?.trim_start();
    let quote = value.chars().next().filter(|c| matches!(c, '"' | '\''))?;
    Encoding::for_label(value[1..].split(quote).next()?.as_bytes())
}

/// The encoding of bytes that begin with a character beyond ASCII.
fn guessed(bytes: &[u8]) -> &'static Encoding {
    match std::str::from_utf8(bytes) {
        Ok(_) => UTF_8,
        Err(error) if error.valid_up_to() > 0 => UTF_8,
        Err(_) => WINDOWS_1252,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// Hands bytes on a few at a time, as a network does.
    struct Trickle<'a>(&'a [u8], usize);

    impl Read for Trickle<'_> {
        fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
            let count = self.1.min(out.len()).min(self.0.len());
            out[..count].copy_from_slice(&self.0[..count]);
            self.0 = &self.0[count..];
            Ok(count)
        }
    }

    fn read(bytes: &[u8], said: Option<&str>) -> String {
        let mut text = String::new();
        Utf8::new(Trickle(bytes, 3), said)
            .read_to_string(&mut text)
            .expect("UTF-8");
        text
    }

    #[test]
    fn utf_8_and_latin_1_are_told_apart_by_their_first_accent() {
        assert_eq!(read("Maçon à Liège".as_bytes(), None), "Maçon à Liège");
        assert_eq!(read(b"Ma\xe7on \xe0 Li\xe8ge", None), "Maçon à Liège");
        assert_eq!(read(b"prix : 5 \x80", None), "prix : 5 €");
    }

    #[test]
    fn a_byte_order_mark_counts_first_and_is_left_out() {
        assert_eq!(read(b"\xef\xbb\xbfMa\xc3\xa7on", Some("latin1")), "Maçon");
        let utf_16: Vec<u8> = "\u{feff}Maçon"
            .encode_utf16()
            .flat_map(u16::to_le_bytes)
            .collect();
        assert_eq!(read(&utf_16, None), "Maçon");
    }

    #[test]
    fn what_the_sender_or_the_document_says_is_taken() {
        assert_eq!(read(b"\xc3\xa9", Some("iso-8859-1")), "Ã©");
        let xml = b"<?xml version=\"1.0\" encoding='ISO-8859-1'?><a>\xe9</a>";
        assert!(read(xml, None).ends_with("<a>é</a>"));
    }

    #[test]
    fn a_broken_character_does_not_end_the_text() {
        assert_eq!(read("é\u{fffd}x".as_bytes(), None), "é\u{fffd}x");
        assert_eq!(read(b"\xc3\xa9\xff x", None), "é\u{fffd} x");
    }

    proptest! {
        #[test]
        fn any_bytes_become_utf_8(bytes in prop::collection::vec(any::<u8>(), 0..600)) {
            read(&bytes, None);
        }

        #[test]
        fn utf_8_stays_as_it_is(text in "\\PC{0,400}") {
            prop_assume!(!text.starts_with("<?xml") && Encoding::for_bom(text.as_bytes()).is_none());
            prop_assert_eq!(read(text.as_bytes(), None), text);
        }
    }
}
