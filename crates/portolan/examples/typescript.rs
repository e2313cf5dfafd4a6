//! Prints the TypeScript declarations of every operation and type, for the npm package.

#![allow(clippy::print_stdout, reason = "printing is what it is for")]

use portolan::meta::{Answer, Argument, Field, Group, Operation, Types, comment};

fn main() {
    let mut types = Types::default();
    let groups = portolan::agave::describe(&mut types);
    println!("// Written from the declarations in Rust.\n");
    println!("import type {{ CallOptions, Pages }} from \"./index.js\";\n");
    println!("/** Any JSON value. */");
    println!(
        "export type Json = string | number | boolean | null | readonly Json[] | {{ readonly [key: string]: Json }};\n"
    );
    for group in &groups {
        print_group(group);
    }
    println!("/** The groups of Agave's operations. */\nexport interface AgaveGroups {{");
    for group in &groups {
        print!("{}", comment(group.docs, "  "));
        println!("  readonly {}: {};", group.name, pascal(group.name));
    }
    println!("}}\n");
    for declaration in types.declarations() {
        println!("{declaration}");
    }
}

fn print_group(group: &Group) {
    print!("{}", comment(group.docs, ""));
    println!("export interface {} {{", pascal(group.name));
    for operation in &group.operations {
        print_operation(operation);
    }
    println!("}}\n");
}

fn print_operation(operation: &Operation) {
    let name = operation.js.rsplit('.').next().unwrap_or(operation.js);
    let endpoint =
        format!("Calls `{} {}`; retried as `{}`.", operation.method, operation.path, operation.kind);
    let parameters = format!("{}options?: CallOptions", arguments(operation));
    print!("{}", comment(&format!("{}\n\n{endpoint}", operation.docs), "  "));
    match &operation.answer {
        Answer::Nothing => println!("  {name}({parameters}): Promise<void>;"),
        Answer::Bytes => println!("  {name}({parameters}): Promise<Response>;"),
        Answer::Address => println!("  {name}({parameters}): Promise<string>;"),
        Answer::Value(ty) => println!("  {name}({parameters}): Promise<{ty}>;"),
        Answer::Page(ty) => {
            println!("  {name}({parameters}): Promise<{ty}[]>;");
            print!(
                "{}",
                comment(
                    &format!("Every item of `{name}`, page after page; `limit` is the page's size."),
                    "  "
                )
            );
            println!("  {name}All({parameters}): Pages<{ty}>;");
        }
    }
}

/// The arguments' object; optional where nothing in it must be given.
fn arguments(operation: &Operation) -> String {
    let fields: Vec<_> = operation.arguments.iter().flat_map(fields).collect();
    if fields.is_empty() {
        return "args?: undefined, ".to_owned();
    }
    let all_optional = fields.iter().all(|(_, _, optional)| *optional);
    let fields: Vec<_> = fields
        .into_iter()
        .map(|(name, ty, optional)| format!("{name}{}: {ty}", if optional { "?" } else { "" }))
        .collect();
    format!("args{}: {{ {} }}, ", if all_optional { "?" } else { "" }, fields.join("; "))
}

fn fields(argument: &Argument) -> Vec<(String, String, bool)> {
    let text = |name: &str, optional| (name.to_owned(), "string".to_owned(), optional);
    match argument {
        Argument::Path(name) => vec![text(name, name.ends_with("Path"))],
        Argument::Body { typescript, optional } => vec![("body".to_owned(), typescript.clone(), *optional)],
        Argument::Bytes => vec![("message".to_owned(), "Blob | Uint8Array".to_owned(), false)],
        Argument::Login => vec![text("username", true), text("password", true)],
        Argument::Fields(fields) => {
            let field = |Field { name, typescript, optional, .. }: &Field| {
                (name.clone(), typescript.clone(), *optional)
            };
            fields.iter().map(field).collect()
        }
    }
}

fn pascal(name: &str) -> String {
    let mut letters = name.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}
