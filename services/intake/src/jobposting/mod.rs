//! Offers as schema.org's `JobPosting`, in JSON-LD as publishers really write it.
//!
//! Each field is taken in every shape that is in use (an organisation as its name or as an object,
//! one place or a list of them); properties that are not known are passed over, as JSON-LD is
//! open. `reserve`, which says that an offer fills a reserve, is the one property of our own.

mod document;
mod locate;
mod parts;
mod place;
mod reader;
mod render;
mod salary;

use relais_domain::Error;
use relais_proto::intake::OfferContent;

use crate::content;

pub(crate) use document::is_job_posting;
pub use document::{Document, Posting};
pub(crate) use parts::slug;
pub use render::render;
pub(crate) use salary::{has_three_decimals, in_cents};

use reader::{Node, Reader};

/// The content of a posting, cleaned.
///
/// # Errors
/// `InvalidInput` with every wrong field by its JSON pointer in the whole document.
pub fn read(posting: &Posting<'_>, max_skills: usize) -> Result<OfferContent, Error> {
    let mut reader = Reader::default();
    let content = reader.posting(&Node::root(posting.value));
    content::clean(&content, max_skills, reader.findings).map_err(|error| posting.locate(&error))
}

/// Whether the identifier of a posting says where it comes from.
pub fn names_source(posting: &Posting<'_>) -> bool {
    let (source, _) = Reader::default().identifier(&Node::root(posting.value));
    !source.is_empty()
}

impl Reader {
    fn posting(&mut self, posting: &Node<'_>) -> OfferContent {
        if !self.is_posting(posting) {
            return OfferContent::default();
        }
        let (source, identifier) = self.identifier(posting);
        let title = posting.get("title").or_else(|| posting.get("name"));
        OfferContent {
            source,
            identifier,
            title: self.text_at(title),
            description: self.text_at(posting.get("description")),
            date_posted: self.text_at(posting.get("datePosted")),
            valid_through: self.text_at(posting.get("validThrough")),
            employment_type: self.words(posting.get("employmentType")),
            hiring_organization: self.organisation(posting.get("hiringOrganization")),
            job_location: self.locations(posting.get("jobLocation")),
            base_salary: self.salary(posting.get("baseSalary")),
            work_hours: self.text_at(posting.get("workHours")),
            total_job_openings: self.openings(posting.get("totalJobOpenings")),
            job_start_date: self.start(posting),
            skills: self.words(posting.get("skills")),
            qualifications: self.requirements(posting.get("qualifications")),
            education_requirements: self.requirements(posting.get("educationRequirements")),
            experience_requirements: self.requirements(posting.get("experienceRequirements")),
            occupational_category: self.categories(posting.get("occupationalCategory")),
            application_contact: self.contact(posting.get("applicationContact")),
            language: self.language(posting.get("inLanguage")),
            reserve: self.flag(posting.get("reserve")),
            asked: None,
        }
    }
}

#[cfg(test)]
mod tests;
