//! The real binary as a process of its own: started, read, asked over TCP, stopped, killed.

use std::io::{BufRead, BufReader, Read, Seek, Write};
use std::path::Path;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::thread;
use std::time::{Duration, Instant};

use serde_json::Value;

/// Debug builds on a busy machine take their time; a test that waits longer than this is stuck.
pub(crate) const PATIENCE: Duration = Duration::from_mins(5);
const LOOK_EVERY: Duration = Duration::from_millis(50);

/// A running server; killed when it is dropped.
pub(crate) struct Process {
    child: Child,
    lines: Receiver<String>,
    errors: Option<thread::JoinHandle<String>>,
}

/// How a process ended and what it wrote to standard error.
pub(crate) struct Ended {
    pub(crate) status: ExitStatus,
    pub(crate) errors: String,
}

/// The binary with nothing of the test's environment that could set it up.
pub(crate) fn greenlit(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_greenlit"));
    for (name, _) in std::env::vars().filter(|(name, _)| name.starts_with("GREENLIT")) {
        command.env_remove(name);
    }
    command.args(arguments).env("GREENLIT__LOG__FILTER", "error");
    command
}

/// Runs to the end and gives what was written.
pub(crate) fn run(command: &mut Command) -> (ExitStatus, String, String) {
    finish(command.stdin(Stdio::null()))
}

/// The same with something to read on standard input.
pub(crate) fn run_with(command: &mut Command, input: &str) -> (ExitStatus, String, String) {
    let mut file = tempfile::tempfile().unwrap();
    file.write_all(input.as_bytes()).unwrap();
    file.rewind().unwrap();
    finish(command.stdin(file))
}

fn finish(command: &mut Command) -> (ExitStatus, String, String) {
    let output = command.output().unwrap();
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
    (output.status, text(output.stdout), text(output.stderr))
}

/// Looks again and again until it is so; the sentence says what was waited for.
#[track_caller]
pub(crate) fn wait_until(what: &str, mut is_so: impl FnMut() -> bool) {
    let began = Instant::now();
    while !is_so() {
        assert!(began.elapsed() < PATIENCE, "waited too long until {what}");
        thread::sleep(LOOK_EVERY);
    }
}

impl Process {
    pub(crate) fn start(command: &mut Command) -> Self {
        let pipes = command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = pipes.spawn().unwrap();
        let output = BufReader::new(child.stdout.take().unwrap());
        let (send, lines) = channel();
        thread::spawn(move || output.lines().map_while(Result::ok).try_for_each(|line| send.send(line)));
        let mut stderr = child.stderr.take().unwrap();
        let errors = thread::spawn(move || {
            let mut text = String::new();
            let _ = stderr.read_to_string(&mut text);
            text
        });
        Self { child, lines, errors: Some(errors) }
    }

    /// Everything that is printed up to a line that begins like this, that line included.
    #[track_caller]
    pub(crate) fn read_to(&mut self, beginning: &str) -> Vec<String> {
        let mut read = Vec::new();
        while let Ok(line) = self.lines.recv_timeout(PATIENCE) {
            let is_last = line.starts_with(beginning);
            read.push(line);
            if is_last {
                return read;
            }
        }
        self.kill();
        panic!("no line begins with {beginning:?}: {read:#?}\n{}", self.collect().errors)
    }

    /// kill -9: nothing can be tidied up.
    pub(crate) fn kill(&mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }

    /// SIGTERM, then waits for the end.
    pub(crate) fn terminate(mut self) -> Ended {
        let id = self.child.id().to_string();
        assert!(Command::new("kill").args(["-TERM", &id]).status().unwrap().success());
        self.collect()
    }

    fn collect(&mut self) -> Ended {
        let status = self.child.wait().unwrap();
        let errors = self.errors.take().map(|reading| reading.join().unwrap()).unwrap_or_default();
        Ended { status, errors }
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// The answer's body where the server answers with success.
pub(crate) fn get(url: &str) -> Option<Value> {
    let mut answer = ureq::get(url).call().ok()?;
    answer.body_mut().read_json().ok()
}

/// All files below a folder with their content, by path.
pub(crate) fn files(folder: &Path) -> Vec<(String, Vec<u8>)> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(files(&path));
        } else {
            found.push((path.display().to_string(), std::fs::read(&path).unwrap()));
        }
    }
    found.sort();
    found
}
