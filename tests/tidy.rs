//! Reads the source and holds what the compiler cannot: layers, transactions, states, sizes and documents.
//!
//! Each rule is a function that lists what breaks it, with tests of its own on broken pieces; here they meet the tree.

#[cfg(test)]
#[path = "tidy/document.rs"]
mod document;
#[cfg(test)]
#[path = "tidy/layer.rs"]
mod layer;
#[cfg(test)]
#[path = "tidy/markup.rs"]
mod markup;
#[cfg(test)]
#[path = "tidy/money.rs"]
mod money;
#[cfg(test)]
#[path = "tidy/shape.rs"]
mod shape;
#[cfg(test)]
#[path = "tidy/source.rs"]
mod source;
#[cfg(test)]
#[path = "tidy/syntax.rs"]
mod syntax;
#[cfg(test)]
#[path = "tidy/token.rs"]
mod token;
#[cfg(test)]
#[path = "tidy/words.rs"]
mod words;

#[cfg(test)]
mod tree {
    use std::path::Path;
    use std::sync::LazyLock;

    use crate::source::{File, read_tree};
    use crate::{document, layer, money, shape, words};

    static TREE: LazyLock<Vec<File>> = LazyLock::new(|| read_tree(Path::new(env!("CARGO_MANIFEST_DIR"))));

    const MANIFESTS: [&str; 4] =
        ["Cargo.toml", "entity/Cargo.toml", "migration/Cargo.toml", "tests/stripe/Cargo.toml"];

    fn text(path: &str) -> &'static str {
        let file = TREE.iter().find(|file| file.path == path);
        &file.unwrap_or_else(|| panic!("{path} is missing")).text
    }

    /// A tree that could not be read would keep every rule.
    fn check(rule: impl FnOnce(&'static [File]) -> Vec<String>) {
        assert!(TREE.iter().any(|file| file.path == "src/domain/money.rs" && !file.product.is_empty()));
        expect_none(&rule(&TREE));
    }

    fn expect_none(failures: &[String]) {
        assert!(failures.is_empty(), "\n{}\n", failures.join("\n"));
    }

    #[test]
    fn domain_is_pure() {
        let names = document::dependencies(text("Cargo.toml")).into_iter();
        let names: Vec<_> = names.map(|name| name.replace('-', "_")).collect();
        check(|files| layer::domain_is_pure(files, &names));
    }

    #[test]
    fn entity_and_migration_stand_alone() {
        check(layer::packages_stand_alone);
    }

    #[test]
    fn layers_name_only_what_is_below() {
        check(layer::layers_name_only_what_is_below);
    }

    #[test]
    fn crates_stay_in_the_layer_that_keeps_them() {
        check(layer::crates_stay_where_they_are_kept);
    }

    #[test]
    fn time_and_ids_come_from_the_injected_sources() {
        check(layer::the_clock_is_injected);
    }

    #[test]
    fn nothing_outside_is_called_between_begin_and_commit() {
        check(money::nothing_outside_between_begin_and_commit);
    }

    #[test]
    fn gateways_are_reached_only_through_outside() {
        check(money::gateways_are_called_in_place);
    }

    #[test]
    fn money_moves_only_in_an_effects_call() {
        check(money::money_moves_in_calls);
    }

    #[test]
    fn sabotage_stays_where_it_is_named() {
        check(money::sabotage_stays_in_its_places);
    }

    #[test]
    fn states_change_only_by_transition() {
        check(money::states_change_by_transition);
    }

    #[test]
    fn transition_tables_have_no_catch_all() {
        check(shape::tables_have_no_catch_all);
    }

    #[test]
    fn files_are_short() {
        check(shape::files_are_short);
    }

    #[test]
    fn functions_are_short() {
        check(shape::functions_are_short);
    }

    #[test]
    fn functions_take_few_parameters() {
        check(shape::functions_take_few_parameters);
    }

    #[test]
    fn files_begin_with_their_doc() {
        check(shape::files_begin_with_their_doc);
    }

    #[test]
    fn nothing_is_unfinished_or_waved_through() {
        check(shape::nothing_is_unfinished_or_waved_through);
    }

    #[test]
    fn texts_are_in_the_catalogues() {
        check(words::templates_hold_no_text);
        check(words::pages_hold_no_text);
    }

    #[test]
    fn every_key_that_is_asked_for_exists() {
        check(words::keys_exist);
    }

    #[test]
    fn no_key_stands_twice() {
        check(words::keys_stand_once);
    }

    #[test]
    fn every_key_of_the_catalogues_is_used() {
        check(words::keys_are_used);
    }

    #[test]
    fn no_machine_is_named() {
        check(document::no_machine_is_named);
    }

    #[test]
    fn the_architecture_is_read_in_one_sitting() {
        expect_none(&document::is_within(
            "ARCHITECTURE.md",
            text("ARCHITECTURE.md"),
            document::ARCHITECTURE_LINES_MAX,
        ));
    }

    #[test]
    fn the_example_settings_are_the_defaults() {
        use greenlit::config::Config;
        let example = document::settings(text(".env.example")).unwrap();
        assert_eq!(Config::load_with(example).unwrap(), Config::load_with([]).unwrap());
    }

    #[test]
    fn every_dependency_is_explained() {
        expect_none(&document::dependencies_are_explained(&MANIFESTS.map(text), text("CONTRIBUTING.md")));
    }
}
