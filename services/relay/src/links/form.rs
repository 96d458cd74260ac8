//! What the form of a link asks and takes.

use jiff::Timestamp;
use relais_domain::Error;
use relais_domain::case::EmployerReply;
use relais_messages::page::{Action, Form, Problem};
use serde::Deserialize;

use crate::input;

/// Characters of a message.
const MESSAGE_LIMIT: usize = 2000;

/// The fields of the form, as they were sent. Fields that a link does not ask are not looked at.
#[derive(Debug, Clone, PartialEq, Eq, Default, Deserialize)]
#[serde(default)]
pub(super) struct Fields {
    contract: String,
    starts_on: String,
    reason: String,
    message: String,
}

impl Fields {
    /// What was said, and the words that go with it.
    pub(super) fn read(
        &self,
        action: Action,
        now: Timestamp,
    ) -> Result<(EmployerReply, Option<String>), Error> {
        let reply = match action {
            Action::Interested => EmployerReply::Interested,
            Action::Interview => EmployerReply::Interview,
            Action::Hired => EmployerReply::Hired {
                contract: input::code("/contract", &self.contract)?,
                starts_on: input::day("/starts_on", &self.starts_on, now)?,
            },
            Action::Refused => EmployerReply::Refused {
                reason: input::code("/reason", &self.reason)?,
            },
            Action::NoLongerOpen => EmployerReply::NoLongerOpen,
            Action::StillOpen => EmployerReply::StillOpen,
        };
        if self.message.chars().nth(MESSAGE_LIMIT).is_some() {
            let remedy = format!("give at most {MESSAGE_LIMIT} characters");
            return Err(Error::invalid_field("/message", "is too long", remedy));
        }
        Ok((reply, input::text("/message", &self.message)?))
    }

    /// The form to show, with what was filled in and what is wrong with it.
    pub(super) fn form(&self, action: Action, wrong: Option<&Error>) -> Form<'_> {
        let hiring = action == Action::Hired;
        Form {
            contract: hiring.then_some(self.contract.as_str()),
            starts_on: hiring.then_some(self.starts_on.as_str()),
            reason: (action == Action::Refused).then_some(self.reason.as_str()),
            message: &self.message,
            message_limit: MESSAGE_LIMIT,
            problem: wrong.map(problem),
        }
    }
}

fn problem(error: &Error) -> Problem {
    match error.fields().first().map(|field| field.pointer.as_str()) {
        Some("/message") => Problem::TooLong,
        Some("/reason") => Problem::ReasonMissing,
        _ => Problem::HiringIncomplete,
    }
}
