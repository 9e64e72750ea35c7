//! What keeps money safe: nothing outside is called inside a transaction, and states have one way to change.

use std::collections::BTreeSet;

use crate::source::File;
use crate::syntax::{Function, functions};
use crate::token::{Kind, Token};

/// Calls of the provider that move money. They belong to the middle part of an effect.
const MONEY_CALLS: [&str; 4] = ["confirm_intent", "create_refund", "create_transfer", "top_up"];

/// Functions of `store` that may write a state, by the first word of their names.
const STATE_WRITERS: [&str; 3] = ["transition", "insert", "claim"];

const JOBS: &str = "src/store/job.rs";

/// What stands before a gateway's field.
const OWNERS: [&str; 2] = ["app", "self"];

/// Where mistakes are made on purpose, under the feature of that name, for the fault simulation to catch.
const SABOTAGED: [&str; 10] = [
    "src/app/attempt/confirm.rs",
    "src/app/attempt/learn.rs",
    "src/app/attempt/mod.rs",
    "src/app/campaign/due.rs",
    "src/app/event/mod.rs",
    "src/app/mod.rs",
    "src/app/preorder/apply.rs",
    "src/app/refund/send.rs",
    "src/app/sabotage.rs",
    "src/gateway/payment/webhook.rs",
];

/// A function of `app`, with its file's own name: calls name both (`intent::call`), or the last alone.
type Name = (String, String);

/// A function that begins a transaction reaches nothing outside, neither itself nor by what it calls in `app`.
pub(crate) fn nothing_outside_between_begin_and_commit(files: &[File]) -> Vec<String> {
    let reaching = reaching_outside(files);
    let mut found = Vec::new();
    for file in app_files(files) {
        for function in functions(&file.product) {
            let holds =
                calls(function.body, "begin_write") || function.parameters.iter().any(|token| token.is("Tx"));
            if !holds {
                continue;
            }
            if reaches(function.body) {
                found.push(
                    file.at(
                        function.line,
                        &format!("{} calls outside with a transaction open", function.name),
                    ),
                );
            }
            let through =
                called(function.body, noun(file)).into_iter().filter(|name| reaching.contains(name));
            found.extend(through.map(|(noun, verb)| {
                file.at(
                    function.line,
                    &format!(
                        "{} calls {noun}::{verb}, which reaches outside, with a transaction open",
                        function.name
                    ),
                )
            }));
        }
    }
    found
}

/// Nothing is spoilt anywhere else, and nobody turns it on but the simulation.
pub(crate) fn sabotage_stays_in_its_places(files: &[File]) -> Vec<String> {
    let is_named = |file: &&File| {
        let is_place = SABOTAGED.contains(&file.path.as_str());
        file.is_rust() && !is_place && !file.is_in("tests/faults") && !file.is_in("tests/tidy")
    };
    let mut found = Vec::new();
    for file in files.iter().filter(is_named).filter(|file| file.path != "tests/tidy.rs") {
        let lines = (1..).zip(file.text.lines());
        let named = lines.filter(|(_, line)| line.contains("sabotage"));
        found.extend(named.map(|(line, _)| file.at(line, "sabotage is not for this place")));
    }
    found
}

/// Every function of `app` that reaches a gateway, itself or through another.
fn reaching_outside(files: &[File]) -> BTreeSet<Name> {
    let mut known = BTreeSet::new();
    loop {
        let before = known.len();
        for file in app_files(files) {
            for function in functions(&file.product) {
                let through = called(function.body, noun(file)).iter().any(|name| known.contains(name));
                if reaches(function.body) || through {
                    known.insert((noun(file).to_owned(), function.name.clone()));
                }
            }
        }
        if known.len() == before {
            return known;
        }
    }
}

fn app_files(files: &[File]) -> impl Iterator<Item = &File> {
    files.iter().filter(|file| file.is_rust() && file.is_module("src/app"))
}

/// The file's own name; `mod.rs` has that of its folder.
fn noun(file: &File) -> &str {
    let path = file.path.trim_end_matches(".rs").trim_end_matches("/mod");
    path.rsplit('/').next().unwrap_or(path)
}

fn reaches(body: &[Token]) -> bool {
    body.windows(2).any(|pair| pair[0].is("outside") && pair[1].is("."))
}

fn calls(body: &[Token], name: &str) -> bool {
    body.windows(2).any(|pair| pair[0].is(name) && pair[1].is("("))
}

/// Functions called by path or by bare name; methods are not followed.
fn called(body: &[Token], own: &str) -> Vec<Name> {
    let mut found = Vec::new();
    for at in 0..body.len().saturating_sub(1) {
        if !body[at].is_word() || !body[at + 1].is("(") {
            continue;
        }
        let before = |back: usize| at.checked_sub(back).map(|place| &body[place]);
        let is_path = before(1).is_some_and(|token| token.is("::"));
        let noun = before(2).filter(|token| is_path && token.is_word()).map(|token| token.text.as_str());
        let noun = noun.filter(|noun| !["self", "Self", "super"].contains(noun)).unwrap_or(own);
        if !before(1).is_some_and(|token| token.is(".")) {
            found.push((noun.to_owned(), body[at].text.clone()));
        }
    }
    found
}

/// In `app`, a gateway is reached only as `app.outside.<gateway>.<verb>(`: never bound to a name nor handed on,
/// since the rule above could not see it then. The file that declares `Outside` may speak of it freely.
pub(crate) fn gateways_are_called_in_place(files: &[File]) -> Vec<String> {
    let mut found = Vec::new();
    for file in app_files(files).filter(|file| !declares(file, "struct", "Outside")) {
        let code = &file.product;
        for at in (0..code.len()).filter(|at| code[*at].is("outside")) {
            let after = |forward: usize| code.get(at + forward);
            let owner = at.checked_sub(2).and_then(|place| code.get(place));
            let is_owned = owner.is_some_and(|owner| OWNERS.iter().any(|name| owner.is(name)));
            let is_called = after(1).is_some_and(|dot| dot.is("."))
                && after(3).is_some_and(|dot| dot.is("."))
                && after(5).is_some_and(|open| open.is("(") || open.is("::"));
            let is_module = after(1).is_some_and(|colons| colons.is("::")) || at > 0 && code[at - 1].is("::");
            let is_right = is_module || (is_owned && is_called);
            if !is_right {
                found.push(
                    file.at(code[at].line, "a gateway is reached only as app.outside.<gateway>.<verb>()"),
                );
            }
        }
    }
    found.extend(gateways_handed_on(files));
    found
}

fn declares(file: &File, kind: &str, name: &str) -> bool {
    file.product.windows(2).any(|pair| pair[0].is(kind) && pair[1].is(name))
}

/// `dyn Payment` or `impl Payment` in `app`; the clock and the ids are not outside.
fn gateways_handed_on(files: &[File]) -> Vec<String> {
    let gateways =
        files.iter().filter(|file| file.is_in("src/gateway") && !file.is_module("src/gateway/clock"));
    let traits: BTreeSet<&str> = gateways
        .flat_map(|file| file.product.windows(2))
        .filter(|pair| pair[0].is("trait"))
        .map(|pair| pair[1].text.as_str())
        .collect();
    let mut found = Vec::new();
    for file in app_files(files).filter(|file| !declares(file, "struct", "Outside")) {
        for pair in file.product.windows(2) {
            let opens = pair[0].is("dyn") || pair[0].is("impl");
            if opens && pair[1].is_word() && traits.contains(pair[1].text.as_str()) {
                found.push(file.at(pair[1].line, &format!("{} is handed on", pair[1].text)));
            }
        }
    }
    found
}

/// Money moves in an effect's `call` alone, whose attempt and key its `begin` has stored.
pub(crate) fn money_moves_in_calls(files: &[File]) -> Vec<String> {
    let mut found = Vec::new();
    for file in app_files(files) {
        for function in functions(&file.product).iter().filter(|function| !has_verb(function, &["call"])) {
            let wrong = MONEY_CALLS.iter().filter(|name| calls(function.body, name));
            found.extend(wrong.map(|name| {
                file.at(function.line, &format!("{name} in {}, which is no `call`", function.name))
            }));
        }
    }
    found
}

/// In `store`, states are written by `transition`, and by what makes or claims a row. A job has no table of
/// transitions: its state is written under its lease, in the one file left out.
pub(crate) fn states_change_by_transition(files: &[File]) -> Vec<String> {
    let mut found = Vec::new();
    for file in files.iter().filter(|file| file.is_in("src/store") && file.path != JOBS) {
        for function in functions(&file.product).iter().filter(|function| !has_verb(function, &STATE_WRITERS))
        {
            let lines = (0..function.body.len()).filter(|at| writes_state(&function.body[*at..]));
            found.extend(
                lines.map(|at| file.at(function.body[at].line, &format!("{} writes a state", function.name))),
            );
        }
    }
    found
}

fn has_verb(function: &Function<'_>, verbs: &[&str]) -> bool {
    verbs.iter().any(|verb| {
        function.name.strip_prefix(verb).is_some_and(|rest| rest.is_empty() || rest.starts_with('_'))
    })
}

/// Whether a state is written at the first token: as a column, as a field, by assignment, or in SQL.
fn writes_state(code: &[Token]) -> bool {
    match code {
        [verb, open, ..] if verb.is("col_expr") && open.is("(") => {
            code.iter().take_while(|token| !token.is(",")).any(|token| token.is("State"))
        }
        [field, colon, set, ..] if field.is("state") && colon.is(":") => {
            set.is("Set") || set.is("ActiveValue") || set.is("sea_orm")
        }
        [dot, field, equals, ..] if dot.is(".") && field.is("state") => equals.is("="),
        [text, ..] if text.kind == Kind::Text => sets_state(&text.text.to_lowercase()),
        _ => false,
    }
}

/// `update ... set a = 1, state = ...`, in lower case.
fn sets_state(sql: &str) -> bool {
    let Some((_, set)) = sql.split_once("update ").and_then(|(_, rest)| rest.split_once(" set ")) else {
        return false;
    };
    let assigned = set.split(" where ").next().unwrap_or(set);
    assigned.split(',').any(|part| {
        let column = part.split('=').next().unwrap_or(part).trim().trim_matches('"');
        column == "state"
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(rule: fn(&[File]) -> Vec<String>, sources: &[(&str, &str)], failures: usize) {
        let files: Vec<_> = sources.iter().map(|(path, text)| File::new(path, text)).collect();
        let found = rule(&files);
        assert_eq!(found.len(), failures, "{sources:?}: {found:?}");
    }

    fn check_app(rule: fn(&[File]) -> Vec<String>, text: &str, failures: usize) {
        check(rule, &[("src/app/intent.rs", text)], failures);
    }

    #[test]
    fn finds_a_network_call_between_begin_and_commit() {
        let rule = nothing_outside_between_begin_and_commit;
        check_app(
            rule,
            "async fn a(app: &App) { let tx = app.store.begin_write().await?; app.outside.payment.detach(m).await?; tx.commit().await }",
            1,
        );
        check_app(rule, "async fn a(app: &App, tx: &Tx) { app.outside.payment.detach(m).await }", 1);
        check_app(
            rule,
            "async fn begin(app: &App) { app.store.begin_write().await } async fn call(app: &App) { app.outside.payment.detach(m).await }",
            0,
        );
        check_app(
            rule,
            "async fn a(app: &App) { app.store.begin_write().await; // app.outside.payment\n \"app.outside.x\" }",
            0,
        );
    }

    #[test]
    fn finds_a_network_call_hidden_in_another_function() {
        let rule = nothing_outside_between_begin_and_commit;
        let call = (
            "src/app/intent.rs",
            "async fn call(app: &App) { send(app).await } async fn send(app: &App) { app.outside.payment.detach(m).await }",
        );
        check(
            rule,
            &[
                call,
                (
                    "src/app/settlement.rs",
                    "async fn a(app: &App) { app.store.begin_write().await; intent::call(app).await }",
                ),
            ],
            1,
        );
        check(
            rule,
            &[
                call,
                (
                    "src/app/settlement.rs",
                    "async fn a(app: &App) { begin(app).await; intent::call(app).await } async fn begin(app: &App) { app.store.begin_write().await }",
                ),
            ],
            0,
        );
    }

    #[test]
    fn finds_a_gateway_that_is_bound_or_handed_on() {
        let rule = gateways_are_called_in_place;
        check_app(rule, "fn a(app: &App) { let p = &app.outside.payment; p.detach(m) }", 1);
        check_app(rule, "fn a(app: &App) { send(&app.outside.payment) }", 1);
        check_app(rule, "fn a(outside: &Outside) { outside.payment.detach(m) }", 2);
        check_app(rule, "fn a(app: &App) { app\n.outside\n.payment\n.detach(m) }", 0);
        check_app(rule, "struct Outside { payment: P } struct App { outside: Outside }", 0);
        let gateway = ("src/gateway/payment/mod.rs", "pub trait Payment {}");
        check(rule, &[gateway, ("src/app/intent.rs", "fn a(p: &dyn Payment) {}")], 1);
    }

    #[test]
    fn finds_money_that_moves_outside_a_call() {
        check_app(
            money_moves_in_calls,
            "async fn settle(app: &App) { app.outside.payment.confirm_intent(k, c).await }",
            1,
        );
        check_app(
            money_moves_in_calls,
            "async fn call(app: &App) { app.outside.payment.confirm_intent(k, c).await }",
            0,
        );
        check_app(
            money_moves_in_calls,
            "async fn call_refund(app: &App) { app.outside.payment.create_refund(k, r).await }",
            0,
        );
    }

    #[test]
    fn finds_a_state_that_is_set_without_transition() {
        let store =
            |text, failures| check(states_change_by_transition, &[("src/store/campaign.rs", text)], failures);
        store("fn close(tx: &Tx) { E::update_many().col_expr(Column::State, Expr::value(1)) }", 1);
        store("fn close(tx: &Tx) { E::update_many().col_expr(campaign::Column::State, Expr::value(1)) }", 1);
        store("fn close() { ActiveModel { id: Set(1), state: Set(2) } }", 1);
        store("fn close() { row.state = Set(2); }", 1);
        store("fn close() { execute(\"UPDATE campaign SET units = 1, state = 'open' WHERE id = $1\") }", 1);
        store("fn transition(tx: &Tx) { E::update_many().col_expr(Column::State, Expr::value(1)) }", 0);
        store("fn insert_all() { ActiveModel { state: Set(2) } }", 0);
        store("fn find() { if row.state == 1 { Row { state: row.state } } }", 0);
        store("fn count() { execute(\"UPDATE campaign SET units = 1 WHERE state = 'open'\") }", 0);
    }
}
