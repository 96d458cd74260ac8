//! The pages that the links in mails open: one question, one button, readable without styles or
//! scripts.

use std::fmt::Write as _;

use relais_domain::case::{ContractType, RefusalReason};

use crate::{Language, escape, text, words};

/// The style of every page; a content security policy allows it by its hash.
pub const STYLE: &str = "body{font-family:sans-serif;font-size:1.1rem;line-height:1.5;color:#1a1a1a;background:#fff;max-width:36rem;margin:0 auto;padding:1rem}\
h1{font-size:1.5rem}label{display:block;margin-top:1rem;font-weight:bold}\
input,select,textarea{font:inherit;width:100%;box-sizing:border-box;padding:.4rem}\
button{font:inherit;margin-top:1.5rem;padding:.7rem 1.5rem;border:0;border-radius:4px;color:#fff;background:#0b4f6c}\
.site,.case{color:#4a4a4a}fieldset{margin-top:1rem;border:1px solid #4a4a4a}.choice{margin:0;font-weight:normal}.choice input{width:auto}.problem{padding:.5rem 1rem;border-left:4px solid #a4161a}";

/// What a link lets its holder say.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Action {
    /// Wants to know more about a candidate.
    Interested,
    /// Wants to meet a candidate.
    Interview,
    /// Has hired a candidate.
    Hired,
    /// Does not take a candidate.
    Refused,
    /// The offer is no longer open.
    NoLongerOpen,
    /// The offer is still open.
    StillOpen,
}

/// The form of a link: what it asks besides a yes, and what was filled in so far.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Form<'a> {
    /// The code of the chosen kind of contract; `None` where that is not asked.
    pub contract: Option<&'a str>,
    /// The first day of work as YYYY-MM-DD; `None` where that is not asked.
    pub starts_on: Option<&'a str>,
    /// The code of the chosen reason; `None` where that is not asked.
    pub reason: Option<&'a str>,
    /// The message so far.
    pub message: &'a str,
    /// The longest message, in characters.
    pub message_limit: usize,
    /// What is wrong with what was sent.
    pub problem: Option<Problem>,
}

/// What is wrong with what was sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Problem {
    /// No kind of contract or no start date.
    HiringIncomplete,
    /// No reason.
    ReasonMissing,
    /// The message is too long.
    TooLong,
}

/// The page that says what a click will do, and asks for it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Confirm<'a> {
    /// The language to write in.
    pub language: Language,
    /// What will be done.
    pub action: Action,
    /// The case's reference.
    pub reference: &'a str,
    /// The offer's title.
    pub title: &'a str,
    /// The candidate, where they share their name.
    pub person: Option<&'a str>,
    /// What it asks.
    pub form: Form<'a>,
}

/// A page that says one thing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Notice {
    /// It was recorded.
    Done,
    /// It had been recorded before.
    Before,
    /// The case does not allow it any more.
    Conflict,
    /// The link has expired.
    Expired,
    /// The link was cut off or changed.
    Broken,
    /// There is no such case or nomination any more.
    Gone,
    /// Something does not answer.
    Trouble,
}

impl Confirm<'_> {
    /// The page as an HTML document.
    pub fn page(&self) -> String {
        let language = self.language;
        let (title, effect) = match self.action {
            Action::Interested => ("page-interested-title", "page-interested-effect"),
            Action::Interview => ("page-interview-title", "page-interview-effect"),
            Action::Hired => ("page-hired-title", "page-hired-effect"),
            Action::Refused => ("page-refused-title", "page-refused-effect"),
            Action::NoLongerOpen => ("page-closed-title", "page-closed-effect"),
            Action::StillOpen => ("page-still-open-title", "page-still-open-effect"),
        };
        let mut main = String::new();
        for line in self.subject_lines() {
            paragraph(&mut main, "case", &line);
        }
        paragraph(&mut main, "", &text(language, effect, &[]));
        if let Some(problem) = self.form.problem {
            let _ = writeln!(
                main,
                "<p class=\"problem\" role=\"alert\">{}</p>",
                escape(&self.problem(problem))
            );
        }
        paragraph(&mut main, "", &text(language, "page-nothing-yet", &[]));
        main.push_str("<form method=\"post\">\n");
        self.form.write(language, &mut main);
        let confirm = text(language, "page-confirm", &[]);
        let _ = writeln!(
            main,
            "<button type=\"submit\">{}</button>\n</form>",
            escape(&confirm)
        );
        document(language, &text(language, title, &[]), &main)
    }

    fn subject_lines(&self) -> Vec<String> {
        let quoted = text(self.language, "quoted", &[("text", self.title.into())]);
        let offer = format!("{quoted} ({})", self.reference);
        let person = match (self.action, self.person) {
            (Action::NoLongerOpen | Action::StillOpen, _) => return vec![offer],
            (_, Some(name)) => text(self.language, "page-person", &[("name", name.into())]),
            (_, None) => text(self.language, "page-someone", &[]),
        };
        vec![offer, person]
    }

    fn problem(&self, problem: Problem) -> String {
        let missing = |keys: &[&str]| {
            let fields: Vec<String> = keys
                .iter()
                .map(|key| text(self.language, key, &[]))
                .collect();
            text(
                self.language,
                "page-missing",
                &[("fields", fields.join(", ").into())],
            )
        };
        match problem {
            Problem::HiringIncomplete => missing(&["page-contract", "page-start"]),
            Problem::ReasonMissing => missing(&["page-reason"]),
            Problem::TooLong => text(
                self.language,
                "page-too-long",
                &[("limit", self.form.message_limit.into())],
            ),
        }
    }
}

impl Form<'_> {
    fn write(&self, language: Language, html: &mut String) {
        let label = |key| escape(&text(language, key, &[]));
        if let Some(chosen) = self.contract {
            let choices = ContractType::ALL
                .iter()
                .map(|it| (it.code(), words::contract(language, *it)));
            select(
                html,
                ("contract", "page-contract"),
                language,
                choices,
                chosen,
            );
        }
        if let Some(starts_on) = self.starts_on {
            let _ = writeln!(
                html,
                "<label for=\"starts_on\">{}</label>\n\
                 <input type=\"date\" id=\"starts_on\" name=\"starts_on\" required value=\"{}\">",
                label("page-start"),
                escape(starts_on)
            );
        }
        if let Some(chosen) = self.reason {
            let choices = RefusalReason::ALL
                .iter()
                .map(|it| (it.code(), words::refusal(language, *it)));
            select(html, ("reason", "page-reason"), language, choices, chosen);
        }
        let _ = writeln!(
            html,
            "<label for=\"message\">{}</label>\n\
             <textarea id=\"message\" name=\"message\" rows=\"4\" maxlength=\"{}\">{}</textarea>",
            label("page-message"),
            self.message_limit,
            // A line break right after the tag would be swallowed: give one away.
            format_args!("\n{}", escape(self.message))
        );
    }
}

/// A list to choose from: its name and the key of its label, and the codes with their words.
fn select(
    html: &mut String,
    (name, key): (&str, &str),
    language: Language,
    choices: impl Iterator<Item = (&'static str, String)>,
    chosen: &str,
) {
    let label = escape(&text(language, key, &[]));
    let choose = escape(&text(language, "page-choose", &[]));
    let _ = writeln!(
        html,
        "<label for=\"{name}\">{label}</label>\n<select id=\"{name}\" name=\"{name}\" required>\n\
         <option value=\"\">{choose}</option>"
    );
    for (code, words) in choices {
        let selected = if code == chosen { " selected" } else { "" };
        let words = escape(&words);
        let _ = writeln!(html, "<option value=\"{code}\"{selected}>{words}</option>");
    }
    html.push_str("</select>\n");
}

/// The page that says one thing, as an HTML document.
pub fn notice(language: Language, notice: Notice) -> String {
    let (title, body) = match notice {
        Notice::Done => ("page-done-title", "page-done"),
        Notice::Before => ("page-before-title", "page-before"),
        Notice::Conflict => ("page-conflict-title", "page-conflict"),
        Notice::Expired => ("page-expired-title", "page-expired"),
        Notice::Broken => ("page-broken-title", "page-broken"),
        Notice::Gone => ("page-gone-title", "page-gone"),
        Notice::Trouble => ("page-trouble-title", "page-trouble"),
    };
    let mut main = String::new();
    paragraph(&mut main, "", &text(language, body, &[]));
    document(language, &text(language, title, &[]), &main)
}

pub(crate) fn paragraph(html: &mut String, class: &str, text: &str) {
    let class = if class.is_empty() {
        String::new()
    } else {
        format!(" class=\"{class}\"")
    };
    let _ = writeln!(html, "<p{class}>{}</p>", escape(text));
}

pub(crate) fn document(language: Language, title: &str, main: &str) -> String {
    let site = escape(&text(language, "page-site", &[]));
    let title = escape(title);
    format!(
        "<!DOCTYPE html>\n<html lang=\"{language}\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width\">\n\
         <meta name=\"robots\" content=\"noindex\">\n<title>{title}</title>\n\
         <style>{STYLE}</style>\n</head>\n<body>\n<p class=\"site\">{site}</p>\n<main>\n\
         <h1>{title}</h1>\n{main}</main>\n</body>\n</html>\n"
    )
}
