//! The session: client, tokens, and how they are obtained, replaced, saved and loaded.

mod config;
mod state;
#[cfg(all(feature = "js", target_family = "wasm"))]
mod vault;

pub use config::{Config, SessionEntry};
#[cfg(all(feature = "js", target_family = "wasm"))]
pub(crate) use vault::{Alone, Vault};

pub(crate) use state::NewTokens;
pub(super) use state::{Shared, State};

use super::token::{Authorization, CodeGrant, PasswordGrant, RefreshGrant, Revocation, Tokens};
use crate::client::Client;
use crate::error::{Code, Error, Result};
use crate::model;

/// The answer of the token endpoint.
#[model(snake, secret)]
pub struct TokenResponse {
    /// The bearer token.
    pub access_token: String,
    /// What replaces it; used up by that.
    pub refresh_token: Option<String>,
    /// `bearer`.
    pub token_type: Option<String>,
    /// Seconds until the token expires.
    pub expires_in: u64,
    /// What the token is good for.
    pub scope: Option<String>,
}

/// Signs in and out.
///
/// ```no_run
/// # async fn example() -> portolan::Result<()> {
/// use portolan::Login;
/// use portolan::agave::{Agave, AgaveOptions, ClientRequest};
///
/// let agave = Agave::new(AgaveOptions { base_url: "http://127.0.0.1:8750".into(), ..Default::default() })?;
/// let login = Login { username: "demo".into(), password: "secret".into() };
/// let client = ClientRequest { client_name: "my_page".into(), ..Default::default() };
/// agave.session().register_client(&login, &client).await?;
/// agave.session().get_access_token(&login.username, &login.password).await?;
/// println!("signed in as {}", agave.profiles().get().await?.username);
/// # Ok(())
/// # }
/// ```
#[derive(Clone)]
pub struct Session {
    client: Client,
    tokens: Tokens,
    clients: super::Clients,
    state: Shared,
}

impl Session {
    pub(super) fn new(client: Client, state: Shared) -> Self {
        let (tokens, clients) = (Tokens::new(client.clone()), super::Clients::new(client.clone()));
        Self { client, tokens, clients, state }
    }

    /// Registers an OAuth client (`POST /clients/v2`) and uses it from now on.
    ///
    /// # Errors
    /// [`Code::Auth`] for a wrong password, [`Code::Conflict`] for a name that is taken.
    pub async fn register_client(
        &self,
        login: &crate::Login,
        request: &super::ClientRequest,
    ) -> Result<super::OauthClient> {
        let client = self.clients.create(Some(login), request).await?;
        let [key, secret] = [&client.consumer_key, &client.consumer_secret].map(Clone::clone);
        self.keep_client(&login.username, &client.name, key, secret);
        Ok(client)
    }

    /// Uses an OAuth client from now on.
    pub(crate) fn keep_client(
        &self,
        username: &str,
        name: &str,
        key: Option<String>,
        secret: Option<String>,
    ) {
        let mut state = self.state.lock();
        state.client_name = name.to_owned();
        state.client_key = key.unwrap_or_default();
        state.client_secret = secret.unwrap_or_default();
        state.username = username.to_owned();
        drop(state);
        self.state.changed();
    }

    /// Gets a token for a user's name and password (`POST /token`) and uses it from now on.
    ///
    /// # Errors
    /// [`Code::Auth`] for a wrong password or an unknown client.
    pub async fn get_access_token(&self, username: &str, password: &str) -> Result<TokenResponse> {
        let grant = PasswordGrant { username: username.to_owned(), password: password.to_owned() };
        let answer = self.tokens.get_access_token(&grant).await?;
        self.keep((&answer).into(), Some(username))?;
        Ok(answer)
    }

    /// Replaces the token (`POST /token`). Calls do that by themselves when the service says that it has expired.
    ///
    /// # Errors
    /// [`Code::Auth`] when there is no refresh token, or it has been used.
    pub async fn refresh_tokens(&self) -> Result<TokenResponse> {
        let _held = self.client.alone().await;
        let grant = RefreshGrant { refresh_token: self.refresh_token()? };
        let answer = self.tokens.refresh_tokens(&grant).await?;
        self.keep((&answer).into(), None)?;
        Ok(answer)
    }

    /// Tells the address at which a user signs in and allows this client to act for them: a page goes there itself.
    ///
    /// # Errors
    /// None but those of a wrong argument.
    pub fn authorize_url(&self, authorization: &Authorization) -> Result<String> {
        self.tokens.authorize_url(authorization)
    }

    /// Gets a token for the code that came back from there (`POST /token`) and uses it from now on.
    ///
    /// # Errors
    /// [`Code::Auth`] for a code that is used or of another client.
    pub async fn exchange_code(&self, code: &str, redirect_uri: &str) -> Result<TokenResponse> {
        let grant = CodeGrant { code: code.to_owned(), redirect_uri: redirect_uri.to_owned() };
        let answer = self.tokens.exchange_code(&grant).await?;
        self.keep((&answer).into(), None)?;
        Ok(answer)
    }

    /// Makes the session's token useless (`POST /revoke`) and forgets both tokens.
    ///
    /// # Errors
    /// Those of every call; the tokens are forgotten all the same.
    pub async fn revoke(&self) -> Result<()> {
        match self.forget() {
            Some(token) => self.tokens.revoke(&Revocation { token }).await,
            None => Ok(()),
        }
    }

    /// Uses new tokens from now on, and those of another user if one has signed in.
    pub(crate) fn keep(&self, tokens: NewTokens, username: Option<&str>) -> Result<()> {
        self.state.keep(tokens)?;
        if let Some(username) = username {
            self.state.lock().username = username.to_owned();
        }
        self.state.changed();
        Ok(())
    }

    /// What replaces the token.
    pub(crate) fn refresh_token(&self) -> Result<String> {
        let token = self.state.lock().refresh_token.clone();
        if token.is_empty() {
            return Err(Error::new(Code::Auth, "The session holds no refresh token."));
        }
        Ok(token)
    }

    /// Forgets both tokens, and gives the one that may be revoked.
    pub(crate) fn forget(&self) -> Option<String> {
        let mut state = self.state.lock();
        state.refresh_token.clear();
        let token = std::mem::take(&mut state.token);
        drop(state);
        self.state.changed();
        Some(token).filter(|token| !token.is_empty())
    }

    /// Moves the session to a tenant of the built-in table, named by its code.
    ///
    /// # Errors
    /// [`Code::Invalid`] when the table has no such tenant.
    pub fn init_tenant(&self, tenant_id: &str) -> Result<()> {
        let row = super::TENANTS.iter().find(|(code, ..)| *code == tenant_id);
        let Some((code, _, address)) = row else {
            return Err(Error::invalid("tenantId", "is none of the known tenants; give its address instead"));
        };
        let mut state = self.state.lock();
        state.tenant_id = (*code).to_owned();
        state.base_url = (*address).to_owned();
        Ok(())
    }

    /// Moves the session to a tenant, named by its code or id: one of the built-in table, or one that the server at the
    /// session's address lists.
    ///
    /// # Errors
    /// [`Code::Invalid`] when neither has such a tenant, and those of every call.
    pub async fn find_tenant(&self, tenant_id: &str) -> Result<()> {
        let Err(unknown) = self.init_tenant(tenant_id) else { return Ok(()) };
        let tenants = super::Tenants::new(self.client.clone()).list().await?;
        let found = tenants.iter().find(|tenant| [&tenant.code, &tenant.id].contains(&&tenant_id.to_owned()));
        let tenant = found.ok_or(unknown)?;
        self.init_address(&tenant.base_url)?;
        self.state.lock().tenant_id.clone_from(&tenant.code);
        Ok(())
    }

    /// Says which tenant's the address is, for session files.
    #[cfg(all(feature = "js", target_family = "wasm"))]
    pub(crate) fn name_tenant(&self, tenant_id: String) {
        self.state.lock().tenant_id = tenant_id;
    }

    /// Moves the session to an address.
    ///
    /// # Errors
    /// [`Code::Invalid`] when it is no http(s) address, or holds a password.
    pub fn init_address(&self, base_url: &str) -> Result<()> {
        self.state.lock().base_url = super::address(base_url)?;
        Ok(())
    }

    /// The user that signed in; empty before.
    pub fn username(&self) -> String {
        self.state.lock().username.clone()
    }

    /// The name of the OAuth client in use; empty when it is not known.
    pub fn client_name(&self) -> String {
        self.state.lock().client_name.clone()
    }

    /// When the token expires, in milliseconds since 1970; `None` when it is not known.
    pub fn expires_ms(&self) -> Option<u64> {
        let state = self.state.lock();
        (state.expires_in > 0).then(|| state.created_ms + state.expires_in * 1000)
    }

    /// The session in the shape of a session file's entry. It holds secrets: whoever stores it decides where.
    pub fn export(&self) -> SessionEntry {
        SessionEntry::of(&self.state.lock())
    }

    /// Goes on with a saved session.
    ///
    /// # Errors
    /// [`Code::Invalid`] when the entry's address is none.
    pub fn import(&self, entry: &SessionEntry) -> Result<()> {
        let state = entry.state()?;
        *self.state.lock() = state;
        Ok(())
    }

    /// Puts the session into a session file, as its current one.
    pub fn save_configs(&self, config: &mut Config) {
        config.insert(&self.client_name(), self.export());
    }

    /// Goes on with a session file's current session, or with the one that is named: tenant, user, client.
    ///
    /// # Errors
    /// [`Code::NotFound`] when the file has no such session.
    pub fn load_configs(&self, config: &Config, which: Option<(&str, &str, &str)>) -> Result<()> {
        let (name, entry) = config
            .find(which)
            .ok_or_else(|| Error::new(Code::NotFound, "The session file holds no such session."))?;
        self.resume(name, entry)
    }

    /// Goes on with a saved session and the client of this name.
    pub(crate) fn resume(&self, client_name: &str, entry: &SessionEntry) -> Result<()> {
        self.import(entry)?;
        self.state.lock().client_name = client_name.to_owned();
        self.state.changed();
        Ok(())
    }

    /// Goes on with the session that JavaScript keeps, and keeps every change there.
    #[cfg(all(feature = "js", target_family = "wasm"))]
    pub(crate) fn keep_in(&self, vault: Vault) {
        self.state.keep_in(vault);
    }

    /// The session as JavaScript saves it: the client's name and the entry of a session file.
    #[cfg(all(feature = "js", target_family = "wasm"))]
    pub(crate) fn saved(&self) -> wasm_bindgen::JsValue {
        self.state.saved()
    }
}
