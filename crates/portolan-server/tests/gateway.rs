//! The same verbs on all three faces, by the SDK's neutral layer and over a real socket: what one service submits, each
//! of them runs and tells.

#![allow(clippy::unwrap_used)]

use std::path::PathBuf;
use std::time::Duration;

use futures_util::{StreamExt as _, pin_mut};
use portolan::agave::{Agave, AgaveOptions};
use portolan::gateway::{Gateway, Job, Status, form};
use portolan::jarvice::{Jarvice, JarviceOptions};
use portolan::rescale::{Rescale, RescaleOptions};
use portolan_server::accounts::api_keys::{self, Protocol};
use portolan_server::accounts::clients::{self, NewClient};
use portolan_server::accounts::{tokens, users};
use portolan_server::config::{Config, ConfigFile};
use portolan_server::{State, app};

/// A server on a socket with one user, and that user's gateways.
struct Harbour {
    state: State,
    agave: Gateway,
    jarvice: Gateway,
    rescale: Gateway,
    folder: tempfile::TempDir,
}

async fn harbour() -> Harbour {
    let folder = tempfile::tempdir().unwrap();
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let base_url = format!("http://{}", listener.local_addr().unwrap());
    let config = Config {
        data: folder.path().to_owned(),
        base_url: base_url.clone(),
        program: PathBuf::from(env!("CARGO_BIN_EXE_portolan")),
        portal: None,
        file: ConfigFile::default(),
    };
    let state = State::open(config).await.unwrap();
    let router = app(state.clone());
    tokio::spawn(async move { axum::serve(listener, router).await.unwrap() });
    let db = state.db();
    let user = users::create(db, "alice", "secret").unwrap();
    let new = NewClient { name: "test".to_owned(), ..NewClient::default() };
    let (client, _) = clients::create(db, &user, new).await.unwrap();
    let token = tokens::issue(db, &client.key, &user).await.unwrap().access;
    let apikey = api_keys::issue(db, &user, Protocol::Jarvice).unwrap();
    let rescale = api_keys::issue(db, &user, Protocol::Rescale).unwrap();
    let jarvice = JarviceOptions {
        base_url: base_url.clone(),
        username: user.name,
        apikey,
        ..JarviceOptions::default()
    };
    Harbour {
        agave: Gateway::agave(
            Agave::new(AgaveOptions { base_url: base_url.clone(), token, ..AgaveOptions::default() })
                .unwrap(),
        ),
        jarvice: Gateway::jarvice(Jarvice::new(jarvice).unwrap()),
        rescale: Gateway::rescale(Rescale::new(RescaleOptions { base_url, token: rescale }).unwrap()),
        state,
        folder,
    }
}

/// The job once it has one of these statuses.
async fn reaches(gateway: &Gateway, id: &str, wanted: &[Status]) -> Job {
    let jobs = gateway.jobs();
    let waiting = async {
        let states = jobs.watch(id);
        pin_mut!(states);
        while let Some(job) = states.next().await {
            let job = job.unwrap();
            if wanted.contains(&job.summary.status) {
                return job;
            }
        }
        panic!("it never was {wanted:?}")
    };
    tokio::time::timeout(Duration::from_secs(60), waiting).await.unwrap()
}

#[tokio::test]
async fn one_app_is_found_filled_in_run_and_read_on_each_service() {
    let harbour = harbour().await;
    for gateway in [&harbour.agave, &harbour.jarvice, &harbour.rescale] {
        let service = gateway.service().label();
        let apps = gateway.apps().list().await.unwrap();
        let found = apps
            .iter()
            .find(|app| app.label.contains("Monte Carlo"))
            .unwrap_or_else(|| panic!("{service}: {apps:?}"));
        let app = gateway.apps().get(&found.id).await.unwrap();
        let mut draft = form::draft(&app);
        draft.name = format!("pi by {service}");
        if draft.values.contains_key("samples") {
            draft.values.insert("samples".to_owned(), vec!["100000".to_owned()]);
        }
        let problems = form::check(&app, &draft, &[]);
        assert!(problems.is_empty(), "{service}: {problems:?}");
        let job = gateway.jobs().submit(&app, &draft).await.unwrap();
        let ended = reaches(gateway, &job.summary.id, &[Status::Finished, Status::Failed]).await;
        assert_eq!(ended.summary.status, Status::Finished, "{service}: {ended:?}");
        assert_eq!(ended.summary.name, draft.name, "{service}");
        let log = gateway.jobs().log(&ended, 0).await.unwrap();
        assert!(log.text.contains("3.1"), "{service}: {}", log.text);
        if gateway.capabilities().outputs {
            let outputs = gateway.jobs().outputs(&ended.summary.id, "").await.unwrap();
            assert!(outputs.iter().any(|file| file.name == "pi.json"), "{service}: {outputs:?}");
        }
    }
    for gateway in [&harbour.agave, &harbour.jarvice, &harbour.rescale] {
        let jobs = gateway.jobs().page(&Default::default()).await.unwrap();
        let mut names: Vec<&str> = jobs.iter().map(|job| job.name.as_str()).collect();
        names.sort_unstable();
        assert_eq!(names, ["pi by Agave", "pi by JARVICE", "pi by Rescale"]);
        assert!(jobs.iter().all(|job| job.status == Status::Finished), "{jobs:?}");
    }
    harbour.state.engine().close();
    drop(harbour.folder);
}
