//! The page that the portal starts from. In development Trunk reads it; here its marks for Trunk are replaced.

use anyhow::{Context, Result, bail, ensure};
use std::fs;
use std::ops::Range;
use std::path::{Path, PathBuf};

use super::split::{CHUNK_LOADER, ENTRY_SCRIPT, ENTRY_WASM};
use super::styles::FIRST_SHEET;

/// The page and what it names.
#[derive(Debug)]
pub(super) struct Page {
    source: String,
    links: Vec<Link>,
}

/// An element that is written for Trunk.
#[derive(Debug)]
struct Link {
    place: Range<usize>,
    kind: Kind,
    href: String,
    /// Whether the sign-in page needs it.
    first: bool,
}

#[derive(Debug, PartialEq, Eq)]
enum Kind {
    Program,
    Style,
    Icon,
}

impl Page {
    /// Reads the page.
    pub(super) fn read(file: &Path) -> Result<Page> {
        let source =
            fs::read_to_string(file).with_context(|| format!("{} cannot be read", file.display()))?;
        Page::new(source).with_context(|| file.display().to_string())
    }

    fn new(source: String) -> Result<Page> {
        let mut links = Vec::new();
        let mut from = 0;
        while let Some(place) = next_element(&source, from) {
            from = place.end;
            let element = &source[place.clone()];
            if !element.contains("data-trunk") {
                continue;
            }
            let kind = match attribute(element, "rel") {
                Some("rust") => Kind::Program,
                Some("css") => Kind::Style,
                Some("icon") => Kind::Icon,
                other => bail!("rel={other:?} is a task for Trunk that `cargo xtask portal` does not know"),
            };
            let href = attribute(element, "href").unwrap_or_default().to_owned();
            let first = element.contains(" data-first");
            links.push(Link { place: line_around(&source, place), kind, href, first });
        }
        let programs = links.iter().filter(|link| link.kind == Kind::Program).count();
        ensure!(programs == 1, "there must be one link to the program, not {programs}");
        Ok(Page { source, links })
    }

    /// The page as it is written.
    pub(super) fn source(&self) -> &str {
        &self.source
    }

    /// The style sheets that it names, in their order.
    pub(super) fn styles(&self) -> Vec<&str> {
        self.links.iter().filter(|link| link.kind == Kind::Style).map(|link| &*link.href).collect()
    }

    /// Those of them that the sign-in page needs.
    pub(super) fn first_styles(&self) -> Vec<&str> {
        let styles = self.links.iter().filter(|link| link.kind == Kind::Style && link.first);
        styles.map(|link| &*link.href).collect()
    }

    /// The other files that it names.
    pub(super) fn assets(&self, web: &Path) -> Vec<PathBuf> {
        self.links.iter().filter(|link| link.kind == Kind::Icon).map(|link| web.join(&link.href)).collect()
    }

    /// The page for a portal whose files lie in `/<folder>/`.
    pub(super) fn finish(&self, folder: &str) -> Result<String> {
        let mut page = String::new();
        let mut from = 0;
        for link in &self.links {
            page.push_str(&self.source[from..link.place.start]);
            from = link.place.end;
            match link.kind {
                Kind::Program => page.push_str(&head(folder)),
                Kind::Icon => {
                    let name = Path::new(&link.href).file_name().context("the icon has no file name")?;
                    page.push_str(&format!(
                        "<link rel=\"icon\" href=\"/{folder}/{}\">\n",
                        name.to_string_lossy()
                    ));
                }
                Kind::Style => {}
            }
        }
        page.push_str(&self.source[from..]);
        let lines: Vec<&str> = page.lines().map(str::trim).filter(|line| !line.is_empty()).collect();
        Ok(lines.join("\n") + "\n")
    }
}

/// Everything is named at once, so that a browser fetches it at once instead of finding one file in another.
fn head(folder: &str) -> String {
    format!(
        "<link rel=\"stylesheet\" href=\"/{folder}/{FIRST_SHEET}\">\n\
         <link rel=\"preload\" href=\"/{folder}/{ENTRY_WASM}\" as=\"fetch\" type=\"application/wasm\" crossorigin>\n\
         <link rel=\"modulepreload\" href=\"/{folder}/{CHUNK_LOADER}\">\n\
         <script type=\"module\" src=\"/{folder}/{ENTRY_SCRIPT}\"></script>\n"
    )
}

/// Where the next `<link ...>` or `<script ...>` begins and ends.
fn next_element(source: &str, from: usize) -> Option<Range<usize>> {
    let rest = source.get(from..)?;
    let start = ["<link", "<script"].iter().filter_map(|name| rest.find(name)).min()?;
    let end = rest[start..].find('>')?;
    Some(from + start..from + start + end + 1)
}

/// The element together with its indentation and line break.
fn line_around(source: &str, place: Range<usize>) -> Range<usize> {
    let start = source[..place.start].trim_end_matches([' ', '\t']).len();
    let end = place.end + usize::from(source[place.end..].starts_with('\n'));
    start..end
}

/// The value of an attribute that is written in double quotes.
fn attribute<'a>(element: &'a str, name: &str) -> Option<&'a str> {
    let start = element.find(&format!(" {name}=\""))? + name.len() + 3;
    element[start..].split('"').next()
}

#[cfg(test)]
mod tests {
    use super::*;

    const SOURCE: &str = "<html>\n  <head>\n    <title>Portolan</title>\n    <link data-trunk rel=\"icon\" href=\"style/icon.svg\">\n    \
        <link data-trunk data-first rel=\"css\" href=\"style/tokens.css\">\n    \
        <link data-trunk rel=\"css\" href=\"style/jobs.css\">\n    <link data-trunk rel=\"rust\" data-wasm-opt=\"z\"/>\n  \
        </head>\n</html>\n";

    #[test]
    fn marks_for_trunk_become_links() {
        let page = Page::new(SOURCE.to_owned()).unwrap();
        assert_eq!(page.styles(), ["style/tokens.css", "style/jobs.css"]);
        assert_eq!(page.first_styles(), ["style/tokens.css"]);
        assert_eq!(page.assets(Path::new("web")), [Path::new("web/style/icon.svg")]);
        let finished = page.finish("0123").unwrap();
        assert!(!finished.contains("data-trunk"), "{finished}");
        assert!(
            finished.contains("<title>Portolan</title>\n<link rel=\"icon\" href=\"/0123/icon.svg\">\n<link")
        );
        assert!(
            finished.contains("<script type=\"module\" src=\"/0123/app.js\"></script>\n</head>"),
            "{finished}"
        );
    }

    #[test]
    fn unknown_marks_are_refused() {
        let source = SOURCE.replace("rel=\"icon\"", "rel=\"tailwind-css\"");
        assert!(Page::new(source).unwrap_err().to_string().contains("tailwind-css"));
        assert!(Page::new("<html></html>".to_owned()).is_err());
    }
}
