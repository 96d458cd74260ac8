//! What the pages behind links say.

use relais_messages::Language;
use relais_messages::page::{Action, Confirm, Form, Notice, Problem, notice};

fn confirm(action: Action, form: Form<'_>) -> String {
    Confirm {
        language: Language::Fr,
        action,
        reference: "LG-7K3M-9QXD-2",
        title: "Maçon <b>",
        person: Some("Zoé & fils"),
        form,
    }
    .page()
}

fn form() -> Form<'static> {
    Form {
        message_limit: 2000,
        ..Form::default()
    }
}

#[test]
fn the_page_says_what_the_click_will_do_and_asks_by_a_form() {
    let page = confirm(Action::Interview, form());
    assert!(
        page.contains("<h1>Rencontrer cette personne</h1>"),
        "{page}"
    );
    assert!(page.contains("Rien n’est encore enregistré"), "{page}");
    assert!(page.contains("<form method=\"post\">"), "{page}");
    assert!(
        page.contains("Zoé &amp; fils") && page.contains("Maçon &lt;b&gt;"),
        "{page}"
    );
}

#[test]
fn a_hiring_asks_for_contract_and_start_and_keeps_what_was_filled_in() {
    let page = confirm(
        Action::Hired,
        Form {
            contract: Some("temporary"),
            starts_on: Some("2026-06-01"),
            message: "</textarea><b>",
            problem: Some(Problem::HiringIncomplete),
            ..form()
        },
    );
    assert!(
        page.contains("<option value=\"temporary\" selected>intérim</option>"),
        "{page}"
    );
    assert!(page.contains("value=\"2026-06-01\""), "{page}");
    assert!(page.contains("role=\"alert\""), "{page}");
    assert!(page.contains("&lt;/textarea&gt;&lt;b&gt;"), "{page}");
    assert!(!page.contains("name=\"reason\""), "{page}");
}

#[test]
fn closing_an_offer_names_nobody() {
    let page = confirm(Action::NoLongerOpen, form());
    assert!(!page.contains("Zoé"), "{page}");
}

#[test]
fn every_notice_says_what_to_do_in_every_language() {
    let notices = [
        Notice::Done,
        Notice::Before,
        Notice::Conflict,
        Notice::Expired,
        Notice::Broken,
        Notice::Gone,
        Notice::Trouble,
    ];
    for language in Language::ALL {
        for one in notices {
            let page = notice(language, one);
            assert!(page.contains(&format!("<html lang=\"{language}\">")));
            assert!(!page.contains("page-"), "a message is missing: {page}");
        }
    }
}
