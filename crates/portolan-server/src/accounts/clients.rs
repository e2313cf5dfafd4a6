//! OAuth clients: the keys with which programs ask for tokens, and the services they subscribe to.

use rusqlite::{Connection, OptionalExtension as _, Row, params};
use subtle::ConstantTimeEq as _;

use super::User;
use crate::db::Db;
use crate::error::{Error, Result};
use crate::{ids, time};

/// A client, without its secret.
#[derive(Clone, Debug)]
pub struct Client {
    /// The consumer key.
    pub key: String,
    /// The client's name, unique among its owner's.
    pub name: String,
    /// What the owner says it is for.
    pub description: String,
    /// The tier of service asked for; no limits depend on it.
    pub tier: String,
    /// Where browser flows return to.
    pub callback_url: String,
}

/// What is needed to make a client.
#[derive(Clone, Debug, Default)]
pub struct NewClient {
    /// The client's name.
    pub name: String,
    /// What it is for.
    pub description: String,
    /// The tier of service.
    pub tier: String,
    /// Where browser flows return to.
    pub callback_url: String,
}

/// A subscription to one service.
#[derive(Clone, Debug)]
pub struct Subscription {
    /// The service's name.
    pub name: String,
    /// The service's version.
    pub version: String,
    /// Who provides it.
    pub provider: String,
}

/// Agave's services; a new client is subscribed to all of them.
const SERVICES: &[&str] = &[
    "Actors",
    "Apps",
    "Clients",
    "Files",
    "Jobs",
    "Metadata",
    "Monitors",
    "Notifications",
    "PostIts",
    "Profiles",
    "Systems",
    "Tenants",
    "Transforms",
    "UUIDs",
];
/// The version of all services.
pub const VERSION: &str = "v2";
/// The provider of all services.
pub const PROVIDER: &str = "admin";

/// Adds a client and returns it with its secret, which is shown only now.
pub async fn create(db: &Db, owner: &User, new: NewClient) -> Result<(Client, String)> {
    if new.name.trim().is_empty() {
        return Err(Error::bad_request("clientName", "must not be empty"));
    }
    if new.name.len() > 64 {
        return Err(Error::bad_request("clientName", "must not be longer than 64 characters"));
    }
    let (secret, owner) = (ids::token(), owner.name.clone());
    let client = Client {
        key: ids::token(),
        name: new.name,
        description: new.description,
        tier: if new.tier.is_empty() { "Unlimited".to_owned() } else { new.tier },
        callback_url: new.callback_url,
    };
    let (row, digest) = (client.clone(), ids::digest(&secret));
    let added = db
        .write(move |t| {
            let added = t.execute(
                "INSERT OR IGNORE INTO clients (key, secret, owner, name, description, tier, callback_url, created)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
                params![row.key, digest, owner, row.name, row.description, row.tier, row.callback_url, time::now()],
            )?;
            if added > 0 {
                for service in SERVICES {
                    insert_subscription(t, &row.key, service, VERSION, PROVIDER)?;
                }
            }
            Ok(added)
        })
        .await?;
    if added == 0 {
        return Err(Error::conflict(format!("There is already a client named {}.", client.name)));
    }
    Ok((client, secret))
}

/// The owner's clients, by name.
pub async fn list(db: &Db, owner: &User) -> Result<Vec<Client>> {
    let owner = owner.name.clone();
    db.read(move |c| {
        c.prepare_cached(
            "SELECT key, name, description, tier, callback_url FROM clients WHERE owner = ?1 ORDER BY name",
        )?
        .query_map([owner], read)?
        .collect()
    })
    .await
}

/// One of the owner's clients.
pub async fn get(db: &Db, owner: &User, name: &str) -> Result<Client> {
    let (owner, wanted) = (owner.name.clone(), name.to_owned());
    db.read(move |c| {
        c.query_row(
            "SELECT key, name, description, tier, callback_url FROM clients WHERE owner = ?1 AND name = ?2",
            [owner, wanted],
            read,
        )
        .optional()
    })
    .await?
    .ok_or_else(|| Error::not_found(format!("No client named {name}.")))
}

/// The client with this key, and its owner's name.
pub async fn by_key(db: &Db, key: &str) -> Result<Option<(Client, String)>> {
    let key = key.to_owned();
    db.read(move |c| {
        c.query_row(
            "SELECT key, name, description, tier, callback_url, owner FROM clients WHERE key = ?1",
            [key],
            |row| Ok((read(row)?, row.get(5)?)),
        )
        .optional()
    })
    .await
}

/// Deletes a client and with it all tokens that it got.
pub async fn delete(db: &Db, owner: &User, name: &str) -> Result<()> {
    let client = get(db, owner, name).await?;
    db.write(move |t| t.execute("DELETE FROM clients WHERE key = ?1", [client.key])).await?;
    Ok(())
}

/// The key of the client that these credentials belong to.
pub async fn verify(db: &Db, key: &str, secret: &str) -> Result<Option<String>> {
    let (key, digest) = (key.to_owned(), ids::digest(secret));
    db.read(move |c| {
        let stored: Option<[u8; 32]> =
            c.query_row("SELECT secret FROM clients WHERE key = ?1", [&key], |row| row.get(0)).optional()?;
        Ok(stored.filter(|stored| stored.ct_eq(&digest).into()).map(|_| key))
    })
    .await
}

/// What a client is subscribed to.
pub async fn subscriptions(db: &Db, client: &Client) -> Result<Vec<Subscription>> {
    let key = client.key.clone();
    db.read(move |c| {
        c.prepare_cached("SELECT api_name, api_version, api_provider FROM subscriptions WHERE client = ?1")?
            .query_map([key], |row| {
                Ok(Subscription { name: row.get(0)?, version: row.get(1)?, provider: row.get(2)? })
            })?
            .collect()
    })
    .await
}

/// Subscribes a client to one service, or to all with the name `*`.
pub async fn subscribe(db: &Db, client: &Client, wanted: Subscription) -> Result<Vec<Subscription>> {
    let names: Vec<&str> = match wanted.name.as_str() {
        "*" => SERVICES.to_vec(),
        name => SERVICES.iter().copied().filter(|known| known.eq_ignore_ascii_case(name)).collect(),
    };
    if names.is_empty() {
        return Err(Error::bad_request("apiName", format!("no service is named {}", wanted.name)));
    }
    let key = client.key.clone();
    db.write(move |t| {
        let version = if wanted.name == "*" { VERSION } else { &wanted.version };
        let provider = if wanted.name == "*" { PROVIDER } else { &wanted.provider };
        names
            .into_iter()
            .map(|name| {
                insert_subscription(t, &key, name, version, provider)?;
                Ok(Subscription {
                    name: name.to_owned(),
                    version: version.to_owned(),
                    provider: provider.to_owned(),
                })
            })
            .collect()
    })
    .await
}

/// Ends all of a client's subscriptions.
pub async fn unsubscribe(db: &Db, client: &Client) -> Result<()> {
    let key = client.key.clone();
    db.write(move |t| t.execute("DELETE FROM subscriptions WHERE client = ?1", [key])).await?;
    Ok(())
}

fn insert_subscription(
    c: &Connection,
    client: &str,
    name: &str,
    version: &str,
    provider: &str,
) -> rusqlite::Result<usize> {
    c.execute(
        "INSERT OR IGNORE INTO subscriptions (client, api_name, api_version, api_provider) VALUES (?1, ?2, ?3, ?4)",
        [client, name, version, provider],
    )
}

fn read(row: &Row<'_>) -> rusqlite::Result<Client> {
    Ok(Client {
        key: row.get(0)?,
        name: row.get(1)?,
        description: row.get(2)?,
        tier: row.get(3)?,
        callback_url: row.get(4)?,
    })
}
