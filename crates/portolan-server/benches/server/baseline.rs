//! The plainest server there is for the same work: files from a folder, and files into it. It is axum with tower-http's
//! `ServeDir`, so that what is compared is not the HTTP library.

use std::net::SocketAddr;
use std::path::PathBuf;

use axum::Router;
use axum::body::Body;
use axum::extract::{DefaultBodyLimit, Path, State};
use axum::routing::put;
use futures_util::StreamExt as _;
use tokio::io::AsyncWriteExt as _;
use tower_http::services::ServeDir;

/// Where the plain server listens.
pub(crate) struct Baseline(SocketAddr);

impl Baseline {
    pub(crate) fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.0)
    }
}

/// Serves a folder until the process ends.
pub(crate) async fn start(folder: PathBuf) -> Baseline {
    let app = Router::new()
        .route("/put/{name}", put(keep))
        .fallback_service(ServeDir::new(&folder))
        .layer(DefaultBodyLimit::disable())
        .with_state(folder);
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(async move { axum::serve(listener, app).await });
    Baseline(address)
}

/// Writes what comes to a file, and answers once it is on the disk.
async fn keep(State(folder): State<PathBuf>, Path(name): Path<String>, body: Body) {
    let mut file = tokio::fs::File::create(folder.join(name)).await.unwrap();
    let mut chunks = body.into_data_stream();
    while let Some(chunk) = chunks.next().await {
        file.write_all(&chunk.unwrap()).await.unwrap();
    }
    file.sync_all().await.unwrap();
}
