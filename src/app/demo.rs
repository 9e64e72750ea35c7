//! What a demo says of itself on its first page: whom to sign in as.

/// Made up people, all with one password.
#[derive(Debug, Clone)]
pub struct Card {
    pub password: String,
    pub people: Vec<Person>,
}

#[derive(Debug, Clone)]
pub struct Person {
    /// As `second admin`.
    pub part: String,
    pub name: String,
    pub email: String,
}

impl Person {
    /// Key of what this part does.
    pub fn label(&self) -> String {
        format!("demo-part-{}", self.part.replace(' ', "-"))
    }

    /// Where to begin in this part.
    pub fn start(&self) -> &'static str {
        match self.part.as_str() {
            "admin" | "second admin" | "moderator" => "/desk",
            "designer" => "/me/designs",
            "member" => "/me/preorders",
            _ => "/",
        }
    }
}
