//! Randomness as an argument.

/// A source of random bytes. The only way in which anything here draws a number.
pub trait Entropy: Send + Sync {
    /// Fills `bytes` with random ones, fit for keys.
    fn fill(&self, bytes: &mut [u8]);
}

/// `N` random bytes.
pub fn random<const N: usize>(entropy: &dyn Entropy) -> [u8; N] {
    let mut bytes = [0; N];
    entropy.fill(&mut bytes);
    bytes
}
