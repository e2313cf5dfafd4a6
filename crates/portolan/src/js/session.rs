//! The session's operations: they take from the session what it has, and keep there what they bring.

use wasm_bindgen::prelude::*;

use super::arguments::JsArguments;
use crate::agave::Session;
use crate::arguments::Arguments;
use crate::endpoint::Endpoint;
use crate::error::{Code, Error, Result};
use crate::json::Json;

/// Fills in the token that the session has; `None` when there is nothing to do.
pub(super) fn fill(
    session: &Session,
    endpoint: &Endpoint,
    given: JsArguments,
) -> Result<Option<JsArguments>> {
    Ok(match endpoint.name {
        "session.refreshTokens" => Some(JsArguments::of("refreshToken", &session.refresh_token()?)),
        "session.revoke" if given.names().is_empty() => {
            session.forget().map(|token| JsArguments::of("token", &token))
        }
        _ => Some(given),
    })
}

/// Keeps the tokens that a call has brought, and the client that was created with name and password.
pub(super) fn keep(
    session: &Session,
    endpoint: &Endpoint,
    given: &JsArguments,
    answer: &JsValue,
) -> Result<()> {
    let answer = &Json(answer.clone());
    match endpoint.name {
        "session.getAccessToken" => session.keep(answer.into(), given.text("username").as_deref()),
        "session.refreshTokens" | "session.exchangeCode" => session.keep(answer.into(), None),
        "clients.create" => {
            if let (Some(username), Some(name)) = (given.text("username"), answer.text_of("name")) {
                let [key, secret] = ["consumerKey", "consumerSecret"].map(|part| answer.text_of(part));
                session.keep_client(&username, &name, key, secret);
            }
            Ok(())
        }
        _ => Ok(()),
    }
}

/// What a session does without a request.
pub(super) fn local(session: &Session, what: &str, argument: JsValue) -> Result<JsValue> {
    let arguments = JsArguments::new(argument.clone(), "arguments")?;
    match what {
        "init" => match (arguments.text("baseUrl"), arguments.text("tenantId")) {
            (Some(address), tenant) => {
                session.init_address(&address)?;
                session.name_tenant(tenant.unwrap_or_default());
            }
            (None, Some(tenant)) => session.init_tenant(&tenant)?,
            (None, None) => return Err(Error::invalid("tenantId", "is missing, and so is baseUrl")),
        },
        "keep" => session.keep((&Json(argument)).into(), None)?,
        "save" => return Ok(session.saved()),
        "load" => {
            let entry = Json(arguments.get("entry"));
            session.resume(&arguments.text("name").unwrap_or_default(), &(&entry).into())?;
        }
        _ => return Err(Error::new(Code::Unsupported, "A session cannot do that.")),
    }
    Ok(JsValue::UNDEFINED)
}
