//! What a reply in words changes in an offer.

use relais_proto::intake::{ApplicationContact, OfferContent};
use relais_reading::Confidence;
use relais_reading::correction::{Change, Reply};

use super::contents;

/// The content with everything changed that the reply asks for and that can be changed by itself,
/// and whether that is all that it says. Applied again, it changes nothing more.
pub(super) fn corrected(content: &OfferContent, reply: &Reply) -> (OfferContent, bool) {
    let mut changed = content.clone();
    let mut is_all = reply.unread.is_empty();
    let asks = |wanted: fn(&Change) -> bool| reply.changes.iter().any(|it| wanted(&it.value));
    if asks(|change| matches!(change, Change::Contract(_))) {
        // What was said of the contract is said anew; the working time stays.
        let is_time = |code: &String| code == "FULL_TIME" || code == "PART_TIME";
        changed.employment_type.retain(is_time);
    }
    for change in &reply.changes {
        is_all &= change.confidence > Confidence::Low && apply(&mut changed, &change.value);
    }
    (changed, is_all)
}

/// Makes one change; false where it takes a person: what a description asks for cannot be taken
/// out of its sentences.
fn apply(content: &mut OfferContent, change: &Change) -> bool {
    match change {
        Change::Title(title) => content.title.clone_from(title),
        Change::Place(place) => contents::set_place(content, place),
        Change::Contract(contract) => contents::set_contract(content, *contract),
        Change::WorkTime(time) => contents::set_work_time(content, *time),
        Change::Hours(hours) => contents::set_hours(content, *hours),
        Change::Start(start) => contents::set_start(content, *start),
        Change::Openings(count) => content.total_job_openings = *count,
        Change::Salary(salary) => contents::set_salary(content, *salary),
        Change::ContactName(name) => contact(content).name.clone_from(name),
        Change::ContactPhone(phone) => contact(content).telephone.clone_from(phone),
        Change::Language(_)
        | Change::NoLanguage(_)
        | Change::Licence(_)
        | Change::NoLicence(_)
        | Change::ExperienceMonths(_)
        | Change::ContactEmail(_) => return false,
    }
    true
}

fn contact(content: &mut OfferContent) -> &mut ApplicationContact {
    content.application_contact.get_or_insert_default()
}
