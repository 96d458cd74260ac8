//! What the post is called, and how many are sought in the same breath.

mod words;

use std::ops::Range;
use std::sync::LazyLock;

use regex::Regex;
use relais_domain::text::one_line;

use crate::pattern::{group, last, pattern};
use crate::said::{Confidence, Said};

use super::blocks::Block;
use super::hours::hours_in;
use super::labels::Label;
use super::needs;
use super::numbers::number;
use super::passage::{Layout, Passage, Voice};
use words::{
    AND_MORE, APPLICATION, BY_CANDIDATE, FIRST_NUMBER, GENDER, HAVE, LAST_NUMBER, NO_POST,
    OTHER_BUSINESS, PRAISE, SEEKS, STOP, SUBJECT_PREFIX, SUBJECT_SUFFIX, TAKEN, WEAK,
};

/// Characters of a title that are kept.
const MAX_TITLE: usize = 120;
/// Verbs of seeking that are followed in one passage.
const MAX_SOUGHT: usize = 30;
/// Letters by which a word is known in the singular and in the plural.
const MAX_STEM: usize = 5;
/// Bytes before a title among which its number stands.
const MAX_COUNT: usize = 20;
/// Bytes before a verb among which its auxiliary stands.
const MAX_HAVE: usize = 40;
/// Words of a line that may be a heading.
const MAX_HEADING_WORDS: usize = 9;

/// A title, and how many people are sought for it where the same words say so.
#[derive(Debug)]
pub(super) struct FoundTitle {
    pub title: Said<String>,
    pub openings: Option<Said<u32>>,
}

/// Whether somebody seeks work rather than workers.
pub(super) fn is_by_candidate(passages: &[Passage<'_>]) -> bool {
    let words = || passages.iter().filter(|p| p.voice != Voice::Signature);
    let seeks = || words().any(|p| p.voice == Voice::Text && SEEKS.is_match(&p.folded.text));
    words().any(|p| BY_CANDIDATE.is_match(&p.folded.text))
        || words().any(|p| p.voice == Voice::Subject && APPLICATION.is_match(&p.folded.text))
            && !seeks()
}

/// Whether a block is about something other than work on offer.
pub(super) fn is_other_business(block: &Block<'_>) -> bool {
    let mut words = block.all().filter(|p| p.voice != Voice::Signature);
    words.any(|passage| OTHER_BUSINESS.is_match(&passage.folded.text))
}

/// Whether an item counts the people sought for a post: "3 opérateurs de production".
pub(super) fn is_counted(passage: &Passage<'_>) -> bool {
    let counted = FIRST_NUMBER.find(&passage.folded.text);
    passage.is_line()
        && passage.label.is_none()
        && passage.voice == Voice::Text
        && counted.is_some_and(|number| {
            let after = passage.folded.original(number.end()..number.end()).start;
            needs::names_occupation_first(&passage.text[after..])
        })
}

/// Whether a line by itself names a post.
pub(super) fn is_heading(passage: &Passage<'_>) -> bool {
    let line = match passage.layout {
        Layout::Numbered => first_part(passage.text),
        Layout::Line | Layout::Paragraph => passage.text,
    };
    let words = line.split_whitespace().count();
    passage.label.is_none()
        && passage.voice == Voice::Text
        && words <= MAX_HEADING_WORDS
        && !SEEKS.is_match(&passage.folded.text)
        && (GENDER.is_match(&passage.folded.text)
            || words <= 5 && needs::names_occupation_first(passage.text))
}

/// What a numbered item names, without what it says of it: "2) Réceptionniste, temps plein, CDI".
/// Of other lines a comma makes no heading.
fn first_part(line: &str) -> &str {
    match line.split_once([',', ';', '(']) {
        Some((first, _)) if first.split_whitespace().count() <= MAX_HEADING_WORDS => first,
        _ => line,
    }
}

/// The titles of a block, the surest kind only; several where a sentence names several.
pub(super) fn find(block: &Block<'_>) -> Vec<FoundTitle> {
    let labelled = || {
        let own = block.own.iter().filter(|p| p.label == Some(Label::Title));
        own.filter(|passage| hours_in(&passage.folded.text).is_none_or(|(_, at)| at.start > 0))
            .find_map(|passage| whole(passage, Confidence::High))
    };
    let marked = || {
        let mut lines = block
            .own
            .iter()
            .filter(|p| p.is_line() && p.voice == Voice::Text);
        lines.find_map(|passage| {
            let is_marked = is_heading(passage) && GENDER.is_match(&passage.folded.text);
            is_marked
                .then(|| whole(passage, Confidence::High))
                .flatten()
        })
    };
    let heading = || {
        let mut lines = block.own.iter().filter(|p| p.is_line() && is_heading(p));
        lines.find_map(|passage| whole(passage, Confidence::Low))
    };
    if let Some(title) = labelled().or_else(marked) {
        return vec![title];
    }
    let mut counted = block.own.iter().filter(|passage| is_counted(passage));
    if let Some(passage) = counted.next() {
        let end = phrase_end(&passage.folded.text, 0);
        return title(passage, 0..end, Confidence::Medium)
            .into_iter()
            .collect();
    }
    let sought = sought(block, true);
    if !sought.is_empty() {
        return sought;
    }
    let known = announced(block).or_else(heading).or_else(|| subject(block));
    if let Some(title) = known {
        return vec![title];
    }
    let unknown = self::sought(block, false);
    if unknown.is_empty() {
        return mentioned(block).into_iter().collect();
    }
    unknown
}

/// A passage that is a title, without the marks of gender and what follows them.
pub(super) fn whole(passage: &Passage<'_>, confidence: Confidence) -> Option<FoundTitle> {
    let text = &passage.folded.text;
    let end = match GENDER.find(text) {
        Some(mark) if mark.start() > 2 => mark.start(),
        _ => title_end(text),
    };
    title(passage, 0..end, confidence)
}

/// How many are sought where the number stands right before the title's first word, as
/// "wenst vier zorgkundigen aan te werven" below the heading "Zorgkundigen".
pub(super) fn counted(block: &Block<'_>, title: &str) -> Option<Said<u32>> {
    let first = crate::lines::folded(title.split_whitespace().next()?);
    // Of the singular and the plural, the beginning is the same.
    let stem = &first[..first.floor_char_boundary(first.len().min(MAX_STEM))];
    let texts = block.own.iter().filter(|p| p.voice == Voice::Text);
    texts.into_iter().find_map(|passage| {
        let text = &passage.folded.text;
        text.match_indices(stem).find_map(|(at, _)| {
            let before = LAST_NUMBER.captures(last(&text[..at], MAX_COUNT))?;
            let place = group(&before, 1);
            let from = at - last(&text[..at], MAX_COUNT).len();
            let place = from + place.start..from + place.end;
            let word = &text[place.clone()];
            let count = number(word).filter(|count| *count > 1 || word == "1")?;
            may_be_post(text[at..].split_whitespace().next()?).then_some(())?;
            Some(passage.said(count, place, Confidence::Medium))
        })
    })
}

/// Where a title that stands by itself ends: before " - Herstal" or "à Herstal".
fn title_end(text: &str) -> usize {
    static END: LazyLock<Regex> = LazyLock::new(|| {
        pattern(r"\s[–—|-]\s|\s(?:a|in|te|zu|region|regio|pour|voor|fur)\s|[\n\t;,]")
    });
    END.find_iter(text)
        .map(|found| found.start())
        .find(|at| *at > 2)
        .unwrap_or(text.len())
}

/// Makes a title of a stretch of a passage, its number apart.
pub(super) fn title(
    passage: &Passage<'_>,
    range: Range<usize>,
    confidence: Confidence,
) -> Option<FoundTitle> {
    let text = passage.folded.text.get(range.clone())?;
    let (mut start, mut openings) = (range.start, None);
    if let Some(captures) = FIRST_NUMBER.captures(text) {
        let place = group(&captures, 1);
        let place = start + place.start..start + place.end;
        let word = &passage.folded.text[place.clone()];
        openings = number(word)
            .filter(|count| *count > 1 || word.starts_with('1'))
            .map(|count| passage.said(count, place, confidence));
        start += group(&captures, 0).end;
    }
    let mut end = range.end;
    let folded = passage.folded.text.as_bytes();
    let is_edge = |byte: u8| byte.is_ascii_whitespace() || b"-*:,.;\"'(/_".contains(&byte);
    while end > start && is_edge(folded[end - 1]) {
        end -= 1;
    }
    while start < end && is_edge(folded[start]) {
        start += 1;
    }
    if let Some(praise) = PRAISE.find(&passage.folded.text[start..end]) {
        if praise.start() == 0 {
            start += praise.end();
        } else {
            end = start + praise.start();
        }
    }
    let value: String = one_line(passage.original(start..end))
        .chars()
        .take(MAX_TITLE)
        .collect();
    let is_title = value.chars().filter(|c| c.is_alphabetic()).count() >= 3;
    is_title.then(|| FoundTitle {
        title: passage.said(value, start..end, confidence),
        openings,
    })
}

/// The line below words that announce it: "Nous cherchons pour le printemps :".
fn announced(block: &Block<'_>) -> Option<FoundTitle> {
    block.own.windows(2).find_map(|pair| {
        let [before, line] = pair else { return None };
        let announces = before.voice == Voice::Text
            && before.folded.text.trim_end().ends_with(':')
            && before.text.split_whitespace().count() <= MAX_HEADING_WORDS
            && SEEKS.is_match(&before.folded.text);
        let names = line.is_line()
            && line.label.is_none()
            && line.voice == Voice::Text
            && line.text.split_whitespace().count() <= MAX_HEADING_WORDS
            && line
                .text
                .starts_with(|c: char| c.is_uppercase() || c.is_ascii_digit());
        let found = whole(line, Confidence::Medium).filter(|_| announces && names)?;
        may_be_post(&found.title.value).then_some(found)
    })
}

/// The posts of the first sentence that seeks somebody; only those of the reference, or others.
fn sought(block: &Block<'_>, is_known: bool) -> Vec<FoundTitle> {
    for passage in block.running().filter(|p| p.voice == Voice::Text) {
        for captures in SEEKS.captures_iter(&passage.folded.text).take(MAX_SOUGHT) {
            let found = phrase(passage, &captures, is_known);
            if !found.is_empty() {
                return found;
            }
        }
    }
    Vec::new()
}

/// The posts named after a verb of seeking.
fn phrase(
    passage: &Passage<'_>,
    captures: &regex::Captures<'_>,
    is_known: bool,
) -> Vec<FoundTitle> {
    let text = &passage.folded.text;
    if is_done(passage, &group(captures, 0)) {
        return Vec::new();
    }
    let count = captures.get(1).or(captures.get(2));
    let count = count.map_or(0..0, |count| count.range());
    let mut start = if number(&text[count.clone()]).is_some() {
        count.start
    } else {
        group(captures, 0).end
    };
    let mut found = Vec::new();
    let is_sure = is_known && !WEAK.is_match(&text[group(captures, 0)]);
    let confidence = if is_sure {
        Confidence::Medium
    } else {
        Confidence::Low
    };
    loop {
        let end = phrase_end(text, start);
        let more = AND_MORE
            .captures_at(text, start)
            .filter(|more| group(more, 0).start <= end);
        let stop = more.as_ref().map_or(end, |more| group(more, 0).start);
        let Some(title) = title(passage, start..stop, confidence) else {
            break;
        };
        if TAKEN.is_match(&text[stop..]) {
            break;
        }
        let is_marked = GENDER
            .find_at(text, stop)
            .is_some_and(|mark| mark.start() <= stop + 1);
        let is_post = if is_known {
            // Beside a post of the reference, a number tells others: "2 Dachdecker und 1 Helfer".
            let is_counted = !found.is_empty() && title.openings.is_some();
            is_marked
                || needs::occupation(&title.title.value).is_some()
                || is_counted && may_be_post(&title.title.value)
        } else {
            may_be_post(&title.title.value)
        };
        if !is_post {
            break;
        }
        found.push(title);
        match more {
            Some(more) if found.len() < 5 => start = group(&more, 1).start,
            _ => break,
        }
    }
    found
}

/// Whether a verb of seeking tells what has been done: "nous avons engagé un mécanicien".
fn is_done(passage: &Passage<'_>, verb: &Range<usize>) -> bool {
    let first = passage.original(verb.clone()).split_whitespace().next();
    let is_participle = first.is_some_and(|word| word.ends_with(['e', 'é', 's']));
    is_participle && HAVE.is_match(last(&passage.folded.text[..verb.start], MAX_HAVE))
}

/// Whether words after a verb of seeking may name a post that the reference does not know.
fn may_be_post(title: &str) -> bool {
    let folded = crate::lines::folded(title);
    let mut words = folded.split(|c: char| !c.is_alphabetic() && c != '\'' && c != '-');
    let first = words.find(|word| !word.is_empty()).unwrap_or_default();
    !NO_POST.contains(&first) && title.split_whitespace().count() <= MAX_HEADING_WORDS
}

/// Where the name of a post that begins at `start` ends. A parenthesis within a word belongs to
/// it: "infirmier(ère)".
pub(super) fn phrase_end(text: &str, start: usize) -> usize {
    let skip = FIRST_NUMBER
        .find(&text[start..])
        .map_or(0, |found| found.end());
    let stop = STOP
        .find_at(text, start + skip)
        .map_or(text.len(), |found| found.start());
    let gender = GENDER
        .find_at(text, start + skip)
        .map_or(text.len(), |found| found.start());
    stop.min(gender)
}

/// The title that the subject names, if it names an occupation; sure where the subject also says
/// that somebody is sought.
fn subject(block: &Block<'_>) -> Option<FoundTitle> {
    let passage = block.all().find(|p| p.voice == Voice::Subject)?;
    let text = &passage.folded.text;
    if text.ends_with('?') {
        return None;
    }
    let mut start = 0;
    while let Some(prefix) = SUBJECT_PREFIX
        .find(&text[start..])
        .filter(|prefix| prefix.end() > 0)
    {
        start += prefix.end();
    }
    let suffix = SUBJECT_SUFFIX.find(text).map(|suffix| suffix.start());
    let end = phrase_end(text, start).min(suffix.unwrap_or(text.len()));
    let seeks = start > 0 || suffix.is_some();
    let confidence = if seeks {
        Confidence::Medium
    } else {
        Confidence::Low
    };
    let found = title(passage, start..end, confidence)?;
    needs::occupation(&found.title.value)
        .is_some()
        .then_some(found)
}

/// The first occupation that the text mentions.
fn mentioned(block: &Block<'_>) -> Option<FoundTitle> {
    block.running().find_map(|passage| {
        let span = needs::first_occupation(passage.text)?;
        let before = crate::lines::folded(&passage.text[..span.start]);
        let end = phrase_end(&passage.folded.text, before.len());
        // "Zwei Maurer": the number before the name counts them.
        let start = LAST_NUMBER
            .find(&before)
            .map_or(before.len(), |number| number.start());
        title(passage, start..end, Confidence::Low)
    })
}
