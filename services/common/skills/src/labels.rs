//! The names of a concept in the four languages.

use crate::language::Language;

/// The names of a concept: in each language one preferred label and the other forms that offers
/// use, feminine and masculine written out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Labels {
    by_language: [Vec<String>; 4],
}

impl Labels {
    /// Builds labels from the preferred-first lists of each language, in the order of
    /// [`Language::ALL`]; `None` when a language has no label.
    pub(crate) fn new(by_language: [Vec<String>; 4]) -> Option<Self> {
        by_language
            .iter()
            .all(|labels| !labels.is_empty())
            .then_some(Self { by_language })
    }

    /// The label to show, such as "vendeur/vendeuse".
    pub fn preferred(&self, language: Language) -> &str {
        &self.by_language[language.index()][0]
    }

    /// Every label in a language, the preferred one first.
    pub fn all(&self, language: Language) -> &[String] {
        &self.by_language[language.index()]
    }
}

/// A label as the data writes it. In the names of occupations a slash joins the masculine and the
/// feminine form of one word, `coiffeur/coiffeuse mixte`, or of the whole label when both halves
/// have as many words: `aide soignant/aide soignante`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct LabelText {
    /// The label as written.
    pub shown: String,
    /// The masculine reading, or the label itself when no word has two forms.
    pub base: String,
    /// The feminine reading, when it differs.
    pub feminine: Option<String>,
}

impl LabelText {
    /// Reads a label whose slashes separate genders.
    pub fn gendered(label: &str) -> Self {
        let (base, feminine) = halves(label).unwrap_or_else(|| {
            let reading = |side: usize| {
                let words = label.split_whitespace().map(|word| {
                    let mut forms = word.split('/');
                    let first = forms.next().unwrap_or(word);
                    if side == 0 {
                        first
                    } else {
                        forms.next().unwrap_or(first)
                    }
                });
                words.collect::<Vec<_>>().join(" ")
            };
            (reading(0), reading(1))
        });
        let feminine = (feminine != base).then_some(feminine);
        Self {
            shown: label.to_owned(),
            base,
            feminine,
        }
    }

    /// Reads a label in which a slash is only punctuation.
    pub fn plain(label: &str) -> Self {
        Self {
            shown: label.to_owned(),
            base: label.to_owned(),
            feminine: None,
        }
    }

    /// The forms to show and to look up, the written one first.
    pub fn forms(&self) -> impl Iterator<Item = &String> {
        let base = (self.base != self.shown).then_some(&self.base);
        std::iter::once(&self.shown)
            .chain(base)
            .chain(self.feminine.as_ref())
    }
}

/// The halves of a label whose only slash has as many words before it as behind it.
fn halves(label: &str) -> Option<(String, String)> {
    let (masculine, feminine) = label
        .split_once('/')
        .filter(|(_, rest)| !rest.contains('/'))?;
    let words = |half: &str| half.split_whitespace().count();
    let equal = words(masculine) == words(feminine);
    equal.then(|| (masculine.trim().to_owned(), feminine.trim().to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slash_in_the_middle_pairs_whole_labels() {
        let label = LabelText::gendered("aide soignant/aide soignante");
        assert_eq!(label.base, "aide soignant");
        assert_eq!(label.feminine.as_deref(), Some("aide soignante"));
    }

    #[test]
    fn a_slash_pairs_the_forms_of_each_word() {
        let label = LabelText::gendered("employé/employée administratif/administrative");
        assert_eq!(label.base, "employé administratif");
        assert_eq!(label.feminine.as_deref(), Some("employée administrative"));
    }

    #[test]
    fn a_label_without_slash_has_one_reading() {
        let label = LabelText::gendered("peintre en bâtiment");
        assert_eq!(label.forms().collect::<Vec<_>>(), ["peintre en bâtiment"]);
    }
}
