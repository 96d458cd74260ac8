//! The message files, read once.

use std::sync::LazyLock;

use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::{FluentArgs, FluentResource, FluentValue};
use unic_langid::LanguageIdentifier;

use crate::Language;

/// What the variables of a message stand for.
pub type Args<'a> = [(&'static str, FluentValue<'a>)];

type Bundle = FluentBundle<FluentResource>;

macro_rules! files {
    ($language:literal) => {
        [
            include_str!(concat!("../locales/", $language, "/common.ftl")),
            include_str!(concat!("../locales/", $language, "/dates.ftl")),
            include_str!(concat!("../locales/", $language, "/codes.ftl")),
            include_str!(concat!("../locales/", $language, "/languages.ftl")),
            include_str!(concat!("../locales/", $language, "/employer.ftl")),
            include_str!(concat!("../locales/", $language, "/team.ftl")),
            include_str!(concat!("../locales/", $language, "/candidate.ftl")),
            include_str!(concat!("../locales/", $language, "/pages.ftl")),
            include_str!(concat!("../locales/", $language, "/offered.ftl")),
        ]
    };
}

/// How many files a language has.
const FILES: usize = 9;

const FRENCH: [&str; FILES] = files!("fr");
const ENGLISH: [&str; FILES] = files!("en");
const DUTCH: [&str; FILES] = files!("nl");
const GERMAN: [&str; FILES] = files!("de");

/// One bundle for each language, in the order of [`Language::ALL`].
static BUNDLES: LazyLock<[Bundle; 4]> =
    LazyLock::new(|| Language::ALL.map(|language| bundle(language.code(), files(language))));

fn files(language: Language) -> [&'static str; FILES] {
    match language {
        Language::Fr => FRENCH,
        Language::En => ENGLISH,
        Language::Nl => DUTCH,
        Language::De => GERMAN,
    }
}

fn bundle(language: &str, files: [&str; FILES]) -> Bundle {
    // Tells how plurals are chosen.
    let tag: LanguageIdentifier = language.parse().unwrap_or_default();
    let mut bundle = Bundle::new_concurrent(vec![tag]);
    // No marks around what is filled in: mails are read by programs too, and the texts of people
    // come in without characters that turn the direction.
    bundle.set_use_isolating(false);
    for file in files {
        // The files are part of the program and a test reads them: what a file with a mistake
        // still holds is better than nothing.
        let resource = match FluentResource::try_new(file.to_owned()) {
            Ok(resource) | Err((resource, _)) => resource,
        };
        bundle.add_resource_overriding(resource);
    }
    bundle
}

/// The message `key` in the given language, or in French where that has none, with its variables
/// filled in. A key that no file has gives the key.
pub fn text(language: Language, key: &str, args: &Args<'_>) -> String {
    let french = &BUNDLES[Language::Fr as usize];
    first_of([&BUNDLES[language as usize], french], key, args)
}

fn first_of(bundles: [&Bundle; 2], key: &str, args: &Args<'_>) -> String {
    bundles
        .into_iter()
        .find_map(|bundle| format(bundle, key, args))
        .unwrap_or_else(|| key.to_owned())
}

fn format(bundle: &Bundle, key: &str, args: &Args<'_>) -> Option<String> {
    let pattern = bundle.get_message(key)?.value()?;
    let mut filled = FluentArgs::with_capacity(args.len());
    for (name, value) in args {
        filled.set(*name, value.clone());
    }
    let mut errors = Vec::new();
    let text = bundle.format_pattern(pattern, Some(&filled), &mut errors);
    debug_assert!(errors.is_empty(), "message {key}: {errors:?}");
    Some(text.into_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_people_write_is_filled_in_as_it_is() {
        let title = "Maçon { $due } <b>";
        let args = [("text", title.into())];
        assert_eq!(text(Language::Fr, "quoted", &args), format!("« {title} »"));
    }

    #[test]
    fn a_message_that_a_language_lacks_comes_in_french() {
        let of = |file: &str| {
            let mut bundle = Bundle::new_concurrent(vec![LanguageIdentifier::default()]);
            let resource = FluentResource::try_new(file.to_owned()).expect("messages");
            bundle.add_resource(resource).expect("no key twice");
            bundle
        };
        let (dutch, french) = (of("yes = ja"), of("yes = oui\nno = non"));
        let told = |key| first_of([&dutch, &french], key, &[]);
        assert_eq!(["yes", "no", "maybe"].map(told), ["ja", "non", "maybe"]);
    }
}
