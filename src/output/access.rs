//! Who may read a file, as the mode that the disk keeps.

use crate::rendered::Access;

/// The mode that a file is written with.
pub(super) fn mode(access: Access) -> u32 {
    match access {
        Access::Public => 0o644,
        Access::Private => 0o600,
    }
}

/// Whether a file with `mode` may stay as it is.
///
/// A group that may write is let through for public files: a checkout under umask 002 leaves them so.
pub(super) fn suits(access: Access, mode: u32) -> bool {
    match access {
        Access::Public => mode & 0o446 == 0o444,
        Access::Private => mode & 0o477 == 0o400,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_written_mode_suits_its_access() {
        for access in [Access::Public, Access::Private] {
            assert!(suits(access, mode(access)));
        }
    }

    #[test]
    fn a_checkout_under_another_umask_is_no_drift() {
        assert!(suits(Access::Public, 0o664));
        assert!(!suits(Access::Public, 0o640));
        assert!(!suits(Access::Public, 0o666));
        assert!(!suits(Access::Private, 0o640));
        assert!(!suits(Access::Private, 0o000));
    }
}
