//! The apps that come with the program: each is an ordinary command-line program behind a hidden subcommand,
//! runs in its job's folder, and needs nothing else on the machine.

mod actors;
mod arguments;
mod mandelbrot;
mod monte_carlo_pi;
mod palette;
mod text_stats;

use clap::Subcommand;

/// The hidden subcommands that jobs of the bundled apps run.
#[derive(Debug, Subcommand)]
pub enum Bundled {
    /// Counts lines, words, characters and bytes.
    #[command(name = "app-text-stats", hide = true)]
    TextStats(text_stats::TextStats),
    /// Estimates pi from random points.
    #[command(name = "app-monte-carlo-pi", hide = true)]
    MonteCarloPi(monte_carlo_pi::MonteCarloPi),
    /// Draws a part of the Mandelbrot set.
    #[command(name = "app-mandelbrot", hide = true)]
    Mandelbrot(mandelbrot::Mandelbrot),
    /// Logs its message and environment.
    #[command(name = "actor-test", hide = true)]
    ActorTest(actors::ActorTest),
    /// Answers its message.
    #[command(name = "actor-echo", hide = true)]
    ActorEcho(actors::ActorEcho),
}

impl Bundled {
    /// Runs the app in the current folder until it is done.
    pub fn run(self) -> anyhow::Result<()> {
        match self {
            Bundled::TextStats(app) => app.run(),
            Bundled::MonteCarloPi(app) => app.run(),
            Bundled::Mandelbrot(app) => app.run(),
            Bundled::ActorTest(actor) => actor.run(),
            Bundled::ActorEcho(actor) => actor.run(),
        }
    }
}

/// A bundled app as the registry keeps it.
#[derive(Debug, Clone, Copy)]
pub struct Definition {
    /// The hidden subcommand that runs it.
    pub subcommand: &'static str,
    /// Its Agave app definition, a JSON document.
    pub document: &'static str,
}

/// Every bundled app.
pub const DEFINITIONS: [Definition; 3] = [
    Definition { subcommand: "app-text-stats", document: include_str!("text_stats.json") },
    Definition { subcommand: "app-monte-carlo-pi", document: include_str!("monte_carlo_pi.json") },
    Definition { subcommand: "app-mandelbrot", document: include_str!("mandelbrot.json") },
];
