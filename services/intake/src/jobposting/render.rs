//! Offers written as a `JobPosting`.

use relais_proto::intake::{
    ApplicationContact, BaseSalary, HiringOrganization, OfferContent, PostalAddress,
};
use serde_json::{Map, Number, Value, json};

/// The offer as a `JobPosting` in JSON-LD; what it does not say is left out.
pub fn render(content: &OfferContent) -> Value {
    let mut posting = Object::of("JobPosting");
    posting.put("@context", json!("https://schema.org"));
    if !content.identifier.is_empty() {
        let mut identifier = Object::of("PropertyValue");
        identifier.text("name", &content.source);
        identifier.text("value", &content.identifier);
        posting.put("identifier", identifier.value());
    }
    posting.text("title", &content.title);
    posting.text("description", &content.description);
    posting.text("datePosted", &content.date_posted);
    posting.text("validThrough", &content.valid_through);
    posting.list("employmentType", &content.employment_type);
    posting.part(
        "hiringOrganization",
        content.hiring_organization.as_ref().map(organisation),
    );
    let places: Vec<Value> = content.job_location.iter().map(place).collect();
    posting.part(
        "jobLocation",
        (!places.is_empty()).then_some(Value::Array(places)),
    );
    posting.part("baseSalary", content.base_salary.as_ref().map(salary));
    posting.text("workHours", &content.work_hours);
    let openings = content.total_job_openings;
    posting.part("totalJobOpenings", (openings > 0).then(|| json!(openings)));
    posting.text("jobStartDate", &content.job_start_date);
    posting.list("skills", &content.skills);
    posting.list("qualifications", &content.qualifications);
    posting.list("educationRequirements", &content.education_requirements);
    posting.list("experienceRequirements", &content.experience_requirements);
    posting.list("occupationalCategory", &content.occupational_category);
    posting.part(
        "applicationContact",
        content.application_contact.as_ref().map(contact),
    );
    posting.text("inLanguage", &content.language);
    posting.part("reserve", content.reserve.then_some(Value::Bool(true)));
    posting.value()
}

fn organisation(organisation: &HiringOrganization) -> Value {
    let mut object = Object::of("Organization");
    object.text("name", &organisation.name);
    object.text("identifier", &organisation.bce_number);
    object.value()
}

fn place(address: &PostalAddress) -> Value {
    let mut object = Object::of("PostalAddress");
    object.text("streetAddress", &address.street_address);
    object.text("postalCode", &address.postal_code);
    object.text("addressLocality", &address.address_locality);
    object.text("addressRegion", &address.address_region);
    object.text("addressCountry", &address.address_country);
    let mut place = Object::of("Place");
    place.put("address", object.value());
    place.value()
}

fn salary(salary: &BaseSalary) -> Value {
    let mut range = Object::of("QuantitativeValue");
    let mut amount = |name, cents: i64| range.part(name, (cents != 0).then(|| in_units(cents)));
    amount("minValue", salary.min_cents);
    amount("maxValue", salary.max_cents);
    range.text("unitText", &salary.unit);
    let mut object = Object::of("MonetaryAmount");
    object.text("currency", &salary.currency);
    object.put("value", range.value());
    object.value()
}

/// A whole number where there are no cents.
fn in_units(cents: i64) -> Value {
    if cents % 100 == 0 {
        return json!(cents / 100);
    }
    let text = format!("{}.{:02}", cents / 100, cents % 100);
    let number = text.parse().ok().and_then(Number::from_f64);
    number.map_or_else(|| json!(text), Value::Number)
}

fn contact(contact: &ApplicationContact) -> Value {
    let mut object = Object::of("ContactPoint");
    object.text("name", &contact.name);
    object.text("email", &contact.email);
    object.text("telephone", &contact.telephone);
    object.value()
}

struct Object(Map<String, Value>);

impl Object {
    fn of(kind: &str) -> Self {
        Self(Map::from_iter([("@type".to_owned(), json!(kind))]))
    }

    fn put(&mut self, name: &str, value: Value) {
        self.0.insert(name.to_owned(), value);
    }

    fn part(&mut self, name: &str, value: Option<Value>) {
        if let Some(value) = value {
            self.put(name, value);
        }
    }

    fn text(&mut self, name: &str, text: &str) {
        self.part(name, (!text.is_empty()).then(|| json!(text)));
    }

    fn list(&mut self, name: &str, texts: &[String]) {
        self.part(name, (!texts.is_empty()).then(|| json!(texts)));
    }

    fn value(self) -> Value {
        Value::Object(self.0)
    }
}
