//! The LMTP door.

use std::net::SocketAddr;

use relais_intake::mailbox::LmtpDoor;
use relais_runtime::config::Lmtp;
use tokio::io::{AsyncBufReadExt as _, AsyncWriteExt as _, BufStream};
use tokio::net::TcpStream;
use tokio_util::sync::CancellationToken;

use crate::site::{Site, mail};

const MAX_BYTES: usize = 10_000;

/// A site with a door that listens.
async fn open() -> (Site, SocketAddr) {
    let site = Site::with(|_| {}).await;
    let lmtp = Lmtp {
        addr: "127.0.0.1:0".parse().expect("an address"),
    };
    let door = LmtpDoor::bind("lmtp".to_owned(), &lmtp, site.mails().clone(), MAX_BYTES).await;
    let door = door.expect("a free port");
    let address = door.address().expect("its address");
    tokio::spawn(door.run(CancellationToken::new()));
    (site, address)
}

/// A mail server that delivers.
struct Peer(BufStream<TcpStream>);

impl Peer {
    async fn connect(address: SocketAddr) -> Self {
        let stream = TcpStream::connect(address).await.expect("it answers");
        let mut peer = Self(BufStream::new(stream));
        assert_eq!(peer.answer().await, "220 relais LMTP");
        peer
    }

    /// The last line of an answer.
    async fn answer(&mut self) -> String {
        loop {
            let mut line = String::new();
            self.0.read_line(&mut line).await.expect("an answer");
            if line.as_bytes().get(3) != Some(&b'-') {
                return line.trim_end().to_owned();
            }
        }
    }

    async fn send(&mut self, bytes: &[u8]) {
        self.0.write_all(bytes).await.expect("sent");
        self.0.flush().await.expect("sent");
    }

    async fn say(&mut self, command: &str) -> String {
        self.send(format!("{command}\r\n").as_bytes()).await;
        self.answer().await
    }

    /// Delivers a mail to these recipients and returns the answer for each.
    async fn deliver(&mut self, recipients: &[&str], mail: &str) -> Vec<String> {
        self.say("LHLO mx.example").await;
        self.say("MAIL FROM:<rh@batir.example>").await;
        for recipient in recipients {
            self.say(&format!("RCPT TO:<{recipient}>")).await;
        }
        assert_eq!(self.say("DATA").await, "354 go on");
        self.send(mail.replace("\r\n.", "\r\n..").as_bytes()).await;
        self.send(b".\r\n").await;
        let mut answers = Vec::new();
        for _ in recipients {
            answers.push(self.answer().await);
        }
        answers
    }
}

#[tokio::test]
async fn a_mail_is_durable_when_the_door_says_yes() {
    let (site, address) = open().await;
    let mut peer = Peer::connect(address).await;
    let dotted = mail("macon") + ".seul\r\n..\r\n";
    let answers = peer
        .deliver(&["offres@relais.example", "o+x@relais.example"], &dotted)
        .await;
    assert_eq!(answers, ["250 2.0.0 taken", "250 2.0.0 taken"]);
    let mails = site.waiting().await;
    let original = site.original(mails[0].id).await;
    let top = "Return-Path: <rh@batir.example>\r\nDelivered-To: offres@relais.example\r\n\
               Delivered-To: o+x@relais.example\r\nReceived: ";
    assert!(original.starts_with(top), "{original}");
    assert!(original.ends_with(&dotted), "{original}");
    assert_eq!(peer.say("QUIT").await, "221 2.0.0 good bye");
}

#[tokio::test]
async fn a_mail_that_is_delivered_twice_is_taken_once_and_answered_yes() {
    let (site, address) = open().await;
    for _ in 0..2 {
        let mut peer = Peer::connect(address).await;
        let answers = peer
            .deliver(&["offres@relais.example"], &mail("macon"))
            .await;
        assert_eq!(answers, ["250 2.0.0 taken"]);
    }
    assert_eq!(site.waiting().await.len(), 1);
}

#[tokio::test]
async fn several_mails_come_over_one_connection_also_an_empty_one() {
    let (site, address) = open().await;
    let mut peer = Peer::connect(address).await;
    for mail in [mail("macon"), String::new(), mail("soudeur")] {
        peer.deliver(&["offres@relais.example"], &mail).await;
    }
    assert_eq!(site.waiting().await.len(), 3);
}

#[tokio::test]
async fn a_mail_that_is_too_large_is_refused_and_the_next_is_taken() {
    let (site, address) = open().await;
    let mut peer = Peer::connect(address).await;
    peer.say("LHLO mx.example").await;
    let announced = peer.say("MAIL FROM:<a@b.example> SIZE=20000").await;
    assert_eq!(announced, "552 5.3.4 too large");
    let large = mail("macon") + &"x".repeat(100 * MAX_BYTES) + "\r\n";
    let answers = peer.deliver(&["offres@relais.example"], &large).await;
    assert_eq!(answers, ["552 5.3.4 too large"]);
    peer.deliver(&["offres@relais.example"], &mail("soudeur"))
        .await;
    assert_eq!(site.waiting().await.len(), 1);
}

#[tokio::test]
async fn commands_out_of_turn_are_refused() {
    let (_site, address) = open().await;
    let mut peer = Peer::connect(address).await;
    assert!(peer.say("EHLO mx.example").await.starts_with("500 5.5.1"));
    assert!(peer.say("MAIL FROM:<a@b.example>").await.starts_with("503"));
    assert!(peer.say("LHLO mx.example").await.starts_with("250"));
    assert!(peer.say("RCPT TO:<a@b.example>").await.starts_with("503"));
    assert!(peer.say("MAIL FROM:<>").await.starts_with("250"));
    assert!(peer.say("DATA").await.starts_with("503"));
    assert!(peer.say("AUTH PLAIN").await.starts_with("50"));
}

#[tokio::test]
async fn recipients_beyond_a_hundred_are_told_to_come_later() {
    let (_site, address) = open().await;
    let mut peer = Peer::connect(address).await;
    peer.say("LHLO mx.example").await;
    peer.say("MAIL FROM:<a@b.example>").await;
    for number in 0..100 {
        let answer = peer
            .say(&format!("RCPT TO:<o{number}@relais.example>"))
            .await;
        assert!(answer.starts_with("250"), "{answer}");
    }
    let answer = peer.say("RCPT TO:<one-more@relais.example>").await;
    assert_eq!(answer, "452 4.5.3 too many recipients");
}

#[tokio::test]
async fn a_line_without_end_and_endless_nonsense_end_the_connection() {
    let (site, address) = open().await;
    let mut peer = Peer::connect(address).await;
    peer.send(&[b'x'; 5_000]).await;
    assert_eq!(peer.answer().await, "");
    let mut peer = Peer::connect(address).await;
    for _ in 0..21 {
        let answer = peer.say("GET / HTTP/1.1").await;
        assert!(answer.starts_with("500"), "{answer}");
    }
    let answer = peer.answer().await;
    assert_eq!(answer, "421 4.7.0 too many errors");
    let mut peer = Peer::connect(address).await;
    peer.deliver(&["offres@relais.example"], &mail("macon"))
        .await;
    assert_eq!(site.waiting().await.len(), 1);
}
