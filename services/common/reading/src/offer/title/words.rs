//! The words and patterns by which titles are found.

use std::sync::LazyLock;

use regex::Regex;

use crate::pattern::pattern;

/// What is also sought, and is no post.
pub(super) const NO_POST: [&str; 77] = [
    "solution",
    "solutions",
    "partenaire",
    "partenaires",
    "information",
    "informations",
    "renseignement",
    "renseignements",
    "aide",
    "conseil",
    "conseils",
    "candidat",
    "candidats",
    "candidature",
    "personnel",
    "monde",
    "profil",
    "profils",
    "quelqu'un",
    "personne",
    "personnes",
    "rendez-vous",
    "formation",
    "vous",
    "nous",
    "cette",
    "ces",
    "votre",
    "voor",
    "pour",
    "fur",
    "for",
    "notre",
    "oplossing",
    "iemand",
    "kandidaten",
    "personeel",
    "losung",
    "jemanden",
    "forward",
    "you",
    "someone",
    "people",
    "candidates",
    "qqn",
    "qqun",
    "renfort",
    "collaborateur",
    "collaborateurs",
    "verstarkung",
    "hilfe",
    "unterstutzung",
    "versterking",
    "hulp",
    "help",
    "nuits",
    "nights",
    "jours",
    "days",
    "dagen",
    "tage",
    "heures",
    "hours",
    "uren",
    "stunden",
    "semaines",
    "mois",
    "months",
    "ans",
    "years",
    "experience",
    "experiences",
    "ervaring",
    "erfahrung",
    "equipe",
    "team",
    "ploeg",
];

/// One of a small number, in digits or words.
pub(super) const NUMBER: &str = r"(?:une |een |ein |a )?(?:dizaine|douzaine|quinzaine|vingtaine|tiental|twintigtal|dozijn|dutzend|dozen)|\d{1,2}|un|une|deux|trois|quatre|cinq|six|sept|huit|neuf|dix|een|twee|drie|vier|vijf|zes|zeven|acht|negen|tien|eine?n?|zwei|drei|funf|sechs|sieben|neun|zehn|an?|one|two|three|four|five|seven|eight|nine|ten";

pub(super) static GENDER: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"[\s,-]*[(\[]?\s*\b(?:[hfmvwx]\s?[/|-]\s?[hfmvwxd](?:\s?[/|-]\s?[hfmvwxd])?|alle geschlechter|tous genres)\b\s*[)\]]?",
    )
});
/// A verb of seeking; then a number or article, or the name itself.
pub(super) static SEEKS: LazyLock<Regex> = LazyLock::new(|| {
    pattern(&format!(
        r"\brecrutement (?:de |d')|(?:(?:re)?cherch(?:ons|ent|e)\b(?: (?:actuellement|activement|toujours|encore|urgemment|egalement|aussi))?|(?:a la|en) recherche(?: active)?(?: (?:d'|de|pour))?|recherche\s*:|recrut(?:ons|ent|er|e)\b|engage(?:ons|nt|r)?\b|embauch(?:e|ons|er)|besoin(?: de| d'|\s*:)?|(?:souhait(?:e|ons|erions)|pret(?:e|s|es)? a|voudr(?:ais|ait|ions)|desir(?:e|ons)|envisage(?:ons)? d[e']|aimer(?:ais|ait|ions)) ?(?:engager|recruter|former|embaucher|accueillir)|il (?:me|nous) (?:faut|faudrait|manque)|poste vacant (?:d'|de)|(?:un|le|ce|du|nouveau) poste (?:d'|de|:)|avons un poste\s*:|postes? (?:d'|de)|un poste sous contrat[^:.\n]{{0,40}}:|mission(?: \w+)? pour|place (?:d'|de)|remplacement (?:d'|de)|(?:stage|emploi|fonction) (?:de|d')|(?:qqn|quelqu'un|une personne|iemand|jemanden|someone|renfort|verstarkung|versterking)[^.:\n]{{0,40}}:|(?:job|functie|vacature|werk|stelle) als|functie van|(?:job|position|work) as|vacanc(?:y|ies) for|(?:wij|we|ik) zoek(?:en)?|zoek(?:en|t)?|(?:hebben|heb) (?:we|wij|ik)|op zoek naar|nood aan|vacatures? voor|werft aan\s*:?|werven aan\s*:?|aanwerving van|(?:over tot|voor) de aanwerving van\s*:?|wens(?:t|en) (?:dringend )?|stellt ein\s*:?|stellen ein\s*:?|(?:wir|ich) suchen?|suche|sucht|brauchen?|benotigen?|looking for|seeking|hiring|recruiting|(?:we|i) need|opening for|vacancy for)(?: (?:wij|we|wir|dringend|momenteel|nog|hiervoor|daarvoor|dus|hierfur|dafur|donc|aujourd'hui|en ce moment|de suite|also|daher|actuellement|rapidement|d'urgence|urgemment|derzeit|aktuell|noch|ab sofort|per direct|urgently|currently))*(?:\s*,?\s*(?:pour|voor|fur|for) (?:entree immediate|engagement immediat|(?:[^.;:\n]|\d\.){{1,80}}?\sun\(e\)\s|(?:[^.;:\n]|\d\.){{1,80}}?\s({NUMBER}|des)\s))?\s*(?:(?:son|sa|ses|notre|nos|leurs?|mon|ma|mes|onze|ons|unsere?n?)\s+)?(?:(?:futur|future|nouveau|nouvel|nouvelle|prochain|prochaine)s?\s+)?(?:(?:un|een|ein|a)e? (?:equipe|team|ploeg|crew|mannschaft) (?:de|van|von|aus|of)\s+)?(?:(?:un\(e\)|un[.·]e|une?/une?|une? ou une?)\s+|({NUMBER}|des|plusieurs|de|d'|l'|le|la|enkele|ervaren|einige|mehrere|several|some|our next)(?:\s+|\b))?\s*"
    ))
});
/// Forms of [`SEEKS`] that also speak of posts that nobody seeks to fill.
pub(super) static WEAK: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"^(?:(?:un|le|ce|du|nouveau) poste|avons un poste|postes?|place|remplacement|stage|emploi|fonction|mission|job|functie|vacature|werk|stelle|position|work|opening|vacanc)",
    )
});
/// What a mail is about that names occupations and offers no work.
pub(super) static OTHER_BUSINESS: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"\b(?:factures?|facturen?|factuur|rechnung(?:en)?|invoices?|devis|prijsofferte|offerte|kostenvoranschlag|quotation|rappel de paiement|reunion|vergadering|besprechung|meeting|ordre du jour|communique|opendeurdag|portes ouvertes|salon de l'emploi|jobdag|jobbeurs|inscriptions?|inschrijv\w+|anmeldung|organisons une formation|seance d'information|webinaire|webinar|demo|newsletter|invitation|uitnodiging|einladung|minutes of|vous (?:re)?cherchez|zoekt u|bent u op zoek|suchen sie|are you looking for|do you need|ne (?:re)?cherch\w+ plus|plus besoin|plus de place|avons deja|niet meer op zoek|hebben niemand|niemand(?:en)? nodig|suchen niemanden|suchen nicht mehr|no longer (?:looking|hiring|need)|deja trouve|al iemand gevonden|schon jemanden)\b",
    )
});
/// That the post just named has been given away.
pub(super) static TAKEN: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"^\s*(?:est|sont|is|ist|sind|zijn|are|has been|a ete|wurde|werd)\s(?:\S+\s){0,2}(?:pourvue?s?|attribuee?s?|occupee?s?|ingevuld|besetzt|vergeben|filled|taken)\b",
    )
});
/// Words before a participle that say that somebody was found: "nous avons déjà engagé".
pub(super) static HAVE: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"\b(?:ai|a|avons|avez|ont|avait|avions)\s+(?:(?:deja|enfin|bien|finalement|recemment|pu)\s+)*$",
    )
});
/// Words that praise who is sought; they are no part of the title.
pub(super) static PRAISE: LazyLock<Regex> = LazyLock::new(|| {
    let words = r"motive\w*|serieu(?:x|ses?)|dynamiques?|experimente\w*|ervaren|gemotiveerde?|enthousiaste?|erfahrene?[nrs]?|motivierte?[nrs]?|zuverlassige?[nrs]?|motivated|experienced|skilled|reliable";
    pattern(&format!(
        r"^(?:(?:{words})(?:\s*,?\s*(?:et|en|und|and)?\s*))+|(?:\s+(?:et\s+)?(?:{words}),?)+$"
    ))
});
/// What ends the name of a post within a sentence.
pub(super) static STOP: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"[,;:!?\n\t|]|\.(?:\s|$)|\s[(\[–—/-]|\s-\s|\s(?:pour|afin|a|au|dans|chez|avec|dont|qui|via|ce (?:lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche|soir|week|mois)|cette|this|dit|diese[rsnm]?|sous|sur|ou une?|des (?:le|que|lundi|maintenant|janvier|\d)|du \d|le \d|en (?:cdi|cdd|contrat|vue|remplacement|renfort|temps|tps|interim|janvier|fevrier|mars|avril|mai|juin|juillet|aout|septembre|octobre|novembre|decembre|\d|region|province)|a partir|lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche|region|urgent|cdi|cdd|temps plein|temps partiel|tps|mi-temps|interim|permis|est|sont|is|ist|sind|zijn|are|je|nous|on|we|wij|wir|aan te|voor|in|te|bij|met|om|die|nodig|vanaf|naar|regio|gezocht|start|voltijds|deeltijds|fur|im|ab|mit|zur|zum|gesucht|vollzeit|teilzeit|for|to|at|with|who|from|based|starting|near|\d{1,2} ?h)\b",
    )
});
pub(super) static AND_MORE: LazyLock<Regex> = LazyLock::new(|| {
    pattern(&format!(
        r"\s*(?:,|\bet\b|\ben\b|\bund\b|\band\b|\bainsi que\b|&|\+)\s*(?:(?:de |d'|aussi |ook |auch |also )\s*)?({NUMBER})\s+"
    ))
});
pub(super) static FIRST_NUMBER: LazyLock<Regex> = LazyLock::new(|| {
    pattern(&format!(
        r"^(?:x\s*)?({NUMBER})\s*x?\s+(?:(?:de\s+|d')|(?:personnes?|personen|mensen|leute|people)\s+(?:comme|en tant que|als|as)\s+)?"
    ))
});
pub(super) static LAST_NUMBER: LazyLock<Regex> =
    LazyLock::new(|| pattern(&format!(r"\b({NUMBER})\s+(?:d[e']\s*)?$")));
pub(super) static SUBJECT_PREFIX: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"^\s*(?:\[[^\]]{0,30}\]\s*)?(?:(?:nouvelle |notre |une )?offre(?: d'emploi)?|vacature|(?:openstaande|vacante) betrekking|stellenausschreibung|(?:constitution d'une )?reserve de recrutement(?: -| :)?|vacance(?: d'emploi)?|stellenangebot|stellenanzeige|stelle|job(?: opening| offer)?|we are hiring|hiring|recrutement|annonce|recherche(?: de| d')?|emploi|besoin(?: de| d')?|poste(?: vacant)?(?: de| d')?|wir suchen|wij zoeken|mission|demande(?: de personnel)?|engage|urgent|remplacement(?: de| d')?|stagiaire pfi)\b\s*[:!–-]*\s*",
    )
});
pub(super) static SUBJECT_SUFFIX: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"\s*(?:gezocht|recherche[es]{0,2}|wanted|gesucht|needed)\W*$"));
pub(super) static BY_CANDIDATE: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"\b(?:recherche d'un (?:emploi|travail|job|stage|poste)|(?:re)?cherche(?:nt)? un (?:lieu de )?stage|lieu de stage|(?:cherche|recherche) (?:un |du )?(?:emploi|travail|job|boulot)|je (?:me permets de )?(?:postule|vous (?:adresse|envoie|soumets|propose) ma candidature|souhaite postuler)|ma candidature|mon cv|mon curriculum|my (?:cv|resume|application)|ik solliciteer|graag stel ik mij kandidaat|mijn (?:cv|sollicitatie|kandidatuur)|ik zoek (?:een job|werk|een baan)|op zoek naar (?:werk|een job|een baan)|meine bewerbung|mein lebenslauf|ich suche (?:arbeit|eine stelle|einen job)|looking for (?:a job|work|a position)|i am applying)\b",
    )
});
pub(super) static APPLICATION: LazyLock<Regex> = LazyLock::new(|| {
    pattern(r"^\s*(?:candidature|sollicitatie|bewerbung|application for|postulation)\b")
});
