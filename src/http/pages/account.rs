//! Making an account.

use std::sync::Arc;

use askama::Template;
use poem::handler;
use poem::web::Data;
use poem::web::cookie::CookieJar;

use crate::app::account::Error;
use crate::app::caller::Member;
use crate::app::{self, App};
use crate::http::api;
use crate::http::problem::Problem;
use crate::http::site::{Answer, Form, Frame, filters, see_done, visitor};

#[derive(Template)]
#[template(path = "account/sign_up.html")]
struct SignUp<'a> {
    frame: &'a Frame,
    form: &'a Form,
}

/// The form.
#[handler]
pub(crate) fn show(frame: Frame) -> Answer {
    frame.page(&SignUp { frame: &frame, form: &Form::default() })
}

/// Makes the account and signs in.
#[handler]
pub(crate) async fn sign_up(frame: Frame, app: Data<&Arc<App>>, jar: &CookieJar, form: Form) -> Answer {
    match register(&app, &form).await {
        Ok(member) => visitor::sign_in(&app, jar, &member).await?,
        Err(problem) => {
            let form = form.refused(problem);
            return frame.page_at(form.status(), &SignUp { frame: &frame, form: &form });
        }
    }
    Ok(see_done("/", "signed-up"))
}

async fn register(app: &App, form: &Form) -> Result<Member, Problem> {
    let (email, name, password) =
        api::account::parse(form.text("email"), form.text("name"), form.typed("password"))?;
    match app::account::register(app, email, name, password).await {
        Ok(account) => Ok(app::account::member(app, account.id).await?),
        // The same form sent twice: whoever knows the password is the one who has just signed up.
        Err(taken @ Error::EmailTaken) => {
            let known =
                app::account::authenticate(app, form.text("email"), form.typed("password").to_owned());
            known.await.map_err(|_| taken.into())
        }
        Err(error) => Err(error.into()),
    }
}
