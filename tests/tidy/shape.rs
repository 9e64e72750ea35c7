//! Sizes, module docs, and marks that have no place in finished code.

use crate::source::File;
use crate::syntax::{catch_all_arms, functions};

const FILE_LINES_MAX: usize = 400;
const FUNCTION_LINES_MAX: usize = 70;
const PARAMETERS_MAX: usize = 5;
/// An `OpenAPI` operation lists what it takes.
const HTTP_PARAMETERS_MAX: usize = 8;

/// Macros that say that something is not finished, or was only for looking.
const UNFINISHED: [&str; 3] = ["todo", "unimplemented", "dbg"];

/// The names of functions that take a state and an event.
const TABLES: [&str; 2] = ["transition", "apply"];

pub(crate) fn files_are_short(files: &[File]) -> Vec<String> {
    let mut found = Vec::new();
    for file in files.iter().filter(|file| file.is_rust()) {
        let lines = file.text.lines().count();
        if lines > FILE_LINES_MAX {
            found.push(file.at(1, &format!("{lines} lines, at most {FILE_LINES_MAX}")));
        }
    }
    found
}

pub(crate) fn functions_are_short(files: &[File]) -> Vec<String> {
    let mut found = Vec::new();
    for file in files {
        let long = functions(&file.code).into_iter().filter(|function| function.lines > FUNCTION_LINES_MAX);
        found.extend(long.map(|function| {
            file.at(
                function.line,
                &format!("{} has {} lines, at most {FUNCTION_LINES_MAX}", function.name, function.lines),
            )
        }));
    }
    found
}

/// What every use case is given (the app, its transaction) is not counted.
pub(crate) fn functions_take_few_parameters(files: &[File]) -> Vec<String> {
    let mut found = Vec::new();
    for file in files {
        let max = if file.is_module("src/http") { HTTP_PARAMETERS_MAX } else { PARAMETERS_MAX };
        let wide = functions(&file.code).into_iter().filter(|function| function.arity() > max);
        found.extend(wide.map(|function| {
            file.at(
                function.line,
                &format!("{} takes {} parameters, at most {max}", function.name, function.arity()),
            )
        }));
    }
    found
}

/// A module that only tests have is described by its name.
pub(crate) fn files_begin_with_their_doc(files: &[File]) -> Vec<String> {
    let sources = files.iter().filter(|file| file.is_rust());
    let ours =
        sources.filter(|file| ["src", "entity/src", "migration/src"].iter().any(|folder| file.is_in(folder)));
    let wrong = ours.filter(|file| !file.is_test && !file.text.starts_with("//! "));
    wrong.map(|file| file.at(1, "no module doc")).collect()
}

pub(crate) fn nothing_is_unfinished_or_waved_through(files: &[File]) -> Vec<String> {
    let mut found = Vec::new();
    for file in files {
        for (at, token) in file.code.iter().enumerate() {
            let next =
                |forward: usize, text: &str| file.code.get(at + forward).is_some_and(|token| token.is(text));
            let macro_name = UNFINISHED.iter().find(|name| token.is(name) && next(1, "!"));
            found.extend(macro_name.map(|name| file.at(token.line, &format!("{name}!"))));
            let attribute = usize::from(next(1, "!")) + 1;
            if token.is("#") && next(attribute, "[") {
                let mark = ["allow", "ignore"].into_iter().find(|name| next(attribute + 1, name));
                found.extend(mark.map(|name| file.at(token.line, &format!("the attribute {name}"))));
            }
        }
    }
    found
}

/// Nouns with a table of transitions list every case: a new state must not compile until each is decided.
pub(crate) fn tables_have_no_catch_all(files: &[File]) -> Vec<String> {
    let mut found = Vec::new();
    let rules = || files.iter().filter(|file| file.is_in("src/domain"));
    let has_table = |file: &&File| functions(&file.product).iter().any(|f| TABLES.contains(&f.name.as_str()));
    let nouns: Vec<_> = rules().filter(has_table).filter_map(noun).collect();
    for file in rules().filter(|file| noun(file).is_some_and(|noun| nouns.contains(&noun))) {
        let lines = catch_all_arms(&file.product).into_iter();
        found.extend(lines.map(|line| file.at(line, "an arm that takes all the rest")));
    }
    found
}

fn noun(file: &File) -> Option<String> {
    file.module().into_iter().nth(1)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::forget_test_modules;

    fn check(rule: fn(&[File]) -> Vec<String>, path: &str, text: &str, failures: usize) {
        check_all(rule, &[(path, text)], failures);
    }

    fn check_all(rule: fn(&[File]) -> Vec<String>, sources: &[(&str, &str)], failures: usize) {
        let mut files: Vec<_> = sources.iter().map(|(path, text)| File::new(path, text)).collect();
        forget_test_modules(&mut files);
        let found = rule(&files);
        assert_eq!(found.len(), failures, "{sources:?}: {found:?}");
    }

    #[test]
    fn finds_a_file_over_its_length() {
        check(files_are_short, "src/a.rs", &"//\n".repeat(400), 0);
        check(files_are_short, "src/a.rs", &"//\n".repeat(401), 1);
    }

    #[test]
    fn finds_a_function_over_its_length() {
        let function = |lines: usize| format!("fn a() {{{}}}", "\n".repeat(lines - 1));
        check(functions_are_short, "src/a.rs", &function(70), 0);
        check(functions_are_short, "src/a.rs", &function(71), 1);
    }

    #[test]
    fn finds_a_function_with_too_many_parameters() {
        let rule = functions_take_few_parameters;
        check(rule, "src/app/a.rs", "fn a(&self, b: B<X, Y>, c: C, d: D, e: E, f: (F, F),) {}", 0);
        check(rule, "src/app/a.rs", "fn a(&self, b: B, c: C, d: D, e: E, f: F, g: G) {}", 1);
        check(rule, "src/app/a.rs", "fn a(app: &App, tx: &Tx, b: B, c: C, d: D, e: E, f: F) {}", 0);
        check(rule, "src/http/a.rs", "fn a(&self, b: B, c: C, d: D, e: E, f: F, g: G) {}", 0);
    }

    #[test]
    fn finds_a_file_without_its_doc() {
        check(files_begin_with_their_doc, "src/a.rs", "use x;", 1);
        check(files_begin_with_their_doc, "entity/src/a.rs", "// Not a doc.", 1);
        check(files_begin_with_their_doc, "src/a.rs", "//! What it is.", 0);
        let parent = ("src/a/mod.rs", "//! A.\n#[cfg(test)]\nmod tests;");
        check_all(files_begin_with_their_doc, &[parent, ("src/a/tests.rs", "use x;")], 0);
    }

    #[test]
    fn finds_what_is_unfinished_or_waved_through() {
        let rule = nothing_is_unfinished_or_waved_through;
        for (name, failures) in [("todo", 1), ("unimplemented", 1), ("dbg", 1), ("format", 0)] {
            check(rule, "src/a.rs", &format!("fn a() {{ {name}!(x) }}"), failures);
        }
        for (name, failures) in [("allow(x)", 1), ("ignore", 1), ("ignore = \"slow\"", 1), ("expect(x)", 0)] {
            check(rule, "src/a.rs", &format!("#[{name}] fn a() {{}}"), failures);
            check(rule, "src/a.rs", &format!("#![{name}]"), failures);
        }
    }

    #[test]
    fn finds_a_table_with_a_catch_all() {
        let rule = tables_have_no_catch_all;
        check(rule, "src/domain/a.rs", "fn transition() { match s { A => 1, _ => 2 } }", 1);
        check(rule, "src/domain/a.rs", "fn transition() { match s { A => 1, B | C => 2 } }", 0);
        check(rule, "src/domain/a.rs", "fn other() { match s { A => 1, _ => 2 } }", 0);
        let table = ("src/domain/a/mod.rs", "fn apply() {}");
        check_all(rule, &[table, ("src/domain/a/b.rs", "fn b() { match s { A => 1, rest => 2 } }")], 1);
    }
}
