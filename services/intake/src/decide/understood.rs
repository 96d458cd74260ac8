//! What was understood of a mail, as its sender is shown it: each value with the words that say it.

use relais_domain::place;
use relais_messages::{Language, dates, offered, words};
use relais_proto::intake::{Confidence as Sureness, UnderstoodField, UnderstoodOffer};
use relais_reading::offer::{
    Attachment, Licence, Missing, Offer, Place, Salary, Start, WantedLanguage, WorkTime,
};
use relais_reading::{Confidence, Mail, Part, Said, Span};

use super::contents::hours_text;

/// Characters of a quote.
const QUOTE_CHARS: usize = 300;

/// The texts that spans point into.
pub(super) struct Texts<'a> {
    subject: &'a str,
    body: &'a str,
    attachments: &'a [Attachment],
}

impl<'a> Texts<'a> {
    pub fn new(mail: &'a Mail, attachments: &'a [Attachment]) -> Self {
        Self {
            subject: &mail.subject,
            body: &mail.body.text,
            attachments,
        }
    }

    fn of(&self, part: Part) -> &'a str {
        match part {
            Part::Subject => self.subject,
            Part::Body => self.body,
            Part::Attachment(index) => {
                let text = self.attachments.get(index).map(|file| &file.text);
                text.and_then(|text| text.as_deref().ok())
                    .unwrap_or_default()
            }
        }
    }

    fn quote(&self, span: &Span) -> String {
        let quote = self
            .of(span.part)
            .get(span.range.clone())
            .unwrap_or_default();
        let line = relais_domain::text::one_line(quote);
        line.chars().take(QUOTE_CHARS).collect()
    }
}

/// The fields of an offer, in the order in which they are shown, and what is still missing.
pub(super) fn understood(offer: &Offer, texts: &Texts<'_>, language: Language) -> UnderstoodOffer {
    let mut fields = Fields {
        texts,
        language,
        told: Vec::new(),
    };
    fields.all(offer);
    UnderstoodOffer {
        fields: fields.told,
        missing: missing(offer),
        ..UnderstoodOffer::default()
    }
}

/// What CCT 38 (place, contract) or the relay still needs.
fn missing(offer: &Offer) -> Vec<String> {
    let mut missing: Vec<String> = offer
        .missing()
        .into_iter()
        .map(|it| match it {
            Missing::Title => "title".to_owned(),
            Missing::Place => "place".to_owned(),
        })
        .collect();
    if offer.contracts.is_empty() {
        missing.push("contract".to_owned());
    }
    if offer.work_time.is_none() && offer.hours.is_none() {
        missing.push("hours".to_owned());
    }
    missing
}

struct Fields<'a> {
    texts: &'a Texts<'a>,
    language: Language,
    told: Vec<UnderstoodField>,
}

impl Fields<'_> {
    fn add<T>(&mut self, name: &str, said: &Said<T>, value: String) {
        let part = match said.span.part {
            Part::Subject => "subject".to_owned(),
            Part::Body => "body".to_owned(),
            Part::Attachment(index) => format!("attachment-{index}"),
        };
        let sureness = match said.confidence {
            Confidence::Low => Sureness::Low,
            Confidence::Medium => Sureness::Medium,
            Confidence::High => Sureness::High,
        };
        self.told.push(UnderstoodField {
            name: name.to_owned(),
            value,
            quote: self.texts.quote(&said.span),
            confidence: sureness.into(),
            part,
            begin: said.span.range.start as u64,
            end: said.span.range.end as u64,
        });
    }

    fn text(&mut self, name: &str, said: Option<&Said<String>>) {
        if let Some(said) = said {
            self.add(name, said, said.value.clone());
        }
    }

    fn each<'s, T: 's>(
        &mut self,
        name: &str,
        said: impl IntoIterator<Item = &'s Said<T>>,
        show: impl Fn(Language, &T) -> String,
    ) {
        for said in said {
            let value = show(self.language, &said.value);
            self.add(name, said, value);
        }
    }

    fn all(&mut self, offer: &Offer) {
        self.text("title", offer.title.as_ref());
        self.each("place", &offer.place, show_place);
        self.each("contract", &offer.contracts, |language, contract| {
            offered::contract(language, *contract)
        });
        self.each("work_time", &offer.work_time, |language, time| {
            offered::work_time(language, *time == WorkTime::Full)
        });
        self.each("hours", &offer.hours, |language, hours| {
            offered::hours(language, &hours_text(*hours))
        });
        self.each("start", &offer.start, |language, start| {
            show_start(language, *start)
        });
        self.each("openings", &offer.openings, |_, count| count.to_string());
        self.each("language", &offer.languages, show_language);
        self.each("licence", &offer.licences, |language, licence: &Licence| {
            words::licence(language, &licence.code)
        });
        self.each("salary", &offer.salary, show_salary);
        self.each(
            "experience",
            &offer.experience_months,
            |language, months| offered::experience(language, *months),
        );
        self.text("contact_name", offer.contact_name.as_ref());
        self.text("contact_phone", offer.contact_phone.as_ref());
        self.text("contact_email", offer.contact_email.as_ref());
    }
}

fn show_place(language: Language, said: &Place) -> String {
    let commune = said.ins.and_then(place::commune);
    let name = commune.map(|commune| match language {
        Language::Nl => commune.name_nl.unwrap_or(commune.name),
        Language::De => commune.name_de.unwrap_or(commune.name),
        Language::Fr | Language::En => commune.name,
    });
    name.map_or_else(|| said.text.clone(), str::to_owned)
}

fn show_start(language: Language, start: Start) -> String {
    match start {
        Start::On(day) => dates::date(language, day),
        Start::AsSoonAsPossible => offered::as_soon_as_possible(language),
    }
}

fn show_language(language: Language, wanted: &WantedLanguage) -> String {
    let name = words::language_name(language, &wanted.code);
    let level = wanted.cefr.map_or("", |level| level.code());
    words::wanted_language(language, &name, level, wanted.is_required)
}

fn show_salary(language: Language, salary: &Salary) -> String {
    offered::pay(language, salary.min_cents, salary.max_cents, salary.per)
}
