//! The command line.

use std::io::{self, Write as _};
use std::net::SocketAddr;
use std::path::{Path, PathBuf};

use anyhow::Context as _;
use clap::{Args, Parser, Subcommand};
use portolan_server::accounts::api_keys::{self, Protocol};
use portolan_server::accounts::users;
use portolan_server::apps::{self, Registry};
use portolan_server::bundled::Bundled;
use portolan_server::{engine, metadata, open_data};

use crate::help::{CONFIGURATION, FIRST_STEPS};

/// A science gateway on this machine: the portal, and services that real clients talk to.
#[derive(Parser)]
#[command(name = "portolan", version, after_help = FIRST_STEPS)]
pub(crate) struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Serves the portal and the services until it is told to stop.
    #[command(after_help = CONFIGURATION)]
    Serve(Serve),
    /// Manages users.
    #[command(subcommand)]
    User(UserCommand),
    /// Manages apps.
    #[command(subcommand)]
    App(AppCommand),
    /// Runs one job and watches over it.
    #[command(hide = true)]
    Supervise { control: PathBuf, work: PathBuf },
    /// Checks a value against a JSON Schema, both from standard input.
    #[command(hide = true)]
    CheckValue,
    #[command(flatten)]
    Bundled(Bundled),
}

/// What `portolan serve` is told.
#[derive(Args)]
pub(crate) struct Serve {
    /// The address to listen on [default: 127.0.0.1:8750, or a free port when that is taken].
    #[arg(long, value_name = "ADDRESS")]
    pub(crate) listen: Option<SocketAddr>,
    /// Allows an address that other machines reach. Traffic is not encrypted: put a TLS proxy in front.
    #[arg(long)]
    pub(crate) allow_remote: bool,
    /// The configuration file, explained below.
    #[arg(long, value_name = "FILE")]
    pub(crate) config: Option<PathBuf>,
    /// A folder with a built portal, in place of the one in this program.
    #[arg(long, value_name = "DIR", env = "PORTOLAN_PORTAL")]
    pub(crate) portal: Option<PathBuf>,
    #[command(flatten)]
    pub(crate) data: Data,
}

/// Where everything is kept.
#[derive(Args)]
pub(crate) struct Data {
    /// The data folder [default: `portolan` in the user's data directory].
    #[arg(long = "data", value_name = "DIR")]
    folder: Option<PathBuf>,
}

#[derive(Subcommand)]
enum UserCommand {
    /// Adds a user; the password is the first line of standard input. Prints the user's keys.
    Add {
        /// The user's name.
        name: String,
        #[command(flatten)]
        data: Data,
    },
}

#[derive(Subcommand)]
enum AppCommand {
    /// Adds an app for all users.
    Add {
        /// The app's definition, beside which its executable lies.
        file: PathBuf,
        #[command(flatten)]
        data: Data,
    },
}

impl Cli {
    /// Does what the command line says.
    pub(crate) fn run(self) -> anyhow::Result<()> {
        match self.command {
            Command::Serve(serve) => runtime()?.block_on(crate::serve::run(serve)),
            Command::User(UserCommand::Add { name, data }) => add_user(&name, &data),
            Command::App(AppCommand::Add { file, data }) => runtime()?.block_on(add_app(&file, &data)),
            Command::Supervise { control, work } => engine::supervise(&control, &work),
            Command::CheckValue => metadata::check_value(),
            Command::Bundled(app) => app.run(),
        }
    }
}

impl Data {
    /// The folder named, or the usual one.
    pub(crate) fn folder(&self) -> anyhow::Result<PathBuf> {
        if let Some(folder) = &self.folder {
            return Ok(folder.clone());
        }
        let absolute =
            |name: &str| std::env::var_os(name).map(PathBuf::from).filter(|path| path.is_absolute());
        let base = absolute("XDG_DATA_HOME").or_else(|| Some(absolute("HOME")?.join(".local/share")));
        Ok(base.context("there is no home folder; name a data folder with --data")?.join("portolan"))
    }
}

fn runtime() -> anyhow::Result<tokio::runtime::Runtime> {
    Ok(tokio::runtime::Builder::new_multi_thread().enable_all().build()?)
}

fn add_user(name: &str, data: &Data) -> anyhow::Result<()> {
    let folder = data.folder()?;
    let mut password = String::new();
    io::stdin().read_line(&mut password).context("cannot read the password")?;
    let password = password.strip_suffix('\n').unwrap_or(&password);
    let password = password.strip_suffix('\r').unwrap_or(password);
    let db = open_data(&folder)?;
    let user = users::create(&db, name, password)?;
    std::fs::create_dir_all(folder.join("home").join(&user.name))?;
    say(&format!("jarvice apikey: {}", api_keys::issue(&db, &user, Protocol::Jarvice)?))?;
    say(&format!("rescale token: {}", api_keys::issue(&db, &user, Protocol::Rescale)?))
}

async fn add_app(file: &Path, data: &Data) -> anyhow::Result<()> {
    let folder = data.folder()?;
    let registry = Registry::new(open_data(&folder)?);
    let app = apps::add_file(&registry, &folder.join("apps"), file).await?;
    say(&format!("{} is there for all users.", app.application.id))
}

/// Writes a line for the person or program that started this one.
pub(crate) fn say(line: &str) -> anyhow::Result<()> {
    let mut out = io::stdout().lock();
    writeln!(out, "{line}")?;
    Ok(out.flush()?)
}

/// Tells why the program failed.
pub(crate) fn complain(error: &anyhow::Error) {
    // If even that cannot be written, the exit code has to do.
    writeln!(io::stderr(), "portolan: {error:#}").ok();
}
