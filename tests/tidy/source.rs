//! The project's Rust files, their functions and the paths they name.

use std::fs;
use std::path::Path;

use crate::token::{Token, tokens};

/// What is not written by us, besides what `.gitignore` names.
const SKIPPED: [&str; 2] = [".git", "node_modules"];

/// One file, with its place below the project's root, as `src/domain/money.rs`.
pub(crate) struct File {
    pub(crate) path: String,
    pub(crate) text: String,
    /// The code of the product: without comments, and without what only tests see.
    pub(crate) product: Vec<Token>,
    /// All code, tests too.
    pub(crate) code: Vec<Token>,
    /// Whether only tests have this module.
    pub(crate) is_test: bool,
}

impl File {
    pub(crate) fn new(path: &str, text: &str) -> Self {
        let code = if is_rust(path) { tokens(text) } else { Vec::new() };
        let product = without_tests(&code);
        Self { path: path.to_owned(), text: text.to_owned(), product, code, is_test: false }
    }

    pub(crate) fn is_rust(&self) -> bool {
        is_rust(&self.path)
    }

    pub(crate) fn is_in(&self, folder: &str) -> bool {
        self.path.strip_prefix(folder).is_some_and(|rest| rest.starts_with('/'))
    }

    /// Whether it is the module at this place, or in its folder: `src/store/migrate`.
    pub(crate) fn is_module(&self, place: &str) -> bool {
        self.path.strip_prefix(place).is_some_and(|rest| rest == ".rs" || rest.starts_with('/'))
    }

    /// The modules it stands in, from the crate's root: `["domain", "money"]`.
    pub(crate) fn module(&self) -> Vec<String> {
        let inner = self.path.split_once("src/").map_or(self.path.as_str(), |(_, inner)| inner);
        let inner = inner.trim_end_matches(".rs");
        let is_place = |name: &&str| !matches!(*name, "mod" | "lib" | "main");
        inner.split('/').filter(is_place).map(str::to_owned).collect()
    }

    pub(crate) fn at(&self, line: usize, what: &str) -> String {
        format!("{}:{line}: {what}", self.path)
    }
}

fn is_rust(path: &str) -> bool {
    Path::new(path).extension().is_some_and(|extension| extension == "rs")
}

/// Every text file below `root`, in the order of their paths. Modules that only tests have lose their product code.
pub(crate) fn read_tree(root: &Path) -> Vec<File> {
    let mut found = Vec::new();
    let ignored = fs::read_to_string(root.join(".gitignore")).unwrap();
    let skipped: Vec<&str> =
        SKIPPED.into_iter().chain(ignored.lines().map(|line| line.trim_matches('/'))).collect();
    read_folder(root, "", &skipped, &mut found);
    found.sort_by(|a, b| a.path.cmp(&b.path));
    forget_test_modules(&mut found);
    found
}

fn read_folder(root: &Path, folder: &str, skipped: &[&str], found: &mut Vec<File>) {
    for entry in fs::read_dir(root.join(folder)).unwrap() {
        let entry = entry.unwrap();
        let name = entry.file_name().into_string().unwrap();
        let path = if folder.is_empty() { name.clone() } else { format!("{folder}/{name}") };
        if skipped.contains(&name.as_str()) {
            continue;
        }
        if entry.file_type().unwrap().is_dir() {
            read_folder(root, &path, skipped, found);
        } else if let Ok(text) = fs::read_to_string(entry.path()) {
            found.push(File::new(&path, &text));
        }
    }
}

/// A file behind `#[cfg(test)] mod name;` holds no product code.
pub(crate) fn forget_test_modules(files: &mut [File]) {
    let places: Vec<String> = files.iter().flat_map(test_modules).collect();
    for file in files.iter_mut().filter(|file| places.iter().any(|place| file.is_module(place))) {
        file.product.clear();
        file.is_test = true;
    }
}

fn test_modules(file: &File) -> Vec<String> {
    let stem = file.path.trim_end_matches(".rs");
    let is_root = ["mod", "lib", "main"].iter().any(|name| stem.ends_with(&format!("/{name}")));
    let folder = if is_root { stem.rsplit_once('/').map_or("", |(folder, _)| folder) } else { stem };
    let starts = (0..file.code.len()).filter(|at| is_test_mark(&file.code[*at..]));
    let names = starts.filter_map(|at| match &file.code[at + TEST_MARK.len()..] {
        [module, name, end, ..] if module.is("mod") && end.is(";") => Some(name.text.clone()),
        _ => None,
    });
    names.map(|name| format!("{folder}/{name}")).collect()
}

const TEST_MARK: [&str; 7] = ["#", "[", "cfg", "(", "test", ")", "]"];

fn is_test_mark(tokens: &[Token]) -> bool {
    tokens.len() >= TEST_MARK.len() && TEST_MARK.iter().zip(tokens).all(|(text, token)| token.is(text))
}

/// Drops each item marked `#[cfg(test)]`.
fn without_tests(code: &[Token]) -> Vec<Token> {
    let mut kept = Vec::new();
    let mut at = 0;
    while let Some(token) = code.get(at) {
        if is_test_mark(&code[at..]) {
            at += TEST_MARK.len();
            at += item_len(&code[at..]);
        } else {
            kept.push(token.clone());
            at += 1;
        }
    }
    kept
}

/// How many tokens the item has that begins here: to its semicolon, or to the end of its braces.
fn item_len(code: &[Token]) -> usize {
    let ends_with_brace = !code
        .iter()
        .find(|token| token.is_word())
        .is_some_and(|word| ["use", "const", "static", "type", "let"].contains(&word.text.as_str()));
    let mut depth = 0_usize;
    for (at, token) in code.iter().enumerate() {
        if is_open(token) {
            depth += 1;
        } else if is_close(token) {
            depth = depth.saturating_sub(1);
            if depth == 0 && token.is("}") && ends_with_brace {
                return at + 1;
            }
        } else if depth == 0 && token.is(";") {
            return at + 1;
        }
    }
    code.len()
}

pub(crate) fn is_open(token: &Token) -> bool {
    ["(", "[", "{"].iter().any(|mark| token.is(mark))
}

pub(crate) fn is_close(token: &Token) -> bool {
    [")", "]", "}"].iter().any(|mark| token.is(mark))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(tokens: &[Token]) -> String {
        tokens.iter().map(|token| token.text.as_str()).collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn what_only_tests_see_is_no_product_code() {
        let text = "fn a() {} #[cfg(test)] use x::{y}; fn b() {} #[cfg(test)] #[x] mod tests { fn c() {} } fn d() {}";
        let file = File::new("src/a.rs", text);
        assert_eq!(words(&file.product), "fn a ( ) { } fn b ( ) { } fn d ( ) { }");
    }

    #[test]
    fn a_file_that_is_a_test_module_has_no_product_code() {
        let mut files = [
            File::new("src/app/mod.rs", "#[cfg(test)]\nmod support;\nmod money;"),
            File::new("src/app/money.rs", "#[cfg(test)] mod tests;"),
            File::new("src/app/money/tests.rs", "fn a() {}"),
            File::new("src/app/support/mod.rs", "fn b() {}"),
        ];
        forget_test_modules(&mut files);
        assert_eq!(files.each_ref().map(|file| words(&file.product)), ["mod money ;", "", "", ""]);
    }

    #[test]
    fn a_file_knows_its_modules() {
        let check = |path, expected: &[&str]| assert_eq!(File::new(path, "").module(), expected);
        check("src/domain/preorder/mod.rs", &["domain", "preorder"]);
        check("src/domain/money.rs", &["domain", "money"]);
        check("src/lib.rs", &[]);
        check("entity/src/round.rs", &["round"]);
    }
}
