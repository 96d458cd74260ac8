//! `relais mails`: the mails that came in, and those that need a person.

use relais_proto::intake::mails_client::MailsClient;
use relais_proto::intake::{
    GetMailRequest, IgnoreMailRequest, ListMailsRequest, Mail, OfferContent, PostalAddress,
    TurnIntoOfferRequest,
};
use serde_json::json;

use super::admin::{lines, told};
use crate::cli::{Mails, MailsCommand, ToOffer};
use crate::connect::{Access, configuration};
use crate::{output, wire};

/// Runs one command.
///
/// # Errors
/// What went wrong, for the person at the keyboard.
pub async fn run(mails: Mails) -> anyhow::Result<()> {
    let access = Access::to(configuration(&mails.site)?).await?;
    let done = act(MailsClient::new(access.peer.clone()), mails.command).await;
    access.close().await;
    done.map_err(told)
}

async fn act(
    mut mails: MailsClient<relais_runtime::peer::Peer>,
    command: MailsCommand,
) -> anyhow::Result<()> {
    match command {
        MailsCommand::List { state, format } => {
            let request = ListMailsRequest {
                state,
                ..ListMailsRequest::default()
            };
            let listed = mails.list_mails(request).await?.into_inner().mails;
            if format.json {
                return lines("relais.intake.v1.Mail", &listed);
            }
            let rows = listed
                .into_iter()
                .map(|it| vec![it.mail_id, it.mailbox, it.state, it.reason]);
            println!(
                "{}",
                output::table(&["id", "mailbox", "state", "reason"], rows)
            );
        }
        MailsCommand::Show { id, format } => {
            let mail_id = id.to_string();
            let mail = mails.get_mail(GetMailRequest { mail_id }).await?;
            let mail = mail.into_inner();
            let json = wire::to_json("relais.intake.v1.Mail", &mail)?;
            output::print(format, &json, || shown(&mail));
        }
        MailsCommand::ToOffer(offer) => {
            let format = offer.format;
            let made = mails.turn_into_offer(request(offer)).await?.into_inner();
            let json = json!({ "id": made.offer_id, "case_ref": made.case_ref });
            output::print(format, &json, || {
                format!("offer {}, case {}", made.offer_id, made.case_ref)
            });
        }
        MailsCommand::Ignore { id } => {
            let mail_id = id.to_string();
            mails.ignore_mail(IgnoreMailRequest { mail_id }).await?;
            println!("the mail is set aside");
        }
    }
    Ok(())
}

fn request(offer: ToOffer) -> TurnIntoOfferRequest {
    let place = offer.place.map(|address_locality| PostalAddress {
        address_locality,
        ..PostalAddress::default()
    });
    TurnIntoOfferRequest {
        mail_id: offer.id.to_string(),
        employer_id: offer.employer.map(|id| id.to_string()).unwrap_or_default(),
        content: Some(OfferContent {
            title: offer.title,
            description: offer.description,
            job_location: place.into_iter().collect(),
            ..OfferContent::default()
        }),
    }
}

fn shown(mail: &Mail) -> String {
    let head = format!("{} {} {}", mail.mail_id, mail.state, mail.reason);
    let Some(words) = &mail.words else {
        return format!("{head}\n(its original is no longer kept, or cannot be read)");
    };
    format!(
        "{head}\nfrom     {} <{}> ({})\nsubject  {}\nfiles    {}\n\n{}",
        words.sender_name,
        words.sender,
        words.sender_check,
        words.subject,
        words.files.join(", "),
        words.text
    )
}
