//! The session's operations: they keep what they get, so they are more than their row.

use serde::Serialize;
use wasm_bindgen::prelude::*;

use super::arguments::JsArguments;
use crate::agave::{Agave, ClientRequest, Config};
use crate::arguments::Arguments;
use crate::endpoint::Endpoint;
use crate::error::{Code, Error, Result};

/// Calls a session's operation; `None` for every other row.
pub(super) async fn call(agave: &Agave, endpoint: &Endpoint, arguments: &JsValue) -> Option<Result<JsValue>> {
    let arguments = match JsArguments::new(arguments.clone()) {
        Ok(arguments) => arguments,
        Err(error) => return Some(Err(error)),
    };
    let session = agave.session();
    let answer = match endpoint.name {
        "session.getAccessToken" => {
            match (required(&arguments, "username"), required(&arguments, "password")) {
                (Ok(username), Ok(password)) => session.get_access_token(&username, &password).await,
                (Err(error), _) | (_, Err(error)) => Err(error),
            }
        }
        "session.refreshTokens" => session.refresh_tokens().await,
        "session.revoke" if arguments.names().is_empty() => {
            return Some(session.revoke().await.map(|()| JsValue::UNDEFINED));
        }
        "clients.create" => return create_client(agave, &arguments).await,
        _ => return None,
    };
    Some(answer.and_then(|answer| plain(&answer)))
}

/// A client that is created with name and password is the session's from then on.
async fn create_client(agave: &Agave, arguments: &JsArguments) -> Option<Result<JsValue>> {
    let username = arguments.text("username")?;
    let password = arguments.text("password")?;
    let request = ClientRequest {
        client_name: arguments.text("clientName")?,
        description: arguments.text("description"),
        tier: arguments.text("tier"),
        callback_url: arguments.text("callbackUrl"),
    };
    let login = crate::Login { username, password };
    Some(agave.session().register_client(&login, &request).await.and_then(|client| plain(&client)))
}

/// What a session does without a request.
pub(super) fn local(agave: &Agave, what: &str, argument: JsValue) -> Result<JsValue> {
    let session = agave.session();
    match what {
        "init" => {
            let arguments = JsArguments::new(argument)?;
            match (arguments.text("tenantId"), arguments.text("baseUrl")) {
                (_, Some(address)) => session.init_address(&address)?,
                (Some(tenant), None) => session.init_tenant(&tenant)?,
                (None, None) => return Err(Error::invalid("tenantId", "is missing, and so is baseUrl")),
            }
            Ok(JsValue::UNDEFINED)
        }
        "saveConfigs" => {
            let mut config = config(argument)?;
            session.save_configs(&mut config);
            plain(&config)
        }
        "loadConfigs" => {
            let arguments = JsArguments::new(argument)?;
            let which = ["tenantId", "username", "clientName"].map(|name| arguments.text(name));
            let which = match &which {
                [Some(tenant), Some(user), Some(client)] => {
                    Some((tenant.as_str(), user.as_str(), client.as_str()))
                }
                _ => None,
            };
            session.load_configs(&config(arguments.get("config"))?, which)?;
            Ok(JsValue::UNDEFINED)
        }
        _ => Err(Error::new(Code::Unsupported, "A session cannot do that.")),
    }
}

/// A session file's content; a new one when none is given.
fn config(value: JsValue) -> Result<Config> {
    if value.is_undefined() {
        return Ok(Config::default());
    }
    serde_wasm_bindgen::from_value(value).map_err(|error| Error::invalid("config", &error.to_string()))
}

fn required(arguments: &JsArguments, name: &str) -> Result<String> {
    arguments.text(name).ok_or_else(|| Error::invalid(name, "must be text"))
}

fn plain(value: &impl Serialize) -> Result<JsValue> {
    let serializer = serde_wasm_bindgen::Serializer::json_compatible();
    value.serialize(&serializer).map_err(|error| Error::new(Code::Internal, error.to_string()))
}
