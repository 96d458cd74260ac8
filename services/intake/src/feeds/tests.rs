//! Every format, as the systems of employers write it, and what no system should send.

use std::ops::ControlFlow;

use proptest::prelude::*;
use relais_proto::intake::OfferContent;

use super::TEMPLATE;
use super::item::{Broken, Item, Rules};
use super::read::{Format, Kind, Outcome, read};

fn rules() -> Rules {
    Rules {
        source: "feed".to_owned(),
        page: None,
        max_skills: 20,
        item_bytes: 20_000,
        document_bytes: 100_000,
        json_depth: 16,
    }
}

fn parsed(format: Format, bytes: &[u8]) -> (Vec<Item>, Result<Outcome, Broken>) {
    let mut items = Vec::new();
    let outcome = read(format, None, bytes, &rules(), &mut |item| {
        items.push(item);
        ControlFlow::Continue(())
    });
    (items, outcome)
}

/// The contents of a feed that is right throughout.
fn offers(kind: Kind, bytes: &[u8]) -> Vec<OfferContent> {
    let (items, outcome) = parsed(Format::Auto, bytes);
    assert_eq!(outcome.expect("is read to its end").kind, kind);
    let contents = items.into_iter().map(|item| item.content);
    contents.map(|content| content.expect("is right")).collect()
}

fn refused(bytes: &[u8]) -> Broken {
    parsed(Format::Auto, bytes).1.expect_err("is refused")
}

fn place(offer: &OfferContent) -> (&str, &str) {
    let address = &offer.job_location[0];
    (&address.postal_code, &address.address_locality)
}

#[test]
fn the_template_is_an_offer() {
    let offers = offers(Kind::Csv, TEMPLATE.as_bytes());
    let [offer] = &offers[..] else {
        panic!("one offer, not {}", offers.len())
    };
    assert_eq!(offer.identifier, "2026-17");
    assert_eq!(place(offer), ("4040", "Herstal"));
    assert_eq!(offer.employment_type, ["FULL_TIME"]);
    assert_eq!(offer.total_job_openings, 2);
    let salary = offer.base_salary.as_ref().expect("a salary");
    assert_eq!((salary.min_cents, salary.max_cents), (1_735, 1_900));
    assert_eq!(offer.skills, ["maçonnerie", "lecture de plan"]);
    assert_eq!(offer.source, "feed");
}

#[test]
fn a_spreadsheet_of_a_belgian_firm_is_read() {
    let sheet = b"sep=;\r\nR\xe9f\xe9rence;Titre;Code postal;Commune;Contrat;D\xe9but;Couleur\r\n\
        1;\"Ma\xe7on ; coffreur\";4000;Li\xe8ge;CDI;01/09/2026;bleu\r\n;;;;;;\r\n\
        2;Cuisinier;4800;Verviers;Temps partiel;;\r\n";
    let (items, outcome) = parsed(Format::Csv, sheet);
    let outcome = outcome.expect("is read");
    assert_eq!(outcome.unknown_columns, ["Couleur"]);
    let lines: Vec<u64> = items.iter().map(|item| item.line).collect();
    assert_eq!(lines, [3, 5]);
    let first = items[0].content.as_ref().expect("is right");
    assert_eq!(first.title, "Maçon ; coffreur");
    assert_eq!(first.job_start_date, "2026-09-01");
    assert!(
        first.employment_type.is_empty(),
        "a CDI says no working time"
    );
}

#[test]
fn a_formula_is_text_and_a_nul_is_nothing() {
    let csv = "id,title,description\n1,\"=HYPERLINK(\"\"https://a.example\"\",1)\",+1\u{0}2\n";
    let offers = offers(Kind::Csv, csv.as_bytes());
    assert_eq!(offers[0].title, "=HYPERLINK(\"https://a.example\",1)");
    assert_eq!(offers[0].description, "+12");
}

#[test]
fn a_wrong_line_is_told_by_its_columns_and_the_others_are_read() {
    let csv = "id,title,postcode,openings\n1,Cook,40,0\n2,Cook,4000,1\n3,,4000,\n4,Cook,4000,1,5\n";
    let (items, _) = parsed(Format::Csv, csv.as_bytes());
    let wrong = |at: usize| -> Vec<&str> {
        let fields = items[at].content.as_ref().expect_err("is wrong").iter();
        fields.map(|field| field.pointer.as_str()).collect()
    };
    // A postcode of two digits is one somewhere; a number of posts below one is none.
    assert_eq!(wrong(0), ["openings"]);
    assert!(items[1].content.is_ok());
    assert_eq!(wrong(2), ["title"]);
    assert!(
        items[3].content.as_ref().expect_err("a cell too many")[0]
            .message
            .contains("5 cells")
    );
}

#[test]
fn a_table_without_titles_is_refused_at_once() {
    assert!(refused(b"id,colour\n1,red\n").reason.contains("title"));
    assert!(refused(b"title,titre\n").reason.contains("twice"));
    assert!(refused(b"").reason.contains("empty"));
}

#[test]
fn a_quote_that_is_left_open_does_not_swallow_the_rest_of_a_large_file() {
    let csv = format!("id,title\n1,Cook\n2,\"Cook\n{}", "3,Cook\n".repeat(10_000));
    let (items, outcome) = parsed(Format::Csv, csv.as_bytes());
    assert_eq!(items.len(), 1);
    let broken = outcome.expect_err("breaks off");
    assert_eq!(broken.line, 3);
    assert!(broken.reason.contains("quote"), "{broken}");
}

#[test]
fn an_indeed_feed_is_read() {
    let xml = r#"<?xml version="1.0" encoding="utf-8"?>
<source><publisher>ATS</publisher>
  <job><title><![CDATA[Soudeur TIG & MIG]]></title><date><![CDATA[Fri, 10 Apr 2026 22:49:39 GMT]]></date>
    <referencenumber><![CDATA[unique123]]></referencenumber><url>https://a.example/?a=1&amp;b=2</url>
    <company>Trasis</company><city>Ans</city><country>BE</country><postalcode>4430</postalcode>
    <description><![CDATA[<p>Souder</p><script>x()</script>]]></description>
    <jobtype>full-time, gig</jobtype><email>rh@trasis.example</email></job>
</source>"#;
    let offers = offers(Kind::Indeed, xml.as_bytes());
    assert_eq!(offers[0].title, "Soudeur TIG & MIG");
    assert_eq!(offers[0].identifier, "unique123");
    assert_eq!(offers[0].date_posted, "2026-04-10");
    assert_eq!(place(&offers[0]), ("4430", "Ans"));
    assert_eq!(offers[0].description, "<p>Souder</p>");
    assert_eq!(offers[0].employment_type, ["FULL_TIME"]);
}

#[test]
fn a_personio_feed_is_read_with_its_chapters() {
    let xml = "<workzag-jobs><position><id>42</id><name>Web designer</name><office>Liège</office>\
        <employmentType>permanent</employmentType><schedule>part-time</schedule>\
        <keywords>HTML, CSS</keywords><jobDescriptions>\
        <jobDescription><name>Tâches &amp; outils</name><value><![CDATA[<ul><li>Figma</li></ul>]]></value></jobDescription>\
        <jobDescription><name>Profil</name><value>Curieux</value></jobDescription>\
        </jobDescriptions></position></workzag-jobs>";
    let offers = offers(Kind::Personio, xml.as_bytes());
    assert_eq!(offers[0].title, "Web designer");
    assert_eq!(offers[0].employment_type, ["PART_TIME"]);
    assert_eq!(offers[0].skills, ["HTML", "CSS"]);
    let description = &offers[0].description;
    for part in [
        "<h3>Tâches &amp; outils</h3>",
        "<li>Figma</li>",
        "<h3>Profil</h3>Curieux",
    ] {
        assert!(description.contains(part), "{description}");
    }
}

#[test]
fn an_rss_feed_with_fields_of_a_job_is_read() {
    let xml = r#"<rss version="2.0" xmlns:job_listing="x"><channel><title>Jobs</title><item>
        <title>Aide&nbsp;cuisine</title><link>https://a.example/jobs/7</link>
        <description>Plonge</description><pubDate>Mon, 04 May 2026 08:00:00 +0000</pubDate>
        <job_listing:location>Seraing</job_listing:location>
        <job_listing:job_type>Temps partiel</job_listing:job_type></item></channel></rss>"#;
    let offers = offers(Kind::Rss, xml.as_bytes());
    assert_eq!(offers[0].identifier, "https://a.example/jobs/7");
    assert_eq!(place(&offers[0]).1, "Seraing");
    assert_eq!(offers[0].employment_type, ["PART_TIME"]);
}

#[test]
fn postings_of_a_page_are_found_among_what_else_it_tells() {
    let page = r#"<!DOCTYPE html><html><head><title><script></title>
        <script>var x = "<script type='application/ld+json'>";</script>
        <script type="application/ld+json">{"@type":"BreadcrumbList"}</script>
        <script type="application/LD+json; charset=utf-8">{"@context":"https://schema.org","@graph":[
          {"@type":"Organization"},{"@type":"JobPosting","title":"Cook","url":"https://a.example/1",
           "description":"two
lines"}]}</script></head></html>"#;
    let offers = offers(Kind::Page, page.as_bytes());
    assert_eq!(offers.len(), 1);
    assert_eq!(offers[0].identifier, "https://a.example/1");
    assert_eq!(offers[0].source, "feed");
}

#[test]
fn a_page_without_postings_and_a_document_of_another_kind_are_refused() {
    assert!(
        refused(b"<!doctype html><p>hello")
            .reason
            .contains("no JobPosting")
    );
    assert!(refused(b"<feed/>").reason.contains("<feed>"));
    assert!(refused(b"[{]").reason.contains("JSON"));
}

#[test]
fn a_sitemap_lists_addresses() {
    let xml = "<urlset xmlns='http://www.sitemaps.org/schemas/sitemap/0.9'>\
        <url><loc> https://a.example/1 </loc></url><url><loc>https://a.example/2</loc></url></urlset>";
    let (items, outcome) = parsed(Format::Auto, xml.as_bytes());
    assert!(items.is_empty());
    let outcome = outcome.expect("is read");
    assert_eq!(outcome.kind, Kind::Sitemap);
    assert_eq!(
        outcome.links,
        ["https://a.example/1", "https://a.example/2"]
    );
}

#[test]
fn entities_are_neither_declared_nor_expanded() {
    let bomb =
        "<?xml version=\"1.0\"?><!DOCTYPE source [<!ENTITY a \"ha\">]><source><job/></source>";
    assert!(refused(bomb.as_bytes()).reason.contains("DTD"));
    let outside = "<!DOCTYPE source SYSTEM \"file:///etc/passwd\"><source/>";
    assert!(refused(outside.as_bytes()).reason.contains("DTD"));
    let xml = "<source><job><title>a&xxe;b &#233;&lt;</title><url>u</url></job></source>";
    assert_eq!(offers(Kind::Indeed, xml.as_bytes())[0].title, "a&xxe;b é<");
}

#[test]
fn a_feed_that_breaks_off_keeps_the_items_before() {
    let xml = "<source>\n<job><title>Cook</title><url>1</url></job>\n<job><title>Che";
    let (items, outcome) = parsed(Format::Auto, xml.as_bytes());
    assert_eq!(items.len(), 1);
    assert_eq!(outcome.expect_err("breaks off").line, 3);
}

#[test]
fn nothing_in_a_feed_is_larger_or_deeper_than_it_may_be() {
    let large = format!(
        "<source><job><title>{}</title></job></source>",
        "x".repeat(40_000)
    );
    assert!(
        refused(large.as_bytes()).reason.contains("20000"),
        "{}",
        refused(large.as_bytes())
    );
    let deep = format!("<source>{}", "<a>".repeat(100));
    assert!(refused(deep.as_bytes()).reason.contains("inside"));
    let inside = format!("<source><job>{}", "<a>".repeat(100));
    assert!(refused(inside.as_bytes()).reason.contains("inside"));
    let page = format!("<html>{}", "x".repeat(200_000));
    assert!(refused(page.as_bytes()).reason.contains("100000"));
}

#[test]
fn who_has_enough_ends_the_reading() {
    let csv = format!("id,title\n{}", "1,Cook\n".repeat(100));
    let mut count = 0;
    let outcome = read(Format::Csv, None, csv.as_bytes(), &rules(), &mut |_| {
        count += 1;
        if count == 3 {
            ControlFlow::Break(())
        } else {
            ControlFlow::Continue(())
        }
    });
    assert!(outcome.is_ok());
    assert_eq!(count, 3);
}

const FORMATS: [Format; 5] = [
    Format::Auto,
    Format::Csv,
    Format::Xml,
    Format::Json,
    Format::Page,
];

proptest! {
    #[test]
    fn any_bytes_are_read_or_refused_without_a_panic(
        bytes in prop::collection::vec(any::<u8>(), 0..400),
        format in prop::sample::select(FORMATS.to_vec()),
    ) {
        let _ = parsed(format, &bytes);
    }

    #[test]
    fn any_table_is_read_or_refused_without_a_panic(text in "[a-c,;\"\r\n=é\u{0}]{0,300}") {
        let (items, _) = parsed(Format::Csv, format!("id,title,start\n{text}").as_bytes());
        prop_assert!(items.len() <= text.len());
    }

    #[test]
    fn any_markup_is_read_or_refused_without_a_panic(
        text in "(<job>|</job>|<title>|</title>|<!\\[CDATA\\[|\\]\\]>|&#?[a-z0-9]{0,4};|<!--|-->|[ a-z&<>\"é]){0,40}",
    ) {
        for format in [Format::Xml, Format::Page] {
            let _ = parsed(format, format!("<source>{text}</source>").as_bytes());
        }
    }

    #[test]
    fn what_a_line_says_is_what_the_offer_says(
        titles in prop::collection::vec("[A-Za-z][a-zé \",;\n]{0,20}", 1..20),
    ) {
        let mut writer = ::csv::Writer::from_writer(Vec::new());
        writer.write_record(["id", "title"]).expect("in memory");
        for (at, title) in titles.iter().enumerate() {
            writer.write_record([&at.to_string(), title]).expect("in memory");
        }
        let bytes = writer.into_inner().expect("in memory");
        let offers = offers(Kind::Csv, &bytes);
        let read: Vec<&str> = offers.iter().map(|offer| offer.title.as_str()).collect();
        let written: Vec<String> =
            titles.iter().map(|title| relais_domain::text::one_line(title)).collect();
        prop_assert_eq!(read, written);
    }
}
