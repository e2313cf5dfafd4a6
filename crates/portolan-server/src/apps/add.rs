//! `portolan app add`: the operator registers an app for everybody.

use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, bail, ensure};
use portolan::agave::Application;

use super::{App, Program, Registry, SERVER, definition};

/// Registers the app whose definition is in `file`. Its executable lies beside it, under the name that
/// `templatePath` gives, or the definition's name without `.json`, or the app's name; it is copied to `apps`, the
/// server's own folder of apps, so that the file may go.
pub async fn add_file(registry: &Registry, apps: &Path, file: &Path) -> anyhow::Result<App> {
    let text = std::fs::read_to_string(file).with_context(|| format!("cannot read {}", file.display()))?;
    let application = definition::parse(&text).with_context(|| format!("in {}", file.display()))?;
    let executable = executable(file, &application)?;
    if let Some(there) = registry.find(&application.id).await? {
        ensure!(
            there.owner == SERVER,
            "{} is an app of {}; choose another name or version",
            there.application.id,
            there.owner
        );
    }
    let folder = apps.join(&application.id);
    std::fs::create_dir_all(&folder).with_context(|| format!("cannot make {}", folder.display()))?;
    // Beside and then in its place, so that jobs that start now run the old one or the new one.
    let draft = folder.join("program.new");
    std::fs::copy(&executable, &draft).with_context(|| format!("cannot copy {}", executable.display()))?;
    std::fs::set_permissions(&draft, std::fs::Permissions::from_mode(0o755))?;
    std::fs::rename(&draft, folder.join("program"))?;
    Ok(registry.store(application, SERVER, Program::Executable, true).await?)
}

fn executable(file: &Path, application: &Application) -> anyhow::Result<PathBuf> {
    let beside = file.parent().unwrap_or(Path::new(""));
    let stem = file.file_stem().unwrap_or_default();
    let tried = match &application.template_path {
        Some(path) => vec![beside.join(path)],
        None => vec![beside.join(stem), beside.join(&application.name)],
    };
    let Some(found) = tried.iter().find(|path| path.is_file()) else {
        let names: Vec<String> = tried.iter().map(|path| path.display().to_string()).collect();
        bail!("the app's executable is missing: there is no file {}", names.join(" or "));
    };
    let mode = found.metadata()?.permissions().mode();
    ensure!(mode & 0o111 != 0, "{} is not executable; make it so with chmod +x", found.display());
    Ok(found.clone())
}
