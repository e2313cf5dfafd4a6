//! The page that everything starts from names every style sheet, and keeps to what the security policy allows.

#![cfg(not(target_family = "wasm"))]
#![allow(clippy::unwrap_used, reason = "in a test it is what fails")]

use std::fs;
use std::path::{Path, PathBuf};

fn web() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

fn page() -> String {
    fs::read_to_string(web().join("index.html")).unwrap()
}

fn sheets_below(folder: &Path, found: &mut Vec<String>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            sheets_below(&path, found);
        } else if path.extension().is_some_and(|ending| ending == "css") {
            found.push(path.strip_prefix(web()).unwrap().to_string_lossy().replace('\\', "/"));
        }
    }
}

#[test]
fn every_style_sheet_is_named_once() {
    let mut found = Vec::new();
    sheets_below(&web().join("style"), &mut found);
    sheets_below(&web().join("src"), &mut found);
    let page = page();
    for sheet in found {
        assert_eq!(page.matches(&format!("\"{sheet}\"")).count(), 1, "{sheet}");
    }
}

#[test]
fn nothing_is_inline() {
    let page = page();
    for forbidden in ["<style", "style=\"", "onload=", "onerror=", "javascript:"] {
        assert!(!page.contains(forbidden), "{forbidden}");
    }
    assert!(!page.contains("<script"), "scripts come from the build");
}
