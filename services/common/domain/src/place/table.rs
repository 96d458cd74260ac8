//! The table of communes and its indexes, read once from the embedded file.

use std::collections::HashMap;
use std::sync::LazyLock;

use super::Commune;
use super::name::normalise;

/// One commune per line: INS code; arrondissement; names in French, Dutch, German; latitude;
/// longitude; postcodes, parted by spaces; other names, parted by slashes.
const COMMUNES_CSV: &str = include_str!("communes.csv");

/// The communes and the ways to find them.
pub(super) struct Table {
    /// By INS code.
    pub(super) communes: &'static [Commune],
    /// By postcode, each list in the order of INS codes.
    pub(super) by_postcode: HashMap<u16, Vec<&'static Commune>>,
    by_name: HashMap<String, &'static Commune>,
    /// For the first word of each name, how many words the longest such name has.
    most_words: HashMap<String, usize>,
}

static COMMUNES: LazyLock<Vec<Commune>> = LazyLock::new(|| {
    let mut communes: Vec<Commune> = COMMUNES_CSV
        .lines()
        .skip(1)
        .map(|line| {
            parse(line).unwrap_or_else(|| panic!("embedded commune table: bad line: {line}"))
        })
        .collect();
    communes.sort_unstable_by_key(|commune| commune.ins);
    communes
});

static TABLE: LazyLock<Table> = LazyLock::new(|| Table::over(&COMMUNES));

/// The embedded table.
pub(super) fn table() -> &'static Table {
    &TABLE
}

/// The commune with this name, given as [`normalise`] returns it.
pub(super) fn named(normal: &str) -> Option<&'static Commune> {
    TABLE.by_name.get(normal).copied()
}

/// How many words the longest name that begins with `first_word` has; `None` if no name does.
pub(super) fn most_words_after(first_word: &str) -> Option<usize> {
    TABLE.most_words.get(first_word).copied()
}

impl Table {
    fn over(communes: &'static [Commune]) -> Self {
        let mut by_postcode: HashMap<u16, Vec<&'static Commune>> = HashMap::new();
        let mut by_name = HashMap::new();
        let mut most_words: HashMap<String, usize> = HashMap::new();
        for commune in communes {
            for postcode in &commune.postcodes {
                by_postcode.entry(*postcode).or_default().push(commune);
            }
            for name in commune.names().map(normalise) {
                let mut words = name.split(' ');
                if let Some(first) = words.next() {
                    let most = most_words.entry(first.to_owned()).or_default();
                    *most = (*most).max(1 + words.count());
                }
                by_name.insert(name, commune);
            }
        }
        Self {
            communes,
            by_postcode,
            by_name,
            most_words,
        }
    }
}

fn parse(line: &'static str) -> Option<Commune> {
    let mut fields = line.split(';');
    let commune = Commune {
        ins: fields.next()?.parse().ok()?,
        arrondissement_ins: fields.next()?.parse().ok()?,
        name: fields.next().filter(|name| !name.is_empty())?,
        name_nl: fields.next().map(own_name)?,
        name_de: fields.next().map(own_name)?,
        lat: fields.next()?.parse().ok()?,
        lon: fields.next()?.parse().ok()?,
        postcodes: list(fields.next()?, ' ')
            .map(str::parse)
            .collect::<Result<_, _>>()
            .ok()?,
        localities: list(fields.next()?, '/').collect(),
    };
    fields.next().is_none().then_some(commune)
}

fn own_name(field: &'static str) -> Option<&'static str> {
    (!field.is_empty()).then_some(field)
}

fn list(field: &'static str, separator: char) -> impl Iterator<Item = &'static str> {
    field.split(separator).filter(|item| !item.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_two_communes_share_a_name() {
        for commune in COMMUNES.iter() {
            for name in commune.names() {
                let found = named(&normalise(name)).expect("every name is indexed");
                assert_eq!(found.ins, commune.ins, "{name} belongs to two communes");
            }
        }
    }

    #[test]
    fn no_two_communes_share_an_ins_code() {
        assert!(COMMUNES.is_sorted_by(|a, b| a.ins < b.ins));
    }
}
