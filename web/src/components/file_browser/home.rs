//! Where a person's files begin.

use portolan::gateway::{Gateway, SystemKind};
use portolan::{Code, Error};

use crate::transfers::Place;

/// The person's home folder on their default storage system, or on the first there is.
///
/// # Errors
/// Those of every call, and that there is no storage system.
pub async fn home(gateway: &Gateway) -> Result<Place, Error> {
    let systems = gateway.systems().list().await?;
    let storage = || systems.iter().filter(|system| system.kind == SystemKind::Storage);
    let system = storage()
        .find(|system| system.default)
        .or_else(|| storage().next())
        .ok_or_else(|| Error::new(Code::NotFound, "This service has given you no storage system."))?;
    let home = gateway.systems().get(&system.id).await?.home;
    Ok(Place { system: system.id.clone(), folder: home.unwrap_or_else(|| "/".to_owned()) })
}
