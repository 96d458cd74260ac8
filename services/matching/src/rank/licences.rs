//! Driving licences: which category entitles to which.

/// Categories of Directive 2006/126/EC, art. 4, and the Belgian tractor licence G; each with what
/// it entitles to besides (art. 6, and the narrower categories of the same vehicle in art. 4).
const CATEGORIES: [(&str, &[&str]); 15] = [
    ("AM", &[]),
    ("A1", &["AM"]),
    ("A2", &["A1", "AM"]),
    ("A", &["A2", "A1", "AM"]),
    ("B", &["AM"]),
    ("BE", &["B", "AM"]),
    ("C1", &["B", "AM"]),
    ("C1E", &["C1", "BE", "B", "AM"]),
    ("C", &["C1", "B", "AM"]),
    ("CE", &["C", "C1", "C1E", "BE", "B", "AM"]),
    ("D1", &["B", "AM"]),
    ("D1E", &["D1", "BE", "B", "AM"]),
    ("D", &["D1", "B", "AM"]),
    ("DE", &["D", "D1", "D1E", "BE", "B", "AM"]),
    ("G", &[]),
];

/// A set of licences, with all that they entitle to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Set(u32);

/// The number of a category; `None` for a code that is none.
pub fn number(code: &str) -> Option<u8> {
    let at = CATEGORIES
        .iter()
        .position(|(name, _)| name.eq_ignore_ascii_case(code))?;
    u8::try_from(at).ok()
}

/// The code of a category.
pub fn code(number: u8) -> &'static str {
    CATEGORIES
        .get(usize::from(number))
        .map_or("", |(name, _)| name)
}

impl Set {
    /// The licences with these codes; `None` where none is recorded.
    pub fn of<C: AsRef<str>>(codes: &[C]) -> Option<Self> {
        let held: Vec<u8> = codes
            .iter()
            .filter_map(|code| number(code.as_ref()))
            .collect();
        let entitled = held.iter().flat_map(|held| {
            let implied = CATEGORIES
                .get(usize::from(*held))
                .map_or(&[][..], |(_, implied)| implied);
            implied
                .iter()
                .filter_map(|code| number(code))
                .chain([*held])
        });
        (!held.is_empty()).then(|| Self(entitled.fold(0, |bits, at| bits | 1 << at)))
    }

    /// The set that was kept as these bits.
    pub fn from_bits(bits: u32) -> Self {
        Self(bits)
    }

    /// The set as bits.
    pub fn bits(self) -> u32 {
        self.0
    }

    /// Whether the set entitles to a category.
    pub fn entitles_to(self, number: u8) -> bool {
        self.0 >> number & 1 == 1
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_lorry_licence_with_trailer_entitles_to_drive_a_car_but_not_a_bus() {
        let set = Set::of(&["ce"]).expect("a licence");
        let entitles = |code| set.entitles_to(number(code).expect("a category"));
        assert!(entitles("B") && entitles("C") && entitles("BE"));
        assert!(!entitles("D") && !entitles("A"));
    }

    #[test]
    fn nothing_recorded_is_not_an_empty_set() {
        assert_eq!(Set::of::<&str>(&[]), None);
        assert_eq!(Set::of(&["forklift"]), None);
    }
}
