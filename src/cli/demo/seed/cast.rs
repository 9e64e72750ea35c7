//! The people of the demo: made up, all with the same password, which is new in each installation.

use serde::{Deserialize, Serialize};

use crate::app::App;
use crate::app::account::{self, Prepared};
use crate::app::caller::{Admin, Member, Moderator};
use crate::cli::Failure;
use crate::domain::account::{Password, Role, Scope};
use crate::domain::digest::Digest;

const DOMAIN: &str = "demo.example";
const TOKEN_NAME: &str = "demo";
/// Bytes of chance in the password.
const PASSWORD_DIGITS: usize = 12;

const DESIGNERS: [&str; 8] = [
    "Mirae Seo",
    "Tomas Okafor",
    "Lene Falk",
    "Ravi Anand",
    "Chiara Bonetti",
    "Noor Haddad",
    "Jonas Weiss",
    "Ayumi Kondo",
];

const MEMBERS: [&str; 30] = [
    "Paula Reyes",
    "Emil Strand",
    "Hana Bae",
    "Luca Moretti",
    "Sofie Brandt",
    "Kwame Mensah",
    "Ines Duarte",
    "Oskar Lind",
    "Yuna Choi",
    "Marek Novak",
    "Fatima Zaidi",
    "Greta Hahn",
    "Diego Salas",
    "Amelie Roux",
    "Pavel Horak",
    "Jisoo Lim",
    "Nadia Petrov",
    "Ben Achterberg",
    "Clara Vidal",
    "Samir Khan",
    "Elsa Nyberg",
    "Hugo Lefevre",
    "Minjun Kang",
    "Rosa Iglesias",
    "Viktor Sand",
    "Aisha Bello",
    "Theo Marchand",
    "Lotte Visser",
    "Daehan Yoon",
    "Irena Kos",
];

/// One account as it is printed.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(in crate::cli::demo) struct Person {
    pub(in crate::cli::demo) part: String,
    pub(in crate::cli::demo) name: String,
    pub(in crate::cli::demo) email: String,
    pub(in crate::cli::demo) token: String,
}

/// Everybody, ready to act.
pub(super) struct Cast {
    pub(super) admin: Admin,
    pub(super) second_admin: Admin,
    pub(super) moderator: Moderator,
    pub(super) designers: Vec<Member>,
    /// They score and buy.
    pub(super) members: Vec<Member>,
    /// A buyer without any order, for the walk.
    pub(super) buyer: Member,
}

impl Cast {
    /// Makes all accounts, as of the clock's present.
    pub(super) async fn enrol(app: &App, password: &str) -> Result<Self, Failure> {
        let hash = account::prepare(Password::choose(password, &email("admin").parse()?)?).await?;
        let admin = enrol(app, "admin", "Ada Winter", Role::Admin, &hash).await?;
        let second = enrol(app, "admin2", "Bo Winter", Role::Admin, &hash).await?;
        let moderator = enrol(app, "moderator", "Mo Castell", Role::Moderator, &hash).await?;
        Ok(Self {
            admin: admin.as_admin().ok_or("the admin has another role")?,
            second_admin: second.as_admin().ok_or("the second admin has another role")?,
            moderator: moderator.as_moderator().ok_or("the moderator has another role")?,
            designers: several(app, "designer", &DESIGNERS, &hash).await?,
            members: several(app, "member", &MEMBERS, &hash).await?,
            buyer: enrol(app, "buyer", "Billie Frost", Role::Member, &hash).await?,
        })
    }

    /// The six accounts that are shown, each with a new token.
    pub(super) async fn shown(&self, app: &App) -> Result<Vec<Person>, Failure> {
        let designer = self.designers.first().ok_or("there is no designer")?;
        let member = self.members.first().ok_or("there is no member")?;
        let parts = [
            ("admin", "admin", self.admin.member()),
            ("second admin", "admin2", self.second_admin.member()),
            ("moderator", "moderator", self.moderator.member()),
            ("designer", "designer", designer),
            ("member", "member", member),
            ("buyer", "buyer", &self.buyer),
        ];
        let mut shown = Vec::new();
        for (part, local, who) in parts {
            let scopes = [Scope::Read, Scope::Write];
            let (_, secret) = account::create_token(app, who, TOKEN_NAME, &scopes).await?;
            shown.push(Person {
                part: part.to_owned(),
                name: who.name().to_owned(),
                email: email(local),
                token: secret.reveal().to_owned(),
            });
        }
        Ok(shown)
    }
}

/// A password that nobody else's demo has.
pub(super) fn password(app: &App) -> String {
    let digits: String = Digest::new(app.ids.secret()).to_string().chars().take(PASSWORD_DIGITS).collect();
    format!("demo-{digits}")
}

fn email(local: &str) -> String {
    format!("{local}@{DOMAIN}")
}

/// The first is `part@`, the others `part2@`, `part3@` and so on.
async fn several(app: &App, part: &str, names: &[&str], hash: &Prepared) -> Result<Vec<Member>, Failure> {
    let mut made = Vec::new();
    for (index, name) in names.iter().enumerate() {
        let local = if index == 0 { part.to_owned() } else { format!("{part}{}", index.saturating_add(1)) };
        made.push(enrol(app, &local, name, Role::Member, hash).await?);
    }
    Ok(made)
}

async fn enrol(app: &App, local: &str, name: &str, role: Role, hash: &Prepared) -> Result<Member, Failure> {
    Ok(account::enrol(app, email(local).parse()?, name.parse()?, role, hash).await?)
}
