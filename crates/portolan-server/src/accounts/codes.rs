//! Codes that the sign-in page hands to a client's page: each can be exchanged for tokens once, soon, by that client.

use base64::Engine as _;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use rusqlite::{OptionalExtension as _, params};
use subtle::ConstantTimeEq as _;

use super::User;
use super::tokens::{self, Pair};
use crate::db::Db;
use crate::error::Result;
use crate::{ids, time};

/// Milliseconds for which a code is good.
const LIFE: i64 = 60_000;

/// Milliseconds for which a used code is remembered, so that its second use is known for what it is.
const MEMORY: i64 = 86_400_000;

/// What a code is bound to.
#[derive(Debug, Clone)]
pub struct Binding {
    /// The key of the client that it is for.
    pub client: String,
    /// The address that it was sent to.
    pub redirect: String,
    /// The challenge of PKCE's S256 method, if the client sent one.
    pub challenge: Option<String>,
}

/// Makes a code for a user. It is shown only now.
pub async fn issue(db: &Db, user: &User, binding: Binding) -> Result<String> {
    let (code, user) = (ids::token(), user.name.clone());
    let digest = ids::digest(&code);
    db.write(move |t| {
        let now = time::now();
        t.execute("DELETE FROM authorization_codes WHERE expires < ?1", [now - MEMORY])?;
        t.execute(
            "INSERT INTO authorization_codes (code, client, user, redirect, challenge, expires)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
            params![digest, binding.client, user, binding.redirect, binding.challenge, now + LIFE],
        )
    })
    .await?;
    Ok(code)
}

/// Exchanges a code for tokens; `None` when it is unknown, used, expired, or bound to something else. A code that comes
/// a second time was stolen, by one of the two who had it: the tokens of the first time end too.
pub async fn redeem(
    db: &Db,
    client: &str,
    code: &str,
    redirect: &str,
    verifier: Option<&str>,
) -> Result<Option<Pair>> {
    let (client, digest, redirect) = (client.to_owned(), ids::digest(code), redirect.to_owned());
    let proof = verifier.map(|verifier| BASE64_URL_SAFE_NO_PAD.encode(ids::digest(verifier)));
    db.write(move |t| {
        let row = t
            .query_row(
                "SELECT user, redirect, challenge, expires, access FROM authorization_codes
                 WHERE code = ?1 AND client = ?2",
                params![digest, client],
                |row| {
                    let (challenge, access): (Option<String>, Option<[u8; 32]>) = (row.get(2)?, row.get(4)?);
                    Ok((
                        row.get::<_, String>(0)?,
                        row.get::<_, String>(1)?,
                        challenge,
                        row.get::<_, i64>(3)?,
                        access,
                    ))
                },
            )
            .optional()?;
        let Some((user, expected, challenge, expires, used)) = row else { return Ok(None) };
        if let Some(access) = used {
            t.execute("DELETE FROM tokens WHERE access = ?1", [access])?;
        }
        let proven = match (&challenge, &proof) {
            (None, None) => true,
            (Some(challenge), Some(proof)) => challenge.as_bytes().ct_eq(proof.as_bytes()).into(),
            _ => false,
        };
        if used.is_some() || !proven || expected != redirect || expires < time::now() {
            t.execute("DELETE FROM authorization_codes WHERE code = ?1", [digest])?;
            return Ok(None);
        }
        let pair = tokens::insert(t, &client, &user)?;
        t.execute(
            "UPDATE authorization_codes SET access = ?2 WHERE code = ?1",
            params![digest, ids::digest(&pair.access)],
        )?;
        Ok(Some(pair))
    })
    .await
}

#[cfg(test)]
mod tests {
    use super::super::clients::{self, NewClient};
    use super::super::users;
    use super::*;

    #[tokio::test]
    async fn a_code_ends_by_itself() {
        let folder = tempfile::tempdir().unwrap();
        let db = Db::open(&folder.path().join("t.sqlite")).unwrap();
        let user = users::create(&db, "alice", "secret").unwrap();
        let new = NewClient { name: "c".to_owned(), ..NewClient::default() };
        let (client, _) = clients::create(&db, &user, new).await.unwrap();
        let binding =
            || Binding { client: client.key.clone(), redirect: "http://x".to_owned(), challenge: None };
        let code = issue(&db, &user, binding()).await.unwrap();
        assert!(redeem(&db, &client.key, &code, "http://x", None).await.unwrap().is_some());
        let code = issue(&db, &user, binding()).await.unwrap();
        db.write_now(|t| t.execute("UPDATE authorization_codes SET expires = ?1", [time::now() - 1]))
            .unwrap();
        assert!(redeem(&db, &client.key, &code, "http://x", None).await.unwrap().is_none());
    }
}
