//! What an offer may and may not say.

use relais_proto::intake::{ApplicationContact, BaseSalary, HiringOrganization, PostalAddress};

use super::*;

const MAX_SKILLS: usize = 200;

fn offer() -> OfferContent {
    OfferContent {
        title: "Cuisinier".to_owned(),
        ..OfferContent::default()
    }
}

fn cleaned(content: &OfferContent) -> OfferContent {
    clean(content, MAX_SKILLS, Findings::default()).expect("a sound offer")
}

fn wrong_fields(content: &OfferContent) -> Vec<String> {
    let error = clean(content, MAX_SKILLS, Findings::default()).expect_err("something is wrong");
    assert!(error.fields().iter().all(|field| !field.remedy.is_empty()));
    error
        .fields()
        .iter()
        .map(|field| field.pointer.clone())
        .collect()
}

#[test]
fn a_title_is_enough_and_the_source_is_api() {
    let cleaned = cleaned(&offer());
    assert_eq!(cleaned.title, "Cuisinier");
    assert_eq!(cleaned.source, "api");
}

#[test]
fn a_title_that_cannot_be_seen_is_missing() {
    let content = OfferContent {
        title: " \u{0}\u{202E}\n".to_owned(),
        ..offer()
    };
    assert_eq!(wrong_fields(&content), ["/title"]);
}

#[test]
fn every_wrong_field_is_told_at_once() {
    let content = OfferContent {
        title: "x".repeat(201),
        source: "ACME Jobs!".to_owned(),
        date_posted: "2026-02-30".to_owned(),
        employment_type: vec!["FULL_TIME".to_owned(), "CDI".to_owned()],
        hiring_organization: Some(HiringOrganization {
            bce_number: "0202.239.952".to_owned(),
            ..HiringOrganization::default()
        }),
        job_location: vec![PostalAddress {
            postal_code: "40000".to_owned(),
            address_country: "BE".to_owned(),
            ..PostalAddress::default()
        }],
        base_salary: Some(BaseSalary {
            min_cents: 300_000,
            max_cents: 200_000,
            currency: "euro".to_owned(),
            unit: "MOON".to_owned(),
        }),
        total_job_openings: 10_001,
        application_contact: Some(ApplicationContact {
            email: "jobs".to_owned(),
            telephone: "call".to_owned(),
            ..ApplicationContact::default()
        }),
        language: "it".to_owned(),
        ..offer()
    };
    assert_eq!(
        wrong_fields(&content),
        [
            "/identifier/name",
            "/title",
            "/datePosted",
            "/employmentType/1",
            "/hiringOrganization/identifier",
            "/jobLocation/0/address/postalCode",
            "/baseSalary/value/maxValue",
            "/baseSalary/currency",
            "/baseSalary/value/unitText",
            "/totalJobOpenings",
            "/applicationContact/telephone",
            "/applicationContact/email",
            "/inLanguage",
        ]
    );
}

#[test]
fn an_offer_cannot_end_before_it_was_posted() {
    let content = OfferContent {
        date_posted: "2026-05-02".to_owned(),
        valid_through: "2026-05-01".to_owned(),
        ..offer()
    };
    assert_eq!(wrong_fields(&content), ["/validThrough"]);
    let same_day = OfferContent {
        valid_through: "2026-05-02T18:00:00+02:00".to_owned(),
        ..content
    };
    assert_eq!(cleaned(&same_day).valid_through, "2026-05-02");
}

#[test]
fn codes_are_brought_to_one_form() {
    let content = OfferContent {
        employment_type: vec!["Full-time".to_owned(), "FULL_TIME".to_owned()],
        hiring_organization: Some(HiringOrganization {
            bce_number: "BE 0202.239.951".to_owned(),
            ..HiringOrganization::default()
        }),
        job_location: vec![
            PostalAddress::default(),
            PostalAddress {
                postal_code: "B-4000".to_owned(),
                address_country: "Belgique".to_owned(),
                ..PostalAddress::default()
            },
        ],
        base_salary: Some(BaseSalary {
            min_cents: 250_000,
            unit: "month".to_owned(),
            ..BaseSalary::default()
        }),
        language: "fr-BE".to_owned(),
        ..offer()
    };
    let cleaned = cleaned(&content);
    assert_eq!(cleaned.employment_type, ["FULL_TIME"]);
    let organisation = cleaned.hiring_organization.expect("has a number");
    assert_eq!(organisation.bce_number, "0202239951");
    assert_eq!(cleaned.job_location.len(), 1, "an empty place is no place");
    assert_eq!(cleaned.job_location[0].postal_code, "4000");
    let salary = cleaned.base_salary.expect("has an amount");
    assert_eq!(
        (salary.currency.as_str(), salary.unit.as_str()),
        ("EUR", "MONTH")
    );
    assert_eq!(cleaned.language, "fr");
}

#[test]
fn two_hundred_thousand_skills_are_one_mistake() {
    let content = OfferContent {
        skills: (0..200_000).map(|n| n.to_string()).collect(),
        ..offer()
    };
    assert_eq!(wrong_fields(&content), ["/skills"]);
}

#[test]
fn a_long_skill_is_named_by_its_place() {
    let content = OfferContent {
        skills: vec!["soudure".to_owned(), "é".repeat(201)],
        ..offer()
    };
    assert_eq!(wrong_fields(&content), ["/skills/1"]);
    let longest = OfferContent {
        skills: vec!["é".repeat(200)],
        ..offer()
    };
    assert_eq!(cleaned(&longest).skills.len(), 1);
}

#[test]
fn a_long_description_is_refused_unread() {
    let content = OfferContent {
        description: "<p>".repeat(20_000),
        ..offer()
    };
    assert_eq!(wrong_fields(&content), ["/description"]);
}

#[test]
fn many_mistakes_are_listed_up_to_a_hundred_and_then_counted() {
    let content = OfferContent {
        skills: vec!["x".repeat(201); 1]
            .into_iter()
            .chain((0..149).map(|n| format!("{n}{}", "y".repeat(200))))
            .collect(),
        ..offer()
    };
    let fields = wrong_fields(&content);
    assert_eq!(fields.len(), 101);
    assert_eq!(fields[100], "");
}

#[test]
fn cleaning_twice_changes_nothing_more() {
    let content = OfferContent {
        description: "<p>Soudure &amp; montage</p>".to_owned(),
        skills: vec!["TIG".to_owned(), " MIG\u{0} ".to_owned()],
        qualifications: vec!["a\r\nb".to_owned()],
        ..offer()
    };
    let once = cleaned(&content);
    assert_eq!(cleaned(&once), once);
}
