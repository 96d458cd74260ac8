//! Postings in the shapes that publishers use.

use proptest::prelude::*;
use serde_json::{Value, json};

use super::*;

const MAX_SKILLS: usize = 200;

fn one(value: &Value) -> Posting<'_> {
    match Document::of(value).expect("a document") {
        Document::One(posting) => posting,
        Document::Many(_) => panic!("one posting was expected"),
    }
}

fn content(value: &Value) -> OfferContent {
    read(&one(value), MAX_SKILLS).expect("a sound posting")
}

fn wrong_fields(value: &Value) -> Vec<String> {
    let error = read(&one(value), MAX_SKILLS).expect_err("something is wrong");
    error
        .fields()
        .iter()
        .map(|field| field.pointer.clone())
        .collect()
}

fn full() -> Value {
    json!({
        "@context": "https://schema.org/",
        "@type": "JobPosting",
        "identifier": {"@type": "PropertyValue", "name": "Hôtel Söder", "value": 4711},
        "title": "Community manager (H/F)",
        "description": "<p>Gérer nos réseaux sociaux.</p>",
        "datePosted": "2026-04-30",
        "validThrough": "2026-06-01T00:00:00+02:00",
        "employmentType": ["FULL_TIME", "TEMPORARY"],
        "hiringOrganization": {"@type": "Organization", "name": "Trasis", "vatID": "BE0202.239.951"},
        "jobLocation": {"@type": "Place", "address": {
            "@type": "PostalAddress", "streetAddress": "Rue Gilles Magnée 90",
            "addressLocality": "Ans", "postalCode": 4430, "addressCountry": {"name": "Belgique"}}},
        "baseSalary": {"@type": "MonetaryAmount", "currency": "EUR", "value": {
            "@type": "QuantitativeValue", "minValue": 2500.5, "maxValue": "3000", "unitText": "MONTH"}},
        "workHours": "38 h",
        "totalJobOpenings": "2",
        "jobStartDate": "2026-06-15",
        "skills": "réseaux sociaux, rédaction; Canva",
        "qualifications": ["Permis B", {"@type": "EducationalOccupationalCredential", "name": "VCA"}],
        "educationRequirements": {"@type": "EducationalOccupationalCredential",
            "credentialCategory": "bachelor degree"},
        "experienceRequirements": {"@type": "OccupationalExperienceRequirements",
            "monthsOfExperience": 24},
        "occupationalCategory": {"@type": "CategoryCode", "codeValue": "2432", "name": "Public relations"},
        "applicationContact": {"@type": "ContactPoint", "email": "mailto:jobs@trasis.example"},
        "inLanguage": "fr-BE",
        "directApply": true,
        "image": {"anything": [1, 2]},
    })
}

#[test]
fn every_field_of_a_full_posting_is_read() {
    let content = content(&full());
    assert_eq!(
        (content.source.as_str(), content.identifier.as_str()),
        ("hotel-soder", "4711")
    );
    assert_eq!(content.title, "Community manager (H/F)");
    assert_eq!(content.description, "<p>Gérer nos réseaux sociaux.</p>");
    assert_eq!(
        (content.date_posted.as_str(), content.valid_through.as_str()),
        ("2026-04-30", "2026-06-01")
    );
    assert_eq!(content.employment_type, ["FULL_TIME", "TEMPORARY"]);
    let organisation = content.hiring_organization.expect("is given");
    assert_eq!(
        (organisation.name.as_str(), organisation.bce_number.as_str()),
        ("Trasis", "0202239951")
    );
    let place = &content.job_location[0];
    assert_eq!(
        (place.postal_code.as_str(), place.address_country.as_str()),
        ("4430", "BE")
    );
    let salary = content.base_salary.expect("is given");
    assert_eq!(
        (salary.min_cents, salary.max_cents, salary.unit.as_str()),
        (250_050, 300_000, "MONTH")
    );
    assert_eq!(content.total_job_openings, 2);
    assert_eq!(content.job_start_date, "2026-06-15");
    assert_eq!(content.skills, ["réseaux sociaux", "rédaction", "Canva"]);
    assert_eq!(content.qualifications, ["Permis B", "VCA"]);
    assert_eq!(content.education_requirements, ["bachelor degree"]);
    assert_eq!(content.experience_requirements, ["24 months"]);
    assert_eq!(content.occupational_category, ["2432", "Public relations"]);
    let contact = content.application_contact.expect("is given");
    assert_eq!(contact.email, "jobs@trasis.example");
    assert_eq!(content.language, "fr");
}

#[test]
fn the_short_forms_are_read_too() {
    let content = content(&json!({
        "identifier": "A-1",
        "name": "Cook",
        "employmentType": "FULL_TIME, PART_TIME",
        "hiringOrganization": "Chez Léon",
        "jobLocation": ["Rue Léopold 1, 4000 Liège", {"addressLocality": "Huy"}, {"name": "Seraing"}],
        "baseSalary": 2500,
        "totalJobOpenings": 1,
        "skills": [{"@type": "DefinedTerm", "name": "HACCP"}, "grill"],
        "qualifications": "Permis B, de préférence",
        "applicationContact": "04 123 45 67",
        "datePosted": "2026-04-30",
        "jobImmediateStart": true,
    }));
    assert_eq!(
        (content.source.as_str(), content.identifier.as_str()),
        ("api", "A-1")
    );
    assert_eq!(content.title, "Cook");
    assert_eq!(content.employment_type, ["FULL_TIME", "PART_TIME"]);
    assert_eq!(
        content.hiring_organization.expect("is given").name,
        "Chez Léon"
    );
    assert_eq!(
        content.job_location[0].street_address,
        "Rue Léopold 1, 4000 Liège"
    );
    assert_eq!(content.job_location[1].address_locality, "Huy");
    assert_eq!(content.job_location[2].address_locality, "Seraing");
    let salary = content.base_salary.expect("is given");
    assert_eq!((salary.min_cents, salary.max_cents), (250_000, 250_000));
    assert_eq!(content.skills, ["HACCP", "grill"]);
    assert_eq!(content.qualifications, ["Permis B, de préférence"]);
    assert_eq!(
        content.application_contact.expect("is given").telephone,
        "04 123 45 67"
    );
    assert_eq!(content.job_start_date, "2026-04-30");
}

#[test]
fn wrong_types_are_told_by_the_pointers_of_the_document() {
    let fields = wrong_fields(&json!({
        "@type": "Recipe",
        "@context": "https://example.org",
        "title": ["Cook"],
        "skills": ["grill", 4],
        "jobLocation": {"address": {"postalCode": "40000", "addressCountry": "BE"}},
        "baseSalary": {"value": {"minValue": true}},
        "totalJobOpenings": "many",
        "hiringOrganization": {"name": "X", "taxID": "123"},
        "experienceRequirements": {"monthsOfExperience": "two years"},
        "jobImmediateStart": "maybe",
    }));
    for pointer in [
        "/@type",
        "/@context",
        "/title",
        "/skills/1",
        "/jobLocation/address/postalCode",
        "/baseSalary/value/minValue",
        "/totalJobOpenings",
        "/hiringOrganization/taxID",
        "/experienceRequirements/monthsOfExperience",
        "/jobImmediateStart",
    ] {
        assert!(
            fields.contains(&pointer.to_owned()),
            "{pointer} is not in {fields:?}"
        );
    }
    assert_eq!(fields.len(), 10, "nothing is told twice: {fields:?}");
}

#[test]
fn a_graph_is_unwrapped_to_its_postings() {
    let graph = json!({"@context": "https://schema.org", "@graph": [
        {"@type": "Organization", "name": "Trasis"},
        {"@type": ["Thing", "JobPosting"], "title": " "},
    ]});
    assert_eq!(wrong_fields(&graph), ["/@graph/1/title"]);
    let empty = json!({"@graph": [{"@type": "Recipe"}]});
    assert_eq!(
        Document::of(&empty).expect_err("no posting").fields()[0].pointer,
        "/@graph"
    );
}

#[test]
fn a_list_is_many_postings_each_with_its_place() {
    let list = json!([{"title": "Cook"}, {"title": ""}, 7]);
    let Document::Many(postings) = Document::of(&list).expect("a list") else {
        panic!("a list is many");
    };
    assert!(read(&postings[0], MAX_SKILLS).is_ok());
    let error = read(&postings[1], MAX_SKILLS).expect_err("no title");
    assert_eq!(error.fields()[0].pointer, "/1/title");
    let error = read(&postings[2], MAX_SKILLS).expect_err("no object");
    assert_eq!(error.fields()[0].pointer, "/2");
}

#[test]
fn a_foreign_tax_number_is_no_mistake() {
    let content = content(&json!({
        "title": "Cook", "hiringOrganization": {"name": "X", "vatID": "FR40303265045"},
    }));
    assert_eq!(
        content.hiring_organization.expect("is given").bce_number,
        ""
    );
}

#[test]
fn what_is_rendered_reads_back_the_same() {
    let content = content(&full());
    assert_eq!(self::content(&render(&content)), content);
}

/// Any JSON, with the names that mean something here more likely than others.
fn any_json() -> impl Strategy<Value = Value> {
    let name = prop_oneof![
        prop::sample::select(vec![
            "@type",
            "@context",
            "@graph",
            "@value",
            "identifier",
            "name",
            "value",
            "title",
            "description",
            "datePosted",
            "validThrough",
            "employmentType",
            "hiringOrganization",
            "vatID",
            "jobLocation",
            "address",
            "postalCode",
            "addressCountry",
            "baseSalary",
            "currency",
            "minValue",
            "maxValue",
            "unitText",
            "totalJobOpenings",
            "skills",
            "qualifications",
            "experienceRequirements",
            "monthsOfExperience",
            "credentialCategory",
            "occupationalCategory",
            "codeValue",
            "applicationContact",
            "email",
            "telephone",
            "inLanguage",
            "jobImmediateStart",
            "jobStartDate",
            "reserve",
        ])
        .prop_map(str::to_owned),
        "[a-z/~0-9]{0,4}",
    ];
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        prop::sample::select(vec![
            "JobPosting",
            "https://schema.org",
            "FULL_TIME",
            "2026-02-30",
            "BE",
            "a@b.be"
        ])
        .prop_map(Value::from),
        "\\PC{0,12}".prop_map(Value::from),
    ];
    leaf.prop_recursive(5, 60, 8, move |inner| {
        prop_oneof![
            1 => prop::collection::vec(inner.clone(), 0..5).prop_map(Value::from),
            3 => prop::collection::btree_map(name.clone(), inner, 0..8)
                .prop_map(|map| Value::Object(map.into_iter().collect())),
        ]
    })
}

fn points_into(document: &Value, pointer: &str) -> bool {
    let parent = pointer.rsplit_once('/').map_or("", |(parent, _)| parent);
    document.pointer(pointer).is_some() || document.pointer(parent).is_some()
}

proptest! {
    #[test]
    fn any_json_is_read_or_refused_at_places_that_exist(document in any_json()) {
        let postings = match Document::of(&document) {
            Ok(Document::One(posting)) => vec![posting],
            Ok(Document::Many(postings)) => postings,
            Err(error) => {
                prop_assert!(points_into(&document, &error.fields()[0].pointer));
                vec![]
            }
        };
        for posting in postings {
            match read(&posting, MAX_SKILLS) {
                Ok(content) => {
                    let rendered = render(&content);
                    prop_assert_eq!(read(&one(&rendered), MAX_SKILLS).expect("is sound"), content);
                }
                Err(error) => for field in error.fields() {
                    prop_assert!(points_into(&document, &field.pointer), "{} in {document}", field.pointer);
                },
            }
        }
    }
}
