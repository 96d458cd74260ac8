//! The labels that forms, tables and careful writers put before a value.

use std::collections::HashMap;
use std::sync::LazyLock;

/// What a label announces.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Label {
    Title,
    Place,
    Contract,
    Hours,
    Start,
    Openings,
    Languages,
    Licences,
    Experience,
    Salary,
    Contact,
    Phone,
    Email,
    /// What the work is or what the person should be: read as sentences are.
    Text,
    /// About the firm or the file, not the post.
    Other,
}

/// Labels in small letters without accents, parted by `|`.
const LABELS: [(Label, &str); 15] = [
    (
        Label::Title,
        "fonction|poste|intitule|intitule du poste|intitule de la fonction|intitule de l'emploi|\
         intitule fonction|titre|titre du poste|titre de la fonction|titre de l'offre|fonction recherchee|\
         poste a pourvoir|poste propose|poste recherche|poste vacant|profil recherche|emploi|metier|job|\
         job title|title|position|position title|role|vacancy|functie|functietitel|functiebenaming|functienaam|\
         vacature|jobtitel|job titel|beroep|gezocht|gezochte functie|gezocht profiel|stelle|\
         stellenbezeichnung|stellentitel|freie stelle|beruf|offre|offre d'emploi|\
         nous cherchons|nous recherchons|quoi|wat|was|what|on recherche|je recherche|recherche|we are hiring|\
         we are looking for|wij zoeken|wir suchen|denomination de la fonction|qualification",
    ),
    (
        Label::Place,
        "lieu|lieu de travail|lieu du travail|lieu d'occupation|lieu d'affectation|lieu de prestation|\
         lieu des prestations|lieu d'execution|localisation|localite|ville|commune|adresse|adresse de travail|\
         adresse du lieu de travail|adresse du chantier|chantier|site|site de|code postal|code postal localite|\
         cp localite|ou|plaats|plaats van tewerkstelling|standplaats|werkplaats|werkplek|werklocatie|werkadres|\
         locatie|tewerkstellingsplaats|plaats tewerkstelling|gemeente|arbeitsort|einsatzort|arbeitsplatz|ort|\
         standort|dienstort|location|place|place of work|workplace|work location|job location|where|regio|region|lieu travail|depart|depot",
    ),
    (
        Label::Contract,
        "contrat|type de contrat|type contrat|nature du contrat|contract|contracttype|contract type|\
         type of contract|soort contract|type contract|vertrag|vertragsart|arbeitsvertrag|statut|statuut|status|\
         regime contractuel|type d'emploi|employment type|befristung|vertragsdauer|duree du contrat|duur van het contract|dienstverband|art des vertrags",
    ),
    (
        Label::Hours,
        "horaire|horaires|heures|heures semaine|heures par semaine|nombre d'heures|regime|regime horaire|\
         regime de travail|temps de travail|duree hebdomadaire|duree du travail|uren|uren per week|aantal uren|\
         uurrooster|arbeidsduur|arbeidsregime|arbeitsregime|werkregime|wochenstunden|arbeitszeit|\
         arbeitszeiten|stunden|stunden pro woche|hours|working hours|hours per week|weekly hours|work schedule|\
         schedule|occupation|taux d'occupation|beschaftigungsgrad|pensum|tewerkstellingsgraad",
    ),
    (
        Label::Start,
        "date d'entree en fonction|date entree|entree souhaitee|date d'entree souhaitee|debut souhaite|du|entree en fonction|entree en service|date d'entree|date d'entree en service|\
         entree|date de debut|debut|date debut|debut du contrat|date d'engagement|date de prise de fonction|\
         prise de fonction|prise de poste|date de prise de poste|disponibilite|a partir du|a partir de|quand|date souhaitee|engagement|startdatum|\
         start|begin|begindatum|indiensttreding|datum indiensttreding|in dienst|aanvang|vanaf|wanneer|beginn|\
         eintrittsdatum|eintritt|dienstantritt|antritt|ab|arbeitsbeginn|start date|earliest start|starting date|\
         starting|from|when|date",
    ),
    (
        Label::Openings,
        "nombre de postes|nbre|nb|nb postes|nb de postes|nbre de postes|nombre de poste|postes|nombre|nombre de personnes|\
         nombre d'emplois|postes a pourvoir|nombre de postes a pourvoir|aantal|aantal plaatsen|aantal posten|\
         aantal vacatures|aantal personen|aantal functies|anzahl|anzahl stellen|anzahl der stellen|offene stellen|openings|\
         number of posts|no of openings|no of positions|number of positions|number of openings|positions|vacancies|quantite|nombre d'engagements|\
         nombre de travailleurs|effectif|effectif demande|headcount",
    ),
    (
        Label::Languages,
        "langue|langues|langue s|langues exigees|langues demandees|langue exigee|connaissances linguistiques|\
         connaissance des langues|taal|talen|taalkennis|sprache|sprachen|sprachkenntnisse|language|languages|\
         language skills|niveau de langue|niveau de francais",
    ),
    (
        Label::Licences,
        "permis|permis de conduire|permis requis|rijbewijs|fuhrerschein|driving licence|driving license|licence|\
         driver's licence|mobilite",
    ),
    (
        Label::Experience,
        "experience|experience requise|experience professionnelle|experience exigee|experience souhaitee|ervaring|\
         werkervaring|berufserfahrung|erfahrung|work experience|annees d'experience|exp|anciennete",
    ),
    (
        Label::Salary,
        "salaire|salaire brut|salaire horaire|remuneration|bareme|taux horaire|loon|brutoloon|uurloon|wedde|verloning|\
         salaris|lohn|stundenlohn|gehalt|verdienst|vergutung|salary|salary range|pay|wage|package salarial",
    ),
    (
        Label::Contact,
        "contact|personne de contact|demandeur|aanvrager|antragsteller|contactez|contactpersoon|contact person|ansprechpartner|ansprechpartnerin|\
         kontakt|kontaktperson|personne a contacter|personne contact|responsable|interesse|interesse e|\
         pour postuler|postuler|solliciteren|bewerbung|apply|bewerben|hiring contact|info|renseignements|infos",
    ),
    (
        Label::Phone,
        "tel|telephone|numero de telephone|gsm|mobile|t|telefoon|telefoonnummer|telefon|handy|phone",
    ),
    (
        Label::Email,
        "email|e-mail|mail|courriel|adresse mail|adresse e-mail|mailadres",
    ),
    (
        Label::Text,
        "description|description du poste|description de la fonction|mission|missions|vos missions|votre mission|\
         vos taches|taches|votre fonction|profil|votre profil|profil demande|exigences|competences|\
         nous offrons|notre offre|nous demandons|taken|takenpakket|taakomschrijving|functieomschrijving|omschrijving|\
         jouw taken|profiel|jouw profiel|wij bieden|wat vragen we|wat vragen wij|wat bieden we|wat bieden wij|ce que nous demandons|ce que nous offrons|was wir bieten|was wir erwarten|what we offer|what you bring|aanbod|vereisten|aufgaben|ihre aufgaben|tatigkeit|anforderungen|ihr profil|\
         wir bieten|about the job|tasks|duties|responsibilities|requirements|your profile|we offer|remarque|\
         remarques|opmerking|divers|conditions|avantages|diplome|studies|etudes|formation",
    ),
    (
        Label::Other,
        "siege social|siege|maatschappelijke zetel|zetel|sitz|firmensitz|head office|headquarters|societe|\
         entreprise|nom de l'entreprise|employeur|bedrijf|werkgever|firma|unternehmen|arbeitgeber|company|\
         employer|numero demande|reference|ref|referentie|referenz|date limite|date de publication|\
         deadline|uiterste datum|bewerbungsfrist|tva|bce|kbo|btw|n d'entreprise|secteur|sector|branche|\
         commission paritaire|cp|pc|objet|onderwerp|betreff|subject|fax|site web|website|web",
    ),
];

static BY_NAME: LazyLock<HashMap<&'static str, Label>> = LazyLock::new(|| {
    let mut by_name = HashMap::new();
    for (label, names) in LABELS {
        for name in names.split('|') {
            by_name.insert(name.trim(), label);
        }
    }
    by_name
});

/// Characters of the longest label.
pub(super) const MAX_LABEL: usize = 60;

/// What a label announces: `name` in small letters without accents. Of two names parted by a
/// slash ("Fonction / Functie"), the first that is known; the plural and "(s)" count alike.
pub(super) fn label(name: &str) -> Option<Label> {
    let plain = plain(name);
    let found = |name: &str| {
        let name = name.trim();
        let singular = name.strip_suffix('s').unwrap_or(name);
        BY_NAME.get(name).or_else(|| BY_NAME.get(singular)).copied()
    };
    let contact = || {
        // "Contact RH", "Contact chantier".
        let about = plain.strip_prefix("contact ")?;
        (about.split(' ').count() <= 2).then_some(Label::Contact)
    };
    found(&plain).or_else(contact).or_else(|| {
        let mut parts = name.split(['/', '|', '(']).map(self::plain);
        parts.find_map(|part| found(&part))
    })
}

/// A name of words and single spaces only.
fn plain(name: &str) -> String {
    let letters = |c: char| {
        if c.is_alphanumeric() || c == '\'' || c == '-' {
            c
        } else {
            ' '
        }
    };
    let spaced: String = name.chars().map(letters).collect();
    spaced.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_label_announces_two_things() {
        let names = LABELS.iter().map(|(_, names)| names.split('|').count());
        assert_eq!(names.sum::<usize>(), BY_NAME.len());
    }

    #[test]
    fn labels_are_known_however_they_are_written() {
        for (name, expected) in [
            ("lieu de travail", Label::Place),
            ("langue(s)", Label::Languages),
            ("fonction / functie", Label::Title),
            ("code postal / localite", Label::Place),
            ("nb postes...........", Label::Openings),
        ] {
            assert_eq!(label(name), Some(expected), "{name}");
        }
        assert_eq!(label("bonjour"), None);
    }
}
