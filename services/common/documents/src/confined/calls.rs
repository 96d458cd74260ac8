//! No system calls but those that computing and answering take (seccomp).

use std::collections::BTreeMap;

use seccompiler::{BpfProgram, SeccompAction, SeccompFilter, apply_filter};

/// Memory, the answer, the end, and what the standard library needs to panic in good order.
const ALLOWED: [libc::c_long; 22] = [
    libc::SYS_brk,
    libc::SYS_clock_gettime,
    libc::SYS_close,
    libc::SYS_exit,
    libc::SYS_exit_group,
    libc::SYS_futex,
    libc::SYS_getpid,
    libc::SYS_getrandom,
    libc::SYS_gettid,
    libc::SYS_madvise,
    libc::SYS_mmap,
    libc::SYS_mprotect,
    libc::SYS_mremap,
    libc::SYS_munmap,
    libc::SYS_rt_sigaction,
    libc::SYS_rt_sigprocmask,
    libc::SYS_rt_sigreturn,
    libc::SYS_sched_yield,
    libc::SYS_sigaltstack,
    libc::SYS_tgkill,
    libc::SYS_write,
    libc::SYS_writev,
];

/// Makes every other system call of this thread fail. Whether the kernel enforces it.
pub(super) fn forbid() -> bool {
    program().is_some_and(|program| apply_filter(&program).is_ok())
}

/// The calls fail rather than kill: a C library of another version may try one that it can do
/// without.
fn program() -> Option<BpfProgram> {
    let allowed: BTreeMap<i64, _> = ALLOWED.iter().map(|call| (*call, Vec::new())).collect();
    let forbidden = SeccompAction::Errno(libc::EPERM.unsigned_abs());
    let machine = std::env::consts::ARCH.try_into().ok()?;
    let filter = SeccompFilter::new(allowed, forbidden, SeccompAction::Allow, machine).ok()?;
    filter.try_into().ok()
}
