//! What mails say, and what they never say.

use std::sync::LazyLock;

use jiff::civil::date;
use jiff::{SignedDuration, Timestamp};
use relais_domain::calendar::{CalendarRule, Closure, WorkingCalendar};
use relais_domain::candidate::EvidenceKind;
use relais_domain::case::{
    CloseReason, ContractType, EmployerReply, Milestone, PauseReason, RefusalReason, Unlock,
    Warning, WhyNone,
};
use relais_messages::mail::{
    self, About, Acknowledged, Answer, CandidateLinks, Content, Field, MailIntent, Proposed,
    Standing, Understood, UnderstoodField, Wanted,
};
use relais_messages::{Composed, Language, words};

const HOSTILE: &str = "Maçon <script>alert(1)</script> & \"Co\"";

fn about(language: Language, title: &str) -> About<'_> {
    About {
        language,
        reference: "LG-7K3M-9QXD-2",
        title,
        sender: "Relais de Liège",
    }
}

fn at(text: &str) -> Timestamp {
    text.parse().expect("an instant")
}

static WANTED: LazyLock<Wanted> = LazyLock::new(wanted);

fn wanted() -> Wanted {
    Wanted {
        occupations: vec!["maçon".to_owned()],
        languages: vec![words::wanted_language(Language::Fr, "français", "B1", true)],
        openings: Some(2),
        ..Wanted::default()
    }
}

fn acknowledged<'a>(title: &'a str, understood: Option<Understood<'a>>) -> Acknowledged<'a> {
    Acknowledged {
        reference: "LG-7K3M-9QXD-2",
        title,
        wanted: &WANTED,
        understood,
        no_longer_open: "https://relais.example/r/abc",
    }
}

fn acknowledgement(language: Language, title: &str, rule: &CalendarRule) -> Composed {
    let calendar = WorkingCalendar::new(rule.clone()).expect("a good rule");
    let received_at = at("2026-04-30T13:20:00Z");
    let count = calendar.count(received_at).expect("in range");
    mail::Acknowledgement {
        contact_name: Some("Claire"),
        received_at,
        due_at: count.due,
        count: Some((rule, &count)),
        offer: acknowledged(title, None),
        others: &[],
    }
    .compose(&about(language, title))
}

fn proposed(name: Option<&str>, organisation: &'static str) -> Proposed<'static> {
    let link = |what: &str| format!("https://relais.example/r/{what}");
    Proposed {
        name: name.map(str::to_owned),
        organisation,
        skills: vec![words::skill(
            Language::Fr,
            "coffrage",
            Some(3),
            EvidenceKind::Tested,
        )],
        languages: vec!["français : parler B1".to_owned()],
        links: CandidateLinks {
            interested: link("interested"),
            interview: link("interview"),
            hired: link("hired"),
            refused: link("refused"),
        },
        ..Proposed::default()
    }
}

fn answer(language: Language, title: &str, content: Content<'_>) -> Composed {
    Answer {
        contact_name: None,
        content,
        words: Some("Appelez-moi <vite> !\nSophie"),
        no_longer_open: "https://relais.example/r/closed",
        matched: true,
    }
    .compose(&about(language, title))
}

/// One mail of each kind.
fn every_mail(language: Language, title: &str) -> Vec<Composed> {
    let mut mails = to_employers(language, title);
    mails.extend(to_colleagues(&about(language, title)));
    mails.extend(about_hirings(&about(language, title)));
    mails
}

fn to_employers(language: Language, title: &str) -> Vec<Composed> {
    let about = about(language, title);
    let further_by = at("2026-05-08T10:00:00Z");
    let unlock = [Unlock::Training, Unlock::Hours];
    let proposed_one = Content::Proposed(vec![proposed(Some("Zoé <b>"), "Calif")]);
    let partial = Content::Partial {
        candidates: vec![proposed(None, "Cripel")],
        further_by,
    };
    let none = Content::None {
        why: WhyNone::NoProfile,
        unlock: &unlock,
    };
    let paused = mail::Paused {
        contact_name: None,
        reason: PauseReason::AwaitingClarification,
        words: Some("Quels horaires ?"),
    };
    let took = Some(SignedDuration::from_hours(5));
    let resumed = mail::Resumed {
        contact_name: None,
        due_at: further_by,
        took,
    };
    let closed = mail::Closed {
        contact_name: None,
        reason: CloseReason::Completed,
    };
    let vanished = mail::Vanished {
        contact_name: None,
        still_open: "https://relais.example/r/open",
        no_longer_open: "https://relais.example/r/closed",
    };
    vec![
        acknowledgement(language, title, &CalendarRule::reading_a()),
        answer(language, title, proposed_one),
        answer(language, title, partial),
        answer(language, title, none),
        paused.compose(&about),
        resumed.compose(&about),
        closed.compose(&about),
        vanished.compose(&about),
    ]
}

fn to_colleagues(about: &About<'_>) -> Vec<Composed> {
    let silent = ["Calif & fils".to_owned()];
    let standing = || Standing {
        due_at: at("2026-05-06T13:20:00Z"),
        left: Some(SignedDuration::from_hours(18)),
        nominations: 2,
        silent: &silent,
    };
    let diffusion = mail::Diffusion {
        ranked: 2,
        employer: "Bâti & Co",
        due_at: at("2026-05-06T13:20:00Z"),
        wanted: &wanted(),
    };
    vec![
        diffusion.compose(about),
        mail::Warning {
            share: Warning::ThreeQuarters,
            standing: standing(),
        }
        .compose(about),
        mail::Breach {
            standing: standing(),
        }
        .compose(about),
        mail::Silence {
            organisations: &silent,
            standing: standing(),
        }
        .compose(about),
        mail::FurtherDue {
            standing: standing(),
        }
        .compose(about),
    ]
}

fn about_hirings(about: &About<'_>) -> Vec<Composed> {
    let candidate = Some("Zoé <b>");
    let starts_on = date(2026, 6, 1);
    let replied = mail::EmployerReplied {
        reply: EmployerReply::Hired {
            contract: ContractType::Permanent,
            starts_on,
        },
        candidate,
        words: Some("<i>Merci</i>"),
    };
    let tutor = mail::TutorAsked {
        contact_name: None,
        candidate,
        starts_on: Some(starts_on),
    };
    let follow_up = mail::FollowUpDue {
        worker_name: Some("Samir"),
        candidate: None,
        milestone: Milestone::OneMonth,
    };
    let not_taken = mail::NotTaken {
        name: candidate,
        employer: "Bâti & Co",
        organisation: "Calif",
        reason: Some(RefusalReason::Experience),
        matched: true,
    };
    vec![
        replied.compose(about),
        tutor.compose(about),
        follow_up.compose(about),
        not_taken.compose(about),
    ]
}

#[test]
fn an_acknowledgement_tells_the_due_instant_and_the_days_that_led_to_it() {
    let mail = acknowledgement(Language::Fr, "Maçon·ne", &CalendarRule::reading_a());
    assert_eq!(
        mail.subject,
        "[LG-7K3M-9QXD-2] Votre offre est bien arrivée : Maçon·ne"
    );
    for part in [
        "Bonjour Claire,",
        "au plus tard le mercredi 6 mai 2026 à 15:20",
        "72 heures ouvrables",
        "- jeudi 30 avril 2026 : 8 h 40 comptées",
        "- vendredi 1er mai 2026 : ne compte pas (fête du Travail)",
        "- samedi 2 mai 2026 : ne compte pas (week-end)",
        "- lundi 4 mai 2026 : 24 h comptées",
        "- mercredi 6 mai 2026 : 15 h 20 comptées",
        "français B1 (exigé)",
        "LG-7K3M-9QXD-2 suffit",
        "https://relais.example/r/abc",
    ] {
        assert!(mail.text.contains(part), "no {part:?} in:\n{}", mail.text);
    }
}

#[test]
fn a_closure_is_named_in_the_count() {
    let mut rule = CalendarRule::reading_a();
    rule.closures.push(Closure {
        from: date(2026, 5, 4),
        to: date(2026, 5, 4),
        reason: "jour de remplacement".to_owned(),
    });
    let mail = acknowledgement(Language::Fr, "Maçon·ne", &rule);
    let line = "lundi 4 mai 2026 : ne compte pas (fermeture : jour de remplacement)";
    assert!(mail.text.contains(line), "{}", mail.text);
    assert!(
        mail.text.contains("jeudi 7 mai 2026 à 15:20"),
        "{}",
        mail.text
    );
}

#[test]
fn a_count_of_many_days_lists_the_first_month() {
    let rule = CalendarRule {
        allowance_hours: 24 * 60,
        ..CalendarRule::reading_a()
    };
    let mail = acknowledgement(Language::Fr, "Maçon·ne", &rule);
    let days = mail
        .text
        .lines()
        .filter(|line| line.contains("compté") || line.contains("compte pas"));
    assert!(days.count() < 35, "{}", mail.text);
    assert!(mail.text.contains("de plus"), "{}", mail.text);
}

#[test]
fn candidates_come_in_alphabetical_order_whatever_order_they_are_given_in() {
    let names = [Some("Zoé Petit"), None, Some("amina Diallo")];
    let candidates = names.map(|name| proposed(name, "Calif")).to_vec();
    let mail = answer(Language::Fr, "Maçon·ne", Content::Proposed(candidates));
    let place = |name: &str| mail.text.find(name).expect("named");
    assert!(place("amina Diallo") < place("Zoé Petit"));
    assert!(place("Zoé Petit") < place("Personne 3"));
}

#[test]
fn a_none_says_why_and_what_would_open_the_door() {
    let unlock = [Unlock::Training, Unlock::Internship];
    let content = Content::None {
        why: WhyNone::Language,
        unlock: &unlock,
    };
    let mail = answer(Language::Fr, "Maçon·ne", content);
    for part in [
        "niveau de langue",
        "Ce qui ouvrirait la porte",
        "- une formation",
        "- un stage",
    ] {
        assert!(mail.text.contains(part), "no {part:?} in:\n{}", mail.text);
    }
    assert!(!mail.text.contains("Je veux rencontrer"));
}

#[test]
fn an_answer_has_the_four_links_of_each_candidate_in_both_forms() {
    let content = Content::Proposed(vec![proposed(Some("Zoé"), "Calif")]);
    let mail = answer(Language::Fr, "Maçon·ne", content);
    for what in ["interested", "interview", "hired", "refused", "closed"] {
        let url = format!("https://relais.example/r/{what}");
        assert!(mail.text.contains(&url) && mail.html.contains(&format!("href=\"{url}\"")));
    }
}

#[test]
fn the_buttons_of_several_people_are_told_apart_when_they_are_read_out() {
    let people = [Some("Amina"), Some("Zoé")].map(|name| proposed(name, "Calif"));
    let mail = answer(Language::Fr, "Maçon·ne", Content::Proposed(people.to_vec()));
    for name in ["Amina", "Zoé"] {
        let heard = format!("aria-label=\"Je veux rencontrer cette personne : {name}\"");
        assert!(mail.html.contains(&heard), "{}", mail.html);
    }
}

#[test]
fn no_mail_ever_speaks_of_a_score_or_a_rank() {
    for language in Language::ALL {
        for mail in every_mail(language, "Maçon") {
            let all = format!("{} {} {}", mail.subject, mail.text, mail.html).to_lowercase();
            for word in ["score", "points", "rang ", "punkte", "rangorde", "%]"] {
                assert!(!all.contains(word), "{word:?} in {}", mail.subject);
            }
        }
    }
}

#[test]
fn whatever_people_write_is_escaped_in_the_html_of_every_mail() {
    for language in Language::ALL {
        for mail in every_mail(language, HOSTILE) {
            for tag in ["<script", "<b>", "<i>", "<vite>"] {
                assert!(!mail.html.contains(tag), "{tag} in {}", mail.html);
            }
            assert!(mail.html.contains("Maçon &lt;script&gt;"), "{}", mail.html);
            assert!(mail.subject.contains("<script>"), "a subject is not HTML");
        }
    }
}

#[test]
fn every_mail_is_an_accessible_document_in_its_language() {
    for language in Language::ALL {
        for mail in every_mail(language, "Maçon") {
            assert!(mail.html.starts_with("<!DOCTYPE html>"));
            assert!(mail.html.contains(&format!("<html lang=\"{language}\">")));
            for absent in ["<img", "<table", "<script", "<link", "src="] {
                assert!(!mail.html.contains(absent), "{absent} in {}", mail.html);
            }
            assert!(
                mail.subject.starts_with("[LG-7K3M-9QXD-2] "),
                "{}",
                mail.subject
            );
            assert!(!mail.subject.contains('\n'));
            for text in [&mail.text, &mail.html, &mail.subject] {
                assert!(!text.contains("{ $") && !text.contains("  }"), "{text}");
            }
        }
    }
}

#[test]
fn who_was_compared_by_the_system_is_told_that_a_person_decides() {
    let count = every_mail(Language::Fr, "Maçon")
        .iter()
        .filter(|mail| mail.text.contains("règlement européen 2024/1689"))
        .count();
    // The three answers, the diffusion and the message to the candidate.
    assert_eq!(count, 5);
}

#[test]
fn a_long_title_is_cut_in_the_subject_and_whole_in_the_mail() {
    let title = "é".repeat(300);
    let mail = acknowledgement(Language::Fr, &title, &CalendarRule::reading_a());
    assert!(mail.subject.chars().count() < 160, "{}", mail.subject);
    assert!(mail.text.contains(&title));
}

/// The acknowledgement of a mail: one offer for each title.
fn understood_mail(language: Language, titles: &[&'static str]) -> Composed {
    let field = |field, value, quote, is_guess| UnderstoodField {
        field,
        value,
        quote,
        is_guess,
    };
    let understood = Understood {
        fields: vec![
            field(Field::Title, "Maçon", "un maçon", false),
            field(Field::Place, "4040 Herstal", "près de Herstal", true),
        ],
        missing: vec![Field::Hours],
        correct: "https://relais.example/c/abc",
    };
    let offers: Vec<Acknowledged<'_>> = titles
        .iter()
        .map(|title| acknowledged(title, Some(understood.clone())))
        .collect();
    mail::Acknowledgement {
        contact_name: None,
        received_at: at("2026-04-30T13:20:00Z"),
        due_at: at("2026-05-06T13:20:00Z"),
        count: None,
        offer: offers[0].clone(),
        others: &offers[1..],
    }
    .compose(&about(language, titles[0]))
}

#[test]
fn the_acknowledgement_of_a_mail_shows_each_value_with_the_words_that_say_it() {
    let mail = understood_mail(Language::Fr, &["Maçon"]);
    let line = "- Fonction : Maçon — vous écrivez « un maçon »";
    assert!(mail.text.contains(line), "{}", mail.text);
    let guess = "- Lieu de travail : 4040 Herstal ? — à confirmer, d’après « près de Herstal »";
    assert!(mail.text.contains(guess), "{}", mail.text);
    assert!(mail.text.contains("Il manque encore"), "{}", mail.text);
    assert!(
        mail.text.contains("https://relais.example/c/abc"),
        "{}",
        mail.text
    );
}

#[test]
fn one_acknowledgement_lists_every_offer_of_a_mail_with_its_own_links() {
    for language in Language::ALL {
        let mail = understood_mail(language, &["Maçon", "Carreleur", "Grutier"]);
        for title in ["Maçon (LG-", "Carreleur (LG-", "Grutier (LG-"] {
            assert!(mail.text.contains(title), "{}", mail.text);
        }
        let links = mail.text.matches("https://relais.example/c/abc").count();
        assert_eq!(links, 3, "{}", mail.text);
        let ends = mail.text.matches("https://relais.example/r/abc").count();
        assert_eq!(ends, 3, "{}", mail.text);
    }
}

#[test]
fn a_mail_of_somebody_unconfirmed_is_shown_as_such() {
    let mail = |sender_known| {
        mail::MailJoined {
            sender_known,
            intent: MailIntent::NoLongerOpen,
            is_over: false,
            words: Some("Le poste est pourvu."),
        }
        .compose(&about(Language::Fr, "Maçon"))
    };
    assert!(mail(true).subject.contains("L’employeur a écrit"));
    assert!(mail(false).subject.contains("non confirmée"));
    assert!(mail(false).text.contains("Assurez-vous de qui écrit"));
    assert!(mail(true).text.contains("> Le poste est pourvu."));
}
