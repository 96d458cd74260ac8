//! What holds for every mail, whichever way it came.

use std::fs;
use std::time::Duration;

use jiff::SignedDuration;
use relais_intake::mailbox::Outcome;
use relais_runtime::config::{DropFolder, Mailbox};
use tempfile::TempDir;

use crate::site::{Site, mail, until};

async fn site(folder: &TempDir) -> Site {
    Site::watching(Mailbox::Folder(DropFolder {
        path: folder.path().to_owned(),
        poll: Duration::from_millis(20),
    }))
    .await
}

fn put(folder: &TempDir, name: &str, text: &str) {
    fs::write(folder.path().join(name), text).expect("written");
}

#[tokio::test]
async fn a_mail_that_comes_again_by_another_way_opens_nothing_and_is_filed_with_the_first() {
    let folder = tempfile::tempdir().expect("a folder");
    let site = site(&folder).await;
    put(&folder, "1.eml", &mail("macon"));
    let first = site.once_waiting(1).await.remove(0);
    put(
        &folder,
        "2.eml",
        &format!("Received: by mx.example\r\n{}", mail("macon")),
    );
    put(&folder, "3.eml", &mail("soudeur"));
    let waiting = site.once_waiting(2).await;
    assert_eq!(waiting[0].id, first.id);
    site.decide(first.id, Outcome::Reply).await;
    until("both are filed", async || {
        let replies = fs::read_dir(folder.path().join("replies")).ok()?;
        (replies.count() == 2).then_some(())
    })
    .await;
}

#[tokio::test]
async fn a_restart_between_two_steps_repeats_nothing() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut site = site(&folder).await;
    put(&folder, "1.eml", &mail("macon"));
    let before = site.once_waiting(1).await;
    site.stop().await;
    site.start().await;
    put(&folder, "2.eml", &mail("soudeur"));
    let after = site.once_waiting(2).await;
    assert_eq!(after[0], before[0]);
}

#[tokio::test]
async fn what_was_decided_while_nothing_could_be_filed_is_filed_after_a_restart() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut site = site(&folder).await;
    put(&folder, "1.eml", &mail("macon"));
    let mails = site.once_waiting(1).await;
    // Where its folder should be, there is a file.
    fs::write(folder.path().join("attention"), "").expect("written");
    site.decide(mails[0].id, Outcome::Attention("scanned".to_owned()))
        .await;
    site.stop().await;
    assert!(folder.path().join("1.eml").exists());
    fs::remove_file(folder.path().join("attention")).expect("removed");
    site.start().await;
    until("it is filed", async || {
        folder.path().join("attention/1.eml").exists().then_some(())
    })
    .await;
    let waiting = site
        .mails()
        .needing_attention(None, 10)
        .await
        .expect("mails");
    assert_eq!(
        waiting[0].outcome,
        Some(Outcome::Attention("scanned".to_owned()))
    );
}

#[tokio::test]
async fn originals_are_encrypted_and_forgotten_in_time() {
    let folder = tempfile::tempdir().expect("a folder");
    let site = site(&folder).await;
    put(&folder, "1.eml", &mail("macon"));
    put(&folder, "2.eml", &mail("soudeur"));
    let mails = site.once_waiting(2).await;
    let written = "un maçon pour Herstal".as_bytes();
    for file in fs::read_dir(site.place.path()).expect("the data") {
        let bytes = fs::read(file.expect("a file").path()).expect("its bytes");
        assert!(!bytes.windows(written.len()).any(|window| window == written));
    }
    site.decide(mails[0].id, Outcome::Offer).await;
    let forgotten = site
        .mails()
        .forget_originals(SignedDuration::from_secs(-60))
        .await;
    assert_eq!(forgotten.expect("it works"), 1);
    let originals = site.mails();
    assert_eq!(originals.original(mails[0].id).await.expect("a mail"), None);
    // Nobody has understood this one yet.
    assert!(
        originals
            .original(mails[1].id)
            .await
            .expect("a mail")
            .is_some()
    );
}
