//! What the types of the configuration cannot say by themselves.

use std::collections::BTreeSet;
use std::path::Path;

use relais_domain::calendar::{CalendarRule, WorkingCalendar};

use super::layers::Layers;
use super::problem::Problem;
use super::{Config, Imap, ImapLogin, MailTransport, Mailbox, Smtp, SmtpSecurity};
use super::{events, peers, store};

/// The smallest memory budget that the index works with, in bytes.
const MIN_INDEX_BYTES: usize = 15_000_000;

/// Notes everything that does not hold together.
pub(super) fn check(config: &Config, layers: &Layers, problems: &mut Vec<Problem>) {
    let mut findings = Findings(Vec::new());
    findings.doors(config);
    findings.limits(config);
    findings.calendar(config);
    findings.mail(config);
    findings.mailboxes(config);
    findings.telemetry(config);
    findings.events(config);
    findings.peers(config);
    findings.store(config);
    problems.extend(findings.0.into_iter().map(|finding| Problem {
        origin: layers.origin(&finding.key),
        key: finding.key,
        message: finding.message,
        remedy: finding.remedy,
    }));
}

struct Finding {
    key: String,
    message: String,
    remedy: String,
}

struct Findings(Vec<Finding>);

impl Findings {
    fn add(
        &mut self,
        key: impl Into<String>,
        message: impl Into<String>,
        remedy: impl Into<String>,
    ) {
        self.0.push(Finding {
            key: key.into(),
            message: message.into(),
            remedy: remedy.into(),
        });
    }

    fn doors(&mut self, config: &Config) {
        if config.data_dir.as_os_str().is_empty() {
            self.add(
                "data_dir",
                "is empty",
                "name a folder, like \"./relais-data\"",
            );
        }
        if config.roles.is_empty() {
            let remedy = "name at least one of intake, profiles, matching and relay, \
                          or leave `roles` out to run them all";
            self.add("roles", "no service would run", remedy);
        }
        let (http, grpc) = (config.http.addr, config.grpc.addr);
        if http == grpc && http.port() != 0 {
            self.add(
                "grpc.addr",
                format!("{grpc} is the address of http.addr"),
                "choose another",
            );
        }
        if let Some(url) = &config.http.public_url
            && let Err(wrong) = check_url(url, &["http", "https"])
        {
            self.add(
                "http.public_url",
                wrong,
                "give it like \"https://relais.example\"",
            );
        }
    }

    fn limits(&mut self, config: &Config) {
        let limits = &config.limits;
        let sizes = [
            ("limits.offer_bytes", limits.offer_bytes),
            ("limits.array_bytes", limits.array_bytes),
            ("limits.skills_per_offer", limits.skills_per_offer),
            ("limits.array_items", limits.array_items),
            ("matching.shortlist_size", config.matching.shortlist_size),
            ("feeds.pull_items", config.feeds.pull_items),
            ("feeds.sitemap_pages", config.feeds.sitemap_pages),
            ("mails.max_bytes", config.mails.max_bytes),
            ("mails.readers", config.mails.readers),
        ];
        for (key, value) in sizes {
            if value == 0 {
                self.add(key, "is 0", "give a whole number above 0");
            }
        }
        if !(1..=127).contains(&limits.json_depth) {
            let message = format!("{} is out of range", limits.json_depth);
            self.add("limits.json_depth", message, "give a number from 1 to 127");
        }
        if config.matching.ram_budget_bytes < MIN_INDEX_BYTES {
            let message = format!("{} bytes are too few", config.matching.ram_budget_bytes);
            let remedy = format!("give at least {MIN_INDEX_BYTES}");
            self.add("matching.ram_budget_bytes", message, remedy);
        }
    }

    fn calendar(&mut self, config: &Config) {
        let calendar = &config.calendar;
        let mut seen = BTreeSet::new();
        for rule in &calendar.rules {
            if CalendarRule::named(&rule.id).is_some() || !seen.insert(&rule.id) {
                let message = format!("there are two rules `{}`", rule.id);
                self.add("calendar.rules", message, "give each rule an id of its own");
            }
        }
        let rules = calendar.all();
        if !rules.iter().any(|rule| rule.id == calendar.rule) {
            let known: Vec<&str> = rules.iter().map(|rule| rule.id.as_str()).collect();
            let message = format!("there is no rule `{}`", calendar.rule);
            self.add(
                "calendar.rule",
                message,
                format!("rules are {}", known.join(", ")),
            );
        }
        for rule in rules {
            let id = rule.id.clone();
            if let Err(error) = WorkingCalendar::new(rule) {
                let remedy = "mend the rule, or the closures that it is combined with";
                self.add("calendar", format!("rule `{id}`: {error}"), remedy);
            }
        }
    }

    fn mail(&mut self, config: &Config) {
        if !is_address(&config.mail.from_address) {
            let message = format!("`{}` is not a mail address", config.mail.from_address);
            self.add(
                "mail.from_address",
                message,
                "give it like \"offres@relais.example\"",
            );
        }
        if let Some(address) = &config.mail.reply_address
            && !is_reply_address(address)
        {
            let message = format!("`{address}` is not an address for answers about one case");
            let remedy = "give it like \"offres+{case}@relais.example\", \
                          with at most 16 characters before {case}";
            self.add("mail.reply_address", message, remedy);
        }
        if config.mail.from_name.chars().any(char::is_control) {
            self.add(
                "mail.from_name",
                "has a control character",
                "give one line of text",
            );
        }
        if let MailTransport::Smtp(smtp) = &config.mail.transport {
            self.smtp(smtp);
        }
    }

    fn events(&mut self, config: &Config) {
        for (key, message, remedy) in events::findings(&config.events) {
            self.add(key, message, remedy);
        }
        if let Some(kafka) = &config.events.kafka {
            self.readable("events.kafka.password_file", kafka.password_file.as_deref());
            self.readable("events.kafka.ca_file", kafka.ca_file.as_deref());
            self.readable("events.kafka.cert_file", kafka.cert_file.as_deref());
            self.readable("events.kafka.key_file", kafka.key_file.as_deref());
        }
    }

    fn store(&mut self, config: &Config) {
        for (key, message, remedy) in store::findings(&config.store) {
            self.add(key, message, remedy);
        }
        self.readable("store.password_file", config.store.password_file.as_deref());
        self.readable("store.ca_file", config.store.ca_file.as_deref());
    }

    fn smtp(&mut self, smtp: &Smtp) {
        if smtp.host.is_empty() {
            self.add(
                "mail.transport.smtp.host",
                "is empty",
                "name the mail server",
            );
        }
        if smtp.port == Some(0) {
            self.add(
                "mail.transport.smtp.port",
                "is 0",
                "give a port from 1 to 65535, like 587",
            );
        }
        if smtp.password.is_some() && smtp.password_file.is_some() {
            let message = "is given beside `password`";
            self.add(
                "mail.transport.smtp.password_file",
                message,
                "keep one of the two",
            );
        }
        let has_password = smtp.password.is_some() || smtp.password_file.is_some();
        if smtp.username.is_some() != has_password {
            let message = "a login needs both a user and a password";
            let remedy = "give `username` and `password_file`, or neither";
            self.add("mail.transport.smtp.username", message, remedy);
        }
        if has_password && smtp.security == SmtpSecurity::None && !is_local(&smtp.host) {
            let message = "the password would travel unprotected";
            self.add(
                "mail.transport.smtp.security",
                message,
                "choose \"starttls\" or \"tls\"",
            );
        }
        self.readable(
            "mail.transport.smtp.password_file",
            smtp.password_file.as_deref(),
        );
        self.readable("mail.transport.smtp.ca_file", smtp.ca_file.as_deref());
    }

    fn mailboxes(&mut self, config: &Config) {
        for (name, mailbox) in &config.mailboxes {
            if !is_plain_name(name) {
                let message = format!("`{name}` is not a name for a mailbox");
                let remedy = "name it with letters a to z, digits and hyphens";
                self.add("mailboxes", message, remedy);
            }
            if let Mailbox::Imap(imap) = mailbox {
                self.imap(&format!("mailboxes.{name}.imap"), imap);
            }
        }
    }

    fn imap(&mut self, key: &str, imap: &Imap) {
        let texts = [
            ("host", &imap.host),
            ("username", &imap.username),
            ("inbox", &imap.inbox),
            ("filed", &imap.filed),
        ];
        for (field, text) in texts {
            if text.is_empty() || text.contains(char::is_control) {
                let message = "is empty, or has a control character";
                self.add(format!("{key}.{field}"), message, "give one line of text");
            }
        }
        if matches!(&imap.login, ImapLogin::TokenCommand(command) if command.is_empty()) {
            let remedy = "name the program, like [\"/usr/local/bin/token\", \"offres\"]";
            self.add(format!("{key}.login"), "names no program", remedy);
        }
        self.readable(format!("{key}.login"), imap.login.file());
        self.readable(format!("{key}.ca_file"), imap.ca_file.as_deref());
    }

    fn readable(&mut self, key: impl Into<String>, path: Option<&Path>) {
        if let Some(path) = path
            && let Err(error) = std::fs::File::open(path)
        {
            let message = format!("{} cannot be read: {error}", path.display());
            self.add(key, message, "name a file that this user may read");
        }
    }

    fn peers(&mut self, config: &Config) {
        for (key, message, remedy) in peers::findings(&config.peers) {
            self.add(key, message, remedy);
        }
        for (key, path) in peers::files(&config.peers, config.grpc.tls.as_ref()) {
            self.readable(key, path);
        }
    }

    fn telemetry(&mut self, config: &Config) {
        let telemetry = &config.telemetry;
        if let Some(url) = &telemetry.otlp_endpoint
            && let Err(wrong) = check_url(url, &["http"])
        {
            let remedy = "give the collector beside this process, like \"http://127.0.0.1:4317\"; \
                          it can encrypt what it sends on";
            self.add("telemetry.otlp_endpoint", wrong, remedy);
        }
        if let Err(error) = tracing_subscriber::EnvFilter::try_new(&telemetry.log_level) {
            let remedy = "give error, warn, info, debug or trace, \
                          or a filter like \"info,relais_relay=debug\"";
            self.add("telemetry.log_level", error.to_string(), remedy);
        }
    }
}

/// What is wrong with a URL that must have one of the schemes.
pub(super) fn check_url(url: &str, schemes: &[&str]) -> Result<(), String> {
    let uri: http::Uri = url.parse().map_err(|_| format!("`{url}` is not a URL"))?;
    if !uri
        .scheme_str()
        .is_some_and(|scheme| schemes.contains(&scheme))
    {
        return Err(format!(
            "`{url}` does not begin with {}://",
            schemes.join(":// or ")
        ));
    }
    if uri.host().is_none_or(str::is_empty) {
        return Err(format!("`{url}` names no host"));
    }
    if uri.query().is_some() {
        return Err(format!("`{url}` has a query"));
    }
    Ok(())
}

/// A first look only: the mail library reads it for good.
fn is_address(text: &str) -> bool {
    let plain = |part: &str| {
        !part.is_empty() && !part.contains(|c: char| c.is_whitespace() || c.is_control())
    };
    text.rsplit_once('@')
        .is_some_and(|(local, domain)| plain(local) && plain(domain))
}

/// A local part holds 64 characters (RFC 5321, 4.5.3.1.1), and the sign of a case takes 48.
fn is_reply_address(text: &str) -> bool {
    let prefix = text
        .rsplit_once('@')
        .and_then(|(local, _)| local.strip_suffix("{case}"));
    let is_prefix = |prefix: &str| prefix.len() <= 16 && !prefix.contains(['{', '}']);
    is_address(text) && prefix.is_some_and(is_prefix)
}

fn is_plain_name(name: &str) -> bool {
    let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
    !name.is_empty() && name.len() <= 64 && name.chars().all(plain)
}

fn is_local(host: &str) -> bool {
    host == "localhost"
        || host
            .parse::<std::net::IpAddr>()
            .is_ok_and(|address| address.is_loopback())
}
