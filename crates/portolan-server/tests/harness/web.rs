//! A web server that remembers what it was asked, for whatever the server under test calls by itself.

use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::extract::Request;
use axum::http::{HeaderMap, Method};
use axum::response::Response;
use tokio::net::TcpListener;
use tokio::sync::watch;

/// A request that came.
#[derive(Clone, Debug)]
pub struct Seen {
    pub method: Method,
    /// Path and query as they were sent.
    pub target: String,
    pub headers: HeaderMap,
    pub body: Vec<u8>,
}

pub struct Web {
    /// The address, without a slash at its end.
    pub url: String,
    seen: watch::Receiver<Vec<Seen>>,
}

impl Web {
    /// Starts a server that answers as the function says; its second argument counts the requests before.
    pub async fn start(answer: impl Fn(&Seen, usize) -> Response + Send + Sync + 'static) -> Web {
        let (sender, seen) = watch::channel(Vec::new());
        let (sender, answer) = (Arc::new(sender), Arc::new(answer));
        let app = Router::new().fallback(move |request: Request| {
            let (sender, answer) = (sender.clone(), answer.clone());
            async move {
                let (head, body) = request.into_parts();
                let body = to_bytes(body, usize::MAX).await.unwrap().to_vec();
                let target = head.uri.path_and_query().unwrap().to_string();
                let one = Seen { method: head.method, target, headers: head.headers, body };
                let mut before = 0;
                sender.send_modify(|all| {
                    before = all.len();
                    all.push(one.clone());
                });
                answer(&one, before)
            }
        });
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        tokio::spawn(async move { axum::serve(listener, app).await.unwrap() });
        Web { url, seen }
    }

    /// What came so far.
    pub fn seen(&self) -> Vec<Seen> {
        self.seen.borrow().clone()
    }

    /// Waits until so many requests came.
    pub async fn wait_for(&self, count: usize) -> Vec<Seen> {
        let mut seen = self.seen.clone();
        let wait = seen.wait_for(|all| all.len() >= count);
        let all = tokio::time::timeout(Duration::from_secs(30), wait).await;
        all.unwrap_or_else(|_| panic!("{count} requests, but there are {:?}", self.seen())).unwrap().clone()
    }
}

/// An answer with a status and text.
pub fn answer(status: u16, text: &str) -> Response {
    Response::builder().status(status).body(Body::from(text.to_owned())).unwrap()
}
