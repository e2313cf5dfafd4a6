//! Prints `docs/endpoints.md`: every operation with its call in both languages, its endpoint and its retry kind.

#![allow(clippy::print_stdout, reason = "printing is what it is for")]

use portolan::meta::{Argument, Group, Types};

fn main() {
    println!("# Operations\n");
    println!("Written from the declarations by `cargo xtask docs`; a test fails when it is stale.\n");
    println!(
        "*Retry* tells what happens when an answer is lost: `read` and `set` are repeated, `once` is reported as unknown and \
         never repeated, `token` is repeated once.\n"
    );
    let services: [(&str, Describe); 3] = [
        ("Agave", portolan::agave::describe),
        ("JARVICE", portolan::jarvice::describe),
        ("Rescale", portolan::rescale::describe),
    ];
    for (name, describe) in services {
        println!("## {name}\n");
        for group in describe(&mut Types::default()) {
            print_group(&group);
        }
    }
}

/// Tells of a service's operations.
type Describe = fn(&mut Types) -> Vec<Group>;

fn print_group(group: &Group) {
    let name = if group.name.is_empty() { group.title } else { group.name };
    println!("### {name}\n\n{}\n", group.text());
    if let Some(example) = group.example() {
        println!("```js\n{example}\n```\n");
    }
    println!("| JavaScript | Rust | endpoint | retry | what it does |");
    println!("|---|---|---|---|---|");
    for operation in &group.operations {
        let arguments: Vec<_> = operation.arguments.iter().flat_map(names).collect();
        let arguments =
            if arguments.is_empty() { String::new() } else { format!("{{ {} }}", arguments.join(", ")) };
        println!(
            "| `{}({arguments})` | `{}{}` | `{} {}` | {} | {} |",
            operation.js,
            if group.name.is_empty() { String::new() } else { format!("{}().", group.name) },
            operation.rust,
            operation.method,
            operation.path,
            operation.kind,
            operation.docs.replace('\n', " "),
        );
    }
    println!();
}

fn names(argument: &Argument) -> Vec<&str> {
    match argument {
        Argument::Path(name) => vec![name],
        Argument::Fields(fields) => fields.iter().map(|field| &*field.name).collect(),
        Argument::Body { .. } => vec!["body"],
        Argument::Bytes => vec!["message"],
        Argument::Login => vec!["username", "password"],
    }
}
