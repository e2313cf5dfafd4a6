//! A whole server without a socket, on a data folder of its own, with the real program for its jobs.

#![allow(unused, reason = "each test file uses its part of the harness")]
#![allow(missing_docs, clippy::unwrap_used, unreachable_pub)]

pub mod actors;
pub mod files;
pub mod jarvice;
pub mod process;
pub mod rescale;
pub mod systems;
pub mod web;

use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use axum::Router;
use axum::body::Body;
use axum::http::{Method, Request, StatusCode, header};
use portolan_server::accounts::clients::{self, NewClient};
use portolan_server::accounts::{tokens, users};
use portolan_server::config::{Config, ConfigFile};
use portolan_server::{State, app};
use serde_json::Value;
use tempfile::TempDir;
use tower::ServiceExt as _;

pub struct Server {
    folder: TempDir,
    pub state: State,
    router: Router,
}

impl Server {
    pub async fn start() -> Server {
        Server::on(tempfile::tempdir().unwrap()).await
    }

    /// A server with a configuration file and a portal of its own.
    pub async fn configured(file: &str, portal: Option<&Path>) -> Server {
        let file = file.parse().unwrap();
        Server::open(tempfile::tempdir().unwrap(), file, portal.map(Path::to_owned)).await
    }

    async fn on(folder: TempDir) -> Server {
        Server::open(folder, ConfigFile::default(), None).await
    }

    async fn open(folder: TempDir, file: ConfigFile, portal: Option<PathBuf>) -> Server {
        let config = Config {
            data: folder.path().to_owned(),
            base_url: "http://127.0.0.1:8750".to_owned(),
            program: PathBuf::from(env!("CARGO_BIN_EXE_portolan")),
            portal,
            file,
        };
        let state = State::open(config).await.unwrap();
        Server { folder, router: app(state.clone()), state }
    }

    /// Lets go of everything, does something to the data folder, and starts anew on it.
    pub async fn restart(self, meanwhile: impl FnOnce(&Path)) -> Server {
        self.restart_with("", meanwhile).await
    }

    /// The same with a configuration file.
    pub async fn restart_with(self, file: &str, meanwhile: impl FnOnce(&Path)) -> Server {
        let Server { folder, state, router } = self;
        state.close();
        drop((state, router));
        tokio::time::sleep(Duration::from_millis(100)).await;
        meanwhile(folder.path());
        Server::open(folder, file.parse().unwrap(), None).await
    }

    /// Sends a request as it is, with nothing added.
    pub async fn raw(&self, request: Request<Body>) -> Reply {
        reply(self.router.clone().oneshot(request).await.unwrap()).await
    }

    pub fn data(&self) -> &Path {
        self.folder.path()
    }

    /// Adds a user and signs them in.
    pub async fn user(&self, name: &str) -> Caller {
        let user = users::create(self.state.db(), name, "secret").unwrap();
        let client = NewClient { name: "test".to_owned(), ..NewClient::default() };
        let (client, _) = clients::create(self.state.db(), &user, client).await.unwrap();
        let tokens = tokens::issue(self.state.db(), &client.key, &user).await.unwrap();
        let home = self.data().join("home").join(name);
        std::fs::create_dir_all(&home).unwrap();
        Caller { router: self.router.clone(), token: tokens.access, home }
    }

    /// The same user's calls to this server, after a restart.
    pub fn again(&self, caller: &Caller) -> Caller {
        Caller { router: self.router.clone(), token: caller.token.clone(), home: caller.home.clone() }
    }

    /// Numbers of the processes that belong to a job.
    pub fn processes(job: &str) -> Vec<i32> {
        let mark = format!("PORTOLAN_JOB={job}");
        let entries = std::fs::read_dir("/proc").unwrap().flatten();
        entries
            .filter_map(|entry| entry.file_name().to_str()?.parse().ok())
            .filter(|pid: &i32| {
                let environment = std::fs::read(format!("/proc/{pid}/environ")).unwrap_or_default();
                environment.split(|byte| *byte == 0).any(|variable| variable == mark.as_bytes())
            })
            .collect()
    }
}

pub struct Caller {
    router: Router,
    token: String,
    /// The user's home on disk.
    pub home: PathBuf,
}

pub struct Reply {
    pub status: StatusCode,
    pub body: Vec<u8>,
    pub headers: axum::http::HeaderMap,
}

async fn reply(response: axum::response::Response) -> Reply {
    let (parts, body) = response.into_parts();
    let body = axum::body::to_bytes(body, usize::MAX).await.unwrap().to_vec();
    Reply { status: parts.status, headers: parts.headers, body }
}

impl Reply {
    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.body)
            .unwrap_or_else(|error| panic!("{error}: {:?}", String::from_utf8_lossy(&self.body)))
    }

    /// The result of a successful answer.
    #[track_caller]
    pub fn result(&self) -> Value {
        let json = self.json();
        assert!(self.status.is_success(), "{} {json}", self.status);
        json["result"].clone()
    }

    /// The message of a refusal.
    #[track_caller]
    pub fn refusal(&self, status: u16) -> String {
        let json = self.json();
        assert_eq!(self.status.as_u16(), status, "{json}");
        assert_eq!(json["status"], "error", "{json}");
        assert!(json.get("result").is_none(), "{json}");
        json["message"].as_str().unwrap().to_owned()
    }
}

impl Caller {
    pub fn token(&self) -> &str {
        &self.token
    }

    pub async fn send(&self, method: Method, path: &str, headers: &[(&str, &str)], body: Vec<u8>) -> Reply {
        let mut request = Request::builder()
            .method(method)
            .uri(path)
            .header(header::HOST, "127.0.0.1:8750")
            .header(header::AUTHORIZATION, format!("Bearer {}", self.token));
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        reply(self.router.clone().oneshot(request.body(Body::from(body)).unwrap()).await.unwrap()).await
    }

    pub async fn get(&self, path: &str) -> Reply {
        self.send(Method::GET, path, &[], Vec::new()).await
    }

    pub async fn delete(&self, path: &str) -> Reply {
        self.send(Method::DELETE, path, &[], Vec::new()).await
    }

    pub async fn post(&self, path: &str, body: Value) -> Reply {
        self.send(Method::POST, path, &[("content-type", "application/json")], body.to_string().into_bytes())
            .await
    }

    pub async fn put(&self, path: &str, body: Value) -> Reply {
        self.send(Method::PUT, path, &[("content-type", "application/json")], body.to_string().into_bytes())
            .await
    }

    /// Submits a job and answers its id.
    pub async fn submit(&self, body: Value) -> String {
        let reply = self.post("/jobs/v2/", body).await;
        assert_eq!(reply.status, StatusCode::CREATED, "{}", reply.json());
        reply.result()["id"].as_str().unwrap().to_owned()
    }

    pub async fn job(&self, id: &str) -> Value {
        self.get(&format!("/jobs/v2/{id}")).await.result()
    }

    /// Waits until the job has one of these statuses, and answers it.
    pub async fn wait(&self, id: &str, statuses: &[&str]) -> Value {
        let begun = Instant::now();
        loop {
            let job = self.job(id).await;
            let status = job["status"].as_str().unwrap().to_owned();
            if statuses.contains(&status.as_str()) {
                return job;
            }
            let over = ["FINISHED", "FAILED", "STOPPED", "KILLED"].contains(&status.as_str());
            assert!(!over && begun.elapsed() < Duration::from_secs(60), "waiting for {statuses:?}: {job:#}");
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    }

    /// Asks again until the answer's result is as wanted, and answers it.
    pub async fn until(&self, path: &str, wanted: impl Fn(&Value) -> bool) -> Value {
        let begun = Instant::now();
        loop {
            let reply = self.get(path).await;
            if reply.status.is_success() {
                let result = reply.result();
                if wanted(&result) {
                    return result;
                }
                assert!(begun.elapsed() < Duration::from_secs(60), "waiting for {path}: {result:#}");
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    }

    /// Names of the events of a job.
    pub async fn events(&self, id: &str) -> Vec<String> {
        let rows = self.get(&format!("/jobs/v2/{id}/history")).await.result();
        rows.as_array().unwrap().iter().map(|row| row["status"].as_str().unwrap().to_owned()).collect()
    }

    /// Names in a folder of a job's outputs, the folder's own entry left out.
    pub async fn outputs(&self, id: &str, path: &str) -> Vec<String> {
        let rows = self.get(&format!("/jobs/v2/{id}/outputs/listings/{path}")).await.result();
        let names = rows.as_array().unwrap().iter().map(|row| row["name"].as_str().unwrap().to_owned());
        names.filter(|name| name != ".").collect()
    }
}
