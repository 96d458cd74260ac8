//! HTML of mails and documents, read as a person sees it.

use proptest::prelude::*;

const ALL: usize = 1 << 20;

fn text(html: &str) -> String {
    relais_html::text(html, ALL).text
}

#[test]
fn blocks_lists_and_entities_read_as_a_person_sees_them() {
    let html = "<h1>Ma&ccedil;on\n (H/F)</h1><p>Lieu&nbsp;: <b>Her</b>stal<br>38 h</p>\
                <ul><li>permis B<li>fran&#231;ais</ul>";
    assert_eq!(
        text(html),
        "Maçon (H/F)\n\nLieu : Herstal\n38 h\n\n- permis B\n- français"
    );
}

#[test]
fn a_row_of_a_table_is_a_line() {
    let html = "<table><tr><td><p>Fonction</p></td><td><p>Maçon</p></td></tr>\
                <tr><td>Lieu</td><td>Herstal</td></tr></table>";
    assert_eq!(text(html), "Fonction\tMaçon\nLieu\tHerstal");
}

#[test]
fn a_row_whose_first_cell_is_empty_is_a_line_too() {
    let html = "<table><tr><td>Lieu</td><td>Huy</td></tr><tr><td></td><td>38 h</td></tr></table>";
    assert_eq!(text(html), "Lieu\tHuy\n38 h");
}

#[test]
fn columns_of_several_lines_are_read_one_after_the_other() {
    let html = "<table><tr><td>Nous cherchons<br>un maçon<td>Rue du Pont 1<br>Huy</table>";
    assert_eq!(text(html), "Nous cherchons\nun maçon\nRue du Pont 1\nHuy");
}

#[test]
fn the_ends_of_rows_and_cells_may_be_left_out() {
    let html = "<table><tr><th>Fonction<td>Soudeur<tr><td>Lieu<td>Seraing</table><p>Fin";
    assert_eq!(text(html), "Fonction\tSoudeur\nLieu\tSeraing\n\nFin");
}

#[test]
fn a_mail_laid_out_by_tables_keeps_its_lines() {
    let html = "<table><tr><td><p>Bonjour,</p><p>Voici une offre.</p></td></tr></table>";
    assert_eq!(text(html), "Bonjour,\n\nVoici une offre.");
}

#[test]
fn what_is_hidden_or_acts_is_left_out() {
    let html = "<head><title>x</title><style>p{color:red}</style></head>\
                <div style='display: none'>pre<div>header</div></div><!-- non -->\
                <p>Bonjour<script>if (a<b) { document.write('<p>non</p>') }</script> à tous</p>";
    assert_eq!(text(html), "Bonjour à tous");
}

#[test]
fn a_head_that_never_ends_hides_no_words() {
    assert_eq!(text("<head><meta charset=utf-8><p>Bonjour"), "Bonjour");
}

#[test]
fn quotes_and_signatures_are_marked() {
    let html = "<div>Oui</div><div class=\"gmail_signature\">Luc</div>\
                <blockquote>Vrai&nbsp;?<blockquote>Non</blockquote></blockquote>Merci";
    assert_eq!(text(html), "Oui\n-- \nLuc\n> Vrai ?\n> > Non\nMerci");
}

#[test]
fn text_that_is_set_by_itself_keeps_its_lines() {
    assert_eq!(
        text("<pre>Lieu:  Huy\nCDI</pre>fin"),
        "Lieu:  Huy\nCDI\nfin"
    );
}

#[test]
fn the_address_behind_a_link_is_written_out_once() {
    let html = "<a href='mailto:rh@batir.example?subject=x'>Postulez</a> \
                <a href='mailto:rh@batir.example'>rh@batir.example</a> \
                <a href='https://batir.example'>site</a>";
    assert_eq!(
        text(html),
        "Postulez <rh@batir.example> rh@batir.example site"
    );
}

#[test]
fn depth_costs_nothing() {
    let html = "<div><table><tr><td><blockquote>".repeat(200_000) + "fin";
    assert_eq!(text(&html), "> > > > > fin");
}

#[test]
fn what_is_too_long_is_cut_and_said_to_be() {
    let read = relais_html::text("<p>été</p><p>hiver</p>", 4);
    assert_eq!((read.text.as_str(), read.is_cut), ("ét", true));
}

proptest! {
    #[test]
    fn anything_is_read_within_its_limit(
        html in "(<(p|div|br|td|tr|table|li|pre|blockquote|script|a href='tel:1'|/a|/pre|/td)>|\\PC){0,60}",
        max in 0usize..40,
    ) {
        let whole = relais_html::text(&html, ALL);
        prop_assert!(!whole.is_cut);
        let cut = relais_html::text(&html, max);
        prop_assert!(cut.text.len() <= max);
        prop_assert_eq!(cut.is_cut, whole.text.len() > max);
        prop_assert!(whole.text.starts_with(&cut.text));
    }
}
