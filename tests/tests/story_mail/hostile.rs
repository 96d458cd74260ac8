//! Mails that others have found hard to bear.

use std::path::{Path, PathBuf};

use jiff::SignedDuration;

use crate::ways::{ADDRESS, Way};
use crate::{in_state, offers};

/// Mails that others collected as hard to parse; present only where the checkout has them beside it.
fn hostile_mails() -> Vec<PathBuf> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../shared/data/hostile/mail");
    let files = |path: PathBuf| std::fs::read_dir(path).into_iter().flatten().flatten();
    let all = files(root).flat_map(|folder| files(folder.path()));
    let paths = all.map(|entry| entry.path());
    paths
        .filter(|path| path.extension().is_some_and(|it| it == "eml"))
        .collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn hostile_mails_are_all_decided_on_and_none_is_taken_for_an_offer() {
    let way = Way::folder();
    let sandbox = way.site().await;
    for (number, path) in hostile_mails().iter().enumerate() {
        let mail = std::fs::read(path).expect("a file");
        way.send(&number.to_string(), ADDRESS, &mail);
    }
    let decided = sandbox.until("every mail to be decided on", async || {
        sandbox.pass(SignedDuration::from_secs(1));
        Ok((way.left() == 0).then_some(()))
    });
    decided.await.expect("none is left");
    assert!(in_state(&sandbox, "new").await.is_empty());
    assert!(offers(&sandbox).await.is_empty());
    for mail in in_state(&sandbox, "attention").await {
        assert_ne!(mail.reason, "fault", "{}", mail.mail_id);
    }
}
