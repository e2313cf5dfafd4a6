//! One large file, up and down.

use std::time::Instant;

use axum::body::Bytes;
use futures_util::{StreamExt as _, stream};
use reqwest::multipart::{Form, Part};
use reqwest::{Body, Method, RequestBuilder};

use super::baseline::Baseline;
use super::program::{Client, Program};

/// Bytes of the file.
const SIZE: u64 = 256 << 20;
/// Bytes of a piece of it.
const PIECE: usize = 256 << 10;
/// How often each is measured; the median counts.
const TIMES: usize = 5;

const MEDIA: &str = "/files/v2/media/system/local.storage";

/// Sends and fetches the file, in turn with the plain server.
pub(crate) async fn compare(client: &Client, server: &Program, baseline: &Baseline) {
    let (mut up, mut plain_up, mut down, mut plain_down) = (vec![], vec![], vec![], vec![]);
    for _ in 0..TIMES {
        let part = Part::stream_with_length(content(), SIZE).file_name("large.dat");
        let form = Form::new().part("fileToUpload", part);
        up.push(timed(client.request(Method::POST, &server.url(&format!("{MEDIA}/"))).multipart(form)).await);
        let put = client.request(Method::PUT, &baseline.url("/put/large.dat"));
        plain_up.push(timed(put.header("content-length", SIZE).body(content())).await);
        down.push(timed(client.request(Method::GET, &server.url(&format!("{MEDIA}/large.dat")))).await);
        plain_down.push(timed(client.request(Method::GET, &baseline.url("/large.dat"))).await);
    }
    println!(
        "{:<34} {:>9} {:>12} {:>7}",
        format!("{} MiB, median of {TIMES}", SIZE >> 20),
        "MB/s",
        "plain MB/s",
        "ratio"
    );
    for (name, ours, theirs) in [("upload", up, plain_up), ("download", down, plain_down)] {
        let (ours, theirs) = (rate(ours), rate(theirs));
        println!("{name:<34} {ours:>9.0} {theirs:>12.0} {:>7.2}", ours / theirs);
    }
}

fn content() -> Body {
    let piece = Bytes::from(vec![b'x'; PIECE]);
    let pieces = stream::iter(0..SIZE / PIECE as u64).map(move |_| Ok::<_, std::io::Error>(piece.clone()));
    Body::wrap_stream(pieces)
}

/// Seconds until the last byte of the answer.
async fn timed(request: RequestBuilder) -> f64 {
    let begun = Instant::now();
    let answer = request.send().await.unwrap();
    assert!(answer.status().is_success(), "{}", answer.status());
    let mut pieces = answer.bytes_stream();
    while let Some(piece) = pieces.next().await {
        piece.unwrap();
    }
    begun.elapsed().as_secs_f64()
}

fn rate(mut seconds: Vec<f64>) -> f64 {
    seconds.sort_by(f64::total_cmp);
    SIZE as f64 / 1e6 / seconds[seconds.len() / 2]
}
