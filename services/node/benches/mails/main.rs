//! How many mails a second become acknowledged offers: put into the folder of a served site, until
//! the last acknowledgement lies in the folder of outgoing mails.
//!
//! `cargo bench -p relais --bench mails` sends 2,000 plain mails and 300 with a PDF.
#![expect(clippy::expect_used, reason = "a bench says why something must hold")]

#[path = "../../../../tests/src/pdf.rs"]
mod pdf;
#[expect(dead_code, reason = "the tests use the rest")]
#[path = "../../tests/binary/site.rs"]
mod site;

use std::fs;
use std::path::Path;
use std::time::{Duration, Instant};

use pdf::{pdf, quoted_printable};
use site::Site;

const PLAIN: usize = 2_000;
const WITH_PDF: usize = 300;
/// What is looked for.
const TITLES: [&str; 8] = [
    "macon",
    "soudeur",
    "cuisinier",
    "cariste",
    "plombier",
    "peintre",
    "serveur",
    "menuisier",
];
/// How long all of it may take before something is wrong.
const PATIENCE: Duration = Duration::from_mins(10);
const PAUSE: Duration = Duration::from_millis(10);

#[tokio::main]
async fn main() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut site = Site::new(folder.path());
    site.set("RELAIS__MAILBOXES__DEPOT__FOLDER__PATH", "mail-in");
    site.set("RELAIS__MAILBOXES__DEPOT__FOLDER__POLL", "100ms");
    site.start().await;
    measure(&site, "plain mails", PLAIN, 0, plain);
    measure(&site, "mails with a PDF", WITH_PDF, PLAIN, with_pdf);
    println!("{:<30} {:>8}", "resident memory, at most", peak(&site));
    site.terminate().await;
}

/// Sends mails, and waits until all are acknowledged; `before` are.
fn measure(site: &Site, what: &str, count: usize, before: usize, mail: fn(usize) -> String) {
    let inbox = site.data.join("mail-in");
    let drafts = site.data.join("drafts");
    fs::create_dir_all(&drafts).expect("a folder");
    for number in 0..count {
        fs::write(drafts.join(number.to_string()), mail(number)).expect("written");
    }
    let began = Instant::now();
    for number in 0..count {
        let name = format!("{}-{number}.eml", before + count);
        fs::rename(drafts.join(number.to_string()), inbox.join(name)).expect("renamed");
    }
    while files(&site.data.join("mail-out")) < before + count {
        assert!(began.elapsed() < PATIENCE, "{what}: see the site's log");
        std::thread::sleep(PAUSE);
    }
    let seconds = began.elapsed().as_secs_f64();
    let count = u32::try_from(count).expect("some thousands");
    println!("{what:<30} {:>8.0} /s", f64::from(count) / seconds);
}

fn files(folder: &Path) -> usize {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    let mails = entries.filter(|entry| entry.path().extension().is_some_and(|it| it == "eml"));
    mails.count()
}

/// The most memory that the site has had.
fn peak(site: &Site) -> String {
    let status = fs::read_to_string(format!("/proc/{}/status", site.id()));
    let status = status.expect("the system tells");
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    line.expect("its memory").trim().to_owned()
}

fn head(kind: &str, number: usize) -> String {
    format!(
        "From: Marc Lejeune <rh@batir-{}.example>\r\nTo: offres@relais.example\r\n\
         Subject: Offre {}\r\nMessage-ID: <{kind}-{number}@batir.example>\r\nMIME-Version: 1.0\r\n",
        number % 100,
        TITLES[number % TITLES.len()],
    )
}

fn plain(number: usize) -> String {
    format!(
        "{}Content-Type: text/plain; charset=utf-8\r\n\r\nBonjour,\r\n\r\nNous cherchons un {} \
         (H/F/X) à Herstal, CDI, 38 h/semaine, à partir du 1er juin. Permis B souhaité, bonnes \
         notions de français.\r\n\r\nVous rejoignez une équipe de {} personnes et travaillez sur \
         nos chantiers de la région liégeoise, sous la conduite d'un chef d'équipe.\r\n\r\n\
         Bien à vous,\r\n\r\nMarc Lejeune\r\nTél. 04 222 33 44\r\n",
        head("plain", number),
        TITLES[number % TITLES.len()],
        number % 40 + 2,
    )
}

fn with_pdf(number: usize) -> String {
    let title = format!("Fonction : {}", TITLES[number % TITLES.len()]);
    let reference = format!("Reference interne : {number}");
    let mut lines = vec![
        title.as_str(),
        reference.as_str(),
        "Lieu de travail : Herstal",
        "Contrat : CDI",
        "Horaire : 38 h par semaine",
    ];
    lines.extend(["Vous travaillez sur nos chantiers de la region, en equipe de quatre."; 25]);
    format!(
        "{}Content-Type: multipart/mixed; boundary=part\r\n\r\n--part\r\n\
         Content-Type: text/plain; charset=utf-8\r\n\r\nBonjour,\r\n\r\nVeuillez trouver notre \
         offre en annexe.\r\n\r\nMarc Lejeune\r\n--part\r\n\
         Content-Type: application/pdf; name=\"offre.pdf\"\r\n\
         Content-Disposition: attachment; filename=\"offre.pdf\"\r\n\
         Content-Transfer-Encoding: quoted-printable\r\n\r\n{}\r\n--part--\r\n",
        head("pdf", number),
        quoted_printable(&pdf(&lines)),
    )
}
