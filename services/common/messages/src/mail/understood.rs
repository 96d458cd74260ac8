//! What was understood of a mail that offers work, for its sender to check.

use super::About;
use crate::letter::Letter;
use crate::text;

/// One thing that was understood.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnderstoodField<'a> {
    /// What it is.
    pub field: Field,
    /// The value, in words.
    pub value: &'a str,
    /// The words of the mail that say it; empty where there are none.
    pub quote: &'a str,
    /// It is a guess, to be confirmed.
    pub is_guess: bool,
}

/// What was understood of one offer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Understood<'a> {
    /// What, in the order in which it is shown.
    pub fields: Vec<UnderstoodField<'a>>,
    /// What the law or the relay still needs.
    pub missing: Vec<Field>,
    /// The link to the page that corrects it.
    pub correct: &'a str,
}

macro_rules! fields {
    ($($(#[$doc:meta])* $name:ident = $code:literal, $key:literal;)+) => {
        /// What an offer says, as mails and pages name it.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        pub enum Field { $($(#[$doc])* $name),+ }

        impl Field {
            /// Every one.
            pub const ALL: &'static [Self] = &[$(Self::$name),+];

            /// The field with this code.
            pub fn from_code(code: &str) -> Option<Self> {
                match code {
                    $($code => Some(Self::$name),)+
                    _ => None,
                }
            }

            /// The key of its name.
            pub(crate) fn key(self) -> &'static str {
                match self {
                    $(Self::$name => $key),+
                }
            }
        }
    };
}

fields!(
    /// The function.
    Title = "title", "field-title";
    /// The place of work.
    Place = "place", "field-place";
    /// The kind of contract.
    Contract = "contract", "field-contract";
    /// Full or part time.
    WorkTime = "work_time", "field-work-time";
    /// Hours a week.
    Hours = "hours", "field-hours";
    /// The first day of work.
    Start = "start", "field-start";
    /// How many posts.
    Openings = "openings", "field-openings";
    /// A language.
    Language = "language", "field-language";
    /// A driving licence.
    Licence = "licence", "field-licence";
    /// The pay.
    Salary = "salary", "field-salary";
    /// Experience.
    Experience = "experience", "field-experience";
    /// What is asked of the person.
    Requirements = "requirements", "field-requirements";
    /// The activity of the enterprise, and the tasks.
    Description = "description", "field-description";
    /// Whom to speak to.
    ContactName = "contact_name", "field-contact-name";
    /// Their telephone number.
    ContactPhone = "contact_phone", "field-contact-phone";
    /// Their mail address.
    ContactEmail = "contact_email", "field-contact-email";
);

impl Field {
    /// The key of what can be put into it, where that is not plain.
    pub(crate) fn remedy(self) -> Option<&'static str> {
        match self {
            Self::Title => Some("remedy-title"),
            Self::Start => Some("remedy-start"),
            Self::Openings => Some("remedy-openings"),
            Self::Language => Some("remedy-languages"),
            Self::Licence => Some("remedy-licences"),
            Self::Salary => Some("remedy-pay"),
            _ => None,
        }
    }
}

impl Understood<'_> {
    /// Writes what was understood, each with the words that say it, and what is missing.
    pub(super) fn write(&self, about: &About<'_>, letter: &mut Letter<'_>) {
        if self.fields.is_empty() {
            letter.paragraph(&about.text("ack-understood-nothing"));
        }
        letter.items(self.fields.iter().map(|field| field.line(about)));
        if !self.missing.is_empty() {
            letter.paragraph(&about.text("ack-missing"));
            let names = self.missing.iter().map(|field| about.text(field.key()));
            letter.items(names);
        }
    }
}

impl UnderstoodField<'_> {
    fn line(&self, about: &About<'_>) -> String {
        let label = about.text(self.field.key());
        let key = match (self.quote.is_empty(), self.is_guess) {
            (true, _) => "fact",
            (false, true) => "understood-guess",
            (false, false) => "understood-line",
        };
        let mut args = vec![("label", label.into()), ("value", self.value.into())];
        if key != "fact" {
            args.push(("quote", self.quote.into()));
        }
        text(about.language, key, &args)
    }
}
