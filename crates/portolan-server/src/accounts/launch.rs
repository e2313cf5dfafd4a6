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

/// The code of this start, until it is used, and the user that it signs in.
#[derive(Default)]
pub struct LaunchCode(Mutex<Option<(User, [u8; 32])>>);

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
    /// A fresh code for a user, in place of any earlier one; the text is for the address, and kept nowhere else.
    pub fn renew(&self, user: User) -> String {
        let code = ids::token();
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Some((user, ids::digest(&code)));
        code
    }

    /// Takes the code, which is then void, and signs its user in.
    pub async fn redeem(&self, db: &Db, code: &str) -> Result<Session> {
        let user = self.take(code)?;
        forget_old_clients(db, &user).await?;
        let new = NewClient {
            name: format!("{CLIENT_PREFIX}{}", &ids::token()[..8]),
            description: "The portal in a browser, signed in by the server's launch address".to_owned(),
            ..NewClient::default()
        };
        let (client, secret) = clients::create(db, &user, new).await?;
        let tokens = tokens::issue(db, &client.key, &user).await?;
        Ok(Session { user, client, secret, tokens })
    }

    fn take(&self, code: &str) -> Result<User> {
        let mut waiting = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        waiting.take_if(|(_, digest)| digest.ct_eq(&ids::digest(code)).into()).map(|(user, _)| user).ok_or_else(|| {
            Error::forbidden(
                "This sign-in address was used before or is of an earlier start. Restart the server for a new one, \
                 or sign in with a name and password.",
            )
        })
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
