//! The `greenlit` program.

use std::process::ExitCode;

fn main() -> ExitCode {
    greenlit::cli::main()
}
