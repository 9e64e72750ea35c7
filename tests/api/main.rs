//! The service as its callers see it, on `SQLite` and on `PostgreSQL`.

#[cfg(test)]
mod schema;
