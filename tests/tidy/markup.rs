//! Templates in parts: what the template language does, and what is left for people to read.

/// A piece of a template's own language, with the line on which it begins.
pub(crate) struct Block<'a> {
    pub(crate) code: &'a str,
    pub(crate) line: usize,
}

/// What stands in a page outside that language and outside tags, or in an attribute that is read out.
pub(crate) struct Said {
    pub(crate) text: String,
    pub(crate) line: usize,
}

const QUOTES: [(&str, &str); 3] = [("{{", "}}"), ("{%", "%}"), ("{#", "#}")];
/// Attributes that people read or hear.
const SPOKEN: [&str; 4] = ["alt", "title", "placeholder", "aria-label"];
/// The block of the frame that holds names of classes.
const CLASS_BLOCK: [&str; 2] = ["block", "width"];
/// Elements whose content is no text.
const SILENT: [&str; 2] = ["style", "script"];

/// Expressions and statements; comments are dropped.
pub(crate) fn blocks(template: &str) -> Vec<Block<'_>> {
    let mut found = Vec::new();
    split(template, |_, code, line| {
        if !code.starts_with("{#") {
            found.push(Block { code: &code[2..code.len() - 2], line });
        }
    });
    found
}

/// What the template says by itself.
pub(crate) fn said(template: &str, is_html: bool) -> Vec<Said> {
    let mut bare = String::new();
    let mut is_class = false;
    let rest = split(template, |before, code, _| {
        bare.push_str(if is_class { "" } else { before });
        bare.extend(code.matches('\n'));
        is_class = code.split_whitespace().skip(1).take(2).eq(CLASS_BLOCK);
    });
    bare.push_str(rest);
    if is_html { said_in_html(&bare) } else { vec![Said { text: bare, line: 1 }] }
}

/// Calls back for each block with what stands before it, and gives what stands after the last one.
fn split<'a>(template: &'a str, mut each: impl FnMut(&'a str, &'a str, usize)) -> &'a str {
    let (mut rest, mut line) = (template, 1);
    loop {
        let starts = QUOTES.iter().filter_map(|(open, close)| Some((rest.find(open)?, *close)));
        let Some((start, close)) = starts.min() else { return rest };
        let (before, block) = rest.split_at(start);
        let end = block.find(close).map_or(block.len(), |end| end + close.len());
        let (block, after) = block.split_at(end);
        line += before.matches('\n').count();
        each(before, block, line);
        line += block.matches('\n').count();
        rest = after;
    }
}

fn said_in_html(html: &str) -> Vec<Said> {
    let mut found = Vec::new();
    let (mut rest, mut line, mut inside) = (html, 1, String::new());
    while !rest.is_empty() {
        let (text, tag) = rest.split_at(rest.find('<').unwrap_or(rest.len()));
        // Keys of a keyboard are the same in every language.
        let is_key = inside == "kbd" && text.trim().chars().count() == 1;
        if !SILENT.contains(&inside.as_str()) && !is_key {
            found.push(Said { text: without_entities(&without_attributes(text)), line });
        }
        line += text.matches('\n').count();
        let (tag, after) = tag.split_at(tag_len(tag));
        found.extend(spoken(tag).into_iter().map(|text| Said { text, line }));
        line += tag.matches('\n').count();
        inside = tag.trim_start_matches('<').split([' ', '>', '\n', '/']).next().unwrap_or("").to_owned();
        rest = after;
    }
    found
}

/// To its end, past quoted values.
fn tag_len(tag: &str) -> usize {
    let mut quote = None;
    for (at, letter) in tag.char_indices() {
        match (quote, letter) {
            (None, '>') => return at + 1,
            (None, '"' | '\'') => quote = Some(letter),
            (Some(open), letter) if open == letter => quote = None,
            _ => {}
        }
    }
    tag.len()
}

/// The values of attributes that are read, and a button's own.
fn spoken(tag: &str) -> Vec<String> {
    let is_button = tag.starts_with("<button")
        || ["submit", "button", "reset"].iter().any(|kind| tag.contains(&format!("type=\"{kind}\"")));
    let is_input = tag.starts_with("<input") && is_button;
    let mut names = SPOKEN.to_vec();
    if is_input {
        names.push("value");
    }
    names.iter().filter_map(|name| value(tag, name)).collect()
}

fn value(tag: &str, name: &str) -> Option<String> {
    let begin = format!(" {name}=\"");
    let rest = tag.split_once(&begin)?.1;
    Some(rest.split('"').next().unwrap_or_default().to_owned())
}

/// A macro may write attributes alone; those that are read stay.
fn without_attributes(text: &str) -> String {
    let mut plain = String::new();
    let mut rest = text;
    while let Some((before, value)) = rest.split_once("=\"") {
        let name = before.rsplit(|c: char| !c.is_ascii_lowercase() && c != '-').next().unwrap_or_default();
        let Some((_, after)) = value.split_once('"').filter(|_| !name.is_empty() && !SPOKEN.contains(&name))
        else {
            break;
        };
        plain.push_str(&before[..before.len() - name.len()]);
        rest = after;
    }
    plain + rest
}

fn without_entities(text: &str) -> String {
    let mut plain = String::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('&') {
        plain.push_str(before);
        let name = after.split(';').next().unwrap_or_default();
        let is_entity = name.len() < after.len() && name.chars().all(|c| c.is_alphanumeric() || c == '#');
        rest = if is_entity { &after[name.len() + 1..] } else { after };
    }
    plain + rest
}
