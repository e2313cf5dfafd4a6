//! Two style sheets from all that lie in the portal's folders: what the sign-in page needs, and the rest.

use anyhow::{Context, Result, anyhow};
use lightningcss::stylesheet::{ParserOptions, PrinterOptions, StyleSheet};
use std::fs;
use std::path::{Path, PathBuf};

use super::files_below;

/// The sheet that the page names.
pub(super) const FIRST_SHEET: &str = "app.css";

/// The sheet that the chunk loader fetches together with the chunk.
pub(super) const LATER_SHEET: &str = "portal.css";

/// The style sheets in their order: those that the page names, then the others below `style` and `src` by path.
pub(super) fn files(web: &Path, named: &[&str]) -> Result<Vec<PathBuf>> {
    let mut files: Vec<PathBuf> = named.iter().map(|name| web.join(name)).collect();
    for folder in ["style", "src"].map(|name| web.join(name)).iter().filter(|folder| folder.is_dir()) {
        let found =
            files_below(folder)?.into_iter().filter(|file| file.extension().is_some_and(|end| end == "css"));
        let more: Vec<PathBuf> = found.filter(|file| !files.contains(file)).collect();
        files.extend(more);
    }
    Ok(files)
}

/// All the sheets as one, without what browsers do not need.
pub(super) fn sheet(files: &[PathBuf]) -> Result<String> {
    files.iter().map(|file| minified(file)).collect()
}

fn minified(file: &Path) -> Result<String> {
    let source = fs::read_to_string(file).with_context(|| format!("{} cannot be read", file.display()))?;
    let options = ParserOptions { filename: file.to_string_lossy().into_owned(), ..Default::default() };
    let mut sheet = StyleSheet::parse(&source, options).map_err(|error| anyhow!("{error}"))?;
    sheet.minify(Default::default()).map_err(|error| anyhow!("{error}"))?;
    let printed = sheet.to_css(PrinterOptions { minify: true, ..Default::default() });
    Ok(printed.map_err(|error| anyhow!("{error}"))?.code)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn named_sheets_come_first_and_the_rest_by_path() {
        let web = tempfile::tempdir().unwrap();
        for (file, text) in [
            ("style/base.css", "body { margin: 0 }"),
            ("style/tokens.css", ":root { --sea: #0a4d68; }"),
            ("src/components/table.css", "/* rows */ td { color: var(--sea); }"),
            ("src/components/button.css", "button { & span { color: red } }"),
        ] {
            let path = web.path().join(file);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, text).unwrap();
        }
        let files = files(web.path(), &["style/tokens.css"]).unwrap();
        let names: Vec<_> = files.iter().map(|file| file.file_name().unwrap().to_str().unwrap()).collect();
        assert_eq!(names, ["tokens.css", "base.css", "button.css", "table.css"]);
        let sheet = sheet(&files).unwrap();
        assert!(sheet.starts_with(":root{--sea:#0a4d68}body{margin:0}"), "{sheet}");
        assert!(!sheet.contains("rows"), "{sheet}");
    }

    #[test]
    fn mistakes_name_the_file() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("wrong.css");
        fs::write(&file, "a { color: red } }").unwrap();
        assert!(sheet(&[file]).unwrap_err().to_string().contains("wrong.css"));
    }
}
