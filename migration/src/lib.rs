//! The authority on the schema.
