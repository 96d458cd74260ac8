//! The page on which an employer corrects an offer: no account, one form.

use std::fmt::Write as _;

use crate::mail::Field;
use crate::page::{document, paragraph};
use crate::{Language, escape, text};

/// The kinds of employment to choose from (`employmentType` of schema.org), and the keys of their
/// names.
const EMPLOYMENT: [(&str, &str); 8] = [
    ("FULL_TIME", "employment-full-time"),
    ("PART_TIME", "employment-part-time"),
    ("TEMPORARY", "employment-temporary"),
    ("CONTRACTOR", "employment-contractor"),
    ("INTERN", "employment-intern"),
    ("PER_DIEM", "employment-per-diem"),
    ("VOLUNTEER", "employment-volunteer"),
    ("OTHER", "employment-other"),
];

/// The units of pay (`unitText` of schema.org), and the keys of their names.
const PAY_UNITS: [(&str, &str); 6] = [
    ("", "correct-pay-unsaid"),
    ("HOUR", "pay-hour"),
    ("DAY", "pay-day"),
    ("WEEK", "pay-week"),
    ("MONTH", "pay-month"),
    ("YEAR", "pay-year"),
];

/// What stands in the form. Empty is "not said".
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct CorrectionFields<'a> {
    /// The version of the offer that is corrected.
    pub version: u64,
    /// The function.
    pub title: &'a str,
    /// Postcode of the place of work.
    pub postal_code: &'a str,
    /// The place of work.
    pub locality: &'a str,
    /// The chosen kinds of employment, by their codes (`FULL_TIME`).
    pub employment_types: Vec<&'a str>,
    /// Hours, in words.
    pub work_hours: &'a str,
    /// The first day of work, as YYYY-MM-DD.
    pub starts_on: &'a str,
    /// How many posts.
    pub openings: &'a str,
    /// The languages asked, parted by commas.
    pub languages: &'a str,
    /// The categories of driving licences asked, parted by commas.
    pub licences: &'a str,
    /// The least that is paid, in euros.
    pub pay_min: &'a str,
    /// The most that is paid.
    pub pay_max: &'a str,
    /// For how long that is paid (`MONTH`).
    pub pay_unit: &'a str,
    /// What is asked of the person, one thing a line.
    pub requirements: &'a str,
    /// Whom to speak to.
    pub contact_name: &'a str,
    /// Their mail address.
    pub contact_email: &'a str,
    /// Their telephone number.
    pub contact_phone: &'a str,
}

/// Why the form is shown again.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum CorrectionProblem {
    /// These fields cannot be used as they are.
    Wrong(Vec<Field>),
    /// Somebody else corrected the offer meanwhile; the form holds what it says now.
    Changed,
}

/// The page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Correction<'a> {
    /// The language to write in.
    pub language: Language,
    /// The case's reference.
    pub reference: &'a str,
    /// What stands in the form.
    pub fields: CorrectionFields<'a>,
    /// What is wrong with what was sent.
    pub problem: Option<CorrectionProblem>,
}

impl Correction<'_> {
    /// The page as an HTML document.
    pub fn page(&self) -> String {
        let mut main = String::new();
        let quoted = self.filled("quoted", "text", self.fields.title);
        paragraph(&mut main, "case", &format!("{quoted} ({})", self.reference));
        paragraph(&mut main, "", &self.text("correct-effect"));
        if let Some(problem) = &self.problem {
            let _ = writeln!(
                main,
                "<p class=\"problem\" role=\"alert\">{}</p>",
                escape(&self.problem(problem))
            );
        }
        main.push_str("<form method=\"post\">\n");
        self.write(&mut main);
        let save = escape(&self.text("correct-save"));
        let _ = writeln!(main, "<button type=\"submit\">{save}</button>\n</form>");
        document(self.language, &self.text("correct-title"), &main)
    }

    fn write(&self, html: &mut String) {
        let fields = &self.fields;
        let _ = writeln!(
            html,
            "<input type=\"hidden\" name=\"version\" value=\"{}\">",
            fields.version
        );
        self.input(html, "title", Field::Title.key(), "text", fields.title);
        self.input(
            html,
            "postal_code",
            "correct-postal-code",
            "text",
            fields.postal_code,
        );
        self.input(
            html,
            "locality",
            Field::Place.key(),
            "text",
            fields.locality,
        );
        self.choices(html);
        self.input(
            html,
            "work_hours",
            Field::Hours.key(),
            "text",
            fields.work_hours,
        );
        self.input(
            html,
            "starts_on",
            Field::Start.key(),
            "date",
            fields.starts_on,
        );
        self.input(
            html,
            "openings",
            Field::Openings.key(),
            "number",
            fields.openings,
        );
        self.input(
            html,
            "languages",
            "correct-languages",
            "text",
            fields.languages,
        );
        self.input(
            html,
            "licences",
            "correct-licences",
            "text",
            fields.licences,
        );
        self.pay(html);
        self.requirements(html);
        self.contact(html);
    }

    fn pay(&self, html: &mut String) {
        let fields = &self.fields;
        self.input(html, "pay_min", "correct-pay-min", "text", fields.pay_min);
        self.input(html, "pay_max", "correct-pay-max", "text", fields.pay_max);
        let label = escape(&self.text("correct-pay-unit"));
        let _ = writeln!(
            html,
            "<label for=\"pay_unit\">{label}</label>\n<select id=\"pay_unit\" name=\"pay_unit\">"
        );
        for (code, key) in PAY_UNITS {
            let selected = if fields.pay_unit == code {
                " selected"
            } else {
                ""
            };
            let name = escape(&self.text(key));
            let _ = writeln!(html, "<option value=\"{code}\"{selected}>{name}</option>");
        }
        html.push_str("</select>\n");
    }

    fn requirements(&self, html: &mut String) {
        let label = escape(&self.text("correct-requirements"));
        let _ = writeln!(
            html,
            "<label for=\"requirements\">{label}</label>\n\
             <textarea id=\"requirements\" name=\"requirements\" rows=\"4\">{}</textarea>",
            // A line break right after the tag would be swallowed: give one away.
            format_args!("\n{}", escape(self.fields.requirements))
        );
    }

    fn contact(&self, html: &mut String) {
        let fields = &self.fields;
        self.input(
            html,
            "contact_name",
            Field::ContactName.key(),
            "text",
            fields.contact_name,
        );
        self.input(
            html,
            "contact_email",
            Field::ContactEmail.key(),
            "email",
            fields.contact_email,
        );
        self.input(
            html,
            "contact_phone",
            Field::ContactPhone.key(),
            "tel",
            fields.contact_phone,
        );
    }

    fn input(&self, html: &mut String, name: &str, key: &str, kind: &str, value: &str) {
        let label = escape(&self.text(key));
        let required = if name == "title" { " required" } else { "" };
        let _ = writeln!(
            html,
            "<label for=\"{name}\">{label}</label>\n\
             <input type=\"{kind}\" id=\"{name}\" name=\"{name}\" value=\"{}\"{required}>",
            escape(value)
        );
    }

    fn choices(&self, html: &mut String) {
        let legend = escape(&self.text(Field::Contract.key()));
        let _ = writeln!(html, "<fieldset><legend>{legend}</legend>");
        for (code, key) in EMPLOYMENT {
            let checked = if self.fields.employment_types.contains(&code) {
                " checked"
            } else {
                ""
            };
            let _ = writeln!(
                html,
                "<label class=\"choice\"><input type=\"checkbox\" name=\"employment_type\" \
                 value=\"{code}\"{checked}> {}</label>",
                escape(&self.text(key))
            );
        }
        html.push_str("</fieldset>\n");
    }

    fn problem(&self, problem: &CorrectionProblem) -> String {
        match problem {
            CorrectionProblem::Changed => self.text("correct-changed"),
            CorrectionProblem::Wrong(fields) => {
                let names: Vec<String> = fields.iter().map(|it| self.text(it.key())).collect();
                let mut told = self.filled("correct-wrong", "fields", &names.join(", "));
                for (field, name) in fields.iter().zip(&names) {
                    if let Some(remedy) = field.remedy() {
                        let _ = write!(told, " {name} : {}.", self.text(remedy));
                    }
                }
                told
            }
        }
    }

    fn text(&self, key: &str) -> String {
        text(self.language, key, &[])
    }

    fn filled(&self, key: &str, name: &'static str, value: &str) -> String {
        text(self.language, key, &[(name, value.into())])
    }
}
