//! `/actors/v2`: actors, what they are sent and what becomes of it. The service is Abaco, which answers a little
//! otherwise than Agave's own: always with a message and a result, links as plain text, and some names in snake case.

mod aliases;
mod body;
mod caller;
mod executions;
mod messages;
mod nonces;
mod registry;
mod search;
mod view;
mod workers;

use axum::Router;

use crate::State;

/// The routes.
pub(super) fn router() -> Router<State> {
    Router::new()
        .merge(registry::router())
        .merge(aliases::router())
        .merge(messages::router())
        .merge(executions::router())
        .merge(workers::router())
        .merge(nonces::router())
}
