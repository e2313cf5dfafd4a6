//! What the program tells about itself, and that it is true.

#![allow(clippy::unwrap_used)]

use std::process::Command;

use portolan_server::config::ConfigFile;

fn help(arguments: &[&str]) -> String {
    let output = Command::new(env!("CARGO_BIN_EXE_portolan")).args(arguments).arg("--help").output().unwrap();
    assert!(output.status.success());
    String::from_utf8(output.stdout).unwrap()
}

#[test]
fn the_example_of_a_configuration_file_is_one() {
    let help = help(&["serve"]);
    let example = help.split_once("unknown ones are refused:").unwrap().1;
    let file: ConfigFile = example.parse().unwrap_or_else(|error| panic!("{error:#}\n{example}"));
    assert_eq!(file.origins.len(), 1);
    assert_eq!(file.actors.len(), 1);
    let upstream = &file.upstream["tacc"];
    assert!(upstream.key_file.is_some() && !upstream.allow_private);
}

#[test]
fn help_names_the_first_steps_and_hides_what_only_jobs_call() {
    let help = help(&[]);
    for word in
        ["portolan serve", "user add", "app add", "JARVICE", "Rescale", "portolan.sqlite", "PORTOLAN_LOG"]
    {
        assert!(help.contains(word), "{word}");
    }
    for word in ["supervise", "app-text-stats", "check-value"] {
        assert!(!help.contains(word), "{word}");
    }
    assert!(help.lines().all(|line| line.chars().count() <= 110), "{help}");
}
