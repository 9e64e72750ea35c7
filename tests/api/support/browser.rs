//! A browser without scripts: it keeps cookies, follows redirects, and sends the forms of the page it is on.

use std::collections::BTreeMap;
use std::sync::Mutex;

use poem::http::uri::Scheme;
use poem::http::{Method, header};
use poem::web::{LocalAddr, RemoteAddr};
use poem::{Request, RequestParts};

use super::page::Page;
use super::{Answer, PASSWORD, Person, TestApp, picture};

const REDIRECTS_MAX: usize = 5;
const HOST: &str = "greenlit.test";
const FORM: &str = "application/x-www-form-urlencoded";

/// One browser; its cookies are its own.
pub(crate) struct Browser<'a> {
    app: &'a TestApp,
    cookies: Mutex<BTreeMap<String, String>>,
    page: Mutex<Option<Page>>,
}

impl TestApp {
    /// One that has never been here.
    pub(crate) fn browser(&self) -> Browser<'_> {
        Browser { app: self, cookies: Mutex::default(), page: Mutex::default() }
    }

    /// One in which this person is signed in.
    pub(crate) async fn browser_of(&self, person: &Person) -> Browser<'_> {
        let browser = self.browser();
        browser.sign_in(person).await;
        browser
    }
}

impl Browser<'_> {
    /// Opens an address as if it were typed, and goes where it leads.
    pub(crate) async fn open(&self, path: &str) -> Page {
        let answer = self.send(&Sent::get(path)).await;
        self.arrive(path, answer).await
    }

    /// Signs in by the form; whatever page was meant comes up.
    pub(crate) async fn sign_in(&self, person: &Person) -> Page {
        self.open("/sign-in").await;
        let page = self.submit("/sign-in", &[("email", &person.email), ("password", PASSWORD)]).await;
        assert_eq!(page.status, 200, "{}", page.words());
        page
    }

    /// Sends the page's form with this address: what it holds already, with these fields typed over or added.
    pub(crate) async fn submit(&self, action: &str, typed: &[(&str, &str)]) -> Page {
        let mut fields = self.page().form(action);
        fields.retain(|(name, _)| typed.iter().all(|(known, _)| known != name));
        fields.extend(typed.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())));
        let answer = self.send(&Sent::form(action, &fields)).await;
        self.arrive(action, answer).await
    }

    /// Sends the page's form with this address and a file in it.
    pub(crate) async fn attach(&self, action: &str, name: &str, bytes: &[u8]) -> Page {
        let fields = self.page().form(action);
        let answer = self.send(&Sent::with_file(action, &fields, name, bytes)).await;
        self.arrive(action, answer).await
    }

    /// Sends these fields anywhere, with the guard and the key of the last page's first form.
    pub(crate) async fn post(&self, path: &str, typed: &[(&str, &str)]) -> Page {
        let page = self.page();
        let is_kept = |name: &&str| typed.iter().all(|(given, _)| given != name);
        let kept =
            ["token", "key"].into_iter().filter(is_kept).map(|name| (name.to_owned(), page.field(name)));
        let given = typed.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
        let fields: Vec<_> = kept.chain(given).collect();
        let answer = self.send(&Sent::form(path, &fields)).await;
        self.arrive(path, answer).await
    }

    /// One request and its answer, wherever that leads.
    pub(crate) async fn send(&self, sent: &Sent) -> Answer {
        let mut request = poem::http::Request::builder()
            .method(sent.method.clone())
            .uri(&sent.path)
            .header(header::HOST, HOST)
            .header(header::ACCEPT, "text/html,application/xhtml+xml,*/*;q=0.8")
            .header("Sec-Fetch-Site", sent.site)
            .header(header::COOKIE, self.cookies());
        if sent.method == Method::POST {
            request = request.header(header::CONTENT_TYPE, sent.kind);
        }
        let (parts, ()) = request.body(()).unwrap().into_parts();
        // As from a connection: poem's own builder forgets the address that was asked for.
        let parts = RequestParts::from((parts, LocalAddr::default(), RemoteAddr::default(), Scheme::HTTP));
        let answer = self.app.call(Request::from_parts(parts, sent.body.clone().into())).await;
        self.keep_cookies(&answer);
        answer
    }

    /// The page it is on.
    pub(crate) fn page(&self) -> Page {
        self.page.lock().unwrap().clone().expect("no page is open")
    }

    pub(crate) fn cookie(&self, name: &str) -> Option<String> {
        self.cookies.lock().unwrap().get(name).cloned()
    }

    async fn arrive(&self, path: &str, mut answer: Answer) -> Page {
        let mut path = path.to_owned();
        for _ in 0..REDIRECTS_MAX {
            if answer.status.as_u16() != 303 {
                break;
            }
            answer.header("location").clone_into(&mut path);
            assert!(path.starts_with('/') && !path.starts_with("//"), "led away to {path}");
            answer = self.send(&Sent::get(&path)).await;
        }
        let page = Page::new(path, &answer);
        *self.page.lock().unwrap() = Some(page.clone());
        page
    }

    pub(crate) fn cookies(&self) -> String {
        let kept = self.cookies.lock().unwrap();
        kept.iter().map(|(name, value)| format!("{name}={value}")).collect::<Vec<_>>().join("; ")
    }

    fn keep_cookies(&self, answer: &Answer) {
        let mut kept = self.cookies.lock().unwrap();
        for line in answer.headers.get_all(header::SET_COOKIE) {
            let line = line.to_str().unwrap();
            let (name, value) = line.split(';').next().unwrap().split_once('=').unwrap();
            if value.is_empty() {
                kept.remove(name);
            } else {
                kept.insert(name.to_owned(), value.to_owned());
            }
        }
    }
}

/// What a browser sends.
pub(crate) struct Sent {
    method: Method,
    path: String,
    body: Vec<u8>,
    kind: &'static str,
    site: &'static str,
}

impl Sent {
    pub(crate) fn get(path: &str) -> Self {
        Self { method: Method::GET, path: path.to_owned(), body: Vec::new(), kind: FORM, site: "none" }
    }

    pub(crate) fn form(path: &str, fields: &[(String, String)]) -> Self {
        let body = url::form_urlencoded::Serializer::new(String::new()).extend_pairs(fields).finish();
        Self {
            method: Method::POST,
            path: path.to_owned(),
            body: body.into(),
            kind: FORM,
            site: "same-origin",
        }
    }

    /// A form with these fields and a file behind them.
    pub(crate) fn with_file(path: &str, fields: &[(String, String)], name: &str, bytes: &[u8]) -> Self {
        let body = picture::form_after(fields, name, bytes);
        Self { method: Method::POST, path: path.to_owned(), body, kind: picture::FORM, site: "same-origin" }
    }

    /// The same from a page of somebody else's.
    pub(crate) fn sent_elsewhere(self) -> Self {
        Self { site: "cross-site", ..self }
    }

    pub(crate) fn by(self, method: Method) -> Self {
        Self { method, ..self }
    }
}
