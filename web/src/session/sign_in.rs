//! Signing in: what a person typed, or the code of a launch address, becomes a connection.

use portolan::agave::{Agave, AgaveOptions, ClientRequest, Config, SessionEntry};
use portolan::{Code, Error, Login, Result};
use serde::Deserialize;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;

use super::access::{Access, Key};
use super::attempt::{Attempt, Credential, Refusal, SigningIn};
use super::{Sessions, origin, store};

/// Signs in; ends with the new connection's name, or with why not.
pub fn sign_in(attempt: Attempt) -> SigningIn {
    Box::pin(async move {
        let by_code = matches!(attempt.credential, Credential::Launch(_));
        let connected = match connect(attempt).await {
            Ok(access) => Sessions::get().add(access),
            Err(error) => Err(error),
        };
        connected.map_err(|error| refusal(&error, by_code))
    })
}

fn refusal(error: &Error, by_code: bool) -> Refusal {
    if error.is_unauthorized() && !by_code {
        return Refusal::plain(
            "The service refused this sign-in. Check what you typed, and type the secret again.",
        );
    }
    let hint = error.hint.filter(|_| !by_code);
    Refusal { what: error.message.clone(), hint }
}

async fn connect(attempt: Attempt) -> Result<Access> {
    let Attempt { address, credential } = attempt;
    let (agave, registered) = match credential {
        Credential::JarviceKey { username, key } => {
            return by_key(Access::Jarvice(Key { address, username, secret: key })).await;
        }
        Credential::RescaleToken(token) => {
            return by_key(Access::Rescale(Key { address, username: String::new(), secret: token })).await;
        }
        Credential::Password { username, password, client } => {
            by_password(&address, &Login { username, password }, client).await?
        }
        Credential::Token(token) => {
            let options = AgaveOptions { base_url: address, token, ..Default::default() };
            (named(Agave::new(options)?).await?, false)
        }
        Credential::File(text) => {
            let config: Config = serde_json::from_str(&text).map_err(|_| {
                Error::new(Code::Invalid, "The file is no session file: it is not the JSON of one.")
            })?;
            let agave = Agave::new(AgaveOptions::default())?;
            agave.session().load_configs(&config, None)?;
            (named(agave).await?, false)
        }
        Credential::Launch(code) => (by_launch_code(&code).await?, true),
    };
    Ok(Access::agave(&agave, registered))
}

/// Asks the service whose key it is; that also proves the key.
async fn by_key(access: Access) -> Result<Access> {
    let person = access.gateway()?.who().await?;
    Ok(match access {
        Access::Rescale(key) => Access::Rescale(Key { username: person.username, ..key }),
        other => other,
    })
}

async fn by_password(
    address: &str,
    login: &Login,
    client: Option<(String, String)>,
) -> Result<(Agave, bool)> {
    let registered = client.is_none();
    let (client_key, client_secret) = client.unwrap_or_default();
    let options =
        AgaveOptions { base_url: address.to_owned(), client_key, client_secret, ..Default::default() };
    let agave = Agave::new(options)?;
    if registered {
        register(&agave, login).await?;
    }
    agave.session().get_access_token(&login.username, &login.password).await?;
    Ok((agave, registered))
}

/// Registers this browser's OAuth client, in place of the one that an earlier sign-in left.
async fn register(agave: &Agave, login: &Login) -> Result<()> {
    let request = ClientRequest {
        client_name: store::client_name(),
        description: Some("The Portolan portal in a browser".to_owned()),
        ..Default::default()
    };
    let session = agave.session();
    match session.register_client(login, &request).await {
        Err(error) if matches!(error.code, Code::Conflict | Code::Invalid) => {
            agave.clients().delete(Some(login), &request.client_name).await?;
            session.register_client(login, &request).await?;
            Ok(())
        }
        other => other.map(|_| ()),
    }
}

/// Asks the service whose token it is; that also proves the token.
async fn named(agave: Agave) -> Result<Agave> {
    let profile = agave.profiles().get().await?;
    let mut entry = agave.session().export();
    if entry.username.is_empty() {
        entry.username = profile.username;
    }
    let client = agave.session().client_name();
    Agave::from_session(&client, &entry)
}

/// The answer to a launch code.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Launched {
    username: String,
    access_token: String,
    refresh_token: String,
    expires_in: u64,
    client_key: String,
    client_secret: String,
    client_name: String,
}

/// Exchanges the code of the server's launch address for a session.
async fn by_launch_code(code: &str) -> Result<Agave> {
    let answer = post("/portolan/session", &serde_json::json!({ "code": code }).to_string()).await?;
    let launched: Launched = serde_json::from_str(&answer).map_err(|_| {
        Error::new(Code::Protocol, "The server's answer to the launch address cannot be read.")
    })?;
    let entry = SessionEntry {
        baseurl: origin(),
        apikey: launched.client_key,
        apisecret: launched.client_secret,
        username: launched.username,
        access_token: launched.access_token,
        refresh_token: launched.refresh_token,
        created_at: format!("{:.0}", js_sys::Date::now() / 1000.0),
        expires_in: launched.expires_in,
        ..Default::default()
    };
    Agave::from_session(&launched.client_name, &entry)
}

async fn post(path: &str, body: &str) -> Result<String> {
    let lost = |_: JsValue| Error::new(Code::Network, "The server cannot be reached.");
    let init = web_sys::RequestInit::new();
    init.set_method("POST");
    init.set_body(&JsValue::from_str(body));
    let request = web_sys::Request::new_with_str_and_init(path, &init).map_err(lost)?;
    request.headers().set("Content-Type", "application/json").map_err(lost)?;
    let window = leptos::prelude::window();
    let response: web_sys::Response =
        JsFuture::from(window.fetch_with_request(&request)).await.map_err(lost)?.unchecked_into();
    if !response.ok() {
        return Err(Error::new(
            Code::Auth,
            "This launch address has been used already or is too old. Sign in with your password, or start the server again for a new one.",
        ));
    }
    let text = JsFuture::from(response.text().map_err(lost)?).await.map_err(lost)?;
    Ok(text.as_string().unwrap_or_default())
}
