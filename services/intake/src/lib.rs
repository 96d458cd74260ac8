//! Employers, offers and the channels they come by.
