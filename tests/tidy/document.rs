//! The documents against the code: dependencies, lengths, example settings, and addresses of somebody's machine.

use std::collections::BTreeSet;

use crate::source::File;

/// `ARCHITECTURE.md` is read in one sitting.
pub(crate) const ARCHITECTURE_LINES_MAX: usize = 149;

/// Folders that stand on one person's machine and on no other.
const MACHINE_FOLDERS: [&str; 5] = [
    concat!("/ro", "ot/"),
    concat!("/ho", "me/"),
    concat!("/Us", "ers/"),
    concat!("/wo", "rk/"),
    concat!("/fa", "rm/"),
];

/// The workspace's own packages, which need no explanation.
const OURS: [&str; 4] = ["entity", "greenlit", "greenlit-stripe-tests", "migration"];

/// The packages that a manifest asks for, our own too.
pub(crate) fn dependencies(manifest: &str) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    let mut is_list = false;
    for line in manifest.lines() {
        if let Some(section) = line.strip_prefix('[') {
            is_list = section.trim_end_matches(']').ends_with("dependencies");
        } else if is_list && line.contains('=') && !line.starts_with([' ', '#']) {
            found.extend(line.split([' ', '.', '=']).next().map(str::to_owned));
        }
    }
    found
}

/// Compares what the manifests ask for with the table under `## Dependencies`, one crate in each row's first cell.
pub(crate) fn dependencies_are_explained(manifests: &[&str], contributing: &str) -> Vec<String> {
    let asked = manifests.iter().flat_map(|manifest| dependencies(manifest));
    let asked: BTreeSet<_> = asked.filter(|name| !OURS.contains(&name.as_str())).collect();
    let section =
        contributing.split("\n## ").find(|section| section.starts_with("Dependencies")).unwrap_or("");
    let rows = section.lines().filter_map(|line| line.strip_prefix("| `")?.split_once('`'));
    let listed: BTreeSet<_> = rows.map(|(name, _)| name.to_owned()).collect();
    let missing = asked.difference(&listed).map(|name| format!("{name} has no row in CONTRIBUTING.md"));
    let left_over =
        listed.difference(&asked).map(|name| format!("{name} has a row, and no manifest asks for it"));
    missing.chain(left_over).collect()
}

pub(crate) fn is_within(name: &str, text: &str, lines_max: usize) -> Vec<String> {
    let lines = text.lines().count();
    if lines > lines_max { vec![format!("{name}: {lines} lines, at most {lines_max}")] } else { Vec::new() }
}

pub(crate) fn no_machine_is_named(files: &[File]) -> Vec<String> {
    let mut found = Vec::new();
    for file in files {
        for (number, line) in (1..).zip(file.text.lines()) {
            let folder = MACHINE_FOLDERS.iter().find(|folder| line.contains(*folder));
            found.extend(folder.map(|folder| file.at(number, &format!("a folder of one machine, {folder}"))));
        }
    }
    found
}

/// The settings of an example file, which has `NAME=value` lines, comments and empty lines; the wrong lines instead.
pub(crate) fn settings(example: &str) -> Result<Vec<(String, String)>, Vec<String>> {
    let (mut good, mut wrong) = (Vec::new(), Vec::new());
    for line in example.lines().map(str::trim).filter(|line| !line.is_empty()) {
        // A setting that is commented out shows its default, and must be as right as the others.
        let line =
            line.strip_prefix("# GREENLIT__").map_or(line.to_owned(), |rest| format!("GREENLIT__{rest}"));
        match line.split_once('=') {
            Some((name, value)) if name.starts_with("GREENLIT__") => {
                good.push((name.to_owned(), value.to_owned()));
            }
            Some(_) | None if line.starts_with('#') => {}
            Some(_) | None => wrong.push(line),
        }
    }
    if wrong.is_empty() { Ok(good) } else { Err(wrong) }
}

#[cfg(test)]
mod tests {
    use super::*;

    const MANIFEST: &str = "[package]\nname = \"x\"\n[dependencies]\na-b = \"1\"\nentity = { path = \"entity\" }\n\
                            c.workspace = true\n[dev-dependencies]\nd = { features = [\n  \"e\",\n] }\n[lints]\nf = 1\n";

    #[test]
    fn a_manifests_dependencies_are_read() {
        assert_eq!(dependencies(MANIFEST).into_iter().collect::<Vec<_>>(), ["a-b", "c", "d", "entity"]);
    }

    #[test]
    fn finds_a_dependency_nobody_explains_and_one_nobody_uses() {
        let check = |table: &str, expected: usize| {
            let text = format!("# C\n\n## Dependencies\n\n{table}\n\n## Other\n\n| `z` | x |\n");
            assert_eq!(dependencies_are_explained(&[MANIFEST], &text).len(), expected);
        };
        check("| `a-b` | x |\n| `c` | x |\n| `d` | x |", 0);
        check("| `a-b` | x |\n| `c` | x |", 1);
        check("| `a-b` | x |\n| `c` | x |\n| `d` | x |\n| `gone` | x |", 1);
    }

    #[test]
    fn finds_a_document_over_its_length() {
        assert!(is_within("A", &"x\n".repeat(149), 149).is_empty());
        assert_eq!(is_within("A", &"x\n".repeat(150), 149).len(), 1);
    }

    #[test]
    fn finds_a_folder_of_one_machine() {
        for folder in MACHINE_FOLDERS {
            assert_eq!(no_machine_is_named(&[File::new("a.md", &format!("see {folder}x"))]).len(), 1);
        }
        assert!(no_machine_is_named(&[File::new("a.md", "see src/work.rs and /api/v1")]).is_empty());
    }

    #[test]
    fn example_settings_are_read_and_wrong_lines_named() {
        let good = settings("# About.\n\nGREENLIT__A=1\n# GREENLIT__B__C=x=y\n").unwrap();
        assert_eq!(
            good,
            [("GREENLIT__A", "1"), ("GREENLIT__B__C", "x=y")].map(|(a, b)| (a.to_owned(), b.to_owned()))
        );
        assert_eq!(
            settings("GREENLIT__A\nOTHER=1\n"),
            Err(vec!["GREENLIT__A".to_owned(), "OTHER=1".to_owned()])
        );
    }
}
