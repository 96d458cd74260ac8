//! Reads the corpus and compares what is read with what a careful person read.

#[path = "document.rs"]
mod document;

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use jiff::civil::{Date, date};
use jiff::tz::TimeZone;
use relais_domain::offer::Per;
use relais_reading::offer::{self, Attachment, Offer, Start};
use relais_reading::{Mail, Said, kind};
use serde_json::Value;

/// Every field, in the order in which it is shown.
pub const FIELDS: [&str; 16] = [
    "title",
    "place",
    "occupation",
    "contract",
    "time",
    "hours",
    "start",
    "languages",
    "licences",
    "openings",
    "salary",
    "experience",
    "name",
    "phone",
    "email",
    "offers",
];

/// A mail of the corpus and what it means.
#[derive(Debug, Clone)]
pub struct Case {
    /// The file's name.
    pub name: String,
    /// The mail as it was received.
    pub raw: Vec<u8>,
    /// The texts of its attachments.
    pub attachments: Vec<Attachment>,
    /// What a careful person read.
    pub expected: Value,
}

/// The corpus in a folder, by name.
pub fn cases(folder: &str) -> Vec<Case> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join(folder);
    let mut mails: Vec<PathBuf> = std::fs::read_dir(root)
        .expect("the corpus is part of the crate")
        .map(|entry| entry.expect("a readable folder").path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "eml"))
        .collect();
    mails.sort();
    mails.iter().map(|path| case(path)).collect()
}

fn case(path: &Path) -> Case {
    let text = |path: PathBuf| std::fs::read_to_string(path).expect("a readable file");
    let attachments = (0..).map_while(|index| {
        let kinds = document::KINDS.iter();
        let mut files = kinds.map(|kind| {
            let file = path.with_extension(format!("attachment-{index}.{}txt", kind.extension()));
            (*kind, file)
        });
        let (kind, file) = files.find(|(_, file)| file.exists())?;
        Some(Attachment {
            name: file.display().to_string(),
            media_type: "application/octet-stream".to_owned(),
            text: kind.read_back(&text(file)),
        })
    });
    Case {
        name: path
            .file_stem()
            .expect("a name")
            .to_string_lossy()
            .into_owned(),
        raw: std::fs::read(path).expect("a readable file"),
        attachments: attachments.collect(),
        expected: serde_json::from_str(&text(path.with_extension("json"))).expect("JSON"),
    }
}

/// Reads a mail as intake does.
pub fn read(case: &Case) -> (kind::Kind, Vec<Offer>) {
    let mail = Mail::read(&case.raw, "").expect("a mail within the limits");
    let kind = kind::sort(&mail, &["offres@relais.example"]).kind;
    let offers = if kind.may_be_read() {
        offer::read(&mail, &case.attachments, written_on(&mail))
    } else {
        Vec::new()
    };
    (kind, offers)
}

/// The day of writing, in Belgium.
pub fn written_on(mail: &Mail) -> Date {
    let zone = TimeZone::get("Europe/Brussels").expect("a bundled zone");
    mail.date
        .map_or(date(2026, 11, 2), |at| at.to_zoned(zone).date())
}

/// Right, wrong and missed values of one field.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub struct Count {
    /// Read as a person reads it.
    pub right: usize,
    /// Read, but not there or otherwise.
    pub wrong: usize,
    /// There, but not read.
    pub missed: usize,
}

impl Count {
    /// The share of what was read that is right.
    pub fn precision(self) -> f64 {
        share(self.right, self.wrong)
    }

    /// The share of what is there that was read.
    pub fn recall(self) -> f64 {
        share(self.right, self.missed)
    }
}

fn share(right: usize, other: usize) -> f64 {
    let count = |n: usize| f64::from(u32::try_from(n).expect("a small corpus"));
    if right + other == 0 {
        1.0
    } else {
        count(right) / count(right + other)
    }
}

/// The counts of each field, and what went wrong where.
#[derive(Debug, Default)]
pub struct Score {
    /// By field.
    pub fields: BTreeMap<&'static str, Count>,
    /// One line per mistake.
    pub mistakes: Vec<String>,
}

/// Compares everything that is read in a folder.
pub fn score(folder: &str) -> Score {
    let mut score = Score::default();
    for case in cases(folder) {
        let (kind, offers) = read(&case);
        let expected = case.expected["offers"].as_array().expect("a list").clone();
        score.compare(
            &case.name,
            "offers",
            &numbered(expected.len()),
            &numbered(offers.len()),
        );
        assert_eq!(
            code(&kind),
            case.expected["kind"].as_str().unwrap_or("person"),
            "{}",
            case.name
        );
        for index in 0..expected.len().max(offers.len()) {
            let wanted = expected.get(index).map(wanted).unwrap_or_default();
            let given = offers.get(index).map(given).unwrap_or_default();
            for field in FIELDS.into_iter().filter(|field| *field != "offers") {
                let wanted = wanted.get(field).cloned().unwrap_or_default();
                let given = given.get(field).cloned().unwrap_or_default();
                score.compare(&case.name, field, &wanted, &given);
            }
        }
    }
    score
}

fn numbered(count: usize) -> Vec<BTreeSet<String>> {
    (0..count)
        .map(|n| BTreeSet::from([n.to_string()]))
        .collect()
}

fn code(kind: &kind::Kind) -> &'static str {
    match kind {
        kind::Kind::Person | kind::Kind::Generated => "person",
        kind::Kind::AutoReply => "auto_reply",
        kind::Kind::OutOfOffice => "out_of_office",
        kind::Kind::Bounce(_) => "bounce",
        kind::Kind::ReadReceipt(_) => "read_receipt",
        kind::Kind::Newsletter => "newsletter",
        kind::Kind::Spam => "spam",
        kind::Kind::Loop => "loop",
    }
}

impl Score {
    /// Each value is a set of ways to say it that are equally right.
    fn compare(
        &mut self,
        name: &str,
        field: &'static str,
        wanted: &[BTreeSet<String>],
        given: &[BTreeSet<String>],
    ) {
        let right = given
            .iter()
            .filter(|g| wanted.iter().any(|w| !w.is_disjoint(g)))
            .count();
        let found = wanted
            .iter()
            .filter(|w| given.iter().any(|g| !w.is_disjoint(g)))
            .count();
        let count = self.fields.entry(field).or_default();
        count.right += right;
        count.wrong += given.len() - right;
        count.missed += wanted.len() - found;
        if right < given.len() || found < wanted.len() {
            self.mistakes.push(format!(
                "{name}: {field}: expected {wanted:?}, read {given:?}"
            ));
        }
    }
}

type Values = BTreeMap<&'static str, Vec<BTreeSet<String>>>;

/// What a person read, field by field.
fn wanted(expected: &Value) -> Values {
    let mut values = Values::new();
    for field in FIELDS {
        let value = &expected[field];
        let read = match (field, value) {
            (_, Value::Null) => continue,
            ("title" | "name", value) => vec![each(value).map(|t| bare(&t)).collect()],
            ("languages", Value::Object(levels)) => levels
                .iter()
                .map(|(code, level)| each(level).map(|level| format!("{code} {level}")).collect())
                .collect(),
            ("contract" | "licences", value) => each(value).map(|v| BTreeSet::from([v])).collect(),
            ("hours", value) => vec![BTreeSet::from([hours(value)])],
            (_, value) => vec![each(value).collect()],
        };
        values.insert(field, read);
    }
    values
}

fn each(value: &Value) -> impl Iterator<Item = String> {
    let list = match value {
        Value::Array(list) => list.clone(),
        one => vec![one.clone()],
    };
    list.into_iter().map(|value| match value {
        Value::String(text) => text,
        other => other.to_string(),
    })
}

fn hours(value: &Value) -> String {
    let minutes: Vec<f64> = value
        .as_array()
        .expect("a list")
        .iter()
        .map(|hours| hours.as_f64().expect("a number") * 60.0)
        .collect();
    format!("{}-{}", minutes[0], minutes[minutes.len() - 1])
}

/// A title as it is compared: small letters, no signs.
fn bare(text: &str) -> String {
    let words: Vec<String> = text
        .to_lowercase()
        .split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .map(str::to_owned)
        .collect();
    words.join(" ")
}

/// What was read, field by field.
fn given(offer: &Offer) -> Values {
    let mut values = Values::new();
    let mut put = |field, read: Vec<String>| {
        values.insert(
            field,
            read.into_iter()
                .map(|value| BTreeSet::from([value]))
                .collect(),
        );
    };
    put("title", one(offer.title.as_ref(), |title| bare(title)));
    let ins = offer.place.as_ref().and_then(|place| place.value.ins);
    put(
        "place",
        ins.map(|ins| ins.to_string()).into_iter().collect(),
    );
    put("occupation", one(offer.occupation.as_ref(), Clone::clone));
    put(
        "contract",
        offer.contracts.iter().map(|c| in_json(&c.value)).collect(),
    );
    put("time", one(offer.work_time.as_ref(), in_json));
    put(
        "hours",
        one(offer.hours.as_ref(), |h| {
            format!("{}-{}", h.min_minutes, h.max_minutes)
        }),
    );
    put(
        "start",
        one(offer.start.as_ref(), |start| match start {
            Start::On(day) => day.to_string(),
            Start::AsSoonAsPossible => "asap".to_owned(),
        }),
    );
    let language = |l: &Said<offer::WantedLanguage>| {
        format!(
            "{} {}",
            l.value.code,
            l.value.cefr.map_or("", |level| level.code())
        )
    };
    put("languages", offer.languages.iter().map(language).collect());
    put(
        "licences",
        offer
            .licences
            .iter()
            .map(|l| l.value.code.clone())
            .collect(),
    );
    put(
        "openings",
        one(offer.openings.as_ref(), ToString::to_string),
    );
    put("salary", one(offer.salary.as_ref(), salary));
    put(
        "experience",
        one(offer.experience_months.as_ref(), ToString::to_string),
    );
    put("name", one(offer.contact_name.as_ref(), |name| bare(name)));
    put("phone", one(offer.contact_phone.as_ref(), Clone::clone));
    put("email", one(offer.contact_email.as_ref(), Clone::clone));
    values
}

fn one<T>(said: Option<&Said<T>>, show: impl Fn(&T) -> String) -> Vec<String> {
    said.map(|said| show(&said.value)).into_iter().collect()
}

fn in_json(value: &impl serde::Serialize) -> String {
    let value = serde_json::to_value(value).expect("a code");
    value.as_str().expect("a code").to_owned()
}

fn salary(salary: &offer::Salary) -> String {
    let euros = |cents: u64| match cents % 100 {
        0 => (cents / 100).to_string(),
        rest => format!("{}.{rest:02}", cents / 100),
    };
    let per = match salary.per {
        Per::Hour => "hour",
        Per::Day => "day",
        Per::Month => "month",
        Per::Year => "year",
    };
    let (min, max) = (euros(salary.min_cents), euros(salary.max_cents));
    if min == max {
        format!("{min}/{per}")
    } else {
        format!("{min}-{max}/{per}")
    }
}
