//! Actors: programs that wait for messages.

mod types;

use serde_json::Value;

use super::permissions::ListQuery;
use crate::download::Download;
use crate::upload::UploadSource;
use crate::{api, fields};

pub use types::*;

/// Registers programs that wait for messages, sends them some, and reads what their executions wrote.
///
/// ```no_run
/// # async fn example(agave: portolan::agave::Agave) -> portolan::Result<()> {
/// use portolan::agave::{ActorEnvironment, ActorRequest, MessageRequest};
///
/// let request = ActorRequest { image: "abacosamples/test:latest".into(), ..Default::default() };
/// let actor = agave.actors().add(&request).await?;
/// let message = MessageRequest { message: "ring twice".into() };
/// let sent = agave.actors().send_message(&actor.id, &ActorEnvironment::default(), &message).await?;
/// let logs = agave.actors().get_execution_logs(&actor.id, &sent.execution_id).await?;
/// println!("{}", logs.logs);
/// # Ok(())
/// # }
/// ```
///
/// ```js
/// const { executionId } = await agave.actors.sendMessage({ actorId, body: { message: "ring twice" } });
/// const { logs } = await agave.actors.getExecutionLogs({ actorId, executionId });
/// ```
#[api("actors", "/actors/v2")]
pub trait Actors {
    /// Lists the actors that the caller may see. With any argument the service answers a search instead of a list.
    #[get("", read)]
    fn list(&self, query: &ListQuery) -> Found<Actor>;

    /// Registers an actor.
    #[post("", once)]
    fn add(&self, body: &ActorRequest) -> Actor;

    /// Lists the aliases of actors.
    #[get("/aliases", read)]
    fn list_aliases(&self) -> Vec<ActorAlias>;

    /// Gives an actor another name.
    #[post("/aliases", once)]
    fn add_alias(&self, body: Option<&AddAliasRequest>) -> ActorAlias;

    /// Tells which actor an alias is for.
    #[get("/aliases/{alias}", read)]
    fn get_alias(&self, alias: &str) -> ActorAlias;

    /// Removes an alias; its actor stays.
    #[delete("/aliases/{alias}", set)]
    fn delete_alias(&self, alias: &str);

    /// Fetches one actor.
    #[get("/{actorId}", read)]
    fn get(&self, actor_id: &str) -> Actor;

    /// Replaces an actor's description.
    #[put("/{actorId}", set)]
    fn update(&self, actor_id: &str, body: &ActorRequest) -> Actor;

    /// Removes an actor and its executions.
    #[delete("/{actorId}", set)]
    fn delete(&self, actor_id: &str);

    /// Tells how many messages wait.
    #[get("/{actorId}/messages", read)]
    fn get_messages(&self, actor_id: &str) -> ActorMessages;

    /// Sends a message; each makes one execution.
    #[post("/{actorId}/messages", once)]
    fn send_message(
        &self,
        actor_id: &str,
        query: &ActorEnvironment,
        body: &MessageRequest,
    ) -> ActorMessageResponse;

    /// Sends bytes as a message.
    #[post("/{actorId}/messages", once)]
    fn send_binary_message(
        &self,
        actor_id: &str,
        query: &ActorEnvironment,
        message: UploadSource,
    ) -> ActorMessageResponse;

    /// Removes the messages that wait.
    #[delete("/{actorId}/messages", set)]
    fn delete_messages(&self, actor_id: &str);

    /// Fetches what a stateful actor has kept.
    #[get("/{actorId}/state", read)]
    fn get_state(&self, actor_id: &str) -> ActorState;

    /// Replaces what a stateful actor keeps, by any JSON.
    #[post("/{actorId}/state", set)]
    fn update_state(&self, actor_id: &str, body: &Value) -> Actor;

    /// Tells who may do what with an actor: levels by user name.
    #[get("/{actorId}/permissions", read)]
    fn get_permissions(&self, actor_id: &str) -> ActorPermissionMap;

    /// Gives a user a permission on an actor.
    #[post("/{actorId}/permissions", set)]
    fn update_permissions(&self, actor_id: &str, body: &PermissionsUpdateRequest) -> ActorPermissionMap;

    /// Lists an actor's workers.
    #[get("/{actorId}/workers", read)]
    fn list_workers(&self, actor_id: &str) -> Vec<ActorWorker>;

    /// Makes sure that an actor has so many workers.
    #[post("/{actorId}/workers", set)]
    fn add_worker(&self, actor_id: &str, body: &AddWorkersRequest);

    /// Fetches one worker.
    #[get("/{actorId}/workers/{workerId}", read)]
    fn get_worker(&self, actor_id: &str, worker_id: &str) -> ActorWorker;

    /// Ends a worker.
    #[delete("/{actorId}/workers/{workerId}", set)]
    fn delete_worker(&self, actor_id: &str, worker_id: &str);

    /// Lists an actor's nonces: keys with which others may call it.
    #[get("/{actorId}/nonces", read)]
    fn list_nonces(&self, actor_id: &str) -> Vec<ActorNonce>;

    /// Makes a nonce; without a body one for executions, without limit.
    #[post("/{actorId}/nonces", once)]
    fn add_nonce(&self, actor_id: &str, body: Option<&AddNonceRequest>) -> ActorNonce;

    /// Fetches one nonce.
    #[get("/{actorId}/nonces/{nonceId}", read)]
    fn get_nonce(&self, actor_id: &str, nonce_id: &str) -> ActorNonce;

    /// Removes a nonce.
    #[delete("/{actorId}/nonces/{nonceId}", set)]
    fn delete_nonce(&self, actor_id: &str, nonce_id: &str);

    /// Sums up an actor's executions. With any other argument the service answers a search instead.
    #[get("/{actorId}/executions", read)]
    fn list_executions(&self, actor_id: &str, query: &ListQuery) -> ExecutionsSummary;

    /// Fetches one execution.
    #[get("/{actorId}/executions/{executionId}", read)]
    fn get_execution(&self, actor_id: &str, execution_id: &str) -> Execution;

    /// Takes one of the results of an execution, oldest first; each is given once only.
    #[get("/{actorId}/executions/{executionId}/results", once)]
    fn get_one_execution_result(&self, actor_id: &str, execution_id: &str) -> Download;

    /// Fetches what an execution has written.
    #[get("/{actorId}/executions/{executionId}/logs", read)]
    fn get_execution_logs(&self, actor_id: &str, execution_id: &str) -> ExecutionLogs;
}

/// What an execution finds in its environment beside its message.
#[fields]
pub struct ActorEnvironment {
    /// Variables by name. `_abaco_synchronous` with `true` makes the service wait and answer with the result's bytes, which
    /// only a call without typed answer understands.
    pub environment: Vec<(String, String)>,
}
