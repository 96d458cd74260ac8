//! Precision and recall of what is read from the corpus, field by field, and mails per second.
//!
//! `cargo bench -p relais-reading --bench corpus [-- mistakes]`; with `mistakes` it also lists
//! what was read otherwise than expected, for the part of the corpus that rules may be tuned on.

#[path = "../tests/corpus/score.rs"]
mod score;

use std::time::Instant;

/// Times that each mail is read for the figure of throughput.
const ROUNDS: u32 = 20;

fn main() {
    let tuned = score::score("corpus");
    let held_out = score::score("corpus/held-out");
    println!("{:<12}{:>28}{:>28}", "", "tuned on", "held out");
    let columns = || print!("{:>8}{:>8}{:>12}", "prec.", "recall", "count");
    print!("{:<12}", "field");
    columns();
    columns();
    println!();
    for field in score::FIELDS {
        print!("{field:<12}");
        show(tuned.fields[field]);
        show(held_out.fields[field]);
        println!();
    }
    if std::env::args().any(|argument| argument == "mistakes") {
        for mistake in &tuned.mistakes {
            println!("{mistake}");
        }
    }
    let cases = [score::cases("corpus"), score::cases("corpus/held-out")].concat();
    let begun = Instant::now();
    for _ in 0..ROUNDS {
        for case in &cases {
            let _ = score::read(case);
        }
    }
    let mails = f64::from(ROUNDS) * f64::from(u32::try_from(cases.len()).expect("a small corpus"));
    println!(
        "{:.0} mails per second",
        mails / begun.elapsed().as_secs_f64()
    );
}

/// Precision, recall, and the counts that they are of: right, read, there.
fn show(count: score::Count) {
    let (read, there) = (count.right + count.wrong, count.right + count.missed);
    print!(
        "{:>8.3}{:>8.3}{:>12}",
        count.precision(),
        count.recall(),
        format!("{}/{read}/{there}", count.right)
    );
}
