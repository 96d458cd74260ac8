//! Pure: the reference taxonomy of skills and occupations, recognition in text, distance.
//!
//! [`Taxonomy`] holds the project's own reference: skills and occupations with labels in French,
//! English, Dutch and German, tied to ESCO and ISCO-08 where these have the same concept.
//! [`Recogniser`] finds them in the text of an offer, together with languages and licences.

mod asides;
mod context;
mod detect;
mod distance;
mod found;
mod gather;
mod inflect;
mod labels;
mod language;
mod languages;
mod licences;
mod load;
mod normalise;
mod phrases;
mod quick;
mod recognise;
mod suggest;
mod taxonomy;
mod typo;
mod words;

pub use found::{Field, Found, How, OfferText, Recognised};
pub use labels::Labels;
pub use language::{Cefr, Language, UnknownCefr, UnknownLanguage};
pub use languages::{FoundLanguage, is_language};
pub use licences::{FoundLicence, is_licence};
pub use normalise::normalise;
pub use phrases::ConceptKind;
pub use recognise::Recogniser;
pub use suggest::Suggestion;
pub use taxonomy::{NeededSkill, Occupation, Related, Skill, SkillKind, Taxonomy};
