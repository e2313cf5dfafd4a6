//! Presets: filled forms that this browser keeps by name, per app.

use portolan::gateway::Draft;

use crate::hooks::kept;

/// A form that was kept.
#[derive(Clone, PartialEq)]
pub struct Preset {
    /// Its name.
    pub name: String,
    /// What was filled in.
    pub draft: Draft,
}

fn key(app: &str) -> String {
    format!("portolan.presets.{app}")
}

/// The presets of an app, the newest first; what cannot be read is left out.
pub fn all(app: &str) -> Vec<Preset> {
    let lines = kept::lines(&key(app));
    lines
        .iter()
        .filter_map(|line| {
            let (name, draft) = serde_json::from_str::<(String, Draft)>(line).ok()?;
            Some(Preset { name, draft })
        })
        .collect()
}

/// Keeps a form under a name, in place of an older one of that name.
pub fn save(app: &str, name: &str, draft: &Draft) {
    let mut presets = all(app);
    presets.retain(|preset| preset.name != name);
    presets.insert(0, Preset { name: name.to_owned(), draft: draft.clone() });
    write(app, &presets);
}

/// Forgets one.
pub fn forget(app: &str, name: &str) {
    let mut presets = all(app);
    presets.retain(|preset| preset.name != name);
    write(app, &presets);
}

fn write(app: &str, presets: &[Preset]) {
    let lines: Vec<String> = presets
        .iter()
        .filter_map(|preset| serde_json::to_string(&(&preset.name, &preset.draft)).ok())
        .collect();
    kept::keep(&key(app), &lines);
}
