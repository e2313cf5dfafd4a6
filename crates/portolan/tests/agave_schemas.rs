//! Every schema of the catalogue `tests/specs/agave.json` has a type that keeps all that the schema names.

#![cfg(not(target_family = "wasm"))]
#![allow(clippy::unwrap_used, reason = "in a test it is what fails")]

mod support;

use std::collections::BTreeSet;

use portolan::agave::*;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value, json};
use support::catalogue;

/// Schemas without a type, and why.
const WITHOUT_TYPE: [(&str, &str); 12] = [
    ("ActorPermissions", "the service sends an ActorPermissionMap"),
    ("ActorPermissionsResponse", "the service sends an ActorPermissionMap"),
    ("ClientRequest", "a form: its fields are compared with the request"),
    ("ClientSubscriptionRequest", "a form: its fields are compared with the request"),
    ("EmptyActorNonceRequestResponse", "the service sends the new ActorNonce"),
    ("EmptyActorWorkerRequestResponse", "nothing is in it"),
    ("EmptyMetadata", "nothing is in it"),
    ("EmptyNotification", "nothing is in it"),
    ("Envelope", "it is opened before a type is read"),
    ("FilePermission", "the service sends FilePermissionEntry"),
    ("GatewayFault", "it becomes an error"),
    ("MetadataResponse", "the service sends Metadata"),
];

/// Properties that a type does not keep, and why.
const WITHOUT_FIELD: [(&str, &str); 3] = [
    ("ApplicationOperationRequest.storageSystem", "an older spelling of deploymentSystem"),
    ("ApplicationRequest.defaultMemory", "an older spelling of defaultMemoryPerNode"),
    ("ApplicationRequest.defaultProcessors", "an older spelling of defaultProcessorsPerNode"),
];

type Kept = fn(Value) -> Value;

fn kept<T: DeserializeOwned + Serialize>(sent: Value) -> Value {
    let shown = sent.to_string();
    let read: T = serde_json::from_value(sent).unwrap_or_else(|error| panic!("{error}: {shown}"));
    serde_json::to_value(read).unwrap()
}

macro_rules! types {
    ($($schema:literal => $ty:ty),* $(,)?) => { [$(($schema, kept::<$ty> as Kept)),*] };
}

const TYPES: [(&str, Kept); 81] = types![
    "ACL" => Acl,
    "Actor" => Actor,
    "ActorAlias" => ActorAlias,
    "ActorMessageResponse" => ActorMessageResponse,
    "ActorMessages" => ActorMessages,
    "ActorNonce" => ActorNonce,
    "ActorPermissionMap" => ActorPermissionMap,
    "ActorState" => ActorState,
    "ActorWorker" => ActorWorker,
    "AddAliasRequest" => AddAliasRequest,
    "AddNonceRequest" => AddNonceRequest,
    "AddWorkersRequest" => AddWorkersRequest,
    "Application" => Application,
    "ApplicationArgumentDetails" => ArgumentDetails,
    "ApplicationArgumentSemantics" => ArgumentSemantics,
    "ApplicationArgumentValue" => ArgumentValue,
    "ApplicationInput" => ApplicationInput,
    "ApplicationOperationRequest" => ApplicationOperationRequest,
    "ApplicationOutput" => ApplicationInput,
    "ApplicationParameter" => ApplicationParameter,
    "ApplicationParameterValue" => ParameterValue,
    "ApplicationPermission" => Permission,
    "ApplicationPermissionRequest" => PermissionRequest,
    "ApplicationRequest" => ApplicationRequest,
    "ApplicationSummary" => ApplicationSummary,
    "AuthConfig" => AuthConfig,
    "BatchQueue" => BatchQueue,
    "Client" => OauthClient,
    "Execution" => Execution,
    "ExecutionLogs" => ExecutionLogs,
    "ExecutionsSummary" => ExecutionsSummary,
    "FileHistory" => FileHistory,
    "FileNotificationRequest" => FileNotificationRequest,
    "FileOperationRequest" => FileOperationRequest,
    "FilePermissionEntry" => FilePermission,
    "FilePermissionRequest" => PermissionRequest,
    "HistoryProgress" => HistoryProgress,
    "Job" => Job,
    "JobHistory" => JobHistory,
    "JobInputs" => Map<String, Value>,
    "JobNotificationRequest" => JobNotificationRequest,
    "JobOperationRequest" => JobOperationRequest,
    "JobParameters" => Map<String, Value>,
    "JobPermissionRequest" => PermissionRequest,
    "JobRequest" => JobRequest,
    "JobStatus" => JobStatus,
    "JobSummary" => JobSummary,
    "LogicalFile" => LogicalFile,
    "LoginConfig" => LoginConfig,
    "MessageRequest" => MessageRequest,
    "Metadata" => Metadata,
    "MetadataPermissionRequest" => PermissionRequest,
    "MetadataRequest" => MetadataRequest,
    "MetadataSchema" => MetadataSchema,
    "MonitorCheck" => MonitorCheck,
    "MonitorDescription" => MonitorDescription,
    "MonitorRequest" => MonitorRequest,
    "Notification" => Notification,
    "NotificationPolicy" => NotificationPolicy,
    "NotificationRequest" => NotificationRequest,
    "Permission" => Permission,
    "PermissionsUpdateRequest" => PermissionsUpdateRequest,
    "PostIt" => PostIt,
    "PostItRequest" => PostItRequest,
    "Profile" => Profile,
    "ProxyServer" => ProxyServer,
    "RemoteFile" => RemoteFile,
    "StorageConfig" => StorageConfig,
    "StoredCredential" => StoredCredential,
    "Subscription" => Subscription,
    "System" => System,
    "SystemOperationRequest" => SystemOperationRequest,
    "SystemRequest" => SystemRequest,
    "SystemRole" => SystemRole,
    "SystemSummary" => SystemSummary,
    "Tenant" => Tenant,
    "TokenResponse" => TokenResponse,
    "Transform" => Transform,
    "TransformRequest" => TransformRequest,
    "UserCredential" => UserCredential,
    "UserCredentialServer" => CredentialServer,
];

/// A value of a schema with everything that it names.
fn sample(schemas: &Value, schema: &str) -> Value {
    let properties = schemas[schema]["properties"].as_object().unwrap();
    properties
        .iter()
        .map(|(name, property)| (name.clone(), value(schemas, property)))
        .collect::<Map<_, _>>()
        .into()
}

fn value(schemas: &Value, property: &Value) -> Value {
    if let Some(word) = property["enum"].get(0) {
        return word.clone();
    }
    let kind = property["ref"].as_str().or(property["type"].as_str()).unwrap();
    match kind {
        "array" => match property["items"].as_str() {
            Some(item) if schemas.get(item).is_some() => json!([sample(schemas, item)]),
            Some("object") => json!([{"a": "7"}]),
            _ => json!(["7"]),
        },
        "object" => json!({"a": "7"}),
        "integer" | "number" => json!(7),
        "boolean" => json!(true),
        _ if schemas.get(kind).is_some() => sample(schemas, kind),
        // Text that is a number: some of our types know better than the documents that it is one.
        _ => json!("7"),
    }
}

/// What of `sent` is not in `kept`, by its path; numbers and texts may have changed places, and keys their case.
fn lost(sent: &Value, kept: &Value, path: &str, lost_paths: &mut Vec<String>) {
    match (sent, kept) {
        (Value::Object(sent), Value::Object(kept)) => {
            for (name, value) in sent {
                let found =
                    kept.iter().find(|(other, _)| plain(other) == plain(name)).map(|(_, value)| value);
                lost(value, found.unwrap_or(&Value::Null), &format!("{path}.{name}"), lost_paths);
            }
        }
        (Value::Array(sent), Value::Array(kept)) if sent.len() == kept.len() => {
            for (sent, kept) in sent.iter().zip(kept) {
                lost(sent, kept, path, lost_paths);
            }
        }
        _ if text(sent) == text(kept) => {}
        _ => lost_paths.push(path.to_owned()),
    }
}

fn plain(name: &str) -> String {
    name.replace('_', "").to_lowercase()
}

fn text(value: &Value) -> String {
    let text = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
    text.strip_suffix(".0").map(str::to_owned).unwrap_or(text)
}

#[test]
fn every_schema_is_a_type() {
    let catalogue = catalogue("agave");
    let schemas: BTreeSet<_> = catalogue["schemas"].as_object().unwrap().keys().map(String::as_str).collect();
    let ours = TYPES.iter().map(|(name, _)| *name).chain(WITHOUT_TYPE.iter().map(|(name, _)| *name));
    assert_eq!(ours.clone().count(), schemas.len(), "no schema is named twice");
    assert_eq!(ours.collect::<BTreeSet<_>>(), schemas);
    for (name, why) in WITHOUT_TYPE {
        println!("{name}: {why}");
    }
}

#[test]
fn every_type_keeps_what_its_schema_names() {
    let catalogue = catalogue("agave");
    let schemas = &catalogue["schemas"];
    let mut lost_paths = Vec::new();
    for (name, kept) in TYPES {
        let sent = sample(schemas, name);
        lost(&sent, &kept(sent.clone()), name, &mut lost_paths);
    }
    let expected: Vec<_> = WITHOUT_FIELD.iter().map(|(path, _)| *path).collect();
    assert_eq!(lost_paths, expected, "lost on the way through our types");
    println!("{} schemas kept, {} properties left out for a reason", TYPES.len(), WITHOUT_FIELD.len());
}
