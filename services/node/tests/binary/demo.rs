//! The demonstration, as somebody sees it who tries Relais for the first time.

use std::process::Command;

use serde_json::Value;

#[test]
fn a_third_of_the_offers_comes_by_mail_and_each_has_its_acknowledgement_and_its_answer() {
    let doors = ["--http", "127.0.0.1:0", "--grpc", "127.0.0.1:0"];
    let output = Command::new(env!("CARGO_BIN_EXE_relais"))
        .args(["demo", "--mail", "--exit", "--json", "--speed", "1000000"])
        .args(doors)
        .output()
        .expect("the binary runs");
    let told = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{told}");
    let report: Value = serde_json::from_slice(&output.stdout).expect("one JSON object");
    assert_eq!(report["offers"], 12, "{told}");
    let by_mail = &report["channels"]["mail"];
    for figure in ["offers", "acknowledged", "answered", "answered_in_time"] {
        assert_eq!(by_mail[figure], 4, "{figure}: {report}\n{told}");
    }
    assert_eq!(report["refused"], 0, "{told}");
}
