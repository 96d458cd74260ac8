//! What is read from the corpus stays as good as it was, on the mails that rules were tuned on and
//! on those that were held back.

mod score;

/// The least that each field must reach, on both parts of the corpus.
struct Floor {
    folder: &'static str,
    title_and_place: f64,
    others: f64,
}

fn holds(floor: &Floor) {
    let score = score::score(floor.folder);
    for field in score::FIELDS {
        let count = score.fields[field];
        let least = if matches!(field, "title" | "place" | "offers") {
            floor.title_and_place
        } else {
            floor.others
        };
        assert!(
            count.precision() >= least && count.recall() >= least,
            "{}, {field}: {count:?}\n{}",
            floor.folder,
            score.mistakes.join("\n")
        );
    }
}

#[test]
fn mails_that_rules_were_tuned_on_are_read_well() {
    holds(&Floor {
        folder: "corpus",
        title_and_place: 0.98,
        others: 0.94,
    });
}

#[test]
fn mails_that_were_held_back_are_read_well() {
    holds(&Floor {
        folder: "corpus/held-out",
        title_and_place: 0.95,
        others: 0.85,
    });
}

#[test]
fn every_value_stands_where_its_span_says() {
    for case in [score::cases("corpus"), score::cases("corpus/held-out")].concat() {
        let mail = relais_reading::Mail::read(&case.raw, "").expect("a mail within the limits");
        for offer in score::read(&case).1 {
            let title = offer.title.expect("an offer has a title");
            let text = match title.span.part {
                relais_reading::Part::Subject => &mail.subject,
                relais_reading::Part::Body => &mail.body.text,
                relais_reading::Part::Attachment(index) => {
                    case.attachments[index].text.as_ref().expect("readable")
                }
            };
            let words: Vec<&str> = text[title.span.range].split_whitespace().collect();
            assert_eq!(words.join(" "), title.value, "{}", case.name);
        }
    }
}
