//! Nonces: each lets whoever holds it use one actor, so often and so far as it says, without signing in.

use rusqlite::{OptionalExtension as _, Row, params};

use super::{Actor, Actors, Level};
use crate::accounts::User;
use crate::error::Result;
use crate::{ids, time};

const COLUMNS: &str = "id, actor, owner, level, description, max_uses, uses, created, last_use";

/// A nonce.
#[derive(Debug, Clone)]
pub struct Nonce {
    /// What stands in addresses.
    pub id: String,
    /// The actor that it is for.
    pub actor: String,
    /// In whose name it acts.
    pub owner: String,
    /// How far it reaches.
    pub level: Level,
    /// What it is for.
    pub description: String,
    /// How often it can be used; -1 has no end.
    pub max_uses: i64,
    /// How often it was used.
    pub uses: i64,
    /// Since when it is there.
    pub created: i64,
    /// When it was used last.
    pub last_use: Option<i64>,
}

impl Nonce {
    /// How often it can still be used; -1 has no end.
    pub fn remaining(&self) -> i64 {
        if self.max_uses < 0 { -1 } else { (self.max_uses - self.uses).max(0) }
    }
}

impl Actors {
    /// Makes a nonce for an actor.
    pub async fn add_nonce(
        &self,
        actor: &Actor,
        owner: &User,
        level: Level,
        max_uses: i64,
        description: String,
    ) -> Result<Nonce> {
        let nonce = Nonce {
            id: format!("PORTOLAN_{}", ids::token()),
            actor: actor.id.clone(),
            owner: owner.name.clone(),
            level,
            description,
            max_uses,
            uses: 0,
            created: time::now(),
            last_use: None,
        };
        let row = nonce.clone();
        self.db()
            .write(move |t| {
                t.execute(
                    "INSERT INTO actor_nonces (id, actor, owner, level, description, max_uses, created)
                     VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
                    params![
                        row.id,
                        row.actor,
                        row.owner,
                        row.level,
                        row.description,
                        row.max_uses,
                        row.created
                    ],
                )
            })
            .await?;
        Ok(nonce)
    }

    /// The nonces of an actor, oldest first.
    pub async fn nonces(&self, actor: &Actor) -> Result<Vec<Nonce>> {
        let actor = actor.id.clone();
        self.db()
            .read(move |c| {
                let query = format!("SELECT {COLUMNS} FROM actor_nonces WHERE actor = ?1 ORDER BY number");
                c.prepare_cached(&query)?.query_map([actor], read)?.collect()
            })
            .await
    }

    /// The nonce of this id.
    pub async fn nonce(&self, id: &str) -> Result<Option<Nonce>> {
        let id = id.to_owned();
        self.db()
            .read(move |c| {
                let query = format!("SELECT {COLUMNS} FROM actor_nonces WHERE id = ?1");
                c.prepare_cached(&query)?.query_row([id], read).optional()
            })
            .await
    }

    /// Uses a nonce once. Answers whether that was still possible.
    pub async fn spend(&self, nonce: &Nonce) -> Result<bool> {
        let id = nonce.id.clone();
        let spent = self
            .db()
            .write(move |t| {
                t.execute(
                    "UPDATE actor_nonces SET uses = uses + 1, last_use = ?2
                     WHERE id = ?1 AND (max_uses < 0 OR uses < max_uses)",
                    params![id, time::now()],
                )
            })
            .await?;
        Ok(spent > 0)
    }

    /// Ends a nonce. Answers whether the actor had it.
    pub async fn delete_nonce(&self, actor: &Actor, id: &str) -> Result<bool> {
        let (actor, id) = (actor.id.clone(), id.to_owned());
        let deleted = self
            .db()
            .write(move |t| t.execute("DELETE FROM actor_nonces WHERE actor = ?1 AND id = ?2", [actor, id]))
            .await?;
        Ok(deleted > 0)
    }
}

fn read(row: &Row<'_>) -> rusqlite::Result<Nonce> {
    Ok(Nonce {
        id: row.get(0)?,
        actor: row.get(1)?,
        owner: row.get(2)?,
        level: row.get(3)?,
        description: row.get(4)?,
        max_uses: row.get(5)?,
        uses: row.get(6)?,
        created: row.get(7)?,
        last_use: row.get(8)?,
    })
}
