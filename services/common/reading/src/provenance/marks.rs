//! The habits by which mail programs and people mark what is not the mail's own text.

use std::sync::LazyLock;

use regex::Regex;

use crate::lines::{Line, folded};

/// Characters of a line that are looked at.
const MAX_LINE: usize = 1_000;
/// Lines over which an attribution may run on.
const ATTRIBUTION_LINES: usize = 3;
/// Lines of an envelope, blank ones included.
const ENVELOPE_LINES: usize = 12;
/// Characters of a line that closes a letter.
const MAX_CLOSING: usize = 60;

/// What a line is for those that follow.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Mark {
    /// Begins with `>`.
    Quoted,
    /// "Le 3 novembre, X a écrit :", over so many lines.
    Attribution {
        lines: usize,
    },
    /// "---- Forwarded message ----" and the headers below it.
    Forward {
        lines: usize,
    },
    /// "De : … Envoyé : …", as Outlook puts above what it quotes and what it forwards.
    Envelope {
        lines: usize,
    },
    /// Begins a disclaimer.
    Disclaimer,
    /// Closes the letter: "Cordialement", "-- ", "Envoyé de mon iPhone".
    Signature,
    /// A label of offers with its colon.
    Label,
    Blank,
    Plain,
}

fn regex(pattern: &str) -> Regex {
    Regex::new(pattern).expect("the patterns are constants, read by the tests")
}

static FORWARD_SUBJECT: LazyLock<Regex> = LazyLock::new(|| {
    regex(
        r"(?i)^\s*(?:(?:re|aw|antw|sv)\s*:\s*)*(?:fwd?|tr|wg|doorst|fw|i|transf[eé]r[eé]?)\s*(?:\[\d+\])?\s*:",
    )
});
static ATTRIBUTION: LazyLock<Regex> = LazyLock::new(|| {
    regex(
        r"^\s*(?:le\s.{5,200}\sa ecrit\s*:|op\s.{5,200}\s(?:schreef|heeft)\b.{0,200}:|.{0,100}\sschreef op\s.{5,100}:|am\s.{5,200}\sschrieb\b.{0,200}:|.{0,100}\sschrieb am\s.{5,100}:|on\s.{5,200}\swrote\s*:)\s*$",
    )
});
static ATTRIBUTION_START: LazyLock<Regex> =
    LazyLock::new(|| regex(r"^\s*(?:le|op|am|on)\s.*\d|\sschreef op\s|\sschrieb am\s"));
static FORWARD: LazyLock<Regex> = LazyLock::new(|| {
    regex(
        r"^[\s>*]*-{2,}\s*(?:forwarded message|message transfere|mail transfere|message reexpedie|doorgestuurd bericht|weergeleitete nachricht|weitergeleitete nachricht)(?:\s+(?:from|de|van|von)\b.{0,80})?\s*-{2,}|^[\s>*]*(?:begin forwarded message|debut du message (?:reexpedie|transfere)|begin doorgestuurd bericht|anfang der weitergeleiteten (?:nachricht|e-mail))\s*:",
    )
});
static ORIGINAL: LazyLock<Regex> = LazyLock::new(|| {
    regex(
        r"^[\s>*]*-{2,}\s*(?:original message|message d'origine|message original|oorspronkelijk bericht|ursprungliche nachricht)\s*-{2,}",
    )
});
static SENDER: LazyLock<Regex> =
    LazyLock::new(|| regex(r"^[\s>*]*(?:de|from|van|von)\s*\*?\s*:\s*\*?\s*\S"));
static OTHER_HEADER: LazyLock<Regex> = LazyLock::new(|| {
    regex(
        r"^[\s>*]*(?:de|from|van|von|envoye(?: le)?|date|sent|verzonden|gesendet|datum|a|to|aan|an|pour|cc|copie|kopie|objet|sujet|subject|onderwerp|betreff|repondre a|reply-to|antwoord aan|importance)\s*\*?\s*:",
    )
});
static CLOSING: LazyLock<Regex> = LazyLock::new(|| {
    regex(
        r"^\s*(?:(?:bien |tres )?(?:cordialement|cdlt|cdt)|bien a (?:vous|toi)|(?:meilleures |sinceres |mes |nos )?salutations|(?:avec )?(?:mes|nos) (?:meilleures|sinceres|cordiales) salutations|veuillez agreer|met (?:vriendelijke|hartelijke|beleefde) groet(?:en)?|vriendelijke groet(?:en)?|(?:hartelijke |beste )?groet(?:en|jes)|mvg|hoogachtend|mit freundlichen? gr(?:ussen|uessen|uß(?:en)?|uss)|mit freundlichen grußen|(?:freundliche|viele|beste|liebe) gr(?:usse|uesse|uße)|mfg|(?:with )?(?:kind|best|warm) regards|regards|sincerely|yours (?:sincerely|faithfully|truly)|cheers|bonne (?:journee|soiree|reception)|belle journee|amicalement|au plaisir|merci d'avance|d'avance merci|alvast (?:hartelijk )?bedankt|bij voorbaat dank|avec (?:nos|mes) (?:vifs |sinceres )?remerciements|sentiments (?:devoues|distingues|les meilleurs)|a (?:tres )?bientot|(?:merci|thanks|bedankt|danke|dank u)\W*$|vielen dank im voraus|thanks in advance|thank you in advance)\b",
    )
});
static PHONE: LazyLock<Regex> = LazyLock::new(|| {
    regex(
        r"^\s*(?:envoye (?:de|depuis|a partir de|avec) |envoye de mon |telecharger outlook|obtenir outlook|obtenez outlook|verstuurd vanaf|verzonden (?:vanaf|met|van) |outlook voor |download outlook|gesendet (?:von|mit) |von meinem .{2,30} gesendet|outlook fur |sent from |get outlook|outlook pour |provenance : )",
    )
});
static DISCLAIMER: LazyLock<Regex> = LazyLock::new(|| {
    regex(
        r"^[\s*_-]*(?:disclaimer|avertissement|clause de non.responsabilite|confidentialite|vertrouwelijkheid|vertraulichkeit(?:shinweis)?)\b\s*:?|\b(?:ce (?:message|courriel|mail|e-mail)|cet e-?mail|le present (?:message|courriel))\b.{0,120}\b(?:confidenti|destinataire|adresse par erreur)|\b(?:dit|deze) (?:bericht|e-?mail|mail)\b.{0,120}\b(?:vertrouwelijk|bestemd|geadresseerde)|\bdiese (?:e-?mail|nachricht)\b.{0,120}\b(?:vertraulich|empfanger)|\bthis (?:e-?mail|message|communication)\b.{0,120}\b(?:confidential|intended|privileged|addressee)|avant d'imprimer|alvorens (?:te printen|deze mail)|bevor sie diese|before printing|consider the environment|denk aan het milieu|pensez a l'environnement|protection des donnees|privacybeleid|^[\s*\[]*(?:caution|external(?: e-?mail)?|externe?|attention)\]?\s*:.{0,100}(?:outside|exterieur|externe|buiten|extern)|originated from outside|provient de l'exterieur|afkomstig van buiten|sans virus\. www|virenfrei\.|virus-free\.|virusvrij\.",
    )
});
static LABEL: LazyLock<Regex> = LazyLock::new(|| {
    regex(
        r"^[\s*•-]*(?:fonction|poste|intitule|titre|lieu|contrat|profil|horaire|regime|missions?|functie|vacature|plaats|standplaats|werkplaats|stelle|position|arbeitsort|job title|location|job|offre)\b.{0,30}[:\t]",
    )
});

/// Whether a subject says that the mail passes on another one.
pub(crate) fn is_forward_subject(subject: &str) -> bool {
    FORWARD_SUBJECT.is_match(subject)
}

/// What the line at `at` is.
pub(super) fn mark(all: &[Line<'_>], at: usize) -> Mark {
    let text = line(all, at);
    let trimmed = text.trim();
    if trimmed.is_empty() {
        return Mark::Blank;
    }
    if FORWARD.is_match(&text) {
        return Mark::Forward {
            lines: 1 + envelope(all, at + 1),
        };
    }
    if ORIGINAL.is_match(&text) {
        return Mark::Envelope {
            lines: 1 + envelope(all, at + 1),
        };
    }
    if trimmed.len() >= 10 && trimmed.bytes().all(|byte| byte == b'_') {
        let lines = envelope(all, at + 1);
        if lines > 0 {
            return Mark::Envelope { lines: 1 + lines };
        }
    }
    if SENDER.is_match(&text) {
        let lines = envelope(all, at);
        if lines > 0 {
            return Mark::Envelope { lines };
        }
    }
    if trimmed.starts_with('>') {
        return Mark::Quoted;
    }
    if let Some(lines) = attribution(all, at) {
        return Mark::Attribution { lines };
    }
    letter(&text, trimmed)
}

/// What a line is within a letter.
fn letter(text: &str, trimmed: &str) -> Mark {
    let closes = trimmed.chars().count() <= MAX_CLOSING && CLOSING.is_match(text)
        || trimmed.starts_with("veuillez agreer");
    if DISCLAIMER.is_match(text) {
        Mark::Disclaimer
    } else if matches!(trimmed, "--" | "++" | "a+" | "A+") || closes || PHONE.is_match(text) {
        Mark::Signature
    } else if LABEL.is_match(text) {
        Mark::Label
    } else {
        Mark::Plain
    }
}

/// How many lines of headers begin at `at`; 0 unless at least three are there.
fn envelope(all: &[Line<'_>], at: usize) -> usize {
    let (mut found, mut end) = (0, 0);
    for (offset, next) in (at..all.len()).take(ENVELOPE_LINES).enumerate() {
        let text = line(all, next);
        if OTHER_HEADER.is_match(&text) {
            found += 1;
            end = offset + 1;
        } else if offset > end + 1 {
            break;
        }
    }
    if found >= 2 { end } else { 0 }
}

/// Over how many lines an attribution runs from `at`.
fn attribution(all: &[Line<'_>], at: usize) -> Option<usize> {
    if !ATTRIBUTION_START.is_match(&line(all, at)) {
        return None;
    }
    let mut joined = String::new();
    (at..all.len())
        .take(ATTRIBUTION_LINES)
        .enumerate()
        .find_map(|(offset, next)| {
            joined.push_str(line(all, next).trim_end());
            if ATTRIBUTION.is_match(&joined) {
                return Some(offset + 1);
            }
            joined.push(' ');
            None
        })
}

/// A line as its marks are looked for.
fn line(all: &[Line<'_>], at: usize) -> String {
    let text = all[at].text;
    folded(&text[..text.floor_char_boundary(MAX_LINE)])
}
