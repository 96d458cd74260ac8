//! A mail put together once, as plain text and as HTML.
//!
//! The HTML has headings, paragraphs and lists only: no tables, no images, nothing fetched from
//! elsewhere, and it can be read aloud in the order it is written in. Every value is escaped.

use std::fmt::Write as _;

use crate::mail::About;
use crate::text;

/// A mail, ready to be sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Composed {
    /// The subject: one line.
    pub subject: String,
    /// The plain text, with `\n` line breaks.
    pub text: String,
    /// The same as a whole HTML document.
    pub html: String,
}

/// Text as it may stand in HTML, between tags and in quoted attributes.
pub fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            other => out.push(other),
        }
    }
    out
}

const BODY: &str = "font-family:sans-serif;font-size:16px;line-height:1.5;color:#1a1a1a;background:#ffffff;max-width:40em;margin:0 auto;padding:1em";
const BUTTON: &str = "display:inline-block;margin:0 .5em .5em 0;padding:.5em 1em;border:2px solid #0b4f6c;border-radius:4px;color:#0b4f6c;background:#ffffff;text-decoration:none";
const WORDS: &str = "margin:1em 0;padding:0 1em;border-left:4px solid #0b4f6c;white-space:pre-line";
const SMALL: &str = "font-size:14px;color:#4a4a4a";

/// Puts a mail together, part after part.
pub(crate) struct Letter<'a> {
    about: &'a About<'a>,
    subject: String,
    text: String,
    html: String,
}

impl<'a> Letter<'a> {
    /// A letter that has nothing but its subject yet.
    pub(crate) fn new(about: &'a About<'a>, subject: String) -> Self {
        Self {
            about,
            subject,
            text: String::new(),
            html: String::new(),
        }
    }

    /// One paragraph.
    pub(crate) fn paragraph(&mut self, text: &str) {
        self.text.push_str(text);
        self.text.push_str("\n\n");
        self.element("p", "", text);
    }

    /// The heading of what follows.
    pub(crate) fn heading(&mut self, text: &str) {
        let _ = write!(self.text, "{text}\n{}\n", "-".repeat(text.chars().count()));
        self.element("h2", "font-size:18px", text);
    }

    /// A list; nothing where it is empty.
    pub(crate) fn items(&mut self, items: impl IntoIterator<Item = String>) {
        let mut items = items.into_iter().peekable();
        if items.peek().is_none() {
            return;
        }
        self.html.push_str("<ul>\n");
        for item in items {
            let _ = writeln!(self.text, "- {item}");
            self.element("li", "", &item);
        }
        self.html.push_str("</ul>\n");
        self.text.push('\n');
    }

    /// A list of things with names; those without a value are left out.
    pub(crate) fn facts(&mut self, facts: &[(&'static str, String)]) {
        let language = self.about.language;
        let known = facts.iter().filter(|(_, value)| !value.is_empty());
        let lines: Vec<String> = known
            .map(|(key, value)| {
                let label = text(language, key, &[]);
                text(
                    language,
                    "fact",
                    &[("label", label.into()), ("value", value.as_str().into())],
                )
            })
            .collect();
        self.items(lines);
    }

    /// What somebody wrote, in their own words and lines.
    pub(crate) fn words(&mut self, heading: &'static str, words: &str) {
        self.heading(&text(self.about.language, heading, &[]));
        for line in words.lines() {
            let _ = writeln!(self.text, "> {line}");
        }
        self.text.push('\n');
        self.element("blockquote", WORDS, words);
    }

    /// Links, as buttons where buttons can be shown. `whom` tells the same buttons of several
    /// people apart for those who hear them read out.
    pub(crate) fn links(&mut self, whom: Option<&str>, links: &[(&'static str, &str)]) {
        let language = self.about.language;
        self.html.push_str("<p>");
        for (key, url) in links {
            let label = text(language, key, &[]);
            let heard = whom.map_or_else(String::new, |name| {
                let args = [("label", label.as_str().into()), ("value", name.into())];
                format!(" aria-label=\"{}\"", escape(&text(language, "fact", &args)))
            });
            let _ = writeln!(
                self.html,
                "<a style=\"{BUTTON}\" href=\"{}\"{heard}>{}</a>",
                escape(url),
                escape(&label)
            );
            let named = text(language, "link", &[("label", label.into())]);
            let _ = writeln!(self.text, "{named}\n  {url}");
        }
        self.html.push_str("</p>\n");
        self.text.push('\n');
    }

    /// Something in small print.
    pub(crate) fn small(&mut self, text: &str) {
        self.text.push_str(text);
        self.text.push_str("\n\n");
        self.element("p", SMALL, text);
    }

    /// The closing words and the sender's name; the letter is whole.
    pub(crate) fn finish(mut self) -> Composed {
        let closing = text(self.about.language, "closing", &[]);
        let sender = self.about.sender;
        let _ = write!(self.text, "{closing}\n{sender}\n");
        let _ = writeln!(
            self.html,
            "<p>{}<br>{}</p>",
            escape(&closing),
            escape(sender)
        );
        let html = format!(
            "<!DOCTYPE html>\n<html lang=\"{}\">\n<head>\n<meta charset=\"utf-8\">\n\
             <meta name=\"viewport\" content=\"width=device-width\">\n<title>{}</title>\n</head>\n\
             <body style=\"{BODY}\">\n{}</body>\n</html>\n",
            self.about.language,
            escape(&self.subject),
            self.html
        );
        Composed {
            subject: self.subject,
            text: self.text,
            html,
        }
    }

    fn element(&mut self, tag: &str, style: &str, text: &str) {
        let style = if style.is_empty() {
            String::new()
        } else {
            format!(" style=\"{style}\"")
        };
        let _ = writeln!(self.html, "<{tag}{style}>{}</{tag}>", escape(text));
    }
}
