//! Prints the TypeScript declarations of every operation and type, for the npm package.

#![allow(clippy::print_stdout, reason = "printing is what it is for")]

use portolan::meta::{Answer, Argument, Field, Group, Operation, Types, comment};

fn main() {
    println!("// Written from the declarations in Rust.\n");
    println!("import type {{ CallOptions, Pages }} from \"./index.js\";\n");
    println!("/** Any JSON value. */");
    println!(
        "export type Json = string | number | boolean | null | readonly Json[] | {{ readonly [key: string]: Json }};\n"
    );
    println!("{}", listing());
    print_service("Agave", "", portolan::agave::describe);
    print_service("Jarvice", "Jarvice", portolan::jarvice::describe);
    print_service("Rescale", "Rescale", portolan::rescale::describe);
}

/// What a list of Rescale is.
fn listing() -> String {
    let docs =
        "One page of a list. The addresses of its neighbours may lead past a proxy: ask for `page` instead.";
    let fields = "  count: number;\n  next?: string | null;\n  previous?: string | null;\n  results: T[];\n";
    format!("{}export interface Listing<T> {{\n{fields}}}\n", comment(docs, ""))
}

/// Everything of one service; the names of its types begin with the prefix.
fn print_service(service: &str, prefix: &'static str, describe: fn(&mut Types) -> Vec<Group>) {
    let mut types = Types::of(prefix);
    let groups = describe(&mut types);
    for group in &groups {
        print_group(group, &types);
    }
    let is_own = |group: &&Group| group.name.is_empty();
    let own: Vec<_> = groups.iter().filter(is_own).map(|group| types.name(group.title)).collect();
    let extends = if own.is_empty() { String::new() } else { format!(" extends {}", own.join(", ")) };
    println!("/** The operations of a client. */\nexport interface {service}Groups{extends} {{");
    for group in groups.iter().filter(|group| !is_own(group)) {
        print!("{}", comment(group.text(), "  "));
        println!("  readonly {}: {};", group.name, interface(group, &types));
    }
    println!("}}\n");
    for declaration in types.declarations() {
        println!("{declaration}");
    }
}

fn interface(group: &Group, types: &Types) -> String {
    types.name(&if group.name.is_empty() { group.title.to_owned() } else { pascal(group.name) })
}

fn print_group(group: &Group, types: &Types) {
    let example = group.example().map(|example| format!("\n\n@example\n{example}")).unwrap_or_default();
    print!("{}", comment(&(group.text().to_owned() + &example), ""));
    println!("export interface {} {{", interface(group, types));
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
            print_all(name, &parameters, ty, "limit");
        }
        Answer::Listing(ty) => {
            println!("  {name}({parameters}): Promise<Listing<{ty}>>;");
            print_all(name, &parameters, ty, "pageSize");
        }
    }
}

/// The twin of a list that gives every item.
fn print_all(name: &str, parameters: &str, item: &str, size: &str) {
    let docs = format!("Every item of `{name}`, page after page; `{size}` is the page's size.");
    print!("{}", comment(&docs, "  "));
    println!("  {name}All({parameters}): Pages<{item}>;");
}

/// The arguments' object; optional where nothing in it must be given.
fn arguments(operation: &Operation) -> String {
    let fields: Vec<_> = operation.arguments.iter().flat_map(fields).collect();
    let ways = ways(operation);
    if fields.is_empty() {
        return if ways.is_empty() { "args?: undefined, ".to_owned() } else { format!("args: {ways}, ") };
    }
    let all_optional = fields.iter().all(|(_, _, optional)| *optional);
    let fields: Vec<_> = fields
        .into_iter()
        .map(|(name, ty, optional)| format!("{name}{}: {ty}", if optional { "?" } else { "" }))
        .collect();
    if !ways.is_empty() {
        return format!("args: ({ways}) & {{ {} }}, ", fields.join("; "));
    }
    format!("args{}: {{ {} }}, ", if all_optional { "?" } else { "" }, fields.join("; "))
}

/// The arguments of which exactly one is given, as a union of objects.
fn ways(operation: &Operation) -> String {
    let fields = operation.arguments.iter().filter_map(|argument| match argument {
        Argument::Fields(fields) => Some(fields.iter().filter(|field| field.alternative)),
        _ => None,
    });
    let fields: Vec<_> = fields.flatten().collect();
    let way = |given: &&Field| {
        let others = fields.iter().filter(|field| field.name != given.name);
        let others: String = others.map(|field| format!("; {}?: never", field.name)).collect();
        format!("{{ {}: {}{others} }}", given.name, given.typescript)
    };
    fields.iter().map(way).collect::<Vec<_>>().join(" | ")
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
            fields.iter().filter(|field| !field.alternative).map(field).collect()
        }
    }
}

fn pascal(name: &str) -> String {
    let mut letters = name.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}
