//! Asking the same for a while over several connections.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use super::program::Client;

/// How a server answered.
pub(crate) struct Load {
    pub(crate) per_second: f64,
    pub(crate) p50: Duration,
    pub(crate) p99: Duration,
}

/// Asks these addresses in turn, each connection as soon as it has its answer, and measures every answer whole.
pub(crate) async fn measure(client: &Client, urls: Vec<String>, connections: usize, time: Duration) -> Load {
    let (urls, next) = (Arc::new(urls), Arc::new(AtomicUsize::new(0)));
    // The first answers warm caches and connections.
    for url in urls.iter().take(connections) {
        client.get(url).await;
    }
    let begun = Instant::now();
    let asking: Vec<_> = (0..connections)
        .map(|_| {
            let (client, urls, next) = (client.clone(), urls.clone(), next.clone());
            tokio::spawn(async move {
                let mut times = Vec::new();
                while begun.elapsed() < time {
                    let url = &urls[next.fetch_add(1, Ordering::Relaxed) % urls.len()];
                    let asked = Instant::now();
                    client.get(url).await;
                    times.push(asked.elapsed());
                }
                times
            })
        })
        .collect();
    let mut times = Vec::new();
    for asking in asking {
        times.extend(asking.await.unwrap());
    }
    let took = begun.elapsed();
    times.sort();
    let at = |part: f64| times[((times.len() - 1) as f64 * part) as usize];
    Load { per_second: times.len() as f64 / took.as_secs_f64(), p50: at(0.5), p99: at(0.99) }
}
