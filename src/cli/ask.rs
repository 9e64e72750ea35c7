//! Asking for a password without showing it.

use std::io::{BufRead, IsTerminal, Write};

use super::Failure;

/// Reads one line from standard input; at a terminal it asks first.
pub(super) fn password() -> Result<String, Failure> {
    let input = std::io::stdin();
    if input.is_terminal() {
        let mut output = std::io::stderr();
        write!(output, "Password (it is shown as you type; pipe it in to avoid that): ")?;
        output.flush()?;
    }
    let mut line = String::new();
    input.lock().read_line(&mut line)?;
    let password = line.trim_end_matches(['\r', '\n']).to_owned();
    if password.is_empty() {
        return Err("no password was given on standard input".into());
    }
    Ok(password)
}
