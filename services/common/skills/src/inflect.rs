//! The forms in which a word of a label may appear in an offer. Forms that no one writes do no
//! harm: they are only looked up.

use crate::language::Language;

/// Words shorter than this have no forms: acronyms and articles.
const MIN_LETTERS: usize = 4;

/// Singular and plural forms of a folded word, and for a word that names a person also the
/// feminine ones; without the word itself.
pub(crate) fn forms(word: &str, language: Language, person: bool) -> Vec<String> {
    if word.len() < MIN_LETTERS || !word.bytes().all(|byte| byte.is_ascii_lowercase()) {
        return Vec::new();
    }
    let mut forms = match language {
        Language::Fr => french(word, person),
        Language::En => english(word),
        Language::Nl => dutch(word, person),
        Language::De => german(word, person),
    };
    forms.sort();
    forms.dedup();
    forms.retain(|form| form != word);
    forms
}

fn french(word: &str, person: bool) -> Vec<String> {
    let mut singular = vec![word.to_owned()];
    if let Some(stem) = word.strip_suffix("aux") {
        singular.push(format!("{stem}al"));
    }
    // From five letters on: shorter ones are acronyms ("BEPS") as often as plurals.
    let stem = word.strip_suffix('s').or_else(|| word.strip_suffix('x'));
    singular.extend(
        stem.filter(|stem| stem.len() >= MIN_LETTERS)
            .map(str::to_owned),
    );
    if person {
        singular.extend(french_feminine(word));
    } else if let Some(stem) = word.strip_suffix("er") {
        // "Vous préparez les plats" for the label "préparer les plats".
        singular.push(format!("{stem}ez"));
    }
    let plural: Vec<String> = singular
        .iter()
        .filter_map(|form| french_plural(form))
        .collect();
    singular.extend(plural);
    singular
}

fn french_plural(word: &str) -> Option<String> {
    if word.ends_with(['s', 'x', 'z']) {
        None
    } else if let Some(stem) = word.strip_suffix("al") {
        Some(format!("{stem}aux"))
    } else if word.ends_with("au") || word.ends_with("eu") {
        Some(format!("{word}x"))
    } else {
        Some(format!("{word}s"))
    }
}

/// Feminine of nouns and adjectives of persons: `vendeur`, `animateur`, `technicien`, `infirmier`.
fn french_feminine(word: &str) -> Vec<String> {
    const ENDINGS: [(&str, &str); 12] = [
        ("teur", "trice"),
        ("eur", "euse"),
        ("eux", "euse"),
        ("ien", "ienne"),
        ("on", "onne"),
        ("er", "ere"),
        ("if", "ive"),
        ("el", "elle"),
        ("ant", "ante"),
        ("ent", "ente"),
        ("al", "ale"),
        ("in", "ine"),
    ];
    let feminine = ENDINGS.iter().filter_map(|(masculine, feminine)| {
        word.strip_suffix(masculine)
            .map(|stem| format!("{stem}{feminine}"))
    });
    feminine.collect()
}

fn english(word: &str) -> Vec<String> {
    let mut forms = Vec::new();
    if let Some(stem) = word.strip_suffix('y') {
        forms.push(format!("{stem}ies"));
    }
    if word.ends_with(['s', 'x']) || word.ends_with("ch") || word.ends_with("sh") {
        forms.push(format!("{word}es"));
    } else {
        forms.push(format!("{word}s"));
    }
    if let Some(stem) = word
        .strip_suffix('s')
        .filter(|stem| stem.len() >= MIN_LETTERS && !stem.ends_with('s'))
    {
        forms.push(stem.to_owned());
    }
    forms
}

fn dutch(word: &str, person: bool) -> Vec<String> {
    let mut forms = vec![format!("{word}s"), format!("{word}n"), format!("{word}en")];
    if let Some(last) = word.chars().next_back() {
        forms.push(format!("{word}{last}en"));
    }
    if let Some(opened) = with_single_vowel(word) {
        forms.push(format!("{opened}en"));
    }
    if let Some(stem) = word.strip_suffix("er").filter(|_| person) {
        forms.extend([format!("{stem}ster"), format!("{stem}sters")]);
    }
    if let Some(stem) = word.strip_suffix("en").filter(|_| !person) {
        // "Je ontvangt goederen", "je laadt": a vowel that closes is written twice.
        forms.extend([format!("{stem}t"), format!("{}t", with_double_vowel(stem))]);
    }
    forms
}

/// The stem of a Dutch verb whose long vowel closes: `lad` to `laad`.
fn with_double_vowel(stem: &str) -> String {
    let mut letters = stem.char_indices().rev();
    match (letters.next(), letters.next()) {
        (Some((last, _)), Some((_, vowel))) if "aeou".contains(vowel) => {
            format!("{}{vowel}{}", &stem[..last], &stem[last..])
        }
        _ => stem.to_owned(),
    }
}

/// A Dutch or German label as a main clause has it, the verb first: `goederen ontvangen` to
/// `ontvangen goederen`. None in other languages and for labels that do not end in a verb.
pub(crate) fn main_clause(label: &str, language: Language) -> Option<String> {
    let verb_last = matches!(language, Language::Nl | Language::De);
    let (rest, verb) = label.rsplit_once(' ').filter(|_| verb_last)?;
    let infinitive = verb.ends_with("en") && verb.starts_with(char::is_lowercase);
    infinitive.then(|| format!("{verb} {rest}"))
}

/// The stem of a Dutch plural whose long vowel opens: `leraar` to `lerar`.
fn with_single_vowel(word: &str) -> Option<String> {
    let (stem, last) = word.split_at(word.len() - 1);
    let mut letters = stem.chars().rev();
    let (vowel, before) = (letters.next()?, letters.next()?);
    let long = vowel == before && "aeou".contains(vowel);
    long.then(|| format!("{}{last}", &stem[..stem.len() - 1]))
}

fn german(word: &str, person: bool) -> Vec<String> {
    let mut forms: Vec<String> = ["s", "e", "n", "en", "er"]
        .iter()
        .map(|ending| format!("{word}{ending}"))
        .collect();
    if person {
        let stem = word.strip_suffix('e').unwrap_or(word);
        forms.extend([format!("{stem}in"), format!("{stem}innen")]);
    }
    forms
}

#[cfg(test)]
mod tests {
    use super::*;

    fn has(word: &str, language: Language, expected: &[&str]) {
        let forms = forms(word, language, true);
        for form in expected {
            assert!(
                forms.iter().any(|known| known == form),
                "{form} is a form of {word}"
            );
        }
    }

    #[test]
    fn french_words_take_plural_and_feminine() {
        has(
            "vendeur",
            Language::Fr,
            &["vendeuse", "vendeurs", "vendeuses"],
        );
        has("animateur", Language::Fr, &["animatrice", "animatrices"]);
        has("infirmier", Language::Fr, &["infirmiere", "infirmieres"]);
        has("technicien", Language::Fr, &["technicienne"]);
        has("reseaux", Language::Fr, &["reseau"]);
        has("social", Language::Fr, &["sociaux", "sociale"]);
    }

    #[test]
    fn other_languages_take_their_plurals() {
        has("delivery", Language::En, &["deliveries"]);
        has("verkoper", Language::Nl, &["verkopers", "verkopster"]);
        has("leraar", Language::Nl, &["leraren"]);
        has("fahrer", Language::De, &["fahrerin", "fahrerinnen"]);
    }

    #[test]
    fn short_words_and_acronyms_have_one_form() {
        assert!(forms("vca", Language::Fr, false).is_empty());
        assert!(forms("c++", Language::En, false).is_empty());
    }
}
