//! The words for codes, for mails, pages and whoever shows a case.

use relais_domain::candidate::EvidenceKind;
use relais_domain::case::{
    CloseReason, ContractType, EmployerReply, Milestone, PauseReason, RefusalReason, Unlock,
    WhyNone,
};

use crate::{Language, text};

/// Why the clock stands still, as the end of a sentence to the employer.
pub fn pause_reason(language: Language, reason: PauseReason) -> String {
    let key = match reason {
        PauseReason::AwaitingClarification => "pause-awaiting-clarification",
        PauseReason::AskedByEmployer => "pause-asked-by-employer",
        PauseReason::EmployerClosed => "pause-employer-closed",
    };
    text(language, key, &[])
}

/// Why nobody is proposed, as a sentence.
pub fn why_none(language: Language, why: WhyNone) -> String {
    let key = match why {
        WhyNone::NoProfile => "none-no-profile",
        WhyNone::NotAvailable => "none-not-available",
        WhyNone::TooFar => "none-too-far",
        WhyNone::Language => "none-language",
        WhyNone::Regulated => "none-regulated",
        WhyNone::Declined => "none-declined",
    };
    text(language, key, &[])
}

/// What would make an answer with candidates possible, as an item of a list.
pub fn unlock(language: Language, unlock: Unlock) -> String {
    let key = match unlock {
        Unlock::Training => "unlock-training",
        Unlock::Tutoring => "unlock-tutoring",
        Unlock::Hours => "unlock-hours",
        Unlock::LaterStart => "unlock-later-start",
        Unlock::Transport => "unlock-transport",
        Unlock::LanguageRequirement => "unlock-language-requirement",
        Unlock::Internship => "unlock-internship",
        Unlock::Nothing => "unlock-nothing",
    };
    text(language, key, &[])
}

/// The kind of contract.
pub fn contract(language: Language, contract: ContractType) -> String {
    let key = match contract {
        ContractType::Permanent => "contract-permanent",
        ContractType::FixedTerm => "contract-fixed-term",
        ContractType::Temporary => "contract-temporary",
        ContractType::Internship => "contract-internship",
        ContractType::Subsidised => "contract-subsidised",
        ContractType::Occasional => "contract-occasional",
    };
    text(language, key, &[])
}

/// Why a candidate was not taken, as an item of a list.
pub fn refusal(language: Language, reason: RefusalReason) -> String {
    let key = match reason {
        RefusalReason::Skills => "refusal-skills",
        RefusalReason::Experience => "refusal-experience",
        RefusalReason::Language => "refusal-language",
        RefusalReason::Availability => "refusal-availability",
        RefusalReason::OtherCandidate => "refusal-other-candidate",
        RefusalReason::NoShow => "refusal-no-show",
        RefusalReason::Other => "refusal-other",
    };
    text(language, key, &[])
}

/// What an employer said, as the end of a sentence that begins with "the employer".
pub fn reply(language: Language, reply: &EmployerReply) -> String {
    let key = match reply {
        EmployerReply::Interested => "reply-interested",
        EmployerReply::Interview => "reply-interview",
        EmployerReply::Hired { .. } => "reply-hired",
        EmployerReply::Refused { .. } => "reply-refused",
        EmployerReply::NoLongerOpen => "reply-no-longer-open",
        EmployerReply::StillOpen => "reply-still-open",
    };
    text(language, key, &[])
}

/// How long after the start a follow-up is.
pub fn milestone(language: Language, milestone: Milestone) -> String {
    let key = match milestone {
        Milestone::OneWeek => "milestone-one-week",
        Milestone::OneMonth => "milestone-one-month",
        Milestone::ThreeMonths => "milestone-three-months",
        Milestone::SixMonths => "milestone-six-months",
    };
    text(language, key, &[])
}

/// Why a case is over, as a sentence to the employer.
pub fn close_reason(language: Language, reason: CloseReason) -> String {
    let key = match reason {
        CloseReason::Withdrawn => "closed-withdrawn",
        CloseReason::NoLongerOpen => "closed-no-longer-open",
        CloseReason::Completed => "closed-completed",
    };
    text(language, key, &[])
}

/// A level of a skill, 0 to 4; higher numbers count as 4.
pub fn level(language: Language, level: u8) -> String {
    let key = match level {
        0 => "level-0",
        1 => "level-1",
        2 => "level-2",
        3 => "level-3",
        _ => "level-4",
    };
    text(language, key, &[])
}

/// How a skill is known.
pub fn evidence(language: Language, kind: EvidenceKind) -> String {
    let key = match kind {
        EvidenceKind::Declared => "evidence-declared",
        EvidenceKind::Badge => "evidence-badge",
        EvidenceKind::Observed => "evidence-observed",
        EvidenceKind::Tested => "evidence-tested",
        EvidenceKind::Certified => "evidence-certified",
    };
    text(language, key, &[])
}

/// A skill with its level and how it is known: "Soudage MIG : en autonomie (vérifié par un test)".
pub fn skill(language: Language, label: &str, level: Option<u8>, kind: EvidenceKind) -> String {
    let evidence = evidence(language, kind);
    let Some(known) = level else {
        let args = [("skill", label.into()), ("evidence", evidence.into())];
        return text(language, "skill-evidence", &args);
    };
    let args = [
        ("skill", label.into()),
        ("level", self::level(language, known).into()),
        ("evidence", evidence.into()),
    ];
    text(language, "skill-level", &args)
}

/// The name of a language by its ISO 639-1 code; the code where there is no name for it.
pub fn language_name(language: Language, code: &str) -> String {
    let key = match code {
        "fr" => "language-fr",
        "en" => "language-en",
        "nl" => "language-nl",
        "de" => "language-de",
        "ar" => "language-ar",
        "tr" => "language-tr",
        "uk" => "language-uk",
        "ru" => "language-ru",
        "es" => "language-es",
        "it" => "language-it",
        "pt" => "language-pt",
        "pl" => "language-pl",
        "ro" => "language-ro",
        "bg" => "language-bg",
        "el" => "language-el",
        "sq" => "language-sq",
        "ku" => "language-ku",
        "fa" => "language-fa",
        "ps" => "language-ps",
        "so" => "language-so",
        "ti" => "language-ti",
        "zh" => "language-zh",
        "ja" => "language-ja",
        "lb" => "language-lb",
        "sw" => "language-sw",
        "ln" => "language-ln",
        other => return other.to_owned(),
    };
    text(language, key, &[])
}

/// What a person can do in a language, by CEFR levels; skills without a level are left out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct LanguageLevels<'a> {
    /// Listening, like `B1`.
    pub listening: &'a str,
    /// Reading.
    pub reading: &'a str,
    /// Speaking.
    pub speaking: &'a str,
    /// Writing.
    pub writing: &'a str,
}

/// A language with its levels: "français : comprendre à l’oral B1, parler A2".
pub fn language_levels(language: Language, name: &str, levels: LanguageLevels<'_>) -> String {
    let known: Vec<String> = [
        ("language-listening", levels.listening),
        ("language-reading", levels.reading),
        ("language-speaking", levels.speaking),
        ("language-writing", levels.writing),
    ]
    .into_iter()
    .filter(|(_, level)| !level.is_empty())
    .map(|(key, level)| text(language, key, &[("level", level.into())]))
    .collect();
    if known.is_empty() {
        return name.to_owned();
    }
    let args = [
        ("language", name.into()),
        ("levels", known.join(", ").into()),
    ];
    text(language, "language-levels", &args)
}

/// A language that an offer asks for: "français B1 (exigé)"; `level` may be empty.
pub fn wanted_language(language: Language, name: &str, level: &str, required: bool) -> String {
    let key = match (level.is_empty(), required) {
        (false, true) => "language-required",
        (false, false) => "language-asset",
        (true, true) => "language-required-plain",
        (true, false) => "language-asset-plain",
    };
    text(
        language,
        key,
        &[("language", name.into()), ("level", level.into())],
    )
}

/// A driving licence: "permis B".
pub fn licence(language: Language, code: &str) -> String {
    text(language, "licence", &[("code", code.into())])
}
