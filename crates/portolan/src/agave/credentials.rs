//! Credentials: how the service signs in to a system for its user.

use serde_json::Value;

use crate::model;

/// How a system is signed in to. Secrets are sent, never answered.
#[model(secret)]
pub struct AuthConfig {
    /// `PASSWORD`, `SSHKEYS`, `X509`, `LOCAL`, `PAM`, `TOKEN`, `KERBEROSE` (the service's spelling), `APIKEYS` or
    /// `ANONYMOUS`.
    #[serde(rename = "type")]
    pub kind: Option<String>,
    pub username: Option<String>,
    pub password: Option<String>,
    pub credential: Option<String>,
    pub public_key: Option<String>,
    pub private_key: Option<String>,
    pub ca_certs: Option<String>,
    pub internal_username: Option<String>,
    pub server: Option<CredentialServer>,
}

/// A server that issues credentials.
#[model]
pub struct CredentialServer {
    pub name: Option<String>,
    pub endpoint: Option<String>,
    pub port: Option<i64>,
    /// `KERBEROSE` (the service's spelling), `OAUTH2`, `OA4MP`, `VOMS`, `MYPROXY`, `MPG` or `NONE`.
    pub protocol: Option<String>,
}

/// A credential to store for a system.
#[model(secret)]
pub struct UserCredential {
    /// `LOCAL`, `PAM`, `PASSWORD`, `SSHKEYS`, `TOKEN` or `X509`.
    #[serde(rename = "type")]
    pub kind: String,
    pub username: Option<String>,
    pub password: Option<String>,
    pub credential: Option<String>,
    pub public_key: Option<String>,
    pub private_key: Option<String>,
    pub internal_username: Option<String>,
    pub server: Option<CredentialServer>,
}

/// A credential that is stored for a system, mostly without its secrets.
#[model(secret)]
pub struct StoredCredential {
    #[serde(rename = "type")]
    pub kind: String,
    /// What it is for: `STORAGE` or `EXECUTION`.
    pub parent_type: Option<String>,
    pub username: Option<String>,
    pub internal_username: Option<String>,
    pub credential: Option<String>,
    pub password: Option<String>,
    pub public_key: Option<String>,
    pub private_key: Option<String>,
    pub server: Option<CredentialServer>,
    pub default: Option<bool>,
    pub valid: Option<bool>,
    pub expiration_date: Option<String>,
    #[serde(rename = "_links")]
    pub links: Option<Value>,
}
