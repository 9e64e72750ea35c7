//! Functions, paths and matches in a row of tokens.

use crate::source::{is_close, is_open};
use crate::token::{Kind, Token};

/// Types that use cases and queries pass on.
const SURROUNDINGS: [&str; 2] = ["App", "Tx"];

pub(crate) struct Function<'a> {
    pub(crate) name: String,
    pub(crate) line: usize,
    /// Lines from `fn` to the closing brace, both counted.
    pub(crate) lines: usize,
    pub(crate) parameters: &'a [Token],
    pub(crate) body: &'a [Token],
}

impl Function<'_> {
    /// How many parameters a caller chooses: `self` is none of them, nor what stands for the surroundings.
    pub(crate) fn arity(&self) -> usize {
        let mut depth = 0_i32;
        let mut parts: Vec<Vec<&Token>> = vec![Vec::new()];
        for token in self.parameters {
            depth += i32::from(is_open(token) || token.is("<"));
            depth -= i32::from(is_close(token) || token.is(">"));
            if depth == 0 && token.is(",") {
                parts.push(Vec::new());
            } else if let Some(part) = parts.last_mut() {
                part.push(token);
            }
        }
        let is_given = |part: &&Vec<&Token>| {
            let is_self = part.iter().take(4).any(|token| token.is("self"));
            let is_around = part.iter().any(|token| SURROUNDINGS.iter().any(|name| token.is(name)));
            !part.is_empty() && !is_self && !is_around
        };
        parts.iter().filter(is_given).count()
    }
}

/// Every function with a body, nested ones too.
pub(crate) fn functions(code: &[Token]) -> Vec<Function<'_>> {
    (0..code.len()).filter_map(|at| function_at(code, at)).collect()
}

fn function_at(code: &[Token], at: usize) -> Option<Function<'_>> {
    let [keyword, name, ..] = code.get(at..)? else { return None };
    if !keyword.is("fn") || !name.is_word() {
        return None;
    }
    let open = at + 2 + generics_len(&code[at + 2..]);
    let close = closing(code, open)?;
    let body_open = body_start(code, close + 1)?;
    let body_close = closing(code, body_open)?;
    Some(Function {
        name: name.text.clone(),
        line: keyword.line,
        lines: code[body_close].line - keyword.line + 1,
        parameters: &code[open + 1..close],
        body: &code[body_open + 1..body_close],
    })
}

fn generics_len(code: &[Token]) -> usize {
    let mut depth = 0_i32;
    for (at, token) in code.iter().enumerate() {
        depth += i32::from(token.is("<")) - i32::from(token.is(">"));
        if depth == 0 {
            return if at == 0 { 0 } else { at + 1 };
        }
    }
    0
}

/// The brace that opens the body; none where the function is only declared.
fn body_start(code: &[Token], from: usize) -> Option<usize> {
    let mut depth = 0_i32;
    for (at, token) in code.iter().enumerate().skip(from) {
        if depth == 0 && token.is("{") {
            return Some(at);
        }
        if depth == 0 && token.is(";") {
            return None;
        }
        depth += i32::from(is_open(token)) - i32::from(is_close(token));
    }
    None
}

/// The bracket that closes the one at `open`.
fn closing(code: &[Token], open: usize) -> Option<usize> {
    let mut depth = 0_i32;
    for (at, token) in code.iter().enumerate().skip(open) {
        depth += i32::from(is_open(token)) - i32::from(is_close(token));
        if depth == 0 {
            return Some(at);
        }
    }
    None
}

/// A path as code names it, made absolute: `super::id` in `crate::domain::money` is `crate::domain::id`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Named {
    pub(crate) words: Vec<String>,
    pub(crate) line: usize,
}

impl Named {
    pub(crate) fn starts_with(&self, prefix: &[&str]) -> bool {
        self.words.len() >= prefix.len() && self.words.iter().zip(prefix).all(|(word, other)| word == other)
    }

    pub(crate) fn show(&self) -> String {
        self.words.join("::")
    }
}

/// Every path of two words or more, and every import, in code that stands in `module`.
pub(crate) fn paths(code: &[Token], module: &[String]) -> Vec<Named> {
    let mut found = Vec::new();
    let mut at = 0;
    while at < code.len() {
        if code[at].is("use") && !code.get(at + 1).is_some_and(|next| next.is("<")) {
            at = import(code, at + 1, &[], &mut found);
        } else if code[at].is_word() && !continues(code, at) {
            at = path(code, at, &mut found);
        } else {
            at += 1;
        }
    }
    found.iter().map(|named| absolute(named, module)).collect()
}

/// Whether the word here is not the first of its path.
fn continues(code: &[Token], at: usize) -> bool {
    let before = |back: usize| at.checked_sub(back).and_then(|place| code.get(place));
    before(1).is_some_and(|token| token.is("::"))
        && before(2).is_some_and(|token| token.is_word() || token.is(">"))
}

fn path(code: &[Token], at: usize, found: &mut Vec<Named>) -> usize {
    let mut words = vec![code[at].text.clone()];
    let mut next = at + 1;
    while let [colons, word, ..] = &code[next.min(code.len())..]
        && colons.is("::")
        && word.is_word()
    {
        words.push(word.text.clone());
        next += 2;
    }
    if words.len() > 1 {
        found.push(Named { words, line: code[at].line });
    }
    next
}

/// Reads one tree of a `use`; gives the place after it.
fn import(code: &[Token], from: usize, prefix: &[String], found: &mut Vec<Named>) -> usize {
    let mut words = prefix.to_vec();
    let mut at = from;
    while let Some(token) = code.get(at) {
        if token.is("{") {
            at += 1;
            while code.get(at).is_some_and(|token| !token.is("}")) {
                at = import(code, at, &words, found);
                at += usize::from(code.get(at).is_some_and(|token| token.is(",")));
            }
            return at + 1;
        }
        if token.is(",") || token.is("}") || token.is(";") {
            break;
        }
        if token.is("as") {
            at += 2;
            break;
        }
        if token.is_word() || token.is("*") {
            words.push(token.text.clone());
        }
        at += 1;
    }
    let line = code.get(from).map_or(0, |token| token.line);
    found.push(Named { words, line });
    at.max(from + 1)
}

fn absolute(named: &Named, module: &[String]) -> Named {
    let own = |up: usize| {
        let kept = module.len().saturating_sub(up);
        std::iter::once("crate".to_owned()).chain(module[..kept].iter().cloned()).collect::<Vec<_>>()
    };
    let ups = named.words.iter().take_while(|word| *word == "super").count();
    let (mut start, rest) = match named.words.first().map(String::as_str) {
        Some("greenlit") => (vec!["crate".to_owned()], 1),
        Some("self") if named.words.get(1).is_none_or(|word| word != "super") => (own(0), 1),
        Some("super") => (own(ups), ups),
        _ => (Vec::new(), 0),
    };
    start.extend(named.words[rest..].iter().cloned());
    Named { words: start, line: named.line }
}

/// Lines of arms that take whatever is left (`_` or a bare name), in matches over something other than
/// texts and numbers, which cannot be listed in full.
pub(crate) fn catch_all_arms(code: &[Token]) -> Vec<usize> {
    let starts = (0..code.len()).filter(|at| code[*at].is("match"));
    starts
        .filter_map(|at| arms(code, at + 1))
        .filter(|arms| arms.iter().all(|arm| is_listable(arm)))
        .flatten()
        .filter(|arm| takes_all(arm))
        .filter_map(|arm| arm.first().map(|token| token.line))
        .collect()
}

fn is_listable(pattern: &[Token]) -> bool {
    !pattern.iter().any(|token| matches!(token.kind, Kind::Text | Kind::Number | Kind::Char))
}

fn takes_all(pattern: &[Token]) -> bool {
    let [only] = pattern else {
        return matches!(pattern, [first, then, ..] if first.is("_") && then.is("if"));
    };
    only.is_word()
        && only.text.starts_with(|c: char| c.is_lowercase() || c == '_')
        && !["true", "false"].contains(&only.text.as_str())
}

/// The patterns of the match whose scrutinee begins at `from`.
fn arms(code: &[Token], from: usize) -> Option<Vec<&[Token]>> {
    let open = body_start(code, from)?;
    let close = closing(code, open)?;
    let mut found = Vec::new();
    let (mut at, mut start, mut depth) = (open + 1, open + 1, 0_i32);
    while at < close {
        let token = &code[at];
        if depth == 0 && token.is("=>") {
            found.push(&code[start..at]);
            at = arm_end(code, at + 1, close);
            start = at;
            continue;
        }
        depth += i32::from(is_open(token)) - i32::from(is_close(token));
        at += 1;
    }
    Some(found)
}

/// The place after an arm's value: after its block, or after its comma.
fn arm_end(code: &[Token], from: usize, close: usize) -> usize {
    let mut depth = 0_i32;
    for at in from..close {
        depth += i32::from(is_open(&code[at])) - i32::from(is_close(&code[at]));
        let is_block_end = depth == 0 && code[from].is("{") && code[at].is("}");
        if is_block_end {
            return at + 1 + usize::from(code[at + 1].is(","));
        }
        if depth == 0 && code[at].is(",") {
            return at + 1;
        }
    }
    close
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::token::tokens;

    #[test]
    fn a_function_has_its_lines_parameters_and_body() {
        let code = tokens(
            "impl X {\n fn a<F: Fn(u8) -> [u8; 2]>(&self, f: F, m: Map<A, B>) -> [u8; 2]\n where F: X {\n b() }\n}\ntrait T { fn c(x: u8); }",
        );
        let found = functions(&code);
        let shown: Vec<_> =
            found.iter().map(|f| (f.name.as_str(), f.line, f.lines, f.arity(), f.body.len())).collect();
        assert_eq!(shown, [("a", 2, 3, 2, 3)]);
    }

    #[test]
    fn paths_are_made_absolute_and_imports_are_spread_out() {
        let check = |source: &str, expected: &[&str]| {
            let module = ["domain".to_owned(), "money".to_owned()];
            let found: Vec<_> = paths(&tokens(source), &module).iter().map(Named::show).collect();
            assert_eq!(found, expected, "{source}");
        };
        check(
            "use crate::{store::{self, job}, app as x};",
            &["crate::store::self", "crate::store::job", "crate::app"],
        );
        check("use super::id::Id; use self::x::Y;", &["crate::domain::id::Id", "crate::domain::money::x::Y"]);
        check("use super::super::store; use poem;", &["crate::store", "poem"]);
        check("let a: Vec<::poem::Body> = Vec::<tokio::X>::new();", &["poem::Body", "tokio::X"]);
        check("greenlit::cli::run(); one(); a.b::<C>();", &["crate::cli::run"]);
        check("pub use x::*;", &["x::*"]);
    }

    #[test]
    fn arms_that_take_all_are_found_where_all_could_be_listed() {
        let check = |source: &str, expected: &[usize]| {
            assert_eq!(catch_all_arms(&tokens(source)), expected, "{source}");
        };
        check("match s {\n A | B => { x() }\n C { .. } => y,\n _ => z,\n}", &[4]);
        check("match (s, e) {\n (A, E { x, .. }) => f(|_| 1),\n other => g(other),\n}", &[3]);
        check("match s { A => match t {\n _ if a => 1, C => 2 }, B => 3 }", &[2]);
        check("match text { \"a\" => A, _ => B }", &[]);
        check("match n { 0 => A, _ => B }", &[]);
        check("match x { Some(_) => 1, None => 2 }", &[]);
    }
}
