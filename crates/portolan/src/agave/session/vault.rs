//! Where JavaScript keeps a session for later visits and for other pages.

use send_wrapper::SendWrapper;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;

use super::{SessionEntry, Shared, State};
use crate::json::Json;

#[wasm_bindgen]
extern "C" {
    /// What the npm package makes of its option `storage`.
    pub type Vault;

    /// The session that is kept: a client's name and an entry of a session file.
    #[wasm_bindgen(method)]
    fn load(this: &Vault) -> JsValue;

    /// Keeps a session; one without token is forgotten.
    #[wasm_bindgen(method)]
    fn save(this: &Vault, session: &JsValue);

    /// Stands in line with the other pages.
    #[wasm_bindgen(method)]
    fn queue(this: &Vault) -> Turn;

    /// A place in the line.
    pub(crate) type Turn;

    /// Resolves when it is this page's turn.
    #[wasm_bindgen(method, getter)]
    fn come(this: &Turn) -> js_sys::Promise;

    /// Leaves the line, whether or not the turn has come.
    #[wasm_bindgen(method)]
    fn leave(this: &Turn);
}

/// The time in which no other page replaces the token.
pub(crate) struct Alone(Turn);

impl Drop for Alone {
    fn drop(&mut self) {
        self.0.leave();
    }
}

impl Shared {
    /// Goes on with the session that the vault keeps, unless this one has a token already; from now on keeps every change
    /// there.
    pub(in crate::agave) fn keep_in(&self, vault: Vault) {
        if self.lock().token.is_empty() {
            self.take_over(&vault);
        }
        // A second vault would be one that nobody asked for.
        let _ = self.vault.set(SendWrapper::new(vault));
        self.changed();
    }

    /// Keeps the session where others find it.
    pub(in crate::agave) fn changed(&self) {
        if let Some(vault) = self.vault.get() {
            vault.save(&self.saved());
        }
    }

    /// The session as JavaScript holds it.
    pub(super) fn saved(&self) -> JsValue {
        let state = self.lock();
        let mut saved = Json::object();
        saved.set("name", state.client_name.as_str().into());
        saved.set("entry", (&SessionEntry::of(&state)).into());
        saved.0
    }

    /// Waits until no other page replaces the token, and takes over the one that another page has got meanwhile.
    pub(in crate::agave) async fn alone(&self) -> Option<Alone> {
        let vault = self.vault.get()?;
        let turn = Alone(vault.queue());
        // The line moves on when a page leaves it or goes away: it is never broken.
        let _ = JsFuture::from(turn.0.come()).await;
        self.take_over(vault);
        Some(turn)
    }

    /// Takes over the tokens that the vault keeps for the same user of the same client at the same address.
    fn take_over(&self, vault: &Vault) {
        let saved = Json(vault.load());
        let Ok(kept) = SessionEntry::from(&saved.get("entry")).state() else { return };
        let mut state = self.lock();
        let is_same = |ours: &str, theirs: &str| ours.is_empty() || ours == theirs;
        if !kept.token.is_empty()
            && is_same(&state.base_url, &kept.base_url)
            && is_same(&state.client_key, &kept.client_key)
            && is_same(&state.username, &kept.username)
        {
            *state = State { client_name: saved.text_of("name").unwrap_or_default(), ..kept };
        }
    }
}
