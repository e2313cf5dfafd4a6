//! Drafts: what was typed into a form, kept in this tab until it is sent or discarded.
//!
//! They lie in the tab's session storage: they survive reload, navigation and a new sign-in, two tabs do not
//! overwrite each other's, and nothing is left on a shared machine when the tab is closed.

use portolan::gateway::Draft;

/// What all keys of drafts begin with.
pub const PREFIX: &str = "portolan.draft.";

/// Where the draft of an app lies; a form that began from a job has a draft of its own.
pub fn key(connection: &str, app: &str, job: Option<&str>) -> String {
    match job {
        Some(job) => format!("{PREFIX}{connection}/{app}?from={job}"),
        None => format!("{PREFIX}{connection}/{app}"),
    }
}

/// The draft that lies under `key`; one that cannot be read counts as none.
pub fn load(key: &str) -> Option<Draft> {
    let text = storage()?.get_item(key).ok().flatten()?;
    serde_json::from_str(&text).ok()
}

/// Keeps a draft. A browser that refuses to store loses only the safety net, so that is no failure.
pub fn save(key: &str, draft: &Draft) {
    if let (Some(storage), Ok(text)) = (storage(), serde_json::to_string(draft)) {
        let _ = storage.set_item(key, &text);
    }
}

/// Forgets a draft.
pub fn discard(key: &str) {
    if let Some(storage) = storage() {
        let _ = storage.remove_item(key);
    }
}

fn storage() -> Option<web_sys::Storage> {
    web_sys::window()?.session_storage().ok().flatten()
}

#[cfg(test)]
mod tests {
    use portolan::gateway::Draft;

    use super::key;

    #[test]
    fn a_form_from_a_job_does_not_touch_the_apps_own_draft() {
        assert_ne!(key("agave", "pi-1", None), key("agave", "pi-1", Some("7")));
        assert_ne!(key("agave", "pi-1", None), key("other", "pi-1", None));
    }

    #[test]
    fn a_draft_of_an_older_portal_is_read_as_far_as_it_goes() {
        let draft: Draft = serde_json::from_str("{\"name\":\"x\"}").unwrap();
        assert_eq!(draft, Draft { name: "x".to_owned(), ..Draft::default() });
    }
}
