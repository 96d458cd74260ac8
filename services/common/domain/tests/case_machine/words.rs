//! The words by which rows, events and doors know values.

use relais_domain::case::{
    AnswerKind, CloseReason, Code, ConsentMeans, ContractType, EmployerReply, Milestone,
    NominationState, PassKind, PauseReason, RefusalReason, Stage, Step, Unlock, Warning, WhyNone,
    WithdrawReason,
};

fn each_word_leads_back<T: Code + PartialEq + std::fmt::Debug + serde::Serialize>() {
    for value in T::ALL {
        assert_eq!(T::from_code(value.code()), Some(*value));
        let json = serde_json::to_value(value).expect("a word");
        assert_eq!(json, value.code(), "rows and doors use one word");
    }
    assert_eq!(T::from_code("no such word"), None);
}

#[test]
fn a_value_is_found_by_its_word_and_stored_as_it() {
    each_word_leads_back::<AnswerKind>();
    each_word_leads_back::<CloseReason>();
    each_word_leads_back::<ConsentMeans>();
    each_word_leads_back::<ContractType>();
    each_word_leads_back::<Milestone>();
    each_word_leads_back::<NominationState>();
    each_word_leads_back::<PassKind>();
    each_word_leads_back::<PauseReason>();
    each_word_leads_back::<RefusalReason>();
    each_word_leads_back::<Stage>();
    each_word_leads_back::<Step>();
    each_word_leads_back::<Unlock>();
    each_word_leads_back::<Warning>();
    each_word_leads_back::<WhyNone>();
    each_word_leads_back::<WithdrawReason>();
}

#[test]
fn a_reply_is_known_by_one_of_the_words_of_replies() {
    let refused = EmployerReply::Refused {
        reason: RefusalReason::Other,
    };
    for reply in [
        EmployerReply::Interested,
        refused,
        EmployerReply::NoLongerOpen,
        EmployerReply::StillOpen,
    ] {
        assert!(EmployerReply::CODES.contains(&reply.code()));
    }
}
