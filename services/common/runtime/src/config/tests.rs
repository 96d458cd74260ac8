use std::ffi::OsString;
use std::fs;

use proptest::prelude::*;
use tempfile::TempDir;

use super::*;

/// A folder with a configuration file of the given text.
struct File {
    folder: TempDir,
}

impl File {
    fn new(text: &str) -> Self {
        let folder = tempfile::tempdir().expect("a temporary folder");
        fs::write(folder.path().join("relais.toml"), text).expect("written");
        Self { folder }
    }

    fn loader(&self) -> Loader {
        Config::loader().file(self.folder.path().join("relais.toml"))
    }

    fn load(&self) -> Result<Config, ConfigError> {
        self.loader().load()
    }
}

fn load(text: &str) -> Result<Config, ConfigError> {
    File::new(text).load()
}

/// The one problem of a text: its line, key, message and remedy.
fn problem(text: &str) -> (usize, String, String, String) {
    let error = load(text).expect_err("a problem");
    let [problem] = error
        .problems
        .try_into()
        .unwrap_or_else(|all| panic!("one of {all:?}"));
    let line = match problem.origin {
        Origin::File { line, .. } => line,
        _ => 0,
    };
    (line, problem.key, problem.message, problem.remedy)
}

fn variables(pairs: &[(&str, &str)]) -> Vec<(OsString, OsString)> {
    pairs
        .iter()
        .map(|(name, value)| (name.into(), value.into()))
        .collect()
}

#[test]
fn an_empty_file_is_enough() {
    let config = load("").expect("defaults");
    assert_eq!(config.http.addr.to_string(), "127.0.0.1:7280");
    assert_eq!(config.grpc.addr.to_string(), "127.0.0.1:7272");
    assert!(
        Role::ALL
            .into_iter()
            .all(|role| config.roles.contains(role))
    );
    assert_eq!(
        config.http.link_base(config.http.addr),
        "http://127.0.0.1:7280"
    );
    let MailTransport::Folder(folder) = config.mail.transport else {
        panic!("mails go to a folder by default");
    };
    assert_eq!(folder.path, PathBuf::from("./relais-data/mail-out"));
}

#[test]
fn a_full_file_is_read() {
    let file = File::new("");
    let password = file.folder.path().join("password");
    fs::write(&password, "hunter2\n").expect("written");
    let text = format!(
        r#"
        roles = ["intake", "relay"]
        shutdown_grace = "45s"
        [http]
        addr = "0.0.0.0:80"
        public_url = "https://relais.example/"
        [calendar]
        rule = "liege"
        [[calendar.rules]]
        id = "liege"
        version = 1
        zone = "Europe/Brussels"
        weekdays = {{ monday = ["09:00-12:00", "13:00-17:00"] }}
        allowance_hours = 24
        [[calendar.closures]]
        from = "2026-12-24"
        to = "2027-01-03"
        reason = "fermeture annuelle"
        [mail.transport.smtp]
        host = "smtp.example"
        username = "relais"
        password_file = "{}"
        [webhooks]
        retry = ["1s", "2m"]
        "#,
        password.display()
    );
    let config = load(&text).expect("a sound file");
    assert_eq!(config.roles, Roles::from_iter([Role::Intake, Role::Relay]));
    assert_eq!(config.shutdown_grace, Duration::from_secs(45));
    assert_eq!(
        config.http.link_base(config.http.addr),
        "https://relais.example"
    );
    assert_eq!(
        config.webhooks.retry,
        [Duration::from_secs(1), Duration::from_mins(2)]
    );
    let rule = config
        .calendar
        .find("liege")
        .expect("the rule of this site");
    assert_eq!(rule.closures.len(), 1);
    let MailTransport::Smtp(smtp) = config.mail.transport else {
        panic!("mails go through a server");
    };
    assert_eq!(smtp.port(), 587);
    assert_eq!(
        smtp.read_password().expect("readable"),
        Some(Secret::new("hunter2"))
    );
}

#[test]
fn an_unknown_key_is_answered_with_the_one_that_was_meant() {
    let (line, key, message, remedy) =
        problem("[http]\n\nadress = \"127.0.0.1:80\"\naddr = \"127.0.0.1:80\"\n");
    assert_eq!((line, key.as_str()), (3, "http.adress"));
    assert_eq!(message, "unknown key `adress`");
    assert_eq!(remedy, "did you mean `addr`?");
}

#[test]
fn a_wrong_type_says_what_is_expected() {
    let (line, key, message, remedy) = problem("[matching]\nshortlist_size = \"ten\"\n");
    assert_eq!((line, key.as_str()), (2, "matching.shortlist_size"));
    assert!(message.contains("expected"), "{message}");
    assert!(!remedy.is_empty());
}

#[test]
fn a_port_out_of_range_is_named() {
    let (_, key, message, _) = problem("[http]\naddr = \"127.0.0.1:99999\"\n");
    assert_eq!(key, "http.addr");
    assert_eq!(message, "port 99999 is out of range (0 to 65535)");
}

#[test]
fn an_address_without_an_ip_is_told_apart_from_one_without_a_port() {
    let message = |addr: &str| problem(&format!("[grpc]\naddr = \"{addr}\"\n")).2;
    assert_eq!(
        message("relais:80"),
        "`relais:80` does not begin with an IP address"
    );
    assert_eq!(message("127.0.0.1"), "`127.0.0.1` has no port");
}

#[test]
fn an_unknown_role_is_answered_with_the_roles_there_are() {
    let (_, key, message, remedy) = problem("roles = [\"intake\", \"desk\"]\n");
    assert_eq!(
        (key.as_str(), message.as_str()),
        ("roles", "unknown value `desk`")
    );
    assert_eq!(remedy, "values are intake, profiles, matching, relay");
}

#[test]
fn a_missing_key_is_named_with_its_section() {
    let (line, key, message, remedy) = problem("[mail.transport.smtp]\nport = 25\n");
    assert_eq!((line, key.as_str()), (1, "mail.transport.smtp"));
    assert_eq!(message, "`host` is missing");
    assert_eq!(remedy, "add `host` under [mail.transport.smtp]");
}

#[test]
fn a_file_that_is_not_there_is_named() {
    let text = "[mail.transport.smtp]\nhost = \"smtp.example\"\nca_file = \"/nowhere/ca.pem\"\n";
    let (line, key, message, _) = problem(text);
    assert_eq!((line, key.as_str()), (3, "mail.transport.smtp.ca_file"));
    assert!(
        message.starts_with("/nowhere/ca.pem cannot be read"),
        "{message}"
    );
}

#[test]
fn every_problem_is_reported_at_once() {
    let error = load(
        "roles = \"desk\"\ncolour = \"red\"\n[http]\naddr = 80\npublic_url = \"relais.example\"\n\
         [calendar]\nrule = \"Z\"\n[limits]\njson_depth = 500\n",
    )
    .expect_err("many problems");
    let mut keys: Vec<&str> = error
        .problems
        .iter()
        .map(|problem| problem.key.as_str())
        .collect();
    keys.sort_unstable();
    let expected = [
        "calendar.rule",
        "colour",
        "http.addr",
        "http.public_url",
        "limits.json_depth",
        "roles",
    ];
    assert_eq!(keys, expected);
}

#[test]
fn the_environment_wins_over_the_file_and_an_override_over_both() {
    let file = File::new("[http]\naddr = \"127.0.0.1:1\"\n[grpc]\naddr = \"127.0.0.1:2\"\n");
    let environment = variables(&[
        ("RELAIS__HTTP__ADDR", "127.0.0.1:11"),
        ("RELAIS__GRPC__ADDR", "127.0.0.1:12"),
    ]);
    let config = file
        .loader()
        .environment(environment)
        .set("grpc.addr", "127.0.0.1:22")
        .load()
        .expect("sound");
    assert_eq!((config.http.addr.port(), config.grpc.addr.port()), (11, 22));
}

#[test]
fn the_environment_gives_values_of_every_type() {
    let config = Config::loader()
        .environment(variables(&[
            ("RELAIS__MATCHING__ENABLED", "false"),
            ("RELAIS__ROLES", "intake, relay"),
            ("RELAIS__LIMITS__ARRAY_ITEMS", "50"),
            ("RELAIS__MAIL__TRANSPORT__SMTP__HOST", "localhost"),
            ("RELAIS__MAIL__TRANSPORT__SMTP__USERNAME", "relais"),
            ("RELAIS__MAIL__TRANSPORT__SMTP__PASSWORD", "12345"),
            ("PATH", "/usr/bin"),
        ]))
        .load()
        .expect("sound");
    assert!(!config.matching.enabled);
    assert_eq!(config.roles, Roles::from_iter([Role::Intake, Role::Relay]));
    assert_eq!(config.limits.array_items, 50);
    let MailTransport::Smtp(smtp) = config.mail.transport else {
        panic!("a server was named");
    };
    assert_eq!(smtp.password, Some(Secret::new("12345")));
}

#[test]
fn a_problem_in_the_environment_names_the_variable() {
    let loader = Config::loader().environment(variables(&[("RELAIS__HTTP__ADR", "x")]));
    let text = loader.load().expect_err("unknown").to_string();
    assert!(
        text.contains("environment variable RELAIS__HTTP__ADR: http.adr: unknown key"),
        "{text}"
    );
}

#[test]
fn a_file_that_cannot_be_read_is_named() {
    let error = Config::loader()
        .file("/nowhere/relais.toml")
        .load()
        .expect_err("no file");
    assert!(
        error
            .to_string()
            .contains("/nowhere/relais.toml: cannot be read"),
        "{error}"
    );
}

#[test]
fn a_mistake_in_a_calendar_rule_names_the_rule() {
    let text = "[[calendar.rules]]\nid = \"moon\"\nversion = 1\nzone = \"Moon/Base\"\n\
                weekdays = { monday = [\"09:00-17:00\"] }\nallowance_hours = 72\n";
    let (_, key, message, _) = problem(text);
    assert_eq!(key, "calendar");
    assert!(message.starts_with("rule `moon`: zone:"), "{message}");
}

#[test]
fn a_rule_may_not_take_the_name_of_a_built_in_one() {
    let text = "[[calendar.rules]]\nid = \"A\"\nversion = 2\nzone = \"Europe/Brussels\"\n\
                weekdays = { monday = [\"09:00-17:00\"] }\nallowance_hours = 72\n";
    assert_eq!(problem(text).2, "there are two rules `A`");
}

#[test]
fn a_password_never_travels_unprotected() {
    let text = "[mail.transport.smtp]\nhost = \"smtp.example\"\nsecurity = \"none\"\n\
                username = \"relais\"\npassword = \"hunter2\"\n";
    assert_eq!(problem(text).1, "mail.transport.smtp.security");
    assert!(load(&text.replace("smtp.example", "localhost")).is_ok());
}

#[test]
fn a_password_of_the_wrong_type_is_not_repeated() {
    let text = "[mail.transport.smtp]\nhost = \"smtp.example\"\npassword = 271828\n";
    assert!(
        !load(text)
            .expect_err("a number")
            .to_string()
            .contains("271828")
    );
}

#[test]
fn a_password_is_not_shown_when_the_configuration_is_printed() {
    let text = "[mail.transport.smtp]\nhost = \"smtp.example\"\nusername = \"relais\"\n\
                password = \"hunter2\"\n";
    let printed = format!("{:?}", load(text).expect("sound"));
    assert!(!printed.contains("hunter2"));
}

proptest! {
    #[test]
    fn an_unknown_key_is_refused_by_name_wherever_it_stands(
        section in prop::sample::select(vec!["http", "limits", "mail", "matching", "telemetry"]),
        key in "zz[a-z_]{1,12}",
    ) {
        let (line, found, message, _) = problem(&format!("[{section}]\n{key} = 1\n"));
        prop_assert_eq!(line, 2);
        prop_assert_eq!(found, format!("{section}.{key}"));
        prop_assert_eq!(message, format!("unknown key `{key}`"));
    }

    #[test]
    fn any_text_is_read_or_refused_without_a_panic(text in "[a-z\\[\\]{}=\".,0-9\n# ]{0,80}") {
        let _ = load(&text);
    }
}

#[test]
fn a_mailbox_has_one_way_to_log_in() {
    let text = "[mailboxes.offres.imap]\nhost = \"imap.example\"\nusername = \"offres\"\n\
                login = { password = \"geheim\" }\n";
    let config = load(text).expect("a mailbox");
    let Some(Mailbox::Imap(imap)) = config.mailboxes.get("offres") else {
        panic!("{:?}", config.mailboxes);
    };
    assert_eq!((imap.port, imap.inbox.as_str()), (993, "INBOX"));
    let both = text.replace(" }", ", token_file = \"/x\" }");
    let error = load(&both).expect_err("two ways");
    assert_eq!(error.problems[0].key, "mailboxes.offres.imap.login");
}

#[test]
fn a_drop_folder_that_is_not_absolute_lies_in_the_data_folder() {
    let text = "data_dir = \"/srv/relais\"\n[mailboxes.depot.folder]\npath = \"mail-in\"\n";
    let config = load(text).expect("a mailbox");
    let Some(Mailbox::Folder(folder)) = config.mailboxes.get("depot") else {
        panic!("{:?}", config.mailboxes);
    };
    assert_eq!(folder.path, PathBuf::from("/srv/relais/mail-in"));
}

#[test]
fn the_name_of_a_mailbox_is_plain() {
    let (_, key, message, _) = problem("[mailboxes.\"à b\".folder]\npath = \"x\"\n");
    assert_eq!(key, "mailboxes");
    assert_eq!(message, "`à b` is not a name for a mailbox");
}

#[test]
fn an_address_for_answers_has_the_place_of_the_case_before_its_at() {
    let of = |address: &str| format!("[mail]\nreply_address = \"{address}\"\n");
    let good = load(&of("offres+{case}@relais.example")).expect("an address");
    let set = good.mail.reply_address.as_deref();
    assert_eq!(set, Some("offres+{case}@relais.example"));
    for wrong in [
        "offres@relais.example",
        "{case}+offres@relais.example",
        "offres@{case}.example",
        "{case}{case}@relais.example",
        "offres-pour-le-relais+{case}@relais.example",
    ] {
        let (line, key, _, remedy) = problem(&of(wrong));
        assert_eq!((line, key.as_str()), (2, "mail.reply_address"), "{wrong}");
        assert!(remedy.contains("offres+{case}@"), "{remedy}");
    }
}
