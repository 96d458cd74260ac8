//! Whose words the lines of a mail are: the sender's own, or quoted, forwarded, a signature, a
//! disclaimer.
//!
//! Mail programs mark these by habit, not by rule; the habits read here are those of Outlook,
//! Gmail, Apple Mail, Thunderbird and telephones, in French, Dutch, German and English.

mod marks;

use std::ops::Range;

use crate::lines::{Line, lines};
use marks::{Mark, mark};

pub(crate) use marks::is_forward_subject;

/// Whose words a stretch of text is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Provenance {
    /// The sender's own words.
    Own,
    /// Words of an earlier mail that is being answered.
    Quoted,
    /// Words of another mail that is being passed on.
    Forwarded,
    /// Who sends: name, firm, telephone.
    Signature,
    /// What a firm adds to every mail, or a mail program to a stranger's.
    Disclaimer,
    /// The lines that introduce quoted or forwarded words.
    Envelope,
}

/// Adjacent lines with one provenance.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Segment {
    /// Whose words they are.
    pub provenance: Provenance,
    /// Whether they stand within a forwarded mail, as that mail's own words, signature, ….
    pub is_forwarded: bool,
    /// Where they stand in the body's text, in bytes.
    pub range: Range<usize>,
}

/// The words of a mail.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Body {
    /// All of them, cleaned: line feeds only, no control or bidirectional characters.
    pub text: String,
    /// Whose words they are: every line in exactly one segment, in order.
    pub segments: Vec<Segment>,
}

impl Body {
    /// Tells whose words the lines of a text are; `subject` says whether the mail is a forward.
    pub(crate) fn of(text: &str, subject: &str) -> Self {
        let mut reader = Reader::new(is_forward_subject(subject));
        let all: Vec<Line<'_>> = lines(text, 0..text.len()).collect();
        for at in 0..all.len() {
            reader.line(&all, at);
        }
        Self {
            text: text.to_owned(),
            segments: reader.segments,
        }
    }

    /// Where the words of these kinds stand.
    pub fn ranges(&self, wanted: &[Provenance]) -> impl Iterator<Item = Range<usize>> {
        self.segments
            .iter()
            .filter(|segment| wanted.contains(&segment.provenance))
            .map(|segment| segment.range.clone())
    }

    /// The words of one kind, its stretches parted by line feeds.
    pub fn of_kind(&self, provenance: Provenance) -> String {
        let stretches: Vec<&str> = self
            .ranges(&[provenance])
            .map(|range| &self.text[range])
            .collect();
        stretches.join("\n").trim().to_owned()
    }
}

/// What the reader is in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum In {
    Words,
    Signature,
    Disclaimer,
    /// All that follows answers an earlier mail, whatever its lines begin with.
    Quote,
}

struct Reader {
    is_forward: bool,
    /// Within a mail that is passed on.
    forwarded: bool,
    state: In,
    /// Lines of an envelope that are still to come.
    envelope: usize,
    segments: Vec<Segment>,
}

impl Reader {
    fn new(is_forward: bool) -> Self {
        Self {
            is_forward,
            forwarded: false,
            state: In::Words,
            envelope: 0,
            segments: Vec::new(),
        }
    }

    fn line(&mut self, all: &[Line<'_>], at: usize) {
        let line = all[at];
        if self.envelope > 0 {
            self.envelope -= 1;
            return self.add(Provenance::Envelope, line);
        }
        match mark(all, at) {
            // Apple Mail marks what it forwards as it marks quotes.
            Mark::Quoted if self.is_below_forward() => {
                return self.add(Provenance::Forwarded, line);
            }
            Mark::Quoted => return self.add(Provenance::Quoted, line),
            Mark::Attribution { lines } => {
                let quote_follows = all[at + lines..]
                    .iter()
                    .find(|line| !line.text.trim().is_empty())
                    .is_some_and(|line| line.text.starts_with('>'));
                // A mail whose quote is marked line by line may go on below it.
                if !quote_follows {
                    self.state = In::Quote;
                }
                self.envelope = lines - 1;
                return self.add(Provenance::Envelope, line);
            }
            Mark::Forward { lines } => return self.begin_other(line, lines, true),
            Mark::Envelope { lines } => {
                let forwards = self.is_forward && self.state != In::Quote || self.forwarded;
                return self.begin_other(line, lines, forwards);
            }
            Mark::Disclaimer => self.state = self.unless_quoted(In::Disclaimer),
            Mark::Signature => self.state = self.unless_quoted(In::Signature),
            // An offer pasted below the signature.
            Mark::Label if self.state == In::Signature => self.state = In::Words,
            // A warning above the mail ends with its paragraph.
            Mark::Blank if self.state == In::Disclaimer && self.is_at_top() => {
                self.state = In::Words;
            }
            Mark::Label | Mark::Blank | Mark::Plain => {}
        }
        let provenance = match self.state {
            In::Words if self.forwarded => Provenance::Forwarded,
            In::Words => Provenance::Own,
            In::Signature => Provenance::Signature,
            In::Disclaimer => Provenance::Disclaimer,
            In::Quote => Provenance::Quoted,
        };
        self.add(provenance, line);
    }

    fn unless_quoted(&self, state: In) -> In {
        if self.state == In::Quote {
            In::Quote
        } else {
            state
        }
    }

    /// Whether nothing of the mail's own words has come yet.
    fn is_at_top(&self) -> bool {
        self.segments
            .iter()
            .all(|s| s.provenance == Provenance::Disclaimer)
    }

    /// Whether nothing but blank lines and marked ones came since the envelope of a forward.
    fn is_below_forward(&self) -> bool {
        let mut before = self.segments.iter().rev();
        self.forwarded
            && before
                .find(|segment| segment.provenance != Provenance::Forwarded)
                .is_some_and(|segment| segment.provenance == Provenance::Envelope)
    }

    fn begin_other(&mut self, line: Line<'_>, lines: usize, forwards: bool) {
        self.forwarded = forwards;
        self.state = if forwards { In::Words } else { In::Quote };
        self.envelope = lines - 1;
        self.add(Provenance::Envelope, line);
    }

    fn add(&mut self, provenance: Provenance, line: Line<'_>) {
        let range = line.range();
        match self.segments.last_mut() {
            Some(last) if last.provenance == provenance && last.is_forwarded == self.forwarded => {
                last.range.end = range.end;
            }
            _ => self.segments.push(Segment {
                provenance,
                is_forwarded: self.forwarded,
                range,
            }),
        }
    }
}

#[cfg(test)]
mod tests;
