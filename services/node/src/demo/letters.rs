//! Offers as employers write them in mails.

use relais_domain::text::one_line;
use serde_json::Value;

/// Mails by their language, with gaps in braces; a line with a gap that nothing fills is left out.
const TEXTS: [(&str, &str); 4] = [
    ("fr", include_str!("../../data/mails/fr.eml")),
    ("nl", include_str!("../../data/mails/nl.eml")),
    ("de", include_str!("../../data/mails/de.eml")),
    ("en", include_str!("../../data/mails/en.eml")),
];

/// A `JobPosting` as a mail of an employer (name, address and language), in the language of the
/// offer where it tells one. It has no date: the same offer is the same mail in another run.
pub fn letter(posting: &Value, number: usize, employer: (&str, &str, &str)) -> String {
    let (name, address, language) = employer;
    let wanted = posting["inLanguage"].as_str().unwrap_or(language);
    let text = TEXTS.iter().find(|(language, _)| *language == wanted);
    let (_, text) = text.unwrap_or(&TEXTS[0]);
    let domain = address.rsplit('@').next().unwrap_or_default();
    let place = match &posting["jobLocation"] {
        Value::Array(places) => places.first().unwrap_or(&Value::Null),
        place => place,
    };
    let said = |value: &Value| value.as_str().unwrap_or_default().trim().to_owned();
    let gaps = [
        ("{name}", name.to_owned()),
        ("{address}", address.to_owned()),
        ("{id}", format!("offer-{number}@{domain}")),
        ("{title}", one_line(&said(&posting["title"]))),
        (
            "{place}",
            one_line(&said(&place["address"]["addressLocality"])),
        ),
        ("{hours}", one_line(&said(&posting["workHours"]))),
        ("{description}", said(&posting["description"])),
    ];
    let fill = |line: &str| {
        gaps.iter().try_fold(line.to_owned(), |line, (gap, value)| {
            let stays_empty = value.is_empty() && line.contains(gap);
            (!stays_empty).then(|| line.replace(gap, value))
        })
    };
    let lines: Vec<String> = text.lines().filter_map(fill).collect();
    lines.join("\n") + "\n"
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    const FIRM: (&str, &str, &str) = ("Studio Ourthe", "team@ourthe.example", "fr");

    #[test]
    fn an_offer_is_written_in_its_own_language_and_says_no_more_than_it_knows() {
        let offer = json!({
            "title": "Servicekraft",
            "description": "Sie bedienen die Gäste.",
            "jobLocation": [{"address": {"addressLocality": "Eupen"}}],
            "inLanguage": "de",
        });
        let mail = letter(&offer, 8, FIRM);
        assert!(mail.starts_with("From: \"Studio Ourthe\" <team@ourthe.example>\n"));
        assert!(mail.contains("Message-ID: <offer-8@ourthe.example>\n"));
        assert!(mail.contains("Stelle: Servicekraft\nArbeitsort: Eupen\n\nSie bedienen"));
        assert!(
            !mail.contains("Arbeitszeit") && !mail.contains('{'),
            "{mail}"
        );
    }

    #[test]
    fn a_title_cannot_add_a_header() {
        let offer = json!({"title": "Maçon\r\nBcc: tous@ourthe.example"});
        let mail = letter(&offer, 1, FIRM);
        assert!(mail.contains("Subject: Offre d'emploi : Maçon Bcc: tous@ourthe.example\n"));
    }
}
