//! `greenlit demo`: a whole service out of one binary, with rounds in every state.

mod art;
