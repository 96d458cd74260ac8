//! Who comes first among equals.

use uuid::Uuid;

/// Where a candidate stands in a ranking: more points first. Among equals the order is drawn from
/// the ids of candidate and offer together, so that it is the same whenever it is computed but
/// differs from offer to offer: nobody is always first because of an id, and nobody because of
/// when they were registered.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place {
    points: std::cmp::Reverse<u32>,
    draw: u64,
    id: Uuid,
}

impl Place {
    /// The place of `id` with these points in the ranking for `other`.
    pub fn new(points: u32, id: Uuid, other: Uuid) -> Self {
        Self {
            points: std::cmp::Reverse(points),
            draw: draw(fold(id), fold(other)),
            id,
        }
    }

    /// The points.
    pub fn points(&self) -> u32 {
        self.points.0
    }

    /// Whose place it is.
    pub fn id(&self) -> Uuid {
        self.id
    }
}

/// An id as 64 bits.
pub(crate) fn fold(id: Uuid) -> u64 {
    let (high, low) = id.as_u64_pair();
    high ^ low.rotate_left(32)
}

/// The lot of two folded ids: the finalizer of `SplitMix64` (Steele, Lea and Flood, 2014) over both.
pub(crate) fn draw(one: u64, other: u64) -> u64 {
    let mut bits = one.wrapping_mul(0x9E37_79B9_7F4A_7C15) ^ other;
    bits = (bits ^ (bits >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    bits = (bits ^ (bits >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    bits ^ (bits >> 31)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn among_equals_each_is_first_for_about_as_many_offers() {
        let candidates = [Uuid::from_u128(1), Uuid::from_u128(2)];
        let first = (0..1000_u128).filter(|offer| {
            let offer = Uuid::from_u128(offer << 64 | 7);
            Place::new(500, candidates[0], offer) < Place::new(500, candidates[1], offer)
        });
        assert!((400..600).contains(&first.count()));
    }

    #[test]
    fn more_points_come_first_whatever_the_lot() {
        for id in 0..100 {
            let better = Place::new(501, Uuid::from_u128(id), Uuid::nil());
            assert!(better < Place::new(500, Uuid::from_u128(id + 1), Uuid::nil()));
        }
    }
}
