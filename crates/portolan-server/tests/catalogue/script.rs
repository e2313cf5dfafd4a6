//! The order in which all operations can be called, each finding what the ones before it left.

use serde_json::{Value, json};

/// One call.
pub(crate) struct Step {
    pub(crate) operation: &'static str,
    pub(crate) arguments: Value,
    /// Names under which parts of the result are remembered.
    pub(crate) keep: Vec<(&'static str, &'static str)>,
    /// The call is made again until a part of the result has a value.
    pub(crate) until: Option<(&'static str, Value)>,
}

fn call(operation: &'static str, arguments: Value) -> Step {
    Step { operation, arguments, keep: Vec::new(), until: None }
}

impl Step {
    fn keep(mut self, name: &'static str, pointer: &'static str) -> Step {
        self.keep.push((name, pointer));
        self
    }

    fn until(mut self, pointer: &'static str, value: Value) -> Step {
        self.until = Some((pointer, value));
        self
    }
}

/// All calls.
pub(crate) fn steps() -> Vec<Step> {
    let mut steps = sign_in();
    steps.extend(systems());
    steps.extend(files());
    steps.extend(apps_and_jobs());
    steps.extend(metadata());
    steps.extend(notifications_and_profiles());
    steps.extend(actors());
    steps.push(call("session.clients_delete", json!({ "clientName": "walk" })));
    steps
}

fn sign_in() -> Vec<Step> {
    let subscription =
        json!({ "clientName": "walk", "apiName": "Apps", "apiVersion": "v2", "apiProvider": "admin" });
    vec![
        call("session.list_tenants", json!({})),
        call("session.clients_create", json!({ "clientName": "walk", "description": "", "tier": "Unlimited" }))
            .keep("key", "/consumerKey")
            .keep("secret", "/consumerSecret"),
        call("session.clients_list", json!({})),
        call("session.clients_subscribe", subscription),
        call("session.clients_subscriptions", json!({ "clientName": "walk" })),
        call(
            "session.get_access_token",
            json!({ "grant_type": "password", "username": "alice", "password": "secret", "scope": "PRODUCTION" }),
        )
        .keep("refresh", "/refresh_token"),
        call(
            "session.refresh_tokens",
            json!({ "grant_type": "refresh_token", "refresh_token": "{refresh}", "scope": "PRODUCTION" }),
        )
        .keep("token", "/access_token"),
    ]
}

fn systems() -> Vec<Step> {
    let auth = json!({ "type": "PASSWORD", "username": "me", "password": "hidden" });
    let body = json!({
        "id": "walk.cluster", "name": "Cluster", "type": "EXECUTION", "status": "UP", "executionType": "HPC",
        "scheduler": "SLURM", "queues": [{ "name": "normal", "default": true }],
        "login": { "host": "login.example.org", "port": 22, "protocol": "SSH", "auth": auth },
        "storage": { "host": "data.example.org", "port": 22, "protocol": "SFTP", "auth": auth },
    });
    let id = "walk.cluster";
    let role = json!({ "username": "bob", "role": "USER" });
    vec![
        call("systems.add", json!({ "body": body })),
        call("systems.list", json!({ "type": "EXECUTION", "public": false, "limit": 10, "offset": 0 })),
        call("systems.get", json!({ "systemId": id })).keep("system", "/uuid"),
        call("systems.update", json!({ "systemId": id, "body": body })),
        call("systems.manage", json!({ "systemId": id, "body": { "action": "ENABLE" } })),
        call("systems.updateRole", json!({ "systemId": id, "body": role })),
        call("systems.updateRoleForUser", json!({ "systemId": id, "username": "bob", "body": role })),
        call("systems.listRoles", json!({ "systemId": id, "limit": 10 })),
        call("systems.getRoleForUser", json!({ "systemId": id, "username": "bob" })),
        call("systems.deleteRoleForUser", json!({ "systemId": id, "username": "bob" })),
        call("systems.deleteRoles", json!({ "systemId": id })),
        call("systems.updateCredentials", json!({ "systemId": id, "body": auth })),
        call("systems.listCredentials", json!({ "systemId": id, "limit": 10 })),
        call(
            "systems.updateCredentialsForInternalUser",
            json!({ "systemId": id, "internalUsername": "robot", "body": auth }),
        ),
        call(
            "systems.listCredentialsForInternalUser",
            json!({ "systemId": id, "internalUsername": "robot" }),
        ),
        call(
            "systems.updateCredentialsForInternalUserByType",
            json!({ "systemId": id, "internalUsername": "robot", "credentialType": "LOGIN", "body": auth }),
        ),
        call(
            "systems.listCredentialsForInternalUserByType",
            json!({ "systemId": id, "internalUsername": "robot", "credentialType": "LOGIN" }),
        ),
        call(
            "systems.deleteCredentialsForInternalUserByType",
            json!({ "systemId": id, "internalUsername": "robot", "credentialType": "LOGIN" }),
        ),
        call(
            "systems.deleteCredentialsForInternalUser",
            json!({ "systemId": id, "internalUsername": "robot" }),
        ),
        call("systems.deleteCredentials", json!({ "systemId": id })),
        call("systems.delete", json!({ "systemId": id })),
    ]
}

fn files() -> Vec<Step> {
    let at = |path: &str| json!({ "systemId": "local.storage", "filePath": path });
    let with = |mut arguments: Value, name: &str, value: Value| {
        arguments[name] = value;
        arguments
    };
    let grant = json!({ "username": "bob", "permission": "READ", "recursive": false });
    let named = |path: &str| json!({ "systemId": "local.storage", "path": path });
    vec![
        call("files.importData", with(at(""), "fileToUpload", json!("one two\nthree\n")))
            .keep("file", "/uuid"),
        call(
            "files.importToDefaultSystem",
            json!({ "sourcefilePath": "", "fileToUpload": "x", "fileName": "other.txt" }),
        ),
        call("files.list", with(at(""), "limit", json!(10))),
        call("files.listOnDefaultSystem", json!({ "filePath": "", "limit": 10 })),
        call("files.download", at("part.txt")),
        call("files.downloadFromDefaultSystem", json!({ "sourcefilePath": "part.txt" })),
        call("files.manage", with(at(""), "body", json!({ "action": "mkdir", "path": "a/b" }))),
        call(
            "files.manageOnDefaultSystem",
            json!({ "sourcefilePath": "other.txt", "body": { "action": "rename", "path": "renamed.txt" } }),
        ),
        call("files.getHistory", at("part.txt")),
        call("files.getHistoryOnDefaultSystem", json!({ "filePath": "part.txt" })),
        call("files.updatePermissions", with(at("part.txt"), "body", grant.clone())),
        call("files.updatePermissionsOnDefaultSystem", json!({ "filePath": "part.txt", "body": grant })),
        call("files.deletePermissions", at("part.txt")),
        call("files.delete", at("a")),
        call("files.deleteFromDefaultSystem", json!({ "sourcefilePath": "renamed.txt" })),
        call("session.files_mkdir", json!({ "systemId": "local.storage", "action": "mkdir", "path": "box" })),
        call("session.files_upload", with(named("box"), "fileToUpload", json!("boxed"))),
        call(
            "session.files_copy",
            json!({ "systemId": "local.storage", "path:path": "box/part.txt", "action": "copy",
                    "form:path": "box/copy.txt" }),
        ),
        call(
            "session.files_move",
            json!({ "systemId": "local.storage", "path:path": "box/copy.txt", "action": "move",
                    "form:path": "box/moved.txt" }),
        ),
        call("session.files_import", with(named("box"), "urlToIngest", json!("{web}/fetched.txt"))),
        call("session.files_list", with(named("box"), "pretty", json!(true))),
        call("session.files_download", named("box/moved.txt")),
        call(
            "session.files_pems_update",
            json!({ "systemId": "local.storage", "path": "box", "username": "bob", "permission": "READ" }),
        ),
        call("session.files_pems_list", named("box")),
        call("session.files_pems_delete", named("box")),
        call("session.files_history", named("box/moved.txt")),
        call("session.files_delete", named("box")),
    ]
}

fn apps_and_jobs() -> Vec<Step> {
    let file = |name: &str, content: &str| json!({ "sourcefilePath": "app", "fileToUpload": content, "fileName": name });
    let app = json!({
        "name": "walk", "version": "1.0", "label": "Walk", "parallelism": "SERIAL", "executionType": "CLI",
        "executionSystem": "local.execution", "deploymentSystem": "local.storage", "deploymentPath": "app",
        "templatePath": "run.sh", "testPath": "test.sh", "available": true,
        "inputs": [{ "id": "text", "value": { "default": "part.txt" } }],
        "parameters": [{ "id": "times", "value": { "type": "number", "default": 2 } }],
    });
    let pem = json!({ "username": "bob", "permission": "READ_EXECUTE" });
    let job = json!({ "name": "walk", "appId": "text-stats-1.0.0", "inputs": { "files": "part.txt" },
                      "archive": true, "notifications": [{ "url": "{web}/", "event": "*", "persistent": true }] });
    vec![
        call(
            "files.manage",
            json!({ "systemId": "local.storage", "filePath": "",
                                     "body": { "action": "mkdir", "path": "app" } }),
        ),
        call("files.importToDefaultSystem", file("run.sh", "echo hello")),
        call("files.importToDefaultSystem", file("test.sh", "echo test")),
        call("apps.add", json!({ "body": app })).keep("app", "/uuid"),
        call("apps.list", json!({ "publicOnly": false, "limit": 10 })),
        call("apps.get", json!({ "appId": "walk-1.0" })),
        call("apps.update", json!({ "appId": "walk-1.0", "body": app })),
        call("apps.manage", json!({ "appId": "walk-1.0", "body": { "action": "disable" } })),
        call("apps.listByName", json!({ "name": "walk" })),
        call("apps.listBySystemId", json!({ "systemId": "local.execution" })),
        call("apps.updateApplicationPermissions", json!({ "appId": "walk-1.0", "body": pem })),
        call("apps.updatePermissionsForUser", json!({ "appId": "walk-1.0", "username": "bob", "body": pem })),
        call("apps.listPermissions", json!({ "appId": "walk-1.0", "limit": 10 })),
        call("apps.listPermissionsForUser", json!({ "appId": "walk-1.0", "username": "bob" })),
        call("apps.deletePermissionsForUser", json!({ "appId": "walk-1.0", "username": "bob" })),
        call("apps.deletePermissions", json!({ "appId": "walk-1.0" })),
        call("apps.delete", json!({ "appId": "walk-1.0" })),
        call("jobs.submit", json!({ "body": job })).keep("job", "/id"),
        call("jobs.getStatus", json!({ "jobId": "{job}" })).until("/status", json!("FINISHED")),
        call("jobs.get", json!({ "jobId": "{job}" })),
        call("jobs.list", json!({ "limit": 10, "offset": 0 })),
        call("jobs.search", json!({ "attribute": "status", "value": "FINISHED" })),
        call("jobs.getHistory", json!({ "jobId": "{job}", "limit": 100 })),
        call("jobs.listOutputs", json!({ "jobId": "{job}", "filePath": "" })),
        call("jobs.downloadOutput", json!({ "jobId": "{job}", "filePath": "stats.txt" })),
        call(
            "jobs.updatePermissions",
            json!({ "jobId": "{job}", "body": { "username": "bob", "permission": "READ" } }),
        ),
        call(
            "jobs.updatePermissionsForUser",
            json!({ "jobId": "{job}", "username": "bob", "body": { "username": "bob", "permission": "ALL" } }),
        ),
        call("jobs.listPermissions", json!({ "jobId": "{job}" })),
        call("jobs.listPermissionsForUser", json!({ "jobId": "{job}", "username": "bob" })),
        call("jobs.deletePermissionsForUser", json!({ "jobId": "{job}", "username": "bob" })),
        call("jobs.deletePermissions", json!({ "jobId": "{job}" })),
        call("jobs.manage", json!({ "jobId": "{job}", "body": { "action": "resubmit" } }))
            .keep("again", "/id"),
        call("jobs.delete", json!({ "jobId": "{again}" })),
    ]
}

fn metadata() -> Vec<Step> {
    let pem = json!({ "username": "bob", "permission": "READ" });
    let schema = json!({ "type": "string", "minLength": 1 });
    let mut steps = vec![
        call("meta.addSchema", json!({ "body": schema })).keep("schema", "/uuid"),
        call("meta.getSchema", json!({ "uuid": "{schema}" })),
        call("meta.searchSchema", json!({ "limit": 10 })),
        call("meta.updateSchema", json!({ "uuid": "{schema}", "body": schema })),
        call(
            "meta.addMetadata",
            json!({ "body": { "name": "walk", "value": "text", "schemaId": "{schema}", "associationIds": ["{job}"] } }),
        )
        .keep("metadata", "/uuid"),
        call("meta.getMetadata", json!({ "uuid": "{metadata}" })),
        call("meta.listMetadata", json!({ "q": "{\"name\": \"walk\"}", "limit": 10 })),
        call("meta.updateMetadata", json!({ "uuid": "{metadata}", "body": { "name": "walk", "value": "other" } })),
    ];
    for (kind, uuid) in [("Metadata", "{metadata}"), ("Schema", "{schema}")] {
        let names = match kind {
            "Metadata" => [
                "meta.updateMetadataPermissions",
                "meta.updateMetadataPermissionsForUser",
                "meta.listMetadataPermissions",
                "meta.listMetadataPermissionsForUser",
                "meta.deleteMetadataPermissionsForUser",
                "meta.deleteMetadataPermission",
            ],
            _ => [
                "meta.updateSchemaPermissions",
                "meta.updateSchemaPermissionsForUser",
                "meta.listSchemaPermissions",
                "meta.listSchemaPermissionsForUser",
                "meta.deleteSchemaPermissionsForUser",
                "meta.deleteSchemaPermissions",
            ],
        };
        let arguments = json!({ "uuid": uuid, "username": "bob", "body": pem });
        steps.extend(names.map(|name| call(name, arguments.clone())));
    }
    steps.push(call("meta.deleteMetadata", json!({ "uuid": "{metadata}" })));
    steps.push(call("meta.deleteSchema", json!({ "uuid": "{schema}" })));
    steps
}

fn notifications_and_profiles() -> Vec<Step> {
    let body = json!({ "url": "{web}/told", "event": "*", "persistent": true, "associatedUuid": "{job}" });
    vec![
        call("notifications.add", json!({ "body": body })).keep("notification", "/id"),
        call("notifications.get", json!({ "uuid": "{notification}" })),
        call("notifications.list", json!({ "associatedUuid": "{job}", "limit": 10 })),
        call("notifications.update", json!({ "uuid": "{notification}", "body": body })),
        call("notifications.delete", json!({ "uuid": "{notification}" })),
        call("profiles.get", json!({})),
        call("profiles.list", json!({ "username": "bob", "limit": 10 })),
        call("profiles.listByUsername", json!({ "username": "bob" })),
    ]
}

fn actors() -> Vec<Step> {
    let actor = json!({ "image": "abacosamples/test:latest", "name": "walk", "stateless": false });
    let own = json!({ "actorId": "{actor}" });
    let with = |name: &str, value: Value| {
        let mut arguments = own.clone();
        arguments[name] = value;
        arguments
    };
    let execution = with("executionId", json!("{execution}"));
    vec![
        call("actors.add", json!({ "body": actor })).keep("actor", "/id"),
        call("actors.list", json!({})),
        call("actors.get", own.clone()),
        call("actors.update", with("body", actor)),
        call("actors.sendMessage", with("body", json!({ "message": "hello" })))
            .keep("execution", "/executionId"),
        call("actors.getExecution", execution.clone()).until("/status", json!("COMPLETE")),
        call("actors.listExecutions", own.clone()),
        call("actors.getExecutionLogs", execution.clone()),
        call("actors.getOneExecutionResult", execution),
        call("actors.sendBinaryMessage", with("message", json!("bytes"))),
        call("actors.getMessages", own.clone()),
        call("actors.updateState", with("body", json!("state"))),
        call("actors.getState", own.clone()),
        call("actors.updatePermissions", with("body", json!({ "user": "bob", "level": "READ" }))),
        call("actors.getPermissions", own.clone()),
        call("actors.addWorker", with("body", json!({ "num": 1 }))),
        call("actors.listWorkers", own.clone()).keep("worker", "/0/id"),
        call("actors.getWorker", with("workerId", json!("{worker}"))),
        call("actors.deleteWorker", with("workerId", json!("{worker}"))),
        call("actors.addNonce", with("body", json!({ "maxUses": 3, "level": "READ" }))).keep("nonce", "/id"),
        call("actors.listNonces", own.clone()),
        call("actors.getNonce", with("nonceId", json!("{nonce}"))),
        call("actors.deleteNonce", with("nonceId", json!("{nonce}"))),
        call("actors.delete", own),
    ]
}
