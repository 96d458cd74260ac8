//! The drop folder.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

use relais_intake::mailbox::Outcome;
use relais_runtime::config::{DropFolder, Mailbox};
use tempfile::TempDir;

use crate::site::{Site, mail, until};

fn watched(folder: &TempDir) -> Mailbox {
    Mailbox::Folder(DropFolder {
        path: folder.path().join("mail-in"),
        poll: Duration::from_millis(20),
    })
}

fn put(folder: &TempDir, name: &str, text: &str) {
    let inbox = folder.path().join("mail-in");
    fs::create_dir_all(&inbox).expect("a folder");
    let draft = inbox.join(format!(".{name}.part"));
    fs::write(&draft, text).expect("written");
    fs::rename(draft, inbox.join(name)).expect("renamed");
}

fn names(folder: &Path) -> Vec<String> {
    let Ok(entries) = fs::read_dir(folder) else {
        return Vec::new();
    };
    let names = entries.map(|entry| entry.expect("an entry").file_name());
    let mut names: Vec<String> = names.map(|it| it.to_string_lossy().into_owned()).collect();
    names.sort();
    names
}

async fn has(folder: PathBuf, expected: &[&str]) {
    until(
        &format!("{} holds {expected:?}", folder.display()),
        async || (names(&folder) == expected).then_some(()),
    )
    .await;
}

#[tokio::test]
async fn a_file_is_taken_and_moved_once_it_is_decided_on() {
    let folder = tempfile::tempdir().expect("a folder");
    let site = Site::watching(watched(&folder)).await;
    put(&folder, "1.eml", &mail("macon"));
    let mails = site.once_waiting(1).await;
    assert_eq!(mails[0].message_id, "macon@batir.example");
    assert_eq!(site.original(mails[0].id).await, mail("macon"));
    site.decide(mails[0].id, Outcome::Offer).await;
    has(folder.path().join("mail-in/offers"), &["1.eml"]).await;
    has(folder.path().join("mail-in"), &["offers"]).await;
}

#[tokio::test]
async fn two_files_of_one_name_both_find_a_place() {
    let folder = tempfile::tempdir().expect("a folder");
    let site = Site::watching(watched(&folder)).await;
    for subject in ["macon", "soudeur"] {
        put(&folder, "1.eml", &mail(subject));
        let mails = site.once_waiting(1).await;
        let reason = "newsletter".to_owned();
        site.decide(mails[0].id, Outcome::Ignored(reason)).await;
        has(folder.path().join("mail-in"), &["ignored"]).await;
    }
    let ignored = folder.path().join("mail-in/ignored");
    assert_eq!(names(&ignored), ["1 (2).eml", "1.eml"]);
}

#[tokio::test]
async fn files_that_are_no_mails_stay_where_they_are() {
    let folder = tempfile::tempdir().expect("a folder");
    let site = Site::watching(watched(&folder)).await;
    put(&folder, "lisez-moi.txt", "bonjour");
    let inbox = folder.path().join("mail-in");
    std::os::unix::fs::symlink("/etc/hostname", inbox.join("link.eml")).expect("a link");
    put(&folder, "1.eml", &mail("macon"));
    site.once_waiting(1).await;
    assert_eq!(names(&inbox), ["1.eml", "link.eml", "lisez-moi.txt"]);
}

#[tokio::test]
async fn of_a_file_that_is_too_large_the_header_is_kept() {
    let folder = tempfile::tempdir().expect("a folder");
    let mailbox = watched(&folder);
    let site = Site::with(|config| {
        config.mails.max_bytes = 1_000;
        config.mailboxes.insert("depot".to_owned(), mailbox);
    })
    .await;
    let large = mail("macon") + &"x".repeat(200_000);
    put(&folder, "1.eml", &large);
    let mails = site.once_waiting(1).await;
    assert!(mails[0].header_only);
    assert_eq!(mails[0].size, large.len() as u64);
    let kept = site.original(mails[0].id).await;
    assert!(kept.starts_with("From: ") && kept.len() < large.len() / 2);
}
