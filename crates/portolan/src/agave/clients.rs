//! OAuth clients: the key and secret with which a program asks for tokens.

use serde_json::Value;

use crate::request::Login;
use crate::{api, fields, model};

/// Registers OAuth clients and subscribes them to services.
///
/// Each operation takes the user's name and password; without them the bearer token is sent, which Portolan's own server
/// accepts.
///
/// ```js
/// const { consumerKey } = await agave.clients.create({ username, password, clientName: "my_page" });
/// ```
#[api("clients", "/clients/v2")]
pub trait Clients {
    /// Lists the user's clients.
    #[get("", read, login)]
    fn list(&self, login: Option<&Login>) -> Vec<OauthClient>;

    /// Registers a client. Only this answer shows its secret.
    #[post("", once, login)]
    fn create(&self, login: Option<&Login>, form: &ClientRequest) -> OauthClient;

    /// Fetches one client.
    #[get("/{clientName}", read, login)]
    fn get(&self, login: Option<&Login>, client_name: &str) -> OauthClient;

    /// Removes a client; its tokens go with it.
    #[delete("/{clientName}", set, login)]
    fn delete(&self, login: Option<&Login>, client_name: &str);

    /// Lists what a client is subscribed to.
    #[get("/{clientName}/subscriptions", read, login)]
    fn subscriptions(&self, login: Option<&Login>, client_name: &str) -> Vec<Subscription>;

    /// Subscribes a client to a service.
    #[post("/{clientName}/subscriptions", set, login)]
    fn subscribe(
        &self,
        login: Option<&Login>,
        client_name: &str,
        form: &SubscriptionRequest,
    ) -> Option<Value>;

    /// Removes all subscriptions of a client.
    #[delete("/{clientName}/subscriptions", set, login)]
    fn unsubscribe(&self, login: Option<&Login>, client_name: &str);
}

/// An OAuth client.
#[model]
pub struct OauthClient {
    pub name: String,
    pub description: Option<String>,
    pub consumer_key: Option<String>,
    /// Only sent when the client is created.
    pub consumer_secret: Option<String>,
    pub tier: Option<String>,
    pub callback_url: Option<String>,
    #[serde(rename = "_links")]
    pub links: Option<Value>,
}

/// A client to register.
#[fields]
pub struct ClientRequest {
    /// The client's name, unique among the user's clients.
    pub client_name: String,
    /// What it is for.
    pub description: Option<String>,
    /// The service level; `Unlimited` on most tenants.
    pub tier: Option<String>,
    /// Where the redirect flows lead back to.
    pub callback_url: Option<String>,
}

/// A subscription of a client to a service.
#[model]
pub struct Subscription {
    pub api_name: String,
    pub api_version: String,
    pub api_provider: String,
    pub api_context: Option<String>,
    pub tier: Option<String>,
    pub status: Option<String>,
}

/// A service to subscribe to.
#[fields]
pub struct SubscriptionRequest {
    /// The service's name, as in `Jobs`.
    pub api_name: String,
    /// Its version, as in `v2`.
    pub api_version: String,
    /// Who provides it, as in `admin`.
    pub api_provider: String,
    /// The service level.
    pub tier: Option<String>,
}
