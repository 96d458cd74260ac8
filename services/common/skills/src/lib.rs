//! Pure: the reference taxonomy of skills and occupations, recognition in text, distance.
