//! No file, no connection, no signal to others (Landlock).

use landlock::{
    ABI, Access as _, AccessFs, AccessNet, RestrictionStatus, Ruleset, RulesetAttr as _,
    RulesetError, RulesetStatus, Scope,
};

/// What is asked for; older kernels enforce the part of it that they know.
const WANTED: ABI = ABI::V6;

/// Forbids this thread to open anything. Whether the kernel enforces it at least for files.
pub(super) fn forbid() -> bool {
    let status = restrict().map(|status| status.ruleset);
    matches!(
        status,
        Ok(RulesetStatus::FullyEnforced | RulesetStatus::PartiallyEnforced)
    )
}

fn restrict() -> Result<RestrictionStatus, RulesetError> {
    Ruleset::default()
        .handle_access(AccessFs::from_all(WANTED))?
        .handle_access(AccessNet::from_all(WANTED))?
        .scope(Scope::from_all(WANTED))?
        .create()?
        .restrict_self()
}
