//! Descriptions: plain text as it is, HTML without anything that acts.

use std::collections::HashSet;
use std::sync::LazyLock;

use ammonia::Builder;
use relais_domain::text::multi_line;

/// Tags that a description may open. Parsing costs up to the square of their number.
pub const MAX_TAGS: usize = 1_000;

/// What structures a text. Links and pictures are left out: an offer's ways to apply are fields.
const TAGS: [&str; 22] = [
    "b",
    "blockquote",
    "br",
    "dd",
    "div",
    "dl",
    "dt",
    "em",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "hr",
    "i",
    "li",
    "ol",
    "p",
    "strong",
    "u",
    "ul",
];

/// No attribute is kept, so that taking characters out of the result cannot make one that acts.
static SANITISER: LazyLock<Builder<'static>> = LazyLock::new(|| {
    let mut builder = Builder::empty();
    builder
        .tags(HashSet::from(TAGS))
        .clean_content_tags(HashSet::from(["script", "style"]));
    builder
});

/// A description made safe to store and to show. Text without tags and entities stays as it is.
///
/// # Errors
/// The number of tags, where there are more than [`MAX_TAGS`].
pub fn sanitise(text: &str) -> Result<String, usize> {
    let text = multi_line(text);
    if !is_html(&text) {
        return Ok(text);
    }
    let tags = text.bytes().filter(|byte| *byte == b'<').count();
    if tags > MAX_TAGS {
        return Err(tags);
    }
    // Entities may stand for characters that must not be kept.
    Ok(multi_line(&SANITISER.clean(&text).to_string()))
}

/// The words of a description, for reading: tags are line breaks, entities what they stand for.
pub fn plain_text(description: &str) -> String {
    if !is_html(description) {
        return description.to_owned();
    }
    let mut plain = String::with_capacity(description.len());
    let mut rest = description;
    while let Some((text, tag)) = rest.split_once('<') {
        plain.push_str(text);
        plain.push('\n');
        rest = tag.split_once('>').map_or("", |(_, after)| after);
    }
    plain.push_str(rest);
    // The sanitiser writes these four; the ampersand comes last, so that nothing is read twice.
    plain
        .replace("&nbsp;", " ")
        .replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&amp;", "&")
}

/// Whether a browser would read more into the text than its characters: a tag, a comment or an
/// entity.
fn is_html(text: &str) -> bool {
    let opens =
        |after: &str| after.starts_with(|c: char| c.is_ascii_alphabetic() || "/!?".contains(c));
    text.match_indices('<')
        .any(|(at, _)| opens(&text[at + 1..]))
        || text
            .match_indices('&')
            .any(|(at, _)| is_entity(&text[at + 1..]))
}

/// Whether what follows an ampersand makes it an entity, as `eacute;` or `#233;`.
fn is_entity(after: &str) -> bool {
    let name = after
        .split(|c: char| !c.is_ascii_alphanumeric() && c != '#')
        .next();
    let name = name.unwrap_or_default();
    !name.is_empty() && after[name.len()..].starts_with(';')
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn clean(text: &str) -> String {
        sanitise(text).expect("few tags")
    }

    #[test]
    fn plain_text_stays_as_it_was_written() {
        for text in ["R&D, C & C++", "moins de 3 ans, < 40 h\n- équipe", "a -> b"] {
            assert_eq!(clean(text), text);
        }
    }

    #[test]
    fn structure_is_kept_and_what_acts_is_taken_out() {
        let html = "<p onclick=\"x()\">Cuisinier</p><script>alert(1)</script>\
                    <a href=\"javascript:x()\">ici</a><img src=x onerror=x()><ul><li>four</ul>";
        assert_eq!(clean(html), "<p>Cuisinier</p>ici<ul><li>four</li></ul>");
    }

    #[test]
    fn a_character_that_hides_behind_an_entity_is_taken_out() {
        assert_eq!(clean("a&#x202E;b<b>c&#x2066;</b>"), "ab<b>c</b>");
    }

    #[test]
    fn a_description_of_nothing_but_tags_is_refused_before_it_is_parsed() {
        assert_eq!(sanitise(&"<b>".repeat(MAX_TAGS + 1)), Err(MAX_TAGS + 1));
    }

    #[test]
    fn the_words_of_html_are_read_without_their_tags() {
        let plain = plain_text("<p>Soudure TIG &amp; MIG</p><p>&lt; 3 ans</p>");
        assert_eq!(
            plain.split_whitespace().collect::<Vec<_>>().join(" "),
            "Soudure TIG & MIG < 3 ans"
        );
    }

    proptest! {
        #[test]
        fn cleaning_twice_changes_nothing_more(text in "[a<>/&;#x2 bpé\"=!?\\-\n]{0,80}") {
            let once = clean(&text);
            prop_assert_eq!(clean(&once), once);
        }

        #[test]
        fn no_attribute_and_no_control_character_is_left(text in any::<String>()) {
            let html = format!("<p {text}>{text}</p>");
            if let Ok(cleaned) = sanitise(&html) {
                prop_assert!(cleaned.chars().all(|c| !c.is_control() || c == '\n' || c == '\t'));
                let tags = cleaned.match_indices('<').map(|(at, _)| &cleaned[at + 1..]);
                for tag in tags {
                    let name = tag.trim_start_matches('/').split('>').next().unwrap_or_default();
                    prop_assert!(TAGS.contains(&name), "<{name}> in {cleaned}");
                }
            }
        }
    }
}
