//! Tables as rows.
