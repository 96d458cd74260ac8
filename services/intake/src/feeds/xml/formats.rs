//! Which element of each format fills which field.

use super::Element;
use crate::feeds::draft::{Draft, Field};

/// Names of elements, without prefix and in small letters, with their fields; of several for one
/// field the first in this order counts.
pub(super) type Table = &'static [(&'static str, Field)];

/// Indeed's feed: `source/job`.
pub(super) const INDEED: Table = &[
    ("referencenumber", Field::IDENTIFIER),
    ("requisitionid", Field::IDENTIFIER),
    ("url", Field::URL),
    ("title", Field::TITLE),
    ("description", Field::DESCRIPTION),
    ("date", Field::POSTED),
    ("expirationdate", Field::VALID_THROUGH),
    ("company", Field::ORGANISATION),
    ("sourcename", Field::ORGANISATION),
    ("streetaddress", Field::STREET),
    ("postalcode", Field::POSTCODE),
    ("city", Field::PLACE),
    ("state", Field::REGION),
    ("country", Field::COUNTRY),
    ("jobtype", Field::EMPLOYMENT),
    ("education", Field::EDUCATION),
    ("experience", Field::EXPERIENCE),
    ("category", Field::CATEGORY),
    ("email", Field::CONTACT_EMAIL),
    ("language", Field::LANGUAGE),
];

/// RSS whose items have fields of a job, in the names that the plug-ins of job boards use.
pub(super) const RSS: Table = &[
    ("guid", Field::IDENTIFIER),
    ("referencenumber", Field::IDENTIFIER),
    ("reference", Field::IDENTIFIER),
    ("id", Field::IDENTIFIER),
    ("link", Field::URL),
    ("title", Field::TITLE),
    ("encoded", Field::DESCRIPTION),
    ("description", Field::DESCRIPTION),
    ("pubdate", Field::POSTED),
    ("expirationdate", Field::VALID_THROUGH),
    ("expiration_date", Field::VALID_THROUGH),
    ("expires", Field::VALID_THROUGH),
    ("company", Field::ORGANISATION),
    ("employer", Field::ORGANISATION),
    ("street", Field::STREET),
    ("streetaddress", Field::STREET),
    ("postalcode", Field::POSTCODE),
    ("postcode", Field::POSTCODE),
    ("zip", Field::POSTCODE),
    ("city", Field::PLACE),
    ("location", Field::PLACE),
    ("joblocation", Field::PLACE),
    ("state", Field::REGION),
    ("region", Field::REGION),
    ("country", Field::COUNTRY),
    ("jobtype", Field::EMPLOYMENT),
    ("job_type", Field::EMPLOYMENT),
    ("employmenttype", Field::EMPLOYMENT),
    ("skills", Field::SKILLS),
    ("education", Field::EDUCATION),
    ("experience", Field::EXPERIENCE),
    ("category", Field::CATEGORY),
    ("language", Field::LANGUAGE),
];

/// The simple elements of Personio's feed: `workzag-jobs/position`.
const PERSONIO: Table = &[
    ("id", Field::IDENTIFIER),
    ("name", Field::TITLE),
    ("subcompany", Field::ORGANISATION),
    ("office", Field::PLACE),
    ("employmenttype", Field::EMPLOYMENT),
    ("schedule", Field::EMPLOYMENT),
    ("createdat", Field::POSTED),
    ("keywords", Field::SKILLS),
    ("occupation", Field::CATEGORY),
    ("occupationcategory", Field::CATEGORY),
];

/// A position of Personio, whose description comes in chapters.
pub(super) fn personio(position: &Element) -> Draft {
    let mut draft = super::drafted(position, PERSONIO);
    let chapters = position.child("jobdescriptions");
    for chapter in chapters.iter().flat_map(|all| &all.children) {
        let text = |name| chapter.child(name).map(Element::text).unwrap_or_default();
        let heading = text("name");
        let heading = quick_xml::escape::partial_escape(heading.trim());
        let heading = match heading.as_ref() {
            "" => String::new(),
            heading => format!("<h3>{heading}</h3>"),
        };
        let written = format!("{heading}{}", text("value"));
        draft.put(Field::DESCRIPTION, "jobDescriptions", &written);
    }
    draft
}
