//! `portolan serve`: the socket around the server.

use std::fs::File;
use std::io::IsTerminal as _;
use std::net::{Ipv4Addr, SocketAddr};
use std::path::Path;
use std::time::Duration;

use anyhow::Context as _;
use axum::serve::ListenerExt as _;
use portolan_server::config::{Config, ConfigFile};
use portolan_server::{State, app};
use tokio::net::TcpListener;
use tokio::signal::unix::{SignalKind, signal};
use tracing_subscriber::EnvFilter;

use crate::cli::{Serve, say};

/// Where the server listens unless told otherwise.
const DEFAULT: SocketAddr = SocketAddr::new(std::net::IpAddr::V4(Ipv4Addr::LOCALHOST), 8750);
/// How long requests may go on after the server was told to stop.
const GRACE: Duration = Duration::from_secs(10);

/// Serves until SIGTERM or ctrl-c.
pub(crate) async fn run(serve: Serve) -> anyhow::Result<()> {
    log();
    allow_many_connections();
    let data = std::path::absolute(serve.data.folder()?)?;
    let listener = listen(&serve).await?;
    let address = listener.local_addr()?;
    let file = serve.config.as_deref().map(ConfigFile::read).transpose()?.unwrap_or_default();
    let config = Config {
        base_url: format!("http://{address}"),
        program: std::env::current_exe()?,
        portal: serve.portal,
        data: data.clone(),
        file,
    };
    std::fs::create_dir_all(&data).with_context(|| format!("cannot make the folder {}", data.display()))?;
    let _lock = lock(&data)?;
    let state = State::open(config).await?;
    say(&format!("Portolan {} serving {}", env!("CARGO_PKG_VERSION"), data.display()))?;
    let launch = if address.ip().is_loopback() { state.launch_address()? } else { None };
    say(&format!("Open {}", launch.unwrap_or_else(|| format!("{}/sign-in", state.base_url()))))?;

    let listener = listener.tap_io(|stream| {
        if let Err(error) = stream.set_nodelay(true) {
            tracing::debug!(%error, "a connection keeps delaying small packets");
        }
    });
    let (stop, stopping) = tokio::sync::oneshot::channel::<()>();
    let server = axum::serve(listener, app(state.clone())).with_graceful_shutdown(async {
        told_to_stop().await;
        stop.send(()).ok();
    });
    tokio::select! {
        ended = server => ended?,
        () = async { stopping.await.ok(); tokio::time::sleep(GRACE).await } => {
            tracing::warn!("requests that were still going on were cut off");
        }
    }
    state.close();
    Ok(())
}

async fn listen(serve: &Serve) -> anyhow::Result<TcpListener> {
    let Some(address) = serve.listen else {
        return match TcpListener::bind(DEFAULT).await {
            Err(error) if error.kind() == std::io::ErrorKind::AddrInUse => {
                Ok(TcpListener::bind(SocketAddr::new(DEFAULT.ip(), 0)).await?)
            }
            result => result.with_context(|| format!("cannot listen on {DEFAULT}")),
        };
    };
    anyhow::ensure!(
        !address.ip().is_unspecified(),
        "--listen: name one address of this machine, not all of them"
    );
    if !address.ip().is_loopback() {
        anyhow::ensure!(
            serve.allow_remote,
            "--listen {address}: other machines reach it; add --allow-remote if they may"
        );
        tracing::warn!(%address, "other machines reach this server, and what they send is not encrypted");
    }
    TcpListener::bind(address).await.with_context(|| format!("cannot listen on {address}"))
}

/// Keeps a second server from the same data folder.
fn lock(data: &Path) -> anyhow::Result<File> {
    let file = File::create(data.join("lock"))?;
    file.try_lock().map_err(|_| anyhow::anyhow!("another server is using {}", data.display()))?;
    Ok(file)
}

/// The usual limit of open files is made for programs that never had to know better.
fn allow_many_connections() {
    use rustix::process::{Resource, getrlimit, setrlimit};
    let mut limit = getrlimit(Resource::Nofile);
    limit.current = limit.maximum;
    if let Err(error) = setrlimit(Resource::Nofile, limit) {
        tracing::debug!(%error, "the limit of open files stays as it is");
    }
}

async fn told_to_stop() {
    let terminated = async {
        match signal(SignalKind::terminate()) {
            Ok(mut signal) => _ = signal.recv().await,
            Err(error) => {
                tracing::warn!(%error, "SIGTERM will end the server at once");
                std::future::pending::<()>().await;
            }
        }
    };
    tokio::select! {
        () = terminated => {}
        _ = tokio::signal::ctrl_c() => {}
    }
    tracing::info!("stopping");
}

/// Logs to standard error, as much as `PORTOLAN_LOG` says.
fn log() {
    let filter = EnvFilter::try_from_env("PORTOLAN_LOG")
        .unwrap_or_else(|_| EnvFilter::new("warn,portolan_server=info"));
    tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(std::io::stderr)
        .with_ansi(std::io::stderr().is_terminal())
        .init();
}
