//! The code in the address that the server prints: it signs one browser in, once.

use std::sync::{Mutex, PoisonError};

use rusqlite::params;
use subtle::ConstantTimeEq as _;

use super::User;
use super::clients::{self, Client, NewClient};
use super::tokens::{self, Pair};
use crate::db::Db;
use crate::error::{Error, Result};
use crate::{ids, time};

/// What the names of the clients begin with that launched browsers get.
const CLIENT_PREFIX: &str = "portal-";

/// The code of this start and the user that it signs in.
pub struct LaunchCode {
    user: User,
    digest: Mutex<Option<[u8; 32]>>,
}

/// What a launched browser is given.
#[derive(Debug)]
pub struct Session {
    /// The user signed in.
    pub user: User,
    /// A client of that user's, made for this browser.
    pub client: Client,
    /// The client's secret.
    pub secret: String,
    /// The tokens.
    pub tokens: Pair,
}

impl LaunchCode {
    /// A fresh code; the text is for the address, and kept nowhere else.
    pub fn new(user: User) -> (LaunchCode, String) {
        let code = ids::token();
        (
            LaunchCode {
                user,
                digest: Mutex::new(Some(ids::digest(&code))),
            },
            code,
        )
    }

    /// Takes the code, which is then void, and signs its user in.
    pub async fn redeem(&self, db: &Db, code: &str) -> Result<Session> {
        self.take(code)?;
        forget_old_clients(db, &self.user).await?;
        let new = NewClient {
            name: format!("{CLIENT_PREFIX}{}", &ids::token()[..8]),
            description: "The portal in a browser, signed in by the server's launch address".to_owned(),
            ..NewClient::default()
        };
        let (client, secret) = clients::create(db, &self.user, new).await?;
        let tokens = tokens::issue(db, &client.key, &self.user).await?;
        Ok(Session {
            user: self.user.clone(),
            client,
            secret,
            tokens,
        })
    }

    fn take(&self, code: &str) -> Result<()> {
        let mut digest = self.digest.lock().unwrap_or_else(PoisonError::into_inner);
        let right = digest.is_some_and(|digest| digest.ct_eq(&ids::digest(code)).into());
        if !right {
            return Err(Error::forbidden(
                "This sign-in address was used before or is of an earlier start. Restart the server for a new one, \
                 or sign in with a name and password.",
            ));
        }
        *digest = None;
        Ok(())
    }
}

/// Drops the clients of earlier launches whose tokens have all ended.
async fn forget_old_clients(db: &Db, user: &User) -> Result<()> {
    let (owner, pattern) = (user.name.clone(), format!("{CLIENT_PREFIX}%"));
    db.write(move |t| {
        t.execute(
            "DELETE FROM clients WHERE owner = ?1 AND name LIKE ?2 AND NOT EXISTS
                 (SELECT 1 FROM tokens WHERE tokens.client = clients.key AND refresh_expires > ?3)",
            params![owner, pattern, time::now()],
        )
    })
    .await?;
    Ok(())
}
