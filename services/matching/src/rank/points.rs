//! Arithmetic of points, in whole numbers, so that a ranking comes out the same on every machine.

use crate::vocabulary::WHOLE;

/// `share` thousandths of `possible` points, rounded.
pub(crate) fn part_of(possible: u32, share: u32) -> u32 {
    (possible * share.min(WHOLE) + WHOLE / 2) / WHOLE
}

/// The share of something that begins at what a blank keeps and grows with the quality of the
/// sign: never less than the blank.
pub(crate) fn above_blank(unknown: u32, quality: u32) -> u32 {
    unknown + (WHOLE - unknown.min(WHOLE)) * quality.min(WHOLE) / WHOLE
}

/// Divides `total` in proportion to `weights`, in whole points that add up to it.
pub(crate) fn divide(total: u32, weights: &[u32]) -> Vec<u32> {
    let sum: u64 = weights.iter().copied().map(u64::from).sum();
    if sum == 0 {
        return vec![0; weights.len()];
    }
    let upto = |so_far: u64| (so_far * u64::from(total) + sum / 2) / sum;
    let mut so_far = 0;
    let parts = weights.iter().map(|weight| {
        let before = upto(so_far);
        so_far += u64::from(*weight);
        u32::try_from(upto(so_far) - before).unwrap_or(total)
    });
    parts.collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn what_is_divided_adds_up(total in 0_u32..5000, weights in prop::collection::vec(0_u32..500, 1..40)) {
            let parts = divide(total, &weights);
            let some = weights.iter().any(|weight| *weight > 0);
            prop_assert_eq!(parts.iter().sum::<u32>(), if some { total } else { 0 });
        }

        #[test]
        fn a_sign_is_never_worth_less_than_a_blank(unknown in 0_u32..=1000, quality in 0_u32..=1000) {
            let share = above_blank(unknown, quality);
            prop_assert!(share >= unknown && share <= 1000);
        }
    }
}
