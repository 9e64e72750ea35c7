//! A page as somebody reads it: its words, links, fields and forms.

use super::Answer;

/// What came back, and from where.
#[derive(Debug, Clone)]
pub(crate) struct Page {
    pub(crate) status: u16,
    /// Where it stands, after all redirects.
    pub(crate) path: String,
    pub(crate) html: String,
    headers: poem::http::HeaderMap,
}

/// One tag with its attributes, their values as they are meant.
struct Tag {
    name: String,
    attributes: Vec<(String, String)>,
    /// Where it ends in the page.
    end: usize,
}

impl Page {
    pub(super) fn new(path: String, answer: &Answer) -> Self {
        let html = String::from_utf8_lossy(&answer.bytes).into_owned();
        Self { status: answer.status.as_u16(), path, html, headers: answer.headers.clone() }
    }

    pub(crate) fn header(&self, name: &str) -> &str {
        self.headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default()
    }

    /// What stands on it, without markup, each run of spaces being one.
    pub(crate) fn words(&self) -> String {
        let body = self.html.find("<body").map_or("", |at| &self.html[at..]);
        let mut text = String::new();
        let mut rest = body;
        while let Some(at) = rest.find('<') {
            text.push_str(&rest[..at]);
            text.push(' ');
            rest = rest[at..].find('>').map_or("", |end| &rest[at + end + 1..]);
        }
        let text = unescape(&(text + rest));
        text.split_whitespace().collect::<Vec<_>>().join(" ")
    }

    /// Checks that it was given, and says this.
    #[track_caller]
    pub(crate) fn shows(&self, text: &str) -> &Self {
        let words = self.words();
        assert!(words.contains(text), "{} ({}) does not say {text:?}: {words}", self.path, self.status);
        self
    }

    #[track_caller]
    pub(crate) fn hides(&self, text: &str) -> &Self {
        let words = self.words();
        assert!(!words.contains(text), "{} says {text:?}: {words}", self.path);
        self
    }

    #[track_caller]
    pub(crate) fn is(&self, status: u16) -> &Self {
        assert_eq!(self.status, status, "{}: {}", self.path, self.words());
        self
    }

    pub(crate) fn has_link(&self, address: &str) -> bool {
        self.tags("a").iter().any(|tag| tag.get("href") == Some(address))
    }

    #[track_caller]
    pub(crate) fn links_to(&self, address: &str) -> &Self {
        assert!(self.has_link(address), "{} has no link to {address}: {}", self.path, self.html);
        self
    }

    /// The value of the first field with this name; empty where there is none.
    pub(crate) fn field(&self, name: &str) -> String {
        let fields = fields(&self.html);
        fields.into_iter().find(|(known, _)| known == name).map(|(_, value)| value).unwrap_or_default()
    }

    /// What the form with this address would send as it stands.
    #[track_caller]
    pub(crate) fn form(&self, action: &str) -> Vec<(String, String)> {
        let forms = self.tags("form");
        let found = forms.iter().find(|tag| tag.get("action") == Some(action));
        let found = found.unwrap_or_else(|| panic!("{} has no form for {action}: {}", self.path, self.html));
        let rest = &self.html[found.end..];
        fields(&rest[..rest.find("</form").unwrap_or(rest.len())])
    }

    fn tags(&self, name: &str) -> Vec<Tag> {
        let mut found = tags(&self.html);
        found.retain(|tag| tag.name == name);
        found
    }
}

impl Tag {
    fn get(&self, name: &str) -> Option<&str> {
        self.attributes.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }

    fn has(&self, name: &str) -> bool {
        self.get(name).is_some()
    }
}

/// Buttons send nothing unless they are used; boxes and choices only where they are set.
fn fields(html: &str) -> Vec<(String, String)> {
    let mut found = Vec::new();
    let mut select = None;
    for tag in tags(html) {
        let name = tag.get("name").map(str::to_owned);
        let value = tag.get("value").unwrap_or_default().to_owned();
        let kind = tag.get("type").unwrap_or("text");
        match (tag.name.as_str(), name) {
            ("input", Some(name)) => {
                let is_box = matches!(kind, "checkbox" | "radio");
                if kind != "submit" && kind != "file" && (!is_box || tag.has("checked")) {
                    found.push((name, value));
                }
            }
            ("textarea", Some(name)) => {
                let rest = &html[tag.end..];
                let text = unescape(&rest[..rest.find("</textarea").unwrap_or(rest.len())]);
                found.push((name, text.strip_prefix('\n').unwrap_or(&text).to_owned()));
            }
            ("select", Some(name)) => select = Some(name),
            ("option", _) => {
                let Some(name) = &select else { continue };
                let is_new = !found.iter().any(|(known, _)| known == name);
                if tag.has("selected") {
                    found.retain(|(known, _)| known != name);
                }
                if is_new || tag.has("selected") {
                    found.push((name.clone(), value));
                }
            }
            _ => {}
        }
    }
    found
}

/// Every opening tag in the page's order.
fn tags(html: &str) -> Vec<Tag> {
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(start) = html[at..].find('<').map(|offset| at + offset + 1) {
        let length = name_length(&html[start..]);
        let (attributes, end) = attributes(html, start + length);
        at = end;
        if length > 0 {
            found.push(Tag { name: html[start..start + length].to_lowercase(), attributes, end });
        }
    }
    found
}

fn name_length(text: &str) -> usize {
    text.find(|letter: char| !letter.is_ascii_alphanumeric() && letter != '-').unwrap_or(text.len())
}

/// The attributes from here to the tag's end, and where that is.
fn attributes(html: &str, mut at: usize) -> (Vec<(String, String)>, usize) {
    let mut found = Vec::new();
    loop {
        let rest = &html[at..];
        let skipped = rest.len() - rest.trim_start_matches([' ', '\n', '\r', '\t', '/']).len();
        at += skipped;
        let rest = &html[at..];
        if rest.is_empty() {
            return (found, at);
        }
        if rest.starts_with('>') {
            return (found, at + 1);
        }
        let length = rest.find([' ', '\n', '=', '>', '/']).unwrap_or(rest.len()).max(1);
        let name = rest[..length].to_lowercase();
        at += length;
        let quoted = html[at..].strip_prefix("=\"").map(|rest| (2, '"', rest));
        let quoted = quoted.or_else(|| html[at..].strip_prefix("='").map(|rest| (2, '\'', rest)));
        let value = quoted.map_or("", |(_, mark, rest)| &rest[..rest.find(mark).unwrap_or(rest.len())]);
        if quoted.is_some() {
            at += value.len() + 3;
        }
        found.push((name, unescape(value)));
    }
}

fn unescape(text: &str) -> String {
    let names =
        [("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&#34;", "\""), ("&#39;", "'"), ("&#x27;", "'")];
    let marks = [("&#60;", "<"), ("&#62;", ">"), ("&#38;", "&"), ("&amp;", "&")];
    let mut text = text.to_owned();
    for (escaped, plain) in names.into_iter().chain(marks) {
        text = text.replace(escaped, plain);
    }
    text
}
