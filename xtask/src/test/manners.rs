//! Manners of this repository that no other tool knows.

use anyhow::{Context, Result, bail};
use std::fs;

use crate::{place, process};

/// More lines than this, and a file has two purposes.
const LONGEST: usize = 450;

/// What nobody should leave behind. Cut in two so that this list does not find itself.
const LEFT_BEHIND: [&str; 8] = [
    concat!("TO", "DO"),
    concat!("FIX", "ME"),
    concat!("HA", "CK:"),
    concat!("#[ig", "nore"),
    concat!("allow(dead_", "code)"),
    concat!("test.on", "ly("),
    concat!("describe.on", "ly("),
    concat!("debug", "ger;"),
];

/// Looks at every source file that is kept.
pub(super) fn check() -> Result<()> {
    let listed = process::read(process::program("git").args([
        "ls-files",
        "--cached",
        "--others",
        "--exclude-standard",
    ]))?;
    let mut faults = Vec::new();
    for name in listed.lines().filter(|name| is_source(name)) {
        let path = place::root().join(name);
        if path.is_file() {
            let text = fs::read_to_string(&path).with_context(|| format!("{name} cannot be read"))?;
            faults.extend(faults_in(name, &text));
        }
    }
    if faults.is_empty() { Ok(()) } else { bail!("\n{}", faults.join("\n")) }
}

fn is_source(name: &str) -> bool {
    let end = name.rsplit('.').next().unwrap_or_default();
    matches!(end, "rs" | "ts" | "js" | "mjs" | "cjs" | "css" | "py")
}

fn faults_in(name: &str, text: &str) -> Vec<String> {
    let mut faults = Vec::new();
    let lines = text.lines().count();
    if lines > LONGEST {
        faults.push(format!("{name}: {lines} lines; split it by purpose"));
    }
    for (index, line) in text.lines().enumerate() {
        let found = LEFT_BEHIND.iter().filter(|mark| line.contains(**mark));
        faults.extend(found.map(|mark| format!("{name}:{}: {mark}", index + 1)));
    }
    faults
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_files_and_left_overs_are_faults() {
        assert_eq!(faults_in("a.rs", "fn a() {}\n"), Vec::<String>::new());
        assert_eq!(faults_in("a.rs", &"//\n".repeat(451)), ["a.rs: 451 lines; split it by purpose"]);
        let mark = LEFT_BEHIND[0];
        assert_eq!(
            faults_in("a.rs", &format!("fn a() {{}}\n// {mark}: more\n")),
            [format!("a.rs:2: {mark}")]
        );
    }

    #[test]
    fn only_sources_are_looked_at() {
        assert!(is_source("web/src/main.rs"));
        assert!(!is_source("Cargo.lock"));
    }
}
