//! Invented firms, organisations and candidates.

/// Name, address and language of the employers.
pub const EMPLOYERS: [(&str, &str, &str); 4] = [
    ("Bâtir Meuse SRL", "offres@batir-meuse.example", "fr"),
    ("Brasserie du Perron", "jobs@perron.example", "fr"),
    ("Logistiek Haspengouw BV", "jobs@haspengouw.example", "nl"),
    ("Studio Ourthe", "team@ourthe.example", "fr"),
];

/// Name and address of the organisations, and the name of the worker who is played.
pub const ORGANISATIONS: [(&str, &str, &str); 4] = [
    (
        "Passerelle Outremeuse",
        "accueil@passerelle.example",
        "Inès Collard",
    ),
    (
        "Atelier des Savoirs",
        "insertion@savoirs.example",
        "Marc Delvaux",
    ),
    (
        "Maison des Métiers",
        "emploi@metiers.example",
        "Yasmine Thiry",
    ),
    ("Relance Numérique", "contact@relance.example", "Tom Gérard"),
];

/// Name and address of the single point of contact.
pub const SPOC: (&str, &str) = ("Claire Renard", "spoc@relais.example");

const CANDIDATES: &str = include_str!("../../data/candidates.csv");

/// The candidates of an organisation as a CSV for the import: the lines that begin with its name,
/// without it.
pub fn candidates_of(organisation: &str) -> String {
    let mut lines = CANDIDATES.lines();
    let head = lines
        .next()
        .and_then(|head| head.split_once(','))
        .map_or("", |(_, rest)| rest);
    let own = lines.filter_map(|line| {
        line.split_once(',')
            .filter(|(name, _)| *name == organisation)
            .map(|(_, rest)| rest)
    });
    std::iter::once(head)
        .chain(own)
        .flat_map(|line| [line, "\n"])
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn about_sixty_candidates_are_shared_out_among_the_organisations() {
        let counts = ORGANISATIONS.map(|(name, ..)| candidates_of(name).lines().count() - 1);
        assert!(counts.iter().all(|count| *count >= 10), "{counts:?}");
        let all: usize = counts.iter().sum();
        assert!((55..=70).contains(&all), "{all}");
        assert_eq!(
            all,
            CANDIDATES.lines().count() - 1,
            "every line belongs to an organisation"
        );
    }
}
