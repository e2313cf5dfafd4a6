//! Descriptions of systems, checked field by field.

use portolan::agave::{BatchQueue, LoginConfig, ProxyServer, StorageConfig, System};
use serde_json::{Map, Value};

use super::sign_in::SignIn;
use super::{Purpose, Registered};
use crate::apps::fields::Fields;
use crate::apps::quantities;
use crate::error::{Error, Result};

const STATUSES: &[&str] = &["UP", "DOWN", "MAINTENANCE", "UNKNOWN"];
const STORAGE_PROTOCOLS: &[&str] =
    &["GRIDFTP", "FTP", "SFTP", "IRODS", "IRODS4", "LOCAL", "AZURE", "S3", "SWIFT", "HTTP", "HTTPS"];
const LOGIN_PROTOCOLS: &[&str] = &["API", "SSH", "GSISSH", "LOCAL"];
const EXECUTION_TYPES: &[&str] = &["HPC", "CONDOR", "CLI"];
const SCHEDULERS: &[&str] = &[
    "COBALT",
    "CONDOR",
    "FORK",
    "LOADLEVELER",
    "LSF",
    "MOAB",
    "PBS",
    "SGE",
    "SLURM",
    "TORQUE",
    "UNKNOWN",
    "CUSTOM_CONDOR",
    "CUSTOM_LSF",
    "CUSTOM_PBS",
    "CUSTOM_SGE",
    "CUSTOM_SLURM",
    "CUSTOM_TORQUE",
];

/// A checked description, and how its system is signed in to.
pub struct Definition {
    /// The description without secrets.
    pub system: System,
    /// Whether its files are to lie in a folder of this server.
    pub local: bool,
    pub(super) sign_ins: Vec<(Purpose, SignIn)>,
}

impl Definition {
    /// Checks what was sent. `id` names the system where the body need not.
    pub fn read(body: &Map<String, Value>, id: Option<&str>) -> Result<Definition> {
        let fields = Fields::of(body);
        let id = match (fields.text("id", 64)?, id) {
            (Some(own), _) => own,
            (None, Some(id)) => id.to_owned(),
            (None, None) => return Err(fields.refuse("id", "is required")),
        };
        check_id("id", &id)?;
        let kind = required_word(&fields, "type", &["STORAGE", "EXECUTION"])?;
        let (storage, storage_sign_in) = storage(&fields, &id, kind)?;
        let local = kind == "STORAGE" && storage.protocol.as_deref() == Some("LOCAL");
        let mut definition = Definition {
            system: System {
                id,
                name: fields.required("name", 64)?,
                kind: kind.to_owned(),
                description: fields.text("description", 4096)?,
                site: fields.text("site", 64)?,
                status: fields.word("status", STATUSES)?.unwrap_or("UP").to_owned(),
                available: Some(fields.flag("available")?.unwrap_or(true)),
                storage: Some(storage),
                ..System::default()
            },
            local,
            sign_ins: vec![(Purpose::Storage, storage_sign_in)],
        };
        if kind == "EXECUTION" {
            definition.read_execution(&fields)?;
        }
        Ok(definition)
    }

    fn read_execution(&mut self, fields: &Fields<'_>) -> Result<()> {
        let (login, sign_in) = login(fields)?;
        self.sign_ins.push((Purpose::Login, sign_in));
        let system = &mut self.system;
        system.login = Some(login);
        system.scheduler = Some(required_word(fields, "scheduler", SCHEDULERS)?.to_owned());
        system.execution_type = Some(required_word(fields, "executionType", EXECUTION_TYPES)?.to_owned());
        system.queues = Some(queues(fields)?);
        system.environment = fields.text("environment", 4096)?;
        system.startup_script = fields.text("startupScript", 255)?;
        system.work_dir = Some(path(fields, "workDir")?.unwrap_or_default());
        system.scratch_dir = Some(path(fields, "scratchDir")?.unwrap_or_default());
        system.max_system_jobs = Some(fields.whole("maxSystemJobs", -1..=i64::MAX)?.unwrap_or(-1));
        system.max_system_jobs_per_user =
            Some(fields.whole("maxSystemJobsPerUser", -1..=i64::MAX)?.unwrap_or(-1));
        Ok(())
    }

    /// The description of another system under a new id.
    pub(super) fn copy_of(there: &Registered, id: &str) -> Definition {
        let mut system = System { id: id.to_owned(), ..there.system.clone() };
        let of_storage = system.storage.iter_mut().filter_map(|storage| storage.auth.as_mut());
        let of_login = system.login.iter_mut().filter_map(|login| login.auth.as_mut());
        for auth in of_storage.chain(of_login) {
            auth.username = None;
        }
        if there.local
            && let Some(storage) = &mut system.storage
        {
            storage.root_dir = Some(own_root(id));
        }
        Definition { system, local: there.local, sign_ins: Vec::new() }
    }

    /// Refuses ways to sign in that lack a secret; where some are stored already, none need be given.
    pub(super) fn check_sign_in(&self, is_new: bool) -> Result<()> {
        let mut incomplete = self.sign_ins.iter().filter(|(_, way)| is_new || !way.secrets.is_empty());
        incomplete.try_for_each(|(_, way)| way.check_complete())
    }
}

/// Refuses an id that could not be a folder's name and a part of an address.
pub fn check_id(field: &str, id: &str) -> Result<()> {
    let plain = id.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '.' | '-'));
    if (3..=64).contains(&id.len()) && plain && id.starts_with(|c: char| c.is_ascii_alphanumeric()) {
        return Ok(());
    }
    let why = "must be 3 to 64 letters, digits, dots and dashes, and begin with a letter or digit";
    Err(Error::bad_request(field, why))
}

fn required_word(fields: &Fields<'_>, field: &str, words: &[&'static str]) -> Result<&'static str> {
    fields.word(field, words)?.ok_or_else(|| fields.refuse(field, "is required"))
}

fn object<'a>(fields: &Fields<'a>, field: &str) -> Result<Fields<'a>> {
    fields.object(field)?.ok_or_else(|| fields.refuse(field, "is required"))
}

fn storage(fields: &Fields<'_>, id: &str, kind: &str) -> Result<(StorageConfig, SignIn)> {
    let storage = object(fields, "storage")?;
    let protocol = required_word(&storage, "protocol", STORAGE_PROTOCOLS)?;
    let host = storage.required("host", 256)?;
    let mut root = path(&storage, "rootDir")?.unwrap_or_else(|| "/".to_owned());
    if kind == "STORAGE" && protocol == "LOCAL" {
        check_here(&storage, &host)?;
        if !matches!(root.trim_matches('/'), "") && root.trim_matches('/') != own_root(id).trim_matches('/') {
            let why = format!(
                "must be / or {}: the files of a LOCAL system lie in a folder that the server keeps for it",
                own_root(id)
            );
            return Err(storage.refuse("rootDir", why));
        }
        root = own_root(id);
    }
    let sign_in = SignIn::read(&object(&storage, "auth")?)?;
    let config = StorageConfig {
        host: Some(host),
        port: Some(storage.whole("port", 0..=65_535)?.unwrap_or(0)),
        protocol: Some(protocol.to_owned()),
        root_dir: Some(root),
        home_dir: Some(path(&storage, "homeDir")?.unwrap_or_else(|| "/".to_owned())),
        public_apps_dir: path(&storage, "publicAppsDir")?,
        zone: storage.text("zone", 64)?,
        resource: storage.text("resource", 64)?,
        container: storage.text("container", 128)?,
        mirror: Some(storage.flag("mirror")?.unwrap_or(false)),
        auth: Some(sign_in.shown()),
        proxy: proxy(&storage)?,
    };
    Ok((config, sign_in))
}

/// Where a LOCAL system's files lie, from the data folder.
fn own_root(id: &str) -> String {
    format!("{}/", crate::storage::System::Registered(id.into()).folder())
}

fn check_here(fields: &Fields<'_>, host: &str) -> Result<()> {
    if matches!(host.to_lowercase().as_str(), "localhost" | "127.0.0.1" | "::1" | "[::1]") {
        return Ok(());
    }
    Err(fields.refuse("host", "must be localhost where the protocol is LOCAL"))
}

fn login(fields: &Fields<'_>) -> Result<(LoginConfig, SignIn)> {
    let login = object(fields, "login")?;
    let sign_in = SignIn::read(&object(&login, "auth")?)?;
    let config = LoginConfig {
        host: Some(login.required("host", 256)?),
        port: Some(login.whole("port", 0..=65_535)?.unwrap_or(22)),
        protocol: Some(required_word(&login, "protocol", LOGIN_PROTOCOLS)?.to_owned()),
        auth: Some(sign_in.shown()),
        proxy: proxy(&login)?,
    };
    Ok((config, sign_in))
}

fn proxy(fields: &Fields<'_>) -> Result<Option<ProxyServer>> {
    let Some(proxy) = fields.object("proxy")? else { return Ok(None) };
    Ok(Some(ProxyServer {
        name: proxy.text("name", 64)?,
        host: Some(proxy.required("host", 256)?),
        port: Some(proxy.whole("port", 0..=65_535)?.unwrap_or(22)),
    }))
}

/// A path on the system, which leads nowhere upwards.
fn path(fields: &Fields<'_>, field: &str) -> Result<Option<String>> {
    let Some(path) = fields.text(field, 255)? else { return Ok(None) };
    if path.split('/').any(|name| name == "..") {
        return Err(fields.refuse(field, "must not contain '..'"));
    }
    Ok(Some(path))
}

fn queues(fields: &Fields<'_>) -> Result<Vec<BatchQueue>> {
    let sent = fields.objects("queues")?;
    let mut queues: Vec<BatchQueue> = Vec::new();
    for fields in &sent {
        let queue = queue(fields)?;
        if queues.iter().any(|other| other.name == queue.name) {
            return Err(fields.refuse("name", format!("{} is there twice", queue.name)));
        }
        if queue.default && queues.iter().any(|other| other.default) {
            return Err(fields.refuse("default", "only one queue can be the default"));
        }
        queues.push(queue);
    }
    match queues.first_mut() {
        None => return Err(fields.refuse("queues", "needs at least one queue")),
        Some(only) if sent.len() == 1 => only.default = true,
        Some(_) => {}
    }
    Ok(queues)
}

fn queue(fields: &Fields<'_>) -> Result<BatchQueue> {
    let name = fields.required("name", 128)?;
    if !name.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_')) {
        return Err(fields.refuse("name", "must be letters, digits, dots and dashes"));
    }
    let count = |field: &str| fields.whole(field, -1..=i64::MAX).map(|count| Some(count.unwrap_or(-1)));
    let memory = fields.text("maxMemoryPerNode", 32)?;
    if memory.as_ref().is_some_and(|text| text != "-1" && quantities::gigabytes(text).is_none()) {
        return Err(fields.refuse("maxMemoryPerNode", quantities::MEMORY));
    }
    let time = fields.text("maxRequestedTime", 16)?;
    if time.as_ref().is_some_and(|text| quantities::seconds(text).is_none()) {
        return Err(fields.refuse("maxRequestedTime", quantities::TIME));
    }
    Ok(BatchQueue {
        name,
        mapped_name: fields.text("mappedName", 128)?,
        description: fields.text("description", 512)?,
        default: fields.flag("default")?.unwrap_or(false),
        max_jobs: count("maxJobs")?,
        max_user_jobs: count("maxUserJobs")?,
        max_nodes: count("maxNodes")?,
        max_processors_per_node: count("maxProcessorsPerNode")?,
        max_memory_per_node: memory,
        max_requested_time: time,
        custom_directives: fields.text("customDirectives", 4096)?,
    })
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn execution() -> Value {
        let auth = json!({ "type": "PASSWORD", "username": "me", "password": "secret" });
        json!({
            "id": "lab.cluster", "name": "Cluster", "type": "EXECUTION", "executionType": "hpc", "scheduler": "slurm",
            "queues": [{ "name": "normal", "maxMemoryPerNode": 32, "maxRequestedTime": "24:00:00" }],
            "login": { "host": "login.example.org", "protocol": "SSH", "auth": auth },
            "storage": { "host": "data.example.org", "protocol": "SFTP", "auth": auth },
        })
    }

    fn read(body: &Value) -> Result<Definition> {
        Definition::read(body.as_object().unwrap(), None)
    }

    #[test]
    fn a_description_keeps_no_secret() {
        let definition = read(&execution()).unwrap();
        assert!(!definition.local);
        assert_eq!(definition.system.queues.as_ref().unwrap()[0].max_memory_per_node.as_deref(), Some("32"));
        assert!(!serde_json::to_string(&definition.system).unwrap().contains("secret"));
        definition.check_sign_in(true).unwrap();
    }

    #[test]
    fn what_is_wrong_is_named() {
        for (pointer, value, field) in [
            ("/id", json!("../x"), "id"),
            ("/id", json!("a"), "id"),
            ("/name", json!(null), "name"),
            ("/type", json!("AUTH"), "type"),
            ("/status", json!("FINE"), "status"),
            ("/scheduler", json!("CRON"), "scheduler"),
            ("/queues", json!([]), "queues"),
            ("/queues/0/maxMemoryPerNode", json!("much"), "queues[0].maxMemoryPerNode"),
            ("/queues/0/maxRequestedTime", json!("1 day"), "queues[0].maxRequestedTime"),
            ("/storage", json!(null), "storage"),
            ("/storage/protocol", json!("SMB"), "storage.protocol"),
            ("/storage/rootDir", json!("/a/../b"), "storage.rootDir"),
            ("/storage/auth/type", json!("MAGIC"), "storage.auth.type"),
            ("/login/port", json!(99_999), "login.port"),
        ] {
            let mut body = execution();
            match body.pointer_mut(pointer) {
                Some(place) => *place = value,
                None => {
                    let (parent, name) = pointer.rsplit_once('/').unwrap();
                    body.pointer_mut(parent).unwrap()[name] = value;
                }
            }
            let error = read(&body).err().unwrap_or_else(|| panic!("{pointer} was accepted"));
            assert!(error.message().starts_with(&format!("{field}: ")), "{pointer}: {error}");
        }
    }

    #[test]
    fn a_local_system_stays_in_its_own_folder() {
        let mut body = json!({
            "id": "lab.disk", "name": "Disk", "type": "STORAGE",
            "storage": { "host": "localhost", "protocol": "LOCAL", "auth": { "type": "LOCAL" } },
        });
        let definition = read(&body).unwrap();
        assert!(definition.local);
        assert_eq!(definition.system.storage.unwrap().root_dir.as_deref(), Some("systems/lab.disk/"));
        for root in ["/etc", "systems/other/", "home/"] {
            body["storage"]["rootDir"] = json!(root);
            assert!(read(&body).err().unwrap().message().starts_with("storage.rootDir: "), "{root}");
        }
        body["storage"]["rootDir"] = json!("/");
        body["storage"]["host"] = json!("elsewhere.example.org");
        assert!(read(&body).err().unwrap().message().starts_with("storage.host: "));
    }
}
