//! Places: the communes that offers and candidates name, by their INS code.
//!
//! The table covers the province of Liège (the arrondissement of Liège is INS 62000), the Brussels
//! communes, and the towns elsewhere in Belgium that offers mention most. Codes are those in force
//! since the mergers of 1 January 2025. A place that is not in the table is unknown, never a
//! guess.

mod mention;
mod name;
mod table;

pub use mention::find_in_text;

/// INS code of the arrondissement of Liège.
pub const LIEGE_ARRONDISSEMENT_INS: u32 = 62_000;

/// A commune.
#[derive(Debug, Clone, PartialEq)]
pub struct Commune {
    /// INS code, as 62063 for Liège.
    pub ins: u32,
    /// INS code of its arrondissement.
    pub arrondissement_ins: u32,
    /// Name in French.
    pub name: &'static str,
    /// Name in Dutch, where it has one of its own.
    pub name_nl: Option<&'static str>,
    /// Name in German, where it has one of its own.
    pub name_de: Option<&'static str>,
    /// Postcodes in use there, in order; a postcode may serve several communes.
    pub postcodes: Vec<u16>,
    /// Other names that people write: localities, English names, short forms.
    pub localities: Vec<&'static str>,
    /// Latitude of its centre, in degrees north, to about 0.01°.
    pub lat: f32,
    /// Longitude of its centre, in degrees east, to about 0.01°.
    pub lon: f32,
}

impl Commune {
    /// Every name the commune goes by: official names first, then localities.
    pub fn names(&self) -> impl Iterator<Item = &'static str> {
        [Some(self.name), self.name_nl, self.name_de]
            .into_iter()
            .flatten()
            .chain(self.localities.iter().copied())
    }
}

/// All communes of the table, by INS code.
pub fn communes() -> &'static [Commune] {
    table::table().communes
}

/// The commune with this INS code.
pub fn commune(ins: u32) -> Option<&'static Commune> {
    let communes = communes();
    let at = communes
        .binary_search_by_key(&ins, |commune| commune.ins)
        .ok()?;
    communes.get(at)
}

/// The communes that a postcode serves, by INS code; empty for an unknown postcode.
pub fn communes_by_postcode(postcode: u16) -> &'static [&'static Commune] {
    table::table()
        .by_postcode
        .get(&postcode)
        .map_or(&[], Vec::as_slice)
}

/// The commune with this name or locality, in French, Dutch or German, whatever its case, accents
/// and hyphens.
pub fn find_commune(name: &str) -> Option<&'static Commune> {
    table::named(&name::normalise(name))
}

/// Great-circle distance between the centres of two communes, in kilometres; `None` if either is
/// unknown.
pub fn distance_km(from_ins: u32, to_ins: u32) -> Option<f32> {
    const EARTH_RADIUS_KM: f32 = 6_371.0;
    let (from, to) = (commune(from_ins)?, commune(to_ins)?);
    let half_chord = |from: f32, to: f32| ((to - from).to_radians() / 2.0).sin().powi(2);
    let haversine = half_chord(from.lat, to.lat)
        + from.lat.to_radians().cos() * to.lat.to_radians().cos() * half_chord(from.lon, to.lon);
    Some(2.0 * EARTH_RADIUS_KM * haversine.sqrt().min(1.0).asin())
}
