//! A whole server in the test's own process: its own database, clock, sandbox and files.

mod app;
pub(crate) mod browser;
pub(crate) mod chance;
mod client;
mod clock;
mod database;
pub(crate) mod design;
pub(crate) mod live;
pub(crate) mod mail;
pub(crate) mod page;
pub(crate) mod picture;
pub(crate) mod process;
mod provider;
mod round;
pub(crate) mod sale;
pub(crate) mod settle;
pub(crate) mod webhook;

pub(crate) use app::{PASSWORD, TestApp, WEBHOOK_SECRETS};
pub(crate) use client::{Answer, Person};

/// Makes `sqlite::name` and `postgres::name` of each `async fn name(app: &TestApp)`.
macro_rules! on_both {
    ($($name:ident),+ $(,)?) => {
        mod sqlite {
            $(#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn $name() {
                let app = $crate::support::TestApp::on_sqlite().await;
                super::$name(&app).await;
                app.finish().await;
            })+
        }

        mod postgres {
            $(#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn $name() {
                let app = $crate::support::TestApp::on_postgres().await;
                super::$name(&app).await;
                app.finish().await;
            })+
        }
    };
}
