//! Who calls: a user with a bearer token, or whoever holds a nonce of the actor.

use axum::extract::FromRequestParts;
use axum::http::StatusCode;
use axum::http::request::Parts;

use crate::State;
use crate::accounts::User;
use crate::actors::{Actor, Level, Nonce, unknown};
use crate::agave::query::Params;
use crate::error::{Error, Result};

/// The parameter that nonces come in.
pub(super) const NONCE: &str = "x-nonce";

/// Who calls about one actor. An argument of handlers.
pub(super) struct Caller {
    /// The user, or in whose name the nonce acts.
    pub(super) user: User,
    nonce: Option<Nonce>,
}

impl FromRequestParts<State> for Caller {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, state: &State) -> Result<Caller> {
        let params = Params::of(&parts.uri);
        let Some(id) = params.get(NONCE) else {
            return Ok(Caller { user: User::from_request_parts(parts, state).await?, nonce: None });
        };
        let nonce = state.actors().nonce(id).await?.ok_or_else(refused)?;
        Ok(Caller { user: User { name: nonce.owner.clone() }, nonce: Some(nonce) })
    }
}

fn refused() -> Error {
    Error::new(StatusCode::UNAUTHORIZED, "The nonce is unknown, used up, or of another actor.")
}

/// The actor of an address, if the caller may go so far with it. Who may not see it does not learn of it.
pub(super) async fn find(state: &State, caller: &Caller, id: &str, needed: Level) -> Result<Actor> {
    let actors = state.actors();
    let found = actors.find(id).await?;
    if let Some(nonce) = &caller.nonce
        && found.as_ref().is_none_or(|actor| actor.id != nonce.actor)
    {
        return Err(refused());
    }
    let actor = found.ok_or_else(|| unknown(id))?;
    let own = actors.level(&caller.user, &actor).await?;
    let level = caller.nonce.as_ref().map_or(own, |nonce| own.min(nonce.level));
    if level == Level::None {
        return Err(unknown(id));
    }
    if level < needed {
        return Err(Error::forbidden(format!(
            "You need the permission {} for the actor {id}, and have {}.",
            needed.name(),
            level.name()
        )));
    }
    if let Some(nonce) = &caller.nonce
        && !actors.spend(nonce).await?
    {
        return Err(refused());
    }
    Ok(actor)
}
