//! Rust source as tokens: enough of the language to tell code from comments and from texts.

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    Word,
    Mark,
    /// A string literal of any form; `text` is what stands between the quotes.
    Text,
    Number,
    Char,
    Lifetime,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Token {
    pub(crate) kind: Kind,
    pub(crate) text: String,
    /// From 1.
    pub(crate) line: usize,
}

impl Token {
    pub(crate) fn is(&self, text: &str) -> bool {
        matches!(self.kind, Kind::Word | Kind::Mark) && self.text == text
    }

    pub(crate) fn is_word(&self) -> bool {
        self.kind == Kind::Word
    }
}

/// Marks of two characters that a rule tells from their halves.
const PAIRS: [&str; 7] = ["::", "->", "=>", "==", "!=", "<=", ">="];

/// The tokens of a source text; comments are dropped.
pub(crate) fn tokens(source: &str) -> Vec<Token> {
    let mut reader = Reader { left: source, line: 1, found: Vec::new() };
    while reader.step() {}
    reader.found
}

struct Reader<'a> {
    left: &'a str,
    line: usize,
    found: Vec<Token>,
}

impl Reader<'_> {
    fn step(&mut self) -> bool {
        let Some(first) = self.left.chars().next() else { return false };
        if first.is_whitespace() {
            self.skip(first.len_utf8());
        } else if self.left.starts_with("//") {
            self.skip(self.left.find('\n').unwrap_or(self.left.len()));
        } else if self.left.starts_with("/*") {
            self.skip(block_comment_len(self.left));
        } else if let Some((open, close, escapes)) = text_quotes(self.left) {
            self.text(open, &close, escapes);
        } else if first == '\'' {
            self.quote();
        } else if first.is_ascii_digit() {
            self.take(Kind::Number, word_len(self.left));
        } else if first.is_alphabetic() || first == '_' {
            self.take(Kind::Word, word_len(self.left));
        } else {
            let pair = PAIRS.iter().any(|pair| self.left.starts_with(pair));
            self.take(Kind::Mark, if pair { 2 } else { first.len_utf8() });
        }
        true
    }

    fn skip(&mut self, len: usize) {
        let (gone, left) = self.left.split_at(len);
        self.line += gone.matches('\n').count();
        self.left = left;
    }

    fn take(&mut self, kind: Kind, len: usize) {
        self.found.push(Token { kind, text: self.left[..len].to_owned(), line: self.line });
        self.skip(len);
    }

    fn text(&mut self, open: usize, close: &str, escapes: bool) {
        let body = &self.left[open..];
        let len = text_len(body, close, escapes);
        self.found.push(Token { kind: Kind::Text, text: body[..len].to_owned(), line: self.line });
        self.skip((open + len + close.len()).min(self.left.len()));
    }

    /// A character, or a lifetime: a quote closes the one and not the other.
    fn quote(&mut self) {
        let mut rest = self.left.chars().skip(1);
        let (first, second) = (rest.next(), rest.next());
        if first == Some('\\') {
            let len = text_len(&self.left[1..], "'", true);
            self.take(Kind::Char, (len + 2).min(self.left.len()));
        } else if second == Some('\'') {
            self.take(Kind::Char, 2 + first.map_or(0, char::len_utf8));
        } else {
            self.take(Kind::Lifetime, 1 + word_len(&self.left[1..]));
        }
    }
}

fn word_len(source: &str) -> usize {
    source.find(|c: char| !c.is_alphanumeric() && c != '_').unwrap_or(source.len())
}

/// Block comments nest.
fn block_comment_len(source: &str) -> usize {
    let (mut at, mut depth) = (0, 0_usize);
    while at < source.len() {
        let rest = &source[at..];
        if rest.starts_with("/*") {
            (at, depth) = (at + 2, depth + 1);
        } else if rest.starts_with("*/") {
            (at, depth) = (at + 2, depth - 1);
        } else {
            at += rest.chars().next().map_or(1, char::len_utf8);
        }
        if depth == 0 {
            return at;
        }
    }
    source.len()
}

/// Where a text begins here: how long its opening is, its closing, and whether a backslash escapes.
fn text_quotes(source: &str) -> Option<(usize, String, bool)> {
    let prefix = source.find(|c: char| !matches!(c, 'b' | 'c' | 'r')).filter(|len| *len <= 2)?;
    let rest = &source[prefix..];
    if !source[..prefix].contains('r') {
        return rest.starts_with('"').then(|| (prefix + 1, "\"".to_owned(), true));
    }
    let hashes = rest.find(|c: char| c != '#')?;
    rest[hashes..].starts_with('"').then(|| (prefix + hashes + 1, format!("\"{}", "#".repeat(hashes)), false))
}

fn text_len(body: &str, close: &str, escapes: bool) -> usize {
    let mut at = 0;
    while at < body.len() && !body[at..].starts_with(close) {
        let first = body[at..].chars().next();
        at += first.map_or(1, char::len_utf8);
        if escapes && first == Some('\\') {
            at += body[at..].chars().next().map_or(0, char::len_utf8);
        }
    }
    at.min(body.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(source: &str, expected: &[&str]) {
        let found = tokens(source);
        assert_eq!(found.iter().map(|token| token.text.as_str()).collect::<Vec<_>>(), expected);
    }

    #[test]
    fn comments_are_dropped_and_texts_are_one_token() {
        check("a // b \"c\"\n/* d /* e */ f */ g", &["a", "g"]);
        check(r#"x("// no \" comment") y"#, &["x", "(", r#"// no \" comment"#, ")", "y"]);
        check(r##"r#"a " b"# z"##, &["a \" b", "z"]);
        check(r#"b"bytes" br"raw""#, &["bytes", "raw"]);
        check("\"\\\\\" after", &["\\\\", "after"]);
    }

    #[test]
    fn characters_are_told_from_lifetimes() {
        check("'{' 'a '\\'' '\\u{7d}' 'é' x", &["'{'", "'a", "'\\''", "'\\u{7d}'", "'é'", "x"]);
        check("fn f<'a>(x: &'a str)", &["fn", "f", "<", "'a", ">", "(", "x", ":", "&", "'a", "str", ")"]);
    }

    #[test]
    fn marks_of_two_characters_stay_together() {
        check("a::b => c == d = e", &["a", "::", "b", "=>", "c", "==", "d", "=", "e"]);
    }

    #[test]
    fn each_token_knows_its_line() {
        let lines: Vec<_> = tokens("a\n\"x\ny\"\nb").into_iter().map(|token| token.line).collect();
        assert_eq!(lines, [1, 2, 4]);
    }
}
