//! What people read comes from the catalogues: templates hold no text, each key that is used is there, and no other.

use std::collections::{BTreeMap, BTreeSet};

use crate::markup::{blocks, said};
use crate::source::File;
use crate::token::{Kind, Token, tokens};

const TEMPLATES: [&str; 2] = ["assets/templates", "assets/email"];
const CATALOGUES: &str = "assets/locales/en";
/// What writes pages.
const PAGES: [&str; 2] = ["src/http/pages", "src/http/site"];
/// Sentences that the page after a form shows; their keys travel in addresses.
const DONE: &str = "done-";

/// Nothing that people read stands in a template.
pub(crate) fn templates_hold_no_text(files: &[File]) -> Vec<String> {
    let mut found = Vec::new();
    for file in files.iter().filter(|file| is_template(file)) {
        for said in said(&file.text, is_html(file)) {
            for (number, line) in (said.line..).zip(said.text.lines()) {
                if line.contains(char::is_alphabetic) {
                    found.push(file.at(number, &format!("a text outside the catalogues: {:?}", line.trim())));
                }
            }
        }
    }
    found
}

/// Nor in what writes pages: a literal of several words is a sentence.
pub(crate) fn pages_hold_no_text(files: &[File]) -> Vec<String> {
    let mut found = Vec::new();
    for file in files.iter().filter(|file| PAGES.iter().any(|folder| file.is_in(folder))) {
        for (at, token) in file.product.iter().enumerate().filter(|(_, token)| token.kind == Kind::Text) {
            let is_reason = at >= 2 && file.product[at - 1].is("=") && file.product[at - 2].is("reason");
            if is_sentence(&token.text) && !is_reason {
                found.push(file.at(token.line, &format!("a text outside the catalogues: {:?}", token.text)));
            }
        }
    }
    found
}

/// Three words or more, each of letters alone.
fn is_sentence(text: &str) -> bool {
    let is_word = |word: &&str| word.trim_matches([',', '.', ':', ';']).chars().all(char::is_alphabetic);
    text.split(' ').filter(|word| !word.is_empty()).filter(is_word).count() >= 3
}

/// Each key that a template or a page asks for is in the catalogue.
pub(crate) fn keys_exist(files: &[File]) -> Vec<String> {
    let keys = keys(files);
    let stems: BTreeSet<&str> = keys.keys().filter_map(|key| key.split('-').next()).collect();
    let mut found = Vec::new();
    for file in files {
        let asked = if is_template(file) {
            blocks(&file.text).iter().flat_map(|block| asked_by_block(block.code, block.line)).collect()
        } else if PAGES.iter().any(|folder| file.is_in(folder)) {
            asked_by_page(&file.product, &stems)
        } else {
            Vec::new()
        };
        let is_there = |key: &str| keys.contains_key(key) || keys.contains_key(&format!("{DONE}{key}"));
        let missing = asked.into_iter().filter(|(key, _)| !is_there(key));
        found.extend(missing.map(|(key, line)| file.at(line, &format!("the catalogue has no {key}"))));
    }
    found
}

/// No key stands twice: the catalogues are one, and one of the two texts would never be seen.
pub(crate) fn keys_stand_once(files: &[File]) -> Vec<String> {
    let mut places: BTreeMap<&str, Vec<String>> = BTreeMap::new();
    for (file, number, key) in entries(files) {
        places.entry(key).or_default().push(format!("{}:{number}", file.path));
    }
    let twice = places.into_iter().filter(|(_, places)| places.len() > 1);
    twice.map(|(key, places)| format!("{key} stands at {}", places.join(" and "))).collect()
}

/// Each key of the catalogue is named somewhere, or begins as a key that is put together: `"round-state-{}"`.
pub(crate) fn keys_are_used(files: &[File]) -> Vec<String> {
    let mut named = BTreeSet::new();
    for file in files {
        if is_template(file) {
            let all = blocks(&file.text);
            named.extend(all.iter().flat_map(|block| texts(&tokens(block.code))));
        } else if file.is_in("src") {
            named.extend(texts(&file.code));
        } else if file.is_in(CATALOGUES) {
            named.extend(references(&file.text));
        }
    }
    let built = named.iter().map(|text| text.split_once('{').map_or(text.as_str(), |(start, _)| start));
    let starts: Vec<&str> = built.filter(|start| is_key_like(start) && start.ends_with('-')).collect();
    let is_used = |key: &str| {
        key.starts_with(DONE) || named.contains(key) || starts.iter().any(|start| key.starts_with(start))
    };
    let unused = keys(files).into_iter().filter(|(key, _)| !is_used(key));
    unused.map(|(key, place)| format!("{place}: nothing uses {key}")).collect()
}

fn is_html(file: &File) -> bool {
    std::path::Path::new(&file.path).extension().is_some_and(|ending| ending == "html")
}

fn is_template(file: &File) -> bool {
    TEMPLATES.iter().any(|folder| file.is_in(folder))
}

/// Every key with its place.
fn keys(files: &[File]) -> BTreeMap<String, String> {
    let found = entries(files).into_iter();
    found.map(|(file, number, key)| (key.to_owned(), format!("{}:{number}", file.path))).collect()
}

fn entries(files: &[File]) -> Vec<(&File, usize, &str)> {
    let mut found = Vec::new();
    for file in files.iter().filter(|file| file.is_in(CATALOGUES)) {
        let lines = (1..).zip(file.text.lines());
        let keys = lines.filter_map(|(number, line)| Some((file, number, line.split_once(" =")?.0)));
        found.extend(keys.filter(|(_, _, key)| is_key_like(key)));
    }
    found
}

/// Keys that a text of the catalogue shows inside itself.
fn references(catalogue: &str) -> Vec<String> {
    let inner = catalogue.split('{').skip(1).filter_map(|rest| rest.split('}').next());
    inner.map(str::trim).filter(|name| is_key_like(name)).map(str::to_owned).collect()
}

fn is_key_like(text: &str) -> bool {
    text.starts_with(|c: char| c.is_ascii_lowercase())
        && text.contains('-')
        && text.chars().all(|c| c.is_ascii_alphanumeric() || c == '-' || c == '_')
}

fn texts(code: &[Token]) -> Vec<String> {
    code.iter().filter(|token| token.kind == Kind::Text).map(|token| token.text.clone()).collect()
}

/// `"key"|t` and `("key", ...)|t`.
fn asked_by_block(code: &str, line: usize) -> Vec<(String, usize)> {
    let code = tokens(code);
    let mut found = Vec::new();
    for (at, pair) in code.windows(2).enumerate() {
        if !(pair[0].is("|") && pair[1].is("t")) || at == 0 {
            continue;
        }
        let begin = if code[at - 1].is(")") { tuple_start(&code[..at]) } else { Some(at - 1) };
        let key = begin.map(|begin| &code[begin]).filter(|token| token.kind == Kind::Text);
        // A key that is put together is seen to by a test beside what it is made of.
        let key = key.filter(|token| !token.text.contains('{'));
        found.extend(key.map(|token| (token.text.clone(), line + token.line - 1)));
    }
    found
}

/// The first token of the tuple that ends here; none for a call's arguments.
fn tuple_start(code: &[Token]) -> Option<usize> {
    let open = opening(code)?;
    let is_call = open > 0 && (code[open - 1].is_word() || code[open - 1].is("!"));
    (!is_call).then_some(open + 1)
}

/// Where the bracket was opened that the last token closes.
fn opening(code: &[Token]) -> Option<usize> {
    let mut depth = 0_usize;
    for (at, token) in code.iter().enumerate().rev() {
        if token.is(")") {
            depth += 1;
        } else if token.is("(") {
            depth -= 1;
            if depth == 0 {
                return Some(at);
            }
        }
    }
    None
}

/// Texts that begin as the catalogue's keys do, but for kinds of problems; and the sentences of `see_done`.
fn asked_by_page(code: &[Token], stems: &BTreeSet<&str>) -> Vec<(String, usize)> {
    let mut found = Vec::new();
    for (at, token) in code.iter().enumerate().filter(|(_, token)| token.kind == Kind::Text) {
        if is_of_see_done(code, at) {
            found.push((format!("{DONE}{}", token.text), token.line));
            continue;
        }
        let is_problem =
            at >= 4 && code[at - 1].is("(") && code[at - 3].is("::") && code[at - 4].is("Problem");
        let is_of_catalogue = token.text.split('-').next().is_some_and(|stem| stems.contains(stem));
        if is_key_like(&token.text) && is_of_catalogue && !token.text.ends_with('-') && !is_problem {
            found.push((token.text.clone(), token.line));
        }
    }
    found
}

/// Whether it is the last argument of a call of `see_done`.
fn is_of_see_done(code: &[Token], at: usize) -> bool {
    let close = at + 1 + usize::from(code.get(at + 1).is_some_and(|next| next.is(",")));
    let call = code.get(close).filter(|next| next.is(")")).and_then(|_| opening(&code[..=close]));
    call.is_some_and(|open| open > 0 && code[open - 1].is("see_done"))
}

#[cfg(test)]
mod tests {
    use super::*;

    const CATALOGUE: (&str, &str) = (
        "assets/locales/en/a.ftl",
        "# A comment = x\na-one = One\na-two = { $n ->\n   *[other] { a-one } { $n }\n}\ndone-sent = Sent\na-state-on = On\n",
    );

    fn check(rule: fn(&[File]) -> Vec<String>, sources: &[(&str, &str)], expected: &[&str]) {
        let files: Vec<_> = sources.iter().map(|(path, text)| File::new(path, text)).collect();
        assert_eq!(rule(&files), expected, "{sources:?}");
    }

    #[test]
    fn finds_a_text_in_a_template() {
        let rule = templates_hold_no_text;
        let page =
            |html: &str, expected: &[&str]| check(rule, &[("assets/templates/a.html", html)], expected);
        page("<p class=\"lead\">{{ \"a-one\"|t }}: 5 &nbsp;·</p>{# a comment #}<hr>", &[]);
        page("{% block width %}narrow{% endblock %}<p>{% block body %}{% endblock %}</p>", &[]);
        page("{% macro mark(n) %} aria-invalid=\"true\" id=\"{{ n }}-wrong\"{% endmacro %}", &[]);
        page("<style>p { color: red }</style><kbd>B</kbd><input type=\"radio\" value=\"yes\">", &[]);
        page(
            "{% if x > 1 %}\n<p>Hello</p>{% endif %}",
            &["assets/templates/a.html:2: a text outside the catalogues: \"Hello\""],
        );
        for html in [
            "<img alt=\"An owl\">",
            "<p title='x' aria-label=\"Menu\">",
            "<input placeholder=\"Name {{ x }}\">",
            "<input type=\"submit\" value=\"Send\">",
            "<p {% if a %}title=\"{{ b }}\"{% endif %}>{{ c }} units</p>",
            "<kbd>Enter</kbd>",
            "{% macro mark(n) %} alt=\"An owl\"{% endmacro %}",
            "{% block body %}narrow{% endblock %}",
        ] {
            assert_eq!(rule(&[File::new("assets/templates/a.html", html)]).len(), 1, "{html}");
        }
        check(rule, &[("assets/email/a.txt", "{{ x }}\n- {{ y }}\n")], &[]);
        check(
            rule,
            &[("assets/email/a.txt", "{{ x }}\nDear\n")],
            &["assets/email/a.txt:2: a text outside the catalogues: \"Dear\""],
        );
    }

    #[test]
    fn finds_a_text_in_a_page() {
        let page = |code: &str, expected: &[&str]| {
            check(pages_hold_no_text, &[("src/http/pages/a.rs", code)], expected);
        };
        page(
            "#[expect(lint, reason = \"it has to be\")] fn a() { say(\"a-one\"); f(\"text/html; charset=utf-8\"); }",
            &[],
        );
        page(
            "fn a() {\n refuse(\"this is no parcel\") }",
            &["src/http/pages/a.rs:2: a text outside the catalogues: \"this is no parcel\""],
        );
    }

    #[test]
    fn finds_a_key_that_is_missing_in_a_template() {
        let page = |html: &str, expected: &[&str]| {
            check(keys_exist, &[CATALOGUE, ("assets/templates/a.html", html)], expected);
        };
        page(
            "{{ \"a-one\"|t }}{{ (\"a-two\", \"n\", f(x))|t }}{{ label|t }}{{ \"a-{}\"|format(x)|t }}{{ (\"a-{}\"|format(x), \"n\", 1)|t }}",
            &[],
        );
        page("\n{{ \"a-thre\"|t }}", &["assets/templates/a.html:2: the catalogue has no a-thre"]);
        page(
            "{{ (\"b-two\", \"n\", (1, 2))|t }}",
            &["assets/templates/a.html:1: the catalogue has no b-two"],
        );
    }

    #[test]
    fn finds_a_key_that_is_missing_in_a_page() {
        let page = |code: &str, expected: &[&str]| {
            check(keys_exist, &[CATALOGUE, ("src/http/pages/a.rs", code)], expected);
        };
        page("fn a() { see_done(&format!(\"/x/{id}\"), \"sent\"); see_done(to, key); say(\"a-one\"); }", &[]);
        page("fn a() { let done = \"a-sent\"; }", &["src/http/pages/a.rs:1: the catalogue has no a-sent"]);
        page("fn a() { Problem::conflict(\"a-kind\", \"not now\"); see_other(\"other-thing\"); }", &[]);
        page(
            "fn a() { see_done(\"/x\", \"lost\") }",
            &["src/http/pages/a.rs:1: the catalogue has no done-lost"],
        );
        page(
            "const WORDS: [&str; 1] = [\"a-gone\"];",
            &["src/http/pages/a.rs:1: the catalogue has no a-gone"],
        );
    }

    #[test]
    fn finds_a_key_that_stands_twice() {
        let other = ("assets/locales/en/b.ftl", "b-one = One\na-two = Two\n");
        let expected = "a-two stands at assets/locales/en/a.ftl:3 and assets/locales/en/b.ftl:2";
        check(keys_stand_once, &[CATALOGUE], &[]);
        check(keys_stand_once, &[CATALOGUE, other], &[expected]);
    }

    #[test]
    fn finds_a_key_that_nothing_uses() {
        let rule = keys_are_used;
        let state = ("src/http/pages/a.rs", "fn a() { format!(\"a-state-{x}\") }");
        let page = ("assets/templates/a.html", "{{ (\"a-two\", \"n\", 1)|t }}");
        check(rule, &[CATALOGUE, state, page], &[]);
        let start = ("src/http/pages/a.rs", "const STATE: &str = \"a-state-\";");
        check(rule, &[CATALOGUE, start, page], &[]);
        check(rule, &[CATALOGUE, page], &["assets/locales/en/a.ftl:7: nothing uses a-state-on"]);
        check(rule, &[CATALOGUE, state], &["assets/locales/en/a.ftl:3: nothing uses a-two"]);
    }
}
