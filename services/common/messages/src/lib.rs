//! What people read: message files in French, English, Dutch and German.
