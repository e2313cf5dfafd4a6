//! How somebody signs in to a system, as it was sent: secrets apart from what may be shown.

use portolan::agave::{AuthConfig, CredentialServer};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::apps::fields::Fields;
use crate::error::Result;

/// Ways of signing in.
const KINDS: &[&str] =
    &["PASSWORD", "SSHKEYS", "X509", "LOCAL", "PAM", "TOKEN", "KERBEROSE", "APIKEYS", "ANONYMOUS"];
/// Protocols of servers that issue credentials.
const SERVERS: &[&str] = &["KERBEROSE", "OAUTH2", "OA4MP", "VOMS", "MYPROXY", "MPG", "NONE"];
/// The fields that are secret, and the bytes that each has at most.
const SECRETS: &[&str] = &["password", "credential", "privateKey", "publicKey", "caCerts"];
const MAX_SECRET: usize = 32 << 10;

/// What may be shown of a way to sign in.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Facts {
    /// The way.
    pub kind: String,
    /// The name to sign in with.
    pub username: Option<String>,
    /// The server that issues the credential.
    pub server: Option<CredentialServer>,
}

/// A way to sign in. It cannot be printed: its secrets are not to get into a log.
pub struct SignIn {
    pub(super) facts: Facts,
    pub(super) secrets: Map<String, Value>,
    missing: Option<(String, &'static str)>,
}

impl SignIn {
    /// Reads an `auth` object or the body of a credential.
    pub fn read(fields: &Fields<'_>) -> Result<SignIn> {
        let kind = fields.word("type", KINDS)?.ok_or_else(|| fields.refuse("type", "is required"))?;
        let username = fields.text("username", 64)?;
        let mut secrets = Map::new();
        for name in SECRETS {
            if let Some(secret) = secret(fields, name)? {
                secrets.insert((*name).to_owned(), secret.into());
            }
        }
        let wanted: &[&str] = match kind {
            "PASSWORD" => &["password"],
            "SSHKEYS" => &["publicKey", "privateKey"],
            _ => &[],
        };
        let named = |name: &&&str| !secrets.contains_key(**name);
        let mut missing = wanted.iter().find(named).map(|name| (fields.name(name), "is required"));
        if username.is_none() && !wanted.is_empty() {
            missing = Some((fields.name("username"), "is required"));
        }
        Ok(SignIn {
            facts: Facts { kind: kind.to_owned(), username, server: server(fields)? },
            secrets,
            missing,
        })
    }

    /// Refuses a way to sign in that lacks what it needs.
    pub fn check_complete(&self) -> Result<()> {
        match &self.missing {
            Some((field, why)) => Err(crate::Error::bad_request(field, why)),
            None => Ok(()),
        }
    }

    /// What may be shown in a system's description.
    pub(super) fn shown(&self) -> AuthConfig {
        AuthConfig {
            kind: Some(self.facts.kind.clone()),
            username: self.facts.username.clone(),
            server: self.facts.server.clone(),
            ..AuthConfig::default()
        }
    }
}

/// A secret with the blanks that belong to it.
fn secret(fields: &Fields<'_>, name: &str) -> Result<Option<String>> {
    match fields.get(name) {
        None => Ok(None),
        Some(Value::String(text)) if text.is_empty() => Ok(None),
        Some(Value::String(text)) if text.len() <= MAX_SECRET => Ok(Some(text.clone())),
        Some(Value::String(_)) => {
            Err(fields.refuse(name, format!("must not be longer than {MAX_SECRET} bytes")))
        }
        Some(_) => Err(fields.refuse(name, "must be text")),
    }
}

fn server(fields: &Fields<'_>) -> Result<Option<CredentialServer>> {
    let Some(server) = fields.object("server")? else { return Ok(None) };
    let protocol =
        server.word("protocol", SERVERS)?.ok_or_else(|| server.refuse("protocol", "is required"))?;
    Ok(Some(CredentialServer {
        name: server.text("name", 64)?,
        endpoint: Some(server.required("endpoint", 255)?),
        port: Some(server.whole("port", 0..=65_535)?.ok_or_else(|| server.refuse("port", "is required"))?),
        protocol: Some(protocol.to_owned()),
    }))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn secrets_are_kept_apart() {
        let body = json!({ "type": "password", "username": "me", "password": " p " });
        let sign_in = SignIn::read(&Fields::of(body.as_object().unwrap())).unwrap();
        sign_in.check_complete().unwrap();
        assert_eq!(sign_in.secrets["password"], " p ");
        let shown = serde_json::to_string(&(sign_in.shown(), &sign_in.facts)).unwrap();
        assert!(!shown.contains(" p ") && shown.contains("PASSWORD"), "{shown}");
    }

    #[test]
    fn what_is_missing_is_named() {
        for (body, field) in [
            (json!({ "type": "PASSWORD", "password": "p" }), "username"),
            (json!({ "type": "PASSWORD", "username": "me" }), "password"),
            (json!({ "type": "SSHKEYS", "username": "me", "privateKey": "k" }), "publicKey"),
        ] {
            let sign_in = SignIn::read(&Fields::of(body.as_object().unwrap())).unwrap();
            let error = sign_in.check_complete().unwrap_err();
            assert!(error.message().starts_with(&format!("{field}: ")), "{body}: {error}");
        }
        for (body, field) in [
            (json!({}), "type"),
            (json!({ "type": "MAGIC" }), "type"),
            (json!({ "type": "LOCAL", "password": 7 }), "password"),
            (json!({ "type": "X509", "server": { "protocol": "MYPROXY" } }), "server.endpoint"),
        ] {
            let error = SignIn::read(&Fields::of(body.as_object().unwrap())).err().unwrap();
            assert!(error.message().starts_with(&format!("{field}: ")), "{body}: {error}");
        }
    }
}
