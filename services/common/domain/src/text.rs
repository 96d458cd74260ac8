//! Text from outside, made safe to store and to show.

/// Characters that change the direction of the text around them, and can so make one thing look
/// like another (the embeddings, overrides and isolates of Unicode UAX #9).
fn is_bidi_control(c: char) -> bool {
    matches!(c, '\u{200E}' | '\u{200F}' | '\u{061C}' | '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}')
}

/// One line of text: control and bidirectional characters taken out, white space folded to single
/// spaces, trimmed.
pub fn one_line(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for word in text.split(|c: char| c.is_whitespace() || c.is_control()) {
        let at = out.len();
        if !out.is_empty() && !word.is_empty() {
            out.push(' ');
        }
        let before = out.len();
        out.extend(word.chars().filter(|c| !is_bidi_control(*c)));
        if out.len() == before {
            out.truncate(at);
        }
    }
    out
}

/// Text of several lines: control characters other than line breaks and tabs, and bidirectional
/// characters, taken out; line breaks as `\n`; trimmed.
pub fn multi_line(text: &str) -> String {
    let unix = text.replace("\r\n", "\n").replace('\r', "\n");
    let kept: String = unix
        .chars()
        .filter(|c| (!c.is_control() || matches!(c, '\n' | '\t')) && !is_bidi_control(*c))
        .collect();
    kept.trim().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_title_keeps_its_words_and_loses_what_cannot_be_seen() {
        assert_eq!(one_line(" Maçon\u{0}\u{202E}\r\n  (H/F) "), "Maçon (H/F)");
    }

    proptest! {
        #[test]
        fn cleaning_twice_changes_nothing_more(text in any::<String>()) {
            prop_assert_eq!(one_line(&one_line(&text)), one_line(&text));
            prop_assert_eq!(multi_line(&multi_line(&text)), multi_line(&text));
        }

        #[test]
        fn no_control_character_is_left(text in any::<String>()) {
            prop_assert!(one_line(&text).chars().all(|c| !c.is_control() && !is_bidi_control(c)));
        }
    }
}
