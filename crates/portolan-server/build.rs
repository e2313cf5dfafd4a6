//! Has the portal embedded anew when it was built anew.

fn main() -> std::io::Result<()> {
    // A folder that is missing would be looked for at every build.
    std::fs::create_dir_all("../../dist")?;
    println!("cargo::rerun-if-changed=../../dist");
    Ok(())
}
