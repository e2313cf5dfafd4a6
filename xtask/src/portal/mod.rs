//! The portal as people get it: split, hashed, compressed.

mod page;
mod split;
mod styles;

use anyhow::{Context, Result, bail};
use std::fs;
use std::path::{Path, PathBuf};

use crate::fingerprint::{self, Fingerprint};
use crate::setup::{self, Need};
use crate::{cargo, compress, place};
use page::Page;

/// What this program does to its input, so that a portal is made anew when that changes.
const RECIPE: [&str; 5] = [
    include_str!("mod.rs"),
    include_str!("page.rs"),
    include_str!("split.rs"),
    include_str!("styles.rs"),
    include_str!("../compress.rs"),
];

/// Builds the portal into `dist/`, unless what lies there is already made from the present sources.
pub(crate) fn build() -> Result<()> {
    setup::ensure(&[Need::WasmTarget])?;
    let wasm = cargo::build_wasm(&["-p", "portolan-web", "--features", "split"])?;
    let web = place::root().join("web");
    let page = Page::read(&web.join("index.html"))?;
    let inputs = inputs(&web, &wasm, &page)?;
    let stamp = Stamp { file: place::target().join("portal.stamp"), inputs };
    if stamp.is_fresh(&place::dist()) {
        return Ok(());
    }
    let started = std::time::Instant::now();
    assemble(&web, &wasm, &page)?;
    stamp.write(&place::dist())?;
    println!("portal built into dist/ ({:.1} s after compiling)", started.elapsed().as_secs_f32());
    Ok(())
}

/// The files of the finished portal that a browser loads for the sign-in page, and those it loads later.
pub(crate) fn files() -> Result<(Vec<PathBuf>, Vec<PathBuf>)> {
    let folder = hashed_folder(&place::dist())?;
    let mut first = vec![place::dist().join("index.html")];
    let mut later = Vec::new();
    for file in files_below(&folder)? {
        match file.extension().and_then(|end| end.to_str()) {
            Some("br" | "gz") => {}
            Some("wasm") if !file.ends_with(split::ENTRY_WASM) => later.push(file),
            _ if file.ends_with(styles::LATER_SHEET) => later.push(file),
            _ => first.push(file),
        }
    }
    Ok((first, later))
}

/// What decides whether the portal must be put together again.
fn inputs(web: &Path, wasm: &Path, page: &Page) -> Result<String> {
    let mut fingerprint = Fingerprint::default();
    RECIPE.iter().for_each(|source| fingerprint.add("recipe", source.as_bytes()));
    fingerprint.add_file("versions", &place::root().join("Cargo.lock"))?;
    fingerprint.add("page", page.source().as_bytes());
    fingerprint.add_file("wasm", wasm)?;
    for file in styles::files(web, &page.styles())?.iter().chain(&page.assets(web)) {
        fingerprint.add_file(&file.to_string_lossy(), file)?;
    }
    Ok(fingerprint.finish())
}

/// Puts everything together beside `dist/`, then lets it take the place of the old one.
fn assemble(web: &Path, wasm: &Path, page: &Page) -> Result<()> {
    let next = tempfile::Builder::new().prefix("portal-").tempdir_in(place::target())?;
    let next = next.path();
    let staging = next.join("staging");
    fs::create_dir(&staging)?;
    split::split(wasm, &staging)?;
    let first: Vec<PathBuf> = page.first_styles().iter().map(|name| web.join(name)).collect();
    let sheets = styles::files(web, &page.styles())?;
    let later: Vec<PathBuf> = sheets.into_iter().filter(|sheet| !first.contains(sheet)).collect();
    fs::write(staging.join(styles::FIRST_SHEET), styles::sheet(&first)?)?;
    fs::write(staging.join(styles::LATER_SHEET), styles::sheet(&later)?)?;
    for asset in page.assets(web) {
        let name = asset.file_name().context("an asset has no file name")?;
        fs::copy(&asset, staging.join(name))
            .with_context(|| format!("{} cannot be copied", asset.display()))?;
    }
    let name = content_name(&staging)?;
    let folder = next.join(&name);
    fs::rename(&staging, &folder)?;
    fs::write(next.join("index.html"), page.finish(&name)?)?;
    compress::beside(
        &files_below(next)?.into_iter().filter(|file| is_text_or_code(file)).collect::<Vec<_>>(),
    )?;
    put_in_place(next, &place::dist())
}

/// A folder's name made from all that is in it.
fn content_name(folder: &Path) -> Result<String> {
    let mut fingerprint = Fingerprint::default();
    for file in files_below(folder)? {
        let name = file.strip_prefix(folder)?.to_string_lossy().into_owned();
        fingerprint.add_file(&name, &file)?;
    }
    Ok(fingerprint.finish())
}

/// Everything but what is compressed by its own format.
fn is_text_or_code(file: &Path) -> bool {
    let end = file.extension().and_then(|end| end.to_str()).unwrap_or_default();
    !matches!(end, "png" | "jpg" | "webp" | "avif" | "woff2" | "ico" | "br" | "gz")
}

/// Moves what was built to where the old portal is.
fn put_in_place(next: &Path, dist: &Path) -> Result<()> {
    if dist.exists() {
        fs::remove_dir_all(dist).with_context(|| format!("{} cannot be replaced", dist.display()))?;
    }
    fs::create_dir_all(dist)?;
    for entry in fs::read_dir(next)? {
        let entry = entry?;
        fs::rename(entry.path(), dist.join(entry.file_name()))?;
    }
    Ok(())
}

/// The one folder of the portal that is named by its contents.
fn hashed_folder(dist: &Path) -> Result<PathBuf> {
    let entries = fs::read_dir(dist).context("there is no portal; `cargo xtask portal` builds it")?;
    let mut folders =
        entries.filter_map(|entry| entry.ok().map(|entry| entry.path())).filter(|path| path.is_dir());
    match (folders.next(), folders.next()) {
        (Some(folder), None) => Ok(folder),
        _ => bail!("dist/ was built by something else; `cargo xtask portal` builds the whole portal"),
    }
}

/// All files below a folder, ordered by path.
fn files_below(folder: &Path) -> Result<Vec<PathBuf>> {
    let mut files = Vec::new();
    for entry in fs::read_dir(folder).with_context(|| format!("{} cannot be read", folder.display()))? {
        let path = entry?.path();
        if path.is_dir() {
            files.extend(files_below(&path)?);
        } else {
            files.push(path);
        }
    }
    files.sort();
    Ok(files)
}

/// Remembers from what the portal in `dist/` was made.
struct Stamp {
    file: PathBuf,
    inputs: String,
}

impl Stamp {
    fn is_fresh(&self, dist: &Path) -> bool {
        hashed_folder(dist).is_ok()
            && self.text(dist).is_ok_and(|expected| fingerprint::stamped(&self.file, &expected))
    }

    fn write(&self, dist: &Path) -> Result<()> {
        Ok(fs::write(&self.file, self.text(dist)?)?)
    }

    /// The page is part of it, so that a portal which something else put there is noticed.
    fn text(&self, dist: &Path) -> Result<String> {
        Ok(format!("{} {}\n", self.inputs, fingerprint::of_file(&dist.join("index.html"))?))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_portal_from_elsewhere_is_noticed() {
        let folder = tempfile::tempdir().unwrap();
        let dist = folder.path().join("dist");
        fs::create_dir_all(dist.join("0123456789abcdef")).unwrap();
        fs::write(dist.join("index.html"), "ours").unwrap();
        let stamp = Stamp { file: folder.path().join("stamp"), inputs: "a".to_owned() };
        assert!(!stamp.is_fresh(&dist));
        stamp.write(&dist).unwrap();
        assert!(stamp.is_fresh(&dist));
        fs::write(dist.join("index.html"), "another's").unwrap();
        assert!(!stamp.is_fresh(&dist));
    }

    #[test]
    fn the_new_portal_replaces_the_old_one() {
        let folder = tempfile::tempdir().unwrap();
        let (next, dist) = (folder.path().join("next"), folder.path().join("dist"));
        fs::create_dir_all(next.join("new")).unwrap();
        fs::create_dir_all(dist.join("old")).unwrap();
        put_in_place(&next, &dist).unwrap();
        assert_eq!(hashed_folder(&dist).unwrap(), dist.join("new"));
    }

    #[test]
    fn names_follow_contents() {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("a.js"), "1").unwrap();
        let before = content_name(folder.path()).unwrap();
        fs::write(folder.path().join("a.js"), "2").unwrap();
        assert_ne!(content_name(folder.path()).unwrap(), before);
    }
}
