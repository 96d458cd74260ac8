//! An offer's text as recognition reads it, and what it finds there.

use std::borrow::Cow;
use std::ops::Range;

use crate::language::Language;
use crate::languages::FoundLanguage;
use crate::licences::FoundLicence;

/// The texts of an offer in which skills are sought.
#[derive(Debug, Clone, Copy, Default)]
pub struct OfferText<'a> {
    /// The title of the post.
    pub title: &'a str,
    /// The description, as plain text.
    pub description: &'a str,
    /// The skills that the employer listed.
    pub skills: &'a [String],
    /// Qualifications, education and experience asked.
    pub qualifications: &'a [String],
    /// Names or codes of the occupation: labels, slugs of the reference or ESCO URIs.
    pub occupational_category: &'a [String],
}

/// A field of [`OfferText`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Field {
    /// The title.
    Title,
    /// The description.
    Description,
    /// The listed skills.
    Skills,
    /// Qualifications, education, experience.
    Qualifications,
    /// The occupational category.
    Category,
}

impl OfferText<'_> {
    /// The text to which the spans of a field refer: lists are joined by line feeds.
    pub fn field_text(&self, field: Field) -> Cow<'_, str> {
        match field {
            Field::Title => Cow::Borrowed(self.title),
            Field::Description => Cow::Borrowed(self.description),
            Field::Skills => Cow::Owned(self.skills.join("\n")),
            Field::Qualifications => Cow::Owned(self.qualifications.join("\n")),
            Field::Category => Cow::Owned(self.occupational_category.join("\n")),
        }
    }
}

/// How a concept was recognised, the surest way first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum How {
    /// A label as the reference writes it, but for case, accents and punctuation.
    Exact,
    /// Another number or gender of a label.
    Inflected,
    /// A misspelt label.
    Typo,
    /// Not in the text: an essential skill of the occupation that the offer is about.
    Implied,
}

/// A skill or an occupation recognised in an offer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found {
    /// The slug of the skill or occupation.
    pub id: String,
    /// The field in which it stands; for implied skills, that of the occupation.
    pub field: Field,
    /// Where it stands in [`OfferText::field_text`], in bytes; empty for implied skills.
    pub span: Range<usize>,
    /// How it was recognised.
    pub how: How,
    /// Importance and confidence together, 1 to 100. A written skill always outweighs an implied
    /// one; a common word said once, outside the trade it belongs to, comes just above.
    pub weight: u8,
    /// For skills the level, 1 to 4, that the text or else the occupation asks for.
    pub level: Option<u8>,
}

/// What was recognised in an offer.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Recognised {
    /// Occupations, the weightiest first, each once.
    pub occupations: Vec<Found>,
    /// Skills, the weightiest first, each once.
    pub skills: Vec<Found>,
    /// Languages asked for, each once.
    pub languages: Vec<FoundLanguage>,
    /// Driving licences asked for, each once.
    pub licences: Vec<FoundLicence>,
    /// The language in which the offer is written, where it can be told.
    pub language_of_text: Option<Language>,
}
