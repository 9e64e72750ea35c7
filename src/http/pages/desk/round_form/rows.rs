//! The form's repeating rows without any script: buttons that add one or drop one keep everything that was typed.

use crate::http::site::Form;

/// A list of the rules with the fields of each entry.
#[derive(Debug, Clone, Copy)]
pub(super) struct Table {
    pub(super) list: &'static str,
    pub(super) fields: &'static [&'static str],
}

pub(super) const VARIANTS: Table =
    Table { list: "product.variants", fields: &["sku", "size", "colour", "price_minor"] };
pub(super) const COUNTRIES: Table = Table { list: "shipping", fields: &["country", "fee_minor"] };
pub(super) const PRIZES: Table = Table { list: "prizes", fields: &["place", "amount_minor"] };

const TABLES: [Table; 3] = [VARIANTS, COUNTRIES, PRIZES];
/// Names of the two kinds of button; the value is the list, or the row.
const ADD: &str = "add";
const DROP: &str = "drop";

/// One row as the page shows it: its name, its number from 1, and the names of its fields.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Line {
    pub(super) name: String,
    pub(super) number: usize,
    pub(super) fields: Vec<String>,
}

/// `product.variants[0]`.
pub(super) fn name(table: Table, index: usize) -> String {
    format!("{}[{index}]", table.list)
}

/// The rows that the form has.
pub(super) fn lines(form: &Form, table: Table) -> Vec<Line> {
    let count = texts(form, table).len();
    let line = |index: usize| {
        let name = name(table, index);
        let fields = table.fields.iter().map(|field| format!("{name}.{field}")).collect();
        Line { name, number: index.saturating_add(1), fields }
    };
    (0..count).map(line).collect()
}

/// The form after one of the row buttons; nothing where it was sent by another one.
pub(super) fn changed(form: &Form) -> Option<Form> {
    let (added, dropped) = (form.text(ADD), form.text(DROP));
    if added.is_empty() && dropped.is_empty() {
        return None;
    }
    Some(rebuilt(form, |table, rows| {
        let mut index = 0;
        rows.retain(|_| {
            let keeps = name(table, index) != dropped;
            index = index.saturating_add(1);
            keeps
        });
        if table.list == added {
            rows.push(blank(table));
        }
    }))
}

/// The form without empty rows, but for one in each list that would have none.
pub(super) fn tidied(form: &Form) -> Form {
    rebuilt(form, |_, rows| rows.retain(|row| row.iter().any(|text| !text.is_empty())))
}

/// The same form with its rows changed and numbered anew.
fn rebuilt(form: &Form, change: impl Fn(Table, &mut Vec<Vec<String>>)) -> Form {
    let is_row = |name: &str| TABLES.iter().any(|table| is_of(name, *table));
    let others = form.fields().iter().filter(|(name, _)| !is_row(name) && name != ADD && name != DROP);
    let mut fields: Vec<(String, String)> = others.cloned().collect();
    for table in TABLES {
        let mut rows = texts(form, table);
        change(table, &mut rows);
        if rows.is_empty() {
            rows.push(blank(table));
        }
        for (index, row) in rows.into_iter().enumerate() {
            let name = name(table, index);
            let named = table.fields.iter().zip(row);
            fields.extend(named.map(|(field, text)| (format!("{name}.{field}"), text)));
        }
    }
    Form::filled(fields)
}

/// What each row holds, in the order of the table's fields.
fn texts(form: &Form, table: Table) -> Vec<Vec<String>> {
    let row = |index: usize| {
        let name = name(table, index);
        let names: Vec<String> = table.fields.iter().map(|field| format!("{name}.{field}")).collect();
        let is_there = names.iter().any(|name| form.has(name));
        is_there.then(|| names.iter().map(|name| form.text(name).to_owned()).collect())
    };
    (0..).map_while(row).collect()
}

fn blank(table: Table) -> Vec<String> {
    vec![String::new(); table.fields.len()]
}

fn is_of(name: &str, table: Table) -> bool {
    name.strip_prefix(table.list).is_some_and(|rest| rest.starts_with('['))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn form(fields: &[(&str, &str)]) -> Form {
        Form::filled(fields.iter().copied())
    }

    fn countries(form: &Form) -> Vec<Vec<String>> {
        texts(form, COUNTRIES)
    }

    const TWO: [(&str, &str); 5] = [
        ("title", "Snow"),
        ("shipping[0].country", "DE"),
        ("shipping[0].fee_minor", "5"),
        ("shipping[1].country", "KR"),
        ("shipping[1].fee_minor", "15"),
    ];

    #[test]
    fn a_row_is_added_at_the_end_of_its_list_alone() {
        let changed = changed(&form(&[&TWO[..], &[("add", "shipping")]].concat())).unwrap();
        assert_eq!(countries(&changed), [["DE", "5"], ["KR", "15"], ["", ""]]);
        assert_eq!(texts(&changed, VARIANTS).len(), 1);
        assert_eq!(changed.text("title"), "Snow");
        assert!(!changed.has("add"));
    }

    #[test]
    fn a_row_is_dropped_and_the_others_move_up() {
        let changed = changed(&form(&[&TWO[..], &[("drop", "shipping[0]")]].concat())).unwrap();
        assert_eq!(countries(&changed), [["KR", "15"]]);
    }

    #[test]
    fn empty_rows_are_left_out_and_every_list_keeps_one() {
        let sent = [&TWO[..], &[("shipping[2].country", " "), ("prizes[0].place", "")]].concat();
        let tidied = tidied(&form(&sent));
        assert_eq!(countries(&tidied), [["DE", "5"], ["KR", "15"]]);
        assert_eq!(texts(&tidied, PRIZES), [["", ""]]);
    }

    #[test]
    fn the_save_button_changes_no_rows() {
        assert!(changed(&form(&TWO)).is_none());
    }
}
